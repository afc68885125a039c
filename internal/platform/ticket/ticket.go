// Package ticket hands out one-time values and takes them back: what the links
// of mails carry, the state of a sign-in elsewhere, the challenge of a passkey.
// Only their digests are stored.
package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// ErrNone means that a token is unknown, spent, expired or for something else.
var ErrNone = errors.New("ticket: no such ticket")

// A Draft is a ticket to be issued.
type Draft struct {
	Purpose string // what it opens, e.g. "reset-password"; a ticket opens nothing else
	Subject string // whom or what it is about, e.g. a user's id; may be empty
	Data    any    // what must be known when it comes back, stored as JSON; no secrets
	Life    time.Duration
}

// A Ticket is one that came back.
type Ticket struct {
	Subject   string
	ExpiresAt time.Time
}

// A Service keeps tickets.
type Service struct {
	store store
	now   func() time.Time
}

// New returns the service.
func New(database *db.DB, now func() time.Time) *Service {
	return &Service{store{database}, now}
}

// Issue stores a ticket and returns its token: 32 letters, which the browser or
// the reader of the mail shows to get in.
func (s *Service) Issue(ctx context.Context, n Draft) (string, error) {
	token := secret.Token()
	now := s.now()
	return token, s.store.insert(ctx, row{
		digest: secret.Digest(token), purpose: n.Purpose, subject: n.Subject, data: n.Data, createdAt: now, expiresAt: now.Add(n.Life),
	})
}

// Take spends the ticket of a token, for one caller only, and decodes its data
// into data, which may be nil. It returns ErrNone when there is none.
func (s *Service) Take(ctx context.Context, purpose, token string, data any) (Ticket, error) {
	return s.store.take(ctx, purpose, secret.Digest(token), data, s.now())
}

// Look is Take without spending, for pages that tell whether a link is good.
func (s *Service) Look(ctx context.Context, purpose, token string, data any) (Ticket, error) {
	return s.store.look(ctx, purpose, secret.Digest(token), data, s.now())
}

// Revoke makes every ticket of a purpose about a subject worthless.
func (s *Service) Revoke(ctx context.Context, purpose, subject string) error {
	return s.store.revoke(ctx, purpose, subject)
}

// Late reports whether a token was good and expired in the last week, unspent:
// then its bearer may be told so.
func (s *Service) Late(ctx context.Context, purpose, token string) (bool, error) {
	return s.store.late(ctx, purpose, secret.Digest(token), s.now())
}

const remembered = 7 * 24 * time.Hour

// Purge forgets what expired more than a week ago.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-remembered))
}
