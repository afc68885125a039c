package outbox_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/outbox"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

func now() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

func things(t *testing.T, d *db.DB, atOnce int) *outbox.Queue[string] {
	t.Helper()
	_, err := d.Exec(t.Context(), `CREATE TABLE things (id TEXT PRIMARY KEY, next_at BIGINT, lease TEXT NOT NULL, attempts BIGINT NOT NULL)`)
	if err != nil {
		t.Fatal(err)
	}
	return outbox.New(d, outbox.Table{Name: "things", Columns: "id", Also: `id <> 'held back'`, AtOnce: atOnce, Lease: time.Minute}, db.ScanString, now)
}

func put(ctx context.Context, t *testing.T, d *db.DB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := d.Exec(ctx, `INSERT INTO things (id, next_at, lease, attempts) VALUES ($1, $2, '', 0)`, id, now()); err != nil {
			t.Fatal(err)
		}
	}
}

// What is written wakes the worker when it is committed, one row that takes long
// holds up no other, and the worker ends with its context.
func TestRun(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		q := things(t, d, 2)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		worked, release := make(chan string), make(chan struct{})
		var worker sync.WaitGroup
		worker.Go(func() {
			q.Run(ctx, func(_ context.Context, id string) {
				if id == "slow" {
					worked <- id
					<-release
					return
				}
				worked <- id
			})
		})
		if err := d.InTx(ctx, func(ctx context.Context) error {
			put(ctx, t, d, "slow", "held back")
			q.Wake(ctx)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if id := <-worked; id != "slow" {
			t.Fatalf("worked on %s", id)
		}
		put(ctx, t, d, "a", "b", "c", "d")
		q.Wake(ctx)
		seen := map[string]bool{}
		for range 4 { // in the one place that is left
			seen[<-worked] = true
		}
		if len(seen) != 4 || seen["slow"] || seen["held back"] {
			t.Errorf("worked on %v", seen)
		}
		close(release)
		stop()
		worker.Wait()
		n, err := db.One(t.Context(), d, db.ScanInt, `SELECT sum(attempts) FROM things WHERE lease <> ''`)
		if err != nil || n != 5 {
			t.Errorf("%d attempts, %v", n, err)
		}
	})
}

func TestOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		q := things(t, d, 3)
		put(t.Context(), t, d, "a", "b", "c", "d", "held back")
		for _, want := range []int{3, 1, 0} {
			if n, err := q.Once(t.Context(), func(context.Context, string) {}); err != nil || n != want {
				t.Errorf("%d at once, want %d, %v", n, want, err)
			}
		}
	})
}
