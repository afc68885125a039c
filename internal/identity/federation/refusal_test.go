package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

// nobody fails the test if somebody got in or an account was made.
func nobody(t *testing.T, s stage, a seed.Answer) {
	t.Helper()
	if strings.Contains(strings.Join(a.Header["Set-Cookie"], "\n"), sessionCookie+"=") {
		t.Errorf("somebody got in: %s", a.Header["Set-Cookie"])
	}
	if n := s.Count(t, `SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM accounts)`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// Every way in which a browser may come back without having been sent, or in
// another state.
func TestAnswersThatAreNotForThisBrowser(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d, func(c *config.Config, p *idp) {
			other := acme(p)
			other.ID, other.Name = "corp", "Corp"
			c.Providers = append(c.Providers, other)
		})
		page := s.URL + "/api/auth/error"
		t.Run("no state", func(t *testing.T) {
			a := s.Browser(t).Get(t, "/api/auth/oauth2/callback/acme?code=x").Want(t, 302)
			leadsTo(t, a, page+"?state=state_not_found")
			nobody(t, s, a)
			told := s.Browser(t).Get(t, a.Location(t).RequestURI()).Want(t, 200)
			if !strings.Contains(string(told.Body), "state_not_found") {
				t.Error("the page does not tell the code")
			}
		})
		t.Run("a state that was never given out", func(t *testing.T) {
			a := s.Browser(t).Get(t, "/api/auth/oauth2/callback/acme?code=x&state="+strings.Repeat("a", 32)).Want(t, 302)
			leadsTo(t, a, page+"?error=please_restart_the_process")
			nobody(t, s, a)
		})
		t.Run("RFC 6749 10.12: the state of another browser", func(t *testing.T) {
			b, thief := s.Browser(t), s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil))
			s.leave(t, thief, nil)
			for name, other := range map[string]*seed.Browser{"none": s.Browser(t), "its own": thief} {
				a := s.come(t, other, back)
				if leadsTo(t, a, page+"?error=state_mismatch"); t.Failed() {
					t.Errorf("with the cookie: %s", name)
				}
				nobody(t, s, a)
			}
			back.RawQuery = strings.Replace(back.RawQuery, "code=code", "error=access_denied&x=code", 1)
			leadsTo(t, s.come(t, b, back), "/failed?error=access_denied") // the owner's state is still good
		})
		t.Run("RFC 9700 4.4: the answer of another provider", func(t *testing.T) {
			b := s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil))
			back.Path = "/api/auth/oauth2/callback/corp"
			a := s.come(t, b, back)
			leadsTo(t, a, page+"?error=state_mismatch")
			nobody(t, s, a)
		})
		t.Run("a state whose time is up", func(t *testing.T) {
			b := s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil))
			s.Advance(t, 10*time.Minute)
			a := s.come(t, b, back)
			leadsTo(t, a, page+"?error=please_restart_the_process")
			nobody(t, s, a)
		})
		t.Run("a state that was used", func(t *testing.T) {
			b := s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil), "code", "")
			cookie := "better-auth.state=" + b.Cookie(t, "better-auth.state")
			leadsTo(t, s.come(t, b, back), "/failed?error=no_code")
			a := s.Browser(t).Get(t, back.RequestURI()+"&code=x", "Cookie", cookie).Want(t, 302)
			leadsTo(t, a, page+"?error=please_restart_the_process")
			nobody(t, s, a)
		})
		t.Run("a cookie that is not signed", func(t *testing.T) {
			b := s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil))
			state := back.Query().Get("state")
			a := s.Browser(t).Get(t, back.RequestURI(), "Cookie", "better-auth.state="+state).Want(t, 302)
			leadsTo(t, a, page+"?error=state_mismatch")
		})
	})
}

