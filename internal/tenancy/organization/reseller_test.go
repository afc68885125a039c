package organization_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

const (
	createPath    = "/api/auth/organization/create"
	setActivePath = "/api/auth/update-session"
	adminPath     = "/api/admin/organizations/"
)

// Only people of the service decide who is a reseller, and whose client is who.
func TestWhoMayDecideAboutResellers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		for _, c := range []struct{ method, path, sent string }{
			{"PUT", s.partner.ID + "/reseller", `{"clientLimit":5}`},
			{"PUT", s.other.ID + "/parent", `{"parentId":"` + s.partner.ID + `"}`},
			{"DELETE", s.partner.ID + "/reseller", ""},
		} {
			for _, who := range everybody() {
				status, code := 403, "AUTH_001"
				switch who {
				case nobody:
					status = 401
				case operator:
					continue
				}
				if a := s.browsers[who].Do(t, c.method, adminPath+c.path, kind(c.sent), c.sent); a.Status != status || a.Code() != code {
					t.Errorf("%s, %s %s: %d %s", who, c.method, c.path, a.Status, a.Body)
				}
			}
			if a := s.browsers[operator].Do(t, c.method, adminPath+c.path, kind(c.sent), c.sent); a.Status != 200 && a.Status != 204 {
				t.Errorf("%s %s: %d %s", c.method, c.path, a.Status, a.Body)
			}
		}
	})
}

// What belongs to being a reseller, by everybody.
func TestWhoMayManageClients(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := assemble(t, d)
		managers := []string{partnerOwner, partnerAdmin}
		for _, call := range []call{
			{name: "see the clients", method: "GET", at: func(_ *testing.T, s scene, _ string) string { return s.partner.ID + "/clients" }, status: 200},
			{
				name: "let a client use an application", method: "PUT", status: 200,
				at: func(_ *testing.T, s scene, _ string) string {
					return s.partner.ID + "/clients/" + s.other.ID + "/applications/" + s.app.ID
				},
			},
			{
				name: "let a client use it no more", method: "DELETE", status: 204,
				at: func(_ *testing.T, s scene, _ string) string {
					return s.partner.ID + "/clients/" + s.other.ID + "/applications/" + s.app.ID
				},
			},
			{
				name: "create a client", method: "POST", status: 201, at: func(*testing.T, scene, string) string { return "" },
				body: func(s scene, _ string) any {
					return map[string]any{"name": "New", "slug": "new-" + s.next(), "parentId": s.partner.ID}
				},
			},
		} {
			t.Run(call.name, func(t *testing.T) {
				s := c.set(t)
				path := func(who string) string {
					if at := call.at(t, s, who); at != "" {
						return ownPath + at
					}
					return "/api/organizations"
				}
				for _, who := range everybody() {
					if slices.Contains(managers, who) {
						continue
					}
					status, code := 404, "ORG_001"
					switch who {
					case nobody:
						status, code = 401, "AUTH_001"
					case partnerMember:
						status, code = 403, "ORG_007"
					}
					sent := payload(call, s, who)
					if a := s.browsers[who].Do(t, call.method, path(who), kind(sent), sent); a.Status != status || a.Code() != code {
						t.Errorf("%s is answered %d %s, want %d %s", who, a.Status, a.Body, status, code)
					}
				}
				for _, who := range managers {
					sent := payload(call, s, who)
					if a := s.browsers[who].Do(t, call.method, path(who), kind(sent), sent); a.Status != call.status {
						t.Errorf("%s is answered %d %s, want %d", who, a.Status, a.Body, call.status)
					}
				}
			})
		}
		t.Run("clients of nobody's", func(t *testing.T) {
			for _, who := range []string{acmeOwner, acmeAdmin, acmeMember, partnerMember, stranger} {
				c.browsers[who].Post(t, "/api/organizations", map[string]any{"name": "X", "slug": "x"}).Want(t, 403, "ORG_007")
			}
			c.browsers[operator].Post(t, "/api/organizations", map[string]any{"name": "X", "slug": "x"}).Want(t, 201)
		})
	})
}

