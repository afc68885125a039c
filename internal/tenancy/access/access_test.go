package access_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const unknown = "00000000-0000-0000-0000-000000000000"

var root = actor.Actor{UserID: "root", Role: actor.RoleSuperadmin}

func now() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

// A fixture is a replica of the service with fresh caches.
type fixture struct {
	*access.Service
	applications *application.Service
	db           *db.DB
	hub          *cache.Hub
}

func start(t *testing.T, d *db.DB) fixture {
	t.Helper()
	hub, log := cache.NewHub(d, now), audit.New(d, now)
	applications := application.New(d, hub, log, now)
	f := fixture{access.New(d, hub, log, applications, now), applications, d, hub}
	applications.OnCreate(f.OnApplicationCreated)
	f.poll(t)
	return f
}

func (f fixture) poll(t *testing.T) {
	t.Helper()
	if err := f.hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) user(t *testing.T, id, name, role string) {
	t.Helper()
	_, err := f.db.Exec(t.Context(), `
		INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
		VALUES ($1, $2, $3, TRUE, $4, FALSE, FALSE, FALSE, $5, $5)`, id, name, id+"@example.com", role, now())
	must(t, err)
	words := append(strings.Fields(strings.ToLower(name)), id+"@example.com", "example", "com")
	for _, word := range append(words, strings.Split(id, ".")...) { // that accounts are found by
		_, err := f.db.Exec(t.Context(), `INSERT INTO user_words (word, user_id) VALUES ($1, $2) ON CONFLICT (word, user_id) DO NOTHING`, word, id)
		must(t, err)
	}
}

func (f fixture) application(t *testing.T, slug string) application.Application {
	t.Helper()
	a, _, err := f.applications.Create(t.Context(), root, application.NewApplication{Slug: slug, Name: slug})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (f fixture) role(t *testing.T, applicationID, name string, isDefault bool, claims ...string) access.Role {
	t.Helper()
	r, err := f.CreateRole(t.Context(), root, applicationID, access.NewRole{Name: name, IsDefault: isDefault})
	if err != nil {
		t.Fatal(err)
	}
	for _, claim := range claims {
		resource, action := strings.TrimSuffix(claim, ".write"), access.Read
		if resource != claim {
			action = access.Write
		}
		p, err := f.CreatePermission(t.Context(), root, applicationID, resource, action)
		if errors.Is(err, access.ErrPermissionTaken) {
			p = f.permission(t, applicationID, claim)
		} else if err != nil {
			t.Fatal(err)
		}
		must(t, f.Permit(t.Context(), root, applicationID, r.ID, p.ID))
	}
	return r
}

func (f fixture) permission(t *testing.T, applicationID, claim string) access.Permission {
	t.Helper()
	all, err := f.Permissions(t.Context(), applicationID)
	must(t, err)
	for _, p := range all {
		if p.Claim() == claim {
			return p
		}
	}
	t.Fatalf("no permission %s", claim)
	return access.Permission{}
}

func (f fixture) roleNamed(t *testing.T, applicationID, name string) access.Role {
	t.Helper()
	all, err := f.Roles(t.Context(), applicationID)
	must(t, err)
	for _, r := range all {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("no role %s", name)
	return access.Role{}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is asserts what a user may do, as "listed active [roles] [permissions]".
func (f fixture) is(t *testing.T, applicationID, userID, want string) {
	t.Helper()
	a, err := f.Of(t.Context(), applicationID, userID)
	must(t, err)
	if a.Roles == nil || a.Permissions == nil {
		t.Errorf("%s: a list is nil", userID)
	}
	if got := fmt.Sprint(a.Listed, a.Active, a.Roles, a.Permissions); got != want {
		t.Errorf("%s: got %s, want %s", userID, got, want)
	}
}

func (f fixture) audited(t *testing.T, action string, want int64) {
	t.Helper()
	n, err := db.One(t.Context(), f.db, db.ScanInt, `SELECT count(*) FROM audit_events WHERE action = $1 AND actor_id = 'root'`, action)
	must(t, err)
	if n != want {
		t.Errorf("%d events %s, want %d", n, action, want)
	}
}

func TestNewApplication(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "root", "Root", actor.RoleSuperadmin)
		f.user(t, "other", "Other", actor.RoleAdmin)
		var granted []string
		f.OnGrant(func(_ context.Context, applicationID, userID string) error {
			granted = append(granted, userID)
			return nil
		})
		a := f.application(t, "app")
		f.is(t, a.ID, "root", "true true [admin] []")
		f.is(t, a.ID, "other", "false false [] []")
		roles, err := f.Roles(t.Context(), a.ID)
		must(t, err)
		if len(roles) != 2 || roles[0].Name != "user" || !roles[0].IsDefault || roles[1].Name != "admin" || roles[1].IsDefault {
			t.Errorf("roles: %+v", roles)
		}
		if fmt.Sprint(granted) != "[root]" {
			t.Errorf("OnGrant saw %q", granted)
		}
		f.audited(t, "user.access_granted", 1)
	})
}

