package registration

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A row is a document as it is stored.
type row struct {
	applicationID string
	digest        string
	pending       bool
	fetchedAt     time.Time
	changedAt     time.Time
	changed       []string
}

const documentColumns = `application_id, digest, pending, fetched_at, changed_at, changed`

func scanRow(r db.Row) (row, error) {
	var x row
	err := r.Scan(&x.applicationID, &x.digest, &x.pending, &x.fetchedAt, &x.changedAt, db.JSON(&x.changed))
	return x, err
}

func (s store) document(ctx context.Context, applicationID string) (row, error) {
	return db.One(ctx, s.db, scanRow, `SELECT `+documentColumns+` FROM client_documents WHERE application_id = $1`, applicationID)
}

// Pending ones first: they wait for somebody.
func (s store) documents(ctx context.Context) ([]row, error) {
	return db.All(ctx, s.db, scanRow, `SELECT `+documentColumns+` FROM client_documents ORDER BY pending DESC, fetched_at DESC, application_id`)
}

func (s store) insertDocument(ctx context.Context, x row) error {
	_, err := s.db.Exec(ctx, `INSERT INTO client_documents (application_id, digest, pending, fetched_at, changed_at, changed)
		VALUES ($1, $2, $3, $4, NULL, '[]')`, x.applicationID, x.digest, x.pending, x.fetchedAt)
	return err
}

func (s store) updateDocument(ctx context.Context, x row) error {
	_, err := s.db.Exec(ctx, `UPDATE client_documents SET digest = $2, fetched_at = $3, changed_at = $4, changed = $5 WHERE application_id = $1`,
		x.applicationID, x.digest, x.fetchedAt, x.changedAt, db.JSON(x.changed))
	return err
}

// decide ends the waiting of a document.
func (s store) decide(ctx context.Context, applicationID string) error {
	_, err := s.db.Exec(ctx, `UPDATE client_documents SET pending = FALSE WHERE application_id = $1 AND pending`, applicationID)
	return err
}

// decideActive ends the waiting of a document whose application was activated.
func (s store) decideActive(ctx context.Context, applicationID string) error {
	_, err := s.db.Exec(ctx, `UPDATE client_documents SET pending = FALSE WHERE application_id = $1 AND pending
		AND EXISTS (SELECT 1 FROM applications a WHERE a.id = $1 AND a.is_active)`, applicationID)
	return err
}

func (s store) countPending(ctx context.Context) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT count(*) FROM client_documents WHERE pending`)
}