func TestAResellerMakesClients(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		b := s.browsers[partnerAdmin]
		made := b.Post(t, "/api/organizations", map[string]any{"name": "Customer", "slug": "customer", "parentId": s.partner.ID}).Want(t, 201).Object(t)["organization"].(map[string]any)
		if made["parentId"] != s.partner.ID || made["role"] != "admin" || made["memberId"] != nil || made["isReseller"] != false {
			t.Errorf("made %v", made)
		}
		joined := b.Post(t, "/api/organizations", map[string]any{"name": "Second Customer", "slug": "customer-2", "parentId": s.partner.ID, "join": true}).Want(t, 201).Object(t)["organization"].(map[string]any)
		if joined["role"] != "owner" || joined["memberId"] == nil {
			t.Errorf("joined %v", joined)
		}

		var page struct {
			Clients []struct {
				Slug        string
				MemberCount int
			}
			Total int
		}
		b.Get(t, ownPath+s.partner.ID+"/clients?search=cust&limit=1&page=2").Want(t, 200).Into(t, &page)
		if page.Total != 2 || len(page.Clients) != 1 || page.Clients[0].Slug != "customer-2" || page.Clients[0].MemberCount != 1 {
			t.Errorf("found %+v", page)
		}
		b.Get(t, ownPath+s.partner.ID+"/clients?search=%25").Want(t, 200).Into(t, &page)
		if page.Total != 0 {
			t.Errorf("a wildcard finds %+v", page)
		}
		s.browsers[acmeOwner].Get(t, ownPath+s.org.ID+"/clients").Want(t, 403, "RSL_001")

		t.Run("people of the reseller alone are added without being asked", func(t *testing.T) {
			at := ownPath + made["id"].(string) + "/members"
			b.Post(t, at, map[string]any{"userId": s.users[stranger].ID}).Want(t, 404, "ORG_004")
			b.Post(t, at, map[string]any{"userId": s.users[partnerMember].ID, "role": "admin"}).Want(t, 201)
			b.Post(t, at, map[string]any{"userId": s.users[partnerMember].ID}).Want(t, 409, "ORG_005")
			s.browsers[partnerMember].Get(t, ownPath+made["id"].(string)+"/activity").Want(t, 200)
		})
		t.Run("who manages a client does not work in it", func(t *testing.T) {
			s.browsers[partnerOwner].Post(t, setActivePath, map[string]any{"activeOrganizationId": s.org.ID}).Want(t, 403)
		})
	})
}

func TestTwoTiersAndNoMore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		b := s.browsers[operator]
		parent := func(org organization.Organization, parentID any) (int, string) {
			a := b.JSON(t, "PUT", adminPath+org.ID+"/parent", map[string]any{"parentId": parentID})
			return a.Status, a.Code()
		}
		plain := s.organization(t, s.users[stranger])
		for name, c := range map[string]struct {
			org    organization.Organization
			parent any
			status int
			code   string
		}{
			"its own parent":                 {s.partner, s.partner.ID, 409, "RSL_002"},
			"a client of its own client":     {s.partner, s.org.ID, 409, "RSL_002"},
			"of a client":                    {plain, s.org.ID, 403, "RSL_001"},
			"of one that is no reseller":     {s.org, plain.ID, 403, "RSL_001"},
			"of one that does not exist":     {plain, "none", 404, "ORG_001"},
			"one that does not exist":        {organization.Organization{ID: "none"}, s.partner.ID, 404, "ORG_001"},
			"plain of the reseller, at last": {plain, s.partner.ID, 200, ""},
		} {
			if status, code := parent(c.org, c.parent); status != c.status || code != c.code {
				t.Errorf("%s: %d %s, want %d %s", name, status, code, c.status, c.code)
			}
		}
		b.Do(t, "PUT", adminPath+s.org.ID+"/reseller", "", "").Want(t, 409, "RSL_002")
		b.Do(t, "DELETE", adminPath+s.partner.ID+"/reseller", "", "").Want(t, 204)
		if status, code := parent(s.partner, nil); status != 200 {
			t.Errorf("nobody's already: %d %s", status, code)
		}
		second := s.organization(t, s.users[stranger])
		b.Do(t, "PUT", adminPath+second.ID+"/reseller", "", "").Want(t, 200)
		if status, code := parent(s.partner, second.ID); status != 409 || code != "RSL_002" {
			t.Errorf("one that still has clients: %d %s", status, code)
		}
		s.browsers[acmeOwner].Post(t, "/api/organizations", map[string]any{"name": "X", "slug": "x", "parentId": s.org.ID}).Want(t, 403, "RSL_001")
	})
}

