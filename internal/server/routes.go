package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/account"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/apitoken"
	"github.com/circle-rd/auth-service/internal/identity/federation"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/passwordless"
	"github.com/circle-rd/auth-service/internal/identity/self"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/setup"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/authorize"
	"github.com/circle-rd/auth-service/internal/protocol/device"
	"github.com/circle-rd/auth-service/internal/protocol/discovery"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/logout"
	"github.com/circle-rd/auth-service/internal/protocol/registration"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/usage/billing"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/entitlement"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A guard says who may call a route.
type guard string

const (
	anyone   guard = "anyone"    // nobody is looked up
	visitor  guard = "visitor"   // a session is looked up but not needed
	signedIn guard = "signed in" // a session is needed
	silent   guard = "silent"    // a session is needed, and who has none is told so without a body
	admin    guard = "admin"     // a session of an administrator is needed
	metered  guard = "metered"   // the token of an application for itself, or a session of an administrator
)

// An origin rule says from which pages a route may be called.
type originRule string

const (
	cookie originRule = "cookie" // writes with cookies only from trusted origins
	open   originRule = "open"   // from anywhere: no cookie changes anything by itself
	shared originRule = "shared" // open, and scripts of any origin may read the answer: no cookie is looked at
)

// A resume rule says whether a route carries an authorization request on.
type resumeRule string

const (
	never   resumeRule = ""
	signsIn resumeRule = "signs in"
	signsUp resumeRule = "signs up"
	chooses resumeRule = "chooses an organization"
)

// perAddress is the limit of routes that need none of their own, perSignIn that
// of those that look at a password, perAdministrator that of the routes that
// administrators share.
const (
	perAddress       = "default"
	perSignIn        = "sign-in"
	perAdministrator = "admin"
)

// A route is one URL and who may call it. The golden test prints the table.
type route struct {
	pattern  string
	guard    guard
	origin   originRule
	dialect  web.Dialect
	limit    string // a name of RATE_LIMITS; empty means none
	resume   resumeRule
	endpoint web.Endpoint
}

type handlers struct {
	signin     signin.HTTP
	factors    mfa.HTTP
	federation federation.HTTP
	session    session.HTTP
	setup      setup.HTTP
	users      user.HTTP
	self       self.HTTP
	keys       keys.HTTP
	apps       application.HTTP
	access     access.HTTP
	plans      subscription.HTTP
	billing    billing.HTTP
	resources  resource.HTTP
	metadata   discovery.ResourceHTTP
	authorize  authorize.HTTP
	devices    device.HTTP
	token      token.HTTP
	info       tokeninfo.HTTP
	logout     logout.HTTP
	clients    registration.HTTP
	grants     grant.HTTP
	mailed     passwordless.HTTP
	account    account.HTTP
	own        organization.SelfHTTP
	resellers  organization.ResellerHTTP
	domains    organization.DomainHTTP
	audit      audit.HTTP
	tokens     apitoken.HTTP
	usage      consumption.HTTP
	orgs       organization.HTTP
	webhooks   webhook.HTTP
	entitled   entitlement.HTTP
}

