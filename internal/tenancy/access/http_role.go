package access

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type roleJSON struct {
	ID            string   `json:"id" format:"uuid"`
	ApplicationID string   `json:"applicationId" format:"uuid"`
	Name          string   `json:"name"`
	Description   *string  `json:"description"`
	IsDefault     bool     `json:"isDefault"`
	CreatedAt     web.Time `json:"createdAt"`
}

type listedRoleJSON struct {
	ID            string   `json:"id" format:"uuid"`
	ApplicationID string   `json:"applicationId" format:"uuid"`
	Name          string   `json:"name"`
	Description   *string  `json:"description"`
	IsDefault     bool     `json:"isDefault"`
	CreatedAt     web.Time `json:"createdAt"`
	PermissionIDs []string `json:"permissionIds" nullable:"false"`
}

func toRoleJSON(r Role) roleJSON {
	return roleJSON{
		ID: r.ID, ApplicationID: r.ApplicationID, Name: r.Name, Description: web.OrNull(r.Description), IsDefault: r.IsDefault,
		CreatedAt: web.Time(r.CreatedAt),
	}
}

type accessPath struct {
	ID string `path:"id"`
}

type listRolesResponse struct {
	Body struct {
		Roles []listedRoleJSON `json:"roles" nullable:"false"`
	}
}

