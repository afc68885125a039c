package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

const (
	apiTokens = "/api/admin/api-tokens"
	adminApps = "/api/admin/applications"
)

// tokenFor makes an API token and returns its text and id.
func tokenFor(t *testing.T, b *seed.Browser, scopes ...string) (text, id string) {
	t.Helper()
	a := b.Post(t, apiTokens, map[string]any{"name": "pipeline", "scopes": scopes}).Want(t, 201)
	text, _ = a.Object(t)["value"].(string)
	return text, idOf(t, a, "token")
}

// A program sends no cookie and no Origin.
func program(token string) []string {
	return []string{"Authorization", "Bearer " + token, "Origin", ""}
}

func TestAPITokens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		maker, asAdmin := made(t, w, "Admin", "admin")
		b := w.Browser(t)
		read, _ := tokenFor(t, asAdmin, "applications:read")
		write, id := tokenFor(t, asAdmin, "applications:write")
		other, _ := tokenFor(t, asAdmin, "audit:read", "audit:read")
		if len(read) != 50 || !strings.HasPrefix(read, "ast_") || w.Count(t, `SELECT COUNT(*) FROM api_tokens WHERE digest = $1`, secret.Digest(read)) != 1 {
			t.Errorf("token %q", read)
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM api_tokens WHERE digest LIKE 'ast_%' OR name LIKE 'ast_%'`); n != 0 {
			t.Error("a token is stored in clear")
		}

		b.Get(t, adminApps, program(read)...).Want(t, 200)
		app := map[string]any{"name": "Notes", "slug": "notes"}
		b.Post(t, adminApps, app, program(write)...).Want(t, 201)
		b.Get(t, adminApps, program(write)...).Want(t, 200)
		if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'application.created' AND actor_kind = 'token' AND actor_id = $1`, id); n != 1 {
			t.Errorf("%d entries name the token", n)
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM api_tokens WHERE last_used_at IS NOT NULL`); n != 2 {
			t.Errorf("%d tokens are used", n)
		}

		t.Run("refused", func(t *testing.T) {
			forged := read[:len(read)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(read, "0")]
			for name, c := range map[string]struct {
				method, path, token string
				status              int
				code                string
			}{
				"changes with a token to read":           {"POST", adminApps, read, 403, "ATK_004"},
				"another group":                          {"GET", adminApps, other, 403, "ATK_004"},
				"a wrong checksum":                       {"GET", adminApps, forged, 401, "ATK_003"},
				"a token that is none":                   {"GET", adminApps, "ast_", 401, "ATK_003"},
				"tokens by a token":                      {"GET", apiTokens, write, 403, "ATK_005"},
				"a new token by a token":                 {"POST", apiTokens, write, 403, "ATK_005"},
				"what is for people":                     {"POST", "/api/admin/mail/test", write, 403, "ATK_008"},
				"routes of people":                       {"GET", "/api/user/profile", write, 401, "AUTH_001"},
				"the endpoints of the admin plugin":      {"GET", adminPath + "list-users", write, 401, ""},
				"a token of somebody else's programming": {"GET", adminApps, "eyJhbGciOi", 401, "AUTH_001"},
			} {
				t.Run(name, func(t *testing.T) {
					a := b.JSON(t, c.method, c.path, map[string]any{"name": "x", "slug": "x", "scopes": []string{"*"}}, program(c.token)...)
					if a.Status != c.status || a.Code() != c.code {
						t.Errorf("%d %s, want %d %s", a.Status, a.Body, c.status, c.code)
					}
				})
			}
			if a := b.Get(t, adminApps, program(forged)...); a.Header.Get("WWW-Authenticate") != `Bearer error="invalid_token"` { // RFC 6750 §3
				t.Errorf("%v", a.Header)
			}
		})

		t.Run("everything is for superadmins", func(t *testing.T) {
			asAdmin.Post(t, apiTokens, map[string]any{"name": "all", "scopes": []string{"*"}}).Want(t, 403, "ATK_006")
			all, allID := tokenFor(t, root, "*")
			asAdmin.Do(t, "DELETE", apiTokens+"/"+allID, "", "").Want(t, 403, "ATK_006")
			body := map[string]any{"name": "Second", "email": "second@example.com", "password": seed.Password, "role": "superadmin"}
			users, _ := tokenFor(t, root, "users:write")
			if a := b.Post(t, "/api/admin/users", body, program(users)...); a.Status != 403 {
				t.Errorf("a superadmin made by a token for users: %d %s", a.Status, a.Body)
			}
			b.Post(t, "/api/admin/users", body, program(all)...).Want(t, 201)
			root.Do(t, "DELETE", apiTokens+"/"+allID, "", "").Want(t, 204)
			b.Get(t, adminApps, program(all)...).Want(t, 401, "ATK_003")
		})

		t.Run("input", func(t *testing.T) {
			for _, body := range []map[string]any{
				{"name": "", "scopes": []string{"audit:read"}},
				{"name": "x", "scopes": []string{}},
				{"name": "x", "scopes": []string{"none:read"}},
				{"name": "x", "scopes": []string{"audit"}},
				{"name": "x", "scopes": []string{"audit:admin"}},
				{"name": "x", "scopes": []string{"api-tokens:write"}},
				{"name": "x", "scopes": []string{"audit:read"}, "expiresInSeconds": 31622401},
				{"name": "x\x01", "scopes": []string{"audit:read"}},
			} {
				asAdmin.Post(t, apiTokens, body).Want(t, 400, "ATK_001")
			}
			asAdmin.Do(t, "DELETE", apiTokens+"/none", "", "").Want(t, 404, "ATK_002")
			var list struct {
				Tokens          []map[string]any
				AvailableScopes []string
			}
			a := asAdmin.Get(t, apiTokens).Want(t, 200)
			a.Into(t, &list)
			if len(list.Tokens) < 3 || strings.Contains(string(a.Body), read) || !strings.Contains(fmt.Sprint(list.AvailableScopes), "applications:write") {
				t.Errorf("%s", a.Body)
			}
		})

		t.Run("ends with its maker's rights, and in time", func(t *testing.T) {
			w.Exec(t, `UPDATE users SET role = 'user' WHERE id = $1`, maker.ID)
			b.Get(t, adminApps, program(read)...).Want(t, 401, "ATK_003")
			w.Exec(t, `UPDATE users SET role = 'admin', banned = TRUE WHERE id = $1`, maker.ID)
			b.Get(t, adminApps, program(read)...).Want(t, 401, "ATK_003")
			w.Exec(t, `UPDATE users SET banned = FALSE WHERE id = $1`, maker.ID)
			b.Get(t, adminApps, program(read)...).Want(t, 200)
			w.Advance(t, 90*24*time.Hour)
			b.Get(t, adminApps, program(read)...).Want(t, 401, "ATK_003")
			w.Exec(t, `DELETE FROM users WHERE id = $1`, maker.ID)
			if n := w.Count(t, `SELECT COUNT(*) FROM api_tokens WHERE created_by = $1`, maker.ID); n != 0 {
				t.Errorf("%d tokens of somebody who is gone", n)
			}
		})
	})
}

func TestIdempotencyKeys(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		_, second := made(t, w, "Second", "superadmin")
		token, _ := tokenFor(t, root, "applications:write")
		body := map[string]any{"name": "Notes", "slug": "notes"}
		key := []string{"Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324"}
		first := root.Post(t, adminApps, body, key...).Want(t, 201)
		again := root.Post(t, adminApps, body, key...).Want(t, 201)
		if string(first.Body) != string(again.Body) || again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("answered %s, then %s", first.Body, again.Body)
		}
		if again.Header.Get("Content-Type") != first.Header.Get("Content-Type") || again.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v, then %v", first.Header, again.Header)
		}
		clientSecret, _ := first.Object(t)["clientSecret"].(string)
		if n := w.Count(t, `SELECT COUNT(*) FROM idempotent_requests WHERE answer LIKE $1 OR answer LIKE '%notes%' OR id LIKE '%8e03978e%'`, "%"+clientSecret+"%"); n != 0 || clientSecret == "" {
			t.Errorf("%d answers are stored in clear", n)
		}
		root.Post(t, adminApps, map[string]any{"name": "Other", "slug": "notes"}, key...).Want(t, 422, "IDM_002")
		root.Post(t, "/api/admin/resources", body, key...).Want(t, 422, "IDM_002")
		root.Post(t, adminApps, body).Want(t, 409)

		t.Run("keys are each caller's own", func(t *testing.T) {
			second.Post(t, adminApps, body, key...).Want(t, 409) // made already: the request itself is answered
			w.Browser(t).Post(t, adminApps, map[string]any{"name": "T", "slug": "t"}, append(program(token), key...)...).Want(t, 201)
			w.Browser(t).Post(t, adminApps, body, key...).Want(t, 401)
		})
		t.Run("refusals are not kept", func(t *testing.T) {
			key := []string{"Idempotency-Key", "refused"}
			root.Post(t, adminApps, map[string]any{"name": "", "slug": "later"}, key...).Want(t, 400)
			root.Post(t, adminApps, map[string]any{"name": "Later", "slug": "later"}, key...).Want(t, 201)
		})
		t.Run("wrong keys", func(t *testing.T) {
			for _, key := range []string{strings.Repeat("k", 256), "é"} {
				root.Post(t, adminApps, body, "Idempotency-Key", key).Want(t, 400, "IDM_001")
			}
		})
		t.Run("a day later it is another request", func(t *testing.T) {
			w.Advance(t, 24*time.Hour)
			_, root := made(t, w, "Third", "superadmin")
			key := []string{"Idempotency-Key", "daily"}
			root.Post(t, adminApps, map[string]any{"name": "Daily", "slug": "daily"}, key...).Want(t, 201)
			w.Advance(t, 24*time.Hour+time.Second)
			root.Post(t, adminApps, map[string]any{"name": "Other", "slug": "other"}, key...).Want(t, 201)
		})
	})
}

// Of many equal requests at once one works; the others get its answer or are
// told to wait.
func TestEqualRequestsAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		body, err := json.Marshal(map[string]any{"name": "Notes", "slug": "notes"})
		if err != nil {
			t.Fatal(err)
		}
		made := parallel(t, 10, func(int) int {
			a, err := root.Send(t.Context(), "POST", adminApps, asJSON, body, "Idempotency-Key", "once")
			switch {
			case err != nil:
				t.Error(err)
			case a.Status == 409 && a.Code() == "IDM_003" && a.Header.Get("Retry-After") != "", a.Status == 201 && a.Header.Get("Idempotency-Replayed") == "true":
			case a.Status == 201:
				return 1
			default:
				t.Errorf("%d %s", a.Status, a.Body)
			}
			return 0
		})
		if made != 1 || w.Count(t, `SELECT COUNT(*) FROM applications`) != 1 {
			t.Errorf("made %d times", made)
		}
	})
}
