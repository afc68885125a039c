package webhook

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about webhooks.
type HTTP struct{ webhooks *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type noContent struct{}

// typesJSON is which events an endpoint wants.
type typesJSON []string

// Schema implements huma.SchemaProvider.
func (typesJSON) Schema(huma.Registry) *huma.Schema {
	names := []any{All}
	for _, t := range Types() {
		names = append(names, t)
	}
	least, most := 1, len(names)
	return &huma.Schema{
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Enum: names}, MinItems: &least, MaxItems: &most,
		Description: "* alone stands for all types, also those to come",
	}
}

type secretJSON struct {
	ID        string   `json:"id" format:"uuid"`
	Hint      string   `json:"hint" doc:"Its last characters"`
	CreatedAt web.Time `json:"createdAt"`
	ExpiresAt web.Time `json:"expiresAt" doc:"null for the newest, which signs until another is made"`
}

func toSecretJSON(s Secret) secretJSON {
	return secretJSON{s.ID, s.Hint, web.Time(s.CreatedAt), web.Time(s.ExpiresAt)}
}

type webhookJSON struct {
	ID             string       `json:"id" format:"uuid"`
	ApplicationID  string       `json:"applicationId" format:"uuid"`
	URL            string       `json:"url"`
	Description    string       `json:"description"`
	EventTypes     typesJSON    `json:"eventTypes"`
	IsEnabled      bool         `json:"isEnabled"`
	DisabledReason *string      `json:"disabledReason" doc:"Why the service disabled it: failing or gone; null when somebody did"`
	FailingSince   web.Time     `json:"failingSince" doc:"null when the last attempt succeeded"`
	Secrets        []secretJSON `json:"secrets" nullable:"false" doc:"All of them sign, oldest first"`
	CreatedAt      web.Time     `json:"createdAt"`
	UpdatedAt      web.Time     `json:"updatedAt"`
}

func toJSON(e Endpoint) webhookJSON {
	out := webhookJSON{
		ID: e.ID, ApplicationID: e.ApplicationID, URL: e.URL, Description: e.Description, EventTypes: e.EventTypes, IsEnabled: e.IsEnabled,
		FailingSince: web.Time(e.FailingSince), Secrets: make([]secretJSON, 0, len(e.Secrets)), CreatedAt: web.Time(e.CreatedAt),
		UpdatedAt: web.Time(e.UpdatedAt), DisabledReason: web.OrNull(e.DisabledReason),
	}
	for _, s := range e.Secrets {
		out.Secrets = append(out.Secrets, toSecretJSON(s))
	}
	return out
}

type listWebhooksRequest struct {
	ID string `path:"id" doc:"The application"`
}

type listWebhooksResponse struct {
	Body struct {
		Webhooks   []webhookJSON `json:"webhooks" nullable:"false"`
		EventTypes []string      `json:"availableEventTypes" nullable:"false"`
	}
}

// List serves GET /api/admin/applications/{id}/webhooks.
func (h HTTP) List(ctx context.Context, in *listWebhooksRequest) (*listWebhooksResponse, error) {
	all, err := h.webhooks.List(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &listWebhooksResponse{}
	out.Body.Webhooks, out.Body.EventTypes = make([]webhookJSON, 0, len(all)), Types()
	for _, e := range all {
		out.Body.Webhooks = append(out.Body.Webhooks, toJSON(e))
	}
	return out, nil
}

type createWebhookRequest struct {
	ID   string `path:"id" doc:"The application"`
	Body struct {
		URL         string    `json:"url" maxLength:"2048" doc:"https, at a public address"`
		Description string    `json:"description,omitempty" maxLength:"250"`
		EventTypes  typesJSON `json:"eventTypes"`
		IsEnabled   *bool     `json:"isEnabled,omitempty" doc:"true unless given"`
	}
}

type createWebhookResponse struct {
	Body struct {
		Webhook webhookJSON `json:"webhook"`
		Secret  string      `json:"secret" doc:"Verifies what is sent; shown this once"`
	}
}

// Create serves POST /api/admin/applications/{id}/webhooks.
func (h HTTP) Create(ctx context.Context, in *createWebhookRequest) (*createWebhookResponse, error) {
	e, text, err := h.webhooks.Create(ctx, actor.From(ctx), in.ID, NewEndpoint{
		URL: in.Body.URL, Description: in.Body.Description, EventTypes: in.Body.EventTypes, IsEnabled: in.Body.IsEnabled,
	})
	if err != nil {
		return nil, err
	}
	out := &createWebhookResponse{}
	out.Body.Webhook, out.Body.Secret = toJSON(e), text
	return out, nil
}

type webhookPath struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
}

