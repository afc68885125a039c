// Package grant is the memory of what was granted: consents, codes, refresh
// families, opaque tokens; taken once, revoked as one.
package grant

import (
	"encoding/json"
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
	Details        Details
	CreatedAt      time.Time
	CodeExpiresAt  time.Time
	RevokedAt      time.Time
}

// Details are what else an authorization settled, and no query looks for.
type Details struct {
	Claims    json.RawMessage `json:"claims,omitempty"`   // the claims parameter (OpenID Connect Core §5.5)
	DPoPKey   string          `json:"dpop_jkt,omitempty"` // thumbprint of the key that the code is bound to (RFC 9449 §10)
	ACR       string          `json:"acr,omitempty"`      // told in ID tokens; empty means the service's own
	HasMaxAge bool            `json:"has_max_age,omitempty"`
	// RedirectOmitted says that the authorization request had no redirect_uri, so
	// the token request needs none (RFC 6749 §4.1.3).
	RedirectOmitted bool `json:"redirect_omitted,omitempty"`
	// Impersonator is the administrator who was there in the user's name.
	Impersonator string `json:"impersonator,omitempty"`
}

// A Confirmation is the key that a token is bound to (RFC 7800 §3.1): whoever
// shows the token must prove to hold it. Zero is a bearer token.
type Confirmation struct {
	JKT string `json:"jkt,omitempty"`      // of a DPoP key (RFC 9449 §6.1)
	X5T string `json:"x5t#S256,omitempty"` // of a certificate (RFC 8705 §3.1)
}

// Bound reports whether there is a key at all.
func (c Confirmation) Bound() bool { return c != Confirmation{} }

// Offline reports whether the grant outlives its browser session. What was
// granted in another one's name never does.
func (g Grant) Offline() bool {
	return g.Details.Impersonator == "" && slices.Contains(g.Scopes, "offline_access")
}

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
	// Confirmation of an access token is the key it is bound to. A refresh token
	// notes that of the request it was made for; only a public client must show
	// that very key again (RFC 9449 §5).
	Confirmation Confirmation
	Delegation   json.RawMessage // the act claim of an exchanged token (RFC 8693 §4.1); nil without one
	CreatedAt    time.Time
	ExpiresAt    time.Time
	RevokedAt    time.Time
}

// A Held token is a stored token with the grant it belongs to.
type Held struct {
	Token       Token
	Grant       Grant     // zero for client credentials
	SessionLive bool      // the browser session of the grant has not ended
	SessionEnds time.Time // zero when it has
	SpentAt     time.Time // when a refresh token was replaced by another; zero while it was not
}

// Live reports whether the token may be used now.
func (h Held) Live(now time.Time) bool {
	if !now.Before(h.Token.ExpiresAt) {
		return false
	}
	if !h.SpentAt.IsZero() {
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
