package server_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// settled returns what else an authorization settled, of the last grant.
func settled(t *testing.T, w *seed.World) map[string]any {
	t.Helper()
	text, err := db.One(t.Context(), w.Services.DB, db.ScanString, `SELECT details FROM grants ORDER BY id DESC LIMIT 1`)
	if err != nil {
		t.Fatal(err)
	}
	var details map[string]any
	if err := json.Unmarshal([]byte(text), &details); err != nil {
		t.Fatal(err)
	}
	return details
}

// What only helps is never an error, and what the pages can use reaches them.
func TestHints(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		nobody := s.Browser(t)
		// conformance: basic/display-parameters
		// conformance: basic/display-parameters
		// conformance: basic/display-parameters
		// conformance: basic/display-parameters
		// conformance: basic/display-parameters
		// conformance: all/unknown-parameters
		t.Run("they reach the login page signed, and the code comes", func(t *testing.T) {
			q := s.conf.Request("openid", "display", "popup", "ui_locales", "se", "claims_locales", "se", "login_hint", "ada@example.org",
				"extra", "foobar", "acr_values", "1 2", "registration", "{}")
			to := nobody.Authorize(t, q).Want(t, 302).Location(t)
			if to.Path != "/login" || to.Query().Get("login_hint") != "ada@example.org" || to.Query().Get("ui_locales") != "se" || to.Query().Has("extra") {
				t.Errorf("sent to %s", to)
			}
			if to := s.browser.Authorize(t, q).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
		})
		// conformance: basic/display-parameters
		t.Run("acr is told when it is asked for", func(t *testing.T) {
			for _, changes := range [][]string{{"acr_values", "1 2"}, {"claims", `{"id_token":{"acr":null}}`}} {
				tokens := s.Tokens(t, s.browser, s.conf, "openid", changes...)
				if claims := verifiedJWT(t, s.World, tokens.ID, "RS256", ""); claims["acr"] != "urn:mace:incommon:iap:bronze" {
					t.Errorf("%v: %v", changes, claims["acr"])
				}
				if got := settled(t, s.World)["acr"]; got != "urn:mace:incommon:iap:bronze" {
					t.Errorf("%v: remembered %v", changes, got)
				}
			}
		})
		// conformance: OpenID Connect Core §5.5.1.1
		t.Run("OIDC Core 5.5.1.1: an essential acr that is not to be had", func(t *testing.T) {
			for claims, code := range map[string]string{
				`{"id_token":{"acr":{"essential":true,"values":["gold"]}}}`:                                "unmet_authentication_requirements",
				`{"id_token":{"acr":{"essential":true,"value":"gold"}}}`:                                   "unmet_authentication_requirements",
				`{"id_token":{"acr":{"essential":true,"values":["gold","urn:mace:incommon:iap:bronze"]}}}`: "",
				`{"id_token":{"acr":{"values":["gold"]}}}`:                                                 "",
			} {
				to := s.browser.Authorize(t, s.conf.Request("openid", "claims", claims)).Want(t, 302).Location(t)
				if to.Query().Get("error") != code {
					t.Errorf("%s: %s", claims, to)
				}
			}
		})
		t.Run("state and nonce of 384 characters", func(t *testing.T) {
			// conformance: all/state
			// conformance: fapi2/answers
			state, nonce := strings.Repeat("s~*é", 96), strings.Repeat("n~*+", 96)
			to := s.browser.Authorize(t, s.conf.Request("openid", "state", state, "nonce", nonce)).Want(t, 302).Location(t)
			if to.Query().Get("state") != state {
				t.Errorf("state %q", to.Query().Get("state"))
			}
			tokens := s.Token(t, s.conf.Exchange(to.Query().Get("code"))).Tokens(t)
			if claims := verifiedJWT(t, s.World, tokens.ID, "RS256", ""); claims["nonce"] != nonce {
				t.Errorf("nonce %v", claims["nonce"])
			}
		})
		// conformance: RFC 6749 §3.1
		t.Run("RFC 6749 3.1: a repeated parameter is told to the client", func(t *testing.T) {
			q := s.conf.Request("openid")
			q.Add("nonce", "another")
			if to := s.browser.Authorize(t, q).Want(t, 302).Location(t); at(to) != seed.Redirect || to.Query().Get("error") != "invalid_request" || to.Query().Get("state") != "st8" {
				t.Errorf("sent to %s", to)
			}
			q.Add("state", "another")
			if to := s.browser.Authorize(t, q).Want(t, 302).Location(t); at(to) != seed.Redirect || to.Query().Has("state") {
				t.Errorf("sent to %s", to)
			}
		})
		// conformance: RFC 6749 §3.1
		t.Run("RFC 6749 3.1: a repeated client_id is a page", func(t *testing.T) {
			q := s.conf.Request("openid")
			q.Add("client_id", s.conf.ClientID())
			s.browser.Authorize(t, q).Want(t, 400)
		})
		// conformance: RFC 9449 §10
		t.Run("RFC 9449 10: dpop_jkt is remembered, and malformed refused", func(t *testing.T) {
			s.browser.Code(t, s.conf, "openid", "dpop_jkt", seed.Challenge())
			if got := settled(t, s.World)["dpop_jkt"]; got != seed.Challenge() {
				t.Errorf("remembered %v", got)
			}
			to := s.browser.Authorize(t, s.conf.Request("openid", "dpop_jkt", "short")).Want(t, 302).Location(t)
			if to.Query().Get("error") != "invalid_request" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("a client without the grant is refused", func(t *testing.T) {
			machine := s.Application(t, application.NewApplication{Slug: "machine", Client: application.Client{GrantTypes: []string{"client_credentials"}}})
			to := s.browser.Authorize(t, machine.Request("openid")).Want(t, 302).Location(t)
			if to.Query().Get("error") != "unauthorized_client" {
				t.Errorf("sent to %s", to)
			}
		})
		// conformance: OpenID Connect Core §11
		t.Run("OIDC Core 11: offline_access is ignored for a client that may not refresh", func(t *testing.T) {
			once := s.Application(t, application.NewApplication{Slug: "once", SkipConsent: true, Client: application.Client{GrantTypes: []string{"authorization_code"}}})
			s.Access(t, once, s.user)
			if tokens := s.Tokens(t, s.browser, once, "openid offline_access"); tokens.Scope != "openid" || tokens.Refresh != "" {
				t.Errorf("scope %q, refresh token %q", tokens.Scope, tokens.Refresh)
			}
		})
	})
}

