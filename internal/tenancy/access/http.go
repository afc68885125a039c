package access

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests about members, roles and permissions.
type HTTP struct{ accesses *Service }

// NewHTTP returns the handlers of a service.
func NewHTTP(s *Service) HTTP { return HTTP{s} }

type noContent struct{}

type okResponse struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

func ok(err error) (*okResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &okResponse{}
	out.Body.OK = true
	return out, nil
}

type memberRoleJSON struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

type applicationUserJSON struct {
	UserID             string           `json:"userId"`
	IsActive           bool             `json:"isActive"`
	SubscriptionPlanID *string          `json:"subscriptionPlanId"`
	CreatedAt          web.Time         `json:"createdAt"`
	Name               string           `json:"name"`
	Email              string           `json:"email"`
	RoleID             *string          `json:"roleId" doc:"The first of the roles"`
	Roles              []memberRoleJSON `json:"roles" nullable:"false"`
}

func toMemberJSON(m Member) applicationUserJSON {
	out := applicationUserJSON{
		UserID: m.UserID, IsActive: m.IsActive, SubscriptionPlanID: web.OrNull(m.PlanID), CreatedAt: web.Time(m.CreatedAt),
		Name: m.Name, Email: m.Email, Roles: make([]memberRoleJSON, 0, len(m.Roles)),
	}
	for _, r := range m.Roles {
		out.Roles = append(out.Roles, memberRoleJSON(r))
	}
	if len(m.Roles) > 0 {
		out.RoleID = &m.Roles[0].ID
	}
	return out
}

type listApplicationUsersRequest struct {
	ID     string `path:"id"`
	Search string `query:"search" maxLength:"200" doc:"How words of the name or the e-mail address begin, whatever their case"`
	Page   int    `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type listApplicationUsersResponse struct {
	Body struct {
		Users []applicationUserJSON `json:"users" nullable:"false"`
		Total int64                 `json:"total" doc:"With a search it is counted up to 1000"`
		Page  int                   `json:"page"`
		Limit int                   `json:"limit"`
	}
}

// ListUsers serves GET /api/admin/applications/{id}/users.
func (h HTTP) ListUsers(ctx context.Context, in *listApplicationUsersRequest) (*listApplicationUsersResponse, error) {
	members, total, err := h.accesses.Members(ctx, in.ID, Search{Text: in.Search, Page: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listApplicationUsersResponse{}
	out.Body.Users = make([]applicationUserJSON, 0, len(members))
	for _, m := range members {
		out.Body.Users = append(out.Body.Users, toMemberJSON(m))
	}
	out.Body.Total, out.Body.Page, out.Body.Limit = total, in.Page, in.Limit
	return out, nil
}

type grantAccessRequest struct {
	ID   string `path:"id"`
	Body struct {
		UserID string  `json:"userId" minLength:"1" maxLength:"255"`
		RoleID *string `json:"roleId,omitempty" format:"uuid" doc:"Added to the roles the user has; the default role unless given"`
	}
}

// AddUser serves POST /api/admin/applications/{id}/users.
func (h HTTP) AddUser(ctx context.Context, in *grantAccessRequest) (*okResponse, error) {
	roleID := ""
	if in.Body.RoleID != nil {
		roleID = *in.Body.RoleID
	}
	return ok(h.accesses.Grant(ctx, actor.From(ctx), in.ID, in.Body.UserID, roleID))
}

type changeAccessRequest struct {
	ID     string `path:"id"`
	UserID string `path:"userId"`
	Body   struct {
		IsActive           *bool                `json:"isActive,omitempty"`
		RoleID             web.Optional[string] `json:"roleId,omitzero" format:"uuid" doc:"Takes the place of all roles; null leaves none"`
		SubscriptionPlanID web.Optional[string] `json:"subscriptionPlanId,omitzero" format:"uuid" doc:"null ends the subscription"`
	}
}

// UpdateUser serves PATCH /api/admin/applications/{id}/users/{userId}.
func (h HTTP) UpdateUser(ctx context.Context, in *changeAccessRequest) (*okResponse, error) {
	return ok(h.accesses.Change(ctx, actor.From(ctx), in.ID, in.UserID, MemberChanges{
		IsActive: in.Body.IsActive, RoleID: in.Body.RoleID.Get(), PlanID: in.Body.SubscriptionPlanID.Get(),
	}))
}

type memberPath struct {
	ID     string `path:"id"`
	UserID string `path:"userId"`
}

// RemoveUser serves DELETE /api/admin/applications/{id}/users/{userId}.
func (h HTTP) RemoveUser(ctx context.Context, in *memberPath) (*noContent, error) {
	return &noContent{}, h.accesses.Revoke(ctx, actor.From(ctx), in.ID, in.UserID)
}

type memberRolePath struct {
	ID     string `path:"id"`
	UserID string `path:"userId"`
	RoleID string `path:"roleId"`
}

// AddUserRole serves POST /api/admin/applications/{id}/users/{userId}/roles/{roleId}.
func (h HTTP) AddUserRole(ctx context.Context, in *memberRolePath) (*okResponse, error) {
	return ok(h.accesses.AddRole(ctx, actor.From(ctx), in.ID, in.UserID, in.RoleID))
}

// RemoveUserRole serves DELETE /api/admin/applications/{id}/users/{userId}/roles/{roleId}.
func (h HTTP) RemoveUserRole(ctx context.Context, in *memberRolePath) (*noContent, error) {
	return &noContent{}, h.accesses.RemoveRole(ctx, actor.From(ctx), in.ID, in.UserID, in.RoleID)
}
