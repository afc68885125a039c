package resource

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `id, identifier, name, description, scopes, access_token_lifetime, access_token_signing_alg, all_applications,
	open_scopes, is_active, origin, created_at, updated_at`

// scan reads a row; a resource that is not for all applications has an empty
// list of them until permitted fills it.
func scan(r db.Row) (Resource, error) {
	var v Resource
	var seconds int64
	var all bool
	err := r.Scan(&v.ID, &v.Identifier, &v.Name, db.Null(&v.Description), db.JSON(&v.Scopes), &seconds, &v.SigningAlg, &all,
		&v.OpenScopes, &v.IsActive, &v.Origin, &v.CreatedAt, &v.UpdatedAt)
	v.TokenLife = time.Duration(seconds) * time.Second
	if !all {
		v.Applications = []string{}
	}
	return v, err
}

type permit struct{ resource, application string }

func scanPermit(r db.Row) (permit, error) {
	var p permit
	err := r.Scan(&p.resource, &p.application)
	return p, err
}

func (s store) list(ctx context.Context) ([]Resource, error) {
	all, err := db.All(ctx, s.db, scan, `SELECT `+columns+` FROM resources ORDER BY created_at, id`)
	if err != nil {
		return nil, err
	}
	permits, err := db.All(ctx, s.db, scanPermit, `
		SELECT resource_id, application_id FROM resource_applications ORDER BY resource_id, application_id`)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(all))
	for i, r := range all {
		at[r.ID] = i
	}
	for _, p := range permits {
		if i, known := at[p.resource]; known && all[i].Applications != nil {
			all[i].Applications = append(all[i].Applications, p.application)
		}
	}
	return all, nil
}

func (s store) byID(ctx context.Context, id string) (Resource, error) {
	return s.permitted(ctx)(db.One(ctx, s.db, scan, `SELECT `+columns+` FROM resources WHERE id = $1`, id))
}

// lock returns the resource and holds its row until the transaction ends.
func (s store) lock(ctx context.Context, id string) (Resource, error) {
	return s.permitted(ctx)(db.One(ctx, s.db, scan, `
		UPDATE resources SET version = version + 1 WHERE id = $1 RETURNING `+columns, id))
}

func (s store) permitted(ctx context.Context) func(Resource, error) (Resource, error) {
	return func(r Resource, err error) (Resource, error) {
		if errors.Is(err, db.ErrNone) {
			err = ErrNotFound
		}
		if err != nil || r.Applications == nil {
			return r, err
		}
		r.Applications, err = db.All(ctx, s.db, db.ScanString, `
			SELECT application_id FROM resource_applications WHERE resource_id = $1 ORDER BY application_id`, r.ID)
		return r, err
	}
}

func (s store) insert(ctx context.Context, r Resource) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO resources (id, identifier, name, description, scopes, access_token_lifetime, access_token_signing_alg,
			all_applications, open_scopes, is_active, origin, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13)`,
		r.ID, r.Identifier, r.Name, db.OrNull(r.Description), db.JSON(r.Scopes), int64(r.TokenLife/time.Second), r.SigningAlg,
		r.Applications == nil, r.OpenScopes, r.IsActive, r.Origin, r.CreatedAt, r.UpdatedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrTaken
	}
	if err != nil {
		return err
	}
	return s.permit(ctx, r)
}

// insertMissing adds a resource unless its identifier is there, and reports
// whether it did. Replicas that start together may all try.
func (s store) insertMissing(ctx context.Context, r Resource) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO resources (id, identifier, name, description, scopes, access_token_lifetime, access_token_signing_alg,
			all_applications, open_scopes, is_active, origin, version, created_at, updated_at)
		VALUES ($1, $2, $3, NULL, '[]', 0, $4, TRUE, FALSE, TRUE, $5, 1, $6, $6)
		ON CONFLICT (identifier) DO NOTHING`,
		r.ID, r.Identifier, r.Name, r.SigningAlg, r.Origin, r.CreatedAt)
	return n > 0, err
}

func (s store) update(ctx context.Context, r Resource) error {
	_, err := s.db.Exec(ctx, `
		UPDATE resources SET name = $2, description = $3, scopes = $4, access_token_lifetime = $5, access_token_signing_alg = $6,
			all_applications = $7, open_scopes = $8, is_active = $9, updated_at = $10
		WHERE id = $1`,
		r.ID, r.Name, db.OrNull(r.Description), db.JSON(r.Scopes), int64(r.TokenLife/time.Second), r.SigningAlg,
		r.Applications == nil, r.OpenScopes, r.IsActive, r.UpdatedAt)
	return err
}

// permit replaces the list of applications that may ask for the resource.
func (s store) permit(ctx context.Context, r Resource) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM resource_applications WHERE resource_id = $1`, r.ID); err != nil {
		return err
	}
	for _, id := range r.Applications {
		_, err := s.db.Exec(ctx, `INSERT INTO resource_applications (resource_id, application_id) VALUES ($1, $2)`, r.ID, id)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s store) delete(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM resources WHERE id = $1`, id)
	return err
}
