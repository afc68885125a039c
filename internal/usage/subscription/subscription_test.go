package subscription_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

const unknown = "00000000-0000-0000-0000-000000000000"

var root = actor.Actor{UserID: "root", Role: actor.RoleSuperadmin}

func newClock() *testclock.Clock { return testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)) }

// A fixture is a replica with everything wired and fresh caches.
type fixture struct {
	*subscription.Service
	applications *application.Service
	accesses     *access.Service
	db           *db.DB
	hub          *cache.Hub
}

func start(t *testing.T, d *db.DB, c *testclock.Clock) fixture {
	t.Helper()
	hub, log := cache.NewHub(d, c.Now), audit.New(d, c.Now)
	applications := application.New(d, hub, log, c.Now)
	accesses := access.New(d, hub, log, applications, c.Now)
	s := subscription.New(d, hub, log, applications, c.Now)
	applications.OnCreate(accesses.OnApplicationCreated)
	applications.OnCreate(s.OnApplicationCreated)
	accesses.OnGrant(s.OnGrant)
	accesses.OnRevoke(s.OnRevoke)
	accesses.OnPlan(s.SetPlan)
	f := fixture{s, applications, accesses, d, hub}
	f.poll(t)
	return f
}

func (f fixture) poll(t *testing.T) {
	t.Helper()
	must(t, f.hub.Poll(t.Context()))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f fixture) user(t *testing.T, id, role string) {
	t.Helper()
	_, err := f.db.Exec(t.Context(), `
		INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
		VALUES ($1, $1, $2, TRUE, $3, FALSE, FALSE, FALSE, 1, 1)`, id, id+"@example.com", role)
	must(t, err)
}

func (f fixture) application(t *testing.T, slug string) application.Application {
	t.Helper()
	a, _, err := f.applications.Create(t.Context(), root, application.NewApplication{Slug: slug, Name: slug})
	must(t, err)
	return a
}

func (f fixture) plan(t *testing.T, applicationID, name, features string, isDefault bool) subscription.Plan {
	t.Helper()
	p, err := f.CreatePlan(t.Context(), root, applicationID, subscription.NewPlan{
		Name: name, Features: json.RawMessage(features), IsDefault: isDefault,
	})
	must(t, err)
	return p
}

func (f fixture) has(t *testing.T, applicationID, userID, want string) {
	t.Helper()
	got, err := f.Features(t.Context(), applicationID, userID)
	must(t, err)
	if string(got) != want {
		t.Errorf("%s has %s, want %s", userID, got, want)
	}
}

func (f fixture) count(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	n, err := db.One(t.Context(), f.db, db.ScanInt, query, args...)
	must(t, err)
	return n
}

func TestNewApplication(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		f.user(t, "root", actor.RoleSuperadmin)
		f.user(t, "boss", actor.RoleSuperadmin)
		f.user(t, "clerk", actor.RoleAdmin)
		a := f.application(t, "app")
		plans, err := f.Plans(t.Context(), a.ID)
		must(t, err)
		if len(plans) != 1 || plans[0].Name != "free" || !plans[0].IsDefault || string(plans[0].Features) != "{}" || plans[0].ActiveSubscribers != 2 {
			t.Errorf("plans: %+v", plans)
		}
		detail, err := f.applications.Detail(t.Context(), a.ID)
		if err != nil || detail.UserCount != 2 || detail.PlanCount != 1 {
			t.Errorf("%d users, %d plans, %v", detail.UserCount, detail.PlanCount, err)
		}
		members, _, err := f.accesses.Members(t.Context(), a.ID, access.Search{Page: 1, Limit: 10})
		must(t, err)
		for _, m := range members {
			if m.PlanID != plans[0].ID || len(m.Roles) != 1 || m.Roles[0].Name != "admin" {
				t.Errorf("superadmin: %+v", m)
			}
		}
	})
}

