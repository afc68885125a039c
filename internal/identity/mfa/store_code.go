package mfa

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// putCode remembers a mailed code in the place of an earlier one, unless most
// were sent in the window.
func (s store) putCode(ctx context.Context, subject, userID, digest string, most int, now, expires, window time.Time) error {
	return one(s.db.Exec(ctx, `
		INSERT INTO factor_codes (subject, user_id, digest, sends, expires_at, window_at) VALUES ($1, $2, $3, 1, $4, $5)
		ON CONFLICT (subject) DO UPDATE SET user_id = excluded.user_id, digest = excluded.digest, expires_at = excluded.expires_at,
			sends = CASE WHEN factor_codes.window_at <= $6 THEN 1 ELSE factor_codes.sends + 1 END,
			window_at = CASE WHEN factor_codes.window_at <= $6 THEN excluded.window_at ELSE factor_codes.window_at END
		WHERE factor_codes.sends < $7 OR factor_codes.window_at <= $6`, subject, userID, digest, expires, window, now, most))
}

// code returns the digest of the code that can still be shown; db.ErrNone when
// there is none.
func (s store) code(ctx context.Context, subject, userID string, now time.Time) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `
		SELECT digest FROM factor_codes WHERE subject = $1 AND user_id = $2 AND digest IS NOT NULL AND expires_at > $3`, subject, userID, now)
}

// takeCode spends a mailed code: of two who show it, one.
func (s store) takeCode(ctx context.Context, subject, userID, digest string, now time.Time) error {
	return one(s.db.Exec(ctx, `
		UPDATE factor_codes SET digest = NULL WHERE subject = $1 AND user_id = $2 AND digest = $3 AND expires_at > $4`,
		subject, userID, digest, now))
}
