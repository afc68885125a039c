package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// conformance: fapi2/jarm
// conformance: JARM §2.1
func TestSignedAnswers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		for _, alg := range []string{"", "RS256", "PS256", "ES256", "EdDSA"} {
			app := s.Application(t, application.NewApplication{Slug: "jarm" + strings.ToLower(alg), SkipConsent: true, RedirectURIs: []string{seed.Redirect + "?x=1"}, Client: application.Client{AuthorizationAlg: alg}})
			if alg == "" {
				alg = "RS256"
			}
			s.Access(t, app, s.user)
			check := func(response, member string, state any) string {
				t.Helper()
				claims := verifiedJWT(t, s.World, response, jose.SignatureAlgorithm(alg), "JWT")
				if claims["iss"] != s.URL || claims["aud"] != app.ClientID() || claims["exp"] != float64(s.Clock.Now().Add(2*time.Minute).Unix()) || claims["state"] != state {
					t.Errorf("claims %v", claims)
				}
				want := map[string]string{"code": "aud code exp iss state", "error": "aud error error_description exp iss state"}[member]
				if state == nil {
					want = map[string]string{"code": "aud code exp iss"}[member]
				}
				if got := members(claims); got != want {
					t.Errorf("claims %s", got)
				}
				text, _ := claims[member].(string)
				return text
			}
			for _, mode := range []string{"jwt", "query.jwt"} {
				to := s.browser.Authorize(t, app.Request("openid", "response_mode", mode)).Want(t, 302).Location(t)
				parameters(t, to, "x", "response")
				s.Token(t, app.Exchange(check(to.Query().Get("response"), "code", "st8"))).Tokens(t)
			}
			to := s.browser.Authorize(t, app.Request("openid", "response_mode", "jwt", "state", "")).Want(t, 302).Location(t)
			check(to.Query().Get("response"), "code", nil)
			to = s.Browser(t).Authorize(t, app.Request("openid", "response_mode", "jwt", "prompt", "none")).Want(t, 302).Location(t)
			parameters(t, to, "x", "response")
			if code := check(to.Query().Get("response"), "error", "st8"); code != "login_required" {
				t.Errorf("told %q", code)
			}
			action, fields := posted(t, s.browser.Authorize(t, app.Request("openid", "response_mode", "form_post.jwt")))
			if action != app.RedirectURIs[0] || len(fields) != 1 {
				t.Errorf("posts %v to %s", fields, action)
			}
			s.Token(t, app.Exchange(check(fields.Get("response"), "code", "st8"))).Tokens(t)
		}
		t.Run("JARM 2.3.2: no fragment", func(t *testing.T) {
			for _, mode := range []string{"fragment", "fragment.jwt", "JWT", "form_post.jwt "} {
				to := s.browser.Authorize(t, s.conf.Request("openid", "response_mode", mode)).Want(t, 302).Location(t)
				parameters(t, to, "error", "error_description", "state", "iss")
			}
		})
		t.Run("a state that JSON changes", func(t *testing.T) {
			to := s.browser.Authorize(t, s.conf.Request("openid", "response_mode", "jwt", "state", "a\xff")).Want(t, 302).Location(t)
			claims := verifiedJWT(t, s.World, to.Query().Get("response"), "RS256", "JWT")
			if claims["error"] != "invalid_request" || claims["state"] != nil {
				t.Errorf("claims %v", claims)
			}
		})
		t.Run("of a pushed and signed request, refused by the user", func(t *testing.T) {
			key := seed.NewKey(t, "PS256")
			app := s.Application(t, application.NewApplication{Slug: "signing", Client: application.Client{
				JWKS: keySet(t, key), RequireSigned: true, RequirePAR: true, AuthorizationAlg: "PS256",
			}})
			s.Access(t, app, s.user)
			object := key.Sign(t, headerOf(key), objectOf(s.World, app, app.Request("openid", "response_mode", "jwt")))
			page := s.browser.Authorize(t, s.Pushed(t, app, url.Values{"request": {object}})).Want(t, 302).Location(t)
			to := s.browser.Consent(t, page, false).Want(t, 200).Location(t)
			claims := verifiedJWT(t, s.World, to.Query().Get("response"), "PS256", "JWT")
			if claims["error"] != "access_denied" || claims["state"] != "st8" {
				t.Errorf("claims %v", claims)
			}
		})
	})
}
