package consumption_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/meter"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

const (
	unknown  = "00000000-0000-0000-0000-000000000000"
	largest  = "999999999999999999.999999999"
	smallest = "0.000000001"
)

func parsed(t *testing.T, text string) meter.Amount {
	t.Helper()
	a, ok := meter.ParseAmount(text)
	if !ok {
		t.Fatalf("%s is no amount", text)
	}
	return a
}

var root = actor.Actor{UserID: "root", Role: actor.RoleSuperadmin}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// A fixture is an application with a member, on a database of its own.
type fixture struct {
	*consumption.Service
	applications *application.Service
	accesses     *access.Service
	plans        *subscription.Service
	parts        consumption.Parts
	db           *db.DB
	clock        *clock
	app          application.Application
	machine      actor.Actor
}

func start(t *testing.T, d *db.DB) fixture {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	hub, log := cache.NewHub(d, c.now), audit.New(d, c.now)
	f := fixture{db: d, clock: c, applications: application.New(d, hub, log, c.now)}
	f.accesses = access.New(d, hub, log, f.applications, c.now)
	f.plans = subscription.New(d, hub, log, f.applications, c.now)
	f.parts = consumption.Parts{DB: d, Audit: log, Applications: f.applications, Access: f.accesses, Plans: f.plans}
	f.Service = consumption.New(f.parts, c.now)
	f.applications.OnCreate(f.accesses.OnApplicationCreated)
	f.applications.OnCreate(f.plans.OnApplicationCreated)
	f.accesses.OnGrant(f.plans.OnGrant)
	must(t, hub.Poll(t.Context()))
	f.app = f.application(t, "app")
	f.machine = actor.Actor{ApplicationID: f.app.ID}
	f.member(t, "ada", f.app)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f fixture) application(t *testing.T, slug string) application.Application {
	t.Helper()
	a, _, err := f.applications.Create(t.Context(), root, application.NewApplication{Slug: slug, Name: slug})
	must(t, err)
	return a
}

func (f fixture) user(t *testing.T, id string) {
	t.Helper()
	_, err := f.db.Exec(t.Context(), `
		INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
		VALUES ($1, $1, $2, TRUE, 'user', FALSE, FALSE, FALSE, 1, 1)`, id, id+"@example.com")
	must(t, err)
}

func (f fixture) member(t *testing.T, id string, a application.Application) {
	t.Helper()
	f.user(t, id)
	must(t, f.accesses.Grant(t.Context(), root, a.ID, id, ""))
}

func (f fixture) count(t *testing.T, query string) int64 {
	t.Helper()
	n, err := db.One(t.Context(), f.db, db.ScanInt, query)
	must(t, err)
	return n
}

func (f fixture) entry(t *testing.T, userID, key, amount string) consumption.Entry {
	t.Helper()
	return consumption.Entry{ApplicationID: f.app.ID, UserID: userID, Key: key, Amount: parsed(t, amount)}
}

// records fails the test unless the total is told after the amount was added.
func (f fixture) records(t *testing.T, userID, key, amount, want string) {
	t.Helper()
	total, err := f.Record(t.Context(), f.machine, f.entry(t, userID, key, amount))
	must(t, err)
	if total.Key != key || total.Amount.String() != want {
		t.Errorf("%s more of %s: %s, want %s", amount, key, total.Amount, want)
	}
}

