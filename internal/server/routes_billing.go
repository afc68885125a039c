package server

import (
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/billing"
)

// billingRoutes are where users buy plans, and where Stripe tells of it.
func billingRoutes(h handlers) []route {
	const (
		tag = "billing"
		own = "/api/user/billing"
	)
	user := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.Native, limit: perAddress, endpoint: e}
	}
	doc := func(summary string) web.Doc {
		return web.Doc{Summary: summary, Tag: tag, Invalid: billing.ErrInvalid}
	}
	told := doc("An event of Stripe's")
	told.Description = "Answered once what follows from it is kept. Events come late, twice and out of order: of each only what it is about is read, and Stripe is asked how that is now."
	told.Status = 200
	return []route{
		{pattern: "POST /api/webhooks/stripe", guard: anyone, origin: open, dialect: web.Native, endpoint: web.Described[billing.DocEvent, billing.DocReceived](h.billing.Receive, told)},
		user("GET "+own, web.Op(h.billing.Own, doc("What the caller bought"))),
		user("POST "+own+"/checkout", web.Op(h.billing.Checkout, doc("Buy a plan at Stripe"))),
		user("POST "+own+"/portal", web.Op(h.billing.Portal, doc("Change or end what the caller bought, at Stripe"))),
		{pattern: "GET /api/admin/billing", guard: admin, origin: cookie, dialect: web.Native, endpoint: web.Op(h.billing.Problems, doc("Purchases that give nobody a plan"))},
	}
}
