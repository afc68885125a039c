package token

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// code redeems an authorization code (RFC 6749 §4.1.3). The code is spent by
// the first try, good or bad; a second try ends everything the first gave.
func (s *Service) code(ctx context.Context, by actor.Actor, app application.Application, r Request) (Response, error) {
	if r.Code == "" {
		return Response{}, oauth.Fail(oauth.CodeInvalidRequest, "code is required")
	}
	if _, err := s.targets(ctx, app, r.Resources, nil, false); err != nil { // an unknown resource does not spend the code
		return Response{}, err
	}
	held, err := s.Grants.TakeCode(ctx, app.ID, r.Code)
	g := held.Grant
	switch {
	case errors.Is(err, grant.ErrReplay):
		if err := s.Grants.Revoke(ctx, by, g.ID, "code replayed"); err != nil {
			return Response{}, err
		}
		return Response{}, errCode
	case errors.Is(err, grant.ErrUnknown):
		return Response{}, errCode
	case err != nil:
		return Response{}, err
	}
	if err := s.checkCode(held, r); err != nil {
		return Response{}, err
	}
	if len(oauth.Beyond(g.Scopes, app.AllowedScopes)) > 0 {
		return Response{}, oauth.Fail(oauth.CodeInvalidScope, "scope is no longer allowed to this client")
	}
	targets, err := s.targets(ctx, app, r.Resources, g.Resources, true)
	if err != nil {
		return Response{}, err
	}
	u, err := s.admit(ctx, app, g)
	if err != nil {
		return Response{}, err
	}
	return s.issue(ctx, issuing{app: app, sender: r.sender, grant: g, user: u, scopes: g.Scopes, targets: targets, nonce: g.Nonce})
}

var errCode = oauth.Fail(oauth.CodeInvalidGrant, "Invalid code")

// checkCode compares the request with what the code was issued for.
func (s *Service) checkCode(held grant.Held, r Request) error {
	g := held.Grant
	if !s.now().Before(g.CodeExpiresAt) {
		return oauth.Fail(oauth.CodeInvalidGrant, "code expired")
	}
	if !g.RevokedAt.IsZero() {
		return errCode
	}
	if !held.SessionLive {
		return oauth.Fail(oauth.CodeInvalidGrant, "session no longer exists")
	}
	omitted := r.RedirectURI == "" && g.Details.RedirectOmitted
	if !omitted && r.RedirectURI != g.RedirectURI {
		return oauth.Fail(oauth.CodeInvalidGrant, "redirect_uri does not match the authorization request")
	}
	if err := checkCodeKey(g.Details.DPoPKey, r.sender.JKT); err != nil {
		return err
	}
	if g.Challenge == "" {
		if r.Verifier != "" { // a downgrade: the request that was authorized had no challenge
			return oauth.Fail(oauth.CodeInvalidGrant, "code_verifier was not expected")
		}
		return nil
	}
	if r.Verifier == "" {
		return oauth.Fail(oauth.CodeInvalidGrant, "code_verifier is required")
	}
	if !oauth.ProvesChallenge(r.Verifier, g.Challenge) {
		return oauth.Fail(oauth.CodeInvalidGrant, "code verification failed")
	}
	return nil
}

// checkCodeKey compares the key that the authorization request named with the
// sender's (RFC 9449 §10).
func checkCodeKey(bound, sender string) error {
	if bound == "" {
		return nil
	}
	if sender == "" {
		return oauth.Fail(oauth.CodeInvalidDPoPProof, "the code is bound to a DPoP key, of which a proof is required")
	}
	if sender != bound {
		return oauth.Fail(oauth.CodeInvalidGrant, "the code is bound to another DPoP key")
	}
	return nil
}