// conformance: basic/id-token-hint
func TestIDTokenHint(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		other := s.User(t, "Other", "other@example.com")
		s.Access(t, s.conf, other)
		own := s.Tokens(t, s.browser, s.conf, "openid").ID
		foreign := s.Tokens(t, s.SignedIn(t, other), s.conf, "openid").ID
		otherClients := s.Tokens(t, s.browser, s.free, "openid").ID
		sign := func(claims map[string]any, typ string) string {
			t.Helper()
			token, err := s.Services.Keys.Sign(t.Context(), keys.RS256, typ, claims)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		expired := sign(map[string]any{"iss": s.URL, "aud": []string{"x", s.conf.ClientID()}, "sub": s.user.ID, "exp": 1}, "")
		s.Advance(t, time.Minute)
		ask := func(hint string, changes ...string) *url.URL {
			t.Helper()
			return s.browser.Authorize(t, s.conf.Request("openid", append([]string{"id_token_hint", hint}, changes...)...)).Want(t, 302).Location(t)
		}
		for _, c := range []struct {
			name, hint, prompt string
			path, err          string
		}{
			{"of the current user", own, "none", "", ""},
			{"of the current user, with pages", own, "", "", ""},
			{"of the current user, expired", expired, "none", "", ""},
			{"OIDC Core 3.1.2.1: of another user, prompt none", foreign, "none", "", "login_required"},
			{"of another user, with pages", foreign, "", "/login", ""},
			{"of another client", otherClients, "", "", "invalid_request"},
			{"garbage", "a.b.c", "none", "", "invalid_request"},
			{"signature altered", own[:len(own)-6] + "AAAAAA", "", "", "invalid_request"},
			{"alg none", "eyJhbGciOiJub25lIn0." + strings.Split(own, ".")[1] + ".", "", "", "invalid_request"},
			{"of another issuer", sign(map[string]any{"iss": "https://other.example", "aud": s.conf.ClientID(), "sub": s.user.ID}, ""), "", "", "invalid_request"},
			{"an access token", sign(map[string]any{"iss": s.URL, "aud": s.conf.ClientID(), "sub": s.user.ID}, "at+jwt"), "", "", "invalid_request"},
			{"without audience", sign(map[string]any{"iss": s.URL, "sub": s.user.ID}, ""), "", "", "invalid_request"},
		} {
			t.Run(c.name, func(t *testing.T) {
				to := ask(c.hint, "prompt", c.prompt)
				switch {
				case c.path != "":
					if to.Path != c.path {
						t.Errorf("sent to %s", to)
					}
				case to.Query().Get("error") != c.err || (to.Query().Get("code") == "") != (c.err != ""):
					t.Errorf("sent to %s", to)
				}
			})
		}
		// conformance: OpenID Connect Core §8.1
		t.Run("OIDC Core 8.1: of a pairwise client", func(t *testing.T) {
			pairwise := s.Application(t, application.NewApplication{Slug: "pairwise", SkipConsent: true, Client: application.Client{SubjectType: application.SubjectPairwise}})
			s.Access(t, pairwise, s.user)
			s.Access(t, pairwise, other)
			for name, c := range map[string]struct {
				hint string
				code string
			}{
				"own":     {s.Tokens(t, s.browser, pairwise, "openid").ID, ""},
				"other's": {s.Tokens(t, s.SignedIn(t, other), pairwise, "openid").ID, "login_required"},
			} {
				to := s.browser.Authorize(t, pairwise.Request("openid", "prompt", "none", "id_token_hint", c.hint)).Want(t, 302).Location(t)
				if to.Query().Get("error") != c.code {
					t.Errorf("%s: sent to %s", name, to)
				}
			}
		})
		t.Run("whoever signs in then decides", func(t *testing.T) {
			page := ask(foreign)
			resume := func(b *seed.Browser) *url.URL {
				t.Helper()
				return b.Post(t, "/api/auth/oauth2/continue", map[string]any{"postLogin": true, "oauth_query": page.RawQuery}).Want(t, 200).Location(t)
			}
			if to := resume(s.browser); to.Path != "/login" {
				t.Errorf("the old session goes on to %s", to)
			}
			if to := resume(s.SignedIn(t, other)); to.Query().Get("code") == "" {
				t.Errorf("the user who was asked for goes on to %s", to)
			}
			if to := resume(s.SignedIn(t, s.user)); to.Query().Get("error") != "login_required" {
				t.Errorf("another user goes on to %s", to)
			}
		})
		// conformance: OpenID Connect Core §5.5.1
		t.Run("OIDC Core 5.5.1: sub as a requested claim", func(t *testing.T) {
			claims := func(sub string) string { return `{"id_token":{"sub":{"value":` + sub + `}}}` }
			for text, code := range map[string]string{claims(`"` + s.user.ID + `"`): "", claims(`"` + other.ID + `"`): "login_required", claims("7"): "login_required"} {
				to := s.browser.Authorize(t, s.conf.Request("openid", "prompt", "none", "claims", text)).Want(t, 302).Location(t)
				if to.Query().Get("error") != code {
					t.Errorf("%s: %s", text, to)
				}
			}
		})
	})
}

