// Package setup brings the first superadmin into an empty service: from the
// environment, or by a link that is printed once at every start until it is used.
package setup

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// ErrLink means that a set-up link is wrong or already used.
var ErrLink = fault.New(fault.NotFound, "USR_004", "This set-up link is not valid or was already used")

// bootstrapName is what the superadmin from the environment is called.
const bootstrapName = "Superadmin"

// A Service is what one can do before there is a superadmin.
type Service struct {
	db     *db.DB
	store  store
	users  *user.Service
	signin *signin.Service
	audit  *audit.Log
	signer secret.Signer
	now    func() time.Time
}

// New returns the service.
func New(database *db.DB, users *user.Service, signins *signin.Service, log *audit.Log, signer secret.Signer, now func() time.Time) *Service {
	return &Service{database, store{database}, users, signins, log, signer, now}
}

// Needed reports whether nobody may administer the service yet.
func (s *Service) Needed(ctx context.Context) (bool, error) {
	has, err := s.users.HasSuperadmin(ctx)
	return !has, err
}

// Bootstrap makes the superadmin that ADMIN_EMAIL and ADMIN_PASSWORD name, if
// there is none and the address is free. It reports whether a set-up link is
// needed instead.
func (s *Service) Bootstrap(ctx context.Context, email, password string) (needLink bool, err error) {
	needed, err := s.Needed(ctx)
	if err != nil {
		return false, err
	}
	if !needed {
		return false, s.Close(ctx)
	}
	if email == "" || password == "" {
		return true, nil
	}
	prepared, err := s.users.Prepare(ctx, user.NewUser{
		Name: bootstrapName, Email: email, Password: password, Role: actor.RoleSuperadmin, EmailVerified: true,
	})
	if err != nil {
		return false, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.alone(ctx); err != nil {
			return err
		}
		if _, err := s.users.Create(ctx, actor.Actor{Console: true}, prepared); err != nil {
			return err
		}
		return s.Close(ctx)
	})
	switch {
	case errors.Is(err, errSettled):
		return false, nil
	case errors.Is(err, user.ErrTaken):
		slog.WarnContext(ctx, "ADMIN_EMAIL belongs to a user who is no superadmin; that account is left as it is, use the set-up link")
		return true, nil
	}
	return false, err
}

// Close ends a link that is no longer needed, so that it never works again.
func (s *Service) Close(ctx context.Context) error {
	err := s.store.take(ctx, s.now())
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	return err
}

var errSettled = errors.New("setup: there is a superadmin already")

// alone waits for other replicas doing the same, then checks that there is
// still no superadmin.
func (s *Service) alone(ctx context.Context) error {
	if err := s.db.Lock(ctx, "setup"); err != nil {
		return err
	}
	needed, err := s.Needed(ctx)
	if err != nil {
		return err
	}
	if !needed {
		return errSettled
	}
	return nil
}

// linkLife bounds how long a printed link works; a later start prints another.
const linkLife = 24 * time.Hour

// Token returns the token of the set-up link: the same from every replica and
// at every start, until it is used or a day old.
func (s *Service) Token(ctx context.Context) (string, error) {
	nonce, err := s.store.nonce(ctx, secret.Hex(16), s.now(), s.now().Add(-linkLife))
	if err != nil {
		return "", err
	}
	return s.token(nonce), nil
}

// token derives the link's token; what is stored does not reveal it.
func (s *Service) token(nonce string) string { return secret.Digest(s.signer.Sign("setup:" + nonce)) }

// Check returns ErrLink unless the token is the one of the current link.
func (s *Service) Check(ctx context.Context, token string) error {
	nonce, err := s.store.current(ctx, s.now().Add(-linkLife))
	if errors.Is(err, db.ErrNone) {
		return ErrLink
	}
	if err != nil {
		return err
	}
	if !secret.Equal(token, s.token(nonce)) {
		return ErrLink
	}
	needed, err := s.Needed(ctx)
	if err == nil && !needed {
		return ErrLink
	}
	return err
}

// Complete spends the link: it makes the superadmin and signs them in.
func (s *Service) Complete(ctx context.Context, by actor.Actor, token string, n user.NewUser) (signin.Result, error) {
	if err := s.Check(ctx, token); err != nil {
		return signin.Result{}, err
	}
	n.Role, n.EmailVerified = actor.RoleSuperadmin, true
	result, err := s.signin.Register(ctx, by, n, true, signin.Around{First: func(ctx context.Context) error {
		if err := s.alone(ctx); err != nil {
			return err
		}
		return s.store.take(ctx, s.now())
	}})
	if errors.Is(err, errSettled) || errors.Is(err, db.ErrNone) {
		return signin.Result{}, ErrLink
	}
	return result, err
}
