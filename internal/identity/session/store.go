package session

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `id, token, user_id, ip_address, user_agent, active_organization_id, impersonated_by, remember, methods,
	created_at, updated_at, expires_at`

func scan(r db.Row) (Session, error) {
	var s Session
	err := s.scan(r)
	return s, err
}

// scan reads the columns and, behind them, more.
func (s *Session) scan(r db.Row, more ...any) error {
	var methods string
	err := r.Scan(append([]any{
		&s.ID, &s.Token, &s.UserID, &s.IPAddress, &s.UserAgent, db.Null(&s.ActiveOrganizationID), db.Null(&s.ImpersonatedBy),
		&s.Remember, &methods, &s.CreatedAt, &s.UpdatedAt, &s.ExpiresAt,
	}, more...)...)
	s.Methods = strings.Fields(methods)
	return err
}

func (s store) byToken(ctx context.Context, token string) (Session, error) {
	found, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM sessions WHERE token = $1`, token)
	return found, absent(err)
}

func (s store) byID(ctx context.Context, id string) (Session, error) {
	found, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM sessions WHERE id = $1`, id)
	return found, absent(err)
}

func (s store) insert(ctx context.Context, n Session) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO sessions (id, token, user_id, ip_address, user_agent, active_organization_id, impersonated_by, remember, methods,
			created_at, updated_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		n.ID, n.Token, n.UserID, n.IPAddress, n.UserAgent, db.OrNull(n.ActiveOrganizationID), db.OrNull(n.ImpersonatedBy), n.Remember,
		strings.Join(n.Methods, " "), n.CreatedAt, n.UpdatedAt, n.ExpiresAt)
	return err
}

func (s store) extend(ctx context.Context, n Session) error {
	rows, err := s.db.Exec(ctx, `UPDATE sessions SET updated_at = $2, expires_at = $3 WHERE id = $1`, n.ID, n.UpdatedAt, n.ExpiresAt)
	if err == nil && rows == 0 {
		return ErrNone
	}
	return err
}

// prove changes a session unless its token was changed meanwhile.
func (s store) prove(ctx context.Context, token string, n Session) error {
	rows, err := s.db.Exec(ctx, `UPDATE sessions SET token = $3, methods = $4, updated_at = $5 WHERE id = $1 AND token = $2`,
		n.ID, token, n.Token, strings.Join(n.Methods, " "), n.UpdatedAt)
	if err == nil && rows == 0 {
		return ErrNone
	}
	return err
}

func (s store) activate(ctx context.Context, id, organizationID string) (Session, error) {
	changed, err := db.One(ctx, s.db, scan, `UPDATE sessions SET active_organization_id = $2 WHERE id = $1 RETURNING `+columns,
		id, db.OrNull(organizationID))
	return changed, absent(err)
}

func (s store) deactivate(ctx context.Context, userID, organizationID string) ([]Session, error) {
	return db.All(ctx, s.db, scan, `
		UPDATE sessions SET active_organization_id = NULL WHERE user_id = $1 AND active_organization_id = $2 RETURNING `+columns, userID, organizationID)
}

func (s store) list(ctx context.Context, userID string, now time.Time) ([]Session, error) {
	return db.All(ctx, s.db, scan, `
		SELECT `+columns+` FROM sessions
		WHERE user_id = $1 AND expires_at > $2 AND impersonated_by IS NULL ORDER BY created_at, id`, userID, now)
}

func (s store) listAll(ctx context.Context, userID string, now time.Time) ([]Session, error) {
	return db.All(ctx, s.db, scan, `
		SELECT `+columns+` FROM sessions WHERE user_id = $1 AND expires_at > $2 ORDER BY created_at, id`, userID, now)
}

// remove deletes the sessions that a condition names. Every session that ends
// before its time ends here.
func (s store) remove(ctx context.Context, condition string, args ...any) ([]Session, error) {
	return db.All(ctx, s.db, scan, `DELETE FROM sessions WHERE `+condition+` RETURNING `+columns, args...)
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM sessions WHERE expires_at < $1`, before)
	return err
}

func absent(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrNone
	}
	return err
}
