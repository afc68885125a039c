package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// stepLimit bounds getting connected, and then handing over.
const stepLimit = 20 * time.Second

// transmit hands one mail to the server.
func (m *Mailer) transmit(ctx context.Context, id string, created time.Time, msg Message) error {
	letter, err := m.letter(id, created, msg)
	if err != nil {
		return final{err}
	}
	client, err := gomail.NewClient(m.o.Host, m.transport()...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if letter.IsDelivered() { // whatever went wrong with saying goodbye
		return nil
	}
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo && refused.ErrorCode() >= 500 {
		return final{err} // there is no such person (RFC 5321 §4.2.1)
	}
	return err
}

// transport says how the server is spoken to: encrypted from the start, or as
// soon as it offers that. A password does not travel without.
func (m *Mailer) transport() []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(m.o.Port), gomail.WithTimeout(stepLimit), gomail.WithoutNoop(), gomail.WithHELO(helo(m.o.BaseURL)),
		gomail.WithTLSConfig(&tls.Config{ServerName: m.o.Host, MinVersion: tls.VersionTLS12, RootCAs: m.o.RootCAs}),
	}
	policy := gomail.TLSOpportunistic
	if m.o.User != "" {
		options = append(options, gomail.WithUsername(m.o.User), gomail.WithPassword(m.o.Password))
		if m.o.AllowPlaintext {
			options = append(options, gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
				gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc))
		} else {
			policy = gomail.TLSMandatory
			options = append(options, gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
				gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
		}
	}
	if m.o.ImplicitTLS {
		return append(options, gomail.WithSSL())
	}
	return append(options, gomail.WithTLSPolicy(policy))
}

// letter is the mail as it travels. Its Message-ID is the row's: a mail that
// leaves twice can be seen to be one.
func (m *Mailer) letter(id string, created time.Time, msg Message) (*gomail.Msg, error) {
	from, err := mail.ParseAddress(m.o.From)
	if err != nil {
		return nil, err
	}
	if err := checkAddress(msg.To); err != nil {
		return nil, err
	}
	content, err := m.render(msg)
	if err != nil {
		return nil, err
	}
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(from)
	letter.ToMailAddress(&mail.Address{Name: greeted(msg.Name), Address: msg.To})
	letter.Subject(content.subject)
	letter.SetMessageIDWithValue(id + "@" + domain(from.Address))
	letter.SetDateWithValue(created)
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 §5
	letter.SetGenHeader("X-Auto-Response-Suppress", "All")
	letter.SetGenHeader("Content-Language", Language(msg.Language))
	letter.SetBodyString(gomail.TypeTextPlain, content.text)
	letter.AddAlternativeString(gomail.TypeTextHTML, content.html)
	return letter, nil
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// helo is how the service introduces itself (RFC 5321 §4.1.3).
func helo(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	addr, err := netip.ParseAddr(u.Hostname())
	switch {
	case err != nil:
		return u.Hostname()
	case addr.Is4():
		return "[" + addr.String() + "]"
	default:
		return "[IPv6:" + addr.String() + "]"
	}
}

// testLimit is how long somebody waits to see a mail leave.
const testLimit = 12 * time.Second

// Try makes one attempt at a message while the caller waits, and returns
// ErrUndelivered with the server's words when it fails.
func (m *Mailer) Try(ctx context.Context, msg Message) error {
	if !m.Leaves() {
		return ErrOff
	}
	if err := msg.check(); err != nil {
		return err
	}
	msg.Language = Language(msg.Language)
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	if err := m.transmit(ctx, secret.UUID(), m.now(), msg); err != nil {
		return ErrUndelivered.Saying(fmt.Sprintf("%s: %s", ErrUndelivered.Message, describe(err, msg.To)))
	}
	return nil
}
