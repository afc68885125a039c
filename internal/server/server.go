// Package server turns requests into calls: every URL with its guard, the
// pages, and what runs in the background.
package server

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/authorize"
	"github.com/circle-rd/auth-service/internal/protocol/discovery"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/registration"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/wire"
)

// A Server answers every request.
type Server struct {
	services *wire.Services
	config   config.Config
	version  string
	now      func() time.Time
	cookies  web.Cookies
	cookie   session.Cookie
	device   throttle.Cookie
	limiter  *limit.Limiter
	proxies  []netip.Prefix
	trusted  map[string]bool // origins that may write with cookies
	cors     map[string]bool // other origins whose scripts may read
	shared   *http.ServeMux  // paths whose answers scripts of any origin may read
	api      *web.API
	mux      *http.ServeMux
	others   *http.ServeMux // paths of protocol endpoints, for methods that these have not
	pages    *pages
	h        handlers
	routes   []route
	handler  http.Handler
}

// New returns the server. Pages is the built user interface.
func New(c config.Config, services *wire.Services, ui fs.FS, version string, now func() time.Time) (*Server, error) {
	cookies := web.NewCookies(services.Signer, c.BaseURL, c.SessionDomain)
	s := &Server{
		services: services, config: c, version: version, now: now,
		cookies: cookies, cookie: session.NewCookie(cookies), device: throttle.NewCookie(cookies),
		limiter: limit.New(now), proxies: c.TrustedProxies,
		trusted: map[string]bool{c.BaseURL: true}, cors: map[string]bool{},
		api: web.NewAPI("auth-service", version, c.BaseURL), mux: http.NewServeMux(), shared: http.NewServeMux(), others: http.NewServeMux(),
	}
	for _, origin := range c.CORSOrigins {
		s.trusted[origin], s.cors[origin] = true, true
	}
	s.api.Describe(about())
	document, err := discovery.Document(c.BaseURL, token.GrantTypes(), oauth.ACRs(), s.certificates(), s.newcomers())
	if err != nil {
		return nil, fmt.Errorf("discovery document: %w", err)
	}
	if s.pages, err = newPages(ui, c.AppName, s.logoURL()); err != nil {
		return nil, err
	}
	s.h = s.handlers()
	s.routes = s.table(document)
	for _, r := range s.routes {
		if _, known := c.RateLimits.Limits[r.limit]; r.limit != "" && !known {
			return nil, fmt.Errorf("%s has a limit that is none: %s", r.pattern, r.limit)
		}
		s.mount(r)
	}
	s.api.Settle()
	s.share()
	s.refuseMethods()
	s.handler = s.middleware(http.HandlerFunc(s.front))
	return s, nil
}

// newcomers is what clients are told about registration.
func (s *Server) newcomers() discovery.Newcomers {
	n := discovery.Newcomers{Documents: s.services.Registration.Documents()}
	if s.services.Registration.Open() {
		n.Registration = registration.Path
	}
	return n
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// OpenAPI returns the document of the JSON endpoints.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.Document() }

// mount wraps a route's endpoint in what its columns say.
func (s *Server) mount(r route) {
	h := s.api.At(s.described(r), r.endpoint)
	switch r.resume {
	case signsIn:
		h = s.h.authorize.Resuming(h, r.dialect, authorize.ToSignIn)
	case signsUp:
		h = s.h.authorize.Resuming(h, r.dialect, authorize.ToRegister)
	case chooses:
		h = s.h.authorize.Resuming(h, r.dialect, authorize.ToChoose)
	case never:
	}
	h = s.recognised(s.guarded(s.counted(s.idempotently(h, r), r), r), r)
	if r.origin == cookie {
		h = s.sameOrigin(h, r)
	}
	s.mux.Handle(r.pattern, s.plainly(s.limited(h, r), r))
}
