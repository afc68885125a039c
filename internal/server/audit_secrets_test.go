package server_test

import (
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Known secrets of a journey through the whole service: none of them is in the
// trail, nor the digest of one.
func TestNoSecretIsInTheAuditTrail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		_, root := made(t, w, "Root", "superadmin")
		secrets := map[string]string{"password": seed.Password, "secret of the service": seed.Secret}
		keep := func(name, value string) string {
			t.Helper()
			if value == "" {
				t.Fatalf("%s: nothing to look for", name)
			}
			secrets[name] = value
			return value
		}
		member := func(a seed.Answer, name string) string {
			t.Helper()
			text, _ := a.Object(t)[name].(string)
			return keep(name, text)
		}

		// Accounts: sign-up, wrong and changed passwords, reset by mail.
		b := w.Browser(t)
		keep("token of the sign-up", member(b.Post(t, "/api/auth/sign-up/email", map[string]any{"name": "Olive", "email": "olive@example.com", "password": keep("first password", "F1rst-passphrase")}).Want(t, 200), "token"))
		b.Post(t, signInPath, map[string]any{"email": "olive@example.com", "password": keep("wrong password", "Wr0ng-passphrase")}).Want(t, 401)
		b.Post(t, "/api/auth/change-password", map[string]any{"currentPassword": secrets["first password"], "newPassword": seed.Password}).Want(t, 200)
		token := keep("token of the reset", resetToken(t, w, "olive@example.com"))
		b.Post(t, "/api/auth/reset-password", map[string]any{"token": token, "newPassword": keep("third password", "Th1rd-passphrase")}).Want(t, 200)
		u, err := w.Services.Users.ByEmail(t.Context(), "olive@example.com")
		if err != nil {
			t.Fatal(err)
		}
		root.Post(t, adminPath+"set-user-password", map[string]any{"userId": u.ID, "newPassword": seed.Password}).Want(t, 200)
		root.Post(t, adminPath+"update-user", map[string]any{"userId": u.ID, "data": map[string]any{"name": "Olive Oyl", "phone": "+1"}}).Want(t, 200)
		b = w.Browser(t)
		signIn(t, b, u)
		keep("cookie", b.Cookie(t, "better-auth.session_token"))

		// Factors.
		phone := enrol(t, w, b)
		keep("secret of the app", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(phone.key))
		keep("secret of the app in hexadecimal", hex.EncodeToString(phone.key))
		for i, code := range phone.backup {
			keep("backup code "+string(rune('a'+i)), code)
		}
		p := pending(t, w, u)
		p.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.wrong()}).Want(t, 401)
		p.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0]}).Want(t, 200)

		// Applications, their secrets, roles and plans.
		answer := root.Post(t, "/api/admin/applications", map[string]any{
			"name": "Notes", "slug": "notes", "allowedScopes": application.Scopes(), "redirectUris": []string{seed.Redirect},
		}).Want(t, 201)
		var created struct {
			Application  struct{ ID string }
			ClientSecret string
		}
		answer.Into(t, &created)
		if created.ClientSecret == "" {
			t.Fatalf("no secret in %s", answer.Body)
		}
		keep("client secret", created.ClientSecret)
		one := "/api/admin/applications/" + created.Application.ID
		root.JSON(t, "PATCH", one, map[string]any{"name": "Notes 2", "skipConsent": true}).Want(t, 200)
		rotated := root.Post(t, one+"/rotate-secret", map[string]any{"graceSeconds": 60}).Want(t, 200)
		for name, value := range rotated.Object(t) {
			if text, ok := value.(string); ok && strings.Contains(strings.ToLower(name), "secret") {
				keep("rotated secret", text)
			}
		}
		role := idOf(t, root.Post(t, one+"/roles", map[string]any{"name": "editor"}).Want(t, 201), "role")
		root.JSON(t, "PATCH", one+"/roles/"+role, map[string]any{"description": "Writes"}).Want(t, 200)
		root.Post(t, one+"/users", map[string]any{"userId": u.ID}).Want(t, 201)
		root.JSON(t, "PATCH", one+"/users/"+u.ID, map[string]any{"roleId": role}).Want(t, 200)
		initial := root.Post(t, "/api/admin/registration-tokens", map[string]any{"name": "one", "uses": 1, "expiresInSeconds": 60}).Want(t, 201)
		member(initial, "value")

		// Codes and tokens.
		app, err := w.Services.Applications.ByID(t.Context(), created.Application.ID)
		if err != nil {
			t.Fatal(err)
		}
		client := seed.App{Application: app, Secret: secrets["rotated secret"]}
		code := keep("code", b.Code(t, client, "openid offline_access"))
		tokens := w.Token(t, client.Exchange(code)).Tokens(t)
		keep("access token", tokens.Access)
		keep("refresh token", tokens.Refresh)
		keep("ID token", tokens.ID)
		again := w.Token(t, client.Refresh(tokens.Refresh)).Tokens(t)
		keep("second access token", again.Access)
		keep("second refresh token", again.Refresh)
		w.Token(t, client.Exchange(code)).Want(t, 400) // revokes the grant
		w.Token(t, url.Values{"grant_type": {"client_credentials"}, "client_id": {"notes"}, "client_secret": {keep("wrong client secret", "not-the-secret")}}).Want(t, 401)

		for name, value := range secrets {
			for _, look := range []string{value, url.QueryEscape(value), secret.Digest(value)} {
				text, err := json.Marshal(look)
				if err != nil {
					t.Fatal(err)
				}
				rows, err := db.All(t.Context(), d, db.ScanString, `SELECT action || ' ' || details FROM audit_events`)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range rows {
					if strings.Contains(row, look) || strings.Contains(row, strings.Trim(string(text), `"`)) {
						t.Errorf("%s is in %s", name, row)
					}
				}
				if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE target_id = $1 OR actor_id = $1 OR subject_user_id = $1 OR request_id = $1`, look); n != 0 {
					t.Errorf("%s names %d entries", name, n)
				}
			}
		}
		if n := w.Count(t, `SELECT COUNT(DISTINCT action) FROM audit_events`); n < 20 {
			t.Errorf("the journey recorded %d kinds of events only", n)
		}
		for action, changes := range map[string]string{
			"user.updated":        `"name":{"after":"Olive Oyl","before":"Olive"}`,
			"application.updated": `"name":{"after":"Notes 2","before":"Notes"}`,
			"role.updated":        `"description":{"after":"Writes","before":""}`,
			"user.access_changed": `"roleIds":{"after":["` + role + `"],"before":[`,
		} {
			if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = $1 AND details LIKE $2`, action, "%"+changes+"%"); n != 1 {
				t.Errorf("%d entries of %s tell %s", n, action, changes)
			}
		}
	})
}

