package server

import (
	"net/http"
	"slices"
	"strings"
)

// What scripts of any origin may send and read at a shared route. A client in a
// browser needs no more, with DPoP (RFC 9449) and as a client of MCP servers.
const (
	sharedHeaders = "Authorization, Content-Type, DPoP, If-None-Match, MCP-Protocol-Version, X-Requested-With"
	sharedExposed = "DPoP-Nonce, ETag, WWW-Authenticate, Retry-After"
	preflightAge  = "7200"
)

// share collects the paths of the shared routes, with the methods of each.
func (s *Server) share() {
	methods := map[string][]string{}
	var paths []string
	for _, r := range s.routes {
		if r.origin != shared {
			continue
		}
		method, path, _ := strings.Cut(r.pattern, " ")
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
		methods[path] = append(methods[path], method)
	}
	for _, path := range paths {
		allowed := strings.Join(append(methods[path], http.MethodOptions), ", ")
		s.shared.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			h.Set("Access-Control-Allow-Headers", sharedHeaders)
			h.Set("Access-Control-Allow-Methods", allowed)
			h.Set("Access-Control-Expose-Headers", sharedExposed)
			h.Set("Access-Control-Max-Age", preflightAge)
		})
	}
}

// crossOrigin adds what lets scripts of other origins read an answer, and
// answers their preflight requests. It reports whether it did the latter. At
// shared routes any origin may read, but without cookies: nothing there depends
// on who is signed in, only on what the script itself sends.
func (s *Server) crossOrigin(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || !strings.HasPrefix(r.URL.Path, "/api/") && !strings.HasPrefix(r.URL.Path, "/.well-known/") {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	everyone, isShared := s.sharing(r)
	trusted := s.cors[origin] || s.trusted[origin]
	if trusted {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
	} else if isShared {
		h.Set("Access-Control-Allow-Origin", "*")
	}
	if isShared {
		everyone.ServeHTTP(w, r)
	} else if trusted {
		h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization, X-Requested-With")
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS")
	}
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	w.WriteHeader(http.StatusNoContent)
	return true
}

func (s *Server) sharing(r *http.Request) (http.Handler, bool) {
	if !clean(r.URL.Path) {
		return nil, false
	}
	h, pattern := s.shared.Handler(r)
	return h, pattern != ""
}
