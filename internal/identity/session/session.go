// Package session keeps browser sessions: who is signed in here, and until when.
package session

import (
	"slices"
	"time"
)

// How long sessions live, as in the original.
const (
	Life       = 7 * 24 * time.Hour
	ShortLife  = 24 * time.Hour // without "remember me"
	RenewAfter = 24 * time.Hour
	FreshFor   = 24 * time.Hour // after which what is delicate asks for another proof
)

// A Session is one signed-in browser. Its token is an identifier: only the
// signed cookie around it opens anything.
type Session struct {
	ID                   string
	Token                string
	UserID               string
	IPAddress            string
	UserAgent            string
	ActiveOrganizationID string
	ImpersonatedBy       string
	Remember             bool
	Methods              []string // how the user proved who they are (RFC 8176), e.g. "pwd"
	CreatedAt            time.Time
	UpdatedAt            time.Time
	ExpiresAt            time.Time
}

// Multifactor reports whether more than one kind of proof is among the methods
// (RFC 8176, "mfa").
func Multifactor(methods []string) bool { return slices.Contains(methods, "mfa") }

// MethodTrusted marks a session that began without its second factor, on a
// device that had shown it before and is trusted. It is no proof of two factors.
const MethodTrusted = "trusted_device"

// Remembered reports whether the second factor was shown, now or earlier on
// the same device: enough for a sign-in, not for what asks for it again.
func Remembered(methods []string) bool {
	return Multifactor(methods) || slices.Contains(methods, MethodTrusted)
}

// Fresh reports whether the session is young, or was proved or extended lately,
// so that delicate changes may be made in it.
func Fresh(s Session, now time.Time) bool { return now.Before(s.UpdatedAt.Add(FreshFor)) }

// due reports whether the session should be extended.
func (s Session) due(now time.Time) bool {
	return s.Remember && !s.ExpiresAt.Add(-Life).Add(RenewAfter).After(now)
}
