package client

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/jws"
)

// Claims are the registered claims of a JWT that a client signed (RFC 7519
// §4.1). Absent texts are empty and absent times zero.
type Claims struct {
	Issuer, Subject, ID string
	Audience            []string
	// AudienceIsList tells an array from a single string, which some profiles
	// demand.
	AudienceIsList               bool
	Expires, NotBefore, IssuedAt time.Time
	// All holds every claim, undecoded.
	All map[string]json.RawMessage
}

var errClaims = errors.New("claims cannot be read")

// ParseClaims reads the payload of a verified JWT. A registered claim of
// another kind than RFC 7519 gives it makes the whole unreadable.
func ParseClaims(payload []byte) (Claims, error) {
	var c Claims
	if err := json.Unmarshal(payload, &c.All); err != nil || c.All == nil {
		return Claims{}, errClaims
	}
	for name, to := range map[string]any{
		"iss": &c.Issuer, "sub": &c.Subject, "jti": &c.ID,
		"exp": (*numericDate)(&c.Expires), "nbf": (*numericDate)(&c.NotBefore), "iat": (*numericDate)(&c.IssuedAt),
	} {
		raw, given := c.All[name]
		if !given {
			continue
		}
		if string(raw) == "null" {
			return Claims{}, errClaims
		}
		if err := json.Unmarshal(raw, to); err != nil {
			return Claims{}, errClaims
		}
	}
	raw, given := c.All["aud"]
	if !given {
		return c, nil
	}
	var single *string
	if err := json.Unmarshal(raw, &single); err == nil && single != nil {
		c.Audience = []string{*single}
		return c, nil
	}
	c.AudienceIsList = true
	if err := json.Unmarshal(raw, &c.Audience); err != nil || c.Audience == nil {
		return Claims{}, errClaims
	}
	return c, nil
}

// A numericDate is seconds since 1970, perhaps with a fraction (RFC 7519 §2).
type numericDate time.Time

// UnmarshalJSON takes numbers only, of years that a calendar has.
func (n *numericDate) UnmarshalJSON(raw []byte) error {
	const latest = 253402300799 // the end of the year 9999
	var seconds float64
	if err := json.Unmarshal(raw, &seconds); err != nil {
		return err
	}
	if seconds < 0 || seconds > latest {
		return errClaims
	}
	whole, part := math.Modf(seconds)
	*n = numericDate(time.Unix(int64(whole), int64(part*float64(time.Second))))
	return nil
}

// The clocks of clients differ from ours. FAPI 2.0 Security Profile §5.3.2.1
// has 10 seconds ahead accepted and 60 refused.
const ahead = 30 * time.Second

// maxLife bounds how long an identifier has to be remembered. What RFC 7523 §3
// calls unreasonably far in the future is refused.
const maxLife = time.Hour

// maxID bounds a jti; longer ones identify nothing better.
const maxID = 512

// An audience is what an assertion may be made out to.
type audience struct {
	issuer string
	strict bool // the issuer as a single string, nothing else
}

// check says why an assertion does not authenticate the client, or nothing. It
// is RFC 7523 §3 in its order; that jti was not used before is left to ask.
func (a audience) check(c Claims, clientID string, now time.Time) string {
	if c.Issuer == "" {
		return "iss is missing"
	}
	if c.Issuer != clientID {
		return "iss is not the client"
	}
	if c.Subject != clientID {
		return "sub is not the client"
	}
	if problem := a.checkAudience(c); problem != "" {
		return problem
	}
	if c.Expires.IsZero() {
		return "exp is missing"
	}
	if !c.Expires.After(now) {
		return "exp is in the past"
	}
	if c.Expires.After(now.Add(maxLife + ahead)) {
		return "exp is too far in the future"
	}
	if c.NotBefore.After(now.Add(ahead)) {
		return "nbf is in the future"
	}
	if c.IssuedAt.After(now.Add(ahead)) {
		return "iat is in the future"
	}
	if c.ID == "" {
		return "jti is missing"
	}
	if len(c.ID) > maxID {
		return "jti is too long"
	}
	return ""
}

// checkAudience lets no assertion pass that was also made out to somebody else,
// who could show it here as well. Before the issuer became the rule, the URL of
// the token endpoint or of the one that is called named a server, too (RFC 7523
// §3, RFC 9126 §2).
func (a audience) checkAudience(c Claims) string {
	if len(c.Audience) == 0 {
		return "aud is missing"
	}
	if a.strict {
		if c.AudienceIsList {
			return "aud must be a single string"
		}
		if c.Audience[0] != a.issuer {
			return "aud must be the issuer"
		}
		return ""
	}
	for _, member := range c.Audience {
		if member != a.issuer && !strings.HasPrefix(member, a.issuer+"/api/auth/oauth2/") {
			return "aud is not this server"
		}
	}
	return ""
}

// claimedSubject is the subject of an assertion that nobody has verified, or
// nothing if it has none. It is good for finding whose keys to verify it with.
func claimedSubject(assertion string) string {
	if len(assertion) > jws.MaxToken {
		return ""
	}
	_, rest, _ := strings.Cut(assertion, ".")
	payload, signature, found := strings.Cut(rest, ".")
	if !found || strings.Contains(signature, ".") {
		return ""
	}
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return ""
	}
	c, err := ParseClaims(raw)
	if err != nil {
		return ""
	}
	return c.Subject
}
