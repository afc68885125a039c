package session

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	cacheKind = "session"
	cacheSize = 50_000
)

// A Service is what one can do with sessions.
type Service struct {
	db    *db.DB
	store store
	hub   *cache.Hub
	cache *cache.Cache[Session]
	users *user.Service
	audit *audit.Log
	now   func() time.Time
	onEnd []func(ctx context.Context, ended Session) error

	member func(ctx context.Context, userID, organizationID string) error
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, users *user.Service, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: hub, cache: cache.New[Session](hub, cacheKind, cacheSize),
		users: users, audit: log, now: now,
		member: func(context.Context, string, string) error { return ErrNotMember },
	}
}

// OnEnd has f called, in the ending transaction, for every session that is
// ended before its time. Sessions that expire are not ended. Only wire calls it.
func (s *Service) OnEnd(f func(ctx context.Context, ended Session) error) {
	s.onEnd = append(s.onEnd, f)
}

// Find returns the live session of a token and its user, or ErrNone.
func (s *Service) Find(ctx context.Context, token string) (Session, user.User, error) {
	found, err := s.cache.Get(ctx, token, func(ctx context.Context) (Session, error) { return s.store.byToken(ctx, token) })
	if err != nil {
		return Session{}, user.User{}, err
	}
	return s.withUser(ctx, found)
}

// ByID is Find by the session's id, for grants that remember theirs.
func (s *Service) ByID(ctx context.Context, id string) (Session, user.User, error) {
	found, err := s.store.byID(ctx, id)
	if err != nil {
		return Session{}, user.User{}, err
	}
	return s.withUser(ctx, found)
}

func (s *Service) withUser(ctx context.Context, found Session) (Session, user.User, error) {
	now := s.now()
	if !now.Before(found.ExpiresAt) {
		return Session{}, user.User{}, ErrNone
	}
	u, err := s.users.ByID(ctx, found.UserID)
	if errors.Is(err, user.ErrNotFound) {
		return Session{}, user.User{}, ErrNone
	}
	if err != nil {
		return Session{}, user.User{}, err
	}
	if u.IsBanned(now) {
		return Session{}, user.User{}, ErrNone
	}
	if found.ImpersonatedBy != "" {
		stays, err := s.impersonatorStays(ctx, found, u)
		if err != nil {
			return Session{}, user.User{}, err
		}
		if !stays {
			return Session{}, user.User{}, ErrNone
		}
	}
	return found, u, nil
}

// A Start says what a new session begins with.
type Start struct {
	UserID   string
	Remember bool
	Methods  []string
}

// Start begins a session. Only the sign-in journey calls it.
func (s *Service) Start(ctx context.Context, by actor.Actor, n Start) (Session, error) {
	now := s.now()
	started := Session{
		ID: secret.ID(), Token: secret.ID(), UserID: n.UserID, IPAddress: by.Address, UserAgent: by.UserAgent,
		Remember: n.Remember, Methods: n.Methods, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(Life),
	}
	if !n.Remember {
		started.ExpiresAt = now.Add(ShortLife)
	}
	return started, s.store.insert(ctx, started)
}

// Renew extends a session whose last extension is a day old, and reports
// whether it did.
func (s *Service) Renew(ctx context.Context, old Session) (Session, bool, error) {
	now := s.now()
	if !old.due(now) {
		return old, false, nil
	}
	old.UpdatedAt, old.ExpiresAt = now, now.Add(Life)
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.extend(ctx, old); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, cacheKind, old.Token)
	})
	if errors.Is(err, ErrNone) { // ended meanwhile
		return old, false, nil
	}
	return old, err == nil, err
}

// List returns the live sessions of a user, oldest first, without those in
// which someone impersonates them.
func (s *Service) List(ctx context.Context, userID string) ([]Session, error) {
	return s.store.list(ctx, userID, s.now())
}

// Why a session ended, for the audit trail.
const (
	EndedBySignOut       = "sign_out"
	EndedByApplication   = "end_session" // OpenID Connect RP-Initiated Logout
	EndedByRevocation    = "revoked"
	EndedByAdministrator = "revoked_by_administrator"
	EndedByImpersonator  = "impersonation_stopped"
)

// End ends the session of a token. An unknown one is already ended.
func (s *Service) End(ctx context.Context, by actor.Actor, token, reason string) error {
	return s.end(ctx, by, reason, `token = $1`, token)
}

// EndByID is End by the session's id.
func (s *Service) EndByID(ctx context.Context, by actor.Actor, id, reason string) error {
	return s.end(ctx, by, reason, `id = $1`, id)
}

// EndListed ends one of the caller's sessions that List shows, or returns
// ErrNoSession.
func (s *Service) EndListed(ctx context.Context, by actor.Actor, id string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		found, err := s.store.byID(ctx, id)
		if errors.Is(err, ErrNone) || err == nil && (found.UserID != by.UserID || found.ImpersonatedBy != "") {
			return ErrNoSession
		}
		if err != nil {
			return err
		}
		return s.EndByID(ctx, by, id, EndedByRevocation)
	})
}

// EndAll ends the sessions of a user but the one with the id except, which may
// be empty; those in which they act in other names too. Whoever takes a user's right to be here, or deletes the user, calls
// it in the same transaction first: a foreign key deletes the rows and tells
// nobody.
func (s *Service) EndAll(ctx context.Context, by actor.Actor, userID, except, reason string) error {
	return s.end(ctx, by, reason, `(user_id = $1 OR impersonated_by = $1) AND id <> $2`, userID, except)
}

// end is the one way a session ends: whoever must know is told in the same
// transaction.
func (s *Service) end(ctx context.Context, by actor.Actor, reason, condition string, args ...any) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.remove(ctx, condition, args...)
		if err != nil {
			return err
		}
		for _, e := range ended {
			if err := s.tell(ctx, by, e, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) tell(ctx context.Context, by actor.Actor, ended Session, reason string) error {
	if err := s.hub.Invalidate(ctx, cacheKind, ended.Token); err != nil {
		return err
	}
	for _, f := range s.onEnd {
		if err := f(ctx, ended); err != nil {
			return err
		}
	}
	return s.audit.Record(ctx, by, audit.Event{
		Action: "session.ended", Target: "session", TargetID: ended.ID,
		Details: map[string]any{"user_id": ended.UserID, "reason": reason},
	})
}

// Purge removes sessions that expired before a day ago.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-24*time.Hour))
}
