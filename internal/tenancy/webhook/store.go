package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func orElse(err, what, instead error) error {
	if errors.Is(err, what) {
		return instead
	}
	return err
}

const endpointColumns = `id, application_id, url, description, event_types, is_enabled, disabled_reason, failures, failing_since, created_at, updated_at`

func (e *Endpoint) fields() []any {
	return []any{
		&e.ID, &e.ApplicationID, &e.URL, &e.Description, db.JSON(&e.EventTypes), &e.IsEnabled, db.Null(&e.DisabledReason), &e.failures,
		&e.FailingSince, &e.CreatedAt, &e.UpdatedAt,
	}
}

func scanEndpoint(r db.Row) (Endpoint, error) {
	var e Endpoint
	err := r.Scan(e.fields()...)
	return e, err
}

func (s store) list(ctx context.Context, applicationID string) ([]Endpoint, error) {
	return db.All(ctx, s.db, scanEndpoint, `
		SELECT `+endpointColumns+` FROM webhook_endpoints WHERE application_id = $1 ORDER BY created_at, id`, applicationID)
}

func (s store) endpoint(ctx context.Context, applicationID, id string) (Endpoint, error) {
	e, err := db.One(ctx, s.db, scanEndpoint, `
		SELECT `+endpointColumns+` FROM webhook_endpoints WHERE application_id = $1 AND id = $2`, applicationID, id)
	return e, orElse(err, db.ErrNone, ErrNotFound)
}

func (s store) count(ctx context.Context, applicationID string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT count(*) FROM webhook_endpoints WHERE application_id = $1`, applicationID)
}

func (s store) insert(ctx context.Context, e Endpoint) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO webhook_endpoints (id, application_id, url, description, event_types, is_enabled, failures, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)`,
		e.ID, e.ApplicationID, e.URL, e.Description, db.JSON(e.EventTypes), e.IsEnabled, e.CreatedAt, e.UpdatedAt)
	return err
}

// lock holds an endpoint's row until the transaction ends.
func (s store) lock(ctx context.Context, applicationID, id string) error {
	n, err := s.db.Exec(ctx, `
		UPDATE webhook_endpoints SET updated_at = updated_at WHERE application_id = $1 AND id = $2`, applicationID, id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

func (s store) update(ctx context.Context, e Endpoint) error {
	_, err := s.db.Exec(ctx, `
		UPDATE webhook_endpoints SET url = $2, description = $3, event_types = $4, is_enabled = $5, disabled_reason = $6, failures = $7,
			failing_since = $8, blocked_until = NULL, updated_at = $9
		WHERE id = $1`,
		e.ID, e.URL, e.Description, db.JSON(e.EventTypes), e.IsEnabled, db.OrNull(e.DisabledReason), e.failures, e.FailingSince, e.UpdatedAt)
	return err
}

func (s store) delete(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM webhook_endpoints WHERE id = $1`, id)
	return err
}

// recovered forgives an endpoint its failures, of which it mostly has none.
func (s store) recovered(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `
		UPDATE webhook_endpoints SET failures = 0, failing_since = NULL, blocked_until = NULL
		WHERE id = $1 AND failing_since IS NOT NULL`, id)
	return err
}

// failing counts a failure and returns since when there is nothing else.
func (s store) failing(ctx context.Context, id string, now, until time.Time) (since time.Time, err error) {
	return db.One(ctx, s.db, func(r db.Row) (time.Time, error) {
		var since time.Time
		err := r.Scan(&since)
		return since, err
	}, `UPDATE webhook_endpoints SET failures = failures + 1, failing_since = COALESCE(failing_since, $2), blocked_until = $3
		WHERE id = $1 RETURNING failing_since`, id, now, until)
}

func (s store) disable(ctx context.Context, id string, now time.Time, reason string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE webhook_endpoints SET is_enabled = FALSE, disabled_reason = $3, updated_at = $2 WHERE id = $1 AND is_enabled`, id, now, reason)
	return n > 0, err
}

// concerned lists the applications with endpoints that an organization may use.
func (s store) concerned(ctx context.Context, organizationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT application_id FROM organization_applications
		WHERE organization_id = $1 AND application_id IN (SELECT application_id FROM webhook_endpoints) ORDER BY application_id`, organizationID)
}
