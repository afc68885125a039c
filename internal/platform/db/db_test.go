package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

func put(ctx context.Context, d *db.DB, key string, at time.Time) error {
	_, err := d.Exec(ctx, `INSERT INTO invalidations (id, kind, key, at) VALUES ($1, 'test', $2, $3)`, key, key, at)
	return err
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One(t.Context(), d, db.ScanInt, `SELECT COUNT(*) FROM invalidations`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransactionsAreAllOrNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), time.Now()
		refused := errors.New("refused")
		committed := false
		err := d.InTx(ctx, func(ctx context.Context) error {
			db.AfterCommit(ctx, func() { committed = true })
			if err := put(ctx, d, "a", now); err != nil {
				return err
			}
			return d.InTx(ctx, func(context.Context) error { return refused }) // joins
		})
		if !errors.Is(err, refused) {
			t.Fatalf("error %v, want the one from inside", err)
		}
		if n := count(t, d); n != 0 || committed {
			t.Fatalf("%d rows and committed=%v after a refusal", n, committed)
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.InTx(ctx, func(ctx context.Context) error {
				_ = put(ctx, d, "b", now)
				panic("fn panics")
			})
		}()
		if n := count(t, d); n != 0 {
			t.Fatalf("%d rows after a panic", n)
		}
		err = d.InTx(ctx, func(ctx context.Context) error {
			db.AfterCommit(ctx, func() { committed = true })
			return put(ctx, d, "c", now)
		})
		if err != nil || count(t, d) != 1 || !committed {
			t.Fatalf("commit: %v, %d rows, hook ran: %v", err, count(t, d), committed)
		}
	})
}

func TestErrorsSayWhatHappened(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), time.Now()
		if err := put(ctx, d, "a", now); err != nil {
			t.Fatal(err)
		}
		if err := put(ctx, d, "a", now); !errors.Is(err, db.ErrTaken) {
			t.Errorf("second insert: %v, want ErrTaken", err)
		}
		_, err := d.Exec(ctx, `INSERT INTO application_users (application_id, user_id, is_active, created_at) VALUES ('x', 'y', TRUE, $1)`, now)
		if !errors.Is(err, db.ErrGone) {
			t.Errorf("missing parents: %v, want ErrGone", err)
		}
		_, err = db.One(ctx, d, db.ScanString, `SELECT key FROM invalidations WHERE id = $1`, "none")
		if !errors.Is(err, db.ErrNone) {
			t.Errorf("no row: %v, want ErrNone", err)
		}
	})
}

func TestTimesKeepMillisecondsAndNull(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		at := time.Date(2026, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
		for name, used := range map[string]time.Time{"set": at, "null": {}} {
			_, err := d.Exec(ctx, `INSERT INTO setup_links (id, nonce, created_at, used_at) VALUES (1, 'n', $1, $2)
				ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at`, at, used)
			if err != nil {
				t.Fatal(err)
			}
			both, err := db.One(ctx, d, func(r db.Row) (b [2]time.Time, err error) {
				err = r.Scan(&b[0], &b[1])
				return b, err
			}, `SELECT created_at, used_at FROM setup_links WHERE id = 1`)
			if err != nil || !both[0].Equal(at) || !both[1].Equal(used) {
				t.Errorf("%s: %v %v, want %v and %v", name, both, err, at, used)
			}
		}
	})
}

// One conditional statement is the base of every one-time value.
func TestOneOfManyTakesARow(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), time.Now()
		_, err := d.Exec(ctx, `INSERT INTO setup_links (id, nonce, created_at) VALUES (1, 'n', $1)`, now)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 50 {
			wg.Go(func() {
				_, err := db.One(ctx, d, db.ScanString, `UPDATE setup_links SET used_at = $1 WHERE id = 1 AND used_at IS NULL RETURNING nonce`, now)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case !errors.Is(err, db.ErrNone):
					t.Errorf("taking: %v", err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Fatalf("%d takers won", won)
		}
	})
}