func (s *Server) handlers() handlers {
	v := s.services
	entrance := signin.NewHTTP(v.SignIn, v.Sessions, s.cookies, s.targetTrusted, v.Authorize.Admit)
	return handlers{
		signin:     entrance,
		factors:    mfa.NewHTTP(v.Factors),
		federation: federation.NewHTTP(v.Federation, entrance, s.cookies, s.config.BaseURL, s.now),
		session:    session.NewHTTP(v.Sessions, s.cookie, v.Keys, s.config.BaseURL, s.now),
		setup:      setup.NewHTTP(v.Setup, entrance.Cookies, s.config.AppName),
		users:      user.NewHTTP(v.Users, s.config.BaseURL, s.targetTrusted),
		self:       self.NewHTTP(v.Self, v.Users, s.cookie, s.targetTrusted, s.now),
		keys:       keys.NewHTTP(v.Keys, s.config.KeyRotation, s.now),
		apps:       application.NewHTTP(v.Applications),
		access:     access.NewHTTP(v.Access),
		plans:      subscription.NewHTTP(v.Subscriptions),
		billing:    billing.NewHTTP(v.Billing),
		resources:  resource.NewHTTP(v.Resources),
		metadata:   discovery.NewResourceHTTP(v.Resources, s.config.BaseURL),
		authorize:  authorize.NewHTTP(v.Authorize, v.Sessions, s.cookie, authorize.Pages{Error: s.pages.fail, Form: s.pages.post}),
		devices:    device.NewHTTP(v.Devices, s.config.BaseURL),
		token:      token.NewHTTP(v.Tokens),
		info:       tokeninfo.NewHTTP(v.TokenInfo, v.Clients),
		logout:     logout.NewHTTP(v.Logout, s.cookie, s.config.AppName),
		clients:    registration.NewHTTP(v.Registration),
		grants:     grant.NewHTTP(v.Grants, v.Applications),
		mailed:     passwordless.NewHTTP(v.Passwordless, entrance, s.cookies, passwordless.Requests{Hold: v.Authorize.Hold, Resume: v.Authorize.Continue}, s.config.BaseURL, s.targetTrusted),
		account:    account.NewHTTP(v.Account),
		audit:      audit.NewHTTP(v.Audit, v.Chain),
		tokens:     apitoken.NewHTTP(v.APITokens, s.groups),
		usage:      consumption.NewHTTP(v.Consumption),
		orgs:       organization.NewHTTP(v.Organizations, v.Sessions, s.cookie),
		own:        organization.NewSelfHTTP(v.Organizations),
		resellers:  organization.NewResellerHTTP(v.Organizations),
		domains:    organization.NewDomainHTTP(v.Domains),
		webhooks:   webhook.NewHTTP(v.Webhooks),
		entitled:   entitlement.NewHTTP(v.Entitlements),
	}
}

// table is every URL of the service but the files of its pages.
func (s *Server) table(document []byte) []route {
	h := s.h
	meta := discovery.NewHTTP(document, s.services.Keys)
	routes := []route{
		{pattern: "GET /health", guard: anyone, origin: open, endpoint: web.Op(s.health, web.Doc{Summary: "Is the service able to work", Tag: tagService})},
		{pattern: "GET /openapi.json", guard: anyone, origin: open, endpoint: web.Described[struct{}, docDocument](s.openAPI, web.Doc{Summary: "This document", Tag: tagService})},
		{pattern: "GET /docs", guard: anyone, origin: open, endpoint: web.Plain(s.reference)},
		{pattern: "GET /api/public/config", guard: anyone, origin: open, limit: perAddress, endpoint: web.Op(s.publicConfig, web.Doc{Summary: "What pages need before anyone is signed in", Tag: tagService})},
		{pattern: "GET " + appLogoPath, guard: anyone, origin: open, limit: perAddress, endpoint: web.Described[struct{}, struct{}](s.appLogo, web.Doc{Summary: "The logo of the service", Tag: tagService, Status: http.StatusOK, Media: []string{"image/*"}})},
		{pattern: "GET /api/public/scopes", guard: anyone, origin: open, limit: perAddress, endpoint: web.Op(h.resources.Scopes, web.Doc{Summary: "What the scopes of protected APIs mean", Tag: "resources"})},
		{pattern: "GET /api/public/setup", guard: anyone, origin: open, limit: "setup", endpoint: web.Op(h.setup.Check, web.Doc{Summary: "Is a set-up link good", Tag: tagService})},
		{pattern: "POST /api/public/setup", guard: anyone, origin: cookie, limit: "setup", endpoint: web.Op(h.setup.Complete, web.Doc{Summary: "Create the first superadmin", Tag: tagService, Status: http.StatusCreated, Invalid: user.ErrInvalid})},
	}
	routes = append(routes, discoveryRoutes(meta, h.metadata)...)
	routes = append(routes, s.authRoutes(h)...)
	routes = append(routes, factorRoutes(h)...)
	routes = append(routes, passkeyRoutes(h)...)
	routes = append(routes, federationRoutes(h)...)
	routes = append(routes, accountRoutes(h)...)
	routes = append(routes, oauthRoutes(h)...)
	routes = append(routes, registrationRoutes(h)...)
	routes = append(routes, s.mailRoutes()...)
	routes = append(routes, passwordlessRoutes(h)...)
	routes = append(routes, adminPluginRoutes(h)...)
	routes = append(routes, ownRoutes(h)...)
	routes = append(routes, auditRoutes(h)...)
	routes = append(routes, tokenRoutes(h)...)
	routes = append(routes, usageRoutes(h)...)
	routes = append(routes, billingRoutes(h)...)
	routes = append(routes, webhookRoutes(h)...)
	routes = append(routes, organizationRoutes(h)...)
	routes = append(routes, organizationAccessRoutes(h)...)
	routes = append(routes, s.userRoutes(h)...)
	routes = append(routes, ownOrganizationRoutes(h)...)
	routes = append(routes, domainRoutes(h)...)
	routes = append(routes, adminRoutes(h)...)
	for i, r := range routes {
		if r.guard == admin && r.limit == "" {
			routes[i].limit = perAdministrator
		}
	}
	return routes
}

