// Package signin is the one way into a session: credentials are proved here or
// elsewhere, and every journey ends in Finish.
package signin

import (
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// Methods by which a user proves who they are (RFC 8176).
const methodPassword = "pwd"

// An Attempt is what someone shows to get in.
type Attempt struct {
	Email    string
	Password string
	Remember bool
	Device   string // see Proof

	CallbackURL string // see Proof
}

// A Proof is how someone has shown who they are.
type Proof struct {
	Methods  []string // RFC 8176; with "mfa" among them no second factor is asked
	Remember bool
	Device   string // value of the trust_device cookie, if the browser sent one

	CallbackURL string // where the mail leads in the end, if the address must be verified first
}

// A Result is a session with its user, or what is missing for one.
type Result struct {
	Session session.Session // zero while a step is missing
	User    user.User
	Pending *Pending // the missing step; nil when there is none
	Device  string   // value of the trust_device cookie to set, or ""

	// Known is the browser, as one in which the account was signed in to now.
	Known throttle.Device
	// Compromised tells that the password was in a breach.
	Compromised bool

	challenged bool // a pending sign-in ended in this one
	continued  bool // the session was there before
}

// A Pending sign-in waits for a second factor.
type Pending struct {
	Token   string   // value of the two_factor cookie
	Methods []string // with which it can go on; what can be set up, with Enrol
	Enrol   bool     // the user has no second factor and must set one up first
}

// The pages of ours where a sign-in goes on, or a session proves more.
const (
	VerifyPage = "/verify-mfa"
	EnrolPage  = "/enroll-mfa"
)

// Page is where the sign-in goes on.
func (p Pending) Page() string {
	if p.Enrol {
		return EnrolPage
	}
	return VerifyPage
}

// ChallengeLife is how long a sign-in waits for its second factor.
const ChallengeLife = 10 * time.Minute

// A challenge is a sign-in that waits.
type challenge struct {
	digest    string
	userID    string
	methods   []string
	remember  bool
	enrol     bool
	createdAt time.Time
	expiresAt time.Time
}

// A Claimant is somebody who shows a second factor: because their sign-in waits
// for it, or in a session that is to prove more.
type Claimant struct {
	User    user.User
	Session session.Session // zero while a sign-in waits
	Enrol   bool            // the sign-in waits for a factor to be set up
	Subject string          // what mailed codes are bound to

	methods []string
	digest  string // of the waiting sign-in; empty in a session
}

// Waiting reports whether a sign-in waits.
func (c Claimant) Waiting() bool { return c.digest != "" }
