package application

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const secretColumns = `id, name, created_at, expires_at` //nolint:gosec // names of columns

func scanSecret(r db.Row) (Secret, error) {
	var s Secret
	err := r.Scan(&s.ID, db.Null(&s.Name), &s.CreatedAt, &s.ExpiresAt)
	return s, err
}

func (s store) secrets(ctx context.Context, applicationID string) ([]Secret, error) {
	return db.All(ctx, s.db, scanSecret, `
		SELECT `+secretColumns+` FROM application_secrets WHERE application_id = $1 ORDER BY created_at, id`, applicationID)
}

func (s store) insertSecret(ctx context.Context, applicationID string, one Secret, digest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO application_secrets (id, application_id, digest, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		one.ID, applicationID, digest, db.OrNull(one.Name), one.CreatedAt, one.ExpiresAt)
	return err
}

func (s store) deleteSecret(ctx context.Context, applicationID, id string) (Secret, error) {
	gone, err := db.One(ctx, s.db, scanSecret, `
		DELETE FROM application_secrets WHERE application_id = $1 AND id = $2 RETURNING `+secretColumns, applicationID, id)
	if errors.Is(err, db.ErrNone) {
		err = ErrSecret
	}
	return gone, err
}

// endSecrets lets no secret of the application live beyond end.
func (s store) endSecrets(ctx context.Context, applicationID string, end time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE application_secrets SET expires_at = $2
		WHERE application_id = $1 AND (expires_at IS NULL OR expires_at > $2)`, applicationID, end)
	return err
}

func (s store) dropDead(ctx context.Context, applicationID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM application_secrets WHERE application_id = $1 AND expires_at <= $2`, applicationID, now)
	return err
}

// holdsSecret reports whether an application has a secret of that name, end and
// digest.
func (s store) holdsSecret(ctx context.Context, applicationID string, one Secret, digest string) (bool, error) {
	n, err := db.One(ctx, s.db, db.ScanInt, `
		SELECT count(*) FROM application_secrets
		WHERE application_id = $1 AND name = $2 AND digest = $3 AND coalesce(expires_at, 0) = coalesce(CAST($4 AS BIGINT), 0)`,
		applicationID, one.Name, digest, one.ExpiresAt)
	return n > 0, err
}