func TestRecord(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.records(t, "ada", "api.calls", "3", "3")
		f.records(t, "ada", "api.calls", "0.5", "3.5")
		f.clock.at = f.clock.at.Add(time.Second)
		f.records(t, "ada", "api.calls", "-1", "2.5")
		f.records(t, "ada", "api.calls", "0", "2.5")
		f.records(t, "ada", "sum", "0.1", "0.1")
		f.records(t, "ada", "sum", "0.2", "0.3") // no float says so
		f.records(t, "ada", "credit", "-0.000000001", "-0.000000001")
		f.records(t, "ada", "big", "9007199254740993", "9007199254740993")
		totals, err := f.Of(t.Context(), f.machine, f.app.ID, "ada")
		must(t, err)
		var told []string
		for _, total := range totals {
			told = append(told, total.Key+" "+total.Amount.String()+" "+total.UpdatedAt.Format("05"))
		}
		if got := strings.Join(told, ", "); got != "api.calls 2.5 01, big 9007199254740993 01, credit -0.000000001 01, sum 0.3 01" {
			t.Errorf("totals: %s", got)
		}
		one, err := f.One(t.Context(), root, f.app.ID, "ada", "api.calls")
		if err != nil || one.Amount.String() != "2.5" || !one.UpdatedAt.Equal(f.clock.at) {
			t.Errorf("one: %+v, %v", one, err)
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_entries`); n != 8 {
			t.Errorf("%d entries", n)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action LIKE 'consumption.%'`); n != 0 {
			t.Errorf("%d audit events of what the application recorded itself", n)
		}
		if _, err := f.Record(t.Context(), root, f.entry(t, "ada", "sum", "-0.3")); err != nil {
			t.Error(err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'consumption.recorded' AND actor_id = 'root' AND target_id = 'ada'`); n != 1 {
			t.Errorf("%d audit events of an administrator's correction", n)
		}
	})
}

// Known bug 68.
func TestKeysMayHoldHyphensAndUnderscores(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		for _, key := range []string{"api_calls-1", "max_agents", "-", "_", ".", "A.b-C_9", strings.Repeat("k", 64)} {
			f.records(t, "ada", key, "1", "1")
		}
		for _, key := range []string{"", " ", "bad key!", "é", "a/b", "a\x00", "a\n", strings.Repeat("k", 65)} {
			if _, err := f.Record(t.Context(), f.machine, f.entry(t, "ada", key, "1")); !errors.Is(err, consumption.ErrKey) {
				t.Errorf("%q: %v", key, err)
			}
		}
	})
}

func TestRecordRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		other := f.application(t, "other")
		f.member(t, "olive", other)
		record := func(by actor.Actor, applicationID, userID, amount string) error {
			_, err := f.Record(t.Context(), by, consumption.Entry{ApplicationID: applicationID, UserID: userID, Key: "k", Amount: parsed(t, amount)})
			return err
		}
		must(t, record(f.machine, f.app.ID, "ada", largest))
		for name, got := range map[string][2]error{
			"another application's":     {record(f.machine, other.ID, "olive", "1"), consumption.ErrCaller},
			"nobody":                    {record(actor.Actor{}, f.app.ID, "ada", "1"), consumption.ErrCaller},
			"the user":                  {record(actor.Actor{UserID: "ada", Role: actor.RoleUser}, f.app.ID, "ada", "1"), consumption.ErrCaller},
			"an impersonated admin":     {record(actor.Actor{UserID: "root", Role: actor.RoleAdmin, Impersonator: "x"}, f.app.ID, "ada", "1"), consumption.ErrCaller},
			"a user of another":         {record(f.machine, f.app.ID, "olive", "1"), consumption.ErrMember},
			"a user who is not there":   {record(f.machine, f.app.ID, "ghost", "1"), consumption.ErrMember},
			"no user id":                {record(f.machine, f.app.ID, "a\x00", "1"), consumption.ErrMember},
			"an unknown application":    {record(root, unknown, "ada", "1"), consumption.ErrMember},
			"no application id":         {record(root, "zz", "ada", "1"), consumption.ErrMember},
			"beyond what a total holds": {record(f.machine, f.app.ID, "ada", smallest), consumption.ErrValue},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_entries`); n != 1 {
			t.Errorf("%d entries: what was refused left something", n)
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_totals`); n != 1 {
			t.Errorf("%d totals: what was refused left something", n)
		}
		_, list := f.Of(t.Context(), f.machine, other.ID, "olive")
		_, one := f.One(t.Context(), f.machine, other.ID, "olive", "k")
		_, usage := f.Usage(t.Context(), unknown, "", 10)
		_, cursor := f.Usage(t.Context(), f.app.ID, "zz", 10)
		_, none := f.One(t.Context(), f.machine, f.app.ID, "ada", "none")
		_, badKey := f.One(t.Context(), f.machine, f.app.ID, "ada", "\x00")
		_, badID := f.Of(t.Context(), root, "zz", "ada")
		_, stranger := f.Own(t.Context(), f.app.ID, "olive")
		_, ownBadID := f.Own(t.Context(), "zz", "olive")
		for name, got := range map[string][2]error{
			"list of another's":       {list, consumption.ErrCaller},
			"one of another's":        {one, consumption.ErrCaller},
			"usage of nothing":        {usage, application.ErrNotFound},
			"usage behind no cursor":  {cursor, consumption.ErrCursor},
			"a key that is not there": {none, consumption.ErrRecord},
			"no key":                  {badKey, consumption.ErrRecord},
			"list without an id":      {badID, consumption.ErrMember},
			"own without access":      {stranger, consumption.ErrAccess},
			"own without an id":       {ownBadID, consumption.ErrAccess},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
	})
}

// Amounts that are recorded at once all count, to the last nano.
func TestParallelRecordsAddUp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		amounts := []string{"0.1", "0.000000001", "1000000000000", "-0.7", "2.999999999"}
		const rounds = 8
		var wg sync.WaitGroup
		for range rounds {
			for _, text := range amounts {
				e := f.entry(t, "ada", "k", text)
				wg.Go(func() {
					if _, err := f.Record(context.WithoutCancel(t.Context()), f.machine, e); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		one, err := f.One(t.Context(), f.machine, f.app.ID, "ada", "k")
		must(t, err)
		if got := one.Amount.String(); got != "8000000000019.2" {
			t.Errorf("total %s", got)
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_entries`); n != rounds*int64(len(amounts)) {
			t.Errorf("%d entries", n)
		}
		entries := f.count(t, `SELECT CAST(SUM(units) AS BIGINT) * 1000000000 + CAST(SUM(nanos) AS BIGINT) FROM consumption_entries WHERE units < 1000000000000`)
		if entries != rounds*2_400_000_000 {
			t.Errorf("besides the large ones the entries sum up to %d nanos", entries)
		}
	})
}

