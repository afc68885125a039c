package access

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Roles returns the roles of an application, oldest first, with their
// permissions.
func (s *Service) Roles(ctx context.Context, applicationID string) ([]Role, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return nil, err
	}
	return s.store.roles(ctx, applicationID)
}

// CreateRole adds a role. A new default takes the place of the old one.
func (s *Service) CreateRole(ctx context.Context, by actor.Actor, applicationID string, n NewRole) (Role, error) {
	r := Role{
		ID: secret.UUID(), ApplicationID: applicationID, Name: n.Name, Description: n.Description, IsDefault: n.IsDefault,
		CreatedAt: s.clock(),
	}
	if err := r.settle(); err != nil {
		return Role{}, err
	}
	err := s.onRoles(ctx, applicationID, func(ctx context.Context) error {
		if r.IsDefault {
			if err := s.store.clearDefault(ctx, applicationID); err != nil {
				return err
			}
		}
		if err := s.store.insertRole(ctx, r); err != nil {
			return err
		}
		return s.record(ctx, by, "role.created", "role", r.ID, applicationID, map[string]any{"name": r.Name, "isDefault": r.IsDefault})
	})
	return r, err
}

// settle brings a role into its stored form.
func (r *Role) settle() error {
	var wrong []fault.Field
	var ok bool
	if r.Name, ok = application.CleanName(r.Name, maxRoleName); !ok {
		wrong = append(wrong, fault.Field{Name: "body.name", Problem: "must have 1 to 64 characters"})
	}
	if r.Description, ok = application.CleanText(r.Description, maxDescription); !ok {
		wrong = append(wrong, fault.Field{Name: "body.description", Problem: "must have at most 250 characters"})
	}
	if len(wrong) > 0 {
		return ErrInvalid.Saying("Invalid role data").With(wrong...)
	}
	return nil
}

// onRoles runs fn while it holds the application's row, so that rules over
// several roles hold, then has the application's rights forgotten.
func (s *Service) onRoles(ctx context.Context, applicationID string, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.applications.Lock(ctx, applicationID); err != nil {
			return err
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return s.forgetRights(ctx, applicationID)
	})
}

// facts are what the audit trail tells of a role.
func (r Role) facts() map[string]any {
	return map[string]any{"name": r.Name, "description": r.Description, "isDefault": r.IsDefault}
}

func (c RoleChanges) applied(r Role) Role {
	if c.Name != nil {
		r.Name = *c.Name
	}
	if c.Description != nil {
		r.Description = *c.Description
	}
	if c.IsDefault != nil {
		r.IsDefault = *c.IsDefault
	}
	return r
}

// ChangeRole updates a role; a new default takes the place of the old one.
func (s *Service) ChangeRole(ctx context.Context, by actor.Actor, applicationID, roleID string, c RoleChanges) (Role, error) {
	var r Role
	err := s.onRole(ctx, applicationID, roleID, func(ctx context.Context, current Role) error {
		r = c.applied(current)
		if err := r.settle(); err != nil {
			return err
		}
		if r.IsDefault && !current.IsDefault {
			if err := s.store.clearDefault(ctx, applicationID); err != nil {
				return err
			}
		}
		if err := s.store.updateRole(ctx, r); err != nil {
			return err
		}
		return s.record(ctx, by, "role.updated", "role", r.ID, applicationID, map[string]any{
			"name": r.Name, "was": current.Name, "isDefault": r.IsDefault, "changes": audit.Changes(current.facts(), r.facts()),
		})
	})
	return r, err
}

func (s *Service) onRole(ctx context.Context, applicationID, roleID string, fn func(ctx context.Context, r Role) error) error {
	return s.onRoles(ctx, applicationID, func(ctx context.Context) error {
		if !isID(roleID) {
			return ErrRole
		}
		r, err := s.store.role(ctx, applicationID, roleID)
		if err != nil {
			return err
		}
		if err := fn(ctx, r); err != nil {
			return err
		}
		return s.tell(ctx, Change{What: Roles, ApplicationID: applicationID, RoleID: roleID})
	})
}

// DeleteRole removes a role that nobody has.
func (s *Service) DeleteRole(ctx context.Context, by actor.Actor, applicationID, roleID string) error {
	return s.onRole(ctx, applicationID, roleID, func(ctx context.Context, r Role) error {
		if err := s.store.deleteRole(ctx, r.ID); err != nil {
			return err
		}
		return s.record(ctx, by, "role.deleted", "role", r.ID, applicationID, map[string]any{"name": r.Name})
	})
}

// Permissions returns the permissions of an application, oldest first.
func (s *Service) Permissions(ctx context.Context, applicationID string) ([]Permission, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return nil, err
	}
	return s.store.permissions(ctx, applicationID)
}

// CreatePermission defines a permission; an empty action means read.
func (s *Service) CreatePermission(ctx context.Context, by actor.Actor, applicationID, resource, action string) (Permission, error) {
	if action == "" {
		action = Read
	}
	if !isResource(resource) || action != Read && action != Write {
		return Permission{}, ErrPermissionFormat
	}
	p := Permission{ID: secret.UUID(), ApplicationID: applicationID, Resource: resource, Action: action, CreatedAt: s.clock()}
	err := s.onRoles(ctx, applicationID, func(ctx context.Context) error {
		if err := s.store.insertPermission(ctx, p); err != nil {
			return err
		}
		return s.record(ctx, by, "permission.created", "permission", p.ID, applicationID, map[string]any{"permission": p.Claim()})
	})
	return p, err
}

// DeletePermission removes a permission, also from the roles that have it.
func (s *Service) DeletePermission(ctx context.Context, by actor.Actor, applicationID, permissionID string) error {
	return s.onRoles(ctx, applicationID, func(ctx context.Context) error {
		if !isID(permissionID) {
			return ErrPermission
		}
		p, err := s.store.deletePermission(ctx, applicationID, permissionID)
		if err != nil {
			return err
		}
		if err := s.tell(ctx, Change{What: Roles, ApplicationID: applicationID}); err != nil {
			return err
		}
		return s.record(ctx, by, "permission.deleted", "permission", p.ID, applicationID, map[string]any{"permission": p.Claim()})
	})
}

// Permit gives a permission to a role of the same application.
func (s *Service) Permit(ctx context.Context, by actor.Actor, applicationID, roleID, permissionID string) error {
	return s.onRole(ctx, applicationID, roleID, func(ctx context.Context, r Role) error {
		if !isID(permissionID) {
			return ErrPermission
		}
		if err := s.store.permit(ctx, applicationID, r.ID, permissionID); err != nil {
			return err
		}
		return s.record(ctx, by, "role.permission_added", "role", r.ID, applicationID, map[string]any{"permissionId": permissionID})
	})
}

// Forbid takes a permission from a role, which may not have it.
func (s *Service) Forbid(ctx context.Context, by actor.Actor, applicationID, roleID, permissionID string) error {
	return s.onRole(ctx, applicationID, roleID, func(ctx context.Context, r Role) error {
		if !isID(permissionID) {
			return nil
		}
		if err := s.store.forbid(ctx, applicationID, r.ID, permissionID); err != nil {
			return err
		}
		return s.record(ctx, by, "role.permission_removed", "role", r.ID, applicationID, map[string]any{"permissionId": permissionID})
	})
}
