package passwordless

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What keeps someone out, with the codes of the original's plugins.
var (
	ErrLinkOff   = fault.New(fault.NotFound, "PWL_001", "Sign-in by link is not enabled").InBetterAuth("MAGIC_LINK_DISABLED", 0)
	ErrCodeOff   = fault.New(fault.NotFound, "PWL_002", "Sign-in by code is not enabled").InBetterAuth("EMAIL_OTP_DISABLED", 0)
	ErrLink      = fault.New(fault.Unauthenticated, "PWL_003", "Invalid token").InBetterAuth("INVALID_TOKEN", 0)
	ErrLate      = fault.New(fault.Unauthenticated, "PWL_004", "Expired token").InBetterAuth("EXPIRED_TOKEN", 0)
	ErrElsewhere = fault.New(fault.Forbidden, "PWL_005", "The link works only in the browser in which it was asked for").InBetterAuth("OTHER_BROWSER", 0)
	ErrCode      = fault.New(fault.Invalid, "PWL_006", "Invalid OTP").InBetterAuth("INVALID_OTP", 0)
	ErrCodeLate  = fault.New(fault.Invalid, "PWL_007", "OTP expired").InBetterAuth("OTP_EXPIRED", 0)
	ErrTries     = fault.New(fault.Forbidden, "PWL_008", "Too many attempts").InBetterAuth("TOO_MANY_ATTEMPTS", 0)
	ErrType      = fault.New(fault.Invalid, "PWL_009", "Invalid OTP type").InBetterAuth("INVALID_OTP_TYPE", 0)
	ErrQuery     = fault.New(fault.Invalid, "PWL_010", "The authorization request is too long").InBetterAuth("INVALID_OAUTH_QUERY", 0)
)
