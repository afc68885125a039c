package organization_test

import (
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

const (
	owner  = organization.RoleOwner
	admin  = organization.RoleAdmin
	member = organization.RoleMember
)

// Nobody rises above their role: admins neither make owners nor touch them, and
// members do nothing.
func TestNobodyRisesAboveTheirRole(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		second := g.world.User(t, "Second Owner", "second@example.com")
		g.join(t, g.org, second, owner)
		ctx, id := t.Context(), g.org.ID
		name := "Mine"
		for what, act := range map[string]func(a organization.Authority) error{
			"make oneself an owner": func(a organization.Authority) error {
				_, err := g.SetRole(ctx, a, id, owner, organization.UserID(a.By.UserID))
				return err
			},
			"make another one an owner": func(a organization.Authority) error {
				_, err := g.SetRole(ctx, a, id, owner, organization.UserID(g.member.ID))
				return err
			},
			"demote an owner": func(a organization.Authority) error {
				_, err := g.SetRole(ctx, a, id, member, organization.UserID(second.ID))
				return err
			},
			"remove an owner": func(a organization.Authority) error {
				_, err := g.RemoveMember(ctx, a, id, organization.UserID(second.ID))
				return err
			},
			"invite an owner": func(a organization.Authority) error {
				_, err := g.Invite(ctx, a, id, organization.NewInvitation{Email: "new@example.com", Role: owner})
				return err
			},
			"invite several owners": func(a organization.Authority) error {
				_, err := g.InviteMany(ctx, a, id, []string{"new@example.com"}, owner)
				return err
			},
			"add an owner": func(a organization.Authority) error {
				_, err := g.AddMember(ctx, a, id, g.outsider.ID, owner)
				return err
			},
			"delete the organization": func(a organization.Authority) error {
				_, err := g.Delete(ctx, a, id)
				return err
			},
		} {
			for _, u := range []user.User{g.admin, g.member} {
				if err := act(as(u)); err == nil {
					t.Errorf("%s may %s", u.Name, what)
				} else {
					wants(t, err, organization.ErrForbidden)
				}
			}
			wants(t, act(as(g.outsider)), session.ErrNotMember)
			wants(t, act(organization.AsAdministrator(as(g.outsider).By)), organization.ErrForbidden)
		}
		for what, act := range map[string]func(a organization.Authority) error{
			"rename": func(a organization.Authority) error {
				_, err := g.Update(ctx, a, id, organization.Changes{Name: &name})
				return err
			},
			"invite": func(a organization.Authority) error {
				_, err := g.Invite(ctx, a, id, organization.NewInvitation{Email: "new@example.com", Role: member})
				return err
			},
			"change a role": func(a organization.Authority) error {
				_, err := g.SetRole(ctx, a, id, admin, organization.UserID(g.member.ID))
				return err
			},
			"remove": func(a organization.Authority) error {
				_, err := g.RemoveMember(ctx, a, id, organization.UserID(g.admin.ID))
				return err
			},
			"add": func(a organization.Authority) error {
				_, err := g.AddMember(ctx, a, id, g.outsider.ID, member)
				return err
			},
		} {
			if err := act(as(g.member)); err == nil {
				t.Errorf("a member may %s", what)
			} else {
				wants(t, err, organization.ErrForbidden)
			}
		}
		if n := g.world.Count(t, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1 AND role = 'owner'`, id); n != 2 {
			t.Errorf("%d owners", n)
		}
		if n := g.world.Count(t, `SELECT COUNT(*) FROM organization_invitations`); n != 0 {
			t.Errorf("%d invitations", n)
		}
		if _, err := g.Update(ctx, as(g.admin), id, organization.Changes{Name: &name}); err != nil {
			t.Errorf("an admin may not rename: %v", err)
		}
	})
}

// A right in one organization is none in another.
func TestARightEndsAtTheOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		other := g.create(t, "other", g.outsider)
		ctx, stranger := t.Context(), as(g.owner) // owns acme
		i, err := g.Invite(ctx, as(g.outsider), other.ID, organization.NewInvitation{Email: "new@example.com", Role: member})
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := g.MemberOf(ctx, as(g.outsider), other.ID, organization.UserID(g.outsider.ID))
		if err != nil {
			t.Fatal(err)
		}
		name := "Mine"
		for what, err := range map[string]error{
			"read":    second(g.Get(ctx, stranger, other.ID)),
			"members": third(g.Members(ctx, stranger, other.ID, organization.MemberSearch{})),
			"look":    second(g.Invitations(ctx, stranger, other.ID)),
			"member":  second(g.MemberOf(ctx, stranger, other.ID, organization.UserID(g.outsider.ID))),
			"rename":  second(g.Update(ctx, stranger, other.ID, organization.Changes{Name: &name})),
			"delete":  second(g.Delete(ctx, stranger, other.ID)),
			"invite":  second(g.Invite(ctx, stranger, other.ID, organization.NewInvitation{Email: "x@example.com", Role: member})),
			"resend":  second(g.Resend(ctx, stranger, other.ID, i.ID)),
			"cancel":  second(g.Cancel(ctx, stranger, "", i.ID)),
			"leave":   second(g.Leave(ctx, stranger.By, other.ID)),
			"remove":  second(g.RemoveMember(ctx, stranger, other.ID, organization.MemberID(theirs.ID))),
			"promote": second(g.SetRole(ctx, stranger, other.ID, owner, organization.MemberID(theirs.ID))),
		} {
			if err == nil {
				t.Errorf("the owner of another organization may %s", what)
			} else {
				wants(t, err, session.ErrNotMember)
			}
		}
		// What belongs to the other organization is not found in one's own.
		wants(t, second(g.RemoveMember(ctx, stranger, g.org.ID, organization.MemberID(theirs.ID))), organization.ErrMember)
		wants(t, second(g.SetRole(ctx, stranger, g.org.ID, member, organization.MemberID(theirs.ID))), organization.ErrMember)
		wants(t, second(g.Resend(ctx, stranger, g.org.ID, i.ID)), organization.ErrInvitation)
		wants(t, second(g.Cancel(ctx, organization.AsAdministrator(g.root), g.org.ID, i.ID)), organization.ErrInvitation)
		if role := g.role(t, other, g.outsider); role != owner {
			t.Errorf("the owner of the other organization is %q", role)
		}
	})
}

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }

func TestTheLastOwnerStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		ctx, id := t.Context(), g.org.ID
		whole := organization.AsAdministrator(g.root)
		wants(t, second(g.Leave(ctx, as(g.owner).By, id)), organization.ErrOnlyOwner)
		for _, a := range []organization.Authority{as(g.owner), whole} {
			wants(t, second(g.RemoveMember(ctx, a, id, organization.UserID(g.owner.ID))), organization.ErrOnlyOwner)
			wants(t, second(g.SetRole(ctx, a, id, member, organization.UserID(g.owner.ID))), organization.ErrOnlyOwner)
		}

		t.Run("of those who go at the same time", func(t *testing.T) {
			other := g.world.User(t, "Second Owner", "second@example.com")
			for round := range 8 {
				for _, u := range []user.User{g.owner, other} { // whoever went comes back
					if g.role(t, g.org, u) == "" {
						g.join(t, g.org, u, owner)
					} else if _, err := g.SetRole(ctx, whole, id, owner, organization.UserID(u.ID)); err != nil {
						t.Fatal(err)
					}
				}
				ways := []func() error{
					func() error { return second(g.Leave(ctx, as(g.owner).By, id)) },
					func() error { return second(g.Leave(ctx, as(other).By, id)) },
					func() error {
						return second(g.SetRole(ctx, as(g.owner), id, member, organization.UserID(other.ID)))
					},
					func() error {
						return second(g.SetRole(ctx, as(other), id, admin, organization.UserID(g.owner.ID)))
					},
					func() error { return second(g.RemoveMember(ctx, whole, id, organization.UserID(g.owner.ID))) },
					func() error { return second(g.RemoveMember(ctx, whole, id, organization.UserID(other.ID))) },
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
				if n := g.world.Count(t, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1 AND role = 'owner'`, id); n < 1 {
					t.Fatalf("round %d: no owner is left", round)
				}
			}
		})
	})
}

