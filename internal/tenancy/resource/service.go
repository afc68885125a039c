package resource

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	kind = "resources"
	key  = "all" // the registry is small: it is kept whole
)

// Why a token cannot be made for what was asked.
var (
	ErrUnknown = errors.New("resource: no active resource has the identifier")
	ErrRefused = errors.New("resource: the application may not ask for it")
)

// Settings are what the registry knows without its table.
type Settings struct {
	Configured []string   // OAUTH_VALID_AUDIENCES
	Own        []Resource // the service's own endpoints, always there
	Reserved   []string   // the names of the service's own scopes
}

// A Service is the registry of protected APIs.
type Service struct {
	db       *db.DB
	store    store
	hub      *cache.Hub
	audit    *audit.Log
	settings Settings
	now      func() time.Time
	cache    *cache.Cache[*registry]
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, settings Settings, now func() time.Time) *Service {
	for i := range settings.Own {
		own := &settings.Own[i]
		own.IsActive, own.SigningAlg = true, defaultAlg
	}
	return &Service{
		db: database, store: store{database}, hub: hub, audit: log, settings: settings, now: now,
		cache: cache.New[*registry](hub, kind, 1),
	}
}

// A registry is every resource at one moment.
type registry struct {
	byIdentifier map[string]Resource
	scopes       map[string]bool
	open         []string
}

func (s *Service) registry(ctx context.Context) (*registry, error) {
	return s.cache.Get(ctx, key, func(ctx context.Context) (*registry, error) {
		all, err := s.store.list(ctx)
		if err != nil {
			return nil, err
		}
		r := &registry{byIdentifier: map[string]Resource{}, scopes: map[string]bool{}}
		for _, own := range s.settings.Own {
			r.byIdentifier[own.Identifier] = own
			for _, scope := range own.Scopes {
				r.scopes[scope.Name] = true
			}
		}
		for _, one := range all {
			r.byIdentifier[one.Identifier] = one
			for _, scope := range one.Scopes {
				r.scopes[scope.Name] = true
				if one.OpenScopes && one.IsActive && !slices.Contains(r.open, scope.Name) {
					r.open = append(r.open, scope.Name)
				}
			}
		}
		return r, nil
	})
}

// Targets returns the resources with the identifiers, in their order, as what
// one token of the application is for. The error is ErrUnknown or ErrRefused
// when one of them cannot be.
func (s *Service) Targets(ctx context.Context, applicationID string, identifiers []string) (Targets, error) {
	if len(identifiers) == 0 {
		return nil, nil
	}
	all, err := s.registry(ctx)
	if err != nil {
		return nil, err
	}
	var targets Targets
	for _, identifier := range identifiers {
		r, known := all.byIdentifier[identifier]
		if !known || !r.IsActive {
			return nil, ErrUnknown
		}
		if !r.Admits(applicationID) {
			return nil, ErrRefused
		}
		if !slices.ContainsFunc(targets, func(t Resource) bool { return t.Identifier == identifier }) {
			targets = append(targets, r)
		}
	}
	return targets, nil
}

// Active returns the active resource with an identifier.
func (s *Service) Active(ctx context.Context, identifier string) (Resource, error) {
	all, err := s.registry(ctx)
	if err != nil {
		return Resource{}, err
	}
	r, known := all.byIdentifier[identifier]
	if !known || !r.IsActive {
		return Resource{}, ErrNotFound
	}
	return r, nil
}

// UndefinedScopes returns those of the scopes that no resource defines.
func (s *Service) UndefinedScopes(ctx context.Context, scopes []string) ([]string, error) {
	all, err := s.registry(ctx)
	if err != nil {
		return nil, err
	}
	var undefined []string
	for _, scope := range scopes {
		if !all.scopes[scope] {
			undefined = append(undefined, scope)
		}
	}
	return undefined, nil
}

// OpenScopes returns the scopes that clients may be allowed whom no
// administrator made.
func (s *Service) OpenScopes(ctx context.Context) ([]string, error) {
	all, err := s.registry(ctx)
	if err != nil {
		return nil, err
	}
	return all.open, nil
}

// A Meaning is what a scope stands for at one API.
type Meaning struct {
	Scope    Scope
	Resource Resource
}

// Meanings explains the scopes that active registered resources define, in the order of
// the scopes: at the given resources, or at all when none are given.
func (s *Service) Meanings(ctx context.Context, scopes, identifiers []string) ([]Meaning, error) {
	all, err := s.registry(ctx)
	if err != nil {
		return nil, err
	}
	var candidates []Resource
	for _, r := range all.byIdentifier {
		if !r.Own() && r.IsActive && (len(identifiers) == 0 || slices.Contains(identifiers, r.Identifier)) {
			candidates = append(candidates, r)
		}
	}
	slices.SortFunc(candidates, func(a, b Resource) int { return a.CreatedAt.Compare(b.CreatedAt) })
	meanings := []Meaning{}
	for _, name := range scopes {
		for _, r := range candidates {
			if i := slices.IndexFunc(r.Scopes, func(s Scope) bool { return s.Name == name }); i >= 0 {
				meanings = append(meanings, Meaning{r.Scopes[i], r})
			}
		}
	}
	return meanings, nil
}

