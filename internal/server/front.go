package server

import (
	"net/http"
	"path"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// front finds the route of a request, and settles by itself what no route
// answers: it neither redirects to a cleaner path nor guesses a method.
func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	p := r.URL.Path
	if clean(p) {
		if _, pattern := s.mux.Handler(r); pattern != "" {
			s.mux.ServeHTTP(w, r)
			return
		}
	}
	switch {
	case strings.HasPrefix(p, "/api/auth/oauth2/") && s.protocolPath(p):
		w.Header().Set("Allow", s.methods(p))
		web.Fail(w, r, web.Protocol, errMethod)
	case strings.HasPrefix(p, "/api/auth/"):
		w.WriteHeader(http.StatusNotFound)
	case p == "/api" || strings.HasPrefix(p, "/api/"), strings.HasPrefix(p, "/.well-known/"), !clean(p):
		web.Fail(w, r, web.Native, web.ErrNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		web.Fail(w, r, web.Native, errMethod)
	default:
		s.pages.serve(w, r)
	}
}

var errMethod = fault.New(fault.Invalid, "SRV_007", "The method is not allowed here").WithStatus(http.StatusMethodNotAllowed)

// clean reports whether a path is as a route would write it.
func clean(p string) bool {
	return p == "/" || p == path.Clean(p)
}

// protocolPath reports whether a route of another method has the path.
func (s *Server) protocolPath(p string) bool { return s.methods(p) != "" }

func (s *Server) methods(p string) string {
	var methods []string
	for _, r := range s.routes {
		method, pattern, _ := strings.Cut(r.pattern, " ")
		if pattern == p {
			methods = append(methods, method)
		}
	}
	return strings.Join(methods, ", ")
}
