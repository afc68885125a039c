package application

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/platform/certs"
)

// What the settings of a client never exceed.
const (
	maxRequestURIs = 20
	maxContacts    = 10
	maxContact     = 254
	maxSoftware    = 255
	maxSubject     = 1000
	maxACRs        = 10
	maxACR         = 200
	maxAgeLimit    = 10 * 365 * 24 * 3600
	minLife        = 10
	maxTokenLife   = 24 * 3600
	maxRefreshLife = 400 * 24 * 3600
)

var (
	acrPattern     = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]+$`)
	contactPattern = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)
)

// GrantTypes returns every grant type an application may be allowed.
func GrantTypes() []string {
	return []string{GrantCode, GrantRefresh, GrantClientCredentials, GrantDevice, GrantTokenExchange}
}

// AuthMethods returns every way a client may authenticate.
func AuthMethods() []string {
	return []string{AuthBasic, AuthPost, AuthNone, AuthPrivateKeyJWT, AuthTLS, AuthSelfSignedTLS}
}

// ProofAlgs returns the algorithms a client may sign with: assertions and
// request objects. None of them shares its key.
func ProofAlgs() []string {
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

// UsesSecret reports whether the client proves itself by a secret.
func (a Application) UsesSecret() bool {
	if a.IsPublic {
		return false
	}
	return a.Client.AuthMethod == "" || a.Client.AuthMethod == AuthBasic || a.Client.AuthMethod == AuthPost
}

// HasKeys reports whether the client has public keys of its own.
func (c Client) HasKeys() bool { return len(c.JWKS) > 0 || c.JWKSURI != "" }

// A checker notes that a member is wrong.
type checker func(ok bool, name, problem string)

func (c checker) oneOf(value string, allowed []string, name string) {
	c(value == "" || slices.Contains(allowed, value), name, "must be one of "+strings.Join(allowed, ", "))
}

func (c checker) httpsURL(value, name string) {
	c(value == "" || isSecureURL(value), name, "must be an https URL without user information or fragment")
}

func (c checker) webURL(value, name string) {
	c(value == "" || isWebURL(value), name, "must be an http or https URL")
}

func (c checker) seconds(value, least, most int, name string) {
	c(value == 0 || value >= least && value <= most, name, fmt.Sprintf("must be 0 or between %d and %d", least, most))
}

func (c checker) text(value string, limit int, name string) {
	c(value == strings.TrimSpace(value) && utf8.RuneCountInString(value) <= limit && plain(value, ""), name,
		fmt.Sprintf("must have at most %d characters", limit))
}

// settleClient brings the settings of a client into their stored form.
func (a *Application) settleClient(check checker) {
	c := &a.Client
	check.oneOf(c.Type, []string{TypeWeb, TypeNative}, "client.application_type")
	a.settleGrants(check)
	a.settleAuthentication(check)
	a.settleKeys(check)
	a.settleRequests(check)
	a.settleSubjects(check)
	a.settleLogout(check)
	check(len(c.Contacts) <= maxContacts, "client.contacts", "must have at most 10 entries")
	for i, contact := range c.Contacts[:min(len(c.Contacts), maxContacts)] {
		check(len(contact) <= maxContact && plain(contact, "") && contactPattern.MatchString(contact),
			fmt.Sprintf("client.contacts[%d]", i), "must be an e-mail address")
	}
	check.webURL(c.PolicyURI, "client.policy_uri")
	check.webURL(c.TermsURI, "client.tos_uri")
	check.text(c.SoftwareID, maxSoftware, "client.software_id")
	check.text(c.SoftwareVersion, maxSoftware, "client.software_version")
	check.seconds(c.AccessTokenLife, minLife, maxTokenLife, "client.access_token_lifetime")
	check.seconds(c.IDTokenLife, minLife, maxTokenLife, "client.id_token_lifetime")
	check.seconds(c.RefreshTokenLife, minLife, maxRefreshLife, "client.refresh_token_lifetime")
	check(c.RefreshGrace >= 0 && c.RefreshGrace <= MaxRefreshGrace, "client.refresh_grace", "must be between 0 and 30")
	check(c.RefreshGrace == 0 || !a.IsPublic, "client.refresh_grace", "must be 0 for public applications")
}

func (a *Application) settleGrants(check checker) {
	for i, g := range a.Client.GrantTypes {
		check(slices.Contains(GrantTypes(), g), fmt.Sprintf("client.grant_types[%d]", i), "is not a known grant type")
		check(g != GrantClientCredentials || !a.IsPublic, fmt.Sprintf("client.grant_types[%d]", i), "needs credentials, which a public application has not")
	}
	if a.Client.GrantTypes != nil {
		a.Client.GrantTypes = once(a.Client.GrantTypes)
	}
}

// settleAuthentication holds the method to what it needs and to nothing else
// (RFC 7591 §2, RFC 8705 §2.1.2).
func (a *Application) settleAuthentication(check checker) {
	c := &a.Client
	const method = "client.token_endpoint_auth_method"
	check.oneOf(c.AuthMethod, AuthMethods(), method)
	if a.IsPublic {
		check(c.AuthMethod == "" || c.AuthMethod == AuthNone, method, "must be none for public applications")
	} else {
		check(c.AuthMethod != AuthNone, method, "is none, which is for public applications")
	}
	keyed := c.AuthMethod == AuthPrivateKeyJWT || c.AuthMethod == AuthSelfSignedTLS
	check(!keyed || c.HasKeys(), method, "needs jwks or jwks_uri")
	check.oneOf(c.AuthSigningAlg, ProofAlgs(), "client.token_endpoint_auth_signing_alg")
	check(c.AuthSigningAlg == "" || c.AuthMethod == AuthPrivateKeyJWT, "client.token_endpoint_auth_signing_alg", "is for private_key_jwt")
	subjects := 0
	for _, s := range []struct {
		value, name string
		ok          func(string) bool
	}{
		{c.TLSSubjectDN, "client.tls_client_auth_subject_dn", isSubjectDN},
		{c.TLSSANDNS, "client.tls_client_auth_san_dns", isHost},
		{c.TLSSANURI, "client.tls_client_auth_san_uri", isAbsoluteURI},
		{c.TLSSANIP, "client.tls_client_auth_san_ip", isAddress},
		{c.TLSSANEmail, "client.tls_client_auth_san_email", contactPattern.MatchString},
	} {
		if s.value == "" {
			continue
		}
		subjects++
		check(len(s.value) <= maxSubject && plain(s.value, "") && s.ok(s.value), s.name, "does not have the form of its kind")
		check(c.AuthMethod == AuthTLS, s.name, "is for tls_client_auth")
	}
	check(c.AuthMethod != AuthTLS || subjects == 1, method, "needs exactly one of the tls_client_auth_ members")
}

func (a *Application) settleKeys(check checker) {
	c := &a.Client
	if string(c.JWKS) == "null" {
		c.JWKS = nil
	}
	check(len(c.JWKS) == 0 || c.JWKSURI == "", "client.jwks", "cannot stand beside jwks_uri")
	if len(c.JWKS) > 0 {
		_, err := ParseKeys(c.JWKS)
		check(err == nil, "client.jwks", fmt.Sprint(err))
	}
	check.httpsURL(c.JWKSURI, "client.jwks_uri")
}

func (a *Application) settleRequests(check checker) {
	c := &a.Client
	check.oneOf(c.RequestObjectAlg, ProofAlgs(), "client.request_object_signing_alg")
	check(!c.RequireSigned || c.HasKeys(), "client.require_signed_request_object", "needs jwks or jwks_uri")
	check(len(c.RequestURIs) <= maxRequestURIs, "client.request_uris", "must have at most 20 entries")
	for i, uri := range c.RequestURIs[:min(len(c.RequestURIs), maxRequestURIs)] {
		base, _, _ := strings.Cut(uri, "#") // the fragment may be the document's hash (OpenID Connect Registration §2)
		check(len(uri) <= maxURL && printable(uri) && isSecureURL(base), fmt.Sprintf("client.request_uris[%d]", i), "must be an https URL")
	}
	check.oneOf(c.AuthorizationAlg, IDTokenAlgs(), "client.authorization_signed_response_alg")
	check.oneOf(c.UserinfoAlg, IDTokenAlgs(), "client.userinfo_signed_response_alg")
	check.oneOf(c.IntrospectionAlg, IDTokenAlgs(), "client.introspection_signed_response_alg")
	if c.DefaultMaxAge != nil {
		check(*c.DefaultMaxAge >= 0 && *c.DefaultMaxAge <= maxAgeLimit, "client.default_max_age", "must be a number of seconds")
	}
	check(len(c.DefaultACR) <= maxACRs, "client.default_acr_values", "must have at most 10 entries")
	for i, acr := range c.DefaultACR[:min(len(c.DefaultACR), maxACRs)] {
		check(len(acr) <= maxACR && acrPattern.MatchString(acr), fmt.Sprintf("client.default_acr_values[%d]", i), "must be visible ASCII without spaces")
	}
	check.httpsURL(c.InitiateLoginURI, "client.initiate_login_uri") // OpenID Connect Core §4
}

// settleSubjects sees to it that a pairwise client has one sector, so that its
// users keep their names (OpenID Connect Core §8.1).
func (a *Application) settleSubjects(check checker) {
	c := &a.Client
	check.oneOf(c.SubjectType, []string{SubjectPublic, SubjectPairwise}, "client.subject_type")
	check.httpsURL(c.SectorIdentifier, "client.sector_identifier_uri")
	if c.SubjectType != SubjectPairwise || c.SectorIdentifier != "" {
		return
	}
	hosts := map[string]bool{}
	for _, uri := range a.RedirectURIs {
		if u, err := url.Parse(uri); err == nil {
			hosts[strings.ToLower(u.Hostname())] = true
		}
	}
	const problem = "pairwise needs sector_identifier_uri unless all redirect URIs have one host"
	single := len(hosts) == 1 && !hosts[""]
	check(single, "client.subject_type", problem)
	check(single, "redirectUris", problem)
}

func (a *Application) settleLogout(check checker) {
	c := &a.Client
	check(len(c.PostLogoutRedirectURIs) <= maxRedirects, "client.post_logout_redirect_uris", "must have at most 50 entries")
	for i, uri := range c.PostLogoutRedirectURIs[:min(len(c.PostLogoutRedirectURIs), maxRedirects)] {
		problem := redirectProblem(uri)
		check(problem == "", fmt.Sprintf("client.post_logout_redirect_uris[%d]", i), problem)
	}
	if c.PostLogoutRedirectURIs != nil {
		c.PostLogoutRedirectURIs = once(c.PostLogoutRedirectURIs)
	}
	const problem = "must be an https URL, or http on a loopback address, without fragment"
	back := isLogoutURL(c.BackchannelLogoutURI)
	if u, err := url.Parse(c.BackchannelLogoutURI); err == nil && a.Origin == OriginAdmin && u.Scheme == "http" {
		// Within a network of the operator's; whoever fetches keeps it there.
		u.Scheme = "https"
		back = isSecureURL(u.String())
	}
	check(c.BackchannelLogoutURI == "" || back, "client.backchannel_logout_uri", problem)
	check(c.FrontchannelLogoutURI == "" || isLogoutURL(c.FrontchannelLogoutURI), "client.frontchannel_logout_uri", problem)
	if c.FrontchannelLogoutURI != "" {
		check(a.sharesOrigin(c.FrontchannelLogoutURI), "client.frontchannel_logout_uri", "must have the scheme, host and port of a redirect URI")
	}
}

// sharesOrigin reports whether a redirect URI has the scheme, host and port of
// uri (OpenID Connect Front-Channel Logout §2).
func (a *Application) sharesOrigin(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(a.RedirectURIs, func(redirect string) bool {
		r, err := url.Parse(redirect)
		return err == nil && origin(r) == origin(u)
	})
}

func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// isSecureURL accepts what the service may fetch from or send a browser to.
func isSecureURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= maxURL && printable(text) && u.Scheme == "https" && u.User == nil && !strings.Contains(text, "#") &&
		hostProblem(u) == ""
}

func isLogoutURL(text string) bool {
	if isSecureURL(text) {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "http" && redirectProblem(text) == ""
}

func isAbsoluteURI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.IsAbs() && printable(text)
}

func isAddress(text string) bool {
	addr, err := netip.ParseAddr(text)
	return err == nil && addr.Zone() == ""
}

func isSubjectDN(text string) bool {
	_, err := certs.ParseName(text)
	return err == nil
}
