package client

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Service authenticates clients.
type Service struct{ applications *application.Service }

// New returns the service.
func New(applications *application.Service) *Service { return &Service{applications} }

// Authenticate returns the client that the credentials belong to. A public
// client has none but its id.
func (s *Service) Authenticate(ctx context.Context, c Credentials) (application.Application, error) {
	if c.ID == "" {
		return application.Application{}, oauth.FailClient("client_id is required", c.Basic)
	}
	if !c.HasSecret {
		return s.publicClient(ctx, c)
	}
	app, err := s.applications.Authenticate(ctx, c.ID, c.Secret)
	if errors.Is(err, application.ErrCredentials) && c.Basic && (c.RawID != c.ID || c.RawSecret != c.Secret) {
		app, err = s.applications.Authenticate(ctx, c.RawID, c.RawSecret)
	}
	if errors.Is(err, application.ErrCredentials) {
		return app, oauth.FailClient("client authentication failed", c.Basic)
	}
	if err != nil {
		return app, err
	}
	if !app.IsActive {
		return app, oauth.FailClient("client is disabled", c.Basic)
	}
	return app, nil
}

func (s *Service) publicClient(ctx context.Context, c Credentials) (application.Application, error) {
	app, err := s.applications.ByClientID(ctx, c.ID)
	if errors.Is(err, application.ErrNotFound) {
		return app, oauth.FailClient("client authentication failed", false)
	}
	if err != nil {
		return app, err
	}
	if !app.IsPublic {
		return app, oauth.FailClient("client authentication failed", false)
	}
	if !app.IsActive {
		return app, oauth.FailClient("client is disabled", false)
	}
	return app, nil
}