// What the provider itself refuses.
func TestErrorsOfTheProvider(t *testing.T) {
	s := play(t, openSQLite(t))
	for name, c := range map[string]struct {
		answered []string
		body     map[string]any
		want     string
	}{
		"with a page of the client's": {[]string{"code", "", "error", "access_denied", "error_description", "no & never"}, nil, "/failed?error=access_denied&error_description=no+%26+never"},
		"without one":                 {[]string{"code", "", "error", "access_denied", "error_description", "no"}, map[string]any{"errorCallbackURL": ""}, "/api/auth/error?error=access_denied"},
		"a page with a query":         {[]string{"code", "", "error", "access_denied"}, map[string]any{"errorCallbackURL": "/failed?a=b"}, "/failed?a=b&error=access_denied"},
		"no code of error":            {[]string{"code", "", "error", "<script>"}, nil, "/failed?error=unknown_error"},
		"both":                        {[]string{"error", "server_error"}, nil, "/failed?error=server_error"},
		"neither":                     {[]string{"code", ""}, nil, "/failed?error=no_code"},
		"a code nobody gave out":      {[]string{"code", "guessed"}, nil, "/failed?error=invalid_code"},
	} {
		t.Run(name, func(t *testing.T) {
			b := s.Browser(t)
			a := s.come(t, b, s.idp.authorize(t, s.leave(t, b, c.body), c.answered...))
			leadsTo(t, a, strings.Replace(c.want, "/api/auth", s.URL+"/api/auth", 1))
			nobody(t, s, a)
			if b.Cookie(t, "better-auth.state") != "" {
				t.Error("the state cookie stays")
			}
		})
	}
	if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.refused' AND target = 'provider' AND target_id = 'acme'`); n != 7 {
		t.Errorf("%d refusals on record", n)
	}
}

