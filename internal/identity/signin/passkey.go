package signin

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
)

// BeginPasskey starts adding a passkey to the claimant's account.
func (s *Service) BeginPasskey(ctx context.Context, c Claimant, name string) (mfa.Creation, error) {
	if err := s.mayAddPasskey(ctx, c); err != nil {
		return mfa.Creation{}, err
	}
	return s.Passkeys.BeginRegistration(ctx, c.User, name)
}

// mayAddPasskey returns nil in a session that may change factors, and in a
// sign-in that waits for a first one.
func (s *Service) mayAddPasskey(ctx context.Context, c Claimant) error {
	if !c.Waiting() {
		return s.Factors.MayChange(ctx, c.Session, c.User)
	}
	if !c.Enrol {
		return session.ErrNone
	}
	return nil
}

// AddPasskey adds the passkey that an authenticator made. Whoever made it has
// shown it: their session proves more from now on, and a sign-in that waited
// for it is finished.
func (s *Service) AddPasskey(ctx context.Context, by actor.Actor, c Claimant, token, name string, response []byte) (mfa.Credential, Result, error) {
	if err := s.mayAddPasskey(ctx, c); err != nil {
		return mfa.Credential{}, Result{}, err
	}
	made, err := s.Passkeys.Attest(ctx, by, c.User, token, name, response)
	if err != nil {
		return mfa.Credential{}, Result{}, err
	}
	result, err := s.Show(ctx, by, c, false, func(ctx context.Context, by actor.Actor) (user.User, []string, error) {
		return c.User, made.Methods, s.Passkeys.Keep(ctx, by, c.User, made)
	})
	return made.Passkey, result, err
}

// AskForPasskey starts the use of a passkey: the claimant's, or to sign in by
// one alone.
func (s *Service) AskForPasskey(ctx context.Context, c Claimant) (mfa.Request, error) {
	r, err := s.Passkeys.BeginAssertion(ctx, c.User.ID)
	if err == nil && r.Alone && !s.PasskeySignIn {
		return mfa.Request{}, mfa.ErrPasskeysOff
	}
	return r, err
}

// UsePasskey takes the passkey that an authenticator showed. Alone it signs its
// user in; otherwise it is the claimant's second factor.
func (s *Service) UsePasskey(ctx context.Context, by actor.Actor, c Claimant, trust bool, token string, response []byte) (Result, error) {
	shown, err := s.Passkeys.Assert(ctx, by, token, response)
	if err != nil {
		return Result{}, err
	}
	if !shown.Alone {
		if c.User.ID != shown.Passkey.UserID {
			return Result{}, ErrChallenge
		}
		return s.Show(ctx, by, c, trust, func(context.Context, actor.Actor) (user.User, []string, error) {
			return c.User, shown.Methods, nil
		})
	}
	if !s.PasskeySignIn {
		return Result{}, mfa.ErrPasskeysOff
	}
	u, err := s.Users.ByID(ctx, shown.Passkey.UserID)
	if err != nil {
		return Result{}, err
	}
	return s.Finish(ctx, by, u, Proof{Methods: shown.Methods, Remember: true})
}
