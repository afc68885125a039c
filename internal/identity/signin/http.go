package signin

import (
	"context"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// HTTP answers requests to get in and out.
type HTTP struct {
	signin   *Service
	sessions *session.Service
	cookies  web.Cookies
	cookie   session.Cookie
	known    throttle.Cookie
	trusted  func(target string) bool
	admit    Admission
}

// An Admission lets a new user into the application that a signed authorization
// request is of, in the transaction that makes the account, or refuses them.
type Admission func(ctx context.Context, by actor.Actor, query, userID string) error

// NewHTTP returns the handlers. Trusted reports whether a browser may be sent
// to an address.
func NewHTTP(signin *Service, sessions *session.Service, cookies web.Cookies, trusted func(target string) bool, admit Admission) HTTP {
	return HTTP{signin, sessions, cookies, session.NewCookie(cookies), throttle.NewCookie(cookies), trusted, admit}
}

// EmailRequest asks to sign in by e-mail and password.
type EmailRequest struct {
	Carried
	Body struct {
		Email       string `json:"email"`
		Password    string `json:"password"`
		CallbackURL string `json:"callbackURL,omitempty" doc:"Where the client should go next"`
		RememberMe  *bool  `json:"rememberMe,omitempty" doc:"Default true: the session outlives the browser"`
		OAuthQuery  string `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// EmailResponse is the session that began, or what is missing for one.
type EmailResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Location  string   `header:"Location"`
	Body      JSON
}

// Email serves POST /api/auth/sign-in/email.
func (h HTTP) Email(ctx context.Context, in *EmailRequest) (*EmailResponse, error) {
	if in.Body.CallbackURL != "" && !h.trusted(in.Body.CallbackURL) {
		return nil, ErrCallback
	}
	result, err := h.signin.Password(ctx, actor.From(ctx), Attempt{
		Email: in.Body.Email, Password: in.Body.Password, Remember: in.Body.RememberMe == nil || *in.Body.RememberMe,
		Device: h.Device(in.Carried), CallbackURL: in.Body.CallbackURL,
	})
	if err != nil {
		return nil, err
	}
	out := &EmailResponse{SetCookie: h.Cookies(result), Body: ToJSON(result)}
	if result.Pending != nil {
		return out, nil
	}
	url := in.Body.CallbackURL
	redirect := url != ""
	out.Location, out.Body.Redirect, out.Body.URL = url, &redirect, url
	return out, nil
}

// SignUpRequest asks for a new account.
type SignUpRequest struct {
	Body struct {
		Name          string  `json:"name"`
		Email         string  `json:"email"`
		Password      string  `json:"password" minLength:"1" doc:"8 to 128 characters"`
		Image         string  `json:"image,omitempty"`
		CallbackURL   string  `json:"callbackURL,omitempty"`
		RememberMe    *bool   `json:"rememberMe,omitempty"`
		Phone         *string `json:"phone,omitempty"`
		Company       *string `json:"company,omitempty"`
		Position      *string `json:"position,omitempty"`
		Address       *string `json:"address,omitempty"`
		IsMfaRequired *bool   `json:"isMfaRequired,omitempty"`
		OAuthQuery    string  `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`

		Role             any `json:"role,omitempty" doc:"Refused"`
		TwoFactorEnabled any `json:"twoFactorEnabled,omitempty" doc:"Refused"`
		EmailVerified    any `json:"emailVerified,omitempty" doc:"Refused"`
		Banned           any `json:"banned,omitempty" doc:"Refused"`
		BanReason        any `json:"banReason,omitempty" doc:"Refused"`
		BanExpires       any `json:"banExpires,omitempty" doc:"Refused"`
	}
}

// SignUpResponse is the account made and the session that began, or what is
// missing for one.
type SignUpResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      JSON
}

// SignUp serves POST /api/auth/sign-up/email.
func (h HTTP) SignUp(ctx context.Context, in *SignUpRequest) (*SignUpResponse, error) {
	b := in.Body
	privileged := []struct {
		name  string
		value any
	}{
		{"role", b.Role},
		{"twoFactorEnabled", b.TwoFactorEnabled},
		{"emailVerified", b.EmailVerified},
		{"banned", b.Banned},
		{"banReason", b.BanReason},
		{"banExpires", b.BanExpires},
	}
	for _, p := range privileged {
		if p.value != nil {
			return nil, user.ErrField.Saying(p.name + " is not allowed to be set")
		}
	}
	by := actor.From(ctx)
	var admit func(ctx context.Context, userID string) error
	if b.OAuthQuery != "" {
		admit = func(ctx context.Context, userID string) error { return h.admit(ctx, by, b.OAuthQuery, userID) }
	}
	result, err := h.signin.SignUp(ctx, by, user.NewUser{
		Name: b.Name, Email: b.Email, Password: b.Password, Image: b.Image, Phone: deref(b.Phone), Company: deref(b.Company),
		Position: deref(b.Position), Address: deref(b.Address), IsMfaRequired: deref(b.IsMfaRequired),
	}, b.RememberMe == nil || *b.RememberMe, b.CallbackURL, admit)
	if err != nil {
		return nil, err
	}
	out := &SignUpResponse{Body: ToJSON(result)}
	if result.Session.ID != "" || result.Pending != nil {
		out.SetCookie = h.Cookies(result)
	}
	return out, nil
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// SignOut serves POST /api/auth/sign-out, which always succeeds. An
// administrator who acts in a user's name leaves their own session too.
func (h HTTP) SignOut(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	cleared := h.cookie.Clear()
	var tokens []string
	if token, ok := h.cookie.Token(r.Header); ok {
		tokens = append(tokens, token)
	}
	if token, ok := h.cookie.Impersonator(r.Header); ok {
		tokens, cleared = append(tokens, token), append(cleared, h.cookie.ClearImpersonator())
	}
	for _, token := range tokens {
		if err := h.sessions.End(ctx, actor.From(ctx), token, session.EndedBySignOut); err != nil {
			return err
		}
	}
	w.Header()["Set-Cookie"] = cleared
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write([]byte(`{"success":true}`))
	return err
}
