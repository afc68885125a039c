package audit

import (
	"slices"
	"time"
)

// Who did something, in the eyes of the user it concerns.
const (
	ByYou           = "you"
	ByAdministrator = "administrator"
	ByApplication   = "application"
	ByService       = "service"
	ByUnknown       = "unknown" // nobody who was signed in
)

// Own is an entry as a user it concerns may see it.
type Own struct {
	ID       string
	At       time.Time
	Action   string
	By       string
	Target   string
	TargetID string
	Details  map[string]any
	Address  string
}

// Details that tell nothing of anybody else.
var public = []string{"reason", "methods", "method", "scopes", "role", "fields", "name", "provider", "user_agent"} //nolint:gochecknoglobals // immutable

// SeenBy returns the entry without what it says of other people.
func (e Entry) SeenBy(userID string) Own {
	o := Own{ID: e.ID, At: e.At, Action: e.Action, By: e.by(userID), Target: e.Target, TargetID: e.TargetID, Details: map[string]any{}}
	aboutOther := e.UserID != "" && e.UserID != userID
	if e.Target == "user" && e.TargetID != userID || aboutOther {
		o.TargetID = ""
	}
	if o.By == ByYou || o.By == ByUnknown {
		o.Address = e.Address // of a stranger who tried too: that is what one wants to know
	}
	if aboutOther {
		return o
	}
	for name, v := range e.Details {
		if slices.Contains(public, name) {
			o.Details[name] = v
		}
	}
	return o
}

func (e Entry) by(userID string) string {
	switch {
	case e.ActorKind == "user" && e.Impersonator == userID: // in another one's name
		return ByYou
	case e.ActorKind == "user" && e.Impersonator != "":
		return ByAdministrator
	case e.ActorKind == "user" && e.ActorID == userID:
		return ByYou
	case e.ActorKind == "user", e.ActorKind == "token", e.ActorKind == "console":
		return ByAdministrator
	case e.ActorKind == "application":
		return ByApplication
	case e.ActorKind == "system":
		return ByService
	default:
		return ByUnknown
	}
}
