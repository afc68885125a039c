package signin

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// The cookies of a sign-in beside those of its session, before their prefix.
const (
	twoFactorCookie   = "two_factor"
	trustDeviceCookie = "trust_device"
)

// JSON is what every way in answers: a session, or what is missing for one.
type JSON struct {
	Redirect *bool      `json:"redirect,omitempty"`
	Token    string     `json:"token,omitempty"`
	URL      string     `json:"url,omitempty"`
	User     *user.JSON `json:"user,omitempty"`

	PasswordCompromised bool `json:"passwordCompromised,omitempty" doc:"The password was in a breach and should be changed"`

	TwoFactorRedirect bool     `json:"twoFactorRedirect,omitempty" doc:"A second factor is missing; there is no session yet"`
	TwoFactorMethods  []string `json:"twoFactorMethods,omitempty" nullable:"false" doc:"With what to go on: totp, passkey, otp, backup-code"`
	Enrol             *bool    `json:"enrol,omitempty" doc:"The second factor must be set up first"`
}

// ToJSON shows a result.
func ToJSON(r Result) JSON {
	if r.Pending != nil {
		return JSON{TwoFactorRedirect: true, TwoFactorMethods: r.Pending.Methods, Enrol: &r.Pending.Enrol, PasswordCompromised: r.Compromised}
	}
	u := user.ToJSON(r.User)
	return JSON{Token: r.Session.Token, User: &u, PasswordCompromised: r.Compromised}
}

// Cookies returns the Set-Cookie headers of a result: the session's, or those
// under which a sign-in waits.
func (h HTTP) Cookies(r Result) []string {
	if r.Pending != nil {
		return append(h.cookie.Clear()[:2], h.cookies.Signed(twoFactorCookie, r.Pending.Token, ChallengeLife))
	}
	var lines []string
	if r.continued {
		lines = h.cookie.Again(r.Session, h.signin.now())
	} else {
		lines = h.cookie.Set(r.Session)
	}
	if r.challenged {
		lines = append(lines, h.cookies.Cleared(twoFactorCookie))
	}
	if r.Device != "" {
		lines = append(lines, h.cookies.Signed(trustDeviceCookie, r.Device, mfa.TrustLife))
	}
	if r.Known.Token != "" {
		lines = append(lines, h.known.Set(r.Known))
	}
	return lines
}

// Carried are the cookies of a request to an operation.
type Carried struct {
	Cookie string `header:"Cookie" hidden:"true"`
}

// Device returns the value of the trust_device cookie, or "".
func (h HTTP) Device(c Carried) string { return h.read(c, trustDeviceCookie) }

// Challenge returns the value of the two_factor cookie, or "".
func (h HTTP) Challenge(c Carried) string { return h.read(c, twoFactorCookie) }

func (h HTTP) read(c Carried, name string) string {
	value, _ := h.cookies.Read(http.Header{"Cookie": {c.Cookie}}, name)
	return value
}

// forgetful returns the Set-Cookie header that ends dont_remember, as the
// original does when it trusts a device.
func (h HTTP) forgetful(r Result, trust bool) []string {
	lines := h.Cookies(r)
	if trust && r.Session.Remember && r.challenged {
		lines = append(lines, h.cookies.Cleared(session.RememberCookie))
	}
	return lines
}
