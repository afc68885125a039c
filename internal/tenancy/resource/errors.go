package resource

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What resources refuse.
var (
	ErrInvalid    = fault.New(fault.Invalid, "RES_001", "Invalid resource data")
	ErrNotFound   = fault.New(fault.NotFound, "RES_002", "Resource not found")
	ErrTaken      = fault.New(fault.Conflict, "RES_003", "A resource with this identifier already exists")
	ErrConfigured = fault.New(fault.Conflict, "RES_004", "The resource is listed in OAUTH_VALID_AUDIENCES and would come back; deactivate it instead")
)
