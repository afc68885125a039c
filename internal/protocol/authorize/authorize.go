// Package authorize is the authorization endpoint: one dispatcher decides what
// a request needs next, and the browser always comes back to it.
package authorize

import (
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// A Visitor is who stands before the endpoint; without a session, nobody.
type Visitor struct {
	Session  session.Session
	User     user.User
	SignedIn bool
}

// An Attempt is one arrival at the dispatcher with a checked request.
type Attempt struct {
	Request oauth.Request
	// IssuedAt is when the request first arrived: whoever must sign in again
	// has done so when their session is younger.
	IssuedAt time.Time
	// What the visitor has settled on the way.
	Consented bool
	Created   bool
	Selected  bool
}

// A Step is what a request needs next.
type Step int

// The steps.
const (
	Reply              Step = iota // back to the application, with a code
	Refused                        // back to the application, with an error
	SignIn                         // at /login
	Register                       // at /register
	SelectOrganization             // at /select-org
	AskConsent                     // at /oauth2/consent
	NoAccess                       // at /no-access
)

// An Outcome is a step and the address where it happens.
type Outcome struct {
	Step Step
	URL  string
}

func (s Step) page() string {
	switch s {
	case SignIn:
		return "/login"
	case Register:
		return "/register"
	case SelectOrganization:
		return "/select-org"
	case AskConsent:
		return "/oauth2/consent"
	case NoAccess:
		return "/no-access"
	case Reply, Refused:
	}
	return ""
}

// mustSignIn reports whether the request asks for a younger sign-in than the
// session's.
func (a Attempt) mustSignIn(signedInAt time.Time) bool {
	if a.Request.Asks(oauth.PromptLogin) && signedInAt.Before(a.IssuedAt) {
		return true
	}
	return a.Request.HasMaxAge && signedInAt.Before(a.IssuedAt.Add(-a.Request.MaxAge))
}

// mustChoose reports whether the visitor has yet to say which account to use.
func (a Attempt) mustChoose(signedInAt time.Time) bool {
	return a.Request.Asks(oauth.PromptSelectAccount) && !a.Selected && signedInAt.Before(a.IssuedAt)
}

// mustRegister reports whether the request asks for a new account.
func (a Attempt) mustRegister(signedInAt time.Time) bool {
	return a.Request.Asks(oauth.PromptCreate) && !a.Created && signedInAt.Before(a.IssuedAt)
}

// dated reports whether the moment of arrival decides anything later.
func (a Attempt) dated() bool {
	r := a.Request
	return r.HasMaxAge || r.Asks(oauth.PromptLogin) || r.Asks(oauth.PromptSelectAccount) || r.Asks(oauth.PromptCreate)
}
