package access_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// organization makes one whose members' own ids are those of the users with
// "-in-" and its id.
func (f fixture) organization(t *testing.T, id string, userIDs ...string) {
	t.Helper()
	_, err := f.db.Exec(t.Context(), `
		INSERT INTO organizations (id, name, slug, is_reseller, created_at, updated_at) VALUES ($1, $1, $1, FALSE, $2, $2)`, id, now())
	must(t, err)
	for _, userID := range userIDs {
		f.joins(t, id, userID)
	}
}

func (f fixture) joins(t *testing.T, id, userID string) {
	t.Helper()
	_, err := f.db.Exec(t.Context(), `
		INSERT INTO organization_members (id, organization_id, user_id, role, created_at) VALUES ($1, $2, $3, 'member', $4)`,
		userID+"-in-"+id, id, userID, now())
	must(t, err)
}

// leaves ends a membership as its owner does: the row goes, whoever must know is
// told, all in one transaction.
func (f fixture) leaves(t *testing.T, id, userID string) {
	t.Helper()
	must(t, f.db.InTx(t.Context(), func(ctx context.Context) error {
		if _, err := f.db.Exec(ctx, `DELETE FROM organization_members WHERE organization_id = $1 AND user_id = $2`, id, userID); err != nil {
			return err
		}
		return f.ForgetIn(ctx, id, userID)
	}))
}

// isIn asserts what Ada may do within an organization, as "listed within [roles]
// [permissions]".
func (f fixture) isIn(t *testing.T, organizationID, applicationID, want string) {
	t.Helper()
	a, err := f.In(t.Context(), applicationID, "ada", organizationID)
	must(t, err)
	if a.Roles == nil || a.Permissions == nil {
		t.Errorf("in %s: a list is nil", organizationID)
	}
	if got := fmt.Sprint(a.Listed, a.Within, a.Roles, a.Permissions); got != want {
		t.Errorf("in %s: got %s, want %s", organizationID, got, want)
	}
}

func TestRolesWithinAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f, other := start(t, d), start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		a, b := f.application(t, "app"), f.application(t, "other")
		f.organization(t, "acme", "ada")
		f.organization(t, "umbrella", "ada")
		editor := f.role(t, a.ID, "editor", false, "docs", "docs.write")
		auditor := f.role(t, a.ID, "auditor", false, "docs", "logs")
		ctx := t.Context()
		step := func(what, want string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			f.isIn(t, "acme", a.ID, want)
			other.poll(t)
			other.isIn(t, "acme", a.ID, want)
		}
		const nothing = "false false [] []"
		step("nothing", nothing, nil)
		step("allow", nothing, f.Allow(ctx, root, "acme", a.ID))
		step("assign", "false true [editor] [docs docs.write]", f.AssignIn(ctx, root, a.ID, "acme", "ada", editor.ID))
		step("assign again", "false true [editor] [docs docs.write]", f.AssignIn(ctx, root, a.ID, "acme", "ada", editor.ID))
		t.Run("a role in one organization is none in another, in another application, or in none", func(t *testing.T) {
			f.isIn(t, "umbrella", a.ID, nothing)
			f.isIn(t, "acme", b.ID, nothing)
			f.isIn(t, "", a.ID, nothing)
			f.is(t, a.ID, "ada", "false false [] []")
		})
		step("own role too", "true true [auditor editor] [docs docs.write logs]", f.Grant(ctx, root, a.ID, "ada", auditor.ID))
		step("the same role twice", "true true [auditor editor] [docs docs.write logs]", f.AssignIn(ctx, root, a.ID, "acme", "ada", auditor.ID))
		step("shut out", "true true [] []", f.Change(ctx, root, a.ID, "ada", access.MemberChanges{IsActive: new(false)}))
		step("no row", "false true [auditor editor] [docs docs.write logs]", f.Revoke(ctx, root, a.ID, "ada"))
		step("unassign", "false true [editor] [docs docs.write]", f.UnassignIn(ctx, root, a.ID, "acme", "ada", auditor.ID))
		step("unassign again", "false true [editor] [docs docs.write]", f.UnassignIn(ctx, root, a.ID, "acme", "ada", auditor.ID))
		if err := f.DeleteRole(ctx, root, a.ID, editor.ID); !errors.Is(err, access.ErrRoleAssigned) {
			t.Errorf("a role that a member has there is deleted: %v", err)
		}
		step("disallow", nothing, f.Disallow(ctx, root, "acme", a.ID))
		step("allow again", nothing, f.Allow(ctx, root, "acme", a.ID))
		step("assign anew", "false true [editor] [docs docs.write]", f.AssignIn(ctx, root, a.ID, "acme", "ada", editor.ID))
		f.leaves(t, "acme", "ada")
		step("leave", nothing, nil)
		f.joins(t, "acme", "ada")
		step("join again", nothing, f.ForgetIn(ctx, "acme", "ada"))
		must(t, f.AssignIn(ctx, root, a.ID, "acme", "ada", editor.ID))
		must(t, f.applications.Delete(ctx, root, a.ID))
		f.audited(t, "organization.role_added", 4)
		f.audited(t, "organization.role_removed", 1)
		f.audited(t, "organization.application_allowed", 2)
		f.audited(t, "organization.application_disallowed", 1)
	})
}

func TestRolesWithinAnOrganizationRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		f.user(t, "eve", "Eve", actor.RoleUser)
		a, b := f.application(t, "app"), f.application(t, "other")
		f.organization(t, "acme", "ada")
		role, foreign := f.roleNamed(t, a.ID, "user"), f.roleNamed(t, b.ID, "user")
		ctx := t.Context()
		if err := f.AssignIn(ctx, root, a.ID, "acme", "ada", role.ID); !errors.Is(err, access.ErrNotAllowed) {
			t.Errorf("of an application that the organization may not use: %v", err)
		}
		must(t, f.Allow(ctx, root, "acme", a.ID))
		for name, c := range map[string]struct {
			application, organization, user, role string
			want                                  error
		}{
			"unknown application":       {unknown, "acme", "ada", role.ID, access.ErrNotAllowed},
			"no application id":         {"zz", "acme", "ada", role.ID, access.ErrNotAllowed},
			"unknown organization":      {a.ID, "nowhere", "ada", role.ID, access.ErrNotAllowed},
			"impossible organization":   {a.ID, "a\x00", "ada", role.ID, access.ErrOrganization},
			"no member":                 {a.ID, "acme", "eve", role.ID, access.ErrMember},
			"unknown user":              {a.ID, "acme", "ghost", role.ID, access.ErrMember},
			"impossible user":           {a.ID, "acme", "a\x00", role.ID, access.ErrMember},
			"unknown role":              {a.ID, "acme", "ada", unknown, access.ErrRole},
			"no role id":                {a.ID, "acme", "ada", "zz", access.ErrRole},
			"role of another":           {a.ID, "acme", "ada", foreign.ID, access.ErrRole},
			"role of one not allowed":   {b.ID, "acme", "ada", foreign.ID, access.ErrNotAllowed},
			"the member's id as user's": {a.ID, "acme", "ada-in-acme", role.ID, access.ErrMember},
		} {
			if err := f.AssignIn(ctx, root, c.application, c.organization, c.user, c.role); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := f.Allow(ctx, root, "nowhere", a.ID); !errors.Is(err, access.ErrOrganization) {
			t.Errorf("unknown organization: %v", err)
		}
		if err := f.Allow(ctx, root, "acme", unknown); !errors.Is(err, application.ErrNotFound) {
			t.Errorf("unknown application: %v", err)
		}
		f.isIn(t, "acme", a.ID, "false false [] []")
		f.audited(t, "organization.role_added", 0)
	})
}

