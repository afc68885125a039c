package session

import (
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// errCursor refuses what is no cursor of the list of sessions.
var errCursor = user.ErrInvalid.With(fault.Field{Name: "query.cursor", Problem: "Not a cursor of this list"})

// What keeps an administrator from other people's sessions.
var (
	ErrMayNotList        = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to list users sessions").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS", 0)
	ErrMayNotRevoke      = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to revoke users sessions").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS", 0)
	ErrMayNotImpersonate = fault.New(fault.Forbidden, "AUTH_001", "You are not allowed to impersonate users").InBetterAuth("YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS", 0)
	ErrImpersonateAdmins = fault.New(fault.Forbidden, "AUTH_001", "You cannot impersonate admins").InBetterAuth("YOU_CANNOT_IMPERSONATE_ADMINS", 0)
	ErrReason            = fault.New(fault.Invalid, "USR_003", "The reason is too long").InBetterAuth("VALIDATION_ERROR", 0)
	ErrNotImpersonating  = fault.New(fault.Invalid, "ADM_002", "You are not impersonating anyone").InBetterAuth("NOT_IMPERSONATING", 0)
	ErrNoSession         = fault.New(fault.NotFound, "SES_001", "Session not found").InBetterAuth("SESSION_NOT_FOUND", 0)
)
