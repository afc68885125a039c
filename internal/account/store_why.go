package account

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

// An accessRow is the row by which an application lists a user; zero when there
// is none.
type accessRow struct {
	active    bool
	createdAt time.Time
}

func (s store) row(ctx context.Context, applicationID, userID string) (accessRow, error) {
	row, err := db.One(ctx, s.db, func(r db.Row) (accessRow, error) {
		var a accessRow
		err := r.Scan(&a.active, &a.createdAt)
		return a, err
	}, `SELECT is_active, created_at FROM application_users WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return row, err
}

// A roleRow is a role that a user holds.
type roleRow struct {
	id, name    string
	isDefault   bool
	since       time.Time
	permissions []string // as tokens name them
}

func (s store) roles(ctx context.Context, applicationID, userID string) ([]roleRow, error) {
	return s.held(ctx, `FROM user_roles ur WHERE ur.application_id = $1 AND ur.user_id = $2`, applicationID, userID)
}

// rolesIn are those that a user has in an organization.
func (s store) rolesIn(ctx context.Context, organizationID, applicationID, userID string) ([]roleRow, error) {
	return s.held(ctx, `FROM organization_roles ur WHERE ur.application_id = $1 AND ur.user_id = $2 AND ur.organization_id = $3`,
		applicationID, userID, organizationID)
}

func (s store) held(ctx context.Context, from string, args ...any) ([]roleRow, error) {
	type line struct {
		role             roleRow
		resource, action string
	}
	lines, err := db.All(ctx, s.db, func(r db.Row) (line, error) {
		var l line
		err := r.Scan(&l.role.id, &l.role.name, &l.role.isDefault, &l.role.since, db.Null(&l.resource), db.Null(&l.action))
		return l, err
	}, `SELECT r.id, r.name, r.is_default, held.created_at, p.resource, p.action
		FROM (SELECT ur.role_id, ur.created_at `+from+`) AS held
		JOIN roles r ON r.id = held.role_id
		LEFT JOIN role_permissions rp ON rp.role_id = r.id
		LEFT JOIN permissions p ON p.id = rp.permission_id
		ORDER BY r.name COLLATE "C", r.id, p.resource, p.action`, args...)
	if err != nil {
		return nil, err
	}
	var all []roleRow
	for _, l := range lines {
		if n := len(all); n == 0 || all[n-1].id != l.role.id {
			all = append(all, l.role)
		}
		if l.resource != "" {
			last := &all[len(all)-1]
			last.permissions = append(last.permissions, access.Permission{Resource: l.resource, Action: l.action}.Claim())
		}
	}
	return all, nil
}

// A planRow is the subscription of a user; zero when there is none.
type planRow struct {
	id, name          string
	isDefault, active bool
	since, until      time.Time
}

func (s store) plan(ctx context.Context, applicationID, userID string) (planRow, error) {
	row, err := db.One(ctx, s.db, func(r db.Row) (planRow, error) {
		var p planRow
		err := r.Scan(&p.id, &p.name, &p.isDefault, &p.active, &p.since, &p.until)
		return p, err
	}, `SELECT p.id, p.name, p.is_default, s.is_active, s.created_at, s.expires_at
		FROM subscriptions s JOIN plans p ON p.id = s.plan_id WHERE s.application_id = $1 AND s.user_id = $2`, applicationID, userID)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return row, err
}
