package federation

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// secretLife is how long a client secret that is made here is good for: one
// request.
const secretLife = 5 * time.Minute

// clientSecret is what the provider's token endpoint knows us by. Apple wants a
// JWT, signed with the key it gave out.
func (p provider) clientSecret(m metadata, now time.Time) (string, error) {
	if p.SignKey == nil {
		return p.ClientSecret, nil
	}
	header, err := json.Marshal(map[string]string{"alg": "ES256", "kid": p.KeyID})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": p.TeamID, "sub": p.ClientID, "aud": m.Issuer, "iat": now.Unix(), "exp": now.Add(secretLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, p.SignKey, sum[:])
	if err != nil {
		return "", fmt.Errorf("signing the client secret: %w", err)
	}
	const half = 32 // RFC 7518 §3.4
	signature := make([]byte, 2*half)
	r.FillBytes(signature[:half])
	s.FillBytes(signature[half:])
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// nameOf reads the name that Apple has the browser bring along, at the first
// sign-in alone. Nobody vouches for it, nor for the address beside it.
func nameOf(raw string) string {
	var told struct {
		Name struct {
			First string `json:"firstName"`
			Last  string `json:"lastName"`
		} `json:"name"`
	}
	if len(raw) > maxToken || json.Unmarshal([]byte(raw), &told) != nil {
		return ""
	}
	return strings.TrimSpace(told.Name.First + " " + told.Name.Last)
}
