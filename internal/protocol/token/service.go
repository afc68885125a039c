package token

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/device"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// Parts are the subjects that issuing needs.
type Parts struct {
	Clients       *client.Service
	Applications  *application.Service
	Users         *user.Service
	Access        *access.Service
	Organizations *organization.Service
	Claims        *claims.Service
	Grants        *grant.Service
	Devices       *device.Service
	Proofs        *proof.Service
	Keys          *keys.Service
	Resources     *resource.Service
}

// A Service issues tokens.
type Service struct {
	Parts
	issuer  string
	now     func() time.Time
	subject func(ctx context.Context, client application.Application, kind, text string) (Subject, error)
}

// New returns the service.
func New(p Parts, issuer string, now func() time.Time) *Service {
	return &Service{Parts: p, issuer: issuer, now: now}
}

var errGrantType = oauth.Fail(oauth.CodeUnsupportedGrantType, "grant_type is not supported")

// GrantTypes lists what Exchange takes.
func GrantTypes() []string {
	return []string{"authorization_code", "client_credentials", "refresh_token", application.GrantDevice, application.GrantTokenExchange}
}

// Exchange answers a token request. The client is authenticated before
// anything it shows is looked at.
func (s *Service) Exchange(ctx context.Context, by actor.Actor, r Request) (Response, error) {
	if r.GrantType == "" {
		return Response{}, oauth.Fail(oauth.CodeInvalidRequest, "grant_type is required")
	}
	app, err := s.Clients.Authenticate(ctx, r.Client)
	if err != nil {
		return Response{}, err
	}
	by.ApplicationID = app.ID
	if slices.Contains(GrantTypes(), r.GrantType) && !app.Allows(r.GrantType) {
		return Response{}, oauth.Fail(oauth.CodeUnauthorizedClient, "the client may not use this grant type")
	}
	if r.sender, err = s.Proofs.Sender(ctx, app, r.Proof); err != nil {
		return Response{}, err
	}
	switch r.GrantType {
	case "authorization_code":
		return s.code(ctx, by, app, r)
	case "refresh_token":
		return s.refresh(ctx, by, app, r)
	case "client_credentials":
		return s.clientCredentials(ctx, app, r)
	case application.GrantTokenExchange:
		return s.exchange(ctx, app, r)
	case application.GrantDevice:
		return s.device(ctx, app, r)
	default:
		return Response{}, errGrantType
	}
}

// admit returns the user of a grant if they may still enter the application.
func (s *Service) admit(ctx context.Context, app application.Application, g grant.Grant) (user.User, error) {
	u, err := s.Users.ByID(ctx, g.UserID)
	if errors.Is(err, user.ErrNotFound) {
		return u, oauth.Fail(oauth.CodeInvalidGrant, "the user no longer exists")
	}
	if err != nil {
		return u, err
	}
	if u.IsBanned(s.now()) {
		return u, oauth.Fail(oauth.CodeInvalidGrant, "the user is disabled")
	}
	if g.OrganizationID != "" {
		err := s.Organizations.Admits(ctx, u.ID, g.OrganizationID)
		if errors.Is(err, session.ErrNotMember) {
			return u, oauth.Fail(oauth.CodeInvalidGrant, "the user no longer belongs to the organization")
		}
		if err != nil {
			return u, err
		}
	}
	held, err := s.Access.In(ctx, app.ID, u.ID, g.OrganizationID)
	if err != nil {
		return u, err
	}
	if !held.Admits(u.Role, app) {
		return u, oauth.Fail(oauth.CodeInvalidGrant, "the user has no access to this application")
	}
	if app.IsMfaRequired && !session.Multifactor(g.Methods) {
		return u, oauth.Fail(oauth.CodeInvalidGrant, "this application requires a second factor")
	}
	return u, nil
}

// targets returns the protected APIs a token is for: those asked for now, or
// all of the grant (RFC 8707 §2.2).
func (s *Service) targets(ctx context.Context, app application.Application, asked, granted []string, bound bool) (resource.Targets, error) {
	if len(asked) == 0 {
		return s.left(ctx, app, granted)
	}
	targets, err := s.Resources.Targets(ctx, app.ID, asked)
	switch {
	case errors.Is(err, resource.ErrUnknown):
		return nil, oauth.Fail(oauth.CodeInvalidTarget, "requested resource is unknown")
	case errors.Is(err, resource.ErrRefused):
		return nil, oauth.Fail(oauth.CodeInvalidTarget, "requested resource is not for this client")
	case err != nil:
		return nil, err
	}
	if bound && len(granted) > 0 && len(oauth.Beyond(asked, granted)) > 0 {
		return nil, oauth.Fail(oauth.CodeInvalidTarget, "requested resource was not granted")
	}
	return targets, nil
}

// left returns what remains of the granted resources. When nothing does, there
// is no token: without its audience it would be good for more than was granted.
func (s *Service) left(ctx context.Context, app application.Application, granted []string) (resource.Targets, error) {
	var all resource.Targets
	for _, identifier := range granted {
		one, err := s.Resources.Targets(ctx, app.ID, []string{identifier})
		if errors.Is(err, resource.ErrUnknown) || errors.Is(err, resource.ErrRefused) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	if len(granted) > 0 && len(all) == 0 {
		return nil, oauth.Fail(oauth.CodeInvalidTarget, "the granted resource is no longer known")
	}
	return all, nil
}
