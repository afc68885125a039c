package user

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// Why sessions end, for the audit trail.
const (
	reasonReset    = "password_reset"
	reasonPassword = "password_changed"
	reasonDeletion = "deletion"
)

// Delete ends a user's account at their own wish: at once, or when the grace is
// over and they have not signed in again. It returns when.
func (s *Service) Delete(ctx context.Context, by actor.Actor, id string) (time.Time, error) {
	at := s.now().Add(s.settings.DeletionGrace)
	err := s.change(ctx, id, func(ctx context.Context, u *User) error {
		if err := s.keepSuperadmin(ctx, *u); err != nil {
			return err
		}
		if s.settings.DeletionGrace == 0 {
			return s.remove(ctx, by, *u, false)
		}
		if err := s.estate.Settled(ctx, id); err != nil {
			return err
		}
		if err := s.expel(ctx, by, id, reasonDeletion); err != nil {
			return err
		}
		if err := s.store.setDeletion(ctx, id, at); err != nil {
			return err
		}
		if err := s.audit.Record(ctx, by, audit.Event{
			Action: "user.deletion_scheduled", Target: "user", TargetID: id, Details: map[string]any{"at": at.UTC().Format(timeForm)},
		}); err != nil {
			return err
		}
		return s.notify(ctx, by, *u, "deletion-scheduled", map[string]any{"Until": at, "URL": s.settings.BaseURL + "/login"})
	})
	return at, err
}

// Remove deletes an account at once and for good.
func (s *Service) Remove(ctx context.Context, by actor.Actor, id string) error {
	return s.change(ctx, id, func(ctx context.Context, u *User) error {
		if err := s.keepSuperadmin(ctx, *u); err != nil {
			return err
		}
		return s.remove(ctx, by, *u, false)
	})
}

// remove deletes an account that has been locked. Late is when nobody can be
// asked any more to settle what others would miss.
func (s *Service) remove(ctx context.Context, by actor.Actor, u User, late bool) error {
	if err := s.estate.Leave(ctx, by, u.ID, late); err != nil {
		return err
	}
	if err := s.expel(ctx, by, u.ID, reasonDeletion); err != nil {
		return err
	}
	if err := s.store.remove(ctx, u.ID); err != nil {
		return err
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "user.deleted", Target: "user", TargetID: u.ID, Details: map[string]any{"role": u.Role},
	})
}

// keepSuperadmin returns ErrLastSuperadmin when nobody could administer
// everything without the user. Of several that go at the same time, one stays.
func (s *Service) keepSuperadmin(ctx context.Context, u User) error {
	if !actor.HasRole(u.Role, actor.RoleSuperadmin) {
		return nil
	}
	if err := s.db.Lock(ctx, administrators); err != nil {
		return err
	}
	others, err := s.store.otherSuperadmin(ctx, u.ID, s.now())
	if err == nil && !others {
		return ErrLastSuperadmin
	}
	return err
}

// Restore keeps an account whose owner has come back in time.
func (s *Service) Restore(ctx context.Context, by actor.Actor, id string) (User, error) {
	var restored User
	err := s.change(ctx, id, func(ctx context.Context, u *User) error {
		defer func() { restored = *u }()
		if !u.Leaving() {
			return nil
		}
		u.DeletesAt = time.Time{}
		if err := s.store.setDeletion(ctx, id, u.DeletesAt); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{Action: "user.restored", Target: "user", TargetID: id})
	})
	return restored, err
}

// Purge deletes the accounts whose grace is over.
func (s *Service) Purge(ctx context.Context) error {
	now := s.now()
	due, err := s.store.leaving(ctx, now)
	if err != nil {
		return err
	}
	for _, id := range due {
		err := s.change(ctx, id, func(ctx context.Context, u *User) error {
			if !u.Leaving() || now.Before(u.DeletesAt) { // they came back meanwhile
				return nil
			}
			return s.remove(ctx, actor.Actor{System: true}, *u, true)
		})
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// RequestDeletion sends a user the link that confirms the deletion of their
// account.
func (s *Service) RequestDeletion(ctx context.Context, by actor.Actor, id, callbackURL string) error {
	if !s.mail.Enabled() {
		return errDeleteOff
	}
	u, err := s.ByID(ctx, id)
	if err != nil {
		return err
	}
	if err := s.estate.Settled(ctx, id); err != nil {
		return err
	}
	if err := s.writing(ctx, by, u.Email); err != nil {
		return err
	}
	if callbackURL == "" {
		callbackURL = deletePage
	}
	return s.post(ctx, by, u, letter{
		ticket: ticketDelete, template: "delete-account", action: "user.deletion_requested", life: deleteLife,
		link: s.tokenLink("/api/auth/delete-user/callback", callbackURL),
	})
}

// ConfirmDeletion spends the token of that link and deletes the account. Only
// its own user can.
func (s *Service) ConfirmDeletion(ctx context.Context, by actor.Actor, id, token string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		t, err := s.tickets.Take(ctx, ticketDelete, token, nil)
		if errors.Is(err, ticket.ErrNone) {
			return ErrLink
		}
		if err != nil {
			return err
		}
		if t.Subject != id { // another's is not spent: the refusal undoes it
			return ErrLink
		}
		_, err = s.Delete(ctx, by, id)
		return err
	})
}
