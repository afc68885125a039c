package mail

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What keeps mail from leaving, as far as a caller is told.
var (
	ErrOff         = fault.New(fault.Invalid, "MAIL_001", "Mail is not set up on this service").InBetterAuth("MAIL_NOT_CONFIGURED", 0)
	ErrUndelivered = fault.New(fault.Conflict, "MAIL_002", "The mail server did not take the mail")
)
