package manifest

import (
	"context"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func permissionOf(p access.Permission) permissionEntry {
	return permissionEntry(p.Resource + ":" + p.Action)
}

// rights brings permissions and roles to what the file says. What is left over
// goes last: no role loses a permission that it is only being moved from.
func (r *run) rights(ctx context.Context, a located[applicationEntry], app application.Application) error {
	if a.entry.Permissions == nil && a.entry.Roles == nil {
		return nil
	}
	held, err := r.Access.Permissions(ctx, app.ID)
	if err != nil {
		return err
	}
	ids := map[permissionEntry]string{}
	for _, p := range held {
		ids[permissionOf(p)] = p.ID
	}
	for i, want := range each(a.entry.Permissions) {
		if ids[want] != "" {
			continue
		}
		of, action, _ := strings.Cut(string(want), ":")
		made, err := r.Access.CreatePermission(ctx, r.by, app.ID, of, action)
		if err != nil {
			return r.refused(a.spot.item("permissions", i), err)
		}
		ids[want] = made.ID
		r.change(Add, "permission", app.Slug+"/"+string(want))
	}
	if err := r.roles(ctx, a, app, ids); err != nil {
		return err
	}
	if a.entry.Permissions == nil {
		return nil
	}
	for _, p := range held {
		if slices.Contains(*a.entry.Permissions, permissionOf(p)) {
			continue
		}
		if err := r.surplus(a.spot.under("permissions"), "permission", app.Slug+"/"+string(permissionOf(p)), func() error {
			return r.Access.DeletePermission(ctx, r.by, app.ID, p.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) roles(ctx context.Context, a located[applicationEntry], app application.Application, permissions map[permissionEntry]string) error {
	if a.entry.Roles == nil {
		return nil
	}
	held, err := r.Access.Roles(ctx, app.ID)
	if err != nil {
		return err
	}
	var kept []string
	for i, want := range *a.entry.Roles {
		name := strings.TrimSpace(want.Name)
		kept = append(kept, name)
		at := a.spot.item("roles", i)
		now := slices.IndexFunc(held, func(role access.Role) bool { return role.Name == name })
		if now < 0 {
			err = r.createRole(ctx, at, app, want, permissions)
		} else {
			err = r.updateRole(ctx, at, app, want, held[now], permissions)
		}
		if err != nil {
			return err
		}
		if isTrue(want.IsDefault) { // there is one, so that the others are none now
			for j := range held {
				held[j].IsDefault = j == now
			}
		}
	}
	for _, role := range held {
		if slices.Contains(kept, role.Name) {
			continue
		}
		if err := r.surplus(a.spot.under("roles"), "role", app.Slug+"/"+role.Name, func() error {
			return r.Access.DeleteRole(ctx, r.by, app.ID, role.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) createRole(ctx context.Context, at spot, app application.Application, want roleEntry, permissions map[permissionEntry]string) error {
	made, err := r.Access.CreateRole(ctx, r.by, app.ID, access.NewRole{
		Name: want.Name, Description: want.Description.value, IsDefault: isTrue(want.IsDefault),
	})
	if err != nil {
		return r.refused(at, err)
	}
	seen := edits{all: true}
	wanted(&seen, "description", "", trimmed(want.Description.get()))
	wanted(&seen, "isDefault", false, want.IsDefault)
	wanted(&seen, "permissions", nil, want.Permissions)
	r.change(Add, "role", app.Slug+"/"+made.Name, seen.fields...)
	return r.permit(ctx, at, app, made, want, permissions)
}

func (r *run) updateRole(ctx context.Context, at spot, app application.Application, want roleEntry, now access.Role, permissions map[permissionEntry]string) error {
	var seen edits
	changes := access.RoleChanges{
		Description: wanted(&seen, "description", now.Description, trimmed(want.Description.get())),
		IsDefault:   wanted(&seen, "isDefault", now.IsDefault, want.IsDefault),
	}
	if len(seen.fields) > 0 {
		if _, err := r.Access.ChangeRole(ctx, r.by, app.ID, now.ID, changes); err != nil {
			return r.refused(at, err)
		}
	}
	if want.Permissions != nil {
		held := []permissionEntry{}
		for name, id := range permissions {
			if slices.Contains(now.PermissionIDs, id) {
				held = append(held, name)
			}
		}
		slices.Sort(held)
		ordered := slices.Sorted(slices.Values(*want.Permissions))
		if !slices.Equal(held, ordered) {
			wanted(&seen, "permissions", held, &ordered)
		}
	}
	if len(seen.fields) > 0 {
		r.change(Edit, "role", app.Slug+"/"+now.Name, seen.fields...)
	}
	return r.permit(ctx, at, app, now, want, permissions)
}

// permit gives a role exactly the permissions of the file.
func (r *run) permit(ctx context.Context, at spot, app application.Application, role access.Role, want roleEntry, permissions map[permissionEntry]string) error {
	if want.Permissions == nil {
		return nil
	}
	var ids []string
	for i, name := range *want.Permissions {
		id := permissions[name]
		if id == "" {
			r.wrong(at.item("permissions", i), "is no permission of the application")
			continue
		}
		ids = append(ids, id)
		if slices.Contains(role.PermissionIDs, id) {
			continue
		}
		if err := r.Access.Permit(ctx, r.by, app.ID, role.ID, id); err != nil {
			return r.refused(at.item("permissions", i), err)
		}
	}
	for _, id := range role.PermissionIDs {
		if slices.Contains(ids, id) {
			continue
		}
		if err := r.Access.Forbid(ctx, r.by, app.ID, role.ID, id); err != nil {
			return r.refused(at.under("permissions"), err)
		}
	}
	return nil
}
