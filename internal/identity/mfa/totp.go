package mfa

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const maxIssuer = 100

// Propose makes a secret for an authenticator app, and backup codes. What the
// user has goes on working until Confirm has seen a code of the new secret. The
// caller has made sure that factors may be changed. An empty issuer is the
// service's own.
func (s *Service) Propose(ctx context.Context, by actor.Actor, u user.User, issuer string) (Enrolment, error) {
	if issuer == "" {
		issuer = s.Issuer
	}
	if utf8.RuneCountInString(issuer) > maxIssuer || strings.ContainsFunc(issuer, unicode.IsControl) {
		return Enrolment{}, ErrIssuer
	}
	key := secret.ID()
	codes, digests := newBackupCodes(u.ID)
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		if err := s.store.propose(ctx, u.ID, s.Sealer.Seal([]byte(key)), s.now()); err != nil {
			return err
		}
		if err := s.store.proposeBackup(ctx, u.ID, digests); err != nil {
			return err
		}
		return s.record(ctx, by, "totp.proposed", u.ID, nil)
	})
	return Enrolment{totpURI(issuer, u.Email, key), codes}, err
}

// URI returns again what an authenticator app needs: of the proposed secret if
// there is one, otherwise of the working one.
func (s *Service) URI(ctx context.Context, by actor.Actor, u user.User) (string, error) {
	kept, err := s.store.secrets(ctx, u.ID)
	if err != nil {
		return "", err
	}
	sealed := kept.pending
	if sealed == "" {
		sealed = kept.sealed
	}
	if sealed == "" {
		return "", ErrNoTOTP
	}
	key, err := s.Sealer.Open(sealed)
	if err != nil {
		return "", err
	}
	return totpURI(s.Issuer, u.Email, string(key)), s.record(ctx, by, "totp.shown", u.ID, nil)
}

// Proposed reports whether a new secret waits for its first code.
func (s *Service) Proposed(ctx context.Context, userID string) (bool, error) {
	kept, err := s.store.secrets(ctx, userID)
	return kept.pending != "", err
}

// Confirm makes the proposed secret the working one, with its backup codes, when
// the code is of it, and from then on asks the user for a second factor. Of two
// who show the code, one succeeds. The caller has counted the try.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, u user.User, code string) (user.User, error) {
	kept, err := s.store.secrets(ctx, u.ID)
	if err != nil {
		return u, err
	}
	if kept.pending == "" {
		return u, ErrNoTOTP
	}
	step, err := s.match(kept.pending, code)
	if err != nil {
		return u, err
	}
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		if err := refusedAs(ErrCode, s.store.adopt(ctx, u.ID, kept.pending, step, s.now())); err != nil {
			return err
		}
		if err := s.store.adoptBackup(ctx, u.ID); err != nil {
			return err
		}
		var err error
		if u, err = s.Users.SetTwoFactor(ctx, u.ID, true); err != nil {
			return err
		}
		return s.changed(ctx, by, "totp.enabled", u)
	})
	return u, err
}

// ProveTOTP returns nil when the code is of the working secret and of a step
// that was not shown before (RFC 6238 §5.2). The caller has counted the try.
func (s *Service) ProveTOTP(ctx context.Context, u user.User, code string) error {
	kept, err := s.store.secrets(ctx, u.ID)
	if err != nil {
		return err
	}
	if kept.sealed == "" {
		return ErrNoTOTP
	}
	step, err := s.match(kept.sealed, code)
	if err != nil {
		return err
	}
	if err := refusedAs(ErrCode, s.store.spend(ctx, u.ID, kept.sealed, step)); err != nil {
		return err
	}
	return s.reseal(ctx, u.ID, kept.sealed)
}

// match returns the step of a code.
func (s *Service) match(sealed, code string) (int64, error) {
	key, err := s.Sealer.Open(sealed)
	if err != nil {
		return 0, err
	}
	step, ok := stepOf(key, tidyCode(code), s.now())
	if !ok {
		return 0, ErrCode
	}
	return step, nil
}

// reseal moves a secret under the newest of the service's.
func (s *Service) reseal(ctx context.Context, userID, sealed string) error {
	if !s.Sealer.Stale(sealed) {
		return nil
	}
	key, err := s.Sealer.Open(sealed)
	if err != nil {
		return err
	}
	return s.store.reseal(ctx, userID, sealed, s.Sealer.Seal(key))
}

// Disable takes every code that the user can show, and all trust in devices.
// Passkeys stay. The caller has made sure that factors may be changed.
func (s *Service) Disable(ctx context.Context, by actor.Actor, u user.User) (user.User, error) {
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		kept, err := s.store.held(ctx, u.ID)
		if err != nil {
			return err
		}
		if kept.totp || kept.mail || u.TwoFactorEnabled {
			if err := s.MayLose(ctx, u, TOTP, OTP); err != nil {
				return err
			}
		}
		if err := s.store.forget(ctx, u.ID); err != nil {
			return err
		}
		if err := s.RevokeDevices(ctx, by, u.ID, "second factor disabled"); err != nil {
			return err
		}
		if !u.TwoFactorEnabled {
			return nil
		}
		if u, err = s.Users.SetTwoFactor(ctx, u.ID, false); err != nil {
			return err
		}
		return s.changed(ctx, by, "two_factor.disabled", u)
	})
	return u, err
}

// changed records a change of factors, and tells the user by mail: whoever made
// it may be somebody else.
func (s *Service) changed(ctx context.Context, by actor.Actor, action string, u user.User) error {
	if err := s.record(ctx, by, action, u.ID, nil); err != nil {
		return err
	}
	if s.Tell == nil {
		return nil
	}
	return s.Tell(ctx, by, u, action)
}

// refusedAs turns the absence of a row into what it means.
func refusedAs(refusal, err error) error {
	if errors.Is(err, db.ErrNone) {
		return refusal
	}
	return err
}
