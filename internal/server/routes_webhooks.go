package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/usage/entitlement"
)

// webhookRoutes are how applications hear of changes: where they want to be
// told, and where they ask what there is now.
func webhookRoutes(h handlers) []route {
	const (
		tag     = "webhooks"
		all     = "/api/admin/applications/{id}/webhooks"
		one     = all + "/{webhookId}"
		log     = one + "/deliveries"
		created = http.StatusCreated
		none    = http.StatusNoContent
	)
	native := func(pattern, summary string, status int, e func(web.Doc) web.Endpoint) route {
		d := web.Doc{Summary: summary, Tag: tag, Status: status, Invalid: webhook.ErrInvalid}
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e(d)}
	}
	asked := web.Doc{
		Summary: "What a user may do in an application now", Tag: tag, Security: []string{"accessToken", "dpop"}, Invalid: entitlement.ErrWhose,
		Description: "The caller shows an access token of a user, or the application's own and names the user. Roles, permissions and features are told as far as the scopes of the token, or those the application may ask for, reveal them.",
		Also:        map[int]string{http.StatusNotModified: "The caller has this answer"},
	}
	return []route{
		{pattern: "GET /api/entitlements", guard: anyone, origin: shared, dialect: web.Native, limit: "userinfo", endpoint: web.Described[entitlement.DocRequest, entitlement.DocResponse](h.entitled.Get, asked)},

		native("GET "+all, "List the webhooks of an application", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.List, d) }),
		native("POST "+all, "Have an application told of changes", created, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Create, d) }),
		native("GET "+one, "Show a webhook", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Get, d) }),
		native("PATCH "+one, "Change a webhook", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Update, d) }),
		native("DELETE "+one, "Delete a webhook", none, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Delete, d) }),
		native("POST "+one+"/secrets", "Give a webhook a new secret", created, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Rotate, d) }),
		native("DELETE "+one+"/secrets/{secretId}", "Have a secret of a webhook sign no longer", none, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.DeleteSecret, d) }),
		native("POST "+one+"/test", "Send a test, and tell how it went", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Test, d) }),
		native("POST "+one+"/replay", "Send what happened in a time once more", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.ReplayRange, d) }),
		native("GET "+log, "What was sent to a webhook", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Deliveries, d) }),
		native("GET "+log+"/{deliveryId}", "One delivery, with all attempts at it", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Delivery, d) }),
		native("POST "+log+"/{deliveryId}/replay", "Send one delivery once more", 0, func(d web.Doc) web.Endpoint { return web.Op(h.webhooks.Replay, d) }),
	}
}
