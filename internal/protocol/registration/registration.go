// Package registration lets clients in that no administrator made: those that
// register themselves (RFC 7591, RFC 7592), and those whose id is the address
// of a document about them (Client ID Metadata Documents).
//
// Whatever such a client says, it is held to the rules of applications, and to
// a ceiling: it asks every user for consent and gets the scopes of a person's
// own data, until an administrator allows more.
package registration

import (
	"time"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Registered client is the answer to a registration. Secret and AccessToken
// are empty where they were not made anew: only digests are kept.
type Registered struct {
	Application application.Application
	Secret      string
	AccessToken string // for the client's registration at this service
}

// An InitialToken lets whoever holds it register clients (RFC 7591 §1.2).
type InitialToken struct {
	ID        string
	Name      string
	Uses      int64
	UsesLeft  int64
	CreatedBy string // a user's id, or empty for the command line
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
}

// A NewInitialToken describes one to make.
type NewInitialToken struct {
	Name string
	Uses int64
	Life time.Duration // zero: forever
}

// A Document is what is known of the document that describes a client.
type Document struct {
	Application application.Application
	Pending     bool // waits for an administrator
	FetchedAt   time.Time
	ChangedAt   time.Time // zero: never
	Changed     []string  // what differed then
}
