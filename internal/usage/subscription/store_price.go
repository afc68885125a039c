package subscription

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const priceColumns = `id, plan_id, name, amount, currency, billing_interval, stripe_price_id, created_at`

func scanPrice(r db.Row) (Price, error) {
	var p Price
	err := r.Scan(&p.ID, &p.PlanID, &p.Name, &p.Amount, &p.Currency, &p.Interval, db.Null(&p.StripePriceID), &p.CreatedAt)
	return p, err
}

// prices returns the prices of all plans of an application, by plan, oldest
// first.
func (s store) prices(ctx context.Context, applicationID string) (map[string][]Price, error) {
	all, err := db.All(ctx, s.db, scanPrice, `
		SELECT `+priceColumns+` FROM plan_prices
		WHERE plan_id IN (SELECT p.id FROM plans p WHERE p.application_id = $1) ORDER BY created_at, id`, applicationID)
	if err != nil {
		return nil, err
	}
	byPlan := map[string][]Price{}
	for _, p := range all {
		byPlan[p.PlanID] = append(byPlan[p.PlanID], p)
	}
	return byPlan, nil
}

func (s store) insertPrice(ctx context.Context, p Price) error {
	_, err := s.db.Exec(ctx, `INSERT INTO plan_prices (`+priceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.PlanID, p.Name, p.Amount, p.Currency, p.Interval, db.OrNull(p.StripePriceID), p.CreatedAt)
	return err
}

func (s store) deletePrice(ctx context.Context, planID, id string) (Price, error) {
	p, err := db.One(ctx, s.db, scanPrice, `
		DELETE FROM plan_prices WHERE plan_id = $1 AND id = $2 RETURNING `+priceColumns, planID, id)
	return p, orElse(err, db.ErrNone, ErrPlan)
}
