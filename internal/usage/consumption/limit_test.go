package consumption_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// features sets what the default plan promises, on which everybody is.
func (f fixture) features(t *testing.T, features string) {
	t.Helper()
	plans, err := f.plans.Plans(t.Context(), f.app.ID)
	must(t, err)
	for _, p := range plans {
		if p.IsDefault {
			_, err := f.plans.ChangePlan(t.Context(), root, f.app.ID, p.ID, subscription.PlanChanges{Features: json.RawMessage(features)})
			must(t, err)
		}
	}
}

func (f fixture) pass(d time.Duration) {
	f.clock.mu.Lock()
	defer f.clock.mu.Unlock()
	f.clock.at = f.clock.at.Add(d)
}

func (f fixture) enforced(t *testing.T, key, amount string) error {
	t.Helper()
	e := f.entry(t, "ada", key, amount)
	e.Enforce = true
	_, err := f.Record(t.Context(), f.machine, e)
	return err
}

// left tells what a check tells: whether it is allowed, and the limit's state.
func (f fixture) left(t *testing.T, key, amount string) string {
	t.Helper()
	v, err := f.Check(t.Context(), f.machine, f.entry(t, "ada", key, amount))
	must(t, err)
	if v.State == nil {
		return fmt.Sprint(v.Allowed, " total ", v.Total)
	}
	s := v.State
	return fmt.Sprint(v.Allowed, " total ", v.Total, " used ", s.Used, " reserved ", s.Reserved, " credits ", s.Credits, " remaining ", s.Remaining, " overage ", s.Overage)
}

func (f fixture) finds(t *testing.T, key, amount, want string) {
	t.Helper()
	if got := f.left(t, key, amount); got != want {
		t.Errorf("%s more of %s: %s, want %s", amount, key, got, want)
	}
}

func TestHardLimitsRefuseAndSoftOnesTell(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"hard":{"limit":10,"window":"day"},"soft":{"limit":10,"window":"month","mode":"soft"},"none":{"limit":0,"window":"lifetime"}}`)
		f.finds(t, "free", "1000", "true total 0")
		f.finds(t, "hard", "10", "true total 0 used 0 reserved 0 credits 0 remaining 10 overage 0")
		must(t, f.enforced(t, "hard", "9.5"))
		err := f.enforced(t, "hard", "0.500000001")
		exceeded, ok := errors.AsType[*consumption.ExceededError](err)
		if !ok || !errors.Is(err, consumption.ErrLimit) {
			t.Fatalf("beyond the limit: %v", err)
		}
		if s := exceeded.State; s.Used.String() != "9.5" || s.Remaining.String() != "0.5" || !s.ResetsAt.Equal(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("refused with %+v", s)
		}
		if told, ok := errors.AsType[*fault.Error](err); exceeded.RetryAfter != 16*3600 || !ok || told.RetryAfter != 16*3600 {
			t.Errorf("RFC 9110 10.2.3: may try again after %d s", exceeded.RetryAfter)
		}
		must(t, f.enforced(t, "hard", "0.5"))
		f.finds(t, "hard", smallest, "false total 10 used 10 reserved 0 credits 0 remaining 0 overage 0")
		must(t, f.enforced(t, "hard", "-1"))
		f.finds(t, "hard", "1", "true total 9 used 9 reserved 0 credits 0 remaining 1 overage 0")
		f.records(t, "ada", "hard", "5", "14") // what was consumed was
		f.finds(t, "hard", "0", "true total 14 used 14 reserved 0 credits 0 remaining 0 overage 4")
		if err := f.enforced(t, "none", smallest); !errors.Is(err, consumption.ErrLimit) {
			t.Errorf("of what nobody may: %v", err)
		}
		must(t, f.enforced(t, "soft", "12"))
		f.finds(t, "soft", "1", "true total 12 used 12 reserved 0 credits 0 remaining 0 overage 2")
		f.pass(16 * time.Hour)
		f.finds(t, "hard", "10", "true total 14 used 0 reserved 0 credits 0 remaining 10 overage 0")
		must(t, f.enforced(t, "hard", "10"))
		f.finds(t, "soft", "1", "true total 12 used 12 reserved 0 credits 0 remaining 0 overage 2")
		if n := f.count(t, `SELECT count(*) FROM consumption_entries WHERE kind <> 'use'`); n != 0 {
			t.Errorf("%d lines of other kinds", n)
		}
	})
}

// What runs out must not become unlimited.
func TestWithoutAPlanNothingIsAllowedOfWhatPlansLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"month","mode":"soft"}}`)
		must(t, f.enforced(t, "k", "3"))
		must(t, f.plans.SetPlan(t.Context(), root, f.app.ID, "ada", ""))
		if err := f.enforced(t, "k", "1"); !errors.Is(err, consumption.ErrLimit) {
			t.Errorf("without a plan: %v", err)
		}
		must(t, f.enforced(t, "other", "1"))
		f.features(t, `{}`)
		must(t, f.enforced(t, "k", "1"))
	})
}

