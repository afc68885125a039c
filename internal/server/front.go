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
	if clean(p) {
		if h, pattern := s.others.Handler(r); pattern != "" {
			h.ServeHTTP(w, r)
			return
		}
	}
	switch {
	case strings.HasPrefix(p, "/api/auth/"):
		w.WriteHeader(http.StatusNotFound)
	case p == "/api" || strings.HasPrefix(p, "/api/"), strings.HasPrefix(p, "/.well-known/"), !clean(p):
		web.Fail(w, r, web.Native, web.ErrNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		web.Fail(w, r, web.Native, errMethod)
	default:
		if !s.template(w, r) {
			s.pages.serve(w, r)
		}
	}
}

var errMethod = fault.New(fault.Invalid, "SRV_007", "The method is not allowed here").WithStatus(http.StatusMethodNotAllowed)

// clean reports whether a path is as a route would write it.
func clean(p string) bool {
	return p == "/" || p == path.Clean(p)
}

// refuseMethods answers 405 where a protocol endpoint has the path, but not the
// method.
func (s *Server) refuseMethods() {
	methods := map[string][]string{}
	for _, r := range s.routes {
		method, path, _ := strings.Cut(r.pattern, " ")
		if r.dialect != web.Protocol && !strings.HasPrefix(path, "/api/auth/oauth2/") {
			continue
		}
		methods[path] = append(methods[path], method)
		if method == http.MethodGet {
			methods[path] = append(methods[path], http.MethodHead)
		}
	}
	for path, list := range methods {
		allow := strings.Join(list, ", ")
		s.others.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allow)
			web.Fail(w, r, web.Protocol, errMethod)
		})
	}
}
