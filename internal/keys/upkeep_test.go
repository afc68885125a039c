package keys_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

const day = 24 * time.Hour

func (f *fixture) upkeep(t *testing.T, every time.Duration) {
	t.Helper()
	if err := f.Upkeep(t.Context(), every); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *db.DB, query string, args ...any) int64 {
	t.Helper()
	n, err := db.One(t.Context(), d, db.ScanInt, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A key signs for as long as it is told to; its successor is known a day
// before.
func TestScheduledRotation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		const every = 90 * day
		f := start(t, d, bare())
		f.ensure(t)
		old := f.sign(t, keys.ES256, keys.TypeNone)
		f.advance(t, every-keys.ScheduledAhead-time.Second)
		f.upkeep(t, every)
		if n := len(f.published(t).Keys); n != 4 {
			t.Fatalf("%d keys before it is time", n)
		}
		f.advance(t, time.Second)
		f.upkeep(t, 0)
		if n := len(f.published(t).Keys); n != 4 {
			t.Fatalf("%d keys although nothing is to be rotated", n)
		}
		f.upkeep(t, every)
		f.upkeep(t, every)
		if n := len(f.published(t).Keys); n != 8 {
			t.Fatalf("%d keys a day before", n)
		}
		f.advance(t, keys.ScheduledAhead-time.Second)
		if kid(t, f.sign(t, keys.ES256, keys.TypeNone)) != kid(t, old) {
			t.Error("the new key signs early")
		}
		f.advance(t, time.Second)
		fresh := f.sign(t, keys.ES256, keys.TypeNone)
		if kid(t, fresh) == kid(t, old) {
			t.Error("the old key still signs")
		}
		if err := f.Verify(t.Context(), old, keys.TypeNone, &struct{}{}); err != nil {
			t.Error(err)
		}
		f.advance(t, keys.KeepAfter)
		f.upkeep(t, every)
		if n := len(f.published(t).Keys); n != 4 {
			t.Errorf("%d keys are published in the end", n)
		}
		if n := count(t, d, `SELECT count(*) FROM signing_keys`); n != 4 {
			t.Errorf("%d keys are stored in the end", n)
		}
		if err := f.Verify(t.Context(), fresh, keys.TypeNone, &struct{}{}); err != nil {
			t.Error(err)
		}
		if n := count(t, d, `SELECT count(*) FROM audit_events WHERE action = 'signing_key.rotated' AND actor_kind = 'system'`); n != 4 {
			t.Errorf("%d rotations are in the audit trail", n)
		}
	})
}

// A schedule that is switched on late, or a service that was off, still gives
// clients a day to learn the new key.
func TestOverdueRotation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		old := kid(t, f.sign(t, keys.EdDSA, keys.TypeNone))
		f.advance(t, 1000*day)
		f.upkeep(t, 30*day)
		if kid(t, f.sign(t, keys.EdDSA, keys.TypeNone)) != old {
			t.Error("a key signs that nobody knows yet")
		}
		f.advance(t, keys.ScheduledAhead)
		if kid(t, f.sign(t, keys.EdDSA, keys.TypeNone)) == old {
			t.Error("the overdue key goes on")
		}
	})
}

func TestReplicasRotateOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		const replicas = 5
		var all []*fixture
		for range replicas {
			all = append(all, start(t, d, bare()))
		}
		all[0].ensure(t)
		var group sync.WaitGroup
		for _, f := range all {
			f.advance(t, 90*day)
			group.Go(func() {
				if err := f.Upkeep(t.Context(), 90*day); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := count(t, d, `SELECT count(*) FROM signing_keys`); n != 8 {
			t.Errorf("%d keys", n)
		}
	})
}

