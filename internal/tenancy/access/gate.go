package access

import (
	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Admits reports whether a user with these roles in the service may enter the
// application. A row decides for everyone, administrators too; without one,
// only administrators enter, whoever was given a role within the organization
// they work for, and everybody where the application says so.
func (a Access) Admits(roles string, app application.Application) bool {
	if a.Listed {
		return a.Active
	}
	if a.Within {
		return true
	}
	if app.Client.AdmitsEveryone {
		return true
	}
	return actor.Administers(roles)
}

// ShutOut reports whether the user was named to be kept out.
func (a Access) ShutOut() bool { return a.Listed && !a.Active }
