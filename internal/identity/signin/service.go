package signin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// Parts are the subjects that a sign-in goes through.
type Parts struct {
	DB       *db.DB
	Throttle *throttle.Service
	Users    *user.Service
	Sessions *session.Service
	Factors  *mfa.Service
	Passkeys *mfa.Passkeys
	Audit    *audit.Log

	PasskeySignIn bool // a passkey alone is enough
}

// A Service carries sign-ins through.
type Service struct {
	Parts
	store       store
	now         func() time.Time
	onNewDevice func(ctx context.Context, by actor.Actor, u user.User) error
}

// New returns the service.
func New(p Parts, now func() time.Time) *Service {
	return &Service{Parts: p, store: store{p.DB}, now: now}
}

// OnNewDevice has f called, in the transaction of a sign-in, when the account
// was never signed in to in that browser, though it was in another. Only wire
// calls it.
func (s *Service) OnNewDevice(f func(ctx context.Context, by actor.Actor, u user.User) error) {
	s.onNewDevice = f
}

// Password signs someone in by e-mail and password. An unknown address and a
// wrong password are one error at one price, and wait alike for the next try.
func (s *Service) Password(ctx context.Context, by actor.Actor, a Attempt) (Result, error) {
	if !user.ValidEmail(user.FoldEmail(a.Email)) {
		return Result{}, ErrEmail
	}
	try, err := s.Throttle.Allow(ctx, by, throttle.Password(a.Email))
	if err != nil {
		return Result{}, err
	}
	u, err := s.Users.Authenticate(ctx, a.Email, a.Password)
	if errors.Is(err, user.ErrCredentials) {
		s.refused(ctx, by, u.ID, "credentials")
		return Result{}, err
	}
	s.Throttle.Forgive(ctx, try)
	if err != nil {
		return Result{}, err
	}
	compromised := s.Users.Inspect(ctx, by, u, a.Password)
	result, err := s.Finish(ctx, by, u, Proof{Methods: []string{methodPassword}, Remember: a.Remember, Device: a.Device, CallbackURL: a.CallbackURL})
	result.Compromised = compromised
	return result, err
}

// SignUp makes an account and signs its owner in, or without a session when
// their address must be verified first; then callbackURL is where the link of
// the mail leads in the end. Admit, when not nil, runs in the transaction that
// makes the account, and may refuse it.
func (s *Service) SignUp(
	ctx context.Context, by actor.Actor, n user.NewUser, remember bool, callbackURL string, admit func(ctx context.Context, userID string) error,
) (Result, error) {
	n.Role, n.EmailVerified = actor.RoleUser, false
	if s.Users.VerifiedOnly() {
		u, err := s.Users.SignUp(ctx, by, n, callbackURL, admit)
		return Result{User: u}, err
	}
	return s.Register(ctx, by, n, remember, Around{Then: admit})
}

// Around is what else belongs to the transaction that makes an account. Either
// may be nil, and either may refuse.
type Around struct {
	First func(ctx context.Context) error
	Then  func(ctx context.Context, userID string) error
}

// Register makes an account with any role and signs its owner in.
func (s *Service) Register(ctx context.Context, by actor.Actor, n user.NewUser, remember bool, around Around) (Result, error) {
	prepared, err := s.Users.Prepare(ctx, n)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if around.First != nil {
			if err := around.First(ctx); err != nil {
				return err
			}
		}
		u, err := s.Users.Create(ctx, by, prepared)
		if err != nil {
			return err
		}
		if around.Then != nil {
			if err := around.Then(ctx, u.ID); err != nil {
				return err
			}
		}
		result, err = s.Finish(ctx, by, u, Proof{Methods: []string{methodPassword}, Remember: remember})
		return err
	})
	return result, err
}

// refused records a failed sign-in. It must not change the answer, so its own
// failure is only logged.
func (s *Service) refused(ctx context.Context, by actor.Actor, userID, reason string) {
	err := s.Audit.Record(ctx, by, audit.Event{
		Action: "sign_in.refused", Target: "user", TargetID: userID, Details: map[string]any{"reason": reason},
	})
	if err != nil {
		slog.WarnContext(ctx, "refused sign-in was not recorded", "err", err)
	}
}
