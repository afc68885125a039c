package tokeninfo

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Subject reads a token that a client shows to exchange it (RFC 8693 §2.1).
func (s *Service) Subject(ctx context.Context, client application.Application, kind, text string) (token.Subject, error) {
	t, err := s.ofKind(ctx, client, kind, text)
	if errors.Is(err, ErrDead) {
		return token.Subject{}, token.ErrSubject
	}
	if err != nil {
		return token.Subject{}, err
	}
	if t.Refresh {
		return token.Subject{}, token.ErrSubject
	}
	userinfo := token.UserinfoAudience(s.issuer)
	return token.Subject{
		Application: t.Application, User: t.User, Grant: t.Grant, Scopes: t.Scopes, Actors: t.Delegation, Sender: t.Confirmation, ExpiresAt: t.ExpiresAt,
		Resources: slices.DeleteFunc(slices.Clone(t.Audience), func(a string) bool { return a == userinfo }),
	}, nil
}

func (s *Service) ofKind(ctx context.Context, client application.Application, kind, text string) (Token, error) {
	switch kind {
	case token.TypeAccess:
		return s.Find(ctx, text)
	case token.TypeJWT:
		if strings.Count(text, ".") != 2 {
			return Token{}, ErrDead
		}
		return s.findJWT(ctx, text)
	case token.TypeID:
		return s.findIDToken(ctx, client, text)
	}
	return Token{}, ErrDead
}

// findIDToken reads an ID token of a client as what it stands for: the grant
// that the client has from its user's session. It is shown by nobody else.
func (s *Service) findIDToken(ctx context.Context, client application.Application, text string) (Token, error) {
	var c struct {
		Issuer       string          `json:"iss"`
		Audience     audience        `json:"aud"`
		Subject      string          `json:"sub"`
		SessionID    string          `json:"sid"`
		Organization string          `json:"org_id"`
		IssuedAt     int64           `json:"iat"`
		ExpiresAt    int64           `json:"exp"` // signed userinfo has none
		Actor        json.RawMessage `json:"act"`
	}
	var all json.RawMessage
	err := s.Keys.Verify(ctx, text, keys.TypeNone, &all)
	if errors.Is(err, keys.ErrToken) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	if json.Unmarshal(all, &c) != nil {
		return Token{}, ErrDead
	}
	if c.Issuer != s.issuer {
		return Token{}, ErrDead
	}
	if !slices.Contains(c.Audience, client.ClientID()) {
		return Token{}, ErrDead
	}
	if s.now().Unix() >= c.ExpiresAt {
		return Token{}, ErrDead
	}
	if c.IssuedAt < client.CreatedAt.Unix() { // of an application that had the client id before
		return Token{}, ErrDead
	}
	id, err := s.Grants.OfSession(ctx, client.ID, c.SessionID, c.Organization)
	if errors.Is(err, grant.ErrUnknown) {
		return Token{}, ErrDead
	}
	if err != nil {
		return Token{}, err
	}
	held, err := s.liveGrant(ctx, id)
	if err != nil {
		return Token{}, err
	}
	subject, err := s.Claims.Subject(ctx, client, held.Grant.UserID)
	if err != nil {
		return Token{}, err
	}
	if subject != c.Subject {
		return Token{}, ErrDead
	}
	return s.settle(ctx, Token{
		Application: client, Scopes: held.Grant.Scopes, Audience: held.Grant.Resources,
		IssuedAt: time.Unix(c.IssuedAt, 0), ExpiresAt: time.Unix(c.ExpiresAt, 0), Delegation: c.Actor,
	}, held)
}
