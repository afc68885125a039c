package tokeninfo

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// Parts are the subjects that looking at a token needs.
type Parts struct {
	Applications  *application.Service
	Users         *user.Service
	Access        *access.Service
	Organizations *organization.Service
	Claims        *claims.Service
	Grants        *grant.Service
	Proofs        *proof.Service
	Keys          *keys.Service
	Resources     *resource.Service
}

// A Service looks at tokens.
type Service struct {
	Parts
	issuer string
	now    func() time.Time
}

// New returns the service.
func New(p Parts, issuer string, now func() time.Time) *Service { return &Service{p, issuer, now} }

// ErrDead means that a token is unknown, expired, revoked, or that its user or
// application may not use it any more.
var ErrDead = errors.New("tokeninfo: not a live token")

// Find returns a live token. Everything that can end one is looked at now: its
// grant, its session, the user, their access, the application.
func (s *Service) Find(ctx context.Context, text string) (Token, error) {
	if text == "" {
		return Token{}, ErrDead
	}
	if strings.Count(text, ".") == 2 {
		return s.findJWT(ctx, text)
	}
	held, err := s.Grants.Look(ctx, text)
	if errors.Is(err, grant.ErrUnknown) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if !held.Live(s.now()) {
		return Token{}, ErrDead
	}
	app, err := s.application(ctx, held.Token.ApplicationID)
	if err != nil {
		return Token{}, err
	}
	return s.settle(ctx, Token{
		Application: app, Scopes: held.Token.Scopes, Audience: held.Token.Resources, IssuedAt: held.Token.CreatedAt,
		ExpiresAt: held.Token.ExpiresAt, Refresh: held.Token.Kind == grant.KindRefresh, Delegation: held.Token.Delegation,
		Confirmation: held.Token.Confirmation,
	}, held)
}

func (s *Service) application(ctx context.Context, id string) (application.Application, error) {
	app, err := s.Applications.ByID(ctx, id)
	if errors.Is(err, application.ErrNotFound) {
		return app, ErrDead
	}
	return app, err
}

func (s *Service) findJWT(ctx context.Context, text string) (Token, error) {
	var all json.RawMessage
	err := s.Keys.Verify(ctx, text, keys.TypeAccessToken, &all)
	if errors.Is(err, keys.ErrToken) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	var c jwtClaims
	if err := json.Unmarshal(all, &c); err != nil {
		return Token{}, ErrDead
	}
	now := s.now()
	if c.Issuer != s.issuer {
		return Token{}, ErrDead
	}
	if now.Unix() >= c.ExpiresAt {
		return Token{}, ErrDead
	}
	app, err := s.Applications.ByClientID(ctx, c.ClientID)
	if errors.Is(err, application.ErrNotFound) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if c.IssuedAt < app.CreatedAt.Unix() { // of an application that had the client id before
		return Token{}, ErrDead
	}
	t := Token{
		Application: app, Scopes: oauth.ParseScope(c.Scope), Audience: c.Audience, Delegation: c.Actor,
		IssuedAt: time.Unix(c.IssuedAt, 0), ExpiresAt: time.Unix(c.ExpiresAt, 0), Confirmation: c.Confirmation,
	}
	if err := json.Unmarshal(all, &t.JWT); err != nil {
		return Token{}, ErrDead
	}
	var held grant.Held
	if c.GrantID != "" {
		if held, err = s.liveGrant(ctx, c.GrantID); err != nil {
			return Token{}, err
		}
	}
	if held.Grant.ApplicationID != app.ID { // those of the application's own grants end with their grant
		denied, err := s.Grants.JWTRevoked(ctx, c.ID)
		if err != nil {
			return Token{}, err
		}
		if denied {
			return Token{}, ErrDead
		}
	}
	return s.settle(ctx, t, held)
}

// liveGrant is what a JWT that names a grant depends on.
func (s *Service) liveGrant(ctx context.Context, id string) (grant.Held, error) {
	held, err := s.Grants.LookGrant(ctx, id)
	if errors.Is(err, grant.ErrUnknown) {
		return held, ErrDead
	}
	if err != nil {
		return held, err
	}
	if !held.Grant.RevokedAt.IsZero() {
		return held, ErrDead
	}
	if !held.SessionLive && !held.Grant.Offline() {
		return held, ErrDead
	}
	return held, nil
}

// settle looks at the people and rights behind a token. One that was exchanged
// for another (RFC 8693) lives only where the one it was exchanged for would:
// the rights are those of the user in the application that has the grant.
func (s *Service) settle(ctx context.Context, t Token, held grant.Held) (Token, error) {
	if !t.Application.IsActive {
		return Token{}, ErrDead
	}
	if held.Grant.ID == "" {
		return t, nil
	}
	t.Grant, t.SessionID = held.Grant, sessionOf(held)
	origin := t.Application
	if held.Grant.ApplicationID != origin.ID {
		var err error
		if origin, err = s.application(ctx, held.Grant.ApplicationID); err != nil {
			return Token{}, err
		}
		if !origin.IsActive {
			return Token{}, ErrDead
		}
		own, err := s.Access.Of(ctx, t.Application.ID, held.Grant.UserID)
		if err != nil {
			return Token{}, err
		}
		if own.ShutOut() {
			return Token{}, ErrDead
		}
	}
	u, err := s.Users.ByID(ctx, held.Grant.UserID)
	if errors.Is(err, user.ErrNotFound) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if u.IsBanned(s.now()) {
		return Token{}, ErrDead
	}
	if held.Grant.OrganizationID != "" {
		err := s.Organizations.Admits(ctx, u.ID, held.Grant.OrganizationID)
		if errors.Is(err, session.ErrNotMember) {
			return Token{}, ErrDead
		}
		if err != nil {
			return Token{}, err
		}
	}
	rights, err := s.Access.In(ctx, origin.ID, u.ID, held.Grant.OrganizationID)
	if err != nil {
		return Token{}, err
	}
	if !rights.Admits(u.Role, origin) {
		return Token{}, ErrDead
	}
	t.User = u
	return t, nil
}

// about returns what a token tells of its user, to whoever may know: what its
// scopes reveal, and what was asked for by name.
func (s *Service) about(ctx context.Context, t Token, asked claims.Asked) (map[string]any, error) {
	asked.Organization = t.Grant.OrganizationID
	set, err := s.Claims.For(ctx, t.User, t.Application, asked)
	if err != nil {
		return nil, err
	}
	c := make(map[string]any, roomForClaims)
	set.Add(c)
	return c, nil
}

// roomForClaims is as many members as most answers have.
const roomForClaims = 24
