package entitlement

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What is refused.
var (
	ErrToken = fault.New(fault.Unauthenticated, "ENT_001", "An access token of this service is needed")
	ErrWhose = fault.New(fault.Invalid, "ENT_002", "Say whose: userId is needed with the application's own token")
	ErrOther = fault.New(fault.Forbidden, "ENT_003", "The token of a user tells of that user alone")
)
