package billing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Refresh asks Stripe about a purchase and brings its user to the plan that it is
// worth. It reports whether anything changed.
func (s *Service) Refresh(ctx context.Context, id string) (changed bool, err error) {
	question, err := s.store.ask(ctx, id, s.clock())
	if err != nil {
		return false, err
	}
	ask := s.stripe.subscription
	if strings.HasPrefix(id, "cs_") {
		ask = s.stripe.session
	}
	b, err := ask(ctx, id)
	if errors.Is(err, errMissing) {
		b, err = bought{Purchase: Purchase{ID: id, Status: "missing", Problem: "Stripe does not know it", BoughtAt: s.clock()}}, nil
	}
	if err != nil {
		return false, err
	}
	p, err := s.understood(ctx, b)
	if err != nil {
		return false, err
	}
	return s.take(ctx, p, question)
}

// understood finds whose purchase it is and of what. What cannot be found is the
// purchase's problem: it is reported, and asking again would not help.
func (s *Service) understood(ctx context.Context, b bought) (Purchase, error) {
	p := b.Purchase
	p.SeenAt = s.clock()
	if p.Problem != "" {
		return p, nil
	}
	u, err := s.buyer(ctx, b)
	if err != nil {
		return p, err
	}
	p.UserID = u
	for i, price := range b.prices {
		product := ""
		if i < len(b.products) {
			product = b.products[i]
		}
		p.ApplicationID, p.PlanID, err = s.Subscriptions.Sold(ctx, b.metadata["applicationId"], price, product)
		if !errors.Is(err, subscription.ErrPlan) {
			break
		}
	}
	if err != nil && !errors.Is(err, subscription.ErrPlan) {
		return p, err
	}
	switch {
	case p.UserID == "":
		p.Problem = "no user is known by metadata.userId or the customer"
	case p.PlanID == "":
		p.Problem = fmt.Sprintf("no plan is sold at %q", b.prices)
	}
	return p, nil
}

// buyer is the user that the metadata names, or whose the customer is known to be;
// nobody when there is none.
func (s *Service) buyer(ctx context.Context, b bought) (string, error) {
	id := b.metadata["userId"]
	if id == "" && b.CustomerID != "" {
		var err error
		if id, err = s.store.userOf(ctx, b.CustomerID); err != nil {
			return "", err
		}
	}
	if id == "" || len(id) > maxID {
		return "", nil
	}
	_, err := s.Users.ByID(ctx, id)
	if errors.Is(err, user.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// take keeps an answer of Stripe's, and what follows from it.
func (s *Service) take(ctx context.Context, p Purchase, question int64) (changed bool, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.purchase(ctx, p.ID)
		if err != nil {
			return err
		}
		// Purchases of one user are settled one after the other: each looks at all.
		for _, id := range both(before.UserID, p.UserID) {
			if err := s.DB.Lock(ctx, "billing of "+id); err != nil {
				return err
			}
		}
		newest, err := s.store.answer(ctx, p, question)
		if err != nil || !newest {
			return err
		}
		if p.UserID != "" && p.CustomerID != "" {
			if err := s.store.keepCustomer(ctx, p.UserID, p.CustomerID, s.clock()); err != nil {
				return err
			}
		}
		if before.UserID != p.UserID || before.ApplicationID != p.ApplicationID {
			if changed, err = s.settle(ctx, before.UserID, before.ApplicationID, false); err != nil {
				return err
			}
		}
		again, err := s.settle(ctx, p.UserID, p.ApplicationID, !before.live() || before.PlanID != p.PlanID)
		changed = changed || again
		return err
	})
	if err == nil && p.Problem != "" {
		slog.WarnContext(ctx, "a purchase at Stripe gives nobody a plan", "purchase", p.ID, "problem", p.Problem)
	}
	return changed, err
}

// both are the users, each once, in an order that all transactions keep.
func both(one, other string) []string {
	switch {
	case one == other || other == "":
		return some(one)
	case one == "":
		return some(other)
	}
	return []string{min(one, other), max(one, other)}
}

