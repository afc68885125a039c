// Package secret makes and guards the values that must not be guessed:
// identifiers, tokens, password hashes, sealed text, signed text.
package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

const (
	letters      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	alphanumeric = letters + "0123456789"
)

// UUID returns a time-ordered identifier (UUIDv7, RFC 9562).
func UUID() string { return uuid.Must(uuid.NewV7()).String() }

// ID returns 32 characters [a-zA-Z0-9], the form of the original's ids and
// session tokens (190 bits).
func ID() string { return pick(alphanumeric, 32) }

// Token returns 32 letters (182 bits), the form of the original's OAuth codes
// and tokens.
func Token() string { return pick(letters, 32) }

// Hex returns the hexadecimal form of n random bytes.
func Hex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b)
}

// pick draws n characters without bias.
func pick(alphabet string, n int) string {
	limit := byte(256 - 256%len(alphabet)) //nolint:gosec // fits: no alphabet divides 256
	out := make([]byte, 0, n)
	var buf [64]byte
	for len(out) < n {
		_, _ = rand.Read(buf[:])
		for _, b := range buf {
			if b < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}

// Digest is how a high-entropy secret is stored and looked up: base64url
// without padding of its SHA-256, as the original stores codes, tokens and
// client secrets.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Equal compares in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A Signer signs short texts, such as cookies and login queries, with
// HMAC-SHA256 under the service's secret. The oldest secrets only verify.
type Signer struct{ keys [][]byte }

// NewSigner signs with the first secret and accepts all of them.
func NewSigner(secrets ...string) Signer {
	var s Signer
	for _, text := range secrets {
		s.keys = append(s.keys, []byte(text))
	}
	return s
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// Sign returns the standard base64 of the text's MAC: 44 characters.
func (s Signer) Sign(text string) string {
	return base64.StdEncoding.EncodeToString(mac(s.keys[0], text))
}

// Verify reports whether signature is one that Sign made for text.
func (s Signer) Verify(text, signature string) bool {
	got, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return false
	}
	for _, key := range s.keys {
		if hmac.Equal(mac(key, text), got) {
			return true
		}
	}
	return false
}

// Attach returns text with its signature, as a cookie carries it.
func (s Signer) Attach(text string) string { return text + "." + s.Sign(text) }

// Detach returns the text of a signed value, or false when the signature is
// missing or wrong.
func (s Signer) Detach(signed string) (string, bool) {
	i := strings.LastIndexByte(signed, '.')
	if i < 1 || len(signed)-i-1 != 44 {
		return "", false
	}
	if !s.Verify(signed[:i], signed[i+1:]) {
		return "", false
	}
	return signed[:i], true
}
