package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What the certification suite for OpenID Providers does at the authorization
// endpoint, by the names of its modules. Its clients send no challenge.
func TestOpenIDConnectModules(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		op := s.free
		request := func(changes ...string) url.Values {
			return without(op.Request("openid", changes...), "code_challenge", "code_challenge_method")
		}
		ask := func(b *seed.Browser, changes ...string) *url.URL {
			t.Helper()
			return b.Authorize(t, request(changes...)).Want(t, 302).Location(t)
		}
		idToken := func(to *url.URL) map[string]any {
			t.Helper()
			tokens := s.Token(t, op.Exchange(to.Query().Get("code"), "code_verifier", "")).Tokens(t)
			return verifiedJWT(t, s.World, tokens.ID, "RS256", "")
		}
		signIn := func(b *seed.Browser, page *url.URL) *url.URL {
			t.Helper()
			if page.Path != "/login" {
				t.Fatalf("sent to %s, not to the login page", page)
			}
			return b.Post(t, signInPath, map[string]any{"email": s.user.Email, "password": seed.Password, "oauth_query": page.RawQuery}).Want(t, 302).Location(t)
		}

		// conformance: all/pkce-per-client
		// conformance: basic/without-nonce
		t.Run("ensure-request-without-nonce-succeeds-for-code-flow", func(t *testing.T) {
			if claims := idToken(ask(s.browser, "nonce", "")); claims["nonce"] != nil {
				t.Errorf("nonce %v", claims["nonce"])
			}
		})
		// conformance: basic/valid-pkce
		t.Run("ensure-request-with-valid-pkce-succeeds", func(t *testing.T) {
			s.Token(t, op.Exchange(s.browser.Code(t, op, "openid"))).Tokens(t)
		})
		// conformance: basic/response-type-missing
		// conformance: all/authorization-error
		t.Run("response-type-missing", func(t *testing.T) {
			to := ask(s.browser, "response_type", "")
			parameters(t, to, "error", "error_description", "state", "iss")
			if to.Query().Get("error") != "invalid_request" {
				t.Errorf("sent to %s", to)
			}
		})
		// conformance: basic/prompt-none-not-signed-in
		t.Run("prompt-none-not-logged-in", func(t *testing.T) {
			if to := ask(s.Browser(t), "prompt", "none"); at(to) != seed.Redirect || to.Query().Get("error") != "login_required" {
				t.Errorf("sent to %s", to)
			}
		})
		// conformance: basic/prompt-none-signed-in
		t.Run("prompt-none-logged-in", func(t *testing.T) {
			first := idToken(ask(s.browser))
			s.Advance(t, 3*time.Second)
			second := idToken(ask(s.browser, "prompt", "none"))
			if first["sub"] != second["sub"] || first["auth_time"] != second["auth_time"] {
				t.Errorf("%v became %v", first, second)
			}
		})
		// conformance: basic/prompt-login
		t.Run("prompt-login", func(t *testing.T) {
			b := s.Browser(t)
			first := idToken(signIn(b, ask(b)))
			s.Advance(t, 3*time.Second)
			second := idToken(signIn(b, ask(b, "prompt", "login")))
			if first["auth_time"].(float64) >= second["auth_time"].(float64) {
				t.Errorf("auth_time %v, then %v", first["auth_time"], second["auth_time"])
			}
		})
		// conformance: basic/max-age-1
		t.Run("max-age-1", func(t *testing.T) {
			b := s.Browser(t)
			first := idToken(signIn(b, ask(b)))
			s.Advance(t, 3*time.Second)
			second := idToken(signIn(b, ask(b, "max_age", "1")))
			if first["auth_time"].(float64) >= second["auth_time"].(float64) || second["auth_time"] != float64(s.Clock.Now().Unix()) {
				t.Errorf("auth_time %v, then %v", first["auth_time"], second["auth_time"])
			}
		})
		// conformance: basic/max-age-10000
		t.Run("max-age-10000", func(t *testing.T) {
			b := s.Browser(t)
			first := idToken(signIn(b, ask(b, "max_age", "10000")))
			s.Advance(t, 3*time.Second)
			second := idToken(ask(b, "max_age", "10000"))
			if first["auth_time"] == nil || first["auth_time"] != second["auth_time"] {
				t.Errorf("auth_time %v, then %v", first["auth_time"], second["auth_time"])
			}
		})
		// conformance: basic/registered-redirect-uri
		t.Run("ensure-registered-redirect-uri", func(t *testing.T) {
			for _, uri := range []string{seed.Redirect + "/", seed.Redirect + "?x=1", strings.Replace(seed.Redirect, "https", "HTTPS", 1), "https://client.example:443/cb"} {
				if a := s.Browser(t).Authorize(t, request("redirect_uri", uri)).Want(t, 400); a.Header.Get("Location") != "" {
					t.Errorf("%s: sent to %s", uri, a.Header.Get("Location"))
				}
			}
		})
		// conformance: basic/post-request
		t.Run("ensure-post-request-succeeds", func(t *testing.T) {
			b := s.Browser(t)
			for _, origin := range []string{"https://client.example", "null", ""} {
				to := b.Form(t, seed.AuthorizePath, request("state", "posted"), "Origin", origin, "Sec-Fetch-Site", "cross-site").Want(t, 303).Location(t)
				on := signIn(b, s.Browser(t).Get(t, to.String()).Want(t, 302).Location(t))
				if on.Query().Get("state") != "posted" || on.Query().Get("code") == "" {
					t.Errorf("from %q: sent to %s", origin, on)
				}
			}
			b.Do(t, "POST", seed.AuthorizePath, asJSON, `{"client_id":"free"}`).Want(t, 400)
		})
		// conformance: dynamic/redirect-uri-query
		t.Run("redirect-uri-query", func(t *testing.T) {
			queried := s.Application(t, application.NewApplication{Slug: "queried", SkipConsent: true, RedirectURIs: []string{seed.Redirect + "?foo=bar"}})
			s.Access(t, queried, s.user)
			to := s.browser.Authorize(t, queried.Request("openid")).Want(t, 302).Location(t)
			parameters(t, to, "foo", "code", "state", "iss")
			for _, uri := range []string{seed.Redirect + "?foo=baz", seed.Redirect + "?foo=bar&x=1", seed.Redirect} {
				s.browser.Authorize(t, queried.Request("openid", "redirect_uri", uri)).Want(t, 400)
			}
		})
	})
}

