package mfa

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What can be wrong with a second factor.
var (
	ErrCode           = fault.New(fault.Unauthenticated, "MFA_001", "Invalid code").InBetterAuth("INVALID_CODE", 0)
	ErrBackupCode     = fault.New(fault.Unauthenticated, "MFA_002", "Invalid backup code").InBetterAuth("INVALID_BACKUP_CODE", 0)
	ErrNoTOTP         = fault.New(fault.Invalid, "MFA_003", "TOTP not enabled").InBetterAuth("TOTP_NOT_ENABLED", 0)
	ErrNotEnabled     = fault.New(fault.Invalid, "MFA_004", "Two factor isn't enabled").InBetterAuth("TWO_FACTOR_NOT_ENABLED", 0)
	ErrNoBackupCodes  = fault.New(fault.Invalid, "MFA_005", "Backup codes aren't enabled").InBetterAuth("BACKUP_CODES_NOT_ENABLED", 0)
	ErrOTPNotOffered  = fault.New(fault.Invalid, "MFA_006", "otp isn't configured").InBetterAuth("OTP_NOT_CONFIGURED", 0)
	ErrOTPExpired     = fault.New(fault.Invalid, "MFA_007", "OTP has expired").InBetterAuth("OTP_HAS_EXPIRED", 0)
	ErrTries          = fault.New(fault.Limited, "MFA_008", "Too many attempts. Please request a new code.").InBetterAuth("TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", 0)
	ErrLast           = fault.New(fault.Forbidden, "MFA_009", "Your account must keep a second factor").InBetterAuth("SECOND_FACTOR_MANDATORY", 0)
	ErrDevice         = fault.New(fault.NotFound, "MFA_010", "Trusted device not found")
	ErrImpersonated   = fault.New(fault.Forbidden, "MFA_011", "Not while you act for somebody else").InBetterAuth("NOT_WHILE_IMPERSONATING", 0)
	ErrIssuer         = fault.New(fault.Invalid, "MFA_012", "The issuer must be one line of at most 100 characters").InBetterAuth("VALIDATION_ERROR", 0)
	ErrPasswordNeeded = fault.New(fault.Invalid, "MFA_013", "The password is needed").InBetterAuth("VALIDATION_ERROR", 0).
				With(fault.Field{Name: "body.password", Problem: "Invalid input: expected string, received undefined"})
	// ErrStepUp asks for the second factor before a delicate change.
	ErrStepUp = fault.New(fault.Forbidden, "AUTH_004", "A second factor is required").InBetterAuth("SECOND_FACTOR_REQUIRED", 0)
)