func discoveryRoutes(meta discovery.HTTP, resources discovery.ResourceHTTP) []route {
	protocol := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: anyone, origin: shared, dialect: web.Protocol, endpoint: e}
	}
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: "discovery"} }
	metadata := web.Described[struct{}, discovery.DocMetadata](meta.Metadata, doc("What this provider offers, and where"))
	set := doc("The public keys that tokens are verified with")
	set.Also = map[int]string{http.StatusNotModified: "The caller has this key set"}
	return []route{
		protocol("GET /.well-known/openid-configuration", metadata),
		protocol("GET /.well-known/openid-configuration/api/auth", metadata),
		protocol("GET /.well-known/oauth-authorization-server", metadata),
		protocol("GET /.well-known/oauth-authorization-server/api/auth", metadata),
		protocol("GET /api/auth/.well-known/openid-configuration", metadata),
		protocol("GET /api/auth/.well-known/oauth-authorization-server", metadata),
		protocol("GET /api/auth/jwks", web.Described[discovery.DocKeysRequest, discovery.DocKeys](meta.JWKS, set)),
		protocol("GET /.well-known/oauth-protected-resource", web.Described[discovery.DocResourceRequest, discovery.DocResource](resources.Metadata, doc("Who guards a protected API"))),
		protocol("GET /.well-known/oauth-protected-resource/{path...}", web.Described[discovery.DocResourceAt, discovery.DocResource](resources.Metadata, doc("Who guards a protected API, named by its path"))),
	}
}

