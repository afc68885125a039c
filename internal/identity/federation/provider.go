package federation

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/config"
)

// A metadata document says where a provider's endpoints are and what they can do
// (OpenID Connect Discovery §3).
type metadata struct {
	Issuer        string
	Authorization string
	Token         string
	Userinfo      string // empty if there is none
	Keys          string
	Algs          []string // that sign its ID tokens; any that is allowed here if empty
	Basic         bool     // clients show their secret in the header
	NoPKCE        bool     // it says that it knows no S256
	NoRefresh     bool     // it says that it refreshes nothing
	AnswersIssuer bool     // it names itself in its answers (RFC 9207 §3)
}

// A provider is one that is configured, with the ways of its kind.
type provider struct {
	config.Provider
	known    metadata // of a provider everybody knows; without an Issuer it is fetched
	scopes   []string
	pkce     bool // some refuse what they do not know
	nonce    bool // its ID tokens repeat the nonce
	formPost bool // answers by a form when it is asked for name and address
	extra    []parameter
}

type parameter struct{ name, value string }

// knows returns a configured provider with the ways of its kind.
func knows(c config.Provider) provider {
	p := provider{Provider: c, pkce: true, nonce: true}
	switch c.Kind {
	case config.Google:
		p.known = metadata{ //nolint:gosec // addresses
			Issuer: "https://accounts.google.com", Authorization: "https://accounts.google.com/o/oauth2/v2/auth",
			Token: "https://oauth2.googleapis.com/token", Userinfo: "https://openidconnect.googleapis.com/v1/userinfo",
			Keys: "https://www.googleapis.com/oauth2/v3/certs",
		}
		p.scopes = []string{"email", "profile", "openid"}
		p.extra = []parameter{{"include_granted_scopes", "true"}}
	case config.GitHub:
		web, api := "https://github.com", "https://api.github.com"
		if c.Issuer != "" {
			web, api = c.Issuer, c.Issuer+"/api/v3"
		}
		p.known = metadata{
			Issuer: web, Authorization: web + "/login/oauth/authorize", Token: web + "/login/oauth/access_token", Userinfo: api + "/user",
		}
		p.scopes, p.nonce = []string{"read:user", "user:email"}, false
	case config.LinkedIn:
		p.known = metadata{ //nolint:gosec // addresses
			Issuer: "https://www.linkedin.com/oauth", Authorization: "https://www.linkedin.com/oauth/v2/authorization",
			Token: "https://www.linkedin.com/oauth/v2/accessToken", Userinfo: "https://api.linkedin.com/v2/userinfo",
			Keys: "https://www.linkedin.com/oauth/openid/jwks",
		}
		// Its PKCE is for native clients without a secret, and its ID tokens hold no nonce.
		p.scopes, p.pkce, p.nonce = []string{"profile", "email", "openid"}, false, false
	case config.Microsoft:
		at := "https://login.microsoftonline.com/" + c.Tenant
		p.known = metadata{
			Issuer: "https://login.microsoftonline.com/{tenantid}/v2.0", Authorization: at + "/oauth2/v2.0/authorize",
			Token: at + "/oauth2/v2.0/token", Userinfo: "https://graph.microsoft.com/oidc/userinfo", Keys: at + "/discovery/v2.0/keys",
		}
		p.scopes = []string{"openid", "profile", "email", "User.Read", "offline_access"}
	case config.Apple:
		p.known = metadata{ //nolint:gosec // addresses
			Issuer: "https://appleid.apple.com", Authorization: "https://appleid.apple.com/auth/authorize",
			Token: "https://appleid.apple.com/auth/token", Keys: "https://appleid.apple.com/auth/keys",
		}
		p.scopes, p.pkce, p.formPost = []string{"email", "name"}, false, true
	case config.OpenIDConnect:
		p.scopes = []string{"openid", "profile", "email"}
	}
	if c.Issuer != "" && c.Kind != config.GitHub {
		p.known = metadata{}
	}
	if len(c.Scopes) > 0 {
		p.scopes = c.Scopes
	}
	return p
}

// public is what pages may know.
func (p provider) public() Provider { return Provider{p.ID, p.Name, string(p.Kind)} }

// speaksOpenID reports whether the provider makes ID tokens.
func (p provider) speaksOpenID() bool { return p.Kind != config.GitHub }

// path is where the provider sends browsers back to: as registered there by
// those who come from the original.
func (p provider) path() string {
	if p.Kind == config.OpenIDConnect {
		return "/api/auth/oauth2/callback/" + p.ID
	}
	return "/api/auth/callback/" + p.ID
}

const maxScopes = 50

var scopeToken = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]{1,256}$`) // RFC 6749 §3.3

// asking returns the scopes to ask for: the usual ones and those that a page
// wants beside them.
func (p provider) asking(more []string) ([]string, error) {
	if len(more) > maxScopes {
		return nil, ErrScope
	}
	all := slices.Clone(p.scopes)
	for _, scope := range more {
		if !scopeToken.MatchString(scope) {
			return nil, ErrScope
		}
		if !slices.Contains(all, scope) {
			all = append(all, scope)
		}
	}
	return all, nil
}

// An errand is what a browser is sent to a provider with.
type errand struct {
	redirectURI, state, hint string
	scopes                   []string
	challenge, nonce         string // empty where the provider does without
}

// address is the authorization request (RFC 6749 §4.1.1, OpenID Connect Core
// §3.1.2.1).
func (p provider) address(m metadata, e errand) string {
	all := []parameter{
		{"response_type", "code"},
		{"client_id", p.ClientID},
		{"state", e.state},
		{"scope", strings.Join(e.scopes, " ")},
		{"redirect_uri", e.redirectURI},
	}
	if e.hint != "" {
		all = append(all, parameter{"login_hint", e.hint})
	}
	if p.formPost {
		all = append(all, parameter{"response_mode", "form_post"})
	}
	if e.challenge != "" {
		all = append(all, parameter{"code_challenge_method", "S256"}, parameter{"code_challenge", e.challenge})
	}
	all = append(all, p.extra...)
	if e.nonce != "" {
		all = append(all, parameter{"nonce", e.nonce})
	}
	var b strings.Builder
	b.WriteString(m.Authorization)
	separator := "?"
	if strings.Contains(m.Authorization, "?") {
		separator = "&"
	}
	for _, one := range all {
		b.WriteString(separator + one.name + "=" + url.QueryEscape(one.value))
		separator = "&"
	}
	return b.String()
}
