package apitoken

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// What a token never exceeds, and how long it lives unless something else is
// asked for.
const (
	MaxLife  = 366 * 24 * time.Hour
	StdLife  = 90 * 24 * time.Hour
	maxName  = 100
	maxCount = 1000
	day      = 24 * time.Hour
)

// A Service makes tokens and recognises them.
type Service struct {
	db    *db.DB
	audit *audit.Log
	store store
	now   func() time.Time
}

// New returns the service.
func New(database *db.DB, log *audit.Log, now func() time.Time) *Service {
	return &Service{database, log, store{database}, now}
}

// A NewToken describes a token to make. Life zero means StdLife.
type NewToken struct {
	Name   string
	Scopes []string
	Life   time.Duration
}

// Create makes a token for scopes in the given groups of routes. Its text cannot
// be had again. No token makes another.
func (s *Service) Create(ctx context.Context, by actor.Actor, n NewToken, groups []string) (t Token, text string, err error) {
	if by.UserID == "" || !by.Admin() {
		return Token{}, "", ErrOwn
	}
	n.Name = strings.TrimSpace(n.Name)
	if n.Life == 0 {
		n.Life = StdLife
	}
	if refused := n.wrong(groups); len(refused) > 0 {
		return Token{}, "", ErrInvalid.With(refused...)
	}
	if slices.Contains(n.Scopes, All) && !by.Superadmin() {
		return Token{}, "", ErrAll
	}
	if text, err = generate(); err != nil {
		return Token{}, "", err
	}
	now := s.now().UTC().Truncate(time.Millisecond)
	slices.Sort(n.Scopes)
	t = Token{ID: secret.UUID(), Name: n.Name, Scopes: slices.Compact(n.Scopes), CreatedBy: by.UserID, CreatedAt: now, ExpiresAt: now.Add(n.Life)}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "api_tokens"); err != nil {
			return err
		}
		count, err := s.store.count(ctx)
		if err != nil {
			return err
		}
		if count >= maxCount {
			return ErrTooMany
		}
		if err := s.store.insert(ctx, t, secret.Digest(text)); err != nil {
			return err
		}
		return s.record(ctx, by, "api_token.created", t)
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, text, nil
}

func (n NewToken) wrong(groups []string) []fault.Field {
	var refused []fault.Field
	if n.Name == "" || utf8.RuneCountInString(n.Name) > maxName || !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, unicode.IsControl) {
		refused = append(refused, fault.Field{Name: "body.name", Problem: "must have 1 to 100 characters"})
	}
	if n.Life < 0 || n.Life > MaxLife {
		refused = append(refused, fault.Field{Name: "body.expiresInSeconds", Problem: "must be at most 366 days"})
	}
	if len(n.Scopes) == 0 {
		refused = append(refused, fault.Field{Name: "body.scopes", Problem: "must not be empty"})
	}
	for _, scope := range n.Scopes {
		group, access, _ := strings.Cut(scope, ":")
		if scope != All && (!slices.Contains(groups, group) || access != "read" && access != "write") {
			refused = append(refused, fault.Field{Name: "body.scopes", Problem: "must be * or, for read or write, one of " + strings.Join(groups, ", ")})
			break
		}
	}
	return refused
}

// List returns every token, newest first.
func (s *Service) List(ctx context.Context) ([]Token, error) { return s.store.list(ctx) }

// Delete makes a token worthless at once. One for everything only superadmins
// delete.
func (s *Service) Delete(ctx context.Context, by actor.Actor, id string) error {
	if by.UserID == "" && !by.Console {
		return ErrOwn
	}
	if uuid.Validate(id) != nil {
		return ErrNotFound
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		t, err := s.store.delete(ctx, id)
		if err != nil {
			return err
		}
		if slices.Contains(t.Scopes, All) && !by.Superadmin() {
			return ErrAll.Saying("Only superadmins may delete tokens for everything")
		}
		return s.record(ctx, by, "api_token.deleted", t)
	})
}

// Use returns the token with a text, and the role in which it acts: its maker
// must administer still, and whoever is no superadmin any more has made no token
// for everything.
func (s *Service) Use(ctx context.Context, text string) (t Token, role string, err error) {
	if !WellFormed(text) {
		return Token{}, "", ErrUnusable
	}
	now := s.now()
	found, err := s.store.byDigest(ctx, secret.Digest(text), now)
	if errors.Is(err, db.ErrNone) {
		return Token{}, "", ErrUnusable
	}
	if err != nil {
		return Token{}, "", err
	}
	if !actor.Administers(found.role) {
		return Token{}, "", ErrUnusable
	}
	role = actor.RoleAdmin
	if slices.Contains(found.token.Scopes, All) {
		if !actor.HasRole(found.role, actor.RoleSuperadmin) {
			return Token{}, "", ErrUnusable
		}
		role = actor.RoleSuperadmin
	}
	if today := now.UTC().Truncate(day); found.token.LastUsedAt.Before(today) {
		if err := s.store.used(ctx, found.token.ID, today); err != nil {
			return Token{}, "", err
		}
	}
	return found.token, role, nil
}

// Purge removes tokens that expired a month ago: until then they are shown.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-30*day))
}

func (s *Service) record(ctx context.Context, by actor.Actor, action string, t Token) error {
	return s.audit.Record(ctx, by, audit.Event{
		Action: action, Target: "api_token", TargetID: t.ID, UserID: t.CreatedBy,
		Details: map[string]any{"name": t.Name, "scopes": t.Scopes, "expiresAt": t.ExpiresAt.Format(time.RFC3339)},
	})
}
