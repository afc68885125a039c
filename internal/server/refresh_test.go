package server_test

import (
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const offline = "openid profile offline_access"

// RFC 6749 §6, RFC 9700 §4.14.2.
func TestRefresh(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		begin := func(a seed.App) seed.Tokens {
			t.Helper()
			return s.Tokens(t, s.browser, a, offline)
		}
		t.Run("rotation", func(t *testing.T) {
			first := begin(s.conf)
			s.Advance(t, time.Minute)
			second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			if second.Refresh == first.Refresh || second.Refresh == "" || second.Access == first.Access || second.Scope != offline {
				t.Errorf("first %+v, second %+v", first, second)
			}
			old, fresh := verifiedJWT(t, s.World, first.ID, "RS256", ""), verifiedJWT(t, s.World, second.ID, "RS256", "")
			if fresh["auth_time"] != old["auth_time"] || fresh["sub"] != old["sub"] || fresh["nonce"] != nil || fresh["iat"] == old["iat"] {
				t.Errorf("ID tokens %v and %v", old, fresh)
			}
			s.Userinfo(t, first.Access).Want(t, 200)
			s.Userinfo(t, second.Access).Want(t, 200)
		})
		t.Run("reuse ends the family and no other", func(t *testing.T) {
			for _, a := range []seed.App{s.conf, s.public} {
				first, unrelated := begin(a), begin(a)
				second := s.Token(t, a.Refresh(first.Refresh)).Tokens(t)
				refusedToken(t, s.Token(t, a.Refresh(first.Refresh)), 400, "invalid_grant")
				refusedToken(t, s.Token(t, a.Refresh(second.Refresh)), 400, "invalid_grant")
				for _, dead := range []string{first.Access, second.Access} {
					s.Userinfo(t, dead).Want(t, 401, "invalid_token")
				}
				s.Userinfo(t, unrelated.Access).Want(t, 200)
				s.Token(t, a.Refresh(unrelated.Refresh)).Want(t, 200)
			}
		})
		t.Run("narrower scope keeps rotating and keeps the grant", func(t *testing.T) {
			first := begin(s.conf)
			narrow := s.Token(t, s.conf.Refresh(first.Refresh, "scope", "profile")).Tokens(t)
			if narrow.Scope != "profile" || narrow.ID != "" || narrow.Refresh == "" {
				t.Fatalf("narrowed %+v", narrow)
			}
			s.Userinfo(t, narrow.Access).Want(t, 403, "insufficient_scope")
			wide := s.Token(t, s.conf.Refresh(narrow.Refresh)).Tokens(t)
			if wide.Scope != offline || wide.ID == "" {
				t.Errorf("then %+v", wide)
			}
			refusedToken(t, s.Token(t, s.conf.Refresh(narrow.Refresh)), 400, "invalid_grant")
			s.Userinfo(t, wide.Access).Want(t, 401, "invalid_token")
		})
		t.Run("refusals leave the token unspent", func(t *testing.T) {
			first := begin(s.conf)
			for name, c := range map[string]struct {
				answer seed.Answer
				status int
				code   string
			}{
				"RFC 6749 §6 no token":        {s.Token(t, s.conf.Refresh("")), 400, "invalid_request"},
				"RFC 6749 §6 unknown token":   {s.Token(t, s.conf.Refresh("zz")), 400, "invalid_grant"},
				"RFC 6749 §6 access token":    {s.Token(t, s.conf.Refresh(first.Access)), 400, "invalid_grant"},
				"RFC 6749 §6 other client":    {s.Token(t, s.free.Refresh(first.Refresh)), 400, "invalid_grant"},
				"RFC 6749 §6 wrong secret":    {s.Token(t, s.conf.Refresh(first.Refresh, "client_secret", "x")), 401, "invalid_client"},
				"RFC 6749 §6 wider scope":     {s.Token(t, s.conf.Refresh(first.Refresh, "scope", "openid email")), 400, "invalid_scope"},
				"RFC 8707 §2 unknown target":  {s.Token(t, s.conf.Refresh(first.Refresh, "resource", "https://nobody.example")), 400, "invalid_target"},
				"RFC 6749 §6 token elsewhere": {s.Token(t, s.public.Refresh(first.Refresh)), 400, "invalid_grant"},
			} {
				t.Run(name, func(t *testing.T) { refusedToken(t, c.answer, c.status, c.code) })
			}
			s.Token(t, s.conf.Refresh(first.Refresh)).Want(t, 200)
		})
		t.Run("after sign-out", func(t *testing.T) {
			b := s.SignedIn(t, s.user)
			offlineTokens := s.Tokens(t, b, s.conf, offline)
			bound := s.Tokens(t, b, s.conf, "openid profile")
			boundJWT := s.Tokens(t, b, s.conf, "openid profile", "resource", seed.API)
			s.Userinfo(t, bound.Access).Want(t, 200)
			s.Userinfo(t, boundJWT.Access).Want(t, 200)
			b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			s.Userinfo(t, bound.Access).Want(t, 401, "invalid_token")
			s.Userinfo(t, boundJWT.Access).Want(t, 401, "invalid_token")
			s.Userinfo(t, offlineTokens.Access).Want(t, 200)
			s.Token(t, s.conf.Refresh(offlineTokens.Refresh)).Want(t, 200)
			if o := s.Introspect(t, s.conf, offlineTokens.Access); o["active"] != true || o["sid"] != nil {
				t.Errorf("introspection after sign-out %v", o)
			}
		})
		t.Run("access tokens live an hour, refresh tokens thirty days", func(t *testing.T) {
			first := begin(s.conf)
			s.Advance(t, time.Hour-time.Second)
			s.Userinfo(t, first.Access).Want(t, 200)
			s.Advance(t, time.Second)
			s.Userinfo(t, first.Access).Want(t, 401, "invalid_token")
			s.Advance(t, 30*24*time.Hour-time.Hour-time.Second)
			second := s.Token(t, s.conf.Refresh(first.Refresh)).Tokens(t)
			s.Advance(t, 30*24*time.Hour)
			refusedToken(t, s.Token(t, s.conf.Refresh(second.Refresh)), 400, "invalid_grant")
			s.browser = s.SignedIn(t, s.user)
		})
		t.Run("a scope the application lost is not issued again", func(t *testing.T) {
			first := begin(s.free)
			s.Update(t, s.free, application.Changes{AllowedScopes: &[]string{"openid", "offline_access"}})
			if second := s.Token(t, s.free.Refresh(first.Refresh)).Tokens(t); second.Scope != "openid offline_access" {
				t.Errorf("scope %q", second.Scope)
			}
		})
		t.Run("access taken away", func(t *testing.T) {
			first := begin(s.conf)
			s.Revoke(t, s.conf, s.user)
			s.Userinfo(t, first.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
			s.Access(t, s.conf, s.user) // who is let in again starts anew
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
		})
		t.Run("user deleted", func(t *testing.T) {
			gone := s.User(t, "Gone", "gone@example.com")
			s.Access(t, s.conf, gone)
			tokens := s.Tokens(t, s.SignedIn(t, gone), s.conf, offline)
			s.Exec(t, `DELETE FROM users WHERE id = $1`, gone.ID)
			s.Forget(t, "user", gone.ID)
			s.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, s.conf.Refresh(tokens.Refresh)), 400, "invalid_grant")
		})
		t.Run("banned", func(t *testing.T) {
			first := begin(s.conf)
			jwt := s.Tokens(t, s.browser, s.conf, offline, "resource", seed.API)
			s.Ban(t, s.user.ID)
			s.Userinfo(t, first.Access).Want(t, 401, "invalid_token")
			s.Userinfo(t, jwt.Access).Want(t, 401, "invalid_token")
			if o := s.Introspect(t, s.conf, first.Access); o["active"] != false || len(o) != 1 {
				t.Errorf("introspection %v", o)
			}
			refusedToken(t, s.Token(t, s.conf.Refresh(first.Refresh)), 400, "invalid_grant")
		})
	})
}
