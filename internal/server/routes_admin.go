package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// adminPluginRoutes are the endpoints of Better Auth's admin plugin. Who is
// signed in gets in: their services know which right each of them needs.
func adminPluginRoutes(h handlers) []route {
	const base = "/api/auth/admin/"
	doc := func(summary string) web.Doc {
		return web.Doc{Summary: summary, Tag: tagAdministration}
	}
	plugin := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: silent, origin: cookie, dialect: web.BetterAuth, limit: perAddress, endpoint: e}
	}
	stop := plugin("POST "+base+"stop-impersonating", web.Described[struct{}, session.DocRestored](h.session.StopImpersonating, doc("Act in the caller's own name again")))
	stop.guard = visitor // an impersonated session that has expired is none
	return []route{
		plugin("POST "+base+"set-role", web.Op(h.users.SetRole, doc("Give a user other roles"))),
		plugin("GET "+base+"get-user", web.Op(h.users.Get, doc("Show a user"))),
		plugin("POST "+base+"create-user", web.Op(h.users.CreateFor, doc("Create a user"))),
		plugin("POST "+base+"update-user", web.Op(h.users.UpdateFor, doc("Change a user"))),
		plugin("GET "+base+"list-users", web.Op(h.users.Search, doc("Search users"))),
		plugin("POST "+base+"ban-user", web.Op(h.users.Ban, doc("Keep a user out"))),
		plugin("POST "+base+"unban-user", web.Op(h.users.Unban, doc("Let a user in again"))),
		plugin("POST "+base+"set-user-password", web.Op(h.users.SetPassword, doc("Give a user another password"))),
		plugin("POST "+base+"remove-user", web.Op(h.users.Remove, doc("Delete a user"))),
		plugin("POST "+base+"has-permission", web.Op(h.users.HasPermission, doc("May the caller do all of this"))),
		plugin("POST "+base+"list-user-sessions", web.Op(h.session.ListOf, doc("List a user's sessions"))),
		plugin("POST "+base+"revoke-user-session", web.Op(h.session.RevokeToken, doc("End a session"))),
		plugin("POST "+base+"revoke-user-sessions", web.Op(h.session.RevokeOf, doc("End a user's sessions"))),
		plugin("POST "+base+"impersonate-user", web.Op(h.session.Impersonate, doc("Act in a user's name for an hour"))),
		stop,
	}
}

// ownRoutes are where people see and change what is their own.
func ownRoutes(h handlers) []route {
	const (
		base = "/api/user/"
		none = http.StatusNoContent
	)
	doc := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: tagAccount, Status: status}
	}
	own := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.Native, limit: perAddress, endpoint: e}
	}
	profile := doc("Change the caller's profile", 0)
	profile.Invalid = user.ErrInvalid
	return []route{
		own("GET "+base+"profile", web.Op(h.account.Profile, doc("The caller's profile", 0))),
		own("PATCH "+base+"profile", web.Op(h.account.ChangeProfile, profile)),
		own("GET "+base+"sessions", web.Op(h.account.Sessions, doc("Where the caller is signed in", 0))),
		own("DELETE "+base+"sessions/{id}", web.Op(h.account.EndSession, doc("Sign out there", none))),
		own("GET "+base+"applications", web.Op(h.account.Applications, doc("Applications that the caller let in", 0))),
		own("DELETE "+base+"applications/{id}", web.Op(h.account.Disconnect, doc("Let an application in no more", none))),
		own("GET "+base+"export", web.Op(h.account.Export, doc("All that is kept about the caller", 0))),
		own("GET "+base+"audit", web.Op(h.audit.Own, web.Doc{Summary: "What the caller did, and what was done to them", Tag: tagAccount, Invalid: audit.ErrFilter})),
	}
}
