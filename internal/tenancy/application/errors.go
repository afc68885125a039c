package application

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What applications refuse.
var (
	ErrInvalid     = fault.New(fault.Invalid, "APP_001", "Invalid application data")
	ErrNotFound    = fault.New(fault.NotFound, "APP_002", "Application not found")
	ErrSlugTaken   = fault.New(fault.Conflict, "APP_003", "Application slug already exists")
	ErrSecret      = fault.New(fault.NotFound, "APP_007", "Client secret not found")
	ErrSecrets     = fault.New(fault.Conflict, "APP_008", "The application has as many client secrets as it may have")
	ErrCursor      = fault.New(fault.Invalid, "SRV_004", "Not a cursor of this list")
	ErrCredentials = fault.New(fault.Unauthenticated, "AUTH_003", "Invalid client credentials")
)
