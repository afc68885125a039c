package server_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const everything = "openid profile email offline_access roles permissions features"

// about are the claims that speak of the user, as one text.
func about(claims map[string]any) string {
	only := map[string]any{}
	for _, name := range []string{
		"sub", "name", "given_name", "family_name", "picture", "email", "email_verified", "updated_at", "roles", "permissions", "features", "org_id", "org_slug", "org_roles",
	} {
		if v, ok := claims[name]; ok {
			only[name] = v
		}
	}
	text, _ := json.Marshal(only) // maps of decoded JSON always marshal
	return string(text)
}

// Roles unite (known-bugs 10), and every token and endpoint tells the same
// (known-bugs 11).
func TestClaimsAreTheSameEverywhere(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		root := s.SignedIn(t, s.Superadmin(t))
		base := "/api/admin/applications/" + s.conf.ID
		create := func(path string, body map[string]any, member string) string {
			t.Helper()
			return root.Post(t, base+path, body).Want(t, 201).Object(t)[member].(map[string]any)["id"].(string)
		}
		editor := create("/roles", map[string]any{"name": "editor"}, "role")
		auditor := create("/roles", map[string]any{"name": "auditor"}, "role")
		for _, p := range []struct{ resource, action, role string }{
			{"docs", "write", editor}, {"docs", "read", editor}, {"docs", "read", auditor}, {"logs", "read", auditor},
		} {
			id := ""
			answer := root.Post(t, base+"/permissions", map[string]any{"resource": p.resource, "action": p.action})
			if answer.Status == 409 {
				var list struct{ Permissions []map[string]any }
				root.Get(t, base+"/permissions").Want(t, 200).Into(t, &list)
				for _, known := range list.Permissions {
					if known["resource"] == p.resource && known["action"] == p.action {
						id = known["id"].(string)
					}
				}
			} else {
				id = answer.Want(t, 201).Object(t)["permission"].(map[string]any)["id"].(string)
			}
			root.Post(t, base+"/roles/"+p.role+"/permissions", map[string]any{"permissionId": id}).Want(t, 201)
		}
		for _, role := range []string{editor, auditor} {
			root.Post(t, base+"/users/"+s.user.ID+"/roles/"+role, nil).Want(t, 201)
		}
		s.Exec(t, `UPDATE plans SET features = $2 WHERE application_id = $1`, s.conf.ID, `{"seats":5,"beta":true}`)

		want := fmt.Sprintf(`{"email":"oa@example.com","email_verified":false,"family_name":"Auth","features":{"beta":true,"seats":5},"given_name":"Olive Anne",`+
			`"name":"Olive Anne Auth","permissions":["docs","docs.write","logs"],"roles":["auditor","editor","user"],"sub":%q,"updated_at":1795420800}`, s.user.ID)
		opaque := s.Tokens(t, s.browser, s.conf, everything)
		jwt := s.Tokens(t, s.browser, s.conf, everything, "resource", seed.API)
		for name, claims := range map[string]map[string]any{
			"ID token":                 verifiedJWT(t, s.World, opaque.ID, jose.RS256, ""),
			"JWT access token":         verifiedJWT(t, s.World, jwt.Access, jose.ES256, "at+jwt"),
			"userinfo by opaque token": s.Userinfo(t, opaque.Access).Want(t, 200).Object(t),
			"userinfo by JWT":          s.Userinfo(t, jwt.Access).Want(t, 200).Object(t),
			"introspection of opaque":  s.Introspect(t, s.conf, opaque.Access),
			"introspection of JWT":     s.Introspect(t, s.conf, jwt.Access),
		} {
			if got := about(claims); got != want {
				t.Errorf("%s tells\n%s, want\n%s", name, got, want)
			}
		}
		t.Run("scopes reveal", func(t *testing.T) {
			for scope, want := range map[string]string{
				"openid":             "sub",
				"openid profile":     "family_name given_name name sub updated_at",
				"openid email":       "email email_verified sub",
				"openid roles":       "roles sub",
				"openid permissions": "permissions sub",
				"openid features":    "features sub",
			} {
				if got := members(s.Userinfo(t, s.Tokens(t, s.browser, s.conf, scope).Access).Want(t, 200).Object(t)); got != want {
					t.Errorf("%s reveals %s", scope, got)
				}
			}
		})
		t.Run("a change counts at once", func(t *testing.T) {
			root.Do(t, "DELETE", base+"/users/"+s.user.ID+"/roles/"+auditor, "", "").Want(t, 204)
			if got := s.Userinfo(t, opaque.Access).Object(t); fmt.Sprint(got["roles"], got["permissions"]) != "[editor user] [docs docs.write]" {
				t.Errorf("userinfo %v", got)
			}
			fresh := s.Token(t, s.conf.Refresh(opaque.Refresh)).Tokens(t)
			if got := verifiedJWT(t, s.World, fresh.ID, jose.RS256, ""); fmt.Sprint(got["roles"]) != "[editor user]" {
				t.Errorf("the refreshed ID token holds %v", got["roles"])
			}
		})
		t.Run("no role, no plan", func(t *testing.T) {
			administrator := s.Admin(t)
			got := s.Userinfo(t, s.Tokens(t, s.SignedIn(t, administrator), s.conf, everything).Access).Want(t, 200).Object(t)
			if fmt.Sprint(got["roles"], got["permissions"], got["features"]) != "[] [] map[]" {
				t.Errorf("userinfo %v", got)
			}
		})
	})
}

