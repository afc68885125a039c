// Package mfa keeps what people prove themselves with besides a password:
// one-time codes, backup codes, passkeys and the devices they trust; and it
// says of whom a second factor is demanded.
package mfa

import (
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// What a sign-in that misses a second factor can go on with.
const (
	TOTP       = "totp"
	Passkey    = "passkey"
	OTP        = "otp" // a code by mail
	BackupCode = "backup-code"
)

// How a second factor is told to others (RFC 8176 §2).
const (
	amrOTP  = "otp"
	amrMany = "mfa"
)

// Proved are the authentication methods that a one-time code of any kind adds
// to those before it (RFC 8176 §2).
func Proved() []string { return []string{amrOTP, amrMany} }

// A Policy says of whom a second factor is demanded, besides those of whom an
// administrator demands it by name.
type Policy string

// The policies of MFA_REQUIRED.
const (
	RequiredOfNone   Policy = "none"
	RequiredOfAdmins Policy = "admins"
	RequiredOfAll    Policy = "all"
)

// Demands reports whether the user may not be without a second factor.
func (p Policy) Demands(u user.User) bool {
	if u.IsMfaRequired {
		return true
	}
	switch p {
	case RequiredOfAll:
		return true
	case RequiredOfAdmins:
		return actor.Actor{Role: u.Role}.Admin()
	case RequiredOfNone:
	}
	return false
}

// TrustLife is how long a device stays trusted after its last use.
const TrustLife = 30 * 24 * time.Hour

// A Device is a browser that need not show the second factor again.
type Device struct {
	ID        string
	UserID    string
	UserAgent string
	Address   string
	CreatedAt time.Time
	UsedAt    time.Time
	ExpiresAt time.Time
}

// An Enrolment is what an authenticator app needs, and what saves its owner
// when the app is lost. It counts once a code of it was shown.
type Enrolment struct {
	URI         string // otpauth, as the apps agree on it
	BackupCodes []string
}
