package seed

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"testing"
)

// Verifier proves every authorization request made here.
const Verifier = "a-verifier-that-is-long-enough-for-RFC-7636-._~"

// Challenge is its S256 challenge.
func Challenge() string {
	sum := sha256.Sum256([]byte(Verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// The endpoints of the protocol.
const (
	AuthorizePath  = "/api/auth/oauth2/authorize"
	TokenPath      = "/api/auth/oauth2/token"
	UserinfoPath   = "/api/auth/oauth2/userinfo"
	IntrospectPath = "/api/auth/oauth2/introspect"
	RevokePath     = "/api/auth/oauth2/revoke"
	ConsentPath    = "/api/auth/oauth2/consent"
	PushPath       = "/api/auth/oauth2/par"
	AnswerPath     = "/api/auth/oauth2/answer"
	EndSessionPath = "/api/auth/oauth2/end-session"
)

// Request is an authorization request of the application. Changes are pairs of
// name and value; an empty value leaves a parameter out.
func (a App) Request(scope string, changes ...string) url.Values {
	q := url.Values{
		"response_type": {"code"}, "client_id": {a.ClientID()}, "redirect_uri": {a.RedirectURIs[0]}, "scope": {scope}, "state": {"st8"},
		"code_challenge": {Challenge()}, "code_challenge_method": {"S256"}, "nonce": {"n0nce"},
	}
	return with(q, changes)
}

func with(q url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		q.Del(changes[i])
		if changes[i+1] != "" {
			q.Set(changes[i], changes[i+1])
		}
	}
	return q
}

// Authorize sends an authorization request as a navigation.
func (b *Browser) Authorize(t testing.TB, q url.Values, headers ...string) Answer {
	t.Helper()
	return b.Get(t, AuthorizePath+"?"+q.Encode(), append([]string{"Origin", ""}, headers...)...)
}

// Push sends an authorization request to the endpoint for pushed ones, as a
// back end does, with what proves the application.
func (w *World) Push(t testing.TB, a App, q url.Values, headers ...string) Answer {
	t.Helper()
	return w.Browser(t).Form(t, PushPath, a.Authenticated(q), append([]string{"Origin", ""}, headers...)...)
}

// Pushed pushes a request and returns what its user brings.
func (w *World) Pushed(t testing.TB, a App, q url.Values) url.Values {
	t.Helper()
	uri, _ := w.Push(t, a, q).Want(t, 201).Object(t)["request_uri"].(string)
	return url.Values{"client_id": {a.ClientID()}, "request_uri": {uri}}
}

// Code goes through authorization, consents if asked, and returns the code.
func (b *Browser) Code(t testing.TB, a App, scope string, changes ...string) string {
	t.Helper()
	answer := b.Authorize(t, a.Request(scope, changes...))
	answer.Want(t, 302)
	to := answer.Location(t)
	if to.Path == "/oauth2/consent" {
		to = b.Consent(t, to, true).Want(t, 200).Location(t)
	}
	code := to.Query().Get("code")
	if code == "" {
		t.Fatalf("no code in %s", to)
	}
	return code
}

// Consent answers the consent page that stands at an address.
func (b *Browser) Consent(t testing.TB, page *url.URL, accept bool, more ...string) Answer {
	t.Helper()
	body := map[string]any{"accept": accept, "oauth_query": page.RawQuery}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	return b.Post(t, ConsentPath, body)
}

// Authenticated adds what proves the application to a form: its secret, or for
// a public one its id.
func (a App) Authenticated(form url.Values) url.Values {
	form.Set("client_id", a.ClientID())
	if a.Secret != "" {
		form.Set("client_secret", a.Secret)
	}
	return form
}

// Exchange is the form that redeems a code.
func (a App) Exchange(code string, changes ...string) url.Values {
	return with(a.Authenticated(url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {a.RedirectURIs[0]}, "code_verifier": {Verifier},
	}), changes)
}

// Refresh is the form that rotates a refresh token.
func (a App) Refresh(token string, changes ...string) url.Values {
	return with(a.Authenticated(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}), changes)
}

// Token sends a form to the token endpoint, as a back end does.
func (w *World) Token(t testing.TB, form url.Values, headers ...string) Answer {
	t.Helper()
	return w.Browser(t).Form(t, TokenPath, form, append([]string{"Origin", ""}, headers...)...)
}

// Tokens are a successful answer of the token endpoint.
type Tokens struct {
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token"`
	ID        string `json:"id_token"`
	Type      string `json:"token_type"`
	Scope     string `json:"scope"`
	ExpiresIn int64  `json:"expires_in"`
	ExpiresAt int64  `json:"expires_at"`
}

// Tokens reads the answer of the token endpoint, which must be a success.
func (a Answer) Tokens(t testing.TB) Tokens {
	t.Helper()
	var out Tokens
	a.Want(t, 200).Into(t, &out)
	return out
}

// Tokens takes a signed-in browser through the whole code flow.
func (w *World) Tokens(t testing.TB, b *Browser, a App, scope string, changes ...string) Tokens {
	t.Helper()
	return w.Token(t, a.Exchange(b.Code(t, a, scope, changes...))).Tokens(t)
}

// Userinfo shows an access token to the userinfo endpoint.
func (w *World) Userinfo(t testing.TB, token string) Answer {
	t.Helper()
	return w.Browser(t).Get(t, UserinfoPath, "Authorization", "Bearer "+token, "Origin", "")
}

// Introspect asks about a token in the name of an application.
func (w *World) Introspect(t testing.TB, a App, token string) map[string]any {
	t.Helper()
	answer := w.Browser(t).Form(t, IntrospectPath, a.Authenticated(url.Values{"token": {token}}), "Origin", "")
	return answer.Want(t, 200).Object(t)
}
