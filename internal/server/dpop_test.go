package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// bound adds an application whose tokens are always bound to a DPoP key.
func (s shop) bound(t *testing.T, slug string) seed.App {
	t.Helper()
	a := s.Application(t, application.NewApplication{Slug: slug, SkipConsent: true, Client: application.Client{
		DPoPBound: true, GrantTypes: []string{"authorization_code", "refresh_token", "client_credentials"},
	}})
	s.Access(t, a, s.user)
	return a
}

// begin takes a client through the code flow with a key.
func (s shop) begin(t *testing.T, a seed.App, k seed.Key, scope string, changes ...string) seed.Tokens {
	t.Helper()
	tokens := s.Token(t, a.Exchange(s.browser.Code(t, a, scope, changes...)), s.TokenProof(t, k)...).Tokens(t)
	if tokens.Type != "DPoP" {
		t.Fatalf("token_type %s", tokens.Type)
	}
	return tokens
}

func TestDPoPAtTheTokenEndpoint(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		fapi := s.bound(t, "fapi")
		key, other := seed.NewKey(t, "ES256"), seed.NewKey(t, "PS256")

		for _, alg := range oauth.DPoPAlgorithms() {
			// conformance: fapi2/dpop-token
			// conformance: RFC 9449 §5
			t.Run("RFC 9449 5: token_type and confirmation, "+alg, func(t *testing.T) {
				k := seed.NewKey(t, alg)
				for _, a := range []seed.App{fapi, s.conf, s.public} {
					opaque := s.begin(t, a, k, "openid")
					s.BoundUserinfo(t, k, opaque.Access).Want(t, 200)
					jwt := s.begin(t, a, k, "openid", "resource", seed.API)
					cnf, _ := verifiedJWT(t, s.World, jwt.Access, "ES256", "at+jwt")["cnf"].(map[string]any)
					if len(cnf) != 1 || cnf["jkt"] != k.Thumbprint(t) {
						t.Errorf("cnf %v", cnf)
					}
					s.BoundUserinfo(t, k, jwt.Access).Want(t, 200)
				}
			})
		}
		// conformance: RFC 9449 §5
		t.Run("RFC 9449 5: a client's own token", func(t *testing.T) {
			form := fapi.Authenticated(url.Values{"grant_type": {"client_credentials"}})
			tokens := s.Token(t, form, s.TokenProof(t, key)...).Tokens(t)
			o := s.Introspect(t, fapi, tokens.Access)
			if cnf, _ := o["cnf"].(map[string]any); o["token_type"] != "DPoP" || cnf["jkt"] != key.Thumbprint(t) {
				t.Errorf("introspection %v", o)
			}
			if tokens.Type != "DPoP" || tokens.Refresh != "" {
				t.Errorf("answered %+v", tokens)
			}
		})
		t.Run("without a proof nothing changes", func(t *testing.T) {
			tokens := s.Tokens(t, s.browser, s.conf, "openid")
			if o := s.Introspect(t, s.conf, tokens.Access); tokens.Type != "Bearer" || o["token_type"] != "Bearer" || o["cnf"] != nil {
				t.Errorf("%+v, introspection %v", tokens, o)
			}
		})
		t.Run("refusals leave the code good", func(t *testing.T) {
			code := s.browser.Code(t, fapi, "openid")
			used := s.TokenProof(t, key)
			s.Token(t, fapi.Authenticated(url.Values{"grant_type": {"client_credentials"}}), used...).Want(t, 200)
			for _, c := range []struct {
				name    string
				headers []string
			}{
				// conformance: fapi2/holder-of-key
				// conformance: fapi2/dpop-token
				{"RFC 9449 5.2: no proof from a client whose tokens are bound", nil},
				// conformance: fapi2/dpop-token
				{"RFC 9449 4.3: malformed proof", []string{"DPoP", "proof"}},
				{"RFC 9449 4.3: wrong htm", s.TokenProof(t, key, "htm", "GET")},
				{"RFC 9449 4.3: wrong htu", s.TokenProof(t, key, "htu", s.URL+seed.UserinfoPath)},
				{"RFC 9449 4.3: htu of the Host header", append(s.TokenProof(t, key, "htu", "http://evil.example"+seed.TokenPath), "X-Forwarded-Host", "evil.example")},
				{"RFC 9449 11.1: an hour old", s.TokenProof(t, key, "iat", s.Clock.Now().Add(-time.Hour).Unix())},
				{"RFC 9449 11.1: an hour ahead", s.TokenProof(t, key, "iat", s.Clock.Now().Add(time.Hour).Unix())},
				// conformance: RFC 9449 §11.1
				{"RFC 9449 11.1: used before", used},
			} {
				t.Run(c.name, func(t *testing.T) {
					refusedToken(t, s.Token(t, fapi.Exchange(code), c.headers...), 400, "invalid_dpop_proof")
				})
			}
			// conformance: RFC 9449 §4.3
			t.Run("RFC 9449 4.3: two headers", func(t *testing.T) {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+seed.TokenPath, strings.NewReader(fapi.Exchange(code).Encode()))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header["DPoP"] = []string{s.TokenProof(t, key)[1], s.TokenProof(t, key)[1]}
				refusedToken(t, seed.Do(t, r), 400, "invalid_dpop_proof")
			})
			t.Run("the client is looked at first", func(t *testing.T) {
				refusedToken(t, s.Token(t, fapi.Exchange(code, "client_secret", "x"), "DPoP", "proof"), 401, "invalid_client")
			})
			s.Token(t, fapi.Exchange(code), s.TokenProof(t, key, "iat", s.Clock.Now().Add(-10*time.Second).Unix())...).Want(t, 200)
		})
		// conformance: RFC 9449 §10
		t.Run("RFC 9449 10: a code that is bound to a key", func(t *testing.T) {
			bound := func() string { return s.browser.Code(t, s.conf, "openid", "dpop_jkt", key.Thumbprint(t)) }
			refusedToken(t, s.Token(t, s.conf.Exchange(bound())), 400, "invalid_dpop_proof")
			refusedToken(t, s.Token(t, s.conf.Exchange(bound()), s.TokenProof(t, other)...), 400, "invalid_grant")
			s.Token(t, s.conf.Exchange(bound()), s.TokenProof(t, key)...).Want(t, 200)
		})
	})
}

