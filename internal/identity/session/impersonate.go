package session

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// ImpersonationLife is how long an administrator may act in a user's name; such
// a session is not renewed.
const ImpersonationLife = time.Hour

const maxReason = 500

// An Impersonation is what an administrator asks for.
type Impersonation struct {
	UserID string
	Reason string // for the audit trail; may be empty
}

// Impersonate begins a session in which the caller, whose own session is given,
// acts in another user's name. It is the one way into a session that does not
// end a sign-in: what it tells of proofs is what the administrator showed.
func (s *Service) Impersonate(ctx context.Context, by actor.Actor, own Session, i Impersonation) (Session, user.User, error) {
	if !user.May(by, "user", "impersonate") {
		return Session{}, user.User{}, ErrMayNotImpersonate
	}
	if len(i.Reason) > maxReason {
		return Session{}, user.User{}, ErrReason
	}
	target, err := s.users.ByID(ctx, i.UserID)
	if err != nil {
		return Session{}, user.User{}, err
	}
	if !user.MayImpersonate(by.Role, target) {
		return Session{}, user.User{}, ErrImpersonateAdmins
	}
	now := s.now()
	if target.IsBanned(now) {
		return Session{}, user.User{}, user.ErrBanned
	}
	begun := Session{
		ID: secret.ID(), Token: secret.ID(), UserID: target.ID, IPAddress: by.Address, UserAgent: by.UserAgent, ImpersonatedBy: by.UserID,
		Methods: own.Methods, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(ImpersonationLife),
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, begun); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{
			Action: "user.impersonated", Target: "user", TargetID: target.ID,
			Details: map[string]any{"session_id": begun.ID, "note": i.Reason, "until": begun.ExpiresAt.UTC().Format(time.RFC3339)},
		})
	})
	return begun, target, err
}

// impersonatorStays reports whether the administrator of an impersonated
// session may still do what they do there.
func (s *Service) impersonatorStays(ctx context.Context, found Session, target user.User) (bool, error) {
	admin, err := s.users.ByID(ctx, found.ImpersonatedBy)
	if errors.Is(err, user.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return !admin.IsBanned(s.now()) && user.MayImpersonate(admin.Role, target), nil
}

// StopImpersonating ends an impersonated session and returns the
// administrator's own, which its token names. One that has expired by itself
// needs no ending: then current is the zero value.
func (s *Service) StopImpersonating(ctx context.Context, by actor.Actor, current Session, ownToken string) (Session, user.User, error) {
	if current.ID != "" {
		if current.ImpersonatedBy == "" {
			return Session{}, user.User{}, ErrNotImpersonating
		}
		if err := s.EndByID(ctx, by, current.ID, EndedByImpersonator); err != nil {
			return Session{}, user.User{}, err
		}
	}
	own, u, err := s.Find(ctx, ownToken)
	if err != nil {
		return Session{}, user.User{}, err
	}
	if own.ImpersonatedBy != "" || current.ID != "" && own.UserID != current.ImpersonatedBy {
		return Session{}, user.User{}, ErrNone
	}
	return own, u, nil
}

// ListOf returns the live sessions of a user to an administrator, those in
// which somebody impersonates them too.
func (s *Service) ListOf(ctx context.Context, by actor.Actor, userID string) ([]Session, error) {
	if !user.May(by, "session", "list") {
		return nil, ErrMayNotList
	}
	return s.store.listAll(ctx, userID, s.now())
}

// RevokeOf ends every session of a user on behalf of an administrator.
func (s *Service) RevokeOf(ctx context.Context, by actor.Actor, userID string) error {
	if !user.May(by, "session", "revoke") {
		return ErrMayNotRevoke
	}
	target, err := s.users.ByID(ctx, userID)
	if err != nil {
		return err
	}
	if !user.MayTouch(by, target) {
		return ErrMayNotRevoke
	}
	return s.EndAll(ctx, by, userID, "", EndedByAdministrator)
}

// RevokeToken ends one session on behalf of an administrator. An unknown one
// has ended already.
func (s *Service) RevokeToken(ctx context.Context, by actor.Actor, token string) error {
	if !user.May(by, "session", "revoke") {
		return ErrMayNotRevoke
	}
	found, err := s.store.byToken(ctx, token)
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	target, err := s.users.ByID(ctx, found.UserID)
	if err != nil {
		return err
	}
	if !user.MayTouch(by, target) {
		return ErrMayNotRevoke
	}
	return s.EndByID(ctx, by, found.ID, EndedByAdministrator)
}
