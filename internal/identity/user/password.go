package user

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// Confirm is VerifyPassword for what a user does with the account they are
// signed in to. Whoever took a browser over may not guess it for long, and each
// guess is recorded.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, userID, password string) error {
	try, err := s.throttle.Allow(ctx, by, throttle.CurrentPassword(by.SessionID))
	if err != nil {
		return err
	}
	err = s.VerifyPassword(ctx, userID, password)
	if errors.Is(err, ErrPassword) {
		if err := s.audit.Record(ctx, by, audit.Event{Action: "user.password_refused", Target: "user", TargetID: userID}); err != nil {
			return err
		}
		return err
	}
	s.throttle.Forgive(ctx, try)
	return err
}

// A NewPassword is checked and hashed; only the row is missing.
type NewPassword struct{ userID, old, hash string }

// PreparePassword does the slow part of ChangePassword, which has no place in a
// transaction: it looks at both passwords.
func (s *Service) PreparePassword(ctx context.Context, by actor.Actor, userID, current, next string) (NewPassword, error) {
	if err := CheckPassword(next); err != nil {
		return NewPassword{}, err
	}
	old, err := s.store.passwordOf(ctx, userID)
	if err != nil {
		return NewPassword{}, err
	}
	if err := s.Confirm(ctx, by, userID, current); err != nil {
		return NewPassword{}, err
	}
	u, err := s.ByID(ctx, userID)
	if err != nil {
		return NewPassword{}, err
	}
	if err := s.AcceptPassword(ctx, u, next); err != nil {
		return NewPassword{}, err
	}
	hash, err := s.hasher.Hash(ctx, next)
	return NewPassword{userID, old, hash}, err
}

// ChangePassword stores a password that was prepared. Endings is whether the
// user's other sessions end.
func (s *Service) ChangePassword(ctx context.Context, by actor.Actor, p NewPassword, endOthers bool) (User, error) {
	var changed User
	err := s.change(ctx, p.userID, func(ctx context.Context, u *User) error {
		changed = *u
		replaced, err := s.store.replacePassword(ctx, u.ID, p.old, p.hash, s.now())
		if err != nil {
			return err
		}
		if !replaced { // somebody changed it meanwhile
			return ErrPassword
		}
		if err := s.tickets.Revoke(ctx, ticketReset, u.ID); err != nil {
			return err
		}
		if endOthers {
			if err := s.endSessions(ctx, by, u.ID, by.SessionID, reasonPassword); err != nil {
				return err
			}
		}
		for _, f := range s.onPassword {
			if err := f(ctx, by, u.ID, reasonPassword); err != nil {
				return err
			}
		}
		if err := s.audit.Record(ctx, by, audit.Event{Action: "user.password_changed", Target: "user", TargetID: u.ID}); err != nil {
			return err
		}
		return s.notify(ctx, by, *u, "password-changed", map[string]any{"Address": by.Address, "Device": by.UserAgent})
	})
	return changed, err
}

// RequestReset sends a link to whoever has the address. That nobody has it
// shows neither in the answer nor in the work.
func (s *Service) RequestReset(ctx context.Context, by actor.Actor, email, redirectTo string) error {
	if !s.mail.Enabled() {
		return errResetOff
	}
	if err := s.writing(ctx, by, email); err != nil {
		return err
	}
	u, err := s.owner(ctx, email)
	if err != nil {
		return err
	}
	return s.post(ctx, by, u, s.resetLetter(redirectTo))
}

// writing counts a mail that somebody asks for, whether or not anybody has the
// address: nobody's mailbox is filled.
func (s *Service) writing(ctx context.Context, by actor.Actor, email string) error {
	if !ValidEmail(FoldEmail(email)) {
		return nil // it is refused before anything is written
	}
	_, err := s.throttle.Allow(ctx, by, throttle.Mail(email))
	return err
}

// owner returns the user of an address, or the zero user.
func (s *Service) owner(ctx context.Context, email string) (User, error) {
	email = FoldEmail(email)
	if !ValidEmail(email) {
		return User{}, ErrEmail
	}
	u, err := s.store.byEmail(ctx, email)
	if errors.Is(err, ErrNotFound) {
		return User{}, nil
	}
	return u, err
}

// CheckReset returns ErrResetToken unless the token can reset a password. It
// spends nothing.
func (s *Service) CheckReset(ctx context.Context, token string) error {
	_, err := s.resetting(ctx, token)
	return err
}

// resetting returns the user whose password a token can reset.
func (s *Service) resetting(ctx context.Context, token string) (User, error) {
	t, err := s.tickets.Look(ctx, ticketReset, token, nil)
	if errors.Is(err, ticket.ErrNone) {
		return User{}, ErrResetToken
	}
	if err != nil {
		return User{}, err
	}
	u, err := s.ByID(ctx, t.Subject)
	if errors.Is(err, ErrNotFound) {
		return User{}, ErrResetToken
	}
	return u, err
}

// Reset spends a token: its user gets a password, and whatever let anybody in
// as them ends, but for a second factor, which stays as it is. Who has the mail
// has the address.
func (s *Service) Reset(ctx context.Context, by actor.Actor, token, password string) error {
	if err := CheckPassword(password); err != nil {
		return err
	}
	u, err := s.resetting(ctx, token)
	if err != nil {
		return err
	}
	if err := s.AcceptPassword(ctx, u, password); err != nil {
		return err
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		var w written
		t, err := s.tickets.Take(ctx, ticketReset, token, &w)
		if errors.Is(err, ticket.ErrNone) {
			return ErrResetToken
		}
		if err != nil {
			return err
		}
		err = s.change(ctx, t.Subject, func(ctx context.Context, u *User) error {
			if u.Email != w.Email {
				return ErrResetToken
			}
			return s.reset(ctx, by, *u, hash)
		})
		if errors.Is(err, ErrNotFound) {
			return ErrResetToken
		}
		return err
	})
}

func (s *Service) reset(ctx context.Context, by actor.Actor, u User, hash string) error {
	if err := s.store.setPassword(ctx, u.ID, hash, s.now()); err != nil {
		return err
	}
	if err := s.store.saveEmail(ctx, u.ID, u.Email); err != nil {
		return err
	}
	for _, purpose := range []string{ticketReset, ticketChange, ticketDelete} {
		if err := s.tickets.Revoke(ctx, purpose, u.ID); err != nil {
			return err
		}
	}
	if err := s.expel(ctx, by, u.ID, reasonReset); err != nil {
		return err
	}
	if err := s.audit.Record(ctx, by, audit.Event{Action: "user.password_reset", Target: "user", TargetID: u.ID}); err != nil {
		return err
	}
	return s.notify(ctx, by, u, "password-changed", map[string]any{"Address": by.Address, "Device": by.UserAgent})
}
