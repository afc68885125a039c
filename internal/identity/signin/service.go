package signin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A Service carries sign-ins through.
type Service struct {
	db       *db.DB
	users    *user.Service
	sessions *session.Service
	audit    *audit.Log
	now      func() time.Time
}

// New returns the service.
func New(database *db.DB, users *user.Service, sessions *session.Service, log *audit.Log, now func() time.Time) *Service {
	return &Service{database, users, sessions, log, now}
}

// A Result is a session with its user.
type Result struct {
	Session session.Session
	User    user.User
}

// Password signs someone in by e-mail and password. An unknown address and a
// wrong password are one error at one price.
func (s *Service) Password(ctx context.Context, by actor.Actor, a Attempt) (Result, error) {
	if !user.ValidEmail(user.FoldEmail(a.Email)) {
		return Result{}, ErrEmail
	}
	u, err := s.users.Authenticate(ctx, a.Email, a.Password)
	if errors.Is(err, user.ErrCredentials) {
		s.refused(ctx, by, "", "credentials")
		return Result{}, err
	}
	if err != nil {
		return Result{}, err
	}
	return s.finish(ctx, by, u, a.Remember, methodPassword)
}

// SignUp makes an account and signs its owner in.
func (s *Service) SignUp(ctx context.Context, by actor.Actor, n user.NewUser, remember bool) (Result, error) {
	n.Role, n.EmailVerified = actor.RoleUser, false
	return s.Register(ctx, by, n, remember, nil)
}

// Register makes an account with any role and signs its owner in. First, when
// not nil, runs at the beginning of the transaction and may refuse.
func (s *Service) Register(ctx context.Context, by actor.Actor, n user.NewUser, remember bool, first func(ctx context.Context) error) (Result, error) {
	prepared, err := s.users.Prepare(ctx, n)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if first != nil {
			if err := first(ctx); err != nil {
				return err
			}
		}
		u, err := s.users.Create(ctx, by, prepared)
		if err != nil {
			return err
		}
		result, err = s.finish(ctx, by, u, remember, methodPassword)
		return err
	})
	return result, err
}

// finish is the choke point: whoever gets a session gets it here, after the
// state of the account was looked at.
func (s *Service) finish(ctx context.Context, by actor.Actor, u user.User, remember bool, methods ...string) (Result, error) {
	if u.IsBanned(s.now()) {
		s.refused(ctx, by, u.ID, "banned")
		return Result{}, user.ErrBanned
	}
	if u.TwoFactorEnabled && !session.Multifactor(methods) {
		s.refused(ctx, by, u.ID, "second factor missing")
		return Result{}, ErrSecondFactor
	}
	var started session.Session
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		started, err = s.sessions.Start(ctx, by, session.Start{UserID: u.ID, Remember: remember, Methods: methods})
		if err != nil {
			return err
		}
		by.UserID, by.Role, by.SessionID = u.ID, u.Role, started.ID
		return s.audit.Record(ctx, by, audit.Event{
			Action: "session.started", Target: "session", TargetID: started.ID, Details: map[string]any{"methods": methods},
		})
	})
	return Result{started, u}, err
}

// refused records a failed sign-in. It must not change the answer, so its own
// failure is only logged.
func (s *Service) refused(ctx context.Context, by actor.Actor, userID, reason string) {
	err := s.audit.Record(ctx, by, audit.Event{
		Action: "sign_in.refused", Target: "user", TargetID: userID, Details: map[string]any{"reason": reason},
	})
	if err != nil {
		slog.WarnContext(ctx, "refused sign-in was not recorded", "err", err)
	}
}