// authRoutes are the endpoints that Better Auth clients call.
func (s *Server) authRoutes(h handlers) []route {
	const tag = "authentication"
	return []route{
		{"GET /api/auth/ok", anyone, open, web.BetterAuth, perAddress, never, web.Described[struct{}, docOK](s.ok, web.Doc{Summary: "Is the API there", Tag: tag})},
		{"GET /api/auth/error", anyone, open, web.BetterAuth, perAddress, never, web.Described[docErrorPage, struct{}](s.errorPage, web.Doc{Summary: "The page that tells of an error", Tag: tag, Status: http.StatusOK, Media: []string{mediaHTML}})},
		{"POST /api/auth/sign-up/email", anyone, cookie, web.BetterAuth, "sign-up", signsUp, web.Op(h.signin.SignUp, web.Doc{Summary: "Create an account and sign in", Tag: tag, Forms: true})},
		{"POST /api/auth/sign-in/email", anyone, cookie, web.BetterAuth, perSignIn, signsIn, web.Op(h.signin.Email, web.Doc{Summary: "Sign in by e-mail and password", Tag: tag, Forms: true})},
		{"POST /api/auth/sign-out", visitor, cookie, web.BetterAuth, perAddress, never, web.Described[struct{}, signin.DocSignedOut](h.signin.SignOut, web.Doc{Summary: "Sign out", Tag: tag})},
		{"GET /api/auth/get-session", anyone, open, web.BetterAuth, "", never, web.Described[session.DocGet, session.DocCurrent](h.session.Get, web.Doc{Summary: "Who is signed in", Tag: tag, Security: optional})},
		{"POST /api/auth/get-session", anyone, cookie, web.BetterAuth, perAddress, never, web.Described[struct{}, session.DocCurrent](h.session.Post, web.Doc{Summary: "Refused: use GET", Tag: tag})},
		{"GET /api/auth/list-sessions", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.session.List, web.Doc{Summary: "The caller's sessions", Tag: tag})},
	}
}

func oauthRoutes(h handlers) []route {
	userinfo := h.metadata.Pointing("/api/auth/oauth2/userinfo", h.info.Userinfo)
	const tag = "authorization"
	page := func(summary string, also map[int]string) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Media: []string{mediaHTML}, Also: also}
	}
	client := func(summary string, security []string) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Security: security}
	}
	asGET := func(summary string) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Status: http.StatusSeeOther}
	}
	begin := page("Ask for a user's authorization", map[int]string{http.StatusFound: "Leads to the application with code, iss and state or with an error, or to a page of ours"})
	begin.Description = "Browsers are redirected, or post a form. Scripts, which say so by Accept or Sec-Fetch-Mode, get the address in JSON. A request without a client or redirect URI to trust shows a page with a 400."
	pushed := client("Push an authorization request", clients)
	pushed.Status = http.StatusCreated
	leave := page("Sign out, at the wish of an application", map[int]string{http.StatusFound: "Leads back to the application"})
	leave.Status, leave.Description = http.StatusOK, "Without an ID token hint of the session that the browser has, a page asks."
	left := page("Answer the page that asks whether to sign out", map[int]string{http.StatusSeeOther: "Leads back to the application"})
	left.Status = http.StatusOK
	post := page("The page that posts an answer to an application", nil)
	post.Status = http.StatusOK
	userinfoGet := client("What an access token tells of its user", []string{"accessToken", "dpop"})
	userinfoGet.Media = []string{"application/jwt"}
	introspection := client("What is behind a token", clients)
	introspection.Media = []string{"application/token-introspection+jwt"}
	revocation := client("Revoke a token", clients)
	revocation.Status, revocation.Description = http.StatusOK, "A refresh token takes its access tokens along. Unknown tokens are revoked already."
	return []route{
		{"GET /api/auth/oauth2/authorize", visitor, open, web.Protocol, "authorize", never, web.Described[authorize.DocRequest, authorize.DocOnward](h.authorize.Authorize, begin)},
		{"POST /api/auth/oauth2/authorize", anyone, open, web.Protocol, "authorize", never, web.Described[authorize.DocForm, struct{}](h.authorize.AuthorizePost, asGET("Ask for a user's authorization by a form"))},
		{"POST /api/auth/oauth2/par", anyone, shared, web.Protocol, "token", never, web.Described[authorize.DocForm, authorize.DocPushed](h.authorize.Push, pushed)},
		{"GET /api/auth/oauth2/answer", anyone, open, web.Protocol, "authorize", never, web.Described[authorize.DocLink, struct{}](h.authorize.Answer, post)},
		{"POST /api/auth/oauth2/consent", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.authorize.Consent, web.Doc{Summary: "Answer the consent page", Tag: tag})},
		{"POST /api/auth/oauth2/continue", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.authorize.Continue, web.Doc{Summary: "Go on with an authorization request", Tag: tag})},
		{"GET /api/auth/oauth2/public-client", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.authorize.PublicClient, web.Doc{Summary: "What anyone may know of an application", Tag: tag})},
		{"POST /api/auth/oauth2/token", anyone, shared, web.Protocol, "token", never, web.Described[token.DocRequest, token.DocResponse](h.token.Token, client("Get tokens", clients))},
		{"POST /api/auth/oauth2/device_authorization", anyone, shared, web.Protocol, "token", never, web.Described[device.DocRequest, device.DocResponse](h.devices.Authorize, client("Begin the sign-in of a device", clients))},
		{"GET /api/auth/oauth2/device", signedIn, cookie, web.BetterAuth, "device", never, web.Op(h.devices.Look, web.Doc{Summary: "What a waiting device asks for", Tag: tag})},
		{"POST /api/auth/oauth2/device", signedIn, cookie, web.BetterAuth, "device", never, web.Op(h.devices.Answer, web.Doc{Summary: "Allow or refuse a waiting device", Tag: tag})},
		{"GET /api/auth/oauth2/userinfo", anyone, shared, web.Protocol, "userinfo", never, web.Described[tokeninfo.DocUserinfoRequest, tokeninfo.DocUserinfo](userinfo, userinfoGet)},
		{"POST /api/auth/oauth2/userinfo", anyone, shared, web.Protocol, "userinfo", never, web.Described[tokeninfo.DocUserinfoRequest, tokeninfo.DocUserinfo](userinfo, userinfoGet)},
		{"POST /api/auth/oauth2/introspect", anyone, open, web.Protocol, "introspect", never, web.Described[tokeninfo.DocTokenForm, tokeninfo.DocIntrospection](h.info.Introspect, introspection)},
		{"POST /api/auth/oauth2/revoke", anyone, shared, web.Protocol, "revoke", never, web.Described[tokeninfo.DocTokenForm, struct{}](h.info.Revoke, revocation)},
		{"GET /api/auth/oauth2/end-session", visitor, open, web.Protocol, perAddress, never, web.Described[logout.DocRequest, struct{}](h.logout.EndSession, leave)},
		{"POST /api/auth/oauth2/end-session", anyone, open, web.Protocol, perAddress, never, web.Described[logout.DocForm, struct{}](h.logout.EndSessionPost, asGET("Sign out by a form"))},
		{"POST /api/auth/oauth2/end-session/confirm", visitor, cookie, web.Protocol, perAddress, never, web.Described[logout.DocConfirm, struct{}](h.logout.Confirm, left)},
	}
}

