// Package client authenticates OAuth clients: whoever calls the token,
// introspection, revocation, device or pushed request endpoint proves here
// which application it is, in the one way it is registered for.
package client

import (
	"crypto/x509"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// Credentials are how a client says who it is (RFC 6749 §2.3.1, RFC 7521 §4.2).
type Credentials struct {
	ID        string // with an assertion, its unverified subject
	Secret    string
	HasSecret bool
	Basic     bool // by the Authorization header
	// RawID and RawSecret are the header's halves before percent-decoding: the
	// original did not decode, and its clients may hold such secrets.
	RawID, RawSecret string
	Assertion        string // a JWT that the client signed (RFC 7523 §2.2)
	// Chain is the certificate of which the connection's other end holds the
	// key, and what came with it (RFC 8705 §2). It may be there for no reason.
	Chain []*x509.Certificate
}

// The longest values that are looked at.
const (
	maxHeader = 4 << 10
	maxValue  = 8 << 10
)

// assertionType is the one kind of client_assertion there is (RFC 7523 §2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Parse reads a client's credentials from a form or the Authorization
// header, and refuses repeated parameters and two methods at once.
func Parse(form oauth.Pairs, authorization string) (Credentials, *oauth.Error) {
	seen := map[string]bool{}
	for _, p := range form {
		if seen[p.Name] && p.Name != "resource" && p.Name != "audience" {
			return Credentials{}, oauth.Fail(oauth.CodeInvalidRequest, "a parameter is repeated")
		}
		if len(p.Value) > maxValue {
			return Credentials{}, oauth.Fail(oauth.CodeInvalidRequest, "a parameter is too long")
		}
		seen[p.Name] = true
	}
	posted := Credentials{ID: form.Get("client_id"), Secret: form.Get("client_secret"), HasSecret: form.Get("client_secret") != ""}
	scheme, encoded, _ := strings.Cut(authorization, " ")
	basic := strings.EqualFold(scheme, "Basic")
	if seen["client_assertion"] || seen["client_assertion_type"] {
		if basic || posted.HasSecret {
			return Credentials{}, oauth.Fail(oauth.CodeInvalidRequest, "the client must authenticate in one way only")
		}
		return parseAssertion(form)
	}
	if !basic {
		return posted, nil
	}
	c, ok := parseBasic(strings.TrimSpace(encoded))
	if !ok {
		return Credentials{}, oauth.FailClient("invalid authorization header format", true)
	}
	if posted.HasSecret {
		return Credentials{}, oauth.Fail(oauth.CodeInvalidRequest, "the client must authenticate in one way only")
	}
	if posted.ID != "" && posted.ID != c.ID && posted.ID != c.RawID {
		return Credentials{}, oauth.FailClient("client_id does not belong to the credentials", true)
	}
	return c, nil
}

// parseAssertion reads credentials as RFC 7521 §4.2 says: client_id may be left
// out, since the assertion's subject is the client.
func parseAssertion(form oauth.Pairs) (Credentials, *oauth.Error) {
	if form.Get("client_assertion_type") != assertionType {
		return Credentials{}, oauth.FailClient("client_assertion_type is missing or not supported", false)
	}
	assertion := form.Get("client_assertion")
	subject := claimedSubject(assertion)
	if subject == "" {
		return Credentials{}, oauth.FailClient("client_assertion is missing, malformed or without sub", false)
	}
	if id := form.Get("client_id"); id != "" && id != subject {
		return Credentials{}, oauth.FailClient("client_id does not belong to the credentials", false)
	}
	return Credentials{ID: subject, Assertion: assertion}, nil
}

// parseBasic decodes credentials as RFC 6749 §2.3.1 says: each half is
// form-encoded before they are joined.
func parseBasic(encoded string) (Credentials, bool) {
	if len(encoded) > maxHeader {
		return Credentials{}, false
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return Credentials{}, false
	}
	id, password, found := strings.Cut(string(raw), ":")
	if !found || id == "" || password == "" {
		return Credentials{}, false
	}
	c := Credentials{ID: id, Secret: password, HasSecret: true, Basic: true, RawID: id, RawSecret: password}
	if text, err := url.QueryUnescape(id); err == nil {
		c.ID = text
	}
	if text, err := url.QueryUnescape(password); err == nil {
		c.Secret = text
	}
	return c, true
}

// Claimed is the client that a form says it comes from, unproved.
func Claimed(form oauth.Pairs) string {
	if id := form.Get("client_id"); id != "" {
		return id
	}
	return claimedSubject(form.Get("client_assertion"))
}
