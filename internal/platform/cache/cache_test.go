package cache_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// A replica is a process with its own hub and cache on a shared database.
type replica struct {
	*cache.Cache[int]
	hub   *cache.Hub
	loads int
}

func newReplica(t *testing.T, d *db.DB, c *testclock.Clock) *replica {
	t.Helper()
	hub := cache.NewHub(d, c.Now)
	r := &replica{cache.New[int](hub, "thing", 10), hub, 0}
	r.poll(t)
	return r
}

func (r *replica) poll(t *testing.T) {
	t.Helper()
	if err := r.hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// get returns the value of a key; each load gives a new one.
func (r *replica) get(t *testing.T, key string) int {
	t.Helper()
	v, err := r.Get(t.Context(), key, func(context.Context) (int, error) {
		r.loads++
		return r.loads, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func invalidate(t *testing.T, d *db.DB, h *cache.Hub, fail error) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context) error {
		if err := h.Invalidate(ctx, "thing", "k"); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
}

func TestInvalidation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		here, there := newReplica(t, d, c), newReplica(t, d, c)
		for _, r := range []*replica{here, there} {
			if r.get(t, "k") != 1 || r.get(t, "k") != 1 || r.get(t, "other") != 2 {
				t.Fatal("the cache does not remember")
			}
		}
		broken := errors.New("broken")
		invalidate(t, d, here.hub, broken)
		there.poll(t)
		if here.get(t, "k") != 1 || there.get(t, "k") != 1 {
			t.Error("an invalidation that was rolled back counts")
		}
		invalidate(t, d, here.hub, nil)
		if here.get(t, "k") != 3 {
			t.Error("the process that wrote does not forget at its commit")
		}
		if there.get(t, "k") != 1 {
			t.Error("another process forgets before it can know")
		}
		there.poll(t)
		if there.get(t, "k") != 3 || there.get(t, "other") != 2 {
			t.Error("another process does not forget that key alone")
		}
		here.poll(t)
		there.poll(t)
		if here.get(t, "k") != 3 || there.get(t, "k") != 3 {
			t.Error("an invalidation counts twice")
		}
	})
}

func TestBypassedWhenStale(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		r := newReplica(t, d, c)
		r.get(t, "k")
		c.Advance(time.Second - time.Millisecond)
		if !r.hub.Fresh() || r.get(t, "k") != 1 {
			t.Error("bypassed too early")
		}
		c.Advance(time.Millisecond)
		if r.hub.Fresh() || r.get(t, "k") != 2 || r.get(t, "k") != 3 {
			t.Error("answered from a cache that may be old")
		}
		r.poll(t)
		if r.get(t, "k") != 4 || r.get(t, "k") != 4 {
			t.Error("what was remembered before the gap came back")
		}
	})
}

// A value loaded before an invalidation must not be kept after it.
func TestFillThatBeganBefore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		r := newReplica(t, d, c)
		old, err := r.Get(t.Context(), "k", func(context.Context) (int, error) {
			invalidate(t, d, r.hub, nil)
			return -1, nil
		})
		if err != nil || old != -1 {
			t.Fatal(old, err)
		}
		if got := r.get(t, "k"); got != 1 {
			t.Errorf("the old value %d was kept", got)
		}
		failed := errors.New("failed")
		if _, err := r.Get(t.Context(), "x", func(context.Context) (int, error) { return 0, failed }); !errors.Is(err, failed) {
			t.Error(err)
		}
		if got := r.get(t, "x"); got != 2 {
			t.Errorf("a failed load was kept as %d", got)
		}
	})
}
