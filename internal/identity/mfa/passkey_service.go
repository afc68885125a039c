package mfa

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// ChallengeLife is how long an authenticator has time for its answer.
const ChallengeLife = 5 * time.Minute

// Purposes of the tickets that challenges are.
const (
	purposeRegister = "passkey-registration"
	purposeAssert   = "passkey-assertion"
)

// Passkeys is what one can do with passkeys and security keys (Web
// Authentication Level 3).
type Passkeys struct {
	factors *Service
	store   passkeyStore
	tickets *ticket.Service
	party   relyingParty
	now     func() time.Time
}

// A Site says for whom passkeys are made.
type Site struct {
	ID      string   // the RP ID: passkeys are lost when it changes
	Name    string   // shown by authenticators
	Origins []string // pages that may ask for them
}

// NewPasskeys returns the service, which keeps one kind of the factors.
func NewPasskeys(factors *Service, tickets *ticket.Service, site Site, now func() time.Time) *Passkeys {
	return &Passkeys{factors, passkeyStore{factors.DB}, tickets, newRelyingParty(site.ID, site.Name, site.Origins), now}
}

// A Creation is what an authenticator needs to make a passkey.
type Creation struct {
	Challenge   string
	RPID        string
	RPName      string
	UserHandle  string // base64url
	Name        string
	DisplayName string
	Algorithms  []int // COSE, the best first
	Existing    []Credential
	Token       string // comes back with the answer
}

// BeginRegistration starts adding a passkey to an account. The name, when not
// empty, is what the authenticator shows for it.
func (s *Passkeys) BeginRegistration(ctx context.Context, u user.User, name string) (Creation, error) {
	existing, err := s.store.list(ctx, u.ID)
	if err != nil {
		return Creation{}, err
	}
	if len(existing) >= maxPasskeys {
		return Creation{}, ErrTooMany
	}
	if name == "" {
		name = u.Email
	}
	c := Creation{
		Challenge: challenge(), RPID: s.party.id, RPName: s.party.name, UserHandle: base64.RawURLEncoding.EncodeToString(handle(u)),
		Name: name, DisplayName: u.Email, Algorithms: algorithms(), Existing: existing,
	}
	c.Token, err = s.tickets.Issue(ctx, ticket.Draft{Purpose: purposeRegister, Subject: u.ID, Data: ceremony{c.Challenge}, Life: ChallengeLife})
	return c, err
}

// ceremony is what is remembered of a challenge, besides its user.
type ceremony struct {
	Challenge string `json:"challenge"`
}

// challenge returns 32 random bytes in base64url.
func challenge() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// handle is what authenticators call the user: stable, so that they keep one
// passkey per account, and not personal (Level 3 §14.6.1).
func handle(u user.User) []byte { return []byte(u.ID) }

// An Attestation is a passkey that was made and is not kept yet.
type Attestation struct {
	Passkey Credential
	Methods []string // by which its holder proved themselves (RFC 8176), on top of how they did before
}

// Attest checks the answer of an authenticator that made a passkey. Each
// challenge is for one try, which is spent even when the caller's transaction
// fails: so it must have none.
func (s *Passkeys) Attest(ctx context.Context, by actor.Actor, u user.User, token, name string, response []byte) (Attestation, error) {
	if token == "" {
		return Attestation{}, ErrChallenge
	}
	name = strings.TrimSpace(name)
	if name != "" {
		if err := checkPasskeyName(name); err != nil {
			return Attestation{}, err
		}
	}
	parsed, err := parseRegistration(response)
	if err != nil {
		return Attestation{}, ErrRegistration.Because(err)
	}
	var c ceremony
	taken, err := s.take(ctx, purposeRegister, token, &c)
	if err != nil {
		return Attestation{}, err
	}
	if taken.Subject != u.ID {
		return Attestation{}, ErrChallenge
	}
	p, err := s.party.register(c.Challenge, string(handle(u)), parsed)
	if err != nil {
		s.refused(ctx, by, u.ID, "registration", err)
		return Attestation{}, ErrRegistration.Because(err)
	}
	p.ID, p.UserID, p.Name, p.CreatedAt = secret.ID(), u.ID, name, s.now()
	if p.Name == "" {
		p.Name = defaultName(p)
	}
	return Attestation{p, p.methods()}, nil
}

