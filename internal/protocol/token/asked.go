package token

import (
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// AskedOf returns the claims that the authorization request behind a grant
// named (OpenID Connect Core §5.5).
func AskedOf(g grant.Grant) oauth.ClaimsRequest {
	if len(g.Details.Claims) == 0 {
		return oauth.ClaimsRequest{}
	}
	asked, _ := oauth.ParseClaims(string(g.Details.Claims)) // what cannot be read asks for nothing
	return asked
}

// acrOf is the level of the sign-in behind a grant.
func acrOf(g grant.Grant) string {
	if g.Details.ACR != "" {
		return g.Details.ACR
	}
	return oauth.ACROf(session.Multifactor(g.Methods))
}

// AddSignIn puts what is asked about the sign-in behind a grant into claims
// that tell nothing of it by themselves.
func AddSignIn(to map[string]any, g grant.Grant, sessionID string, asked map[string]oauth.ClaimRequest) {
	for name := range asked {
		switch name {
		case "auth_time":
			to[name] = g.AuthTime.Unix()
		case "acr":
			to[name] = acrOf(g)
		case "amr":
			if len(g.Methods) > 0 {
				to[name] = g.Methods
			}
		case "sid":
			if sessionID != "" {
				to[name] = sessionID
			}
		}
	}
}
