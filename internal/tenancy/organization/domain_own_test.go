package organization_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

type domainView struct {
	ID, Domain, DisplayName, Status, Join string
	Failures                              int
	Record                                struct{ Type, Name, Value string }
	VerifiedAt                            *time.Time
}

// claim claims a domain in the name of somebody.
func (s scene) claim(t *testing.T, who string, org organization.Organization, name string) domainView {
	t.Helper()
	var out struct{ Domain domainView }
	s.browsers[who].Post(t, ownPath+org.ID+"/domains", map[string]any{"domain": name}).Want(t, 201).Into(t, &out)
	return out.Domain
}

func (s scene) look(t *testing.T, who string, org organization.Organization, id string) domainView {
	t.Helper()
	var out struct{ Domains []domainView }
	s.browsers[who].Get(t, ownPath+org.ID+"/domains").Want(t, 200).Into(t, &out)
	for _, d := range out.Domains {
		if d.ID == id {
			return d
		}
	}
	t.Fatalf("the domain is not among %+v", out)
	return domainView{}
}

func verifyAt(org organization.Organization, d domainView) string {
	return ownPath + org.ID + "/domains/" + d.ID + "/verify"
}

func TestADomainIsProvedByTheDNS(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		b, names := s.browsers[acmeAdmin], s.NameServer()
		claimed := s.claim(t, acmeAdmin, s.org, "Bücher.example")
		if claimed.Domain != "xn--bcher-kva.example" || claimed.DisplayName != "bücher.example" || claimed.Status != "claimed" || claimed.Join != "off" {
			t.Errorf("claimed %+v", claimed)
		}
		if r := claimed.Record; r.Type != "TXT" || r.Name != "_auth-service-challenge.xn--bcher-kva.example" {
			t.Errorf("record %+v", r)
		}
		at := verifyAt(s.org, claimed)
		b.Do(t, "POST", at, "", "").Want(t, 400, "DOM_005")
		names.Publish(claimed.Record.Name, "v=spf1 -all", claimed.Record.Value+"x")
		b.Do(t, "POST", at, "", "").Want(t, 400, "DOM_005")
		names.Publish("_auth-service-challenge.example", claimed.Record.Value)
		names.Publish("xn--bcher-kva.example", claimed.Record.Value)
		b.Do(t, "POST", at, "", "").Want(t, 400, "DOM_005") // at the wrong names
		names.Break(true)
		b.Do(t, "POST", at, "", "").Want(t, 400, "DOM_006")
		names.Break(false)
		if view := s.look(t, acmeAdmin, s.org, claimed.ID); view.Status != "claimed" {
			t.Errorf("refused, and yet %+v", view)
		}
		names.Publish(claimed.Record.Name, claimed.Record.Value)
		b.Do(t, "POST", at, "", "").Want(t, 200)
		if view := s.look(t, acmeAdmin, s.org, claimed.ID); view.Status != "verified" || view.VerifiedAt == nil {
			t.Errorf("verified: %+v", view)
		}
		b.Do(t, "POST", at, "", "").Want(t, 200) // once more
		if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'organization.domain_verified'`); n != 1 {
			t.Errorf("%d events of one verification", n)
		}

		for name, refused := range map[string]string{
			"bücher.example": "DOM_003", "XN--BCHER-KVA.example.": "DOM_003", "gmail.com": "DOM_002", "co.uk": "DOM_002", "a b": "DOM_002",
		} {
			if a := b.Post(t, ownPath+s.org.ID+"/domains", map[string]any{"domain": name}); a.Code() != refused {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		b.Post(t, ownPath+s.org.ID+"/domains", map[string]any{"domain": "x.example", "join": "always"}).Want(t, 400, "ORG_003")
		b.Do(t, "DELETE", ownPath+s.org.ID+"/domains/"+claimed.ID, "", "").Want(t, 204)
		b.Do(t, "DELETE", ownPath+s.org.ID+"/domains/"+claimed.ID, "", "").Want(t, 404, "DOM_001")
	})
}

func TestADomainHasOneOwner(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		mine, theirs := s.claim(t, acmeOwner, s.org, "shared.example"), s.claim(t, rival, s.other, "shared.example")
		if mine.Record.Value == theirs.Record.Value {
			t.Fatal("both have the same proof")
		}
		s.NameServer().Publish(mine.Record.Name, mine.Record.Value)
		s.browsers[rival].Do(t, "POST", verifyAt(s.other, theirs), "", "").Want(t, 400, "DOM_005") // another one's proof
		s.NameServer().Publish(mine.Record.Name, theirs.Record.Value)

		// Both at once: one gets it.
		statuses := make([]int, 8)
		var all sync.WaitGroup
		for i := range statuses {
			all.Go(func() {
				who, at := acmeOwner, verifyAt(s.org, mine)
				if i%2 == 1 {
					who, at = rival, verifyAt(s.other, theirs)
				}
				a, err := s.browsers[who].Send(t.Context(), "POST", at, "", nil)
				if err != nil {
					t.Error(err)
				}
				statuses[i] = a.Status
				if a.Status == 409 && a.Code() != "DOM_007" {
					t.Errorf("answered %s", a.Body)
				}
			})
		}
		all.Wait()
		won, lost := statuses[0], statuses[1]
		if won == 409 {
			won, lost = lost, won
		}
		if won != 200 || lost != 409 {
			t.Errorf("answered %d", statuses)
		}
		if n := s.Count(t, `SELECT count(*) FROM organization_domains WHERE verified_at IS NOT NULL`); n != 1 {
			t.Errorf("%d organizations have the domain", n)
		}

		// Given up, it is free.
		who, org, view, other, otherAt := acmeOwner, s.org, mine, rival, verifyAt(s.other, theirs)
		if s.look(t, rival, s.other, theirs.ID).Status == "verified" {
			who, org, view, other, otherAt = rival, s.other, theirs, acmeOwner, verifyAt(s.org, mine)
		}
		s.browsers[who].Do(t, "DELETE", ownPath+org.ID+"/domains/"+view.ID, "", "").Want(t, 204)
		s.browsers[other].Do(t, "POST", otherAt, "", "").Want(t, 200)
	})
}

func TestDomainsAreLookedAtAgain(t *testing.T) {
	const day, week = 24 * time.Hour, 7 * 24 * time.Hour
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		names := s.NameServer()
		claimed := s.claim(t, acmeOwner, s.org, "corp.example")
		other := s.claim(t, acmeOwner, s.org, "waits.example") // only claimed: nobody looks
		names.Publish(claimed.Record.Name, claimed.Record.Value)
		s.browsers[acmeOwner].Do(t, "POST", verifyAt(s.org, claimed), "", "").Want(t, 200)
		by := actor.Actor{UserID: s.users[acmeOwner].ID}
		shown := func(id string) organization.Domain {
			t.Helper()
			all, err := s.Services.Domains.List(t.Context(), by, s.org.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range all {
				if d.ID == id {
					return d
				}
			}
			t.Fatal("the domain is gone")
			return organization.Domain{}
		}
		check := func(after time.Duration) organization.Domain { // nobody is signed in for so long
			t.Helper()
			s.Advance(t, after)
			if err := s.Services.Domains.CheckDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			return shown(claimed.ID)
		}
		began := s.Clock.Now().Truncate(time.Millisecond)
		if v := check(week - time.Second); !v.CheckedAt.Equal(began) {
			t.Errorf("looked at before its time: %+v", v)
		}
		if v := check(time.Second); !v.CheckedAt.Equal(began.Add(week)) || v.Failures != 0 || !v.Verified() {
			t.Errorf("after a week: %+v", v)
		}

		// That nobody answers says nothing about the domain.
		names.Break(true)
		if v := check(week); v.Failures != 0 || !v.Verified() {
			t.Errorf("unanswered: %+v", v)
		}
		names.Break(false)
		if v := check(time.Hour); v.Failures != 0 || !v.CheckedAt.Equal(began.Add(2*week+time.Hour)) {
			t.Errorf("answered an hour later: %+v", v)
		}

		names.Withdraw(claimed.Record.Name)
		if v := check(week); v.Failures != 1 || !v.Verified() {
			t.Errorf("first miss: %+v", v)
		}
		if v := check(time.Hour); v.Failures != 1 {
			t.Errorf("looked at again within the hour: %+v", v)
		}
		if v := check(day); v.Failures != 2 || !v.Verified() {
			t.Errorf("second miss: %+v", v)
		}
		names.Publish(claimed.Record.Name, claimed.Record.Value)
		if v := check(day); v.Failures != 0 || !v.Verified() {
			t.Errorf("found again: %+v", v)
		}

		names.Withdraw(claimed.Record.Name)
		if v := check(week); v.Failures != 1 {
			t.Errorf("missed again: %+v", v)
		}
		for range 5 {
			check(day)
		}
		if v := check(0); v.Failures != 6 || !v.Verified() {
			t.Errorf("sixth miss: %+v", v)
		}
		if v := check(day); v.Verified() {
			t.Errorf("seventh miss: %+v", v)
		}
		if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'organization.domain_lost' AND actor_kind = 'system'`); n != 1 {
			t.Errorf("%d events of the loss", n)
		}
		if v := shown(other.ID); v.Verified() || !v.CheckedAt.IsZero() {
			t.Errorf("the other domain: %+v", v)
		}
		names.Publish(claimed.Record.Name, claimed.Record.Value)
		if v, err := s.Services.Domains.Verify(t.Context(), by, s.org.ID, claimed.ID); err != nil || !v.Verified() {
			t.Errorf("proved again: %+v, %v", v, err)
		}
	})
}

func TestDomainLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		for range 20 {
			s.claim(t, acmeOwner, s.org, "d"+s.next()+".example")
		}
		s.browsers[acmeOwner].Post(t, ownPath+s.org.ID+"/domains", map[string]any{"domain": "more.example"}).Want(t, 409, "DOM_004")
		s.claim(t, rival, s.other, "more.example")
	})
}

// proved gives the client the domain corp.example, verified, where people join in a
// way.
func (s scene) proved(t *testing.T, mode string) domainView {
	t.Helper()
	d := s.claim(t, acmeOwner, s.org, "corp.example")
	s.NameServer().Publish(d.Record.Name, d.Record.Value)
	s.browsers[acmeOwner].Do(t, "POST", verifyAt(s.org, d), "", "").Want(t, 200)
	s.mode(t, d, mode)
	return d
}

func (s scene) mode(t *testing.T, d domainView, mode string) {
	t.Helper()
	s.browsers[acmeOwner].JSON(t, "PATCH", ownPath+s.org.ID+"/domains/"+d.ID, map[string]any{"join": mode}).Want(t, 200)
}

func (s scene) roleOf(t *testing.T, userID string) string {
	t.Helper()
	m, err := s.Services.Organizations.Membership(t.Context(), s.org.ID, userID)
	if err != nil {
		t.Fatal(err)
	}
	return m.Role
}

