package testdb_test

import (
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
	engines := map[bool]int{}
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
			engines[d.Postgres()]++
		})
	}
	if engines[false] != 2 {
		t.Errorf("SQLite ran %d times", engines[false])
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
