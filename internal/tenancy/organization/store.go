package organization

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func orElse(err, what, instead error) error {
	if errors.Is(err, what) {
		return instead
	}
	return err
}

const columns = `id, name, slug, logo, metadata, parent_id, is_reseller, created_at, updated_at`

// qualified are the columns of a table that a query calls o.
const qualified = `o.id, o.name, o.slug, o.logo, o.metadata, o.parent_id, o.is_reseller, o.created_at, o.updated_at`

func fields(o *Organization) []any {
	return []any{&o.ID, &o.Name, &o.Slug, db.Null(&o.Logo), db.Null(&o.Metadata), db.Null(&o.ParentID), &o.IsReseller, &o.CreatedAt, &o.UpdatedAt}
}

func scan(r db.Row) (Organization, error) {
	var o Organization
	err := r.Scan(fields(&o)...)
	return o, err
}

func (s store) byID(ctx context.Context, id string) (Organization, error) {
	o, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM organizations WHERE id = $1`, id)
	return o, orElse(err, db.ErrNone, ErrNotFound)
}

func (s store) bySlug(ctx context.Context, slug string) (Organization, error) {
	o, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM organizations WHERE slug = $1`, slug)
	return o, orElse(err, db.ErrNone, ErrNotFound)
}

func (s store) slugTaken(ctx context.Context, slug string) (bool, error) {
	_, err := s.bySlug(ctx, slug)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// lock holds an organization's row until the transaction ends.
func (s store) lock(ctx context.Context, id string) (Organization, error) {
	o, err := db.One(ctx, s.db, scan, `UPDATE organizations SET updated_at = updated_at WHERE id = $1 RETURNING `+columns, id)
	return o, orElse(err, db.ErrNone, ErrNotFound)
}

func (s store) insert(ctx context.Context, o Organization) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO organizations (id, name, slug, logo, metadata, parent_id, is_reseller, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		o.ID, o.Name, o.Slug, db.OrNull(o.Logo), db.OrNull(o.Metadata), db.OrNull(o.ParentID), o.IsReseller, o.CreatedAt, o.UpdatedAt)
	return orElse(orElse(err, db.ErrTaken, ErrTaken), db.ErrGone, ErrNotFound)
}

func (s store) update(ctx context.Context, o Organization) error {
	_, err := s.db.Exec(ctx, `UPDATE organizations SET name = $2, slug = $3, logo = $4, metadata = $5, updated_at = $6 WHERE id = $1`,
		o.ID, o.Name, o.Slug, db.OrNull(o.Logo), db.OrNull(o.Metadata), o.UpdatedAt)
	return orElse(err, db.ErrTaken, ErrTaken)
}

func (s store) remove(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM organizations WHERE id = $1`, id)
	return err
}

// byName is how organizations are ordered. The index of it holds what they are
// searched by too.
const byName = `LOWER(o.name) COLLATE "C"`

// list returns organizations by name with the numbers of their members, and how
// many there are in all. Which ones they are is found first, by an index alone.
func (s store) list(ctx context.Context, f Search) ([]Listed, int64, error) {
	where, args := ``, []any{}
	if f.Text != "" {
		prefix := likePrefix(strings.ToLower(f.Text))
		where = ` WHERE o.slug LIKE $1 ESCAPE '\' OR ` + byName + ` LIKE $1 ESCAPE '\' OR ` + byName + ` LIKE $2 ESCAPE '\'`
		args = []any{prefix, "% " + prefix}
	}
	n, offset := len(args), (f.Page-1)*f.Limit
	rows, err := db.All(ctx, s.db, func(r db.Row) (Listed, error) {
		var l Listed
		err := r.Scan(append(fields(&l.Organization), &l.Members)...)
		return l, err
	}, `SELECT `+qualified+`, (SELECT COUNT(*) FROM organization_members m WHERE m.organization_id = o.id)
		FROM (SELECT o.id FROM organizations o`+where+` ORDER BY `+byName+`, o.id LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2)+`) AS found
		JOIN organizations o ON o.id = found.id ORDER BY `+byName+`, o.id`, append(args[:n:n], f.Limit, offset)...)
	if err != nil {
		return nil, 0, err
	}
	if len(rows) < f.Limit && (len(rows) > 0 || offset == 0) { // it is the last page
		return rows, int64(offset + len(rows)), nil
	}
	total, err := db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM organizations o`+where, args...)
	return rows, total, err
}

func likePrefix(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
