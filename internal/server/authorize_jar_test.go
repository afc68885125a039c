package server_test

import (
	"crypto/x509"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// keySet is what a client registers of its keys.
func keySet(t *testing.T, all ...seed.Key) json.RawMessage {
	t.Helper()
	var list []map[string]any
	for _, k := range all {
		list = append(list, k.JWK(t))
	}
	text, err := json.Marshal(map[string]any{"keys": list})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// objectOf is a request object that says what the parameters do, made now.
func objectOf(w *seed.World, a seed.App, q url.Values, changes ...any) map[string]any {
	now := w.Clock.Now()
	claims := map[string]any{"iss": a.ClientID(), "aud": w.URL, "nbf": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for name := range q {
		claims[name] = q.Get(name)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		name := changes[i].(string)
		delete(claims, name)
		if changes[i+1] != nil {
			claims[name] = changes[i+1]
		}
	}
	return claims
}

func headerOf(k seed.Key) map[string]any {
	return map[string]any{"alg": k.Alg, "typ": "oauth-authz-req+jwt"}
}

// around is what has to stand beside a request object.
func around(a seed.App, object string) url.Values {
	return url.Values{
		"client_id": {a.ClientID()}, "response_type": {"code"}, "scope": {"openid"}, "redirect_uri": {seed.Redirect}, "state": {"outer"}, "request": {object},
	}
}

// conformance: basic/request-object-wins
// conformance: RFC 9101 §6
func TestRequestObjects(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		ec, rsa, ps, ed, stranger := seed.NewKey(t, "ES256"), seed.NewKey(t, "RS256"), seed.NewKey(t, "PS256"), seed.NewKey(t, "EdDSA"), seed.NewKey(t, "ES256")
		app := s.Application(t, application.NewApplication{
			Slug: "jar", SkipConsent: true, RedirectURIs: []string{seed.Redirect, seed.Redirect + "2"}, Client: application.Client{JWKS: keySet(t, ec, rsa, ps, ed)},
		})
		choosy := s.Application(t, application.NewApplication{Slug: "choosy", SkipConsent: true, Client: application.Client{JWKS: keySet(t, ec, rsa), RequestObjectAlg: "RS256"}})
		s.Access(t, app, s.user)
		s.Access(t, choosy, s.user)
		good := func(changes ...any) string {
			return ec.Sign(t, headerOf(ec), objectOf(s.World, app, app.Request("openid"), changes...))
		}
		ask := func(q url.Values) *url.URL {
			t.Helper()
			return s.browser.Authorize(t, q).Want(t, 302).Location(t)
		}

		t.Run("what it says wins, what it does not say is filled in", func(t *testing.T) {
			for _, k := range []seed.Key{ec, rsa, ps, ed} {
				claims := objectOf(s.World, app, app.Request("openid profile"), "redirect_uri", seed.Redirect+"2", "state", "inner", "nonce", nil, "max_age", 10000,
					"resource", []string{seed.API, seed.OtherAPI}, "claims", map[string]any{"userinfo": map[string]any{"email": nil}})
				q := around(app, k.Sign(t, headerOf(k), claims))
				q.Set("nonce", "outer nonce")
				to := ask(q)
				if at(to) != seed.Redirect+"2" || to.Query().Get("state") != "inner" {
					t.Fatalf("%s: sent to %s", k.Alg, to)
				}
				details := settled(t, s.World)
				if details["has_max_age"] != true || !equalJSON(t, details["claims"], `{"userinfo":{"email":{}}}`) {
					t.Errorf("%s: remembered %v", k.Alg, details)
				}
				tokens := s.Token(t, app.Exchange(to.Query().Get("code"), "redirect_uri", seed.Redirect+"2")).Tokens(t)
				if claims := verifiedJWT(t, s.World, tokens.ID, "RS256", ""); claims["nonce"] != "outer nonce" || tokens.Scope != "openid profile" {
					t.Errorf("%s: nonce %v, scope %s", k.Alg, claims["nonce"], tokens.Scope)
				}
			}
		})
		t.Run("types, audiences and times that are good", func(t *testing.T) {
			now := s.Clock.Now()
			for name, object := range map[string]string{
				"no typ":          ec.Sign(t, map[string]any{"alg": "ES256"}, objectOf(s.World, app, app.Request("openid"))),
				"typ JWT":         ec.Sign(t, map[string]any{"alg": "ES256", "typ": "JWT"}, objectOf(s.World, app, app.Request("openid"))),
				"whole typ":       ec.Sign(t, map[string]any{"alg": "ES256", "typ": "application/oauth-authz-req+jwt"}, objectOf(s.World, app, app.Request("openid"))),
				"list of aud":     good("aud", []string{"https://other.example", s.URL}),
				"no times":        good("exp", nil, "nbf", nil, "iss", nil, "aud", nil),
				"nbf 8 s ahead":   good("nbf", now.Add(8*time.Second).Unix()),
				"no client_id":    good("client_id", nil),
				"unknown claims":  good("foo", []int{1}, "jti", "x", "display", 7),
				"old and long":    good("nbf", now.Add(-3*time.Hour).Unix(), "exp", now.Add(3*time.Hour).Unix()),
				"claims as text":  good("claims", `{"userinfo":{}}`),
				"max_age as text": good("max_age", "1000"),
			} {
				if to := ask(around(app, object)); to.Query().Get("code") == "" {
					t.Errorf("%s: sent to %s", name, to)
				}
			}
		})
		t.Run("the login page gets it as plain parameters", func(t *testing.T) {
			to := s.Browser(t).Authorize(t, around(app, good())).Want(t, 302).Location(t)
			parameters(t, to, "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce", "exp", "sig")
		})
		// conformance: RFC 9101 §6.2
		// conformance: basic/unsigned-request-object
		t.Run("refusals", func(t *testing.T) {
			now := s.Clock.Now()
			for _, c := range []struct {
				name   string
				object string
			}{
				{"RFC 9101 10.1: alg none", ec.Sign(t, map[string]any{"alg": "none"}, objectOf(s.World, app, app.Request("openid")))},
				{"RFC 8725 3.1: HMAC with the public key", ec.Sign(t, map[string]any{"alg": "HS256"}, objectOf(s.World, app, app.Request("openid")))},
				{"RFC 9101 6.2: signature altered", good()[:len(good())-8] + "AAAAAAAA"},
				{"RFC 9101 6.2: another key", stranger.Sign(t, headerOf(stranger), objectOf(s.World, app, app.Request("openid")))},
				{"RFC 9101 6.1: encrypted", "a.b.c.d.e"},
				{"garbage", "garbage"},
				{"RFC 9101 10.8: typ of an access token", ec.Sign(t, map[string]any{"alg": "ES256", "typ": "at+jwt"}, objectOf(s.World, app, app.Request("openid")))},
				{"RFC 9101 4: request_uri inside", good("request_uri", "https://client.example/r")},
				{"RFC 9101 4: request inside", good("request", "x")},
				{"RFC 9101 5: client_id of another client", good("client_id", "other")},
				{"RFC 9101 5: response_type differs", good("response_type", "token")},
				{"RFC 9101 4: iss is another client", good("iss", "other")},
				{"RFC 9101 4: iss is no text", good("iss", 7)},
				{"RFC 9101 4: aud is another server", good("aud", "https://other.example")},
				{"RFC 9101 4: aud is our endpoint", good("aud", s.URL+seed.AuthorizePath)},
				{"RFC 7519 4.1.4: expired", good("exp", now.Unix())},
				{"RFC 7519 4.1.4: exp is no number", good("exp", "tomorrow")},
				{"RFC 7519 4.1.5: not yet valid", good("nbf", now.Add(2*time.Minute).Unix())},
				{"state is a number", good("state", 7)},
				{"max_age is an object", good("max_age", map[string]any{})},
				{"max_age is negative", good("max_age", -1)},
				{"resource is a number", good("resource", 7)},
				{"resource holds a number", good("resource", []any{7})},
			} {
				t.Run(c.name, func(t *testing.T) {
					to := ask(around(app, c.object))
					if at(to) != seed.Redirect || to.Query().Get("error") != "invalid_request_object" || to.Query().Get("state") != "outer" || to.Query().Get("iss") != s.URL {
						t.Errorf("sent to %s", to)
					}
				})
			}
			for name, c := range map[string]struct {
				q    url.Values
				code string
			}{
				"claims are malformed":                         {around(app, good("claims", []any{})), "invalid_request"},
				"what it says is checked as well":              {around(app, good("scope", "openid nope")), "invalid_scope"},
				"RFC 9101 5: request and request_uri":          {plus(around(app, good()), "request_uri", "https://client.example/r"), "invalid_request"},
				"OIDC Registration 2: another alg":             {around(choosy, ec.Sign(t, headerOf(ec), objectOf(s.World, choosy, choosy.Request("openid")))), "invalid_request_object"},
				"a client without keys":                        {around(s.conf, ec.Sign(t, headerOf(ec), objectOf(s.World, s.conf, s.conf.Request("openid")))), "invalid_request_object"},
				"OIDC Core 6: never silently ignored":          {plus(s.conf.Request("openid"), "request", "eyJhbGciOiJub25lIn0.e30."), "invalid_request_object"},
				"OIDC Core 6: not registered":                  {plus(s.conf.Request("openid"), "request_uri", "https://client.example/r"), "invalid_request_uri"},
				"the request object of another client's keys":  {around(choosy, good()), "invalid_request_object"},
				"a state inside that is not returned unharmed": {plus(around(app, good("state", "a\nb")), "response_mode", "form_post"), ""},
			} {
				a := s.browser.Authorize(t, c.q)
				if c.code == "" {
					if _, fields := posted(t, a); fields.Get("error") != "invalid_request" || fields.Has("state") {
						t.Errorf("%s: %v", name, fields)
					}
					continue
				}
				if to := a.Want(t, 302).Location(t); to.Query().Get("error") != c.code {
					t.Errorf("%s: sent to %s", name, to)
				}
			}
		})
		t.Run("a redirect URI that cannot be trusted is a page", func(t *testing.T) {
			bad := around(app, good("redirect_uri", "https://evil.example/"))
			nowhere := around(app, "garbage")
			nowhere.Del("redirect_uri")
			for _, q := range []url.Values{bad, nowhere} {
				if a := s.browser.Authorize(t, q).Want(t, 400); a.Header.Get("Location") != "" {
					t.Errorf("sent to %s", a.Header.Get("Location"))
				}
			}
		})
		t.Run("the registered alg", func(t *testing.T) {
			if to := ask(around(choosy, rsa.Sign(t, headerOf(rsa), objectOf(s.World, choosy, choosy.Request("openid"))))); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("a long one is posted", func(t *testing.T) {
			q := around(app, good("foo", strings.Repeat("x", 6000), "state", "long"))
			to := s.Browser(t).Form(t, seed.AuthorizePath, q).Want(t, 303).Location(t)
			if len(to.RawQuery) > 200 {
				t.Fatalf("sent to %s", to)
			}
			if to = s.browser.Get(t, to.String()).Want(t, 302).Location(t); to.Query().Get("code") == "" || to.Query().Get("state") != "long" {
				t.Errorf("sent to %s", to)
			}
		})
	})
}

func plus(q url.Values, changes ...string) url.Values {
	q = maps.Clone(q)
	for i := 0; i+1 < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
	}
	return q
}

// conformance: fapi2/jar
func TestRequiredRequestObjects(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		ps, rsa, stranger := seed.NewKey(t, "PS256"), seed.NewKey(t, "RS256"), seed.NewKey(t, "PS256")
		signing := s.Application(t, application.NewApplication{
			Slug: "signing", SkipConsent: true, RedirectURIs: []string{seed.Redirect, seed.Redirect + "2"}, Client: application.Client{JWKS: keySet(t, ps, rsa), RequireSigned: true},
		})
		pushing := s.Application(t, application.NewApplication{
			Slug: "pushing", SkipConsent: true, Client: application.Client{JWKS: keySet(t, ps, rsa), RequireSigned: true, RequirePAR: true},
		})
		s.Access(t, signing, s.user)
		s.Access(t, pushing, s.user)
		object := func(a seed.App, changes ...any) string {
			return ps.Sign(t, headerOf(ps), objectOf(s.World, a, a.Request("openid"), changes...))
		}
		now := s.Clock.Now()
		minutes := func(n int) int64 { return now.Add(time.Duration(n) * time.Minute).Unix() }
		for _, c := range []struct {
			name   string
			object string
			code   string
		}{
			{"good", object(pushing), ""},
			{"aud is a list that holds the issuer", object(pushing, "aud", []string{"https://other.example", s.URL}), ""},
			{"nbf 8 s ahead", object(pushing, "nbf", now.Add(8*time.Second).Unix()), ""},
			{"an hour of life", object(pushing, "nbf", minutes(-59), "exp", minutes(1)), ""},
			{"FAPI 2.0 Message Signing 5.3.1: plain", "", "invalid_request"},
			{"FAPI 2.0 Message Signing 5.3.1: no exp", object(pushing, "exp", nil), "invalid_request_object"},
			{"FAPI 2.0 Message Signing 5.3.1: no nbf", object(pushing, "nbf", nil), "invalid_request_object"},
			{"FAPI 2.0 Message Signing 5.3.1: no aud", object(pushing, "aud", nil), "invalid_request_object"},
			{"FAPI 2.0 Message Signing 5.3.1: aud is another server", object(pushing, "aud", "https://other.example"), "invalid_request_object"},
			{"FAPI 2.0 Message Signing 5.3.1: exp over 60 minutes after nbf", object(pushing, "nbf", minutes(-10), "exp", minutes(51)), "invalid_request_object"},
			{"FAPI 2.0 Message Signing 5.3.1: nbf over 60 minutes ago", object(pushing, "nbf", minutes(-61), "exp", minutes(1)), "invalid_request_object"},
			{"expired", object(pushing, "nbf", minutes(-10), "exp", minutes(-1)), "invalid_request_object"},
			{"FAPI 2.0 5.4.1: RS256", rsa.Sign(t, headerOf(rsa), objectOf(s.World, pushing, pushing.Request("openid"))), "invalid_request_object"},
			{"alg none", ps.Sign(t, map[string]any{"alg": "none"}, objectOf(s.World, pushing, pushing.Request("openid"))), "invalid_request_object"},
			{"bad signature", object(pushing)[:len(object(pushing))-8] + "AAAAAAAA", "invalid_request_object"},
			{"another client's key", stranger.Sign(t, headerOf(stranger), objectOf(s.World, pushing, pushing.Request("openid"))), "invalid_request_object"},
			{"request_uri inside", object(pushing, "request_uri", requestURN+"x"), "invalid_request_object"},
			{"client_id of another client", object(pushing, "client_id", "signing"), "invalid_request_object"},
			{"RFC 9126 3: parameters beside it do not count", object(pushing, "redirect_uri", nil), "invalid_request"},
			{"no challenge inside", object(pushing, "code_challenge", nil, "code_challenge_method", nil), "invalid_request"},
		} {
			t.Run(c.name, func(t *testing.T) {
				form := pushing.Request("openid email", "state", "outer")
				if c.object != "" {
					form.Set("request", c.object)
				}
				a := s.Push(t, pushing, form)
				if c.code != "" {
					refusedToken(t, a, 400, c.code)
					return
				}
				uri, _ := a.Want(t, 201).Object(t)["request_uri"].(string)
				to := s.browser.Authorize(t, url.Values{"client_id": {"pushing"}, "request_uri": {uri}}).Want(t, 302).Location(t)
				if to.Query().Get("state") != "st8" {
					t.Fatalf("sent to %s", to)
				}
				if tokens := s.Token(t, pushing.Exchange(to.Query().Get("code"))).Tokens(t); tokens.Scope != "openid" {
					t.Errorf("scope %s", tokens.Scope)
				}
			})
		}
		// conformance: RFC 9101 §10.5
		t.Run("RFC 9101 10.5: at the authorization endpoint", func(t *testing.T) {
			to := s.browser.Authorize(t, signing.Request("openid")).Want(t, 302).Location(t)
			if at(to) != seed.Redirect || to.Query().Get("error") != "invalid_request" {
				t.Errorf("plain: sent to %s", to)
			}
			q := plus(around(signing, object(signing, "state", nil)), "prompt", "none", "scope", "openid email")
			to = s.browser.Authorize(t, q).Want(t, 302).Location(t)
			if to.Query().Get("code") == "" || to.Query().Has("state") {
				t.Errorf("what is not signed counts: %s", to)
			}
			to = s.Browser(t).Authorize(t, around(signing, object(signing))).Want(t, 302).Location(t)
			resumed := s.Browser(t).Post(t, signInPath, map[string]any{"email": s.user.Email, "password": seed.Password, "oauth_query": to.RawQuery}).Want(t, 302).Location(t)
			if resumed.Query().Get("code") == "" {
				t.Errorf("after sign-in: %s", resumed)
			}
			to = s.browser.Authorize(t, around(pushing, object(pushing))).Want(t, 302).Location(t)
			if to.Query().Get("error") != "invalid_request" {
				t.Errorf("signed but not pushed: %s", to)
			}
		})
	})
}

