package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// organizationRoutes are the endpoints of Better Auth's organization plugin,
// where members act by their role, and those of administrators, who act in all
// organizations.
func organizationRoutes(h handlers) []route {
	const (
		base = "/api/auth/organization/"
		all  = "/api/admin/organizations"
		one  = all + "/{id}"
		tag  = "organizations"
	)
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: tag} }
	plugin := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.BetterAuth, limit: perAddress, endpoint: e}
	}
	native := func(pattern, summary string, status int, e func(web.Doc) web.Endpoint) route {
		d := web.Doc{Summary: summary, Tag: tag, Status: status, Invalid: organization.ErrInvalid}
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e(d)}
	}
	create := plugin("POST "+base+"create", web.Op(h.orgs.Create, doc("Create an organization")))
	create.guard = silent
	invitation := plugin("GET "+base+"get-invitation", web.Op(h.orgs.GetInvitation, doc("Show an invitation to whom it is for")))
	invitation.guard = visitor // whoever brings the token of the mail
	active := plugin("POST "+base+"set-active", web.Op(h.orgs.SetActive, doc("Choose the organization that the session is about")))
	active.resume = chooses
	const created, none = http.StatusCreated, http.StatusNoContent
	return []route{
		create,
		plugin("POST "+base+"check-slug", web.Op(h.orgs.CheckSlug, doc("Is a slug free"))),
		plugin("GET "+base+"list", web.Op(h.orgs.List, doc("The caller's organizations"))),
		plugin("GET "+base+"get-full-organization", web.Op(h.orgs.Full, doc("An organization with its members and invitations"))),
		plugin("POST "+base+"update", web.Op(h.orgs.Update, doc("Change an organization"))),
		plugin("POST "+base+"delete", web.Op(h.orgs.Delete, doc("Delete an organization"))),
		active,
		plugin("POST "+base+"has-permission", web.Op(h.orgs.HasPermission, doc("May the caller do all of this in an organization"))),

		plugin("GET "+base+"get-active-member", web.Op(h.orgs.ActiveMember, doc("The caller as a member of the active organization"))),
		plugin("GET "+base+"get-active-member-role", web.Op(h.orgs.ActiveRole, doc("The role of a member"))),
		plugin("GET "+base+"list-members", web.Op(h.orgs.ListMembers, doc("List members"))),
		plugin("POST "+base+"remove-member", web.Op(h.orgs.RemoveMember, doc("Remove a member"))),
		plugin("POST "+base+"update-member-role", web.Op(h.orgs.UpdateRole, doc("Give a member another role"))),
		plugin("POST "+base+"leave", web.Op(h.orgs.Leave, doc("Leave an organization"))),

		plugin("POST "+base+"invite-member", web.Op(h.orgs.Invite, doc("Invite somebody by e-mail"))),
		invitation,
		plugin("GET "+base+"list-invitations", web.Op(h.orgs.ListInvitations, doc("List the invitations of an organization"))),
		plugin("GET "+base+"list-user-invitations", web.Op(h.orgs.OwnInvitations, doc("Invitations that wait for the caller"))),
		plugin("POST "+base+"accept-invitation", web.Op(h.orgs.Accept, doc("Accept an invitation"))),
		plugin("POST "+base+"reject-invitation", web.Op(h.orgs.Reject, doc("Turn an invitation down"))),
		plugin("POST "+base+"cancel-invitation", web.Op(h.orgs.Cancel, doc("Take an invitation back"))),

		{
			pattern: "GET " + organization.LogoPath + "{id}", guard: anyone, origin: open, limit: perAddress,
			endpoint: web.Described[organization.DocLogo, struct{}](h.orgs.Logo, web.Doc{Summary: "The logo of an organization", Tag: tag, Status: http.StatusOK, Media: []string{"image/*"}}),
		},

		native("GET "+all, "List organizations", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminList, d) }),
		native("POST "+all, "Create an organization", created, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminCreate, d) }),
		native("GET "+one, "Show an organization", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminGet, d) }),
		native("PATCH "+one, "Change an organization", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminUpdate, d) }),
		native("DELETE "+one, "Delete an organization", none, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminDelete, d) }),
		native("GET "+one+"/members", "List the members of an organization", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminMembers, d) }),
		native("POST "+one+"/members", "Make a user a member", created, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminAddMember, d) }),
		native("DELETE "+one+"/members/{memberId}", "Remove a member", none, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminRemoveMember, d) }),
		native("PATCH "+one+"/members/{memberId}/role", "Give a member another role", none, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminUpdateRole, d) }),
		native("GET "+one+"/invitations", "List the invitations of an organization", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminInvitations, d) }),
		native("POST "+one+"/invitations", "Invite somebody by e-mail", created, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminInvite, d) }),
		native("POST "+one+"/invitations/bulk", "Invite several people by e-mail", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminInviteMany, d) }),
		native("POST "+one+"/invitations/{invitationId}/resend", "Send an invitation once more", 0, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminResend, d) }),
		native("DELETE "+one+"/invitations/{invitationId}", "Take an invitation back", none, func(d web.Doc) web.Endpoint { return web.Op(h.orgs.AdminCancel, d) }),
	}
}
