package user

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
)

// Breached says whether passwords were in breaches.
type Breached interface {
	// Listed asks nobody.
	Listed(password string) bool
	// Known also asks a service elsewhere, if there is one.
	Known(ctx context.Context, password string) bool
	// Asks reports whether there is one.
	Asks() bool
}

// A Policy says which passwords may not be chosen besides those of the wrong
// length. Nothing is asked about what characters they hold (NIST SP 800-63B).
type Policy struct {
	AppName  string
	Breached Breached // nil: none is known
	// Decoy maps an address to a number from 0 to 1, always the same one, that
	// nobody else can foresee. Nil is always 1.
	Decoy func(email string) float64
}

// SetPolicy makes the service follow a policy.
func (s *Service) SetPolicy(p Policy) { s.policy = p }

// AcceptPassword reports why the owner of an account may not choose a password:
// its length, that it is mostly a name of theirs or the service's, or that it
// was in a breach.
func (s *Service) AcceptPassword(ctx context.Context, u User, password string) error {
	if err := CheckPassword(password); err != nil {
		return err
	}
	local, _, _ := strings.Cut(u.Email, "@")
	if mostly(password, u.Name, u.Email, local, s.policy.AppName) {
		return ErrPasswordGuessable
	}
	if s.policy.Breached != nil && s.policy.Breached.Known(ctx, password) {
		return ErrPasswordBreached
	}
	return nil
}

// shortestName is how long a name must be to make a password guessable.
const shortestName = 3

// mostly reports whether a password, without regard to case, is one of the
// names, or one with little around it: as much of it as of the rest, or more.
// The words of a name count too.
func mostly(password string, names ...string) bool {
	folded := fold(password)
	for _, name := range names {
		for _, word := range append(strings.FieldsFunc(name, separates), name) {
			word = fold(word)
			if utf8.RuneCountInString(word) < shortestName {
				continue
			}
			rest := utf8.RuneCountInString(strings.ReplaceAll(folded, word, ""))
			if 2*rest <= utf8.RuneCountInString(folded) {
				return true
			}
		}
	}
	return false
}

func separates(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// fold makes texts comparable: compatibility forms, lower case, letters and
// digits alone.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if separates(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text))
}

// PasswordCompromised reports whether the password that a user has now was
// found in a breach when they last signed in with it.
func (s *Service) PasswordCompromised(ctx context.Context, userID string) (bool, error) {
	found, err := s.store.inspection(ctx, userID, s.now())
	if errors.Is(err, db.ErrNone) { // no password
		return false, nil
	}
	return found.compromised, err
}

// lookUpEvery is how often a password that is on no list is looked up elsewhere
// at sign-ins.
const lookUpEvery = 30 * 24 * time.Hour

// Inspect looks at a password that has just opened an account, and reports
// whether it was in a breach; of that its owner is told by mail, once. It keeps
// nobody out: what fails is only logged.
func (s *Service) Inspect(ctx context.Context, by actor.Actor, u User, password string) bool {
	if s.policy.Breached == nil {
		return false
	}
	compromised, err := s.inspect(ctx, by, u, password)
	if err != nil {
		slog.WarnContext(ctx, "a password was not inspected", "err", err)
	}
	return compromised
}

func (s *Service) inspect(ctx context.Context, by actor.Actor, u User, password string) (bool, error) {
	now, breached := s.now(), s.policy.Breached
	compromised := breached.Listed(password)
	if !compromised && breached.Asks() {
		before, err := s.store.inspection(ctx, u.ID, now.Add(-lookUpEvery))
		if err != nil || before.compromised || before.checked {
			return before.compromised, err
		}
		compromised = breached.Known(ctx, password)
		if err := s.store.setChecked(ctx, u.ID, now); err != nil {
			return compromised, err
		}
	}
	if !compromised {
		return false, nil
	}
	return true, s.db.InTx(ctx, func(ctx context.Context) error {
		found, err := s.store.setCompromised(ctx, u.ID, now)
		if err != nil || !found {
			return err
		}
		if err := s.notify(ctx, by, u, "password-compromised", map[string]any{"URL": s.settings.BaseURL}); err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{Action: "password.compromised", Target: "user", TargetID: u.ID})
	})
}
