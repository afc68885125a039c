package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/jws"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Why something signed is not a client's. The reasons behind them name no
// secrets and may be told to the client.
var (
	ErrKeys      = errors.New("the keys of the client cannot be read")
	ErrSignature = errors.New("no key of the client verifies the signature")
)

// refetch is how long a document of keys is not fetched again because of an
// unknown key.
const refetch = time.Minute

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
	parsed, err := jws.Parse(token, algs)
	if err != nil {
		return Signed{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	signed := Signed{Alg: parsed.Alg, Type: parsed.Type}
	set, err := s.Keys(ctx, app)
	if err != nil {
		return Signed{}, err
	}
	if signed.Payload, err = verify(parsed, set); err == nil {
		return signed, nil
	}
	if app.Client.JWKSURI == "" {
		return Signed{}, err
	}
	if set, err = s.NewerKeys(ctx, app); err != nil {
		return Signed{}, err
	}
	if signed.Payload, err = verify(parsed, set); err != nil {
		return Signed{}, err
	}
	return signed, nil
}

func verify(token jws.Token, set []jose.JSONWebKey) ([]byte, error) {
	payload, err := token.Verify(set)
	if errors.Is(err, jws.ErrNoKey) {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if err != nil {
		return nil, ErrSignature
	}
	return payload, nil
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
