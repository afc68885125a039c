package user

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// ProveAddress notes that somebody read a mail to the address of an account, or
// returns ErrNotFound when it has another one by now. If nobody had shown that
// before, whoever made the account may be somebody else: then its password goes
// and whatever let them in ends, but for accounts with a role, which were given
// to somebody known.
func (s *Service) ProveAddress(ctx context.Context, by actor.Actor, id, email string) (User, error) {
	var u User
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if u, err = s.store.proveAddress(ctx, id, email, s.now()); err == nil {
			return s.proved(ctx, by, u)
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if u, err = s.store.byID(ctx, id); err == nil && u.Email != email {
			err = ErrNotFound
		}
		return err
	})
	return u, err
}

const reasonProved = "address_proved"

func (s *Service) proved(ctx context.Context, by actor.Actor, u User) error {
	if u.Role == actor.RoleUser {
		if err := s.store.dropPassword(ctx, u.ID); err != nil {
			return err
		}
		if err := s.expel(ctx, by, u.ID, reasonProved); err != nil {
			return err
		}
	}
	if err := s.hub.Invalidate(ctx, cacheKind, u.ID); err != nil {
		return err
	}
	if err := s.audit.Record(ctx, by, audit.Event{Action: "user.email_verified", Target: "user", TargetID: u.ID}); err != nil {
		return err
	}
	return s.tellVerified(ctx, by, u)
}
