package application

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about applications.
type HTTP struct{ applications *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type applicationJSON struct {
	ID              string   `json:"id" format:"uuid"`
	Name            string   `json:"name"`
	Slug            string   `json:"slug" doc:"The client id"`
	Description     *string  `json:"description"`
	IsActive        bool     `json:"isActive"`
	SkipConsent     bool     `json:"skipConsent"`
	IsMfaRequired   bool     `json:"isMfaRequired"`
	AllowRegister   bool     `json:"allowRegister"`
	GrantOnRegister bool     `json:"grantOnRegister"`
	RequirePKCE     bool     `json:"requirePkce"`
	AllowedScopes   []string `json:"allowedScopes" nullable:"false"`
	RedirectURIs    []string `json:"redirectUris" nullable:"false"`
	IsPublic        bool     `json:"isPublic"`
	IDTokenAlg      string   `json:"idTokenSignedResponseAlg" enum:"RS256,ES256,EdDSA,PS256"`
	URL             *string  `json:"url"`
	Icon            *string  `json:"icon"`
	ClientID        string   `json:"clientId" doc:"The slug, or the address of the client's metadata document"`
	Origin          string   `json:"origin" enum:"admin,registered,document" doc:"Who made it: an administrator, the client by registration, or its metadata document"`
	Client          Client   `json:"client" doc:"Its settings as an OAuth client; those that are not given have their default"`
	CreatedAt       web.Time `json:"createdAt"`
	UpdatedAt       web.Time `json:"updatedAt"`
	UserCount       int64    `json:"userCount"`
	PlanCount       int64    `json:"planCount"`
}

func toJSON(d Detail) applicationJSON {
	return applicationJSON{
		ID: d.ID, Name: d.Name, Slug: d.Slug, Description: web.OrNull(d.Description), IsActive: d.IsActive,
		SkipConsent: d.SkipConsent, IsMfaRequired: d.IsMfaRequired, AllowRegister: d.AllowRegister,
		GrantOnRegister: d.GrantOnRegister, RequirePKCE: d.RequirePKCE, AllowedScopes: d.AllowedScopes,
		RedirectURIs: d.RedirectURIs, IsPublic: d.IsPublic, IDTokenAlg: d.IDTokenAlg, URL: web.OrNull(d.URL),
		Icon: web.OrNull(d.Icon), ClientID: d.ClientID(), Origin: d.Origin, Client: d.Client, CreatedAt: web.Time(d.CreatedAt), UpdatedAt: web.Time(d.UpdatedAt),
		UserCount: d.UserCount, PlanCount: d.PlanCount,
	}
}

type applicationPath struct {
	ID string `path:"id" doc:"The application"`
}

type noContent struct{}

type createApplicationRequest struct {
	Body struct {
		Name            string               `json:"name" minLength:"1" maxLength:"100"`
		Slug            string               `json:"slug" minLength:"1" maxLength:"64" pattern:"^[a-z0-9-]+$"`
		Description     web.Optional[string] `json:"description,omitzero" maxLength:"500"`
		IsActive        *bool                `json:"isActive,omitempty" doc:"true unless given"`
		IsPublic        bool                 `json:"isPublic,omitempty"`
		SkipConsent     bool                 `json:"skipConsent,omitempty"`
		IsMfaRequired   bool                 `json:"isMfaRequired,omitempty"`
		AllowRegister   *bool                `json:"allowRegister,omitempty" doc:"true unless given"`
		GrantOnRegister bool                 `json:"grantOnRegister,omitempty"`
		RequirePKCE     *bool                `json:"requirePkce,omitempty" doc:"true unless given; always true for public applications"`
		AllowedScopes   []string             `json:"allowedScopes,omitempty" nullable:"false" doc:"openid, profile and email unless given"`
		RedirectURIs    []string             `json:"redirectUris,omitempty" nullable:"false" maxItems:"50"`
		IDTokenAlg      string               `json:"idTokenSignedResponseAlg,omitempty" enum:"RS256,ES256,EdDSA,PS256"`
		URL             web.Optional[string] `json:"url,omitzero"`
		Icon            web.Optional[string] `json:"icon,omitzero"`
		Client          Client               `json:"client,omitzero" doc:"Settings of the OAuth client"`
	}
}

type createApplicationResponse struct {
	Body struct {
		Application  applicationJSON `json:"application"`
		ClientID     string          `json:"clientId"`
		ClientSecret string          `json:"clientSecret,omitempty" doc:"Shown this once; absent for public applications"`
	}
}

// Create serves POST /api/admin/applications.
func (h HTTP) Create(ctx context.Context, in *createApplicationRequest) (*createApplicationResponse, error) {
	b := in.Body
	d, clientSecret, err := h.applications.create(ctx, actor.From(ctx), NewApplication{
		Slug: b.Slug, Name: b.Name, Description: orEmpty(b.Description), URL: orEmpty(b.URL), Icon: orEmpty(b.Icon),
		IsPublic: b.IsPublic, SkipConsent: b.SkipConsent, IsMfaRequired: b.IsMfaRequired, GrantOnRegister: b.GrantOnRegister,
		IsActive: b.IsActive, AllowRegister: b.AllowRegister, RequirePKCE: b.RequirePKCE,
		AllowedScopes: b.AllowedScopes, RedirectURIs: b.RedirectURIs, IDTokenAlg: b.IDTokenAlg, Client: b.Client,
	})
	if err != nil {
		return nil, err
	}
	out := &createApplicationResponse{}
	out.Body.Application, out.Body.ClientID, out.Body.ClientSecret = toJSON(d), d.Slug, clientSecret
	return out, nil
}

func orEmpty(o web.Optional[string]) string {
	if p := o.Get(); p != nil {
		return *p
	}
	return ""
}

type applicationResponse struct {
	Body struct {
		Application applicationJSON `json:"application"`
	}
}

func answer(d Detail, err error) (*applicationResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &applicationResponse{}
	out.Body.Application = toJSON(d)
	return out, nil
}

// Get serves GET /api/admin/applications/{id}.
func (h HTTP) Get(ctx context.Context, in *applicationPath) (*applicationResponse, error) {
	return answer(h.applications.Detail(ctx, in.ID))
}

type updateApplicationRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name            *string              `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Description     web.Optional[string] `json:"description,omitzero" maxLength:"500"`
		IsActive        *bool                `json:"isActive,omitempty"`
		SkipConsent     *bool                `json:"skipConsent,omitempty"`
		IsMfaRequired   *bool                `json:"isMfaRequired,omitempty"`
		AllowRegister   *bool                `json:"allowRegister,omitempty"`
		GrantOnRegister *bool                `json:"grantOnRegister,omitempty"`
		RequirePKCE     *bool                `json:"requirePkce,omitempty"`
		AllowedScopes   *[]string            `json:"allowedScopes,omitempty" nullable:"false"`
		RedirectURIs    *[]string            `json:"redirectUris,omitempty" nullable:"false" maxItems:"50"`
		IDTokenAlg      *string              `json:"idTokenSignedResponseAlg,omitempty" enum:"RS256,ES256,EdDSA,PS256"`
		URL             web.Optional[string] `json:"url,omitzero"`
		Icon            web.Optional[string] `json:"icon,omitzero"`
		Client          clientMembers        `json:"client,omitzero" doc:"Only the members given change; null resets one"`
	}
}

// clientMembers are the settings that a partial update mentions.
type clientMembers map[string]json.RawMessage

// Schema implements huma.SchemaProvider.
func (clientMembers) Schema(schemas huma.Registry) *huma.Schema {
	return schemas.Schema(reflect.TypeFor[Client](), true, "")
}

// Update serves PATCH /api/admin/applications/{id}. The slug and whether the
// application is public cannot be changed; such members are ignored.
func (h HTTP) Update(ctx context.Context, in *updateApplicationRequest) (*applicationResponse, error) {
	b := in.Body
	return answer(h.applications.Update(ctx, actor.From(ctx), in.ID, Changes{
		Name: b.Name, Description: b.Description.Get(), URL: b.URL.Get(), Icon: b.Icon.Get(), IDTokenAlg: b.IDTokenAlg,
		IsActive: b.IsActive, SkipConsent: b.SkipConsent, IsMfaRequired: b.IsMfaRequired, AllowRegister: b.AllowRegister,
		GrantOnRegister: b.GrantOnRegister, RequirePKCE: b.RequirePKCE, AllowedScopes: b.AllowedScopes, RedirectURIs: b.RedirectURIs,
		ClientMembers: b.Client,
	}))
}

// Delete serves DELETE /api/admin/applications/{id}.
func (h HTTP) Delete(ctx context.Context, in *applicationPath) (*noContent, error) {
	return &noContent{}, h.applications.Delete(ctx, actor.From(ctx), in.ID)
}
