package application

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Secret is one of those that an application may prove itself by. What it is
// was told once, when it was made.
type Secret struct {
	ID        string
	Name      string // may be empty
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
}

// dead reports whether the secret proves nothing any more.
func (s Secret) dead(now time.Time) bool { return !s.ExpiresAt.IsZero() && !s.ExpiresAt.After(now) }

// MaxGrace is how long an old secret may outlive its rotation.
const MaxGrace = 30 * 24 * time.Hour

// MaxSecrets is how many secrets of an application work at once.
const MaxSecrets = 10

const (
	secretBytes   = 32
	maxSecretName = 100
)

// Secrets returns the secrets of an application, oldest first, and with them
// those that expired since the last change.
func (s *Service) Secrets(ctx context.Context, id string) ([]Secret, error) {
	if _, err := s.ByID(ctx, id); err != nil {
		return nil, err
	}
	return s.store.secrets(ctx, id)
}

// AddSecret gives an application one more secret, until it expires; zero means
// never. Those that it has go on working.
func (s *Service) AddSecret(ctx context.Context, by actor.Actor, id, name string, expires time.Time) (Secret, string, error) {
	made, wrong := newSecret(name, expires, s.clock())
	if len(wrong) > 0 {
		return Secret{}, "", ErrInvalid.With(wrong...)
	}
	text := secret.Hex(secretBytes)
	err := s.onSecrets(ctx, id, func(ctx context.Context, a Application) error {
		if err := s.store.dropDead(ctx, id, made.CreatedAt); err != nil {
			return err
		}
		held, err := s.store.secrets(ctx, id)
		if err != nil {
			return err
		}
		if len(held) >= MaxSecrets {
			return ErrSecrets
		}
		if slices.ContainsFunc(held, func(other Secret) bool { return other.Name == made.Name }) {
			return ErrInvalid.With(fault.Field{Name: "body.name", Problem: "another secret has it"})
		}
		if err := s.store.insertSecret(ctx, id, made, secret.Digest(text)); err != nil {
			return err
		}
		return s.record(ctx, by, "application.secret_added", a, described(made))
	})
	if err != nil {
		return Secret{}, "", err
	}
	return made, text, nil
}

// newSecret returns a secret under a name, and what is wrong with it.
func newSecret(name string, expires, now time.Time) (Secret, []fault.Field) {
	made := Secret{ID: secret.UUID(), CreatedAt: now, ExpiresAt: expires.UTC().Truncate(time.Millisecond)}
	var wrong []fault.Field
	var ok bool
	if made.Name, ok = CleanName(name, maxSecretName); !ok {
		wrong = append(wrong, fault.Field{Name: "body.name", Problem: "must have 1 to 100 characters"})
	}
	if made.dead(now) {
		wrong = append(wrong, fault.Field{Name: "body.expiresAt", Problem: "must be in the future"})
	}
	return made, wrong
}

// RemoveSecret ends a secret at once, also the last one.
func (s *Service) RemoveSecret(ctx context.Context, by actor.Actor, id, secretID string) error {
	return s.onApplication(ctx, id, func(ctx context.Context, a Application) error {
		if uuid.Validate(secretID) != nil {
			return ErrSecret
		}
		gone, err := s.store.deleteSecret(ctx, id, secretID)
		if err != nil {
			return err
		}
		return s.record(ctx, by, "application.secret_removed", a, described(gone))
	})
}

func described(s Secret) map[string]any {
	details := map[string]any{"secretId": s.ID, "name": s.Name}
	if !s.ExpiresAt.IsZero() {
		details["expiresAt"] = s.ExpiresAt.Format(time.RFC3339)
	}
	return details
}

// RotateSecret returns a new secret. Those before it live on for grace, and
// not at all when it is zero.
func (s *Service) RotateSecret(ctx context.Context, by actor.Actor, id string, grace time.Duration) (string, error) {
	if grace < 0 || grace > MaxGrace {
		return "", ErrInvalid.With(fault.Field{Name: "body.graceSeconds", Problem: "must be between 0 and 2592000"})
	}
	text := secret.Hex(secretBytes)
	err := s.onSecrets(ctx, id, func(ctx context.Context, a Application) error {
		now := s.clock()
		if err := s.store.endSecrets(ctx, id, now.Add(grace)); err != nil {
			return err
		}
		if err := s.store.dropDead(ctx, id, now); err != nil {
			return err
		}
		if err := s.store.insertSecret(ctx, id, Secret{ID: secret.UUID(), CreatedAt: now}, secret.Digest(text)); err != nil {
			return err
		}
		return s.record(ctx, by, "application.secret_rotated", a, map[string]any{"graceSeconds": int64(grace / time.Second)})
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

// onSecrets runs fn while it holds the row of an application that proves itself
// by secrets.
func (s *Service) onSecrets(ctx context.Context, id string, fn func(ctx context.Context, a Application) error) error {
	return s.onApplication(ctx, id, func(ctx context.Context, a Application) error {
		if a.IsPublic {
			return ErrInvalid.Saying("Public clients do not have a client secret")
		}
		if !a.UsesSecret() {
			return ErrInvalid.Saying("This client proves itself by a key, not by a secret")
		}
		return fn(ctx, a)
	})
}

// onApplication runs fn while it holds an application's row, then has the
// application forgotten.
func (s *Service) onApplication(ctx context.Context, id string, fn func(ctx context.Context, a Application) error) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		a, err := s.lock(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(ctx, a); err != nil {
			return err
		}
		return s.changed(ctx, a)
	})
}
