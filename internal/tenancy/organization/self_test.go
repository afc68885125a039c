package organization_test

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

const ownPath = "/api/organizations/"

// A cast is everybody who might try something in an organization.
type cast struct {
	*seed.World
	users    map[string]user.User
	browsers map[string]*seed.Browser
	root     actor.Actor
	app      seed.App
	role     access.Role // of the application that is allowed
	count    int
}

// Who they are: with the prefix "partner-" to the reseller, else to its client.
const (
	acmeOwner     = "owner"
	acmeAdmin     = "admin"
	acmeMember    = "member"
	former        = "former" // was a member
	partnerOwner  = "partner-owner"
	partnerAdmin  = "partner-admin"
	partnerMember = "partner-member"
	rival         = "rival"    // owns another client of the reseller
	stranger      = "stranger" // owns nothing
	operator      = "operator" // administers the service, and belongs to nothing
	nobody        = "nobody"   // is not signed in
)

func everybody() []string {
	return []string{acmeOwner, acmeAdmin, acmeMember, former, partnerOwner, partnerAdmin, partnerMember, rival, stranger, operator, nobody}
}

func assemble(t *testing.T, d *db.DB) *cast {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(before) })
	w := seed.New(t, d)
	c := &cast{World: w, users: map[string]user.User{}, browsers: map[string]*seed.Browser{nobody: w.Browser(t)}}
	root := w.Superadmin(t)
	c.root = actor.Actor{UserID: root.ID, Role: root.Role}
	c.users[operator] = root
	for _, name := range everybody() {
		if name != nobody && name != operator {
			c.users[name] = w.User(t, name, name+"@people.example")
		}
		if name != nobody {
			c.browsers[name] = w.SignedIn(t, c.users[name])
		}
	}
	c.app = w.Application(t, application.NewApplication{Slug: "crm"})
	roles, err := w.Services.Access.Roles(t.Context(), c.app.ID)
	if err != nil {
		t.Fatal(err)
	}
	c.role = roles[0]
	return c
}

func (c *cast) next() string {
	c.count++
	return strconv.Itoa(c.count)
}

