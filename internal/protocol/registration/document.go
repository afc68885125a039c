package registration

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const maxDocument = 16 << 10

// keepDocuments bounds how long a document is believed. What failed is
// forgotten soon: the draft wants errors not cached at all, and the server that
// gave them wants not to be asked at every request.
func keepDocuments() fetch.Keep {
	return fetch.Keep{
		Want:  fetch.Want{MaxBytes: maxDocument, Types: []string{"application/json", "+json"}},
		Floor: 5 * time.Minute, Ceiling: 24 * time.Hour, Failures: 10 * time.Second, Entries: 2000,
	}
}

// A described is a document that was read. What the address of the document
// decides comes later: the cache does not tell it.
type described struct {
	metadata Metadata
	clientID string
	digest   string
	settled  atomic.Bool // what it says is stored, or was found to be
}

// An documentError is a document that cannot make a client, however often it
// is fetched.
type documentError struct{ problem string }

func (e *documentError) Error() string { return "the client's metadata document " + e.problem }

// notAccepted is an documentError for what applications refuse; other errors
// stay what they are.
func notAccepted(err error) error {
	if refusal, ok := errors.AsType[*oauth.Error](told(err)); ok {
		return &documentError{"is not accepted: " + refusal.Description}
	}
	return err
}

// describe reads a document (Client ID Metadata Document §4).
func describe(d fetch.Document) (*described, error) {
	var text struct {
		ClientID string          `json:"client_id"`
		Secret   json.RawMessage `json:"client_secret"`
		Expires  json.RawMessage `json:"client_secret_expires_at"`
		Metadata
	}
	if err := json.Unmarshal(d.Body, &text); err != nil {
		return nil, &documentError{"is not a JSON object of client metadata"}
	}
	if text.ClientID == "" {
		return nil, &documentError{"has no client_id"}
	}
	if text.Secret != nil {
		return nil, &documentError{"holds a client_secret"}
	}
	if text.Expires != nil {
		return nil, &documentError{"holds client_secret_expires_at"}
	}
	switch text.AuthMethod {
	case "":
		text.AuthMethod = application.AuthNone
	case application.AuthNone, application.AuthPrivateKeyJWT, application.AuthTLS, application.AuthSelfSignedTLS:
	default: // all others rest on a secret that both sides know
		return nil, &documentError{"asks for a token_endpoint_auth_method that a document cannot have"}
	}
	sum := sha256.Sum256(d.Body)
	return &described{metadata: text.Metadata, clientID: text.ClientID, digest: base64.RawURLEncoding.EncodeToString(sum[:])}, nil
}

// ParseDocument reads the document at an address and returns the application
// it asks for, by the same steps as Resolve.
func ParseDocument(address string, body []byte, t Trust) (application.NewApplication, error) {
	d, err := describe(fetch.Document{Body: body})
	if err != nil {
		return application.NewApplication{}, err
	}
	return d.application(address, t)
}

// application is the one that the document at an address asks for.
func (d *described) application(address string, t Trust) (application.NewApplication, error) {
	if d.clientID != address { // simple string comparison (RFC 3986 §6.2.1)
		return application.NewApplication{}, &documentError{"has the client_id of another document"}
	}
	n, refused := d.metadata.Application(t)
	if refused != nil {
		return n, notAccepted(refused)
	}
	n.Origin, n.DocumentURL, n.Slug = application.OriginDocument, address, slugOf(address)
	if n.Name == "" {
		n.Name = hostOf(address)
	}
	return n, nil
}

const maxAddress = 1024

// documentURL reports why a client id cannot be the address of a document
// (Client ID Metadata Document §3).
func documentURL(id string) *oauth.Error {
	refuse := func(problem string) *oauth.Error { return oauth.Fail(oauth.CodeInvalidClient, "client_id %s", problem) }
	u, err := url.Parse(id)
	switch {
	case err != nil:
		return refuse("is not a URL")
	case len(id) > maxAddress:
		return refuse("is too long")
	case u.Scheme != "https":
		return refuse("must be an https URL")
	case u.Opaque != "" || u.Hostname() == "":
		return refuse("must name a host")
	case u.Path == "":
		return refuse("must have a path")
	case u.User != nil:
		return refuse("must not have user information")
	case strings.Contains(id, "#"):
		return refuse("must not have a fragment")
	}
	for segment := range strings.SplitSeq(u.EscapedPath(), "/") {
		if plain := strings.ReplaceAll(strings.ToLower(segment), "%2e", "."); plain == "." || plain == ".." {
			return refuse("must not have dot segments")
		}
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] >= 0x7f || id[i] == '\\' {
			return refuse("must be visible ASCII")
		}
	}
	return nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slugOf is the name that the administration has for a document, readable and
// the same at every replica.
func slugOf(address string) string {
	const readable, digits = 30, 24
	host := strings.Trim(notSlug.ReplaceAllString(hostOf(address), "-"), "-")
	sum := sha256.Sum256([]byte(address))
	return "doc-" + host[:min(len(host), readable)] + "-" + hex.EncodeToString(sum[:])[:digits]
}

// sensitive reports whether a member's change could hand a client over to
// somebody else.
func sensitive(name string) bool {
	switch name {
	case "redirect_uris", "token_endpoint_auth_method", "jwks", "jwks_uri":
		return true
	}
	return false
}

// differences names the members in which what is stored and what a document
// says now differ, of those that people or keys rely on.
func differences(old, current application.Application) []string {
	var names []string
	for _, m := range []struct {
		name string
		same bool
	}{
		{"redirect_uris", slices.Equal(old.RedirectURIs, current.RedirectURIs)},
		{"token_endpoint_auth_method", old.Client.AuthMethod == current.Client.AuthMethod},
		{"jwks", string(old.Client.JWKS) == string(current.Client.JWKS)},
		{"jwks_uri", old.Client.JWKSURI == current.Client.JWKSURI},
		{"client_name", old.Name == current.Name},
		{"client_uri", old.URL == current.URL},
		{"logo_uri", old.Icon == current.Icon},
		{"policy_uri", old.Client.PolicyURI == current.Client.PolicyURI},
		{"tos_uri", old.Client.TermsURI == current.Client.TermsURI},
	} {
		if !m.same {
			names = append(names, m.name)
		}
	}
	return names
}
