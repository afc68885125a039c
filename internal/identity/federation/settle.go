package federation

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"regexp"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// A wish is under what conditions an account may be made.
type wish struct {
	query  string // an authorization request that waits
	signUp bool   // the page asked for an account
}

// settle finds the user a profile belongs to, or makes one. It is tried twice:
// the same person may be arriving in two tabs.
func (s *Service) settle(ctx context.Context, by actor.Actor, p provider, profile Profile, t Tokens, w wish) (user.User, bool, error) {
	var u user.User
	var created bool
	once := func(ctx context.Context) error {
		var err error
		u, created, err = s.place(ctx, by, p, profile, t, w)
		return err
	}
	err := s.db.InTx(ctx, once)
	if errors.Is(err, errTaken) || errors.Is(err, user.ErrTaken) {
		err = s.db.InTx(ctx, once)
	}
	return u, created, err
}

// place is the rule of whose account a profile opens. The subject that was seen
// before decides alone. An address brings a profile to an account only if both
// sides verified it: otherwise whoever entered somebody else's address first,
// here or there, would share their account.
func (s *Service) place(ctx context.Context, by actor.Actor, p provider, profile Profile, t Tokens, w wish) (user.User, bool, error) {
	linked, err := s.store.find(ctx, p.ID, profile.Subject)
	if err == nil {
		u, err := s.users.ByID(ctx, linked.UserID)
		if err != nil {
			return user.User{}, false, err
		}
		if profile.EmailVerified && !u.EmailVerified && profile.Email == u.Email {
			if u, err = s.users.Vouch(ctx, by, u.ID, profile.Email); err != nil {
				return user.User{}, false, err
			}
		}
		return u, false, s.keep(ctx, linked, t)
	}
	if !errors.Is(err, errNone) {
		return user.User{}, false, err
	}
	if profile.Email == "" {
		return user.User{}, false, fail(codeNoEmail, nil)
	}
	u, err := s.users.ByEmail(ctx, profile.Email)
	if errors.Is(err, user.ErrNotFound) {
		u, err = s.welcome(ctx, by, p, profile, t, w)
		return u, err == nil, err
	}
	if err != nil {
		return user.User{}, false, err
	}
	if !profile.EmailVerified {
		return user.User{}, false, fail(codeNotLinked, errors.New("the provider does not vouch for the address"))
	}
	if !u.EmailVerified {
		return user.User{}, false, fail(codeNotLinked, errors.New("the address of the account here is not verified"))
	}
	if u.IsBanned(s.now()) { // Finish says so; nothing is added to the account
		return u, false, nil
	}
	return u, false, s.attach(ctx, by, p, u.ID, profile, t, "email")
}

// welcome makes an account for somebody new.
func (s *Service) welcome(ctx context.Context, by actor.Actor, p provider, profile Profile, t Tokens, w wish) (user.User, error) {
	if p.SignUp == config.SignUpNever {
		return user.User{}, fail(codeSignUp, nil)
	}
	if p.SignUp == config.SignUpOnAsked && !w.signUp {
		return user.User{}, fail(codeSignUp, nil)
	}
	u, err := s.users.CreateOutside(ctx, by, user.NewUser{
		Name: profile.Name, Email: profile.Email, EmailVerified: profile.EmailVerified, Image: profile.Image,
	})
	if err != nil {
		return user.User{}, err
	}
	if err := s.attach(ctx, by, p, u.ID, profile, t, "sign-up"); err != nil {
		return user.User{}, err
	}
	if s.users.KeptOut(u) { // until the address is verified by mail
		if err := s.users.SendVerification(ctx, by, u, ""); err != nil {
			return user.User{}, err
		}
	}
	if w.query == "" {
		return u, nil
	}
	err = s.requests.Admit(ctx, by, w.query, u.ID)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Forbidden {
		return user.User{}, fail(codeSignUp, err)
	}
	return u, err
}

// attach links a profile to a user. By says on whose word: "email", "user" or
// "sign-up".
func (s *Service) attach(ctx context.Context, by actor.Actor, p provider, userID string, profile Profile, t Tokens, word string) error {
	a := account{UserID: userID, Provider: p.ID, Subject: profile.Subject}
	s.sealTokens(&a, t)
	if err := s.store.insert(ctx, a, s.now()); err != nil {
		return err
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "account.linked", Target: "user", TargetID: userID, Details: map[string]any{"provider": p.ID, "by": word},
	})
}

// link adds an account to a user who asks for it. Their fresh session is enough:
// the addresses need not be the same.
func (s *Service) link(ctx context.Context, by actor.Actor, p provider, userID string, profile Profile, t Tokens) error {
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		linked, err := s.store.find(ctx, p.ID, profile.Subject)
		if errors.Is(err, errNone) {
			return s.attach(ctx, by, p, userID, profile, t, "user")
		}
		if err != nil {
			return err
		}
		if linked.UserID != userID {
			return fail(codeOthers, nil)
		}
		return s.keep(ctx, linked, t)
	})
	if errors.Is(err, errTaken) {
		return fail(codeOthers, err)
	}
	return err
}

// onward is where a browser goes that got in, or has yet to show a second
// factor.
func (s *Service) onward(ctx context.Context, r signin.Result, query, target string) string {
	if r.Pending != nil {
		if query != "" {
			return r.Pending.Page() + "?" + query
		}
		local := strings.TrimPrefix(target, s.baseURL)
		if !strings.HasPrefix(local, "/") {
			return r.Pending.Page()
		}
		return r.Pending.Page() + "?redirectTo=" + url.QueryEscape(local)
	}
	if query == "" {
		return target
	}
	next, err := s.requests.Resume(ctx, query, r.Session, r.User)
	if err != nil { // signed in all the same: the application can ask again
		slog.InfoContext(ctx, "an authorization request did not go on", "err", err)
		return ErrorPage + "?error=" + codeRestart
	}
	return next
}

// ErrorPage is where browsers are told what went wrong when the client named no
// page of its own.
const ErrorPage = "/api/auth/error"

var codeForm = regexp.MustCompile(`^[A-Za-z0-9_.'-]{1,64}$`)

// shown is a code as it may stand in addresses and records: the provider's are
// anybody's text.
func shown(code string) string {
	if !codeForm.MatchString(code) {
		return codeUnknownError
	}
	return code
}

// codeOf is the code of an error that a client may be told about, in the form
// that addresses have it.
func codeOf(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Internal {
		return ""
	}
	if f.BetterAuth != "" {
		return strings.ToLower(f.BetterAuth)
	}
	return strings.ToLower(f.Code)
}

// seal keeps a value that nobody should read in the database.
func (s *Service) seal(v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return s.sealer.Seal(plain), nil
}

func (s *Service) open(sealed string, v any) error {
	plain, err := s.sealer.Open(sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}
