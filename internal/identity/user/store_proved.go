package user

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// proveAddress returns db.ErrNone when there is nothing to note.
func (s store) proveAddress(ctx context.Context, id, email string, now time.Time) (User, error) {
	return db.One(ctx, s.db, scan, `
		UPDATE users SET email_verified = TRUE, updated_at = $3 WHERE id = $1 AND email = $2 AND NOT email_verified RETURNING `+returned(), id, email, now)
}

func (s store) dropPassword(ctx context.Context, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM accounts WHERE user_id = $1 AND provider_id = '`+credential+`'`, userID)
	return err
}
