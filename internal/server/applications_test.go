package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const nobodysID = "00000000-0000-7000-8000-000000000000"

// An application that was disabled gets nothing any more, wherever it asks, nor
// does whoever holds one of its tokens.
func TestADisabledApplicationGetsNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		grants := application.GrantTypes()
		a := s.Application(t, application.NewApplication{
			Slug: "all", SkipConsent: true, Client: application.Client{GrantTypes: grants, Impersonates: true},
		})
		s.Access(t, a, s.user)
		tokens := s.Tokens(t, s.browser, a, "openid offline_access roles")
		jwt := s.Tokens(t, s.browser, a, "openid roles", "resource", s.URL).Access
		code := s.browser.Code(t, a, "openid")
		own := ownToken(t, s.World, a, "scope", "roles")
		device, _ := s.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", a.Authenticated(url.Values{"scope": {"openid"}})).Want(t, 200).Object(t)["device_code"].(string)
		requests := map[string]func() seed.Answer{
			"authorization_code": func() seed.Answer { return s.Token(t, a.Exchange(code)) },
			"refresh_token":      func() seed.Answer { return s.Token(t, a.Refresh(tokens.Refresh)) },
			"client_credentials": func() seed.Answer {
				return s.Token(t, a.Authenticated(url.Values{"grant_type": {"client_credentials"}}))
			},
			"device_code": func() seed.Answer {
				return s.Token(t, a.Authenticated(url.Values{"grant_type": {application.GrantDevice}, "device_code": {device}}))
			},
			"token-exchange": func() seed.Answer {
				return s.Token(t, a.Authenticated(url.Values{
					"grant_type": {application.GrantTokenExchange}, "subject_token": {tokens.Access},
					"subject_token_type": {"urn:ietf:params:oauth:token-type:access_token"},
				}))
			},
			"device_authorization": func() seed.Answer {
				return s.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", a.Authenticated(url.Values{"scope": {"openid"}}))
			},
			"par": func() seed.Answer { return s.Push(t, a, a.Request("openid")) },
			"introspect": func() seed.Answer {
				return s.Browser(t).Form(t, seed.IntrospectPath, a.Authenticated(url.Values{"token": {own}}))
			},
			"userinfo":      func() seed.Answer { return s.Userinfo(t, tokens.Access) },
			"userinfo, JWT": func() seed.Answer { return s.Userinfo(t, jwt) },
			"consumption": func() seed.Answer {
				return s.Browser(t).Get(t, consumptionPath+"/"+s.user.ID+"/"+a.ID, "Authorization", "Bearer "+own, "Origin", "")
			},
		}
		root := s.SignedIn(t, s.Superadmin(t))
		root.JSON(t, "PATCH", "/api/admin/applications/"+a.ID, map[string]any{"isActive": false}).Want(t, 200)
		for name, ask := range requests {
			t.Run(name, func(t *testing.T) {
				if got := ask(); got.Status < 400 || got.Status > 499 {
					t.Errorf("answered %d %s", got.Status, got.Body)
				}
			})
		}
		t.Run("authorize", func(t *testing.T) {
			if got := s.browser.Authorize(t, a.Request("openid")); got.Status != 400 && got.Location(t).Query().Get("code") != "" {
				t.Errorf("answered %d %s", got.Status, got.Header.Get("Location"))
			}
		})
		defer func() { // it was the disabling that refused, and it ended nothing for good
			root.JSON(t, "PATCH", "/api/admin/applications/"+a.ID, map[string]any{"isActive": true}).Want(t, 200)
			for name, ask := range requests {
				if got := ask(); got.Status > 299 && got.Code() != "authorization_pending" {
					t.Errorf("%s when it is active again: %d %s", name, got.Status, got.Body)
				}
			}
		}()
		t.Run("what others are told of its tokens", func(t *testing.T) {
			if told := s.Introspect(t, s.conf, own); told["active"] != false {
				t.Errorf("told %v", told)
			}
		})
	})
}

