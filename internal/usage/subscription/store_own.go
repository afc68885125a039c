package subscription

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) own(ctx context.Context, userID string, now time.Time) ([]Own, error) {
	return db.All(ctx, s.db, func(r db.Row) (Own, error) {
		var o Own
		var p Plan
		a := &o.Application
		err := r.Scan(&a.ID, &a.Slug, &a.Name, db.Null(&a.Icon), db.Null(&p.ID), db.Null(&p.Name), db.Null(&p.Description),
			db.JSON(&p.Features), db.Null(&p.IsDefault))
		if p.ID != "" {
			o.Plan = &p
		}
		return o, err
	}, `SELECT a.id, a.slug, a.name, a.icon, p.id, p.name, p.description, p.features, p.is_default
		FROM application_users au
		JOIN applications a ON a.id = au.application_id
		LEFT JOIN subscriptions s ON s.application_id = au.application_id AND s.user_id = au.user_id
			AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > $2)
		LEFT JOIN plans p ON p.id = s.plan_id
		WHERE au.user_id = $1 AND au.is_active
		ORDER BY a.name_folded, a.id`, userID, now)
}
