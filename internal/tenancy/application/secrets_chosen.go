package application

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A ChosenSecret is a secret that was made elsewhere.
type ChosenSecret struct {
	Name      string    // by which it is found
	Text      string    // long and random: it is kept as a plain digest
	ExpiresAt time.Time // zero: never
}

// Lengths of chosen secrets.
const (
	MinChosen = 32
	MaxChosen = 256
)

// ChooseSecret gives an application a secret under a name, and reports whether
// that changed anything. One of that name which is another ends at once; those
// of other names go on working.
func (s *Service) ChooseSecret(ctx context.Context, by actor.Actor, id string, c ChosenSecret) (bool, error) {
	made, wrong := newSecret(c.Name, c.ExpiresAt, s.clock())
	// What RFC 6749 A.2 lets a secret hold, without the space that is lost in files.
	if len(c.Text) < MinChosen || len(c.Text) > MaxChosen || strings.ContainsFunc(c.Text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		wrong = append(wrong, fault.Field{Name: "body.value", Problem: "must have 32 to 256 visible ASCII characters"})
	}
	if len(wrong) > 0 {
		return false, ErrInvalid.With(wrong...)
	}
	digest := secret.Digest(c.Text)
	if held, err := s.store.holdsSecret(ctx, id, made, digest); err != nil || held {
		return false, err
	}
	err := s.onSecrets(ctx, id, func(ctx context.Context, a Application) error {
		if err := s.store.dropDead(ctx, id, made.CreatedAt); err != nil {
			return err
		}
		held, err := s.store.secrets(ctx, id)
		if err != nil {
			return err
		}
		action := "application.secret_added"
		if i := slices.IndexFunc(held, func(other Secret) bool { return other.Name == made.Name }); i >= 0 {
			if _, err := s.store.deleteSecret(ctx, id, held[i].ID); err != nil {
				return err
			}
			action = "application.secret_replaced"
		} else if len(held) >= MaxSecrets {
			return ErrSecrets
		}
		if err := s.store.insertSecret(ctx, id, made, digest); err != nil {
			return err
		}
		return s.record(ctx, by, action, a, described(made))
	})
	return err == nil, err
}
