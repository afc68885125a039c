// Package authorize is the authorization endpoint: one dispatcher decides what
// a request needs next, and the browser always comes back to it.
package authorize

import (
	"slices"
	"strings"
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

// An Attempt is one arrival at the dispatcher with a request.
type Attempt struct {
	Request oauth.Request
	// IssuedAt is when the request first arrived: whoever must sign in again
	// has done so when their session is younger.
	IssuedAt time.Time
	// Reference is the request_uri under which the request is kept here; empty
	// when it travels in the address.
	Reference string
	// What the visitor has settled on the way.
	Consented bool
	Created   bool
	Selected  bool
	Chosen    bool // the organization that is active in the session now

	subjects     []string // who alone may be answered for; anyone when empty
	organization string   // the id of the one that the application is let in for; empty while none is settled
	several      bool     // the visitor could have chosen another
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
	VerifyFactor                   // at /verify-mfa
	EnrolFactor                    // at /enroll-mfa
)

// An Outcome is a step and the address where it happens. With a form, the
// browser posts it there.
type Outcome struct {
	Step Step
	URL  string
	Form oauth.Pairs

	organization string // of what was granted
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
	case VerifyFactor:
		return "/verify-mfa"
	case EnrolFactor:
		return "/enroll-mfa"
	case Reply, Refused:
	}
	return ""
}

// silently is what the application hears when the step needs a page and none
// may be shown (OpenID Connect Core §3.1.2.6).
func (s Step) silently() *oauth.Error {
	switch s {
	case SelectOrganization, VerifyFactor, EnrolFactor:
		return oauth.Fail(oauth.CodeInteractionRequired, "End-User interaction is required")
	case AskConsent:
		return oauth.Fail(oauth.CodeConsentRequired, "End-User consent is required")
	case NoAccess:
		return oauth.Fail(oauth.CodeAccessDenied, "the user has no access to this application")
	case SignIn, Register, Reply, Refused:
	}
	return oauth.Fail(oauth.CodeLoginRequired, "authentication required")
}

func factorStep(enrol bool) Step {
	if enrol {
		return EnrolFactor
	}
	return VerifyFactor
}

// mustBeMultifactor reports whether no single proof of the user is enough for
// the request (OpenID Connect Core §5.5.1.1).
func (a Attempt) mustBeMultifactor() bool {
	classes, essential := a.Request.Claims.MustHaveACR()
	return essential && !slices.Contains(classes, oauth.ACR)
}

// identify returns the step that makes the visitor known well enough for the
// request, or says that they are. Subject is what the visitor is called
// towards the client. The error is for a visitor who signed in for this very
// request and is not who was asked for.
func (a Attempt) identify(v Visitor, subject string) (step Step, known bool, err *oauth.Error) {
	if !v.SignedIn {
		if a.Request.Asks(oauth.PromptCreate) {
			return Register, false, nil
		}
		return SignIn, false, nil
	}
	signedInAt := v.Session.CreatedAt
	if a.mustRegister(signedInAt) {
		return Register, false, nil
	}
	if a.mustSignIn(signedInAt) || a.mustChoose(signedInAt) {
		return SignIn, false, nil
	}
	if slices.ContainsFunc(a.subjects, func(wanted string) bool { return wanted != subject }) {
		if signedInAt.Before(a.IssuedAt) {
			return SignIn, false, nil
		}
		return Refused, false, oauth.Fail(oauth.CodeLoginRequired, "another user signed in")
	}
	return Reply, true, nil
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
	return r.HasMaxAge || len(a.subjects) > 0 || r.Asks(oauth.PromptLogin) || r.Asks(oauth.PromptSelectAccount) || r.Asks(oauth.PromptCreate)
}

// consent is what the user agrees to: the scopes, and those of claims that are
// asked for one by one.
func (a Attempt) consent() []string {
	scopes := slices.Clone(a.Request.Scopes)
	for _, scope := range a.Request.Claims.Scopes() {
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// Parameters of the signed query that are no part of the request.
const (
	paramSettled      = "settled"      // what the visitor chose on the way, so that they are not asked twice
	paramOrganization = "organization" // which of several organizations they chose
	paramConsent      = "consent"      // the scopes to show, where claims ask for more than scope says
)

// words returns what the visitor has settled, for the signed query.
func (a Attempt) words() string {
	var words []string
	if a.Selected {
		words = append(words, oauth.PromptSelectAccount)
	}
	if a.Created {
		words = append(words, oauth.PromptCreate)
	}
	return strings.Join(words, " ")
}

func (a *Attempt) settled(words string) {
	list := strings.Fields(words)
	a.Selected, a.Created = slices.Contains(list, oauth.PromptSelectAccount), slices.Contains(list, oauth.PromptCreate)
}
