package authorize

import "github.com/circle-rd/auth-service/internal/protocol/client"

// DocRequest is what the document of the API says of authorization requests
// (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
type DocRequest struct {
	ResponseType string `query:"response_type" doc:"code"`
	ClientID     string `query:"client_id" required:"true"`
	RedirectURI  string `query:"redirect_uri" doc:"Exactly one of the registered ones"`
	Scope        string `query:"scope" doc:"Names with spaces between"`
	State        string `query:"state"`
	Nonce        string `query:"nonce"`
	Challenge    string `query:"code_challenge" doc:"Of PKCE (RFC 7636)"`
	Method       string `query:"code_challenge_method" doc:"S256"`
	ResponseMode string `query:"response_mode" doc:"query, fragment, form_post, jwt and its kinds"`
	Prompt       string `query:"prompt" doc:"none, login, consent, select_account, create"`
	MaxAge       string `query:"max_age"`
	ACRValues    string `query:"acr_values"`
	Claims       string `query:"claims" doc:"OpenID Connect Core §5.5"`
	Resource     string `query:"resource" doc:"RFC 8707; may be repeated"`
	LoginHint    string `query:"login_hint"`
	IDTokenHint  string `query:"id_token_hint"`
	UILocales    string `query:"ui_locales"`
	Request      string `query:"request" doc:"A signed request (RFC 9101)"`
	RequestURI   string `query:"request_uri" doc:"Of a pushed request (RFC 9126), or of a signed one"`
}

// DocForm is the same request as a form.
type DocForm struct {
	Body requestJSON `contentType:"application/x-www-form-urlencoded"`
}

type requestJSON struct {
	ResponseType string `json:"response_type,omitempty" doc:"code"`
	RedirectURI  string `json:"redirect_uri,omitempty"`
	Scope        string `json:"scope,omitempty"`
	State        string `json:"state,omitempty"`
	Nonce        string `json:"nonce,omitempty"`
	Challenge    string `json:"code_challenge,omitempty"`
	Method       string `json:"code_challenge_method,omitempty"`
	ResponseMode string `json:"response_mode,omitempty"`
	Prompt       string `json:"prompt,omitempty"`
	Resource     string `json:"resource,omitempty"`
	Request      string `json:"request,omitempty" doc:"A signed request (RFC 9101)"`
	client.FormJSON
}

// DocOnward is where scripts are told to send the browser, which cannot follow a
// redirect to another origin for them.
type DocOnward struct {
	Body redirectJSON
}

// DocLink asks for the page that posts an answer to an application.
type DocLink struct {
	Link string `query:"form" doc:"As a JSON answer of ours led to it"`
}

// DocPushed is the answer to a pushed request (RFC 9126 §2.2).
type DocPushed struct {
	Body pushedJSON
}
