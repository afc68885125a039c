package session

import (
	"context"
	"errors"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

type adminUserRequest struct {
	Body struct {
		UserID string `json:"userId"`
	}
}

type adminSessionsResponse struct {
	Body struct {
		Sessions []JSON `json:"sessions" nullable:"false"`
	}
}

// ListOf serves POST /api/auth/admin/list-user-sessions.
func (h HTTP) ListOf(ctx context.Context, in *adminUserRequest) (*adminSessionsResponse, error) {
	sessions, err := h.sessions.ListOf(ctx, actor.From(ctx), in.Body.UserID)
	if err != nil {
		return nil, err
	}
	out := &adminSessionsResponse{}
	out.Body.Sessions = make([]JSON, 0, len(sessions))
	for _, s := range sessions {
		out.Body.Sessions = append(out.Body.Sessions, ToJSON(s))
	}
	return out, nil
}

type adminSuccessResponse struct {
	Body struct {
		Success bool `json:"success"`
	}
}

func success(err error) (*adminSuccessResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &adminSuccessResponse{}
	out.Body.Success = true
	return out, nil
}

type adminRevokeRequest struct {
	Body struct {
		SessionToken string `json:"sessionToken"`
	}
}

// RevokeToken serves POST /api/auth/admin/revoke-user-session.
func (h HTTP) RevokeToken(ctx context.Context, in *adminRevokeRequest) (*adminSuccessResponse, error) {
	return success(h.sessions.RevokeToken(ctx, actor.From(ctx), in.Body.SessionToken))
}

// RevokeOf serves POST /api/auth/admin/revoke-user-sessions.
func (h HTTP) RevokeOf(ctx context.Context, in *adminUserRequest) (*adminSuccessResponse, error) {
	return success(h.sessions.RevokeOf(ctx, actor.From(ctx), in.Body.UserID))
}

type adminImpersonateRequest struct {
	Body struct {
		UserID string `json:"userId"`
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"Kept in the audit trail"`
	}
}

type adminImpersonateResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      currentJSON
}

// Impersonate serves POST /api/auth/admin/impersonate-user.
func (h HTTP) Impersonate(ctx context.Context, in *adminImpersonateRequest) (*adminImpersonateResponse, error) {
	own, _, _ := From(ctx)
	s, u, err := h.sessions.Impersonate(ctx, actor.From(ctx), own, Impersonation{UserID: in.Body.UserID, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &adminImpersonateResponse{SetCookie: h.cookie.Impersonating(own, s), Body: currentJSON{ToJSON(s), user.ToJSON(u)}}, nil
}

// StopImpersonating serves POST /api/auth/admin/stop-impersonating. Without a
// session it gives one back whose impersonation has expired.
func (h HTTP) StopImpersonating(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	current, _, _ := From(ctx)
	ownToken, impersonating := h.cookie.Impersonator(r.Header)
	if current.ID == "" && !impersonating {
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	own, u, err := h.sessions.StopImpersonating(ctx, actor.From(ctx), current, ownToken)
	if errors.Is(err, ErrNone) { // their own session has ended meanwhile
		w.Header()["Set-Cookie"] = append(h.cookie.Clear(), h.cookie.ClearImpersonator())
	}
	if err != nil {
		return err
	}
	w.Header()["Set-Cookie"] = h.cookie.Restored(own)
	return web.JSON(w, http.StatusOK, currentJSON{ToJSON(own), user.ToJSON(u)})
}