func TestLockSerialises(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				err := d.InTx(ctx, func(ctx context.Context) error {
					if err := d.Lock(ctx, "counter"); err != nil {
						return err
					}
					n, err := db.One(ctx, d, db.ScanInt, `SELECT COUNT(*) FROM invalidations`)
					if err != nil {
						return err
					}
					return put(ctx, d, fmt.Sprintf("%02d", n), time.Now())
				})
				if err != nil {
					t.Errorf("worker %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != 20 {
			t.Fatalf("%d rows, want one for each worker", n)
		}
	})
}

// Replicas start at once: one migrates, the others wait for it.
func TestMigrateManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			d, err := db.Open(t.Context(), db.Options{Path: path})
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close() //nolint:errcheck // the test is about Migrate
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// Whoever cannot wait any longer is told that the database was too slow, not
// that something broke.
func TestWaitingTooLongIsUnavailability(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, work := range map[string]func(ctx context.Context) error{
			"in a transaction": func(ctx context.Context) error {
				return d.InTx(ctx, func(ctx context.Context) error {
					<-ctx.Done()
					return nil
				})
			},
			"in a statement": func(ctx context.Context) error {
				_, err := db.One(ctx, d, db.ScanInt, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT MAX(i) FROM n`)
				return err
			},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			if err := work(ctx); !errors.Is(err, db.ErrUnavailable) {
				t.Errorf("%s: %v, want ErrUnavailable", name, err)
			}
			cancel()
		}
	})
}

func TestUnreachableIsSaidSo(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{URL: "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // never connected
	if err := d.Ping(t.Context()); !errors.Is(err, db.ErrUnavailable) {
		t.Fatalf("ping: %v, want ErrUnavailable", err)
	}
}

// The file holds password hashes: nobody but its owner reads it, whatever the
// directory and the umask allow.
func TestSQLiteFilesArePrivate(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{Path: filepath.Join(dir, "auth.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // only the files matter
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v (%v)", f.Name(), info.Mode(), err)
		}
	}
}

func TestTextThatNoEngineStoresIsRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for _, text := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
			if err := put(t.Context(), d, text, time.Now()); !errors.Is(err, db.ErrText) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// A statement that is asked for often gets one plan whatever its arguments are,
// unless it is planned for each: then none is kept, and it answers the same.
func TestPlansAreMadeForArguments(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for _, statement := range []string{
			`CREATE TABLE things (id BIGINT PRIMARY KEY, kind TEXT NOT NULL)`,
			`CREATE INDEX things_kind ON things (kind)`,
			`INSERT INTO things WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
				SELECT i, CASE i WHEN 7 THEN 'rare' ELSE 'frequent' END FROM n`,
		} {
			if _, err := d.Exec(ctx, statement); err != nil {
				t.Fatal(err)
			}
		}
		for _, ctx := range []context.Context{ctx, db.PlanEach(ctx)} {
			for range 8 { // beyond the calls that PostgreSQL plans in any case
				for kind, want := range map[string]int64{"rare": 1, "frequent": 4999, "none": 0} {
					n, err := db.One(ctx, d, db.ScanInt, `SELECT COUNT(*) FROM things WHERE kind = $1 AND id > $2`, kind, 0)
					if err != nil {
						t.Fatal(err)
					}
					if n != want {
						t.Errorf("%d things are %s, not %d", n, kind, want)
					}
				}
			}
		}
		if !d.Postgres() {
			return
		}
		kept := func(ctx context.Context) int64 {
			n, err := db.One(ctx, d, db.ScanInt, `SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM things%'`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.InTx(ctx, func(ctx context.Context) error { // one connection
			before := kept(ctx)
			for range 8 {
				if _, err := db.One(db.PlanEach(ctx), d, db.ScanInt, `SELECT MAX(id) FROM things WHERE kind = $1`, "rare"); err != nil {
					return err
				}
			}
			if after := kept(ctx); after != before {
				t.Errorf("%d plans are kept, after %d", after, before)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
