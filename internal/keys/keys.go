// Package keys holds the keys that sign tokens: made, published, rotated,
// retired; sealed at rest.
//
// One key of each algorithm signs at a time. A new key is published before it
// signs and stays published until the last token it signed has expired.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// The algorithms that keys are kept for (RFC 7518, RFC 8037).
const (
	RS256 = "RS256"
	PS256 = "PS256"
	ES256 = "ES256"
	EdDSA = "EdDSA"
)

// Algorithms lists them, the default of OpenID Connect first.
func Algorithms() []string { return []string{RS256, ES256, EdDSA, PS256} }

const rsaBits = 2048

// A Key is one signing key.
type Key struct {
	KID       string
	Alg       string
	CreatedAt time.Time
	SignsAt   time.Time // published from CreatedAt, signs from here
	RetiredAt time.Time // signs until here; zero while it has no successor
	ExpiresAt time.Time // published until here

	public  jose.JSONWebKey
	private crypto.Signer
	header  map[string]string // encoded JWS header by "typ"
	sealed  string            // empty when the private half has been erased
	closed  error             // why the private half cannot be used here
}

// A State is where a key stands in its life.
type State string

// The states, in their order.
const (
	Published State = "published" // known to clients, does not sign yet
	Signing   State = "signing"
	Retired   State = "retired" // still published, for what it signed
)

// State is where the key stands at a moment.
func (k *Key) State(now time.Time) State {
	switch {
	case k.retired(now):
		return Retired
	case now.Before(k.SignsAt):
		return Published
	default:
		return Signing
	}
}

// SealedBy names the secret that the stored private half needs: a version of
// BETTER_AUTH_SECRETS, or -1 for BETTER_AUTH_SECRET. It reports false when the
// private half has been erased.
func (k *Key) SealedBy() (version int, kept bool) { return secret.SealedBy(k.sealed), k.sealed != "" }

func (k *Key) retired(now time.Time) bool { return !k.RetiredAt.IsZero() && !now.Before(k.RetiredAt) }

// signs reports whether the key may sign now.
func (k *Key) signs(now time.Time) bool {
	return !now.Before(k.SignsAt) && !k.retired(now)
}

func (k *Key) published(now time.Time) bool {
	return k.ExpiresAt.IsZero() || now.Before(k.ExpiresAt)
}

func generate(alg string) (crypto.Signer, error) {
	switch alg {
	case RS256, PS256:
		return rsa.GenerateKey(rand.Reader, rsaBits)
	case ES256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case EdDSA:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return private, err
	default:
		return nil, fmt.Errorf("no keys are made for algorithm %q", alg)
	}
}

func newKey(alg string, now, signsAt time.Time, sealer secret.Sealer) (*Key, error) {
	private, err := generate(alg)
	if err != nil {
		return nil, err
	}
	k := &Key{KID: secret.ID(), Alg: alg, CreatedAt: now, SignsAt: signsAt, private: private}
	k.public = jose.JSONWebKey{Key: private.Public(), KeyID: k.KID, Algorithm: alg, Use: "sig"}
	plain, err := json.Marshal(jose.JSONWebKey{Key: private, KeyID: k.KID, Algorithm: alg, Use: "sig"})
	if err != nil {
		return nil, err
	}
	k.sealed = sealer.Seal(plain)
	k.prepare()
	return k, nil
}

// open reads the halves of a stored key. A private half that cannot be read
// leaves a key that verifies: another replica may have a secret that this one
// has not been given yet.
func (k *Key) open(publicJWK string, sealer secret.Sealer) error {
	if err := json.Unmarshal([]byte(publicJWK), &k.public); err != nil {
		return fmt.Errorf("signing key %s: %w", k.KID, err)
	}
	k.private, k.closed = k.opened(sealer)
	k.prepare()
	return nil
}

func (k *Key) opened(sealer secret.Sealer) (crypto.Signer, error) {
	if k.sealed == "" {
		return nil, errors.New("signing key " + k.KID + " is retired and has no private half any more")
	}
	plain, err := sealer.Open(k.sealed)
	if err != nil {
		return nil, fmt.Errorf("signing key %s: %w", k.KID, err)
	}
	var private jose.JSONWebKey
	if err := json.Unmarshal(plain, &private); err != nil {
		return nil, errors.New("signing key " + k.KID + " is damaged")
	}
	signer, ok := private.Key.(crypto.Signer)
	if !ok {
		return nil, errors.New("signing key " + k.KID + " has no private half")
	}
	return signer, nil
}

// The "typ" headers of what is signed here. ID tokens and signed userinfo have
// none, as OpenID Connect Core §2 has it; everything with a type of its own
// carries it, so that none of them passes as another (RFC 8725 §3.11).
const (
	TypeNone          = ""
	TypeJWT           = "JWT"                     // RFC 7519 §5.1, for JARM answers
	TypeAccessToken   = "at+jwt"                  // RFC 9068 §2.1
	TypeLogoutToken   = "logout+jwt"              //nolint:gosec // a media type; OpenID Connect Back-Channel Logout §2.4
	TypeIntrospection = "token-introspection+jwt" // RFC 9701 §5
)

// types are the headers that every key has ready, so that signing encodes none.
func types() []string {
	return []string{TypeNone, TypeJWT, TypeAccessToken, TypeLogoutToken, TypeIntrospection}
}

func (k *Key) prepare() {
	k.header = map[string]string{}
	for _, typ := range types() {
		h := struct {
			Alg string `json:"alg"`
			KID string `json:"kid"`
			Typ string `json:"typ,omitempty"`
		}{k.Alg, k.KID, typ}
		text, _ := json.Marshal(h) // strings always marshal
		k.header[typ] = base64.RawURLEncoding.EncodeToString(text) + "."
	}
}
