package user

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// hashes counts the passwords that are the original's, and all.
func (s store) hashes(ctx context.Context) (imported, all int64, err error) {
	type counts struct{ imported, all int64 }
	c, err := db.One(ctx, s.db, func(r db.Row) (counts, error) {
		var c counts
		err := r.Scan(&c.imported, &c.all)
		return c, err
	}, `SELECT COALESCE(SUM(CASE WHEN password LIKE '$argon2id$%' THEN 0 ELSE 1 END), 0), COUNT(*)
		FROM accounts WHERE provider_id = '`+credential+`' AND password IS NOT NULL`)
	return c.imported, c.all, err
}

// What is known of a password. A later change of it makes both void.
type inspection struct{ compromised, checked bool }

// inspection returns whether a password was found among breached ones, and
// whether it was looked up elsewhere since a moment.
func (s store) inspection(ctx context.Context, userID string, since time.Time) (inspection, error) {
	return db.One(ctx, s.db, func(r db.Row) (inspection, error) {
		var compromised, checked, changed time.Time
		err := r.Scan(&compromised, &checked, &changed)
		return inspection{
			compromised: !compromised.IsZero() && !compromised.Before(changed),
			checked:     checked.After(since) && !checked.Before(changed),
		}, err
	}, `SELECT compromised_at, breach_checked_at, updated_at FROM accounts WHERE user_id = $1 AND provider_id = '`+credential+`'`, userID)
}

func (s store) setChecked(ctx context.Context, userID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE accounts SET breach_checked_at = $2 WHERE user_id = $1 AND provider_id = '`+credential+`'`, userID, now)
	return err
}

// setCompromised reports whether it was not known before.
func (s store) setCompromised(ctx context.Context, userID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE accounts SET compromised_at = $2
		WHERE user_id = $1 AND provider_id = '`+credential+`' AND (compromised_at IS NULL OR compromised_at < updated_at)`, userID, now)
	return n > 0, err
}
