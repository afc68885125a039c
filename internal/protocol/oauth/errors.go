package oauth

import (
	"errors"
	"fmt"
)

// An Error is what an OAuth endpoint tells a client (RFC 6749 §4.1.2.1, §5.2).
// Its description is printable ASCII without quotes and backslashes.
type Error struct {
	Code        string
	Description string
	Status      int    // of the HTTP answer where there is no redirect; 0 means 400
	Challenge   bool   // answer with WWW-Authenticate: Basic (RFC 6749 §5.2)
	Bearer      bool   // answer with WWW-Authenticate: Bearer (RFC 6750 §3)
	DPoP        bool   // answer with WWW-Authenticate: DPoP (RFC 9449 §7.1)
	Nonce       string // for the next DPoP proof (RFC 9449 §8); empty means none
}

// Error joins code and description.
func (e *Error) Error() string { return e.Code + ": " + e.Description }

// Is matches by code.
func (e *Error) Is(target error) bool {
	t, ok := errors.AsType[*Error](target)
	return ok && t.Code == e.Code
}

const (
	unauthorized = 401
	forbidden    = 403
)

// Errors by the code of the specification that registers each.
const (
	CodeInvalidRequest          = "invalid_request"
	CodeInvalidClient           = "invalid_client"
	CodeInvalidGrant            = "invalid_grant"
	CodeInvalidScope            = "invalid_scope"
	CodeInvalidTarget           = "invalid_target" // RFC 8707
	CodeInvalidToken            = "invalid_token"  // RFC 6750
	CodeInsufficientScope       = "insufficient_scope"
	CodeUnauthorizedClient      = "unauthorized_client"
	CodeUnsupportedGrantType    = "unsupported_grant_type"
	CodeUnsupportedResponseType = "unsupported_response_type"
	CodeUnsupportedTokenType    = "unsupported_token_type" // RFC 7009
	CodeAccessDenied            = "access_denied"
	CodeLoginRequired           = "login_required" // OpenID Connect Core §3.1.2.6
	CodeConsentRequired         = "consent_required"
	CodeInteractionRequired     = "interaction_required"
	CodeInvalidRequestObject    = "invalid_request_object"
	CodeInvalidRequestURI       = "invalid_request_uri"
	CodeUnmetAuthentication     = "unmet_authentication_requirements" // OpenID Connect Core Error Code
	CodeInvalidDPoPProof        = "invalid_dpop_proof"                // RFC 9449
	CodeUseDPoPNonce            = "use_dpop_nonce"
	CodeInvalidSignature        = "invalid_signature" // of a signed login query; ours
)

// Fail returns an error with a code and a description.
func Fail(code, format string, args ...any) *Error {
	return &Error{Code: code, Description: fmt.Sprintf(format, args...)}
}

// FailClient is a failed client authentication. Only a client that tried the
// Authorization header is challenged.
func FailClient(description string, triedBasic bool) *Error {
	return &Error{Code: CodeInvalidClient, Description: description, Status: unauthorized, Challenge: triedBasic}
}

// FailToken is a refused access token (RFC 6750 §3.1).
func FailToken(description string) *Error {
	return &Error{Code: CodeInvalidToken, Description: description, Status: unauthorized, Bearer: true}
}

// FailTokenScope is an access token that does not reach this far (RFC 6750
// §3.1).
func FailTokenScope(description string) *Error {
	return &Error{Code: CodeInsufficientScope, Description: description, Status: forbidden, Bearer: true}
}