func TestGrant(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a, other := f.application(t, "app"), f.application(t, "other")
		editor, foreign := f.role(t, a.ID, "editor", false), f.role(t, other.ID, "foreign", false)
		ctx := t.Context()

		must(t, f.Grant(ctx, root, a.ID, "ada", ""))
		f.is(t, a.ID, "ada", "true true [user] []")
		must(t, f.Grant(ctx, root, a.ID, "ada", editor.ID))
		f.is(t, a.ID, "ada", "true true [editor user] []")
		must(t, f.Grant(ctx, root, a.ID, "ada", ""))
		f.is(t, a.ID, "ada", "true true [editor user] []")
		must(t, f.Change(ctx, root, a.ID, "ada", access.MemberChanges{IsActive: new(false)}))
		f.is(t, a.ID, "ada", "true false [] []")
		must(t, f.Grant(ctx, root, a.ID, "ada", ""))
		f.is(t, a.ID, "ada", "true true [editor user] []")
		f.is(t, other.ID, "ada", "false false [] []")

		for name, c := range map[string]struct {
			application, user, role string
			want                    error
		}{
			"unknown application": {unknown, "ada", "", application.ErrNotFound},
			"no application id":   {"zz", "ada", "", application.ErrNotFound},
			"unknown user":        {a.ID, "ghost", "", access.ErrUser},
			"impossible user":     {a.ID, "a\x00", "", access.ErrUser},
			"unknown role":        {a.ID, "ada", unknown, access.ErrRole},
			"no role id":          {a.ID, "ada", "zz", access.ErrRole},
			"role of another":     {a.ID, "ada", foreign.ID, access.ErrRole},
		} {
			if err := f.Grant(ctx, root, c.application, c.user, c.role); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := f.Grant(ctx, root, other.ID, "ada", unknown); !errors.Is(err, access.ErrRole) {
			t.Errorf("unknown role: %v", err)
		}
		f.is(t, other.ID, "ada", "false false [] []") // a refused grant leaves nothing
	})
}

func TestPermissionsAreTheUnionOfRoles(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		writer := f.role(t, a.ID, "writer", false, "docs", "docs.write", "media")
		billing := f.role(t, a.ID, "billing", false, "invoices.write", "docs")
		must(t, f.Grant(t.Context(), root, a.ID, "ada", writer.ID))
		must(t, f.Grant(t.Context(), root, a.ID, "ada", billing.ID))
		f.is(t, a.ID, "ada", "true true [billing writer] [docs docs.write invoices.write media]")
	})
}

