// Package consumption counts what the users of applications consume: each
// amount that is recorded, and the total of each key.
package consumption

import (
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// Scope names tokens that are made for nothing but consumption. None is needed:
// any token that an application gets for itself will do.
const Scope = "consumption:write"

// A Total is how much a user has consumed of what a key stands for.
type Total struct {
	Key       string
	Amount    meter.Amount
	UpdatedAt time.Time
}

// An Entry is one amount to record; a negative one is a credit.
type Entry struct {
	ApplicationID string
	UserID        string
	Key           string
	Amount        meter.Amount
	At            time.Time // when it was consumed; zero means now
	// IdempotencyKey makes the entry the only one of its application that
	// carries it: who records it again hears the first answer.
	IdempotencyKey string
	// Enforce refuses what goes beyond a hard limit. Without it what was consumed
	// is recorded as the fact that it is.
	Enforce bool
}

// Recorded is what an entry came to.
type Recorded struct {
	Total
	State *State // nil without a limit
}

// A State is how much a limit leaves at a time.
type State struct {
	Limit     meter.Limit
	Used      meter.Amount // of what the plan allows, in this window
	Reserved  meter.Amount // of the same
	Credits   meter.Amount // left, beside the plan
	Remaining meter.Amount
	Overage   meter.Amount
	ResetsAt  time.Time // zero: never
}

// A Usage is a total with whose it is.
type Usage struct {
	UserID    string
	UserName  string
	UserEmail string
	Total
}

// A Page is part of an application's usage, by user and key.
type Page struct {
	Usage []Usage
	Next  string // cursor of the next page; empty at the end
}

const (
	maxUserID = 255
	// MaxEvents is how many entries may be recorded in one call.
	MaxEvents = 1000
	// ahead is how far a caller's clock may be before ours.
	ahead = 5 * time.Minute
)

// isPair reports whether there can be a user in an application by these ids.
func isPair(applicationID, userID string) bool {
	clean, ok := application.CleanName(userID, maxUserID)
	return uuid.Validate(applicationID) == nil && ok && clean == userID
}
