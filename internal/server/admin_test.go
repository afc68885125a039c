package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

const adminPath = "/api/auth/admin/"

// made is an account with roles, and a browser in which it is signed in.
func made(t *testing.T, w *seed.World, name, roles string) (user.User, *seed.Browser) {
	t.Helper()
	u, err := w.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{
		Name: name, Email: strings.ToLower(name) + "@example.com", Password: seed.Password, Role: roles,
	})
	if err != nil {
		t.Fatal(err)
	}
	return u, w.SignedIn(t, u)
}

func roleOf(t *testing.T, w *seed.World, userID string) string {
	t.Helper()
	role, err := db.One(t.Context(), w.Services.DB, db.ScanString, `SELECT role FROM users WHERE id = $1`, userID)
	if err != nil {
		t.Fatal(err)
	}
	return role
}

// Known bug 50.
func TestOnlySuperadminsTouchSuperadmins(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, asRoot := made(t, w, "Root", "superadmin")
		second, _ := made(t, w, "Second", "superadmin,user")
		admin, asAdmin := made(t, w, "Admin", "admin")
		u, _ := made(t, w, "Olive", "user")
		for name, c := range map[string]struct {
			body map[string]any
			code string
		}{
			"set-role":             {map[string]any{"userId": root.ID, "role": "user"}, "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE"},
			"update-user":          {map[string]any{"userId": second.ID, "data": map[string]any{"email": "mine@example.com"}}, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_USERS"},
			"ban-user":             {map[string]any{"userId": root.ID}, "YOU_ARE_NOT_ALLOWED_TO_BAN_USERS"},
			"unban-user":           {map[string]any{"userId": second.ID}, "YOU_ARE_NOT_ALLOWED_TO_BAN_USERS"},
			"remove-user":          {map[string]any{"userId": second.ID}, "YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS"},
			"set-user-password":    {map[string]any{"userId": root.ID, "newPassword": "Another1one"}, "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD"},
			"impersonate-user":     {map[string]any{"userId": second.ID}, "YOU_CANNOT_IMPERSONATE_ADMINS"},
			"revoke-user-sessions": {map[string]any{"userId": root.ID}, "YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS"},
			"create-user":          {map[string]any{"email": "new@example.com", "name": "N", "role": []string{"user", "superadmin"}}, "YOU_ARE_NOT_ALLOWED_TO_CREATE_USERS"},
		} {
			t.Run(name, func(t *testing.T) {
				asAdmin.Post(t, adminPath+name, c.body).Want(t, 403, c.code)
			})
		}
		for _, target := range []user.User{admin, u} {
			asAdmin.Post(t, adminPath+"set-role", map[string]any{"userId": target.ID, "role": "superadmin"}).
				Want(t, 403, "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE")
			asAdmin.Post(t, adminPath+"update-user", map[string]any{"userId": target.ID, "data": map[string]any{"role": []string{"superadmin"}}}).
				Want(t, 403, "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE")
		}
		asAdmin.Post(t, adminPath+"impersonate-user", map[string]any{"userId": admin.ID}).Want(t, 403, "YOU_CANNOT_IMPERSONATE_ADMINS")
		if a, b, c := roleOf(t, w, root.ID), roleOf(t, w, admin.ID), roleOf(t, w, u.ID); a != "superadmin" || b != "admin" || c != "user" {
			t.Errorf("roles are %s, %s, %s", a, b, c)
		}
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": second.ID, "role": "user"}).Want(t, 200)
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": u.ID, "role": "superadmin"}).Want(t, 200)
		asRoot.Post(t, adminPath+"ban-user", map[string]any{"userId": u.ID}).Want(t, 200)
	})
}

