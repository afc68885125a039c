// Package testdb gives each test an empty, migrated database of its own, on each engine.
// Migrations run once; a test gets a copy of what they made.
package testdb

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// Each runs fn on SQLite and on PostgreSQL, at the same time and after the rest
// of the test: what fn shares must bear that.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, db.Options{Path: SQLite(t), Synchronous: "NORMAL"}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, db.Options{URL: Postgres(t), MaxConns: 16}))
	})
}

// SQLite returns the path of an empty, migrated database file.
func SQLite(t *testing.T) (path string) {
	t.Helper()
	content, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "auth.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// migratedFile is kept in memory: it is small, and nothing is left behind on disk.
//
//nolint:gochecknoglobals // made once for all tests of the process
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "testdb")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the temporary directory harms nobody
	path := filepath.Join(dir, "template.db")
	if err := migrate(context.Background(), db.Options{Path: path, Synchronous: "NORMAL"}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func open(t *testing.T, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