// conformance: dynamic/request-uri
// conformance: RFC 9101 §5.2
func TestRequestObjectsByReference(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		var served, lasts atomic.Value
		lasts.Store("")
		var fetched atomic.Int64
		client := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fetched.Add(1)
			text, _ := served.Load().(string)
			if text == "" || r.URL.Path != "/request" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.Header().Set("Content-Type", "application/oauth-authz-req+jwt")
			w.Header().Set("Cache-Control", lasts.Load().(string))
			_, _ = w.Write([]byte(text + "\n"))
		}))
		defer client.Close()
		pool := x509.NewCertPool()
		pool.AddCert(client.Certificate())
		w := seed.New(t, d, func(c *config.Config) { c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, pool })
		u := w.User(t, "Olive", "oa@example.com")
		key := seed.NewKey(t, "RS256")
		app := w.Application(t, application.NewApplication{Slug: "ref", SkipConsent: true, Client: application.Client{
			JWKS: keySet(t, key), RequestURIs: []string{client.URL + "/request", client.URL + "/gone#old"},
		}})
		w.Access(t, app, u)
		b := w.SignedIn(t, u)
		serve := func(changes ...any) {
			served.Store(key.Sign(t, headerOf(key), objectOf(w, app, app.Request("openid"), changes...)))
		}
		ask := func(uri string) *url.URL {
			t.Helper()
			q := around(app, "")
			q.Del("request")
			q.Set("request_uri", uri)
			return b.Authorize(t, q).Want(t, 302).Location(t)
		}
		version := func() string { return "/request#" + secret.Digest(served.Load().(string)+"\n") }
		serve("state", "first")
		for _, uri := range []string{"/request", "/request", version(), "/request#made-up", "/request#made-up-too"} {
			if to := ask(client.URL + uri); to.Query().Get("code") == "" || to.Query().Get("state") != "first" {
				t.Errorf("%s: sent to %s", uri, to)
			}
		}
		if n := fetched.Load(); n != 1 {
			t.Errorf("fetched %d times", n)
		}
		w.Advance(t, 6*time.Second)
		serve("state", "second", "exp", w.Clock.Now().Add(time.Hour).Unix())
		lasts.Store("max-age=600")
		for _, uri := range []string{version(), "/request", version()} {
			if to := ask(client.URL + uri); to.Query().Get("state") != "second" {
				t.Errorf("%s: a new version: sent to %s", uri, to)
			}
		}
		serve("state", "third")
		w.Advance(t, time.Minute)
		if to := ask(client.URL + "/request"); to.Query().Get("state") != "second" {
			t.Errorf("fresh, as its server said: sent to %s", to)
		}
		if to := ask(client.URL + version()); to.Query().Get("state") != "third" {
			t.Errorf("the version asked for: sent to %s", to)
		}
		if n := fetched.Load(); n != 3 {
			t.Errorf("fetched %d times", n)
		}
		before := fetched.Load()
		for name, uri := range map[string]string{
			"RFC 9101 10.4: not registered":             client.URL + "/other",
			"RFC 9101 10.4: a registered one with more": client.URL + "/request?x=1",
			"RFC 9101 5.2: http":                        strings.Replace(client.URL, "https:", "http:", 1) + "/request",
			"a URN that nobody made":                    "urn:example:request",
		} {
			if to := ask(uri); to.Query().Get("error") != "invalid_request_uri" || to.Query().Get("state") != "outer" {
				t.Errorf("%s: sent to %s", name, to)
			}
		}
		if fetched.Load() != before {
			t.Error("what is not registered is fetched")
		}
		if to := ask(client.URL + "/gone"); to.Query().Get("error") != "invalid_request_uri" {
			t.Errorf("not found: sent to %s", to)
		}
		served.Store("garbage")
		w.Advance(t, 20*time.Second)
		if to := ask(client.URL + "/request#garbage"); to.Query().Get("error") != "invalid_request_object" {
			t.Errorf("garbage: sent to %s", to)
		}
	})
}

