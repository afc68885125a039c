// Package throttle slows down whoever guesses: passwords, codes, and the
// addresses that mail is sent to.
//
// A try is counted before the proof is looked at and forgiven when it was good,
// so that tries at once gain nothing. Strangers share the budget of an account
// and have those of their address and network; a browser that was signed in to
// the account before has a budget of its own, which nobody else can use up.
// Everything is counted in the database: for all replicas, and beyond a restart.
package throttle

import (
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/limit"
)

// A Subject is what a try is about. Each kind of proof has budgets of its own,
// but for those of addresses and networks.
type Subject struct {
	kind    string
	account string
	byUser  bool // account is a user's id, and an e-mail address otherwise
}

const (
	kindPassword = "password"
	kindCode     = "code"
	kindMail     = "mail"
	kindSession  = "session"
)

// Password is a try at the password of whoever has the address. It makes no
// difference whether anybody has.
func Password(email string) Subject { return Subject{kind: kindPassword, account: fold(email)} }

// CurrentPassword is a try at the password of whoever is signed in in a session.
// Only whoever has the session can use its budget up.
func CurrentPassword(sessionID string) Subject { return Subject{kind: kindSession, account: sessionID} }

// Code is a try at a second factor of a user, or at any other short code.
func Code(userID string) Subject { return Subject{kind: kindCode, account: userID, byUser: true} }

// EmailCode is a try at a code that was sent to an address, whether or not
// anybody has it.
func EmailCode(email string) Subject { return Subject{kind: kindCode, account: fold(email)} }

// Mail asks for a mail to an address. Every one counts, good or not, so it is
// not to be forgiven.
func Mail(email string) Subject { return Subject{kind: kindMail, account: fold(email)} }

func fold(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Rules are the budgets: Max tries at once and one more for each Max-th part of
// the Window. Who goes on beyond it waits a second, then two, four and so on,
// up to twice that part.
type Rules struct {
	Account limit.Rate // of all strangers, for one account
	Device  limit.Rate // of a known device, for one account
	Address limit.Rate // of an address, for all accounts
	Network limit.Rate // of a network, for all accounts
	Mail    limit.Rate // of mails to one address
}

// A Try was counted.
type Try struct{ digests []string }

// A Device is a browser that finished a sign-in.
type Device struct {
	Token string // for its cookie
	Known bool   // the account was signed in to in this browser before
	First bool   // the account was known in no browser before
}

const (
	// DeviceLife is how long a browser stays known after a sign-in: as long as
	// browsers keep any cookie.
	DeviceLife = 400 * 24 * time.Hour
	// maxDevices of one account are remembered, the latest: programs that sign in
	// keep no cookies and look like a new device every time.
	maxDevices = 100
)