// idOf is the id of what was made.
func idOf(t *testing.T, a seed.Answer, name string) string {
	t.Helper()
	o, _ := a.Object(t)[name].(map[string]any)
	id, _ := o["id"].(string)
	if id == "" {
		t.Fatalf("no %s in %s", name, a.Body)
	}
	return id
}

// Settings that are not told are none that changed, and keys are told by digest.
func TestChangesOfSettingsAreTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		app := w.Application(t, application.NewApplication{Slug: "notes"})
		one := "/api/admin/applications/" + app.ID
		plan := idOf(t, root.Post(t, one+"/plans", map[string]any{"name": "Free", "features": map[string]any{"seats": 1}}).Want(t, 201), "plan")
		w.Advance(t, time.Second)
		root.JSON(t, "PATCH", one+"/plans/"+plan, map[string]any{"features": map[string]any{"seats": 2}}).Want(t, 200)
		root.JSON(t, "PATCH", one, map[string]any{"client": map[string]any{"contacts": []string{"it@example.com"}}}).Want(t, 200)
		for action, changes := range map[string]string{
			"plan.updated":        `"changes":{"features":{"after":{"seats":2},"before":{"seats":1}}}`,
			"application.updated": `"changes":{"client.contacts":{"after":["it@example.com"],"before":null}}`,
		} {
			got, err := db.One(t.Context(), d, db.ScanString, `SELECT details FROM audit_events WHERE action = $1`, action)
			if err != nil || !strings.Contains(got, changes) {
				t.Errorf("%s tells %s, %v", action, got, err)
			}
		}
	})
}
