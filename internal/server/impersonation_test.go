package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// sessionIn is who get-session says is here.
func sessionIn(t *testing.T, b *seed.Browser) (userID string, impersonatedBy any) {
	t.Helper()
	var now *struct {
		Session struct{ ImpersonatedBy any }
		User    struct{ ID string }
	}
	b.Get(t, "/api/auth/get-session").Want(t, 200).Into(t, &now)
	if now == nil {
		return "", nil
	}
	return now.User.ID, now.Session.ImpersonatedBy
}

func impersonate(t *testing.T, b *seed.Browser, userID string) seed.Answer {
	t.Helper()
	return b.Post(t, adminPath+"impersonate-user", map[string]any{"userId": userID, "reason": "ticket 4711"}).Want(t, 200)
}

func TestImpersonation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, b := made(t, w, "Root", "superadmin")
		u, own := made(t, w, "Olive", "user")
		a := impersonate(t, b, u.ID)
		var begun struct {
			Session struct{ ExpiresAt, ID string }
		}
		a.Into(t, &begun)
		if want := w.Clock.Now().Add(time.Hour).Format("2006-01-02T15:04:05.000Z"); begun.Session.ExpiresAt != want {
			t.Errorf("it ends at %s, want %s", begun.Session.ExpiresAt, want)
		}
		if id, by := sessionIn(t, b); id != u.ID || by != root.ID {
			t.Errorf("%s is here, impersonated by %v", id, by)
		}
		note, err := db.One(t.Context(), d, db.ScanString, `
			SELECT details FROM audit_events WHERE action = 'user.impersonated' AND actor_id = $1 AND subject_user_id = $2`, root.ID, u.ID)
		if err != nil || !strings.Contains(note, "ticket 4711") || !strings.Contains(note, begun.Session.ID) {
			t.Errorf("the trail says %s, %v", note, err)
		}
		t.Run("it is not renewed", func(t *testing.T) {
			w.Advance(t, 30*time.Minute)
			sessionIn(t, b)
			if n := w.Count(t, `SELECT count(*) FROM sessions WHERE id = $1 AND expires_at = created_at + 3600000`, begun.Session.ID); n != 1 {
				t.Error("its end has moved")
			}
		})
		t.Run("the user does not see it among their sessions", func(t *testing.T) {
			if body := string(own.Get(t, "/api/auth/list-sessions").Body); strings.Contains(body, begun.Session.ID) {
				t.Error(body)
			}
			own.Do(t, "DELETE", "/api/user/sessions/"+begun.Session.ID, "", "").Want(t, 404, "SES_001")
		})
		t.Run("stopping brings the administrator back", func(t *testing.T) {
			b.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 200)
			if id, by := sessionIn(t, b); id != root.ID || by != nil || b.Cookie(t, "better-auth.admin_session") != "" {
				t.Errorf("%s is here, impersonated by %v", id, by)
			}
			b.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 400, "NOT_IMPERSONATING")
			if n := w.Count(t, `SELECT count(*) FROM sessions WHERE impersonated_by IS NOT NULL`); n != 0 {
				t.Error("the impersonated session lives on")
			}
		})
		t.Run("after the hour the administrator comes back too", func(t *testing.T) {
			impersonate(t, b, u.ID)
			w.Advance(t, time.Hour)
			if id, _ := sessionIn(t, b); id != "" {
				t.Errorf("%s is still here", id)
			}
			b.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 200)
			if id, _ := sessionIn(t, b); id != root.ID {
				t.Errorf("%s is here", id)
			}
		})
		t.Run("a banned user cannot be impersonated", func(t *testing.T) {
			b.Post(t, adminPath+"ban-user", map[string]any{"userId": u.ID}).Want(t, 200)
			b.Post(t, adminPath+"impersonate-user", map[string]any{"userId": u.ID}).Want(t, 403, "BANNED_USER")
		})
		if a := w.Browser(t).Post(t, adminPath+"stop-impersonating", map[string]any{}); a.Status != 401 || len(a.Body) > 0 {
			t.Errorf("nobody gets %d %s", a.Status, a.Body)
		}
	})
}

// Known bug 38.
func TestSigningOutWhileImpersonatingEndsBothSessions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		u, own := made(t, w, "Olive", "user")
		impersonate(t, b, u.ID)
		b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
		if b.Cookie(t, "better-auth.admin_session") != "" || b.Cookie(t, "better-auth.session_token") != "" {
			t.Error("a cookie is left")
		}
		if n := w.Count(t, `SELECT count(*) FROM sessions`); n != 1 {
			t.Errorf("%d sessions are left", n)
		}
		if id, _ := sessionIn(t, own); id != u.ID {
			t.Error("the user was signed out too")
		}
	})
}