func TestJoiningByDomain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		corp := s.proved(t, "automatic")
		join := ownPath + s.org.ID + "/join"
		joinable := func(t *testing.T, b *seed.Browser) []string {
			t.Helper()
			var out struct {
				Organizations []struct {
					ID, Join string
					Request  *string
				}
			}
			b.Get(t, "/api/organizations/joinable").Want(t, 200).Into(t, &out)
			var all []string
			for _, o := range out.Organizations {
				if o.ID != s.org.ID {
					t.Errorf("somebody else's organization: %+v", o)
				}
				all = append(all, o.Join)
				if o.Request != nil {
					all = append(all, *o.Request)
				}
			}
			return all
		}
		t.Run("not with an address that nobody has verified", func(t *testing.T) {
			b := s.SignedIn(t, s.User(t, "Unverified", "un@corp.example"))
			if got := joinable(t, b); got != nil {
				t.Errorf("may join: %q", got)
			}
			b.Do(t, "POST", join, "", "").Want(t, 404, "ORG_001")
		})
		for name, domain := range map[string]string{"elsewhere": "people.example", "below": "mail.corp.example", "behind": "corp.example.people.example", "before": "evilcorp.example"} {
			t.Run("not with an address "+name, func(t *testing.T) {
				b := s.SignedIn(t, s.person(t, domain))
				if got := joinable(t, b); got != nil {
					t.Errorf("may join: %q", got)
				}
				b.Do(t, "POST", join, "", "").Want(t, 404, "ORG_001")
			})
		}
		t.Run("at once", func(t *testing.T) {
			u := s.person(t, "corp.example")
			b := s.SignedIn(t, u)
			if got := joinable(t, b); !slices.Equal(got, []string{"automatic"}) {
				t.Errorf("may join: %q", got)
			}
			b.Do(t, "POST", ownPath+s.other.ID+"/join", "", "").Want(t, 404, "ORG_001")
			b.Do(t, "POST", ownPath+"none/join", "", "").Want(t, 404, "ORG_001")
			if got := b.Do(t, "POST", join, "", "").Want(t, 200).Object(t)["status"]; got != "member" {
				t.Errorf("answered %v", got)
			}
			if role := s.roleOf(t, u.ID); role != "member" {
				t.Errorf("is %q", role)
			}
			b.Do(t, "POST", join, "", "").Want(t, 409, "ORG_005")
			if got := joinable(t, b); got != nil {
				t.Errorf("may join again: %q", got)
			}
		})
		t.Run("with the verification of the address", func(t *testing.T) {
			u := s.User(t, "Late", "late@corp.example")
			if role := s.roleOf(t, u.ID); role != "" {
				t.Errorf("is %q", role)
			}
			s.Browser(t).Post(t, "/api/auth/send-verification-email", map[string]any{"email": u.Email}).Want(t, 200)
			link := s.Mailbox(t).AwaitLink(t, u.Email, "/api/auth/verify-email")
			s.Browser(t).Get(t, strings.TrimPrefix(link.String(), s.URL))
			if role := s.roleOf(t, u.ID); role != "member" {
				t.Errorf("is %q", role)
			}
		})
		t.Run("in the role of an invitation", func(t *testing.T) {
			u := s.person(t, "corp.example")
			s.browsers[acmeOwner].Post(t, ownPath+s.org.ID+"/invitations", map[string]any{"email": u.Email, "role": "admin"}).Want(t, 201)
			s.SignedIn(t, u).Do(t, "POST", join, "", "").Want(t, 200)
			if role := s.roleOf(t, u.ID); role != "admin" {
				t.Errorf("is %q", role)
			}
		})
		t.Run("not when it is off, or the domain lost", func(t *testing.T) {
			b := s.SignedIn(t, s.person(t, "corp.example"))
			s.mode(t, corp, "off")
			if got := joinable(t, b); got != nil {
				t.Errorf("may join: %q", got)
			}
			b.Do(t, "POST", join, "", "").Want(t, 404, "ORG_001")
			s.mode(t, corp, "automatic")
			s.Exec(t, `UPDATE organization_domains SET verified_at = NULL WHERE id = $1`, corp.ID)
			b.Do(t, "POST", join, "", "").Want(t, 404, "ORG_001")
			s.browsers[acmeOwner].Do(t, "POST", verifyAt(s.org, corp), "", "").Want(t, 200)
		})
		s.mode(t, corp, "approval")
		pending := func(t *testing.T, status string) map[string]string {
			t.Helper()
			var out struct {
				Requests []struct{ ID, UserID, Email, Status string }
				Total    int
			}
			s.browsers[acmeAdmin].Get(t, ownPath+s.org.ID+"/join-requests?status="+status).Want(t, 200).Into(t, &out)
			if out.Total != len(out.Requests) {
				t.Errorf("%d of %d", len(out.Requests), out.Total)
			}
			ids := map[string]string{}
			for _, q := range out.Requests {
				ids[q.UserID] = q.ID
			}
			return ids
		}
		answerTo := func(id, what string) string { return ownPath + s.org.ID + "/join-requests/" + id + "/" + what }
		t.Run("by approval", func(t *testing.T) {
			u := s.person(t, "corp.example")
			b := s.SignedIn(t, u)
			for range 2 {
				if got := b.Do(t, "POST", join, "", "").Want(t, 200).Object(t)["status"]; got != "pending" {
					t.Errorf("answered %v", got)
				}
			}
			if got := joinable(t, b); !slices.Equal(got, []string{"approval", "pending"}) {
				t.Errorf("may join: %q", got)
			}
			if role := s.roleOf(t, u.ID); role != "" {
				t.Errorf("is %q", role)
			}
			id := pending(t, "pending")[u.ID]
			statuses := make([]int, 6)
			var all sync.WaitGroup
			for i := range statuses {
				all.Go(func() {
					a, err := s.browsers[acmeAdmin].Send(t.Context(), "POST", answerTo(id, "approve"), "", nil)
					if err != nil {
						t.Error(err)
					}
					statuses[i] = a.Status
				})
			}
			all.Wait()
			slices.Sort(statuses)
			if !slices.Equal(statuses, []int{200, 404, 404, 404, 404, 404}) {
				t.Errorf("answered %d", statuses)
			}
			if role := s.roleOf(t, u.ID); role != "member" {
				t.Errorf("is %q", role)
			}
		})
		t.Run("rejected", func(t *testing.T) {
			u := s.person(t, "corp.example")
			b := s.SignedIn(t, u)
			b.Do(t, "POST", join, "", "").Want(t, 200)
			id := pending(t, "pending")[u.ID]
			s.browsers[acmeAdmin].Do(t, "POST", answerTo(id, "reject"), "", "").Want(t, 204)
			s.browsers[acmeAdmin].Do(t, "POST", answerTo(id, "reject"), "", "").Want(t, 404, "DOM_008")
			b.Do(t, "POST", join, "", "").Want(t, 403, "DOM_009")
			if got := joinable(t, b); !slices.Equal(got, []string{"approval", "rejected"}) {
				t.Errorf("may join: %q", got)
			}
			if again := pending(t, "rejected")[u.ID]; again != id {
				t.Errorf("the rejected request is %q", again)
			}
			s.browsers[acmeAdmin].Do(t, "POST", answerTo(id, "approve"), "", "").Want(t, 200)
			if role := s.roleOf(t, u.ID); role != "member" {
				t.Errorf("is %q", role)
			}
		})
		t.Run("not with an address that is another one by now", func(t *testing.T) {
			u := s.person(t, "corp.example")
			s.SignedIn(t, u).Do(t, "POST", join, "", "").Want(t, 200)
			id := pending(t, "pending")[u.ID]
			s.Exec(t, `UPDATE users SET email = 'gone@people.example' WHERE id = $1`, u.ID)
			s.Forget(t, "user", u.ID)
			s.browsers[acmeAdmin].Do(t, "POST", answerTo(id, "approve"), "", "").Want(t, 404, "DOM_008")
			if role := s.roleOf(t, u.ID); role != "" {
				t.Errorf("is %q", role)
			}
		})
		t.Run("a member does not ask", func(t *testing.T) {
			u := s.verified(t, s.users[acmeMember])
			s.Exec(t, `UPDATE users SET email = 'member@corp.example' WHERE id = $1`, u.ID)
			s.Forget(t, "user", u.ID)
			s.browsers[acmeMember].Do(t, "POST", join, "", "").Want(t, 409, "ORG_005")
		})
	})
}
