package consumption

import (
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// The kinds of lines in a ledger.
const (
	kindUse     = "use"
	kindReserve = "reserve"
	kindConfirm = "confirm"
	kindRelease = "release"
	kindExpire  = "expire"
	kindGrant   = "grant"
	kindRevoke  = "revoke"
)

// A place is where something is counted.
type place struct{ applicationID, userID, key string }

// A Line of a ledger is one change of a counter, and what it left.
type Line struct {
	Number     int64 // from 1, without gaps
	Kind       string
	Amount     meter.Amount
	Total      meter.Amount // after the line; only "use" and "confirm" change it
	HappenedAt time.Time    // when it was consumed; of "reserve", when it expires
	CreatedAt  time.Time
	State      *State       // after the line; nil without a limit
	Parts      []meter.Part // what credits gave or got back
	Reference  string       // the reservation or the credit
}

// A request is a line that somebody asks for, and what came of it.
type request struct {
	kind string
	Entry
	by      actor.Actor
	limit   meter.Limit
	limited bool
	replay  string // of which there is at most one line

	reservation string        // to make or to settle
	life        time.Duration // of the one to make
	whole       bool          // all of it is confirmed
	expires     time.Time     // of a credit
	note        string        // on it

	line Line
	err  error
}

// settles reports whether the request ends a reservation.
func (r *request) settles() bool { return r.kind == kindConfirm || r.kind == kindRelease }

func (r *request) place() place { return place{r.ApplicationID, r.UserID, r.Key} }

// replayOf is what an application's own idempotency key is stored as, and
// settlementOf what settles a reservation: no key looks like it.
func replayOf(applicationID, key string) string { return applicationID + "/" + key }
func settlementOf(reservation string) string    { return "#" + reservation }

// A written line is one that a request was answered with before.
type written struct {
	place
	Line
}

// repeats reports whether the request asks for the line that there is already.
func (r *request) repeats(w written) bool {
	if w.place != r.place() || w.Kind != r.kind {
		return false
	}
	if r.kind == kindRelease || r.kind == kindConfirm && r.whole {
		return true
	}
	if w.Amount != r.Amount {
		return false
	}
	switch r.kind {
	case kindConfirm:
		return true
	case kindReserve:
		return w.CreatedAt.Add(r.life).Equal(w.HappenedAt)
	}
	return r.when(w.CreatedAt).Equal(w.HappenedAt) && !r.At.After(w.CreatedAt.Add(ahead)) // which would have been refused then
}

// when is the time of what is recorded: nothing happens after it is recorded,
// whatever the caller's clock says.
func (r *request) when(now time.Time) time.Time {
	if r.At.IsZero() || r.At.After(now) {
		return now
	}
	return r.At
}
