package registration

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What an initial access token never exceeds.
const (
	MaxUses = 10_000
	MaxLife = 366 * 24 * time.Hour
	maxName = 100
)

// CreateToken makes an initial access token. Its text cannot be had again.
func (s *Service) CreateToken(ctx context.Context, by actor.Actor, n NewInitialToken) (t InitialToken, text string, err error) {
	var refused []fault.Field
	name, ok := application.CleanName(n.Name, maxName)
	if !ok {
		refused = append(refused, fault.Field{Name: "body.name", Problem: "must have 1 to 100 characters"})
	}
	if n.Uses < 1 || n.Uses > MaxUses {
		refused = append(refused, fault.Field{Name: "body.uses", Problem: "must be between 1 and 10000"})
	}
	if n.Life < 0 || n.Life > MaxLife {
		refused = append(refused, fault.Field{Name: "body.expiresInSeconds", Problem: "must be at most 366 days"})
	}
	if len(refused) > 0 {
		return InitialToken{}, "", ErrInvalidToken.With(refused...)
	}
	t = InitialToken{ID: secret.UUID(), Name: name, Uses: n.Uses, UsesLeft: n.Uses, CreatedBy: by.UserID, CreatedAt: s.now().UTC().Truncate(time.Millisecond)}
	if n.Life > 0 {
		t.ExpiresAt = t.CreatedAt.Add(n.Life)
	}
	text = "iat_" + secret.Token()
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insertToken(ctx, t, secret.Digest(text)); err != nil {
			return err
		}
		return s.recordToken(ctx, by, "initial_token.created", t)
	})
	if err != nil {
		return InitialToken{}, "", err
	}
	return t, text, nil
}

// Tokens lists the initial access tokens, oldest first.
func (s *Service) Tokens(ctx context.Context) ([]InitialToken, error) { return s.store.tokens(ctx) }

// DeleteToken takes an initial access token back. Clients that were registered
// with it stay.
func (s *Service) DeleteToken(ctx context.Context, by actor.Actor, id string) error {
	if uuid.Validate(id) != nil {
		return ErrNoToken
	}
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		t, err := s.store.deleteToken(ctx, id)
		if errors.Is(err, db.ErrNone) {
			return ErrNoToken
		}
		if err != nil {
			return err
		}
		return s.recordToken(ctx, by, "initial_token.deleted", t)
	})
}

func (s *Service) recordToken(ctx context.Context, by actor.Actor, action string, t InitialToken) error {
	return s.Audit.Record(ctx, by, audit.Event{
		Action: action, Target: "initial_token", TargetID: t.ID, Details: map[string]any{"name": t.Name, "uses": t.Uses, "uses_left": t.UsesLeft},
	})
}
