package user

// HTTP answers requests about accounts.
type HTTP struct {
	users   *Service
	baseURL string
	trusted func(target string) bool
}

// NewHTTP returns the handlers. The links of mails lead to baseURL; trusted
// reports whether a browser may be sent on to an address.
func NewHTTP(users *Service, baseURL string, trusted func(target string) bool) HTTP {
	return HTTP{users, baseURL, trusted}
}
