package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

type listedKey struct {
	KID, Alg, State                          string
	CreatedAt, SignsAt, RetiredAt, ExpiresAt *time.Time
}

func listedKeys(t *testing.T, a seed.Answer) (list []listedKey, days int) {
	t.Helper()
	var body struct {
		Keys         []listedKey
		RotationDays int
	}
	a.Into(t, &body)
	return body.Keys, body.RotationDays
}

func publishedKIDs(t *testing.T, b *seed.Browser) map[string]bool {
	t.Helper()
	var set jose.JSONWebKeySet
	b.Get(t, "/api/auth/jwks").Want(t, 200).Into(t, &set)
	kids := map[string]bool{}
	for _, k := range set.Keys {
		kids[k.KeyID] = true
	}
	return kids
}

// An administrator rotates: the key set has the new key beside the old one.
//
// conformance: dynamic/rotate-keys
func TestAdminRotatesKeys(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		root := w.SignedIn(t, w.Admin(t))
		first, days := listedKeys(t, root.Get(t, "/api/admin/keys").Want(t, 200))
		if len(first) != 4 || days != 90 {
			t.Fatalf("%d keys, every %d days", len(first), days)
		}
		before := publishedKIDs(t, root)
		answer := root.Post(t, "/api/admin/keys/rotate", map[string]any{"algs": []string{"RS256", "RS256"}}).Want(t, 200)
		if strings.Contains(string(answer.Body), `"d"`) || strings.Contains(string(answer.Body), "sealed") {
			t.Errorf("private parts are told: %s", answer.Body)
		}
		second, _ := listedKeys(t, answer)
		after := publishedKIDs(t, root)
		if len(second) != 5 || len(after) != 5 {
			t.Fatalf("%d keys listed, %d published", len(second), len(after))
		}
		for kid := range before {
			if !after[kid] {
				t.Errorf("%s is published no longer", kid)
			}
		}
		for _, k := range second {
			wantState, wantRetired := "signing", k.Alg == "RS256"
			if !before[k.KID] {
				wantState, wantRetired = "published", false
			}
			if k.State != wantState || (k.RetiredAt != nil) != wantRetired || (k.ExpiresAt != nil) != wantRetired {
				t.Errorf("%+v", k)
			}
		}
		root.Do(t, "POST", "/api/admin/keys/rotate", "", "").Want(t, 200) // everything, as no body says otherwise
		if n := len(publishedKIDs(t, root)); n != 9 {
			t.Errorf("%d keys", n)
		}
		w.Advance(t, keys.PublishAhead)
		retired := 0
		third, _ := listedKeys(t, root.Get(t, "/api/admin/keys").Want(t, 200))
		for _, k := range third {
			if k.State == "retired" {
				retired++
			}
		}
		if retired != 5 { // the four first ones and the one that never came to sign
			t.Errorf("%d keys are retired", retired)
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'signing_key.rotated' AND actor_kind = 'user'`); n != 5 {
			t.Errorf("%d rotations are in the audit trail", n)
		}
	})
}

// At once is for a stolen key: what it signed dies with it.
func TestAdminWithdrawsKeys(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf", SkipConsent: true, AllowedScopes: []string{"openid"}})
		w.Access(t, app, u)
		browser := w.SignedIn(t, u)
		tokens := w.Tokens(t, browser, app, "openid", "resource", seed.API)
		if active := w.Introspect(t, app, tokens.Access)["active"]; active != true {
			t.Fatalf("active %v", active)
		}
		root := w.SignedIn(t, w.Admin(t))
		before := publishedKIDs(t, root)
		root.Post(t, "/api/admin/keys/rotate", map[string]any{"atOnce": true}).Want(t, 200)
		for kid := range publishedKIDs(t, root) {
			if before[kid] {
				t.Errorf("%s is still published", kid)
			}
		}
		if active := w.Introspect(t, app, tokens.Access)["active"]; active != false {
			t.Error("a token of a withdrawn key is active")
		}
		fresh := w.Tokens(t, browser, app, "openid", "resource", seed.API)
		if active := w.Introspect(t, app, fresh.Access)["active"]; active != true {
			t.Error("the new key's tokens are worth nothing")
		}
	})
}

func TestKeysAreForAdministrators(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		user := w.SignedIn(t, w.User(t, "Olive", "oa@example.com"))
		before := publishedKIDs(t, user)
		user.Get(t, "/api/admin/keys").Want(t, 403, "AUTH_001")
		user.Post(t, "/api/admin/keys/rotate", map[string]any{"atOnce": true}).Want(t, 403, "AUTH_001")
		w.Browser(t).Post(t, "/api/admin/keys/rotate", map[string]any{"atOnce": true}).Want(t, 401)
		root := w.SignedIn(t, w.Admin(t))
		for _, body := range []map[string]any{{"algs": []string{}}, {"algs": []string{"none"}}, {"algs": []string{"HS256"}}, {"algs": "RS256"}, {"atOnce": "yes"}} {
			root.Post(t, "/api/admin/keys/rotate", body).Want(t, 400, "KEY_001")
		}
		after := publishedKIDs(t, user)
		if len(after) != len(before) {
			t.Errorf("%d keys became %d", len(before), len(after))
		}
	})
}

// A key is published for longer than anything it signed is good for.
func TestKeysOutliveTokens(t *testing.T) {
	for name, life := range map[string]time.Duration{"access token": grant.AccessLife, "JWT for an API": resource.MaxTokenLife, "session, as a hint": session.Life} {
		if keys.KeepAfter <= life {
			t.Errorf("a retired key is published for %v, and a %s lives %v", keys.KeepAfter, name, life)
		}
	}
}
