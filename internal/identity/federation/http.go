package federation

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// stateCookie binds a round trip to the browser that began it.
const (
	stateCookie     = "state"
	stateCookieLife = 5 * time.Minute
)

// HTTP answers requests about providers.
type HTTP struct {
	federation *Service
	signin     signin.HTTP
	cookies    web.Cookies
	baseURL    string
	now        func() time.Time
}

// NewHTTP returns the handlers.
func NewHTTP(federation *Service, signins signin.HTTP, cookies web.Cookies, baseURL string, now func() time.Time) HTTP {
	return HTTP{federation, signins, cookies, baseURL, now}
}

type idTokenJSON struct {
	Token        string   `json:"token" maxLength:"16384"`
	Nonce        string   `json:"nonce,omitempty" maxLength:"512" doc:"Sent with the request for the token"`
	AccessToken  string   `json:"accessToken,omitempty" maxLength:"16384"`
	RefreshToken string   `json:"refreshToken,omitempty" maxLength:"16384"`
	ExpiresAt    float64  `json:"expiresAt,omitempty" doc:"Ignored: the provider's own word counts"`
	Scopes       []string `json:"scopes,omitempty" maxItems:"50" nullable:"false"`
	User         *struct {
		Name *struct {
			FirstName string `json:"firstName,omitempty"`
			LastName  string `json:"lastName,omitempty"`
		} `json:"name,omitempty"`
		Email string `json:"email,omitempty" doc:"Ignored: nobody vouches for it"`
	} `json:"user,omitempty" doc:"What Apple tells of somebody new"`
}

func (t idTokenJSON) brought() Brought {
	b := Brought{Token: t.Token, Nonce: t.Nonce, Access: t.AccessToken, Refresh: t.RefreshToken, Scopes: t.Scopes}
	if t.User != nil && t.User.Name != nil {
		b.Name = line(t.User.Name.FirstName + " " + t.User.Name.LastName)
	}
	return b
}

// SocialRequest asks to sign in with a provider.
type SocialRequest struct {
	signin.Carried
	Body struct {
		Provider           string         `json:"provider"`
		CallbackURL        string         `json:"callbackURL,omitempty" maxLength:"2048" doc:"Where the browser goes once signed in"`
		NewUserCallbackURL string         `json:"newUserCallbackURL,omitempty" maxLength:"2048"`
		ErrorCallbackURL   string         `json:"errorCallbackURL,omitempty" maxLength:"2048"`
		DisableRedirect    bool           `json:"disableRedirect,omitempty"`
		IDToken            *idTokenJSON   `json:"idToken,omitempty" doc:"Signs in at once"`
		Scopes             []string       `json:"scopes,omitempty" maxItems:"50" nullable:"false" doc:"Asked for beside the usual ones"`
		RequestSignUp      bool           `json:"requestSignUp,omitempty"`
		LoginHint          string         `json:"loginHint,omitempty" maxLength:"512"`
		AdditionalData     map[string]any `json:"additionalData,omitempty" doc:"Ignored"`
		OAuthQuery         string         `json:"oauth_query,omitempty" doc:"Signed authorization request to resume"`
	}
}

// SocialResponse is where the browser goes next, or the session that began.
type SocialResponse struct {
	SetCookie []string `header:"Set-Cookie"`
	Location  string   `header:"Location"`
	Body      socialJSON
}

type socialJSON struct {
	URL      *string    `json:"url,omitempty"`
	Redirect *bool      `json:"redirect,omitempty"`
	Status   *bool      `json:"status,omitempty" doc:"An account was linked"`
	Token    string     `json:"token,omitempty"`
	User     *user.JSON `json:"user,omitempty"`

	TwoFactorRedirect bool     `json:"twoFactorRedirect,omitempty" doc:"A second factor is missing; there is no session yet"`
	TwoFactorMethods  []string `json:"twoFactorMethods,omitempty" nullable:"false"`
	Enrol             *bool    `json:"enrol,omitempty" doc:"The second factor must be set up first"`
}

// Social serves POST /api/auth/sign-in/social.
func (h HTTP) Social(ctx context.Context, in *SocialRequest) (*SocialResponse, error) {
	b := in.Body
	if b.IDToken != nil {
		brought := b.IDToken.brought()
		brought.Query, brought.SignUp = b.OAuthQuery, b.RequestSignUp
		brought.Device = h.signin.Device(in.Carried)
		return h.bring(ctx, b.Provider, brought)
	}
	return h.depart(ctx, Start{
		Provider: b.Provider, Callback: b.CallbackURL, NewUser: b.NewUserCallbackURL, Error: b.ErrorCallbackURL,
		Query: b.OAuthQuery, Scopes: b.Scopes, Hint: b.LoginHint, SignUp: b.RequestSignUp,
	}, !b.DisableRedirect)
}

// depart sends the browser to a provider.
func (h HTTP) depart(ctx context.Context, n Start, redirect bool) (*SocialResponse, error) {
	d, err := h.federation.Begin(ctx, n)
	if err != nil {
		return nil, err
	}
	out := &SocialResponse{SetCookie: []string{h.cookies.Signed(stateCookie, d.State, stateCookieLife)}}
	out.Body.URL, out.Body.Redirect = &d.URL, &redirect
	if redirect {
		out.Location = d.URL
	}
	return out, nil
}

