// Package client authenticates OAuth clients: whoever calls the token,
// introspection, revocation, device or pushed request endpoint proves here
// which application it is.
package client

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// Credentials are how a client says who it is (RFC 6749 §2.3.1).
type Credentials struct {
	ID        string
	Secret    string
	HasSecret bool
	Basic     bool // by the Authorization header
	// RawID and RawSecret are the header's halves before percent-decoding: the
	// original did not decode, and its clients may hold such secrets.
	RawID, RawSecret string
}

// The longest values that are looked at.
const (
	maxHeader = 4 << 10
	maxValue  = 8 << 10
)

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
	if !strings.EqualFold(scheme, "Basic") {
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
