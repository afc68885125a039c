package webhook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Whatever changes entitlements is told, once, and nothing else.
func TestWhatIsTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		v, ctx, app, olive := s.Services, t.Context(), s.app.ID, s.user.ID
		seen := 0
		step := func(what string, err error, want ...string) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			s.deliver(t)
			all := s.receiver.all()
			got := map[string]int{}
			for _, m := range all[seen:] {
				data := m.event.Data
				if data["applicationId"] != app || !m.verify(t, s.secret) || m.event.Timestamp != "2026-11-23T08:00:00.123Z" {
					t.Errorf("%s: %s", what, m.body)
				}
				delete(data, "applicationId")
				text, err := json.Marshal(data)
				must(t, err)
				line := m.event.Type + " " + string(text)
				got[strings.NewReplacer(olive, "olive").Replace(line)]++
			}
			seen = len(all)
			wanted := map[string]int{}
			for _, w := range want {
				wanted[w]++
			}
			if fmt.Sprint(got) != fmt.Sprint(wanted) {
				t.Errorf("%s: told %v, want %v", what, got, wanted)
			}
		}
		const granted, revoked, roles, subscribed = `access.granted {"userId":"olive"}`, `access.revoked {"userId":"olive"}`, `roles.changed {"userId":"olive"}`, `subscription.changed {"userId":"olive"}`

		step("grant", v.Access.Grant(ctx, root, app, olive, ""), granted, subscribed)
		step("grant again", v.Access.Grant(ctx, root, app, olive, ""))
		role, err := v.Access.CreateRole(ctx, root, app, access.NewRole{Name: "writer"})
		step("a role that nobody has", err)
		permission, err := v.Access.CreatePermission(ctx, root, app, "docs", access.Read)
		step("a permission that no role has", err)
		aboutRole := `roles.changed {"roleId":"` + role.ID + `"}`
		step("add role", v.Access.AddRole(ctx, root, app, olive, role.ID), roles)
		step("add role again", v.Access.AddRole(ctx, root, app, olive, role.ID))
		step("permit", v.Access.Permit(ctx, root, app, role.ID, permission.ID), aboutRole)
		step("forbid", v.Access.Forbid(ctx, root, app, role.ID, permission.ID), aboutRole)
		_, err = v.Access.ChangeRole(ctx, root, app, role.ID, access.RoleChanges{Name: new("author")})
		step("rename", err, aboutRole)
		step("delete permission", v.Access.DeletePermission(ctx, root, app, permission.ID), `roles.changed {}`)
		step("remove role", v.Access.RemoveRole(ctx, root, app, olive, role.ID), roles)
		step("remove role again", v.Access.RemoveRole(ctx, root, app, olive, role.ID))
		step("replace roles", v.Access.Change(ctx, root, app, olive, access.MemberChanges{RoleID: &role.ID}), roles)
		step("nothing new", v.Access.Change(ctx, root, app, olive, access.MemberChanges{RoleID: &role.ID, IsActive: new(true)}))
		step("switch off", v.Access.Change(ctx, root, app, olive, access.MemberChanges{IsActive: new(false)}), revoked)
		step("switch on", v.Access.Grant(ctx, root, app, olive, ""), granted)

		plan, err := v.Subscriptions.CreatePlan(ctx, root, app, subscription.NewPlan{Name: "pro", Features: json.RawMessage(`{"seats":5}`)})
		step("new plan", err, `plan.changed {"change":"created","planId":"`+plan.ID+`"}`)
		step("put on the plan", v.Access.Change(ctx, root, app, olive, access.MemberChanges{PlanID: &plan.ID}), subscribed)
		for i := range 5 { // many are on it
			other := s.User(t, "Other", fmt.Sprintf("other%d@example.com", i))
			_, err := v.Subscriptions.Subscribe(ctx, root, app, other.ID, plan.ID, time.Time{})
			step("subscribe", err, `subscription.changed {"userId":"`+other.ID+`"}`)
		}
		_, err = v.Subscriptions.ChangePlan(ctx, root, app, plan.ID, subscription.PlanChanges{Features: json.RawMessage(`{"seats":6}`)})
		step("change the plan", err, `plan.changed {"change":"updated","planId":"`+plan.ID+`"}`)
		_, err = v.Subscriptions.ChangePlan(ctx, root, app, plan.ID, subscription.PlanChanges{Features: json.RawMessage(`{"seats":6}`)})
		step("change it to what it is", err)
		step("unsubscribe", v.Subscriptions.Unsubscribe(ctx, root, app, olive), subscribed)

		boss := actor.Actor{UserID: s.Superadmin(t).ID, Role: actor.RoleSuperadmin}
		org, _, err := v.Organizations.Create(ctx, boss, organization.NewOrganization{Name: "Acme", Slug: "acme"})
		step("an organization", err)
		_, err = v.Organizations.AddMember(ctx, organization.AsAdministrator(boss), org.ID, olive, "member")
		step("with a member", err)
		step("that may use the application", v.Access.Allow(ctx, root, org.ID, app))
		inside := `roles.changed {"organizationId":"` + org.ID + `","userId":"olive"}`
		step("a role there", v.Access.AssignIn(ctx, root, app, org.ID, olive, role.ID), inside)
		step("no role there", v.Access.UnassignIn(ctx, root, app, org.ID, olive, role.ID), inside)
		step("a role there again", v.Access.AssignIn(ctx, root, app, org.ID, olive, role.ID), inside)
		step("no longer the application's", v.Access.Disallow(ctx, root, org.ID, app), `roles.changed {"organizationId":"`+org.ID+`"}`)
		step("the application's", v.Access.Allow(ctx, root, org.ID, app))
		_, err = v.Organizations.RemoveMember(ctx, organization.AsAdministrator(boss), org.ID, organization.UserID(olive))
		step("left", err, inside)
		_, err = v.Organizations.AddMember(ctx, organization.AsAdministrator(boss), org.ID, olive, "member")
		step("back", err)
		step("a role there once more", v.Access.AssignIn(ctx, root, app, org.ID, olive, role.ID), inside)
		_, err = v.Organizations.Delete(ctx, organization.AsAdministrator(boss), org.ID)
		step("the organization deleted", err, `roles.changed {"organizationId":"`+org.ID+`"}`)

		step("threshold", s.hooks.OnThreshold(ctx, app, olive, webhook.Usage{
			Key: "api.calls", Window: "month", Threshold: 80, Used: "8000", Limit: "10000", ResetsAt: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		}), `usage.threshold {"key":"api.calls","limit":"10000","resetsAt":"2026-12-01T00:00:00.000Z","threshold":80,"used":"8000","userId":"olive","window":"month"}`)
		step("revoke", v.Access.Revoke(ctx, root, app, olive), revoked)
		step("revoke again", v.Access.Revoke(ctx, root, app, olive))
	})
}

