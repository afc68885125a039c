// Package grant is the memory of what was granted: consents, codes, refresh
// families, opaque tokens; taken once, revoked as one.
package grant

import (
	"slices"
	"time"
)

// How long things live.
const (
	CodeLife    = time.Minute
	RefreshLife = 30 * 24 * time.Hour
	AccessLife  = time.Hour
)

// A Grant is one permission of one user to one application. Every token made
// from it belongs to it and dies with it.
type Grant struct {
	ID             string
	ApplicationID  string
	UserID         string
	SessionID      string
	OrganizationID string
	Scopes         []string
	Resources      []string
	Nonce          string
	AuthTime       time.Time
	Methods        []string
	Challenge      string // of PKCE; empty when none was sent
	RedirectURI    string
	CreatedAt      time.Time
	CodeExpiresAt  time.Time
	RevokedAt      time.Time
}

// Offline reports whether the grant outlives its browser session.
func (g Grant) Offline() bool { return slices.Contains(g.Scopes, "offline_access") }

// The kinds of stored tokens.
const (
	KindAccess  = "access"
	KindRefresh = "refresh"
)

// A Token is an opaque token as it is remembered: by digest.
type Token struct {
	Digest        string
	Kind          string
	ApplicationID string
	GrantID       string // empty for client credentials
	Scopes        []string
	Resources     []string
	Replaces      string // digest of the refresh token that this one succeeds
	CreatedAt     time.Time
	ExpiresAt     time.Time
	RevokedAt     time.Time
}

// A Held token is a stored token with the grant it belongs to.
type Held struct {
	Token       Token
	Grant       Grant // zero for client credentials
	SessionLive bool  // the browser session of the grant has not ended
	Spent       bool  // a refresh token that was replaced by another
}

// Live reports whether the token may be used now.
func (h Held) Live(now time.Time) bool {
	if !now.Before(h.Token.ExpiresAt) {
		return false
	}
	if h.Spent {
		return false
	}
	if !h.Token.RevokedAt.IsZero() {
		return false
	}
	if h.Token.GrantID == "" {
		return true
	}
	if !h.Grant.RevokedAt.IsZero() {
		return false
	}
	return h.SessionLive || h.Grant.Offline()
}

// A Consent is what a user allowed an application, once and for later.
type Consent struct {
	UserID         string
	ApplicationID  string
	OrganizationID string
	Scopes         []string
}

// Covers reports whether every scope was consented to.
func (c Consent) Covers(scopes []string) bool {
	for _, s := range scopes {
		if !slices.Contains(c.Scopes, s) {
			return false
		}
	}
	return true
}