// conformance: fapi2/dpop-token
// conformance: RFC 9449 §10.1
func TestPushedRequestsWithProof(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		key := seed.NewKey(t, "ES256")
		proof := func(changes ...any) string {
			return key.Proof(t, "POST", s.URL+seed.PushPath, s.Clock.Now(), changes...)
		}
		push := func(proof string, changes ...string) seed.Answer {
			t.Helper()
			return s.Push(t, s.conf, s.conf.Request("openid", changes...), "DPoP", proof)
		}
		for _, changes := range [][]string{nil, {"dpop_jkt", key.Thumbprint(t)}} {
			uri, _ := push(proof(), changes...).Want(t, 201).Object(t)["request_uri"].(string)
			s.browser.Authorize(t, url.Values{"client_id": {s.conf.ClientID()}, "request_uri": {uri}}).Want(t, 302)
			if got := settled(t, s.World)["dpop_jkt"]; got != key.Thumbprint(t) {
				t.Errorf("%v: the code is bound to %v", changes, got)
			}
		}
		t.Run("RFC 9449 10.1: dpop_jkt of another key", func(t *testing.T) {
			refusedToken(t, push(proof(), "dpop_jkt", seed.Challenge()), 400, "invalid_request")
		})
		t.Run("RFC 9449 4.3: made for another endpoint", func(t *testing.T) {
			refusedToken(t, push(s.TokenProof(t, key)[1]), 400, "invalid_dpop_proof")
		})
		t.Run("RFC 9449 11.1: used before", func(t *testing.T) {
			used := proof()
			push(used).Want(t, 201)
			refusedToken(t, push(used), 400, "invalid_dpop_proof")
		})
		t.Run("RFC 9449 4.3: garbage", func(t *testing.T) {
			refusedToken(t, push("garbage"), 400, "invalid_dpop_proof")
		})
	})
}
