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

func TestOwnSessions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		u, b := made(t, w, "Olive", "user")
		_, stranger := made(t, w, "Otto", "user")
		other := w.SignedIn(t, u)
		w.Exec(t, `UPDATE sessions SET user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'`)
		var all struct {
			Sessions []struct {
				ID, Browser, OS, Token string
				Current                bool
			}
		}
		answer := b.Get(t, "/api/user/sessions").Want(t, 200)
		answer.Into(t, &all)
		if len(all.Sessions) != 2 || all.Sessions[0].Browser != "Firefox" || all.Sessions[0].OS != "Linux" || all.Sessions[0].Current == all.Sessions[1].Current {
			t.Fatalf("sessions: %s", answer.Body)
		}
		if strings.Contains(string(answer.Body), "token") {
			t.Error("tokens are shown")
		}
		id := all.Sessions[0].ID
		if all.Sessions[0].Current {
			id = all.Sessions[1].ID
		}
		stranger.Do(t, "DELETE", "/api/user/sessions/"+id, "", "").Want(t, 404, "SES_001")
		b.Do(t, "DELETE", "/api/user/sessions/none", "", "").Want(t, 404, "SES_001")
		b.Do(t, "DELETE", "/api/user/sessions/"+id, "", "").Want(t, 204)
		other.Get(t, "/api/user/sessions").Want(t, 401, "AUTH_001")
		b.Get(t, "/api/user/sessions").Want(t, 200)
	})
}

func TestConnectedApplications(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		u, b := made(t, w, "Olive", "user")
		_, stranger := made(t, w, "Otto", "user")
		app := w.Application(t, application.NewApplication{Slug: "conf", Name: "Conference"})
		w.Access(t, app, u)
		tokens := w.Tokens(t, b, app, "openid profile offline_access")
		var all struct {
			Applications []struct {
				ID, ClientID, Name string
				Scopes             []string
				Active, Offline    bool
			}
		}
		list := func(b *seed.Browser) int {
			t.Helper()
			all.Applications = nil
			b.Get(t, "/api/user/applications").Want(t, 200).Into(t, &all)
			return len(all.Applications)
		}
		if list(b) != 1 || all.Applications[0].Name != "Conference" || len(all.Applications[0].Scopes) != 3 || !all.Applications[0].Active || !all.Applications[0].Offline {
			t.Fatalf("connected: %v", all)
		}
		if list(stranger) != 0 {
			t.Error("somebody else's is listed")
		}
		stranger.Do(t, "DELETE", "/api/user/applications/"+app.ID, "", "").Want(t, 404, "APP_002")
		b.Do(t, "DELETE", "/api/user/applications/"+app.ID, "", "").Want(t, 204)
		if w.Introspect(t, app, tokens.Access)["active"] != false {
			t.Error("the access token lives on")
		}
		w.Token(t, app.Refresh(tokens.Refresh)).Want(t, 400)
		if list(b) != 0 {
			t.Errorf("still connected: %v", all)
		}
		b.Do(t, "DELETE", "/api/user/applications/"+app.ID, "", "").Want(t, 404, "APP_002")
		if to := b.Authorize(t, app.Request("openid profile")).Want(t, 302).Location(t); to.Path != "/oauth2/consent" {
			t.Errorf("the application need not ask again: %s", to)
		}
	})
}

func TestExport(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		u, b := made(t, w, "Olive", "user")
		app := w.Application(t, application.NewApplication{Slug: "conf", Name: "Conference"})
		w.Access(t, app, u)
		w.Tokens(t, b, app, "openid")
		a := b.Get(t, "/api/user/export").Want(t, 200)
		var got struct {
			Profile      map[string]any
			Accounts     []map[string]any
			Sessions     []map[string]any
			Applications []map[string]any
			Memberships  []map[string]any
			Audit        []map[string]any
		}
		a.Into(t, &got)
		if got.Profile["email"] != u.Email || len(got.Accounts) != 1 || len(got.Sessions) != 1 || len(got.Applications) != 1 ||
			len(got.Memberships) != 1 || got.Memberships[0]["plan"] != "free" || len(got.Audit) == 0 {
			t.Errorf("exported: %s", a.Body)
		}
		if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
			t.Error("it is no download")
		}
		for _, secret := range []string{"argon2", `"token"`, `"password"`} {
			if strings.Contains(string(a.Body), secret) {
				t.Errorf("%s is in it", secret)
			}
		}
	})
}

type trail struct {
	Events []struct {
		ID, Action, By, Target string
		TargetID, Address      *string
		UserID, Impersonator   *string
		Actor                  struct{ ID, Kind string }
		Details                map[string]any
	}
	NextCursor *string
}

func trailOf(t *testing.T, b *seed.Browser, path string) trail {
	t.Helper()
	var all trail
	b.Get(t, path).Want(t, 200).Into(t, &all)
	return all
}

