package apitoken

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP serves the tokens' administration.
type HTTP struct {
	tokens *Service
	groups func() []string
}

// NewHTTP returns the handlers. Groups names the groups of routes that scopes
// can be about.
func NewHTTP(tokens *Service, groups func() []string) HTTP { return HTTP{tokens, groups} }

type tokenJSON struct {
	ID         string   `json:"id" format:"uuid"`
	Name       string   `json:"name"`
	Scopes     []string `json:"scopes" nullable:"false"`
	CreatedBy  string   `json:"createdBy" doc:"Id of the administrator; the token ends when they administer no longer"`
	CreatedAt  web.Time `json:"createdAt"`
	ExpiresAt  web.Time `json:"expiresAt"`
	LastUsedOn web.Time `json:"lastUsedOn" doc:"The day of its last use"`
}

func toJSON(t Token) tokenJSON {
	return tokenJSON{t.ID, t.Name, t.Scopes, t.CreatedBy, web.Time(t.CreatedAt), web.Time(t.ExpiresAt), web.Time(t.LastUsedAt)}
}

type listResponse struct {
	Body struct {
		Tokens []tokenJSON `json:"tokens" nullable:"false"`
		Scopes []string    `json:"availableScopes" nullable:"false"`
	}
}

// List serves GET /api/admin/api-tokens.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*listResponse, error) {
	all, err := h.tokens.List(ctx)
	if err != nil {
		return nil, err
	}
	out := &listResponse{}
	out.Body.Tokens, out.Body.Scopes = make([]tokenJSON, 0, len(all)), []string{All}
	for _, t := range all {
		out.Body.Tokens = append(out.Body.Tokens, toJSON(t))
	}
	for _, group := range h.groups() {
		out.Body.Scopes = append(out.Body.Scopes, group+":read", group+":write")
	}
	return out, nil
}

type createRequest struct {
	Body struct {
		Name             string   `json:"name" minLength:"1" maxLength:"100" doc:"What it is for"`
		Scopes           []string `json:"scopes" minItems:"1" maxItems:"100" nullable:"false" doc:"availableScopes lists them; * needs a superadmin"`
		ExpiresInSeconds int64    `json:"expiresInSeconds,omitempty" minimum:"60" maximum:"31622400" doc:"90 days unless given"`
	}
}

type createResponse struct {
	Body struct {
		Token tokenJSON `json:"token"`
		Value string    `json:"value" doc:"The token itself, shown this once"`
	}
}

// Create serves POST /api/admin/api-tokens.
func (h HTTP) Create(ctx context.Context, in *createRequest) (*createResponse, error) {
	t, text, err := h.tokens.Create(ctx, actor.From(ctx), NewToken{
		Name: in.Body.Name, Scopes: in.Body.Scopes, Life: time.Duration(in.Body.ExpiresInSeconds) * time.Second,
	}, h.groups())
	if err != nil {
		return nil, err
	}
	out := &createResponse{}
	out.Body.Token, out.Body.Value = toJSON(t), text
	return out, nil
}

type deleteRequest struct {
	ID string `path:"id" maxLength:"64"`
}

// Delete serves DELETE /api/admin/api-tokens/{id}.
func (h HTTP) Delete(ctx context.Context, in *deleteRequest) (*struct{}, error) {
	return nil, h.tokens.Delete(ctx, actor.From(ctx), in.ID)
}