// Each check of an ID token alone keeps somebody out.
//
// conformance: OpenID Connect Core §3.1.3.7
func TestIDTokensThatAreRefused(t *testing.T) {
	s := play(t, openSQLite(t))
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := func(header string, sign func(text string) string) func(p *idp) {
		return func(p *idp) {
			p.forge = func(payload []byte) string {
				text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(payload)
				return text + "." + sign(text)
			}
		}
	}
	claim := func(name string, v any) func(p *idp) {
		return func(p *idp) { p.claims = map[string]any{name: v} }
	}
	at := func(name string, from time.Duration) func(p *idp) {
		return func(p *idp) { p.claims = map[string]any{name: p.now().Add(from).Unix()} }
	}
	for _, c := range []struct {
		name string
		set  func(p *idp)
		code string
	}{
		{"Core 3.1.3.7 2: iss of another", claim("iss", "https://evil.example"), "unable_to_get_user_info"},
		{"Core 3.1.3.7 2: iss with a slash more", func(p *idp) { p.claims = map[string]any{"iss": p.URL + "/"} }, "unable_to_get_user_info"},
		{"Core 3.1.3.7 2: no iss", claim("iss", nil), "unable_to_get_user_info"},
		{"Core 3.1.3.7 3: aud of another client", claim("aud", "client-2"), "unable_to_get_user_info"},
		{"Core 3.1.3.7 3: no aud", claim("aud", nil), "unable_to_get_user_info"},
		{"Core 3.1.3.7 3: aud is a number", claim("aud", 1), "unable_to_get_user_info"},
		{"Core 3.1.3.7 3: aud only begins like ours", claim("aud", "client-10"), "unable_to_get_user_info"},
		{"Core 3.1.3.7 4: several audiences without azp", claim("aud", []string{"client-1", "client-2"}), "unable_to_get_user_info"},
		{"Core 3.1.3.7 5: azp of another client", claim("azp", "client-2"), "unable_to_get_user_info"},
		{"Core 3.1.3.7 5: several audiences, azp of another", func(p *idp) {
			p.claims = map[string]any{"aud": []string{"client-1", "client-2"}, "azp": "client-2"}
		}, "unable_to_get_user_info"},
		{"Core 3.1.3.7 6: signed by another key", func(p *idp) {
			p.forge = func(payload []byte) string {
				signer, _ := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: other, KeyID: "k1"}}, nil)
				jws, _ := signer.Sign(payload)
				text, _ := jws.CompactSerialize()
				return text
			}
		}, "unable_to_get_user_info"},
		{"Core 3.1.3.7 6: a key of another kid", func(p *idp) {
			p.forge = func(payload []byte) string {
				k := p.kid
				p.kid = "k9"
				defer func() { p.kid = k }()
				return p.sign(payload)
			}
		}, "unable_to_get_user_info"},
		{"Core 3.1.3.7 6: altered", func(p *idp) {
			p.forge = func(payload []byte) string {
				parts := strings.Split(p.sign(payload), ".")
				parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "sub-1", "sub-2", 1)))
				return strings.Join(parts, ".")
			}
		}, "unable_to_get_user_info"},
		{"RFC 8725 3.1: alg none", unsigned(`{"alg":"none"}`, func(string) string { return "" }), "unable_to_get_user_info"},
		{"RFC 8725 3.1: alg HS256 with the client's secret", unsigned(`{"alg":"HS256"}`, func(text string) string {
			mac := hmac.New(sha256.New, []byte("s3cret+/ é"))
			mac.Write([]byte(text))
			return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
		}), "unable_to_get_user_info"},
		{"RFC 7515 4.1.11: crit", func(p *idp) { p.header = map[jose.HeaderKey]any{"crit": []string{"x"}, "x": 1} }, "unable_to_get_user_info"},
		{"RFC 8725 3.10: jku", func(p *idp) { p.header = map[jose.HeaderKey]any{"jku": "https://evil.example/jwks"} }, "unable_to_get_user_info"},
		{"RFC 9068 2.1: an access token", func(p *idp) { p.header = map[jose.HeaderKey]any{"typ": "at+jwt"} }, "unable_to_get_user_info"},
		{"Core 3.1.3.7 9: exp in the past", at("exp", -time.Minute), "unable_to_get_user_info"},
		{"Core 3.1.3.7 9: no exp", claim("exp", nil), "unable_to_get_user_info"},
		{"Core 3.1.3.7 9: exp as text", claim("exp", "9999999999"), "unable_to_get_user_info"},
		{"Core 3.1.3.7 10: iat in the future", at("iat", 61*time.Second), "unable_to_get_user_info"},
		{"Core 2: no iat", claim("iat", nil), "unable_to_get_user_info"},
		{"RFC 7519 4.1.5: nbf in the future", at("nbf", 61*time.Second), "unable_to_get_user_info"},
		{"Core 3.1.3.7 11: another nonce", claim("nonce", strings.Repeat("n", 32)), "unable_to_get_user_info"},
		{"Core 3.1.3.7 11: no nonce", claim("nonce", nil), "unable_to_get_user_info"},
		{"Core 2: no sub", claim("sub", nil), "unable_to_get_user_info"},
		{"Core 2: an empty sub", claim("sub", ""), "unable_to_get_user_info"},
		{"Core 2: a long sub", claim("sub", strings.Repeat("s", 256)), "unable_to_get_user_info"},
		{"Core 3.1.3.8: at_hash of another token", claim("at_hash", base64.RawURLEncoding.EncodeToString(make([]byte, 16))), "unable_to_get_user_info"},
		{"Core 3.1.3.3: no ID token", func(p *idp) { p.tokens = map[string]any{"id_token": nil} }, "unable_to_get_user_info"},
		{"Core 3.1.3.3: an ID token that is none", func(p *idp) { p.tokens = map[string]any{"id_token": "a.b.c"} }, "unable_to_get_user_info"},
		{"RFC 6749 5.1: no access token", func(p *idp) { p.tokens = map[string]any{"access_token": nil} }, "invalid_code"},
		{"RFC 6749 7.1: token_type that is not known", func(p *idp) { p.tokens = map[string]any{"token_type": "DPoP"} }, "invalid_code"},
		{"RFC 6749 5.2: an error with success", func(p *idp) { p.tokens = map[string]any{"error": "bad_verification_code"} }, "invalid_code"},
		{"RFC 6749 5.2: an error", func(p *idp) { p.status = http.StatusBadRequest }, "invalid_code"},
		{"a server that fails", func(p *idp) { p.status = http.StatusBadGateway }, "invalid_code"},
		{"Core 5.3.2: userinfo of somebody else", func(p *idp) {
			p.claims, p.userinfo = map[string]any{"email": nil}, map[string]any{"sub": "sub-2"}
		}, "unable_to_get_user_info"},
		{"Core 5.3.2: userinfo of nobody", func(p *idp) {
			p.claims, p.userinfo = map[string]any{"email": nil}, map[string]any{"sub": nil}
		}, "unable_to_get_user_info"},
		{"no address", func(p *idp) {
			p.claims, p.userinfo = map[string]any{"email": nil}, map[string]any{"email": nil}
		}, "email_not_found"},
		{"an address that is none", claim("email", "ada"), "email_not_found"},
		{"RFC 9207 2.4: iss of another server", func(*idp) {}, "issuer_mismatch"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.idp.set(c.set)
			b := s.Browser(t)
			var more []string
			if c.code == "issuer_mismatch" {
				more = []string{"iss", "https://evil.example"}
			}
			a := s.come(t, b, s.idp.authorize(t, s.leave(t, b, nil), more...))
			leadsTo(t, a, "/failed?error="+c.code)
			nobody(t, s, a)
			s.idp.set(func(p *idp) {
				p.claims, p.header, p.forge, p.userinfo, p.tokens, p.status = nil, nil, nil, nil, nil, 0
			})
			s.Advance(t, 2*time.Minute) // a key that was not known is asked for again
			s.Exec(t, `DELETE FROM tickets`)
		})
	}
	t.Run("and one that is good", func(t *testing.T) {
		s.idp.set(func(p *idp) { p.claims = map[string]any{"aud": []string{"client-1", "api"}, "azp": "client-1"} })
		leadsTo(t, s.visit(t, s.Browser(t), nil), "/welcome")
	})
}

