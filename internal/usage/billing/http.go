package billing

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about what is bought.
type HTTP struct{ billing *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

// maxEvent is more than Stripe's events take.
const maxEvent = 1 << 20

// DocEvent is the event as Stripe sends it, for the description of the API.
type DocEvent struct {
	Signature string `header:"Stripe-Signature" required:"true" doc:"t=<Unix time>,v1=<HMAC-SHA256 of time, a dot and the body>"`
	Body      map[string]any
}

// DocReceived is what Stripe is answered.
type DocReceived struct {
	Body struct {
		Received bool `json:"received"`
	}
}

// Receive serves POST /api/webhooks/stripe.
func (h HTTP) Receive(w http.ResponseWriter, r *http.Request) error {
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return ErrPayload
	}
	if err != nil {
		return err
	}
	if err := h.billing.Receive(r.Context(), payload, r.Header.Get("Stripe-Signature")); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, map[string]bool{"received": true})
}

type checkoutRequest struct {
	Body struct {
		PriceID  string `json:"priceId" format:"uuid" doc:"A price of a plan of an application that the caller may enter"`
		ReturnTo string `json:"returnTo,omitempty" maxLength:"2000" doc:"A path here, or a URL of the origin of one of the application's redirect URIs; the member checkout is added to its query, done or cancelled. The page of the caller's plans unless given"`
	}
}

type onwardResponse struct {
	Body struct {
		URL string `json:"url" format:"uri" doc:"A page of Stripe's, good for a while"`
	}
}

// Checkout serves POST /api/user/billing/checkout.
func (h HTTP) Checkout(ctx context.Context, in *checkoutRequest) (*onwardResponse, error) {
	url, err := h.billing.Checkout(ctx, actor.From(ctx), in.Body.PriceID, in.Body.ReturnTo)
	if err != nil {
		return nil, err
	}
	out := &onwardResponse{}
	out.Body.URL = url
	return out, nil
}

type portalRequest struct {
	Body struct {
		ReturnTo string `json:"returnTo,omitempty" maxLength:"2000" doc:"A path here, or a URL of the origin of a redirect URI of one of the caller's applications. The page of the caller's plans unless given"`
	}
}

// Portal serves POST /api/user/billing/portal.
func (h HTTP) Portal(ctx context.Context, in *portalRequest) (*onwardResponse, error) {
	url, err := h.billing.Portal(ctx, actor.From(ctx), in.Body.ReturnTo)
	if err != nil {
		return nil, err
	}
	out := &onwardResponse{}
	out.Body.URL = url
	return out, nil
}

type purchaseJSON struct {
	ID            string   `json:"id" doc:"Of Stripe"`
	UserID        *string  `json:"userId"`
	ApplicationID *string  `json:"applicationId"`
	PlanID        *string  `json:"planId"`
	Status        string   `json:"status" doc:"As Stripe names the state of a subscription; active when it was paid once"`
	PeriodEnd     web.Time `json:"periodEnd"`
	Ends          bool     `json:"ends" doc:"With the period"`
	Problem       *string  `json:"problem" doc:"Why nobody is on a plan for it"`
	BoughtAt      web.Time `json:"boughtAt"`
}

type purchasesResponse struct {
	Body struct {
		Enabled   bool           `json:"enabled" doc:"Plans are sold, and Stripe's events are taken"`
		Purchases []purchaseJSON `json:"purchases" nullable:"false"`
	}
}

func (h HTTP) listed(all []Purchase) *purchasesResponse {
	out := &purchasesResponse{}
	out.Body.Enabled = h.billing.Enabled()
	out.Body.Purchases = make([]purchaseJSON, 0, len(all))
	for _, p := range all {
		out.Body.Purchases = append(out.Body.Purchases, purchaseJSON{
			ID: p.ID, UserID: web.OrNull(p.UserID), ApplicationID: web.OrNull(p.ApplicationID), PlanID: web.OrNull(p.PlanID),
			Status: p.Status, PeriodEnd: web.Time(p.PeriodEnd), Ends: p.Ends, Problem: web.OrNull(p.Problem), BoughtAt: web.Time(p.BoughtAt),
		})
	}
	return out
}

// Own serves GET /api/user/billing.
func (h HTTP) Own(ctx context.Context, _ *struct{}) (*purchasesResponse, error) {
	all, err := h.billing.Own(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	return h.listed(all), nil
}

// Problems serves GET /api/admin/billing.
func (h HTTP) Problems(ctx context.Context, _ *struct{}) (*purchasesResponse, error) {
	all, err := h.billing.Problems(ctx)
	if err != nil {
		return nil, err
	}
	return h.listed(all), nil
}
