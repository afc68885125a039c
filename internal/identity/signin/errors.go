package signin

import (
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// What keeps someone out before what they show is looked at.
var (
	ErrEmail    = fault.New(fault.Invalid, "AUTH_012", "Invalid email").InBetterAuth("INVALID_EMAIL", 0)
	ErrCallback = user.ErrCallback
	// ErrChallenge means that no sign-in waits: it was finished, given up after
	// too many tries, or forgotten. Signing in again is the way on.
	ErrChallenge = fault.New(fault.Unauthenticated, "AUTH_023", "Invalid two factor cookie").InBetterAuth("INVALID_TWO_FACTOR_COOKIE", 0)
)
