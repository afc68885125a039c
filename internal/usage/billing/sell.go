package billing

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Product implements subscription.Seller, as the methods after it.
func (s *Service) Product(ctx context.Context, applicationName string, p subscription.Plan) (string, error) {
	return s.stripe.product(ctx, applicationName, p)
}

// Price creates a price of a product.
func (s *Service) Price(ctx context.Context, productID string, p subscription.Price) (string, error) {
	return s.stripe.price(ctx, productID, p)
}

// ArchiveProduct has nobody buy a product any more.
func (s *Service) ArchiveProduct(ctx context.Context, id string) error {
	return s.stripe.archiveProduct(ctx, id)
}

// ArchivePrice has nobody buy at a price any more.
func (s *Service) ArchivePrice(ctx context.Context, id string) error {
	return s.stripe.archivePrice(ctx, id)
}

// Checkout returns the URL of Stripe's page where the caller buys a plan of an
// application that they may enter. They come back to a URL of that application or
// of ours; empty means the page of their plans.
func (s *Service) Checkout(ctx context.Context, by actor.Actor, priceID, back string) (string, error) {
	if !s.Sells() {
		return "", ErrOff
	}
	sale, err := s.Subscriptions.ForSale(ctx, priceID)
	if err != nil {
		return "", err
	}
	target, err := s.target(back, sale.Application.RedirectURIs)
	if err != nil {
		return "", err
	}
	if err := s.mayBuy(ctx, by.UserID, sale); err != nil {
		return "", err
	}
	if sale.Price.StripePriceID == "" {
		if err := s.Subscriptions.Publish(ctx, by, sale); err != nil {
			return "", err
		}
		if sale, err = s.Subscriptions.ForSale(ctx, priceID); err != nil {
			return "", err
		}
	}
	customer, err := s.customer(ctx, by.UserID)
	if err != nil {
		return "", err
	}
	return s.stripe.checkout(ctx, offer{
		UserID: by.UserID, CustomerID: customer, ApplicationID: sale.Application.ID, PlanID: sale.Plan.ID,
		StripePriceID: sale.Price.StripePriceID, Once: sale.Price.Interval == subscription.Once,
		Succeeded: with(target, "done"), Cancelled: with(target, "cancelled"),
	})
}

// mayBuy keeps a user from paying for what they cannot use or pay for already.
func (s *Service) mayBuy(ctx context.Context, userID string, sale subscription.Sale) error {
	own, err := s.Subscriptions.Own(ctx, userID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(own, func(o subscription.Own) bool { return o.Application.ID == sale.Application.ID }) {
		return ErrNoAccess
	}
	all, err := s.store.of(ctx, userID, sale.Application.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.live() && (p.PlanID == sale.Plan.ID || !p.PeriodEnd.IsZero()) { // changed at the portal
			return ErrBought
		}
	}
	return nil
}

// customer is who the user is to Stripe, made when they buy for the first time.
func (s *Service) customer(ctx context.Context, userID string) (string, error) {
	id, err := s.store.customerOf(ctx, userID)
	if err != nil || id != "" {
		return id, err
	}
	u, err := s.Users.ByID(ctx, userID)
	if err != nil {
		return "", err
	}
	if id, err = s.stripe.customer(ctx, u.ID, u.Name, u.Email); err != nil {
		return "", err
	}
	if err := s.store.keepCustomer(ctx, userID, id, s.clock()); err != nil {
		return "", err
	}
	return s.store.customerOf(ctx, userID)
}

// Portal returns the URL of Stripe's page where the caller changes or ends what
// they bought, and finds their invoices.
func (s *Service) Portal(ctx context.Context, by actor.Actor, back string) (string, error) {
	if !s.Sells() {
		return "", ErrOff
	}
	var uris []string
	if back != "" {
		own, err := s.Subscriptions.Own(ctx, by.UserID)
		if err != nil {
			return "", err
		}
		for _, o := range own {
			a, err := s.Applications.ByID(ctx, o.Application.ID)
			if err != nil {
				return "", err
			}
			uris = append(uris, a.RedirectURIs...)
		}
	}
	target, err := s.target(back, uris)
	if err != nil {
		return "", err
	}
	customer, err := s.store.customerOf(ctx, by.UserID)
	if err != nil {
		return "", err
	}
	if customer == "" {
		return "", ErrNoCustomer
	}
	return s.stripe.portal(ctx, customer, target.String())
}

// Own are the purchases of a user, the newest first.
func (s *Service) Own(ctx context.Context, userID string) ([]Purchase, error) {
	return s.store.of(ctx, userID, "")
}

// target is where people come back to from Stripe: a URL of our own origin, or of
// the origin of one of the redirect URIs.
func (s *Service) target(back string, uris []string) (*url.URL, error) {
	if back == "" {
		back = "/subscription"
	}
	refused := ErrInvalid.With(fault.Field{Name: "body.returnTo", Problem: "must be a path here, or a URL of the application's origin"})
	base, err := url.Parse(s.baseURL)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(back)
	if err != nil {
		return nil, refused
	}
	if u.Host == "" && u.Scheme == "" && !strings.HasPrefix(u.Path, "/") {
		return nil, refused
	}
	u = base.ResolveReference(u)
	if u.User != nil {
		return nil, refused
	}
	if origin(u) == origin(base) {
		return u, nil
	}
	for _, uri := range uris {
		if registered, err := url.Parse(uri); err == nil && isWeb(registered) && origin(registered) == origin(u) {
			return u, nil
		}
	}
	return nil, refused
}

func isWeb(u *url.URL) bool { return u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") }

func origin(u *url.URL) string { return strings.ToLower(u.Scheme + "://" + u.Host) }

func with(target *url.URL, outcome string) string {
	u := *target
	q := u.Query()
	q.Set("checkout", outcome)
	u.RawQuery = q.Encode()
	return u.String()
}
