package registration

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Metadata is what a client says of itself (RFC 7591 §2, OpenID Connect
// Registration §2). The names are the specifications'; what an administrator
// alone may settle has no effect here.
type Metadata struct {
	RedirectURIs  []string `json:"redirect_uris,omitempty" nullable:"false"`
	ResponseTypes []string `json:"response_types,omitzero" nullable:"false"`
	Name          string   `json:"client_name,omitempty"`
	URI           string   `json:"client_uri,omitempty"`
	LogoURI       string   `json:"logo_uri,omitempty"`
	Scope         string   `json:"scope,omitempty"`
	IDTokenAlg    string   `json:"id_token_signed_response_alg,omitempty"`

	application.Client

	Statement            string `json:"software_statement,omitempty" doc:"Refused: no issuer of software statements is trusted here"`
	IDTokenEncryption    string `json:"id_token_encrypted_response_alg,omitempty" doc:"Refused, like every encryption"`
	UserinfoEncryption   string `json:"userinfo_encrypted_response_alg,omitempty"`
	RequestEncryption    string `json:"request_object_encryption_alg,omitempty"`
	AnswerEncryption     string `json:"authorization_encrypted_response_alg,omitempty"`
	IntrospectEncryption string `json:"introspection_encrypted_response_alg,omitempty"`
}

// Trust is how far whoever vouches for a client lets it go by itself.
type Trust struct {
	Scopes      []string // the ceiling
	Machine     bool     // may act for itself, by client credentials
	RequirePKCE bool
}

// Application returns the application that the metadata asks for, or why there
// is none. The rules that every application is held to come later.
func (m Metadata) Application(t Trust) (application.NewApplication, *oauth.Error) {
	var none application.NewApplication
	if err := m.unsupported(); err != nil {
		return none, err
	}
	c := m.Client
	c.AccessTokenLife, c.RefreshTokenLife, c.IDTokenLife, c.RefreshGrace = 0, 0, 0, 0
	c.AdmitsEveryone, c.Impersonates = true, false
	if c.AuthMethod == "" {
		c.AuthMethod = application.AuthBasic
	}
	public := c.AuthMethod == application.AuthNone
	if len(c.GrantTypes) == 0 {
		c.GrantTypes = []string{application.GrantCode}
	}
	if err := checkGrants(c.GrantTypes, public, t); err != nil {
		return none, err
	}
	redirects := slices.Contains(c.GrantTypes, application.GrantCode)
	if err := m.checkResponses(redirects); err != nil {
		return none, err
	}
	if redirects && len(m.RedirectURIs) == 0 {
		return none, wrong("redirect_uris", "must have an entry")
	}
	if c.Type == "" {
		c.Type = typeOf(m.RedirectURIs)
	}
	if c.Type == application.TypeWeb && slices.ContainsFunc(m.RedirectURIs, local) {
		return none, wrong("redirect_uris", "of a web application must be https and not on localhost")
	}
	scopes, err := m.scopes(t.Scopes)
	if err != nil {
		return none, err
	}
	return application.NewApplication{
		Name: m.Name, URL: m.URI, Icon: m.LogoURI, IsPublic: public, RequirePKCE: &t.RequirePKCE, AllowedScopes: scopes,
		RedirectURIs: slices.Concat([]string{}, m.RedirectURIs), IDTokenAlg: m.IDTokenAlg, Client: c,
	}, nil
}

// unsupported refuses what would change the meaning of everything else if it
// were ignored: statements of others, and secrecy that we could not keep.
func (m Metadata) unsupported() *oauth.Error {
	if m.Statement != "" {
		if strings.Count(m.Statement, ".") != 2 {
			return oauth.Fail(codeStatement, "the software statement is not a signed JWT")
		}
		return oauth.Fail(codeUnapproved, "no issuer of software statements is trusted here")
	}
	for _, e := range []struct{ name, value string }{
		{"id_token_encrypted_response_alg", m.IDTokenEncryption},
		{"userinfo_encrypted_response_alg", m.UserinfoEncryption},
		{"request_object_encryption_alg", m.RequestEncryption},
		{"authorization_encrypted_response_alg", m.AnswerEncryption},
		{"introspection_encrypted_response_alg", m.IntrospectEncryption},
	} {
		if e.value != "" {
			return wrong(e.name, "is not supported")
		}
	}
	return nil
}

func checkGrants(grants []string, public bool, t Trust) *oauth.Error {
	for _, g := range grants {
		switch g {
		case application.GrantCode, application.GrantDevice:
		case application.GrantRefresh:
		case application.GrantClientCredentials:
			if public {
				return wrong("grant_types", "holds client_credentials, which needs a way to authenticate")
			}
			if !t.Machine {
				return wrong("grant_types", "holds client_credentials, which needs an initial access token")
			}
		case application.GrantTokenExchange:
			return wrong("grant_types", "holds token exchange, which an administrator must allow")
		default:
			return wrong("grant_types", "holds one that is not supported")
		}
	}
	return nil
}

// checkResponses holds response types to grant types (RFC 7591 §2.1).
func (m Metadata) checkResponses(code bool) *oauth.Error {
	for _, r := range m.ResponseTypes {
		if r != "code" {
			return wrong("response_types", "holds one that is not supported")
		}
		if !code {
			return wrong("response_types", "holds code, which needs the grant type authorization_code")
		}
	}
	return nil
}

// scopes narrows what is asked for to the ceiling, which RFC 7591 §2 permits;
// the answer says what is left. Whoever asks for nothing gets the ceiling.
func (m Metadata) scopes(ceiling []string) ([]string, *oauth.Error) {
	asked := oauth.ParseScope(m.Scope)
	if len(asked) == 0 {
		return slices.Clone(ceiling), nil
	}
	left := slices.DeleteFunc(asked, func(s string) bool { return !slices.Contains(ceiling, s) })
	if len(left) == 0 {
		return nil, wrong("scope", "holds nothing that this client may be allowed")
	}
	return left, nil
}

// typeOf is the kind of client that has such redirect URIs: many that run on
// their user's device do not say so.
func typeOf(redirects []string) string {
	if slices.ContainsFunc(redirects, local) {
		return application.TypeNative
	}
	return application.TypeWeb
}

// local reports whether a redirect stays on the user's device (OpenID Connect
// Registration §2, RFC 8252 §7). An https one may too, and may not.
func local(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil {
		return false
	}
	if u.Scheme != "https" {
		return true
	}
	if strings.EqualFold(u.Hostname(), "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.IsLoopback()
}

// metadataOf is what an application would say of itself today.
func metadataOf(a application.Application) Metadata {
	c := a.Client
	c.AccessTokenLife, c.RefreshTokenLife, c.IDTokenLife, c.RefreshGrace, c.AdmitsEveryone, c.Impersonates = 0, 0, 0, 0, false, false
	m := Metadata{
		RedirectURIs: a.RedirectURIs, Name: a.Name, URI: a.URL, LogoURI: a.Icon, Scope: strings.Join(a.AllowedScopes, " "),
		IDTokenAlg: a.IDTokenAlg, ResponseTypes: []string{}, Client: c,
	}
	if a.Allows(application.GrantCode) {
		m.ResponseTypes = []string{"code"}
	}
	return m
}
