package consumption

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What consumption refuses.
var (
	ErrKey     = fault.New(fault.Invalid, "CONS_001", "key must have 1 to 64 letters, digits, dots, hyphens or underscores")
	ErrValue   = fault.New(fault.Invalid, "CONS_002", "value must be a number with at most 18 digits before and 9 after the point")
	ErrMember  = fault.New(fault.NotFound, "CONS_003", "User and application combination not found")
	ErrRecord  = fault.New(fault.NotFound, "CONS_003", "Consumption record not found")
	ErrCaller  = fault.New(fault.Forbidden, "CONS_004", "Caller not authorized (requires client_credentials)")
	ErrLimit   = fault.New(fault.Limited, "CONS_005", "The limit is reached")
	ErrReplay  = fault.New(fault.Conflict, "CONS_006", "The idempotency key was used for something else")
	ErrUnknown = fault.New(fault.NotFound, "CONS_007", "Reservation not found")
	ErrSettled = fault.New(fault.Conflict, "CONS_008", "The reservation was settled otherwise, or has expired")
	ErrInvalid = fault.New(fault.Invalid, "APP_001", "Invalid consumption data")
	ErrAccess  = fault.New(fault.Forbidden, "APP_005", "User does not have access to this application")
	ErrCursor  = fault.New(fault.Invalid, "SRV_004", "Not a cursor of this list")
)

var (
	errTotal    = ErrValue.Saying("The total would have more than 18 digits before the point")
	errBeyond   = ErrValue.Saying("value must not be more than what was reserved")
	errCredit   = ErrRecord.Saying("Credit not found")
	errPositive = ErrValue.Saying("value must not be negative")
)

// ExceededError is ErrLimit with what the limit leaves.
type ExceededError struct {
	State      State
	RetryAfter int // seconds until the window ends; 0 when it never does
}

// Error implements error.
func (e *ExceededError) Error() string { return ErrLimit.Error() }

// Unwrap returns what clients are told.
func (e *ExceededError) Unwrap() error {
	refusal := *ErrLimit
	refusal.RetryAfter = e.RetryAfter
	return &refusal
}
