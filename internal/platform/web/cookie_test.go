package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

func TestCookies(t *testing.T) {
	signer := secret.NewSigner("a secret")
	c := web.NewCookies(signer, "http://localhost:3001", "")
	line := c.Signed("n", "a:b", time.Minute)
	answer := http.Header{"Set-Cookie": {line}}
	if value, ok := c.ReadSet(answer, "n"); !ok || value != "a:b" {
		t.Errorf("%q reads as %q", line, value)
	}
	parsed, err := http.ParseSetCookie(line)
	if err != nil || parsed.Name != "better-auth.n" || parsed.MaxAge != 60 || !parsed.HttpOnly || parsed.SameSite != http.SameSiteLaxMode || parsed.Path != "/" || parsed.Secure {
		t.Errorf("%q: %+v, %v", line, parsed, err)
	}
	for name, header := range map[string][]string{
		"alone":         {"better-auth.n=" + parsed.Value},
		"behind others": {"x=1; better-auth.nn=2; better-auth.n=" + parsed.Value + "; y=3"},
		"second line":   {"x=1", "better-auth.n=" + parsed.Value},
		"quoted":        {`better-auth.n="` + parsed.Value + `"`},
	} {
		if value, ok := c.Read(http.Header{"Cookie": header}, "n"); !ok || value != "a:b" {
			t.Errorf("%s: %q, %v", name, value, ok)
		}
	}
	for _, header := range []string{"", "better-auth.n=", "better-auth.n=%zz", "better-auth.nn=" + parsed.Value, "n=" + parsed.Value, "better-auth.n=" + parsed.Value + "x", ";;=;"} {
		if value, ok := c.Read(http.Header{"Cookie": {header}}, "n"); ok {
			t.Errorf("%q reads as %q", header, value)
		}
	}
	answer.Add("Set-Cookie", c.Cleared("n"))
	if value, ok := c.ReadSet(answer, "n"); ok {
		t.Errorf("a cleared cookie reads as %q", value)
	}
}

func FuzzReadCookie(f *testing.F) {
	signer := secret.NewSigner("a secret")
	c := web.NewCookies(signer, "https://x.example", "x.example")
	f.Add("__Secure-better-auth.n=a.b; c=d")
	f.Fuzz(func(t *testing.T, header string) {
		if value, ok := c.Read(http.Header{"Cookie": {header}}, "n"); ok {
			t.Errorf("%q reads as %q without the secret", header, value)
		}
	})
}
