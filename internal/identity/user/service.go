package user

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

const (
	cacheKind = "user"
	cacheSize = 20_000
)

// A Service is what one can do with accounts.
type Service struct {
	db       *db.DB
	store    store
	hub      *cache.Hub
	cache    *cache.Cache[User]
	audit    *audit.Log
	hasher   *secret.Hasher
	throttle *throttle.Service
	tickets  *ticket.Service
	mail     *mail.Mailer
	settings Settings
	policy   Policy
	decoys   decoys
	now      func() time.Time

	onPassword  []func(ctx context.Context, by actor.Actor, userID, reason string) error
	endSessions func(ctx context.Context, by actor.Actor, userID, exceptSessionID, reason string) error
	onReset     []func(ctx context.Context, by actor.Actor, userID, reason string) error
	onVerified  []func(ctx context.Context, by actor.Actor, u User) error
	estate      Estate
}

// Parts are what the service works with.
type Parts struct {
	Hub      *cache.Hub
	Audit    *audit.Log
	Hasher   *secret.Hasher
	Throttle *throttle.Service
	Tickets  *ticket.Service
	Mail     *mail.Mailer
}

// Settings are what an operator decides about accounts.
type Settings struct {
	BaseURL       string        // where the links of mails lead
	VerifiedOnly  bool          // nobody gets in before their address is verified
	DeletionGrace time.Duration // how long a deleted account can come back; zero means not at all
}

// New returns the service.
func New(database *db.DB, p Parts, settings Settings, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: p.Hub, cache: cache.New[User](p.Hub, cacheKind, cacheSize),
		audit: p.Audit, hasher: p.Hasher, throttle: p.Throttle, tickets: p.Tickets, mail: p.Mail, settings: settings, now: now,
		endSessions: func(context.Context, actor.Actor, string, string, string) error { return nil }, estate: nothingShared(),
	}
}

// EndSessionsBy names what ends the sessions of a user but one, in the
// transaction of the change that calls for it. Only wire calls it.
func (s *Service) EndSessionsBy(f func(ctx context.Context, by actor.Actor, userID, exceptSessionID, reason string) error) {
	s.endSessions = f
}

// OnReset has f called, in the same transaction, when whatever was given out to
// a user must end: trusted devices, grants of applications. Sessions have ended
// by then. Only wire calls it.
func (s *Service) OnReset(f func(ctx context.Context, by actor.Actor, userID, reason string) error) {
	s.onReset = append(s.onReset, f)
}

// OnPassword has f called, in the same transaction, when a user has changed
// their password: what stands in for proofs must be earned again. Only wire
// calls it.
func (s *Service) OnPassword(f func(ctx context.Context, by actor.Actor, userID, reason string) error) {
	s.onPassword = append(s.onPassword, f)
}

// OnVerified has f called, in the same transaction, when somebody has shown that
// the address of an account is theirs, or the account begins with one of which
// that is known. Only wire calls it.
func (s *Service) OnVerified(f func(ctx context.Context, by actor.Actor, u User) error) {
	s.onVerified = append(s.onVerified, f)
}

func (s *Service) tellVerified(ctx context.Context, by actor.Actor, u User) error {
	if !u.EmailVerified {
		return nil
	}
	for _, f := range s.onVerified {
		if err := f(ctx, by, u); err != nil {
			return err
		}
	}
	return nil
}

// expel ends whatever lets somebody in as the user.
func (s *Service) expel(ctx context.Context, by actor.Actor, userID, reason string) error {
	if err := s.endSessions(ctx, by, userID, "", reason); err != nil {
		return err
	}
	for _, f := range s.onReset {
		if err := f(ctx, by, userID, reason); err != nil {
			return err
		}
	}
	return nil
}

// ByID returns an account, or ErrNotFound.
func (s *Service) ByID(ctx context.Context, id string) (User, error) {
	return s.cache.Get(ctx, id, func(ctx context.Context) (User, error) { return s.store.byID(ctx, id) })
}