func TestOnlyAdministratorsCreate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		n := organization.NewOrganization{Name: "New", Slug: "new"}
		_, _, err := g.Create(t.Context(), as(g.owner).By, n)
		wants(t, err, organization.ErrForbidden)
		// A list of roles has the rights of each (known-bugs 53).
		several := actor.Actor{UserID: g.owner.ID, Role: "user,admin"}
		org, first, err := g.Create(t.Context(), several, n)
		if err != nil || first.UserID != g.owner.ID || first.Role != owner {
			t.Fatalf("%v %v %v", org, first, err)
		}
		several.Impersonator = g.root.UserID
		n.Slug = "other"
		_, _, err = g.Create(t.Context(), several, n)
		wants(t, err, organization.ErrForbidden)
		n.OwnerID = "nobody"
		_, _, err = g.Create(t.Context(), g.root, n)
		wants(t, err, user.ErrNotFound)
		if n := g.world.Count(t, `SELECT COUNT(*) FROM organizations`); n != 2 {
			t.Errorf("%d organizations", n)
		}
	})
}

func TestWhatAnOrganizationIsMadeOf(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		long := make([]byte, 60)
		for i := range long {
			long[i] = 'a'
		}
		for _, n := range []organization.NewOrganization{
			{Name: "", Slug: "a"},
			{Name: " ", Slug: "a"},
			{Name: "a\nb", Slug: "a"},
			{Name: string(long) + string(long), Slug: "a"},
			{Name: "A", Slug: ""},
			{Name: "A", Slug: "A"},
			{Name: "A", Slug: "a b"},
			{Name: "A", Slug: "é"},
			{Name: "A", Slug: string(long)},
			{Name: "A", Slug: "a/b"},
			{Name: "A", Slug: "a", Logo: "javascript:alert(1)"},
			{Name: "A", Slug: "a", Logo: "/x.png"},
			{Name: "A", Slug: "a", Logo: "https://u:p@x.example/"},
			{Name: "A", Slug: "a", Metadata: `[1]`},
			{Name: "A", Slug: "a", Metadata: `{`},
			{Name: "A", Slug: "a", Metadata: `"x"`},
		} {
			_, _, err := g.Create(t.Context(), g.root, n)
			wants(t, err, organization.ErrInvalid)
		}
		org, _, err := g.Create(t.Context(), g.root, organization.NewOrganization{
			Name: " Acme & Söhne ", Slug: "0-a", Logo: "https://x.example/l.png", Metadata: "{ \"n\": 1 }",
		})
		if err != nil || org.Name != "Acme & Söhne" || org.Metadata != `{"n":1}` {
			t.Fatalf("%v %v", org, err)
		}
		wants(t, g.SlugFree(t.Context(), "0-a"), organization.ErrTaken)
		wants(t, second(g.Update(t.Context(), organization.AsAdministrator(g.root), org.ID, organization.Changes{Slug: &g.org.Slug})), organization.ErrTaken)
		none := ""
		cleared, err := g.Update(t.Context(), organization.AsAdministrator(g.root), org.ID, organization.Changes{Logo: &none, Metadata: &none})
		if err != nil || cleared.Logo != "" || cleared.Metadata != "" || cleared.Name != org.Name {
			t.Errorf("%v %v", cleared, err)
		}
	})
}

