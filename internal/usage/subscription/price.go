package subscription

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Price is what a plan costs.
type Price struct {
	ID            string
	PlanID        string
	Name          string
	Amount        int64  // in the smallest unit of the currency
	Currency      string // three lower-case letters (ISO 4217)
	Interval      string
	StripePriceID string
	CreatedAt     time.Time
}

// A NewPrice describes a price to add; an empty currency means usd, an empty
// interval a month.
type NewPrice struct {
	Name          string
	Amount        int64
	Currency      string
	Interval      string
	StripePriceID string
}

// How often a price is due.
const (
	Monthly = "month"
	Yearly  = "year"
	Once    = "one_time"
)

const (
	maxPriceName    = 64
	maxPriceID      = 255
	maxAmount       = 1_000_000_000_000
	defaultCurrency = "usd"
	currencyLetters = 3
)

// settle brings a price into its stored form.
func (p *Price) settle() error {
	var wrong []fault.Field
	check := func(ok bool, name, problem string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: "body." + name, Problem: problem})
		}
	}
	var ok bool
	p.Name, ok = application.CleanName(p.Name, maxPriceName)
	check(ok, "name", "must have 1 to 64 characters")
	check(p.Amount > 0 && p.Amount <= maxAmount, "amount", fmt.Sprintf("must be between 1 and %d", maxAmount))
	if p.Currency == "" {
		p.Currency = defaultCurrency
	}
	p.Currency = strings.ToLower(p.Currency)
	check(isCurrency(p.Currency), "currency", "must have three letters")
	if p.Interval == "" {
		p.Interval = Monthly
	}
	check(slices.Contains([]string{Monthly, Yearly, Once}, p.Interval), "interval", "must be month, year or one_time")
	if p.StripePriceID != "" {
		p.StripePriceID, ok = application.CleanName(p.StripePriceID, maxPriceID)
		check(ok, "stripePriceId", "must have at most 255 characters")
	}
	if len(wrong) > 0 {
		return ErrInvalidPrice.With(wrong...)
	}
	return nil
}

func isCurrency(text string) bool {
	return len(text) == currencyLetters && !strings.ContainsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
}

// AddPrice gives a plan one more price.
func (s *Service) AddPrice(ctx context.Context, by actor.Actor, applicationID, planID string, n NewPrice) (Price, error) {
	price := Price{
		ID: secret.UUID(), PlanID: planID, Name: n.Name, Amount: n.Amount, Currency: n.Currency, Interval: n.Interval,
		StripePriceID: n.StripePriceID, CreatedAt: s.clock(),
	}
	if err := price.settle(); err != nil {
		return Price{}, err
	}
	if price.StripePriceID == "" && s.sells(ctx) {
		if err := s.publishPrice(ctx, by, applicationID, &price); err != nil {
			return Price{}, err
		}
	}
	err := s.onPlan(ctx, applicationID, planID, func(ctx context.Context, p Plan) error {
		if err := s.store.insertPrice(ctx, price); err != nil {
			return err
		}
		return s.recordPrice(ctx, by, "plan.price_added", p, price)
	})
	if err != nil && price.StripePriceID != n.StripePriceID && s.sells(ctx) {
		archive(ctx, s.seller.ArchivePrice, price.StripePriceID)
	}
	return price, err
}

// publishPrice creates a price that is about to be inserted at the seller.
func (s *Service) publishPrice(ctx context.Context, by actor.Actor, applicationID string, price *Price) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if uuid.Validate(price.PlanID) != nil {
		return ErrPlan
	}
	p, err := s.store.plan(ctx, applicationID, price.PlanID, s.now())
	if err != nil {
		return err
	}
	product, err := s.productOf(ctx, by, p)
	if err != nil {
		return err
	}
	price.StripePriceID, err = s.seller.Price(ctx, product, *price)
	return err
}

// RemovePrice takes a price from a plan.
func (s *Service) RemovePrice(ctx context.Context, by actor.Actor, applicationID, planID, priceID string) error {
	var price Price
	err := s.onPlan(ctx, applicationID, planID, func(ctx context.Context, p Plan) error {
		if uuid.Validate(priceID) != nil {
			return ErrPlan
		}
		var err error
		if price, err = s.store.deletePrice(ctx, p.ID, priceID); err != nil {
			return err
		}
		return s.recordPrice(ctx, by, "plan.price_removed", p, price)
	})
	if err == nil && price.StripePriceID != "" && s.sells(ctx) {
		archive(ctx, s.seller.ArchivePrice, price.StripePriceID)
	}
	return err
}

func (s *Service) recordPrice(ctx context.Context, by actor.Actor, action string, p Plan, price Price) error {
	return s.record(ctx, by, action, "plan", p.ID, map[string]any{
		detailApplication: p.ApplicationID, "name": p.Name, "priceId": price.ID, "price": price.Name,
		"amount": price.Amount, "currency": price.Currency, "interval": price.Interval,
	})
}
