package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

const (
	ownOrganizations = "/api/organizations"
	ownOrganization  = ownOrganizations + "/{id}"
)

func byMembers(pattern string, e web.Endpoint) route {
	return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.Native, limit: perAddress, endpoint: e}
}

func ofOrganizations(summary string, status int) web.Doc {
	return web.Doc{Summary: summary, Tag: "organizations", Status: status, Invalid: organization.ErrInvalid}
}

// ownOrganizationRoutes are what the people of an organization do there
// themselves, those of a reseller in its clients, and what administrators decide
// about resellers.
func ownOrganizationRoutes(h handlers) []route {
	const (
		created, none = http.StatusCreated, http.StatusNoContent
		one           = ownOrganization
		member        = one + "/members/{memberId}"
		invitation    = one + "/invitations/{invitationId}"
		passed        = one + "/clients/{clientId}/applications/{applicationId}"
		decided       = "/api/admin/organizations/{id}"
	)
	doc := ofOrganizations
	byAdministrators := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	return []route{
		byMembers("GET "+ownOrganizations, web.Op(h.own.List, doc("The caller's organizations", 0))),
		byMembers("POST "+ownOrganizations, web.Op(h.own.Create, doc("Create a client of a reseller", created))),
		byMembers("GET "+one, web.Op(h.own.Get, doc("Show an organization to its people", 0))),
		byMembers("PATCH "+one, web.Op(h.own.Update, doc("Change an organization", 0))),
		byMembers("DELETE "+one, web.Op(h.own.Delete, doc("Delete an organization", none))),
		byMembers("POST "+one+"/leave", web.Op(h.own.Leave, doc("Leave an organization", none))),
		byMembers("GET "+one+"/activity", web.Op(h.own.Activity, doc("What happened in an organization", 0))),
		byMembers("GET "+one+"/applications", web.Op(h.own.Applications, doc("Applications that an organization may use, with their roles", 0))),

		byMembers("GET "+one+"/members", web.Op(h.own.Members, doc("List and search members", 0))),
		byMembers("POST "+one+"/members", web.Op(h.own.Bring, doc("Add somebody of the reseller to a client", created))),
		byMembers("PATCH "+member+"/role", web.Op(h.own.SetRole, doc("Change a member's role", 0))),
		byMembers("DELETE "+member, web.Op(h.own.RemoveMember, doc("Remove a member", none))),
		byMembers("GET "+member+"/roles", web.Op(h.own.RolesOf, doc("A member's roles in applications", 0))),
		byMembers("PUT "+member+"/roles/{roleId}", web.Op(h.own.GiveRole, doc("Give a member a role of an application", 0))),
		byMembers("DELETE "+member+"/roles/{roleId}", web.Op(h.own.TakeRole, doc("Take such a role from a member", none))),

		byMembers("GET "+one+"/invitations", web.Op(h.own.Invitations, doc("List invitations", 0))),
		byMembers("POST "+one+"/invitations", web.Op(h.own.Invite, doc("Invite somebody", created))),
		byMembers("POST "+one+"/invitations/bulk", web.Op(h.own.InviteMany, doc("Invite many", 0))),
		byMembers("POST "+invitation+"/resend", web.Op(h.own.Resend, doc("Send an invitation again", 0))),
		byMembers("DELETE "+invitation, web.Op(h.own.Cancel, doc("Take an invitation back", none))),

		byMembers("GET "+one+"/clients", web.Op(h.resellers.Clients, doc("List and search the clients of a reseller", 0))),
		byMembers("PUT "+passed, web.Op(h.resellers.Pass, doc("Let a client use an application", 0))),
		byMembers("DELETE "+passed, web.Op(h.resellers.TakeBack, doc("Let a client use it no more", none))),

		byAdministrators("PUT "+decided+"/reseller", web.Op(h.resellers.Grant, doc("Let an organization have clients", 0))),
		byAdministrators("DELETE "+decided+"/reseller", web.Op(h.resellers.Revoke, doc("Let it have clients no more", none))),
		byAdministrators("PUT "+decided+"/parent", web.Op(h.resellers.SetParent, doc("Make an organization the client of a reseller, or of nobody", 0))),
	}
}

// domainRoutes are for who shows that a domain is theirs, and who joins because
// of it.
func domainRoutes(h handlers) []route {
	const (
		domains  = ownOrganization + "/domains"
		requests = ownOrganization + "/join-requests"
	)
	doc := ofOrganizations
	return []route{
		byMembers("GET "+domains, web.Op(h.domains.List, doc("List domains", 0))),
		byMembers("POST "+domains, web.Op(h.domains.Claim, doc("Claim a domain", http.StatusCreated))),
		byMembers("POST "+domains+"/{domainId}/verify", web.Op(h.domains.Verify, doc("Look for the proof of a domain", 0))),
		byMembers("PATCH "+domains+"/{domainId}", web.Op(h.domains.Change, doc("Say how people join by a domain", 0))),
		byMembers("DELETE "+domains+"/{domainId}", web.Op(h.domains.Remove, doc("Give a domain up", http.StatusNoContent))),

		byMembers("GET "+ownOrganizations+"/joinable", web.Op(h.domains.Joinable, doc("Organizations that the caller can join", 0))),
		byMembers("POST "+ownOrganization+"/join", web.Op(h.domains.Join, doc("Join an organization, or ask to", 0))),
		byMembers("GET "+requests, web.Op(h.domains.Requests, doc("List who asked to join", 0))),
		byMembers("POST "+requests+"/{requestId}/approve", web.Op(h.domains.Approve, doc("Let somebody join", 0))),
		byMembers("POST "+requests+"/{requestId}/reject", web.Op(h.domains.Reject, doc("Let somebody not join", http.StatusNoContent))),
	}
}
