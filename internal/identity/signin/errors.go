package signin

import (
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// What keeps someone out before what they show is looked at.
var (
	ErrEmail    = fault.New(fault.Invalid, "AUTH_012", "Invalid email").InBetterAuth("INVALID_EMAIL", 0)
	ErrCallback = fault.New(fault.Forbidden, "AUTH_016", "Invalid callbackURL").InBetterAuth("INVALID_CALLBACK_URL", 0)
	// ErrChallenge means that no sign-in waits: it was finished, given up after
	// too many tries, or forgotten. Signing in again is the way on.
	ErrChallenge = fault.New(fault.Unauthenticated, "AUTH_023", "Invalid two factor cookie").InBetterAuth("INVALID_TWO_FACTOR_COOKIE", 0)

	ErrField = fault.New(fault.Invalid, "USR_003", "This field is not allowed to be set").InBetterAuth("FIELD_NOT_ALLOWED", 0)
)
