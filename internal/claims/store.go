package claims

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

// key returns the stored key, which the first to ask makes.
func (s store) key(ctx context.Context, now time.Time) (string, error) {
	key, err := s.stored(ctx)
	if !errors.Is(err, db.ErrNone) {
		return key, err
	}
	if _, err := s.db.Exec(ctx, `
		INSERT INTO subject_keys (id, key, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`,
		secret.Hex(keyBytes), now); err != nil {
		return "", err
	}
	return s.stored(ctx)
}

func (s store) stored(ctx context.Context) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `SELECT key FROM subject_keys WHERE id = 1`)
}
