// Package tokeninfo tells what a token is worth: userinfo, introspection,
// revocation.
package tokeninfo

import (
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Token is a live token, whatever its form.
type Token struct {
	Application    application.Application
	User           user.User // zero for client credentials
	GrantID        string    // empty for client credentials
	SessionID      string    // empty when the session ended
	OrganizationID string
	Scopes         []string
	Audience       []string
	IssuedAt       time.Time
	ExpiresAt      time.Time
	Refresh        bool
	Confirmation   grant.Confirmation // the key that whoever shows it must hold
	JWT            map[string]any     // the claims of a JWT; nil for opaque tokens
}

// Has reports whether the token carries a scope.
func (t Token) Has(scope string) bool { return slices.Contains(t.Scopes, scope) }

// jwtClaims are the members of a JWT access token that decide.
type jwtClaims struct {
	Issuer       string             `json:"iss"`
	Audience     audience           `json:"aud"`
	ClientID     string             `json:"client_id"`
	Subject      string             `json:"sub"`
	Scope        string             `json:"scope"`
	GrantID      string             `json:"grant_id"`
	Confirmation grant.Confirmation `json:"cnf"`
	IssuedAt     int64              `json:"iat"`
	ExpiresAt    int64              `json:"exp"`
}

func sessionOf(h grant.Held) string {
	if !h.SessionLive {
		return ""
	}
	return h.Grant.SessionID
}
