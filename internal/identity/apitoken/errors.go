package apitoken

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What can go wrong with API tokens.
var (
	ErrInvalid  = fault.New(fault.Invalid, "ATK_001", "Invalid API token data")
	ErrNotFound = fault.New(fault.NotFound, "ATK_002", "API token not found")
	// ErrUnusable is the same for tokens that never were, have expired, or whose
	// maker administers no longer (RFC 6750 §3.1, invalid_token).
	ErrUnusable = fault.New(fault.Unauthenticated, "ATK_003", "The API token is not valid")
	ErrScope    = fault.New(fault.Forbidden, "ATK_004", "The API token does not allow this")
	ErrOwn      = fault.New(fault.Forbidden, "ATK_005", "API tokens are managed by signed-in administrators only")
	ErrAll      = fault.New(fault.Forbidden, "ATK_006", "Only superadmins may create tokens for everything")
	ErrPerson   = fault.New(fault.Forbidden, "ATK_008", "Only a signed-in administrator can do this")
	ErrTooMany  = fault.New(fault.Conflict, "ATK_007", "There are too many API tokens; delete some first")
)
