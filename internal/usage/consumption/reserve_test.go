package consumption_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

func (f fixture) reserves(t *testing.T, amount string, life time.Duration) consumption.Reservation {
	t.Helper()
	made, err := f.Reserve(t.Context(), f.machine, f.entry(t, "ada", "k", amount), life)
	must(t, err)
	return made
}

func (f fixture) confirms(t *testing.T, id, amount string) error {
	t.Helper()
	a := parsed(t, amount)
	_, err := f.Confirm(t.Context(), f.machine, id, &a)
	return err
}

func TestWhatIsReservedIsConfirmedReleasedOrExpires(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		part, whole, back, late := f.reserves(t, "4", time.Hour), f.reserves(t, "2", time.Hour), f.reserves(t, "1", time.Hour), f.reserves(t, "3", time.Minute)
		f.finds(t, "k", smallest, "false total 0 used 0 reserved 10 credits 0 remaining 0 overage 0")
		if _, err := f.Reserve(t.Context(), f.machine, f.entry(t, "ada", "k", smallest), time.Hour); !errors.Is(err, consumption.ErrLimit) {
			t.Errorf("beyond the limit: %v", err)
		}
		if err := f.enforced(t, "k", smallest); !errors.Is(err, consumption.ErrLimit) {
			t.Errorf("of what is set aside: %v", err)
		}
		must(t, f.confirms(t, part.ID, "1.5"))
		f.finds(t, "k", "2.5", "true total 1.5 used 1.5 reserved 6 credits 0 remaining 2.5 overage 0")
		_, err := f.Confirm(t.Context(), f.machine, whole.ID, nil)
		must(t, err)
		_, err = f.Release(t.Context(), f.machine, back.ID)
		must(t, err)
		f.finds(t, "k", "0", "true total 3.5 used 3.5 reserved 3 credits 0 remaining 3.5 overage 0")
		f.pass(time.Minute)
		f.finds(t, "k", "0", "true total 3.5 used 3.5 reserved 0 credits 0 remaining 6.5 overage 0")
		if _, err := f.Confirm(t.Context(), f.machine, late.ID, nil); !errors.Is(err, consumption.ErrSettled) {
			t.Errorf("what has expired: %v", err)
		}
		f.finds(t, "k", "0", "true total 3.5 used 3.5 reserved 0 credits 0 remaining 6.5 overage 0")
		if n := f.count(t, `SELECT count(*) FROM consumption_reservations`); n != 0 {
			t.Errorf("%d reservations are still open", n)
		}
	})
}

func TestAReservationIsSettledOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		made := f.reserves(t, "4", time.Hour)
		must(t, f.confirms(t, made.ID, "3"))
		f.records(t, "ada", "k", "1", "4")
		a := parsed(t, "3")
		again, err := f.Confirm(t.Context(), f.machine, made.ID, &a)
		if err != nil || again.Amount.String() != "3" {
			t.Errorf("confirmed again: %s, %v", again.Amount, err)
		}
		if err := f.confirms(t, made.ID, "2"); !errors.Is(err, consumption.ErrSettled) {
			t.Errorf("another amount: %v", err)
		}
		if _, err := f.Release(t.Context(), f.machine, made.ID); !errors.Is(err, consumption.ErrSettled) {
			t.Errorf("released after: %v", err)
		}
		if err := f.confirms(t, f.reserves(t, "1", time.Hour).ID, "1.000000001"); !errors.Is(err, consumption.ErrValue) {
			t.Errorf("more than was reserved: %v", err)
		}
		for _, id := range []string{unknown, "x", ""} {
			if err := f.confirms(t, id, "1"); !errors.Is(err, consumption.ErrUnknown) {
				t.Errorf("%q: %v", id, err)
			}
		}
		for name, life := range map[string]time.Duration{"too short": time.Second - 1, "too long": 24*time.Hour + 1} {
			if _, err := f.Reserve(t.Context(), f.machine, f.entry(t, "ada", "k", "1"), life); !errors.Is(err, consumption.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := f.Reserve(t.Context(), f.machine, f.entry(t, "ada", "k", "-1"), time.Hour); !errors.Is(err, consumption.ErrValue) {
			t.Errorf("a negative amount: %v", err)
		}
		stranger := actor.Actor{ApplicationID: f.application(t, "other").ID}
		if _, err := f.Release(t.Context(), stranger, f.reserves(t, "1", time.Hour).ID); !errors.Is(err, consumption.ErrUnknown) {
			t.Errorf("another application's: %v", err)
		}
	})
}

func TestReservingAgainWithAKeyGivesTheSameReservation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		e := f.entry(t, "ada", "k", "4")
		e.IdempotencyKey = "one"
		first, err := f.Reserve(t.Context(), f.machine, e, time.Hour)
		must(t, err)
		again, err := f.Reserve(t.Context(), f.machine, e, time.Hour)
		if err != nil || again.ID != first.ID || !again.ExpiresAt.Equal(first.ExpiresAt) {
			t.Errorf("%+v, %v, first %+v", again, err, first)
		}
		if _, err := f.Reserve(t.Context(), f.machine, e, time.Minute); !errors.Is(err, consumption.ErrReplay) {
			t.Errorf("for another time: %v", err)
		}
		e.Amount = parsed(t, "5")
		if _, err := f.Reserve(t.Context(), f.machine, e, time.Hour); !errors.Is(err, consumption.ErrReplay) {
			t.Errorf("another amount: %v", err)
		}
	})
}

