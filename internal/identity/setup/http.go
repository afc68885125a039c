package setup

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// HTTP answers the set-up page.
type HTTP struct {
	setup   *Service
	cookies func(signin.Result) []string
	appName string
}

// NewHTTP returns the handlers. Cookies makes the Set-Cookie headers of a
// sign-in.
func NewHTTP(setup *Service, cookies func(signin.Result) []string, appName string) HTTP {
	return HTTP{setup, cookies, appName}
}

// CheckSetupRequest shows the link's token, in a header to keep it out of logs.
type CheckSetupRequest struct {
	Token string `header:"X-Setup-Token" maxLength:"128"`
}

// CheckSetupResponse says that the link is good.
type CheckSetupResponse struct {
	Body struct {
		Valid   bool   `json:"valid"`
		AppName string `json:"appName"`
	}
}

// Check serves GET /api/public/setup.
func (h HTTP) Check(ctx context.Context, in *CheckSetupRequest) (*CheckSetupResponse, error) {
	if err := h.setup.Check(ctx, in.Token); err != nil {
		return nil, err
	}
	out := &CheckSetupResponse{}
	out.Body.Valid, out.Body.AppName = true, h.appName
	return out, nil
}

// CompleteSetupRequest names the superadmin.
type CompleteSetupRequest struct {
	Body struct {
		Token    string `json:"token" maxLength:"128"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password" doc:"8 to 128 characters"`
	}
}

// CompleteSetupResponse is the superadmin, signed in, or what is missing for
// that.
type CompleteSetupResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      signin.JSON
}

// Complete serves POST /api/public/setup.
func (h HTTP) Complete(ctx context.Context, in *CompleteSetupRequest) (*CompleteSetupResponse, error) {
	result, err := h.setup.Complete(ctx, actor.From(ctx), in.Body.Token, user.NewUser{
		Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password,
	})
	if err != nil {
		return nil, err
	}
	out := &CompleteSetupResponse{SetCookie: h.cookies(result), Body: signin.ToJSON(result)}
	out.Body.Token = "" // the cookie has it
	return out, nil
}
