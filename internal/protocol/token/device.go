package token

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// device gives a device what its user allowed on another screen (RFC 8628
// §3.4).
func (s *Service) device(ctx context.Context, app application.Application, r Request) (Response, error) {
	if r.DeviceCode == "" {
		return Response{}, oauth.Fail(oauth.CodeInvalidRequest, "device_code is required")
	}
	if _, err := s.targets(ctx, app, r.Resources, nil, false); err != nil { // an unknown resource does not spend the code
		return Response{}, err
	}
	g, err := s.Devices.Take(ctx, app, r.DeviceCode)
	if err != nil {
		return Response{}, err
	}
	held, err := s.Grants.ByID(ctx, g.ID)
	if errors.Is(err, grant.ErrUnknown) || err == nil && !held.SessionLive {
		return Response{}, oauth.Fail(oauth.CodeInvalidGrant, "session no longer exists")
	}
	if err != nil {
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
	return s.issue(ctx, issuing{app: app, sender: r.sender, grant: g, user: u, scopes: g.Scopes, targets: targets})
}
