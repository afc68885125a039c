package idempotent

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// take claims a request that is new, was answered too long ago, or was left by
// who worked on it.
func (s store) take(ctx context.Context, c Claim, fingerprint string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO idempotent_requests (id, fingerprint, holder, held_until, expires_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
			answer = NULL, expires_at = excluded.expires_at
		WHERE idempotent_requests.expires_at <= $6 OR (idempotent_requests.answer IS NULL AND idempotent_requests.held_until <= $6
			AND idempotent_requests.fingerprint = excluded.fingerprint)`,
		c.id, fingerprint, c.holder, now.Add(leased), now.Add(Kept), now)
	return n > 0, err
}

type row struct{ fingerprint, sealed string }

func (s store) byID(ctx context.Context, id string) (row, error) {
	return db.One(ctx, s.db, func(r db.Row) (one row, err error) {
		err = r.Scan(&one.fingerprint, db.Null(&one.sealed))
		return one, err
	}, `SELECT fingerprint, answer FROM idempotent_requests WHERE id = $1`, id)
}

func (s store) finish(ctx context.Context, c Claim, sealed string) error {
	_, err := s.db.Exec(ctx, `UPDATE idempotent_requests SET answer = $3 WHERE id = $1 AND holder = $2`, c.id, c.holder, sealed)
	return err
}

func (s store) forget(ctx context.Context, c Claim) error {
	_, err := s.db.Exec(ctx, `DELETE FROM idempotent_requests WHERE id = $1 AND holder = $2 AND answer IS NULL`, c.id, c.holder)
	return err
}

func (s store) purge(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM idempotent_requests WHERE expires_at <= $1`, now)
	return err
}
