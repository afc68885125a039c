package user

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// KeptOut reports whether a user must verify their address before they get in.
func (s *Service) KeptOut(u User) bool { return s.settings.VerifiedOnly && !u.EmailVerified }

// VerifiedOnly reports whether nobody gets in before their address is verified.
func (s *Service) VerifiedOnly() bool { return s.settings.VerifiedOnly }

// RequestVerification sends a link to whoever has the address and has not
// verified it. Neither shows in the answer or in the work.
func (s *Service) RequestVerification(ctx context.Context, by actor.Actor, email, callbackURL string) error {
	if !s.mail.Enabled() {
		return errVerificationOff
	}
	if err := s.writing(ctx, by, email); err != nil {
		return err
	}
	u, err := s.owner(ctx, email)
	if err != nil {
		return err
	}
	if u.EmailVerified {
		u = User{}
	}
	return s.post(ctx, by, u, s.verifyLetter(callbackURL))
}

// SendVerification sends the link to a user who has shown their password, but
// not as often as they do.
func (s *Service) SendVerification(ctx context.Context, by actor.Actor, u User, callbackURL string) error {
	if db.InTransaction(ctx) { // the refusal will undo it
		return nil
	}
	err := s.writing(ctx, by, u.Email)
	if errors.Is(err, limit.ErrTooMany) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.post(ctx, by, u, s.verifyLetter(callbackURL))
}

// Verify spends the token of a mail that was sent to verify an address, the
// account's own or the one it shall get. It returns the user.
func (s *Service) Verify(ctx context.Context, by actor.Actor, token string) (User, error) {
	var verified User
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var w written
		t, err := s.tickets.Take(ctx, ticketVerify, token, &w)
		if errors.Is(err, ticket.ErrNone) {
			t, err = s.tickets.Take(ctx, ticketChange, token, &w)
		}
		if errors.Is(err, ticket.ErrNone) {
			return ErrLink
		}
		if err != nil {
			return err
		}
		return s.change(ctx, t.Subject, func(ctx context.Context, u *User) error {
			if u.Email != w.Email {
				return ErrLink
			}
			if w.NewEmail != "" {
				err = s.move(ctx, by, u, w.NewEmail)
			} else {
				err = s.verify(ctx, by, u)
			}
			verified = *u
			return err
		})
	})
	if errors.Is(err, ErrLink) {
		return User{}, s.late(ctx, token)
	}
	return verified, err
}

// late returns why a token verifies no address: it is too old, or simply wrong.
func (s *Service) late(ctx context.Context, token string) error {
	for _, purpose := range []string{ticketVerify, ticketChange} {
		late, err := s.tickets.Late(ctx, purpose, token)
		if err != nil {
			return err
		}
		if late {
			return ErrLinkLate
		}
	}
	return ErrLink
}

func (s *Service) verify(ctx context.Context, by actor.Actor, u *User) error {
	if u.EmailVerified {
		return nil
	}
	if err := s.store.saveEmail(ctx, u.ID, u.Email); err != nil {
		return err
	}
	u.EmailVerified = true
	if err := s.audit.Record(ctx, by, audit.Event{Action: "user.email_verified", Target: "user", TargetID: u.ID}); err != nil {
		return err
	}
	return s.tellVerified(ctx, by, *u)
}

// move gives an account another address, unless somebody else got it meanwhile.
func (s *Service) move(ctx context.Context, by actor.Actor, u *User, email string) error {
	if err := s.notify(ctx, by, *u, "email-changed", map[string]any{"NewEmail": email, "Address": by.Address, "Device": by.UserAgent}); err != nil {
		return err
	}
	err := s.store.saveEmail(ctx, u.ID, email)
	if errors.Is(err, ErrTaken) {
		return ErrLink.Because(err)
	}
	if err != nil {
		return err
	}
	if err := s.store.saveWords(ctx, u.ID, words(u.Name, email)); err != nil {
		return err
	}
	for _, purpose := range []string{ticketReset, ticketVerify, ticketChange} {
		if err := s.tickets.Revoke(ctx, purpose, u.ID); err != nil {
			return err
		}
	}
	old := u.Email
	u.Email, u.EmailVerified = email, true
	if err := s.audit.Record(ctx, by, audit.Event{
		Action: "user.email_changed", Target: "user", TargetID: u.ID, Details: map[string]any{"from": old, "to": email},
	}); err != nil {
		return err
	}
	return s.tellVerified(ctx, by, *u)
}

