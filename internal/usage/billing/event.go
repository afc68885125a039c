package billing

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"
)

const (
	tolerance  = 5 * time.Minute
	keepEvents = 90 * 24 * time.Hour // Stripe repeats for three days
)

// event is what is read of Stripe's events: which purchase to ask about. What
// they say of it is not believed, since events come late, twice and out of order.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data struct {
		Object struct {
			ID           string    `json:"id"`
			Mode         string    `json:"mode"`
			Subscription reference `json:"subscription"`
			Parent       struct {
				Details struct {
					Subscription reference `json:"subscription"`
				} `json:"subscription_details"`
			} `json:"parent"`
		} `json:"object"`
	} `json:"data"`
}

// A reference is the id of an object, or the object.
type reference struct{ ID string }

// UnmarshalJSON implements json.Unmarshaler.
func (r *reference) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &r.ID)
	}
	var object struct {
		ID string `json:"id"`
	}
	err := json.Unmarshal(text, &object)
	r.ID = object.ID
	return err
}

// purchase is what the event is about; empty when it is about none.
func (e event) purchase() string {
	o := e.Data.Object
	switch e.Type {
	case "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted":
		return o.ID
	case "invoice.payment_succeeded", "invoice.payment_failed":
		if o.Subscription.ID != "" {
			return o.Subscription.ID
		}
		return o.Parent.Details.Subscription.ID
	case "checkout.session.completed", "checkout.session.async_payment_succeeded":
		if o.Mode == "payment" {
			return o.ID
		}
		return o.Subscription.ID
	}
	return ""
}

// Receive takes an event that Stripe signed, and does what it makes necessary: an
// error that is not a refusal has Stripe send it again.
func (s *Service) Receive(ctx context.Context, payload []byte, signature string) error {
	if !s.Enabled() {
		return ErrOff
	}
	if signature == "" {
		return ErrUnsigned
	}
	if err := webhook.ValidatePayloadIgnoringTolerance(payload, signature, s.settings.WebhookSecret); err != nil {
		return ErrSignature.Because(err)
	}
	if age := s.now().Sub(signedAt(signature)); age > tolerance || age < -tolerance {
		return ErrStale
	}
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return ErrPayload.Because(err)
	}
	if e.ID == "" || len(e.ID) > maxID {
		return ErrPayload
	}
	if known, err := s.store.received(ctx, e.ID); err != nil || known {
		return err
	}
	if id := e.purchase(); isPurchase(id) {
		if _, err := s.Refresh(ctx, id); err != nil {
			return err
		}
	}
	return s.store.keepEvent(ctx, e.ID, s.clock())
}

const maxID = 255 // as long as Stripe's ids ever get

func isPurchase(id string) bool {
	return len(id) <= maxID && (strings.HasPrefix(id, "sub_") || strings.HasPrefix(id, "cs_"))
}

// signedAt reads the time of a signature that is good.
func signedAt(signature string) time.Time {
	for part := range strings.SplitSeq(signature, ",") {
		if text, found := strings.CutPrefix(strings.TrimSpace(part), "t="); found {
			seconds, err := strconv.ParseInt(text, 10, 64)
			if err == nil {
				return time.Unix(seconds, 0)
			}
		}
	}
	return time.Time{}
}

// Purge forgets events that Stripe sends no more.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-keepEvents))
}
