package subscription

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// putBilled inserts or changes a subscription, and reports whether anything is
// different.
func (s store) putBilled(ctx context.Context, b Bill, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO subscriptions (`+columns+`, billed_by) VALUES ($1, $2, $3, $4, TRUE, $5, $6, $6, $7)
		ON CONFLICT (application_id, user_id) DO UPDATE SET plan_id = excluded.plan_id, is_active = TRUE,
			expires_at = excluded.expires_at, updated_at = excluded.updated_at, billed_by = excluded.billed_by,
			created_at = CASE WHEN subscriptions.billed_by = excluded.billed_by THEN subscriptions.created_at ELSE excluded.created_at END
		WHERE ($8 OR subscriptions.billed_by IS NOT NULL OR NOT subscriptions.is_active OR subscriptions.expires_at <= $6)
			AND (NOT subscriptions.is_active OR subscriptions.plan_id <> excluded.plan_id
				OR subscriptions.expires_at IS DISTINCT FROM excluded.expires_at OR subscriptions.billed_by IS DISTINCT FROM excluded.billed_by)`,
		secret.UUID(), b.ApplicationID, b.UserID, b.PlanID, b.ExpiresAt, now, b.By, b.TakeOver)
	return n > 0, orElse(err, db.ErrGone, ErrUser)
}

func (s store) endBilled(ctx context.Context, applicationID, userID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE subscriptions SET is_active = FALSE, updated_at = $3
		WHERE application_id = $1 AND user_id = $2 AND is_active AND billed_by IS NOT NULL`, applicationID, userID, now)
	return n > 0, err
}

func (s store) placeOfPrice(ctx context.Context, priceID string) (applicationID, planID string, err error) {
	return s.place(ctx, `SELECT p.application_id, p.id FROM plan_prices r JOIN plans p ON p.id = r.plan_id WHERE r.id = $1`, priceID)
}

func (s store) place(ctx context.Context, query string, args ...any) (applicationID, planID string, err error) {
	_, err = db.One(ctx, s.db, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&applicationID, &planID) }, query, args...)
	return applicationID, planID, orElse(err, db.ErrNone, ErrPlan)
}

func (s store) sold(ctx context.Context, applicationID, priceID, productID string) (planApplicationID, planID string, err error) {
	return s.place(ctx, `
		SELECT application_id, id FROM (
			SELECT p.application_id, p.id, p.created_at, 0 AS rank FROM plan_prices r JOIN plans p ON p.id = r.plan_id WHERE r.stripe_price_id = $1
			UNION ALL
			SELECT p.application_id, p.id, p.created_at, 1 AS rank FROM plans p WHERE p.stripe_product_id = $2
		) AS found
		ORDER BY rank, CASE WHEN application_id = $3 THEN 0 ELSE 1 END, created_at, id LIMIT 1`, priceID, productID, applicationID)
}

func (s store) unpublished(ctx context.Context) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT id FROM plan_prices WHERE stripe_price_id IS NULL ORDER BY created_at, id`)
}

func (s store) publishPrice(ctx context.Context, priceID, stripeID string) error {
	_, err := s.db.Exec(ctx, `UPDATE plan_prices SET stripe_price_id = $2 WHERE id = $1 AND stripe_price_id IS NULL`, priceID, stripeID)
	return err
}

func (s store) hasName(ctx context.Context, applicationID, name string) (bool, error) {
	n, err := db.One(ctx, s.db, db.ScanInt, `SELECT count(*) FROM plans WHERE application_id = $1 AND name = $2`, applicationID, name)
	return n > 0, err
}
