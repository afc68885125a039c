package client

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Why something signed is not a client's. The reasons behind them name no
// secrets and may be told to the client.
var (
	ErrKeys      = errors.New("the keys of the client cannot be read")
	ErrSignature = errors.New("no key of the client verifies the signature")
)

// What is looked at when a client signs. Few keys are tried, because each costs
// a verification.
const (
	maxToken = 16 << 10
	maxTries = 8
	refetch  = time.Minute // a document of keys is not fetched more often because of an unknown key
)

// keepKeys lets a key that a client withdraws live on for an hour at most, and
// a client whose server is down sign in for one more.
func keepKeys() fetch.Keep {
	return fetch.Keep{
		Want:  fetch.Want{MaxBytes: application.MaxKeySet},
		Floor: 5 * time.Minute, Ceiling: time.Hour, Failures: 30 * time.Second, StaleOnError: time.Hour,
		Entries: 1000,
	}
}

// Demanding reports whether a client is held to the FAPI 2.0 Security Profile
// where it is stricter than the specifications it builds on: one that must push
// its authorization requests is.
func Demanding(app application.Application) bool { return app.Client.RequirePAR }

// SigningAlgs are the algorithms a client may sign with: the one it registered
// for the purpose, or any that is offered. FAPI 2.0 Security Profile §5.4.1
// offers three.
func SigningAlgs(app application.Application, registered string) []string {
	offered := application.ProofAlgs()
	if Demanding(app) {
		offered = []string{keys.PS256, keys.ES256, keys.EdDSA}
	}
	if registered == "" {
		return offered
	}
	return slices.DeleteFunc(offered, func(alg string) bool { return alg != registered })
}

// Signed is a JWS whose signature is the client's.
type Signed struct {
	Payload []byte
	Alg     string
	Type    string // the typ header; empty if there is none
}

// Verify checks that a compact JWS was signed by one of the client's keys with
// one of the algorithms. The keys come from its registration or from its
// jwks_uri, which is asked again when the key is unknown. Errors are ErrKeys or
// ErrSignature; what the payload means is for the caller to check.
func (s *Service) Verify(ctx context.Context, app application.Application, token string, algs []string) (Signed, error) {
	if len(token) > maxToken {
		return Signed{}, fmt.Errorf("%w: it is too long", ErrSignature)
	}
	allowed := make([]jose.SignatureAlgorithm, 0, len(algs))
	for _, alg := range algs {
		allowed = append(allowed, jose.SignatureAlgorithm(alg))
	}
	jws, err := jose.ParseSignedCompact(token, allowed)
	if err != nil {
		if _, other := errors.AsType[*jose.ErrUnexpectedSignatureAlgorithm](err); other {
			return Signed{}, fmt.Errorf("%w: alg is not allowed", ErrSignature)
		}
		return Signed{}, fmt.Errorf("%w: it is malformed", ErrSignature)
	}
	header := jws.Signatures[0].Protected
	for _, name := range []jose.HeaderKey{"crit", "jku", "x5u", "b64"} {
		if _, given := header.ExtraHeaders[name]; given {
			return Signed{}, fmt.Errorf("%w: header %s is not allowed", ErrSignature, name)
		}
	}
	signed := Signed{Alg: header.Algorithm}
	signed.Type, _ = header.ExtraHeaders[jose.HeaderType].(string)
	set, err := s.Keys(ctx, app)
	if err != nil {
		return Signed{}, err
	}
	if signed.Payload, err = verify(jws, set); err == nil {
		return signed, nil
	}
	if app.Client.JWKSURI == "" {
		return Signed{}, err
	}
	if set, err = s.NewerKeys(ctx, app); err != nil {
		return Signed{}, err
	}
	if signed.Payload, err = verify(jws, set); err != nil {
		return Signed{}, err
	}
	return signed, nil
}

// verify tries the keys that the header allows: those of its kid, or all of its
// algorithm when it names none (RFC 7515 §4.1.4).
func verify(jws *jose.JSONWebSignature, set []jose.JSONWebKey) ([]byte, error) {
	header := jws.Signatures[0].Protected
	tries := 0
	for _, key := range set {
		if header.KeyID != "" && key.KeyID != header.KeyID {
			continue
		}
		if !suits(key, header.Algorithm) {
			continue
		}
		if tries++; tries > maxTries {
			break
		}
		if payload, err := jws.Verify(key.Key); err == nil {
			return payload, nil
		}
	}
	if tries == 0 {
		return nil, fmt.Errorf("%w: none fits its kid and alg", ErrSignature)
	}
	return nil, ErrSignature
}

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
		return alg == keys.EdDSA
	default:
		return false
	}
}

// Keys returns the public keys of a client: those it registered, or those at
// its jwks_uri. A client without either has none.
func (s *Service) Keys(ctx context.Context, app application.Application) ([]jose.JSONWebKey, error) {
	if app.Client.JWKSURI == "" {
		if len(app.Client.JWKS) == 0 {
			return nil, nil
		}
		return usable(app.Client.JWKS)
	}
	set, err := s.keySets(app).Get(ctx, app.Client.JWKSURI)
	if err != nil {
		return nil, fmt.Errorf("%w at jwks_uri", ErrKeys)
	}
	return set, nil
}

func (s *Service) keySets(app application.Application) *fetch.Cache[[]jose.JSONWebKey] {
	if app.Origin == application.OriginAdmin {
		return s.inside
	}
	return s.documents
}

// NewerKeys is Keys for a caller that did not find the one it needs. It fetches
// them again unless that was done within the last minute.
func (s *Service) NewerKeys(ctx context.Context, app application.Application) ([]jose.JSONWebKey, error) {
	if app.Client.JWKSURI == "" {
		return s.Keys(ctx, app)
	}
	set, err := s.keySets(app).Newer(ctx, app.Client.JWKSURI, refetch)
	if err != nil {
		return nil, fmt.Errorf("%w at jwks_uri", ErrKeys)
	}
	return set, nil
}

func usable(text []byte) ([]jose.JSONWebKey, error) {
	set, err := application.UsableKeys(text)
	if err != nil {
		return nil, fmt.Errorf("%w: the document %w", ErrKeys, err)
	}
	return set.Keys, nil
}
