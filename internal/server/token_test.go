package server_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A shop is a world with applications and a user who may enter them all.
type shop struct {
	*seed.World
	user               user.User
	browser            *seed.Browser
	conf, public, free seed.App // confidential; public; confidential without PKCE
}

func openShop(t *testing.T, d *db.DB, change ...func(*config.Config)) shop {
	t.Helper()
	s := shop{World: seed.New(t, d, change...)}
	s.user = s.User(t, "Olive Anne Auth", "oa@example.com")
	no := false
	s.conf = s.Application(t, application.NewApplication{Slug: "conf-10af5795", SkipConsent: true, RedirectURIs: []string{seed.Redirect, seed.Redirect + "2"}})
	s.public = s.Application(t, application.NewApplication{Slug: "pub", SkipConsent: true, IsPublic: true})
	s.free = s.Application(t, application.NewApplication{Slug: "free", SkipConsent: true, RequirePKCE: &no})
	for _, a := range []seed.App{s.conf, s.public, s.free} {
		s.Access(t, a, s.user)
	}
	s.browser = s.SignedIn(t, s.user)
	return s
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// refusedToken checks the form of a refusal (RFC 6749 §5.2).
func refusedToken(t *testing.T, a seed.Answer, status int, code string) {
	t.Helper()
	a.Want(t, status, code)
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", a.Header)
	}
	for name := range a.Object(t) {
		if name != "error" && name != "error_description" {
			t.Errorf("a refusal with %s", name)
		}
	}
}

func TestTokenByCode(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		a := s.Token(t, s.conf.Exchange(s.browser.Code(t, s.conf, "openid profile email offline_access")))
		if o := a.Want(t, 200).Object(t); members(o) != "access_token expires_at expires_in id_token refresh_token scope token_type" {
			t.Errorf("answered %v", o)
		}
		tokens := a.Tokens(t)
		if tokens.Type != "Bearer" || tokens.ExpiresIn != 3600 || tokens.ExpiresAt != s.Clock.Now().Unix()+3600 || tokens.Scope != "openid profile email offline_access" {
			t.Errorf("answered %+v", tokens)
		}
		if len(tokens.Access) != 32 || len(tokens.Refresh) != 32 || strings.Contains(tokens.Access, ".") {
			t.Errorf("access token %q, refresh token %q", tokens.Access, tokens.Refresh)
		}
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Pragma") != "no-cache" {
			t.Errorf("headers %v", a.Header)
		}
		for _, text := range []string{tokens.Access, tokens.Refresh} {
			if n := s.Count(t, `SELECT count(*) FROM tokens WHERE digest = $1`, text); n != 0 {
				t.Error("a token is stored in clear")
			}
		}
		without := s.Token(t, s.conf.Exchange(s.browser.Code(t, s.conf, "profile"))).Want(t, 200).Object(t)
		if members(without) != "access_token expires_at expires_in scope token_type" {
			t.Errorf("without openid and offline_access: %v", without)
		}
	})
}

