package mfa

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What can be wrong with passkeys.
var (
	ErrChallenge = fault.New(fault.Invalid, "PSK_001", "Challenge not found").InBetterAuth("CHALLENGE_NOT_FOUND", 0)
	ErrNoPasskey = fault.New(fault.NotFound, "PSK_002", "Passkey not found").InBetterAuth("PASSKEY_NOT_FOUND", 0)
	// ErrUnknownPasskey is ErrNoPasskey for somebody who signs in.
	ErrUnknownPasskey = fault.New(fault.Unauthenticated, "PSK_002", "Passkey not found").InBetterAuth("PASSKEY_NOT_FOUND", 0)
	ErrAssertion      = fault.New(fault.Invalid, "PSK_003", "Authentication failed").InBetterAuth("AUTHENTICATION_FAILED", 0)
	ErrRegistration   = fault.New(fault.Invalid, "PSK_004", "Failed to verify registration").InBetterAuth("FAILED_TO_VERIFY_REGISTRATION", 0)
	ErrForeign        = fault.New(fault.Unauthenticated, "PSK_005", "You are not allowed to register this passkey").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY", 0)
	ErrRegistered     = fault.New(fault.Invalid, "PSK_006", "Previously registered").InBetterAuth("PREVIOUSLY_REGISTERED", 0)
	ErrPasskeyName    = fault.New(fault.Invalid, "PSK_007", "A passkey's name has 1 to 100 characters").InBetterAuth("VALIDATION_ERROR", 0)
	ErrTooMany        = fault.New(fault.Invalid, "PSK_008", "This account has too many passkeys").InBetterAuth("TOO_MANY_PASSKEYS", 0)
	ErrPasskeysOff    = fault.New(fault.Forbidden, "PSK_009", "Signing in with a passkey alone is switched off").InBetterAuth("PASSKEY_SIGN_IN_DISABLED", 0)
)
