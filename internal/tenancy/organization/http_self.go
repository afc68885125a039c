package organization

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// SelfHTTP answers the people of an organization about it.
type SelfHTTP struct{ organizations *Service }

// NewSelfHTTP returns the handlers of a service.
func NewSelfHTTP(s *Service) SelfHTTP { return SelfHTTP{s} }

// object is a JSON object as it was written.
type object json.RawMessage

// MarshalJSON implements json.Marshaler; no text is null.
func (o object) MarshalJSON() ([]byte, error) {
	if len(o) == 0 {
		return []byte("null"), nil
	}
	return o, nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *object) UnmarshalJSON(text []byte) error {
	*o = append((*o)[:0], text...)
	return nil
}

// Schema implements huma.SchemaProvider.
func (object) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Nullable: true}
}

type ownJSON struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Slug       string   `json:"slug"`
	Logo       *string  `json:"logo"`
	Metadata   object   `json:"metadata"`
	ParentID   *string  `json:"parentId" doc:"The reseller whose client it is"`
	IsReseller bool     `json:"isReseller" doc:"It may have clients"`
	Role       string   `json:"role" enum:"owner,admin,member" doc:"What the caller may do there"`
	MemberID   *string  `json:"memberId" doc:"null: the caller is no member, but manages it for its reseller"`
	CreatedAt  web.Time `json:"createdAt"`
	UpdatedAt  web.Time `json:"updatedAt"`
}

func toOwnJSON(m Membership) ownJSON {
	o := m.Organization
	return ownJSON{
		ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: web.OrNull(o.Logo), Metadata: object(o.Metadata), ParentID: web.OrNull(o.ParentID),
		IsReseller: o.IsReseller, Role: m.Role, MemberID: web.OrNull(m.MemberID), CreatedAt: web.Time(o.CreatedAt), UpdatedAt: web.Time(o.UpdatedAt),
	}
}

type selfPath struct {
	ID string `path:"id" doc:"The organization"`
}

type listOwnResponse struct {
	Body struct {
		Organizations []ownJSON `json:"organizations" nullable:"false"`
	}
}

// List serves GET /api/organizations.
func (h SelfHTTP) List(ctx context.Context, _ *struct{}) (*listOwnResponse, error) {
	all, err := h.organizations.Of(ctx, actor.From(ctx).UserID)
	if err != nil {
		return nil, err
	}
	out := &listOwnResponse{}
	out.Body.Organizations = make([]ownJSON, 0, len(all))
	for _, m := range all {
		out.Body.Organizations = append(out.Body.Organizations, toOwnJSON(m))
	}
	return out, nil
}

type ownResponse struct {
	Body struct {
		Organization ownJSON `json:"organization"`
	}
}

func (h SelfHTTP) answer(ctx context.Context, id string, err error) (*ownResponse, error) {
	if err != nil {
		return nil, err
	}
	m, err := h.organizations.Standing(ctx, actor.From(ctx), id)
	if err != nil {
		return nil, err
	}
	out := &ownResponse{}
	out.Body.Organization = toOwnJSON(m)
	return out, nil
}

type createOwnRequest struct {
	Body struct {
		Name     string               `json:"name" minLength:"1" maxLength:"100"`
		Slug     string               `json:"slug" minLength:"1" maxLength:"50" pattern:"^[a-z0-9-]+$"`
		Logo     web.Optional[string] `json:"logo,omitzero" maxLength:"2000"`
		Metadata object               `json:"metadata,omitempty"`
		ParentID string               `json:"parentId,omitempty" maxLength:"64" doc:"The reseller whose client it becomes: the active organization unless given"`
		Join     bool                 `json:"join,omitempty" doc:"The caller becomes its owner; of a client only if they wish"`
	}
}

// Create serves POST /api/organizations.
func (h SelfHTTP) Create(ctx context.Context, in *createOwnRequest) (*ownResponse, error) {
	b := in.Body
	n := NewOrganization{Name: b.Name, Slug: b.Slug, Metadata: string(b.Metadata), ParentID: b.ParentID, Ownerless: !b.Join, KeepActive: true}
	if logo := b.Logo.Get(); logo != nil {
		n.Logo = *logo
	}
	org, _, err := h.organizations.Create(ctx, actor.From(ctx), n)
	return h.answer(ctx, org.ID, err)
}

