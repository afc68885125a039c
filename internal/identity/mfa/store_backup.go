package mfa

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// proposeBackup keeps new backup codes beside those that work.
func (s store) proposeBackup(ctx context.Context, userID string, digests []string) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM backup_codes WHERE user_id = $1 AND pending`, userID); err != nil {
		return err
	}
	for _, digest := range digests {
		_, err := s.db.Exec(ctx, `INSERT INTO backup_codes (user_id, digest, pending) VALUES ($1, $2, TRUE)`, userID, digest)
		if err != nil {
			return err
		}
	}
	return nil
}

// adoptBackup puts the proposed codes in the place of those that work, if any
// are proposed.
func (s store) adoptBackup(ctx context.Context, userID string) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM backup_codes WHERE user_id = $1 AND NOT pending
			AND EXISTS (SELECT 1 FROM backup_codes p WHERE p.user_id = $1 AND p.pending)`, userID)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `UPDATE backup_codes SET pending = FALSE WHERE user_id = $1 AND pending`, userID)
	return err
}

// takeBackup spends a code: of two who show it, one.
func (s store) takeBackup(ctx context.Context, userID, digest string) error {
	return one(s.db.Exec(ctx, `DELETE FROM backup_codes WHERE user_id = $1 AND digest = $2 AND NOT pending`, userID, digest))
}

func (s store) countBackup(ctx context.Context, userID string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM backup_codes WHERE user_id = $1 AND NOT pending`, userID)
}
