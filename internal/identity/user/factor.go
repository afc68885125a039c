package user

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// VerifyPassword returns nil when the password is the user's, ErrPassword when
// it is not, and ErrNoPassword when they have none.
func (s *Service) VerifyPassword(ctx context.Context, userID, password string) error {
	hash, err := s.store.passwordOf(ctx, userID)
	if err != nil {
		return err
	}
	if hash == "" {
		return ErrNoPassword
	}
	ok, _, err := s.hasher.Verify(ctx, password, hash)
	if err == nil && !ok {
		return ErrPassword
	}
	return err
}

// HasPassword reports whether the user can sign in by password.
func (s *Service) HasPassword(ctx context.Context, userID string) (bool, error) {
	hash, err := s.store.passwordOf(ctx, userID)
	return hash != "", err
}

// SetTwoFactor notes whether the user asked for a second factor at every
// sign-in. Whoever keeps the factors calls it, in the same transaction.
func (s *Service) SetTwoFactor(ctx context.Context, userID string, on bool) (User, error) {
	var u User
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if u, err = s.store.setTwoFactor(ctx, userID, on, s.now()); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, cacheKind, userID)
	})
	return u, err
}

// LiftBan ends a ban whose time is over, and returns the account as it is then.
func (s *Service) LiftBan(ctx context.Context, by actor.Actor, userID string) (User, error) {
	var u User
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		u, err = s.store.liftBan(ctx, userID, s.now())
		if errors.Is(err, db.ErrNone) { // somebody was faster, or banned them anew
			u, err = s.store.byID(ctx, userID)
			return err
		}
		if err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, cacheKind, userID); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "user.unbanned", Target: "user", TargetID: userID, Details: map[string]any{"reason": "expired"},
		})
	})
	return u, err
}
