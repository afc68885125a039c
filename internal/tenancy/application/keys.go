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

// ParseKeys reads the public keys of a client (RFC 7517). A set with a private
// or a shared key is refused whole: it is known to others by now. Keys of kinds
// unknown here are left out (RFC 7517 §5).
func ParseKeys(text []byte) (jose.JSONWebKeySet, error) {
	var none jose.JSONWebKeySet
	if len(text) > MaxKeySet {
		return none, errKeySetSize
	}
	var raw struct {
		Keys []map[string]json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &raw); err != nil || raw.Keys == nil {
		return none, errKeySet
	}
	if len(raw.Keys) > maxKeys {
		return none, errKeySetSize
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for i, members := range raw.Keys {
		key, known, err := parseKey(members)
		if err != nil {
			return none, fmt.Errorf("has a key at %d that %w", i, err)
		}
		if known {
			set.Keys = append(set.Keys, key)
		}
	}
	if len(set.Keys) == 0 {
		return none, errNoKeys
	}
	return set, nil
}

var (
	errPrivateKey   = errors.New("is private or shared")
	errMalformedKey = errors.New("is malformed")
	errWeakKey      = errors.New("is too short or too long")
)

func parseKey(members map[string]json.RawMessage) (key jose.JSONWebKey, known bool, err error) {
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
	text, err := json.Marshal(members)
	if err != nil {
		return key, false, errMalformedKey
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
