// Package webhook tells applications what changed for their users, by signed
// messages as Standard Webhooks describes them. A message is written in the
// transaction of the change, so that neither exists without the other, and is
// delivered at least once. It says that something changed, not what it is now:
// whoever gets it asks, and so the order of messages does not matter.
package webhook

import (
	"slices"
	"time"
	"unicode"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// The types of events.
const (
	SubscriptionChanged = "subscription.changed"
	PlanChanged         = "plan.changed"
	RolesChanged        = "roles.changed"
	AccessGranted       = "access.granted"
	AccessRevoked       = "access.revoked"
	UsageThreshold      = "usage.threshold"

	// Test is sent when an administrator asks for it, whatever an endpoint chose.
	Test = "webhook.test"
	// All stands for every type there is, and those to come.
	All = "*"
)

// Types are those that an endpoint can choose.
func Types() []string {
	return []string{AccessGranted, AccessRevoked, PlanChanged, RolesChanged, SubscriptionChanged, UsageThreshold}
}

// An Endpoint is where an application wants to be told.
type Endpoint struct {
	ID             string
	ApplicationID  string
	URL            string
	Description    string
	EventTypes     []string // of Types, or All alone
	IsEnabled      bool
	DisabledReason string    // why the service disabled it; empty when somebody did
	FailingSince   time.Time // zero when the last attempt succeeded
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Secrets        []Secret // oldest first; listings only

	failures int64 // since the last success
}

// Why the service disables an endpoint.
const (
	ReasonFailing = "failing" // nothing has arrived for long
	ReasonGone    = "gone"    // it said so by a 410
)

// A NewEndpoint describes an endpoint to create; IsEnabled nil means that it is.
type NewEndpoint struct {
	URL, Description string
	EventTypes       []string
	IsEnabled        *bool
}

// Changes are a partial update: nil leaves a value as it is.
type Changes struct {
	URL, Description *string
	EventTypes       *[]string
	IsEnabled        *bool
}

// A Secret signs what is sent to an endpoint.
type Secret struct {
	ID         string
	EndpointID string
	Hint       string // its last characters
	CreatedAt  time.Time
	ExpiresAt  time.Time // zero: never

	sealed string
}

// A Delivery is an event on its way to an endpoint.
type Delivery struct {
	ID          string
	EventID     string // what the receiver knows it by
	EndpointID  string
	Type        string
	CreatedAt   time.Time
	Attempts    int64     // since it was written or last replayed
	NextAt      time.Time // zero when it was delivered or given up
	Problem     string    // of the last attempt
	Status      int64     // that the last attempt was answered with; 0 without an answer
	Duration    time.Duration
	AttemptedAt time.Time
	DeliveredAt time.Time
	FailedAt    time.Time

	lease string
}

// The states of a delivery.
const (
	Pending   = "pending"
	Delivered = "delivered"
	Failed    = "failed"
)

// State tells what became of the delivery.
func (d Delivery) State() string {
	switch {
	case !d.DeliveredAt.IsZero():
		return Delivered
	case !d.FailedAt.IsZero():
		return Failed
	}
	return Pending
}

// An Attempt is one try to deliver.
type Attempt struct {
	At       time.Time
	Status   int64 // 0 without an answer
	Duration time.Duration
	Problem  string // empty when it succeeded
	Excerpt  string // how the answer begins
}

// A Story is a delivery with what was sent and how each attempt went, oldest
// first.
type Story struct {
	Delivery
	Payload string
	Tries   []Attempt
}

// Limits of endpoints.
const (
	MaxEndpoints   = 20 // of an application
	MaxSecrets     = 5  // of an endpoint, those that have expired aside
	MaxOverlap     = 30 * 24 * time.Hour
	UsualOverlap   = 24 * time.Hour
	maxURL         = 2048
	maxDescription = 250
)

// wants reports whether the endpoint chose a type.
func (e Endpoint) wants(eventType string) bool {
	return slices.Contains(e.EventTypes, All) || slices.Contains(e.EventTypes, eventType)
}

// settle brings an endpoint into its stored form. Reachable says what can be
// known of a URL before it is asked.
func (e *Endpoint) settle(reachable func(url string) error) error {
	var wrong []fault.Field
	check := func(ok bool, name, problem string) {
		if !ok {
			wrong = append(wrong, fault.Field{Name: "body." + name, Problem: problem})
		}
	}
	check(isURL(e.URL) && reachable(e.URL) == nil, "url", "must be an https URL at a public address, without credentials and fragment")
	var ok bool
	e.Description, ok = application.CleanText(e.Description, maxDescription)
	check(ok, "description", "must have at most 250 characters")
	e.EventTypes = slices.Compact(slices.Sorted(slices.Values(e.EventTypes)))
	check(areTypes(e.EventTypes), "eventTypes", "must be some of the types there are, or * alone")
	if len(wrong) > 0 {
		return ErrInvalid.With(wrong...)
	}
	return nil
}

func isURL(text string) bool {
	clean, ok := application.CleanName(text, maxURL)
	if !ok || clean != text {
		return false
	}
	return !slices.ContainsFunc([]rune(text), func(r rune) bool { return r == '#' || unicode.IsSpace(r) })
}

func areTypes(list []string) bool {
	if len(list) == 0 {
		return false
	}
	if slices.Contains(list, All) {
		return len(list) == 1
	}
	known := Types()
	return !slices.ContainsFunc(list, func(t string) bool { return !slices.Contains(known, t) })
}

func (c Changes) applied(e Endpoint) Endpoint {
	if c.URL != nil {
		e.URL = *c.URL
	}
	if c.Description != nil {
		e.Description = *c.Description
	}
	if c.EventTypes != nil {
		e.EventTypes = *c.EventTypes
	}
	if c.IsEnabled != nil {
		e.IsEnabled = *c.IsEnabled
	}
	return e
}

// facts are what the audit trail tells of an endpoint.
func (e Endpoint) facts() map[string]any {
	return map[string]any{"url": e.URL, "description": e.Description, "eventTypes": e.EventTypes, "isEnabled": e.IsEnabled}
}
