package tokeninfo

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Revoke ends a token of the client (RFC 7009 §2.1). With a refresh token, or
// a JWT of a grant of the client's, the whole grant ends: protected APIs may
// take a JWT for good until it expires, so at least nothing must follow it. An
// unknown or foreign token is none of the client's business, and no error.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, client application.Application, text string) error {
	if strings.Count(text, ".") == 2 {
		return s.revokeJWT(ctx, by, client, text)
	}
	held, err := s.Grants.Find(ctx, text)
	if errors.Is(err, grant.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	if held.Token.ApplicationID != client.ID {
		return nil
	}
	if held.Token.Kind == grant.KindRefresh {
		return s.Grants.Revoke(ctx, by, held.Grant.ID, "revoked by the client")
	}
	return s.Grants.RevokeToken(ctx, text)
}

func (s *Service) revokeJWT(ctx context.Context, by actor.Actor, client application.Application, text string) error {
	t, err := s.findJWT(ctx, text)
	if errors.Is(err, ErrDead) {
		return s.refuseOtherJWT(ctx, text)
	}
	if err != nil {
		return err
	}
	if t.Application.ID != client.ID {
		return nil
	}
	if t.Grant.ApplicationID == client.ID {
		return s.Grants.Revoke(ctx, by, t.Grant.ID, "revoked by the client")
	}
	jti, _ := t.JWT["jti"].(string)
	return s.Grants.RevokeJWT(ctx, jti, t.ExpiresAt)
}

// refuseOtherJWT tells a client that shows an ID token that there is nothing to
// revoke (RFC 7009 §2.2.1).
func (s *Service) refuseOtherJWT(ctx context.Context, text string) error {
	var any json.RawMessage
	err := s.Keys.Verify(ctx, text, keys.TypeNone, &any)
	if errors.Is(err, keys.ErrToken) {
		return nil
	}
	if err != nil {
		return err
	}
	return oauth.Fail(oauth.CodeUnsupportedTokenType, "only access and refresh tokens can be revoked")
}
