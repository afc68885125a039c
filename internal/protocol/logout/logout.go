// Package logout ends sessions at the wish of applications and tells all
// applications of a session that it has ended: OpenID Connect RP-Initiated
// Logout 1.0, Back-Channel Logout 1.0 and Front-Channel Logout 1.0.
package logout

import (
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Visitor is who is signed in at the browser that asks.
type Visitor struct {
	Session  session.Session
	SignedIn bool
}

// An Outcome is what a browser is shown next.
type Outcome struct {
	// Confirmation is the signed request that the user is asked about; empty
	// means that nothing is left to ask, and the browser is signed out.
	Confirmation string
	// Problem says why the browser will not be sent back to the application.
	Problem     *oauth.Error
	Application application.Application // who asks; zero when that is not known
	// Return is where the browser goes at last, with the state. It goes by
	// itself only when Returns.
	Return  string
	Returns bool
	Frames  []string // what the browser loads to sign out of applications
	Locales []string // in which the application wants the user addressed
}

// A Delivery is a logout notice to one application.
type Delivery struct {
	ID            string
	ApplicationID string
	SessionID     string
	UserID        string
	CreatedAt     time.Time
	Attempts      int64
	NextAt        time.Time // zero when it was delivered or given up
	Problem       string    // of the last attempt
	DeliveredAt   time.Time
	FailedAt      time.Time

	lease string
}

// pauses are the waits after each failed attempt: less than seven hours, then a
// notice is given up. An application whose sessions live longer than it is out
// of reach finds out when it uses a token.
func pauses() []time.Duration {
	return []time.Duration{
		5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour,
	}
}

// after returns when the next attempt is due after so many, or false when it
// was the last.
func after(attempts int64, now time.Time) (time.Time, bool) {
	list := pauses()
	if attempts < 1 || attempts > int64(len(list)) {
		return time.Time{}, false
	}
	return now.Add(list[attempts-1]), true
}

// registered reports whether the application may have a browser sent to the
// URI after logout (RP-Initiated Logout §3).
func registered(a application.Application, uri string) bool {
	return oauth.MatchesRedirect(a.Client.PostLogoutRedirectURIs, uri, a.Native())
}

// withState returns the URI with nothing added to it but the state, and not
// even that when there was none.
func withState(uri, state string) string {
	if state == "" {
		return uri
	}
	return oauth.Reply(uri, oauth.Pairs{{Name: "state", Value: state}})
}

// frame is the address that signs a session out of an application (Front-Channel
// Logout §2). Both parameters are always there: an application that does not
// need them loses nothing.
func frame(uri, issuer, sessionID string) string {
	return oauth.Reply(uri, oauth.Pairs{{Name: "iss", Value: issuer}, {Name: "sid", Value: sessionID}})
}
