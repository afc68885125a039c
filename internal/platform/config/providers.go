package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Provider is an outside service one may sign in with.
type Provider struct {
	ID           string // in addresses and accounts, e.g. google or acme
	Kind         ProviderKind
	Name         string // what people call it
	ClientID     string
	ClientSecret string // empty for a public client, or when AppleKey makes it
	// Issuer is where a provider of kind oidc publishes its metadata. Of the
	// others it is empty for the one everybody knows.
	Issuer  string
	Scopes  []string // asked for instead of the usual ones, unless empty
	SignUp  SignUp
	Tenant  string // MICROSOFT_TENANT_ID
	TeamID  string // APPLE_TEAM_ID
	KeyID   string // APPLE_KEY_ID
	SignKey *ecdsa.PrivateKey
}

// A ProviderKind says in which way a provider differs from the standards.
type ProviderKind string

// The kinds.
const (
	Google        ProviderKind = "google"
	GitHub        ProviderKind = "github"
	LinkedIn      ProviderKind = "linkedin"
	Microsoft     ProviderKind = "microsoft"
	Apple         ProviderKind = "apple"
	OpenIDConnect ProviderKind = "oidc"
)

// A SignUp says whether signing in with a provider may make an account.
type SignUp string

// When an account is made.
const (
	SignUpAlways  SignUp = "always"
	SignUpOnAsked SignUp = "asked" // when the page asks for it (requestSignUp)
	SignUpNever   SignUp = "never"
)

const maxProviderName = 64