// Known bug 50.
func TestTheLastSuperadminStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		root, asRoot := made(t, w, "Root", "superadmin")
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": root.ID, "role": "admin"}).Want(t, 400, "LAST_SUPERADMIN")
		asRoot.Post(t, adminPath+"update-user", map[string]any{"userId": root.ID, "data": map[string]any{"role": "user"}}).Want(t, 400, "LAST_SUPERADMIN")
		asRoot.Post(t, adminPath+"ban-user", map[string]any{"userId": root.ID}).Want(t, 400, "YOU_CANNOT_BAN_YOURSELF")
		asRoot.Post(t, adminPath+"remove-user", map[string]any{"userId": root.ID}).Want(t, 400, "YOU_CANNOT_REMOVE_YOURSELF")
		for name, err := range map[string]error{
			"banned": func() error {
				_, err := w.Services.Users.Ban(t.Context(), seed.Console(), root.ID, user.Ban{})
				return err
			}(),
			"removed": w.Services.Users.RemoveBy(t.Context(), seed.Console(), root.ID),
		} {
			if err == nil || !strings.HasPrefix(err.Error(), "USR_002") {
				t.Errorf("%s from the console: %v", name, err)
			}
		}
		banned, _ := made(t, w, "Banned", "superadmin")
		asRoot.Post(t, adminPath+"ban-user", map[string]any{"userId": banned.ID}).Want(t, 200)
		// One who is banned cannot stand in for the last.
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": root.ID, "role": "admin"}).Want(t, 400, "LAST_SUPERADMIN")
		asRoot.Post(t, adminPath+"unban-user", map[string]any{"userId": banned.ID}).Want(t, 200)
		asRoot.Post(t, adminPath+"set-role", map[string]any{"userId": root.ID, "role": "admin"}).Want(t, 200)
		asRoot.Get(t, "/api/admin/users").Want(t, 200) // what they did to themselves leaves them signed in
		if n := w.Count(t, `SELECT count(*) FROM users WHERE role = 'superadmin'`); n != 1 {
			t.Errorf("%d superadmins", n)
		}
	})
}

// Known bug 50: two superadmins take the role from each other at once, ban or
// delete each other; one of them remains, whoever was first.
func TestSuperadminsTurnOnEachOtherAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, body := range map[string]map[string]any{"set-role": {"role": "user"}, "ban-user": {}, "remove-user": {}} {
			for round := range 3 {
				w := seed.New(t, empty(t, d))
				a, asA := made(t, w, "A", "superadmin")
				b, asB := made(t, w, "B", "superadmin")
				var wg sync.WaitGroup
				answers := make([]seed.Answer, 2)
				for i, c := range []struct {
					by     *seed.Browser
					target string
				}{{asA, b.ID}, {asB, a.ID}} {
					text, err := json.Marshal(merged(body, "userId", c.target))
					if err != nil {
						t.Fatal(err)
					}
					wg.Go(func() {
						var err error
						if answers[i], err = c.by.Send(t.Context(), "POST", adminPath+name, asJSON, text); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				done := 0
				for _, answer := range answers {
					if answer.Status == 200 {
						done++
					}
				}
				left := w.Count(t, `SELECT count(*) FROM users WHERE role = 'superadmin' AND NOT banned`)
				if done != 1 || left != 1 {
					t.Errorf("%s, round %d: %d succeeded (%d %s, %d %s), %d are left", name, round, done,
						answers[0].Status, answers[0].Body, answers[1].Status, answers[1].Body, left)
				}
			}
		}
	})
}

func merged(body map[string]any, name string, value any) map[string]any {
	all := map[string]any{name: value}
	maps.Copy(all, body)
	return all
}