// Every way to fail at the token endpoint with a code.
func TestTokenByCodeRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		code := func(a seed.App, changes ...string) string { return s.browser.Code(t, a, "openid", changes...) }
		other := strings.Repeat("b", 43)

		// What is refused before the code is spent leaves it good.
		unspent := code(s.conf)
		for _, c := range []struct {
			name    string
			form    url.Values
			headers []string
			status  int
			code    string
		}{
			{"RFC 6749 §5.2 no grant_type", s.conf.Exchange(unspent, "grant_type", ""), nil, 400, "invalid_request"},
			{"RFC 6749 §5.2 unknown grant_type", s.conf.Exchange(unspent, "grant_type", "password"), nil, 400, "unsupported_grant_type"},
			{"RFC 6749 §5.2 no client", s.conf.Exchange(unspent, "client_id", "", "client_secret", ""), nil, 401, "invalid_client"},
			{"RFC 6749 §5.2 unknown client", s.conf.Exchange(unspent, "client_id", "zz"), nil, 401, "invalid_client"},
			{"RFC 6749 §5.2 wrong secret", s.conf.Exchange(unspent, "client_secret", "bad"), nil, 401, "invalid_client"},
			{"RFC 6749 §5.2 confidential client without secret", s.conf.Exchange(unspent, "client_secret", ""), nil, 401, "invalid_client"},
			{"RFC 6749 §5.2 public client with a secret", s.public.Exchange(unspent, "client_secret", "x"), nil, 401, "invalid_client"},
			{"RFC 6749 §2.3 two methods", s.conf.Exchange(unspent), []string{"Authorization", basic(s.conf.Slug, s.conf.Secret)}, 400, "invalid_request"},
			{"RFC 6749 §2.3 credentials of another client_id", s.free.Exchange(unspent, "client_secret", ""), []string{"Authorization", basic(s.conf.Slug, s.conf.Secret)}, 401, "invalid_client"},
			{"RFC 6749 §2.3.1 Basic is no base64", s.conf.Exchange(unspent, "client_secret", ""), []string{"Authorization", "Basic ###"}, 401, "invalid_client"},
			{"RFC 6749 §2.3.1 Basic without colon", s.conf.Exchange(unspent, "client_secret", ""), []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("conf"))}, 401, "invalid_client"},
			{"RFC 6749 §4.1.3 no code", s.conf.Exchange("x", "code", ""), nil, 400, "invalid_request"},
			{"RFC 6749 §5.2 unknown code", s.conf.Exchange("zz"), nil, 400, "invalid_grant"},
			// conformance: fapi2/code
			{"RFC 6749 §5.2 code of another client", s.free.Exchange(unspent), nil, 400, "invalid_grant"},
			{"RFC 6749 §5.2 code of another client, public", s.public.Exchange(unspent), nil, 400, "invalid_grant"},
			{"RFC 8707 §2 unknown resource", s.conf.Exchange(unspent, "resource", "https://nobody.example"), nil, 400, "invalid_target"},
		} {
			t.Run(c.name, func(t *testing.T) {
				a := s.Token(t, c.form, c.headers...)
				refusedToken(t, a, c.status, c.code)
				challenged := a.Header.Get("WWW-Authenticate") != ""
				if basicTried := len(c.headers) > 0 && c.code == "invalid_client"; challenged != basicTried {
					t.Errorf("WWW-Authenticate %q", a.Header.Get("WWW-Authenticate"))
				}
			})
		}
		t.Run("RFC 6749 §3.2 repeated parameter", func(t *testing.T) {
			form := s.conf.Exchange(unspent)
			form["code"] = append(form["code"], unspent)
			refusedToken(t, s.Token(t, form), 400, "invalid_request")
		})
		t.Run("RFC 6749 §3.2 media types", func(t *testing.T) {
			b := s.Browser(t)
			form := s.conf.Exchange(unspent)
			for _, kind := range []string{"application/json", "text/plain", "multipart/form-data; boundary=x", ""} {
				refusedToken(t, b.Do(t, "POST", seed.TokenPath, kind, form.Encode()), 415, "invalid_request")
			}
			refusedToken(t, b.Do(t, "POST", seed.TokenPath, "application/x-www-form-urlencoded", "code=%zz"), 400, "invalid_request")
			refusedToken(t, b.Do(t, "POST", seed.TokenPath+"?"+form.Encode(), "application/x-www-form-urlencoded", ""), 400, "invalid_request")
			a := b.Get(t, seed.TokenPath+"?"+form.Encode())
			refusedToken(t, a, 405, "invalid_request")
			if a.Header.Get("Allow") != "POST" {
				t.Errorf("Allow %q", a.Header.Get("Allow"))
			}
		})
		t.Run("after all of these the code is good", func(t *testing.T) {
			b := s.Browser(t)
			b.Do(t, "POST", seed.TokenPath, "application/x-www-form-urlencoded; charset=UTF-8", s.conf.Exchange(unspent).Encode()).Want(t, 200)
		})

		// What is refused after the code was taken has spent it.
		for _, c := range []struct {
			name string
			code string
			app  seed.App
			form func(code string) url.Values
		}{
			{"RFC 6749 §4.1.3 other redirect_uri", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "redirect_uri", seed.Redirect+"2") }},
			{"RFC 6749 §4.1.3 no redirect_uri", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "redirect_uri", "") }},
			// conformance: fapi2/code-verifier
			{"RFC 7636 §4.6 wrong verifier", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "code_verifier", other) }},
			{"RFC 7636 §4.6 the challenge as verifier", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "code_verifier", seed.Challenge()) }},
			{"RFC 7636 §4.1 short verifier", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "code_verifier", "short") }},
			// conformance: fapi2/code-verifier
			{"RFC 7636 §4.6 no verifier", code(s.conf), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "code_verifier", "") }},
			{"RFC 7636 §4.6 no verifier, public", code(s.public), s.public, func(code string) url.Values { return s.public.Exchange(code, "code_verifier", "") }},
			{"RFC 9700 §4.8.2 verifier without challenge", code(s.free, "code_challenge", "", "code_challenge_method", ""), s.free, func(code string) url.Values { return s.free.Exchange(code) }},
			{"RFC 8707 §2.2 resource beyond the authorized", code(s.conf, "resource", seed.API), s.conf, func(code string) url.Values { return s.conf.Exchange(code, "resource", seed.OtherAPI) }},
		} {
			t.Run(c.name, func(t *testing.T) {
				want := "invalid_grant"
				if strings.HasPrefix(c.name, "RFC 8707") {
					want = "invalid_target"
				}
				refusedToken(t, s.Token(t, c.form(c.code)), 400, want)
				refusedToken(t, s.Token(t, c.app.Exchange(c.code)), 400, "invalid_grant")
			})
		}
		t.Run("without PKCE where it is not required", func(t *testing.T) {
			s.Token(t, s.free.Exchange(code(s.free, "code_challenge", "", "code_challenge_method", ""), "code_verifier", "")).Want(t, 200)
		})
		// conformance: fapi2/code
		t.Run("RFC 6749 §4.1.2 a code lives a minute", func(t *testing.T) {
			inTime, late := code(s.conf), code(s.conf)
			s.Advance(t, time.Minute-time.Millisecond)
			s.Token(t, s.conf.Exchange(inTime)).Want(t, 200)
			s.Advance(t, time.Millisecond)
			refusedToken(t, s.Token(t, s.conf.Exchange(late)), 400, "invalid_grant")
		})
		for name, later := range map[string]time.Duration{
			// conformance: basic/code-reuse
			"at once": 0,
			// conformance: fapi2/code
			"a second later": time.Second,
			// conformance: basic/code-reuse-30-seconds
			"half a minute later":            30 * time.Second,
			"after the code's time has gone": 2 * time.Minute,
		} {
			t.Run("RFC 6749 §4.1.2 a code used twice ends what it gave, "+name, func(t *testing.T) {
				text := s.browser.Code(t, s.conf, "openid offline_access")
				tokens := s.Token(t, s.conf.Exchange(text)).Tokens(t)
				s.Userinfo(t, tokens.Access).Want(t, 200)
				s.Advance(t, later)
				refusedToken(t, s.Token(t, s.conf.Exchange(text)), 400, "invalid_grant")
				s.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
				refusedToken(t, s.Token(t, s.conf.Refresh(tokens.Refresh)), 400, "invalid_grant")
			})
		}
		t.Run("a code used by another client ends nothing", func(t *testing.T) {
			text := s.browser.Code(t, s.conf, "openid")
			tokens := s.Token(t, s.conf.Exchange(text)).Tokens(t)
			refusedToken(t, s.Token(t, s.free.Exchange(text)), 400, "invalid_grant")
			s.Userinfo(t, tokens.Access).Want(t, 200)
		})
		t.Run("a code after sign-out", func(t *testing.T) {
			b := s.SignedIn(t, s.user)
			text := b.Code(t, s.conf, "openid offline_access")
			b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			refusedToken(t, s.Token(t, s.conf.Exchange(text)), 400, "invalid_grant")
		})
		t.Run("an application that was disabled", func(t *testing.T) {
			text, no, yes := code(s.conf), false, true
			s.Update(t, s.conf, application.Changes{IsActive: &no})
			refusedToken(t, s.Token(t, s.conf.Exchange(text)), 401, "invalid_client")
			refusedToken(t, s.Token(t, url.Values{"grant_type": {"client_credentials"}}, "Authorization", basic(s.conf.Slug, s.conf.Secret)), 401, "invalid_client")
			s.Update(t, s.conf, application.Changes{IsActive: &yes})
			s.Token(t, s.conf.Exchange(text)).Want(t, 200)
		})
		t.Run("access taken after the code, with and without openid", func(t *testing.T) {
			for _, scope := range []string{"openid", "profile"} {
				text := s.browser.Code(t, s.conf, scope)
				s.Revoke(t, s.conf, s.user)
				refusedToken(t, s.Token(t, s.conf.Exchange(text)), 400, "invalid_grant")
				s.Access(t, s.conf, s.user)
			}
		})
	})
}

