package user

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// MailedResponse says that something was done.
type MailedResponse struct {
	Body struct {
		Status  bool   `json:"status"`
		Message string `json:"message,omitempty"`
	}
}

func done() *MailedResponse {
	out := &MailedResponse{}
	out.Body.Status = true
	return out
}

// PasswordResetRequest asks for a mail with a link to set a new password.
type PasswordResetRequest struct {
	Body struct {
		Email      string `json:"email"`
		RedirectTo string `json:"redirectTo,omitempty" doc:"The page that gets the token; by default the service's own"`
	}
}

// RequestReset serves POST /api/auth/request-password-reset: the same answer
// for every address.
func (h HTTP) RequestReset(ctx context.Context, in *PasswordResetRequest) (*MailedResponse, error) {
	if err := h.users.RequestReset(ctx, actor.From(ctx), in.Body.Email, in.Body.RedirectTo); err != nil {
		return nil, err
	}
	out := done()
	out.Body.Message = "If this email exists in our system, check your email for the reset link"
	return out, nil
}

// ResetPasswordRequest sets a password by the token of such a link.
type ResetPasswordRequest struct {
	QueryToken string `query:"token" maxLength:"200"`
	Body       struct {
		NewPassword string `json:"newPassword"`
		Token       string `json:"token,omitempty"`
	}
}

// Reset serves POST /api/auth/reset-password.
func (h HTTP) Reset(ctx context.Context, in *ResetPasswordRequest) (*MailedResponse, error) {
	token := in.Body.Token
	if token == "" {
		token = in.QueryToken
	}
	if err := h.users.Reset(ctx, actor.From(ctx), token, in.Body.NewPassword); err != nil {
		return nil, err
	}
	return done(), nil
}

var (
	errNoCallback = ErrInvalid.With(fault.Field{Name: "query.callbackURL", Problem: "Required"})
	errNoToken    = ErrInvalid.With(fault.Field{Name: "query.token", Problem: "Required"})
)

// OpenReset serves GET /api/auth/reset-password/{token}, the link of the mail:
// it leads to the page that asks for the password. It spends nothing.
func (h HTTP) OpenReset(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	if !query.Has("callbackURL") {
		return errNoCallback
	}
	target := query.Get("callbackURL")
	if target == "" {
		redirect(w, h.baseURL+"/api/auth/error?error=INVALID_TOKEN")
		return nil
	}
	if !h.trusted(target) {
		return ErrCallback
	}
	if target[0] == '/' {
		target = h.baseURL + target
	}
	token := r.PathValue("token")
	switch err := h.users.CheckReset(r.Context(), token); {
	case errors.Is(err, ErrResetToken):
		redirect(w, With(target, "error", "INVALID_TOKEN"))
	case err != nil:
		return err
	default:
		redirect(w, With(target, "token", token))
	}
	return nil
}

// redirect sends the browser on, and nobody else the address it came from: that
// may hold a token.
func redirect(w http.ResponseWriter, target string) {
	h := w.Header()
	h.Set("Location", target)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusFound)
}

// With adds a parameter to an address.
func With(target, name, value string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += name + "=" + url.QueryEscape(value)
	return u.String()
}

// VerificationRequest asks for a mail with a link to verify an address.
type VerificationRequest struct {
	Body struct {
		Email       string `json:"email"`
		CallbackURL string `json:"callbackURL,omitempty" doc:"Where the link leads in the end"`
	}
}

// SendVerification serves POST /api/auth/send-verification-email: the same
// answer for every address.
func (h HTTP) SendVerification(ctx context.Context, in *VerificationRequest) (*MailedResponse, error) {
	if err := h.users.RequestVerification(ctx, actor.From(ctx), in.Body.Email, in.Body.CallbackURL); err != nil {
		return nil, err
	}
	return done(), nil
}

// Verify serves GET /api/auth/verify-email, the link of the mail. A HEAD, as
// some mail programs send before anybody opens the link, spends nothing.
func (h HTTP) Verify(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	token, target := query.Get("token"), query.Get("callbackURL")
	if token == "" {
		return errNoToken
	}
	if target != "" && !h.trusted(target) {
		return ErrCallback
	}
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := h.users.Verify(r.Context(), actor.From(r.Context()), token)
	if errors.Is(err, ErrNotFound) {
		err = ErrNotFound.InBetterAuth(ErrNotFound.BetterAuth, http.StatusUnauthorized)
	}
	return Land(w, target, err, struct {
		Status bool  `json:"status"`
		User   *JSON `json:"user"`
	}{Status: true})
}

// Land ends what the link of a mail did: with a page to go to, that gets the
// code of a refusal; else with JSON.
func Land(w http.ResponseWriter, target string, err error, answer any) error {
	refusal, refused := errors.AsType[*fault.Error](err)
	switch {
	case err != nil && (!refused || target == ""):
		return err
	case refused:
		code := refusal.BetterAuth
		if code == "" {
			code = refusal.Code
		}
		redirect(w, With(target, "error", code))
		return nil
	case target != "":
		redirect(w, target)
		return nil
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.JSON(w, http.StatusOK, answer)
}
