package application

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// Where an application comes from.
const (
	OriginAdmin      = "admin"      // an administrator made it
	OriginRegistered = "registered" // dynamic registration (RFC 7591)
	OriginDocument   = "document"   // a Client ID Metadata Document: its client id is the document's URL
)

// The kinds of clients (OpenID Connect Registration §2, application_type).
const (
	TypeWeb    = "web"
	TypeNative = "native" // may use any port of a registered loopback redirect URI (RFC 8252 §7.3)
)

// How a client authenticates (RFC 7591 §2, RFC 8705 §2). Empty means by its
// secret, in the header or in the form, as the original's clients do.
const (
	AuthBasic         = "client_secret_basic"
	AuthPost          = "client_secret_post"
	AuthNone          = "none"
	AuthPrivateKeyJWT = "private_key_jwt"
	AuthTLS           = "tls_client_auth"
	AuthSelfSignedTLS = "self_signed_tls_client_auth"
)

// The grant types a client may be allowed.
const (
	GrantCode              = "authorization_code"
	GrantRefresh           = "refresh_token"
	GrantClientCredentials = "client_credentials"
	GrantDevice            = "urn:ietf:params:oauth:grant-type:device_code"
	GrantTokenExchange     = "urn:ietf:params:oauth:grant-type:token-exchange" //nolint:gosec // a name, not a secret
)

// A Client is what an application says of itself as an OAuth client. The names
// are those of RFC 7591 §2, OpenID Connect Registration §2 and the
// specifications that add to them; ours have none. It is stored as one JSON
// object. The zero value behaves as the original's clients do.
type Client struct {
	Type       string   `json:"application_type,omitempty" enum:"web,native" doc:"web unless given; a native client may use any port of a registered loopback redirect URI"`
	GrantTypes []string `json:"grant_types,omitempty" nullable:"false" doc:"authorization_code, refresh_token and, unless public, client_credentials when empty"`

	AuthMethod       string          `json:"token_endpoint_auth_method,omitempty" enum:"client_secret_basic,client_secret_post,none,private_key_jwt,tls_client_auth,self_signed_tls_client_auth" doc:"The client's secret, in the header or in the form, unless given"`
	AuthSigningAlg   string          `json:"token_endpoint_auth_signing_alg,omitempty" doc:"Of private_key_jwt; any that is offered unless given"`
	JWKS             json.RawMessage `json:"jwks,omitempty" doc:"The client's public keys, a JWK set; not together with jwks_uri"`
	JWKSURI          string          `json:"jwks_uri,omitempty" doc:"Where the client publishes its public keys"`
	TLSSubjectDN     string          `json:"tls_client_auth_subject_dn,omitempty" doc:"tls_client_auth needs exactly one of the tls_client_auth_ members"`
	TLSSANDNS        string          `json:"tls_client_auth_san_dns,omitempty"`
	TLSSANURI        string          `json:"tls_client_auth_san_uri,omitempty"`
	TLSSANIP         string          `json:"tls_client_auth_san_ip,omitempty"`
	TLSSANEmail      string          `json:"tls_client_auth_san_email,omitempty"`
	DPoPBound        bool            `json:"dpop_bound_access_tokens,omitempty"`
	CertificateBound bool            `json:"tls_client_certificate_bound_access_tokens,omitempty"`
	RequirePAR       bool            `json:"require_pushed_authorization_requests,omitempty"`
	RequireSigned    bool            `json:"require_signed_request_object,omitempty"`
	RequestObjectAlg string          `json:"request_object_signing_alg,omitempty" doc:"Any that is offered unless given"`
	RequestURIs      []string        `json:"request_uris,omitempty" nullable:"false"`
	AuthorizationAlg string          `json:"authorization_signed_response_alg,omitempty" enum:"RS256,ES256,EdDSA,PS256" doc:"Of JWT-secured authorization responses; RS256 unless given"`
	UserinfoAlg      string          `json:"userinfo_signed_response_alg,omitempty" enum:"RS256,ES256,EdDSA,PS256" doc:"Userinfo is plain JSON unless given"`
	IntrospectionAlg string          `json:"introspection_signed_response_alg,omitempty" enum:"RS256,ES256,EdDSA,PS256" doc:"RS256 unless given, when a JWT is asked for"`
	SubjectType      string          `json:"subject_type,omitempty" enum:"public,pairwise" doc:"public unless given"`
	SectorIdentifier string          `json:"sector_identifier_uri,omitempty"`
	DefaultMaxAge    *int            `json:"default_max_age,omitempty" nullable:"false" doc:"Seconds"`
	RequireAuthTime  bool            `json:"require_auth_time,omitempty"`
	DefaultACR       []string        `json:"default_acr_values,omitempty" nullable:"false"`
	InitiateLoginURI string          `json:"initiate_login_uri,omitempty"`

	PostLogoutRedirectURIs []string `json:"post_logout_redirect_uris,omitempty" nullable:"false"`
	BackchannelLogoutURI   string   `json:"backchannel_logout_uri,omitempty"`
	BackchannelSession     bool     `json:"backchannel_logout_session_required,omitempty"`
	FrontchannelLogoutURI  string   `json:"frontchannel_logout_uri,omitempty" doc:"On the scheme, host and port of a redirect URI"`
	FrontchannelSession    bool     `json:"frontchannel_logout_session_required,omitempty"`

	Contacts        []string `json:"contacts,omitempty" nullable:"false"`
	PolicyURI       string   `json:"policy_uri,omitempty"`
	TermsURI        string   `json:"tos_uri,omitempty"`
	SoftwareID      string   `json:"software_id,omitempty"`
	SoftwareVersion string   `json:"software_version,omitempty"`

	// Ours. Seconds; zero means the service's own.
	AccessTokenLife  int `json:"access_token_lifetime,omitempty" doc:"Seconds; the service's own unless given"`
	RefreshTokenLife int `json:"refresh_token_lifetime,omitempty" doc:"Seconds; the service's own unless given"`
	IDTokenLife      int `json:"id_token_lifetime,omitempty" doc:"Seconds; the service's own unless given"`
	// RefreshGrace is how long a replaced refresh token of a confidential
	// client may come back without ending its family; at most 30.
	RefreshGrace int `json:"refresh_grace,omitempty" doc:"Seconds, at most 30, in which a replaced refresh token of a confidential client may come back"`
	// Impersonates lets the client exchange tokens without naming who acts (RFC
	// 8693 §1.1): nobody can tell what it gets from a token of the user's own.
	Impersonates bool `json:"token_exchange_impersonation,omitempty" doc:"Exchange tokens of users without an actor token"`
	// AdmitsEveryone lets in every user who was not shut out by name: without
	// it, only those who were given access.
	AdmitsEveryone bool `json:"admits_everyone,omitempty" doc:"Let in every user who was not shut out by name"`
}

