package passwordless

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

const (
	// browserCookie tells the browser in which a sign-in began.
	browserCookie = "mailed_sign_in"
	browserLife   = time.Hour
	// elsewherePage tells whoever opens a link in another browser what to do.
	elsewherePage = "/api/auth/error?error="
)

// Requests lead authorization requests on.
type Requests struct {
	// Hold refuses a signed query that is not good, and returns one that lasts.
	Hold func(ctx context.Context, query string) (string, error)
	// Resume is the address where a query goes on for somebody who signed in.
	Resume func(ctx context.Context, query string, current session.Session, u user.User) (string, error)
}

// HTTP answers requests for links and codes, and takes them back.
type HTTP struct {
	mailed   *Service
	signin   signin.HTTP
	cookies  web.Cookies
	requests Requests
	baseURL  string
	trusted  func(target string) bool
}

// NewHTTP returns the handlers. Trusted reports whether a browser may be sent to
// an address.
func NewHTTP(mailed *Service, entrance signin.HTTP, cookies web.Cookies, requests Requests, baseURL string, trusted func(target string) bool) HTTP {
	return HTTP{mailed, entrance, cookies, requests, baseURL, trusted}
}

// browser is the value of the cookie of the browser that asks, and the
// Set-Cookie header that keeps it.
func (h HTTP) browser(c signin.Carried) (value, line string) {
	value, ok := h.cookies.Read(http.Header{"Cookie": {c.Cookie}}, browserCookie)
	if !ok {
		value = secret.Token()
	}
	return value, h.cookies.Signed(browserCookie, value, browserLife)
}