func TestAdmitsWithinAnOrganization(t *testing.T) {
	app, open := application.Application{}, application.Application{Client: application.Client{AdmitsEveryone: true}}
	for name, c := range map[string]struct {
		access access.Access
		app    application.Application
		want   bool
	}{
		"a role there":                                  {access.Access{Within: true}, app, true},
		"no role there":                                 {access.Access{}, app, false},
		"a role there, and a row that is active":        {access.Access{Listed: true, Active: true, Within: true}, app, true},
		"a role there, and a row that keeps out":        {access.Access{Listed: true, Within: true}, app, false},
		"a row that keeps out of what is open for all":  {access.Access{Listed: true, Within: true}, open, false},
		"no role there, in an application open for all": {access.Access{}, open, true},
	} {
		if got := c.access.Admits(actor.RoleUser, c.app); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestHTTPOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.user(t, "ada", "Ada", actor.RoleUser)
		f.user(t, "eve", "Eve", actor.RoleUser)
		f.organization(t, "acme", "ada", "eve")
		a := f.application(t, "app")
		role := f.roleNamed(t, a.ID, "user")
		c := serve(f)
		const apps, roles = "/organizations/acme/applications", "/organizations/acme/members/ada-in-acme/roles"
		c.want(t, "GET", apps, "", 200, `{"applications":[]}`)
		c.refused(t, "PUT", roles+"/"+role.ID, "", 404, "PERM_007")
		c.want(t, "PUT", apps+"/"+a.ID, "", 200, `{"ok":true}`)
		c.want(t, "PUT", apps+"/"+a.ID, "", 200, `{"ok":true}`)
		c.want(t, "GET", apps, "", 200, `{"applications":[{"id":"<id>","name":"app","slug":"app","icon":null,"isActive":true,"allowedAt":"2026-11-23T08:00:00.000Z"}]}`)
		c.want(t, "GET", roles, "", 200, `{"roles":[]}`)
		c.want(t, "PUT", roles+"/"+role.ID, "", 200, `{"ok":true}`)
		const given = `{"roles":[{"id":"<id>","name":"user","applicationId":"<id>","applicationName":"app","applicationSlug":"app",` + at + `}]}`
		c.want(t, "GET", roles, "", 200, given)
		c.want(t, "GET", "/organizations/acme/members/ada/roles", "", 200, given)
		c.want(t, "GET", "/organizations/acme/members/eve/roles", "", 200, `{"roles":[]}`)
		c.want(t, "DELETE", roles+"/"+role.ID, "", 204, "")
		c.want(t, "DELETE", roles+"/"+role.ID, "", 204, "")
		c.want(t, "GET", roles, "", 200, `{"roles":[]}`)
		c.want(t, "DELETE", apps+"/"+a.ID, "", 204, "")
		c.want(t, "DELETE", apps+"/"+a.ID, "", 204, "")

		c.refused(t, "GET", "/organizations/nowhere/applications", "", 404, "ORG_001")
		c.refused(t, "PUT", "/organizations/nowhere/applications/"+a.ID, "", 404, "ORG_001")
		c.refused(t, "DELETE", "/organizations/nowhere/applications/"+a.ID, "", 404, "ORG_001")
		c.refused(t, "DELETE", apps+"/"+unknown, "", 404, "APP_002")
		c.refused(t, "PUT", apps+"/"+unknown, "", 404, "APP_002")
		c.refused(t, "PUT", apps+"/zz", "", 404, "APP_002")
		c.refused(t, "GET", "/organizations/nowhere/members/ada/roles", "", 404, "ORG_001")
		c.refused(t, "GET", "/organizations/acme/members/ghost/roles", "", 404, "ORG_004")
		c.refused(t, "PUT", "/organizations/acme/members/ghost/roles/"+role.ID, "", 404, "ORG_004")
		c.refused(t, "PUT", roles+"/"+unknown, "", 404, "PERM_002")
		c.refused(t, "PUT", roles+"/zz", "", 404, "PERM_002")
		c.refused(t, "GET", "/organizations/a%00/members/ada/roles", "", 404, "ORG_001")
		c.refused(t, "GET", "/organizations/acme/members/a%00/roles", "", 404, "ORG_004")
	})
}
