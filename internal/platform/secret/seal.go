package secret

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrSealed means that none of the configured secrets opens the text.
var ErrSealed = errors.New("secret: cannot be opened with the configured secrets")

// A Versioned secret is one entry of BETTER_AUTH_SECRETS. The bare
// BETTER_AUTH_SECRET has version -1.
type Versioned struct {
	Version int
	Text    string
}

// A Sealer encrypts what must be read again, such as private keys, with
// XChaCha20-Poly1305 in the original's format: hex of nonce, ciphertext and
// tag, behind "$ba$<version>$" when the secrets are versioned.
type Sealer struct{ secrets []Versioned }

// NewSealer seals with the first secret and opens with any of them.
func NewSealer(secrets ...Versioned) Sealer { return Sealer{secrets} }

func aead(text string) cipher.AEAD {
	key := sha256.Sum256([]byte(text))
	c, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic(err) // the key has the right length by construction
	}
	return c
}

// Seal encrypts plain.
func (s Sealer) Seal(plain []byte) string {
	first := s.secrets[0]
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	_, _ = rand.Read(nonce)
	text := hex.EncodeToString(aead(first.Text).Seal(nonce, nonce, plain, nil))
	if first.Version >= 0 {
		text = "$ba$" + strconv.Itoa(first.Version) + "$" + text
	}
	return text
}

// SealedBy returns the version of the secret that sealed a text, -1 for the
// bare BETTER_AUTH_SECRET.
func SealedBy(sealed string) int {
	version, _, err := split(sealed)
	if err != nil {
		return -1
	}
	return version
}

// Stale reports whether an older secret than the first sealed a text.
func (s Sealer) Stale(sealed string) bool { return SealedBy(sealed) != s.secrets[0].Version }

func split(sealed string) (version int, body string, err error) {
	rest, versioned := strings.CutPrefix(sealed, "$ba$")
	if !versioned {
		return -1, sealed, nil
	}
	number, body, _ := strings.Cut(rest, "$")
	version, err = strconv.Atoi(number)
	return version, body, err
}

// Open decrypts what Seal, or the original, made.
func (s Sealer) Open(sealed string) ([]byte, error) {
	version, body, err := split(sealed)
	if err != nil {
		return nil, ErrSealed
	}
	raw, err := hex.DecodeString(body)
	if err != nil || len(raw) < chacha20poly1305.NonceSizeX {
		return nil, ErrSealed
	}
	nonce, text := raw[:chacha20poly1305.NonceSizeX], raw[chacha20poly1305.NonceSizeX:]
	for _, v := range s.secrets {
		if version >= 0 && v.Version != version {
			continue
		}
		if plain, err := aead(v.Text).Open(nil, nonce, text, nil); err == nil {
			return plain, nil
		}
	}
	return nil, fmt.Errorf("%w (version %d)", ErrSealed, version)
}
