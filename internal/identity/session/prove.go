package session

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Prove notes what else the user has shown since the session began, which makes
// it fresh; without methods it is what they had shown before. A session that
// proves more than it did goes on under a new token: who knew the old one must
// not rise with it. The caller sets the cookie again.
func (s *Service) Prove(ctx context.Context, by actor.Actor, id string, methods ...string) (Session, error) {
	return s.change(ctx, by, id, false, methods)
}

// Rotate gives a session a new token, after changes that an old one should not
// outlive.
func (s *Service) Rotate(ctx context.Context, by actor.Actor, id string) (Session, error) {
	return s.change(ctx, by, id, true, nil)
}

func (s *Service) change(ctx context.Context, by actor.Actor, id string, rotate bool, methods []string) (Session, error) {
	var changed Session
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		old, err := s.store.byID(ctx, id)
		if err != nil {
			return err
		}
		changed = old
		changed.Methods, changed.UpdatedAt = slices.Clone(old.Methods), s.now()
		fresh := rotate
		for _, method := range methods {
			if !slices.Contains(changed.Methods, method) {
				changed.Methods, fresh = append(changed.Methods, method), true
			}
		}
		if fresh {
			changed.Token = secret.ID()
		}
		if err := s.store.prove(ctx, old.Token, changed); err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, cacheKind, old.Token); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "session.proved", Target: "session", TargetID: id, Details: map[string]any{"methods": changed.Methods},
		})
	})
	return changed, err
}
