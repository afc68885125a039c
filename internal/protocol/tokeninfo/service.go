package tokeninfo

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Parts are the subjects that looking at a token needs.
type Parts struct {
	Applications *application.Service
	Users        *user.Service
	Access       *access.Service
	Claims       *claims.Service
	Grants       *grant.Service
	Proofs       *proof.Service
	Keys         *keys.Service
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
	app, err := s.Applications.ByID(ctx, held.Token.ApplicationID)
	if errors.Is(err, application.ErrNotFound) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	t := Token{
		Application: app, GrantID: held.Token.GrantID, SessionID: sessionOf(held), OrganizationID: held.Grant.OrganizationID,
		Scopes: held.Token.Scopes, Audience: held.Token.Resources, IssuedAt: held.Token.CreatedAt, ExpiresAt: held.Token.ExpiresAt,
		Refresh: held.Token.Kind == grant.KindRefresh, Confirmation: held.Token.Confirmation,
	}
	return s.settle(ctx, t, held.Grant.UserID)
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
		Application: app, GrantID: c.GrantID, Scopes: oauth.ParseScope(c.Scope), Audience: c.Audience,
		IssuedAt: time.Unix(c.IssuedAt, 0), ExpiresAt: time.Unix(c.ExpiresAt, 0), Confirmation: c.Confirmation,
	}
	if err := json.Unmarshal(all, &t.JWT); err != nil {
		return Token{}, ErrDead
	}
	if c.GrantID == "" {
		return s.settle(ctx, t, "")
	}
	held, err := s.Grants.LookGrant(ctx, c.GrantID)
	if errors.Is(err, grant.ErrUnknown) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if !held.Grant.RevokedAt.IsZero() {
		return Token{}, ErrDead
	}
	if !held.SessionLive && !held.Grant.Offline() {
		return Token{}, ErrDead
	}
	t.SessionID, t.OrganizationID = sessionOf(held), held.Grant.OrganizationID
	return s.settle(ctx, t, held.Grant.UserID)
}

// settle looks at the people and rights behind a token.
func (s *Service) settle(ctx context.Context, t Token, userID string) (Token, error) {
	if !t.Application.IsActive {
		return Token{}, ErrDead
	}
	if userID == "" {
		return t, nil
	}
	u, err := s.Users.ByID(ctx, userID)
	if errors.Is(err, user.ErrNotFound) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if u.IsBanned(s.now()) {
		return Token{}, ErrDead
	}
	held, err := s.Access.Of(ctx, t.Application.ID, u.ID)
	if err != nil {
		return Token{}, err
	}
	if !held.Admits(u.Role, t.Application) {
		return Token{}, ErrDead
	}
	t.User = u
	return t, nil
}

// Userinfo returns the claims that an access token opens (OpenID Connect Core
// §5.3).
func (s *Service) Userinfo(ctx context.Context, shown Shown) (map[string]any, error) {
	t, err := s.Open(ctx, shown)
	if err != nil {
		return nil, err
	}
	if t.User.ID == "" {
		return nil, oauth.FailToken("the access token is invalid")
	}
	if !t.Has(oauth.ScopeOpenID) {
		return nil, oauth.FailTokenScope("the access token lacks the openid scope")
	}
	if t.JWT != nil && !slices.Contains(t.Audience, token.UserinfoAudience(s.issuer)) {
		return nil, oauth.FailToken("the access token is for another audience")
	}
	return s.about(ctx, t)
}

// about returns what a token tells of its user.
func (s *Service) about(ctx context.Context, t Token) (map[string]any, error) {
	set, err := s.Claims.For(ctx, t.User, t.Application.ID, t.Scopes)
	if err != nil {
		return nil, err
	}
	c := map[string]any{}
	set.Add(c)
	if t.OrganizationID != "" {
		c["org_id"] = t.OrganizationID
	}
	return c, nil
}

// Introspect returns what a client may know of a token (RFC 7662 §2.2): of
// another client's token, only that it is not active.
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
		return inactive, nil
	}
	c := map[string]any{}
	if t.User.ID != "" && !t.Refresh {
		if c, err = s.about(ctx, t); err != nil {
			return nil, err
		}
	}
	c["active"], c["iss"], c["client_id"], c["scope"] = true, s.issuer, t.Application.ClientID(), strings.Join(t.Scopes, " ")
	c["iat"], c["exp"] = t.IssuedAt.Unix(), t.ExpiresAt.Unix()
	if !t.Refresh {
		c["token_type"] = proof.Scheme(t.Confirmation)
		if t.Confirmation.Bound() {
			c["cnf"] = t.Confirmation
		}
	}
	if t.User.ID != "" {
		c["sub"] = t.User.ID
	}
	if t.SessionID != "" {
		c["sid"] = t.SessionID
	}
	if len(t.Audience) > 0 {
		c["aud"] = t.Audience
	}
	if t.JWT != nil {
		c["jti"] = t.JWT["jti"]
	}
	return c, nil
}

// Revoke ends a token of the client (RFC 7009 §2.1). With a refresh token, or
// a JWT that belongs to a grant, the whole grant ends. An unknown or foreign
// token is none of the client's business, and no error. A JWT that an
// application holds for itself stands by its signature alone: saying so is
// better than a success without effect.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, client application.Application, text string) error {
	if strings.Count(text, ".") == 2 {
		t, err := s.findJWT(ctx, text)
		if errors.Is(err, ErrDead) {
			return nil
		}
		if err != nil {
			return err
		}
		if t.Application.ID != client.ID {
			return nil
		}
		if t.GrantID == "" {
			return oauth.Fail(oauth.CodeUnsupportedTokenType, "this token cannot be revoked before it expires")
		}
		return s.Grants.Revoke(ctx, by, t.GrantID, "revoked by the client")
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
