package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Bounds of codes: few tries, because six digits are few; few mails, because
// somebody else may ask for them.
const (
	CodeLife    = 3 * time.Minute
	MaxTries    = 5
	maxSends    = 5
	triesWindow = 10 * time.Minute
)

// Attempt counts a try in a session before the code is looked at, or returns
// ErrTries. What it counts stays counted whatever the code turns out to be, so
// it must not run in a transaction.
func (s *Service) Attempt(ctx context.Context, subject string) error {
	now := s.now()
	ok, err := s.store.attempt(ctx, subject, MaxTries, now, now.Add(triesWindow))
	if err == nil && !ok {
		return ErrTries
	}
	return err
}

// Forgive forgets the tries of a subject that got in.
func (s *Service) Forgive(ctx context.Context, subject string) error {
	return s.store.forgive(ctx, subject)
}

// Send mails the user a code for the subject, in the place of an earlier one.
func (s *Service) Send(ctx context.Context, by actor.Actor, subject string, u user.User) error {
	if s.SendCode == nil {
		return ErrOTPNotOffered
	}
	code, now := newMailCode(), s.now()
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		err := s.store.putCode(ctx, subject, u.ID, s.codeDigest(subject, code), maxSends, now, now.Add(CodeLife), now.Add(triesWindow))
		if err := refusedAs(ErrTries, err); err != nil {
			return err
		}
		return s.SendCode(ctx, by, u, code, CodeLife)
	})
}

// ProveOTP spends a mailed code. The caller has counted the try.
func (s *Service) ProveOTP(ctx context.Context, subject string, u user.User, code string) error {
	kept, err := s.store.code(ctx, subject, u.ID, s.now())
	if errors.Is(err, db.ErrNone) {
		return ErrOTPExpired
	}
	if err != nil {
		return err
	}
	if !secret.Equal(kept, s.codeDigest(subject, tidyCode(code))) {
		return ErrCode
	}
	return refusedAs(ErrCode, s.store.takeCode(ctx, subject, u.ID, kept, s.now()))
}

// ConfirmOTP is ProveOTP of a user who makes codes by mail their second factor.
func (s *Service) ConfirmOTP(ctx context.Context, by actor.Actor, subject string, u user.User, code string) (user.User, error) {
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.lock(ctx, u.ID); err != nil {
			return err
		}
		if err := s.ProveOTP(ctx, subject, u, code); err != nil {
			return err
		}
		if err := s.store.setMail(ctx, u.ID, s.now()); err != nil {
			return err
		}
		var err error
		if u, err = s.Users.SetTwoFactor(ctx, u.ID, true); err != nil {
			return err
		}
		return s.changed(ctx, by, "otp.enabled", u)
	})
	return u, err
}

// codeDigest keeps six digits from whoever reads the database: without the
// service's secret nobody can try them all.
func (s *Service) codeDigest(subject, code string) string {
	return secret.Digest(s.Signer.Sign("factor-code:" + subject + ":" + code))
}