func TestDelete(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.records(t, "ada", "a", "1", "1")
		f.records(t, "ada", "a", "1", "2")
		f.records(t, "ada", "b", "1", "1")
		for _, key := range []string{"a", "a", "none", "\x00"} {
			must(t, f.Delete(t.Context(), root, f.app.ID, "ada", key))
		}
		must(t, f.Delete(t.Context(), root, "zz", "ada", "b"))
		must(t, f.Delete(t.Context(), root, f.app.ID, "\x00", "b"))
		if n := f.count(t, `SELECT count(*) FROM consumption_totals`) + f.count(t, `SELECT count(*) FROM consumption_entries`); n != 2 {
			t.Errorf("%d rows are left", n)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'consumption.deleted' AND actor_id = 'root'`); n != 1 {
			t.Errorf("%d audit events", n)
		}
		f.records(t, "ada", "a", "1", "1")
	})
}

// Known bug 66.
func TestConsumptionGoesWithTheUserAndTheApplicationNotWithAccess(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.member(t, "bob", f.app)
		f.records(t, "ada", "k", "1", "1")
		f.records(t, "bob", "k", "1", "1")
		must(t, f.accesses.Revoke(t.Context(), root, f.app.ID, "ada"))
		if _, err := f.Record(t.Context(), f.machine, f.entry(t, "ada", "k", "1")); !errors.Is(err, consumption.ErrMember) {
			t.Errorf("without access: %v", err)
		}
		if _, err := f.Own(t.Context(), f.app.ID, "ada"); !errors.Is(err, consumption.ErrAccess) {
			t.Errorf("own without access: %v", err)
		}
		must(t, f.accesses.Grant(t.Context(), root, f.app.ID, "ada", ""))
		f.records(t, "ada", "k", "1", "2")
		if _, err := d.Exec(t.Context(), `DELETE FROM users WHERE id = 'ada'`); err != nil {
			t.Fatal(err)
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_totals`) + f.count(t, `SELECT count(*) FROM consumption_entries`); n != 2 {
			t.Errorf("%d rows after the user went", n)
		}
		must(t, f.applications.Delete(t.Context(), root, f.app.ID))
		if n := f.count(t, `SELECT count(*) FROM consumption_totals`) + f.count(t, `SELECT count(*) FROM consumption_entries`); n != 0 {
			t.Errorf("%d rows after the application went", n)
		}
	})
}

func TestUsageByPages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		for i := range 4 {
			f.member(t, fmt.Sprint("u", i), f.app)
		}
		other := f.application(t, "other")
		must(t, f.accesses.Grant(t.Context(), root, other.ID, "ada", ""))
		if _, err := f.Record(t.Context(), root, consumption.Entry{ApplicationID: other.ID, UserID: "ada", Key: "x"}); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, user := range []string{"u2", "u0", "u3", "u1"} {
			for _, key := range []string{"b", "a", "B"} {
				f.records(t, user, key, "1.5", "1.5")
			}
		}
		for i := range 4 {
			for _, key := range []string{"B", "a", "b"} {
				want = append(want, fmt.Sprintf("u%d u%d@example.com %s 1.5", i, i, key))
			}
		}
		for limit := 1; limit <= 13; limit++ {
			var got []string
			cursor := ""
			for {
				page, err := f.Usage(t.Context(), f.app.ID, cursor, limit)
				must(t, err)
				if len(page.Usage) > limit {
					t.Fatalf("a page of %d with %d rows", limit, len(page.Usage))
				}
				for _, u := range page.Usage {
					got = append(got, strings.Join([]string{u.UserName, u.UserEmail, u.Key, u.Amount.String()}, " "))
				}
				if cursor = page.Next; cursor == "" {
					break
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("pages of %d: %q", limit, got)
			}
		}
	})
}