// A provider may change its keys; the new one is asked for when it is seen.
func TestKeysThatChange(t *testing.T) {
	s := play(t, openSQLite(t))
	leadsTo(t, s.visit(t, s.Browser(t), nil), "/welcome")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(t, 2*time.Minute)
	s.idp.set(func(p *idp) { p.key, p.kid = key, "k2" })
	leadsTo(t, s.visit(t, s.Browser(t), nil), "/dash")
	if s.idp.document != 1 {
		t.Errorf("the metadata was fetched %d times", s.idp.document)
	}
}

// conformance: RFC 9207 §2.4
func TestWhoAnswers(t *testing.T) {
	s := play(t, openSQLite(t), func(_ *config.Config, p *idp) {
		p.metadata = map[string]any{"authorization_response_iss_parameter_supported": true}
	})
	b := s.Browser(t)
	leadsTo(t, s.come(t, b, s.idp.authorize(t, s.leave(t, b, nil))), "/failed?error=issuer_missing")
	leadsTo(t, s.come(t, b, s.idp.authorize(t, s.leave(t, b, nil), "error", "access_denied", "iss", "https://evil.example")), "/failed?error=issuer_mismatch")
	leadsTo(t, s.come(t, b, s.idp.authorize(t, s.leave(t, b, nil), "iss", s.idp.URL)), "/welcome")
}

func TestMetadataThatCannotBeUsed(t *testing.T) {
	for name, metadata := range map[string]map[string]any{
		"Discovery 4.3: the issuer of another":     {"issuer": "https://evil.example"},
		"Discovery 4.3: no issuer":                 {"issuer": nil},
		"Discovery 3: no token endpoint":           {"token_endpoint": nil},
		"Discovery 3: no keys":                     {"jwks_uri": nil},
		"Discovery 3: no authorization endpoint":   {"authorization_endpoint": nil},
		"Discovery 3: a script as an address":      {"authorization_endpoint": "javascript:alert(1)"},
		"Discovery 3: a fragment":                  {"authorization_endpoint": "https://a.example/#x"},
		"Discovery 3: userinfo is no address":      {"userinfo_endpoint": "x"},
		"RFC 8725 3.1: ID tokens by HS256 or none": {"id_token_signing_alg_values_supported": []string{"HS256", "none"}},
		"a list instead of an address":             {"token_endpoint": []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, openSQLite(t), func(_ *config.Config, p *idp) { p.metadata = metadata })
			s.Browser(t).Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme"}).Want(t, 503, "INVALID_OAUTH_CONFIGURATION")
		})
	}
}

// Keys and endpoints may be where the service must not ask: the metadata of a
// provider is no way in.
func TestMetadataThatPointsInside(t *testing.T) {
	s := play(t, openSQLite(t), func(_ *config.Config, p *idp) {
		p.metadata = map[string]any{"token_endpoint": "https://169.254.169.254/token"}
	})
	b := s.Browser(t)
	a := s.come(t, b, s.idp.authorize(t, s.leave(t, b, nil)))
	leadsTo(t, a, "/failed?error=invalid_code")
	nobody(t, s, a)
}