// Get serves GET /api/organizations/{id}.
func (h SelfHTTP) Get(ctx context.Context, in *selfPath) (*ownResponse, error) {
	return h.answer(ctx, in.ID, nil)
}

type updateOwnRequest struct {
	ID   string `path:"id" doc:"The organization"`
	Body struct {
		Name     *string              `json:"name,omitempty" minLength:"1" maxLength:"100"`
		Slug     *string              `json:"slug,omitempty" minLength:"1" maxLength:"50" pattern:"^[a-z0-9-]+$"`
		Logo     web.Optional[string] `json:"logo,omitzero" maxLength:"2000"`
		Metadata web.Optional[object] `json:"metadata,omitzero"`
	}
}

// Update serves PATCH /api/organizations/{id}.
func (h SelfHTTP) Update(ctx context.Context, in *updateOwnRequest) (*ownResponse, error) {
	b := in.Body
	c := Changes{Name: b.Name, Slug: b.Slug, Logo: b.Logo.Get()}
	if metadata := b.Metadata.Get(); metadata != nil {
		text := string(*metadata)
		c.Metadata = &text
	}
	_, err := h.organizations.Update(ctx, AsManager(actor.From(ctx)), in.ID, c)
	return h.answer(ctx, in.ID, err)
}

// Delete serves DELETE /api/organizations/{id}.
func (h SelfHTTP) Delete(ctx context.Context, in *selfPath) (*noContent, error) {
	_, err := h.organizations.Delete(ctx, AsManager(actor.From(ctx)), in.ID)
	return &noContent{}, err
}

// Leave serves POST /api/organizations/{id}/leave.
func (h SelfHTTP) Leave(ctx context.Context, in *selfPath) (*noContent, error) {
	by := actor.From(ctx)
	m, err := h.organizations.Standing(ctx, by, in.ID)
	if err == nil && m.MemberID == "" {
		err = ErrMember
	}
	if err != nil {
		return nil, err
	}
	_, err = h.organizations.Leave(ctx, by, in.ID)
	return &noContent{}, err
}

type activityRequest struct {
	ID     string `path:"id" doc:"The organization"`
	Action string `query:"action" maxLength:"64" doc:"Beginning of the action, e.g. organization.member_"`
	Cursor string `query:"cursor" maxLength:"200" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type activityJSON struct {
	ID        string         `json:"id"`
	At        web.Time       `json:"at"`
	Action    string         `json:"action"`
	ActorKind string         `json:"actorKind" enum:"user,application,token,console,system,anonymous"`
	ActorID   string         `json:"actorId"`
	ActorName *string        `json:"actorName" doc:"Of a user who still exists"`
	UserID    *string        `json:"userId" doc:"Whom it concerns"`
	UserName  *string        `json:"userName"`
	Details   map[string]any `json:"details"`
}

type activityResponse struct {
	Body struct {
		Events     []activityJSON `json:"events" nullable:"false"`
		NextCursor *string        `json:"nextCursor"`
	}
}

// Activity serves GET /api/organizations/{id}/activity.
func (h SelfHTTP) Activity(ctx context.Context, in *activityRequest) (*activityResponse, error) {
	page, err := h.organizations.Activity(ctx, actor.From(ctx), in.ID, in.Action, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &activityResponse{}
	out.Body.Events = make([]activityJSON, 0, len(page.Entries))
	for _, e := range page.Entries {
		out.Body.Events = append(out.Body.Events, activityJSON{
			ID: e.ID, At: web.Time(e.At), Action: e.Action, ActorKind: e.ActorKind, ActorID: e.ActorID, ActorName: web.OrNull(e.ActorName),
			UserID: web.OrNull(e.UserID), UserName: web.OrNull(e.UserName), Details: e.Details,
		})
	}
	out.Body.NextCursor = web.OrNull(page.Next)
	return out, nil
}
