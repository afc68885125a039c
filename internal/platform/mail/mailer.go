package mail

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Options say how mail leaves and what it looks like.
type Options struct {
	Host           string // of the mail server; empty means that there is none
	Port           int
	ImplicitTLS    bool   // encrypted from the start (RFC 8314 §3.3); else as soon as the server offers it
	User, Password string // empty for a relay without authentication
	From           string // like Example <no-reply@example.com>
	AllowPlaintext bool   // the password may travel unencrypted
	// RootCAs vouch for the mail server; nil means the system's.
	RootCAs *x509.CertPool
	// LogLinks writes what mails would say to the log when there is no mail
	// server: for development.
	LogLinks bool

	BaseURL string // of the service
	AppName string
	LogoURL string // of a picture; may be empty
}

// A Mailer sends mail.
type Mailer struct {
	db     *db.DB
	store  store
	sealer secret.Sealer
	o      Options
	now    func() time.Time
	wake   chan struct{}
}

var errAddress = errors.New("mail: this is no address to write to")

// New returns the mailer. Somebody must call Run for mail to leave.
func New(database *db.DB, sealer secret.Sealer, o Options, now func() time.Time) *Mailer {
	return &Mailer{db: database, store: store{database}, sealer: sealer, o: o, now: now, wake: make(chan struct{}, 1)}
}

// Enabled reports whether Send takes messages: there is a mail server, or links
// go to the log. What needs mail asks here first, and is refused with ErrOff
// before anybody's address is looked at.
func (m *Mailer) Enabled() bool { return m.o.Host != "" || m.o.LogLinks }

// Leaves reports whether mail reaches people.
func (m *Mailer) Leaves() bool { return m.o.Host != "" }

// Send has a message sent when the transaction of ctx has committed, or returns
// ErrOff. Without a mail server in development it is logged instead.
func (m *Mailer) Send(ctx context.Context, msg Message) error { return m.queue(ctx, msg, true) }

func (m *Mailer) queue(ctx context.Context, msg Message, leaves bool) error {
	if !m.Enabled() {
		return ErrOff
	}
	if err := msg.check(); err != nil {
		return err
	}
	msg.Language = Language(msg.Language)
	if !m.Leaves() && !leaves {
		return nil
	}
	if !m.Leaves() {
		db.AfterCommit(ctx, func() {
			slog.InfoContext(ctx, "no mail server is set up; this mail would have been sent", "template", msg.Template, "data", msg.Data)
		})
		return nil
	}
	sealed, err := m.seal(msg)
	if err != nil {
		return err
	}
	now := m.now()
	n := item{ID: secret.UUID(), Template: msg.Template, sealed: sealed, CreatedAt: now, NextAt: now}
	if life := msg.life(); life > 0 {
		n.expiresAt = now.Add(life)
	}
	if !leaves {
		n.NextAt = time.Time{}
	}
	if err := m.store.insert(ctx, n); err != nil {
		return err
	}
	if leaves {
		db.AfterCommit(ctx, m.poke)
	}
	return nil
}

// Pretend does the work of Send for a mail that nobody gets: an answer about an
// address that has no account then takes as long as one about an address that
// has.
func (m *Mailer) Pretend(ctx context.Context, msg Message) error { return m.queue(ctx, msg, false) }

// poke wakes the worker of this process, if it sleeps.
func (m *Mailer) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// An Item is a mail on its way, or one that was given up.
type Item struct {
	ID        string
	Template  string
	To        string
	CreatedAt time.Time
	Attempts  int64
	NextAt    time.Time // zero when it was given up
	Problem   string    // of the last attempt
	FailedAt  time.Time
}

// Troubled returns the latest mails that the server has not taken at the first
// attempt: those that will be tried again and those given up.
func (m *Mailer) Troubled(ctx context.Context) ([]Item, error) {
	rows, err := m.store.troubled(ctx)
	if err != nil {
		return nil, err
	}
	items := []Item{}
	for _, r := range rows {
		i := Item{ID: r.ID, Template: r.Template, CreatedAt: r.CreatedAt, Attempts: r.Attempts, NextAt: r.NextAt, Problem: r.Problem, FailedAt: r.FailedAt}
		if msg, err := m.open(r); err == nil {
			i.To = msg.To
		}
		items = append(items, i)
	}
	return items, nil
}

// written is a message in its row.
type written struct {
	To       string         `json:"to"`
	Name     string         `json:"name,omitempty"`
	Template string         `json:"template,omitempty"`
	Language string         `json:"language,omitempty"`
	Data     map[string]any `json:"data,omitempty"`
}

func (m *Mailer) seal(msg Message) (string, error) {
	text, err := json.Marshal(written(msg))
	return m.sealer.Seal(text), err
}

func (m *Mailer) open(r item) (Message, error) {
	text, err := m.sealer.Open(r.sealed)
	if err != nil {
		return Message{}, err
	}
	var msg written
	err = json.Unmarshal(text, &msg)
	return Message(msg), err
}

// keep is how long it is remembered that a mail was sent or given up.
const keep = 30 * 24 * time.Hour

// Purge forgets mails that are long done with.
func (m *Mailer) Purge(ctx context.Context) error { return m.store.purge(ctx, m.now().Add(-keep)) }
