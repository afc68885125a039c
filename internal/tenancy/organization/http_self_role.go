package organization

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

type usableRoleJSON struct {
	ID          string  `json:"id" format:"uuid"`
	Name        string  `json:"name"`
	Description *string `json:"description"`
}

type usableApplicationJSON struct {
	ID        string           `json:"id" format:"uuid"`
	Name      string           `json:"name"`
	Slug      string           `json:"slug"`
	Icon      *string          `json:"icon"`
	IsActive  bool             `json:"isActive"`
	Passed    bool             `json:"passed" doc:"By the reseller, who may take it back"`
	AllowedAt web.Time         `json:"allowedAt"`
	Roles     []usableRoleJSON `json:"roles" nullable:"false" doc:"What members can be given there"`
}

type usableApplicationsResponse struct {
	Body struct {
		Applications []usableApplicationJSON `json:"applications" nullable:"false"`
	}
}

// Applications serves GET /api/organizations/{id}/applications.
func (h SelfHTTP) Applications(ctx context.Context, in *selfPath) (*usableApplicationsResponse, error) {
	all, err := h.organizations.Applications(ctx, actor.From(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &usableApplicationsResponse{}
	out.Body.Applications = make([]usableApplicationJSON, 0, len(all))
	for _, a := range all {
		one := usableApplicationJSON{
			ID: a.ID, Name: a.Name, Slug: a.Slug, Icon: web.OrNull(a.Icon), IsActive: a.IsActive, Passed: a.Passed,
			AllowedAt: web.Time(a.AllowedAt), Roles: make([]usableRoleJSON, 0, len(a.Roles)),
		}
		for _, r := range a.Roles {
			one.Roles = append(one.Roles, usableRoleJSON{ID: r.ID, Name: r.Name, Description: web.OrNull(r.Description)})
		}
		out.Body.Applications = append(out.Body.Applications, one)
	}
	return out, nil
}

type heldRoleJSON struct {
	ID              string   `json:"id" format:"uuid"`
	Name            string   `json:"name"`
	ApplicationID   string   `json:"applicationId" format:"uuid"`
	ApplicationName string   `json:"applicationName"`
	ApplicationSlug string   `json:"applicationSlug"`
	CreatedAt       web.Time `json:"createdAt" doc:"When it was given"`
}

type heldRolesResponse struct {
	Body struct {
		Roles []heldRoleJSON `json:"roles" nullable:"false"`
	}
}

func toHeldJSON(roles []access.RoleIn) []heldRoleJSON {
	out := make([]heldRoleJSON, 0, len(roles))
	for _, r := range roles {
		out = append(out, heldRoleJSON{
			ID: r.ID, Name: r.Name, ApplicationID: r.ApplicationID, ApplicationName: r.ApplicationName, ApplicationSlug: r.ApplicationSlug,
			CreatedAt: web.Time(r.CreatedAt),
		})
	}
	return out
}

// RolesOf serves GET /api/organizations/{id}/members/{memberId}/roles.
func (h SelfHTTP) RolesOf(ctx context.Context, in *ownMemberPath) (*heldRolesResponse, error) {
	roles, err := h.organizations.RolesOf(ctx, actor.From(ctx), in.ID, in.MemberID)
	if err != nil {
		return nil, err
	}
	out := &heldRolesResponse{}
	out.Body.Roles = toHeldJSON(roles)
	return out, nil
}

type ownRolePath struct {
	ID       string `path:"id" doc:"The organization"`
	MemberID string `path:"memberId" doc:"The member's own id, or that of the user"`
	RoleID   string `path:"roleId" doc:"A role of an application that the organization may use"`
}

type okResponse struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

// GiveRole serves PUT /api/organizations/{id}/members/{memberId}/roles/{roleId}.
func (h SelfHTTP) GiveRole(ctx context.Context, in *ownRolePath) (*okResponse, error) {
	if err := h.organizations.GiveRole(ctx, actor.From(ctx), in.ID, in.MemberID, in.RoleID); err != nil {
		return nil, err
	}
	out := &okResponse{}
	out.Body.OK = true
	return out, nil
}

// TakeRole serves DELETE /api/organizations/{id}/members/{memberId}/roles/{roleId}.
func (h SelfHTTP) TakeRole(ctx context.Context, in *ownRolePath) (*noContent, error) {
	return &noContent{}, h.organizations.TakeRole(ctx, actor.From(ctx), in.ID, in.MemberID, in.RoleID)
}
