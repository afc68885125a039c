package consumption

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

type store struct{ db *db.DB }

func orElse(err, what, instead error) error {
	if errors.Is(err, what) {
		return instead
	}
	return err
}

func scanAmount(r db.Row) (meter.Amount, error) {
	var a meter.Amount
	units, nanos := a.Columns()
	err := r.Scan(units, nanos)
	return a, err
}

func scanTotal(r db.Row) (Total, error) {
	var t Total
	units, nanos := t.Amount.Columns()
	err := r.Scan(&t.Key, units, nanos, &t.UpdatedAt)
	return t, err
}

func (s store) totals(ctx context.Context, applicationID, userID string) ([]Total, error) {
	return db.All(ctx, s.db, scanTotal, `
		SELECT key, units, nanos, updated_at FROM consumption_totals
		WHERE application_id = $1 AND user_id = $2 AND lines > 0 ORDER BY key`, applicationID, userID)
}

func (s store) total(ctx context.Context, applicationID, userID, key string) (Total, error) {
	t, err := db.One(ctx, s.db, scanTotal, `
		SELECT key, units, nanos, updated_at FROM consumption_totals
		WHERE application_id = $1 AND user_id = $2 AND key = $3 AND lines > 0`, applicationID, userID, key)
	return t, orElse(err, db.ErrNone, ErrRecord)
}

// delete removes a total; its entries go with it.
func (s store) delete(ctx context.Context, applicationID, userID, key string) (meter.Amount, error) {
	a, err := db.One(ctx, s.db, scanAmount, `
		DELETE FROM consumption_totals WHERE application_id = $1 AND user_id = $2 AND key = $3
		RETURNING units, nanos`, applicationID, userID, key)
	return a, orElse(err, db.ErrNone, ErrRecord)
}

func (s store) usage(ctx context.Context, applicationID string, after position, limit int) ([]Usage, error) {
	return db.All(ctx, s.db, func(r db.Row) (Usage, error) {
		var u Usage
		units, nanos := u.Amount.Columns()
		err := r.Scan(&u.UserID, &u.UserName, &u.UserEmail, &u.Key, units, nanos, &u.UpdatedAt)
		return u, err
	}, `SELECT c.user_id, u.name, u.email, c.key, c.units, c.nanos, c.updated_at
		FROM consumption_totals c JOIN users u ON u.id = c.user_id
		WHERE c.application_id = $1 AND c.lines > 0 AND (c.user_id, c.key) > ($2, $3)
		ORDER BY c.user_id, c.key LIMIT $4`, applicationID, after.userID, after.key, limit)
}
