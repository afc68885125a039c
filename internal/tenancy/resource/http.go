package resource

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about protected APIs.
type HTTP struct{ resources *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type scopeJSON struct {
	Name        string `json:"name" minLength:"1" maxLength:"128"`
	Description string `json:"description,omitempty" maxLength:"500" doc:"Shown when consent is asked"`
}

type resourceJSON struct {
	ID           string      `json:"id" format:"uuid"`
	Identifier   string      `json:"identifier" format:"uri" doc:"The value of the resource parameter, compared character by character"`
	Name         string      `json:"name"`
	Description  *string     `json:"description"`
	Scopes       []scopeJSON `json:"scopes" nullable:"false"`
	TokenLife    *int64      `json:"accessTokenLifetime" doc:"Seconds; null means the service's own"`
	SigningAlg   string      `json:"accessTokenSigningAlg" enum:"RS256,PS256,ES256,EdDSA"`
	Applications []string    `json:"allowedApplications" nullable:"true" doc:"Ids of the applications that may ask for it; null means all"`
	OpenScopes   bool        `json:"openScopes" doc:"Clients that no administrator made may be allowed its scopes"`
	IsActive     bool        `json:"isActive"`
	Origin       string      `json:"origin" enum:"admin,environment" doc:"environment: it came from OAUTH_VALID_AUDIENCES"`
	Configured   bool        `json:"configured" doc:"Listed in OAUTH_VALID_AUDIENCES now, and so not to be deleted"`
	CreatedAt    web.Time    `json:"createdAt"`
	UpdatedAt    web.Time    `json:"updatedAt"`
}

func toJSON(r Resource) resourceJSON {
	out := resourceJSON{
		ID: r.ID, Identifier: r.Identifier, Name: r.Name, Scopes: make([]scopeJSON, 0, len(r.Scopes)), SigningAlg: r.SigningAlg,
		Applications: r.Applications, OpenScopes: r.OpenScopes, IsActive: r.IsActive, Origin: r.Origin, Configured: r.Configured,
		CreatedAt: web.Time(r.CreatedAt), UpdatedAt: web.Time(r.UpdatedAt),
	}
	if r.Description != "" {
		out.Description = &r.Description
	}
	if r.TokenLife > 0 {
		seconds := int64(r.TokenLife / time.Second)
		out.TokenLife = &seconds
	}
	for _, s := range r.Scopes {
		out.Scopes = append(out.Scopes, scopeJSON(s))
	}
	return out
}

func fromJSON(list []scopeJSON) []Scope {
	scopes := make([]Scope, 0, len(list))
	for _, s := range list {
		scopes = append(scopes, Scope(s))
	}
	return scopes
}

type resourcePath struct {
	ID string `path:"id" doc:"The resource"`
}

type noContent struct{}

type listResourcesResponse struct {
	Body struct {
		Resources []resourceJSON `json:"resources" nullable:"false"`
	}
}

// List serves GET /api/admin/resources.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*listResourcesResponse, error) {
	all, err := h.resources.List(ctx)
	if err != nil {
		return nil, err
	}
	out := &listResourcesResponse{}
	out.Body.Resources = make([]resourceJSON, 0, len(all))
	for _, r := range all {
		out.Body.Resources = append(out.Body.Resources, toJSON(r))
	}
	return out, nil
}

type resourceResponse struct {
	Body struct {
		Resource resourceJSON `json:"resource"`
	}
}

func answer(r Resource, err error) (*resourceResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &resourceResponse{}
	out.Body.Resource = toJSON(r)
	return out, nil
}

type createResourceRequest struct {
	Body struct {
		Identifier   string                 `json:"identifier" minLength:"1" maxLength:"2000"`
		Name         string                 `json:"name" minLength:"1" maxLength:"100"`
		Description  web.Optional[string]   `json:"description,omitzero" maxLength:"500"`
		Scopes       []scopeJSON            `json:"scopes,omitempty" nullable:"false" maxItems:"200"`
		TokenLife    web.Optional[int64]    `json:"accessTokenLifetime,omitzero" doc:"Seconds, 60 to 86400; the service's own unless given"`
		SigningAlg   string                 `json:"accessTokenSigningAlg,omitempty" enum:"RS256,PS256,ES256,EdDSA" doc:"ES256 unless given"`
		Applications web.Optional[[]string] `json:"allowedApplications,omitzero" doc:"All unless given"`
		OpenScopes   bool                   `json:"openScopes,omitempty"`
		IsActive     *bool                  `json:"isActive,omitempty" doc:"true unless given"`
	}
}

