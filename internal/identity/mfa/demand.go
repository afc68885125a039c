package mfa

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// DemandPasskey has the user asked for a passkey or security key after every
// password, as setting up an authenticator app does for its codes. The backup
// codes it returns replace those before. The caller has made sure that factors
// may be changed.
func (s *Service) DemandPasskey(ctx context.Context, by actor.Actor, u user.User) ([]string, error) {
	codes, digests := newBackupCodes(u.ID)
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		h, err := s.store.held(ctx, u.ID)
		if err != nil {
			return err
		}
		if !h.passkey {
			return ErrNoPasskey
		}
		if err := s.store.proposeBackup(ctx, u.ID, digests); err != nil {
			return err
		}
		if err := s.store.adoptBackup(ctx, u.ID); err != nil {
			return err
		}
		if u, err = s.Users.SetTwoFactor(ctx, u.ID, true); err != nil {
			return err
		}
		return s.changed(ctx, by, "two_factor.enabled", u)
	})
	return codes, err
}

// withoutFactor asks a user for no second factor any more when the last one
// they had is gone: nothing could be shown.
func (s *Service) withoutFactor(ctx context.Context, by actor.Actor, u user.User) error {
	if !u.TwoFactorEnabled {
		return nil
	}
	h, err := s.store.held(ctx, u.ID)
	if err != nil {
		return err
	}
	if len(s.enrolled(h)) > 0 {
		return nil
	}
	if err := s.store.forget(ctx, u.ID); err != nil {
		return err
	}
	if err := s.RevokeDevices(ctx, by, u.ID, "second factor disabled"); err != nil {
		return err
	}
	if u, err = s.Users.SetTwoFactor(ctx, u.ID, false); err != nil {
		return err
	}
	return s.record(ctx, by, "two_factor.disabled", u.ID, nil) // the mail says that the factor is gone
}
