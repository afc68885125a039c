package organization_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// A guild is a service with an organization: an owner, an admin, a member, and
// somebody who does not belong to it.
type guild struct {
	*organization.Service
	world                          *seed.World
	root                           actor.Actor
	owner, admin, member, outsider user.User
	org                            organization.Organization
}

func found(t *testing.T, d *db.DB) guild {
	t.Helper()
	w := seed.New(t, d)
	root := w.Superadmin(t)
	g := guild{
		Service: w.Services.Organizations, world: w, root: actor.Actor{UserID: root.ID, Role: root.Role},
		owner: w.User(t, "Olga Owner", "olga@example.com"), admin: w.User(t, "Adam Admin", "adam@example.com"),
		member: w.User(t, "Mia Member", "mia@example.com"), outsider: w.User(t, "Otto Outside", "otto@example.com"),
	}
	g.org = g.create(t, "acme", g.owner)
	g.join(t, g.org, g.admin, organization.RoleAdmin)
	g.join(t, g.org, g.member, organization.RoleMember)
	return g
}

func (g guild) create(t *testing.T, slug string, owner user.User) organization.Organization {
	t.Helper()
	org, _, err := g.Create(t.Context(), g.root, organization.NewOrganization{Name: slug, Slug: slug, OwnerID: owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	return org
}

func (g guild) join(t *testing.T, org organization.Organization, u user.User, role string) organization.Member {
	t.Helper()
	m, err := g.AddMember(t.Context(), organization.AsAdministrator(g.root), org.ID, u.ID, role)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func as(u user.User) organization.Authority {
	return organization.AsMember(actor.Actor{UserID: u.ID, Role: u.Role})
}

func (g guild) role(t *testing.T, org organization.Organization, u user.User) string {
	t.Helper()
	m, err := g.Membership(t.Context(), org.ID, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return m.Role
}

// wants fails the test unless an error is a refusal by its code.
func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

func TestAMembershipIsKnownAndForgottenAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		var left []string
		g.OnLeave(func(_ context.Context, organizationID, userID string) error {
			left = append(left, organizationID+" "+userID)
			return nil
		})
		if got := []string{g.role(t, g.org, g.owner), g.role(t, g.org, g.admin), g.role(t, g.org, g.member), g.role(t, g.org, g.outsider)}; !slices.Equal(got, []string{"owner", "admin", "member", ""}) {
			t.Errorf("roles %q", got)
		}
		_, err := g.Membership(t.Context(), "none", g.owner.ID)
		wants(t, err, organization.ErrNotFound)
		wants(t, g.Admits(t.Context(), g.outsider.ID, g.org.ID), session.ErrNotMember)
		wants(t, g.Admits(t.Context(), g.outsider.ID, "none"), session.ErrNotMember)
		if err := g.Admits(t.Context(), g.member.ID, g.org.ID); err != nil {
			t.Error(err)
		}

		if _, err := g.SetRole(t.Context(), as(g.owner), g.org.ID, "admin", organization.UserID(g.member.ID)); err != nil {
			t.Fatal(err)
		}
		if role := g.role(t, g.org, g.member); role != "admin" {
			t.Errorf("the changed role is %q", role)
		}
		if _, err := g.RemoveMember(t.Context(), as(g.owner), g.org.ID, organization.UserID(g.member.ID)); err != nil {
			t.Fatal(err)
		}
		if role := g.role(t, g.org, g.member); role != "" {
			t.Errorf("the removed member is still %q", role)
		}
		name := "Acme Two"
		if _, err := g.Update(t.Context(), as(g.owner), g.org.ID, organization.Changes{Name: &name}); err != nil {
			t.Fatal(err)
		}
		if m, err := g.Membership(t.Context(), g.org.ID, g.owner.ID); err != nil || m.Organization.Name != name {
			t.Errorf("the new name is not told: %v %v", m, err)
		}

		g.create(t, "aardvark", g.owner)
		mine, err := g.Of(t.Context(), g.owner.ID)
		if err != nil || len(mine) != 2 || mine[0].Organization.Slug != "aardvark" || mine[1].Role != organization.RoleOwner {
			t.Errorf("organizations of the owner: %v %v", mine, err)
		}
		if _, err := g.Delete(t.Context(), as(g.owner), g.org.ID); err != nil {
			t.Fatal(err)
		}
		_, err = g.Membership(t.Context(), g.org.ID, g.owner.ID)
		wants(t, err, organization.ErrNotFound)
		want := []string{g.org.ID + " " + g.member.ID, g.org.ID + " " + g.admin.ID, g.org.ID + " " + g.owner.ID}
		slices.Sort(want[1:])
		slices.Sort(left[1:])
		if !slices.Equal(left, want) {
			t.Errorf("left %q, want %q", left, want)
		}
	})
}
