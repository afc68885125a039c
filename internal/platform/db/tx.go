package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"
)

type txKey struct{}

// A transaction rides in ctx; only this package can read it.
type transaction struct {
	q     querier
	after []func()
}

func current(ctx context.Context) *transaction {
	tx, _ := ctx.Value(txKey{}).(*transaction)
	return tx
}

const attempts = 5

// InTx runs fn in one transaction; a nested call joins the outer one. When the
// engine gives up for a reason that a second try may cure (serialization,
// deadlock, busy), fn runs again: it must have no effects outside the database.
func (db *DB) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if current(ctx) != nil {
		return fn(ctx)
	}
	for attempt := 1; ; attempt++ {
		tx := &transaction{}
		err := db.once(ctx, tx, fn)
		if err == nil {
			for _, f := range tx.after {
				f()
			}
			return nil
		}
		if attempt == attempts || !transient(err) {
			return err
		}
		pause := time.NewTimer(time.Duration(rand.IntN(10*attempt)+1) * time.Millisecond) //nolint:gosec // jitter
		select {
		case <-ctx.Done():
			pause.Stop()
			return err
		case <-pause.C:
		}
	}
}

// Clock is the SQL expression for the database's own time in Unix
// milliseconds, for what replicas with clocks of their own must agree on.
func (db *DB) Clock() string {
	if db.Postgres() {
		return `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`
	}
	return `CAST(unixepoch('subsec') * 1000 AS INTEGER)`
}

// InTransaction reports whether ctx carries a transaction.
func InTransaction(ctx context.Context) bool { return current(ctx) != nil }

// AfterCommit runs f once the transaction of ctx has committed, or at once
// when there is none. f must not fail and must not use the database.
func AfterCommit(ctx context.Context, f func()) {
	if tx := current(ctx); tx != nil {
		tx.after = append(tx.after, f)
		return
	}
	f()
}

func (db *DB) once(ctx context.Context, tx *transaction, fn func(ctx context.Context) error) error {
	if db.writer != nil {
		return db.onceSQLite(ctx, tx, fn)
	}
	t, err := db.pool.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback() //nolint:errcheck // a no-op after Commit
	tx.q = inTx{t}
	if err := fn(context.WithValue(ctx, txKey{}, tx)); err != nil {
		return err
	}
	return explain(t.Commit())
}

func (db *DB) onceSQLite(ctx context.Context, tx *transaction, fn func(ctx context.Context) error) error {
	if err := db.writer.lock(ctx); err != nil {
		return err
	}
	defer db.writer.unlock()
	h := held{db.writer}
	if _, err := h.exec(ctx, "BEGIN IMMEDIATE", nil); err != nil {
		return explain(err)
	}
	committed := false
	defer func() {
		if !committed { // also when fn panics
			_, _ = h.exec(context.WithoutCancel(ctx), "ROLLBACK", nil)
		}
	}()
	tx.q = h
	if err := fn(context.WithValue(ctx, txKey{}, tx)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil { // an interrupted statement may have rolled back already
		return explain(err)
	}
	if _, err := h.exec(context.WithoutCancel(ctx), "COMMIT", nil); err != nil {
		return explain(err)
	}
	committed = true
	return nil
}

type inTx struct{ tx *sql.Tx }

func (t inTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, query, args...)
}

func (t inTx) query(ctx context.Context, query string, args []any) (*sql.Rows, func(), error) {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	return rows, func() {}, err
}

func transient(err error) bool { return errors.Is(err, errRetry) }

// Lock makes other transactions that ask for the same name wait until this one
// ends. It needs a transaction.
func (db *DB) Lock(ctx context.Context, name string) error {
	_, err := db.Exec(ctx, `
		INSERT INTO locks (name, version) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET version = locks.version + 1`, name)
	return err
}
