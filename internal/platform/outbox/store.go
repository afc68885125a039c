package outbox

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// take claims rows that wait. An attempt counts when it begins, so that a row at
// which processes die is given up too.
func (q *Queue[T]) take(ctx context.Context, limit int) ([]T, error) {
	if limit == 0 {
		return nil, nil
	}
	now, waits := q.now(), `next_at <= $1`
	if q.table.Also != "" {
		waits += ` AND ` + q.table.Also
	}
	_, err := db.One(ctx, q.db, db.ScanString, `SELECT id FROM `+q.table.Name+` WHERE `+waits+` LIMIT 1`, now)
	if errors.Is(err, db.ErrNone) { // mostly; and a look costs less than a write
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return db.Claim(ctx, q.db, q.scan, db.Work{
		Table: q.table.Name, Due: waits, Order: `next_at, id`, Limit: limit,
		Set: `next_at = $2, lease = $3, attempts = attempts + 1`, Returning: q.table.Columns,
	}, now, now.Add(q.table.Lease), secret.UUID())
}
