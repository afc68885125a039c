package webhook

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type deliveryJSON struct {
	ID             string   `json:"id" format:"uuid"`
	EventID        string   `json:"eventId" format:"uuid" doc:"The webhook-id that is sent"`
	Type           string   `json:"type"`
	State          string   `json:"state" enum:"pending,delivered,failed"`
	Attempts       int64    `json:"attempts" doc:"Since it happened, or was last replayed"`
	ResponseStatus *int64   `json:"responseStatus" doc:"Of the last attempt; null without an answer"`
	Duration       int64    `json:"durationMs" doc:"Of the last attempt, in milliseconds"`
	Problem        string   `json:"problem" doc:"Of the last attempt; empty when it went well"`
	CreatedAt      web.Time `json:"createdAt"`
	AttemptedAt    web.Time `json:"attemptedAt"`
	NextAt         web.Time `json:"nextAttemptAt"`
	DeliveredAt    web.Time `json:"deliveredAt"`
	FailedAt       web.Time `json:"failedAt"`
}

func orNull(status int64) *int64 {
	if status == 0 {
		return nil
	}
	return &status
}

func toDeliveryJSON(d Delivery) deliveryJSON {
	return deliveryJSON{
		ID: d.ID, EventID: d.EventID, Type: d.Type, State: d.State(), Attempts: d.Attempts, ResponseStatus: orNull(d.Status),
		Duration: d.Duration.Milliseconds(), Problem: d.Problem, CreatedAt: web.Time(d.CreatedAt), AttemptedAt: web.Time(d.AttemptedAt),
		NextAt: web.Time(d.NextAt), DeliveredAt: web.Time(d.DeliveredAt), FailedAt: web.Time(d.FailedAt),
	}
}

// payloadJSON is what was sent, as it was sent.
type payloadJSON struct{ json.RawMessage }

// Schema implements huma.SchemaProvider.
func (payloadJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "What is sent: type, timestamp and data"}
}

type attemptJSON struct {
	At             web.Time `json:"at"`
	ResponseStatus *int64   `json:"responseStatus" doc:"null without an answer"`
	Duration       int64    `json:"durationMs"`
	Problem        string   `json:"problem" doc:"Empty when it went well"`
	Excerpt        string   `json:"responseExcerpt" doc:"How the answer begins: 1024 bytes at most"`
}

type listWebhookDeliveriesRequest struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
	State     string `query:"state" enum:"pending,delivered,failed"`
	Limit     int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor    string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before"`
}

type listWebhookDeliveriesResponse struct {
	Body struct {
		Deliveries []deliveryJSON `json:"deliveries" nullable:"false"`
		NextCursor string         `json:"nextCursor,omitempty" doc:"Absent from the last page"`
	}
}

// Deliveries serves GET
// /api/admin/applications/{id}/webhooks/{webhookId}/deliveries.
func (h HTTP) Deliveries(ctx context.Context, in *listWebhookDeliveriesRequest) (*listWebhookDeliveriesResponse, error) {
	p, err := h.webhooks.Deliveries(ctx, in.ID, in.WebhookID, in.State, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listWebhookDeliveriesResponse{}
	out.Body.Deliveries, out.Body.NextCursor = make([]deliveryJSON, 0, len(p.Deliveries)), p.Next
	for _, d := range p.Deliveries {
		out.Body.Deliveries = append(out.Body.Deliveries, toDeliveryJSON(d))
	}
	return out, nil
}

type deliveryPath struct {
	ID         string `path:"id" doc:"The application"`
	WebhookID  string `path:"webhookId"`
	DeliveryID string `path:"deliveryId"`
}

type webhookStoryResponse struct {
	Body struct {
		Delivery deliveryJSON  `json:"delivery"`
		Payload  payloadJSON   `json:"payload"`
		Attempts []attemptJSON `json:"attempts" nullable:"false" doc:"Oldest first, also those before a replay"`
	}
}

func told(s Story, err error) (*webhookStoryResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &webhookStoryResponse{}
	out.Body.Delivery, out.Body.Payload = toDeliveryJSON(s.Delivery), payloadJSON{json.RawMessage(s.Payload)}
	out.Body.Attempts = make([]attemptJSON, 0, len(s.Tries))
	for _, t := range s.Tries {
		out.Body.Attempts = append(out.Body.Attempts, attemptJSON{web.Time(t.At), orNull(t.Status), t.Duration.Milliseconds(), t.Problem, t.Excerpt})
	}
	return out, nil
}

// Delivery serves GET
// /api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}.
func (h HTTP) Delivery(ctx context.Context, in *deliveryPath) (*webhookStoryResponse, error) {
	return told(h.webhooks.Delivery(ctx, in.ID, in.WebhookID, in.DeliveryID))
}

// Replay serves POST
// /api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}/replay.
func (h HTTP) Replay(ctx context.Context, in *deliveryPath) (*webhookStoryResponse, error) {
	return told(h.webhooks.Replay(ctx, actor.From(ctx), in.ID, in.WebhookID, in.DeliveryID))
}

// Test serves POST /api/admin/applications/{id}/webhooks/{webhookId}/test.
func (h HTTP) Test(ctx context.Context, in *webhookPath) (*webhookStoryResponse, error) {
	return told(h.webhooks.Try(ctx, actor.From(ctx), in.ID, in.WebhookID))
}

type replayWebhookRequest struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
	Body      struct {
		From  web.Time  `json:"from" doc:"When the first of it happened"`
		Until *web.Time `json:"until,omitempty" doc:"Before when the last of it happened; now unless given"`
		All   bool      `json:"all,omitempty" doc:"Also what has arrived"`
	}
}

type replayWebhookResponse struct {
	Body struct {
		Deliveries int64 `json:"deliveries" doc:"How many will be sent"`
		More       bool  `json:"more" doc:"The same replay brings more"`
	}
}

// ReplayRange serves POST /api/admin/applications/{id}/webhooks/{webhookId}/replay.
func (h HTTP) ReplayRange(ctx context.Context, in *replayWebhookRequest) (*replayWebhookResponse, error) {
	r := Range{From: time.Time(in.Body.From), All: in.Body.All}
	if in.Body.Until != nil {
		r.Until = time.Time(*in.Body.Until)
	}
	count, more, err := h.webhooks.ReplayRange(ctx, actor.From(ctx), in.ID, in.WebhookID, r)
	if err != nil {
		return nil, err
	}
	out := &replayWebhookResponse{}
	out.Body.Deliveries, out.Body.More = count, more
	return out, nil
}
