package signin

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// VerifyTOTP takes a code of an authenticator app. Of somebody who is setting
// one up it must be a code of the new secret.
func (s *Service) VerifyTOTP(ctx context.Context, by actor.Actor, c Claimant, code string, trust bool) (Result, error) {
	return s.Show(ctx, by, c, trust, func(ctx context.Context, by actor.Actor) (user.User, []string, error) {
		u, err := s.totp(ctx, by, c, code)
		return u, mfa.Proved(), err
	})
}

func (s *Service) totp(ctx context.Context, by actor.Actor, c Claimant, code string) (user.User, error) {
	if c.Enrol {
		return s.Factors.Confirm(ctx, by, c.User, code)
	}
	err := s.Factors.ProveTOTP(ctx, c.User, code)
	if err == nil || c.Waiting() {
		return c.User, err
	}
	if !errors.Is(err, mfa.ErrCode) && !errors.Is(err, mfa.ErrNoTOTP) {
		return c.User, err
	}
	proposed, failed := s.Factors.Proposed(ctx, c.User.ID)
	if failed != nil {
		return c.User, failed
	}
	if !proposed {
		return c.User, err
	}
	if err := s.Factors.MayChange(ctx, c.Session, c.User); err != nil {
		return c.User, err
	}
	return s.Factors.Confirm(ctx, by, c.User, code)
}

// VerifyOTP takes a code that was mailed. Whoever has no second factor makes
// codes by mail theirs.
func (s *Service) VerifyOTP(ctx context.Context, by actor.Actor, c Claimant, code string, trust bool) (Result, error) {
	if s.Factors.SendCode == nil {
		return Result{}, mfa.ErrOTPExpired
	}
	return s.Show(ctx, by, c, trust, func(ctx context.Context, by actor.Actor) (user.User, []string, error) {
		if c.Enrol {
			u, err := s.Factors.ConfirmOTP(ctx, by, c.Subject, c.User, code)
			return u, mfa.Proved(), err
		}
		if c.Waiting() || c.User.TwoFactorEnabled {
			return c.User, mfa.Proved(), s.Factors.ProveOTP(ctx, c.Subject, c.User, code)
		}
		if err := s.Factors.MayChange(ctx, c.Session, c.User); err != nil {
			return c.User, nil, err
		}
		u, err := s.Factors.ConfirmOTP(ctx, by, c.Subject, c.User, code)
		return u, mfa.Proved(), err
	})
}

// SendOTP mails a claimant a code.
func (s *Service) SendOTP(ctx context.Context, by actor.Actor, c Claimant) error {
	if byMail(c.methods) {
		return mfa.ErrOTPNotOffered
	}
	return s.Factors.Send(ctx, by, c.Subject, c.User)
}

// VerifyBackupCode spends a backup code. With only, that is all that happens.
func (s *Service) VerifyBackupCode(ctx context.Context, by actor.Actor, c Claimant, code string, trust, only bool) (Result, error) {
	if c.Enrol {
		return Result{}, mfa.ErrNoBackupCodes
	}
	if only {
		try, err := s.try(ctx, by, c)
		if err != nil {
			return Result{}, err
		}
		by.UserID, by.Role = c.User.ID, c.User.Role
		if err := s.Factors.ProveBackupCode(ctx, by, c.User, code); err != nil {
			s.refused(ctx, by, c.User.ID, "second_factor")
			return Result{User: c.User}, err
		}
		s.Throttle.Forgive(ctx, try)
		return Result{User: c.User}, nil
	}
	return s.Show(ctx, by, c, trust, func(ctx context.Context, by actor.Actor) (user.User, []string, error) {
		return c.User, mfa.Proved(), s.Factors.ProveBackupCode(ctx, by, c.User, code)
	})
}

// Enable proposes an authenticator app to somebody who may change their factors,
// or who must set one up to get in.
func (s *Service) Enable(ctx context.Context, by actor.Actor, c Claimant, password *string, issuer string) (mfa.Enrolment, error) {
	if c.Waiting() && !c.Enrol {
		return mfa.Enrolment{}, ErrChallenge
	}
	if !c.Waiting() {
		if err := s.Reassure(ctx, c.Session, c.User, password); err != nil {
			return mfa.Enrolment{}, err
		}
		if err := s.Factors.MayChange(ctx, c.Session, c.User); err != nil {
			return mfa.Enrolment{}, err
		}
	}
	by.UserID, by.Role = c.User.ID, c.User.Role
	return s.Factors.Propose(ctx, by, c.User, issuer)
}

// TOTPURI shows the user's secret again.
func (s *Service) TOTPURI(ctx context.Context, by actor.Actor, current session.Session, u user.User, password *string) (string, error) {
	if err := s.Reassure(ctx, current, u, password); err != nil {
		return "", err
	}
	if err := s.Factors.MayChange(ctx, current, u); err != nil {
		return "", err
	}
	return s.Factors.URI(ctx, by, u)
}

// NewBackupCodes replaces the user's backup codes.
func (s *Service) NewBackupCodes(ctx context.Context, by actor.Actor, current session.Session, u user.User, password *string) ([]string, error) {
	if err := s.Reassure(ctx, current, u, password); err != nil {
		return nil, err
	}
	if err := s.Factors.MayChange(ctx, current, u); err != nil {
		return nil, err
	}
	return s.Factors.NewBackupCodes(ctx, by, u)
}

// DemandPasskey has the user asked for a passkey after every password.
func (s *Service) DemandPasskey(ctx context.Context, by actor.Actor, current session.Session, u user.User, password *string) ([]string, error) {
	if err := s.Reassure(ctx, current, u, password); err != nil {
		return nil, err
	}
	if err := s.Factors.MayChange(ctx, current, u); err != nil {
		return nil, err
	}
	return s.Factors.DemandPasskey(ctx, by, u)
}

// Disable takes the user's second factors but for passkeys. The session goes on
// under a new token.
func (s *Service) Disable(ctx context.Context, by actor.Actor, current session.Session, u user.User, password *string) (Result, error) {
	if err := s.Reassure(ctx, current, u, password); err != nil {
		return Result{}, err
	}
	if err := s.Factors.MayChange(ctx, current, u); err != nil {
		return Result{}, err
	}
	result := Result{continued: true}
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		var err error
		if result.User, err = s.Factors.Disable(ctx, by, u); err != nil {
			return err
		}
		result.Session, err = s.Sessions.Rotate(ctx, by, current.ID)
		return err
	})
	return result, err
}

// Reassure asks a signed-in user for their password again, if they have one.
// Whoever took a browser over may not guess it for long.
func (s *Service) Reassure(ctx context.Context, current session.Session, u user.User, password *string) error {
	has, err := s.Users.HasPassword(ctx, u.ID)
	if err != nil || !has {
		return err
	}
	if password == nil {
		return mfa.ErrPasswordNeeded
	}
	subject := "password:" + current.ID
	if err := s.Factors.Attempt(ctx, subject); err != nil {
		return err
	}
	if err := s.Users.VerifyPassword(ctx, u.ID, *password); err != nil {
		return err
	}
	return s.Factors.Forgive(ctx, subject)
}
