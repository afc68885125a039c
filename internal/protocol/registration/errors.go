package registration

import (
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// What administrators are told about initial access tokens and logos.
var (
	ErrInvalidToken = fault.New(fault.Invalid, "REG_001", "Invalid initial access token data")
	ErrNoToken      = fault.New(fault.NotFound, "REG_002", "Initial access token not found")
	ErrNoDocument   = fault.New(fault.NotFound, "REG_003", "The application is not described by a document")
	ErrNoLogo       = fault.New(fault.NotFound, "REG_004", "The application has no logo")
)

// The error codes of RFC 7591 §3.2.2.
const (
	codeMetadata    = "invalid_client_metadata"
	codeRedirect    = "invalid_redirect_uri"
	codeStatement   = "invalid_software_statement"
	codeUnapproved  = "unapproved_software_statement"
	codeUnavailable = "temporarily_unavailable"
)

const (
	forbidden   = 403
	unavailable = 503
)

var (
	errClosed      = &oauth.Error{Code: oauth.CodeAccessDenied, Description: "Client registration is disabled", Status: forbidden}
	errInitial     = oauth.FailToken("a valid initial access token is required")
	errAccess      = oauth.FailToken("the registration access token is not valid for this client")
	errDisabled    = &oauth.Error{Code: oauth.CodeAccessDenied, Description: "The client was disabled by an administrator", Status: forbidden}
	errDocuments   = &oauth.Error{Code: codeUnavailable, Description: "too many new clients; try again later", Status: unavailable}
	errHostRefused = oauth.Fail(oauth.CodeUnauthorizedClient, "clients of this host are not admitted here")
)

// ErrPending tells a user that an administrator must approve the client first.
var ErrPending = oauth.Fail("client_pending", "an administrator must approve this client before it can be used")

func wrong(member, problem string) *oauth.Error {
	code := codeMetadata
	if strings.HasPrefix(member, "redirect_uris") {
		code = codeRedirect
	}
	return oauth.Fail(code, "%s %s", member, problem)
}

// told says what an application refuses in the words of RFC 7591 §3.2.2.
func told(err error) error {
	refusal, ok := errors.AsType[*fault.Error](err)
	if !ok || refusal.Kind != fault.Invalid || len(refusal.Fields) == 0 {
		return err
	}
	return Malformed(refusal.Fields)
}

// Malformed is the error of RFC 7591 §3.2.2 about the first of some members.
func Malformed(fields []fault.Field) *oauth.Error {
	name := strings.TrimPrefix(strings.TrimPrefix(fields[0].Name, "body."), "client.")
	member, rest := name, ""
	if end := strings.IndexAny(name, "[."); end >= 0 {
		member, rest = name[:end], name[end:]
	}
	if known, ok := map[string]string{
		"redirectUris": "redirect_uris", "name": "client_name", "url": "client_uri", "icon": "logo_uri", "allowedScopes": "scope",
		"idTokenSignedResponseAlg": "id_token_signed_response_alg",
	}[member]; ok {
		member = known
	}
	return wrong(member+rest, fields[0].Problem)
}
