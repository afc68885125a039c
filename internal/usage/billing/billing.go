// Package billing sells plans through Stripe. Stripe decides what somebody has
// paid for; billing asks it, and has subscription keep the answer. Nothing else
// waits for Stripe: tokens and entitlements are made of what is kept here.
package billing

import (
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A Purchase is something that was bought, as Stripe last told of it.
type Purchase struct {
	ID            string // of Stripe: sub_… is a subscription, cs_… a checkout session that was paid once
	UserID        string
	ApplicationID string
	PlanID        string
	CustomerID    string
	Status        string    // as Stripe names it; a session that was paid is active
	PeriodEnd     time.Time // zero: never
	Ends          bool      // with the period
	Problem       string    // why nobody is on a plan for it; empty when somebody is, or could be
	BoughtAt      time.Time
	SeenAt        time.Time
}

// live reports whether a purchase is worth its plan.
func (p Purchase) live() bool {
	return p.Problem == "" && (p.Status == "active" || p.Status == "trialing")
}

// Parts are what billing is made of.
type Parts struct {
	DB            *db.DB
	Fetch         *fetch.Client
	Users         *user.Service
	Applications  *application.Service
	Subscriptions *subscription.Service
}

// A Service sells plans.
type Service struct {
	Parts
	store    store
	settings config.Stripe
	baseURL  string
	stripe   gateway
	now      func() time.Time
}

// New returns the service. Without a key it refuses everything.
func New(p Parts, settings config.Stripe, baseURL string, now func() time.Time) *Service {
	return &Service{Parts: p, store: store{p.DB}, settings: settings, baseURL: baseURL, stripe: connect(settings, p.Fetch), now: now}
}

// Sells reports whether there is a key to ask Stripe with.
func (s *Service) Sells() bool { return s.settings.SecretKey != "" }

// Enabled reports whether Stripe's events are taken, too.
func (s *Service) Enabled() bool { return s.Sells() && s.settings.WebhookSecret != "" }

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
