package logout

import (
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// What is read of a request at most. A state may be long, an ID token longer.
const (
	maxRequest = 12 << 10
	maxState   = 4096
)

// The parameters of a logout request (RP-Initiated Logout §2).
const (
	paramHint       = "id_token_hint"
	paramLogoutHint = "logout_hint"
	paramClient     = "client_id"
	paramRedirect   = "post_logout_redirect_uri"
	paramState      = "state"
	paramLocales    = "ui_locales"
)

// A Request is what an application asks for when it sends a browser to sign
// out. A logout_hint is accepted and not needed: a browser has one session.
type Request struct {
	Hint        string
	ClientID    string
	RedirectURI string
	State       string
	Locales     []string

	pairs oauth.Pairs // those above, as they came
}

// ParseRequest reads the parameters of a logout request; others are ignored. Of
// a request with a mistake it returns what can be told the user about it.
func ParseRequest(raw string) (Request, *oauth.Error) {
	if len(raw) > maxRequest {
		return Request{}, oauth.Fail(oauth.CodeInvalidRequest, "the request is too long")
	}
	all, ok := oauth.ParsePairs(raw)
	if !ok {
		return Request{}, oauth.Fail(oauth.CodeInvalidRequest, "the request cannot be read")
	}
	var r Request
	seen := map[string]bool{}
	for _, p := range all {
		switch p.Name {
		case paramHint:
			r.Hint = p.Value
		case paramClient:
			r.ClientID = p.Value
		case paramRedirect:
			r.RedirectURI = p.Value
		case paramState:
			r.State = p.Value
		case paramLocales:
			r.Locales = strings.Fields(p.Value)
		case paramLogoutHint:
		default:
			continue
		}
		if seen[p.Name] {
			return Request{Locales: r.Locales}, oauth.Fail(oauth.CodeInvalidRequest, "parameter %s is repeated", p.Name)
		}
		seen[p.Name] = true
		r.pairs = append(r.pairs, p)
	}
	if len(r.State) > maxState {
		return Request{Locales: r.Locales}, oauth.Fail(oauth.CodeInvalidRequest, "state is too long")
	}
	return r, nil
}
