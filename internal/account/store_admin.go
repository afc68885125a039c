package account

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

func (s store) countSessions(ctx context.Context, userID string, now time.Time) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `SELECT COUNT(*) FROM sessions WHERE user_id = $1 AND expires_at > $2`, userID, now)
}

func (s store) entries(ctx context.Context, userID string, now time.Time) ([]Entry, error) {
	all, err := db.All(ctx, s.db, func(r db.Row) (Entry, error) {
		var e Entry
		err := r.Scan(&e.ApplicationID, &e.Name, &e.Slug, db.Null(&e.Icon), &e.Enabled, &e.IsActive, &e.CreatedAt, db.Null(&e.PlanID), db.Null(&e.Plan))
		return e, err
	}, `SELECT a.id, a.name, a.slug, a.icon, a.is_active, au.is_active, au.created_at, p.id, p.name
		FROM application_users au
		JOIN applications a ON a.id = au.application_id
		LEFT JOIN subscriptions s ON s.application_id = au.application_id AND s.user_id = au.user_id
			AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > $2)
		LEFT JOIN plans p ON p.id = s.plan_id
		WHERE au.user_id = $1 ORDER BY a.name, a.id`, userID, now)
	if err != nil {
		return nil, err
	}
	type held struct {
		applicationID string
		role          access.NamedRole
	}
	roles, err := db.All(ctx, s.db, func(r db.Row) (held, error) {
		var h held
		err := r.Scan(&h.applicationID, &h.role.ID, &h.role.Name)
		return h, err
	}, `SELECT ur.application_id, r.id, r.name
		FROM application_users au
		JOIN user_roles ur ON ur.application_id = au.application_id AND ur.user_id = au.user_id
		JOIN roles r ON r.id = ur.role_id
		WHERE au.user_id = $1 ORDER BY ur.created_at, r.id`, userID)
	if err != nil {
		return nil, err
	}
	of := map[string][]access.NamedRole{}
	for _, h := range roles {
		of[h.applicationID] = append(of[h.applicationID], h.role)
	}
	for i := range all {
		all[i].Roles = of[all[i].ApplicationID]
	}
	return all, nil
}