// ByEmail returns an account, or ErrNotFound.
func (s *Service) ByEmail(ctx context.Context, email string) (User, error) {
	return s.store.byEmail(ctx, FoldEmail(email))
}

// HasSuperadmin reports whether anyone may administer everything.
func (s *Service) HasSuperadmin(ctx context.Context) (bool, error) {
	return s.store.hasRole(ctx, actor.RoleSuperadmin)
}

// A Prepared account is checked and its password hashed; only the row is missing.
type Prepared struct {
	user User
	hash string
}

// Prepare does the slow part of Create, which has no place in a transaction.
func (s *Service) Prepare(ctx context.Context, n NewUser) (Prepared, error) {
	n.Email = FoldEmail(n.Email)
	n.Name = strings.TrimSpace(n.Name)
	if n.Role == "" {
		n.Role = actor.RoleUser
	}
	if err := n.Validate(); err != nil {
		return Prepared{}, err
	}
	hash := ""
	if !n.Passwordless {
		if err := s.AcceptPassword(ctx, User{Name: n.Name, Email: n.Email}, n.Password); err != nil {
			return Prepared{}, err
		}
		var err error
		if hash, err = s.hasher.Hash(ctx, n.Password); err != nil {
			return Prepared{}, err
		}
	}
	now := s.now()
	return Prepared{hash: hash, user: User{
		ID: secret.ID(), Name: n.Name, Email: n.Email, EmailVerified: n.EmailVerified, Image: n.Image, Role: n.Role,
		IsMfaRequired: n.IsMfaRequired, Phone: n.Phone, Company: n.Company, Position: n.Position, Address: n.Address,
		CreatedAt: now, UpdatedAt: now,
	}}, nil
}

// Create stores a prepared account, or returns ErrTaken.
func (s *Service) Create(ctx context.Context, by actor.Actor, p Prepared) (User, error) {
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, p.user, p.hash); err != nil {
			return err
		}
		if err := s.audit.Record(ctx, by, audit.Event{
			Action: "user.created", Target: "user", TargetID: p.user.ID, Details: map[string]any{"role": p.user.Role},
		}); err != nil {
			return err
		}
		return s.tellVerified(ctx, by, p.user)
	})
	return p.user, err
}

// Authenticate returns the account that the address and password belong to, or
// ErrCredentials, and then no more of the account than its id. An unknown
// address costs a hash too, of the kind that its account would have.
func (s *Service) Authenticate(ctx context.Context, email, password string) (User, error) {
	email = FoldEmail(email)
	s.count(ctx)
	u, hash, err := s.store.credentials(ctx, email)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	hopeless := hash == ""
	if hopeless {
		hash = s.decoy(email)
	}
	if utf8.RuneCountInString(password) > MaxPassword {
		hopeless, password = true, "" // nobody has it; it costs what any other does
	}
	ok, stale, err := s.hasher.Verify(ctx, password, hash)
	if err != nil {
		return User{}, err
	}
	if !ok || hopeless {
		return User{ID: u.ID}, ErrCredentials
	}
	if stale {
		s.rehash(ctx, u, hash, password)
	}
	return u, nil
}

// rehash replaces a hash of an older kind, unless the password was changed
// meanwhile. A failure costs nothing but another try at the next sign-in.
func (s *Service) rehash(ctx context.Context, u User, old, password string) {
	hash, err := s.hasher.Hash(ctx, password)
	if err == nil {
		_, err = s.store.replacePassword(ctx, u.ID, old, hash, s.now())
	}
	if err != nil {
		slog.WarnContext(ctx, "password hash was not renewed", "err", err)
	}
}

// A Page is part of a longer list.
type Page struct {
	Users []User
	Total int64
	Limit int // of a search: how many accounts were asked for at most
}

// CreateBy makes an account on behalf of an administrator; only a superadmin
// makes another one.
func (s *Service) CreateBy(ctx context.Context, by actor.Actor, n NewUser) (User, error) {
	return s.create(ctx, by, n, ErrForbidden)
}
