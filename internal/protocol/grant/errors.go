package grant

import "errors"

// What a code or token can turn out to be. Endpoints turn these into the
// errors of their specification.
var (
	ErrUnknown = errors.New("grant: no such code or token")
	ErrReplay  = errors.New("grant: code or refresh token was used before")
)
