package subscription

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func scanPlan(r db.Row) (Plan, error) {
	var p Plan
	err := r.Scan(&p.ID, &p.ApplicationID, &p.Name, db.Null(&p.Description), db.Null(&p.StripeProductID), db.JSON(&p.Features),
		&p.IsDefault, &p.CreatedAt, &p.UpdatedAt, &p.ActiveSubscribers)
	return p, err
}

const selectPlans = `
	SELECT id, application_id, name, description, stripe_product_id, features, is_default, created_at, updated_at,
		(SELECT count(*) FROM subscriptions s
			WHERE s.plan_id = plans.id AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > $2))
	FROM plans WHERE application_id = $1`

func (s store) plans(ctx context.Context, applicationID string, now time.Time) ([]Plan, error) {
	return db.All(ctx, s.db, scanPlan, selectPlans+` ORDER BY created_at, id`, applicationID, now)
}

func (s store) plan(ctx context.Context, applicationID, id string, now time.Time) (Plan, error) {
	p, err := db.One(ctx, s.db, scanPlan, selectPlans+` AND id = $3`, applicationID, now, id)
	return p, orElse(err, db.ErrNone, ErrPlan)
}

func (s store) offer(ctx context.Context, planID string) (offer, error) {
	o, err := db.One(ctx, s.db, func(r db.Row) (offer, error) {
		var o offer
		err := r.Scan(&o.name, db.JSON(&o.features))
		return o, err
	}, `SELECT name, features FROM plans WHERE id = $1`, planID)
	return o, orElse(err, db.ErrNone, ErrPlan)
}

func (s store) allFeatures(ctx context.Context, applicationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT features FROM plans WHERE application_id = $1`, applicationID)
}

func (s store) insertPlan(ctx context.Context, p Plan) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO plans (id, application_id, name, description, stripe_product_id, features, is_default, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.ID, p.ApplicationID, p.Name, db.OrNull(p.Description), db.OrNull(p.StripeProductID), string(p.Features), p.IsDefault,
		p.CreatedAt, p.UpdatedAt)
	return orElse(err, db.ErrTaken, ErrPlanTaken)
}

func (s store) updatePlan(ctx context.Context, p Plan) error {
	_, err := s.db.Exec(ctx, `
		UPDATE plans SET name = $2, description = $3, stripe_product_id = $4, features = $5, is_default = $6, updated_at = $7
		WHERE id = $1`,
		p.ID, p.Name, db.OrNull(p.Description), db.OrNull(p.StripeProductID), string(p.Features), p.IsDefault, p.UpdatedAt)
	return orElse(err, db.ErrTaken, ErrPlanTaken)
}

func (s store) clearDefault(ctx context.Context, applicationID string) error {
	_, err := s.db.Exec(ctx, `UPDATE plans SET is_default = FALSE WHERE application_id = $1 AND is_default`, applicationID)
	return err
}

// deletePlan removes a plan and the subscriptions to it that count no more.
func (s store) deletePlan(ctx context.Context, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM subscriptions WHERE plan_id = $1 AND (NOT is_active OR expires_at <= $2)`, id, now)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `DELETE FROM plans WHERE id = $1`, id)
	return orElse(err, db.ErrGone, ErrPlanInUse)
}