func some(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// settle has a user on the plan of the newest of their purchases that is worth
// one. TakeOver lets it end a plan that somebody gave by hand.
func (s *Service) settle(ctx context.Context, userID, applicationID string, takeOver bool) (changed bool, err error) {
	if userID == "" || applicationID == "" {
		return false, nil
	}
	all, err := s.store.of(ctx, userID, applicationID)
	if err != nil {
		return false, err
	}
	by := actor.Actor{System: true}
	for _, p := range all {
		if p.live() {
			return s.Subscriptions.SetBilled(ctx, by, subscription.Bill{
				By: p.ID, ApplicationID: applicationID, UserID: userID, PlanID: p.PlanID, ExpiresAt: p.PeriodEnd, TakeOver: takeOver,
			})
		}
	}
	return s.Subscriptions.EndBilled(ctx, by, applicationID, userID)
}

// A Difference is where what is kept here and Stripe did not agree.
type Difference struct {
	Purchase string // or the price that is for sale here alone
	Before   string
	After    string
}

// Reconcile compares all purchases with Stripe, has prices for sale there that
// are for sale here, and repairs what differs unless dry. Purchases that give
// nobody a plan are told each time.
func (s *Service) Reconcile(ctx context.Context, dry bool, tell func(Difference)) error {
	if !s.Sells() {
		return ErrOff
	}
	if err := s.publish(ctx, dry, tell); err != nil {
		return err
	}
	seen := map[string]bool{}
	err := s.stripe.subscriptions(ctx, func(b bought) error {
		seen[b.ID] = true
		return s.compare(ctx, b, dry, tell)
	})
	if err != nil {
		return err
	}
	return s.compareKept(ctx, seen, dry, tell)
}

func (s *Service) publish(ctx context.Context, dry bool, tell func(Difference)) error {
	unpublished, err := s.Subscriptions.Unpublished(ctx)
	if err != nil {
		return err
	}
	for _, sale := range unpublished {
		tell(Difference{Purchase: "price " + sale.Price.ID, Before: "not for sale", After: fmt.Sprintf("%s — %s, %s", sale.Application.Name, sale.Plan.Name, sale.Price.Name)})
		if dry {
			continue
		}
		if err := s.Subscriptions.Publish(ctx, actor.Actor{System: true}, sale); err != nil {
			return err
		}
	}
	return nil
}

// compare looks at one purchase that Stripe listed. The listing may be older than
// what an event brought, so that it only tells which ones to ask about again.
func (s *Service) compare(ctx context.Context, b bought, dry bool, tell func(Difference)) error {
	kept, err := s.store.purchase(ctx, b.ID)
	if err != nil {
		return err
	}
	listed, err := s.understood(ctx, b)
	if err != nil {
		return err
	}
	counts, err := s.counts(ctx, kept)
	if err != nil {
		return err
	}
	if counts && same(kept, listed) {
		if listed.Problem != "" {
			tell(Difference{Purchase: b.ID, Before: kept.summary(), After: listed.summary()})
		}
		return nil
	}
	tell(Difference{Purchase: b.ID, Before: kept.summary(), After: listed.summary()})
	if dry {
		return nil
	}
	_, err = s.Refresh(ctx, b.ID)
	return err
}

// counts reports whether a purchase that is worth a plan has its user on one, or
// whether somebody gave them another by hand.
func (s *Service) counts(ctx context.Context, p Purchase) (bool, error) {
	if !p.live() || p.PeriodEnd.Before(s.now()) && !p.PeriodEnd.IsZero() {
		return true, nil
	}
	h, err := s.Subscriptions.Holding(ctx, p.ApplicationID, p.UserID)
	return h.Status == subscription.Active, err
}

// compareKept asks about purchases that Stripe did not list.
func (s *Service) compareKept(ctx context.Context, seen map[string]bool, dry bool, tell func(Difference)) error {
	for after := ""; ; {
		kept, err := s.store.purchases(ctx, after, pageSize)
		if err != nil || len(kept) == 0 {
			return err
		}
		for _, p := range kept {
			after = p.ID
			if seen[p.ID] || !p.live() && p.Status != unknown {
				continue
			}
			if dry && strings.HasPrefix(p.ID, "sub_") {
				tell(Difference{Purchase: p.ID, Before: p.summary(), After: "not listed"})
				continue
			}
			if dry {
				continue
			}
			if _, err := s.Refresh(ctx, p.ID); err != nil {
				return err
			}
			now, err := s.store.purchase(ctx, p.ID)
			if err != nil {
				return err
			}
			if !same(p, now) {
				tell(Difference{Purchase: p.ID, Before: p.summary(), After: now.summary()})
			}
		}
	}
}

func same(a, b Purchase) bool { return a.summary() == b.summary() }

// summary is what matters of a purchase, in words.
func (p Purchase) summary() string {
	if p.ID == "" {
		return "unknown"
	}
	text := p.Status
	if p.PlanID != "" {
		text += " plan " + p.PlanID
	}
	if p.UserID != "" {
		text += " user " + p.UserID
	}
	if !p.PeriodEnd.IsZero() {
		text += " until " + p.PeriodEnd.Format(time.RFC3339)
	}
	if p.Ends {
		text += " ending"
	}
	if p.Problem != "" {
		text += ": " + p.Problem
	}
	return text
}

// Problems are the purchases that give nobody a plan, the latest first.
func (s *Service) Problems(ctx context.Context) ([]Purchase, error) {
	return s.store.problems(ctx, pageSize)
}

// reconcileEvery is how often the schedule compares.
const reconcileEvery = time.Hour

// Run compares with Stripe now and then until ctx ends, and repairs.
func (s *Service) Run(ctx context.Context) {
	if !s.Sells() {
		return
	}
	tick := time.NewTicker(reconcileEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := s.Reconcile(ctx, false, func(d Difference) {
			slog.WarnContext(ctx, "Stripe and the subscriptions did not agree", "of", d.Purchase, "before", d.Before, "after", d.After)
		})
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "subscriptions were not compared with Stripe", "err", err)
		}
	}
}
