// Package consumption counts what the users of applications consume: each
// amount that is recorded, and the total of each key.
package consumption

import (
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Scope names tokens that are made for nothing but consumption. None is needed:
// any token that an application gets for itself will do.
const Scope = "consumption:write"

// A Total is how much a user has consumed of what a key stands for.
type Total struct {
	Key       string
	Amount    Amount
	UpdatedAt time.Time
}

// An Entry is one amount to record; a negative one is a credit.
type Entry struct {
	ApplicationID string
	UserID        string
	Key           string
	Amount        Amount
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

const maxUserID = 255

var keyPattern = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,64}$`)

func isKey(text string) bool { return keyPattern.MatchString(text) }

// isPair reports whether there can be a user in an application by these ids.
func isPair(applicationID, userID string) bool {
	clean, ok := application.CleanName(userID, maxUserID)
	return uuid.Validate(applicationID) == nil && ok && clean == userID
}
