// Package signin is the one way into a session: credentials are proved here,
// and every journey ends in Finish.
package signin

// Methods by which a user proves who they are (RFC 8176).
const methodPassword = "pwd"

// An Attempt is what someone shows to get in.
type Attempt struct {
	Email    string
	Password string
	Remember bool
}
