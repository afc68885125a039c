package wire

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

// letters say how mail leaves and what it looks like.
func letters(c config.Config) mail.Options {
	return mail.Options{
		Host: c.SMTP.Host, Port: c.SMTP.Port, ImplicitTLS: c.SMTP.ImplicitTLS(), User: c.SMTP.User, Password: c.SMTP.Password, From: c.SMTP.From,
		AllowPlaintext: c.SMTP.AllowPlaintext, RootCAs: c.SMTP.RootCAs, LogLinks: c.Env == config.Development,
		BaseURL: c.BaseURL, AppName: c.AppName, LogoURL: c.AppLogoURL,
	}
}

// newDevice tells people that they signed in on a browser they had not used
// before, or that somebody else did.
func newDevice(mailer *mail.Mailer, baseURL string, now func() time.Time) func(context.Context, actor.Actor, user.User) error {
	return func(ctx context.Context, by actor.Actor, u user.User) error {
		if !mailer.Leaves() {
			return nil
		}
		return mailer.Send(ctx, mail.Message{
			To: u.Email, Name: u.Name, Template: "new-device", Language: mail.Language(u.Locale, by.Language),
			Data: map[string]any{"Time": now(), "Device": by.UserAgent, "Address": by.Address, "URL": baseURL + "/profile/sessions"},
		})
	}
}

// usageThreshold tells a user how much of what their plan allows is used, in the
// transaction that used it.
func (s *Services) usageThreshold(ctx context.Context, t consumption.Threshold) error {
	if t.State.Limit.Silent || !s.Mail.Leaves() {
		return nil
	}
	if t.Percent < 100 && t.State.Used.Compare(t.State.Limit.Amount) >= 0 {
		return nil // one call reached both, and is told once
	}
	u, err := s.Users.ByID(ctx, t.UserID)
	if err != nil {
		return err
	}
	app, err := s.Applications.ByID(ctx, t.ApplicationID)
	if err != nil {
		return err
	}
	data := map[string]any{
		"Application": app.Name, "Key": t.Key, "Percent": int(t.Percent), "Used": t.State.Used.String(), "Limit": t.State.Limit.Amount.String(),
	}
	if !t.State.ResetsAt.IsZero() {
		data["Until"] = t.State.ResetsAt
	}
	return s.Mail.Send(ctx, mail.Message{To: u.Email, Name: u.Name, Template: "usage-threshold", Language: mail.Language(u.Locale), Data: data})
}