// Every write must be seen by the next read, on the replica that made it and,
// after one poll, on every other.
func TestWritesCountAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f, other := start(t, d), start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		ctx := t.Context()
		step := func(what, want string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			f.is(t, a.ID, "ada", want)
			other.poll(t)
			other.is(t, a.ID, "ada", want)
		}
		step("nothing", "false false [] []", nil)
		editor := f.role(t, a.ID, "editor", false, "docs")
		docs := f.permission(t, a.ID, "docs")
		user := f.roleNamed(t, a.ID, "user")
		step("grant", "true true [editor] [docs]", f.Grant(ctx, root, a.ID, "ada", editor.ID))
		step("forbid", "true true [editor] []", f.Forbid(ctx, root, a.ID, editor.ID, docs.ID))
		step("permit", "true true [editor] [docs]", f.Permit(ctx, root, a.ID, editor.ID, docs.ID))
		_, err := f.ChangeRole(ctx, root, a.ID, editor.ID, access.RoleChanges{Name: new("author")})
		step("rename", "true true [author] [docs]", err)
		step("add role", "true true [author user] [docs]", f.AddRole(ctx, root, a.ID, "ada", user.ID))
		step("remove role", "true true [user] []", f.RemoveRole(ctx, root, a.ID, "ada", editor.ID))
		step("replace roles", "true true [author] [docs]", f.Change(ctx, root, a.ID, "ada", access.MemberChanges{RoleID: &editor.ID}))
		step("delete permission", "true true [author] []", f.DeletePermission(ctx, root, a.ID, docs.ID))
		none := ""
		step("no role", "true true [] []", f.Change(ctx, root, a.ID, "ada", access.MemberChanges{RoleID: &none}))
		step("delete role", "true true [] []", f.DeleteRole(ctx, root, a.ID, editor.ID))
		step("disable", "true false [] []", f.Change(ctx, root, a.ID, "ada", access.MemberChanges{IsActive: new(false)}))
		step("enable", "true true [] []", f.Change(ctx, root, a.ID, "ada", access.MemberChanges{IsActive: new(true)}))
		step("revoke", "false false [] []", f.Revoke(ctx, root, a.ID, "ada"))
		for action, n := range map[string]int64{
			"user.access_granted": 1, "user.access_changed": 4, "user.access_revoked": 1, "user.role_added": 1, "user.role_removed": 1,
			"role.created": 1, "role.updated": 1, "role.deleted": 1, "role.permission_added": 2, "role.permission_removed": 1,
			"permission.created": 1, "permission.deleted": 1,
		} {
			f.audited(t, action, n)
		}
	})
}

func TestChangeKeepsRolesWhenTheNewOneIsBad(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		must(t, f.Grant(t.Context(), root, a.ID, "ada", ""))
		for _, id := range []string{unknown, "zz"} {
			if err := f.Change(t.Context(), root, a.ID, "ada", access.MemberChanges{RoleID: &id}); !errors.Is(err, access.ErrRole) {
				t.Errorf("%s: %v", id, err)
			}
		}
		f.is(t, a.ID, "ada", "true true [user] []")
		if err := f.Change(t.Context(), root, a.ID, "nobody", access.MemberChanges{IsActive: new(true)}); !errors.Is(err, access.ErrUser) {
			t.Errorf("no member: %v", err)
		}
	})
}

func TestChangeHandsThePlanOn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		must(t, f.Grant(t.Context(), root, a.ID, "ada", ""))
		broken := errors.New("broken")
		f.OnPlan(func(_ context.Context, by actor.Actor, applicationID, userID, planID string) error {
			if by.UserID != "root" || applicationID != a.ID || userID != "ada" || planID != "gold" {
				t.Errorf("OnPlan saw %s %s %s %s", by.UserID, applicationID, userID, planID)
			}
			return broken
		})
		err := f.Change(t.Context(), root, a.ID, "ada", access.MemberChanges{IsActive: new(false), PlanID: new("gold")})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		f.is(t, a.ID, "ada", "true true [user] []") // all or nothing
	})
}

func TestRevoke(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		var revoked []string
		f.OnRevoke(func(_ context.Context, _, userID string) error { revoked = append(revoked, userID); return nil })
		must(t, f.Grant(t.Context(), root, a.ID, "ada", f.roleNamed(t, a.ID, "admin").ID))
		for range 2 {
			must(t, f.Revoke(t.Context(), root, a.ID, "ada"))
		}
		must(t, f.Revoke(t.Context(), root, a.ID, "ghost"))
		must(t, f.Revoke(t.Context(), root, a.ID, "\x00"))
		f.is(t, a.ID, "ada", "false false [] []")
		must(t, f.Grant(t.Context(), root, a.ID, "ada", ""))
		f.is(t, a.ID, "ada", "true true [user] []") // the old role did not come back
		f.audited(t, "user.access_revoked", 1)
		if fmt.Sprint(revoked) != "[ada ada ghost]" {
			t.Errorf("OnRevoke saw %q", revoked)
		}
		if err := f.Revoke(t.Context(), root, unknown, "ada"); !errors.Is(err, application.ErrNotFound) {
			t.Errorf("unknown application: %v", err)
		}
	})
}

