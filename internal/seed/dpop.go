package seed

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Key is a client's own: for proofs of possession. It signs whatever a test
// wants signed, right or wrong.
type Key struct {
	Alg     string
	Private crypto.Signer
}

// NewKey makes a key of RSA with 2048 bits for RS256 and PS256, on P-256 for
// ES256, of Ed25519 for EdDSA.
func NewKey(t testing.TB, alg string) Key {
	t.Helper()
	var private crypto.Signer
	var err error
	switch alg {
	case "RS256", "PS256":
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ES256":
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "EdDSA":
		_, private, err = ed25519.GenerateKey(rand.Reader)
	default:
		t.Fatalf("no keys of %s", alg)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Key{alg, private}
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// JWK is the public half (RFC 7517).
func (k Key) JWK(t testing.TB) map[string]any {
	t.Helper()
	switch public := k.Private.Public().(type) {
	case *rsa.PublicKey:
		return map[string]any{"kty": "RSA", "n": encode(public.N.Bytes()), "e": encode(big.NewInt(int64(public.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, err := public.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		size := (len(point) - 1) / 2
		return map[string]any{"kty": "EC", "crv": public.Params().Name, "x": encode(point[1 : 1+size]), "y": encode(point[1+size:])}
	case ed25519.PublicKey:
		return map[string]any{"kty": "OKP", "crv": "Ed25519", "x": encode(public)}
	default:
		t.Fatalf("no JWK for a %T", public)
		return nil
	}
}

// Thumbprint is the name of the key (RFC 7638): the hash of the members that
// make it, in their order.
func (k Key) Thumbprint(t testing.TB) string {
	t.Helper()
	text, err := json.Marshal(k.JWK(t)) // sorted, and no other members
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	return encode(sum[:])
}

// Sign makes a compact JWS by whatever alg the header names; "none" leaves the
// signature empty, HS256 uses the public key as secret.
func (k Key) Sign(t testing.TB, header, claims map[string]any) string {
	t.Helper()
	var parts [2]string
	for i, part := range []map[string]any{header, claims} {
		text, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		parts[i] = string(text)
	}
	return k.SignText(t, header["alg"], parts[0], parts[1])
}

// SignText is Sign of header and claims as they stand, be they JSON or not.
func (k Key) SignText(t testing.TB, alg any, header, claims string) string {
	t.Helper()
	input := encode([]byte(header)) + "." + encode([]byte(claims))
	return input + "." + encode(k.signature(t, alg, input))
}

func (k Key) signature(t testing.TB, alg any, input string) []byte {
	t.Helper()
	sum := sha256.Sum256([]byte(input))
	var signature []byte
	var err error
	switch private := k.Private.(type) {
	case *rsa.PrivateKey:
		if alg == "PS256" {
			signature, err = rsa.SignPSS(rand.Reader, private, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		} else {
			signature, err = rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
		}
	case *ecdsa.PrivateKey:
		r, s, signErr := ecdsa.Sign(rand.Reader, private, sum[:])
		size := (private.Params().BitSize + 7) / 8
		signature, err = append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...), signErr
	case ed25519.PrivateKey:
		signature = ed25519.Sign(private, []byte(input))
	}
	if err != nil {
		t.Fatal(err)
	}
	switch alg {
	case "none":
		return nil
	case "HS256":
		public, err := json.Marshal(k.JWK(t))
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, public)
		mac.Write([]byte(input))
		return mac.Sum(nil)
	}
	return signature
}

// Proof makes a DPoP proof (RFC 9449 §4.2). Changes are pairs of a claim, or of
// a header member after "header.", and its value; nil leaves it out.
func (k Key) Proof(t testing.TB, method, url string, at time.Time, changes ...any) string {
	t.Helper()
	header := map[string]any{"typ": "dpop+jwt", "alg": k.Alg, "jwk": k.JWK(t)}
	claims := map[string]any{"jti": secret.UUID(), "htm": method, "htu": url, "iat": at.Unix()}
	for i := 0; i+1 < len(changes); i += 2 {
		part, name := claims, changes[i].(string)
		if member, ok := strings.CutPrefix(name, "header."); ok {
			part, name = header, member
		}
		delete(part, name)
		if changes[i+1] != nil {
			part[name] = changes[i+1]
		}
	}
	return k.Sign(t, header, claims)
}

// TokenProof is the header with a proof for the token endpoint.
func (w *World) TokenProof(t testing.TB, k Key, changes ...any) []string {
	t.Helper()
	return []string{"DPoP", k.Proof(t, "POST", w.URL+TokenPath, w.Clock.Now(), changes...)}
}

// Bound are the headers that show a bound access token to GET userinfo.
func (w *World) Bound(t testing.TB, k Key, accessToken string, changes ...any) []string {
	t.Helper()
	proof := k.Proof(t, "GET", w.URL+UserinfoPath, w.Clock.Now(), append([]any{"ath", HashOf(accessToken)}, changes...)...)
	return []string{"Authorization", "DPoP " + accessToken, "DPoP", proof, "Origin", ""}
}

// BoundUserinfo shows a bound access token to GET userinfo, with a good proof.
func (w *World) BoundUserinfo(t testing.TB, k Key, accessToken string) Answer {
	t.Helper()
	return w.Browser(t).Get(t, UserinfoPath, w.Bound(t, k, accessToken)...)
}

// HashOf is the ath of an access token (RFC 9449 §4.2).
func HashOf(accessToken string) string {
	sum := sha256.Sum256([]byte(accessToken))
	return encode(sum[:])
}
