package organization

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about organizations.
type HTTP struct {
	organizations *Service
	sessions      *session.Service
	cookie        session.Cookie
}

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service, sessions *session.Service, cookie session.Cookie) HTTP {
	return HTTP{s, sessions, cookie}
}

type noContent struct{}

// instead tells a refusal as one endpoint does: the first of the given errors
// that has its code.
func instead(err error, variants ...*fault.Error) error {
	for _, v := range variants {
		if errors.Is(err, v) {
			return v
		}
	}
	return err
}

// metadataJSON is an object that nobody but its owner understands.
type metadataJSON struct{ text string }

// UnmarshalJSON implements json.Unmarshaler.
func (m *metadataJSON) UnmarshalJSON(text []byte) error {
	m.text = string(text)
	return nil
}

// MarshalJSON implements json.Marshaler.
func (m metadataJSON) MarshalJSON() ([]byte, error) { return []byte(m.text), nil }

// IsZero leaves a member out of an answer.
func (m metadataJSON) IsZero() bool { return m.text == "" }

// Schema implements huma.SchemaProvider.
func (metadataJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Nullable: true}
}

// JSON is an organization as lists show it; metadata is the text of
// an object.
type JSON struct {
	Name      string   `json:"name"`
	Slug      string   `json:"slug"`
	Logo      *string  `json:"logo"`
	CreatedAt web.Time `json:"createdAt"`
	Metadata  *string  `json:"metadata" doc:"An object as text"`
	ID        string   `json:"id"`
}

func toJSON(o Organization) JSON {
	return JSON{o.Name, o.Slug, web.OrNull(o.Logo), web.Time(o.CreatedAt), web.OrNull(o.Metadata), o.ID}
}

// ChangedJSON is an organization that was just created or changed.
type ChangedJSON struct {
	Name      string       `json:"name"`
	Slug      string       `json:"slug"`
	Logo      *string      `json:"logo"`
	CreatedAt web.Time     `json:"createdAt"`
	Metadata  metadataJSON `json:"metadata,omitzero"`
	ID        string       `json:"id"`
}

func toChangedJSON(o Organization) ChangedJSON {
	return ChangedJSON{o.Name, o.Slug, web.OrNull(o.Logo), web.Time(o.CreatedAt), metadataJSON{o.Metadata}, o.ID}
}

type createdJSON struct {
	ChangedJSON

	Members []memberJSON `json:"members" nullable:"false"`
}

// FullJSON is an organization with all that members see of it.
type FullJSON struct {
	JSON

	Invitations []InvitationJSON `json:"invitations" nullable:"false"`
	Members     []memberJSON     `json:"members" nullable:"false"`
}

// target is the organization that a request is about: the one that it names, or
// the one that the caller's session is about; empty when there is neither.
func (h HTTP) target(ctx context.Context, id, slug string) (string, error) {
	if id != "" {
		return id, nil
	}
	if slug != "" {
		o, err := h.organizations.BySlug(ctx, slug)
		return o.ID, err
	}
	current, _, _ := session.From(ctx)
	return current.ActiveOrganizationID, nil
}

// needed is target for what makes no sense without an organization.
func (h HTTP) needed(ctx context.Context, id, slug string) (string, error) {
	found, err := h.target(ctx, id, slug)
	if err == nil && found == "" {
		err = ErrNoneActive
	}
	return found, err
}

// caller acts as a member.
func caller(ctx context.Context) Authority { return AsMember(actor.From(ctx)) }

type organizationCreateRequest struct {
	Body struct {
		Name                          string       `json:"name" doc:"1 to 100 characters"`
		Slug                          string       `json:"slug" doc:"1 to 50 of a-z, 0-9 and -"`
		Logo                          *string      `json:"logo,omitempty" doc:"Address of a picture"`
		Metadata                      metadataJSON `json:"metadata,omitzero"`
		UserID                        any          `json:"userId,omitempty" doc:"Not read: who is signed in becomes the owner"`
		KeepCurrentActiveOrganization bool         `json:"keepCurrentActiveOrganization,omitempty"`
	}
}

