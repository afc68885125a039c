package keys

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// stored is a key with its halves still in text.
type stored struct {
	key    Key
	public string
}

func (s store) list(ctx context.Context) ([]stored, error) {
	return db.All(ctx, s.db, func(r db.Row) (stored, error) {
		var row stored
		k := &row.key
		err := r.Scan(&k.KID, &k.Alg, &row.public, &k.sealed, &k.CreatedAt, &k.SignsAt, &k.RetiredAt, &k.ExpiresAt)
		return row, err
	}, `SELECT kid, alg, public_jwk, sealed, created_at, signs_at, retired_at, expires_at
		FROM signing_keys ORDER BY created_at DESC, kid`)
}

func (s store) insert(ctx context.Context, k *Key) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO signing_keys (kid, alg, public_jwk, sealed, created_at, signs_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		k.KID, k.Alg, db.JSON(k.public), k.sealed, k.CreatedAt, k.SignsAt)
	return err
}

func (s store) retire(ctx context.Context, alg string, at, expires time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE signing_keys SET retired_at = $2, expires_at = $3 WHERE alg = $1 AND (retired_at IS NULL OR retired_at > $2)`,
		alg, at, expires)
	return err
}

func (s store) seal(ctx context.Context, kid, sealed string) error {
	_, err := s.db.Exec(ctx, `UPDATE signing_keys SET sealed = $2 WHERE kid = $1`, kid, sealed)
	return err
}

func (s store) purge(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM signing_keys WHERE expires_at <= $1`, now)
	return err
}
