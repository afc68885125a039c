package self

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// VerifyPasswordRequest shows the caller's password once more.
type VerifyPasswordRequest struct {
	Body struct {
		Password string `json:"password"`
	}
}

// VerifyPassword serves POST /api/auth/verify-password.
func (h HTTP) VerifyPassword(ctx context.Context, in *VerifyPasswordRequest) (*DoneResponse, error) {
	proved, err := h.self.Confirm(ctx, actor.From(ctx), in.Body.Password)
	if err != nil {
		return nil, err
	}
	if before, _, _ := session.From(ctx); before.Token == proved.Token {
		return done(nil), nil
	}
	return done(h.cookie.Again(proved, h.now())), nil
}

// ChangePasswordRequest is the password of today and that of tomorrow.
type ChangePasswordRequest struct {
	Body struct {
		NewPassword         string `json:"newPassword" doc:"8 to 128 characters"`
		CurrentPassword     string `json:"currentPassword"`
		RevokeOtherSessions bool   `json:"revokeOtherSessions,omitempty"`
	}
}

// ChangePasswordResponse is the account, and the session's new token if it has
// one.
type ChangePasswordResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Token *string   `json:"token"`
		User  user.JSON `json:"user"`
	}
}

// ChangePassword serves POST /api/auth/change-password.
func (h HTTP) ChangePassword(ctx context.Context, in *ChangePasswordRequest) (*ChangePasswordResponse, error) {
	u, renewed, err := h.self.ChangePassword(ctx, actor.From(ctx), PasswordChange{
		Current: in.Body.CurrentPassword, New: in.Body.NewPassword, EndOthers: in.Body.RevokeOtherSessions,
	})
	if err != nil {
		return nil, err
	}
	out := &ChangePasswordResponse{}
	out.Body.User = user.ToJSON(u)
	if renewed.Token != "" {
		out.Body.Token, out.SetCookie = &renewed.Token, h.cookie.Set(renewed)
	}
	return out, nil
}
