package consumption

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func orElse(err, what, instead error) error {
	if errors.Is(err, what) {
		return instead
	}
	return err
}

func scanAmount(r db.Row) (Amount, error) {
	var a Amount
	err := r.Scan(&a.units, &a.nanos)
	return a, err
}

func scanTotal(r db.Row) (Total, error) {
	var t Total
	err := r.Scan(&t.Key, &t.Amount.units, &t.Amount.nanos, &t.UpdatedAt)
	return t, err
}

// hold returns a total, which it begins with 0, and keeps everyone else from it
// until the transaction ends.
func (s store) hold(ctx context.Context, e Entry, now time.Time) (Amount, error) {
	a, err := db.One(ctx, s.db, scanAmount, `
		INSERT INTO consumption_totals (application_id, user_id, key, units, nanos, created_at, updated_at)
		VALUES ($1, $2, $3, 0, 0, $4, $4)
		ON CONFLICT (application_id, user_id, key) DO UPDATE SET updated_at = excluded.updated_at
		RETURNING units, nanos`, e.ApplicationID, e.UserID, e.Key, now)
	return a, orElse(err, db.ErrGone, ErrMember)
}

func (s store) set(ctx context.Context, e Entry, t Total) error {
	_, err := s.db.Exec(ctx, `
		UPDATE consumption_totals SET units = $4, nanos = $5, updated_at = $6
		WHERE application_id = $1 AND user_id = $2 AND key = $3`,
		e.ApplicationID, e.UserID, e.Key, t.Amount.units, t.Amount.nanos, t.UpdatedAt)
	return err
}

func (s store) insert(ctx context.Context, e Entry, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO consumption_entries (id, application_id, user_id, key, units, nanos, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, e.ApplicationID, e.UserID, e.Key, e.Amount.units, e.Amount.nanos, now)
	return err
}

func (s store) totals(ctx context.Context, applicationID, userID string) ([]Total, error) {
	return db.All(ctx, s.db, scanTotal, `
		SELECT key, units, nanos, updated_at FROM consumption_totals
		WHERE application_id = $1 AND user_id = $2 ORDER BY key`, applicationID, userID)
}

func (s store) total(ctx context.Context, applicationID, userID, key string) (Total, error) {
	t, err := db.One(ctx, s.db, scanTotal, `
		SELECT key, units, nanos, updated_at FROM consumption_totals
		WHERE application_id = $1 AND user_id = $2 AND key = $3`, applicationID, userID, key)
	return t, orElse(err, db.ErrNone, ErrRecord)
}

// delete removes a total; its entries go with it.
func (s store) delete(ctx context.Context, applicationID, userID, key string) (Amount, error) {
	a, err := db.One(ctx, s.db, scanAmount, `
		DELETE FROM consumption_totals WHERE application_id = $1 AND user_id = $2 AND key = $3
		RETURNING units, nanos`, applicationID, userID, key)
	return a, orElse(err, db.ErrNone, ErrRecord)
}

func (s store) usage(ctx context.Context, applicationID string, after position, limit int) ([]Usage, error) {
	return db.All(ctx, s.db, func(r db.Row) (Usage, error) {
		var u Usage
		err := r.Scan(&u.UserID, &u.UserName, &u.UserEmail, &u.Key, &u.Amount.units, &u.Amount.nanos, &u.UpdatedAt)
		return u, err
	}, `SELECT c.user_id, u.name, u.email, c.key, c.units, c.nanos, c.updated_at
		FROM consumption_totals c JOIN users u ON u.id = c.user_id
		WHERE c.application_id = $1 AND (c.user_id, c.key) > ($2, $3)
		ORDER BY c.user_id, c.key LIMIT $4`, applicationID, after.userID, after.key, limit)
}
