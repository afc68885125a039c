package server_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// reachable is a user who can be written to and called.
func reachable(t *testing.T, w *seed.World) user.User {
	t.Helper()
	u, err := w.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{
		Name: "Ada Lovelace", Email: "ada@example.com", Password: seed.Password, Role: actor.RoleUser,
		Phone: "+33123456789", Address: "1 rue de Rome, Paris", Image: "https://img.example/a.png",
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// noNulls looks through an answer for what OpenID Connect Core §5.3.2 leaves out.
func noNulls(t *testing.T, where string, c map[string]any) {
	t.Helper()
	for name, value := range c {
		if text, err := json.Marshal(value); err != nil || string(text) == "null" || string(text) == `""` {
			t.Errorf("%s: %s is %s", where, name, text)
		}
	}
}

// What the scopes and the claims parameter reveal, and where.
//
// conformance: fapi2/claims-parameter
func TestClaimsByScopeAndName(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		ada := reachable(t, s.World)
		s.Access(t, s.conf, ada)
		b := s.SignedIn(t, ada)
		begin := func(scope, named string, changes ...string) (userinfo, idToken map[string]any, tokens seed.Tokens) {
			t.Helper()
			code := b.Code(t, s.conf, scope, append(changes, "claims", named)...)
			tokens = s.Token(t, s.conf.Exchange(code)).Tokens(t)
			userinfo = s.Userinfo(t, tokens.Access).Want(t, 200).Object(t)
			idToken = verifiedJWT(t, s.World, tokens.ID, jose.RS256, "")
			noNulls(t, "userinfo", userinfo)
			noNulls(t, "ID token", idToken)
			return userinfo, idToken, tokens
		}
		const always = "acr amr at_hash aud auth_time azp exp iat iss nonce sid sub"
		// conformance: basic/scopes
		t.Run("OpenID Connect Core 5.4: address and phone come from userinfo alone", func(t *testing.T) {
			for _, changes := range [][]string{nil, {"resource", seed.API}} {
				userinfo, id, tokens := begin("openid address phone", "", changes...)
				if members(userinfo) != "address phone_number phone_number_verified sub" || userinfo["phone_number_verified"] != false ||
					fmt.Sprint(userinfo["address"]) != "map[formatted:1 rue de Rome, Paris]" {
					t.Errorf("userinfo %v", userinfo)
				}
				if members(id) != always {
					t.Errorf("ID token of %s", members(id))
				}
				if o := s.Introspect(t, s.conf, tokens.Access); o["active"] != true || o["address"] != nil || o["phone_number"] != nil {
					t.Errorf("introspection %v", o)
				}
			}
		})
		t.Run("OpenID Connect Core 5.4: types", func(t *testing.T) {
			userinfo, _, _ := begin(everything+" address phone", "")
			_, number := userinfo["updated_at"].(float64)
			_, boolean := userinfo["email_verified"].(bool)
			if !number || !boolean || userinfo["updated_at"] != float64(ada.UpdatedAt.Unix()) {
				t.Errorf("userinfo %v", userinfo)
			}
		})
		// conformance: basic/claims-essential
		t.Run("OpenID Connect Core 5.5: a claim asked for in userinfo", func(t *testing.T) {
			userinfo, id, tokens := begin("openid", `{"userinfo":{"name":{"essential":true},"nope":null}}`)
			if members(userinfo) != "name sub" || userinfo["name"] != "Ada Lovelace" {
				t.Errorf("userinfo %v", userinfo)
			}
			if members(id) != always {
				t.Errorf("ID token of %s", members(id))
			}
			if o := s.Introspect(t, s.conf, tokens.Access); o["name"] != nil {
				t.Errorf("introspection %v", o)
			}
		})
		t.Run("OpenID Connect Core 5.5: claims asked for in the ID token", func(t *testing.T) {
			userinfo, id, tokens := begin("openid offline_access", `{"id_token":{"email":null,"phone_number":null,"roles":null,"auth_time":{"essential":true}}}`)
			want := "acr amr at_hash aud auth_time azp email exp iat iss nonce phone_number phone_number_verified roles sid sub"
			if members(userinfo) != "sub" || members(id) != want {
				t.Errorf("userinfo %v, ID token of %s", userinfo, members(id))
			}
			again := verifiedJWT(t, s.World, s.Token(t, s.conf.Refresh(tokens.Refresh)).Tokens(t).ID, jose.RS256, "")
			if again["email"] != "ada@example.com" {
				t.Errorf("after a refresh %v", again)
			}
		})
		t.Run("OpenID Connect Core 5.5: about the sign-in, in userinfo", func(t *testing.T) {
			userinfo, id, _ := begin("openid", `{"userinfo":{"auth_time":null,"acr":null,"amr":null,"sid":null}}`)
			if members(userinfo) != "acr amr auth_time sid sub" || userinfo["auth_time"] != id["auth_time"] || userinfo["sid"] != id["sid"] {
				t.Errorf("userinfo %v, ID token %v", userinfo, id)
			}
		})
		t.Run("acr of the request", func(t *testing.T) {
			code := b.Code(t, s.conf, "openid", "resource", seed.API)
			s.Exec(t, `UPDATE grants SET details = '{"acr":"urn:example:gold"}' WHERE user_id = $1`, ada.ID)
			tokens := s.Token(t, s.conf.Exchange(code)).Tokens(t)
			id, access := verifiedJWT(t, s.World, tokens.ID, jose.RS256, ""), verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")
			if id["acr"] != "urn:example:gold" || access["acr"] != "urn:example:gold" {
				t.Errorf("ID token %v, access token %v", id, access)
			}
		})
		t.Run("roles, permissions and features alike everywhere", func(t *testing.T) {
			for _, resource := range []string{"", seed.API} {
				code := b.Code(t, s.conf, "openid roles permissions features", "resource", resource)
				tokens := s.Token(t, s.conf.Exchange(code)).Tokens(t)
				places := map[string]map[string]any{
					"userinfo": s.Userinfo(t, tokens.Access).Want(t, 200).Object(t), "ID token": verifiedJWT(t, s.World, tokens.ID, jose.RS256, ""),
					"introspection": s.Introspect(t, s.conf, tokens.Access),
				}
				if resource != "" {
					places["access token"] = verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")
				}
				for place, c := range places {
					if got := fmt.Sprint(c["roles"], c["permissions"], c["features"]); got != "[user] [] map[]" {
						t.Errorf("%s tells %s", place, got)
					}
				}
			}
		})
	})
}

