package oauth

import (
	"slices"
	"strings"
)

// ResponseTypeCode is the only response type: OAuth 2.1 leaves the others out.
const ResponseTypeCode = "code"

// The response modes (OAuth 2.0 Multiple Response Types §2.1, Form Post
// Response Mode, JWT Secured Authorization Response Mode §2.3).
const (
	modeQuery    = "query"
	modeForm     = "form_post"
	modeJWT      = "jwt" // the default of the response type, as a JWT
	modeQueryJWT = "query.jwt"
	modeFormJWT  = "form_post.jwt"
)

// ResponseModes lists the modes that an answer may be asked for in. None uses
// the fragment: codes are for servers and pages that can read a query.
func ResponseModes() []string {
	return []string{modeQuery, modeForm, modeJWT, modeQueryJWT, modeFormJWT}
}

// KnownResponseMode reports whether answers can travel in a mode; an empty one
// is the default.
func KnownResponseMode(mode string) bool {
	return mode == "" || slices.Contains(ResponseModes(), mode)
}

// Mode tells how the answer travels: by a form that the browser posts, or in
// the query; and whether it is a JWT. An unknown mode is the default, so that
// the refusal of it arrives.
func (r Request) Mode() (form, jwt bool) {
	switch r.ResponseMode {
	case modeForm:
		return true, false
	case modeJWT, modeQueryJWT:
		return false, true
	case modeFormJWT:
		return true, true
	}
	return false, false
}

// Reply returns the redirect URI with the answer's parameters after those it
// has already (RFC 6749 §4.1.2).
func Reply(redirectURI string, answer Pairs) string {
	separator := "?"
	if strings.Contains(redirectURI, "?") {
		separator = "&"
	}
	return redirectURI + separator + answer.Encode()
}

// ErrorPairs are the parameters that tell a client of an error (RFC 6749
// §4.1.2.1).
func ErrorPairs(e *Error) Pairs {
	return Pairs{{"error", e.Code}, {"error_description", printable(e.Description)}}
}
