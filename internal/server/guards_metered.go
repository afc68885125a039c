package server

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

// metered lets applications in, each as itself, and administrators.
func (s *Server) metered(next http.Handler, r route) http.Handler {
	people := r
	people.guard = visitor
	byPeople := s.guarded(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !actor.From(req.Context()).Admin() {
			web.Fail(w, req, r.dialect, consumption.ErrCaller)
			return
		}
		next.ServeHTTP(w, req)
	}), people)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if len(req.Header["Authorization"]) == 0 {
			byPeople.ServeHTTP(w, req)
			return
		}
		applicationID, err := s.machine(w, req)
		if err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		ctx := req.Context()
		by := actor.From(ctx)
		by.ApplicationID = applicationID
		next.ServeHTTP(w, req.WithContext(actor.With(ctx, by)))
	})
}

// machine returns the application that shows a token which it got for itself
// (RFC 6749 §4.4), opaque or a JWT. A token for another audience is none of
// ours, and one that speaks for a user is not the application's own.
func (s *Server) machine(w http.ResponseWriter, req *http.Request) (string, error) {
	shown, err := tokeninfo.ShownBy(req)
	if err != nil {
		return "", notOurs(w, err)
	}
	s.services.Proofs.Offer(w, shown.Proof)
	t, err := s.services.TokenInfo.Open(req.Context(), shown)
	if err != nil {
		return "", notOurs(w, err)
	}
	if t.User.ID != "" {
		return "", consumption.ErrCaller
	}
	if t.Grant.ID != "" {
		return "", consumption.ErrCaller
	}
	if len(t.Audience) > 0 && !slices.Contains(t.Audience, s.config.BaseURL) {
		return "", consumption.ErrCaller
	}
	return t.Application.ID, nil
}

// notOurs tells in the terms of these routes that a token is refused, and in
// those of the protocol why (RFC 6750 §3). A client that must only prove its
// key once more is told nothing else (RFC 9449 §9).
func notOurs(w http.ResponseWriter, err error) error {
	refused, ok := errors.AsType[*oauth.Error](err)
	if !ok {
		return err
	}
	if refused.Code == oauth.CodeUseDPoPNonce {
		return err
	}
	_, header, _ := refused.Answer()
	maps.Copy(w.Header(), header)
	return consumption.ErrCaller // without its cause, which would answer in its own shape
}
