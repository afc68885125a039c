package client_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/token"
)

func basic(text string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(text))
}

func pairs(t *testing.T, raw string) oauth.Pairs {
	t.Helper()
	p, ok := oauth.ParsePairs(raw)
	if !ok {
		t.Fatal(raw)
	}
	return p
}

// RFC 6749 §2.3.1.
func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		form, header string
		id, secret   string
		code         string // of the refusal
	}{
		"post":                         {"client_id=a&client_secret=b", "", "a", "b", ""},
		"public":                       {"client_id=a", "", "a", "", ""},
		"empty secret is none":         {"client_id=a&client_secret=", "", "a", "", ""},
		"nothing":                      {"", "", "", "", ""},
		"basic":                        {"", basic("a:b"), "a", "b", ""},
		"basic, encoded":               {"", basic("a%2Db:c%3Ad+e"), "a-b", "c:d e", ""},
		"basic, colons in the secret":  {"", basic("a:b:c"), "a", "b:c", ""},
		"basic, bad encoding is raw":   {"", basic("a:%zz"), "a", "%zz", ""},
		"basic with the same id":       {"client_id=a", basic("a:b"), "a", "b", ""},
		"another scheme":               {"client_id=a", "Bearer x", "a", "", ""},
		"two ways":                     {"client_id=a&client_secret=b", basic("a:b"), "", "", "invalid_request"},
		"basic with another id":        {"client_id=b", basic("a:b"), "", "", "invalid_client"},
		"basic, no base64":             {"", "Basic ###", "", "", "invalid_client"},
		"basic, no colon":              {"", basic("a"), "", "", "invalid_client"},
		"basic, no id":                 {"", basic(":b"), "", "", "invalid_client"},
		"basic, no secret":             {"", basic("a:"), "", "", "invalid_client"},
		"basic, far too long":          {"", basic("a:" + strings.Repeat("b", 9000)), "", "", "invalid_client"},
		"repeated parameter":           {"client_id=a&client_id=a", "", "", "", "invalid_request"},
		"resource may be repeated":     {"client_id=a&resource=x&resource=y", "", "a", "", ""},
		"parameter too long":           {"client_id=a&code=" + strings.Repeat("c", 9000), "", "", "", "invalid_request"},
		"unknown repeated parameter":   {"client_id=a&foo=1&foo=2", "", "", "", "invalid_request"},
		"basic in lower case, encoded": {"", strings.Replace(basic("a:b"), "Basic", "basic", 1), "a", "b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, refused := client.Parse(pairs(t, c.form), c.header)
			code := ""
			if refused != nil {
				code = refused.Code
			}
			if got.ID != c.id || got.Secret != c.secret || code != c.code || got.HasSecret != (c.secret != "") {
				t.Errorf("%+v, refused %q", got, code)
			}
			if refused != nil && refused.Challenge != (refused.Code == oauth.CodeInvalidClient) {
				t.Errorf("challenge %v", refused.Challenge)
			}
		})
	}
}

// Whatever is sent, credentials are read whole or not at all.
func FuzzParseRequest(f *testing.F) {
	f.Add("grant_type=authorization_code&code=x&client_id=a", basic("a:b"))
	f.Add("client_id=a&client_secret=b&resource=c&resource=d", "")
	f.Fuzz(func(t *testing.T, form, header string) {
		p, ok := oauth.ParsePairs(form)
		if !ok {
			return
		}
		r, refused := token.ParseRequest(p, header)
		if refused != nil {
			if r.Client.ID != "" || refused.Code == "" {
				t.Errorf("refused %q with %+v", refused.Code, r)
			}
			return
		}
		if r.Client.HasSecret != (r.Client.Secret != "") && !r.Client.Basic {
			t.Errorf("credentials %+v", r.Client)
		}
	})
}
