package application

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// What the key set of a client never exceeds.
const (
	MaxKeySet = 32 << 10
	maxKeys   = 20
	rsaBits   = 2048
	rsaMost   = 8192
)

// Why a key set is refused; the texts are for whoever sent it.
var (
	errKeySet     = errors.New("is not a JWK set (RFC 7517 §5)")
	errKeySetSize = errors.New("is too large")
	errNoKeys     = errors.New("holds no public key that can be used")
)

// ParseKeys reads the public keys that a client registers (RFC 7517). A set with
// a private or a shared key is refused whole: it is known to others by now. Keys
// of kinds unknown here are left out (RFC 7517 §5).
func ParseKeys(text []byte) (jose.JSONWebKeySet, error) {
	set, err := readKeys(text, func(err error) error { return err })
	if err != nil {
		return jose.JSONWebKeySet{}, err
	}
	if len(set.Keys) == 0 {
		return jose.JSONWebKeySet{}, errNoKeys
	}
	return set, nil
}

// UsableKeys reads the key set that a client publishes. It was not written for
// us alone, so whatever cannot verify a signature is left out (RFC 7517 §5).
func UsableKeys(text []byte) (jose.JSONWebKeySet, error) {
	return readKeys(text, func(error) error { return nil })
}

// readKeys keeps the keys that can be used; judge says what becomes of the set
// when one is bad.
func readKeys(text []byte, judge func(error) error) (jose.JSONWebKeySet, error) {
	var none jose.JSONWebKeySet
	if len(text) > MaxKeySet {
		return none, errKeySetSize
	}
	var raw struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &raw); err != nil || raw.Keys == nil {
		return none, errKeySet
	}
	if len(raw.Keys) > maxKeys {
		return none, errKeySetSize
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for i, one := range raw.Keys {
		key, known, err := parseKey(one)
		if err != nil {
			if err := judge(err); err != nil {
				return none, fmt.Errorf("has a key at %d that %w", i, err)
			}
			continue
		}
		if known {
			set.Keys = append(set.Keys, key)
		}
	}
	return set, nil
}

var (
	errPrivateKey   = errors.New("is private or shared")
	errMalformedKey = errors.New("is malformed")
	errWeakKey      = errors.New("is too short or too long")
)

func parseKey(text []byte) (key jose.JSONWebKey, known bool, err error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return key, false, errMalformedKey
	}
	for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"} {
		if _, held := members[private]; held {
			return key, false, errPrivateKey
		}
	}
	var kty string
	if err := json.Unmarshal(members["kty"], &kty); err != nil {
		return key, false, errMalformedKey
	}
	var crv string
	if text, held := members["crv"]; held && json.Unmarshal(text, &crv) != nil {
		return key, false, errMalformedKey
	}
	switch kty + " " + crv {
	case "oct ":
		return key, false, errPrivateKey
	case "RSA ", "EC P-256", "EC P-384", "EC P-521", "OKP Ed25519":
	default:
		return key, false, nil
	}
	if err := key.UnmarshalJSON(text); err != nil {
		return key, false, errMalformedKey
	}
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		if bits := public.N.BitLen(); bits < rsaBits || bits > rsaMost {
			return key, false, errWeakKey
		}
	case *ecdsa.PublicKey, ed25519.PublicKey:
	default:
		return key, false, errMalformedKey
	}
	if !key.Valid() {
		return key, false, errMalformedKey
	}
	return key, true, nil
}