// What prompt may hold together, and what each holds out for.
func TestPromptCombinations(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		b, fresh := s.SignedIn(t, s.user), func() *seed.Browser { return s.SignedIn(t, s.user) }
		s.Advance(t, 2*time.Second)
		for prompt, want := range map[string]struct{ old, renewed string }{
			"login":                          {"/login", "code"},
			"consent":                        {"/oauth2/consent", "/oauth2/consent"},
			"select_account":                 {"/login", "code"},
			"create":                         {"/register", "code"},
			"login consent":                  {"/login", "/oauth2/consent"},
			"consent login":                  {"/login", "/oauth2/consent"},
			"select_account consent":         {"/login", "/oauth2/consent"},
			"login select_account consent":   {"/login", "/oauth2/consent"},
			"create consent":                 {"/register", "/oauth2/consent"},
			"login login":                    {"/login", "code"},
			"none login":                     {"invalid_request", ""},
			"none consent":                   {"invalid_request", ""},
			"none select_account":            {"invalid_request", ""},
			"none create":                    {"invalid_request", ""},
			"none none":                      {"invalid_request", ""},
			"login nonsense":                 {"invalid_request", ""},
			"NONE":                           {"invalid_request", ""},
			"  login\tconsent  create login": {"/register", "/oauth2/consent"},
		} {
			step := func(to *url.URL) string {
				for _, name := range []string{"code", "error"} {
					if v := to.Query().Get(name); v != "" {
						return map[string]string{"code": "code", "error": v}[name]
					}
				}
				return to.Path
			}
			to := b.Authorize(t, s.conf.Request("openid", "prompt", prompt)).Want(t, 302).Location(t)
			if got := step(to); got != want.old {
				t.Errorf("%q: an old session comes to %s, want %s", prompt, got, want.old)
			}
			if want.renewed == "" {
				continue
			}
			on := fresh().Post(t, "/api/auth/oauth2/continue", map[string]any{"postLogin": true, "oauth_query": to.RawQuery}).Want(t, 200).Location(t)
			if got := step(on); got != want.renewed {
				t.Errorf("%q: a new session comes to %s, want %s", prompt, got, want.renewed)
			}
		}
	})
}

// Who leaves the page that shuts them out tells the application so.
func TestLeavingNoAccess(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf"})
		b := w.SignedIn(t, u)
		page := b.Authorize(t, app.Request("openid")).Want(t, 302).Location(t)
		if page.Path != "/no-access" {
			t.Fatalf("sent to %s", page)
		}
		to := b.Consent(t, page, false).Want(t, 200).Location(t)
		parameters(t, to, "error", "error_description", "state", "iss")
		if to.Query().Get("error") != "access_denied" {
			t.Errorf("sent to %s", to)
		}
		if to := b.Consent(t, page, true).Want(t, 200).Location(t); to.Path != "/no-access" {
			t.Errorf("agreeing there leads to %s", to)
		}
	})
}

// Whoever is not signed in costs the database nothing.
func TestAuthorizeAsksNoDatabase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		nobody := s.Browser(t)
		q := s.conf.Request("openid profile", "resource", seed.API, "claims", `{"userinfo":{"email":null}}`, "id_token_hint", s.Tokens(t, s.browser, s.conf, "openid").ID)
		nobody.Authorize(t, q).Want(t, 302)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if to := nobody.Authorize(t, q).Want(t, 302).Location(t); to.Path != "/login" {
			t.Errorf("sent to %s", to)
		}
	})
}
