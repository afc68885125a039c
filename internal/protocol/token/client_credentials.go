package token

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// aboutUsers are the scopes that mean nothing without a user.
var aboutUsers = []string{oauth.ScopeOpenID, oauth.ScopeProfile, oauth.ScopeEmail, oauth.ScopeOfflineAccess, oauth.ScopeAddress, oauth.ScopePhone} //nolint:gochecknoglobals // immutable

// clientCredentials gives a client a token for itself (RFC 6749 §4.4).
func (s *Service) clientCredentials(ctx context.Context, app application.Application, r Request) (Response, error) {
	allowed := slices.DeleteFunc(slices.Clone(app.AllowedScopes), func(scope string) bool { return slices.Contains(aboutUsers, scope) })
	scopes := r.Scopes
	if len(scopes) == 0 {
		scopes = allowed
	}
	if beyond := oauth.Beyond(scopes, allowed); len(beyond) > 0 {
		return Response{}, oauth.Fail(oauth.CodeInvalidScope, "The requested scopes are invalid for this client")
	}
	targets, err := s.targets(ctx, app, r.Resources, nil, false)
	if err != nil {
		return Response{}, err
	}
	return s.issue(ctx, issuing{app: app, sender: r.sender, scopes: scopes, targets: targets})
}
