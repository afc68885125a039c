package registration

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const (
	purgeBatch = 500
	// triedLife is how long the client of a document is kept that somebody came
	// with once and nobody ever allowed anything.
	triedLife = 24 * time.Hour
)

// Purge removes clients that nobody uses, and initial access tokens that
// expired a month ago. What an administrator disabled stays: it keeps the
// client out.
func (s *Service) Purge(ctx context.Context) error {
	now := s.now()
	if err := s.store.purgeTokens(ctx, now.Add(-30*24*time.Hour)); err != nil {
		return err
	}
	if s.settings.Unused == 0 {
		return nil
	}
	if err := s.purge(ctx, application.OriginRegistered, now.Add(-s.settings.Unused)); err != nil {
		return err
	}
	return s.purge(ctx, application.OriginDocument, now.Add(-min(triedLife, s.settings.Unused)))
}

func (s *Service) purge(ctx context.Context, origin string, before time.Time) error {
	for after := ""; ; {
		ids, err := s.store.unused(ctx, origin, before, after, purgeBatch)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.remove(ctx, id, before); err != nil && !errors.Is(err, application.ErrNotFound) {
				return err
			}
		}
		if len(ids) < purgeBatch {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// remove deletes an application unless somebody came to use it meanwhile.
func (s *Service) remove(ctx context.Context, id string, before time.Time) error {
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.Applications.Lock(ctx, id); err != nil {
			return err
		}
		a, err := s.Applications.ByID(ctx, id)
		if err != nil {
			return err
		}
		kept, err := s.kept(ctx, a, before)
		if err != nil || kept {
			return err
		}
		return s.Applications.Delete(ctx, actor.Actor{}, id)
	})
}

func (s *Service) kept(ctx context.Context, a application.Application, before time.Time) (bool, error) {
	if a.UpdatedAt.After(before) {
		return true, nil
	}
	if a.Allows(application.GrantClientCredentials) { // it leaves no trace of its use
		return true, nil
	}
	if !a.IsActive {
		waiting, err := s.waiting(ctx, a)
		if err != nil || !waiting {
			return true, err
		}
		if a.UpdatedAt.After(s.now().Add(-s.settings.Unused)) {
			return true, nil
		}
	}
	unused, err := s.store.isUnused(ctx, a.ID)
	return !unused, err
}