// Whoever loses the right to impersonate, or is gone, is out of other people's
// accounts at once.
func TestImpersonationEndsWithItsAdministrator(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		u, _ := made(t, w, "Olive", "user")
		for name, body := range map[string]map[string]any{"set-role": {"role": "user"}, "ban-user": {}, "remove-user": {}, "revoke-user-sessions": {}} {
			admin, b := made(t, w, "Admin"+strings.ReplaceAll(name, "-", ""), "admin")
			impersonate(t, b, u.ID)
			root.Post(t, adminPath+name, merged(body, "userId", admin.ID)).Want(t, 200)
			if id, _ := sessionIn(t, b); id != "" {
				t.Errorf("%s: they are still there", name)
			}
			if a := b.Post(t, adminPath+"stop-impersonating", map[string]any{}); a.Status != 401 {
				t.Errorf("%s: they get back in: %d %s", name, a.Status, a.Body)
			}
		}
		t.Run("and when the user becomes more than they may touch", func(t *testing.T) {
			_, b := made(t, w, "Admin", "admin")
			impersonate(t, b, u.ID)
			root.Post(t, adminPath+"set-role", map[string]any{"userId": u.ID, "role": "admin"}).Want(t, 200)
			if id, _ := sessionIn(t, b); id != "" {
				t.Error("they are still there")
			}
		})
	})
}

func TestWhatIsClosedWhileImpersonating(t *testing.T) {
	w := seed.New(t, sqlite(t))
	_, b := made(t, w, "Root", "superadmin")
	admin, _ := made(t, w, "Admin", "admin")
	impersonate(t, b, admin.ID)
	closed := map[string]bool{}
	for _, r := range unopened(t).Rows() {
		if r.Guard == "anyone" {
			continue
		}
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		if strings.Contains(pattern, "sign-out") || strings.Contains(pattern, "stop-impersonating") {
			continue // they end it
		}
		a := b.Do(t, method, filled(pattern), asJSON, "{}")
		closed[r.Pattern] = a.Code() == "ADM_001" || a.Code() == "NOT_ALLOWED_WHILE_IMPERSONATING"
		if strings.HasPrefix(pattern, "/api/admin/") && (a.Status != 403 || a.Code() != "AUTH_001") {
			t.Errorf("%s answers %d %s", r.Pattern, a.Status, a.Body)
		}
		if a.Status == 401 {
			t.Fatalf("%s has ended it", r.Pattern)
		}
	}
	for _, c := range []struct {
		pattern string
		closed  bool
	}{
		{"POST /api/auth/change-password", true},
		{"POST /api/auth/change-email", true},
		{"POST /api/auth/delete-user", true},
		{"POST /api/auth/unlink-account", true},
		{"POST /api/auth/two-factor/enable", true},
		{"POST /api/auth/two-factor/disable", true},
		{"POST /api/auth/two-factor/enable-passkey", true},
		{"POST /api/auth/two-factor/generate-backup-codes", true},
		{"POST /api/auth/two-factor/get-totp-uri", true},
		{"GET /api/auth/passkey/generate-register-options", true},
		{"POST /api/auth/passkey/verify-registration", true},
		{"POST /api/auth/passkey/delete-passkey", true},
		{"POST /api/auth/oauth2/consent", true},
		{"POST /api/auth/oauth2/update-consent", true},
		{"POST /api/auth/oauth2/delete-consent", true},
		{"POST /api/auth/oauth2/device", true},
		{"DELETE /api/user/applications/{id}", true},
		{"DELETE /api/user/sessions/{id}", true},
		{"GET /api/user/export", true},
		{"GET /api/user/profile", false},
		{"GET /api/user/sessions", false},
		{"GET /api/auth/list-sessions", false},
		{"POST /api/auth/oauth2/continue", false},
		{"POST /api/auth/update-user", false},
	} {
		if is, routed := closed[c.pattern]; routed && is != c.closed {
			t.Errorf("%s: closed %v, want %v", c.pattern, is, c.closed)
		}
	}
	for name, code := range map[string]string{
		"set-role": "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE", "impersonate-user": "YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS",
		"list-user-sessions": "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS",
	} {
		b.Post(t, adminPath+name, map[string]any{"userId": admin.ID, "role": "user"}).Want(t, 403, code)
	}
	permitted := b.Post(t, adminPath+"has-permission", map[string]any{"permissions": map[string]any{"user": []string{"list"}}}).Want(t, 200)
	if permitted.Object(t)["success"] != false {
		t.Error("the rights of the impersonated administrator count")
	}
}

// What an application gets while somebody is impersonated says so (RFC 8693
// §4.1), and ends with the hour.
func TestTokensNameTheImpersonator(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, b := made(t, w, "Root", "superadmin")
		u, _ := made(t, w, "Olive", "user")
		app := w.Application(t, application.NewApplication{Slug: "conf", SkipConsent: true})
		w.Access(t, app, u)
		impersonate(t, b, u.ID)
		tokens := w.Tokens(t, b, app, "openid offline_access")
		var act map[string]any
		act, _ = claimsOf(t, tokens.ID)["act"].(map[string]any)
		if act["sub"] != root.ID {
			t.Errorf("the ID token names %v", act)
		}
		if tokens.Refresh != "" {
			t.Error("a refresh token outlives the hour")
		}
		told := w.Introspect(t, app, tokens.Access)
		act, _ = told["act"].(map[string]any)
		if act["sub"] != root.ID || told["active"] != true || told["sub"] != u.ID {
			t.Errorf("introspection says %v", told)
		}
		b.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 200)
		if told := w.Introspect(t, app, tokens.Access); told["active"] != false {
			t.Error("the token outlives the impersonation")
		}
		if own := w.Tokens(t, b, app, "openid"); claimsOf(t, own.ID)["act"] != nil {
			t.Error("the administrator's own token names somebody")
		}
	})
}
