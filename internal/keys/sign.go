package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// sign makes a compact JWS (RFC 7515 §7.1) of the claims.
func (k *Key) sign(typ string, claims any) (string, error) {
	header, ok := k.header[typ]
	if !ok {
		return "", fmt.Errorf("no token has type %q", typ)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	b64 := base64.RawURLEncoding
	buf := make([]byte, 0, len(header)+b64.EncodedLen(len(payload))+1+b64.EncodedLen(2*rsaBits/8))
	buf = append(buf, header...)
	buf = b64.AppendEncode(buf, payload)
	signature, err := k.signature(buf)
	if err != nil {
		return "", err
	}
	buf = append(buf, '.')
	return string(b64.AppendEncode(buf, signature)), nil
}

func (k *Key) signature(input []byte) ([]byte, error) {
	switch private := k.private.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(private, input), nil
	case *ecdsa.PrivateKey:
		sum := sha256.Sum256(input)
		r, s, err := ecdsa.Sign(rand.Reader, private, sum[:])
		if err != nil {
			return nil, err
		}
		out := make([]byte, 64) // RFC 7518 §3.4: R and S, 32 bytes each
		r.FillBytes(out[:32])
		s.FillBytes(out[32:])
		return out, nil
	case *rsa.PrivateKey:
		sum := sha256.Sum256(input)
		if k.Alg == PS256 {
			return rsa.SignPSS(rand.Reader, private, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	default:
		return nil, fmt.Errorf("cannot sign with a %T", private)
	}
}

// HalfHash is the at_hash or c_hash of a value (OpenID Connect Core §3.1.3.6):
// the left half of its hash, by the ID token's algorithm. Ed25519 hashes with
// SHA-512.
func HalfHash(alg, value string) string {
	var sum []byte
	if alg == EdDSA {
		full := sha512.Sum512([]byte(value))
		sum = full[:]
	} else {
		full := sha256.Sum256([]byte(value))
		sum = full[:]
	}
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
