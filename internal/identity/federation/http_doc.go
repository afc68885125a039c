package federation

// DocCallback is what the document of the API says of the answers of providers
// (RFC 6749 §4.1.2).
type DocCallback struct {
	ID          string `path:"id" doc:"The provider's id"`
	Code        string `query:"code"`
	State       string `query:"state"`
	Issuer      string `query:"iss"`
	Error       string `query:"error"`
	Description string `query:"error_description"`
	User        string `query:"user" doc:"Apple: the name, the first time"`
}

// DocCallbackForm is such an answer as a form (Form Post Response Mode).
type DocCallbackForm struct {
	ID   string       `path:"id" doc:"The provider's id"`
	Body callbackJSON `contentType:"application/x-www-form-urlencoded"`
}

type callbackJSON struct {
	Code        string `json:"code,omitempty"`
	State       string `json:"state,omitempty"`
	Issuer      string `json:"iss,omitempty"`
	Error       string `json:"error,omitempty"`
	Description string `json:"error_description,omitempty"`
	User        string `json:"user,omitempty"`
}
