package access

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type allowedApplicationJSON struct {
	ID        string   `json:"id" format:"uuid"`
	Name      string   `json:"name"`
	Slug      string   `json:"slug"`
	Icon      *string  `json:"icon"`
	IsActive  bool     `json:"isActive"`
	AllowedAt web.Time `json:"allowedAt"`
}

type organizationPath struct {
	ID string `path:"id"`
}

type allowedApplicationsResponse struct {
	Body struct {
		Applications []allowedApplicationJSON `json:"applications" nullable:"false"`
	}
}

// ListAllowed serves GET /api/admin/organizations/{id}/applications.
func (h HTTP) ListAllowed(ctx context.Context, in *organizationPath) (*allowedApplicationsResponse, error) {
	all, err := h.accesses.AllowedApplications(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &allowedApplicationsResponse{}
	out.Body.Applications = make([]allowedApplicationJSON, 0, len(all))
	for _, a := range all {
		out.Body.Applications = append(out.Body.Applications, allowedApplicationJSON{
			ID: a.ID, Name: a.Name, Slug: a.Slug, Icon: web.OrNull(a.Icon), IsActive: a.IsActive, AllowedAt: web.Time(a.AllowedAt),
		})
	}
	return out, nil
}

type allowedApplicationPath struct {
	ID            string `path:"id"`
	ApplicationID string `path:"applicationId"`
}

// Allow serves PUT /api/admin/organizations/{id}/applications/{applicationId}.
func (h HTTP) Allow(ctx context.Context, in *allowedApplicationPath) (*okResponse, error) {
	return ok(h.accesses.Allow(ctx, actor.From(ctx), in.ID, in.ApplicationID))
}

// Disallow serves DELETE /api/admin/organizations/{id}/applications/{applicationId}.
func (h HTTP) Disallow(ctx context.Context, in *allowedApplicationPath) (*noContent, error) {
	return &noContent{}, h.accesses.Disallow(ctx, actor.From(ctx), in.ID, in.ApplicationID)
}

type organizationRoleJSON struct {
	ID              string   `json:"id" format:"uuid"`
	Name            string   `json:"name"`
	ApplicationID   string   `json:"applicationId" format:"uuid"`
	ApplicationName string   `json:"applicationName"`
	ApplicationSlug string   `json:"applicationSlug"`
	CreatedAt       web.Time `json:"createdAt" doc:"When it was given"`
}

type organizationMemberPath struct {
	ID       string `path:"id"`
	MemberID string `path:"memberId" doc:"The member's own id, or that of the user"`
}

type organizationRolesResponse struct {
	Body struct {
		Roles []organizationRoleJSON `json:"roles" nullable:"false"`
	}
}

// ListMemberRoles serves GET /api/admin/organizations/{id}/members/{memberId}/roles.
func (h HTTP) ListMemberRoles(ctx context.Context, in *organizationMemberPath) (*organizationRolesResponse, error) {
	all, err := h.accesses.MemberRoles(ctx, in.ID, in.MemberID)
	if err != nil {
		return nil, err
	}
	out := &organizationRolesResponse{}
	out.Body.Roles = make([]organizationRoleJSON, 0, len(all))
	for _, r := range all {
		out.Body.Roles = append(out.Body.Roles, organizationRoleJSON{
			ID: r.ID, Name: r.Name, ApplicationID: r.ApplicationID, ApplicationName: r.ApplicationName, ApplicationSlug: r.ApplicationSlug,
			CreatedAt: web.Time(r.CreatedAt),
		})
	}
	return out, nil
}

type organizationMemberRolePath struct {
	ID       string `path:"id"`
	MemberID string `path:"memberId" doc:"The member's own id, or that of the user"`
	RoleID   string `path:"roleId" doc:"A role of an application that the organization may use"`
}

// PutMemberRole serves PUT /api/admin/organizations/{id}/members/{memberId}/roles/{roleId}.
func (h HTTP) PutMemberRole(ctx context.Context, in *organizationMemberRolePath) (*okResponse, error) {
	return ok(h.accesses.AssignMember(ctx, actor.From(ctx), in.ID, in.MemberID, in.RoleID))
}

// RemoveMemberRole serves DELETE /api/admin/organizations/{id}/members/{memberId}/roles/{roleId}.
func (h HTTP) RemoveMemberRole(ctx context.Context, in *organizationMemberRolePath) (*noContent, error) {
	return &noContent{}, h.accesses.UnassignMember(ctx, actor.From(ctx), in.ID, in.MemberID, in.RoleID)
}