// Of confirmations and releases that meet, one settles.
func TestParallelSettlementsSettleOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":100,"window":"day"}}`)
		replica := consumption.New(f.parts, f.clock.now)
		for round := range 5 {
			made := f.reserves(t, "2", time.Hour)
			var wg sync.WaitGroup
			var confirmed, released atomic.Int64
			for i := range 32 {
				s := []*consumption.Service{f.Service, replica}[i%2]
				wg.Go(func() {
					ctx := context.WithoutCancel(t.Context())
					var err error
					done := &confirmed
					if i%4 < 2 {
						_, err = s.Confirm(ctx, f.machine, made.ID, nil)
					} else {
						_, err = s.Release(ctx, f.machine, made.ID)
						done = &released
					}
					switch {
					case err == nil:
						done.Add(1)
					case !errors.Is(err, consumption.ErrSettled):
						t.Error(err)
					}
				})
			}
			wg.Wait()
			// Whoever asks for what was done hears that it was.
			if c, r := confirmed.Load(), released.Load(); c+r != 16 || c*r != 0 {
				t.Errorf("round %d: %d confirmed and %d released", round, c, r)
			}
		}
		if n := f.count(t, `SELECT count(*) FROM consumption_entries WHERE kind IN ('confirm', 'release')`); n != 5 {
			t.Errorf("%d lines settle 5 reservations", n)
		}
		n := f.count(t, `SELECT 2 * count(*) FROM consumption_entries WHERE kind = 'confirm'`)
		f.finds(t, "k", "0", fmt.Sprintf("true total %d used %d reserved 0 credits 0 remaining %d overage 0", n, n, 100-n))
	})
}

func TestParallelReservationsNeverOverrunAHardLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":20,"window":"day"}}`)
		var wg sync.WaitGroup
		var admitted atomic.Int64
		for range 64 {
			e := f.entry(t, "ada", "k", "1")
			wg.Go(func() {
				switch _, err := f.Reserve(context.WithoutCancel(t.Context()), f.machine, e, time.Hour); {
				case err == nil:
					admitted.Add(1)
				case !errors.Is(err, consumption.ErrLimit):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if admitted.Load() != 20 {
			t.Errorf("%d were admitted", admitted.Load())
		}
		f.finds(t, "k", smallest, "false total 0 used 0 reserved 20 credits 0 remaining 0 overage 0")
	})
}

func (f fixture) grants(t *testing.T, amount string, expires time.Time) consumption.Credit {
	t.Helper()
	c, err := f.Grant(t.Context(), root, consumption.NewCredit{ApplicationID: f.app.ID, UserID: "ada", Key: "k", Amount: parsed(t, amount), ExpiresAt: expires})
	must(t, err)
	return c
}

func TestCreditsAreUsedBeforeThePlanAndTheFirstToExpireFirst(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		now := f.clock.now()
		f.grants(t, "5", time.Time{})
		f.grants(t, "2", now.Add(2*time.Hour))
		f.grants(t, "3", now.Add(time.Hour))
		f.finds(t, "k", "20", "true total 0 used 0 reserved 0 credits 10 remaining 20 overage 0")
		must(t, f.enforced(t, "k", "4"))
		f.finds(t, "k", "0", "true total 4 used 0 reserved 0 credits 6 remaining 16 overage 0")
		f.pass(time.Hour) // what expires now was used up
		f.finds(t, "k", "0", "true total 4 used 0 reserved 0 credits 6 remaining 16 overage 0")
		f.pass(time.Hour)
		f.finds(t, "k", "0", "true total 4 used 0 reserved 0 credits 5 remaining 15 overage 0")
		made := f.reserves(t, "7", time.Hour)
		f.finds(t, "k", "0", "true total 4 used 0 reserved 2 credits 0 remaining 8 overage 0")
		must(t, f.confirms(t, made.ID, "3"))
		f.finds(t, "k", "0", "true total 7 used 0 reserved 0 credits 2 remaining 12 overage 0")
		must(t, f.enforced(t, "k", "12"))
		if err := f.enforced(t, "k", smallest); !errors.Is(err, consumption.ErrLimit) {
			t.Errorf("beyond both: %v", err)
		}
		for name, n := range map[string]consumption.NewCredit{
			"nothing":     {Amount: parsed(t, "0")},
			"less":        {Amount: parsed(t, "-1")},
			"in the past": {Amount: parsed(t, "1"), ExpiresAt: f.clock.now()},
		} {
			n.ApplicationID, n.UserID, n.Key = f.app.ID, "ada", "k"
			if _, err := f.Grant(t.Context(), root, n); err == nil {
				t.Errorf("%s was granted", name)
			}
		}
	})
}