func TestDefaultPlan(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		f.user(t, "ada", actor.RoleUser)
		f.user(t, "bob", actor.RoleUser)
		a := f.application(t, "app")
		must(t, f.accesses.Grant(t.Context(), root, a.ID, "ada", ""))
		f.has(t, a.ID, "ada", `{}`)
		pro := f.plan(t, a.ID, "pro", ` { "seats" : 10, "big": 12345678901234567890.10 } `, true)
		f.has(t, a.ID, "ada", `{}`) // a new default is for later grants
		must(t, f.accesses.Grant(t.Context(), root, a.ID, "ada", ""))
		f.has(t, a.ID, "ada", `{}`)
		must(t, f.accesses.Grant(t.Context(), root, a.ID, "bob", ""))
		f.has(t, a.ID, "bob", `{"seats":10,"big":12345678901234567890.10}`)
		must(t, f.accesses.Revoke(t.Context(), root, a.ID, "bob"))
		f.has(t, a.ID, "bob", `{}`)
		if n := f.count(t, `SELECT count(*) FROM subscriptions WHERE plan_id = $1`, pro.ID); n != 0 {
			t.Errorf("%d subscriptions outlived the access", n)
		}
	})
}

func TestFeaturesCountAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f, other := start(t, d, c), start(t, d, c)
		f.user(t, "ada", actor.RoleUser)
		a := f.application(t, "app")
		pro, max := f.plan(t, a.ID, "pro", `{"p":1}`, false), f.plan(t, a.ID, "max", `{"m":1}`, false)
		step := func(what, want string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			f.has(t, a.ID, "ada", want)
			other.poll(t)
			other.has(t, a.ID, "ada", want)
		}
		change := func(planID string) error {
			return f.accesses.Change(t.Context(), root, a.ID, "ada", access.MemberChanges{PlanID: &planID})
		}
		step("nothing", `{}`, nil)
		step("grant", `{}`, f.accesses.Grant(t.Context(), root, a.ID, "ada", ""))
		step("set plan", `{"p":1}`, change(pro.ID))
		_, err := f.ChangePlan(t.Context(), root, a.ID, pro.ID, subscription.PlanChanges{Features: json.RawMessage(`{"p":2}`)})
		step("change plan", `{"p":2}`, err)
		step("other plan", `{"m":1}`, change(max.ID))
		step("no plan", `{}`, change(""))
		_, err = f.Subscribe(t.Context(), root, a.ID, "ada", pro.ID, c.Now().Add(time.Hour))
		step("subscribe", `{"p":2}`, err)
		c.Advance(time.Hour)
		f.poll(t)
		step("expire", `{}`, nil)
		_, err = f.Subscribe(t.Context(), root, a.ID, "ada", max.ID, time.Time{})
		step("again", `{"m":1}`, err)
		step("unsubscribe", `{}`, f.Unsubscribe(t.Context(), root, a.ID, "ada"))
	})
}

func TestExpiryIsSeenWithoutAWrite(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	must(t, err)
	c := newClock()
	f := start(t, d, c)
	f.user(t, "ada", actor.RoleUser)
	a := f.application(t, "app")
	_, err = f.Subscribe(t.Context(), root, a.ID, "ada", f.plan(t, a.ID, "pro", `{"p":1}`, false).ID, c.Now().Add(500*time.Millisecond))
	must(t, err)
	f.has(t, a.ID, "ada", `{"p":1}`)
	must(t, d.Close()) // from here on only memory can answer
	f.has(t, a.ID, "ada", `{"p":1}`)
	c.Advance(500 * time.Millisecond)
	f.has(t, a.ID, "ada", `{}`)
}

