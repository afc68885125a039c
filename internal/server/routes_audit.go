package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// auditRoutes are where administrators read what happened.
func auditRoutes(h handlers) []route {
	const base = "/api/admin/audit"
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	doc := func(summary string) web.Doc {
		return web.Doc{Summary: summary, Tag: tagAdministration, Invalid: audit.ErrFilter}
	}
	export := doc("Download the audit trail")
	export.Status, export.Media = http.StatusOK, []string{"application/x-ndjson", "text/csv"}
	return []route{
		native("GET "+base, web.Op(h.audit.List, doc("Search the audit trail"))),
		native("GET "+base+"/verify", web.Op(h.audit.State, doc("What the audit trail is sealed with, and whether it is whole"))),
		native("GET "+base+"/export", web.Described[audit.DocExport, struct{}](h.audit.Export, export)),
	}
}
