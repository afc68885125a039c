package server_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
)

var descriptionForm = regexp.MustCompile(`^[\x20-\x21\x23-\x5b\x5d-\x7e]*$`)

// Every refusal of a protocol endpoint, whatever was sent: JSON, never to be
// stored, dated, its description within the characters of RFC 6749 §5.2.
//
// conformance: all/token-error
func TestRefusalsOfProtocolEndpoints(t *testing.T) {
	quiet(t)
	b := seed.New(t, sqlite(t)).Browser(t)
	refusals := 0
	for _, r := range unopened(t).Rows() {
		if r.Dialect != web.Protocol {
			continue
		}
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		for _, c := range [][3]string{
			{method, asForm, "grant_type=%00&token=%ff&client_id=%22%5c%0a&client_secret=é&a=%zz"},
			{method, asForm, "grant_type=%22%5C%0A&token=%C3%A9&client_id=%22%5C%0D%09&client_secret=%E2%80%A6&redirect_uri=%22"},
			{method, asJSON, "{}"},
			{method, "", ""},
			{"PUT", asForm, "a=b"},
			{"BREW", "", ""},
		} {
			for _, authorization := range []string{"", "Basic %%", "Basic OiI=", "Bearer \"\\", "DPoP é", "Nonsense"} {
				a := b.Do(t, c[0], filled(pattern), c[1], c[2], "Authorization", authorization, "Accept", "application/json")
				if a.Status < 400 {
					continue
				}
				refusals++
				var answer struct {
					Error       string `json:"error"`
					Description string `json:"error_description"`
				}
				if err := json.Unmarshal(a.Body, &answer); err != nil || answer.Error == "" || !descriptionForm.MatchString(answer.Error+answer.Description) {
					t.Errorf("%s %s with %q: %s", c[0], pattern, c[2], a.Body)
				}
				kind := a.Header.Get("Content-Type")
				if kind != "application/json" || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Date") == "" {
					t.Errorf("%s %s: %v", c[0], pattern, a.Header)
				}
				for _, challenge := range a.Header.Values("WWW-Authenticate") {
					if strings.ContainsFunc(challenge, func(r rune) bool { return r < ' ' || r > '~' || r == '\\' }) {
						t.Errorf("%s %s: WWW-Authenticate %q", c[0], pattern, challenge)
					}
				}
			}
		}
	}
	if refusals < 100 {
		t.Errorf("only %d refusals", refusals)
	}
}

// RFC 9110 §15.5.6: what a method cannot do is told with those that can.
func TestMethodsOfProtocolEndpoints(t *testing.T) {
	b := seed.New(t, sqlite(t)).Browser(t)
	for path, allow := range map[string]string{
		seed.TokenPath:                      "POST",
		seed.RevokePath:                     "POST",
		seed.IntrospectPath:                 "POST",
		seed.UserinfoPath:                   "GET, HEAD, POST",
		seed.AuthorizePath:                  "GET, HEAD, POST",
		"/api/auth/jwks":                    "GET, HEAD",
		"/.well-known/openid-configuration": "GET, HEAD",
	} {
		for _, method := range []string{"DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"} {
			a := b.Do(t, method, path, "", "").Want(t, 405, "invalid_request")
			if a.Header.Get("Allow") != allow || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s %s: %v", method, path, a.Header)
			}
		}
		head := b.Do(t, http.MethodHead, path, "", "")
		if strings.Contains(allow, "HEAD") == (head.Status == 405) || len(head.Body) != 0 {
			t.Errorf("HEAD %s: %d", path, head.Status)
		}
	}
}
