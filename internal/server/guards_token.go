package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/apitoken"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

const tokensPath = "/api/admin/api-tokens" //nolint:gosec // a path

// apiToken is the API token that a request carries (RFC 6750 §2.1).
func apiToken(header http.Header) (string, bool) {
	values := header["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	scheme, text, _ := strings.Cut(values[0], " ")
	text = strings.TrimSpace(text)
	return text, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(text, apitoken.Prefix)
}

// byToken lets a program in that carries an API token, and nobody who carries a
// cookie besides: the token decides alone.
func (s *Server) byToken(w http.ResponseWriter, r *http.Request, to route, text string, next http.Handler) {
	ctx := r.Context()
	t, role, err := s.services.APITokens.Use(ctx, text)
	if err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		web.Fail(w, r, to.dialect, err)
		return
	}
	if err := admits(t, to.pattern); err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
		web.Fail(w, r, to.dialect, err)
		return
	}
	by := actor.From(ctx)
	by.TokenID, by.Role = t.ID, role
	next.ServeHTTP(w, r.WithContext(actor.With(ctx, by)))
}

// admits reports whether a token opens a route.
func admits(t apitoken.Token, pattern string) error {
	method, path, _ := strings.Cut(pattern, " ")
	group := groupOf(path)
	switch {
	case path == tokensPath || strings.HasPrefix(path, tokensPath+"/"):
		return apitoken.ErrOwn
	case group == "mail": // goes to the administrator who asks
		return apitoken.ErrPerson
	case !t.Allows(group, !safeMethod(method)):
		return apitoken.ErrScope
	}
	return nil
}

// scopeOf is the least scope of an API token that opens a route.
func scopeOf(method, path string) string {
	if safeMethod(method) {
		return groupOf(path) + ":read"
	}
	return groupOf(path) + ":write"
}

// groupOf is the group of routes that the scopes of API tokens are about: what
// the address names first.
func groupOf(path string) string {
	rest, ok := strings.CutPrefix(path, "/api/admin/")
	if !ok {
		rest = strings.TrimPrefix(path, "/api/")
	}
	group, _, _ := strings.Cut(rest, "/")
	return group
}

// groups lists the groups that API tokens can open.
func (s *Server) groups() []string {
	var all []string
	for _, r := range s.routes {
		_, path, _ := strings.Cut(r.pattern, " ")
		if group := groupOf(path); r.guard == admin && group != "api-tokens" && group != "mail" {
			all = append(all, group)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
