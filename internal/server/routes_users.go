package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// userRoutes are where administrators look after people, and see how the
// service is used.
func (s *Server) userRoutes(h handlers) []route {
	const (
		users    = "/api/admin/users"
		one      = users + "/{id}"
		sessions = "/api/admin/sessions"
	)
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	doc := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "users", Status: status, Invalid: user.ErrInvalid}
	}
	const created, none = http.StatusCreated, http.StatusNoContent
	return []route{
		native("GET "+users, web.Op(h.users.List, doc("List users", 0))),
		native("POST "+users, web.Op(h.users.Create, doc("Create a user, or invite one", created))),
		native("GET "+one, web.Op(h.account.AdminDetail, doc("Show a user", 0))),
		native("PATCH "+one, web.Op(h.users.Patch, doc("Change a user", 0))),
		native("DELETE "+one, web.Op(h.users.Delete, doc("Delete a user and all that belongs to them", none))),
		native("POST "+one+"/disable", web.Op(h.users.Disable, doc("Keep a user out", 0))),
		native("POST "+one+"/enable", web.Op(h.users.Enable, doc("Let a user in again", 0))),
		native("POST "+one+"/reset-password", web.Op(h.users.SendReset, doc("Mail a user the link to choose a new password", 0))),
		native("GET "+one+"/factors", web.Op(h.account.AdminFactors, doc("What a user can show besides a password", 0))),
		native("POST "+one+"/reset-factors", web.Op(h.account.ResetFactors, doc("Take a user's second factors away", 0))),
		native("GET "+one+"/applications", web.Op(h.account.AdminApplications, doc("Applications that list a user, with roles", 0))),
		native("GET "+one+"/organizations", web.Op(h.account.AdminOrganizations, doc("Organizations of a user", 0))),
		native("GET "+one+"/activity", web.Op(h.account.Activity, doc("What a user did, and what was done to them", 0))),
		native("GET "+one+"/why", web.Op(h.account.Why, doc("What a user may do in an application, and why", 0))),
		native("GET "+one+"/preview", web.Op(h.account.Preview, doc("What tokens would tell an application about a user", 0))),
		native("GET "+one+"/sessions", web.Op(h.session.ListUser, doc("Where a user is signed in", 0))),
		native("DELETE "+one+"/sessions", web.Op(h.session.RevokeUser, doc("Sign a user out everywhere", none))),
		native("DELETE "+one+"/sessions/{sessionId}", web.Op(h.session.RevokeUserOne, doc("Sign a user out in one place", none))),

		native("GET "+sessions, web.Op(h.session.ListAll, doc("List who is signed in", 0))),
		native("DELETE "+sessions+"/{id}", web.Op(h.session.RevokeOne, doc("End a session", none))),
		native("GET /api/admin/stats", web.Op(h.account.Stats, web.Doc{Summary: "How the service is used", Tag: tagAdministration, Invalid: audit.ErrFilter})),
		native("GET /api/admin/services", web.Op(s.outsideServices, web.Doc{Summary: "Which outside services are used", Tag: tagAdministration})),
	}
}