// OpenID Connect Core §8.
//
// conformance: OpenID Connect Core §8
func TestPairwise(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		pairwise := application.Client{SubjectType: application.SubjectPairwise}
		open := func(slug, redirect string) seed.App {
			a := s.Application(t, application.NewApplication{Slug: slug, SkipConsent: true, Client: pairwise, RedirectURIs: []string{redirect}})
			s.Access(t, a, s.user)
			return a
		}
		one, sibling, stranger := open("one", "https://a.example/one"), open("two", "https://a.example/two"), open("three", "https://b.example/cb")
		sub := func(a seed.App, resource string) any {
			t.Helper()
			tokens := s.Tokens(t, s.browser, a, "openid offline_access", "resource", resource)
			id := verifiedJWT(t, s.World, tokens.ID, jose.RS256, "")["sub"]
			places := map[string]any{
				"userinfo": s.Userinfo(t, tokens.Access).Want(t, 200).Object(t)["sub"], "introspection": s.Introspect(t, a, tokens.Access)["sub"],
				"refresh token": s.Introspect(t, a, tokens.Refresh)["sub"],
				"refreshed":     verifiedJWT(t, s.World, s.Token(t, a.Refresh(tokens.Refresh)).Tokens(t).ID, jose.RS256, "")["sub"],
			}
			if resource != "" {
				places["access token"] = verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")["sub"]
			}
			for place, got := range places {
				if got != id {
					t.Errorf("%s says %v, the ID token %v", place, got, id)
				}
			}
			return id
		}
		first := sub(one, "")
		if first == s.user.ID || len(first.(string)) != 43 {
			t.Errorf("sub %v", first)
		}
		if again := sub(one, seed.API); again != first {
			t.Errorf("then %v", again)
		}
		if other := sub(sibling, ""); other != first {
			t.Error("two clients of one host know different users")
		}
		if other := sub(stranger, ""); other == first {
			t.Error("clients of two hosts know the same user")
		}
		hint := s.Tokens(t, s.browser, one, "openid").ID
		if to := s.browser.Authorize(t, one.Request("openid", "prompt", "none", "id_token_hint", hint)).Location(t); to.Query().Get("code") == "" {
			t.Errorf("with the user's own ID token as hint: %s", to)
		}
		if to := s.browser.Authorize(t, one.Request("openid", "prompt", "none", "claims", `{"id_token":{"sub":{"value":"`+s.user.ID+`"}}}`)).Location(t); to.Query().Get("error") != "login_required" {
			t.Errorf("with the user's id for a name: %s", to)
		}
		own := s.Token(t, one.Authenticated(url.Values{"grant_type": {"client_credentials"}, "resource": {seed.API}})).Tokens(t).Access
		if got := verifiedJWT(t, s.World, own, jose.ES256, "at+jwt")["sub"]; got != one.Slug {
			t.Errorf("the client calls itself %v", got)
		}
	})
}

// OpenID Connect Core §5.3.2.
//
// conformance: dynamic/algorithms
func TestSignedUserinfo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		for _, alg := range []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA, jose.PS256} {
			settings := application.Client{UserinfoAlg: string(alg)}
			s.Update(t, s.conf, application.Changes{Client: &settings})
			tokens := s.Tokens(t, s.browser, s.conf, "openid email")
			b := s.Browser(t)
			for how, a := range map[string]seed.Answer{
				"GET":           s.Userinfo(t, tokens.Access),
				"POST":          b.Do(t, "POST", seed.UserinfoPath, "", "", "Authorization", "Bearer "+tokens.Access),
				"POST, in body": b.Form(t, seed.UserinfoPath, url.Values{"access_token": {tokens.Access}}),
				"JSON accepted": b.Get(t, seed.UserinfoPath, "Authorization", "Bearer "+tokens.Access, "Accept", "application/json"),
			} {
				a.Want(t, 200)
				if a.Header.Get("Content-Type") != "application/jwt" || a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s: headers %v", how, a.Header)
				}
				c := verifiedJWT(t, s.World, string(a.Body), alg, "")
				if members(c) != "aud email email_verified iss sub" || c["iss"] != s.URL || c["aud"] != s.conf.Slug || c["sub"] != s.user.ID {
					t.Errorf("%s: claims %v", how, c)
				}
			}
			b.Get(t, seed.UserinfoPath, "Authorization", "Bearer zz").Want(t, 401, "invalid_token")
		}
	})
}

