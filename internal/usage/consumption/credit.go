package consumption

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A NewCredit is an amount to grant beside what the plan allows.
type NewCredit struct {
	ApplicationID string
	UserID        string
	Key           string
	Amount        meter.Amount
	ExpiresAt     time.Time // zero: never
	Note          string
}

// A Credit is one that was granted.
type Credit struct {
	ID        string
	Key       string
	Granted   meter.Amount
	Left      meter.Amount
	ExpiresAt time.Time // zero: never; a revoked one expired then
	Note      string
	CreatedAt time.Time
}

const (
	maxNote = 500
	// maxCredits is how many credits a list tells, the newest.
	maxCredits = 1000
)

// Grant gives a user an amount that is used before what the plan allows, what
// expires first before what expires later.
func (s *Service) Grant(ctx context.Context, by actor.Actor, n NewCredit) (Credit, error) {
	if _, err := s.applications.ByID(ctx, n.ApplicationID); err != nil {
		return Credit{}, err
	}
	if n.Amount.Sign() <= 0 {
		return Credit{}, ErrValue.Saying("value must be more than 0")
	}
	note, ok := application.CleanText(n.Note, maxNote)
	if !ok {
		return Credit{}, invalid("note", "must have at most 500 characters")
	}
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(s.now()) {
		return Credit{}, invalid("expiresAt", "must be in the future")
	}
	r, err := s.prepared(ctx, by, kindGrant, Entry{ApplicationID: n.ApplicationID, UserID: n.UserID, Key: n.Key, Amount: n.Amount})
	if err != nil {
		return Credit{}, err
	}
	r.reservation, r.note = secret.UUID(), note
	if !n.ExpiresAt.IsZero() {
		r.expires = n.ExpiresAt.UTC().Truncate(time.Millisecond)
	}
	if err := s.write(ctx, r); err != nil {
		return Credit{}, err
	}
	return Credit{r.reservation, r.Key, r.Amount, r.Amount, r.expires, note, r.line.CreatedAt}, r.err
}

// Revoke takes back what is left of a credit, now and of what reservations hold
// of it. What was used of it stays used.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, applicationID, credit string) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if uuid.Validate(credit) != nil {
		return errCredit
	}
	p, err := s.store.placeOfCredit(ctx, credit)
	if err != nil {
		return err
	}
	if p.applicationID != applicationID {
		return errCredit
	}
	r := &request{kind: kindRevoke, reservation: credit, by: by, Entry: Entry{ApplicationID: p.applicationID, UserID: p.userID, Key: p.key}}
	if err := s.limit(ctx, r); err != nil {
		return err
	}
	if err := s.write(ctx, r); err != nil {
		return err
	}
	return r.err
}

// Credits returns what a user was granted in an application, the newest first.
func (s *Service) Credits(ctx context.Context, applicationID, userID string) ([]Credit, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return nil, err
	}
	if !isPair(applicationID, userID) {
		return nil, ErrMember
	}
	return s.store.granted(ctx, applicationID, userID)
}

// A LedgerPage is part of a ledger, the newest line first.
type LedgerPage struct {
	Lines []Line
	Next  string // cursor of the page before these lines; empty at the first
}

// Ledger explains a balance: every line says what was added or taken and what
// there was after it.
func (s *Service) Ledger(ctx context.Context, applicationID, userID, key, cursor string, limit int) (LedgerPage, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return LedgerPage{}, err
	}
	if !isPair(applicationID, userID) || !meter.IsKey(key) {
		return LedgerPage{}, ErrRecord
	}
	before, err := parseLine(cursor)
	if err != nil {
		return LedgerPage{}, err
	}
	if _, err := s.store.total(ctx, applicationID, userID, key); err != nil {
		return LedgerPage{}, err
	}
	lines, err := s.store.ledger(ctx, place{applicationID, userID, key}, before, limit+1)
	if err != nil {
		return LedgerPage{}, err
	}
	page := LedgerPage{Lines: lines}
	if len(lines) > limit {
		page.Lines = lines[:limit]
		page.Next = lineCursor(page.Lines[limit-1].Number)
	}
	return page, nil
}
