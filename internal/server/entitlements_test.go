package server_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/entitlement"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
	"github.com/circle-rd/auth-service/internal/wire"
)

const entitlementsPath = "/api/entitlements"

// entitled asks as the bearer of a token.
func (m meter) entitled(t *testing.T, token, query string, headers ...string) seed.Answer {
	t.Helper()
	return m.Browser(t).Get(t, entitlementsPath+query, append([]string{"Authorization", "Bearer " + token, "Origin", ""}, headers...)...)
}

func TestEntitlements(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		m := metered(t, d)
		ctx, v := t.Context(), m.Services
		token := m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid roles permissions features").Access
		own := ownToken(t, m.World, m.app)
		plan, err := v.Subscriptions.CreatePlan(ctx, seed.Console(), m.app.ID, subscription.NewPlan{Name: "pro", Features: json.RawMessage(`{"seats":12345678901234567890}`)})
		if err != nil {
			t.Fatal(err)
		}
		role, err := v.Access.CreateRole(ctx, seed.Console(), m.app.ID, access.NewRole{Name: "writer"})
		if err != nil {
			t.Fatal(err)
		}
		tag := ""
		step := func(what, want string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			a := m.entitled(t, token, "", "If-None-Match", tag).Want(t, 200)
			want = `{"applicationId":"` + m.app.ID + `","clientId":"shop","sub":"` + m.user.ID + `","organizationId":null,"hasAccess":true,` + want + `}`
			if string(a.Body) != want {
				t.Errorf("%s:\n got %s\nwant %s", what, a.Body, want)
			}
			if a.Header.Get("ETag") == tag || a.Header.Get("Cache-Control") != "private, no-cache" || !strings.Contains(a.Header.Get("Vary"), "Authorization") {
				t.Errorf("%s: %v", what, a.Header)
			}
			tag = a.Header.Get("ETag")
			for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
				if same := m.entitled(t, token, "", "If-None-Match", known).Want(t, 304); len(same.Body) > 0 || same.Header.Get("ETag") != tag {
					t.Errorf("%s: %q: %v %s", what, known, same.Header, same.Body)
				}
			}
			if b := m.entitled(t, own, "?userId="+m.user.ID).Want(t, 200); string(b.Body) != want {
				t.Errorf("%s: the application is told %s", what, b.Body)
			}
		}
		free, err := v.Subscriptions.Holding(ctx, m.app.ID, m.user.ID)
		step("as granted", `"roles":["user"],"permissions":[],"features":{},"subscription":{"status":"active","plan":{"id":"`+free.PlanID+`","name":"free"},"expiresAt":null}`, err)
		step("another plan", `"roles":["user"],"permissions":[],"features":{"seats":12345678901234567890},"subscription":{"status":"active","plan":{"id":"`+plan.ID+`","name":"pro"},"expiresAt":null}`,
			v.Access.Change(ctx, seed.Console(), m.app.ID, m.user.ID, access.MemberChanges{PlanID: &plan.ID}))
		step("one more role", `"roles":["user","writer"],"permissions":[],"features":{"seats":12345678901234567890},"subscription":{"status":"active","plan":{"id":"`+plan.ID+`","name":"pro"},"expiresAt":null}`,
			v.Access.AddRole(ctx, seed.Console(), m.app.ID, m.user.ID, role.ID))
		_, err = v.Subscriptions.ChangePlan(ctx, seed.Console(), m.app.ID, plan.ID, subscription.PlanChanges{Name: new("max"), Features: json.RawMessage(`{"seats":2}`)})
		step("the plan changed", `"roles":["user","writer"],"permissions":[],"features":{"seats":2},"subscription":{"status":"active","plan":{"id":"`+plan.ID+`","name":"max"},"expiresAt":null}`, err)
		step("no plan", `"roles":["user","writer"],"permissions":[],"features":{},"subscription":{"status":"none","plan":null,"expiresAt":null}`,
			v.Subscriptions.Unsubscribe(ctx, seed.Console(), m.app.ID, m.user.ID))
		_, err = v.Subscriptions.Subscribe(ctx, seed.Console(), m.app.ID, m.user.ID, plan.ID, m.Clock.Now().Add(time.Minute))
		step("for a minute", `"roles":["user","writer"],"permissions":[],"features":{"seats":2},"subscription":{"status":"active","plan":{"id":"`+plan.ID+`","name":"max"},"expiresAt":"2026-11-23T08:01:00.123Z"}`, err)
		m.Advance(t, time.Minute)
		step("expired", `"roles":["user","writer"],"permissions":[],"features":{},"subscription":{"status":"expired","plan":null,"expiresAt":"2026-11-23T08:01:00.123Z"}`, nil)

		if err := v.Access.Revoke(ctx, seed.Console(), m.app.ID, m.user.ID); err != nil {
			t.Fatal(err)
		}
		a := m.entitled(t, token, "").Want(t, 401, "ENT_001")
		if !strings.Contains(a.Header.Get("WWW-Authenticate"), `error="invalid_token"`) || a.Header.Get("ETag") != "" {
			t.Errorf("%v", a.Header)
		}
		without := `{"applicationId":"` + m.app.ID + `","clientId":"shop","sub":"` + m.user.ID + `","organizationId":null,"hasAccess":false}`
		if a := m.entitled(t, own, "?userId="+m.user.ID).Want(t, 200); string(a.Body) != without {
			t.Errorf("without access: %s", a.Body)
		}
		if a := m.entitled(t, own, "?userId=nobody").Want(t, 200); string(a.Body) != strings.Replace(without, m.user.ID, "nobody", 1) {
			t.Errorf("nobody: %s", a.Body)
		}
	})
}

