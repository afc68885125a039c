package server_test

import (
	"maps"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// without returns a copy of the values without some names.
func without(q url.Values, names ...string) url.Values {
	out := maps.Clone(q)
	for _, name := range names {
		out.Del(name)
	}
	return out
}

const requestURN = "urn:ietf:params:oauth:request_uri:"

// conformance: fapi2/par
// conformance: RFC 9126 §2
func TestPushedRequests(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		strict := s.Application(t, application.NewApplication{Slug: "fapi", SkipConsent: true, Client: application.Client{RequirePAR: true}})
		asking := s.Application(t, application.NewApplication{Slug: "asking"})
		s.Access(t, strict, s.user)
		s.Access(t, asking, s.user)

		t.Run("client_id and request_uri alone do", func(t *testing.T) {
			a := s.Push(t, strict, strict.Request("openid")).Want(t, 201)
			o := a.Object(t)
			uri, _ := o["request_uri"].(string)
			if members(o) != "expires_in request_uri" || o["expires_in"] != 90.0 || !strings.HasPrefix(uri, requestURN) || len(uri) < len(requestURN)+22 {
				t.Errorf("answered %s", a.Body)
			}
			if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Type") != "application/json" {
				t.Errorf("headers %v", a.Header)
			}
			if n := s.Count(t, `SELECT count(*) FROM authorization_requests WHERE digest LIKE '%' || $1 || '%'`, strings.TrimPrefix(uri, requestURN)); n != 0 {
				t.Error("the handle is stored as it is")
			}
			to := s.browser.Authorize(t, url.Values{"client_id": {"fapi"}, "request_uri": {uri}}).Want(t, 302).Location(t)
			parameters(t, to, "code", "state", "iss")
			tokens := s.Token(t, strict.Exchange(to.Query().Get("code"))).Tokens(t)
			if claims := verifiedJWT(t, s.World, tokens.ID, "RS256", ""); claims["nonce"] != "n0nce" {
				t.Errorf("nonce %v", claims["nonce"])
			}
		})
		// conformance: RFC 9126 §4
		t.Run("RFC 9126 4: what else is in the address is ignored", func(t *testing.T) {
			q := s.Pushed(t, strict, strict.Request("openid"))
			for name, value := range map[string]string{"state": "other", "nonce": "other", "scope": "openid email", "redirect_uri": "https://evil.example/", "response_mode": "form_post"} {
				q.Set(name, value)
			}
			to := s.browser.Authorize(t, q).Want(t, 302).Location(t)
			if at(to) != seed.Redirect || to.Query().Get("state") != "st8" {
				t.Fatalf("sent to %s", to)
			}
			if tokens := s.Token(t, strict.Exchange(to.Query().Get("code"))).Tokens(t); tokens.Scope != "openid" {
				t.Errorf("scope %s", tokens.Scope)
			}
		})
		// conformance: RFC 9126 §2.1
		t.Run("RFC 9126 2.1: refusals", func(t *testing.T) {
			good := strict.Request("openid")
			for _, c := range []struct {
				name string
				q    url.Values
				code string
			}{
				{"request_uri", strict.Request("openid", "request_uri", requestURN+"x"), "invalid_request"},
				{"response_type token", strict.Request("openid", "response_type", "token"), "unsupported_response_type"},
				{"response_type code id_token", strict.Request("openid", "response_type", "code id_token"), "unsupported_response_type"},
				{"no response_type", strict.Request("openid", "response_type", ""), "invalid_request"},
				{"no redirect_uri", strict.Request("openid", "redirect_uri", ""), "invalid_request"},
				{"redirect_uri not registered", strict.Request("openid", "redirect_uri", "https://evil.example/"), "invalid_request"},
				{"no challenge", without(good, "code_challenge", "code_challenge_method"), "invalid_request"},
				{"challenge plain", strict.Request("openid", "code_challenge_method", "plain"), "invalid_request"},
				{"challenge without method", without(good, "code_challenge_method"), "invalid_request"},
				{"scope", strict.Request("openid nope"), "invalid_scope"},
				{"resource", strict.Request("openid", "resource", "https://nobody.example"), "invalid_target"},
				{"claims", strict.Request("openid", "claims", "["), "invalid_request"},
				{"id_token_hint", strict.Request("openid", "id_token_hint", "a.b.c"), "invalid_request"},
				{"dpop_jkt", strict.Request("openid", "dpop_jkt", "short"), "invalid_request"},
			} {
				t.Run(c.name, func(t *testing.T) { refusedToken(t, s.Push(t, strict, c.q), 400, c.code) })
			}
			repeated := strict.Request("openid")
			repeated.Add("redirect_uri", seed.Redirect)
			refusedToken(t, s.Push(t, strict, repeated), 400, "invalid_request")
		})
		// conformance: RFC 9126 §2
		t.Run("RFC 9126 2: the client authenticates as at the token endpoint", func(t *testing.T) {
			b := s.Browser(t)
			refusedToken(t, b.Form(t, seed.PushPath, strict.Request("openid"), "Origin", ""), 401, "invalid_client")
			wrong := strict.Request("openid", "client_secret", "wrong")
			refusedToken(t, b.Form(t, seed.PushPath, wrong, "Origin", ""), 401, "invalid_client")
			header := basic(strict.ClientID(), strict.Secret)
			b.Form(t, seed.PushPath, strict.Request("openid"), "Authorization", header, "Origin", "").Want(t, 201)
			b.Form(t, seed.PushPath, without(strict.Request("openid"), "client_id"), "Authorization", header, "Origin", "").Want(t, 201)
			refusedToken(t, b.Form(t, seed.PushPath, s.conf.Request("openid"), "Authorization", header, "Origin", ""), 401, "invalid_client")
			s.Push(t, s.public, s.public.Request("openid")).Want(t, 201)
		})
		// conformance: RFC 9126 §2.3
		t.Run("RFC 9126 2.3: other methods and media types", func(t *testing.T) {
			b := s.Browser(t)
			for _, method := range []string{"GET", "PUT", "DELETE"} {
				if a := b.Do(t, method, seed.PushPath, asForm, strict.Authenticated(strict.Request("openid")).Encode(), "Origin", "").Want(t, 405); a.Header.Get("Allow") != "POST" {
					t.Errorf("%s: allows %q", method, a.Header.Get("Allow"))
				}
			}
			b.Do(t, "POST", seed.PushPath, asJSON, "{}", "Origin", "").Want(t, 415)
		})
		// conformance: fapi2/par-required
		// conformance: RFC 9126 §5
		t.Run("RFC 9126 5: a client that must push is refused otherwise", func(t *testing.T) {
			to := s.browser.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t)
			if at(to) != seed.Redirect || to.Query().Get("error") != "invalid_request" || to.Query().Get("state") != "st8" {
				t.Errorf("sent to %s", to)
			}
			long := strict.Request("openid", "extra", strings.Repeat("x", 9000))
			if to := s.Browser(t).Form(t, seed.AuthorizePath, long).Location(t); to.Query().Get("error") != "invalid_request" {
				t.Errorf("posted: sent to %s", to)
			}
		})
		// conformance: fapi2/request-uri
		t.Run("what cannot be used is a page", func(t *testing.T) {
			foreign := s.Pushed(t, s.conf, s.conf.Request("openid"))
			foreign.Set("client_id", "fapi")
			late := s.Pushed(t, strict, strict.Request("openid"))
			used := s.Pushed(t, strict, strict.Request("openid"))
			s.browser.Authorize(t, used).Want(t, 302)
			s.Advance(t, 90*time.Second)
			for name, q := range map[string]url.Values{
				"RFC 9126 4: another client's": foreign,
				"RFC 9126 4: expired":          late,
				"RFC 9126 7.3: used":           used,
				"unknown":                      {"client_id": {"fapi"}, "request_uri": {requestURN + "unknown"}},
				"without a handle":             {"client_id": {"fapi"}, "request_uri": {requestURN}},
				"without a client_id":          {"request_uri": foreign["request_uri"]},
			} {
				a := s.browser.Authorize(t, q).Want(t, 400)
				if a.Header.Get("Location") != "" || name != "without a client_id" && !strings.Contains(string(a.Body), "invalid_request_uri") {
					t.Errorf("%s: %v", name, a.Header)
				}
			}
		})
		t.Run("the login page can be reloaded, and signing in may take long", func(t *testing.T) {
			q := s.Pushed(t, asking, asking.Request("openid profile", "login_hint", "ada@example.org", "state", "secret-state"))
			nobody := s.Browser(t)
			page := nobody.Authorize(t, q).Want(t, 302).Location(t)
			again := nobody.Authorize(t, q).Want(t, 302).Location(t)
			parameters(t, page, "client_id", "request_uri", "redirect_uri", "scope", "login_hint", "exp", "sig")
			if page.Path != "/login" || again.Path != "/login" || strings.Contains(page.RawQuery, "secret-state") {
				t.Fatalf("sent to %s and %s", page, again)
			}
			s.Advance(t, 9*time.Minute)
			consent := nobody.Post(t, signInPath, map[string]any{"email": s.user.Email, "password": seed.Password, "oauth_query": page.RawQuery}).Want(t, 302).Location(t)
			if consent.Path != "/oauth2/consent" {
				t.Fatalf("sent to %s", consent)
			}
			s.Advance(t, 9*time.Minute)
			to := nobody.Consent(t, consent, true).Want(t, 200).Location(t)
			if to.Query().Get("code") == "" || to.Query().Get("state") != "secret-state" {
				t.Errorf("sent to %s", to)
			}
			nobody.Consent(t, consent, true).Want(t, 400, "invalid_request_uri")
			nobody.Consent(t, consent, false).Want(t, 400, "invalid_request_uri")
		})
		// conformance: fapi2/user-refuses
		t.Run("the user says no", func(t *testing.T) {
			page := s.browser.Authorize(t, s.Pushed(t, asking, asking.Request("openid", "prompt", "consent"))).Want(t, 302).Location(t)
			to := s.browser.Consent(t, page, false).Want(t, 200).Location(t)
			if to.Query().Get("error") != "access_denied" || to.Query().Get("iss") != s.URL {
				t.Errorf("sent to %s", to)
			}
			s.browser.Consent(t, page, true).Want(t, 400, "invalid_request_uri")
		})
		t.Run("a redirect URI that was taken back meanwhile", func(t *testing.T) {
			q := s.Pushed(t, s.conf, s.conf.Request("openid"))
			s.Update(t, s.conf, application.Changes{RedirectURIs: &[]string{seed.Redirect + "2"}})
			s.browser.Authorize(t, q).Want(t, 400)
			s.Update(t, s.conf, application.Changes{RedirectURIs: &s.conf.RedirectURIs})
		})
		t.Run("what nobody brought is forgotten", func(t *testing.T) {
			s.Pushed(t, strict, strict.Request("openid"))
			s.Advance(t, 2*time.Hour)
			if err := s.Services.Authorize.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := s.Count(t, `SELECT count(*) FROM authorization_requests`); n != 0 {
				t.Errorf("%d requests are left", n)
			}
		})
	})
}

