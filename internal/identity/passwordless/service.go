package passwordless

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Parts are the subjects that the service goes through.
type Parts struct {
	DB       *db.DB
	Users    *user.Service
	SignIn   *signin.Service
	Mail     *mail.Mailer
	Throttle *throttle.Service
	Audit    *audit.Log
}

// A Service mails links and codes, and takes them back.
type Service struct {
	Parts
	store    store
	settings Settings
	now      func() time.Time
}

// New returns the service.
func New(p Parts, settings Settings, now func() time.Time) *Service {
	return &Service{p, store{p.DB}, settings, now}
}

// Links reports whether one can sign in by link.
func (s *Service) Links() bool { return s.settings.Link && s.Mail.Enabled() }

// Codes reports whether one can sign in by code.
func (s *Service) Codes() bool { return s.settings.Code && s.Mail.Enabled() }

// SendLink mails a link that works in a browser.
func (s *Service) SendLink(ctx context.Context, by actor.Actor, browser string, r LinkRequest) error {
	if !s.Links() {
		return ErrLinkOff
	}
	if len(r.OAuthQuery) > maxQuery {
		return ErrQuery
	}
	token := secret.Token()
	link := url.Values{"token": {token}, "callbackURL": {r.Callback}}
	if r.Callback == "" {
		link.Set("callbackURL", "/")
	}
	if r.NewUser != "" {
		link.Set("newUserCallbackURL", r.NewUser)
	}
	if r.Failure != "" {
		link.Set("errorCallbackURL", r.Failure)
	}
	return s.send(ctx, by, waiting{id: linkID(token), browser: secret.Digest(browser), email: r.Email, oauthQuery: r.OAuthQuery},
		"magic-link", map[string]any{"URL": s.settings.BaseURL + "/api/auth/magic-link/verify?" + link.Encode()})
}

// SendCode mails a code that works in a browser.
func (s *Service) SendCode(ctx context.Context, by actor.Actor, browser, email string) error {
	if !s.Codes() {
		return ErrCodeOff
	}
	code := newCode()
	email = user.FoldEmail(email)
	return s.send(ctx, by, waiting{
		id: codeID(browser, email), browser: secret.Digest(browser), email: email, code: codeDigest(browser, code),
	}, "code", map[string]any{"Code": code})
}

// send keeps a sign-in and mails what it waits for. An address without an
// account costs the same, and shows nowhere.
func (s *Service) send(ctx context.Context, by actor.Actor, w waiting, template string, data map[string]any) error {
	w.email = user.FoldEmail(w.email)
	if !user.ValidEmail(w.email) {
		return signin.ErrEmail
	}
	if _, err := s.Throttle.Allow(ctx, by, throttle.Mail(w.email)); err != nil {
		return err
	}
	u, err := s.Users.ByEmail(ctx, w.email)
	if err != nil && !errors.Is(err, user.ErrNotFound) {
		return err
	}
	send := s.Mail.Send
	if u.ID == "" {
		send = s.Mail.Pretend
	}
	now := s.now()
	w.createdAt, w.expiresAt = now, now.Add(life)
	data["Minutes"] = int(life / time.Minute)
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.put(ctx, w); err != nil {
			return err
		}
		err := send(ctx, mail.Message{To: w.email, Name: u.Name, Template: template, Language: mail.Language(u.Locale, by.Language), Data: data})
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, by, audit.Event{
			Action: "sign_in.mailed", Target: "user", TargetID: u.ID, Details: map[string]any{"template": template},
		})
	})
}

