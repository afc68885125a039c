// Package apitoken lets programs administer without a browser: by tokens that
// administrators make, with a purpose, an end, and no more rights than their
// maker has.
package apitoken

import (
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Prefix begins every token, so that scanners of repositories and logs find it.
const Prefix = "ast_"

const (
	secretLength   = 40 // characters of base 62: 238 bits
	checksumLength = 6
	alphabet       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// All is the scope of everything, also of what only superadmins may.
const All = "*"

// A Token is what is kept of a token.
type Token struct {
	ID         string
	Name       string
	Scopes     []string // "<group>:read", "<group>:write", or All
	CreatedBy  string   // the administrator without whom it is nothing
	CreatedAt  time.Time
	ExpiresAt  time.Time
	LastUsedAt time.Time // the day of it
}

// Allows reports whether the token may read or change what is in a group of
// routes. Who may change it may read it too.
func (t Token) Allows(group string, write bool) bool {
	if slices.Contains(t.Scopes, All) || slices.Contains(t.Scopes, group+":write") {
		return true
	}
	return !write && slices.Contains(t.Scopes, group+":read")
}

// generate makes the text of a token: the prefix, what is secret, and a checksum
// by which a scanner tells a token from what looks like one.
func generate() (string, error) {
	var b strings.Builder
	b.WriteString(Prefix)
	for range secretLength {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			return "", err
		}
		b.WriteByte(alphabet[n.Int64()])
	}
	return b.String() + checksum(b.String()), nil
}

// checksum is the CRC-32 of a text in base 62.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	digits := make([]byte, checksumLength)
	for i := range digits {
		digits[checksumLength-1-i] = alphabet[sum%uint32(len(alphabet))]
		sum /= uint32(len(alphabet))
	}
	return string(digits)
}

// WellFormed reports whether a text has the form of a token. It takes no look at
// the database.
func WellFormed(text string) bool {
	if len(text) != len(Prefix)+secretLength+checksumLength || !strings.HasPrefix(text, Prefix) {
		return false
	}
	body := text[:len(text)-checksumLength]
	return checksum(body) == text[len(body):]
}
