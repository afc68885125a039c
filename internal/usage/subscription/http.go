package subscription

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about plans and subscriptions.
type HTTP struct{ subscriptions *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type noContent struct{}

// featuresJSON is kept as it was written: numbers never pass through a float.
type featuresJSON struct{ json.RawMessage }

// Schema implements huma.SchemaProvider.
func (featuresJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

type planJSON struct {
	ID                string       `json:"id" format:"uuid"`
	ApplicationID     string       `json:"applicationId" format:"uuid"`
	Name              string       `json:"name"`
	Description       *string      `json:"description"`
	StripeProductID   *string      `json:"stripeProductId"`
	Features          featuresJSON `json:"features"`
	IsDefault         bool         `json:"isDefault"`
	CreatedAt         web.Time     `json:"createdAt"`
	UpdatedAt         web.Time     `json:"updatedAt"`
	ActiveSubscribers int64        `json:"activeSubscribers"`
	Prices            *[]priceJSON `json:"prices,omitempty" nullable:"false"`
}

func toPlanJSON(p Plan) planJSON {
	return planJSON{
		ID: p.ID, ApplicationID: p.ApplicationID, Name: p.Name, Description: web.OrNull(p.Description),
		StripeProductID: web.OrNull(p.StripeProductID), Features: featuresJSON{p.Features}, IsDefault: p.IsDefault,
		CreatedAt: web.Time(p.CreatedAt), UpdatedAt: web.Time(p.UpdatedAt), ActiveSubscribers: p.ActiveSubscribers,
	}
}

func orEmpty(o web.Optional[string]) string {
	if p := o.Get(); p != nil {
		return *p
	}
	return ""
}

type listPlansRequest struct {
	ID string `path:"id"`
}

type listPlansResponse struct {
	Body struct {
		Plans []planJSON `json:"plans" nullable:"false"`
	}
}

// ListPlans serves GET /api/admin/applications/{id}/plans.
func (h HTTP) ListPlans(ctx context.Context, in *listPlansRequest) (*listPlansResponse, error) {
	plans, err := h.subscriptions.Plans(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &listPlansResponse{}
	out.Body.Plans = make([]planJSON, 0, len(plans))
	for _, p := range plans {
		out.Body.Plans = append(out.Body.Plans, withPrices(p))
	}
	return out, nil
}

type createPlanRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name            string               `json:"name" minLength:"1" maxLength:"64"`
		Description     web.Optional[string] `json:"description,omitzero" maxLength:"500"`
		StripeProductID web.Optional[string] `json:"stripeProductId,omitzero" maxLength:"255"`
		Features        featuresJSON         `json:"features,omitzero"`
		IsDefault       bool                 `json:"isDefault,omitempty" doc:"Takes the place of the default plan there is"`
	}
}

type planResponse struct {
	Body struct {
		Plan planJSON `json:"plan"`
	}
}

// CreatePlan serves POST /api/admin/applications/{id}/plans.
func (h HTTP) CreatePlan(ctx context.Context, in *createPlanRequest) (*planResponse, error) {
	p, err := h.subscriptions.CreatePlan(ctx, actor.From(ctx), in.ID, NewPlan{
		Name: in.Body.Name, Description: orEmpty(in.Body.Description), StripeProductID: orEmpty(in.Body.StripeProductID),
		Features: in.Body.Features.RawMessage, IsDefault: in.Body.IsDefault,
	})
	if err != nil {
		return nil, err
	}
	out := &planResponse{}
	out.Body.Plan = withPrices(p)
	return out, nil
}

type updatePlanRequest struct {
	ID     string `path:"id"`
	PlanID string `path:"planId"`
	Body   struct {
		Name            *string              `json:"name,omitempty" minLength:"1" maxLength:"64"`
		Description     web.Optional[string] `json:"description,omitzero" maxLength:"500"`
		StripeProductID web.Optional[string] `json:"stripeProductId,omitzero" maxLength:"255"`
		Features        featuresJSON         `json:"features,omitzero"`
		IsDefault       *bool                `json:"isDefault,omitempty"`
	}
}

// UpdatePlan serves PATCH /api/admin/applications/{id}/plans/{planId}.
func (h HTTP) UpdatePlan(ctx context.Context, in *updatePlanRequest) (*planResponse, error) {
	p, err := h.subscriptions.ChangePlan(ctx, actor.From(ctx), in.ID, in.PlanID, PlanChanges{
		Name: in.Body.Name, Description: in.Body.Description.Get(), StripeProductID: in.Body.StripeProductID.Get(),
		Features: in.Body.Features.RawMessage, IsDefault: in.Body.IsDefault,
	})
	if err != nil {
		return nil, err
	}
	out := &planResponse{}
	out.Body.Plan = toPlanJSON(p)
	return out, nil
}

type planPath struct {
	ID     string `path:"id"`
	PlanID string `path:"planId"`
}

// DeletePlan serves DELETE /api/admin/applications/{id}/plans/{planId}.
func (h HTTP) DeletePlan(ctx context.Context, in *planPath) (*noContent, error) {
	return &noContent{}, h.subscriptions.DeletePlan(ctx, actor.From(ctx), in.ID, in.PlanID)
}

type subscriptionJSON struct {
	ID            string   `json:"id" format:"uuid"`
	UserID        string   `json:"userId"`
	ApplicationID string   `json:"applicationId" format:"uuid"`
	PlanID        string   `json:"planId" format:"uuid"`
	ExpiresAt     web.Time `json:"expiresAt"`
	IsActive      bool     `json:"isActive"`
	CreatedAt     web.Time `json:"createdAt"`
	UpdatedAt     web.Time `json:"updatedAt"`
}

type subscribeRequest struct {
	ID     string `path:"id"`
	UserID string `path:"userId"`
	Body   struct {
		PlanID    string    `json:"planId" format:"uuid"`
		ExpiresAt *web.Time `json:"expiresAt,omitempty" nullable:"true"`
	}
}

type subscriptionResponse struct {
	Body struct {
		Subscription subscriptionJSON `json:"subscription"`
	}
}

// Subscribe serves POST /api/admin/applications/{id}/users/{userId}/subscription.
func (h HTTP) Subscribe(ctx context.Context, in *subscribeRequest) (*subscriptionResponse, error) {
	var expires time.Time
	if in.Body.ExpiresAt != nil {
		expires = time.Time(*in.Body.ExpiresAt)
		if expires.IsZero() { // would mean never
			return nil, ErrInvalid.With(fault.Field{Name: "body.expiresAt", Problem: "must be a date of our era"})
		}
	}
	s, err := h.subscriptions.Subscribe(ctx, actor.From(ctx), in.ID, in.UserID, in.Body.PlanID, expires)
	if err != nil {
		return nil, err
	}
	out := &subscriptionResponse{}
	out.Body.Subscription = subscriptionJSON{
		ID: s.ID, UserID: s.UserID, ApplicationID: s.ApplicationID, PlanID: s.PlanID, ExpiresAt: web.Time(s.ExpiresAt),
		IsActive: s.IsActive, CreatedAt: web.Time(s.CreatedAt), UpdatedAt: web.Time(s.UpdatedAt),
	}
	return out, nil
}

type subscriberPath struct {
	ID     string `path:"id"`
	UserID string `path:"userId"`
}

// Unsubscribe serves DELETE /api/admin/applications/{id}/users/{userId}/subscription.
func (h HTTP) Unsubscribe(ctx context.Context, in *subscriberPath) (*noContent, error) {
	return &noContent{}, h.subscriptions.Unsubscribe(ctx, actor.From(ctx), in.ID, in.UserID)
}
