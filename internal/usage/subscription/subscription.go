// Package subscription knows the plans of applications and who is on which.
package subscription

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A Plan is a named set of features of an application.
type Plan struct {
	ID                string
	ApplicationID     string
	Name              string
	Description       string
	StripeProductID   string
	Features          json.RawMessage // a JSON object, told to applications as it is
	IsDefault         bool            // given to those who get access
	CreatedAt         time.Time
	UpdatedAt         time.Time
	ActiveSubscribers int64
	Prices            []Price // listings only
}

// A NewPlan describes a plan to create; no features means none.
type NewPlan struct {
	Name, Description, StripeProductID string
	Features                           json.RawMessage
	IsDefault                          bool
}

// PlanChanges are a partial update: nil leaves a value as it is, an empty text
// clears it.
type PlanChanges struct {
	Name, Description, StripeProductID *string
	Features                           json.RawMessage
	IsDefault                          *bool
}

// A Subscription puts a user on a plan of an application; there is at most one
// per user and application.
type Subscription struct {
	ID            string
	ApplicationID string
	UserID        string
	PlanID        string
	IsActive      bool
	ExpiresAt     time.Time // zero: never
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// An Own is an application that a user may enter, with the plan they are on
// there now, if any.
type Own struct {
	Application application.Application // id, slug, name and icon
	Plan        *Plan                   // without counts and prices
}

// The states of a subscription.
const (
	Active   = "active"
	Expired  = "expired"
	Inactive = "inactive"
	None     = "none"
)

// status tells what the subscription, zero when there is none, is worth now.
func (s Subscription) status(now time.Time) string {
	switch {
	case s.ID == "":
		return None
	case !s.IsActive:
		return Inactive
	case !s.ExpiresAt.IsZero() && !s.ExpiresAt.After(now):
		return Expired
	}
	return Active
}

// A Holding is where a user stands with an application. Without an Active
// subscription there is no plan, and no features.
type Holding struct {
	Status           string
	ExpiresAt        time.Time // zero: never
	PlanID, PlanName string
	Features         json.RawMessage // a JSON object
}

// An offer is what is remembered of a plan.
type offer struct {
	name     string
	features json.RawMessage
	limits   map[string]meter.Limit // among the features
}

const (
	maxPlanName    = 64
	maxDescription = 500
	maxProductID   = 255
	maxFeatures    = 4 << 10 // bytes: they travel in tokens
	maxUserID      = 255
)

func none() json.RawMessage { return json.RawMessage("{}") }

// settle brings a plan into its stored form.
func (p *Plan) settle() error {
	var wrong []fault.Field
	check := func(ok bool, name, problem string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: "body." + name, Problem: problem})
		}
	}
	var ok bool
	p.Name, ok = application.CleanName(p.Name, maxPlanName)
	check(ok, "name", "must have 1 to 64 characters")
	p.Description, ok = application.CleanText(p.Description, maxDescription)
	check(ok, "description", "must have at most 500 characters")
	if p.StripeProductID != "" {
		p.StripeProductID, ok = application.CleanName(p.StripeProductID, maxProductID)
		check(ok, "stripeProductId", "must have at most 255 characters")
	}
	p.Features, ok = cleanFeatures(p.Features)
	check(ok, "features", "must be a JSON object of at most 4096 bytes")
	if ok {
		wrong = append(wrong, misread(p.Features)...)
	}
	if len(wrong) > 0 {
		return ErrInvalidPlan.With(wrong...)
	}
	return nil
}

func cleanFeatures(text json.RawMessage) (json.RawMessage, bool) {
	if len(text) == 0 {
		return none(), true
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, false
	}
	b := compact.Bytes()
	return b, b[0] == '{' && len(b) <= maxFeatures && utf8.Valid(b)
}

func (c PlanChanges) applied(p Plan) Plan {
	if c.Name != nil {
		p.Name = *c.Name
	}
	if c.Description != nil {
		p.Description = *c.Description
	}
	if c.StripeProductID != nil {
		p.StripeProductID = *c.StripeProductID
	}
	if c.Features != nil {
		p.Features = c.Features
	}
	if c.IsDefault != nil {
		p.IsDefault = *c.IsDefault
	}
	return p
}