func TestProvidersWithLess(t *testing.T) {
	t.Run("without S256", func(t *testing.T) {
		s := play(t, openSQLite(t), func(_ *config.Config, p *idp) {
			p.metadata = map[string]any{"code_challenge_methods_supported": []string{"plain"}}
		})
		b := s.Browser(t)
		to := s.leave(t, b, nil)
		if to.Query().Has("code_challenge") || to.Query().Get("nonce") == "" {
			t.Errorf("leaves with %s", to.RawQuery)
		}
		leadsTo(t, s.come(t, b, s.idp.authorize(t, to)), "/welcome")
	})
	t.Run("with secrets in the form", func(t *testing.T) {
		s := play(t, openSQLite(t), func(_ *config.Config, p *idp) {
			p.metadata = map[string]any{"token_endpoint_auth_methods_supported": []string{"client_secret_post"}}
		})
		leadsTo(t, s.visit(t, s.Browser(t), nil), "/welcome")
		if form := s.idp.asked[0]; form.Get("client_secret") != "s3cret+/ é" || form.Get("client_id") != "client-1" || len(s.idp.basic) != 0 {
			t.Errorf("the token endpoint saw %v and %v", form, s.idp.basic)
		}
	})
	t.Run("a public client", func(t *testing.T) {
		s := play(t, openSQLite(t), func(c *config.Config, _ *idp) { c.Providers[0].ClientSecret = "" })
		leadsTo(t, s.visit(t, s.Browser(t), nil), "/welcome")
		if form := s.idp.asked[0]; form.Has("client_secret") || form.Get("client_id") != "client-1" {
			t.Errorf("the token endpoint saw %v", form)
		}
	})
	t.Run("claims at userinfo alone", func(t *testing.T) {
		s := play(t, openSQLite(t))
		s.idp.set(func(p *idp) {
			p.claims = map[string]any{"email": nil, "email_verified": nil, "name": nil}
			p.userinfo = map[string]any{"email": "Ada.L@Example.com"}
		})
		leadsTo(t, s.visit(t, s.Browser(t), nil), "/welcome")
		if got := s.text(t, `SELECT email FROM users WHERE email_verified`); got != "ada.l@example.com" {
			t.Errorf("the address is %q", got)
		}
	})
}

// What the endpoints refuse before a browser leaves.
func TestDeparturesThatAreRefused(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, _ *idp) {
		c.Providers = append(c.Providers, config.Provider{ID: "github", Kind: config.GitHub, Name: "GitHub", ClientID: "g", ClientSecret: "x", SignUp: config.SignUpAlways})
	})
	for name, c := range map[string]struct {
		path   string
		body   map[string]any
		status int
		code   string
	}{
		"unknown":                     {"sign-in/social", map[string]any{"provider": "zzz"}, 404, "PROVIDER_NOT_FOUND"},
		"no provider":                 {"sign-in/social", map[string]any{}, 400, "VALIDATION_ERROR"},
		"callbackURL elsewhere":       {"sign-in/social", map[string]any{"provider": "acme", "callbackURL": "https://evil.example"}, 403, "INVALID_CALLBACK_URL"},
		"errorCallbackURL elsewhere":  {"sign-in/social", map[string]any{"provider": "acme", "errorCallbackURL": "//evil.example"}, 403, "INVALID_ERROR_CALLBACK_URL"},
		"newUserCallbackURL":          {"sign-in/social", map[string]any{"provider": "acme", "newUserCallbackURL": "https://evil.example"}, 403, "INVALID_NEW_USER_CALLBACK_URL"},
		"ID token of GitHub":          {"sign-in/social", map[string]any{"provider": "github", "idToken": map[string]any{"token": "x"}}, 404, "ID_TOKEN_NOT_SUPPORTED"},
		"ID token that is none":       {"sign-in/social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": "x.y.z"}}, 401, "INVALID_TOKEN"},
		"a scope that is none":        {"sign-in/social", map[string]any{"provider": "acme", "scopes": []string{"a b"}}, 400, "VALIDATION_ERROR"},
		"plugin, unknown":             {"sign-in/oauth2", map[string]any{"providerId": "zzz"}, 400, "PROVIDER_CONFIG_NOT_FOUND"},
		"plugin, callbackURL":         {"sign-in/oauth2", map[string]any{"providerId": "acme", "callbackURL": "https://evil.example"}, 403, "INVALID_CALLBACK_URL"},
		"linking while not signed in": {"link-social", map[string]any{"provider": "acme"}, 401, "UNAUTHORIZED"},
		"plugin, linking":             {"oauth2/link", map[string]any{"providerId": "acme", "callbackURL": "/"}, 401, "UNAUTHORIZED"},
		"tokens of nobody":            {"get-access-token", map[string]any{"providerId": "acme"}, 401, "UNAUTHORIZED"},
		"refreshing nobody's":         {"refresh-token", map[string]any{"providerId": "acme"}, 401, "UNAUTHORIZED"},
	} {
		t.Run(name, func(t *testing.T) { s.Browser(t).Post(t, "/api/auth/"+c.path, c.body).Want(t, c.status, c.code) })
	}
	t.Run("from another site", func(t *testing.T) {
		b := s.Browser(t)
		s.leave(t, b, nil)
		b.Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme"}, "Origin", "https://evil.example").Want(t, 403, "INVALID_ORIGIN")
	})
}

