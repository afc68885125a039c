package keys

import (
	"errors"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// ErrToken means that a token was not signed here, or is malformed.
var ErrToken = errors.New("keys: not a token of ours")

// ErrInvalid means that a rotation was asked for in a way that is not
// understood.
var ErrInvalid = fault.New(fault.Invalid, "KEY_001", "Invalid key rotation")
