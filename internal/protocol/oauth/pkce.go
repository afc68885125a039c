package oauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
)

// MethodS256 is the only code challenge method: "plain" protects nothing.
const MethodS256 = "S256"

var (
	sha256Form   = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`) // base64url of 32 bytes
	verifierForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)
)

// ValidChallenge reports whether text can be an S256 challenge (RFC 7636 §4.2).
func ValidChallenge(text string) bool { return sha256Form.MatchString(text) }

// ProvesChallenge reports whether the verifier belongs to an S256 challenge
// (RFC 7636 §4.6).
func ProvesChallenge(verifier, challenge string) bool {
	if !verifierForm.MatchString(verifier) {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	want := base64.RawURLEncoding.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(want), []byte(challenge)) == 1
}