// List returns every resource, oldest first.
func (s *Service) List(ctx context.Context) ([]Resource, error) {
	all, err := s.store.list(ctx)
	for i := range all {
		all[i] = s.marked(all[i])
	}
	return all, err
}

// ByID returns a resource, active or not.
func (s *Service) ByID(ctx context.Context, id string) (Resource, error) {
	if uuid.Validate(id) != nil {
		return Resource{}, ErrNotFound
	}
	r, err := s.store.byID(ctx, id)
	return s.marked(r), err
}

func (s *Service) marked(r Resource) Resource {
	r.Configured = slices.Contains(s.settings.Configured, r.Identifier)
	return r
}

// Create adds a resource.
func (s *Service) Create(ctx context.Context, by actor.Actor, n NewResource) (Resource, error) {
	r := n.resource()
	if err := r.settle(s.settings.Reserved); err != nil {
		return Resource{}, err
	}
	r.ID, r.CreatedAt = secret.UUID(), s.clock()
	r.UpdatedAt = r.CreatedAt
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, r); err != nil {
			return known(err)
		}
		if err := s.hub.Invalidate(ctx, kind, key); err != nil {
			return err
		}
		return s.record(ctx, by, "resource.created", r, map[string]any{"identifier": r.Identifier, "name": r.Name})
	})
	return s.marked(r), err
}

// known turns a reference to nothing into the refusal of the list that holds it.
func known(err error) error {
	if errors.Is(err, db.ErrGone) {
		return ErrInvalid.With(fault.Field{Name: "body.allowedApplications", Problem: "names an application that does not exist"})
	}
	return err
}

// Update changes a resource; the change counts at once for tokens to come.
func (s *Service) Update(ctx context.Context, by actor.Actor, id string, c Changes) (Resource, error) {
	if uuid.Validate(id) != nil {
		return Resource{}, ErrNotFound
	}
	var r Resource
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if r, err = s.store.lock(ctx, id); err != nil {
			return err
		}
		before := r.facts()
		names := c.apply(&r)
		if err := r.settle(s.settings.Reserved); err != nil {
			return err
		}
		r.UpdatedAt = s.clock()
		if err := s.store.update(ctx, r); err != nil {
			return err
		}
		if c.Applications != nil {
			if err := s.store.permit(ctx, r); err != nil {
				return known(err)
			}
		}
		if err := s.hub.Invalidate(ctx, kind, key); err != nil {
			return err
		}
		return s.record(ctx, by, "resource.updated", r, map[string]any{
			"identifier": r.Identifier, "changed": names, "isActive": r.IsActive, "changes": audit.Changes(before, r.facts()),
		})
	})
	return s.marked(r), err
}

// Delete removes a resource: no more tokens are made for it. One that is
// configured would come back at the next start, open to all applications, so it
// can only be deactivated.
func (s *Service) Delete(ctx context.Context, by actor.Actor, id string) error {
	if uuid.Validate(id) != nil {
		return ErrNotFound
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		r, err := s.store.lock(ctx, id)
		if err != nil {
			return err
		}
		if s.marked(r).Configured {
			return ErrConfigured
		}
		if err := s.store.delete(ctx, id); err != nil {
			return err
		}
		if err := s.hub.Invalidate(ctx, kind, key); err != nil {
			return err
		}
		return s.record(ctx, by, "resource.deleted", r, map[string]any{"identifier": r.Identifier, "name": r.Name})
	})
}

// Seed adds the configured resources that are missing, and returns the
// identifiers of those that were configured once and are not any more. These
// stay as they are: the registry decides, so a replica that starts with an
// older environment cannot switch an API off.
func (s *Service) Seed(ctx context.Context, by actor.Actor) (left []string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		for _, identifier := range s.settings.Configured {
			if err := s.seed(ctx, by, identifier); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all, err := s.List(ctx)
	for _, r := range all {
		if r.Origin == OriginEnvironment && !r.Configured {
			left = append(left, r.Identifier)
		}
	}
	return left, err
}

func (s *Service) seed(ctx context.Context, by actor.Actor, identifier string) error {
	r := NewResource{Identifier: identifier, Name: identifier}.resource()
	if len(r.Name) > maxName {
		r.Name = r.Name[:maxName]
	}
	if err := r.settle(s.settings.Reserved); err != nil {
		return err
	}
	r.ID, r.CreatedAt, r.Origin = secret.UUID(), s.clock(), OriginEnvironment
	added, err := s.store.insertMissing(ctx, r)
	if err != nil || !added {
		return err
	}
	if err := s.hub.Invalidate(ctx, kind, key); err != nil {
		return err
	}
	return s.record(ctx, by, "resource.created", r, map[string]any{"identifier": r.Identifier, "origin": r.Origin})
}

// facts are the settings of a resource for the audit trail.
func (r Resource) facts() map[string]any {
	return map[string]any{
		"name": r.Name, "description": r.Description, "scopes": slices.Clone(r.Scopes), "tokenLifetime": int64(r.TokenLife / time.Second),
		"signingAlg": r.SigningAlg, "allowedApplications": slices.Clone(r.Applications), "openScopes": r.OpenScopes, "isActive": r.IsActive,
	}
}

func (s *Service) record(ctx context.Context, by actor.Actor, action string, r Resource, details map[string]any) error {
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: "resource", TargetID: r.ID, Details: details})
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
