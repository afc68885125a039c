package device

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `id, application_id, scopes, resources, address, user_agent, pause, polled_at, created_at, expires_at, answered_at,
	user_id, session_id, organization_id, auth_time, methods`

func scan(row db.Row) (Request, error) {
	var r Request
	var scopes, resources, methods string
	var pause int64
	err := row.Scan(&r.ID, &r.ApplicationID, &scopes, &resources, &r.Address, &r.UserAgent, &pause, &r.PolledAt, &r.CreatedAt,
		&r.ExpiresAt, &r.AnsweredAt, db.Null(&r.UserID), &r.SessionID, &r.OrganizationID, &r.AuthTime, &methods)
	r.Pause = time.Duration(pause) * time.Millisecond
	r.Scopes, r.Resources, r.Methods = strings.Fields(scopes), strings.Fields(resources), strings.Fields(methods)
	return r, err
}

func (s store) insert(ctx context.Context, r Request, deviceDigest, userDigest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO device_requests (id, application_id, device_digest, user_code_digest, scopes, resources, address, user_agent,
			pause, created_at, expires_at, session_id, organization_id, methods)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '')`,
		r.ID, r.ApplicationID, deviceDigest, userDigest, strings.Join(r.Scopes, " "), strings.Join(r.Resources, " "), r.Address, r.UserAgent,
		r.Pause.Milliseconds(), r.CreatedAt, r.ExpiresAt)
	return err
}

func (s store) byUserCode(ctx context.Context, digest string, now time.Time) (Request, error) {
	return db.One(ctx, s.db, scan, `
		SELECT `+columns+` FROM device_requests WHERE user_code_digest = $1 AND answered_at IS NULL AND expires_at > $2`, digest, now)
}

func (s store) byDeviceCode(ctx context.Context, digest, applicationID string) (Request, error) {
	return db.One(ctx, s.db, scan, `SELECT `+columns+` FROM device_requests WHERE device_digest = $1 AND application_id = $2`, digest, applicationID)
}

func (s store) polled(ctx context.Context, id string, at time.Time, pause time.Duration) error {
	_, err := s.db.Exec(ctx, `UPDATE device_requests SET polled_at = $2, pause = $3 WHERE id = $1`, id, at, pause.Milliseconds())
	return err
}

// answer notes the first answer of a user.
func (s store) answer(ctx context.Context, digest string, now time.Time, by Request) (Request, error) {
	return db.One(ctx, s.db, scan, `
		UPDATE device_requests SET answered_at = $2, user_id = $3, session_id = $4, organization_id = $5, auth_time = $6, methods = $7
		WHERE user_code_digest = $1 AND answered_at IS NULL AND expires_at > $2
		RETURNING `+columns,
		digest, now, db.OrNull(by.UserID), by.SessionID, by.OrganizationID, by.AuthTime, strings.Join(by.Methods, " "))
}

// take removes an answered request for the poll that comes first.
func (s store) take(ctx context.Context, digest, applicationID string, now time.Time) (Request, error) {
	return db.One(ctx, s.db, scan, `
		DELETE FROM device_requests
		WHERE device_digest = $1 AND application_id = $2 AND answered_at IS NOT NULL AND expires_at > $3
		RETURNING `+columns, digest, applicationID, now)
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM device_requests WHERE expires_at < $1`, before)
	return err
}
