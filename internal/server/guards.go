package server

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

var errForbidden = fault.New(fault.Forbidden, "AUTH_001", "Insufficient permissions")

// guarded finds out who calls and lets in whom the route lets in.
func (s *Server) guarded(next http.Handler, r route) http.Handler {
	switch r.guard {
	case anyone:
		return next
	case metered:
		return s.metered(next, r)
	case visitor, signedIn, silent, admin:
	}
	closed := closedToImpersonators(r.pattern)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		if text, shown := apiToken(req.Header); shown && r.guard == admin {
			s.byToken(w, req, r, text, next)
			return
		}
		token, carried := s.cookie.Token(req.Header)
		err := error(session.ErrNone)
		if carried {
			var current session.Session
			current, u, findErr := s.services.Sessions.Find(ctx, token)
			if err = findErr; err == nil {
				by := actor.From(ctx)
				by.UserID, by.Role, by.SessionID, by.Impersonator = u.ID, u.Role, current.ID, current.ImpersonatedBy
				ctx = session.With(actor.With(ctx, by), current, u)
			}
		}
		switch {
		case err == nil && closed && actor.From(ctx).Impersonator != "":
			web.Fail(w, req, r.dialect, errImpersonating)
		case err == nil && r.guard == admin && !actor.From(ctx).Admin():
			web.Fail(w, req, r.dialect, errForbidden)
		case err == nil || r.guard == visitor && errors.Is(err, session.ErrNone):
			next.ServeHTTP(w, req.WithContext(ctx))
		case r.guard == silent && errors.Is(err, session.ErrNone):
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusUnauthorized)
		default:
			web.Fail(w, req, r.dialect, err)
		}
	})
}

// recognised tells handlers in which browser they are called, where somebody
// may prove who they are.
func (s *Server) recognised(next http.Handler, r route) http.Handler {
	if r.dialect == web.Protocol || r.limit == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if token := s.device.Token(req.Header); token != "" {
			by := actor.From(req.Context())
			by.Device = token
			req = req.WithContext(actor.With(req.Context(), by))
		}
		next.ServeHTTP(w, req)
	})
}

// limited counts requests by the caller's address and the route, and where
// machines call, by the client they say they are: many may share an address.
func (s *Server) limited(next http.Handler, r route) http.Handler {
	rate, known := s.config.RateLimits.Limits[r.limit]
	if s.config.RateLimits.Disabled || !known || r.limit == perAdministrator {
		return next
	}
	near := limit.Rate{Max: rate.Max, Window: rate.Window}
	far := limit.Rate{Max: rate.Max * networkShare, Window: rate.Window}
	hashes := r.resume != never || r.limit == "setup"
	machines := r.limit == "token" || r.limit == "introspect" || r.limit == "revoke"
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		address := actor.From(req.Context()).Address
		var err error
		switch {
		case machines:
			err = s.limiter.Take(address+" "+claimedClient(req)+" "+r.pattern, near)
			if err == nil {
				err = s.limiter.Take(address+" "+r.pattern, far)
			}
		case hashes: // one customer's many addresses must not fill the few places for hashing
			err = s.limiter.Take(address+" "+r.pattern, near)
			if err == nil {
				err = s.limiter.Take(limit.Network(address)+" "+r.pattern, far)
			}
		default:
			err = s.limiter.Take(address+" "+r.pattern, near)
		}
		if err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// counted counts the requests of an administrator or an API token, whatever
// address and route they come by: one that runs wild is held back alone.
func (s *Server) counted(next http.Handler, r route) http.Handler {
	rate, known := s.config.RateLimits.Limits[r.limit]
	if s.config.RateLimits.Disabled || !known || r.limit != perAdministrator {
		return next
	}
	each := limit.Rate{Max: rate.Max, Window: rate.Window}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		by := actor.From(req.Context())
		if err := s.limiter.Take(perAdministrator+" "+by.Kind()+" "+by.ID(), each); err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		next.ServeHTTP(w, req)
	})
}

// claimedClient is who a request to a protocol endpoint says it comes from. It
// reads the body and puts it back.
func claimedClient(r *http.Request) string {
	if id, _, ok := r.BasicAuth(); ok {
		return bounded(id)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		return ""
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := oauth.ParsePairs(string(body))
	return bounded(client.Claimed(form))
}

// bounded keeps a client id of any length as a key of bounded length: some are
// the URLs of documents.
func bounded(id string) string {
	const slug = 64
	if len(id) > slug {
		return secret.Digest(id)
	}
	return id
}

// failing repeats the error that ended a body.
type failing struct{ err error }

// Read returns the error.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// networkShare is how many times the limit of a client its whole address has,
// and that of an address its whole network.
const networkShare = 10