// Keep adds a passkey to its user's account.
func (s *Passkeys) Keep(ctx context.Context, by actor.Actor, u user.User, a Attestation) error {
	p := a.Passkey
	return s.factors.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.factors.lock(ctx, p.UserID); err != nil {
			return err
		}
		held, err := s.store.count(ctx, p.UserID)
		if err != nil {
			return err
		}
		if held >= maxPasskeys {
			return ErrTooMany
		}
		if err := s.store.insert(ctx, p); err != nil {
			return err
		}
		if err := s.record(ctx, by, "passkey.added", p, map[string]any{"aaguid": p.AAGUID}); err != nil {
			return err
		}
		return s.tell(ctx, by, u, "passkey.added")
	})
}

func (s *Passkeys) record(ctx context.Context, by actor.Actor, action string, p Credential, details map[string]any) error {
	details["user_id"], details["name"] = p.UserID, p.Name
	return s.factors.Audit.Record(ctx, by, audit.Event{Action: action, Target: "passkey", TargetID: p.ID, Details: details})
}

// tell mails the user that a passkey came or went: whoever did it may be
// somebody else.
func (s *Passkeys) tell(ctx context.Context, by actor.Actor, u user.User, action string) error {
	if s.factors.Tell == nil {
		return nil
	}
	return s.factors.Tell(ctx, by, u, action)
}

func (s *Passkeys) take(ctx context.Context, purpose, token string, c *ceremony) (ticket.Ticket, error) {
	taken, err := s.tickets.Take(ctx, purpose, token, c)
	if errors.Is(err, ticket.ErrNone) {
		return ticket.Ticket{}, ErrChallenge
	}
	return taken, err
}

// A Request is what an authenticator needs to use a passkey.
type Request struct {
	Challenge string
	RPID      string
	Alone     bool         // to sign in by nothing else: the authenticator must verify its user
	Allowed   []Credential // unless alone
	Token     string       // comes back with the answer
}

// BeginAssertion starts the use of a passkey: one of the user's, for somebody
// who proved before who they are; without a user, or for one who has none, any
// passkey to sign in by.
func (s *Passkeys) BeginAssertion(ctx context.Context, userID string) (Request, error) {
	r := Request{Challenge: challenge(), RPID: s.party.id}
	var err error
	if userID != "" {
		if r.Allowed, err = s.store.list(ctx, userID); err != nil {
			return Request{}, err
		}
	}
	if len(r.Allowed) == 0 {
		userID, r.Alone = "", true
	}
	r.Token, err = s.tickets.Issue(ctx, ticket.Draft{Purpose: purposeAssert, Subject: userID, Data: ceremony{r.Challenge}, Life: ChallengeLife})
	return r, err
}

// An Assertion is a passkey that was shown.
type Assertion struct {
	Passkey Credential
	Alone   bool     // whoever showed it proved nothing before
	Methods []string // RFC 8176
}