type webhookResponse struct {
	Body struct {
		Webhook webhookJSON `json:"webhook"`
	}
}

func answer(e Endpoint, err error) (*webhookResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &webhookResponse{}
	out.Body.Webhook = toJSON(e)
	return out, nil
}

// Get serves GET /api/admin/applications/{id}/webhooks/{webhookId}.
func (h HTTP) Get(ctx context.Context, in *webhookPath) (*webhookResponse, error) {
	return answer(h.webhooks.Get(ctx, in.ID, in.WebhookID))
}

type updateWebhookRequest struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
	Body      struct {
		URL         *string   `json:"url,omitempty" maxLength:"2048" doc:"https, at a public address"`
		Description *string   `json:"description,omitempty" maxLength:"250"`
		EventTypes  typesJSON `json:"eventTypes,omitempty"`
		IsEnabled   *bool     `json:"isEnabled,omitempty" doc:"Disabling gives up what is on its way"`
	}
}

// Update serves PATCH /api/admin/applications/{id}/webhooks/{webhookId}.
func (h HTTP) Update(ctx context.Context, in *updateWebhookRequest) (*webhookResponse, error) {
	c := Changes{URL: in.Body.URL, Description: in.Body.Description, IsEnabled: in.Body.IsEnabled}
	if in.Body.EventTypes != nil {
		types := []string(in.Body.EventTypes)
		c.EventTypes = &types
	}
	return answer(h.webhooks.Update(ctx, actor.From(ctx), in.ID, in.WebhookID, c))
}

// Delete serves DELETE /api/admin/applications/{id}/webhooks/{webhookId}.
func (h HTTP) Delete(ctx context.Context, in *webhookPath) (*noContent, error) {
	return &noContent{}, h.webhooks.Delete(ctx, actor.From(ctx), in.ID, in.WebhookID)
}

type rotateWebhookSecretRequest struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
	Body      struct {
		OverlapSeconds *int64 `json:"overlapSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"How long the secrets there are go on signing too; a day unless given"`
	}
}

type rotateWebhookSecretResponse struct {
	Body struct {
		Secret secretJSON `json:"secret"`
		Value  string     `json:"value" doc:"The secret itself, shown this once"`
	}
}

// Rotate serves POST /api/admin/applications/{id}/webhooks/{webhookId}/secrets.
func (h HTTP) Rotate(ctx context.Context, in *rotateWebhookSecretRequest) (*rotateWebhookSecretResponse, error) {
	overlap := UsualOverlap
	if in.Body.OverlapSeconds != nil {
		overlap = time.Duration(*in.Body.OverlapSeconds) * time.Second
	}
	one, text, err := h.webhooks.Rotate(ctx, actor.From(ctx), in.ID, in.WebhookID, overlap)
	if err != nil {
		return nil, err
	}
	out := &rotateWebhookSecretResponse{}
	out.Body.Secret, out.Body.Value = toSecretJSON(one), text
	return out, nil
}

type secretPath struct {
	ID        string `path:"id" doc:"The application"`
	WebhookID string `path:"webhookId"`
	SecretID  string `path:"secretId"`
}

// DeleteSecret serves DELETE
// /api/admin/applications/{id}/webhooks/{webhookId}/secrets/{secretId}.
func (h HTTP) DeleteSecret(ctx context.Context, in *secretPath) (*noContent, error) {
	return &noContent{}, h.webhooks.DeleteSecret(ctx, actor.From(ctx), in.ID, in.WebhookID, in.SecretID)
}
