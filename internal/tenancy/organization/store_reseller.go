package organization

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// clientLimit is how many clients an organization may have; zero means the
// usual number.
func (s store) clientLimit(ctx context.Context, id string) (int64, error) {
	n, err := db.One(ctx, s.db, func(r db.Row) (int64, error) {
		var n int64
		err := r.Scan(db.Null(&n))
		return n, err
	}, `SELECT client_limit FROM organizations WHERE id = $1`, id)
	return n, orElse(err, db.ErrNone, ErrNotFound)
}

func (s store) setReseller(ctx context.Context, id string, reseller bool, limit int64, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE organizations SET is_reseller = $2, client_limit = $3, updated_at = $4 WHERE id = $1`, id, reseller, db.OrNull(limit), now)
	return err
}

func (s store) setParent(ctx context.Context, id, parentID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE organizations SET parent_id = $2, updated_at = $3 WHERE id = $1`, id, db.OrNull(parentID), now)
	return err
}

func (s store) clientIDs(ctx context.Context, id string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT id FROM organizations WHERE parent_id = $1 ORDER BY id`, id)
}

func (s store) countClients(ctx context.Context, id string) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT count(*) FROM organizations WHERE parent_id = $1`, id)
}

const matchingClients = `
	FROM organizations o WHERE o.parent_id = $1
		AND (o.slug LIKE $2 ESCAPE '\' OR lower(o.name) LIKE $2 ESCAPE '\' OR lower(o.name) LIKE $3 ESCAPE '\')`

// beginnings match a beginning, of the whole and of a later word.
func beginnings(text string) (whole, word string) {
	whole = likePrefix(strings.ToLower(text))
	return whole, "% " + whole
}

func (s store) countMatchingClients(ctx context.Context, id, text string) (int64, error) {
	whole, word := beginnings(text)
	return db.One(ctx, s.db, db.ScanInt, `SELECT count(*)`+matchingClients, id, whole, word)
}

func (s store) clients(ctx context.Context, id, text string, limit, offset int) ([]Listed, error) {
	whole, word := beginnings(text)
	return db.All(ctx, s.db, func(r db.Row) (Listed, error) {
		var c Listed
		err := r.Scan(append(fields(&c.Organization), &c.Members)...)
		return c, err
	}, `SELECT `+qualified+`, (SELECT count(*) FROM organization_members m WHERE m.organization_id = o.id)`+matchingClients+`
		ORDER BY lower(o.name) COLLATE "C", o.id LIMIT $4 OFFSET $5`, id, whole, word, limit, offset)
}

// pass notes that a client has an application from its reseller.
func (s store) pass(ctx context.Context, id, applicationID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO organization_passed_applications (organization_id, application_id, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (organization_id, application_id) DO NOTHING`, id, applicationID, now)
	return err
}

// unpass reports whether the client had the application from its reseller.
func (s store) unpass(ctx context.Context, id, applicationID string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		DELETE FROM organization_passed_applications WHERE organization_id = $1 AND application_id = $2`, id, applicationID)
	return n > 0, err
}

func (s store) passed(ctx context.Context, id string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT application_id FROM organization_passed_applications WHERE organization_id = $1 ORDER BY application_id`, id)
}

// passedOn lists the clients that have an application from an organization.
func (s store) passedOn(ctx context.Context, id, applicationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT p.organization_id FROM organization_passed_applications p JOIN organizations o ON o.id = p.organization_id
		WHERE o.parent_id = $1 AND p.application_id = $2 ORDER BY p.organization_id`, id, applicationID)
}
