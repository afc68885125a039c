package signin

import (
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// What keeps someone out before their password is looked at.
var (
	ErrEmail = fault.New(fault.Invalid, "AUTH_012", "Invalid email").InBetterAuth("INVALID_EMAIL", 0)
	// ErrSecondFactor keeps out whoever has a second factor but did not show it.
	ErrSecondFactor = fault.New(fault.Unauthenticated, "AUTH_004", "A second factor is required").InBetterAuth("SECOND_FACTOR_REQUIRED", 0)
	ErrCallback     = fault.New(fault.Forbidden, "AUTH_016", "Invalid callbackURL").InBetterAuth("INVALID_CALLBACK_URL", 0)

	ErrField = fault.New(fault.Invalid, "USR_003", "This field is not allowed to be set").InBetterAuth("FIELD_NOT_ALLOWED", 0)
)
