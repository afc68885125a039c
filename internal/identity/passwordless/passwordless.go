// Package passwordless signs people in by what was mailed to them: a link or a
// code. Either works once, for minutes, and only in the browser that asked for
// it. It lets in whoever reads the mail of an account; it makes no accounts.
package passwordless

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	// life is how long a link or code works.
	life = 10 * time.Minute
	// maxTries is how often a code may be looked at.
	maxTries = 5
	// maxQuery is the longest authorization request that is kept.
	maxQuery = 16 << 10
	// codeDigits is the length of a code.
	codeDigits = 6
)

// methodMail is what reading a mail proves (RFC 8176): a value that works once.
const methodMail = "otp"

// Settings say which ways in are open.
type Settings struct {
	Link    bool // MAGIC_LINK
	Code    bool // EMAIL_CODE
	BaseURL string
}

// A LinkRequest asks for a link.
type LinkRequest struct {
	Email      string
	Callback   string // where it leads; empty means the start page
	NewUser    string // kept for the link, though nobody is new
	Failure    string // where it leads when it no longer works
	OAuthQuery string // a signed authorization request to go on with
}

// A waiting sign-in is a row.
type waiting struct {
	id         string
	browser    string // digest of the cookie's value
	email      string
	code       string // digest; empty for a link
	oauthQuery string
	tries      int64
	createdAt  time.Time
	expiresAt  time.Time
}

// newCode returns digits that nobody can guess in a few tries.
func newCode() string {
	limit := big.NewInt(1)
	for range codeDigits {
		limit.Mul(limit, big.NewInt(10))
	}
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic(err) // never: crypto/rand aborts the program instead
	}
	return fmt.Sprintf("%0*d", codeDigits, n)
}

// linkID and codeID are where a link or a code is kept.
func linkID(token string) string { return secret.Digest("link\x00" + token) }

func codeID(browser, email string) string {
	return secret.Digest("code\x00" + browser + "\x00" + email)
}

// codeDigest needs the value of the cookie: a million codes are soon tried.
func codeDigest(browser, code string) string { return secret.Digest(browser + "\x00" + code) }
