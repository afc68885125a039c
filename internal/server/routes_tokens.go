package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/identity/apitoken"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// tokenRoutes are where administrators make API tokens for programs.
func tokenRoutes(h handlers) []route {
	native := func(pattern string, e web.Endpoint) route {
		return route{pattern: pattern, guard: admin, origin: cookie, dialect: web.Native, endpoint: e}
	}
	doc := func(summary string, status int) web.Doc {
		return web.Doc{Summary: summary, Tag: tagAdministration, Status: status, Invalid: apitoken.ErrInvalid}
	}
	return []route{
		native("GET "+tokensPath, web.Op(h.tokens.List, doc("List API tokens", 0))),
		native("POST "+tokensPath, web.Op(h.tokens.Create, doc("Create an API token", http.StatusCreated))),
		native("DELETE "+tokensPath+"/{id}", web.Op(h.tokens.Delete, doc("Delete an API token", http.StatusNoContent))),
	}
}