// RequestChange sends a link to the address that a user wants to have, and a
// notice to the one they have: whoever asks may be somebody else. That somebody has it already shows neither in
// the answer nor in the work; then the link is not sent.
func (s *Service) RequestChange(ctx context.Context, by actor.Actor, userID, email, callbackURL string) error {
	if !s.mail.Enabled() {
		return errChangeOff
	}
	email = FoldEmail(email)
	if !ValidEmail(email) {
		return ErrNewEmail
	}
	u, err := s.ByID(ctx, userID)
	if err != nil {
		return err
	}
	if u.Email == email {
		return ErrEmailSame
	}
	if err := s.writing(ctx, by, email); err != nil {
		return err
	}
	other, err := s.owner(ctx, email)
	if err != nil {
		return err
	}
	if callbackURL == "" {
		callbackURL = verifyPage
	}
	l := letter{
		ticket: ticketChange, template: "change-email", action: "user.email_change_requested", life: changeLife,
		content: written{Email: u.Email, NewEmail: email}, to: email, link: s.tokenLink("/api/auth/verify-email", callbackURL),
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.tickets.Revoke(ctx, ticketChange, u.ID); err != nil { // one change at a time
			return err
		}
		if err := s.notify(ctx, by, u, "email-change-requested", map[string]any{"NewEmail": email, "Address": by.Address, "Device": by.UserAgent}); err != nil {
			return err
		}
		if other.ID != "" {
			return s.post(ctx, by, User{}, l)
		}
		return s.post(ctx, by, u, l)
	})
}

// SignUp makes an account whose owner must verify their address first, and
// sends them the link. When the address has an account already, its owner is
// told, and the caller gets the same answer for the same work: an account that
// looks as the new one would. Admit, when not nil, runs in the transaction that
// makes the account, and may refuse it.
func (s *Service) SignUp(
	ctx context.Context, by actor.Actor, n NewUser, callbackURL string, admit func(ctx context.Context, userID string) error,
) (User, error) {
	if !s.mail.Enabled() {
		return User{}, errVerificationOff
	}
	p, err := s.Prepare(ctx, n)
	if err != nil {
		return User{}, err
	}
	if err := s.writing(ctx, by, p.user.Email); err != nil {
		return User{}, err
	}
	existing, err := s.owner(ctx, p.user.Email)
	if err != nil {
		return User{}, err
	}
	if existing.ID == "" {
		err = s.db.InTx(ctx, func(ctx context.Context) error {
			if err := s.open(ctx, by, p, admit); err != nil {
				return err
			}
			return s.post(ctx, by, p.user, s.verifyLetter(callbackURL))
		})
		if !errors.Is(err, ErrTaken) {
			return p.user, err
		}
		if existing, err = s.owner(ctx, p.user.Email); err != nil { // another request was faster
			return User{}, err
		}
	}
	if err := s.rehearse(ctx, by, p, admit); err != nil {
		return User{}, err
	}
	return p.user, s.remind(ctx, by, existing)
}

func (s *Service) open(ctx context.Context, by actor.Actor, p Prepared, admit func(ctx context.Context, userID string) error) error {
	if _, err := s.Create(ctx, by, p); err != nil {
		return err
	}
	if admit == nil {
		return nil
	}
	return admit(ctx, p.user.ID)
}

var errRehearsed = errors.New("user: rehearsed")

// rehearse does what a new account costs, and undoes it: how long a sign-up
// takes does not tell whether the address has an account.
func (s *Service) rehearse(ctx context.Context, by actor.Actor, p Prepared, admit func(ctx context.Context, userID string) error) error {
	p.user.Email = p.user.ID + "@rehearsal.invalid"
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.open(ctx, by, p, admit); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// remind tells somebody that they have an account, and lets them set its
// password: who registered the address before may not have been its owner.
func (s *Service) remind(ctx context.Context, by actor.Actor, u User) error {
	l := s.resetLetter("")
	l.template, l.action = "account-exists", "user.sign_up_repeated"
	return s.post(ctx, by, u, l)
}
