package grant

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) denyJWT(ctx context.Context, digest string, expires time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO revoked_jwts (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`, digest, expires)
	return err
}

func (s store) jwtDenied(ctx context.Context, digest string) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `SELECT digest FROM revoked_jwts WHERE digest = $1`, digest)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}
