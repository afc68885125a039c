package session

import "github.com/circle-rd/auth-service/internal/platform/fault"

// ErrNone means that there is no valid session: none was shown, or it ended.
var ErrNone = fault.New(fault.Unauthenticated, "AUTH_001", "Missing or invalid authentication token").InBetterAuth("UNAUTHORIZED", 0)
