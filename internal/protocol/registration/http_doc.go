package registration

// DocLogo is what the document of the API says of requests for a logo.
type DocLogo struct {
	ClientID string `path:"clientId"`
}
