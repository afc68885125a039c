package user

import "github.com/circle-rd/auth-service/internal/platform/fault"

// unprocessable is the status that the original gives to a taken address.
const unprocessable = 422

// What can be wrong with an account, or with who claims it.
var (
	ErrNotFound      = fault.New(fault.NotFound, "USR_001", "User not found").InBetterAuth("USER_NOT_FOUND", 0)
	ErrInvalid       = fault.New(fault.Invalid, "USR_003", "Invalid user data").InBetterAuth("VALIDATION_ERROR", 0)
	ErrName          = ErrInvalid.With(fault.Field{Name: "body.name", Problem: "Must have 1 to 200 characters, none of them a control character"})
	ErrEmail         = ErrInvalid.With(fault.Field{Name: "body.email", Problem: "Invalid email address"})
	ErrRole          = ErrInvalid.With(fault.Field{Name: "body.role", Problem: "Must be user, admin or superadmin"})
	ErrText          = ErrInvalid.With(fault.Field{Name: "body", Problem: "A profile field is too long or holds control characters"})
	ErrSearch        = ErrInvalid.With(fault.Field{Name: "query.search", Problem: "Must not hold control characters"})
	ErrForbidden     = fault.New(fault.Forbidden, "AUTH_001", "Insufficient permissions")
	ErrTaken         = fault.New(fault.Conflict, "AUTH_010", "User already exists. Use another email.").InBetterAuth("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", unprocessable)
	ErrPasswordShort = fault.New(fault.Invalid, "AUTH_009", "Password too short").InBetterAuth("PASSWORD_TOO_SHORT", 0)
	ErrPasswordLong  = fault.New(fault.Invalid, "AUTH_011", "Password too long").InBetterAuth("PASSWORD_TOO_LONG", 0)
	// ErrPasswordGuessable and ErrPasswordBreached differ by what is told, not by
	// code.
	ErrPasswordGuessable = fault.New(fault.Invalid, "AUTH_009", "Password too easy to guess: it is mostly your name, your email address or the name of this service").InBetterAuth("PASSWORD_TOO_GUESSABLE", 0)
	ErrPasswordBreached  = fault.New(fault.Invalid, "AUTH_009", "The password you entered has been compromised. Please choose a different password.").InBetterAuth("PASSWORD_COMPROMISED", 0)
	ErrCredentials       = fault.New(fault.Unauthenticated, "AUTH_003", "Invalid email or password").InBetterAuth("INVALID_EMAIL_OR_PASSWORD", 0)
	// ErrPassword refuses a signed-in user's own password, ErrNoPassword means
	// that they sign in otherwise.
	ErrPassword   = fault.New(fault.Invalid, "AUTH_021", "Invalid password").InBetterAuth("INVALID_PASSWORD", 0)
	ErrNoPassword = fault.New(fault.Invalid, "AUTH_022", "Credential account not found").InBetterAuth("CREDENTIAL_ACCOUNT_NOT_FOUND", 0)
	ErrBanned     = fault.New(fault.Forbidden, "AUTH_006", "You have been banned from this application. Please contact support if you believe this is an error.").InBetterAuth("BANNED_USER", 0)
)
