package authorize

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// Hold refuses a signed query that is not good, and returns one that lasts as
// long as it can: its user is about to sign in somewhere else.
func (s *Service) Hold(ctx context.Context, query string) (string, error) {
	_, attempt, err := s.open(ctx, query)
	if err != nil {
		return "", err
	}
	return s.query(attempt), nil
}

// Admit registers a user on behalf of the application that a signed query is
// of, in the transaction that makes the account.
func (s *Service) Admit(ctx context.Context, by actor.Actor, query, userID string) error {
	app, _, err := s.open(ctx, query)
	if err != nil {
		return err
	}
	if !app.AllowRegister {
		return ErrRegistrationClosed
	}
	if !app.GrantOnRegister {
		return nil
	}
	by.UserID = userID
	return s.Access.Grant(ctx, by, app.ID, userID, "")
}

// Continue returns the address where a signed query goes on, for a browser in
// which somebody has just signed in.
func (s *Service) Continue(ctx context.Context, query string, current session.Session, u user.User) (string, error) {
	outcome, err := s.Resume(ctx, query, Visitor{Session: current, User: u, SignedIn: true}, nil)
	if err != nil {
		return "", err
	}
	return s.Link(outcome), nil
}