var (
	providerID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)
	scopeToken = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]+$`) // RFC 6749 §3.3
	tenantID   = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)
)

var errNotSigningKey = errors.New("it holds no P-256 private key")

func (r *reader) providers(c *Config) {
	for _, known := range []struct {
		kind ProviderKind
		name string
	}{
		{Google, "Google"},
		{GitHub, "GitHub"},
		{LinkedIn, "LinkedIn"},
		{Microsoft, "Microsoft"},
		{Apple, "Apple"},
	} {
		prefix := strings.ToUpper(string(known.kind))
		p := Provider{
			ID: string(known.kind), Kind: known.kind, Name: known.name,
			ClientID: r.text(prefix+"_CLIENT_ID", ""), ClientSecret: r.secret(prefix + "_CLIENT_SECRET"),
		}
		switch known.kind {
		case Apple:
			r.apple(&p)
		case Microsoft:
			p.Tenant = r.text("MICROSOFT_TENANT_ID", "common")
			if !tenantID.MatchString(p.Tenant) {
				r.problem("MICROSOFT_TENANT_ID is %q; use common, organizations, consumers, or the id or domain of a tenant.", p.Tenant)
			}
		case GitHub:
			p.Issuer = r.origin("GITHUB_URL")
		case Google, LinkedIn, OpenIDConnect:
		}
		credentials := p.ClientSecret != "" || p.SignKey != nil
		switch {
		case p.ClientID != "" && credentials:
			r.settle(&p, prefix)
			c.Providers = append(c.Providers, p)
		case p.ClientID != "":
			r.warn("%s_CLIENT_ID is set without %s_CLIENT_SECRET; sign-in with %s stays off.", prefix, prefix, p.Name)
		case credentials:
			r.warn("%s_CLIENT_SECRET is set without %s_CLIENT_ID; sign-in with %s stays off.", prefix, prefix, p.Name)
		}
	}
	for _, id := range r.list("OIDC_PROVIDERS", "") {
		if !providerID.MatchString(id) {
			r.problem("OIDC_PROVIDERS holds %q; use small letters, digits and hyphens, at most 32.", id)
			continue
		}
		if slices.ContainsFunc(c.Providers, func(p Provider) bool { return p.ID == id }) {
			r.problem("OIDC_PROVIDERS holds %q, which there is already; choose another name.", id)
			continue
		}
		if slices.Contains([]string{"google", "github", "linkedin", "microsoft", "apple", "credential"}, id) {
			r.problem("OIDC_PROVIDERS holds %q, which means something else; choose another name.", id)
			continue
		}
		if p, ok := r.openIDConnect(id); ok {
			c.Providers = append(c.Providers, p)
		}
	}
}

func (r *reader) openIDConnect(id string) (Provider, bool) {
	prefix := "OIDC_" + strings.ToUpper(strings.ReplaceAll(id, "-", "_"))
	p := Provider{
		ID: id, Kind: OpenIDConnect, Name: r.text(prefix+"_NAME", strings.ToUpper(id[:1])+id[1:]),
		ClientID: r.text(prefix+"_CLIENT_ID", ""), ClientSecret: r.secret(prefix + "_CLIENT_SECRET"), Issuer: r.text(prefix+"_ISSUER", ""),
	}
	for _, needed := range []struct{ name, value string }{{"_CLIENT_ID", p.ClientID}, {"_ISSUER", p.Issuer}} {
		if needed.value == "" {
			r.problem("%s%s is missing; OIDC_PROVIDERS names %s.", prefix, needed.name, id)
			return p, false
		}
	}
	if utf8.RuneCountInString(p.Name) > maxProviderName || strings.ContainsFunc(p.Name, unicode.IsControl) {
		r.problem("%s_NAME must be one line of at most %d characters.", prefix, maxProviderName)
	}
	if !isIssuer(p.Issuer) {
		r.problem("%s_ISSUER is %q; write the provider's issuer as it does, such as https://id.example.com, without query and fragment.", prefix, withoutUser(p.Issuer))
		return p, false
	}
	r.settle(&p, prefix)
	return p, true
}

// settle reads what every provider may have.
func (r *reader) settle(p *Provider, prefix string) {
	for scope := range strings.FieldsSeq(strings.ReplaceAll(r.text(prefix+"_SCOPES", ""), ",", " ")) {
		if !scopeToken.MatchString(scope) {
			r.problem("%s_SCOPES holds %q; list scopes with spaces between them.", prefix, scope)
			continue
		}
		p.Scopes = append(p.Scopes, scope)
	}
	if len(p.Scopes) > 0 && p.Kind == OpenIDConnect && !slices.Contains(p.Scopes, "openid") {
		p.Scopes = append([]string{"openid"}, p.Scopes...)
	}
	p.SignUp = SignUp(strings.ToLower(r.text(prefix+"_SIGN_UP", string(SignUpAlways))))
	switch p.SignUp {
	case SignUpAlways, SignUpOnAsked, SignUpNever:
	default:
		r.problem("%s_SIGN_UP is %q; use always, asked or never.", prefix, p.SignUp)
	}
}

// isIssuer reports whether text can be an issuer (OpenID Connect Discovery §3).
// On this machine it may do without encryption.
func isIssuer(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(text, "?#") {
		return false
	}
	if u.Scheme == "https" {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && addr.IsLoopback())
}

func (r *reader) origin(name string) string {
	value := r.text(name, "")
	if value == "" {
		return ""
	}
	u, err := parseOrigin(value)
	if err != nil || !isIssuer(value) {
		r.problem("%s is %q; write it like https://github.example.com.", name, withoutUser(value))
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// apple reads the key that makes client secrets, which Apple wants anew every
// six months at least.
func (r *reader) apple(p *Provider) {
	p.TeamID, p.KeyID = r.text("APPLE_TEAM_ID", ""), r.text("APPLE_KEY_ID", "")
	text := r.secret("APPLE_PRIVATE_KEY")
	if text == "" && p.TeamID == "" && p.KeyID == "" {
		return
	}
	if text == "" || p.TeamID == "" || p.KeyID == "" {
		r.problem("APPLE_TEAM_ID, APPLE_KEY_ID and APPLE_PRIVATE_KEY belong together; set all three, or APPLE_CLIENT_SECRET alone.")
		return
	}
	if p.ClientSecret != "" {
		r.problem("APPLE_CLIENT_SECRET and APPLE_PRIVATE_KEY are both set; keep one of them.")
		return
	}
	var err error
	if p.SignKey, err = signingKey(text); err != nil {
		r.problem("APPLE_PRIVATE_KEY is not usable (%v); copy the whole .p8 file that Apple gave you.", err)
	}
}

// signingKey reads a P-256 key in PKCS #8. In one line, \n stands for the ends
// of lines.
func signingKey(text string) (*ecdsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(strings.ReplaceAll(text, `\n`, "\n")))
	if block == nil {
		return nil, errNotSigningKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errNotSigningKey // the error could quote the key
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errNotSigningKey
	}
	return key, nil
}
