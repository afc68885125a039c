package consumption

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What consumption refuses.
var (
	ErrKey     = fault.New(fault.Invalid, "CONS_001", "key must have 1 to 64 letters, digits, dots, hyphens or underscores")
	ErrValue   = fault.New(fault.Invalid, "CONS_002", "value must be a number with at most 18 digits before and 9 after the point")
	ErrMember  = fault.New(fault.NotFound, "CONS_003", "User and application combination not found")
	ErrRecord  = fault.New(fault.NotFound, "CONS_003", "Consumption record not found")
	ErrCaller  = fault.New(fault.Forbidden, "CONS_004", "Caller not authorized (requires client_credentials)")
	ErrInvalid = fault.New(fault.Invalid, "APP_001", "Invalid consumption data")
	ErrAccess  = fault.New(fault.Forbidden, "APP_005", "User does not have access to this application")
	ErrCursor  = fault.New(fault.Invalid, "SRV_004", "Not a cursor of this list")
)