// registrationRoutes let clients in that no administrator made, and users see
// what they allowed to whom.
func registrationRoutes(h handlers) []route {
	const (
		tag    = "registration"
		tokens = "/api/admin/registration-tokens" //nolint:gosec // a path
		docs   = "/api/admin/client-documents"
		one    = registration.Path + "/{clientId}"
	)
	client := func(pattern, limit string, e web.Endpoint) route {
		return route{pattern: pattern, guard: anyone, origin: shared, dialect: web.Protocol, limit: limit, endpoint: e}
	}
	doc := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Status: status, Malformed: registration.Unreadable, Security: []string{"registrationAccessToken"}}
	}
	first := doc("Register a client", http.StatusCreated)
	first.Security = []string{"", "initialAccessToken"}
	user := func(pattern, summary string, e func(web.Doc) web.Endpoint) route {
		return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.BetterAuth, limit: perAddress, endpoint: e(web.Doc{Summary: summary, Tag: "authorization"})}
	}
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	token := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Status: status, Invalid: registration.ErrInvalidToken}
	}
	return []route{
		client("POST "+registration.Path, "register", web.Op(h.clients.Register, first)),
		client("GET "+one, perAddress, web.Op(h.clients.Read, doc("Show a client to itself", 0))),
		client("PUT "+one, perAddress, web.Op(h.clients.Update, doc("Replace what a client says of itself", 0))),
		client("DELETE "+one, perAddress, web.Op(h.clients.Delete, doc("Remove a client at its own wish", http.StatusNoContent))),
		{pattern: "GET " + application.LogoPath + "{clientId}", guard: anyone, origin: open, limit: perAddress, endpoint: web.Described[registration.DocLogo, struct{}](h.clients.Logo, web.Doc{Summary: "The logo of an application", Tag: tag, Status: http.StatusOK, Media: []string{"image/*"}})},

		native("GET "+tokens, web.Op(h.clients.ListTokens, token("List initial access tokens", 0))),
		native("POST "+tokens, web.Op(h.clients.CreateToken, token("Make an initial access token", http.StatusCreated))),
		native("DELETE "+tokens+"/{id}", web.Op(h.clients.DeleteToken, token("Take an initial access token back", http.StatusNoContent))),
		native("GET "+docs, web.Op(h.clients.ListDocuments, token("List clients that documents describe", 0))),
		native("POST "+docs+"/{id}/approve", web.Op(h.clients.Approve, token("Let the client of a document be used", 0))),
		native("POST "+docs+"/{id}/reject", web.Op(h.clients.Reject, token("Keep the client of a document out", 0))),

		user("GET /api/auth/oauth2/get-consents", "What the caller allowed applications", func(d web.Doc) web.Endpoint { return web.Op(h.grants.List, d) }),
		user("GET /api/auth/oauth2/get-consent", "What the caller allowed one application", func(d web.Doc) web.Endpoint { return web.Op(h.grants.Get, d) }),
		user("POST /api/auth/oauth2/update-consent", "Allow an application something else", func(d web.Doc) web.Endpoint { return web.Op(h.grants.Update, d) }),
		user("POST /api/auth/oauth2/delete-consent", "Allow an application nothing any more", func(d web.Doc) web.Endpoint {
			d.Status = http.StatusOK
			return web.Op(h.grants.Delete, d)
		}),
	}
}