// OpenID Connect Core §2 and RFC 9068 §2.2.
func TestTokensHold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		now := float64(s.Clock.Now().Unix())
		tokens := s.Tokens(t, s.browser, s.conf, everything, "resource", seed.API)
		id := verifiedJWT(t, s.World, tokens.ID, jose.RS256, "")
		want := "acr amr at_hash aud auth_time azp email email_verified exp family_name features given_name iat iss name nonce permissions roles sid sub updated_at"
		if members(id) != want {
			t.Errorf("ID token of %s, want %s", members(id), want)
		}
		if id["iss"] != s.URL || id["aud"] != s.conf.Slug || id["azp"] != s.conf.Slug || id["nonce"] != "n0nce" || id["iat"] != now || id["exp"] != now+3600 || id["auth_time"] != now {
			t.Errorf("ID token %v", id)
		}
		if id["at_hash"] != keys.HalfHash("RS256", tokens.Access) || fmt.Sprint(id["amr"]) != "[pwd]" {
			t.Errorf("ID token %v", id)
		}
		access := verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")
		want = "acr amr aud auth_time azp client_id email email_verified exp family_name features given_name grant_id iat iss jti name permissions roles scope sid sub updated_at"
		if members(access) != want {
			t.Errorf("JWT access token of %s, want %s", members(access), want)
		}
		if fmt.Sprint(access["aud"]) != "["+seed.API+" "+s.URL+seed.UserinfoPath+"]" || access["client_id"] != s.conf.Slug || access["exp"] != now+3600 {
			t.Errorf("JWT access token %v", access)
		}
		plain := s.Tokens(t, s.browser, s.conf, "profile", "resource", seed.API)
		if got := verifiedJWT(t, s.World, plain.Access, jose.ES256, "at+jwt"); got["aud"] != seed.API {
			t.Errorf("without openid the audience is %v", got["aud"])
		}
		for _, alg := range []string{"ES256", "EdDSA", "PS256"} {
			s.Update(t, s.conf, application.Changes{IDTokenAlg: &alg})
			tokens := s.Tokens(t, s.browser, s.conf, "openid")
			if got := verifiedJWT(t, s.World, tokens.ID, jose.SignatureAlgorithm(alg), ""); got["at_hash"] != keys.HalfHash(alg, tokens.Access) {
				t.Errorf("%s: at_hash %v", alg, got["at_hash"])
			}
		}
		t.Run("keys rotate", func(t *testing.T) {
			if err := s.Services.Keys.Rotate(t.Context(), seed.Console(), false, keys.Algorithms()...); err != nil {
				t.Fatal(err)
			}
			if ahead := s.Tokens(t, s.browser, s.conf, "openid", "resource", seed.API); kid(t, ahead.Access) != kid(t, tokens.Access) {
				t.Error("a key signs before clients can know it")
			}
			s.Advance(t, keys.PublishAhead)
			verifiedJWT(t, s.World, tokens.ID, jose.RS256, "")
			s.Userinfo(t, tokens.Access).Want(t, 200)
			fresh := s.Tokens(t, s.browser, s.conf, "openid", "resource", seed.API)
			verifiedJWT(t, s.World, fresh.Access, jose.ES256, "at+jwt")
			if kid(t, fresh.Access) == kid(t, tokens.Access) {
				t.Error("the old key still signs")
			}
			if err := s.Services.Keys.Rotate(t.Context(), seed.Console(), true, keys.ES256); err != nil {
				t.Fatal(err)
			}
			s.Userinfo(t, fresh.Access).Want(t, 401, "invalid_token") // signed by a key that others may know
		})
	})
}

