package tokeninfo

import (
	"context"
	"errors"
	"strings"

	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Introspect returns what a client may know of a token (RFC 7662 §2.2): of one
// that is none of its business, only that it is not active.
func (s *Service) Introspect(ctx context.Context, client application.Application, text string) (map[string]any, error) {
	inactive := map[string]any{"active": false}
	t, err := s.Find(ctx, text)
	if errors.Is(err, ErrDead) {
		return inactive, nil
	}
	if err != nil {
		return nil, err
	}
	if t.Application.ID != client.ID {
		near, err := s.mayLook(ctx, client, t)
		if err != nil {
			return nil, err
		}
		if !near {
			return inactive, nil
		}
	}
	return s.describe(ctx, t)
}

// mayLook reports whether a client may be told of another's token: when a
// protected API that it is for lists the client. Refresh tokens are for nobody
// but their client.
func (s *Service) mayLook(ctx context.Context, client application.Application, t Token) (bool, error) {
	if t.Refresh {
		return false, nil
	}
	return s.Resources.Near(ctx, client.ID, t.Audience)
}

func (s *Service) describe(ctx context.Context, t Token) (map[string]any, error) {
	c := map[string]any{}
	var err error
	switch {
	case t.User.ID == "":
	case t.Refresh:
		c["sub"], err = s.Claims.Subject(ctx, t.Application, t.User.ID)
	default:
		c, err = s.about(ctx, t, claims.Asked{Scopes: claims.Inside(t.Scopes)})
	}
	if err != nil {
		return nil, err
	}
	c["active"], c["iss"], c["client_id"], c["scope"] = true, s.issuer, t.Application.ClientID(), strings.Join(t.Scopes, " ")
	c["iat"], c["exp"] = t.IssuedAt.Unix(), t.ExpiresAt.Unix()
	if !t.Refresh {
		c["token_type"] = proof.Scheme(t.Confirmation)
		if t.Confirmation.Bound() {
			c["cnf"] = t.Confirmation
		}
	}
	if t.SessionID != "" {
		c["sid"] = t.SessionID
	}
	if len(t.Audience) > 0 {
		c["aud"] = t.Audience
	}
	if t.Delegation != nil {
		c["act"] = t.Delegation
	}
	if t.JWT != nil {
		c["jti"] = t.JWT["jti"]
	}
	return c, nil
}

// SignIntrospection makes the JWT that carries an introspection answer to the
// client that asked (RFC 9701 §5).
func (s *Service) SignIntrospection(ctx context.Context, client application.Application, told map[string]any) (string, error) {
	alg := client.Client.IntrospectionAlg
	if alg == "" {
		alg = keys.RS256
	}
	return s.Keys.Sign(ctx, alg, keys.TypeIntrospection, map[string]any{
		"iss": s.issuer, "aud": client.ClientID(), "iat": s.now().Unix(), "token_introspection": told,
	})
}