// Of two completions of one pushed request one is answered.
//
// conformance: RFC 9126 §7.3
func TestPushedRequestRace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		asking := s.Application(t, application.NewApplication{Slug: "asking"})
		s.Access(t, asking, s.user)
		const runners = 40
		run := func(send func() (seed.Answer, error)) {
			t.Helper()
			before := s.Count(t, `SELECT count(*) FROM grants`)
			answers, errs := make([]seed.Answer, runners), make([]error, runners)
			var group sync.WaitGroup
			for i := range runners {
				group.Go(func() { answers[i], errs[i] = send() })
			}
			group.Wait()
			won := 0
			for i, a := range answers {
				switch {
				case errs[i] != nil:
					t.Fatal(errs[i])
				case a.Status != 400:
					if a.Location(t).Query().Get("code") != "" {
						won++
					}
				}
			}
			if won != 1 || s.Count(t, `SELECT count(*) FROM grants`) != before+1 {
				t.Errorf("%d of %d were answered", won, runners)
			}
		}
		t.Run("arriving with a session", func(t *testing.T) {
			q := s.Pushed(t, s.conf, s.conf.Request("openid")).Encode()
			run(func() (seed.Answer, error) {
				return s.browser.Send(t.Context(), "GET", seed.AuthorizePath+"?"+q, "", nil)
			})
		})
		t.Run("consenting", func(t *testing.T) {
			page := s.browser.Authorize(t, s.Pushed(t, asking, asking.Request("openid", "prompt", "consent"))).Location(t)
			body := []byte(`{"accept":true,"oauth_query":"` + page.RawQuery + `"}`)
			run(func() (seed.Answer, error) {
				return s.browser.Send(t.Context(), "POST", seed.ConsentPath, asJSON, body)
			})
		})
	})
}