// Known bug 60.
func TestAdminRefusalsHaveOneShapeAndTellNoSQL(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		app := "/api/admin/applications/" + m.app.ID
		for _, c := range []struct {
			method, path, body string
			status             int
			code, field        string
		}{
			{"POST", "/api/admin/applications", `{"name":"","slug":"a"}`, 400, "APP_001", "body.name"},
			{"POST", "/api/admin/applications", `{"name":"N","slug":"a","redirectUris":["http://x.example/cb"]}`, 400, "APP_001", "body.redirectUris[0]"},
			{"POST", "/api/admin/applications", `{"name":"N","slug":"a","allowedScopes":["nope"]}`, 400, "APP_001", "body.allowedScopes[0]"},
			{"POST", "/api/admin/applications", `{"name":"N","slug":"shop"}`, 409, "APP_003", ""},
			{"GET", "/api/admin/applications/zz", "", 404, "APP_002", ""},
			{"GET", "/api/admin/applications?cursor=zz", "", 400, "SRV_004", ""},
			{"GET", "/api/admin/applications?sort=secret", "", 400, "APP_001", "query.sort"},
			{"POST", app + "/secrets", `{"name":""}`, 400, "APP_001", "body.name"},
			{"POST", app + "/secrets", `{"name":"x","expiresAt":"2020-01-01T00:00:00Z"}`, 400, "APP_001", "body.expiresAt"},
			{"DELETE", app + "/secrets/" + nobodysID, "", 404, "APP_007", ""},
			{"POST", app + "/plans", `{"name":"p","features":{"a":"` + strings.Repeat("x", 4096) + `"}}`, 400, "APP_001", "body.features"},
			{"POST", app + "/plans/" + nobodysID + "/prices", `{"name":"M","amount":"1"}`, 400, "APP_001", "body.amount"},
			{"POST", app + "/users/" + m.user.ID + "/subscription", `{"planId":"` + nobodysID + `","expiresAt":"2030-01-01"}`, 400, "APP_001", "body.expiresAt"},
			{"GET", app + "/consumption?limit=0", "", 400, "APP_001", "query.limit"},
		} {
			a := m.root.Do(t, c.method, c.path, asJSON, c.body).Want(t, c.status, c.code)
			var told struct {
				Error struct {
					Code    string `json:"code"`
					Message string `json:"message"`
					Details []struct {
						Field   string `json:"field"`
						Problem string `json:"problem"`
					} `json:"details"`
				} `json:"error"`
			}
			a.Into(t, &told)
			if told.Error.Message == "" || c.field != "" && (len(told.Error.Details) == 0 || told.Error.Details[0].Field != c.field || told.Error.Details[0].Problem == "") {
				t.Errorf("%s %s %.80s: %s", c.method, c.path, c.body, a.Body)
			}
			for _, word := range []string{"select", "insert", "SELECT", "INSERT", "Failed query", "sqlite", "pgx"} {
				if strings.Contains(string(a.Body), word) {
					t.Errorf("%s %s: %s", c.method, c.path, a.Body)
				}
			}
		}
	})
}

