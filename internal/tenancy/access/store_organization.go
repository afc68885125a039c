package access

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) given(ctx context.Context, organizationID, userID string) (given, error) {
	type row struct{ applicationID, roleID string }
	rows, err := db.All(ctx, s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.applicationID, &one.roleID)
		return one, err
	}, `SELECT application_id, role_id FROM organization_roles WHERE organization_id = $1 AND user_id = $2`, organizationID, userID)
	if err != nil {
		return nil, err
	}
	all := given{}
	for _, one := range rows {
		all[one.applicationID] = append(all[one.applicationID], one.roleID)
	}
	return all, nil
}

// organization returns ErrOrganization unless there is one with the id.
func (s store) organization(ctx context.Context, id string) error {
	_, err := db.One(ctx, s.db, db.ScanString, `SELECT id FROM organizations WHERE id = $1`, id)
	return orElse(err, db.ErrNone, ErrOrganization)
}

func (s store) member(ctx context.Context, organizationID, id string) (userID string, err error) {
	userID, err = db.One(ctx, s.db, db.ScanString, `
		SELECT user_id FROM organization_members WHERE organization_id = $1 AND (id = $2 OR user_id = $2) LIMIT 1`, organizationID, id)
	return userID, orElse(err, db.ErrNone, ErrMember)
}

func (s store) roleByID(ctx context.Context, id string) (Role, error) {
	r, err := db.One(ctx, s.db, scanRole, `SELECT `+roleColumns+` FROM roles WHERE id = $1`, id)
	return r, orElse(err, db.ErrNone, ErrRole)
}

func (s store) allowed(ctx context.Context, organizationID string) ([]AllowedApplication, error) {
	return db.All(ctx, s.db, func(r db.Row) (AllowedApplication, error) {
		var a AllowedApplication
		err := r.Scan(&a.ID, &a.Name, &a.Slug, db.Null(&a.Icon), &a.IsActive, &a.AllowedAt)
		return a, err
	}, `SELECT a.id, a.name, a.slug, a.icon, a.is_active, oa.created_at
		FROM organization_applications oa JOIN applications a ON a.id = oa.application_id
		WHERE oa.organization_id = $1 ORDER BY lower(a.name), a.id`, organizationID)
}

func (s store) allow(ctx context.Context, organizationID, applicationID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO organization_applications (organization_id, application_id, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (organization_id, application_id) DO NOTHING`, organizationID, applicationID, now)
	return n > 0, orElse(err, db.ErrGone, ErrOrganization)
}

// lockAllowed holds the row under which roles are given until the transaction
// ends, and reports whether there is one.
func (s store) lockAllowed(ctx context.Context, organizationID, applicationID string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE organization_applications SET created_at = created_at WHERE organization_id = $1 AND application_id = $2`, organizationID, applicationID)
	return n > 0, err
}

func (s store) disallow(ctx context.Context, organizationID, applicationID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM organization_applications WHERE organization_id = $1 AND application_id = $2`, organizationID, applicationID)
	return err
}

// holders lists the members who have a role of the application there.
func (s store) holders(ctx context.Context, organizationID, applicationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT DISTINCT user_id FROM organization_roles WHERE organization_id = $1 AND application_id = $2`, organizationID, applicationID)
}

// held lists the applications in which members of the organization have roles.
func (s store) held(ctx context.Context, organizationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `
		SELECT DISTINCT application_id FROM organization_roles WHERE organization_id = $1 ORDER BY application_id`, organizationID)
}

// assignIn reports whether the role is new. Application and role are known to
// be there, so that what is missing is the member.
func (s store) assignIn(ctx context.Context, applicationID, organizationID, userID, roleID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO organization_roles (organization_id, user_id, application_id, role_id, created_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (organization_id, user_id, application_id, role_id) DO NOTHING`, organizationID, userID, applicationID, roleID, now)
	return n > 0, orElse(err, db.ErrGone, ErrMember)
}

func (s store) unassignIn(ctx context.Context, applicationID, organizationID, userID, roleID string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		DELETE FROM organization_roles WHERE organization_id = $1 AND user_id = $2 AND application_id = $3 AND role_id = $4`,
		organizationID, userID, applicationID, roleID)
	return n > 0, err
}

func (s store) rolesIn(ctx context.Context, organizationID string, userIDs []string) (map[string][]RoleIn, error) {
	type row struct {
		userID string
		RoleIn
	}
	args, of := []any{organizationID}, ""
	if len(userIDs) > 0 {
		places := make([]string, len(userIDs))
		for i, id := range userIDs {
			args = append(args, id)
			places[i] = "$" + strconv.Itoa(len(args))
		}
		of = ` AND o.user_id IN (` + strings.Join(places, ", ") + `)`
	}
	rows, err := db.All(ctx, s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.userID, &one.ID, &one.Name, &one.ApplicationID, &one.ApplicationName, &one.ApplicationSlug, &one.CreatedAt)
		return one, err
	}, `SELECT o.user_id, r.id, r.name, a.id, a.name, a.slug, o.created_at
		FROM organization_roles o JOIN roles r ON r.id = o.role_id JOIN applications a ON a.id = o.application_id
		WHERE o.organization_id = $1`+of+` ORDER BY o.user_id, o.created_at, r.id`, args...)
	if err != nil {
		return nil, err
	}
	all := map[string][]RoleIn{}
	for _, one := range rows {
		all[one.userID] = append(all[one.userID], one.RoleIn)
	}
	return all, nil
}
