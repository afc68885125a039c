package user

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// passwordOf returns the hash of a user's password, empty when they have none.
func (s store) passwordOf(ctx context.Context, userID string) (string, error) {
	var hash string
	_, err := db.One(ctx, s.db, func(r db.Row) (string, error) {
		return hash, r.Scan(db.Null(&hash))
	}, `SELECT password FROM accounts WHERE user_id = $1 AND provider_id = '`+credential+`'`, userID)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return hash, err
}

// returned is columns for a RETURNING clause, which knows no alias.
func returned() string { return strings.ReplaceAll(columns, "u.", "") }

func (s store) setTwoFactor(ctx context.Context, userID string, on bool, now time.Time) (User, error) {
	u, err := db.One(ctx, s.db, scan, `
		UPDATE users SET two_factor_enabled = $2, updated_at = $3 WHERE id = $1 RETURNING `+returned(), userID, on, now)
	return u, absent(err)
}

// liftBan ends a ban that has expired; db.ErrNone when there is none such.
func (s store) liftBan(ctx context.Context, userID string, now time.Time) (User, error) {
	return db.One(ctx, s.db, scan, `
		UPDATE users SET banned = FALSE, ban_reason = NULL, ban_expires_at = NULL, updated_at = $2
		WHERE id = $1 AND banned AND ban_expires_at <= $2 RETURNING `+returned(), userID, now)
}
