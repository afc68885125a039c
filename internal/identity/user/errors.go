package user

import (
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/mail"
)

// unprocessable is the status that the original gives to a taken address.
const unprocessable = 422

// What can be wrong with an account, or with who claims it.
var (
	ErrNotFound      = fault.New(fault.NotFound, "USR_001", "User not found").InBetterAuth("USER_NOT_FOUND", 0)
	ErrInvalid       = fault.New(fault.Invalid, "USR_003", "Invalid user data").InBetterAuth("VALIDATION_ERROR", 0)
	ErrName          = ErrInvalid.With(fault.Field{Name: "body.name", Problem: "Must have 1 to 200 characters, none of them a control character"})
	ErrEmail         = ErrInvalid.With(fault.Field{Name: "body.email", Problem: "Invalid email address"})
	ErrNewEmail      = ErrInvalid.With(fault.Field{Name: "body.newEmail", Problem: "Invalid email address"})
	ErrLocale        = ErrInvalid.With(fault.Field{Name: "body.locale", Problem: "Must be en or fr"})
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
	// ErrField refuses what an account's owner may not say about it.
	ErrField          = fault.New(fault.Invalid, "USR_003", "This field is not allowed to be set").InBetterAuth("FIELD_NOT_ALLOWED", 0)
	ErrLastSuperadmin = fault.New(fault.Invalid, "USR_002", "The last superadmin cannot be removed").InBetterAuth("LAST_SUPERADMIN", 0)
	ErrResetToken     = fault.New(fault.Invalid, "AUTH_008", "Invalid token").InBetterAuth("INVALID_TOKEN", 0)

	// ErrCallback refuses to send a browser to a place that nobody vouches for.
	ErrCallback = fault.New(fault.Forbidden, "AUTH_016", "Invalid callbackURL").InBetterAuth("INVALID_CALLBACK_URL", 0)

	ErrNothing    = fault.New(fault.Invalid, "ACC_001", "No fields to update").InBetterAuth("NO_FIELDS_TO_UPDATE", 0)
	ErrEmailFixed = fault.New(fault.Invalid, "ACC_002", "Email can not be updated").InBetterAuth("EMAIL_CAN_NOT_BE_UPDATED", 0)
	ErrEmailSame  = fault.New(fault.Invalid, "ACC_003", "Email is the same").InBetterAuth("EMAIL_IS_THE_SAME", 0)
	// ErrLinkLate means that the link of a mail was good once.
	ErrLinkLate = fault.New(fault.Unauthenticated, "AUTH_002", "Token expired").InBetterAuth("TOKEN_EXPIRED", 0)
	// ErrLink means that the link of a mail is wrong or spent.
	ErrLink        = fault.New(fault.Unauthenticated, "ACC_004", "Invalid token").InBetterAuth("INVALID_TOKEN", 0)
	ErrUnverified  = fault.New(fault.Forbidden, "ACC_005", "Email not verified").InBetterAuth("EMAIL_NOT_VERIFIED", 0)
	ErrLastAccount = fault.New(fault.Invalid, "ACC_006", "You can't unlink your last account").InBetterAuth("FAILED_TO_UNLINK_LAST_ACCOUNT", 0)
	ErrAccount     = fault.New(fault.Invalid, "ACC_007", "Account not found").InBetterAuth("ACCOUNT_NOT_FOUND", 0)

	ErrBanned = fault.New(fault.Forbidden, "AUTH_006", "You have been banned from this application. Please contact support if you believe this is an error.").InBetterAuth("BANNED_USER", 0)
)

// What needs mail is refused alike for every address when there is none.
var (
	errResetOff        = mail.ErrOff.Saying("Reset password isn't enabled: this service sends no mail").InBetterAuth("RESET_PASSWORD_DISABLED", 0)
	errInviteOff       = mail.ErrOff.Saying("Nobody can be invited: this service sends no mail")
	errVerificationOff = mail.ErrOff.Saying("Verification email isn't enabled: this service sends no mail").InBetterAuth("VERIFICATION_EMAIL_NOT_ENABLED", 0)
	errChangeOff       = mail.ErrOff.Saying("Change email is disabled: this service sends no mail").InBetterAuth("CHANGE_EMAIL_DISABLED", 0)
	errDeleteOff       = mail.ErrOff.Saying("Send your password to delete the account: this service sends no mail")
)
