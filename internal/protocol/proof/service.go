package proof

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Service checks proofs.
type Service struct {
	replays   *replay.Service
	nonces    nonces
	useNonces bool
	bases     []string
	now       func() time.Time
}

// New returns the service. Proofs must name addresses under one of the bases,
// such as the issuer. With useNonces every proof must hold a nonce of the
// service, and then its own clock does not matter.
func New(replays *replay.Service, signer secret.Signer, useNonces bool, bases []string, now func() time.Time) *Service {
	return &Service{replays, nonces{signer}, useNonces, bases, now}
}

// Key returns the thumbprint of the DPoP key that the sender of a request
// without access token holds; empty when it shows none.
func (s *Service) Key(ctx context.Context, r Request) (string, error) {
	if len(r.DPoP) == 0 {
		return "", nil
	}
	return s.dpop(ctx, r, "")
}

// Sender returns what the tokens that a client asks for are to be bound to.
func (s *Service) Sender(ctx context.Context, app application.Application, r Request) (grant.Confirmation, error) {
	var c grant.Confirmation
	if app.Client.CertificateBound {
		if r.Certificate == "" {
			return c, oauth.Fail(oauth.CodeInvalidRequest, "a client certificate is required")
		}
		c.X5T = r.Certificate
	}
	if len(r.DPoP) == 0 && !app.Client.DPoPBound {
		return c, nil
	}
	var err error
	c.JKT, err = s.dpop(ctx, r, "")
	return c, err
}

// The schemes by which an access token is shown in the Authorization header.
const (
	SchemeBearer = "Bearer"
	SchemeDPoP   = "DPoP"
)

// Scheme returns how a token is shown, which is its token_type (RFC 9449 §5):
// one that is bound to a certificate is a bearer token in all else (RFC 8705
// §3).
func Scheme(bound grant.Confirmation) string {
	if bound.JKT != "" {
		return SchemeDPoP
	}
	return SchemeBearer
}

// Shown checks that whoever shows an access token holds the key it is bound to
// (RFC 9449 §7.1, RFC 8705 §3). The scheme matters: a bound token is no bearer token, and a
// bearer token has no key.
func (s *Service) Shown(ctx context.Context, r Request, scheme, accessToken string, bound grant.Confirmation) error {
	if err := certified(r, bound); err != nil {
		return err
	}
	byDPoP := strings.EqualFold(scheme, SchemeDPoP)
	if bound.JKT == "" {
		if byDPoP {
			return challenge(oauth.Fail(oauth.CodeInvalidToken, "the access token is not bound to a DPoP key"))
		}
		return nil
	}
	if !byDPoP {
		return challenge(oauth.Fail(oauth.CodeInvalidToken, "the access token is bound to a DPoP key"))
	}
	key, err := s.dpop(ctx, r, accessToken)
	if refused, ok := errors.AsType[*oauth.Error](err); ok {
		return challenge(refused)
	}
	if err != nil {
		return err
	}
	if key != bound.JKT {
		return challenge(oauth.Fail(oauth.CodeInvalidToken, "the access token is bound to another DPoP key"))
	}
	return nil
}

// certified checks that the connection holds the key of the certificate a token
// is bound to (RFC 8705 §3).
func certified(r Request, bound grant.Confirmation) error {
	if bound.X5T == "" {
		return nil
	}
	if r.Certificate == "" {
		return oauth.FailToken("the access token is bound to a certificate, and none was shown")
	}
	if r.Certificate != bound.X5T {
		return oauth.FailToken("the access token is bound to another certificate")
	}
	return nil
}

// challenge is a refusal as a protected resource tells it.
func challenge(e *oauth.Error) *oauth.Error {
	const unauthorized = 401
	e.Status, e.DPoP = unauthorized, true
	return e
}

// dpop checks the proof of a request and spends it: a proof is good once.
func (s *Service) dpop(ctx context.Context, r Request, accessToken string) (key string, err error) {
	now := s.now()
	want := oauth.DPoPRequest{Proofs: r.DPoP, Method: r.Method, AccessToken: accessToken}
	for _, base := range s.bases {
		want.URLs = append(want.URLs, base+r.Path)
	}
	if s.useNonces {
		want.Nonce = func(nonce string) bool { return s.nonces.good(nonce, now) }
	}
	proof, refused := oauth.CheckDPoP(want, now)
	if refused != nil {
		if refused.Code == oauth.CodeUseDPoPNonce {
			refused.Nonce = s.nonces.current(now)
		}
		return "", refused
	}
	until := proof.IssuedAt.Add(oauth.DPoPWindow)
	if s.useNonces {
		until = now.Add(3 * noncePeriod)
	}
	err = s.replays.Use(ctx, "dpop:"+proof.Key, proof.ID, until)
	if errors.Is(err, replay.ErrReplay) {
		return "", oauth.Fail(oauth.CodeInvalidDPoPProof, "the DPoP proof was used before")
	}
	return proof.Key, err
}