// Known bug 63.
func TestUnknownIdsAndDuplicateNamesAreTheCallersMistakes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		app := "/api/admin/applications/" + m.app.ID
		role := m.root.Post(t, app+"/roles", map[string]any{"name": "editor"}).Want(t, 201).Object(t)["role"].(map[string]any)["id"].(string)
		m.root.Post(t, app+"/plans", map[string]any{"name": "pro"}).Want(t, 201)
		member := app + "/users/" + m.user.ID
		m.root.Post(t, member+"/roles/"+role, map[string]any{}).Want(t, 201)
		for _, id := range []string{nobodysID, "zz", "%00"} {
			m.root.JSON(t, "PATCH", app+"/roles/"+id, map[string]any{"name": "x"}).Want(t, 404, "PERM_002")
			m.root.Post(t, app+"/roles/"+role+"/permissions/"+id, map[string]any{}).Want(t, 404, "PERM_003")
			m.root.JSON(t, "PATCH", app+"/plans/"+id, map[string]any{"name": "x"}).Want(t, 404, "SUB_001")
			m.root.Do(t, "DELETE", app+"/plans/"+id, "", "").Want(t, 404, "SUB_001")
			m.root.Do(t, "DELETE", app+"/secrets/"+id, "", "").Want(t, 404, "APP_007")
			m.root.Get(t, "/api/admin/applications/"+id+"/consumption").Want(t, 404, "APP_002")
		}
		m.root.JSON(t, "PATCH", app+"/roles/"+role, map[string]any{"name": "admin"}).Want(t, 409, "PERM_004")
		m.root.JSON(t, "PATCH", app+"/roles/"+role, map[string]any{}).Want(t, 200)
		m.root.Post(t, app+"/plans", map[string]any{"name": "pro"}).Want(t, 409, "SUB_005")
		m.root.JSON(t, "PATCH", member, map[string]any{"roleId": nobodysID}).Want(t, 404, "PERM_002")
		if n := m.Count(t, `SELECT count(*) FROM user_roles WHERE user_id = $1`, m.user.ID); n != 2 {
			t.Errorf("the member has %d roles: a bad one took the others away", n)
		}
	})
}

// Known bugs 64 and 65: what a user is on is one thing, wherever it is told.
func TestASubscriptionThatCountsNoMoreStandsInNobodysWay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		app := "/api/admin/applications/" + m.app.ID
		subscriber := app + "/users/" + m.user.ID + "/subscription"
		b := m.SignedIn(t, m.user)
		plan := func(name string) string {
			t.Helper()
			return m.root.Post(t, app+"/plans", map[string]any{"name": name, "features": map[string]any{"tier": name}}).Want(t, 201).Object(t)["plan"].(map[string]any)["id"].(string)
		}
		on := func(want string) {
			t.Helper()
			own := string(b.Get(t, "/api/user/subscription").Want(t, 200).Body)
			told := string(m.Userinfo(t, m.Tokens(t, b, m.app, "openid features").Access).Want(t, 200).Body)
			if want == "" {
				if !strings.Contains(own, `"plan":null`) || !strings.Contains(told, `"features":{}`) {
					t.Errorf("no plan, but %s and %s", own, told)
				}
				return
			}
			for _, text := range []string{own, told} {
				if !strings.Contains(text, `"features":{"tier":"`+want+`"}`) {
					t.Errorf("%s does not tell of %s", text, want)
				}
			}
		}
		pro, team := plan("pro"), plan("team")
		m.root.Do(t, "DELETE", subscriber, "", "").Want(t, 204)
		on("")
		hour := m.Clock.Now().Add(time.Hour).UTC().Format("2006-01-02T15:04:05Z")
		m.root.Post(t, subscriber, map[string]any{"planId": pro, "expiresAt": hour}).Want(t, 201)
		on("pro")
		m.root.Post(t, subscriber, map[string]any{"planId": team}).Want(t, 409, "SUB_002")
		m.root.Do(t, "DELETE", app+"/plans/"+pro, "", "").Want(t, 400, "SUB_003")
		m.Advance(t, time.Hour)
		on("")
		m.root.Post(t, subscriber, map[string]any{"planId": team}).Want(t, 201)
		on("team")
		m.root.Do(t, "DELETE", app+"/plans/"+pro, "", "").Want(t, 204)
		m.root.JSON(t, "PATCH", app+"/users/"+m.user.ID, map[string]any{"subscriptionPlanId": plan("gold")}).Want(t, 200)
		on("gold")
		m.Exec(t, `UPDATE subscriptions SET is_active = FALSE WHERE plan_id = $1`, team)
		m.root.Do(t, "DELETE", app+"/plans/"+team, "", "").Want(t, 204)
		on("gold")
	})
}