// Nobody is told more than a token would tell them.
func TestEntitlementsAreNoWiderThanTokens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		m := metered(t, d)
		b := m.SignedIn(t, m.user)
		members := func(a seed.Answer) string { return members(a.Want(t, 200).Object(t)) }
		const always = "applicationId clientId hasAccess organizationId sub"
		for scope, want := range map[string]string{
			"openid":                      always,
			"openid roles":                strings.Replace(always, " sub", " roles sub", 1),
			"openid permissions features": "applicationId clientId features hasAccess organizationId permissions sub subscription",
		} {
			if got := members(m.entitled(t, m.Tokens(t, b, m.app, scope).Access, "")); got != want {
				t.Errorf("%s: told %s, want %s", scope, got, want)
			}
		}
		few := m.Application(t, application.NewApplication{Slug: "few", AllowedScopes: []string{"openid", "roles"}, SkipConsent: true})
		m.Access(t, few, m.user)
		if got := members(m.entitled(t, ownToken(t, m.World, few), "?userId="+m.user.ID)); strings.Contains(got, "features") || !strings.Contains(got, "roles") {
			t.Errorf("the application itself is told %s", got)
		}

		token, own := m.Tokens(t, b, m.app, "openid roles"), ownToken(t, m.World, m.app)
		other := m.User(t, "Other", "other@example.com")
		m.Access(t, m.app, other)
		for name, c := range map[string]struct {
			token, query, code string
			status             int
		}{
			"another user":                 {token.Access, "?userId=" + other.ID, "ENT_003", 403},
			"an organization":              {token.Access, "?organizationId=x", "ENT_003", 403},
			"nobody named":                 {own, "", "ENT_002", 400},
			"an organization alone":        {own, "?organizationId=x", "ENT_002", 400},
			"what no database looks up":    {own, "?userId=%00", "ENT_002", 400},
			"no organization":              {own, "?userId=a&organizationId=%ff", "ENT_002", 400},
			"no token":                     {"x", "", "ENT_001", 401},
			"a refresh token":              {m.Tokens(t, b, m.app, "openid offline_access").Refresh, "", "ENT_001", 401},
			"a token for another API":      {m.Tokens(t, b, m.app, "openid", "resource", seed.API).Access, "", "ENT_001", 401},
			"an ID token":                  {token.ID, "", "ENT_001", 401},
			"the application's for an API": {ownToken(t, m.World, m.app, "resource", seed.API), "?userId=" + m.user.ID, "ENT_001", 401},
		} {
			if a := m.entitled(t, c.token, c.query); a.Status != c.status || a.Code() != c.code {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		a := m.Browser(t).Get(t, entitlementsPath, "Origin", "").Want(t, 401, "ENT_001")
		if !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%v", a.Header)
		}
		m.root.Get(t, entitlementsPath).Want(t, 401, "ENT_001") // a session is no token
		jwt := ownToken(t, m.World, m.app, "resource", m.URL)
		if a := m.entitled(t, jwt, "?userId="+m.user.ID).Want(t, 200); strings.Count(jwt, ".") != 2 {
			t.Errorf("%s for %s", a.Body, jwt)
		}
	})
}

