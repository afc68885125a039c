package resource

import (
	"slices"
	"time"
)

// Targets are the resources that one access token is for. None at all mean a
// token that names no audience.
type Targets []Resource

// Identifiers lists what the token names as its audience.
func (t Targets) Identifiers() []string {
	all := make([]string, 0, len(t))
	for _, r := range t {
		all = append(all, r.Identifier)
	}
	return all
}

// Life is how long a token for all of them lives: as long as the most careful
// of them says. Own stands in for those that say nothing.
func (t Targets) Life(own time.Duration) time.Duration {
	var life time.Duration
	for _, r := range t {
		if r.TokenLife > 0 && (life == 0 || r.TokenLife < life) {
			life = r.TokenLife
		}
		if r.TokenLife == 0 && (life == 0 || own < life) {
			life = own
		}
	}
	if life == 0 {
		return own
	}
	return life
}

// SigningAlg is what a token for all of them is signed with: the one they agree
// on, or else ES256, which every one can be expected to verify.
func (t Targets) SigningAlg() string {
	alg := ""
	for _, r := range t {
		if alg != "" && r.SigningAlg != alg {
			return defaultAlg
		}
		alg = r.SigningAlg
	}
	if alg == "" {
		return defaultAlg
	}
	return alg
}

// Narrow leaves out the scopes that mean nothing at the targets (RFC 8707
// §2.2): it keeps the service's own, which are about the user, and those that
// one of the targets defines. Without targets it keeps all.
func (t Targets) Narrow(scopes, own []string) []string {
	if len(t) == 0 {
		return scopes
	}
	kept := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		defined := slices.ContainsFunc(t, func(r Resource) bool { return r.Defines(scope) })
		if defined || slices.Contains(own, scope) {
			kept = append(kept, scope)
		}
	}
	return kept
}