func (c *cast) organization(t *testing.T, owner user.User) organization.Organization {
	t.Helper()
	slug := "org-" + c.next()
	org, _, err := c.Services.Organizations.Create(t.Context(), c.root, organization.NewOrganization{Name: slug, Slug: slug, OwnerID: owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	return org
}

func (c *cast) add(t *testing.T, org organization.Organization, u user.User, role string) organization.Member {
	t.Helper()
	m, err := c.Services.Organizations.AddMember(t.Context(), organization.AsAdministrator(c.root), org.ID, u.ID, role)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// person makes an account with a verified address.
func (c *cast) person(t *testing.T, domain string) user.User {
	t.Helper()
	u := c.User(t, "Person", "p"+c.next()+"@"+domain)
	return c.verified(t, u)
}

func (c *cast) verified(t *testing.T, u user.User) user.User {
	t.Helper()
	c.Exec(t, `UPDATE users SET email_verified = TRUE WHERE id = $1`, u.ID)
	c.Forget(t, "user", u.ID)
	u.EmailVerified = true
	return u
}

// A scene is a reseller with a client, and what there is to be done in it.
type scene struct {
	*cast
	partner, org, other organization.Organization
}

func (c *cast) set(t *testing.T) scene {
	t.Helper()
	s := scene{cast: c, partner: c.organization(t, c.users[partnerOwner]), org: c.organization(t, c.users[acmeOwner]), other: c.organization(t, c.users[rival])}
	c.add(t, s.org, c.users[acmeAdmin], "admin")
	c.add(t, s.org, c.users[acmeMember], "member")
	c.add(t, s.org, c.users[former], "admin")
	c.add(t, s.partner, c.users[partnerAdmin], "admin")
	c.add(t, s.partner, c.users[partnerMember], "member")
	if _, err := c.Services.Organizations.GrantReseller(t.Context(), c.root, s.partner.ID, 0); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{s.org.ID, s.other.ID} {
		if _, err := c.Services.Organizations.SetParent(t.Context(), c.root, id, s.partner.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Services.Organizations.RemoveMember(t.Context(), organization.AsAdministrator(c.root), s.org.ID, organization.UserID(c.users[former].ID)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{s.partner.ID, s.org.ID} {
		if err := c.Services.Access.Allow(t.Context(), c.root, id, c.app.ID); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// member makes a member of the client to do something to.
func (s scene) member(t *testing.T, role string) organization.Member {
	t.Helper()
	return s.add(t, s.org, s.person(t, "people.example"), role)
}

func (s scene) invitation(t *testing.T) organization.Invitation {
	t.Helper()
	i, err := s.Services.Organizations.Invite(t.Context(), organization.AsAdministrator(s.root), s.org.ID, organization.NewInvitation{
		Email: "invited" + s.next() + "@people.example", Role: "member",
	})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func (s scene) domain(t *testing.T) organization.Domain {
	t.Helper()
	d, err := s.Services.Domains.Claim(t.Context(), actor.Actor{UserID: s.users[acmeOwner].ID}, s.org.ID, "d"+s.next()+".example", "approval")
	if err != nil {
		t.Fatal(err)
	}
	s.NameServer().Publish(d.Record(), d.Proof())
	return d
}

// request has somebody ask to join the client.
func (s scene) request(t *testing.T) organization.JoinRequest {
	t.Helper()
	d := s.domain(t)
	by := actor.Actor{UserID: s.users[acmeOwner].ID}
	if _, err := s.Services.Domains.Verify(t.Context(), by, s.org.ID, d.ID); err != nil {
		t.Fatal(err)
	}
	u := s.person(t, d.Name)
	if member, err := s.Services.Domains.Join(t.Context(), actor.Actor{UserID: u.ID}, s.org.ID); err != nil || member {
		t.Fatal(member, err)
	}
	all, _, err := s.Services.Domains.Requests(t.Context(), by, s.org.ID, "pending", 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		if q.UserID == u.ID {
			return q
		}
	}
	t.Fatal("the request is not listed")
	return organization.JoinRequest{}
}

// A call is something that only some may do. Each who may gets something of
// their own to do it to.
type call struct {
	name, method string
	at           func(t *testing.T, s scene, who string) string // what follows /api/organizations/
	body         func(s scene, who string) any
	status       int
	may          []string
	again        bool // doing it leaves nothing to do for others
}

func in(rest string) func(*testing.T, scene, string) string {
	return func(_ *testing.T, s scene, _ string) string { return s.org.ID + rest }
}

func body(v any) func(scene, string) any { return func(scene, string) any { return v } }

func calls() []call {
	people := []string{acmeOwner, acmeAdmin, acmeMember, partnerOwner, partnerAdmin}
	managers := []string{acmeOwner, acmeAdmin, partnerOwner, partnerAdmin}
	owners := []string{acmeOwner, partnerOwner}
	onMember := func(role, rest string) func(*testing.T, scene, string) string {
		return func(t *testing.T, s scene, _ string) string {
			return s.org.ID + "/members/" + s.member(t, role).ID + rest
		}
	}
	onInvitation := func(rest string) func(*testing.T, scene, string) string {
		return func(t *testing.T, s scene, _ string) string {
			return s.org.ID + "/invitations/" + s.invitation(t).ID + rest
		}
	}
	onDomain := func(rest string) func(*testing.T, scene, string) string {
		return func(t *testing.T, s scene, _ string) string { return s.org.ID + "/domains/" + s.domain(t).ID + rest }
	}
	onRequest := func(rest string) func(*testing.T, scene, string) string {
		return func(t *testing.T, s scene, _ string) string {
			return s.org.ID + "/join-requests/" + s.request(t).ID + rest
		}
	}
	invited := func(role string) func(scene, string) any {
		return func(s scene, _ string) any {
			return map[string]any{"email": "new" + s.next() + "@people.example", "role": role}
		}
	}
	return []call{
		{name: "see it", method: "GET", at: in(""), status: 200, may: people},
		{name: "see the members", method: "GET", at: in("/members?search=p"), status: 200, may: people},
		{name: "change it", method: "PATCH", at: in(""), body: body(map[string]any{"name": "New"}), status: 200, may: managers},
		{name: "delete it", method: "DELETE", at: in(""), status: 204, may: owners, again: true},
		{name: "see what happened", method: "GET", at: in("/activity"), status: 200, may: managers},
		{name: "see the applications", method: "GET", at: in("/applications"), status: 200, may: managers},
		{
			name: "add people of the reseller", method: "POST", at: in("/members"), status: 201, may: []string{partnerOwner, partnerAdmin}, again: true,
			body: func(s scene, _ string) any { return map[string]any{"userId": s.users[partnerMember].ID} },
		},
		{name: "make a member an admin", method: "PATCH", at: onMember("member", "/role"), body: body(map[string]any{"role": "admin"}), status: 200, may: managers},
		{name: "make a member an owner", method: "PATCH", at: onMember("member", "/role"), body: body(map[string]any{"role": "owner"}), status: 200, may: owners},
		{name: "make an owner a member", method: "PATCH", at: onMember("owner", "/role"), body: body(map[string]any{"role": "member"}), status: 200, may: owners},
		{name: "remove a member", method: "DELETE", at: onMember("member", ""), status: 204, may: managers},
		{name: "remove an admin", method: "DELETE", at: onMember("admin", ""), status: 204, may: managers},
		{name: "remove an owner", method: "DELETE", at: onMember("owner", ""), status: 204, may: owners},
		{name: "see the roles of another", method: "GET", at: onMember("member", "/roles"), status: 200, may: managers},
		{
			name: "give a role", method: "PUT", status: 200, may: managers,
			at: func(t *testing.T, s scene, _ string) string {
				return s.org.ID + "/members/" + s.member(t, "member").ID + "/roles/" + s.role.ID
			},
		},
		{
			name: "take a role", method: "DELETE", status: 204, may: managers,
			at: func(t *testing.T, s scene, _ string) string {
				m := s.member(t, "member")
				if err := s.Services.Access.AssignIn(t.Context(), s.root, s.app.ID, s.org.ID, m.UserID, s.role.ID); err != nil {
					t.Fatal(err)
				}
				return s.org.ID + "/members/" + m.ID + "/roles/" + s.role.ID
			},
		},
		{name: "see the invitations", method: "GET", at: in("/invitations"), status: 200, may: managers},
		{name: "invite a member", method: "POST", at: in("/invitations"), body: invited("member"), status: 201, may: managers},
		{name: "invite an admin", method: "POST", at: in("/invitations"), body: invited("admin"), status: 201, may: managers},
		{name: "invite an owner", method: "POST", at: in("/invitations"), body: invited("owner"), status: 201, may: owners},
		{
			name: "invite many", method: "POST", at: in("/invitations/bulk"), status: 200, may: managers,
			body: func(s scene, _ string) any {
				return map[string]any{"emails": []any{"new" + s.next() + "@people.example"}}
			},
		},
		{name: "send an invitation again", method: "POST", at: onInvitation("/resend"), status: 200, may: managers},
		{name: "take an invitation back", method: "DELETE", at: onInvitation(""), status: 204, may: managers},
		{name: "see the domains", method: "GET", at: in("/domains"), status: 200, may: managers},
		{
			name: "claim a domain", method: "POST", at: in("/domains"), status: 201, may: managers,
			body: func(s scene, _ string) any { return map[string]any{"domain": "c" + s.next() + ".example"} },
		},
		{name: "verify a domain", method: "POST", at: onDomain("/verify"), status: 200, may: managers},
		{name: "change how people join", method: "PATCH", at: onDomain(""), body: body(map[string]any{"join": "automatic"}), status: 200, may: managers},
		{name: "give a domain up", method: "DELETE", at: onDomain(""), status: 204, may: managers},
		{name: "see who asked to join", method: "GET", at: in("/join-requests"), status: 200, may: managers},
		{name: "let somebody join", method: "POST", at: onRequest("/approve"), status: 200, may: managers},
		{name: "let somebody not join", method: "POST", at: onRequest("/reject"), status: 204, may: managers},
	}
}

// refusal is what somebody is told who may not.
func refusal(who string) (int, string) {
	switch who {
	case nobody:
		return 401, "AUTH_001"
	case acmeOwner, acmeAdmin, acmeMember, partnerOwner, partnerAdmin:
		return 403, "ORG_007"
	default:
		return 404, "ORG_001"
	}
}

// Every call of /api/organizations by everybody: whoever may not is refused, with
// nothing changed, and whoever has no part in the organization cannot tell it
// from one that does not exist.
func TestWhoMayDoWhatInAnOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := assemble(t, d)
		for _, call := range calls() {
			t.Run(call.name, func(t *testing.T) {
				s := c.set(t)
				for _, who := range everybody() {
					if slices.Contains(call.may, who) {
						continue
					}
					path, sent := call.at(t, s, who), payload(call, s, who)
					before := s.Count(t, `SELECT count(*) FROM audit_events`)
					status, code := refusal(who)
					a := s.browsers[who].Do(t, call.method, ownPath+path, kind(sent), sent)
					if a.Status != status || a.Code() != code {
						t.Errorf("%s is answered %d %s, want %d %s", who, a.Status, a.Body, status, code)
					}
					if after := s.Count(t, `SELECT count(*) FROM audit_events`); after != before {
						t.Errorf("%s changed something", who)
					}
					if status == http.StatusNotFound {
						gone := s.browsers[who].Do(t, call.method, ownPath+strings.Replace(path, s.org.ID, "no-such-organization", 1), kind(sent), sent)
						if gone.Status != a.Status || string(gone.Body) != string(a.Body) {
							t.Errorf("%s can tell it from none: %d %s and %d %s", who, a.Status, a.Body, gone.Status, gone.Body)
						}
					}
				}
				for _, who := range call.may {
					if call.again {
						s = c.set(t)
					}
					sent := payload(call, s, who)
					if a := s.browsers[who].Do(t, call.method, ownPath+call.at(t, s, who), kind(sent), sent); a.Status != call.status {
						t.Errorf("%s is answered %d %s, want %d", who, a.Status, a.Body, call.status)
					}
				}
			})
		}
	})
}

func payload(c call, s scene, who string) string {
	if c.body == nil {
		return ""
	}
	return encode(c.body(s, who))
}

func kind(sent string) string {
	if sent == "" {
		return ""
	}
	return "application/json"
}

// What belongs to one organization is not reached through another that the
// caller manages.
func TestNothingIsReachedThroughAnotherOrganization(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		m, i, domain, request := s.member(t, "member"), s.invitation(t), s.domain(t), s.request(t)
		if err := s.Services.Access.Allow(t.Context(), s.root, s.other.ID, s.app.ID); err != nil {
			t.Fatal(err)
		}
		b, at := s.browsers[rival], ownPath+s.other.ID
		for _, c := range []struct {
			method, path string
			body         any
			status       int
			code         string
		}{
			{"PATCH", "/members/" + m.ID + "/role", map[string]any{"role": "admin"}, 404, "ORG_004"},
			{"PATCH", "/members/" + m.UserID + "/role", map[string]any{"role": "admin"}, 404, "ORG_004"},
			{"DELETE", "/members/" + m.ID, nil, 404, "ORG_004"},
			{"GET", "/members/" + m.ID + "/roles", nil, 404, "ORG_004"},
			{"PUT", "/members/" + m.ID + "/roles/" + s.role.ID, nil, 404, "ORG_004"},
			{"DELETE", "/members/" + m.ID + "/roles/" + s.role.ID, nil, 404, "ORG_004"},
			{"POST", "/invitations/" + i.ID + "/resend", nil, 400, "ORG_009"},
			{"DELETE", "/invitations/" + i.ID, nil, 400, "ORG_009"},
			{"POST", "/domains/" + domain.ID + "/verify", nil, 404, "DOM_001"},
			{"PATCH", "/domains/" + domain.ID, map[string]any{"join": "off"}, 404, "DOM_001"},
			{"DELETE", "/domains/" + domain.ID, nil, 404, "DOM_001"},
			{"POST", "/join-requests/" + request.ID + "/approve", nil, 404, "DOM_008"},
			{"POST", "/join-requests/" + request.ID + "/reject", nil, 404, "DOM_008"},
			{"POST", "/members", map[string]any{"userId": s.users[stranger].ID}, 403, "ORG_007"},
		} {
			sent := ""
			if c.body != nil {
				sent = encode(c.body)
			}
			if a := b.Do(t, c.method, at+c.path, kind(sent), sent); a.Status != c.status || a.Code() != c.code {
				t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, a.Status, a.Body, c.status, c.code)
			}
		}
	})
}

func TestRolesThatNobodyCanGive(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		m := s.member(t, "member")
		closed := s.Application(t, application.NewApplication{Slug: "closed"})
		roles, err := s.Services.Access.Roles(t.Context(), closed.ID)
		if err != nil {
			t.Fatal(err)
		}
		at := ownPath + s.org.ID + "/members/"
		t.Run("of an application that the organization may not use", func(t *testing.T) {
			s.browsers[acmeOwner].Do(t, "PUT", at+m.ID+"/roles/"+roles[0].ID, "", "").Want(t, 404, "PERM_007")
		})
		t.Run("that do not exist", func(t *testing.T) {
			s.browsers[acmeOwner].Do(t, "PUT", at+m.ID+"/roles/none", "", "").Want(t, 404, "PERM_002")
			s.browsers[acmeOwner].Do(t, "PUT", at+m.ID+"/roles/00000000-0000-7000-8000-000000000000", "", "").Want(t, 404, "PERM_002")
		})
		t.Run("to people elsewhere", func(t *testing.T) {
			s.browsers[acmeOwner].Do(t, "PUT", at+s.users[stranger].ID+"/roles/"+s.role.ID, "", "").Want(t, 404, "ORG_004")
		})
		t.Run("to themselves as members", func(t *testing.T) {
			s.browsers[acmeMember].Do(t, "PUT", at+s.users[acmeMember].ID+"/roles/"+s.role.ID, "", "").Want(t, 403, "ORG_007")
		})
		t.Run("no member makes themselves more", func(t *testing.T) {
			s.browsers[acmeMember].JSON(t, "PATCH", at+s.users[acmeMember].ID+"/role", map[string]any{"role": "owner"}).Want(t, 403, "ORG_007")
			s.browsers[acmeAdmin].JSON(t, "PATCH", at+s.users[acmeAdmin].ID+"/role", map[string]any{"role": "owner"}).Want(t, 403, "ORG_007")
			s.browsers[partnerAdmin].Post(t, ownPath+s.org.ID+"/members", map[string]any{"userId": s.users[partnerAdmin].ID, "role": "owner"}).Want(t, 403, "ORG_007")
			s.browsers[acmeAdmin].JSON(t, "PATCH", at+s.users[acmeAdmin].ID+"/role", map[string]any{"role": "root"}).Want(t, 400, "ORG_003")
		})
		t.Run("what was given is told and taken", func(t *testing.T) {
			s.browsers[acmeAdmin].Do(t, "PUT", at+s.users[acmeMember].ID+"/roles/"+s.role.ID, "", "").Want(t, 200)
			var held struct {
				Roles []struct{ ID, ApplicationSlug string }
			}
			s.browsers[acmeMember].Get(t, at+s.users[acmeMember].ID+"/roles").Want(t, 200).Into(t, &held)
			if len(held.Roles) != 1 || held.Roles[0].ID != s.role.ID || held.Roles[0].ApplicationSlug != "crm" {
				t.Errorf("held: %+v", held)
			}
			a, err := s.Services.Access.In(t.Context(), s.app.ID, s.users[acmeMember].ID, s.org.ID)
			if err != nil || !slices.Equal(a.Roles, []string{s.role.Name}) {
				t.Errorf("in the organization: %+v, %v", a, err)
			}
			s.browsers[acmeAdmin].Do(t, "DELETE", at+s.users[acmeMember].ID+"/roles/"+s.role.ID, "", "").Want(t, 204)
			if a, err = s.Services.Access.In(t.Context(), s.app.ID, s.users[acmeMember].ID, s.org.ID); err != nil || len(a.Roles) > 0 {
				t.Errorf("in the organization: %+v, %v", a, err)
			}
		})
	})
}

func TestOwnOrganizations(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		var own struct {
			Organizations []struct {
				ID, Role string
				MemberID *string
				ParentID *string
			}
		}
		s.browsers[partnerAdmin].Get(t, "/api/organizations").Want(t, 200).Into(t, &own)
		if len(own.Organizations) != 1 || own.Organizations[0].ID != s.partner.ID || own.Organizations[0].Role != "admin" || own.Organizations[0].MemberID == nil {
			t.Errorf("own: %+v", own)
		}
		s.browsers[stranger].Get(t, "/api/organizations").Want(t, 200).Into(t, &own)
		if len(own.Organizations) != 0 {
			t.Errorf("a stranger's: %+v", own)
		}
		shown := s.browsers[partnerAdmin].Get(t, ownPath+s.org.ID).Want(t, 200).Object(t)["organization"].(map[string]any)
		if shown["role"] != "admin" || shown["memberId"] != nil || shown["parentId"] != s.partner.ID {
			t.Errorf("through the reseller: %v", shown)
		}

		var members struct {
			Members []struct{ Email, Role string }
			Total   int
		}
		s.browsers[acmeMember].Get(t, ownPath+s.org.ID+"/members?limit=1&page=2").Want(t, 200).Into(t, &members)
		if members.Total != 3 || len(members.Members) != 1 {
			t.Errorf("second page: %+v", members)
		}
		s.browsers[acmeMember].Get(t, ownPath+s.org.ID+"/members?search=OWN&role=owner").Want(t, 200).Into(t, &members)
		if members.Total != 1 || members.Members[0].Email != "owner@people.example" {
			t.Errorf("found: %+v", members)
		}
		s.browsers[acmeMember].Get(t, ownPath+s.org.ID+"/members?limit=101").Want(t, 400, "ORG_003")

		metadata := map[string]any{"plan": "gold"}
		changed := s.browsers[acmeAdmin].JSON(t, "PATCH", ownPath+s.org.ID, map[string]any{"slug": "other-name", "metadata": metadata, "logo": "https://x.example/l.png"}).Want(t, 200).Object(t)["organization"].(map[string]any)
		if changed["slug"] != "other-name" || changed["metadata"].(map[string]any)["plan"] != "gold" || changed["logo"] != "https://x.example/l.png" {
			t.Errorf("changed: %v", changed)
		}
		changed = s.browsers[acmeAdmin].JSON(t, "PATCH", ownPath+s.org.ID, map[string]any{"metadata": nil, "logo": nil}).Want(t, 200).Object(t)["organization"].(map[string]any)
		if changed["metadata"] != nil || changed["logo"] != nil || changed["slug"] != "other-name" {
			t.Errorf("changed: %v", changed)
		}
		s.browsers[acmeAdmin].JSON(t, "PATCH", ownPath+s.org.ID, map[string]any{"slug": s.other.Slug}).Want(t, 409, "ORG_002")

		var bulk struct {
			Results []struct {
				Email      string
				Invitation *struct{ ID, Role string }
				Error      *struct{ Code string }
			}
		}
		many := []any{"one@people.example", "no address", "one@people.example", "member@people.example"}
		s.browsers[acmeAdmin].Post(t, ownPath+s.org.ID+"/invitations/bulk", map[string]any{"emails": many}).Want(t, 200).Into(t, &bulk)
		var codes []string
		for _, r := range bulk.Results {
			code := "sent"
			if r.Error != nil {
				code = r.Error.Code
			}
			codes = append(codes, code)
		}
		if !slices.Equal(codes, []string{"sent", "ORG_003", "ORG_010", "ORG_005"}) {
			t.Errorf("many: %q", codes)
		}
		s.browsers[acmeAdmin].Post(t, ownPath+s.org.ID+"/invitations/bulk", map[string]any{"emails": many, "role": "owner"}).Want(t, 403, "ORG_007")

		s.browsers[acmeMember].Do(t, "POST", ownPath+s.org.ID+"/leave", "", "").Want(t, 204)
		s.browsers[acmeMember].Get(t, ownPath+s.org.ID).Want(t, 404, "ORG_001")
		s.browsers[acmeOwner].Do(t, "POST", ownPath+s.org.ID+"/leave", "", "").Want(t, 409, "ORG_008")
		s.browsers[partnerOwner].Do(t, "POST", ownPath+s.org.ID+"/leave", "", "").Want(t, 404, "ORG_004")
		s.browsers[acmeOwner].JSON(t, "PATCH", ownPath+s.org.ID+"/members/"+s.users[acmeOwner].ID+"/role", map[string]any{"role": "admin"}).Want(t, 409, "ORG_008")

		var activity struct {
			Events []struct{ Action string }
		}
		s.browsers[acmeAdmin].Get(t, ownPath+s.org.ID+"/activity?action=organization.&limit=200").Want(t, 200).Into(t, &activity)
		var actions []string
		for _, e := range activity.Events {
			actions = append(actions, e.Action)
		}
		for _, want := range []string{"organization.created", "organization.member_added", "organization.member_left", "organization.updated", "organization.invited", "organization.application_allowed"} {
			if !slices.Contains(actions, want) {
				t.Errorf("%s is not among %q", want, actions)
			}
		}
	})
}
