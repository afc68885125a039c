package tokeninfo

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/token"
)

// Userinfo returns the claims that an access token opens (OpenID Connect Core
// §5.3).
func (s *Service) Userinfo(ctx context.Context, shown Shown) (Answer, error) {
	t, err := s.Open(ctx, shown)
	if err != nil {
		return Answer{}, err
	}
	if t.User.ID == "" {
		return Answer{}, oauth.FailToken("the access token is invalid")
	}
	if !t.Has(oauth.ScopeOpenID) {
		return Answer{}, oauth.FailTokenScope("the access token lacks the openid scope")
	}
	if t.JWT != nil && !slices.Contains(t.Audience, token.UserinfoAudience(s.issuer)) {
		return Answer{}, oauth.FailToken("the access token is for another audience")
	}
	named := token.AskedOf(t.Grant).Userinfo
	c, err := s.about(ctx, t, claims.Asked{Scopes: t.Scopes, Names: oauth.Names(named)})
	if err != nil {
		return Answer{}, err
	}
	token.AddSignIn(c, t.Grant, t.SessionID, named)
	return s.signedUserinfo(ctx, t, c)
}

// signedUserinfo signs the claims for a client that registered for it (OpenID
// Connect Core §5.3.2). They carry no exp, so that nobody takes them for an ID
// token.
func (s *Service) signedUserinfo(ctx context.Context, t Token, c map[string]any) (Answer, error) {
	alg := t.Application.Client.UserinfoAlg
	if alg == "" {
		return Answer{Claims: c}, nil
	}
	c["iss"], c["aud"] = s.issuer, t.Application.ClientID()
	signed, err := s.Keys.Sign(ctx, alg, keys.TypeNone, c)
	return Answer{JWT: signed}, err
}
