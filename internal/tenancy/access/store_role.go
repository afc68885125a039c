package access

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const roleColumns = `id, application_id, name, description, is_default, created_at`

func (r *Role) fields() []any {
	return []any{&r.ID, &r.ApplicationID, &r.Name, db.Null(&r.Description), &r.IsDefault, &r.CreatedAt}
}

func scanRole(row db.Row) (Role, error) {
	var r Role
	err := row.Scan(r.fields()...)
	return r, err
}

func (s store) role(ctx context.Context, applicationID, id string) (Role, error) {
	r, err := db.One(ctx, s.db, scanRole, `SELECT `+roleColumns+` FROM roles WHERE application_id = $1 AND id = $2`, applicationID, id)
	return r, orElse(err, db.ErrNone, ErrRole)
}

func (s store) roles(ctx context.Context, applicationID string) ([]Role, error) {
	rows, err := db.All(ctx, s.db, func(row db.Row) (Role, error) {
		var r Role
		permissionID := ""
		err := row.Scan(append(r.fields(), db.Null(&permissionID))...)
		if permissionID != "" {
			r.PermissionIDs = []string{permissionID}
		}
		return r, err
	}, `SELECT r.id, r.application_id, r.name, r.description, r.is_default, r.created_at, rp.permission_id
		FROM roles r LEFT JOIN role_permissions rp ON rp.role_id = r.id
		WHERE r.application_id = $1 ORDER BY r.created_at, r.id, rp.permission_id`, applicationID)
	if err != nil {
		return nil, err
	}
	all := []Role{}
	for _, r := range rows {
		if n := len(all); n > 0 && all[n-1].ID == r.ID {
			all[n-1].PermissionIDs = append(all[n-1].PermissionIDs, r.PermissionIDs...)
		} else {
			all = append(all, r)
		}
	}
	return all, nil
}

func (s store) insertRole(ctx context.Context, r Role) error {
	_, err := s.db.Exec(ctx, `INSERT INTO roles (`+roleColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.ID, r.ApplicationID, r.Name, db.OrNull(r.Description), r.IsDefault, r.CreatedAt)
	return orElse(err, db.ErrTaken, ErrRoleTaken)
}

func (s store) updateRole(ctx context.Context, r Role) error {
	_, err := s.db.Exec(ctx, `UPDATE roles SET name = $2, description = $3, is_default = $4 WHERE id = $1`,
		r.ID, r.Name, db.OrNull(r.Description), r.IsDefault)
	return orElse(err, db.ErrTaken, ErrRoleTaken)
}

func (s store) clearDefault(ctx context.Context, applicationID string) error {
	_, err := s.db.Exec(ctx, `UPDATE roles SET is_default = FALSE WHERE application_id = $1 AND is_default`, applicationID)
	return err
}

func (s store) deleteRole(ctx context.Context, id string) error {
	n, err := s.db.Exec(ctx, `
		DELETE FROM roles WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM organization_roles o WHERE o.role_id = $1)`, id)
	if err == nil && n == 0 {
		err = ErrRoleAssigned
	}
	return orElse(err, db.ErrGone, ErrRoleAssigned)
}

const permissionColumns = `id, application_id, resource, action, created_at`

func scanPermission(row db.Row) (Permission, error) {
	var p Permission
	err := row.Scan(&p.ID, &p.ApplicationID, &p.Resource, &p.Action, &p.CreatedAt)
	return p, err
}

func (s store) permissions(ctx context.Context, applicationID string) ([]Permission, error) {
	return db.All(ctx, s.db, scanPermission, `
		SELECT `+permissionColumns+` FROM permissions WHERE application_id = $1 ORDER BY created_at, id`, applicationID)
}

func (s store) insertPermission(ctx context.Context, p Permission) error {
	_, err := s.db.Exec(ctx, `INSERT INTO permissions (`+permissionColumns+`) VALUES ($1, $2, $3, $4, $5)`,
		p.ID, p.ApplicationID, p.Resource, p.Action, p.CreatedAt)
	return orElse(err, db.ErrTaken, ErrPermissionTaken)
}

func (s store) deletePermission(ctx context.Context, applicationID, id string) (Permission, error) {
	p, err := db.One(ctx, s.db, scanPermission, `
		DELETE FROM permissions WHERE application_id = $1 AND id = $2 RETURNING `+permissionColumns, applicationID, id)
	return p, orElse(err, db.ErrNone, ErrPermission)
}

func (s store) permit(ctx context.Context, applicationID, roleID, permissionID string) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO role_permissions (application_id, role_id, permission_id) VALUES ($1, $2, $3)
		ON CONFLICT (role_id, permission_id) DO NOTHING`, applicationID, roleID, permissionID)
	return orElse(err, db.ErrGone, ErrPermission)
}

func (s store) forbid(ctx context.Context, applicationID, roleID, permissionID string) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM role_permissions WHERE application_id = $1 AND role_id = $2 AND permission_id = $3`,
		applicationID, roleID, permissionID)
	return err
}