// Two that are made each other's clients, and one that is made reseller and
// client, at the same moment.
func TestTiersAtTheSameMoment(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := assemble(t, d)
		s := c.Services.Organizations
		for range 5 {
			one, two := c.organization(t, c.users[acmeOwner]), c.organization(t, c.users[acmeOwner])
			if _, err := s.GrantReseller(t.Context(), c.root, two.ID, 0); err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			all.Go(func() { _, _ = s.GrantReseller(t.Context(), c.root, one.ID, 0) })
			all.Go(func() { _, _ = s.SetParent(t.Context(), c.root, one.ID, two.ID) })
			all.Go(func() { _, _ = s.SetParent(t.Context(), c.root, two.ID, one.ID) })
			all.Wait()
			if n := c.Count(t, `SELECT count(*) FROM organizations WHERE is_reseller AND parent_id IS NOT NULL`); n != 0 {
				t.Fatal("a reseller is a client")
			}
		}
	})
}

func TestClientLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := assemble(t, d).set(t)
		s.browsers[operator].JSON(t, "PUT", adminPath+s.partner.ID+"/reseller", map[string]any{"clientLimit": 4}).Want(t, 200)
		results := make([]error, 6)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() {
				_, _, results[i] = s.Services.Organizations.Create(t.Context(), actor.Actor{UserID: s.users[partnerOwner].ID}, organization.NewOrganization{
					Name: "C", Slug: "client-" + string(rune('a'+i)), ParentID: s.partner.ID, Ownerless: true,
				})
			})
		}
		all.Wait()
		made := 0
		for _, err := range results {
			if err == nil {
				made++
			} else {
				wants(t, err, organization.ErrClientLimit)
			}
		}
		if made != 2 {
			t.Errorf("%d clients were made beside two, of four", made)
		}
		s.browsers[operator].JSON(t, "PUT", adminPath+s.organization(t, s.users[stranger]).ID+"/parent", map[string]any{"parentId": s.partner.ID}).Want(t, 409, "RSL_003")
		s.browsers[operator].JSON(t, "PUT", adminPath+s.partner.ID+"/reseller", map[string]any{"clientLimit": 0}).Want(t, 400, "ORG_003")
	})
}

// manages reports whether somebody may manage a client.
func (s scene) manages(t *testing.T, who string) bool {
	t.Helper()
	return s.browsers[who].Get(t, ownPath+s.org.ID+"/activity").Status == 200
}

func TestWhatAResellerOpensEndsAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := assemble(t, d)
		second := c.Application(t, application.NewApplication{Slug: "erp"})
		uses := func(t *testing.T, s scene, org organization.Organization) []string {
			t.Helper()
			all, err := s.Services.Access.AllowedApplications(t.Context(), org.ID)
			if err != nil {
				t.Fatal(err)
			}
			var slugs []string
			for _, a := range all {
				slugs = append(slugs, a.Slug)
			}
			return slugs
		}
		// opened is a scene in which the reseller lets both clients use "erp".
		opened := func(t *testing.T) scene {
			t.Helper()
			s := c.set(t)
			if err := s.Services.Access.Allow(t.Context(), s.root, s.partner.ID, second.ID); err != nil {
				t.Fatal(err)
			}
			for _, org := range []organization.Organization{s.org, s.other} {
				s.browsers[partnerAdmin].Do(t, "PUT", ownPath+s.partner.ID+"/clients/"+org.ID+"/applications/"+second.ID, "", "").Want(t, 200)
			}
			roles, err := s.Services.Access.Roles(t.Context(), second.ID)
			if err != nil {
				t.Fatal(err)
			}
			s.browsers[acmeOwner].Do(t, "PUT", ownPath+s.org.ID+"/members/"+s.users[acmeMember].ID+"/roles/"+roles[0].ID, "", "").Want(t, 200)
			if got := uses(t, s, s.org); !slices.Equal(got, []string{"crm", "erp"}) || !s.manages(t, partnerAdmin) {
				t.Fatalf("the client uses %q", got)
			}
			return s
		}
		held := func(t *testing.T, s scene) bool {
			t.Helper()
			a, err := s.Services.Access.In(t.Context(), second.ID, s.users[acmeMember].ID, s.org.ID)
			if err != nil {
				t.Fatal(err)
			}
			return a.Within
		}
		closed := func(t *testing.T, s scene, manages bool) {
			t.Helper()
			if got := uses(t, s, s.org); !slices.Equal(got, []string{"crm"}) {
				t.Errorf("the client still uses %q", got)
			}
			if held(t, s) {
				t.Error("the member still has the role")
			}
			for _, who := range []string{partnerOwner, partnerAdmin} {
				if s.manages(t, who) != manages {
					t.Errorf("%s manages: %v", who, !manages)
				}
			}
			if !s.manages(t, acmeOwner) {
				t.Error("the client's own owner manages it no more")
			}
		}
		t.Run("with the right", func(t *testing.T) {
			s := opened(t)
			s.browsers[operator].Do(t, "DELETE", adminPath+s.partner.ID+"/reseller", "", "").Want(t, 204)
			closed(t, s, false)
			if got := uses(t, s, s.partner); !slices.Equal(got, []string{"crm", "erp"}) {
				t.Errorf("the reseller uses %q", got)
			}
			b := s.browsers[partnerAdmin]
			b.Get(t, ownPath+s.partner.ID+"/clients").Want(t, 403, "RSL_001")
			b.Post(t, "/api/organizations", map[string]any{"name": "X", "slug": "x", "parentId": s.partner.ID}).Want(t, 403, "RSL_001")
			b.Do(t, "PUT", ownPath+s.partner.ID+"/clients/"+s.org.ID+"/applications/"+second.ID, "", "").Want(t, 403, "RSL_001")
		})
		t.Run("with the bond", func(t *testing.T) {
			s := opened(t)
			s.browsers[operator].JSON(t, "PUT", adminPath+s.org.ID+"/parent", map[string]any{"parentId": nil}).Want(t, 200)
			closed(t, s, false)
			if got := uses(t, s, s.other); !slices.Equal(got, []string{"erp"}) {
				t.Errorf("the other client uses %q", got)
			}
		})
		t.Run("with the reseller's own use of an application", func(t *testing.T) {
			s := opened(t)
			s.browsers[operator].Do(t, "DELETE", adminPath+s.partner.ID+"/applications/"+second.ID, "", "").Want(t, 204)
			closed(t, s, true)
			if got := uses(t, s, s.other); len(got) != 0 {
				t.Errorf("the other client uses %q", got)
			}
		})
		t.Run("when it is taken back", func(t *testing.T) {
			s := opened(t)
			s.browsers[partnerAdmin].Do(t, "DELETE", ownPath+s.partner.ID+"/clients/"+s.org.ID+"/applications/"+second.ID, "", "").Want(t, 204)
			closed(t, s, true)
		})
		t.Run("with the reseller", func(t *testing.T) {
			s := opened(t)
			s.browsers[partnerOwner].Do(t, "DELETE", ownPath+s.partner.ID, "", "").Want(t, 204)
			closed(t, s, false)
			shown := s.browsers[acmeOwner].Get(t, ownPath+s.org.ID).Want(t, 200).Object(t)["organization"].(map[string]any)
			if shown["parentId"] != nil {
				t.Errorf("the client is still %v's", shown["parentId"])
			}
		})
		t.Run("with a membership in the reseller", func(t *testing.T) {
			s := opened(t)
			s.browsers[partnerOwner].Do(t, "DELETE", ownPath+s.partner.ID+"/members/"+s.users[partnerAdmin].ID, "", "").Want(t, 204)
			if s.manages(t, partnerAdmin) {
				t.Error("a former admin of the reseller still manages the client")
			}
			if !s.manages(t, partnerOwner) {
				t.Error("the owner does not")
			}
		})
		t.Run("what an administrator allowed stays", func(t *testing.T) {
			s := opened(t)
			at := ownPath + s.partner.ID + "/clients/" + s.org.ID + "/applications/" + s.app.ID
			s.browsers[partnerAdmin].Do(t, "PUT", at, "", "").Want(t, 200)
			s.browsers[partnerAdmin].Do(t, "DELETE", at, "", "").Want(t, 204)
			if got := uses(t, s, s.org); !slices.Equal(got, []string{"crm", "erp"}) {
				t.Errorf("the client uses %q", got)
			}
		})
		t.Run("no application that the reseller may not use", func(t *testing.T) {
			s := c.set(t)
			closedApp := s.Application(t, application.NewApplication{Slug: "closed-" + s.next()})
			at := ownPath + s.partner.ID + "/clients/" + s.org.ID + "/applications/"
			s.browsers[partnerOwner].Do(t, "PUT", at+closedApp.ID, "", "").Want(t, 404, "APP_002")
			s.browsers[partnerOwner].Do(t, "PUT", at+"none", "", "").Want(t, 404, "APP_002")
			stranger := s.organization(t, s.users[stranger])
			s.browsers[partnerOwner].Do(t, "PUT", ownPath+s.partner.ID+"/clients/"+stranger.ID+"/applications/"+s.app.ID, "", "").Want(t, 404, "ORG_001")
			s.browsers[partnerOwner].Do(t, "PUT", ownPath+s.partner.ID+"/clients/"+s.partner.ID+"/applications/"+s.app.ID, "", "").Want(t, 404, "ORG_001")
		})
	})
}
