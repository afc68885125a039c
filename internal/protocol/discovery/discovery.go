// Package discovery tells clients what this provider offers: its metadata and
// its public keys.
package discovery

import (
	"encoding/json"
	"slices"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// metadata is RFC 8414 §2 with OpenID Connect Discovery §3.
type metadata struct {
	Scopes                     []string `json:"scopes_supported"`
	Issuer                     string   `json:"issuer"`
	Authorization              string   `json:"authorization_endpoint"`
	Token                      string   `json:"token_endpoint"`
	JWKS                       string   `json:"jwks_uri"`
	Introspection              string   `json:"introspection_endpoint"`
	Revocation                 string   `json:"revocation_endpoint"`
	Userinfo                   string   `json:"userinfo_endpoint"`
	EndSession                 string   `json:"end_session_endpoint"`
	ResponseTypes              []string `json:"response_types_supported"`
	ResponseModes              []string `json:"response_modes_supported"`
	GrantTypes                 []string `json:"grant_types_supported"`
	TokenAuth                  []string `json:"token_endpoint_auth_methods_supported"`
	IntrospectionAuth          []string `json:"introspection_endpoint_auth_methods_supported"`
	RevocationAuth             []string `json:"revocation_endpoint_auth_methods_supported"`
	TokenAuthAlgs              []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	IntrospectionAuthAlgs      []string `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	RevocationAuthAlgs         []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	DPoPAlgs                   []string `json:"dpop_signing_alg_values_supported"` // RFC 9449 §5.1
	ChallengeMethods           []string `json:"code_challenge_methods_supported"`
	IssuerParameter            bool     `json:"authorization_response_iss_parameter_supported"`
	Claims                     []string `json:"claims_supported"`
	SubjectTypes               []string `json:"subject_types_supported"`
	IDTokenAlgs                []string `json:"id_token_signing_alg_values_supported"`
	UserinfoAlgs               []string `json:"userinfo_signing_alg_values_supported"`
	IntrospectionAlgs          []string `json:"introspection_signing_alg_values_supported"` // RFC 9701 §7
	ACRs                       []string `json:"acr_values_supported"`
	Prompts                    []string `json:"prompt_values_supported"`
	PushedRequests             string   `json:"pushed_authorization_request_endpoint"`
	Devices                    string   `json:"device_authorization_endpoint"`
	RequirePushedRequests      bool     `json:"require_pushed_authorization_requests"`
	RequestObjectAlgs          []string `json:"request_object_signing_alg_values_supported"`
	AnswerAlgs                 []string `json:"authorization_signing_alg_values_supported"`
	RequireSignedRequests      bool     `json:"require_signed_request_object"`
	Displays                   []string `json:"display_values_supported"`
	UILocales                  []string `json:"ui_locales_supported"`
	ClaimsParameter            bool     `json:"claims_parameter_supported"`
	RequestParameter           bool     `json:"request_parameter_supported"`
	RequestURIParameter        bool     `json:"request_uri_parameter_supported"`
	RequireRequestRegistration bool     `json:"require_request_uri_registration"`

	CertificateBound          bool              `json:"tls_client_certificate_bound_access_tokens"`
	Aliases                   map[string]string `json:"mtls_endpoint_aliases,omitempty"`
	BackchannelLogout         bool              `json:"backchannel_logout_supported"`
	BackchannelLogoutSession  bool              `json:"backchannel_logout_session_supported"`
	FrontchannelLogout        bool              `json:"frontchannel_logout_supported"`
	FrontchannelLogoutSession bool              `json:"frontchannel_logout_session_supported"`
	Registration              string            `json:"registration_endpoint,omitempty"`
	ClientDocuments           bool              `json:"client_id_metadata_document_supported"`
}

// Newcomers says how clients come in that no administrator made.
type Newcomers struct {
	Registration string // the path where they register (RFC 7591); empty when they cannot
	Documents    bool   // the address of a document can be a client id
}

// Document returns the metadata document of an issuer.
func Document(issuer string, grantTypes, acrs []string, tls TLS, n Newcomers) ([]byte, error) {
	base := issuer + "/api/auth"
	m := metadata{
		Scopes:            oauth.Scopes(),
		Issuer:            issuer,
		Authorization:     base + "/oauth2/authorize",
		Token:             base + "/oauth2/token",
		JWKS:              base + "/jwks",
		Introspection:     base + "/oauth2/introspect",
		Revocation:        base + "/oauth2/revoke",
		Userinfo:          base + "/oauth2/userinfo",
		EndSession:        base + "/oauth2/end-session",
		ResponseTypes:     []string{"code"},
		ResponseModes:     oauth.ResponseModes(),
		GrantTypes:        grantTypes,
		TokenAuth:         client.AuthMethods(),
		IntrospectionAuth: confidential(client.AuthMethods()),
		RevocationAuth:    client.AuthMethods(),

		TokenAuthAlgs:         application.ProofAlgs(),
		IntrospectionAuthAlgs: application.ProofAlgs(),
		RevocationAuthAlgs:    application.ProofAlgs(),

		DPoPAlgs:         oauth.DPoPAlgorithms(),
		ChallengeMethods: []string{oauth.MethodS256},
		IssuerParameter:  true,
		Claims: []string{
			"sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "scope", "azp", "email", "email_verified", "name", "picture",
			"family_name", "given_name", "updated_at", "address", "phone_number", "phone_number_verified", "roles", "permissions", "features", "org_id", "org_slug", "org_roles",
		},
		SubjectTypes:   []string{application.SubjectPublic, application.SubjectPairwise},
		IDTokenAlgs:    keys.Algorithms(),
		ACRs:           acrs,
		Prompts:        oauth.Prompts(),
		PushedRequests: base + "/oauth2/par",
		Devices:        base + "/oauth2/device_authorization",
		Displays:       []string{"page"},
		UILocales:      []string{"en", "fr"},

		ClaimsParameter:            true,
		RequestParameter:           true,
		RequestURIParameter:        true,
		RequireRequestRegistration: true,
		AnswerAlgs:                 keys.Algorithms(),
		RequestObjectAlgs:          application.ProofAlgs(),

		BackchannelLogout: true, BackchannelLogoutSession: true, FrontchannelLogout: true, FrontchannelLogoutSession: true,

		ClientDocuments: n.Documents,
	}
	m.offer(tls)
	m.UserinfoAlgs, m.IntrospectionAlgs = keys.Algorithms(), keys.Algorithms()
	if n.Registration != "" {
		m.Registration = issuer + n.Registration
	}
	return json.Marshal(m)
}

// confidential leaves out the method that proves nothing.
func confidential(methods []string) []string {
	return slices.DeleteFunc(methods, func(m string) bool { return m == application.AuthNone })
}
