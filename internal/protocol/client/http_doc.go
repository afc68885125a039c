package client

// FormJSON is the credentials in forms, as the document of the API shows them: the ways to
// authenticate that are no header (RFC 6749 §2.3.1, RFC 7521 §4.2).
type FormJSON struct {
	ClientID      string `json:"client_id,omitempty" doc:"Needed unless the Authorization header or the assertion names the client"`
	ClientSecret  string `json:"client_secret,omitempty" doc:"client_secret_post; instead of the Authorization header"`
	AssertionType string `json:"client_assertion_type,omitempty" doc:"urn:ietf:params:oauth:client-assertion-type:jwt-bearer, for private_key_jwt"`
	Assertion     string `json:"client_assertion,omitempty" doc:"The JWT of private_key_jwt (RFC 7523)"`
}
