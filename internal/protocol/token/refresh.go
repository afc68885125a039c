package token

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

var errRefresh = oauth.Fail(oauth.CodeInvalidGrant, "invalid refresh token")

// refresh renews the access token (RFC 6749 §6). The refresh token is replaced
// too, but for a confidential client that proves its key each time, and of no
// more use to a thief than to somebody without the client's credentials (RFC
// 9700 §4.14.2). One that comes back after it was replaced ends its whole
// family. What is refused for another reason leaves the token unspent.
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
	if err := checkRefreshKey(app, held.Token.Confirmation, r.sender); err != nil {
		return Response{}, err
	}
	now := s.now()
	replaces := held.Token.Digest
	if !held.SpentAt.IsZero() {
		if !graced(app, now.Sub(held.SpentAt)) {
			return Response{}, s.replayed(ctx, by, held.Grant)
		}
		held.SpentAt, replaces = time.Time{}, "" // its successor gets a sibling
	}
	if !held.Live(now) {
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
	n := issuing{app: app, sender: r.sender, grant: held.Grant, user: u, scopes: scopes, targets: targets, replaces: replaces}
	if replaces != "" && !rotates(app, held.Token) {
		n.keeps = r.RefreshToken
		if err := s.prolong(ctx, app, held.Token, r.RefreshToken, now); err != nil {
			return Response{}, err
		}
	}
	response, err := s.issue(ctx, n)
	if errors.Is(err, grant.ErrReplay) { // another request was faster: see what that makes of this one
		return s.refresh(ctx, by, app, r)
	}
	return response, err
}

// checkRefreshKey holds a public client to the key it began with, for it has
// nothing else to prove who it is. A confidential client may change its key,
// but what began with a key goes on with one (RFC 9449 §5, RFC 8705 §4).
func checkRefreshKey(app application.Application, began, sender grant.Confirmation) error {
	if began.JKT != "" && sender.JKT == "" {
		return oauth.Fail(oauth.CodeInvalidDPoPProof, "a DPoP proof is required")
	}
	if !app.IsPublic {
		return nil
	}
	if began.JKT != "" && began.JKT != sender.JKT {
		return oauth.Fail(oauth.CodeInvalidGrant, "the refresh token is bound to another DPoP key")
	}
	if began.X5T != "" && began.X5T != sender.X5T {
		return oauth.Fail(oauth.CodeInvalidGrant, "the refresh token is bound to another certificate")
	}
	return nil
}

// rotates reports whether a refresh token is replaced when it is used.
func rotates(app application.Application, refresh grant.Token) bool {
	if app.IsPublic {
		return true
	}
	return !app.SenderConstrained() && !refresh.Confirmation.Bound()
}

// graced reports whether a refresh token that was replaced so long ago may come
// back: for clients that lost the answer. A public one cannot be told from a
// thief.
func graced(app application.Application, ago time.Duration) bool {
	if app.IsPublic {
		return false
	}
	grace := time.Duration(min(app.Client.RefreshGrace, application.MaxRefreshGrace)) * time.Second
	return grace > 0 && ago < grace
}

// prolongEvery spares most refreshes the statement that prolongs the token.
const prolongEvery = 24 * time.Hour

// prolong gives a refresh token that is not replaced the life that a successor
// would have had.
func (s *Service) prolong(ctx context.Context, app application.Application, t grant.Token, token string, now time.Time) error {
	life := refreshLife(app)
	until := now.Add(life)
	if until.Sub(t.ExpiresAt) < min(prolongEvery, life/2) {
		return nil
	}
	return s.Grants.Extend(ctx, token, until)
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