// MagicLinkRequest asks for a link by mail.
type MagicLinkRequest struct {
	signin.Carried
	Body struct {
		Email              string         `json:"email"`
		Name               string         `json:"name,omitempty" doc:"Not used: a link makes no account"`
		CallbackURL        string         `json:"callbackURL,omitempty" doc:"Where the link leads"`
		NewUserCallbackURL string         `json:"newUserCallbackURL,omitempty"`
		ErrorCallbackURL   string         `json:"errorCallbackURL,omitempty" doc:"Where a link leads that no longer works"`
		Metadata           map[string]any `json:"metadata,omitempty" doc:"Not used"`
		OAuthQuery         string         `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// MagicLinkResponse is the same for every address.
type MagicLinkResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Status bool `json:"status"`
	}
}

// SendLink serves POST /api/auth/sign-in/magic-link.
func (h HTTP) SendLink(ctx context.Context, in *MagicLinkRequest) (*MagicLinkResponse, error) {
	b := in.Body
	if len(b.OAuthQuery) > maxQuery {
		return nil, ErrQuery
	}
	if b.OAuthQuery != "" && h.mailed.Links() {
		var err error
		if b.OAuthQuery, err = h.requests.Hold(ctx, b.OAuthQuery); err != nil {
			return nil, err
		}
	}
	value, line := h.browser(in.Carried)
	err := h.mailed.SendLink(ctx, actor.From(ctx), value, LinkRequest{
		Email: b.Email, Callback: b.CallbackURL, NewUser: b.NewUserCallbackURL, Failure: b.ErrorCallbackURL, OAuthQuery: b.OAuthQuery,
	})
	if err != nil {
		return nil, err
	}
	out := &MagicLinkResponse{SetCookie: []string{line}}
	out.Body.Status = true
	return out, nil
}

// OpenLink serves GET /api/auth/magic-link/verify, the link of the mail. A HEAD,
// as some mail programs send before anybody opens the link, spends nothing.
func (h HTTP) OpenLink(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	target, failure := query.Get("callbackURL"), query.Get("errorCallbackURL")
	for _, given := range []string{target, failure, query.Get("newUserCallbackURL")} {
		if given != "" && !h.trusted(given) {
			return signin.ErrCallback
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the token
	if r.Method == http.MethodHead {
		return nil
	}
	browser, _ := h.cookies.Read(r.Header, browserCookie)
	device := h.signin.Device(signin.Carried{Cookie: strings.Join(r.Header["Cookie"], "; ")})
	result, oauthQuery, err := h.mailed.Open(ctx, actor.From(ctx), browser, query.Get("token"), device)
	if err != nil {
		return h.turnAway(w, target, failure, err)
	}
	for _, line := range h.signin.Cookies(result) {
		w.Header().Add("Set-Cookie", line)
	}
	if target == "" {
		return web.JSON(w, http.StatusOK, signin.ToJSON(result))
	}
	to, err := h.onward(ctx, result, oauthQuery, target)
	if err != nil {
		return err
	}
	h.send(w, to)
	return nil
}

// onward is where a browser goes that got in, or has yet to show a second
// factor.
func (h HTTP) onward(ctx context.Context, result signin.Result, query, target string) (string, error) {
	switch {
	case result.Pending != nil && query != "":
		return result.Pending.Page() + "?" + query, nil
	case result.Pending != nil && strings.HasPrefix(target, "/"):
		return result.Pending.Page() + "?redirectTo=" + url.QueryEscape(target), nil
	case result.Pending != nil:
		return result.Pending.Page(), nil
	case query != "":
		return h.requests.Resume(ctx, query, result.Session, result.User)
	default:
		return target, nil
	}
}

// turnAway sends a browser to the page that tells why it did not get in.
func (h HTTP) turnAway(w http.ResponseWriter, target, failure string, err error) error {
	refusal, refused := errors.AsType[*fault.Error](err)
	if !refused || target == "" && failure == "" || errors.Is(err, ErrLinkOff) {
		return err
	}
	code := refusal.BetterAuth
	if code == "" {
		code = refusal.Code
	}
	switch {
	case errors.Is(err, ErrElsewhere):
		h.send(w, elsewherePage+code)
	case failure != "":
		h.send(w, withError(failure, code))
	default:
		h.send(w, withError(target, code))
	}
	return nil
}

func withError(target, code string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += "error=" + url.QueryEscape(code)
	return u.String()
}

func (h HTTP) send(w http.ResponseWriter, to string) {
	if strings.HasPrefix(to, "/") {
		to = h.baseURL + to
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// SignInCodeRequest asks for a code by mail.
type SignInCodeRequest struct {
	signin.Carried
	Body struct {
		Email string `json:"email"`
		Type  string `json:"type" doc:"sign-in"`
	}
}

// SignInCodeResponse is the same for every address.
type SignInCodeResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      struct {
		Success bool `json:"success"`
	}
}

// typeSignIn is what codes are for here. The original's other types are links
// here.
const typeSignIn = "sign-in"

// SendCode serves POST /api/auth/email-otp/send-verification-otp.
func (h HTTP) SendCode(ctx context.Context, in *SignInCodeRequest) (*SignInCodeResponse, error) {
	if in.Body.Type != typeSignIn {
		return nil, ErrType
	}
	value, line := h.browser(in.Carried)
	if err := h.mailed.SendCode(ctx, actor.From(ctx), value, in.Body.Email); err != nil {
		return nil, err
	}
	out := &SignInCodeResponse{SetCookie: []string{line}}
	out.Body.Success = true
	return out, nil
}

// MailedCodeRequest shows a code.
type MailedCodeRequest struct {
	signin.Carried
	Body struct {
		Email      string `json:"email"`
		OTP        string `json:"otp" maxLength:"64"`
		Name       string `json:"name,omitempty" doc:"Not used: a code makes no account"`
		Image      string `json:"image,omitempty" doc:"Not used"`
		OAuthQuery string `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// MailedCodeResponse is the session that began, or what is missing for one.
type MailedCodeResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Body      signin.JSON
}

// EnterCode serves POST /api/auth/sign-in/email-otp.
func (h HTTP) EnterCode(ctx context.Context, in *MailedCodeRequest) (*MailedCodeResponse, error) {
	value, _ := h.cookies.Read(http.Header{"Cookie": {in.Cookie}}, browserCookie)
	result, err := h.mailed.Enter(ctx, actor.From(ctx), value, in.Body.Email, in.Body.OTP, h.signin.Device(in.Carried))
	if err != nil {
		return nil, err
	}
	return &MailedCodeResponse{SetCookie: h.signin.Cookies(result), Body: signin.ToJSON(result)}, nil
}
