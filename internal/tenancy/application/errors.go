package application

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What applications refuse.
var (
	ErrInvalid     = fault.New(fault.Invalid, "APP_001", "Invalid application data")
	ErrNotFound    = fault.New(fault.NotFound, "APP_002", "Application not found")
	ErrSlugTaken   = fault.New(fault.Conflict, "APP_003", "Application slug already exists")
	ErrCredentials = fault.New(fault.Unauthenticated, "AUTH_003", "Invalid client credentials")
)
