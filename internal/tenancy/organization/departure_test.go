package organization_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

const (
	deletePath = "/api/auth/delete-user"
	removePath = "/api/auth/admin/remove-user"
)

func (g guild) exists(t *testing.T, org organization.Organization) bool {
	t.Helper()
	return g.world.Count(t, `SELECT COUNT(*) FROM organizations WHERE id = $1`, org.ID) == 1
}

func (g guild) hasAccount(t *testing.T, u user.User) bool {
	t.Helper()
	return g.world.Count(t, `SELECT COUNT(*) FROM users WHERE id = $1`, u.ID) == 1
}

// remove is what an administrator does to an account.
func (g guild) remove(t *testing.T, u user.User) error {
	t.Helper()
	return g.world.Services.Users.RemoveBy(t.Context(), g.root, u.ID)
}

// named are the organizations that a refusal names.
func named(t *testing.T, err error) []string {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		t.Fatalf("%v is no refusal", err)
	}
	var ids []string
	for _, field := range f.Fields {
		ids = append(ids, strings.TrimPrefix(field.Name, "organizations."))
	}
	slices.Sort(ids)
	return ids
}

func TestAnAccountThatAloneOwnsWhatOthersBelongToStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		second, shared, own := g.create(t, "beta", g.owner), g.create(t, "shared", g.owner), g.create(t, "own", g.owner)
		g.join(t, second, g.outsider, member)
		g.join(t, shared, g.outsider, owner)
		want := []string{g.org.ID, second.ID}
		slices.Sort(want)
		b, root := g.world.SignedIn(t, g.owner), g.world.SignedIn(t, g.userOf(t, g.root))

		if got := named(t, g.Settled(t.Context(), g.owner.ID)); !slices.Equal(got, want) {
			t.Errorf("names %q, want %q", got, want)
		}
		for name, a := range map[string]seed.Answer{
			"by its user":                b.Post(t, deletePath, map[string]any{"password": seed.Password}),
			"by its user, asking a mail": b.Post(t, deletePath, map[string]any{}),
			"by an administrator":        root.Post(t, removePath, map[string]any{"userId": g.owner.ID}),
		} {
			a.Want(t, 409, "ORGANIZATIONS_WOULD_HAVE_NO_OWNER")
			if text := string(a.Body); !strings.Contains(text, "acme") || !strings.Contains(text, "beta") || strings.Contains(text, "shared") || strings.Contains(text, "own has") {
				t.Errorf("%s: %s", name, text)
			}
		}
		a := root.Do(t, "DELETE", "/api/admin/users/"+g.owner.ID, "", "").Want(t, 409, "ORG_016")
		var told struct {
			Error struct {
				Message string
				Details []struct{ Field, Message string }
			}
		}
		a.Into(t, &told)
		if len(told.Error.Details) != 2 || !strings.HasSuffix(told.Error.Message, ": acme, beta") || told.Error.Details[0].Field != "organizations."+g.org.ID {
			t.Errorf("%s", a.Body)
		}
		if b.Get(t, "/api/organizations").Want(t, 200); !g.hasAccount(t, g.owner) || g.role(t, g.org, g.owner) != owner || !g.exists(t, own) {
			t.Error("a refused deletion has done something")
		}
		if n := g.world.Count(t, `SELECT COUNT(*) FROM users WHERE deletes_at IS NOT NULL`); n != 0 {
			t.Error("a refused deletion is scheduled")
		}

		t.Run("until there is another owner", func(t *testing.T) {
			whole := organization.AsAdministrator(g.root)
			for org, heir := range map[string]user.User{g.org.ID: g.member, second.ID: g.outsider} {
				if _, err := g.SetRole(t.Context(), whole, org, owner, organization.UserID(heir.ID)); err != nil {
					t.Fatal(err)
				}
			}
			root.Do(t, "DELETE", "/api/admin/users/"+g.owner.ID, "", "").Want(t, 204)
			if g.hasAccount(t, g.owner) || g.role(t, g.org, g.owner) != "" || g.role(t, g.org, g.member) != owner {
				t.Error("the account or its memberships are left")
			}
			if g.exists(t, own) || !g.exists(t, shared) {
				t.Error("what nobody else was in goes with the account, and nothing else")
			}
			for action, n := range map[string]int64{"organization.deleted": 1, "organization.member_left": 3} {
				if got := g.world.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = $1`, action); got != n {
					t.Errorf("%d entries of %s, want %d", got, action, n)
				}
			}
		})
	})
}

func (g guild) userOf(t *testing.T, by actor.Actor) user.User {
	t.Helper()
	u, err := g.world.Services.Users.ByID(t.Context(), by.UserID)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAnOrganizationWithoutMembersBelongsToItsReseller(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		reseller, client := g.create(t, "reseller", g.admin), g.create(t, "client", g.outsider)
		if _, err := g.GrantReseller(t.Context(), g.root, reseller.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := g.SetParent(t.Context(), g.root, client.ID, reseller.ID); err != nil {
			t.Fatal(err)
		}
		err := g.remove(t, g.admin)
		wants(t, err, organization.ErrOwnerGoes) // its clients depend on it
		if got := named(t, err); !slices.Equal(got, []string{reseller.ID}) {
			t.Errorf("names %q", got)
		}
		if err := g.remove(t, g.outsider); err != nil {
			t.Fatal(err)
		}
		if !g.exists(t, client) {
			t.Fatal("the client went with its last member, though its reseller looks after it")
		}
		if _, err := g.Delete(t.Context(), organization.AsAdministrator(g.root), client.ID); err != nil {
			t.Fatal(err)
		}
		if err := g.remove(t, g.admin); err != nil {
			t.Fatal(err)
		}
		if g.exists(t, reseller) {
			t.Error("a reseller without clients and members is left")
		}

		t.Run("but not when it has lost the right", func(t *testing.T) {
			reseller, client := g.create(t, "reseller2", g.owner), g.create(t, "client2", g.world.User(t, "Lone", "lone@example.com"))
			if _, err := g.GrantReseller(t.Context(), g.root, reseller.ID, 0); err != nil {
				t.Fatal(err)
			}
			if _, err := g.SetParent(t.Context(), g.root, client.ID, reseller.ID); err != nil {
				t.Fatal(err)
			}
			if err := g.RevokeReseller(t.Context(), g.root, reseller.ID); err != nil {
				t.Fatal(err)
			}
			u, err := g.world.Services.Users.ByEmail(t.Context(), "lone@example.com")
			if err != nil {
				t.Fatal(err)
			}
			if err := g.remove(t, u); err != nil {
				t.Fatal(err)
			}
			if g.exists(t, client) {
				t.Error("an organization that nobody looks after is left")
			}
		})
	})
}

// Between the deletion and the end of the grace others may have joined, or an
// owner gone: nobody can be asked any more, and the account goes on time.
func TestWhoTakesOverWhenTheGraceIsOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		users := g.world.Services.Users
		remove := func(u user.User) {
			t.Helper()
			if _, err := users.Delete(t.Context(), actor.Actor{UserID: u.ID}, u.ID); err != nil {
				t.Fatal(err)
			}
		}
		whole := organization.AsAdministrator(g.root)
		if _, err := g.SetRole(t.Context(), whole, g.org.ID, owner, organization.UserID(g.member.ID)); err != nil {
			t.Fatal(err)
		}
		lone := g.create(t, "lone", g.outsider)
		remove(g.outsider)
		remove(g.owner)
		if !g.exists(t, lone) || g.role(t, lone, g.outsider) != owner {
			t.Error("something went before its time")
		}

		t.Run("who is about to go is no owner to rely on", func(t *testing.T) {
			wants(t, g.Settled(t.Context(), g.member.ID), organization.ErrOwnerGoes)
			wants(t, second(g.Leave(t.Context(), as(g.member).By, g.org.ID)), organization.ErrOnlyOwner)
			wants(t, g.remove(t, g.member), organization.ErrOwnerGoes)
			if _, err := g.RemoveMember(t.Context(), whole, g.org.ID, organization.UserID(g.owner.ID)); err != nil {
				t.Errorf("they cannot be removed though somebody else owns it: %v", err)
			}
			g.join(t, g.org, g.owner, owner)
		})

		late := g.world.User(t, "Late Comer", "late@example.com")
		older := g.world.User(t, "Older Comer", "older@example.com")
		g.join(t, lone, older, member)
		g.world.Advance(t, time.Minute)
		g.join(t, lone, late, admin)
		// As if the other owner had gone in a way that asks nobody.
		g.world.Exec(t, `DELETE FROM organization_members WHERE organization_id = $1 AND user_id = $2`, g.org.ID, g.member.ID)
		g.world.Advance(t, 7*24*time.Hour)
		if err := users.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if g.hasAccount(t, g.owner) || g.hasAccount(t, g.outsider) {
			t.Fatal("an account is kept beyond its time")
		}
		if got := g.role(t, g.org, g.admin); got != owner {
			t.Errorf("the admin is %s", got)
		}
		if a, b := g.role(t, lone, late), g.role(t, lone, older); a != owner || b != member {
			t.Errorf("the admin is %s, the older member %s", a, b)
		}
		if n := g.world.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'organization.member_role_changed' AND actor_kind = 'system'`); n != 2 {
			t.Errorf("%d entries of who took over", n)
		}
	})
}

