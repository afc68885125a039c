package account

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

func (s store) logins(ctx context.Context, userID string) ([]Login, error) {
	return db.All(ctx, s.db, func(r db.Row) (Login, error) {
		var l Login
		err := r.Scan(&l.Provider, &l.AccountID, &l.CreatedAt, &l.UpdatedAt)
		return l, err
	}, `SELECT provider_id, account_id, created_at, updated_at FROM accounts WHERE user_id = $1 ORDER BY created_at, id`, userID)
}

func (s store) memberships(ctx context.Context, userID string) ([]Membership, error) {
	all, err := db.All(ctx, s.db, func(r db.Row) (Membership, error) {
		var m Membership
		err := r.Scan(&m.ApplicationID, &m.ApplicationName, &m.IsActive, &m.CreatedAt, db.Null(&m.Plan), db.Null(&m.PlanActive), &m.PlanExpires)
		return m, err
	}, `SELECT a.id, a.name, au.is_active, au.created_at, p.name, s.is_active, s.expires_at
		FROM application_users au
		JOIN applications a ON a.id = au.application_id
		LEFT JOIN subscriptions s ON s.application_id = au.application_id AND s.user_id = au.user_id
		LEFT JOIN plans p ON p.id = s.plan_id
		WHERE au.user_id = $1 ORDER BY a.name, a.id`, userID)
	if err != nil {
		return nil, err
	}
	type held struct{ applicationID, role string }
	roles, err := db.All(ctx, s.db, func(r db.Row) (held, error) {
		var h held
		err := r.Scan(&h.applicationID, &h.role)
		return h, err
	}, `SELECT ur.application_id, r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 ORDER BY r.name`, userID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Roles = []string{}
		for _, h := range roles {
			if h.applicationID == all[i].ApplicationID {
				all[i].Roles = append(all[i].Roles, h.role)
			}
		}
	}
	return all, nil
}