// Known bug 51.
func TestCreatedUsersMeetRoleAndPasswordPolicy(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Admin", "admin")
		create := func(more map[string]any) seed.Answer {
			body := map[string]any{"email": "n@example.com", "name": "N"}
			maps.Copy(body, more)
			return b.Post(t, adminPath+"create-user", body)
		}
		create(map[string]any{"role": "weird"}).Want(t, 400, "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE")
		create(map[string]any{"role": []string{"user", ""}}).Want(t, 400, "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE")
		create(map[string]any{"role": []string{}}).Want(t, 200)
		create(nil).Want(t, 400, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")
		create(map[string]any{"email": "m@example.com", "password": "a"}).Want(t, 400, "PASSWORD_TOO_SHORT")
		create(map[string]any{"email": "m@example.com", "password": strings.Repeat("a", 129)}).Want(t, 400, "PASSWORD_TOO_LONG")
		create(map[string]any{"email": "nowhere"}).Want(t, 400, "INVALID_EMAIL")
		create(map[string]any{"email": "m@example.com", "name": ""}).Want(t, 400, "VALIDATION_ERROR")
		if n := w.Count(t, `SELECT count(*) FROM users`); n != 2 {
			t.Errorf("%d users", n)
		}
		t.Run("one without a password gets its first", func(t *testing.T) {
			id := w.Count(t, `SELECT count(*) FROM accounts`)
			u, err := w.Services.Users.ByEmail(t.Context(), "n@example.com")
			if err != nil || id != 1 {
				t.Fatal(id, err)
			}
			in := map[string]any{"email": "n@example.com", "password": "First1one"}
			w.Browser(t).Post(t, signInPath, in).Want(t, 401)
			b.Post(t, adminPath+"set-user-password", map[string]any{"userId": u.ID, "newPassword": "First1one"}).Want(t, 200)
			w.Browser(t).Post(t, signInPath, in).Want(t, 200)
		})
	})
}

// Known bug 52.
func TestUnknownUsersAreNotFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		for name, body := range map[string]map[string]any{
			"set-role": {"role": "user"}, "update-user": {"data": map[string]any{"name": "x"}}, "ban-user": {}, "unban-user": {},
			"set-user-password": {"newPassword": "longenough"}, "remove-user": {}, "impersonate-user": {}, "revoke-user-sessions": {},
		} {
			b.Post(t, adminPath+name, merged(body, "userId", "zz")).Want(t, 404, "USER_NOT_FOUND")
		}
		b.Get(t, adminPath+"get-user?id=zz").Want(t, 404, "USER_NOT_FOUND")
	})
}

// Known bug 53.
func TestListsOfRolesCountEverywhere(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		u, b := made(t, w, "Olive", "user,admin")
		b.Get(t, adminPath+"list-users").Want(t, 200)
		b.Get(t, "/api/admin/users").Want(t, 200)
		b.Get(t, "/api/admin/audit").Want(t, 200)
		if !(actor.Actor{UserID: u.ID, Role: "user,superadmin"}).Superadmin() || (actor.Actor{Role: "useradmin"}).Admin() {
			t.Error("lists of roles are read wrongly")
		}
		has := func(b *seed.Browser, permissions any) any {
			return b.Post(t, adminPath+"has-permission", map[string]any{"permissions": permissions}).Want(t, 200).Object(t)["success"]
		}
		if has(b, map[string]any{"user": []string{"ban"}, "session": []string{"list"}}) != true {
			t.Error("an administrator lacks rights")
		}
		if has(b, map[string]any{"user": []string{"impersonate-admins"}}) != false {
			t.Error("an administrator has those of superadmins")
		}
		_, root := made(t, w, "Root", "admin,superadmin")
		if has(root, map[string]any{"user": []string{"impersonate-admins", "list"}}) != true {
			t.Error("a superadmin lacks rights")
		}
		_, plain := made(t, w, "Plain", "user")
		plain.Get(t, "/api/admin/users").Want(t, 403, "AUTH_001")
	})
}

