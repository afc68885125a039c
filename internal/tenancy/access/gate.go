package access

import "github.com/circle-rd/auth-service/internal/actor"

// Admits reports whether a user with a role in the service may enter the
// application. A row decides for everyone, administrators too; without one,
// only administrators enter.
func (a Access) Admits(role string) bool {
	if a.Listed {
		return a.Active
	}
	return role == actor.RoleAdmin || role == actor.RoleSuperadmin
}
