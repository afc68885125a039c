package device

import "github.com/circle-rd/auth-service/internal/protocol/client"

// DocRequest is what the document of the API says of the requests of devices
// (RFC 8628 §3.1).
type DocRequest struct {
	Body formJSON `contentType:"application/x-www-form-urlencoded"`
}

type formJSON struct {
	Scope    string `json:"scope,omitempty" doc:"Names with spaces between"`
	Resource string `json:"resource,omitempty" doc:"The API that the token is for (RFC 8707); may be repeated"`
	client.FormJSON
}

// DocResponse is the answer to them (RFC 8628 §3.2).
type DocResponse struct {
	Body codesJSON
}
