package entitlement

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What is refused.
var (
	ErrToken = fault.New(fault.Unauthenticated, "ENT_001", "An access token of this service is needed")
	ErrWhose = fault.New(fault.Invalid, "ENT_002", "Say whose: userId is needed with the application's own token")
	// errPairwise keeps an application with pairwise subjects from asking by a name
	// that leads to nobody, and from learning which name belongs to an id that
	// another application told it (OpenID Connect Core §8.1).
	errPairwise = ErrWhose.Saying("An application with pairwise subjects asks by the token of the user")
	ErrOther    = fault.New(fault.Forbidden, "ENT_003", "The token of a user tells of that user alone")
)