func (h HTTP) bring(ctx context.Context, providerID string, b Brought) (*SocialResponse, error) {
	result, next, err := h.federation.SignIn(ctx, actor.From(ctx), providerID, b)
	if err != nil {
		return nil, err
	}
	shown := signin.ToJSON(result)
	out := &SocialResponse{SetCookie: h.signin.Cookies(result)}
	goOn := next != ""
	switch {
	case result.Pending != nil:
		out.Body = socialJSON{TwoFactorRedirect: shown.TwoFactorRedirect, TwoFactorMethods: shown.TwoFactorMethods, Enrol: shown.Enrol}
	case goOn:
		out.Body = socialJSON{URL: &next, Redirect: &goOn}
	default:
		out.Body = socialJSON{Redirect: &goOn, Token: shown.Token, User: shown.User}
	}
	return out, nil
}

// OAuth2Request asks to sign in with a provider as the plugin for generic
// providers does.
type OAuth2Request struct {
	Body struct {
		ProviderID         string         `json:"providerId"`
		CallbackURL        string         `json:"callbackURL,omitempty" maxLength:"2048"`
		ErrorCallbackURL   string         `json:"errorCallbackURL,omitempty" maxLength:"2048"`
		NewUserCallbackURL string         `json:"newUserCallbackURL,omitempty" maxLength:"2048"`
		DisableRedirect    bool           `json:"disableRedirect,omitempty"`
		Scopes             []string       `json:"scopes,omitempty" maxItems:"50" nullable:"false"`
		RequestSignUp      bool           `json:"requestSignUp,omitempty"`
		AdditionalData     map[string]any `json:"additionalData,omitempty" doc:"Ignored"`
		OAuthQuery         string         `json:"oauth_query,omitempty"`
	}
}

// OAuth2 serves POST /api/auth/sign-in/oauth2.
func (h HTTP) OAuth2(ctx context.Context, in *OAuth2Request) (*SocialResponse, error) {
	b := in.Body
	if _, known := h.federation.provider(b.ProviderID); !known {
		return nil, ErrUnknownConfig
	}
	out, err := h.depart(ctx, Start{
		Provider: b.ProviderID, Callback: b.CallbackURL, NewUser: b.NewUserCallbackURL, Error: b.ErrorCallbackURL,
		Query: b.OAuthQuery, Scopes: b.Scopes, SignUp: b.RequestSignUp,
	}, !b.DisableRedirect)
	if err == nil {
		out.Location = "" // as the plugin answers
	}
	return out, err
}

// LinkRequest asks to link an account at a provider.
type LinkRequest struct {
	Body struct {
		Provider         string         `json:"provider"`
		CallbackURL      string         `json:"callbackURL,omitempty" maxLength:"2048"`
		ErrorCallbackURL string         `json:"errorCallbackURL,omitempty" maxLength:"2048"`
		DisableRedirect  bool           `json:"disableRedirect,omitempty"`
		IDToken          *idTokenJSON   `json:"idToken,omitempty" doc:"Links at once"`
		Scopes           []string       `json:"scopes,omitempty" maxItems:"50" nullable:"false"`
		RequestSignUp    bool           `json:"requestSignUp,omitempty" doc:"Ignored"`
		AdditionalData   map[string]any `json:"additionalData,omitempty" doc:"Ignored"`
		OAuthQuery       string         `json:"oauth_query,omitempty" doc:"Ignored"`
	}
}

// LinkSocial serves POST /api/auth/link-social.
func (h HTTP) LinkSocial(ctx context.Context, in *LinkRequest) (*SocialResponse, error) {
	u, err := h.owner(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.IDToken == nil {
		return h.depart(ctx, Start{
			Provider: b.Provider, Callback: b.CallbackURL, Error: b.ErrorCallbackURL, Scopes: b.Scopes, LinkTo: u.ID,
		}, !b.DisableRedirect)
	}
	if err := h.federation.Link(ctx, actor.From(ctx), b.Provider, u.ID, b.IDToken.brought()); err != nil {
		return nil, err
	}
	none, linked, redirect := "", true, false
	return &SocialResponse{Body: socialJSON{URL: &none, Status: &linked, Redirect: &redirect}}, nil
}

// OAuth2LinkRequest asks to link an account as the plugin for generic providers
// does.
type OAuth2LinkRequest struct {
	Body struct {
		ProviderID       string   `json:"providerId"`
		CallbackURL      string   `json:"callbackURL" maxLength:"2048"`
		ErrorCallbackURL string   `json:"errorCallbackURL,omitempty" maxLength:"2048"`
		Scopes           []string `json:"scopes,omitempty" maxItems:"50" nullable:"false"`
	}
}

// OAuth2Link serves POST /api/auth/oauth2/link.
func (h HTTP) OAuth2Link(ctx context.Context, in *OAuth2LinkRequest) (*SocialResponse, error) {
	u, err := h.owner(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	out, err := h.depart(ctx, Start{Provider: b.ProviderID, Callback: b.CallbackURL, Error: b.ErrorCallbackURL, Scopes: b.Scopes, LinkTo: u.ID}, true)
	if err == nil {
		out.Location = ""
	}
	return out, err
}

// owner is the caller, who may add an account only in a fresh session: a
// provider's account opens this one for as long as it is linked.
func (h HTTP) owner(ctx context.Context) (user.User, error) {
	current, u, ok := session.From(ctx)
	if !ok {
		return u, session.ErrNone
	}
	if !session.Fresh(current, h.now()) {
		return u, session.ErrNotFresh
	}
	return u, nil
}