func TestOneDefaultRole(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		a := f.application(t, "app")
		var ids []string
		for i := range 6 {
			ids = append(ids, f.role(t, a.ID, fmt.Sprint("r", i), i == 0).ID)
		}
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				var err error
				if i%4 == 0 {
					_, err = f.CreateRole(t.Context(), root, a.ID, access.NewRole{Name: fmt.Sprint("new", i), IsDefault: true})
				} else {
					_, err = f.ChangeRole(t.Context(), root, a.ID, ids[i%len(ids)], access.RoleChanges{IsDefault: new(true)})
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		roles, err := f.Roles(t.Context(), a.ID)
		must(t, err)
		defaults := 0
		for _, r := range roles {
			if r.IsDefault {
				defaults++
			}
		}
		if defaults != 1 || len(roles) != 2+6+6 {
			t.Errorf("%d default roles among %d", defaults, len(roles))
		}
	})
}

func TestParallelGrantsGiveOneDefaultRole(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a := f.application(t, "app")
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if err := f.Grant(t.Context(), root, a.ID, "ada", ""); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		f.is(t, a.ID, "ada", "true true [user] []")
	})
}

func TestRolesRefuse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a, other := f.application(t, "app"), f.application(t, "other")
		editor := f.role(t, a.ID, "editor", false, "docs")
		foreign := f.role(t, other.ID, "foreign", false, "media")
		must(t, f.Grant(t.Context(), root, a.ID, "ada", editor.ID))
		ctx := t.Context()
		create := func(id string, n access.NewRole) error { _, err := f.CreateRole(ctx, root, id, n); return err }
		change := func(id string, c access.RoleChanges) error {
			_, err := f.ChangeRole(ctx, root, a.ID, id, c)
			return err
		}
		define := func(resource, action string) error {
			_, err := f.CreatePermission(ctx, root, a.ID, resource, action)
			return err
		}
		docs, media := f.permission(t, a.ID, "docs"), f.permission(t, other.ID, "media")
		_, listRoles := f.Roles(ctx, unknown)
		_, listPermissions := f.Permissions(ctx, "zz")
		_, _, listMembers := f.Members(ctx, "zz", access.Search{Page: 1, Limit: 10})
		for name, c := range map[string]struct{ got, want error }{
			"role name taken":         {create(a.ID, access.NewRole{Name: " editor "}), access.ErrRoleTaken},
			"role blank":              {create(a.ID, access.NewRole{Name: "  "}), access.ErrInvalid},
			"role long":               {create(a.ID, access.NewRole{Name: strings.Repeat("a", 65)}), access.ErrInvalid},
			"role description long":   {create(a.ID, access.NewRole{Name: "x", Description: strings.Repeat("a", 251)}), access.ErrInvalid},
			"role application":        {create(unknown, access.NewRole{Name: "x"}), application.ErrNotFound},
			"rename to taken":         {change(editor.ID, access.RoleChanges{Name: new("admin")}), access.ErrRoleTaken},
			"rename to blank":         {change(editor.ID, access.RoleChanges{Name: new("")}), access.ErrInvalid},
			"change unknown":          {change(unknown, access.RoleChanges{Name: new("x")}), access.ErrRole},
			"change no id":            {change("zz", access.RoleChanges{}), access.ErrRole},
			"change of another":       {change(foreign.ID, access.RoleChanges{Name: new("x")}), access.ErrRole},
			"empty change":            {change(editor.ID, access.RoleChanges{}), nil},
			"delete assigned":         {f.DeleteRole(ctx, root, a.ID, editor.ID), access.ErrRoleAssigned},
			"delete unknown":          {f.DeleteRole(ctx, root, a.ID, unknown), access.ErrRole},
			"delete no id":            {f.DeleteRole(ctx, root, a.ID, "\x00"), access.ErrRole},
			"delete of another":       {f.DeleteRole(ctx, root, a.ID, foreign.ID), access.ErrRole},
			"permission taken":        {define("docs", "read"), access.ErrPermissionTaken},
			"permission other action": {define("docs", "write"), nil},
			"permission format":       {define("1 bad", ""), access.ErrPermissionFormat},
			"permission newline":      {define("docs\n", ""), access.ErrPermissionFormat},
			"permission long":         {define(strings.Repeat("a", 129), ""), access.ErrPermissionFormat},
			"permission action":       {define("x", "zap"), access.ErrPermissionFormat},
			"permission unknown":      {f.DeletePermission(ctx, root, a.ID, unknown), access.ErrPermission},
			"permission no id":        {f.DeletePermission(ctx, root, a.ID, "zz"), access.ErrPermission},
			"permission of another":   {f.DeletePermission(ctx, root, a.ID, media.ID), access.ErrPermission},
			"permit again":            {f.Permit(ctx, root, a.ID, editor.ID, docs.ID), nil},
			"permit unknown":          {f.Permit(ctx, root, a.ID, editor.ID, unknown), access.ErrPermission},
			"permit no id":            {f.Permit(ctx, root, a.ID, editor.ID, "zz"), access.ErrPermission},
			"permit of another":       {f.Permit(ctx, root, a.ID, editor.ID, media.ID), access.ErrPermission},
			"permit unknown role":     {f.Permit(ctx, root, a.ID, unknown, docs.ID), access.ErrRole},
			"permit another's role":   {f.Permit(ctx, root, a.ID, foreign.ID, docs.ID), access.ErrRole},
			"forbid what is not":      {f.Forbid(ctx, root, a.ID, editor.ID, unknown), nil},
			"forbid unknown role":     {f.Forbid(ctx, root, a.ID, "zz", docs.ID), access.ErrRole},
			"add role to nobody":      {f.AddRole(ctx, root, a.ID, "nobody", editor.ID), access.ErrUser},
			"add unknown role":        {f.AddRole(ctx, root, a.ID, "ada", unknown), access.ErrRole},
			"add another's role":      {f.AddRole(ctx, root, a.ID, "ada", foreign.ID), access.ErrRole},
			"remove role not held":    {f.RemoveRole(ctx, root, a.ID, "ada", unknown), nil},
			"roles of nothing":        {listRoles, application.ErrNotFound},
			"permissions of nothing":  {listPermissions, application.ErrNotFound},
			"members of nothing":      {listMembers, application.ErrNotFound},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("%s: got %v, want %v", name, c.got, c.want)
			}
		}
	})
}

