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

// Open decrypts what Seal, or the original, made.
func (s Sealer) Open(sealed string) ([]byte, error) {
	version, body := -1, sealed
	if rest, ok := strings.CutPrefix(sealed, "$ba$"); ok {
		v, text, _ := strings.Cut(rest, "$")
		n, err := strconv.Atoi(v)
		if err != nil {
			return nil, ErrSealed
		}
		version, body = n, text
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
