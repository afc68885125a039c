package server

import (
	"errors"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

var errForbidden = fault.New(fault.Forbidden, "AUTH_001", "Insufficient permissions")

// guarded finds out who calls and lets in whom the route lets in.
func (s *Server) guarded(next http.Handler, r route) http.Handler {
	if r.guard == anyone {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		token, carried := s.cookie.Token(req.Header)
		err := error(session.ErrNone)
		if carried {
			var current session.Session
			current, u, findErr := s.services.Sessions.Find(ctx, token)
			if err = findErr; err == nil {
				by := actor.From(ctx)
				by.UserID, by.Role, by.SessionID = u.ID, u.Role, current.ID
				ctx = session.With(actor.With(ctx, by), current, u)
			}
		}
		switch {
		case err == nil && r.guard == admin && !actor.From(ctx).Admin():
			web.Fail(w, req, r.dialect, errForbidden)
		case err == nil || r.guard == visitor && errors.Is(err, session.ErrNone):
			next.ServeHTTP(w, req.WithContext(ctx))
		default:
			web.Fail(w, req, r.dialect, err)
		}
	})
}

// limited counts requests by the caller's address and the route.
func (s *Server) limited(next http.Handler, r route) http.Handler {
	rate, known := s.config.RateLimits.Limits[r.limit]
	if s.config.RateLimits.Disabled || !known {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		key := actor.From(req.Context()).Address + " " + r.pattern
		if err := s.limiter.Take(key, limit.Rate{Max: rate.Max, Window: rate.Window}); err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		next.ServeHTTP(w, req)
	})
}