func TestAnOrganizationIsBounded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		g := found(t, d)
		g.world.Exec(t, `
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 97)
			INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
			SELECT 'u' || i, 'U', 'u' || i || '@example.com', TRUE, 'user', FALSE, FALSE, FALSE, 0, 0 FROM n`)
		g.world.Exec(t, `INSERT INTO organization_members (id, organization_id, user_id, role, created_at)
			SELECT 'm' || id, $1, id, 'member', 0 FROM users WHERE name = 'U'`, g.org.ID)
		if n := g.world.Count(t, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1`, g.org.ID); n != organization.MaxMembers {
			t.Fatalf("%d members", n)
		}
		whole := organization.AsAdministrator(g.root)
		wants(t, second(g.AddMember(t.Context(), whole, g.org.ID, g.outsider.ID, member)), organization.ErrFull)
		i, err := g.Invite(t.Context(), whole, g.org.ID, organization.NewInvitation{Email: g.outsider.Email, Role: member})
		if err != nil {
			t.Fatal(err)
		}
		g.verify(t, g.outsider)
		_, _, err = g.Accept(t.Context(), as(g.outsider).By, i.ID, "")
		wants(t, err, organization.ErrFull)
		if status := g.status(t, i); status != organization.Pending {
			t.Errorf("an invitation that could not be accepted is %s", status)
		}

		g.world.Exec(t, `
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99)
			INSERT INTO organization_invitations (id, organization_id, email, role, status, token_digest, expires_at, created_at)
			SELECT 'i' || i, CAST($1 AS TEXT), 'i' || i || '@example.com', 'member', 'pending', '', CAST($2 AS BIGINT), 0 FROM n`,
			g.org.ID, g.world.Clock.Now().Add(organization.InvitationLife))
		invite := organization.NewInvitation{Email: "more@example.com", Role: member}
		wants(t, second(g.Invite(t.Context(), whole, g.org.ID, invite)), organization.ErrManyInvitations)
		g.world.Advance(t, organization.InvitationLife) // those that nobody answered in time do not count
		if _, err := g.Invite(t.Context(), whole, g.org.ID, invite); err != nil {
			t.Error(err)
		}
	})
}

func TestParseRole(t *testing.T) {
	for text, want := range map[string]string{
		"owner": owner, "admin": admin, "member": member, "member,admin": admin, " owner , member": owner,
		"": "", "weird": "", "admin,weird": "", "Owner": "", ",": "",
	} {
		if got, err := organization.ParseRole([]string{text}); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if got, _ := organization.ParseRole([]string{"member", "admin"}); got != admin {
		t.Errorf("of several: %q", got)
	}
	if _, err := organization.ParseRole(nil); err == nil {
		t.Error("no role is one")
	}
}

func FuzzParseRole(f *testing.F) {
	for _, text := range []string{"owner", "admin,member", "", ",", "owner\x00", "mémber"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		role, err := organization.ParseRole([]string{a, b})
		if (err == nil) != (role == owner || role == admin || role == member) {
			t.Errorf("%q, %q: %q %v", a, b, role, err)
		}
	})
}

func FuzzCompact(f *testing.F) {
	for _, text := range []string{`{}`, `{ "a" : [1, null] }`, `null`, `[]`, `{"a":`, "\x00", `{}{}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, err := organization.Compact(text)
		if err != nil || once == "" {
			return
		}
		if twice, err := organization.Compact(once); err != nil || twice != once {
			t.Errorf("%q became %q and then %q, %v", text, once, twice, err)
		}
	})
}