func TestDPoPAtUserinfo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		key, other := seed.NewKey(t, "ES256"), seed.NewKey(t, "ES256")
		opaque := s.begin(t, s.conf, key, offline)
		jwt := s.begin(t, s.conf, key, offline, "resource", seed.API)
		bearer := s.Tokens(t, s.browser, s.conf, "openid")
		ask := func(t *testing.T, headers []string) seed.Answer {
			t.Helper()
			return s.Browser(t).Get(t, seed.UserinfoPath, headers...)
		}
		now := s.Clock.Now().Unix()
		upper := strings.Replace(s.URL, "http://", "HTTP://", 1) + seed.UserinfoPath
		for name, token := range map[string]string{"opaque": opaque.Access, "JWT": jwt.Access} {
			for _, c := range []struct {
				name    string
				headers []string
			}{
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.1: a proof", s.Bound(t, key, token)},
				// conformance: fapi2/dpop-lenient
				{"RFC 9110 11.1: scheme in any case", append(s.Bound(t, key, token), "Authorization", "dPoP "+token)},
				// conformance: fapi2/dpop-lenient
				{"RFC 9449 4.2: unknown claims, nbf, exp, a nonce", s.Bound(t, key, token, "any", 1, "nbf", now+60, "exp", now-60, "nonce", "n")},
				// conformance: fapi2/dpop-lenient
				{"RFC 9449 4.2: unknown header members", s.Bound(t, key, token, "header.any", 1)},
				// conformance: fapi2/dpop-lenient
				{"RFC 9449 4.3: htu with query and fragment", s.Bound(t, key, token, "htu", s.URL+seed.UserinfoPath+"?a=b#c")},
				// conformance: fapi2/dpop-lenient
				{"RFC 9449 4.3: htu in capitals", s.Bound(t, key, token, "htu", upper)},
				{"RFC 9449 4.3: iat 10 s ago", s.Bound(t, key, token, "iat", now-10)},
				{"RFC 9449 4.3: iat 10 s ahead", s.Bound(t, key, token, "iat", now+10)},
			} {
				t.Run(name+" "+c.name, func(t *testing.T) {
					// conformance: fapi2/resource-answers
					if a := ask(t, c.headers).Want(t, 200); a.Header.Get("Date") == "" || a.Object(t)["sub"] != s.user.ID {
						t.Errorf("answered %s %v", a.Body, a.Header)
					}
				})
			}
			used := s.Bound(t, key, token)
			ask(t, used).Want(t, 200)
			for _, c := range []struct {
				name    string
				headers []string
				code    string
			}{
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.1: no proof", []string{"Authorization", "DPoP " + token}, "invalid_dpop_proof"},
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.2: as bearer token", []string{"Authorization", "Bearer " + token}, "invalid_token"},
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.2: as bearer token with a proof", append(s.Bound(t, key, token), "Authorization", "Bearer "+token), "invalid_token"},
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.2: without scheme", append(s.Bound(t, key, token), "Authorization", token), "invalid_token"},
				// conformance: fapi2/dpop-resource
				{"RFC 9449 7.1: another key", s.Bound(t, other, token), "invalid_token"},
				// conformance: fapi2/dpop-lenient
				{"RFC 9449 11.1: used before", used, "invalid_dpop_proof"},
				// conformance: fapi2/dpop-resource
				{"RFC 9449 4.3: missing ath", s.Bound(t, key, token, "ath", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: wrong ath", s.Bound(t, key, token, "ath", seed.HashOf("x")), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing typ", s.Bound(t, key, token, "header.typ", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing alg", s.Bound(t, key, token, "header.alg", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: alg none", s.Bound(t, key, token, "header.alg", "none"), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing jwk", s.Bound(t, key, token, "header.jwk", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing jti", s.Bound(t, key, token, "jti", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing htm", s.Bound(t, key, token, "htm", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: wrong htm", s.Bound(t, key, token, "htm", "POST"), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing htu", s.Bound(t, key, token, "htu", nil), "invalid_dpop_proof"},
				{"RFC 9449 4.3: wrong htu", s.Bound(t, key, token, "htu", s.URL+seed.TokenPath), "invalid_dpop_proof"},
				{"RFC 9449 4.3: missing iat", s.Bound(t, key, token, "iat", nil), "invalid_dpop_proof"},
				{"RFC 9449 11.1: iat an hour ago", s.Bound(t, key, token, "iat", now-3600), "invalid_dpop_proof"},
				{"RFC 9449 11.1: iat an hour ahead", s.Bound(t, key, token, "iat", now+3600), "invalid_dpop_proof"},
				{"RFC 9449 7.1: an unknown token", s.Bound(t, key, "zz"), "invalid_token"},
				{"RFC 9449 7.1: a bearer token by DPoP", s.Bound(t, key, bearer.Access), "invalid_token"},
				{"RFC 9449 7.1: a refresh token", s.Bound(t, key, opaque.Refresh), "invalid_token"},
			} {
				t.Run(name+" "+c.name, func(t *testing.T) {
					a := ask(t, c.headers).Want(t, 401, c.code)
					challenge := a.Header.Get("WWW-Authenticate")
					if !strings.HasPrefix(challenge, "DPoP ") || !strings.Contains(challenge, `error="`+c.code+`"`) || !strings.Contains(challenge, `algs="ES256 EdDSA PS256"`) {
						t.Errorf("WWW-Authenticate %q", challenge)
					}
				})
			}
		}
		t.Run("posted in a form it is a bearer token", func(t *testing.T) {
			s.Browser(t).Form(t, seed.UserinfoPath, url.Values{"access_token": {opaque.Access}}, s.TokenProof(t, key, "htu", s.URL+seed.UserinfoPath)...).Want(t, 401, "invalid_token")
		})
		t.Run("POST with a proof for POST", func(t *testing.T) {
			s.Browser(t).Form(t, seed.UserinfoPath, url.Values{}, s.Bound(t, key, opaque.Access, "htm", "POST")...).Want(t, 200)
		})
		t.Run("RFC 9449 7.1: no token at all", func(t *testing.T) {
			a := s.Browser(t).Get(t, seed.UserinfoPath).Want(t, 401)
			if challenges := a.Header.Values("WWW-Authenticate"); len(challenges) != 2 || !strings.HasPrefix(challenges[0], "Bearer") || !strings.HasPrefix(challenges[1], "DPoP") {
				t.Errorf("WWW-Authenticate %q", challenges)
			}
		})
		// conformance: RFC 9449 §6.2
		t.Run("RFC 9449 6.2: introspection tells the key", func(t *testing.T) {
			for name, token := range map[string]string{"opaque": opaque.Access, "JWT": jwt.Access} {
				o := s.Introspect(t, s.conf, token)
				if cnf, _ := o["cnf"].(map[string]any); o["active"] != true || o["token_type"] != "DPoP" || len(cnf) != 1 || cnf["jkt"] != key.Thumbprint(t) {
					t.Errorf("%s: %v", name, o)
				}
			}
			if o := s.Introspect(t, s.conf, opaque.Refresh); o["active"] != true || o["cnf"] != nil || o["token_type"] != nil {
				t.Errorf("refresh token: %v", o)
			}
		})
	})
}

func TestDPoPNonces(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d, func(c *config.Config) { c.DPoPNonce = true })
		key := seed.NewKey(t, "ES256")
		code := s.browser.Code(t, s.conf, "openid")
		// conformance: RFC 9449 §8
		t.Run("RFC 9449 8: the token endpoint asks for a nonce, and the code stays good", func(t *testing.T) {
			a := s.Token(t, s.conf.Exchange(code), s.TokenProof(t, key)...)
			refusedToken(t, a, 400, "use_dpop_nonce")
			nonce := a.Header.Get("DPoP-Nonce")
			hourOff := s.Clock.Now().Add(time.Hour).Unix()
			a = s.Token(t, s.conf.Exchange(code), s.TokenProof(t, key, "nonce", nonce, "iat", hourOff)...)
			tokens := a.Tokens(t)
			if a.Header.Get("DPoP-Nonce") == "" {
				t.Error("no nonce for the next request")
			}
			// conformance: RFC 9449 §9
			t.Run("RFC 9449 9: and so does userinfo", func(t *testing.T) {
				b := s.Browser(t)
				a := b.Get(t, seed.UserinfoPath, s.Bound(t, key, tokens.Access)...).Want(t, 401, "use_dpop_nonce")
				if challenge := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge, "DPoP ") || !strings.Contains(challenge, `error="use_dpop_nonce"`) {
					t.Errorf("WWW-Authenticate %q", challenge)
				}
				nonce := a.Header.Get("DPoP-Nonce")
				b.Get(t, seed.UserinfoPath, s.Bound(t, key, tokens.Access, "nonce", nonce)...).Want(t, 200)
				s.Advance(t, 10*time.Minute)
				b.Get(t, seed.UserinfoPath, s.Bound(t, key, tokens.Access, "nonce", nonce)...).Want(t, 401, "use_dpop_nonce")
			})
		})
		t.Run("who shows no proof is told of no nonce", func(t *testing.T) {
			a := s.Token(t, s.conf.Exchange(s.browser.Code(t, s.conf, "openid"))).Want(t, 200)
			if a.Header.Get("DPoP-Nonce") != "" {
				t.Errorf("headers %v", a.Header)
			}
		})
	})
}

// Of many requests with one proof one is answered.
// conformance: RFC 9449 §11.1
func TestDPoPProofRace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		key := seed.NewKey(t, "ES256")
		tokens := s.begin(t, s.conf, key, "openid")
		headers := s.Bound(t, key, tokens.Access)
		b := s.Browser(t)
		const callers = 50
		statuses := make([]int, callers)
		var group sync.WaitGroup
		for i := range callers {
			group.Go(func() {
				a, err := b.Send(t.Context(), "GET", seed.UserinfoPath, "", nil, headers...)
				if err != nil {
					t.Error(err)
				}
				statuses[i] = a.Status
			})
		}
		group.Wait()
		count := map[int]int{}
		for _, status := range statuses {
			count[status]++
		}
		if count[200] != 1 || count[401] != callers-1 {
			t.Errorf("answered %v", count)
		}
	})
}
