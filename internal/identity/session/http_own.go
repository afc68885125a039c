package session

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// RevokeSessionRequest names a session of the caller's.
type RevokeSessionRequest struct {
	Body struct {
		Token string `json:"token"`
	}
}

// RevokeSessionResponse says that it was done.
type RevokeSessionResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Status bool `json:"status"`
	}
}

func revoked(cookies []string, err error) (*RevokeSessionResponse, error) {
	if err != nil {
		return nil, err
	}
	out := &RevokeSessionResponse{SetCookie: cookies}
	out.Body.Status = true
	return out, nil
}

// Revoke serves POST /api/auth/revoke-session. An unknown token is ended
// already, and another user's is none of the caller's.
func (h HTTP) Revoke(ctx context.Context, in *RevokeSessionRequest) (*RevokeSessionResponse, error) {
	by := actor.From(ctx)
	return revoked(nil, h.sessions.EndOwn(ctx, by, by.UserID, in.Body.Token))
}

// RevokeAll serves POST /api/auth/revoke-sessions, which signs the caller out
// too.
func (h HTTP) RevokeAll(ctx context.Context, _ *struct{}) (*RevokeSessionResponse, error) {
	by := actor.From(ctx)
	return revoked(h.cookie.Clear(), h.sessions.EndAll(ctx, by, by.UserID, "", EndedByRevocation))
}

// RevokeOthers serves POST /api/auth/revoke-other-sessions.
func (h HTTP) RevokeOthers(ctx context.Context, _ *struct{}) (*RevokeSessionResponse, error) {
	by := actor.From(ctx)
	return revoked(nil, h.sessions.EndAll(ctx, by, by.UserID, by.SessionID, EndedByRevocation))
}

// UpdateSessionRequest changes what the caller's session is about.
type UpdateSessionRequest struct {
	Body struct {
		ActiveOrganizationID web.Optional[string] `json:"activeOrganizationId,omitzero" doc:"An organization that the caller is a member of; null for none"`
	}
}

// UpdateSessionResponse is the session as it is now.
type UpdateSessionResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Session JSON `json:"session"`
	}
}

// Update serves POST /api/auth/update-session.
func (h HTTP) Update(ctx context.Context, in *UpdateSessionRequest) (*UpdateSessionResponse, error) {
	organization := in.Body.ActiveOrganizationID.Get()
	if organization == nil {
		return nil, user.ErrNothing
	}
	by := actor.From(ctx)
	changed, err := h.sessions.Activate(ctx, by, by.SessionID, *organization)
	if err != nil {
		return nil, err
	}
	out := &UpdateSessionResponse{SetCookie: h.cookie.Set(changed)}
	out.Body.Session = ToJSON(changed)
	return out, nil
}