// Known bug 54.
func TestListUsersSearchesAndSorts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, b := made(t, w, "Root", "superadmin")
		for _, name := range []string{"Charlie", "alice", "Bob_1", "Bobby1"} {
			w.Advance(t, time.Second)
			made(t, w, name, "user")
		}
		w.Exec(t, `UPDATE users SET company = 'Acme', banned = TRUE WHERE name = 'alice'`)
		type page struct {
			Users []struct {
				Name, CreatedAt string
			}
			Total         int
			Limit, Offset *int
		}
		list := func(query string) (page, []string) {
			t.Helper()
			var p page
			b.Get(t, adminPath+"list-users?"+query).Want(t, 200).Into(t, &p)
			names := []string{}
			for _, u := range p.Users {
				names = append(names, u.Name)
			}
			return p, names
		}
		all, names := list("")
		if fmt.Sprint(names) != "[Bobby1 Bob_1 alice Charlie Root]" || all.Total != 5 || all.Limit != nil || all.Offset != nil {
			t.Errorf("the default is %v of %d, %v, %v", names, all.Total, all.Limit, all.Offset)
		}
		if p, names := list("limit=2&offset=1"); fmt.Sprint(names) != "[Bob_1 alice]" || p.Total != 5 || *p.Limit != 2 || *p.Offset != 1 {
			t.Errorf("a page is %v of %d", names, p.Total)
		}
		for query, want := range map[string][]string{
			"searchValue=BOB&searchField=name":                                         {"Bobby1", "Bob_1"},
			"searchValue=b_1&searchField=name":                                         {"Bob_1"},
			"searchValue=1&searchField=name&searchOperator=starts_with":                {},
			"searchValue=Y1&searchField=name&searchOperator=ends_with":                 {"Bobby1"},
			"searchValue=ALICE@":                                                       {"alice"},
			"sortBy=name&sortDirection=asc":                                            {"alice", "Bob_1", "Bobby1", "Charlie", "Root"},
			"sortBy=name&sortDirection=desc&limit=1":                                   {"Root"},
			"sortBy=company":                                                           nil,
			"filterField=role&filterValue=superadmin":                                  {"Root"},
			"filterField=role&filterValue=user&filterOperator=ne":                      {"Root"},
			"filterField=company&filterValue=Acme&filterOperator=ne&sortBy=name":       {"Bob_1", "Bobby1", "Charlie", "Root"},
			"filterField=banned&filterValue=true":                                      {"alice"},
			"filterField=name&filterValue=alice&filterValue=Root&filterOperator=in":    {"alice", "Root"},
			"filterField=name&filterValue=alice,Root&filterOperator=not_in&limit=1":    {"Bobby1"},
			"filterField=createdAt&filterOperator=lt&filterValue=2026-11-23T08:00:01Z": {"Root"},
			"filterField=name&filterOperator=contains&filterValue=OB":                  {"Bobby1", "Bob_1"},
		} {
			_, names := list(query)
			if want != nil && !slices.Equal(names, want) {
				t.Errorf("%s finds %v, want %v", query, names, want)
			}
		}
		for _, query := range []string{
			"sortBy=zzz", "sortBy=password", "sortBy=" + url.QueryEscape("name; DROP TABLE users"), "filterField=zzz&filterValue=1",
			"filterField=" + url.QueryEscape("role = 'user' OR 1=1 --") + "&filterValue=1", "filterField=banned&filterValue=maybe",
			"filterField=banned&filterValue=true&filterOperator=lt", "filterField=createdAt&filterValue=then&filterOperator=lt",
			"filterField=role&filterValue=user&filterOperator=zz", "searchValue=x&searchField=role", "limit=-1", "limit=abc", "filterField=role",
		} {
			b.Get(t, adminPath+"list-users?"+query).Want(t, 400, "VALIDATION_ERROR")
		}
	})
}