// OpenID Connect Core §8.1: who knows users by pairwise subjects can neither
// turn one back nor find out whose an id is.
//
// conformance: OpenID Connect Core §8.1
func TestEntitlementsOfPairwiseSubjects(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		m := metered(t, d)
		client := m.app.Client
		client.SubjectType = application.SubjectPairwise
		m.Update(t, m.app, application.Changes{Client: &client})
		a, err := m.Services.Applications.ByID(t.Context(), m.app.ID)
		if err != nil {
			t.Fatal(err)
		}
		subject, err := m.Services.Claims.Subject(t.Context(), a, m.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		own := ownToken(t, m.World, m.app)
		for _, name := range []string{subject, m.user.ID, "nobody"} {
			m.entitled(t, own, "?userId="+name).Want(t, 400, "ENT_002")
		}
		token := m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid roles").Access
		for _, query := range []string{"", "?userId=" + subject} {
			if told := m.entitled(t, token, query).Want(t, 200); told.Object(t)["sub"] != subject || strings.Contains(string(told.Body), m.user.ID) {
				t.Errorf("%q: told %s", query, told.Body)
			}
		}
		m.entitled(t, token, "?userId="+m.user.ID).Want(t, 403, "ENT_003")
	})
}

// What is revoked on one replica is not told by another, and one look at the
// database is enough for an answer.
func TestEntitlementsOfReplicas(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		m := metered(t, d)
		token := m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid roles features").Access
		other := wire.New(m.Config, d, m.Clock.Now)
		ask := func() entitlement.Entitlements {
			t.Helper()
			if err := other.Hub.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
			e, err := other.Entitlements.Ask(t.Context(), tokeninfo.Shown{Scheme: "Bearer", Token: token}, entitlement.Question{})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		if e := ask(); len(e.Roles) != 1 || e.Subscription.Status != subscription.Active {
			t.Errorf("%+v", e)
		}
		ctx, trips := db.Counting(t.Context())
		if _, err := other.Entitlements.Ask(ctx, tokeninfo.Shown{Scheme: "Bearer", Token: token}, entitlement.Question{}); err != nil || trips.Load() > 2 {
			t.Errorf("%v after %d round trips", err, trips.Load())
		}
		none := ""
		if err := m.Services.Access.Change(t.Context(), seed.Console(), m.app.ID, m.user.ID, access.MemberChanges{RoleID: &none, PlanID: &none}); err != nil {
			t.Fatal(err)
		}
		if e := ask(); len(e.Roles) != 0 || e.Subscription.Status != subscription.None || string(e.Features) != "{}" {
			t.Errorf("%+v", e)
		}
	})
}

// Scripts of any origin may ask with a token, and keep the entity tag.
func TestEntitlementsCrossOrigin(t *testing.T) {
	w := seed.New(t, sqlite(t))
	a := w.Browser(t).Do(t, "OPTIONS", entitlementsPath, "", "", "Origin", "https://spa.example", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization,if-none-match")
	if got := a.Header; got.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(got.Get("Access-Control-Allow-Headers"), "If-None-Match") || got.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%d %v", a.Status, got)
	}
	a = w.Browser(t).Get(t, entitlementsPath+"?"+url.Values{"userId": {"x"}}.Encode(), "Origin", "https://spa.example").Want(t, 401, "ENT_001")
	if !strings.Contains(a.Header.Get("Access-Control-Expose-Headers"), "ETag") {
		t.Errorf("%v", a.Header)
	}
}
