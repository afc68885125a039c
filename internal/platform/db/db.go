// Package db is the only door to the database.
// It speaks the SQL that SQLite and PostgreSQL share; see docs/sql.md.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the "pgx" driver
)

// What a statement can meet. Stores turn these into their own errors.
var (
	ErrNone  = errors.New("db: no such row")
	ErrTaken = errors.New("db: unique value taken")
	ErrGone  = errors.New("db: row referred to is missing or still referred to")
)

// Options say which database to open.
type Options struct {
	URL         string // postgres:// or postgresql://; empty means SQLite
	Path        string // the SQLite file, created with its directory (0700)
	MaxConns    int    // PostgreSQL connections, SQLite readers; 0 picks a default
	Synchronous string // SQLite: FULL (default) or NORMAL, which may lose the last commits on power loss
	// Trace is told of every statement before it runs, with its arguments as the
	// engine gets them: tests look at how the engines would work it out.
	Trace func(query string, args []any)
}

// A DB runs statements, inside the transaction of ctx if it has one.
type DB struct {
	pool   *sql.DB // PostgreSQL, or SQLite's readers
	writer *writer // SQLite only
	reads  *statements
	trace  func(query string, args []any)
}

type querier interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error)
}

// Open connects. It neither migrates nor, for PostgreSQL, insists that the
// server is there: a server that comes later is found by the next statement.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.URL != "" {
		return openPostgres(o)
	}
	return openSQLite(ctx, o)
}

func openPostgres(o Options) (*DB, error) {
	if !strings.HasPrefix(o.URL, "postgres://") && !strings.HasPrefix(o.URL, "postgresql://") {
		return nil, errors.New("open database: URL must begin with postgres:// or postgresql://")
	}
	pool, err := sql.Open("pgx", o.URL)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	size := o.MaxConns
	if size == 0 {
		size = max(16, 4*runtime.NumCPU())
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{pool: pool, trace: o.Trace}, nil
}

func openSQLite(ctx context.Context, o Options) (*DB, error) {
	if err := registerCollation(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := keepPrivate(o.Path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	sync := o.Synchronous
	if sync == "" {
		sync = "FULL"
	}
	dsn := "file:" + (&url.URL{Path: o.Path}).EscapedPath() + "?_txlock=immediate" +
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)" +
		"&_pragma=synchronous(" + sync + ")&_pragma=cache_size(-4000)"
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	size := o.MaxConns
	if size == 0 {
		size = max(2, runtime.NumCPU())
	}
	pool.SetMaxOpenConns(size + 1) // one of them is the writer's for good
	pool.SetMaxIdleConns(size + 1)
	w, err := newWriter(ctx, pool)
	if err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("open database %s: %w", o.Path, err)
	}
	return &DB{pool: pool, writer: w, reads: newStatements(pool), trace: o.Trace}, nil
}

// keepPrivate makes the file, and so the journals that inherit its mode,
// readable by its owner alone.
func keepPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// Close waits for running statements and releases every connection.
func (db *DB) Close() error {
	if db.writer != nil {
		db.writer.close()
	}
	return db.pool.Close()
}

// Postgres reports which engine answers; only the few statements that cannot
// be written alike may ask.
func (db *DB) Postgres() bool { return db.writer == nil }

// Ping makes one round trip to the database.
func (db *DB) Ping(ctx context.Context) error { return explain(db.pool.PingContext(ctx)) }

type countKey struct{}

// Counting returns a context whose statements are counted: what an answer
// costs in round trips is promised, so it must be possible to see.
func Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, countKey{}, n), n
}

func (db *DB) on(ctx context.Context, query string) querier {
	if n, ok := ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
	if tx := current(ctx); tx != nil {
		return tx.q
	}
	switch {
	case db.writer == nil:
		return pooled{db.pool}
	case strings.HasPrefix(strings.TrimLeft(query, " \t\n"), "SELECT"):
		return db.reads
	default:
		return db.writer
	}
}

// Exec runs a statement and reports how many rows it touched.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := db.prepare(query, args)
	if err != nil {
		return 0, err
	}
	res, err := db.on(ctx, query).exec(ctx, query, args)
	if err != nil {
		return 0, explain(err)
	}
	return res.RowsAffected()
}

func (db *DB) prepare(query string, args []any) ([]any, error) {
	args, err := encode(args)
	if err == nil && db.trace != nil {
		db.trace(query, args)
	}
	return args, err
}

// One returns the first row, or ErrNone.
func One[T any](ctx context.Context, db *DB, scan func(Row) (T, error), query string, args ...any) (T, error) {
	var item T
	found := false
	err := db.each(ctx, query, args, func(r Row) (more bool, err error) {
		item, err = scan(r)
		found = true
		return false, err
	})
	if err == nil && !found {
		err = ErrNone
	}
	return item, err
}

// All returns every row.
func All[T any](ctx context.Context, db *DB, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	all := []T{}
	err := db.each(ctx, query, args, func(r Row) (bool, error) {
		item, err := scan(r)
		all = append(all, item)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (db *DB) each(ctx context.Context, query string, args []any, visit func(Row) (bool, error)) error {
	args, err := db.prepare(query, args)
	if err != nil {
		return err
	}
	rows, done, err := db.on(ctx, query).query(ctx, query, db.planned(ctx, args))
	if err != nil {
		return explain(err)
	}
	defer done()
	defer rows.Close() //nolint:errcheck // rows.Err below tells
	for rows.Next() {
		more, err := visit(Row{rows})
		if err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		if !more {
			break
		}
	}
	if err := rows.Err(); err != nil {
		return explain(err)
	}
	return explain(rows.Close())
}
