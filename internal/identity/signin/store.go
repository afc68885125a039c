package signin

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `digest, user_id, methods, remember, enrol, created_at, expires_at`

func scan(r db.Row) (challenge, error) {
	var c challenge
	var methods string
	err := r.Scan(&c.digest, &c.userID, &methods, &c.remember, &c.enrol, &c.createdAt, &c.expiresAt)
	c.methods = strings.Fields(methods)
	return c, err
}

func (s store) insert(ctx context.Context, c challenge) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO signin_challenges (digest, user_id, methods, remember, enrol, tries, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`,
		c.digest, c.userID, strings.Join(c.methods, " "), c.remember, c.enrol, c.createdAt, c.expiresAt)
	return err
}

func (s store) look(ctx context.Context, digest string, now time.Time) (challenge, error) {
	return db.One(ctx, s.db, scan, `SELECT `+columns+` FROM signin_challenges WHERE digest = $1 AND expires_at > $2`, digest, now)
}

// try counts a try; db.ErrNone when most were made or nothing waits.
func (s store) try(ctx context.Context, digest string, most int, now time.Time) error {
	rows, err := s.db.Exec(ctx, `
		UPDATE signin_challenges SET tries = tries + 1 WHERE digest = $1 AND tries < $2 AND expires_at > $3`, digest, most, now)
	if err == nil && rows == 0 {
		return db.ErrNone
	}
	return err
}

// take removes a challenge for whoever finishes it first.
func (s store) take(ctx context.Context, digest string, now time.Time) (challenge, error) {
	return db.One(ctx, s.db, scan, `
		DELETE FROM signin_challenges WHERE digest = $1 AND expires_at > $2 RETURNING `+columns, digest, now)
}

func (s store) abandon(ctx context.Context, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM signin_challenges WHERE user_id = $1`, userID)
	return err
}

func (s store) purge(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM signin_challenges WHERE expires_at < $1`, now)
	return err
}