// A user agrees to claims that are asked for by name as much as to scopes.
func TestClaimsParameterNeedsConsent(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf", AllowedScopes: []string{"openid", "profile", "email"}})
		w.Access(t, app, u)
		b := w.SignedIn(t, u)
		b.Consent(t, b.Authorize(t, app.Request("openid")).Location(t), true).Want(t, 200)
		const claims = `{"userinfo":{"email":{"essential":true},"name":null,"roles":null},"id_token":{"auth_time":null}}`
		step := func(changes ...string) *url.URL {
			t.Helper()
			return b.Authorize(t, app.Request("openid", append([]string{"claims", claims}, changes...)...)).Want(t, 302).Location(t)
		}
		page := step()
		if page.Path != "/oauth2/consent" || page.Query().Get("consent") != "openid profile email" || page.Query().Get("scope") != "openid" {
			t.Fatalf("sent to %s", page)
		}
		b.Consent(t, page, true, "scope", "openid roles").Want(t, 400, "invalid_request")
		narrow := b.Consent(t, page, true, "scope", "openid email").Want(t, 200).Location(t)
		if got := settled(t, w)["claims"]; !equalJSON(t, got, `{"userinfo":{"email":{"essential":true}},"id_token":{"auth_time":{}}}`) {
			t.Errorf("remembered %v", got)
		}
		w.Token(t, app.Exchange(narrow.Query().Get("code"))).Tokens(t)
		if to := step(); to.Path != "/oauth2/consent" {
			t.Errorf("more than was consented to: %s", to)
		}
		b.Consent(t, step(), true).Want(t, 200)
		if to := step("prompt", "none"); to.Query().Get("code") == "" {
			t.Errorf("after consent: %s", to)
		}
		if got := settled(t, w)["claims"]; !equalJSON(t, got, `{"userinfo":{"email":{"essential":true},"name":{}},"id_token":{"auth_time":{}}}`) {
			t.Errorf("remembered %v: roles are not the client's to ask for", got)
		}
		to := b.Authorize(t, app.Request("openid", "claims", "{")).Want(t, 302).Location(t)
		if to.Query().Get("error") != "invalid_request" {
			t.Errorf("malformed claims: %s", to)
		}
	})
}

