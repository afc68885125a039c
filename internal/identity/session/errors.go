package session

import "github.com/circle-rd/auth-service/internal/platform/fault"

// ErrNone means that there is no valid session: none was shown, or it ended.
var ErrNone = fault.New(fault.Unauthenticated, "AUTH_001", "Missing or invalid authentication token").InBetterAuth("UNAUTHORIZED", 0)

// ErrNotFresh asks for another proof before a delicate change.
var ErrNotFresh = fault.New(fault.Forbidden, "AUTH_020", "Session is not fresh").InBetterAuth("SESSION_NOT_FRESH", 0)

// ErrNotMember refuses to work for an organization that one does not belong to.
var ErrNotMember = fault.New(fault.Forbidden, "ORG_006", "User is not a member of the organization").InBetterAuth("USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION", 0)