// Everybody who owns an organization deletes their account at the same moment,
// and others come and go: it never has members and no owner, and nobody who
// joins it is left with none.
func TestNoOrganizationIsOrphanedByARace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		users := g.world.Services.Users
		for round := range 6 {
			suffix := string(rune('a' + round))
			first := g.world.User(t, "First", "first-"+suffix+"@example.com")
			other := g.world.User(t, "Other", "other-"+suffix+"@example.com")
			org := g.create(t, "race-"+suffix, first)
			g.join(t, org, other, owner)
			g.join(t, org, g.member, member)
			ways := []func() error{
				func() error { return users.RemoveBy(t.Context(), g.root, first.ID) },
				func() error { return users.RemoveBy(t.Context(), g.root, other.ID) },
				func() error { return second(g.Leave(t.Context(), as(other).By, org.ID)) },
				func() error { // becomes the owner of another one while the account goes
					return third(g.Create(t.Context(), g.root, organization.NewOrganization{Name: "New", Slug: "new-" + suffix, OwnerID: first.ID}))
				},
			}
			start := make(chan struct{})
			var group sync.WaitGroup
			for _, way := range ways {
				group.Go(func() {
					<-start
					_ = way() // refused or not: an owner is left
				})
			}
			close(start)
			group.Wait()
			if n := g.world.Count(t, `SELECT COUNT(*) FROM organizations o WHERE NOT EXISTS (
				SELECT 1 FROM organization_members m WHERE m.organization_id = o.id AND m.role = 'owner')`); n != 0 {
				t.Fatalf("round %d: %d organizations have no owner", round, n)
			}
		}
	})
}

func TestAnAccountThatGoesAtOnceTakesItsOrganizationAlong(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d, func(c *config.Config) { c.DeletionGrace = 0 })
		root := w.Superadmin(t)
		g := guild{Service: w.Services.Organizations, world: w, root: actor.Actor{UserID: root.ID, Role: root.Role}}
		u, other := w.User(t, "Lone", "lone@example.com"), w.User(t, "Other", "other@example.com")
		org := g.create(t, "lone", u)
		g.join(t, org, other, member)
		b := w.SignedIn(t, u)
		b.Post(t, deletePath, map[string]any{"password": seed.Password}).Want(t, 409, "ORGANIZATIONS_WOULD_HAVE_NO_OWNER")
		if _, err := g.Leave(t.Context(), as(other).By, org.ID); err != nil {
			t.Fatal(err)
		}
		b.Post(t, deletePath, map[string]any{"password": seed.Password}).Want(t, 200)
		if g.hasAccount(t, u) || g.exists(t, org) {
			t.Error("the account or its organization is left")
		}
	})
}