// Basic credentials, percent-decoded as RFC 6749 §2.3.1 says and, as the
// original took them, raw (known-bugs 15).
func TestTokenBasic(t *testing.T) {
	s := openShop(t, sqlite(t))
	for name, header := range map[string]string{
		"raw":             basic(s.conf.Slug, s.conf.Secret),
		"percent-encoded": basic(strings.ReplaceAll(s.conf.Slug, "-", "%2D"), s.conf.Secret),
		"lower case":      strings.Replace(basic(s.conf.Slug, s.conf.Secret), "Basic", "basic", 1),
	} {
		form := s.conf.Exchange(s.browser.Code(t, s.conf, "openid"), "client_secret", "", "client_id", "")
		if a := s.Token(t, form, "Authorization", header); a.Status != 200 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		form = s.conf.Exchange(s.browser.Code(t, s.conf, "openid"), "client_secret", "")
		if a := s.Token(t, form, "Authorization", header); a.Status != 200 {
			t.Errorf("%s with client_id in the form: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestClientCredentials(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		form := func(a seed.App, changes ...string) url.Values {
			f := a.Authenticated(url.Values{"grant_type": {"client_credentials"}})
			for i := 0; i < len(changes); i += 2 {
				f.Add(changes[i], changes[i+1])
			}
			return f
		}
		a := s.Token(t, form(s.conf)).Want(t, 200)
		if o := a.Object(t); members(o) != "access_token expires_at expires_in scope token_type" || o["scope"] != "roles permissions features org" {
			t.Errorf("answered %s", a.Body)
		}
		if tokens := s.Token(t, form(s.conf, "scope", "roles")).Tokens(t); tokens.Scope != "roles" || tokens.ExpiresIn != 3600 {
			t.Errorf("narrower: %+v", tokens)
		}
		opaque := a.Tokens(t).Access
		s.Userinfo(t, opaque).Want(t, 401, "invalid_token")
		if o := s.Introspect(t, s.conf, opaque); members(o) != "active client_id exp iat iss scope token_type" || o["active"] != true {
			t.Errorf("introspection %v", o)
		}
		for name, c := range map[string]struct {
			form   url.Values
			status int
			code   string
		}{
			"RFC 6749 §4.4 public client":   {form(s.public), 400, "unauthorized_client"},
			"OIDC Core §3 openid":           {form(s.conf, "scope", "openid"), 400, "invalid_scope"},
			"RFC 6749 §5.2 unknown scope":   {form(s.conf, "scope", "roles nope"), 400, "invalid_scope"},
			"RFC 8707 §2 unknown resource":  {form(s.conf, "resource", "https://nobody.example"), 400, "invalid_target"},
			"RFC 6749 §5.2 wrong secret":    {form(seed.App{Application: s.conf.Application, Secret: "x"}), 401, "invalid_client"},
			"RFC 6749 §5.2 offline_access":  {form(s.conf, "scope", "offline_access"), 400, "invalid_scope"},
			"RFC 8707 §2 one of two is bad": {form(s.conf, "resource", seed.API, "resource", "https://nobody.example"), 400, "invalid_target"},
		} {
			t.Run(name, func(t *testing.T) { refusedToken(t, s.Token(t, c.form), c.status, c.code) })
		}
		jwt := s.Token(t, form(s.conf, "resource", seed.API, "scope", "roles")).Tokens(t).Access
		claims := verifiedJWT(t, s.World, jwt, jose.ES256, "at+jwt")
		if members(claims) != "aud azp client_id exp iat iss jti scope sub" || claims["sub"] != s.conf.Slug || claims["aud"] != seed.API || claims["scope"] != "roles" {
			t.Errorf("JWT of %v", claims)
		}
		two := s.Token(t, form(s.conf, "resource", seed.API, "resource", seed.OtherAPI)).Tokens(t).Access
		if aud := verifiedJWT(t, s.World, two, jose.ES256, "at+jwt")["aud"].([]any); len(aud) != 2 || aud[0] != seed.API || aud[1] != seed.OtherAPI {
			t.Errorf("aud %v", aud)
		}
		secret, err := s.Services.Applications.RotateSecret(t.Context(), seed.Console(), s.conf.ID, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		fresh := seed.App{Application: s.conf.Application, Secret: secret}
		s.Token(t, form(fresh)).Want(t, 200)
		s.Token(t, form(s.conf)).Want(t, 200)
		s.Advance(t, time.Hour)
		s.Token(t, form(fresh)).Want(t, 200)
		s.Token(t, form(s.conf)).Want(t, 401, "invalid_client")
	})
}
