package setup

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// nonce returns the stored nonce, storing the given one when there is none, or
// the last one is used or older than the given moment.
func (s store) nonce(ctx context.Context, fresh string, now, oldest time.Time) (string, error) {
	_, err := s.db.Exec(ctx, `
		INSERT INTO setup_links (id, nonce, created_at) VALUES (1, $1, $2)
		ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce, created_at = excluded.created_at, used_at = NULL
		WHERE setup_links.used_at IS NOT NULL OR setup_links.created_at <= $3`, fresh, now, oldest)
	if err != nil {
		return "", err
	}
	nonce, err := s.current(ctx, oldest)
	if errors.Is(err, db.ErrNone) { // used between the two statements
		return "", ErrLink
	}
	return nonce, err
}

func (s store) current(ctx context.Context, oldest time.Time) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `SELECT nonce FROM setup_links WHERE id = 1 AND used_at IS NULL AND created_at > $1`, oldest)
}

func (s store) take(ctx context.Context, now time.Time) error {
	_, err := db.One(ctx, s.db, db.ScanString, `
		UPDATE setup_links SET used_at = $1 WHERE id = 1 AND used_at IS NULL RETURNING nonce`, now)
	return err
}
