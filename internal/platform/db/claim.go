package db

import (
	"context"
	"strconv"
)

// Work says which rows of a table wait for a worker. The texts share the
// arguments of the statement.
type Work struct {
	Table     string
	Due       string // the condition under which a row waits
	Order     string // who is first
	Limit     int
	Set       string // writes the lease, so that Due holds no longer until it is over
	Returning string
}

// Claim takes waiting rows for one worker: each goes to one only, however many
// ask at once. A claim is a lease: nobody gives a row back that was claimed by a
// process which died, so Set must let it wait again after a time.
func Claim[T any](ctx context.Context, db *DB, scan func(Row) (T, error), w Work, args ...any) ([]T, error) {
	chosen := `SELECT id FROM ` + w.Table + ` WHERE ` + w.Due + ` ORDER BY ` + w.Order + ` LIMIT ` + strconv.Itoa(w.Limit)
	if db.Postgres() { // SQLite has one writer
		chosen += ` FOR UPDATE SKIP LOCKED`
	}
	return All(ctx, db, scan, `UPDATE `+w.Table+` SET `+w.Set+` WHERE id IN (`+chosen+`) AND `+w.Due+` RETURNING `+w.Returning, args...)
}

// ForUpdate ends a SELECT inside a transaction whose rows nobody else may change
// until it is over. SQLite has one writer, which needs no such words.
func (db *DB) ForUpdate() string {
	if db.Postgres() {
		return ` FOR UPDATE`
	}
	return ""
}