// RFC 9701.
//
// conformance: RFC 9701 §5
func TestIntrospectionJWT(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		tokens := s.Tokens(t, s.browser, s.conf, "openid email")
		const media = "application/token-introspection+jwt"
		ask := func(token, accept string) seed.Answer {
			t.Helper()
			a := s.Browser(t).Form(t, seed.IntrospectPath, s.conf.Authenticated(url.Values{"token": {token}}), "Origin", "", "Accept", accept).Want(t, 200)
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", a.Header)
			}
			return a
		}
		wrapped := func(a seed.Answer, alg jose.SignatureAlgorithm) map[string]any {
			t.Helper()
			if a.Header.Get("Content-Type") != media {
				t.Fatalf("answered %s %s", a.Header.Get("Content-Type"), a.Body)
			}
			c := verifiedJWT(t, s.World, string(a.Body), alg, "token-introspection+jwt")
			if members(c) != "aud iat iss token_introspection" || c["iss"] != s.URL || c["aud"] != s.conf.Slug || c["iat"] != float64(s.Clock.Now().Unix()) {
				t.Errorf("claims %v", c)
			}
			return c["token_introspection"].(map[string]any)
		}
		plain := ask(tokens.Access, "application/json").Object(t)
		if got := wrapped(ask(tokens.Access, media), jose.RS256); fmt.Sprint(got) != fmt.Sprint(plain) {
			t.Errorf("signed %v, plain %v", got, plain)
		}
		if got := wrapped(ask("zz", media), jose.RS256); fmt.Sprint(got) != "map[active:false]" {
			t.Errorf("of a dead token %v", got)
		}
		for _, accept := range []string{"", "*/*"} {
			ask(tokens.Access, accept).Object(t)
		}
		settings := application.Client{IntrospectionAlg: "ES256"}
		s.Update(t, s.conf, application.Changes{Client: &settings})
		for _, accept := range []string{media, strings.ToUpper(media), "", "*/*"} {
			wrapped(ask(tokens.Access, accept), jose.ES256)
		}
		ask(tokens.Access, "application/json").Object(t)
		// An answer about a token is no token.
		text := string(ask(tokens.Access, media).Body)
		s.Userinfo(t, text).Want(t, 401, "invalid_token")
		if o := ask(text, "application/json").Object(t); o["active"] != false {
			t.Errorf("introspected %v", o)
		}
	})
}

// RFC 7009 for tokens that stand by their signature.
//
// conformance: RFC 7009 §2
func TestRevokeJWT(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		there := replica(t, s.World, d)
		own := func() string {
			return s.Token(t, s.conf.Authenticated(url.Values{"grant_type": {"client_credentials"}, "resource": {seed.API}})).Tokens(t).Access
		}
		revoke := func(a seed.App, token string) seed.Answer {
			t.Helper()
			return s.Browser(t).Form(t, seed.RevokePath, a.Authenticated(url.Values{"token": {token}}))
		}
		first, second := own(), own()
		revoke(s.free, first).Want(t, 200) // not its business
		look(t, there, first)
		if live, trips := look(t, there, first); !live || trips != 0 {
			t.Errorf("live %v after %d round trips", live, trips)
		}
		revoke(s.conf, first).Want(t, 200)
		revoke(s.conf, first).Want(t, 200)
		if o := s.Introspect(t, s.conf, first); fmt.Sprint(o) != "map[active:false]" {
			t.Errorf("revoked: %v", o)
		}
		poll(t, there)
		if live, _ := look(t, there, first); live {
			t.Error("it lives on elsewhere")
		}
		if o := s.Introspect(t, s.conf, second); o["active"] != true {
			t.Errorf("another one: %v", o)
		}
		// conformance: RFC 7009 §2.2.1
		t.Run("RFC 7009 2.2.1: an ID token is no kind of token to revoke", func(t *testing.T) {
			id := s.Tokens(t, s.browser, s.conf, "openid").ID
			revoke(s.conf, id).Want(t, 400, "unsupported_token_type")
			revoke(s.conf, id[:len(id)-8]+"AAAAAAAA").Want(t, 200)
		})
		t.Run("what was revoked is forgotten once it would have expired", func(t *testing.T) {
			s.Advance(t, 48*time.Hour)
			if err := s.Services.Grants.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := s.Count(t, `SELECT count(*) FROM revoked_jwts`); n != 0 {
				t.Errorf("%d rows", n)
			}
		})
	})
}