// ListRoles serves GET /api/admin/applications/{id}/roles.
func (h HTTP) ListRoles(ctx context.Context, in *accessPath) (*listRolesResponse, error) {
	roles, err := h.accesses.Roles(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &listRolesResponse{}
	out.Body.Roles = make([]listedRoleJSON, 0, len(roles))
	for _, r := range roles {
		out.Body.Roles = append(out.Body.Roles, listedRoleJSON{
			ID: r.ID, ApplicationID: r.ApplicationID, Name: r.Name, Description: web.OrNull(r.Description), IsDefault: r.IsDefault,
			CreatedAt: web.Time(r.CreatedAt), PermissionIDs: append([]string{}, r.PermissionIDs...),
		})
	}
	return out, nil
}

type createRoleRequest struct {
	ID   string `path:"id"`
	Body struct {
		Name        string               `json:"name" minLength:"1" maxLength:"64"`
		Description web.Optional[string] `json:"description,omitzero" maxLength:"250"`
		IsDefault   bool                 `json:"isDefault,omitempty" doc:"Takes the place of the default role there is"`
	}
}

type roleResponse struct {
	Body struct {
		Role roleJSON `json:"role"`
	}
}

func answerRole(r Role, err error) (*roleResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &roleResponse{}
	out.Body.Role = toRoleJSON(r)
	return out, nil
}

// CreateRole serves POST /api/admin/applications/{id}/roles.
func (h HTTP) CreateRole(ctx context.Context, in *createRoleRequest) (*roleResponse, error) {
	n := NewRole{Name: in.Body.Name, IsDefault: in.Body.IsDefault}
	if d := in.Body.Description.Get(); d != nil {
		n.Description = *d
	}
	return answerRole(h.accesses.CreateRole(ctx, actor.From(ctx), in.ID, n))
}

type updateRoleRequest struct {
	ID     string `path:"id"`
	RoleID string `path:"roleId"`
	Body   struct {
		Name        *string              `json:"name,omitempty" minLength:"1" maxLength:"64"`
		Description web.Optional[string] `json:"description,omitzero" maxLength:"250"`
		IsDefault   *bool                `json:"isDefault,omitempty"`
	}
}

// UpdateRole serves PATCH /api/admin/applications/{id}/roles/{roleId}.
func (h HTTP) UpdateRole(ctx context.Context, in *updateRoleRequest) (*roleResponse, error) {
	return answerRole(h.accesses.ChangeRole(ctx, actor.From(ctx), in.ID, in.RoleID, RoleChanges{
		Name: in.Body.Name, Description: in.Body.Description.Get(), IsDefault: in.Body.IsDefault,
	}))
}

type rolePath struct {
	ID     string `path:"id"`
	RoleID string `path:"roleId"`
}

// DeleteRole serves DELETE /api/admin/applications/{id}/roles/{roleId}.
func (h HTTP) DeleteRole(ctx context.Context, in *rolePath) (*noContent, error) {
	return &noContent{}, h.accesses.DeleteRole(ctx, actor.From(ctx), in.ID, in.RoleID)
}

type permissionJSON struct {
	ID            string   `json:"id" format:"uuid"`
	ApplicationID string   `json:"applicationId" format:"uuid"`
	Resource      string   `json:"resource"`
	Action        string   `json:"action" enum:"read,write"`
	CreatedAt     web.Time `json:"createdAt"`
}

func toPermissionJSON(p Permission) permissionJSON {
	return permissionJSON{p.ID, p.ApplicationID, p.Resource, p.Action, web.Time(p.CreatedAt)}
}

type listPermissionsResponse struct {
	Body struct {
		Permissions []permissionJSON `json:"permissions" nullable:"false"`
	}
}

// ListPermissions serves GET /api/admin/applications/{id}/permissions.
func (h HTTP) ListPermissions(ctx context.Context, in *accessPath) (*listPermissionsResponse, error) {
	permissions, err := h.accesses.Permissions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &listPermissionsResponse{}
	out.Body.Permissions = make([]permissionJSON, 0, len(permissions))
	for _, p := range permissions {
		out.Body.Permissions = append(out.Body.Permissions, toPermissionJSON(p))
	}
	return out, nil
}

// The resource's form is left to the service, which has a code for it.
type createPermissionRequest struct {
	ID   string `path:"id"`
	Body struct {
		Resource string `json:"resource" doc:"A letter, then letters, digits, dots, underscores and hyphens; at most 128"`
		Action   string `json:"action,omitempty" enum:"read,write" doc:"read unless given"`
	}
}

type permissionResponse struct {
	Body struct {
		Permission permissionJSON `json:"permission"`
	}
}

// CreatePermission serves POST /api/admin/applications/{id}/permissions.
func (h HTTP) CreatePermission(ctx context.Context, in *createPermissionRequest) (*permissionResponse, error) {
	p, err := h.accesses.CreatePermission(ctx, actor.From(ctx), in.ID, in.Body.Resource, in.Body.Action)
	if err != nil {
		return nil, err
	}
	out := &permissionResponse{}
	out.Body.Permission = toPermissionJSON(p)
	return out, nil
}

type permissionPath struct {
	ID           string `path:"id"`
	PermissionID string `path:"permId"`
}

// DeletePermission serves DELETE /api/admin/applications/{id}/permissions/{permId}.
func (h HTTP) DeletePermission(ctx context.Context, in *permissionPath) (*noContent, error) {
	return &noContent{}, h.accesses.DeletePermission(ctx, actor.From(ctx), in.ID, in.PermissionID)
}

type addRolePermissionRequest struct {
	ID     string `path:"id"`
	RoleID string `path:"roleId"`
	Body   struct {
		PermissionID string `json:"permissionId"`
	}
}

// AddRolePermission serves POST /api/admin/applications/{id}/roles/{roleId}/permissions.
func (h HTTP) AddRolePermission(ctx context.Context, in *addRolePermissionRequest) (*okResponse, error) {
	return ok(h.accesses.Permit(ctx, actor.From(ctx), in.ID, in.RoleID, in.Body.PermissionID))
}

type rolePermissionPath struct {
	ID           string `path:"id"`
	RoleID       string `path:"roleId"`
	PermissionID string `path:"permId"`
}

// PutRolePermission serves POST /api/admin/applications/{id}/roles/{roleId}/permissions/{permId}.
func (h HTTP) PutRolePermission(ctx context.Context, in *rolePermissionPath) (*okResponse, error) {
	return ok(h.accesses.Permit(ctx, actor.From(ctx), in.ID, in.RoleID, in.PermissionID))
}

// RemoveRolePermission serves DELETE /api/admin/applications/{id}/roles/{roleId}/permissions/{permId}.
func (h HTTP) RemoveRolePermission(ctx context.Context, in *rolePermissionPath) (*noContent, error) {
	return &noContent{}, h.accesses.Forbid(ctx, actor.From(ctx), in.ID, in.RoleID, in.PermissionID)
}
