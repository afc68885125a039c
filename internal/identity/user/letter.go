package user

import (
	"context"
	"net/url"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// What the tickets in mails open.
const (
	ticketReset  = "reset-password"
	ticketVerify = "verify-email"
	ticketChange = "change-email"
	ticketDelete = "delete-account"
)

// How long they do.
const (
	resetLife  = time.Hour
	verifyLife = 24 * time.Hour
	changeLife = time.Hour
	deleteLife = time.Hour
)

// Where links lead when whoever asked for them did not say.
const (
	resetPage  = "/reset-password"
	verifyPage = "/verify-email?verified=true"
	deletePage = "/"
)

// written is what a ticket remembers: it opens nothing any more once the
// account has another address than the one it was written to.
type written struct {
	Email    string `json:"email"`
	NewEmail string `json:"newEmail,omitempty"`
}

// A letter is a mail with a link that works once.
type letter struct {
	ticket   string // its purpose
	template string
	action   string // for the audit trail
	life     time.Duration
	content  written
	to       string // the address; empty means the account's
	link     func(token string) string
}

// post sends a letter to a user. The zero user gets none, for the price of one:
// whoever asks on behalf of an address learns nothing from how long it takes.
func (s *Service) post(ctx context.Context, by actor.Actor, u User, l letter) error {
	if l.content.Email == "" {
		l.content.Email = u.Email
	}
	if l.to == "" {
		l.to = u.Email
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		token, err := s.tickets.Issue(ctx, ticket.Draft{Purpose: l.ticket, Subject: u.ID, Data: l.content, Life: l.life})
		if err != nil {
			return err
		}
		if u.ID == "" {
			err = s.tickets.Revoke(ctx, l.ticket, "") // the ticket that nobody will bring
		} else {
			err = s.mail.Send(ctx, mail.Message{
				To: l.to, Name: u.Name, Template: l.template, Language: s.language(by, u),
				Data: map[string]any{"URL": l.link(token), "Minutes": int(l.life / time.Minute), "NewEmail": l.content.NewEmail},
			})
		}
		if err != nil {
			return err
		}
		return s.audit.Record(ctx, by, audit.Event{Action: l.action, Target: "user", TargetID: u.ID})
	})
}

// notify tells a user what happened to their account, if mail can be sent.
func (s *Service) notify(ctx context.Context, by actor.Actor, u User, template string, data map[string]any) error {
	if !s.mail.Enabled() {
		return nil
	}
	data["Time"] = s.now()
	return s.mail.Send(ctx, mail.Message{To: u.Email, Name: u.Name, Template: template, Language: s.language(by, u), Data: data})
}

// language is that of a user's mails: their choice, or that of the request.
func (s *Service) language(by actor.Actor, u User) string {
	return mail.Language(u.Locale, by.Language)
}

func (s *Service) resetLetter(redirectTo string) letter {
	if redirectTo == "" {
		redirectTo = resetPage
	}
	return letter{
		ticket: ticketReset, template: "reset-password", action: "user.password_reset_requested", life: resetLife,
		link: func(token string) string {
			return s.settings.BaseURL + "/api/auth/reset-password/" + token + "?callbackURL=" + url.QueryEscape(redirectTo)
		},
	}
}

func (s *Service) verifyLetter(callbackURL string) letter {
	if callbackURL == "" {
		callbackURL = verifyPage
	}
	return letter{
		ticket: ticketVerify, template: "verify-email", action: "user.email_verification_requested", life: verifyLife,
		link: s.tokenLink("/api/auth/verify-email", callbackURL),
	}
}

func (s *Service) tokenLink(path, callbackURL string) func(token string) string {
	return func(token string) string {
		return s.settings.BaseURL + path + "?token=" + token + "&callbackURL=" + url.QueryEscape(callbackURL)
	}
}
