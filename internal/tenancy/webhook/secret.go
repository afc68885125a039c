package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

func (s *Service) makeSecret(endpointID string, now time.Time) (one Secret, text string) {
	text = generate()
	return Secret{ID: secret.UUID(), EndpointID: endpointID, Hint: hint(text), CreatedAt: now, sealed: s.Sealer.Seal([]byte(text))}, text
}

// Rotate gives an endpoint a new secret, which cannot be had again. Those it has
// go on signing beside it for as long as they overlap.
func (s *Service) Rotate(ctx context.Context, by actor.Actor, applicationID, id string, overlap time.Duration) (one Secret, text string, err error) {
	if overlap < 0 || overlap > MaxOverlap {
		return Secret{}, "", ErrInvalid.With(fault.Field{Name: "body.overlapSeconds", Problem: "must be between 0 and 2592000"})
	}
	err = s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		now := s.clock()
		if err := s.store.expireSecrets(ctx, e.ID, now, now.Add(overlap)); err != nil {
			return err
		}
		live, err := s.store.secrets(ctx, e.ID, now)
		if err != nil {
			return err
		}
		if len(live) >= MaxSecrets {
			return ErrManySecrets
		}
		one, text = s.makeSecret(e.ID, now)
		if err := s.store.insertSecret(ctx, one); err != nil {
			return err
		}
		return s.record(ctx, by, "webhook.secret_added", e, map[string]any{
			"secretId": one.ID, "othersExpireAt": now.Add(overlap).Format(time.RFC3339),
		})
	})
	return one, text, err
}

// DeleteSecret has a secret sign no longer, before its time. The one that does
// not expire stays.
func (s *Service) DeleteSecret(ctx context.Context, by actor.Actor, applicationID, id, secretID string) error {
	return s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		if uuid.Validate(secretID) != nil {
			return ErrSecret
		}
		gone, err := s.store.deleteSecret(ctx, e.ID, secretID)
		if err != nil {
			return err
		}
		if gone.ExpiresAt.IsZero() {
			return ErrLastSecret
		}
		return s.record(ctx, by, "webhook.secret_deleted", e, map[string]any{"secretId": gone.ID})
	})
}

// keys opens the secrets that sign now.
func (s *Service) keys(secrets []Secret) ([][]byte, error) {
	all := make([][]byte, 0, len(secrets))
	for _, one := range secrets {
		text, err := s.Sealer.Open(one.sealed)
		if err != nil {
			return nil, err
		}
		k, err := key(string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

// reseal seals with the newest secret of the service what an older one sealed.
// What cannot be opened keeps no other from it.
func (s *Service) reseal(ctx context.Context) error {
	all, err := s.store.allSecrets(ctx)
	if err != nil {
		return err
	}
	var damaged error
	for _, one := range all {
		if !s.Sealer.Stale(one.sealed) {
			continue
		}
		text, err := s.Sealer.Open(one.sealed)
		if err != nil {
			damaged = errors.Join(damaged, fmt.Errorf("secret %s of webhook %s: %w", one.ID, one.EndpointID, err))
			continue
		}
		if err := s.store.reseal(ctx, one, s.Sealer.Seal(text)); err != nil {
			return err
		}
	}
	return damaged
}
