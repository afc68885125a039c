// Package oauth is the vocabulary of OAuth 2.1 and OpenID Connect: requests,
// errors, scopes, proofs. It is pure: no I/O, no clock, no state.
package oauth

import (
	"slices"
	"strings"
)

// The scopes the service knows.
const (
	ScopeOpenID        = "openid"
	ScopeProfile       = "profile"
	ScopeEmail         = "email"
	ScopeOfflineAccess = "offline_access"
	ScopeRoles         = "roles"
	ScopePermissions   = "permissions"
	ScopeFeatures      = "features"
	ScopeOrg           = "org"
	ScopeAddress       = "address"
	ScopePhone         = "phone"
)

// Scopes lists them in the order of the discovery document.
func Scopes() []string {
	return []string{
		ScopeOpenID, ScopeProfile, ScopeEmail, ScopeOfflineAccess,
		ScopeRoles, ScopePermissions, ScopeFeatures, ScopeOrg, ScopeAddress, ScopePhone,
	}
}

// ParseScope splits a scope parameter, dropping what is repeated (RFC 6749
// §3.3).
func ParseScope(text string) []string {
	scopes := []string{}
	for s := range strings.FieldsSeq(text) {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// JoinScope is the reverse of ParseScope.
func JoinScope(scopes []string) string { return strings.Join(scopes, " ") }

// Beyond returns the scopes that are not among the allowed ones.
func Beyond(scopes, allowed []string) []string {
	var beyond []string
	for _, s := range scopes {
		if !slices.Contains(allowed, s) {
			beyond = append(beyond, s)
		}
	}
	return beyond
}

// printable keeps the characters that an error description may hold (RFC 6749
// §5.2).
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, text)
}
