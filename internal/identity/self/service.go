// Package self lets people look after their own account: what needs both the
// account and the session in which it is done.
package self

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A Service is what people can do with their own account.
type Service struct {
	db       *db.DB
	users    *user.Service
	sessions *session.Service
}

// New returns the service.
func New(database *db.DB, users *user.Service, sessions *session.Service) *Service {
	return &Service{database, users, sessions}
}

// methodPassword is what a password proves (RFC 8176).
const methodPassword = "pwd"

// Confirm checks the caller's password, which makes their session fresh. The
// session may go on under another token.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, password string) (session.Session, error) {
	if err := s.users.Confirm(ctx, by, by.UserID, password); err != nil {
		return session.Session{}, err
	}
	return s.sessions.Prove(ctx, by, by.SessionID, methodPassword)
}

// A PasswordChange is what someone who changes their password says.
type PasswordChange struct {
	Current   string
	New       string
	EndOthers bool // their other sessions end, and this one goes on under a new token
}

// ChangePassword changes the caller's password. The session is returned only
// when its token is new.
func (s *Service) ChangePassword(ctx context.Context, by actor.Actor, c PasswordChange) (user.User, session.Session, error) {
	prepared, err := s.users.PreparePassword(ctx, by, by.UserID, c.Current, c.New)
	if err != nil {
		return user.User{}, session.Session{}, err
	}
	var u user.User
	var renewed session.Session
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if u, err = s.users.ChangePassword(ctx, by, prepared, c.EndOthers); err != nil || !c.EndOthers {
			return err
		}
		renewed, err = s.sessions.Rotate(ctx, by, by.SessionID)
		return err
	})
	return u, renewed, err
}

// Delete deletes the caller's account, who has shown the password, or the token
// of the mail that RequestDeletion sends.
func (s *Service) Delete(ctx context.Context, by actor.Actor, password, token string) error {
	if token != "" {
		return s.users.ConfirmDeletion(ctx, by, by.UserID, token)
	}
	if err := s.users.Confirm(ctx, by, by.UserID, password); err != nil {
		return err
	}
	_, err := s.users.Delete(ctx, by, by.UserID)
	return err
}
