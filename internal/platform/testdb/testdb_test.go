package testdb_test

import (
	"sync/atomic"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	n, err := db.One(t.Context(), d, func(r db.Row) (int, error) {
		var n int
		err := r.Scan(&n)
		return n, err
	}, query)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEach(t *testing.T) {
	var lite, full atomic.Int32
	t.Cleanup(func() { // Each's tests run after this one's own code
		if lite.Load() != 2 {
			t.Errorf("SQLite ran %d times", lite.Load())
		}
		if full.Load() == 1 {
			t.Error("PostgreSQL ran once")
		}
	})
	for range 2 { // the second database must know nothing of the first
		testdb.Each(t, func(t *testing.T, d *db.DB) {
			if count(t, d, "SELECT count(*) FROM schema_migrations") == 0 {
				t.Error("not migrated")
			}
			if _, err := d.Exec(t.Context(), "CREATE TABLE only_here (id TEXT PRIMARY KEY)"); err != nil {
				t.Error(err)
			}
			if err := d.Migrate(t.Context()); err != nil {
				t.Errorf("migrating again: %v", err)
			}
			if d.Postgres() {
				full.Add(1)
			} else {
				lite.Add(1)
			}
		})
	}
}

func TestPostgresIsDroppedAfterTheTest(t *testing.T) {
	var d *db.DB
	t.Run("inner", func(inner *testing.T) {
		var err error
		if d, err = db.Open(t.Context(), db.Options{URL: testdb.Postgres(inner)}); err != nil {
			inner.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() }) // later than the drop, which an open connection must not hinder
		if err := d.Ping(t.Context()); err != nil {
			inner.Fatal(err)
		}
	})
	if d == nil {
		t.Skip("no PostgreSQL")
	}
	if err := d.Ping(t.Context()); err == nil {
		t.Error("the database is still there")
	}
}
