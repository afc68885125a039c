package organization_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

func TestWhoLooksAfterAnOrganizationIsTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		owner, admin := s.users[acmeOwner], s.users[acmeAdmin]
		s.Exec(t, `UPDATE users SET locale = 'fr' WHERE id = $1`, admin.ID)
		s.Forget(t, "user", admin.ID)
		corp := s.proved(t, "approval")
		ask := func() string {
			t.Helper()
			u := s.person(t, "corp.example")
			s.SignedIn(t, u).Do(t, "POST", ownPath+s.org.ID+"/join", "", "").Want(t, 200)
			return u.Email
		}

		asker := ask()
		for to, subject := range map[string]string{
			owner.Email: asker + " asks to join " + s.org.Name, admin.Email: asker + " demande à rejoindre " + s.org.Name,
		} {
			m := s.Mailbox(t).Await(t, to)
			if m.Subject != subject || !strings.Contains(m.Text, "corp.example") || !strings.Contains(m.Text, "Person") {
				t.Errorf("%s is told %q: %s", to, m.Subject, m.Text)
			}
		}
		s.Mailbox(t).None(t, s.users[acmeMember].Email)
		s.Mailbox(t).None(t, s.users[partnerOwner].Email) // the organization has people of its own
		for range 6 {
			ask()
		}
		if n := s.Count(t, `SELECT COUNT(*) FROM organization_join_requests WHERE organization_id = $1`, s.org.ID); n != 7 {
			t.Errorf("%d requests", n)
		}
		for i := range 4 {
			if m := s.Mailbox(t).Await(t, owner.Email); !strings.Contains(m.Subject, "asks to join") {
				t.Errorf("mail %d: %s", i, m.Subject)
			}
		}
		s.Mailbox(t).None(t, owner.Email) // the rest is not announced
		s.Advance(t, time.Hour+time.Minute)
		later := ask()
		if m := s.Mailbox(t).Await(t, owner.Email); !strings.HasPrefix(m.Subject, later) {
			t.Errorf("an hour later: %s", m.Subject)
		}

		t.Run("of a lost domain", func(t *testing.T) {
			s.NameServer().Withdraw(corp.Record.Name)
			for day := range 8 {
				s.Advance(t, map[bool]time.Duration{true: 8 * 24 * time.Hour, false: 25 * time.Hour}[day == 0])
				if err := s.Services.Domains.CheckDue(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			m := s.Mailbox(t).Await(t, owner.Email)
			if m.Subject != s.org.Name+" has lost the domain corp.example" {
				t.Errorf("told %q", m.Subject)
			}
			s.Mailbox(t).None(t, owner.Email) // once
		})
	})
}

// The people of a reseller hear of what happens in a client that has none.
func TestAClientWithoutPeopleIsLookedAfter(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		s.proved(t, "approval")
		s.Exec(t, `DELETE FROM organization_members WHERE organization_id = $1`, s.org.ID)
		s.SignedIn(t, s.person(t, "corp.example")).Do(t, "POST", ownPath+s.org.ID+"/join", "", "").Want(t, 200)
		for _, who := range []string{partnerOwner, partnerAdmin} {
			if m := s.Mailbox(t).Await(t, s.users[who].Email); !strings.Contains(m.Subject, "asks to join "+s.org.Name) {
				t.Errorf("%s is told %q", who, m.Subject)
			}
		}
		s.Mailbox(t).None(t, s.users[partnerMember].Email)
	})
}