// Apple's form comes from another site, without cookies: the browser brings
// them when it asks again.
func TestAnswersByForm(t *testing.T) {
	s := play(t, openSQLite(t))
	b := s.Browser(t)
	back := s.idp.authorize(t, s.leave(t, b, nil))
	form := back.Query()
	form.Set("id_token", "left out")
	a := s.Browser(t).Form(t, back.Path, form, "Origin", "https://appleid.apple.com").Want(t, http.StatusSeeOther)
	to := a.Location(t)
	if to.Query().Has("id_token") || to.Query().Get("code") != back.Query().Get("code") || to.Scheme+"://"+to.Host+to.Path != s.URL+back.Path {
		t.Errorf("leads to %s", to)
	}
	leadsTo(t, s.come(t, b, to), "/welcome")

	s.Browser(t).Do(t, "POST", back.Path, "application/json", `{}`).Want(t, 415)
	s.Browser(t).Form(t, back.Path, url.Values{"code": {strings.Repeat("a", 9<<10)}}).Want(t, 413)
}

func TestIDTokensThatABrowserBrings(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		bring := func(t *testing.T, b *seed.Browser, idToken map[string]any) seed.Answer {
			t.Helper()
			return b.Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme", "idToken": idToken})
		}
		refused := func(name string, claims map[string]any, idToken map[string]any) {
			t.Run(name, func(t *testing.T) {
				s.idp.set(func(p *idp) { p.claims = claims })
				idToken["token"] = s.idToken(t, "n1")
				a := bring(t, s.Browser(t), idToken).Want(t, 401, "INVALID_TOKEN")
				nobody(t, s, a)
				s.idp.set(func(p *idp) { p.claims = nil })
			})
		}
		now := s.Clock.Now()
		refused("another nonce", nil, map[string]any{"nonce": "n2"})
		refused("a nonce it lacks", map[string]any{"nonce": nil}, map[string]any{"nonce": "n1"})
		refused("another audience", map[string]any{"aud": "client-2"}, map[string]any{})
		refused("another party", map[string]any{"azp": "client-2"}, map[string]any{})
		refused("another issuer", map[string]any{"iss": "https://evil.example"}, map[string]any{})
		refused("expired", map[string]any{"exp": now.Add(-2 * time.Minute).Unix()}, map[string]any{})
		refused("made long ago", map[string]any{"iat": now.Add(-61 * time.Minute).Unix()}, map[string]any{})
		refused("another access token", map[string]any{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, map[string]any{"accessToken": "at"})
		t.Run("without an address", func(t *testing.T) {
			s.idp.set(func(p *idp) { p.claims = map[string]any{"email": nil} })
			a := bring(t, s.Browser(t), map[string]any{"token": s.idToken(t, "")}).Want(t, 401, "USER_EMAIL_NOT_FOUND")
			nobody(t, s, a)
			s.idp.set(func(p *idp) { p.claims = nil })
		})
		b := s.Browser(t)
		o := bring(t, b, map[string]any{"token": s.idToken(t, "n1"), "nonce": "n1"}).Want(t, 200).Object(t)
		u, _ := o["user"].(map[string]any)
		if o["redirect"] != false || o["token"] == "" || u["email"] != "ada@example.com" || b.Cookie(t, sessionCookie) == "" {
			t.Errorf("answered %v", o)
		}
		if _, given := o["url"]; given {
			t.Errorf("answered %v", o)
		}
		s.User(t, "Bob", "bob@example.com")
		s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-2", "email": "bob@example.com"} })
		bring(t, s.Browser(t), map[string]any{"token": s.idToken(t, "")}).Want(t, 401, "OAUTH_LINK_ERROR")
	})
}
