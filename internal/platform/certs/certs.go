// Package certs holds the certificates of TLS: the service's own, those that
// clients show, and who vouches for them.
package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
)

// Thumbprint is how a certificate is named in tokens, "x5t#S256" (RFC 8705
// §3.1): the base64url of the SHA-256 of its DER.
func Thumbprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
