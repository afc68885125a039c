package wire

import (
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/usage/billing"
)

// sell builds what sells plans, where there is a key to sell them with.
func (s *Services) sell(c config.Config, now func() time.Time) {
	s.Billing = billing.New(billing.Parts{
		DB: s.DB, Fetch: s.Fetch, Users: s.Users, Applications: s.Applications, Subscriptions: s.Subscriptions,
	}, c.Stripe, c.BaseURL, now)
	if s.Billing.Sells() {
		s.Subscriptions.SellBy(s.Billing)
	}
}
