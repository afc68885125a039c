// Package token is the token endpoint: it authenticates the client, spends
// what it shows, and issues tokens. One file for each grant type.
package token

import (
	"time"

	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
)

// A Request is what a client sends to the token endpoint.
type Request struct {
	GrantType    string
	Code         string
	RedirectURI  string
	Verifier     string
	RefreshToken string
	DeviceCode   string
	Scopes       []string
	Resources    []string
	Exchange     ExchangeRequest
	Client       client.Credentials
	Proof        proof.Request

	sender grant.Confirmation // what the sender proved; its tokens are bound to it
}

// A Response is a successful answer (RFC 6749 §5.1).
type Response struct {
	AccessToken  string
	Type         string // how it is to be shown
	ExpiresIn    time.Duration
	ExpiresAt    time.Time
	RefreshToken string
	Scopes       []string
	IDToken      string
	IssuedType   string // of an exchanged token (RFC 8693 §2.2.1)
}

// ParseRequest reads the form of a token request and its Authorization header.
func ParseRequest(form oauth.Pairs, authorization string) (Request, *oauth.Error) {
	credentials, err := client.Parse(form, authorization)
	if err != nil {
		return Request{}, err
	}
	return Request{
		GrantType:    form.Get("grant_type"),
		Code:         form.Get("code"),
		RedirectURI:  form.Get("redirect_uri"),
		Verifier:     form.Get("code_verifier"),
		RefreshToken: form.Get("refresh_token"),
		DeviceCode:   form.Get("device_code"),
		Scopes:       oauth.ParseScope(form.Get("scope")),
		Resources:    form.All("resource"),
		Exchange:     parseExchange(form),
		Client:       credentials,
	}, nil
}