// Open signs in whoever opened a link in the browser that asked for it, and
// returns the authorization request to go on with. Elsewhere the link is not
// spent: mail programs open links too.
func (s *Service) Open(ctx context.Context, by actor.Actor, browser, token, device string) (signin.Result, string, error) {
	if !s.Links() {
		return signin.Result{}, "", ErrLinkOff
	}
	w, err := s.store.takeLink(ctx, linkID(token), secret.Digest(browser), s.now())
	if errors.Is(err, db.ErrNone) {
		err = s.whyNot(ctx, linkID(token))
		s.refused(ctx, by, "link")
	}
	if err != nil {
		return signin.Result{}, "", err
	}
	result, err := s.finish(ctx, by, w, device)
	if errors.Is(err, user.ErrNotFound) {
		err = ErrLink
	}
	return result, w.oauthQuery, err
}

// whyNot tells what is wrong with a link that was not taken.
func (s *Service) whyNot(ctx context.Context, id string) error {
	w, err := s.store.look(ctx, id)
	switch {
	case errors.Is(err, db.ErrNone):
		return ErrLink
	case err != nil:
		return err
	case !s.now().Before(w.expiresAt):
		return ErrLate
	default:
		return ErrElsewhere
	}
}

// Enter signs in whoever typed the code into the browser that asked for it. The
// try is counted, and stays counted, before the code is looked at.
func (s *Service) Enter(ctx context.Context, by actor.Actor, browser, email, code, device string) (signin.Result, error) {
	if !s.Codes() {
		return signin.Result{}, ErrCodeOff
	}
	email = user.FoldEmail(email)
	guess, err := s.Throttle.Allow(ctx, by, throttle.EmailCode(email))
	if err != nil {
		return signin.Result{}, err
	}
	id := codeID(browser, email)
	w, err := s.store.try(ctx, id, s.now())
	if errors.Is(err, db.ErrNone) {
		s.refused(ctx, by, "code")
		return signin.Result{}, s.whyNoCode(ctx, id)
	}
	if err != nil {
		return signin.Result{}, err
	}
	if !secret.Equal(w.code, codeDigest(browser, code)) {
		s.refused(ctx, by, "code")
		return signin.Result{}, ErrCode
	}
	s.Throttle.Forgive(ctx, guess)
	w, err = s.store.takeCode(ctx, id, w.code, s.now())
	if errors.Is(err, db.ErrNone) { // spent by another request at the same moment
		return signin.Result{}, ErrCode
	}
	if err != nil {
		return signin.Result{}, err
	}
	result, err := s.finish(ctx, by, w, device)
	if errors.Is(err, user.ErrNotFound) {
		err = ErrCode
	}
	return result, err
}

// whyNoCode tells what is wrong with a code that was not looked at.
func (s *Service) whyNoCode(ctx context.Context, id string) error {
	w, err := s.store.look(ctx, id)
	switch {
	case errors.Is(err, db.ErrNone):
		return ErrCode
	case err != nil:
		return err
	case !s.now().Before(w.expiresAt):
		return ErrCodeLate
	default:
		return ErrTries
	}
}

// finish signs in the owner of an address that was just shown to be theirs.
func (s *Service) finish(ctx context.Context, by actor.Actor, w waiting, device string) (signin.Result, error) {
	u, err := s.Users.ByEmail(ctx, w.email)
	if err != nil {
		return signin.Result{}, err
	}
	if u, err = s.Users.ProveAddress(ctx, by, u.ID, w.email); err != nil {
		return signin.Result{}, err
	}
	return s.SignIn.Finish(ctx, by, u, signin.Proof{Methods: []string{methodMail}, Remember: true, Device: device})
}

// refused records a failed sign-in. It must not change the answer, so its own
// failure is only logged.
func (s *Service) refused(ctx context.Context, by actor.Actor, reason string) {
	err := s.Audit.Record(ctx, by, audit.Event{Action: "sign_in.refused", Target: "user", Details: map[string]any{"reason": reason}})
	if err != nil {
		slog.WarnContext(ctx, "refused sign-in was not recorded", "err", err)
	}
}

// Purge forgets sign-ins whose mail nobody used. They stay for a while so that
// a late reader is told that it is late.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-24*time.Hour))
}
