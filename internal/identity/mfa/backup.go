package mfa

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// NewBackupCodes replaces the user's backup codes. The caller has made sure that
// factors may be changed.
func (s *Service) NewBackupCodes(ctx context.Context, by actor.Actor, u user.User) ([]string, error) {
	if !u.TwoFactorEnabled {
		return nil, ErrNotEnabled
	}
	codes, digests := newBackupCodes(u.ID)
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		if err := s.store.proposeBackup(ctx, u.ID, digests); err != nil {
			return err
		}
		if err := s.store.adoptBackup(ctx, u.ID); err != nil {
			return err
		}
		return s.changed(ctx, by, "backup_codes.replaced", u)
	})
	return codes, err
}

// ProveBackupCode spends a backup code. The caller has counted the try.
func (s *Service) ProveBackupCode(ctx context.Context, by actor.Actor, u user.User, code string) error {
	if !u.TwoFactorEnabled {
		return ErrNoBackupCodes
	}
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := refusedAs(ErrBackupCode, s.store.takeBackup(ctx, u.ID, backupDigest(u.ID, code))); err != nil {
			return err
		}
		return s.changed(ctx, by, "backup_code.used", u)
	})
}