// Known bug 66.
func TestWhatBelongsToAccessGoesWithIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		app := "/api/admin/applications/" + m.app.ID
		left := func() int64 {
			return m.Count(t, `SELECT (SELECT count(*) FROM application_users WHERE user_id = $1) + (SELECT count(*) FROM user_roles WHERE user_id = $1) +
				(SELECT count(*) FROM subscriptions WHERE user_id = $1)`, m.user.ID)
		}
		if left() != 3 {
			t.Fatalf("%d rows to begin with", left())
		}
		m.root.Do(t, "DELETE", app+"/users/"+m.user.ID, "", "").Want(t, 204)
		if left() != 0 {
			t.Errorf("%d rows are left of the access", left())
		}
		m.root.Post(t, app+"/users", map[string]any{"userId": "ghost-user"}).Want(t, 404, "USR_001")
		m.root.Post(t, app+"/users", map[string]any{"userId": m.user.ID}).Want(t, 201)
		m.root.Do(t, "POST", consumptionPath, asJSON, m.body("1")).Want(t, 200)
		if err := m.Services.Users.RemoveBy(t.Context(), seed.Console(), m.user.ID); err != nil {
			t.Fatal(err)
		}
		if n := left() + m.Count(t, `SELECT (SELECT count(*) FROM consumption_totals) + (SELECT count(*) FROM consumption_entries)`); n != 0 {
			t.Errorf("%d rows are left of the user", n)
		}
	})
}

// Known bug 68.
func TestWhoeverHasNoAccessCannotBeChanged(t *testing.T) {
	m := metered(t, sqlite(t))
	stranger := m.User(t, "Stranger", "stranger@example.com")
	path := "/api/admin/applications/" + m.app.ID + "/users/"
	for _, id := range []string{stranger.ID, "zz"} {
		m.root.JSON(t, "PATCH", path+id, map[string]any{"isActive": true}).Want(t, 404, "USR_001")
	}
	if n := m.Count(t, `SELECT count(*) FROM application_users WHERE user_id = $1`, stranger.ID); n != 0 {
		t.Error("the change gave access")
	}
}

// A secret is told once, works at once, and ends at once.
func TestSecretsOfAnApplication(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		path := "/api/admin/applications/" + m.app.ID + "/secrets"
		made := m.root.Post(t, path, map[string]any{"name": "CI", "expiresAt": "2026-11-24T00:00:00Z"}).Want(t, 201).Object(t)
		text, _ := made["clientSecret"].(string)
		one, _ := made["secret"].(map[string]any)
		id, _ := one["id"].(string)
		if len(text) != 64 || one["name"] != "CI" || one["expiresAt"] != "2026-11-24T00:00:00.000Z" || len(one) != 4 {
			t.Fatalf("made %v", made)
		}
		proves := func(clientSecret string, status int) {
			t.Helper()
			form := url.Values{"grant_type": {"client_credentials"}, "client_id": {m.app.Slug}, "client_secret": {clientSecret}}
			m.Token(t, form).Want(t, status)
		}
		proves(text, 200)
		proves(m.app.Secret, 200)
		list := m.root.Get(t, path).Want(t, 200)
		all, _ := list.Object(t)["secrets"].([]any)
		if len(all) != 2 || strings.Contains(string(list.Body), text) || strings.Contains(string(list.Body), "digest") {
			t.Errorf("listed: %s", list.Body)
		}
		m.root.Post(t, path, map[string]any{"name": "CI"}).Want(t, 400, "APP_001")
		m.root.Do(t, "DELETE", path+"/"+id, "", "").Want(t, 204)
		proves(text, 401)
		proves(m.app.Secret, 200)
		m.root.Do(t, "DELETE", path+"/"+id, "", "").Want(t, 404, "APP_007")
		brief, _ := m.root.Post(t, path, map[string]any{"name": "brief", "expiresAt": "2026-11-23T09:00:00Z"}).Want(t, 201).Object(t)["clientSecret"].(string)
		proves(brief, 200)
		m.Advance(t, time.Hour)
		proves(brief, 401)
		public := m.Application(t, application.NewApplication{Slug: "public", IsPublic: true})
		m.root.Post(t, "/api/admin/applications/"+public.ID+"/secrets", map[string]any{"name": "x"}).Want(t, 400, "APP_001")
		m.SignedIn(t, m.user).Get(t, path).Want(t, 403, "AUTH_001")
	})
}
