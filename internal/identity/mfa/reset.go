package mfa

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// Reset takes everything from a user that they could show as a second factor,
// and the trust in their devices. Whoever calls it has made sure that the caller
// may, and ends the user's sessions. Somebody who must have a factor sets up
// another at the next sign-in.
func (s *Service) Reset(ctx context.Context, by actor.Actor, u user.User) error {
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		held, err := s.Methods(ctx, u.ID)
		if err != nil {
			return err
		}
		if err := s.store.forget(ctx, u.ID); err != nil {
			return err
		}
		if err := s.store.forgetPasskeys(ctx, u.ID); err != nil {
			return err
		}
		if _, err := s.Users.SetTwoFactor(ctx, u.ID, false); err != nil {
			return err
		}
		if err := s.RevokeDevices(ctx, by, u.ID, "factors reset"); err != nil {
			return err
		}
		if err := s.record(ctx, by, "factors.reset", u.ID, map[string]any{"methods": held}); err != nil {
			return err
		}
		if s.Tell == nil {
			return nil
		}
		return s.Tell(ctx, by, u, "factors.reset")
	})
}

// BackupCodes counts the backup codes that a user has left.
func (s *Service) BackupCodes(ctx context.Context, userID string) (int64, error) {
	return s.store.countBackup(ctx, userID)
}
