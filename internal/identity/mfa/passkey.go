package mfa

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// A Credential is a passkey (a WebAuthn credential) of a user: in their device, their password
// manager or a security key.
type Credential struct {
	ID             string
	UserID         string
	Name           string
	CredentialID   string // base64url, unique among all users
	PublicKey      string // COSE_Key (RFC 9052) in base64
	UserHandle     string // base64url of what the authenticator calls the user; empty when it is not known
	AAGUID         string // which model of authenticator, zeros when it does not say
	Transports     []string
	Counter        uint32 // of signatures; zero where the authenticator counts none
	BackupEligible bool   // may live on several devices; fixed for life
	BackedUp       bool
	CreatedAt      time.Time
	LastUsedAt     time.Time
}

// Bounds of what a user may keep.
const (
	maxPasskeys    = 50
	maxPasskeyName = 100
)

// methods are what a passkey proves (RFC 8176): possession of a key, held by
// hardware unless it may be copied, and somebody's presence. That its user was
// verified, or was known by something else before, makes it more than one.
func (p Credential) methods() []string {
	if p.BackupEligible {
		return []string{"swk", "user", amrMany}
	}
	return []string{"hwk", "user", amrMany}
}

// checkPasskeyName reports whether people can read a name in a list.
func checkPasskeyName(name string) error {
	if name == "" || utf8.RuneCountInString(name) > maxPasskeyName || !utf8.ValidString(name) {
		return ErrPasskeyName
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return ErrPasskeyName
		}
	}
	return nil
}
