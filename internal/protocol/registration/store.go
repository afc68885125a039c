package registration

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const tokenColumns = `id, name, uses, uses_left, created_by, created_at, expires_at` //nolint:gosec // the names of columns

func scanToken(r db.Row) (InitialToken, error) {
	var t InitialToken
	err := r.Scan(&t.ID, &t.Name, &t.Uses, &t.UsesLeft, &t.CreatedBy, &t.CreatedAt, &t.ExpiresAt)
	return t, err
}

func (s store) insertToken(ctx context.Context, t InitialToken, digest string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO initial_access_tokens (id, name, digest, uses, uses_left, created_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`, t.ID, t.Name, digest, t.Uses, t.CreatedBy, t.CreatedAt, t.ExpiresAt)
	return err
}

func (s store) tokens(ctx context.Context) ([]InitialToken, error) {
	return db.All(ctx, s.db, scanToken, `SELECT `+tokenColumns+` FROM initial_access_tokens ORDER BY created_at, id`)
}

func (s store) deleteToken(ctx context.Context, id string) (InitialToken, error) {
	return db.One(ctx, s.db, scanToken, `DELETE FROM initial_access_tokens WHERE id = $1 RETURNING `+tokenColumns, id)
}

// liveToken returns the token if it could be used now.
func (s store) liveToken(ctx context.Context, digest string, now time.Time) (InitialToken, error) {
	return db.One(ctx, s.db, scanToken, `SELECT `+tokenColumns+` FROM initial_access_tokens
		WHERE digest = $1 AND uses_left > 0 AND (expires_at IS NULL OR expires_at > $2)`, digest, now)
}

// useToken takes one use of the token.
func (s store) useToken(ctx context.Context, digest string, now time.Time) (InitialToken, error) {
	return db.One(ctx, s.db, scanToken, `UPDATE initial_access_tokens SET uses_left = uses_left - 1
		WHERE digest = $1 AND uses_left > 0 AND (expires_at IS NULL OR expires_at > $2) RETURNING `+tokenColumns, digest, now)
}

func (s store) purgeTokens(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM initial_access_tokens WHERE expires_at < $1`, before)
	return err
}

func (s store) insertRegistration(ctx context.Context, applicationID, digest, initialToken string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO registrations (application_id, digest, initial_token, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)`,
		applicationID, digest, db.OrNull(initialToken), now)
	return err
}

// A registered is the row behind a registration access token.
type registered struct{ applicationID, initialToken string }

func scanRegistered(r db.Row) (registered, error) {
	var x registered
	err := r.Scan(&x.applicationID, db.Null(&x.initialToken))
	return x, err
}

func (s store) registration(ctx context.Context, digest string) (registered, error) {
	return db.One(ctx, s.db, scanRegistered, `SELECT application_id, initial_token FROM registrations WHERE digest = $1`, digest)
}

// rotate replaces a registration access token; of two who come at once with the
// same one, the second finds nothing.
func (s store) rotate(ctx context.Context, digest, successor string, now time.Time) (registered, error) {
	return db.One(ctx, s.db, scanRegistered, `UPDATE registrations SET digest = $2, updated_at = $3
		WHERE digest = $1 RETURNING application_id, initial_token`, digest, successor, now)
}

// unused lists applications of an origin that were last touched before a
// moment and that nobody has allowed anything, in the order of their ids. Those
// that an administrator disabled are not among them.
func (s store) unused(ctx context.Context, origin string, before time.Time, after string, most int) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT id FROM applications a
		WHERE origin = $1 AND created_at < $2 AND updated_at < $2 AND id > $3
			AND (is_active OR EXISTS (SELECT 1 FROM client_documents d WHERE d.application_id = a.id AND d.pending))
			AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.application_id = a.id)
			AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.application_id = a.id)
		ORDER BY id LIMIT $4`, origin, before, after, most)
}

// isUnused asks unused about one application, for whoever has locked it.
func (s store) isUnused(ctx context.Context, id string) (bool, error) {
	n, err := db.One(ctx, s.db, db.ScanInt, `SELECT
		(SELECT count(*) FROM consents WHERE application_id = $1) + (SELECT count(*) FROM grants WHERE application_id = $1)`, id)
	return n == 0, err
}
