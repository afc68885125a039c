package webhook

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const secretColumns = `id, endpoint_id, sealed, hint, created_at, expires_at` //nolint:gosec // names of columns

func scanSecret(r db.Row) (Secret, error) {
	var one Secret
	err := r.Scan(&one.ID, &one.EndpointID, &one.sealed, &one.Hint, &one.CreatedAt, &one.ExpiresAt)
	return one, err
}

// secrets are those of an endpoint that sign now.
func (s store) secrets(ctx context.Context, endpointID string, now time.Time) ([]Secret, error) {
	return db.All(ctx, s.db, scanSecret, `
		SELECT `+secretColumns+` FROM webhook_secrets
		WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at, id`, endpointID, now)
}

// secretsOf are those of all endpoints of an application, by endpoint.
func (s store) secretsOf(ctx context.Context, applicationID string, now time.Time) (map[string][]Secret, error) {
	rows, err := db.All(ctx, s.db, scanSecret, `
		SELECT `+secretColumns+` FROM webhook_secrets
		WHERE endpoint_id IN (SELECT id FROM webhook_endpoints WHERE application_id = $1) AND (expires_at IS NULL OR expires_at > $2)
		ORDER BY created_at, id`, applicationID, now)
	if err != nil {
		return nil, err
	}
	all := map[string][]Secret{}
	for _, one := range rows {
		all[one.EndpointID] = append(all[one.EndpointID], one)
	}
	return all, nil
}

func (s store) allSecrets(ctx context.Context) ([]Secret, error) {
	return db.All(ctx, s.db, scanSecret, `SELECT `+secretColumns+` FROM webhook_secrets ORDER BY id`)
}

func (s store) insertSecret(ctx context.Context, one Secret) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO webhook_secrets (`+secretColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		one.ID, one.EndpointID, one.sealed, one.Hint, one.CreatedAt, one.ExpiresAt)
	return err
}

// expireSecrets has what signs now end at a time, unless it ends before.
func (s store) expireSecrets(ctx context.Context, endpointID string, now, at time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE webhook_secrets SET expires_at = $3
		WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2 AND expires_at > $3)`, endpointID, now, at)
	return err
}

func (s store) deleteSecret(ctx context.Context, endpointID, id string) (Secret, error) {
	one, err := db.One(ctx, s.db, scanSecret, `
		DELETE FROM webhook_secrets WHERE endpoint_id = $1 AND id = $2 RETURNING `+secretColumns, endpointID, id)
	return one, orElse(err, db.ErrNone, ErrSecret)
}

func (s store) purgeSecrets(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM webhook_secrets WHERE expires_at <= $1`, now)
	return err
}

// reseal replaces what has not changed meanwhile.
func (s store) reseal(ctx context.Context, one Secret, sealed string) error {
	_, err := s.db.Exec(ctx, `UPDATE webhook_secrets SET sealed = $3 WHERE id = $1 AND sealed = $2`, one.ID, one.sealed, sealed)
	return err
}