func TestSubscribe(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		f.user(t, "ada", actor.RoleUser)
		a, other := f.application(t, "app"), f.application(t, "other")
		pro, foreign := f.plan(t, a.ID, "pro", `{}`, false), f.plan(t, other.ID, "pro", `{}`, false)
		subscribe := func(applicationID, userID, planID string, life time.Duration) error {
			_, err := f.Subscribe(t.Context(), root, applicationID, userID, planID, c.Now().Add(life))
			return err
		}
		for name, got := range map[string][2]error{
			"unknown application": {subscribe(unknown, "ada", pro.ID, time.Hour), application.ErrNotFound},
			"unknown user":        {subscribe(a.ID, "ghost", pro.ID, time.Hour), subscription.ErrUser},
			"impossible user":     {subscribe(a.ID, "\x00", pro.ID, time.Hour), subscription.ErrUser},
			"unknown plan":        {subscribe(a.ID, "ada", unknown, time.Hour), subscription.ErrPlan},
			"no plan id":          {subscribe(a.ID, "ada", "zz", time.Hour), subscription.ErrPlan},
			"plan of another":     {subscribe(a.ID, "ada", foreign.ID, time.Hour), subscription.ErrPlan},
			"nothing to end":      {f.Unsubscribe(t.Context(), root, a.ID, "ada"), subscription.ErrPlan},
			"end of nobody":       {f.Unsubscribe(t.Context(), root, a.ID, "\x00"), subscription.ErrPlan},
			"end of nothing":      {f.Unsubscribe(t.Context(), root, "zz", "ada"), application.ErrNotFound},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
		must(t, subscribe(a.ID, "ada", pro.ID, time.Hour))
		if err := subscribe(a.ID, "ada", pro.ID, time.Hour); !errors.Is(err, subscription.ErrActive) {
			t.Errorf("while active: %v", err)
		}
		c.Advance(time.Hour)
		must(t, subscribe(a.ID, "ada", pro.ID, time.Hour)) // the old one has expired
		if _, err := d.Exec(t.Context(), `UPDATE subscriptions SET is_active = FALSE`); err != nil {
			t.Fatal(err)
		}
		must(t, subscribe(a.ID, "ada", pro.ID, time.Hour)) // the old one was inactive
		if n := f.count(t, `SELECT count(*) FROM subscriptions WHERE is_active`); n != 1 {
			t.Errorf("%d subscriptions", n)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'user.subscribed' AND target_id = 'ada'`); n != 3 {
			t.Errorf("%d audit events", n)
		}
	})
}

// The trail tells which plan somebody was on before.
func TestPlansInTheTrail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		f.user(t, "ada", actor.RoleUser)
		a := f.application(t, "app")
		pro, team := f.plan(t, a.ID, "pro", `{}`, false), f.plan(t, a.ID, "team", `{}`, false)
		_, err := f.Subscribe(t.Context(), root, a.ID, "ada", pro.ID, time.Time{})
		must(t, err)
		must(t, f.SetPlan(t.Context(), root, a.ID, "ada", team.ID))
		must(t, f.Unsubscribe(t.Context(), root, a.ID, "ada"))
		must(t, f.SetPlan(t.Context(), root, a.ID, "ada", pro.ID))
		must(t, f.SetPlan(t.Context(), root, a.ID, "ada", ""))
		told, err := db.All(t.Context(), d, func(r db.Row) (string, error) {
			var action string
			var details map[string]string
			err := r.Scan(&action, db.JSON(&details))
			return action + ": " + details["previousPlan"] + " > " + details["plan"], err
		}, `SELECT action, details FROM audit_events WHERE target = 'user' AND target_id = 'ada' AND action LIKE 'user.%subscribed' ORDER BY id`)
		must(t, err)
		want := []string{
			"user.subscribed:  > pro", "user.subscribed: pro > team", "user.unsubscribed:  > team", "user.subscribed:  > pro", "user.unsubscribed:  > pro",
		}
		slices.Sort(told)
		slices.Sort(want)
		if !slices.Equal(told, want) {
			t.Errorf("told %q", told)
		}
	})
}

func TestParallelSubscriptionsLeaveOne(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		f.user(t, "ada", actor.RoleUser)
		a := f.application(t, "app")
		pro := f.plan(t, a.ID, "pro", `{}`, false)
		results := make([]error, 16)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { _, results[i] = f.Subscribe(t.Context(), root, a.ID, "ada", pro.ID, time.Time{}) })
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !errors.Is(err, subscription.ErrActive) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d subscriptions succeeded", won)
		}
	})
}

func TestOneDefaultPlan(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a := f.application(t, "app")
		var ids []string
		for i := range 5 {
			ids = append(ids, f.plan(t, a.ID, fmt.Sprint("p", i), `{}`, false).ID)
		}
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				_, err := f.ChangePlan(t.Context(), root, a.ID, ids[i%len(ids)], subscription.PlanChanges{IsDefault: new(true)})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := f.count(t, `SELECT count(*) FROM plans WHERE is_default`); n != 1 {
			t.Errorf("%d default plans", n)
		}
	})
}

func TestPlansRefuse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		f.user(t, "ada", actor.RoleUser)
		a, other := f.application(t, "app"), f.application(t, "other")
		pro, foreign := f.plan(t, a.ID, "pro", `{"a":1}`, false), f.plan(t, other.ID, "pro", `{}`, false)
		create := func(applicationID string, n subscription.NewPlan) error {
			_, err := f.CreatePlan(t.Context(), root, applicationID, n)
			return err
		}
		change := func(id string, c subscription.PlanChanges) error {
			_, err := f.ChangePlan(t.Context(), root, a.ID, id, c)
			return err
		}
		features := func(text string) error {
			return change(pro.ID, subscription.PlanChanges{Features: json.RawMessage(text)})
		}
		_, list := f.Plans(t.Context(), "zz")
		for name, got := range map[string][2]error{
			"name taken":         {create(a.ID, subscription.NewPlan{Name: " pro "}), subscription.ErrPlanTaken},
			"blank name":         {create(a.ID, subscription.NewPlan{Name: " "}), subscription.ErrInvalidPlan},
			"long name":          {create(a.ID, subscription.NewPlan{Name: strings.Repeat("a", 65)}), subscription.ErrInvalidPlan},
			"long description":   {create(a.ID, subscription.NewPlan{Name: "x", Description: strings.Repeat("a", 501)}), subscription.ErrInvalidPlan},
			"product with NUL":   {create(a.ID, subscription.NewPlan{Name: "x", StripeProductID: "a\x00"}), subscription.ErrInvalidPlan},
			"application":        {create(unknown, subscription.NewPlan{Name: "x"}), application.ErrNotFound},
			"list":               {list, application.ErrNotFound},
			"rename to taken":    {change(pro.ID, subscription.PlanChanges{Name: new("free")}), subscription.ErrPlanTaken},
			"empty change":       {change(pro.ID, subscription.PlanChanges{}), nil},
			"change unknown":     {change(unknown, subscription.PlanChanges{}), subscription.ErrPlan},
			"change no id":       {change("\x00", subscription.PlanChanges{}), subscription.ErrPlan},
			"change of another":  {change(foreign.ID, subscription.PlanChanges{}), subscription.ErrPlan},
			"features a list":    {features(`[]`), subscription.ErrInvalidPlan},
			"features null":      {features(`null`), subscription.ErrInvalidPlan},
			"features no JSON":   {features(`{"a":}`), subscription.ErrInvalidPlan},
			"features two":       {features(`{}{}`), subscription.ErrInvalidPlan},
			"features not UTF-8": {features("{\"a\":\"\xff\"}"), subscription.ErrInvalidPlan},
			"features too long":  {features(`{"a":"` + strings.Repeat("a", 65536) + `"}`), subscription.ErrInvalidPlan},
			"delete unknown":     {f.DeletePlan(t.Context(), root, a.ID, unknown), subscription.ErrPlan},
			"delete of another":  {f.DeletePlan(t.Context(), root, a.ID, foreign.ID), subscription.ErrPlan},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
		_, err := f.Subscribe(t.Context(), root, a.ID, "ada", pro.ID, c.Now().Add(time.Hour))
		must(t, err)
		f.has(t, a.ID, "ada", `{"a":1}`)
		if err := f.DeletePlan(t.Context(), root, a.ID, pro.ID); !errors.Is(err, subscription.ErrPlanInUse) {
			t.Errorf("delete in use: %v", err)
		}
		f.has(t, a.ID, "ada", `{"a":1}`)
		c.Advance(time.Hour)
		must(t, f.DeletePlan(t.Context(), root, a.ID, pro.ID)) // its subscription has expired
		f.poll(t)
		f.has(t, a.ID, "ada", `{}`)
	})
}
