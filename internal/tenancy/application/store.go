package application

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// An entry is an application with the digests of its secrets.
type entry struct {
	Application
	secrets []digest
}

type digest struct {
	text    string
	expires time.Time // zero: never
}

const columns = `id, slug, name, description, url, icon, is_active, is_public, skip_consent, is_mfa_required, allow_register,
	grant_on_register, require_pkce, allowed_scopes, redirect_uris, id_token_signed_response_alg, client, origin, document_url, created_at, updated_at`

func (a *Application) fields() []any {
	return []any{
		&a.ID, &a.Slug, &a.Name, db.Null(&a.Description), db.Null(&a.URL), db.Null(&a.Icon), &a.IsActive, &a.IsPublic, &a.SkipConsent,
		&a.IsMfaRequired, &a.AllowRegister, &a.GrantOnRegister, &a.RequirePKCE, db.JSON(&a.AllowedScopes), db.JSON(&a.RedirectURIs),
		&a.IDTokenAlg, db.JSON(&a.Client), &a.Origin, db.Null(&a.DocumentURL), &a.CreatedAt, &a.UpdatedAt,
	}
}

func scan(r db.Row) (Application, error) {
	var a Application
	err := r.Scan(a.fields()...)
	return a, err
}

func scanDetail(r db.Row) (Detail, error) {
	var d Detail
	err := r.Scan(append(d.fields(), &d.UserCount, &d.PlanCount)...)
	return d, err
}

const detail = `SELECT ` + columns + `,
	(SELECT count(*) FROM application_users u WHERE u.application_id = applications.id),
	(SELECT count(*) FROM plans p WHERE p.application_id = applications.id)
	FROM applications `

func (s store) detail(ctx context.Context, id string) (Detail, error) {
	return found(db.One(ctx, s.db, scanDetail, detail+`WHERE id = $1`, id))
}

func found[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		err = ErrNotFound
	}
	return v, err
}

func (s store) slugOf(ctx context.Context, id string) (string, error) {
	return found(db.One(ctx, s.db, db.ScanString, `SELECT slug FROM applications WHERE id = $1`, id))
}

func (s store) slugOfDocument(ctx context.Context, url string) (string, error) {
	return found(db.One(ctx, s.db, db.ScanString, `SELECT slug FROM applications WHERE document_url = $1`, url))
}

func (s store) entryBySlug(ctx context.Context, slug string) (entry, error) {
	rows, err := db.All(ctx, s.db, func(r db.Row) (entry, error) {
		var e entry
		var d digest
		err := r.Scan(append(e.fields(), db.Null(&d.text), &d.expires)...)
		if d.text != "" {
			e.secrets = []digest{d}
		}
		return e, err
	}, `SELECT `+columns+`, s.digest, s.expires_at
		FROM applications
		LEFT JOIN (SELECT application_id, digest, expires_at FROM application_secrets) s ON s.application_id = applications.id
		WHERE slug = $1`, slug)
	if err != nil {
		return entry{}, err
	}
	if len(rows) == 0 {
		return entry{}, ErrNotFound
	}
	e := rows[0]
	for _, more := range rows[1:] {
		e.secrets = append(e.secrets, more.secrets...)
	}
	return e, nil
}

// lock returns the application and holds its row until the transaction ends.
func (s store) lock(ctx context.Context, id string) (Application, error) {
	return found(db.One(ctx, s.db, scan, `
		UPDATE applications SET version = version + 1 WHERE id = $1 RETURNING `+columns, id))
}

func (s store) insert(ctx context.Context, a Application) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO applications (id, slug, name, description, url, icon, is_active, is_public, skip_consent, is_mfa_required,
			allow_register, grant_on_register, require_pkce, allowed_scopes, redirect_uris, id_token_signed_response_alg,
			client, origin, document_url, version, created_at, updated_at, name_folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21, $22)`,
		a.ID, a.Slug, a.Name, db.OrNull(a.Description), db.OrNull(a.URL), db.OrNull(a.Icon), a.IsActive, a.IsPublic, a.SkipConsent,
		a.IsMfaRequired, a.AllowRegister, a.GrantOnRegister, a.RequirePKCE, db.JSON(a.AllowedScopes), db.JSON(a.RedirectURIs),
		a.IDTokenAlg, db.JSON(a.Client), a.Origin, db.OrNull(a.DocumentURL), a.CreatedAt, a.UpdatedAt, folded(a.Name))
	if errors.Is(err, db.ErrTaken) {
		return ErrSlugTaken
	}
	return err
}

func (s store) update(ctx context.Context, a Application) error {
	_, err := s.db.Exec(ctx, `
		UPDATE applications SET name = $2, description = $3, url = $4, icon = $5, is_active = $6, skip_consent = $7,
			is_mfa_required = $8, allow_register = $9, grant_on_register = $10, require_pkce = $11, allowed_scopes = $12,
			redirect_uris = $13, id_token_signed_response_alg = $14, client = $15, updated_at = $16, name_folded = $17
		WHERE id = $1`,
		a.ID, a.Name, db.OrNull(a.Description), db.OrNull(a.URL), db.OrNull(a.Icon), a.IsActive, a.SkipConsent,
		a.IsMfaRequired, a.AllowRegister, a.GrantOnRegister, a.RequirePKCE, db.JSON(a.AllowedScopes),
		db.JSON(a.RedirectURIs), a.IDTokenAlg, db.JSON(a.Client), a.UpdatedAt, folded(a.Name))
	return err
}

func (s store) delete(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM applications WHERE id = $1`, id)
	return err
}
