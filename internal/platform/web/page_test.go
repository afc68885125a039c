package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

func TestPolicySource(t *testing.T) {
	for uri, want := range map[string]string{
		"https://a.example/bye?x#y":     "https://a.example",
		"https://a.example:8443/bye":    "https://a.example:8443",
		"http://127.0.0.1:9999/bye":     "http://127.0.0.1:9999",
		"http://[::1]:9999/bye":         "http:",
		"https://[2001:db8::1]/bye":     "https:",
		"com.example.app:/bye":          "com.example.app:",
		"https://a.example;script-src*": "https:",
		"https://*/":                    "https:",
		"https://a.example, b":          "'none'",
		"%zz":                           "'none'",
		"/bye":                          "'none'",
		"":                              "'none'",
	} {
		if got := web.PolicySource(uri); got != want {
			t.Errorf("source of %s: %s, want %s", uri, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ asked, accepted, want string }{
		{"", "", "en"},
		{"", "fr-CH, en;q=0.9", "fr"},
		{"", "de, fr;q=0.5", "fr"},
		{"", "de", "en"},
		{"fr", "en", "fr"},
		{"en fr", "fr", "en"},
		{"zz %", "fr", "fr"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Accept-Language", c.accepted)
		if got := web.Language(r, strings.Fields(c.asked)...); got != c.want {
			t.Errorf("%q with %q: %s", c.asked, c.accepted, got)
		}
	}
}

func TestWritePage(t *testing.T) {
	w := httptest.NewRecorder()
	err := web.WritePage(w, http.StatusOK, web.Page{
		Lang: "fr", Title: "A <b>", AppName: "x", Body: "<p>1</p>", Actions: []string{"'self'"}, Frames: []string{"https://a.example"},
		Script: "go()", Refresh: `https://a.example/?a=1&b="`,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="fr">`, `<title>A &lt;b&gt; · x</title>`, `<main><p>1</p></main><script>go()</script>`, `content="5;url=https://a.example/?a=1&amp;b=`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s lacks %s", w.Body, want)
		}
	}
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'; style-src 'sha256-", "; script-src 'sha256-", "; frame-src https://a.example; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s lacks %s", policy, want)
		}
	}
	w = httptest.NewRecorder()
	if err := web.WritePage(w, http.StatusBadRequest, web.Page{Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	policy = w.Header().Get("Content-Security-Policy")
	if strings.Contains(policy, "script-src") || strings.Contains(policy, "frame-src") || !strings.Contains(policy, "form-action 'none'") || w.Code != 400 {
		t.Errorf("%d %s", w.Code, policy)
	}
}