func TestBansEndSessionsAndTime(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		u, b := made(t, w, "Olive", "user")
		body := map[string]any{"userId": u.ID, "banReason": "spam", "banExpiresIn": 60}
		banned := root.Post(t, adminPath+"ban-user", body).Want(t, 200).Object(t)["user"].(map[string]any)
		if banned["banned"] != true || banned["banReason"] != "spam" || banned["banExpires"] == nil {
			t.Errorf("banned: %v", banned)
		}
		if string(b.Get(t, "/api/auth/get-session").Body) != "null" || w.Count(t, `SELECT count(*) FROM sessions WHERE user_id = $1`, u.ID) != 0 {
			t.Error("a banned user goes on")
		}
		in := map[string]any{"email": u.Email, "password": seed.Password}
		b.Post(t, signInPath, in).Want(t, 403, "BANNED_USER")
		again := root.Post(t, adminPath+"ban-user", map[string]any{"userId": u.ID}).Want(t, 200).Object(t)["user"].(map[string]any)
		if again["banReason"] != "No reason" || again["banExpires"] != nil {
			t.Errorf("a ban for good keeps the end of the one before: %v", again)
		}
		root.Post(t, adminPath+"ban-user", body).Want(t, 200)
		w.Advance(t, time.Minute)
		b.Post(t, signInPath, in).Want(t, 200)
		root.Post(t, adminPath+"unban-user", map[string]any{"userId": u.ID}).Want(t, 200)
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE subject_user_id = $1 AND action IN ('user.banned', 'user.unbanned')`, u.ID); n != 5 {
			t.Errorf("%d events, want three bans, their end by time and the administrator's", n)
		}
	})
}

func TestRemovedAndDemotedUsersAreSignedOut(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		admin, asAdmin := made(t, w, "Admin", "admin")
		u, b := made(t, w, "Olive", "user")
		root.Post(t, adminPath+"set-role", map[string]any{"userId": u.ID, "role": []string{"user", "admin"}}).Want(t, 200)
		b.Get(t, "/api/admin/users").Want(t, 200) // at once, and still signed in
		root.Post(t, adminPath+"set-role", map[string]any{"userId": admin.ID, "role": "user"}).Want(t, 200)
		asAdmin.Get(t, "/api/admin/users").Want(t, 401)
		root.Post(t, adminPath+"set-user-password", map[string]any{"userId": u.ID, "newPassword": "Another1one"}).Want(t, 200)
		b.Get(t, "/api/admin/users").Want(t, 401)
		root.Post(t, adminPath+"remove-user", map[string]any{"userId": u.ID}).Want(t, 200)
		root.Get(t, adminPath+"get-user?id="+u.ID).Want(t, 404, "USER_NOT_FOUND")
		if n := w.Count(t, `SELECT count(*) FROM accounts WHERE user_id = $1`, u.ID); n != 0 {
			t.Error("something of a removed user is left")
		}
	})
}

func TestUpdateUserByAdministrator(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		_, root := made(t, w, "Root", "superadmin")
		u, _ := made(t, w, "Olive", "user")
		update := func(data any) seed.Answer {
			return root.Post(t, adminPath+"update-user", map[string]any{"userId": u.ID, "data": data})
		}
		got := update(map[string]any{"name": " New ", "emailVerified": true, "phone": "+1", "isMfaRequired": true}).Want(t, 200).Object(t)
		if got["name"] != "New" || got["emailVerified"] != true || got["phone"] != "+1" || got["isMfaRequired"] != true {
			t.Errorf("updated: %v", got)
		}
		got = update(map[string]any{"email": "Other@Example.com", "phone": nil}).Want(t, 200).Object(t)
		if got["email"] != "other@example.com" || got["emailVerified"] != false || got["phone"] != nil {
			t.Errorf("another address is proved already: %v", got)
		}
		update(map[string]any{}).Want(t, 400, "NO_DATA_TO_UPDATE")
		update(map[string]any{"zzz": 1}).Want(t, 200)
		update(map[string]any{"role": 5}).Want(t, 400, "INVALID_ROLE_TYPE")
		update(map[string]any{"role": []any{5}}).Want(t, 400, "INVALID_ROLE_TYPE")
		update(map[string]any{"role": "weird"}).Want(t, 400, "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE")
		update(map[string]any{"twoFactorEnabled": false}).Want(t, 400, "FIELD_NOT_ALLOWED")
		update(map[string]any{"banned": true}).Want(t, 400, "FIELD_NOT_ALLOWED")
		update(map[string]any{"email": "root@example.com"}).Want(t, 400, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")
		update(map[string]any{"email": "x"}).Want(t, 400, "INVALID_EMAIL")
		update(map[string]any{"name": ""}).Want(t, 400, "VALIDATION_ERROR")
		update(map[string]any{"name": 5}).Want(t, 400, "VALIDATION_ERROR")
		update(map[string]any{"company": strings.Repeat("x", 2001)}).Want(t, 400, "VALIDATION_ERROR")
	})
}
