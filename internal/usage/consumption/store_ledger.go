package consumption

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) placeOfCredit(ctx context.Context, credit string) (place, error) {
	p, err := db.One(ctx, s.db, func(r db.Row) (place, error) {
		var p place
		err := r.Scan(&p.applicationID, &p.userID, &p.key)
		return p, err
	}, `SELECT t.application_id, t.user_id, t.key FROM consumption_totals t JOIN consumption_credits c ON c.counter = t.number
		WHERE c.id = $1`, credit)
	return p, orElse(err, db.ErrNone, errCredit)
}

// granted returns the newest credits of a user.
func (s store) granted(ctx context.Context, applicationID, userID string) ([]Credit, error) {
	return db.All(ctx, s.db, func(r db.Row) (Credit, error) {
		var c Credit
		grantedUnits, grantedNanos := c.Granted.Columns()
		units, nanos := c.Left.Columns()
		err := r.Scan(&c.ID, &c.Key, grantedUnits, grantedNanos, units, nanos, db.Null(&c.Note), &c.ExpiresAt, &c.CreatedAt)
		return c, err
	}, `SELECT c.id, t.key, c.granted_units, c.granted_nanos, c.left_units, c.left_nanos, c.note, c.expires_at, c.created_at
		FROM consumption_credits c JOIN consumption_totals t ON t.number = c.counter
		WHERE t.application_id = $1 AND t.user_id = $2 ORDER BY c.created_at DESC, c.id LIMIT $3`, applicationID, userID, maxCredits)
}

// ledger returns the lines of a counter before one, the newest first.
func (s store) ledger(ctx context.Context, p place, before int64, limit int) ([]Line, error) {
	return db.All(ctx, s.db, func(r db.Row) (Line, error) {
		var l Line
		err := l.scan(r)
		return l, err
	}, `SELECT `+lineColumns+` FROM consumption_entries e JOIN consumption_totals t ON t.number = e.counter
		WHERE t.application_id = $1 AND t.user_id = $2 AND t.key = $3 AND e.line < $4 ORDER BY e.line DESC LIMIT $5`,
		p.applicationID, p.userID, p.key, before, limit)
}

// purge removes lines, the oldest first.
func (s store) purge(ctx context.Context, before time.Time, most int) (int64, error) {
	return s.db.Exec(ctx, `
		DELETE FROM consumption_entries WHERE (counter, line) IN (
			SELECT counter, line FROM consumption_entries WHERE created_at < $1 ORDER BY created_at LIMIT $2)`, before, most)
}

// A bucket is what hours hold together, in parts that columns can hold.
type bucket struct {
	start                  time.Time
	billions, units, nanos int64
}

// series sums the hours of a key by stretches of so many milliseconds.
func (s store) series(ctx context.Context, q SeriesQuery, step time.Duration) ([]bucket, error) {
	return db.All(ctx, s.db, func(r db.Row) (bucket, error) {
		var b bucket
		err := r.Scan(&b.start, &b.billions, &b.units, &b.nanos)
		return b, err
	}, `SELECT h.starts_at / $5 * $5 AS begins, CAST(SUM(h.units / 1000000000) AS BIGINT), CAST(SUM(h.units % 1000000000) AS BIGINT),
			CAST(SUM(h.nanos) AS BIGINT)
		FROM consumption_hours h JOIN consumption_totals t ON t.number = h.counter
		WHERE t.application_id = $1 AND t.key = $2 AND h.starts_at >= $3 AND h.starts_at < $4 AND ($6 = '' OR t.user_id = $6)
		GROUP BY begins ORDER BY begins`, q.ApplicationID, q.Key, q.From.UnixMilli(), q.To.UnixMilli(), step.Milliseconds(), q.UserID)
}
