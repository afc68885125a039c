package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// lockMigrations is an arbitrary key; every version of the program uses it.
const lockMigrations = 4_120_260_917

// Migrate applies the scripts not yet applied, all or none. Any number of
// processes may call it at once: one works, the others wait and find it done.
func (db *DB) Migrate(ctx context.Context) error {
	scripts, err := db.scripts()
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(ctx context.Context) error {
		if db.Postgres() { // SQLite's one writer needs no lock
			if _, err := db.Exec(ctx, fmt.Sprintf(`SELECT pg_advisory_xact_lock(%d)`, lockMigrations)); err != nil {
				return err
			}
		}
		if _, err := db.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY)`); err != nil {
			return err
		}
		for _, s := range scripts {
			if err := db.apply(ctx, s); err != nil {
				return fmt.Errorf("migration %s: %w", s.name, err)
			}
		}
		return nil
	})
}

type script struct{ name, file string }

// scripts lists the migrations in order. 0007_x.postgres.sql stands in for
// 0007_x.sql on PostgreSQL, 0007_x.sqlite.sql on SQLite.
func (db *DB) scripts() ([]script, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	mine, other := ".sqlite", ".postgres"
	if db.Postgres() {
		mine, other = other, mine
	}
	var list []script
	for _, f := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(f, "migrations/"), ".sql")
		if strings.HasSuffix(name, other) {
			continue
		}
		name = strings.TrimSuffix(name, mine)
		if n := len(list); n > 0 && list[n-1].name == name {
			list = list[:n-1]
		}
		list = append(list, script{name, f})
	}
	return list, nil
}

func (db *DB) apply(ctx context.Context, s script) error {
	n, err := db.Exec(ctx, `INSERT INTO schema_migrations (name) VALUES ($1) ON CONFLICT DO NOTHING`, s.name)
	if err != nil || n == 0 {
		return err
	}
	text, err := fs.ReadFile(migrations, s.file)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, string(text))
	return err
}

// MigrationsDigest changes whenever a migration does; tests name their
// template databases after it.
func MigrationsDigest() string {
	h := sha256.New()
	files, _ := fs.Glob(migrations, "migrations/*.sql")
	for _, f := range files {
		text, _ := fs.ReadFile(migrations, f)
		fmt.Fprintf(h, "%s %d\n%s", f, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