// Create serves POST /api/admin/resources.
func (h HTTP) Create(ctx context.Context, in *createResourceRequest) (*resourceResponse, error) {
	b := in.Body
	n := NewResource{
		Identifier: b.Identifier, Name: b.Name, Scopes: fromJSON(b.Scopes), SigningAlg: b.SigningAlg, OpenScopes: b.OpenScopes, IsActive: b.IsActive,
	}
	if p := b.Description.Get(); p != nil {
		n.Description = *p
	}
	if p := life(b.TokenLife); p != nil {
		n.TokenLife = *p
	}
	if p := b.Applications.Get(); p != nil {
		n.Applications = *p
	}
	return answer(h.resources.Create(ctx, actor.From(ctx), n))
}

// life reads seconds; what no time.Duration can hold becomes one that is
// refused.
func life(o web.Optional[int64]) *time.Duration {
	p := o.Get()
	if p == nil {
		return nil
	}
	d := time.Duration(-1)
	if *p >= 0 && *p <= int64(MaxTokenLife/time.Second) {
		d = time.Duration(*p) * time.Second
	}
	return &d
}

// Get serves GET /api/admin/resources/{id}.
func (h HTTP) Get(ctx context.Context, in *resourcePath) (*resourceResponse, error) {
	return answer(h.resources.ByID(ctx, in.ID))
}

type updateResourceRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name         *string                `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Description  web.Optional[string]   `json:"description,omitzero" maxLength:"500"`
		Scopes       *[]scopeJSON           `json:"scopes,omitempty" nullable:"false" maxItems:"200"`
		TokenLife    web.Optional[int64]    `json:"accessTokenLifetime,omitzero"`
		SigningAlg   *string                `json:"accessTokenSigningAlg,omitempty" enum:"RS256,PS256,ES256,EdDSA"`
		Applications web.Optional[[]string] `json:"allowedApplications,omitzero" doc:"null means all"`
		OpenScopes   *bool                  `json:"openScopes,omitempty"`
		IsActive     *bool                  `json:"isActive,omitempty"`
	}
}

// Update serves PATCH /api/admin/resources/{id}. The identifier cannot be
// changed; such a member is ignored.
func (h HTTP) Update(ctx context.Context, in *updateResourceRequest) (*resourceResponse, error) {
	b := in.Body
	c := Changes{
		Name: b.Name, Description: b.Description.Get(), SigningAlg: b.SigningAlg, TokenLife: life(b.TokenLife),
		Applications: b.Applications.Get(), OpenScopes: b.OpenScopes, IsActive: b.IsActive,
	}
	if b.Scopes != nil {
		scopes := fromJSON(*b.Scopes)
		c.Scopes = &scopes
	}
	return answer(h.resources.Update(ctx, actor.From(ctx), in.ID, c))
}

// Delete serves DELETE /api/admin/resources/{id}.
func (h HTTP) Delete(ctx context.Context, in *resourcePath) (*noContent, error) {
	return &noContent{}, h.resources.Delete(ctx, actor.From(ctx), in.ID)
}

// ScopesRequest names the scopes of an authorization request.
type ScopesRequest struct {
	Scope    string   `query:"scope" required:"true" maxLength:"4000" doc:"Scopes, separated by spaces"`
	Resource []string `query:"resource,explode" maxItems:"50" doc:"Only the meanings at these resources"`
}

type meaningJSON struct {
	Name        string  `json:"name"`
	Description *string `json:"description"`
	Resource    string  `json:"resource" doc:"The name of the API"`
}

// ScopesResponse explains scopes.
type ScopesResponse struct {
	Body struct {
		Scopes []meaningJSON `json:"scopes" nullable:"false"`
	}
}

// Scopes serves GET /api/public/scopes: what the scopes that APIs define mean.
// Others are left out.
func (h HTTP) Scopes(ctx context.Context, in *ScopesRequest) (*ScopesResponse, error) {
	meanings, err := h.resources.Meanings(ctx, strings.Fields(in.Scope), in.Resource)
	if err != nil {
		return nil, err
	}
	out := &ScopesResponse{}
	out.Body.Scopes = make([]meaningJSON, 0, len(meanings))
	for _, m := range meanings {
		one := meaningJSON{Name: m.Scope.Name, Resource: m.Resource.Name}
		if m.Scope.Description != "" {
			one.Description = &m.Scope.Description
		}
		out.Body.Scopes = append(out.Body.Scopes, one)
	}
	return out, nil
}
