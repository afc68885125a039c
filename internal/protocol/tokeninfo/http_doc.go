package tokeninfo

import "github.com/circle-rd/auth-service/internal/protocol/client"

// DocUserinfoRequest is what the document of the API says of requests to
// userinfo; ShownBy reads them.
type DocUserinfoRequest struct {
	DPoP string `header:"DPoP" doc:"Proof of the key that the access token is bound to (RFC 9449)"`
}

// DocUserinfo is what userinfo answers (OpenID Connect Core §5.3.2): which
// claims there are is up to the scopes and the claims that were asked for.
type DocUserinfo struct {
	Body userinfoJSON
}

type userinfoJSON struct {
	Subject         string         `json:"sub"`
	Name            string         `json:"name,omitempty"`
	GivenName       string         `json:"given_name,omitempty"`
	FamilyName      string         `json:"family_name,omitempty"`
	Picture         string         `json:"picture,omitempty"`
	Locale          string         `json:"locale,omitempty"`
	UpdatedAt       int64          `json:"updated_at,omitempty"`
	Email           string         `json:"email,omitempty"`
	EmailVerified   bool           `json:"email_verified,omitempty"`
	Roles           []string       `json:"roles,omitempty" doc:"In the application, with the scope roles"`
	Permissions     []string       `json:"permissions,omitempty" doc:"What the roles permit, with the scope permissions"`
	Features        map[string]any `json:"features,omitempty" doc:"Of the user's plan, with the scope features"`
	OrganizationID  string         `json:"org_id,omitempty" doc:"With the scope org"`
	OrganizationTag string         `json:"org_slug,omitempty"`
}

// DocTokenForm is what introspection and revocation read.
type DocTokenForm struct {
	Body tokenFormJSON `contentType:"application/x-www-form-urlencoded"`
}

type tokenFormJSON struct {
	Token string `json:"token"`
	Hint  string `json:"token_type_hint,omitempty" enum:"access_token,refresh_token" doc:"Taken and not needed"`
	client.FormJSON
}

// DocIntrospection is what introspection answers (RFC 7662 §2.2).
type DocIntrospection struct {
	Body introspectionJSON
}

type introspectionJSON struct {
	Active       bool           `json:"active" doc:"false stands alone: the token is unknown, dead, or none of the client's business"`
	Issuer       string         `json:"iss,omitempty"`
	Subject      string         `json:"sub,omitempty"`
	ClientID     string         `json:"client_id,omitempty"`
	Scope        string         `json:"scope,omitempty"`
	TokenType    string         `json:"token_type,omitempty"`
	IssuedAt     int64          `json:"iat,omitempty"`
	ExpiresAt    int64          `json:"exp,omitempty"`
	Session      string         `json:"sid,omitempty"`
	Audience     []string       `json:"aud,omitempty"`
	JTI          string         `json:"jti,omitempty"`
	Confirmation map[string]any `json:"cnf,omitempty" doc:"What the token is bound to (RFC 7800)"`
	Act          map[string]any `json:"act,omitempty" doc:"Who acts for the subject (RFC 8693)"`
	Roles        []string       `json:"roles,omitempty"`
	Permissions  []string       `json:"permissions,omitempty"`
	Features     map[string]any `json:"features,omitempty"`
}
