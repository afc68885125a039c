package passwordless

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `id, browser, email, code, oauth_query, tries, created_at, expires_at`

func scan(r db.Row) (waiting, error) {
	var w waiting
	err := r.Scan(&w.id, &w.browser, &w.email, &w.code, &w.oauthQuery, &w.tries, &w.createdAt, &w.expiresAt)
	return w, err
}

// put keeps a sign-in. A new code takes the place of the one before, and of its
// tries.
func (s store) put(ctx context.Context, w waiting) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO mailed_sign_ins (`+columns+`) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
		ON CONFLICT (id) DO UPDATE SET code = excluded.code, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		w.id, w.browser, w.email, w.code, w.oauthQuery, w.createdAt, w.expiresAt)
	return err
}

func (s store) look(ctx context.Context, id string) (waiting, error) {
	return db.One(ctx, s.db, scan, `SELECT `+columns+` FROM mailed_sign_ins WHERE id = $1`, id)
}

// takeLink spends a link in the browser that it was made for.
func (s store) takeLink(ctx context.Context, id, browser string, now time.Time) (waiting, error) {
	return db.One(ctx, s.db, scan, `
		DELETE FROM mailed_sign_ins WHERE id = $1 AND browser = $2 AND expires_at > $3 RETURNING `+columns, id, browser, now)
}

// try counts a look at a code, and refuses it after the last.
func (s store) try(ctx context.Context, id string, now time.Time) (waiting, error) {
	return db.One(ctx, s.db, scan, `
		UPDATE mailed_sign_ins SET tries = tries + 1 WHERE id = $1 AND expires_at > $2 AND tries < $3 RETURNING `+columns, id, now, maxTries)
}

// takeCode spends a code that was found to be right.
func (s store) takeCode(ctx context.Context, id, code string, now time.Time) (waiting, error) {
	return db.One(ctx, s.db, scan, `
		DELETE FROM mailed_sign_ins WHERE id = $1 AND code = $2 AND expires_at > $3 RETURNING `+columns, id, code, now)
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM mailed_sign_ins WHERE expires_at < $1`, before)
	return err
}