type organizationCreateResponse struct{ Body createdJSON }

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// Create serves POST /api/auth/organization/create.
func (h HTTP) Create(ctx context.Context, in *organizationCreateRequest) (*organizationCreateResponse, error) {
	org, owner, err := h.organizations.Create(ctx, actor.From(ctx), NewOrganization{
		Name: in.Body.Name, Slug: in.Body.Slug, Logo: text(in.Body.Logo), Metadata: in.Body.Metadata.text,
		KeepActive: in.Body.KeepCurrentActiveOrganization,
	})
	if err != nil {
		return nil, instead(err, errExists)
	}
	return &organizationCreateResponse{createdJSON{toChangedJSON(org), []memberJSON{toMemberJSON(owner, false)}}}, nil
}

type organizationSlugRequest struct {
	Body struct {
		Slug string `json:"slug"`
	}
}

type organizationStatusResponse struct {
	Body struct {
		Status bool `json:"status"`
	}
}

// CheckSlug serves POST /api/auth/organization/check-slug.
func (h HTTP) CheckSlug(ctx context.Context, in *organizationSlugRequest) (*organizationStatusResponse, error) {
	if err := h.organizations.SlugFree(ctx, in.Body.Slug); err != nil {
		return nil, err
	}
	out := &organizationStatusResponse{}
	out.Body.Status = true
	return out, nil
}

type organizationListResponse struct{ Body []JSON }

// List serves GET /api/auth/organization/list: the caller's.
func (h HTTP) List(ctx context.Context, _ *struct{}) (*organizationListResponse, error) {
	mine, err := h.organizations.Of(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &organizationListResponse{Body: []JSON{}}
	for _, m := range mine {
		out.Body = append(out.Body, toJSON(m.Organization))
	}
	return out, nil
}

type organizationFullRequest struct {
	OrganizationID   string `query:"organizationId" maxLength:"255" doc:"The active organization by default"`
	OrganizationSlug string `query:"organizationSlug" maxLength:"255"`
	MembersLimit     int    `query:"membersLimit" minimum:"0" maximum:"1000" doc:"100 by default"`
}

type organizationFullResponse struct{ Body *FullJSON }

// Full serves GET /api/auth/organization/get-full-organization: null when the
// session is about none.
func (h HTTP) Full(ctx context.Context, in *organizationFullRequest) (*organizationFullResponse, error) {
	id, err := h.target(ctx, in.OrganizationID, in.OrganizationSlug)
	if err != nil {
		return nil, err
	}
	if id == "" {
		return &organizationFullResponse{}, nil
	}
	if _, err := h.organizations.ByID(ctx, id); err != nil {
		return nil, err
	}
	full, err := h.full(ctx, caller(ctx), id, in.MembersLimit)
	return &organizationFullResponse{full}, err
}

func (h HTTP) full(ctx context.Context, a Authority, id string, limit int) (*FullJSON, error) {
	org, err := h.organizations.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	invitations, err := h.organizations.Invitations(ctx, a, id)
	if err != nil {
		return nil, err
	}
	members, _, err := h.organizations.Members(ctx, a, id, MemberSearch{Limit: limit})
	if err != nil {
		return nil, err
	}
	return &FullJSON{toJSON(org), toInvitationsJSON(invitations), toMembersJSON(members)}, nil
}

type organizationUpdateRequest struct {
	Body struct {
		OrganizationID string `json:"organizationId,omitempty" doc:"The active organization by default"`
		Data           struct {
			Name     *string                    `json:"name,omitempty"`
			Slug     *string                    `json:"slug,omitempty"`
			Logo     web.Optional[string]       `json:"logo,omitzero"`
			Metadata web.Optional[metadataJSON] `json:"metadata,omitzero"`
		} `json:"data"`
	}
}

type organizationChangedResponse struct{ Body ChangedJSON }

// metadataOf is nil for a member that was left out.
func metadataOf(o web.Optional[metadataJSON]) *string {
	if m := o.Get(); m != nil {
		return &m.text
	}
	return nil
}

// Update serves POST /api/auth/organization/update.
func (h HTTP) Update(ctx context.Context, in *organizationUpdateRequest) (*organizationChangedResponse, error) {
	id, err := h.target(ctx, in.Body.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, ErrNotFound
	}
	d := in.Body.Data
	org, err := h.organizations.Update(ctx, caller(ctx), id, Changes{
		Name: d.Name, Slug: d.Slug, Logo: d.Logo.Get(), Metadata: metadataOf(d.Metadata),
	})
	if err != nil {
		return nil, instead(err, errNoMember)
	}
	return &organizationChangedResponse{toChangedJSON(org)}, nil
}

type organizationRequest struct {
	Body struct {
		OrganizationID string `json:"organizationId"`
	}
}

type organizationResponse struct{ Body JSON }

// Delete serves POST /api/auth/organization/delete.
func (h HTTP) Delete(ctx context.Context, in *organizationRequest) (*organizationResponse, error) {
	org, err := h.organizations.Delete(ctx, caller(ctx), in.Body.OrganizationID)
	if err != nil {
		return nil, instead(err, errNoMember)
	}
	return &organizationResponse{toJSON(org)}, nil
}

type organizationSetActiveRequest struct {
	Body struct {
		OrganizationID   web.Optional[string] `json:"organizationId,omitzero" doc:"null for none"`
		OrganizationSlug string               `json:"organizationSlug,omitempty"`
	}
}

type organizationSetActiveResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      *JSON
}