func adminRoutes(h handlers) []route {
	const (
		apps = "/api/admin/applications"
		one  = apps + "/{id}"
	)
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	app := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "applications", Status: status, Invalid: application.ErrInvalid}
	}
	role := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "access", Status: status, Invalid: access.ErrInvalid}
	}
	plan := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "plans", Status: status, Invalid: subscription.ErrInvalidPlan}
	}
	res := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: "resources", Status: status, Invalid: resource.ErrInvalid}
	}
	const created, none = http.StatusCreated, http.StatusNoContent
	return []route{
		native("GET "+apps, web.Op(h.apps.List, app("List applications", 0))),
		native("POST "+apps, web.Op(h.apps.Create, app("Create an application", created))),
		native("GET "+one, web.Op(h.apps.Get, app("Show an application", 0))),
		native("PATCH "+one, web.Op(h.apps.Update, app("Change an application", 0))),
		native("DELETE "+one, web.Op(h.apps.Delete, app("Delete an application and all that belongs to it", none))),
		native("POST "+one+"/rotate-secret", web.Op(h.apps.RotateSecret, app("Give an application a new secret", 0))),
		native("GET "+one+"/secrets", web.Op(h.apps.ListSecrets, app("List an application's secrets, not what they are", 0))),
		native("POST "+one+"/secrets", web.Op(h.apps.CreateSecret, app("Give an application one more secret", created))),
		native("DELETE "+one+"/secrets/{secretId}", web.Op(h.apps.DeleteSecret, app("End one of an application's secrets", none))),

		native("GET "+one+"/logout-deliveries", web.Op(h.logout.Deliveries, app("List the latest back-channel logout notices", 0))),

		native("GET "+one+"/users", web.Op(h.access.ListUsers, role("List who may enter", 0))),
		native("POST "+one+"/users", web.Op(h.access.AddUser, role("Let a user enter", created))),
		native("PATCH "+one+"/users/{userId}", web.Op(h.access.UpdateUser, role("Change a user's access", 0))),
		native("DELETE "+one+"/users/{userId}", web.Op(h.access.RemoveUser, role("Take a user's access away", none))),
		native("POST "+one+"/users/{userId}/roles/{roleId}", web.Op(h.access.AddUserRole, role("Give a user a role", created))),
		native("DELETE "+one+"/users/{userId}/roles/{roleId}", web.Op(h.access.RemoveUserRole, role("Take a role from a user", none))),

		native("GET "+one+"/roles", web.Op(h.access.ListRoles, role("List roles", 0))),
		native("POST "+one+"/roles", web.Op(h.access.CreateRole, role("Create a role", created))),
		native("PATCH "+one+"/roles/{roleId}", web.Op(h.access.UpdateRole, role("Change a role", 0))),
		native("DELETE "+one+"/roles/{roleId}", web.Op(h.access.DeleteRole, role("Delete a role", none))),
		native("GET "+one+"/permissions", web.Op(h.access.ListPermissions, role("List permissions", 0))),
		native("POST "+one+"/permissions", web.Op(h.access.CreatePermission, role("Create a permission", created))),
		native("DELETE "+one+"/permissions/{permId}", web.Op(h.access.DeletePermission, role("Delete a permission", none))),
		native("POST "+one+"/roles/{roleId}/permissions", web.Op(h.access.AddRolePermission, role("Give a role a permission", created))),
		native("POST "+one+"/roles/{roleId}/permissions/{permId}", web.Op(h.access.PutRolePermission, role("Give a role a permission", created))),
		native("DELETE "+one+"/roles/{roleId}/permissions/{permId}", web.Op(h.access.RemoveRolePermission, role("Take a permission from a role", none))),

		native("GET "+one+"/plans", web.Op(h.plans.ListPlans, plan("List subscription plans", 0))),
		native("POST "+one+"/plans", web.Op(h.plans.CreatePlan, plan("Create a plan", created))),
		native("PATCH "+one+"/plans/{planId}", web.Op(h.plans.UpdatePlan, plan("Change a plan", 0))),
		native("DELETE "+one+"/plans/{planId}", web.Op(h.plans.DeletePlan, plan("Delete a plan", none))),
		native("POST "+one+"/plans/{planId}/prices", web.Op(h.plans.CreatePrice, web.Doc{Summary: "Give a plan a price", Tag: "plans", Status: created, Invalid: subscription.ErrInvalidPrice})),
		native("DELETE "+one+"/plans/{planId}/prices/{priceId}", web.Op(h.plans.DeletePrice, plan("Take a price from a plan", none))),
		native("POST "+one+"/users/{userId}/subscription", web.Op(h.plans.Subscribe, web.Doc{Summary: "Put a user on a plan", Tag: "plans", Status: created, Invalid: subscription.ErrInvalid})),
		native("DELETE "+one+"/users/{userId}/subscription", web.Op(h.plans.Unsubscribe, web.Doc{Summary: "Take a user off their plan", Tag: "plans", Status: none})),

		native("GET /api/admin/keys", web.Op(h.keys.List, web.Doc{Summary: "List the keys that sign tokens", Tag: "keys"})),
		native("POST /api/admin/keys/rotate", web.Op(h.keys.Rotate, web.Doc{Summary: "Replace signing keys", Tag: "keys", Invalid: keys.ErrInvalid})),
		native("GET /api/admin/resources", web.Op(h.resources.List, res("List protected APIs", 0))),
		native("POST /api/admin/resources", web.Op(h.resources.Create, res("Register a protected API", created))),
		native("GET /api/admin/resources/{id}", web.Op(h.resources.Get, res("Show a protected API", 0))),
		native("PATCH /api/admin/resources/{id}", web.Op(h.resources.Update, res("Change a protected API", 0))),
		native("DELETE /api/admin/resources/{id}", web.Op(h.resources.Delete, res("Delete a protected API", none))),
	}
}