// What organizationClient.create makes while a reseller is active is its client,
// owned by whoever calls.
func TestThePluginCreatesThroughTheActiveReseller(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		b := s.browsers[partnerAdmin]
		body := func() map[string]any {
			return map[string]any{"name": "Customer", "slug": "customer-" + s.next(), "keepCurrentActiveOrganization": true}
		}
		b.Post(t, createPath, body()).Want(t, 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION")
		b.Post(t, setActivePath, map[string]any{"activeOrganizationId": s.partner.ID}).Want(t, 200)
		id, _ := b.Post(t, createPath, body()).Want(t, 200).Object(t)["id"].(string)
		org, err := s.Services.Organizations.ByID(t.Context(), id)
		if err != nil || org.ParentID != s.partner.ID {
			t.Fatalf("made %+v, %v", org, err)
		}
		m, err := s.Services.Organizations.Membership(t.Context(), id, s.users[partnerAdmin].ID)
		if err != nil || m.Role != "owner" {
			t.Errorf("whoever called is %q, %v", m.Role, err)
		}
		if n := s.Count(t, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1`, id); n != 1 {
			t.Errorf("%d members", n)
		}

		t.Run("for those who manage it", func(t *testing.T) {
			plain := s.browsers[partnerMember]
			plain.Post(t, setActivePath, map[string]any{"activeOrganizationId": s.partner.ID}).Want(t, 200)
			plain.Post(t, createPath, body()).Want(t, 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION")
		})
		t.Run("within its limit", func(t *testing.T) {
			clients := s.Count(t, `SELECT COUNT(*) FROM organizations WHERE parent_id = $1`, s.partner.ID)
			if _, err := s.Services.Organizations.GrantReseller(t.Context(), s.root, s.partner.ID, clients); err != nil {
				t.Fatal(err)
			}
			b.Post(t, createPath, body()).Want(t, 403, "ORGANIZATION_LIMIT_REACHED")
		})
		t.Run("while it is one", func(t *testing.T) {
			if err := s.Services.Organizations.RevokeReseller(t.Context(), s.root, s.partner.ID); err != nil {
				t.Fatal(err)
			}
			b.Post(t, createPath, body()).Want(t, 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION")
		})
	})
}

// Who is invited, and whose address lets them join as well, gets what the
// invitation says, whichever of the two they do first.
func TestAnInvitationCountsMoreThanTheDomain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		s.proved(t, "automatic")
		invite := func(email string) (id, token string) {
			t.Helper()
			if _, err := s.Services.Organizations.Invite(t.Context(), organization.AsAdministrator(s.root), s.org.ID, organization.NewInvitation{Email: email, Role: "admin"}); err != nil {
				t.Fatal(err)
			}
			link := s.Mailbox(t).AwaitLink(t, email, "/accept-invitation?")
			return link.Query().Get("id"), link.Query().Get("token")
		}
		const accept = "/api/auth/organization/accept-invitation"

		t.Run("accepting verifies the address, by which they would join", func(t *testing.T) {
			u := s.User(t, "New", "new@corp.example")
			id, token := invite(u.Email)
			s.SignedIn(t, u).Post(t, accept, map[string]any{"invitationId": id, "token": token}).Want(t, 200)
			if role := s.roleOf(t, u.ID); role != "admin" {
				t.Errorf("is %q", role)
			}
			if n := s.Count(t, `SELECT COUNT(*) FROM users WHERE id = $1 AND email_verified`, u.ID); n != 1 {
				t.Error("the address is not verified")
			}
		})
		t.Run("joining answers the invitation", func(t *testing.T) {
			u := s.person(t, "corp.example")
			id, token := invite(u.Email)
			b := s.SignedIn(t, u)
			b.Do(t, "POST", ownPath+s.org.ID+"/join", "", "").Want(t, 200)
			if role := s.roleOf(t, u.ID); role != "admin" {
				t.Errorf("is %q", role)
			}
			b.Post(t, accept, map[string]any{"invitationId": id, "token": token}).Want(t, 400, "INVITATION_NOT_FOUND")
			if n := s.Count(t, `SELECT COUNT(*) FROM organization_members WHERE organization_id = $1 AND user_id = $2`, s.org.ID, u.ID); n != 1 {
				t.Errorf("%d memberships", n)
			}
		})
		t.Run("both at once make one member", func(t *testing.T) {
			for round := range 4 {
				u := s.verified(t, s.User(t, "Both", fmt.Sprintf("both-%d@corp.example", round)))
				id, token := invite(u.Email)
				done := make(chan error, 2)
				go func() {
					_, _, err := s.Services.Organizations.Accept(t.Context(), actor.Actor{UserID: u.ID}, id, token)
					done <- err
				}()
				go func() {
					_, err := s.Services.Domains.Join(t.Context(), actor.Actor{UserID: u.ID}, s.org.ID)
					done <- err
				}()
				first, other := <-done, <-done
				if first != nil && other != nil {
					t.Errorf("both are refused: %v, %v", first, other)
				}
				if role := s.roleOf(t, u.ID); role != "admin" {
					t.Errorf("is %q", role)
				}
			}
		})
	})
}
