// Package device lets people sign in on devices that have no browser: the
// device shows a code, its user enters it elsewhere and says yes or no (RFC
// 8628).
package device

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// How long a device waits, and how often it may ask. Who asks too early must
// wait that much longer between two questions (RFC 8628 §3.5).
const (
	Life    = 10 * time.Minute
	Pause   = 5 * time.Second
	slower  = 5 * time.Second
	longest = 5 * time.Minute
)

// A Request is a device that waits for its user.
type Request struct {
	ID             string
	ApplicationID  string
	Scopes         []string
	Resources      []string
	Address        string // from where the device asked
	UserAgent      string // what it called itself
	Pause          time.Duration
	PolledAt       time.Time
	CreatedAt      time.Time
	ExpiresAt      time.Time
	AnsweredAt     time.Time
	UserID         string // who said yes; empty when the answer was no
	SessionID      string
	OrganizationID string
	AuthTime       time.Time
	Methods        []string
}

func (r Request) expired(now time.Time) bool { return !now.Before(r.ExpiresAt) }

// early reports whether the device asks before its pause is over.
func (r Request) early(now time.Time) bool {
	return !r.PolledAt.IsZero() && now.Before(r.PolledAt.Add(r.Pause))
}

// Codes are what a device gets: one to show, one to keep.
type Codes struct {
	Device    string
	User      string // eight letters in two groups
	ExpiresIn time.Duration
	Interval  time.Duration
}

// The letters of user codes: no vowels, so that no code is a word, and no two
// that are taken for one another (RFC 8628 §6.1). Eight of them are 34 bits,
// which the limits on guessing make last for the life of a code.
const (
	alphabet   = "BCDFGHJKLMNPQRSTVWXZ"
	userLength = 8
)

// newUserCode draws a code without preferring any letter.
func newUserCode() string {
	const fair = 256 / len(alphabet) * len(alphabet)
	code := make([]byte, 0, userLength+1)
	var b [1]byte
	for len(code) < userLength+1 {
		if len(code) == userLength/2 {
			code = append(code, '-')
		}
		_, _ = rand.Read(b[:]) // it never fails
		if int(b[0]) < fair {
			code = append(code, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(code)
}

// TidyUserCode returns a typed code as it was drawn, or false: people leave out
// the hyphen, add spaces and do not mind capitals.
func TidyUserCode(typed string) (string, bool) {
	if len(typed) > 4*userLength {
		return "", false
	}
	var letters strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch {
		case r == '-' || r == ' ' || r == '\t':
		case r < 'A' || r > 'Z' || !strings.ContainsRune(alphabet, r):
			return "", false
		default:
			letters.WriteRune(r)
		}
	}
	code := letters.String()
	if len(code) != userLength {
		return "", false
	}
	return code[:userLength/2] + "-" + code[userLength/2:], true
}

// What a device hears while it waits (RFC 8628 §3.5).
var (
	ErrPending  = oauth.Fail("authorization_pending", "the user has not answered yet")
	ErrSlowDown = oauth.Fail("slow_down", "wait five seconds longer between two requests")
	ErrExpired  = oauth.Fail("expired_token", "the device code has expired")
	ErrDenied   = oauth.Fail(oauth.CodeAccessDenied, "the user refused")
	ErrUnknown  = oauth.Fail(oauth.CodeInvalidGrant, "invalid device code")
)

// What the user hears.
var (
	ErrCode         = oauth.Fail("invalid_user_code", "the code is unknown, has expired or was used")
	ErrNoAccess     = oauth.Fail(oauth.CodeAccessDenied, "you have no access to this application")
	ErrFactor       = oauth.Fail("mfa_required", "show your second factor first")
	ErrEnrol        = oauth.Fail("mfa_enrolment_required", "set up a second factor first")
	ErrOrganization = oauth.Fail("organization_required", "choose an organization first")
)
