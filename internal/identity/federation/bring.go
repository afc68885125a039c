package federation

import (
	"context"
	"errors"
	"log/slog"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// Brought is an ID token that a script got from the provider by itself.
type Brought struct {
	Token   string
	Nonce   string // that the script sent; empty if it sent none
	Access  string
	Refresh string
	Name    string // of somebody new, where the token does not say
	Scopes  []string
	Device  string // see signin.Proof
	Query   string // a signed authorization request that waits
	SignUp  bool
}

// SignIn lets somebody in by an ID token, and returns where an authorization
// request goes on that waited, if one did.
func (s *Service) SignIn(ctx context.Context, by actor.Actor, providerID string, b Brought) (signin.Result, string, error) {
	p, profile, err := s.judge(ctx, providerID, b)
	if err != nil {
		return signin.Result{}, "", err
	}
	if b.Query != "" {
		if b.Query, err = s.requests.Hold(ctx, b.Query); err != nil {
			return signin.Result{}, "", err
		}
	}
	u, _, err := s.settle(ctx, by, p, profile, b.tokens(), wish{query: b.Query, signUp: b.SignUp})
	if err != nil {
		return signin.Result{}, "", told401(err)
	}
	result, err := s.finish(ctx, by, u, b.Device)
	if err != nil || b.Query == "" || result.Pending != nil {
		return result, "", err
	}
	return result, s.onward(ctx, result, b.Query, ""), nil
}

// Link adds the account of an ID token to a user who asks for it.
func (s *Service) Link(ctx context.Context, by actor.Actor, providerID, userID string, b Brought) error {
	p, profile, err := s.judge(ctx, providerID, b)
	if err != nil {
		return err
	}
	err = s.link(ctx, by, p, userID, profile, b.tokens())
	if f, ok := errors.AsType[*RefusedError](err); ok {
		return ErrLinking.Because(f)
	}
	return err
}

// tokens are what is kept of what was brought. What a script says of access
// tokens is for itself alone.
func (b Brought) tokens() Tokens {
	return Tokens{Access: b.Access, Refresh: b.Refresh, ID: b.Token, Scopes: b.Scopes}
}

func (s *Service) judge(ctx context.Context, providerID string, b Brought) (provider, Profile, error) {
	p, known := s.provider(providerID)
	if !known {
		return p, Profile{}, ErrProvider
	}
	if !p.speaksOpenID() {
		return p, Profile{}, ErrNoIDToken
	}
	if _, err := open(b.Token, nil); err != nil { // nobody is asked for the keys of nonsense
		return p, Profile{}, ErrIDToken.Because(err)
	}
	m, err := s.metadata(ctx, p)
	if err != nil {
		return p, Profile{}, ErrUnreachable.Because(err)
	}
	claims, err := s.read(ctx, m, b.Token, expectation{provider: p, issuer: m.Issuer, nonce: b.Nonce, access: b.Access, brought: true})
	if err != nil {
		slog.InfoContext(ctx, "an ID token was refused", "provider", p.ID, "err", err)
		return p, Profile{}, ErrIDToken.Because(err)
	}
	profile := p.reads(claims)
	if profile.Name == "" {
		profile.Name = b.Name
	}
	return p, profile.usable(), nil
}

// told401 is a failure as scripts learn of it.
func told401(err error) error {
	f, ok := errors.AsType[*RefusedError](err)
	if !ok {
		return err
	}
	switch f.Code {
	case codeNoEmail:
		return ErrNoEmail.Because(err)
	case codeSignUp:
		return ErrNotLinked.Saying("signup disabled").Because(err)
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && !errors.Is(e, user.ErrTaken) {
		return err
	}
	return ErrNotLinked.Because(err)
}