// with returns the settings with some members replaced, or reset by null.
// Members that a client does not have are left out.
func (c Client) with(members map[string]json.RawMessage) (Client, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &all); err != nil {
		return c, err
	}
	for name, value := range members {
		delete(all, name)
		if clientHas(name) && string(value) != "null" {
			all[name] = value
		}
	}
	if text, err = json.Marshal(all); err != nil {
		return c, ErrInvalid.Because(err)
	}
	var changed Client
	if err := json.Unmarshal(text, &changed); err != nil {
		return c, ErrInvalid.With(fault.Field{Name: "body.client", Problem: "has a member of the wrong type"}).Because(err)
	}
	return changed, nil
}

// clientHas reports whether settings have a member of a name.
func clientHas(name string) bool {
	for field := range reflect.TypeFor[Client]().Fields() {
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name {
			return true
		}
	}
	return false
}

// The subject types (OpenID Connect Core §8).
const (
	SubjectPublic   = "public"
	SubjectPairwise = "pairwise"
)

// MaxRefreshGrace bounds Client.RefreshGrace, in seconds.
const MaxRefreshGrace = 30

// ClientID is what the application is called in OAuth: its slug, or the URL of
// its metadata document.
func (a Application) ClientID() string {
	if a.DocumentURL != "" {
		return a.DocumentURL
	}
	return a.Slug
}

// LogoPath is where the application's logo is served from by this service, or
// empty: pages never send their visitors to another server for an image.
func (a Application) LogoPath() string {
	if a.Icon == "" {
		return ""
	}
	return LogoPath + a.Slug
}

// LogoPath is where logos are served from; the slug of the application follows.
const LogoPath = "/api/public/logo/"

// Verified reports whether an administrator of the service vouches for what the
// application says of itself.
func (a Application) Verified() bool { return a.Origin == OriginAdmin }

// Host is where the application's metadata document stands; empty without one.
func (a Application) Host() string {
	u, err := url.Parse(a.DocumentURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Native reports whether the client runs on its user's device.
func (a Application) Native() bool { return a.Client.Type == TypeNative }

// Pairwise reports whether users have names of their own for this client.
func (a Application) Pairwise() bool { return a.Client.SubjectType == SubjectPairwise }

// SenderConstrained reports whether every access token of the client must be
// bound to a key.
func (a Application) SenderConstrained() bool { return a.Client.DPoPBound || a.Client.CertificateBound }

// Allows reports whether the client may use a grant type.
func (a Application) Allows(grantType string) bool {
	if len(a.Client.GrantTypes) == 0 {
		switch grantType {
		case GrantCode, GrantRefresh:
			return true
		case GrantClientCredentials: // public clients have no credentials of their own
			return !a.IsPublic
		}
		return false
	}
	if a.IsPublic && grantType == GrantClientCredentials {
		return false
	}
	return slices.Contains(a.Client.GrantTypes, grantType)
}

// Life returns a lifetime of the client in seconds, or the service's own.
func Life(seconds int, own time.Duration) time.Duration {
	if seconds <= 0 {
		return own
	}
	return time.Duration(seconds) * time.Second
}