func equalJSON(t *testing.T, got any, want string) bool {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	a, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(wanted)
	if err != nil {
		t.Fatal(err)
	}
	return string(a) == string(b)
}

// What the client registered stands in for what a request does not say, and
// the choice of an account outlives the pages that follow.
func TestSignInAge(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		age := 60
		strict := w.Application(t, application.NewApplication{Slug: "strict", SkipConsent: true, Client: application.Client{DefaultMaxAge: &age}})
		asking := w.Application(t, application.NewApplication{Slug: "asking"})
		w.Access(t, strict, u)
		w.Access(t, asking, u)
		b := w.SignedIn(t, u)
		// conformance: OpenID Connect Registration §2
		t.Run("default_max_age", func(t *testing.T) {
			if to := b.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("young: %s", to)
			}
			if got := settled(t, w)["has_max_age"]; got != true {
				t.Errorf("remembered %v", got)
			}
			w.Advance(t, 2*time.Minute)
			if to := b.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t); to.Path != "/login" {
				t.Errorf("too old: %s", to)
			}
			if to := b.Authorize(t, strict.Request("openid", "max_age", "10000")).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("with its own max_age: %s", to)
			}
		})
		t.Run("a chosen account is not asked for again on the consent page", func(t *testing.T) {
			page := b.Authorize(t, asking.Request("openid", "prompt", "select_account")).Want(t, 302).Location(t)
			page = b.Post(t, "/api/auth/oauth2/continue", map[string]any{"selected": true, "oauth_query": page.RawQuery}).Want(t, 200).Location(t)
			if page.Path != "/oauth2/consent" {
				t.Fatalf("sent to %s", page)
			}
			if to := b.Consent(t, page, true).Want(t, 200).Location(t); to.Query().Get("code") == "" {
				t.Errorf("consent leads to %s", to)
			}
		})
		t.Run("settled is no parameter for clients", func(t *testing.T) {
			if to := b.Authorize(t, asking.Request("openid", "prompt", "select_account", "settled", "select_account")).Want(t, 302).Location(t); to.Path != "/login" {
				t.Errorf("sent to %s", to)
			}
		})
	})
}