// Assert checks the answer of an authenticator. Each challenge is for one try,
// which is spent even when the caller's transaction fails: so it must have none.
func (s *Passkeys) Assert(ctx context.Context, by actor.Actor, token string, response []byte) (Assertion, error) {
	if token == "" {
		return Assertion{}, ErrChallenge
	}
	parsed, err := parseAssertion(response)
	if err != nil {
		return Assertion{}, ErrAssertion.Because(err)
	}
	var c ceremony
	taken, err := s.take(ctx, purposeAssert, token, &c)
	if err != nil {
		return Assertion{}, err
	}
	p, err := s.store.byCredential(ctx, parsed.credentialID())
	if errors.Is(err, ErrNoPasskey) {
		s.refused(ctx, by, taken.Subject, "unknown passkey", nil)
		return Assertion{}, ErrUnknownPasskey
	}
	if err != nil {
		return Assertion{}, err
	}
	alone := taken.Subject == ""
	if !alone && taken.Subject != p.UserID {
		s.refused(ctx, by, taken.Subject, "another user's passkey", nil)
		return Assertion{}, ErrAssertion
	}
	if alone && p.UserHandle != "" && parsed.userHandle() == "" { // Level 3 §7.2 step 6
		s.refused(ctx, by, p.UserID, "passkey does not name its user", nil)
		return Assertion{}, ErrAssertion
	}
	seen, err := s.party.check(c.Challenge, p, alone, parsed)
	if err != nil {
		s.refused(ctx, by, p.UserID, "passkey", err)
		return Assertion{}, ErrAssertion.Because(err)
	}
	used, err := s.store.use(ctx, p.ID, seen, s.now())
	if errors.Is(err, ErrNoPasskey) { // or it was removed meanwhile
		return Assertion{}, s.cloned(ctx, by, p, seen)
	}
	if err != nil {
		return Assertion{}, err
	}
	return Assertion{used, alone, used.methods()}, nil
}

// cloned refuses an authenticator whose counter did not go up.
func (s *Passkeys) cloned(ctx context.Context, by actor.Actor, p Credential, seen observation) error {
	if err := s.record(ctx, by, "passkey.clone_suspected", p, map[string]any{"counter": seen.counter, "seen_before": p.Counter}); err != nil {
		return err
	}
	return ErrAssertion
}

// refused records a failure. It must not change the answer, so its own failure
// is only logged.
func (s *Passkeys) refused(ctx context.Context, by actor.Actor, userID, reason string, cause error) {
	details := map[string]any{"reason": reason}
	if cause != nil {
		details["cause"] = cause.Error()
	}
	err := s.factors.Audit.Record(ctx, by, audit.Event{Action: "passkey.refused", Target: "user", TargetID: userID, Details: details})
	if err != nil {
		slog.WarnContext(ctx, "refused passkey was not recorded", "err", err)
	}
}

// List returns a user's passkeys, oldest first.
func (s *Passkeys) List(ctx context.Context, userID string) ([]Credential, error) {
	return s.store.list(ctx, userID)
}

// Rename gives a user's passkey another name.
func (s *Passkeys) Rename(ctx context.Context, by actor.Actor, userID, id, name string) (Credential, error) {
	name = strings.TrimSpace(name)
	if err := checkPasskeyName(name); err != nil {
		return Credential{}, err
	}
	if err := s.owned(ctx, userID, id); err != nil {
		return Credential{}, err
	}
	var p Credential
	err := s.factors.DB.InTx(ctx, func(ctx context.Context) error {
		var err error
		if p, err = s.store.rename(ctx, id, userID, name); err != nil {
			return err
		}
		return s.record(ctx, by, "passkey.renamed", p, map[string]any{})
	})
	return p, err
}

// Remove takes a passkey away from its user, in a session of theirs that may do
// so.
func (s *Passkeys) Remove(ctx context.Context, by actor.Actor, current session.Session, u user.User, id string) error {
	if err := s.owned(ctx, u.ID, id); err != nil {
		return err
	}
	if err := s.factors.MayChange(ctx, current, u); err != nil {
		return err
	}
	return s.factors.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.factors.lock(ctx, u.ID); err != nil {
			return err
		}
		held, err := s.store.count(ctx, u.ID)
		if err != nil {
			return err
		}
		if held == 1 {
			if err := s.factors.MayLose(ctx, u, Passkey); err != nil {
				return err
			}
		}
		p, err := s.store.remove(ctx, id, u.ID)
		if err != nil {
			return err
		}
		if err := s.record(ctx, by, "passkey.removed", p, map[string]any{}); err != nil {
			return err
		}
		if held == 1 {
			if err := s.factors.withoutFactor(ctx, by, u); err != nil {
				return err
			}
		}
		return s.tell(ctx, by, u, "passkey.removed")
	})
}

func (s *Passkeys) owned(ctx context.Context, userID, id string) error {
	p, err := s.store.byID(ctx, id)
	if err != nil {
		return err
	}
	if p.UserID != userID {
		return ErrForeign
	}
	return nil
}
