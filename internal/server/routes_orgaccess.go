package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

// organizationAccessRoutes say what organizations may use, and what their
// members were given there.
func organizationAccessRoutes(h handlers) []route {
	const (
		apps  = "/api/admin/organizations/{id}/applications"
		roles = "/api/admin/organizations/{id}/members/{memberId}/roles"
		none  = http.StatusNoContent
	)
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	doc := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "organizations", Status: status, Invalid: access.ErrInvalid}
	}
	return []route{
		native("GET "+apps, web.Op(h.access.ListAllowed, doc("List applications that an organization may use", 0))),
		native("PUT "+apps+"/{applicationId}", web.Op(h.access.Allow, doc("Let an organization use an application", 0))),
		native("DELETE "+apps+"/{applicationId}", web.Op(h.access.Disallow, doc("Let an organization use an application no more", none))),
		native("GET "+roles, web.Op(h.access.ListMemberRoles, doc("List the roles of a member within the organization", 0))),
		native("PUT "+roles+"/{roleId}", web.Op(h.access.PutMemberRole, doc("Give a member a role within the organization", 0))),
		native("DELETE "+roles+"/{roleId}", web.Op(h.access.RemoveMemberRole, doc("Take a role within the organization from a member", none))),
	}
}
