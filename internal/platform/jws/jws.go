// Package jws checks signatures that somebody else made, by keys that they
// published. The algorithms are the caller's choice and never the token's; a
// token that brings keys of its own, or demands what is not known here, is
// refused.
package jws

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// MaxToken is the longest token that is looked at.
const MaxToken = 16 << 10

// maxTries bounds how many keys are tried: each costs a verification.
const maxTries = 8

// Why a token was not verified. The texts name no secrets.
var (
	ErrTooLong   = errors.New("it is too long")
	ErrAlg       = errors.New("alg is not allowed")
	ErrMalformed = errors.New("it is malformed")
	ErrHeader    = errors.New("a header is not allowed")
	ErrNoKey     = errors.New("none fits its kid and alg")
	ErrSignature = errors.New("the signature is wrong")
)

// A Token was read, but not believed.
type Token struct {
	Alg  string
	Type string // the typ header; empty if there is none
	jws  *jose.JSONWebSignature
}

// Parse reads a compact JWS that is signed with one of the algorithms.
func Parse(text string, algs []string) (Token, error) {
	if len(text) > MaxToken {
		return Token{}, ErrTooLong
	}
	allowed := make([]jose.SignatureAlgorithm, 0, len(algs))
	for _, alg := range algs {
		allowed = append(allowed, jose.SignatureAlgorithm(alg))
	}
	parsed, err := jose.ParseSignedCompact(text, allowed)
	if err != nil {
		if _, other := errors.AsType[*jose.ErrUnexpectedSignatureAlgorithm](err); other {
			return Token{}, ErrAlg
		}
		return Token{}, ErrMalformed
	}
	header := parsed.Signatures[0].Protected
	for _, name := range []jose.HeaderKey{"crit", "jku", "x5u", "b64"} {
		if _, given := header.ExtraHeaders[name]; given {
			return Token{}, fmt.Errorf("%w: %s", ErrHeader, name)
		}
	}
	t := Token{Alg: header.Algorithm, jws: parsed}
	t.Type, _ = header.ExtraHeaders[jose.HeaderType].(string)
	return t, nil
}

// Verify returns the payload if one of the keys verifies the signature: those of
// the token's kid, or all of its algorithm when it names none (RFC 7515 §4.1.4).
// The error is ErrNoKey or ErrSignature.
func (t Token) Verify(set []jose.JSONWebKey) ([]byte, error) {
	kid := t.jws.Signatures[0].Protected.KeyID
	tries := 0
	for _, key := range set {
		if kid != "" && key.KeyID != kid {
			continue
		}
		if !suits(key, t.Alg) {
			continue
		}
		if tries++; tries > maxTries {
			break
		}
		if payload, err := t.jws.Verify(key.Key); err == nil {
			return payload, nil
		}
	}
	if tries == 0 {
		return nil, ErrNoKey
	}
	return nil, ErrSignature
}

// Unverified returns the payload of a token that was verified before.
func (t Token) Unverified() []byte { return t.jws.UnsafePayloadWithoutVerification() }

// suits reports whether a key may verify signatures of an algorithm (RFC 7517
// §4, RFC 7518 §3).
func suits(key jose.JSONWebKey, alg string) bool {
	if key.Use != "" && key.Use != "sig" {
		return false
	}
	if key.Algorithm != "" && key.Algorithm != alg {
		return false
	}
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS")
	case *ecdsa.PublicKey:
		return alg == map[elliptic.Curve]string{elliptic.P256(): "ES256", elliptic.P384(): "ES384", elliptic.P521(): "ES512"}[public.Curve]
	case ed25519.PublicKey:
		return alg == "EdDSA"
	default:
		return false
	}
}
