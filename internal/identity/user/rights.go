package user

import (
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
)

// What administrators do to accounts and to sessions.
const (
	resourceUser    = "user"
	resourceSession = "session"

	actionImpersonate = "impersonate"
)

// rights are what one role may do, by kind of thing.
func rights(role, resource string) []string {
	administrator := role == actor.RoleAdmin || role == actor.RoleSuperadmin
	switch {
	case resource == resourceUser && administrator:
		all := []string{"create", "list", "set-role", "ban", actionImpersonate, "delete", "set-password", "get", "update"}
		if role == actor.RoleSuperadmin {
			all = append(all, "impersonate-admins")
		}
		return all
	case resource == resourceSession && administrator:
		return []string{"list", "revoke", "delete"}
	}
	return nil
}

// Permits reports whether one of several roles, with commas between them,
// permits an action.
func Permits(roles, resource, action string) bool {
	for role := range strings.SplitSeq(roles, ",") {
		if slices.Contains(rights(role, resource), action) {
			return true
		}
	}
	return false
}

// May reports whether the caller may do something to accounts ("user") or to
// other people's sessions ("session"). Nobody may in another one's name.
func May(by actor.Actor, resource, action string) bool {
	if by.Console {
		return true
	}
	if by.Impersonator != "" {
		return false
	}
	return Permits(by.Role, resource, action)
}

// MayTouch reports whether the caller may do to an account what they may do to
// most: only superadmins touch superadmins.
func MayTouch(by actor.Actor, target User) bool {
	return !actor.HasRole(target.Role, actor.RoleSuperadmin) || by.Superadmin()
}

// MayImpersonate reports whether the holder of roles may act in the name of an
// account.
func MayImpersonate(roles string, target User) bool {
	if !Permits(roles, resourceUser, actionImpersonate) {
		return false
	}
	return !actor.Administers(target.Role) || Permits(roles, resourceUser, "impersonate-admins")
}

// joinRoles makes the list that is stored of one that may hold lists: each role
// once, in the order given.
func joinRoles(texts []string) (string, error) {
	var roles []string
	for _, text := range texts {
		for role := range strings.SplitSeq(text, ",") {
			role = strings.TrimSpace(role)
			if !slices.Contains(actor.Roles(), role) {
				return "", ErrRoleValue
			}
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	if len(roles) == 0 {
		return "", ErrRoleValue
	}
	return strings.Join(roles, ","), nil
}

// loses reports whether somebody with the old roles has less with the new ones.
func loses(before, after string) bool {
	for role := range strings.SplitSeq(before, ",") {
		if role != actor.RoleUser && !actor.HasRole(after, role) {
			return true
		}
	}
	return false
}
