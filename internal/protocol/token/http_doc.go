package token

import "github.com/circle-rd/auth-service/internal/protocol/client"

// DocRequest is what the document of the API says of requests to the token
// endpoint (RFC 6749 §3.2). ParseRequest reads them.
type DocRequest struct {
	DPoP string   `header:"DPoP" doc:"Proof of the key that the tokens are to be bound to (RFC 9449)"`
	Body formJSON `contentType:"application/x-www-form-urlencoded"`
}

type formJSON struct {
	GrantType     string `json:"grant_type" enum:"authorization_code,refresh_token,client_credentials,urn:ietf:params:oauth:grant-type:device_code,urn:ietf:params:oauth:grant-type:token-exchange"`
	Code          string `json:"code,omitempty" doc:"authorization_code: what authorize gave; good once, for ten minutes at most"`
	RedirectURI   string `json:"redirect_uri,omitempty" doc:"authorization_code: the one that authorize was asked with"`
	Verifier      string `json:"code_verifier,omitempty" doc:"authorization_code: of PKCE (RFC 7636)"`
	RefreshToken  string `json:"refresh_token,omitempty" doc:"refresh_token: replaced by the one in the answer"`
	DeviceCode    string `json:"device_code,omitempty" doc:"device_code (RFC 8628)"`
	Scope         string `json:"scope,omitempty" doc:"Names with spaces between; less than what was granted, or what a client credentials token is for"`
	Resource      string `json:"resource,omitempty" doc:"The API that the token is for (RFC 8707); may be repeated"`
	SubjectToken  string `json:"subject_token,omitempty" doc:"token-exchange (RFC 8693)"`
	SubjectType   string `json:"subject_token_type,omitempty"`
	ActorToken    string `json:"actor_token,omitempty"`
	ActorType     string `json:"actor_token_type,omitempty"`
	RequestedType string `json:"requested_token_type,omitempty"`
	Audience      string `json:"audience,omitempty" doc:"token-exchange: may be repeated"`
	client.FormJSON
}

// DocResponse is its success (RFC 6749 §5.1).
type DocResponse struct {
	CacheControl string `header:"Cache-Control"`
	Nonce        string `header:"DPoP-Nonce" doc:"For the next proof"`
	Body         responseJSON
}