func TestRedirectURIs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := func(slug, kind string, uris ...string) seed.App {
			a := w.Application(t, application.NewApplication{Slug: slug, SkipConsent: true, IsPublic: kind == "native", RedirectURIs: uris, Client: application.Client{Type: kind}})
			w.Access(t, a, u)
			return a
		}
		one, two := app("one", "", seed.Redirect), app("two", "", seed.Redirect, seed.Redirect+"2")
		device, web := app("device", "native", "http://127.0.0.1/cb", "http://localhost/cb"), app("web", "web", "http://127.0.0.1/cb")
		b := w.SignedIn(t, u)
		// conformance: RFC 6749 §3.1.2.3
		t.Run("RFC 6749 3.1.2.3: the only one may be left out, but not with openid", func(t *testing.T) {
			to := b.Authorize(t, one.Request("profile", "redirect_uri", "")).Want(t, 302).Location(t)
			if at(to) != seed.Redirect {
				t.Fatalf("sent to %s", to)
			}
			w.Token(t, one.Exchange(to.Query().Get("code"), "redirect_uri", "")).Tokens(t)
			to = b.Authorize(t, one.Request("profile", "redirect_uri", "")).Want(t, 302).Location(t)
			w.Token(t, one.Exchange(to.Query().Get("code"))).Tokens(t)
			to = b.Authorize(t, one.Request("profile")).Want(t, 302).Location(t)
			refusedToken(t, w.Token(t, one.Exchange(to.Query().Get("code"), "redirect_uri", "")), 400, "invalid_grant")
			page := w.Browser(t).Authorize(t, one.Request("profile", "redirect_uri", "")).Want(t, 302).Location(t)
			again := b.Post(t, "/api/auth/oauth2/continue", map[string]any{"postLogin": true, "oauth_query": page.RawQuery}).Want(t, 200).Location(t)
			w.Token(t, one.Exchange(again.Query().Get("code"), "redirect_uri", "")).Tokens(t)
			b.Authorize(t, one.Request("openid", "redirect_uri", "")).Want(t, 400)
		})
		// conformance: dynamic/redirect-uri-missing
		t.Run("OIDC ensure-redirect-uri-in-authorization-request: of two none may be left out", func(t *testing.T) {
			for _, scope := range []string{"openid", "profile"} {
				if a := b.Authorize(t, two.Request(scope, "redirect_uri", "")).Want(t, 400); a.Header.Get("Location") != "" {
					t.Errorf("sent to %s", a.Header.Get("Location"))
				}
			}
		})
		// conformance: RFC 8252 §7.3
		t.Run("RFC 8252 7.3: any port of a loopback address, on devices", func(t *testing.T) {
			const uri = "http://127.0.0.1:51004/cb"
			to := b.Authorize(t, device.Request("openid", "redirect_uri", uri)).Want(t, 302).Location(t)
			if at(to) != uri {
				t.Fatalf("sent to %s", to)
			}
			w.Token(t, device.Exchange(to.Query().Get("code"), "redirect_uri", uri)).Tokens(t)
			to = b.Authorize(t, device.Request("openid", "redirect_uri", uri)).Want(t, 302).Location(t)
			refusedToken(t, w.Token(t, device.Exchange(to.Query().Get("code"))), 400, "invalid_grant")
			b.Authorize(t, device.Request("openid", "redirect_uri", "http://localhost:51004/cb")).Want(t, 400)
			b.Authorize(t, device.Request("openid", "redirect_uri", "http://127.0.0.1:51004/cb2")).Want(t, 400)
			b.Authorize(t, web.Request("openid", "redirect_uri", uri)).Want(t, 400)
		})
	})
}
