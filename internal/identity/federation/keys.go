package federation

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/jws"
)

// What is looked at when a provider signs.
const (
	maxKeys   = 100
	minRSA    = 2048
	refetch   = time.Minute // keys are not fetched more often because of an unknown one
	keysBytes = 256 << 10
)

var (
	errKeys      = errors.New("the keys of the provider cannot be read")
	errSignature = errors.New("no key of the provider verifies the ID token")
)

// allowedAlgs are those that can verify with a public key and are not known to
// be weak. A token never chooses beyond them.
func allowedAlgs() []string {
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

func keepKeys() fetch.Keep {
	return fetch.Keep{
		Want: fetch.Want{MaxBytes: keysBytes}, Floor: 5 * time.Minute, Ceiling: time.Hour,
		Failures: 10 * time.Second, StaleOnError: time.Hour, Entries: 100,
	}
}

// parseKeys reads a key set. Keys that verify nothing here are left out (RFC
// 7517 §5).
func parseKeys(d fetch.Document) ([]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(d.Body, &set); err != nil || set.Keys == nil {
		return nil, fmt.Errorf("%w: it is no key set", errKeys)
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("%w: there are too many", errKeys)
	}
	usable := []jose.JSONWebKey{}
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if err := json.Unmarshal(raw, &key); err != nil {
			continue
		}
		if !key.Valid() || !key.IsPublic() {
			continue
		}
		if weak, ok := key.Key.(*rsa.PublicKey); ok && weak.N.BitLen() < minRSA {
			continue
		}
		usable = append(usable, key)
	}
	return usable, nil
}

// A signed ID token, whose claims are yet to be looked at.
type signed struct {
	alg    string
	claims map[string]json.RawMessage
}

// verify checks the signature of an ID token with the provider's keys, which
// are asked for again when the token names one that is not known.
func (s *Service) verify(ctx context.Context, m metadata, token string) (signed, error) {
	opened, err := open(token, m.Algs)
	if err != nil {
		return signed{}, err
	}
	set, err := s.keys.Get(ctx, m.Keys)
	if err != nil {
		return signed{}, fmt.Errorf("%w: %w", errKeys, err)
	}
	payload, err := opened.Verify(set)
	if err != nil {
		if set, err = s.keys.Newer(ctx, m.Keys, refetch); err != nil {
			return signed{}, fmt.Errorf("%w: %w", errKeys, err)
		}
		if payload, err = opened.Verify(set); err != nil {
			return signed{}, fmt.Errorf("%w: %w", errSignature, err)
		}
	}
	out := signed{alg: opened.Alg}
	if err := json.Unmarshal(payload, &out.claims); err != nil || out.claims == nil {
		return signed{}, fmt.Errorf("%w: it holds no claims", errSignature)
	}
	return out, nil
}

// open reads an ID token without believing it.
func open(token string, algs []string) (jws.Token, error) {
	if len(algs) == 0 {
		algs = allowedAlgs()
	}
	opened, err := jws.Parse(token, algs)
	if err != nil {
		return jws.Token{}, fmt.Errorf("%w: %w", errSignature, err)
	}
	if !slices.Contains([]string{"", "jwt", "application/jwt"}, strings.ToLower(opened.Type)) { // an access token is none (RFC 9068 §2.1)
		return jws.Token{}, fmt.Errorf("%w: typ is not an ID token's", errSignature)
	}
	return opened, nil
}
