package audit_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
)

// sealing makes this program a process that does nothing but seal, for a test
// that kills it.
const sealing = "AUDIT_TEST_SEALS"

func TestMain(m *testing.M) {
	if where := os.Getenv(sealing); where != "" {
		os.Exit(sealForEver(where))
	}
	os.Exit(m.Run())
}

func sealForEver(where string) int {
	o := db.Options{URL: where, MaxConns: 2}
	if where[0] == '/' {
		o = db.Options{Path: where, Synchronous: "NORMAL"}
	}
	d, err := db.Open(context.Background(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	now := func() time.Time { return begin }
	audit.NewChain(d, audit.New(d, now), 0, now).Run(context.Background())
	return 0
}

var begin = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

type fixture struct {
	*audit.Log
	db    *db.DB
	clock *testclock.Clock
	chain *audit.Chain
}

func start(d *db.DB) fixture {
	c := testclock.New(begin)
	log := audit.New(d, c.Now)
	return fixture{log, d, c, audit.NewChain(d, log, 0, c.Now)}
}

// replica is another process on the same database.
func (f fixture) replica(retention time.Duration) *audit.Chain {
	return audit.NewChain(f.db, f.Log, retention, f.clock.Now)
}

func (f fixture) record(t *testing.T, e audit.Event) {
	t.Helper()
	f.recordBy(t, actor.Actor{UserID: "root", RequestID: "request", Address: "192.0.2.1"}, e)
}

func (f fixture) recordBy(t *testing.T, by actor.Actor, e audit.Event) {
	t.Helper()
	f.clock.Advance(time.Millisecond)
	if err := f.Record(t.Context(), by, e); err != nil {
		t.Fatal(err)
	}
}

// fill records n events.
func (f fixture) fill(t *testing.T, n int) {
	t.Helper()
	err := f.db.InTx(t.Context(), func(ctx context.Context) error {
		for i := range n {
			f.clock.Advance(time.Millisecond)
			e := audit.Event{Action: "thing.changed", Target: "thing", TargetID: fmt.Sprint(i), Details: map[string]any{"n": i}}
			if err := f.Record(ctx, actor.Actor{System: true}, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (f fixture) seal(t *testing.T) {
	t.Helper()
	if err := f.chain.SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) exec(t *testing.T, query string) {
	t.Helper()
	if _, err := f.db.Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) count(t *testing.T, query string) int64 {
	t.Helper()
	n, err := db.One(t.Context(), f.db, db.ScanInt, query)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (f fixture) verify(t *testing.T) audit.Report {
	t.Helper()
	r, err := f.chain.Verify(t.Context(), audit.Place{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// whole fails the test unless the chain is whole and holds n entries behind its
// checkpoint.
func (f fixture) whole(t *testing.T, n int64) audit.Report {
	t.Helper()
	r := f.verify(t)
	if !r.Whole() || r.Checked != n {
		t.Fatalf("%d checked, broken %+v; want %d and whole", r.Checked, r.Broken, n)
	}
	return r
}
