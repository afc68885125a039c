package subscription

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type ownPlanJSON struct {
	ID          string       `json:"id" format:"uuid"`
	Name        string       `json:"name"`
	Description *string      `json:"description"`
	Features    featuresJSON `json:"features"`
	IsDefault   bool         `json:"isDefault"`
}

// heldPlan is a plan, or null.
type heldPlan struct{ plan *ownPlanJSON }

// MarshalJSON implements json.Marshaler.
func (h heldPlan) MarshalJSON() ([]byte, error) { return json.Marshal(h.plan) }

// Schema implements huma.SchemaProvider.
func (heldPlan) Schema(schemas huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{schemas.Schema(reflect.TypeFor[ownPlanJSON](), true, ""), {Type: "null"}}}
}

type ownSubscriptionJSON struct {
	ApplicationID   string   `json:"applicationId" format:"uuid"`
	ApplicationName string   `json:"applicationName"`
	ApplicationSlug string   `json:"applicationSlug"`
	ApplicationIcon *string  `json:"applicationIcon" doc:"Path at this service"`
	IsActive        bool     `json:"isActive"`
	Plan            heldPlan `json:"plan" doc:"null without a subscription that counts now"`
}

type ownSubscriptionsResponse struct {
	Body struct {
		Subscriptions []ownSubscriptionJSON `json:"subscriptions" nullable:"false"`
	}
}

// Own serves GET /api/user/subscription.
func (h HTTP) Own(ctx context.Context, _ *struct{}) (*ownSubscriptionsResponse, error) {
	all, err := h.subscriptions.Own(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &ownSubscriptionsResponse{}
	out.Body.Subscriptions = make([]ownSubscriptionJSON, 0, len(all))
	for _, o := range all {
		one := ownSubscriptionJSON{
			ApplicationID: o.Application.ID, ApplicationName: o.Application.Name, ApplicationSlug: o.Application.Slug,
			ApplicationIcon: web.OrNull(o.Application.LogoPath()), IsActive: true,
		}
		if p := o.Plan; p != nil {
			one.Plan.plan = &ownPlanJSON{p.ID, p.Name, web.OrNull(p.Description), featuresJSON{p.Features}, p.IsDefault}
		}
		out.Body.Subscriptions = append(out.Body.Subscriptions, one)
	}
	return out, nil
}
