package billing

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What billing refuses.
var (
	ErrOff        = fault.New(fault.Unavailable, "SRV_002", "Stripe is not configured")
	ErrStripe     = fault.New(fault.Unavailable, "BILL_001", "Stripe did not do what it was asked for").After(retryAfter)
	ErrInvalid    = fault.New(fault.Invalid, "APP_001", "Invalid billing data")
	ErrUnsigned   = fault.New(fault.Invalid, "APP_001", "Missing stripe-signature header")
	ErrSignature  = fault.New(fault.Invalid, "APP_001", "No signatures found matching the expected signature for payload")
	ErrStale      = fault.New(fault.Invalid, "APP_001", "Timestamp outside the tolerance zone")
	ErrPayload    = fault.New(fault.Invalid, "APP_001", "The event is not JSON of Stripe's kind")
	ErrPrice      = fault.New(fault.NotFound, "SUB_001", "Subscription plan not found")
	ErrNoAccess   = fault.New(fault.Forbidden, "AUTH_001", "You have no access to this application")
	ErrBought     = fault.New(fault.Conflict, "SUB_002", "User already has an active subscription")
	ErrNoCustomer = fault.New(fault.NotFound, "BILL_002", "Nothing was bought yet")
)

const retryAfter = 5 // seconds
