package access

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

func (s store) membership(ctx context.Context, applicationID, userID string) (membership, error) {
	rows, err := db.All(ctx, s.db, func(r db.Row) (membership, error) {
		m, roleID := membership{listed: true}, ""
		err := r.Scan(&m.active, db.Null(&roleID))
		if roleID != "" {
			m.roleIDs = []string{roleID}
		}
		return m, err
	}, `SELECT au.is_active, ur.role_id
		FROM application_users au
		LEFT JOIN user_roles ur ON ur.application_id = au.application_id AND ur.user_id = au.user_id
		WHERE au.application_id = $1 AND au.user_id = $2`, applicationID, userID)
	if err != nil || len(rows) == 0 {
		return membership{}, err
	}
	m := rows[0]
	for _, more := range rows[1:] {
		m.roleIDs = append(m.roleIDs, more.roleIDs...)
	}
	return m, nil
}

func (s store) rights(ctx context.Context, applicationID string) (rights, error) {
	type row struct{ roleID, name, resource, action string }
	rows, err := db.All(ctx, s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.roleID, &one.name, db.Null(&one.resource), db.Null(&one.action))
		return one, err
	}, `SELECT r.id, r.name, p.resource, p.action
		FROM roles r
		LEFT JOIN role_permissions rp ON rp.role_id = r.id
		LEFT JOIN permissions p ON p.id = rp.permission_id
		WHERE r.application_id = $1`, applicationID)
	if err != nil {
		return nil, err
	}
	all := rights{}
	for _, one := range rows {
		role := all[one.roleID]
		role.name = one.name
		if one.resource != "" {
			role.permissions = append(role.permissions, claim(one.resource, one.action))
		}
		all[one.roleID] = role
	}
	return all, nil
}

func (s store) superadmins(ctx context.Context) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT id FROM users WHERE role <> 'user' AND ',' || role || ',' LIKE '%,superadmin,%' ORDER BY created_at, id`)
}

// admit gives a user an active row and holds it. It reports whether they had
// none.
func (s store) admit(ctx context.Context, applicationID, userID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO application_users (application_id, user_id, is_active, created_at) VALUES ($1, $2, TRUE, $3)
		ON CONFLICT (application_id, user_id) DO UPDATE SET is_active = TRUE WHERE NOT application_users.is_active`, applicationID, userID, now)
	return n > 0, orElse(err, db.ErrGone, ErrUser)
}

// lockMember holds a member's row until the transaction ends.
func (s store) lockMember(ctx context.Context, applicationID, userID string) error {
	n, err := s.db.Exec(ctx, `
		UPDATE application_users SET is_active = is_active WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	if err == nil && n == 0 {
		err = ErrUser
	}
	return err
}

func (s store) setActive(ctx context.Context, applicationID, userID string, active bool) error {
	_, err := s.db.Exec(ctx, `
		UPDATE application_users SET is_active = $3 WHERE application_id = $1 AND user_id = $2`, applicationID, userID, active)
	return err
}

func (s store) deleteMember(ctx context.Context, applicationID, userID string) (bool, error) {
	n, err := s.db.Exec(ctx, `DELETE FROM application_users WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	return n > 0, err
}

// assign gives a member a role of the same application, and reports whether it
// is new to them.
func (s store) assign(ctx context.Context, applicationID, userID, roleID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO user_roles (application_id, user_id, role_id, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (application_id, user_id, role_id) DO NOTHING`, applicationID, userID, roleID, now)
	return n > 0, orElse(err, db.ErrGone, ErrRole)
}

// assignDefault gives a member without roles the default one, if there is one,
// and reports whether it did.
func (s store) assignDefault(ctx context.Context, applicationID, userID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO user_roles (application_id, user_id, role_id, created_at)
		SELECT r.application_id, CAST($2 AS TEXT), r.id, CAST($3 AS BIGINT) FROM roles r
		WHERE r.application_id = $1 AND r.is_default
			AND NOT EXISTS (SELECT 1 FROM user_roles ur WHERE ur.application_id = $1 AND ur.user_id = $2)
		ON CONFLICT (application_id, user_id, role_id) DO NOTHING`, applicationID, userID, now)
	return n > 0, err
}

// unassign reports whether the member had the role.
func (s store) unassign(ctx context.Context, applicationID, userID, roleID string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		DELETE FROM user_roles WHERE application_id = $1 AND user_id = $2 AND role_id = $3`, applicationID, userID, roleID)
	return n > 0, err
}

func (s store) unassignAll(ctx context.Context, applicationID, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM user_roles WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	return err
}
