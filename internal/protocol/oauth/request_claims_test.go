package oauth_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// conformance: OpenID Connect Core §5.5
func TestParseClaims(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", `{}`, ``},
		{"one essential", `{"userinfo":{"name":{"essential":true}}}`, `{"userinfo":{"name":{"essential":true}}}`},
		{"null is voluntary", `{"userinfo":{"name":null,"email":{}}}`, `{"userinfo":{"email":{},"name":{}}}`},
		{"members are null", `{"userinfo":null,"id_token":{"acr":{"value":null}}}`, `{"id_token":{"acr":{}}}`},
		{"values", `{"id_token":{"acr":{"essential":true,"values":["a","<b>"]}}}`, `{"id_token":{"acr":{"essential":true,"values":["a","<b>"]}}}`},
		{"unknown ones are ignored", `{"userinfo":{"zoneinfo":null,"http://x.example/c":{"a":[{}]}},"other":7}`, ``},
		{"unknown details are ignored", `{"userinfo":{"name":{"purpose":{"x":1}}}}`, `{"userinfo":{"name":{}}}`},
		{"names are exact", `{"UserInfo":{"name":null},"userinfo":{"Name":null,"email":{"Essential":7}}}`, `{"userinfo":{"email":{}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := oauth.ParseClaims(c.text)
			if err != nil || got.String() != c.want {
				t.Errorf("%s, %v", got, err)
			}
		})
	}
}

// conformance: OpenID Connect Core §5.5
func TestParseClaimsRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "null", "[]", `"x"`, "7", "{", `{}{}`, `{"userinfo":[]}`, `{"userinfo":"name"}`, `{"id_token":7}`, `{"userinfo":{"name":true}}`,
		`{"userinfo":{"name":"x"}}`, `{"userinfo":{"name":[]}}`, `{"userinfo":{"name":{"essential":"yes"}}}`, `{"userinfo":{"name":{"values":"x"}}}`,
		`{"userinfo":{"x":{"essential":1}}}`, "{\"userinfo\":{\"name\":{\"value\":\"\xff\"}}}", `{"userinfo":{"name":{"value":"` + strings.Repeat("x", 5000) + `"}}}`,
		strings.Repeat(`{"userinfo":`, 300),
	} {
		if got, err := oauth.ParseClaims(text); err == nil || err.Code != oauth.CodeInvalidRequest {
			t.Errorf("%.40q is read as %s, %v", text, got, err)
		}
	}
}

func TestClaimsRequest(t *testing.T) {
	read := func(text string) oauth.ClaimsRequest {
		t.Helper()
		c, err := oauth.ParseClaims(text)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := read(`{"userinfo":{"name":null,"email":null,"sub":{"value":"u1"}},"id_token":{"roles":null,"auth_time":{"essential":true},"sub":{"value":7}}}`)
	if got := c.Scopes(); !slices.Equal(got, []string{"profile", "email", "roles"}) {
		t.Errorf("scopes %v", got)
	}
	if got := c.Subjects(); !slices.Equal(got, []string{"", "u1"}) {
		t.Errorf("subjects %q", got)
	}
	if got := c.Within([]string{"openid", "email"}).String(); got != `{"id_token":{"auth_time":{"essential":true},"sub":{"value":7}},"userinfo":{"email":{},"sub":{"value":"u1"}}}` {
		t.Errorf("within email: %s", got)
	}
	for text, want := range map[string]string{
		`{"id_token":{"acr":{"essential":true,"values":["a","b",7]}}}`: "a b",
		`{"id_token":{"acr":{"essential":true,"value":"c"}}}`:          "c",
		`{"id_token":{"acr":{"essential":true,"value":7}}}`:            "",
		`{"id_token":{"acr":{"essential":true}}}`:                      "any",
		`{"id_token":{"acr":{"values":["a"]}}}`:                        "any",
		`{"userinfo":{"acr":{"essential":true,"value":"c"}}}`:          "any",
	} {
		classes, essential := read(text).MustHaveACR()
		got := strings.Join(classes, " ")
		if !essential {
			got = "any"
		}
		if got != want {
			t.Errorf("%s demands %q", text, got)
		}
	}
}

func FuzzParseClaims(f *testing.F) {
	f.Add(`{"userinfo":{"name":{"essential":true,"value":"\u0000<","values":[1,"x"]}},"id_token":{"acr":null}}`)
	f.Add(`{"id_token":{"sub":{"value":{"a":[]}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := oauth.ParseClaims(text)
		if err != nil {
			return
		}
		written := c.String()
		if written == "" {
			return
		}
		again, err := oauth.ParseClaims(written)
		if err != nil || again.String() != written {
			t.Errorf("%q is written as %q and read as %q, %v", text, written, again, err)
		}
		c.Subjects()
		c.MustHaveACR()
		if narrow := c.Within(nil); len(narrow.Scopes()) > 0 {
			t.Errorf("%q leaves %s", text, narrow)
		}
	})
}