// A change that does not happen is not told, and what is told did happen.
func TestToldInTheTransactionOfTheChange(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.undone(t, func(ctx context.Context) error { return s.Services.Access.Grant(ctx, root, s.app.ID, s.user.ID, "") })
		s.deliver(t)
		if n := len(s.receiver.all()); n != 0 {
			t.Errorf("%d messages of what did not happen", n)
		}
		if n := s.Count(t, `SELECT count(*) FROM webhook_events`); n != 0 {
			t.Errorf("%d events of what did not happen", n)
		}
	})
}

func TestWhoIsTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, webhook.RolesChanged)
		ctx := t.Context()
		add := func(applicationID, path string, enabled bool, types ...string) {
			t.Helper()
			_, _, err := s.hooks.Create(ctx, root, applicationID, webhook.NewEndpoint{URL: s.receiver.URL + path, EventTypes: types, IsEnabled: &enabled})
			must(t, err)
		}
		add(s.app.ID, "/both", true, webhook.RolesChanged, webhook.PlanChanged)
		add(s.app.ID, "/other-type", true, webhook.PlanChanged)
		add(s.app.ID, "/disabled", false, webhook.All)
		other := s.Application(t, application.NewApplication{Slug: "other"})
		add(other.ID, "/other-application", true, webhook.All)
		s.happen(t)
		s.deliver(t)
		all := s.receiver.all()
		if len(all) != 2 || all[0].id != all[1].id || all[0].path == all[1].path {
			t.Fatalf("told %+v", all)
		}
		for _, m := range all {
			if m.path != "/hook" && m.path != "/both" {
				t.Errorf("%s was told", m.path)
			}
		}
	})
}

// OpenID Connect Core §8.1: an application with pairwise subjects learns no
// other name of a user.
//
// conformance: OpenID Connect Core §8.1
func TestPairwiseSubjects(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		client := s.app.Client
		client.SubjectType = application.SubjectPairwise
		s.Update(t, s.app, application.Changes{Client: &client})
		a, err := s.Services.Applications.ByID(t.Context(), s.app.ID)
		must(t, err)
		subject, err := s.Services.Claims.Subject(t.Context(), a, s.user.ID)
		must(t, err)
		s.happen(t)
		s.deliver(t)
		if got := s.receiver.last(t); got.event.Data["userId"] != subject || strings.Contains(string(got.body), s.user.ID) {
			t.Errorf("told %s", got.body)
		}
	})
}
