package apitoken

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `t.id, t.name, t.scopes, t.created_by, t.created_at, t.expires_at, t.last_used_at`

func scan(r db.Row) (Token, error) {
	var t Token
	err := r.Scan(&t.ID, &t.Name, db.JSON(&t.Scopes), &t.CreatedBy, &t.CreatedAt, &t.ExpiresAt, &t.LastUsedAt)
	return t, err
}

func (s store) insert(ctx context.Context, t Token, digest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO api_tokens (id, name, digest, scopes, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.Name, digest, db.JSON(t.Scopes), t.CreatedBy, t.CreatedAt, t.ExpiresAt)
	return err
}

func (s store) count(ctx context.Context) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM api_tokens`)
}

func (s store) list(ctx context.Context) ([]Token, error) {
	return db.All(ctx, s.db, scan, `SELECT `+columns+` FROM api_tokens t ORDER BY t.created_at DESC, t.id DESC`)
}

func (s store) delete(ctx context.Context, id string) (Token, error) {
	t, err := db.One(ctx, s.db, scan, `
		DELETE FROM api_tokens WHERE id = $1 RETURNING id, name, scopes, created_by, created_at, expires_at, last_used_at`, id)
	if errors.Is(err, db.ErrNone) {
		return Token{}, ErrNotFound
	}
	return t, err
}

type found struct {
	token Token
	role  string // of its maker
}

// byDigest finds a token that has not expired, of a maker who is not shut out.
func (s store) byDigest(ctx context.Context, digest string, now time.Time) (found, error) {
	return db.One(ctx, s.db, func(r db.Row) (found, error) {
		var f found
		t := &f.token
		err := r.Scan(&t.ID, &t.Name, db.JSON(&t.Scopes), &t.CreatedBy, &t.CreatedAt, &t.ExpiresAt, &t.LastUsedAt, &f.role)
		return f, err
	}, `SELECT `+columns+`, u.role FROM api_tokens t JOIN users u ON u.id = t.created_by
		WHERE t.digest = $1 AND t.expires_at > $2 AND (NOT u.banned OR u.ban_expires_at <= $2) AND u.deletes_at IS NULL`, digest, now)
}

func (s store) used(ctx context.Context, id string, on time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE api_tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`, id, on)
	return err
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM api_tokens WHERE expires_at < $1`, before)
	return err
}