func kid(t *testing.T, text string) string {
	t.Helper()
	jws, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	return jws.Signatures[0].Protected.KeyID
}

func TestUserinfoIntrospectRevoke(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		b := s.Browser(t)
		begin := func(changes ...string) seed.Tokens {
			t.Helper()
			return s.Tokens(t, s.browser, s.conf, everything, changes...)
		}
		opaque, jwt := begin(), begin("resource", seed.API)
		noOpenID := s.Tokens(t, s.browser, s.conf, "profile", "resource", seed.API)
		sessionJWT := s.browser.Get(t, sessionPath).Header.Get("Set-Auth-Jwt")
		tampered := jwt.Access[:len(jwt.Access)-10] + "AAAAAAAAAA"

		t.Run("RFC 6750 §2 how a token is shown", func(t *testing.T) {
			b.Get(t, seed.UserinfoPath, "Authorization", opaque.Access).Want(t, 200)
			b.Get(t, seed.UserinfoPath, "Authorization", "bearer "+opaque.Access).Want(t, 200)
			b.Form(t, seed.UserinfoPath, url.Values{"access_token": {opaque.Access}}).Want(t, 200)
			b.Do(t, "POST", seed.UserinfoPath, "", "", "Authorization", "Bearer "+opaque.Access).Want(t, 200)
			b.Form(t, seed.UserinfoPath, url.Values{"access_token": {opaque.Access}}, "Authorization", "Bearer "+opaque.Access).Want(t, 400, "invalid_request")
			b.Get(t, seed.UserinfoPath+"?access_token="+opaque.Access).Want(t, 401, "invalid_request")
			a := b.Get(t, seed.UserinfoPath).Want(t, 401, "invalid_request")
			if a.Header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
			b.Get(t, seed.UserinfoPath, "Authorization", "Basic "+opaque.Access).Want(t, 401)
		})
		for name, c := range map[string]struct {
			token  string
			status int
			code   string
		}{
			"unknown":                {"zz", 401, "invalid_token"},
			"refresh token":          {opaque.Refresh, 401, "invalid_token"},
			"ID token":               {opaque.ID, 401, "invalid_token"},
			"session JWT":            {sessionJWT, 401, "invalid_token"},
			"tampered JWT":           {tampered, 401, "invalid_token"},
			"JWT without openid":     {noOpenID.Access, 403, "insufficient_scope"},
			"unsigned JWT":           {"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.", 401, "invalid_token"},
			"three dots":             {"a.b.c", 401, "invalid_token"},
			"HMAC with the public …": {"eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.AAAA", 401, "invalid_token"},
		} {
			t.Run("userinfo: "+name, func(t *testing.T) {
				a := s.Userinfo(t, c.token).Want(t, c.status, c.code)
				if a.Header.Get("WWW-Authenticate") == "" || a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("headers %v", a.Header)
				}
			})
		}
		t.Run("introspection", func(t *testing.T) {
			for name, token := range map[string]string{
				"unknown": "zz", "ID token": opaque.ID, "session JWT": sessionJWT, "tampered JWT": tampered, "empty JWT": "..",
			} {
				if o := s.Introspect(t, s.conf, token); fmt.Sprint(o) != "map[active:false]" {
					t.Errorf("%s: %v", name, o)
				}
			}
			if o := s.Introspect(t, s.free, opaque.Access); fmt.Sprint(o) != "map[active:false]" {
				t.Errorf("another client's token: %v", o)
			}
			o := s.Introspect(t, s.conf, opaque.Access)
			if o["active"] != true || o["iss"] != s.URL || o["client_id"] != s.conf.Slug || o["sub"] != s.user.ID || o["scope"] != everything || o["sid"] == nil || o["token_type"] != "Bearer" {
				t.Errorf("opaque: %v", o)
			}
			if o := s.Introspect(t, s.conf, opaque.Refresh); members(o) != "active client_id exp iat iss scope sid sub" {
				t.Errorf("refresh token: %v", o)
			}
			form := url.Values{"token": {opaque.Access}, "token_type_hint": {"refresh_token"}}
			if o := b.Form(t, seed.IntrospectPath, form, "Authorization", basic(s.conf.Slug, s.conf.Secret)).Want(t, 200).Object(t); o["active"] != true {
				t.Errorf("with the wrong hint: %v", o)
			}
			b.Form(t, seed.IntrospectPath, form).Want(t, 401, "invalid_client")
			b.Form(t, seed.IntrospectPath, s.public.Authenticated(form)).Want(t, 401, "invalid_client")
			b.Form(t, seed.IntrospectPath, s.conf.Authenticated(url.Values{})).Want(t, 400, "invalid_request")
			b.Post(t, seed.IntrospectPath, map[string]string{"token": "x"}).Want(t, 415)
		})
		t.Run("revocation", func(t *testing.T) {
			revoke := func(a seed.App, token string) {
				t.Helper()
				if answer := b.Form(t, seed.RevokePath, a.Authenticated(url.Values{"token": {token}})).Want(t, 200); len(answer.Body) != 0 {
					t.Errorf("answered %s", answer.Body)
				}
			}
			revoke(s.conf, "zz")
			revoke(s.conf, "a.b.c")
			revoke(s.free, opaque.Access)
			revoke(s.free, opaque.Refresh)
			revoke(s.free, jwt.Access)
			s.Userinfo(t, opaque.Access).Want(t, 200)
			s.Userinfo(t, jwt.Access).Want(t, 200)

			revoke(s.conf, opaque.Access)
			s.Userinfo(t, opaque.Access).Want(t, 401, "invalid_token")
			next := s.Token(t, s.conf.Refresh(opaque.Refresh)).Tokens(t)
			revoke(s.conf, next.Refresh)
			s.Userinfo(t, next.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, s.conf.Refresh(next.Refresh)), 400, "invalid_grant")

			revoke(s.conf, jwt.Access)
			s.Userinfo(t, jwt.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, s.conf.Refresh(jwt.Refresh)), 400, "invalid_grant")

			public := s.Tokens(t, s.browser, s.public, "openid")
			revoke(s.public, public.Access)
			s.Userinfo(t, public.Access).Want(t, 401, "invalid_token")
			b.Form(t, seed.RevokePath, url.Values{"token": {"zz"}}).Want(t, 401, "invalid_client")
			b.Form(t, seed.RevokePath, s.conf.Authenticated(url.Values{})).Want(t, 400, "invalid_request")
			b.Form(t, seed.RevokePath, url.Values{"client_id": {s.conf.Slug}, "client_secret": {"x"}, "token": {"zz"}}).Want(t, 401, "invalid_client")
		})
	})
}
