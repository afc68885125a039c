// Package proof finds out which keys the sender of a request holds, and whether
// they are those that a token is bound to: by DPoP proofs (RFC 9449) and by the
// certificates of connections (RFC 8705).
package proof

import (
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Request is what a request shows of its sender's keys.
type Request struct {
	Method string
	Path   string   // of the endpoint, escaped
	DPoP   []string // every DPoP header
	// Certificate is the thumbprint of the one the connection's other end holds
	// the key of; empty without one.
	Certificate string
}

// nonces are made of nothing but the time, so that every replica knows those
// of the others (RFC 9449 §8).
type nonces struct{ signer secret.Signer }

// A nonce is good until the period after its own ends.
const noncePeriod = 3 * time.Minute

func period(now time.Time) int64 { return now.Unix() / int64(noncePeriod/time.Second) }

func (n nonces) at(period int64) string {
	text := strconv.FormatInt(period, 10)
	return text + "." + n.signer.Sign("dpop nonce "+text)
}

// current is the nonce to use next.
func (n nonces) current(now time.Time) string { return n.at(period(now)) }

// good reports whether a nonce is one of ours and not too old. That of the next
// period may come from a replica whose clock is ahead.
func (n nonces) good(nonce string, now time.Time) bool {
	text, signature, _ := strings.Cut(nonce, ".")
	made, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return false
	}
	if age := period(now) - made; age > 1 || age < -1 {
		return false
	}
	return n.signer.Verify("dpop nonce "+text, signature)
}
