package application

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	kindEntry    = "application"          // by slug
	kindSlug     = "application-id"       // slug by id
	kindDocument = "application-document" // slug by document URL
	cached       = 10_000
)

// A Service is what one can do with applications.
type Service struct {
	db      *db.DB
	store   store
	hub     *cache.Hub
	audit   *audit.Log
	now     func() time.Time
	entries *cache.Cache[entry]
	slugs   *cache.Cache[string]

	documents *cache.Cache[string] // slug by document URL

	onCreate []func(ctx context.Context, by actor.Actor, a Application) error
	onChange []func(ctx context.Context, applicationID string) error

	undefined func(ctx context.Context, scopes []string) ([]string, error)
	opened    func(ctx context.Context) ([]string, error)
	resolve   func(ctx context.Context, clientID string) (Application, error)
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: hub, audit: log, now: now,
		entries: cache.New[entry](hub, kindEntry, cached),
		slugs:   cache.New[string](hub, kindSlug, cached),

		documents: cache.New[string](hub, kindDocument, cached),
	}
}

// OnCreate has f run inside the transaction that creates an application, in
// the order of registration. Only wire calls it.
func (s *Service) OnCreate(f func(ctx context.Context, by actor.Actor, a Application) error) {
	s.onCreate = append(s.onCreate, f)
}

// OnChange has f run inside the transaction that updates or deletes an
// application or changes its secrets, before a deletion. Only wire calls it.
func (s *Service) OnChange(f func(ctx context.Context, applicationID string) error) {
	s.onChange = append(s.onChange, f)
}

// DefineScopes lets applications be allowed more than the service's own scopes:
// undefined returns those that nothing defines, opened those that applications
// are allowed without being asked when no administrator made them. Only wire
// calls it.
func (s *Service) DefineScopes(undefined func(ctx context.Context, scopes []string) ([]string, error), opened func(ctx context.Context) ([]string, error)) {
	s.undefined, s.opened = undefined, opened
}

// open adds the scopes that are open to an application to those it is allowed.
func (s *Service) open(ctx context.Context, a Application) (Application, error) {
	if a.Origin == OriginAdmin || a.ID == "" || s.opened == nil {
		return a, nil
	}
	scopes, err := s.opened(ctx)
	if err == nil && len(scopes) > 0 {
		a.AllowedScopes = once(slices.Concat(a.AllowedScopes, scopes))
	}
	return a, err
}

// ResolveBy lets clients in that describe themselves in documents: f is asked
// by Resolve for every client id. Only wire calls it.
func (s *Service) ResolveBy(f func(ctx context.Context, clientID string) (Application, error)) {
	s.resolve = f
}

// Resolve is ByClientID for whoever stands before a client, rather than
// remembers one: it meets clients that were never here, and looks again at what
// a client's document says. Its errors may be those of OAuth.
func (s *Service) Resolve(ctx context.Context, clientID string) (Application, error) {
	if s.resolve == nil {
		return s.ByClientID(ctx, clientID)
	}
	a, err := s.resolve(ctx, clientID)
	if err != nil {
		return a, err
	}
	return s.open(ctx, a)
}

func (s *Service) unknownScopes(ctx context.Context, scopes []string) ([]string, error) {
	foreign := slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool { return slices.Contains(Scopes(), scope) })
	if len(foreign) == 0 || s.undefined == nil {
		return foreign, nil
	}
	return s.undefined(ctx, foreign)
}

// ByClientID returns the application with a client id, active or not: a slug,
// or the URL of a metadata document that was read before.
func (s *Service) ByClientID(ctx context.Context, clientID string) (Application, error) {
	e, err := s.entry(ctx, clientID)
	return e.Application, err
}

func (s *Service) entry(ctx context.Context, clientID string) (entry, error) {
	slug := clientID
	if strings.HasPrefix(clientID, "https://") && len(clientID) <= maxURL {
		var err error
		if slug, err = s.documents.Get(ctx, clientID, func(ctx context.Context) (string, error) {
			return s.store.slugOfDocument(ctx, clientID)
		}); err != nil {
			return entry{}, err
		}
	}
	if !slugPattern.MatchString(slug) {
		return entry{}, ErrNotFound
	}
	e, err := s.entries.Get(ctx, slug, func(ctx context.Context) (entry, error) {
		return s.store.entryBySlug(ctx, slug)
	})
	if err != nil {
		return e, err
	}
	e.Application, err = s.open(ctx, e.Application)
	return e, err
}

// ByID returns an application, active or not.
func (s *Service) ByID(ctx context.Context, id string) (Application, error) {
	if uuid.Validate(id) != nil {
		return Application{}, ErrNotFound
	}
	slug, err := s.slugs.Get(ctx, id, func(ctx context.Context) (string, error) { return s.store.slugOf(ctx, id) })
	if err != nil {
		return Application{}, err
	}
	e, err := s.entry(ctx, slug)
	if err == nil && e.ID != id { // deleted, and the slug used again
		err = ErrNotFound
	}
	if err != nil {
		return Application{}, err
	}
	return e.Application, nil
}

// Authenticate returns the application that a client id and secret prove. A
// public application proves nothing: it passes without a secret only. Whether
// the application is active is for the caller to ask.
func (s *Service) Authenticate(ctx context.Context, clientID, text string) (Application, error) {
	e, err := s.entry(ctx, clientID)
	if errors.Is(err, ErrNotFound) {
		return Application{}, ErrCredentials.Because(err)
	}
	if err != nil {
		return Application{}, err
	}
	if e.IsPublic {
		if text != "" {
			return Application{}, ErrCredentials
		}
		return e.Application, nil
	}
	given, now, match := secret.Digest(text), s.now(), false
	for _, d := range e.secrets {
		if live := d.expires.IsZero() || d.expires.After(now); live && secret.Equal(given, d.text) {
			match = true
		}
	}
	if !match {
		return Application{}, ErrCredentials
	}
	return e.Application, nil
}

// Detail returns an application with its counts.
func (s *Service) Detail(ctx context.Context, id string) (Detail, error) {
	if uuid.Validate(id) != nil {
		return Detail{}, ErrNotFound
	}
	return s.store.detail(ctx, id)
}

// Lock holds an application's row until the transaction of ctx ends. Rules
// over several of its rows, such as "one default role", are settled behind it.
func (s *Service) Lock(ctx context.Context, id string) error {
	_, err := s.lock(ctx, id)
	return err
}

func (s *Service) lock(ctx context.Context, id string) (Application, error) {
	if uuid.Validate(id) != nil {
		return Application{}, ErrNotFound
	}
	return s.store.lock(ctx, id)
}

// changed tells everyone who remembers the application to forget it.
func (s *Service) changed(ctx context.Context, a Application) error {
	for _, f := range s.onChange {
		if err := f(ctx, a.ID); err != nil {
			return err
		}
	}
	if err := s.hub.Invalidate(ctx, kindEntry, a.Slug); err != nil {
		return err
	}
	if a.DocumentURL != "" {
		if err := s.hub.Invalidate(ctx, kindDocument, a.DocumentURL); err != nil {
			return err
		}
	}
	return s.hub.Invalidate(ctx, kindSlug, a.ID)
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
