package application

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type rotateSecretRequest struct {
	ID   string `path:"id"`
	Body *struct {
		GraceSeconds int64 `json:"graceSeconds,omitempty" minimum:"0" maximum:"2592000" doc:"How long the old secrets go on working"`
	}
}

type rotateSecretResponse struct {
	Body struct {
		ClientSecret string `json:"clientSecret"`
	}
}

// RotateSecret serves POST /api/admin/applications/{id}/rotate-secret.
func (h HTTP) RotateSecret(ctx context.Context, in *rotateSecretRequest) (*rotateSecretResponse, error) {
	var grace time.Duration
	if in.Body != nil {
		grace = time.Duration(in.Body.GraceSeconds) * time.Second
	}
	text, err := h.applications.RotateSecret(ctx, actor.From(ctx), in.ID, grace)
	if err != nil {
		return nil, err
	}
	out := &rotateSecretResponse{}
	out.Body.ClientSecret = text
	return out, nil
}

type secretJSON struct {
	ID        string   `json:"id" format:"uuid"`
	Name      *string  `json:"name" doc:"null for the one that the application was made with, and after a rotation"`
	CreatedAt web.Time `json:"createdAt"`
	ExpiresAt web.Time `json:"expiresAt"`
}

func toSecretJSON(s Secret) secretJSON {
	return secretJSON{s.ID, web.OrNull(s.Name), web.Time(s.CreatedAt), web.Time(s.ExpiresAt)}
}

type listSecretsResponse struct {
	Body struct {
		Secrets []secretJSON `json:"secrets" nullable:"false"`
	}
}

// ListSecrets serves GET /api/admin/applications/{id}/secrets.
func (h HTTP) ListSecrets(ctx context.Context, in *applicationPath) (*listSecretsResponse, error) {
	all, err := h.applications.Secrets(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &listSecretsResponse{}
	out.Body.Secrets = make([]secretJSON, 0, len(all))
	for _, s := range all {
		out.Body.Secrets = append(out.Body.Secrets, toSecretJSON(s))
	}
	return out, nil
}

type createSecretRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name      string    `json:"name" minLength:"1" maxLength:"100"`
		ExpiresAt *web.Time `json:"expiresAt,omitempty" nullable:"true" doc:"Never unless given"`
	}
}

type createSecretResponse struct {
	Body struct {
		Secret       secretJSON `json:"secret"`
		ClientSecret string     `json:"clientSecret" doc:"Shown this once"`
	}
}

// CreateSecret serves POST /api/admin/applications/{id}/secrets.
func (h HTTP) CreateSecret(ctx context.Context, in *createSecretRequest) (*createSecretResponse, error) {
	var expires time.Time
	if in.Body.ExpiresAt != nil {
		expires = time.Time(*in.Body.ExpiresAt)
		if expires.IsZero() { // would mean never
			return nil, ErrInvalid.With(fault.Field{Name: "body.expiresAt", Problem: "must be in the future"})
		}
	}
	made, text, err := h.applications.AddSecret(ctx, actor.From(ctx), in.ID, in.Body.Name, expires)
	if err != nil {
		return nil, err
	}
	out := &createSecretResponse{}
	out.Body.Secret, out.Body.ClientSecret = toSecretJSON(made), text
	return out, nil
}

type secretPath struct {
	ID       string `path:"id"`
	SecretID string `path:"secretId"`
}

// DeleteSecret serves DELETE /api/admin/applications/{id}/secrets/{secretId}.
func (h HTTP) DeleteSecret(ctx context.Context, in *secretPath) (*noContent, error) {
	return &noContent{}, h.applications.RemoveSecret(ctx, actor.From(ctx), in.ID, in.SecretID)
}