// SetActive serves POST /api/auth/organization/set-active.
func (h HTTP) SetActive(ctx context.Context, in *organizationSetActiveRequest) (*organizationSetActiveResponse, error) {
	by, named := actor.From(ctx), in.Body.OrganizationID.Get()
	id, err := h.target(ctx, text(named), in.Body.OrganizationSlug)
	if err != nil {
		return nil, err
	}
	if named != nil && *named == "" && in.Body.OrganizationSlug == "" {
		id = ""
	}
	changed, err := h.sessions.Activate(ctx, by, by.SessionID, id)
	if err != nil {
		return nil, err
	}
	out := &organizationSetActiveResponse{SetCookie: h.cookie.Set(changed)}
	if id == "" {
		return out, nil
	}
	org, err := h.organizations.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	shown := toJSON(org)
	out.Body = &shown
	return out, nil
}

type organizationPermissionRequest struct {
	Body struct {
		OrganizationID string              `json:"organizationId,omitempty" doc:"The active organization by default"`
		Permissions    map[string][]string `json:"permissions,omitempty" doc:"Actions by kind of thing: all of them must be permitted"`
		Permission     any                 `json:"permission,omitempty" doc:"Not read"`
	}
}

type organizationPermissionResponse struct {
	Body struct {
		Error   *string `json:"error"`
		Success bool    `json:"success"`
	}
}

// HasPermission serves POST /api/auth/organization/has-permission about the
// caller.
func (h HTTP) HasPermission(ctx context.Context, in *organizationPermissionRequest) (*organizationPermissionResponse, error) {
	if in.Body.Permissions == nil && in.Body.Permission == nil {
		return nil, ErrInvalid.With(fault.Field{Name: "body.permissions", Problem: "Required"})
	}
	id, err := h.needed(ctx, in.Body.OrganizationID, "")
	if err != nil {
		return nil, err
	}
	permitted, err := h.organizations.Allowed(ctx, actor.From(ctx), id, in.Body.Permissions)
	if err != nil {
		return nil, instead(err, errStranger)
	}
	out := &organizationPermissionResponse{}
	out.Body.Success = permitted && len(in.Body.Permissions) > 0
	return out, nil
}