func TestMembers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		a := f.application(t, "app")
		f.user(t, "ada.l", "Ada Lovelace", actor.RoleUser)
		f.user(t, "grace", "Grace 100% Hopper", actor.RoleUser)
		f.user(t, "linus", "Linus_T", actor.RoleUser)
		admin := f.roleNamed(t, a.ID, "admin")
		for _, id := range []string{"ada.l", "grace", "linus"} {
			must(t, f.Grant(t.Context(), root, a.ID, id, ""))
		}
		must(t, f.Grant(t.Context(), root, a.ID, "grace", admin.ID))
		for text, want := range map[string]string{
			"": "ada.l grace linus", "LOVE": "ada.l", "ada": "ada.l", "ada.l@example.com": "ada.l", "hop": "grace", "opper": "",
			"100%": "grace", "%": "", "linus_": "linus", "linusX": "", `\`: "", "l": "ada.l linus",
		} {
			found, total, err := f.Members(t.Context(), a.ID, access.Search{Text: " " + text + "\t", Page: 1, Limit: 10})
			must(t, err)
			var ids []string
			for _, m := range found {
				ids = append(ids, m.UserID)
			}
			if got := strings.Join(ids, " "); got != want || int(total) != len(found) {
				t.Errorf("%q finds %q of %d, want %q", text, got, total, want)
			}
		}
		page, total, err := f.Members(t.Context(), a.ID, access.Search{Page: 2, Limit: 1})
		must(t, err)
		if total != 3 || len(page) != 1 || page[0].UserID != "grace" || len(page[0].Roles) != 2 || !page[0].IsActive {
			t.Errorf("second page: %+v of %d", page, total)
		}
		for _, text := range []string{"a\x00", "\xff", strings.Repeat("a", 201)} {
			if _, _, err := f.Members(t.Context(), a.ID, access.Search{Text: text, Page: 1, Limit: 10}); !errors.Is(err, access.ErrInvalid) {
				t.Errorf("%.10q: %v", text, err)
			}
		}
	})
}

func TestOfAsksNoDatabaseTwice(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	must(t, err)
	f := start(t, d)
	f.user(t, "ada", "Ada", actor.RoleUser)
	a := f.application(t, "app")
	must(t, f.Grant(t.Context(), root, a.ID, "ada", f.role(t, a.ID, "editor", false, "docs").ID))
	f.is(t, a.ID, "ada", "true true [editor] [docs]")
	f.is(t, a.ID, "nobody", "false false [] []")
	must(t, d.Close())
	f.is(t, a.ID, "ada", "true true [editor] [docs]")
	f.is(t, a.ID, "nobody", "false false [] []")
}
