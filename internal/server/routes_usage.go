package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

const streamPath = "/api/consumption/stream"

// usageRoutes are where applications record what their users consume, and where
// it is seen.
func usageRoutes(h handlers) []route {
	const (
		tag  = "consumption"
		all  = "/api/consumption"
		of   = all + "/{userId}/{applicationId}"
		one  = of + "/{key}"
		none = http.StatusNoContent

		admined = "/api/admin/applications/{id}/consumption"
	)
	meter := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: metered, origin: cookie, dialect: web.Native, limit: tag, endpoint: e}
	}
	own := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: signedIn, origin: cookie, dialect: web.Native, limit: perAddress, endpoint: e}
	}
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	return []route{
		meter("POST "+all, web.Op(h.usage.Record, web.Doc{Summary: "Record what a user consumed", Tag: tag, Malformed: consumption.Unreadable})),
		meter("POST "+all+"/check", web.Op(h.usage.Check, web.Doc{Summary: "May a user consume more, and how much is left", Tag: tag, Malformed: consumption.Unreadable})),
		meter("POST "+all+"/batch", web.Described[consumption.DocBatch, consumption.DocResults](h.usage.Batch, web.Doc{Summary: "Record what users consumed, many at once", Tag: tag, Invalid: consumption.ErrInvalid})),
		meter("POST "+streamPath, web.Described[consumption.DocLines, consumption.DocNothing](h.usage.Stream, web.Doc{Summary: "Record what users consumed, line by line", Tag: tag, Media: []string{"application/x-ndjson"}, Status: http.StatusOK})),
		meter("POST "+all+"/reservations", web.Op(h.usage.Reserve, web.Doc{Summary: "Set an amount aside", Tag: tag, Malformed: consumption.Unreadable})),
		meter("POST "+all+"/reservations/{id}/confirm", web.Op(h.usage.Confirm, web.Doc{Summary: "Consume what was set aside", Tag: tag, Malformed: consumption.Unreadable})),
		meter("POST "+all+"/reservations/{id}/release", web.Op(h.usage.Release, web.Doc{Summary: "Give back what was set aside", Tag: tag})),
		meter("GET "+of, web.Op(h.usage.List, web.Doc{Summary: "What a user consumed in an application", Tag: tag})),
		meter("GET "+one, web.Op(h.usage.Get, web.Doc{Summary: "How much of one key a user consumed", Tag: tag})),
		native("DELETE "+one, web.Op(h.usage.Delete, web.Doc{Summary: "Forget what a user consumed of one key", Tag: tag, Status: none})),
		native("GET "+admined, web.Op(h.usage.Usage, web.Doc{Summary: "What the users of an application consumed", Tag: tag, Invalid: consumption.ErrInvalid})),
		native("GET "+admined+"/ledger", web.Op(h.usage.Ledger, web.Doc{Summary: "What explains a balance, line by line", Tag: tag, Invalid: consumption.ErrInvalid})),
		native("GET "+admined+"/series", web.Op(h.usage.Series, web.Doc{Summary: "What was consumed of a key over time", Tag: tag, Invalid: consumption.ErrInvalid})),
		native("GET "+admined+"/credits", web.Op(h.usage.Credits, web.Doc{Summary: "What a user was granted beside the plan", Tag: tag, Invalid: consumption.ErrInvalid})),
		native("POST "+admined+"/credits", web.Op(h.usage.Grant, web.Doc{Summary: "Grant a user an amount beside the plan", Tag: tag, Status: http.StatusCreated, Malformed: consumption.Unreadable})),
		native("DELETE "+admined+"/credits/{creditId}", web.Op(h.usage.Revoke, web.Doc{Summary: "Take back what is left of a credit", Tag: tag, Status: none})),
		own("GET /api/user/subscription", web.Op(h.plans.Own, web.Doc{Summary: "The caller's applications and plans", Tag: tagAccount})),
		own("GET /api/user/consumption/{appId}", web.Op(h.usage.Own, web.Doc{Summary: "What the caller consumed in an application", Tag: tagAccount})),
	}
}
