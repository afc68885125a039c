package token

import (
	"context"
	"errors"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

var errRefresh = oauth.Fail(oauth.CodeInvalidGrant, "invalid refresh token")

// refresh rotates a refresh token (RFC 6749 §6, RFC 9700 §4.14.2). A token
// that comes back after it was used ends its whole family. What is refused for
// another reason leaves the token unspent.
func (s *Service) refresh(ctx context.Context, by actor.Actor, app application.Application, r Request) (Response, error) {
	if r.RefreshToken == "" {
		return Response{}, oauth.Fail(oauth.CodeInvalidRequest, "refresh_token is required")
	}
	held, err := s.Grants.Find(ctx, r.RefreshToken)
	if errors.Is(err, grant.ErrUnknown) {
		return Response{}, errRefresh
	}
	if err != nil {
		return Response{}, err
	}
	if held.Token.Kind != grant.KindRefresh {
		return Response{}, errRefresh
	}
	if held.Token.ApplicationID != app.ID {
		return Response{}, errRefresh
	}
	if held.Spent {
		return Response{}, s.replayed(ctx, by, held.Grant)
	}
	if !held.Live(s.now()) {
		return Response{}, errRefresh
	}
	scopes, targets, err := s.narrow(ctx, app, held.Grant, r)
	if err != nil {
		return Response{}, err
	}
	u, err := s.admit(ctx, app, held.Grant)
	if err != nil {
		return Response{}, err
	}
	response, err := s.issue(ctx, issuing{
		app: app, grant: held.Grant, user: u, scopes: scopes, targets: targets, replaces: held.Token.Digest,
	})
	if errors.Is(err, grant.ErrReplay) { // another request was faster
		return Response{}, s.replayed(ctx, by, held.Grant)
	}
	return response, err
}

func (s *Service) replayed(ctx context.Context, by actor.Actor, g grant.Grant) error {
	if err := s.Grants.Revoke(ctx, by, g.ID, "refresh token replayed"); err != nil {
		return err
	}
	return errRefresh
}

// narrow returns what the new access token is for: no more than was granted,
// and no more than the application may still ask for.
func (s *Service) narrow(ctx context.Context, app application.Application, g grant.Grant, r Request) (scopes []string, targets resource.Targets, err error) {
	scopes = r.Scopes
	if len(scopes) == 0 {
		scopes = slices.DeleteFunc(slices.Clone(g.Scopes), func(scope string) bool { return !slices.Contains(app.AllowedScopes, scope) })
	}
	if beyond := oauth.Beyond(scopes, g.Scopes); len(beyond) > 0 {
		return nil, nil, oauth.Fail(oauth.CodeInvalidScope, "scope exceeds what was granted")
	}
	if beyond := oauth.Beyond(scopes, app.AllowedScopes); len(beyond) > 0 {
		return nil, nil, oauth.Fail(oauth.CodeInvalidScope, "scope is no longer allowed to this client")
	}
	targets, err = s.targets(ctx, app, r.Resources, g.Resources, true)
	return scopes, targets, err
}