// A request too long for an address is kept here; its user brings a reference.
//
// conformance: basic/post-request
func TestLongRequests(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		nobody := s.Browser(t)
		state := strings.Repeat("é", 2000)
		q := s.conf.Request("openid", "state", state)
		to := nobody.Form(t, seed.AuthorizePath, q, "Origin", "https://client.example").Want(t, 303).Location(t)
		if to.Path != seed.AuthorizePath || len(to.RawQuery) > 200 {
			t.Fatalf("sent to %s", to)
		}
		for _, address := range []string{to.String(), seed.AuthorizePath + "?" + q.Encode()} {
			page := nobody.Get(t, address).Want(t, 302).Location(t)
			if page.Path != "/login" || len(page.RawQuery) > 500 {
				t.Fatalf("sent to %s", page)
			}
			a := s.Browser(t).Post(t, signInPath, map[string]any{"email": s.user.Email, "password": seed.Password, "oauth_query": page.RawQuery}).Want(t, 302)
			if on := a.Location(t); on.Query().Get("code") == "" || on.Query().Get("state") != state {
				t.Errorf("sent to %s", on)
			}
		}
		if n := s.Count(t, `SELECT count(*) FROM authorization_requests`); n != 0 {
			t.Errorf("%d requests are left", n)
		}
		bad := nobody.Form(t, seed.AuthorizePath, s.conf.Request("openid", "state", state, "redirect_uri", "https://evil.example/")).Want(t, 400)
		if bad.Header.Get("Location") != "" || s.Count(t, `SELECT count(*) FROM authorization_requests`) != 0 {
			t.Errorf("kept, or sent to %s", bad.Header.Get("Location"))
		}
	})
}
