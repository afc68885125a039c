package subscription

import (
	"context"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Seller has what is sold known where it is paid for. It is asked outside of
// transactions.
type Seller interface {
	Product(ctx context.Context, applicationName string, p Plan) (id string, err error)
	Price(ctx context.Context, productID string, p Price) (id string, err error)
	ArchiveProduct(ctx context.Context, id string) error
	ArchivePrice(ctx context.Context, id string) error
}

// SellBy has new plans and prices known to a seller. Only wire calls it.
func (s *Service) SellBy(seller Seller) { s.seller = seller }

// sells reports whether a seller can be asked now. What is made in a longer
// transaction is made known later, by Unpublished.
func (s *Service) sells(ctx context.Context) bool { return s.seller != nil && !db.InTransaction(ctx) }

// archive takes what nobody can buy here any more from the seller. Failing, it
// harms nobody: what is bought there and unknown here is reported.
func archive(ctx context.Context, do func(ctx context.Context, id string) error, id string) {
	if err := do(ctx, id); err != nil {
		slog.WarnContext(ctx, "it is still for sale at Stripe", "id", id, "err", err)
	}
}

// A Bill says what somebody has paid for.
type Bill struct {
	By                    string // what was bought
	ApplicationID, UserID string
	PlanID                string
	ExpiresAt             time.Time // zero: never
	TakeOver              bool      // also from a plan that somebody gave by hand
}

// SetBilled puts a user on the plan that they paid for, and reports whether they
// were not on it so before.
func (s *Service) SetBilled(ctx context.Context, by actor.Actor, b Bill) (changed bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.planOf(ctx, b.ApplicationID, b.UserID)
		if err != nil {
			return err
		}
		p, err := s.store.plan(ctx, b.ApplicationID, b.PlanID, s.now())
		if err != nil {
			return err
		}
		if changed, err = s.store.putBilled(ctx, b, s.clock()); err != nil || !changed {
			return err
		}
		if err := s.changed(ctx, b.ApplicationID, b.UserID); err != nil {
			return err
		}
		details := map[string]any{detailApplication: b.ApplicationID, "planId": p.ID, "plan": p.Name, "billedBy": b.By}
		if before.id != "" && before.id != p.ID {
			details["previousPlanId"], details["previousPlan"] = before.id, before.name
		}
		return s.record(ctx, by, "user.subscribed", "user", b.UserID, details)
	})
	return changed, err
}

// EndBilled ends what a user had paid for, and reports whether it counted. A plan
// that somebody gave by hand stays.
func (s *Service) EndBilled(ctx context.Context, by actor.Actor, applicationID, userID string) (changed bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.planOf(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		if changed, err = s.store.endBilled(ctx, applicationID, userID, s.clock()); err != nil || !changed {
			return err
		}
		return s.ended(ctx, by, applicationID, userID, before)
	})
	return changed, err
}

// A Sale is a plan at a price.
type Sale struct {
	Application application.Application
	Plan        Plan
	Price       Price
}

// ForSale returns a price with what it is of, or ErrPlan.
func (s *Service) ForSale(ctx context.Context, priceID string) (Sale, error) {
	applicationID, planID, err := s.store.placeOfPrice(ctx, priceID)
	if err != nil {
		return Sale{}, err
	}
	sale := Sale{}
	if sale.Application, err = s.applications.ByID(ctx, applicationID); err != nil {
		return Sale{}, err
	}
	if sale.Plan, err = s.store.plan(ctx, applicationID, planID, s.now()); err != nil {
		return Sale{}, err
	}
	prices, err := s.store.prices(ctx, applicationID)
	if err != nil {
		return Sale{}, err
	}
	for _, p := range prices[planID] {
		if p.ID == priceID {
			sale.Price = p
			return sale, nil
		}
	}
	return Sale{}, ErrPlan
}

// Sold returns the plan that is sold at Stripe's price or, if there is none, as
// Stripe's product, or ErrPlan. Of several plans it is the application's, if one
// is named, and the oldest.
func (s *Service) Sold(ctx context.Context, applicationID, stripePriceID, stripeProductID string) (planApplicationID, planID string, err error) {
	return s.store.sold(ctx, applicationID, stripePriceID, stripeProductID)
}

// Unpublished returns the prices that the seller does not know.
func (s *Service) Unpublished(ctx context.Context) ([]Sale, error) {
	ids, err := s.store.unpublished(ctx)
	if err != nil {
		return nil, err
	}
	var all []Sale
	for _, id := range ids {
		sale, err := s.ForSale(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, sale)
	}
	return all, nil
}

// Publish has the seller know a price, and its plan.
func (s *Service) Publish(ctx context.Context, by actor.Actor, sale Sale) error {
	if s.seller == nil {
		return nil
	}
	product, err := s.productOf(ctx, by, sale.Plan)
	if err != nil {
		return err
	}
	id, err := s.seller.Price(ctx, product, sale.Price)
	if err != nil {
		return err
	}
	return s.store.publishPrice(ctx, sale.Price.ID, id)
}

// productOf is what a plan is sold as. A plan that is older than its seller gets
// it now.
func (s *Service) productOf(ctx context.Context, by actor.Actor, p Plan) (string, error) {
	if p.StripeProductID != "" {
		return p.StripeProductID, nil
	}
	a, err := s.applications.ByID(ctx, p.ApplicationID)
	if err != nil {
		return "", err
	}
	id, err := s.seller.Product(ctx, a.Name, p)
	if err != nil {
		return "", err
	}
	_, err = s.ChangePlan(ctx, by, p.ApplicationID, p.ID, PlanChanges{StripeProductID: &id})
	return id, err
}

// publishable creates the product of a plan that is about to be inserted.
func (s *Service) publishable(ctx context.Context, p *Plan) error {
	if p.StripeProductID != "" || !s.sells(ctx) {
		return nil
	}
	a, err := s.applications.ByID(ctx, p.ApplicationID)
	if err != nil {
		return err
	}
	taken, err := s.store.hasName(ctx, p.ApplicationID, p.Name)
	if err != nil {
		return err
	}
	if taken {
		return ErrPlanTaken
	}
	p.StripeProductID, err = s.seller.Product(ctx, a.Name, *p)
	return err
}