// The private half of a key is gone soon after it last signed.
func TestRetiredKeysCannotSign(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		old := f.sign(t, keys.RS256, keys.TypeNone)
		if err := f.Rotate(t.Context(), actor.Actor{Console: true}, false, keys.RS256); err != nil {
			t.Fatal(err)
		}
		f.advance(t, keys.PublishAhead+30*time.Minute)
		f.upkeep(t, 0)
		if n := count(t, d, `SELECT count(*) FROM signing_keys WHERE sealed = ''`); n != 0 {
			t.Errorf("%d private halves are erased while a replica's clock may be behind", n)
		}
		f.advance(t, time.Hour)
		f.upkeep(t, 0)
		if n := count(t, d, `SELECT count(*) FROM signing_keys WHERE sealed = '' AND kid = $1`, kid(t, old)); n != 1 {
			t.Error("the private half is still there")
		}
		again := start(t, d, bare())
		again.at = f.at
		again.advance(t, 0)
		if err := again.Verify(t.Context(), old, keys.TypeNone, &struct{}{}); err != nil {
			t.Errorf("what it signed is worth nothing: %v", err)
		}
		if got := again.sign(t, keys.RS256, keys.TypeNone); kid(t, got) == kid(t, old) {
			t.Error("it signs")
		}
		listed, err := again.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		states := map[keys.State]int{}
		for _, k := range listed {
			states[k.State(again.at)]++
			if _, kept := k.SealedBy(); kept != (k.State(again.at) != keys.Retired) {
				t.Errorf("%s, %s: private half kept: %v", k.Alg, k.State(again.at), kept)
			}
		}
		if states[keys.Signing] != 4 || states[keys.Retired] != 1 {
			t.Errorf("states %v", states)
		}
	})
}

// After the secret has changed, keys move to the new one, and the old one can
// be dropped.
func TestReseal(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		one, two := secret.Versioned{Version: 1, Text: "one"}, secret.Versioned{Version: 2, Text: "two"}
		for _, step := range []struct {
			name   string
			before []secret.Versioned
			after  []secret.Versioned
			left   secret.Versioned
		}{
			{"from the bare secret to a list", []secret.Versioned{bare()}, []secret.Versioned{one, bare()}, one},
			{"to a newer entry", []secret.Versioned{one}, []secret.Versioned{two, one}, two},
		} {
			before := start(t, d, step.before...)
			before.ensure(t)
			text := before.sign(t, keys.ES256, keys.TypeNone)

			dropped := start(t, d, step.left)
			if err := dropped.Ensure(t.Context()); !errors.Is(err, secret.ErrSealed) {
				t.Errorf("%s: the old secret is dropped too early, and the start says %v", step.name, err)
			}
			dropped.upkeep(t, 0) // keeps what it cannot open
			if err := dropped.Verify(t.Context(), text, keys.TypeNone, &struct{}{}); err != nil {
				t.Errorf("%s: verifying needs no secret: %v", step.name, err)
			}

			after := start(t, d, step.after...)
			after.upkeep(t, 0)
			if n := count(t, d, `SELECT count(*) FROM signing_keys WHERE sealed LIKE $1`, "$ba$"+string(rune('0'+step.left.Version))+"$%"); n != 4 {
				t.Errorf("%s: %d keys are sealed by the new secret", step.name, n)
			}
			if got := before.sign(t, keys.ES256, keys.TypeNone); kid(t, got) != kid(t, text) {
				t.Errorf("%s: a replica that has not been restarted lost its key", step.name)
			}

			dropped = start(t, d, step.left)
			dropped.ensure(t)
			if got := dropped.sign(t, keys.ES256, keys.TypeNone); kid(t, got) != kid(t, text) {
				t.Errorf("%s: another key signs", step.name)
			}
		}
	})
}

// Upkeep with nothing to do asks once and changes nothing.
func TestUpkeepIsIdle(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		before := count(t, d, `SELECT count(*) FROM invalidations`)
		f.upkeep(t, 90*day)
		if n := count(t, d, `SELECT count(*) FROM invalidations`); n != before {
			t.Error("caches are emptied for nothing")
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := f.Upkeep(ctx, 90*day); err == nil {
			t.Error("a cancelled upkeep is called done")
		}
	})
}