func TestOwnAuditTellsNothingOfOthers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, asRoot := made(t, w, "Root", "superadmin")
		u, b := made(t, w, "Olive", "user")
		_, stranger := made(t, w, "Otto", "user")
		impersonate(t, asRoot, u.ID)
		asRoot.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 200)
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": u.ID, "role": "admin"}).Want(t, 200)
		b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
		answer := b.Get(t, "/api/user/audit").Want(t, 200)
		for _, other := range []string{root.ID, root.Email, root.Name, "ticket 4711"} {
			if strings.Contains(string(answer.Body), other) {
				t.Errorf("%s is told: %s", other, answer.Body)
			}
		}
		by := map[string]string{}
		for _, e := range trailOf(t, b, "/api/user/audit").Events {
			by[e.Action] = e.By
			if e.By == "administrator" && e.Address != nil {
				t.Errorf("%s tells the administrator's address", e.Action)
			}
		}
		for action, who := range map[string]string{"user.impersonated": "administrator", "user.role_changed": "administrator", "session.started": "you", "session.ended": "administrator"} {
			if by[action] != who {
				t.Errorf("%s is said to be by %q, want %q", action, by[action], who)
			}
		}
		for _, e := range trailOf(t, stranger, "/api/user/audit").Events {
			if e.TargetID != nil && *e.TargetID == u.ID {
				t.Errorf("a stranger sees %s", e.Action)
			}
		}
		for _, e := range trailOf(t, asRoot, "/api/user/audit?action=user.").Events {
			if e.TargetID != nil && *e.TargetID == u.ID || len(e.Details) > 0 && e.Action == "user.role_changed" {
				t.Errorf("one's own deeds tell of their target: %v", e)
			}
		}
	})
}

func TestAuditIsSearchedAndPaged(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, asRoot := made(t, w, "Root", "superadmin")
		u, b := made(t, w, "Olive", "user")
		impersonate(t, asRoot, u.ID)
		asRoot.JSON(t, "DELETE", "/api/user/sessions/none", nil) // refused, and not recorded
		asRoot.Post(t, adminPath+"stop-impersonating", map[string]any{}).Want(t, 200)
		asRoot.Post(t, adminPath+"ban-user", map[string]any{"userId": u.ID}).Want(t, 200)
		w.Advance(t, time.Hour)
		middle := w.Clock.Now()
		asRoot.Post(t, adminPath+"unban-user", map[string]any{"userId": u.ID}).Want(t, 200)
		const path = "/api/admin/audit"
		b.Get(t, path).Want(t, 401)
		whole := trailOf(t, asRoot, path+"?limit=200")
		if whole.NextCursor != nil || len(whole.Events) < 6 || whole.Events[0].Action != "user.unbanned" {
			t.Fatalf("the trail: %v", whole)
		}
		var paged []string
		for cursor := ""; ; {
			page := trailOf(t, asRoot, path+"?limit=2&cursor="+cursor)
			for _, e := range page.Events {
				paged = append(paged, e.ID)
			}
			if page.NextCursor == nil {
				break
			}
			cursor = *page.NextCursor
		}
		for i, e := range whole.Events {
			if i >= len(paged) || paged[i] != e.ID {
				t.Fatalf("pages give %v", paged)
			}
		}
		if len(paged) != len(whole.Events) {
			t.Errorf("%d of %d on pages", len(paged), len(whole.Events))
		}
		count := func(query string) int { return len(trailOf(t, asRoot, path+"?"+query).Events) }
		at := middle.Format(time.RFC3339Nano)
		for query, want := range map[string]int{
			"action=user.banned": 1, "action=user.bann": 1, "action=user.&target=user&targetId=" + u.ID: 4, "action=nothing.": 0,
			"from=" + at: 1, "action=user.&until=" + at + "&target=user&targetId=" + u.ID: 3,
		} {
			if n := count(query); n != want {
				t.Errorf("%s finds %d, want %d", query, n, want)
			}
		}
		for _, e := range trailOf(t, asRoot, path+"?action=session.ended&user="+root.ID).Events {
			if e.Details["reason"] == "user_banned" {
				continue
			}
			if e.Impersonator == nil || *e.Impersonator != root.ID || e.UserID == nil || *e.UserID != u.ID || e.Actor.ID != u.ID {
				t.Errorf("the end of an impersonation: %v", e)
			}
		}
		if count("action=session.ended&user="+root.ID) != 2 || count("user="+u.ID) < 4 {
			t.Error("a person's part is not found")
		}
		for _, query := range []string{"cursor=zz", "cursor=MTIz", "from=then", "until=1", "limit=0", "limit=201"} {
			asRoot.Get(t, path+"?"+query).Want(t, 400)
		}
	})
}
