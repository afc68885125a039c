// Package tokeninfo tells what a token is worth: userinfo, introspection,
// revocation.
package tokeninfo

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Token is a live token, whatever its form.
type Token struct {
	Application  application.Application
	User         user.User   // zero for client credentials
	Grant        grant.Grant // zero for client credentials; of another application when exchanged
	SessionID    string      // empty when the session ended
	Scopes       []string
	Audience     []string
	IssuedAt     time.Time
	ExpiresAt    time.Time
	Refresh      bool
	Confirmation grant.Confirmation // the key that whoever shows it must hold
	Delegation   json.RawMessage    // the act claim (RFC 8693 §4.1); nil without one
	JWT          map[string]any     // the claims of a JWT; nil for opaque tokens
}

// Has reports whether the token carries a scope.
func (t Token) Has(scope string) bool { return slices.Contains(t.Scopes, scope) }

// An Answer is what is told of a token: claims, or the same as a signed JWT
// where the client wants one.
type Answer struct {
	Claims map[string]any
	JWT    string // empty when the claims are to be told as JSON
}

// jwtClaims are the members of a JWT access token that decide.
type jwtClaims struct {
	ID           string             `json:"jti"`
	Issuer       string             `json:"iss"`
	Audience     audience           `json:"aud"`
	ClientID     string             `json:"client_id"`
	Subject      string             `json:"sub"`
	Scope        string             `json:"scope"`
	GrantID      string             `json:"grant_id"`
	Confirmation grant.Confirmation `json:"cnf"`
	Actor        json.RawMessage    `json:"act"`
	IssuedAt     int64              `json:"iat"`
	ExpiresAt    int64              `json:"exp"`
}

func sessionOf(h grant.Held) string {
	if !h.SessionLive {
		return ""
	}
	return h.Grant.SessionID
}
