package account

import "github.com/circle-rd/auth-service/internal/platform/fault"

// ErrOwnFactors refuses administrators to do to themselves what another one must
// do: their own factors are changed where they prove to have them.
var ErrOwnFactors = fault.New(fault.Invalid, "USR_003", "You cannot reset your own second factors")
