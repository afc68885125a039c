package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// ResellerHTTP answers requests about resellers and their clients.
type ResellerHTTP struct{ organizations *Service }

// NewResellerHTTP returns the handlers of a service.
func NewResellerHTTP(s *Service) ResellerHTTP { return ResellerHTTP{s} }

type tierJSON struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Slug       string  `json:"slug"`
	ParentID   *string `json:"parentId" doc:"The reseller whose client it is"`
	IsReseller bool    `json:"isReseller" doc:"It may have clients"`
}

type tierResponse struct {
	Body struct {
		Organization tierJSON `json:"organization"`
	}
}

func answerTier(o Organization, err error) (*tierResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &tierResponse{}
	out.Body.Organization = tierJSON{ID: o.ID, Name: o.Name, Slug: o.Slug, ParentID: web.OrNull(o.ParentID), IsReseller: o.IsReseller}
	return out, nil
}

type grantResellerRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body *struct {
		ClientLimit int64 `json:"clientLimit,omitempty" minimum:"1" maximum:"10000" doc:"How many clients it may have: 100 unless given"`
	}
}

// Grant serves PUT /api/admin/organizations/{id}/reseller.
func (h ResellerHTTP) Grant(ctx context.Context, in *grantResellerRequest) (*tierResponse, error) {
	var limit int64
	if in.Body != nil {
		limit = in.Body.ClientLimit
	}
	return answerTier(h.organizations.GrantReseller(ctx, actor.From(ctx), in.ID, limit))
}

// Revoke serves DELETE /api/admin/organizations/{id}/reseller.
func (h ResellerHTTP) Revoke(ctx context.Context, in *selfPath) (*noContent, error) {
	return &noContent{}, h.organizations.RevokeReseller(ctx, actor.From(ctx), in.ID)
}

type setParentRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body struct {
		ParentID *string `json:"parentId" maxLength:"64" nullable:"true" doc:"The reseller whose client it becomes; null for none"`
	}
}

// SetParent serves PUT /api/admin/organizations/{id}/parent.
func (h ResellerHTTP) SetParent(ctx context.Context, in *setParentRequest) (*tierResponse, error) {
	parentID := ""
	if in.Body.ParentID != nil {
		parentID = *in.Body.ParentID
	}
	return answerTier(h.organizations.SetParent(ctx, actor.From(ctx), in.ID, parentID))
}

type listClientsRequest struct {
	ID     string `path:"id" doc:"The reseller"`
	Search string `query:"search" maxLength:"200" doc:"Beginning of the slug or of a word of the name"`
	Page   int    `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type clientJSON struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Slug        string   `json:"slug"`
	Logo        *string  `json:"logo"`
	MemberCount int64    `json:"memberCount"`
	CreatedAt   web.Time `json:"createdAt"`
	UpdatedAt   web.Time `json:"updatedAt"`
}

type listClientsResponse struct {
	Body struct {
		Clients []clientJSON `json:"clients" nullable:"false"`
		Total   int64        `json:"total"`
		Page    int          `json:"page"`
		Limit   int          `json:"limit"`
	}
}

// Clients serves GET /api/organizations/{id}/clients.
func (h ResellerHTTP) Clients(ctx context.Context, in *listClientsRequest) (*listClientsResponse, error) {
	some, total, err := h.organizations.Clients(ctx, actor.From(ctx), in.ID, in.Search, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &listClientsResponse{}
	out.Body.Clients = make([]clientJSON, 0, len(some))
	for _, o := range some {
		out.Body.Clients = append(out.Body.Clients, clientJSON{
			ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: web.OrNull(o.Logo), MemberCount: o.Members, CreatedAt: web.Time(o.CreatedAt), UpdatedAt: web.Time(o.UpdatedAt),
		})
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = total, in.Page, in.Limit
	return out, nil
}

type clientApplicationPath struct {
	ID            string `path:"id" doc:"The reseller"`
	ClientID      string `path:"clientId"`
	ApplicationID string `path:"applicationId"`
}

// Pass serves PUT /api/organizations/{id}/clients/{clientId}/applications/{applicationId}.
func (h ResellerHTTP) Pass(ctx context.Context, in *clientApplicationPath) (*okResponse, error) {
	if err := h.organizations.Pass(ctx, actor.From(ctx), in.ID, in.ClientID, in.ApplicationID); err != nil {
		return nil, err
	}
	out := &okResponse{}
	out.Body.OK = true
	return out, nil
}

// TakeBack serves DELETE /api/organizations/{id}/clients/{clientId}/applications/{applicationId}.
func (h ResellerHTTP) TakeBack(ctx context.Context, in *clientApplicationPath) (*noContent, error) {
	return &noContent{}, h.organizations.TakeBack(ctx, actor.From(ctx), in.ID, in.ClientID, in.ApplicationID)
}
