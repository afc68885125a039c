package federation

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What scripts are told.
var (
	ErrProvider       = fault.New(fault.NotFound, "FED_001", "Provider not found").InBetterAuth("PROVIDER_NOT_FOUND", 0)
	ErrNoIDToken      = fault.New(fault.NotFound, "FED_002", "This provider takes no ID tokens").InBetterAuth("ID_TOKEN_NOT_SUPPORTED", 0)
	ErrIDToken        = fault.New(fault.Unauthenticated, "FED_003", "Invalid token").InBetterAuth("INVALID_TOKEN", 0)
	ErrNoEmail        = fault.New(fault.Unauthenticated, "FED_004", "The provider tells no e-mail address").InBetterAuth("USER_EMAIL_NOT_FOUND", 0)
	ErrNotLinked      = fault.New(fault.Unauthenticated, "FED_005", "account not linked").InBetterAuth("OAUTH_LINK_ERROR", 0)
	ErrLinking        = fault.New(fault.Unauthenticated, "FED_006", "This account belongs to somebody else").InBetterAuth("LINKING_NOT_ALLOWED", 0)
	ErrAccount        = fault.New(fault.Invalid, "FED_007", "Account not found").InBetterAuth("ACCOUNT_NOT_FOUND", 0)
	ErrUnsupported    = fault.New(fault.Invalid, "FED_008", "Provider is not supported").InBetterAuth("PROVIDER_NOT_SUPPORTED", 0)
	ErrNoRefresh      = fault.New(fault.Invalid, "FED_009", "The provider does not support token refreshing").InBetterAuth("TOKEN_REFRESH_NOT_SUPPORTED", 0)
	ErrNoRefreshToken = fault.New(fault.Invalid, "FED_010", "Refresh token not found").InBetterAuth("REFRESH_TOKEN_NOT_FOUND", 0)
	ErrNoAccessToken  = fault.New(fault.Invalid, "FED_011", "Access token not found").InBetterAuth("ACCESS_TOKEN_NOT_FOUND", 0)
	ErrRefresh        = fault.New(fault.Invalid, "FED_012", "Failed to refresh access token").InBetterAuth("FAILED_TO_REFRESH_ACCESS_TOKEN", 0)
	ErrAccessToken    = fault.New(fault.Invalid, "FED_013", "Failed to get a valid access token").InBetterAuth("FAILED_TO_GET_ACCESS_TOKEN", 0)
	ErrInfo           = fault.New(fault.Invalid, "FED_014", "Failed to get user info").InBetterAuth("FAILED_TO_GET_USER_INFO", 0)
	ErrUnknownConfig  = fault.New(fault.Invalid, "FED_015", "No configuration found for the provider").InBetterAuth("PROVIDER_CONFIG_NOT_FOUND", 0)
	ErrUnreachable    = fault.New(fault.Unavailable, "FED_016", "The provider cannot be reached").InBetterAuth("INVALID_OAUTH_CONFIGURATION", 0)
	ErrNotConfigured  = fault.New(fault.Invalid, "FED_017", "The provider of this account is not configured").InBetterAuth("PROVIDER_NOT_CONFIGURED", 0)
	ErrScope          = fault.New(fault.Invalid, "FED_018", "A scope is malformed").InBetterAuth("VALIDATION_ERROR", 0).
				With(fault.Field{Name: "body.scopes", Problem: "Must be a list of scopes"})
)

// A RefusedError is why a browser comes back without being signed in. It goes on to
// a page, which shows the code.
type RefusedError struct {
	Code        string
	Description string // of the provider; only for pages that the client chose
	To          string // where the client wants to hear of it; the error page if empty
	Spent       bool   // the state was used up, so its cookie may go
	cause       error
}

func (f *RefusedError) Error() string {
	if f.cause == nil {
		return "sign-in elsewhere: " + shown(f.Code)
	}
	return "sign-in elsewhere: " + shown(f.Code) + ": " + f.cause.Error()
}

// Unwrap returns the cause, for logs.
func (f *RefusedError) Unwrap() error { return f.cause }

// The codes of failures, as the original has them in addresses.
const (
	codeNoState      = "state_not_found"
	codeRestart      = "please_restart_the_process"
	codeMismatch     = "state_mismatch"
	codeNoCode       = "no_code"
	codeInvalidCode  = "invalid_code"
	codeNoUserInfo   = "unable_to_get_user_info"
	codeNoEmail      = "email_not_found"
	codeNotLinked    = "account_not_linked"
	codeSignUp       = "signup_disabled"
	codeIssuer       = "issuer_mismatch"
	codeNoIssuer     = "issuer_missing"
	codeNotLinking   = "unable_to_link_account"
	codeOthers       = "account_already_linked_to_different_user"
	codeBanned       = "banned"
	codeNoProvider   = "oauth_provider_not_found"
	codeUnreachable  = "provider_unavailable"
	codeInternal     = "internal_server_error"
	codeUnknownError = "unknown_error"
)

func fail(code string, cause error) *RefusedError { return &RefusedError{Code: code, cause: cause} }