// Another plan counts what was consumed before it, where its window reaches.
func TestAPlanThatChangesItsWindowCountsWhatWasConsumedInIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.records(t, "ada", "k", "7", "7")
		f.pass(2 * time.Hour)
		f.records(t, "ada", "k", "0.5", "7.5")
		for _, c := range [][2]string{{"hour", "0.5"}, {"day", "7.5"}, {"hour", "0.5"}, {"month", "7.5"}, {"lifetime", "7.5"}} {
			f.features(t, `{"k":{"limit":100,"window":"`+c[0]+`"}}`)
			f.finds(t, "k", "0", "true total 7.5 used "+c[1]+" reserved 0 credits 0 remaining "+map[string]string{"0.5": "99.5", "7.5": "92.5"}[c[1]]+" overage 0")
			must(t, f.enforced(t, "k", "0"))
		}
		f.features(t, `{}`)
		f.records(t, "ada", "k", "1", "8.5")
		f.features(t, `{"k":{"limit":100,"window":"lifetime"}}`)
		f.finds(t, "k", "0", "true total 8.5 used 8.5 reserved 0 credits 0 remaining 91.5 overage 0")
	})
}

func TestAnEventCountsWhereItHappened(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		record := func(at time.Time) error {
			e := f.entry(t, "ada", "k", "1")
			e.At = at
			_, err := f.Record(t.Context(), f.machine, e)
			return err
		}
		now := f.clock.now()
		must(t, record(now.Add(-9*time.Hour))) // yesterday
		must(t, record(now.Add(-time.Hour)))
		must(t, record(now.Add(time.Minute))) // by a clock that is ahead
		f.finds(t, "k", "0", "true total 3 used 2 reserved 0 credits 0 remaining 8 overage 0")
		for _, bad := range []time.Time{now.Add(6 * time.Minute), time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)} {
			if err := record(bad); !errors.Is(err, consumption.ErrInvalid) {
				t.Errorf("at %s: %v", bad, err)
			}
		}
		e := f.entry(t, "ada", "k", "1")
		e.At, e.Enforce = now, true
		if _, err := f.Record(t.Context(), f.machine, e); !errors.Is(err, consumption.ErrInvalid) {
			t.Errorf("decided for another time: %v", err)
		}
	})
}

func TestAnIdempotencyKeyCountsOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.member(t, "bob", f.app)
		f.features(t, `{"k":{"limit":5,"window":"day"}}`)
		e := f.entry(t, "ada", "k", "2")
		e.IdempotencyKey, e.Enforce = "order 1", true
		first, err := f.Record(t.Context(), f.machine, e)
		must(t, err)
		f.records(t, "ada", "k", "3", "5")
		f.pass(25 * time.Hour)
		again, err := f.Record(t.Context(), f.machine, e)
		must(t, err)
		if again.Amount.String() != "2" || again.State == nil || fmt.Sprint(*again.State) != fmt.Sprint(*first.State) {
			t.Errorf("replayed %+v, first %+v", again, first)
		}
		other := e
		other.Amount = parsed(t, "2.000000001")
		stranger := e
		stranger.UserID = "bob"
		key := e
		key.Key = "other"
		at := e
		at.Enforce, at.At = false, f.clock.now().Add(-time.Hour)
		for name, e := range map[string]consumption.Entry{"amount": other, "user": stranger, "key": key, "time": at} {
			if _, err := f.Record(t.Context(), f.machine, e); !errors.Is(err, consumption.ErrReplay) {
				t.Errorf("another %s: %v", name, err)
			}
		}
		// Another application's keys are its own.
		app := f.application(t, "other")
		must(t, f.accesses.Grant(t.Context(), root, app.ID, "ada", ""))
		e.ApplicationID = app.ID
		if r, err := f.Record(t.Context(), root, e); err != nil || r.Amount.String() != "2" {
			t.Errorf("another application: %v, %v", r.Amount, err)
		}
		// A refusal changed nothing, so it is no first answer.
		e = f.entry(t, "ada", "k", "6")
		e.IdempotencyKey, e.Enforce = "big", true
		if _, err := f.Record(t.Context(), f.machine, e); !errors.Is(err, consumption.ErrLimit) {
			t.Error(err)
		}
		f.features(t, `{"k":{"limit":50,"window":"day"}}`)
		if _, err := f.Record(t.Context(), f.machine, e); err != nil {
			t.Errorf("once there is room: %v", err)
		}
		e.IdempotencyKey = "a\x00b"
		if _, err := f.Record(t.Context(), f.machine, e); !errors.Is(err, consumption.ErrInvalid) {
			t.Errorf("no key: %v", err)
		}
	})
}

func TestParallelRequestsWithAKeyCountOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.member(t, "bob", f.app)
		replica := consumption.New(f.parts, f.clock.now)
		var wg sync.WaitGroup
		var refused atomic.Int64
		for i := range 60 {
			e := f.entry(t, []string{"ada", "bob"}[i/30], "k", "1.5")
			e.IdempotencyKey = "one"
			s := []*consumption.Service{f.Service, replica}[i%2]
			wg.Go(func() {
				switch r, err := s.Record(context.WithoutCancel(t.Context()), f.machine, e); {
				case errors.Is(err, consumption.ErrReplay):
					refused.Add(1)
				case err != nil || r.Amount.String() != "1.5":
					t.Errorf("%s, %v", r.Amount, err)
				}
			})
		}
		wg.Wait()
		if n := f.count(t, `SELECT count(*) FROM consumption_entries`); n != 1 || refused.Load() != 30 {
			t.Errorf("%d entries, %d refused", n, refused.Load())
		}
	})
}

// However many ask at once, and of however many replicas, a hard limit of N
// admits N.
func TestParallelCallersNeverOverrunAHardLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":100,"window":"day"}}`)
		replicas := []*consumption.Service{f.Service}
		for range 2 {
			replicas = append(replicas, consumption.New(f.parts, f.clock.now))
		}
		var told sync.Map
		for _, s := range replicas {
			s.OnThreshold(func(_ context.Context, reached consumption.Threshold) error {
				if _, twice := told.Swap(reached.Percent, true); twice {
					t.Errorf("%d %% was told twice", reached.Percent)
				}
				return nil
			})
		}
		var wg sync.WaitGroup
		var admitted atomic.Int64
		for client := range 64 {
			s := replicas[client%3]
			wg.Go(func() {
				for range 3 {
					e := f.entry(t, "ada", "k", "1")
					e.Enforce = true
					switch _, err := s.Record(context.WithoutCancel(t.Context()), f.machine, e); {
					case err == nil:
						admitted.Add(1)
					case !errors.Is(err, consumption.ErrLimit):
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if admitted.Load() != 100 {
			t.Errorf("%d were admitted", admitted.Load())
		}
		f.finds(t, "k", smallest, "false total 100 used 100 reserved 0 credits 0 remaining 0 overage 0")
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'consumption.threshold' AND target_id = 'ada'`); n != 2 {
			t.Errorf("%d thresholds in the trail", n)
		}
	})
}

func TestManyEntriesAtOnceEachHaveAnOutcome(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.member(t, "bob", f.app)
		f.features(t, `{"k":{"limit":5,"window":"day"}}`)
		entry := func(user, key, amount, replay string) consumption.Entry {
			e := f.entry(t, user, key, amount)
			e.IdempotencyKey, e.Enforce = replay, true
			return e
		}
		entries := []consumption.Entry{
			entry("ada", "k", "3", "a"), entry("ada", "k", "3", ""), entry("ada", "k", "2", ""), entry("bob", "k", "5", ""), entry("ada", "k", "3", "a"),
			entry("bob", "k", "5", "a"), entry("ghost", "k", "1", ""), entry("ada", "no key", "1", ""), entry("ada", "free", largest, ""),
			entry("ada", "free", smallest, ""), entry("ada", "free", "-1", ""),
		}
		outcomes, err := f.RecordAll(t.Context(), f.machine, entries)
		must(t, err)
		wants := []any{"3", consumption.ErrLimit, "5", "5", "3", consumption.ErrReplay, consumption.ErrMember, consumption.ErrKey, largest, consumption.ErrValue, "999999999999999998.999999999"}
		for i, want := range wants {
			got := outcomes[i]
			if wrong, refused := want.(error); refused && !errors.Is(got.Err, wrong) || !refused && (got.Err != nil || got.Amount.String() != want) {
				t.Errorf("%d: %s, %v, want %v", i, got.Amount, got.Err, want)
			}
		}
		if outcomes, err := f.RecordAll(t.Context(), f.machine, nil); err != nil || len(outcomes) != 0 {
			t.Errorf("nothing: %v, %v", outcomes, err)
		}
		many := make([]consumption.Entry, consumption.MaxEvents)
		for i := range many {
			many[i] = f.entry(t, []string{"ada", "bob"}[i%2], fmt.Sprint("key", i%7), "0.1")
		}
		outcomes, err = f.RecordAll(t.Context(), f.machine, many)
		must(t, err)
		for i, o := range outcomes {
			if o.Err != nil {
				t.Fatalf("%d: %v", i, o.Err)
			}
		}
		if n := f.count(t, `SELECT CAST(SUM(units) * 10 + SUM(nanos) / 100000000 AS BIGINT) FROM consumption_totals WHERE key LIKE 'key%'`); n != 1000 {
			t.Errorf("all totals together are %d tenths", n)
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_hours`); n != 2+1+14 {
			t.Errorf("%d hours", n)
		}
	})
}
