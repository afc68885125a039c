package webhook

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/outbox"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Parts are the services that webhooks need.
type Parts struct {
	DB           *db.DB
	Audit        *audit.Log
	Applications *application.Service
	Fetch        *fetch.Client // for addresses that an administrator chose
	Sealer       secret.Sealer
}

// A Service is what one can do with webhooks.
type Service struct {
	Parts
	store    store
	now      func() time.Time
	queue    *outbox.Queue[Delivery]
	subjects func(ctx context.Context, a application.Application, userID string) (string, error)
}

// New returns the service.
func New(parts Parts, now func() time.Time) *Service {
	return &Service{
		Parts: parts, store: store{parts.DB}, now: now,
		queue: outbox.New(parts.DB, outbox.Table{
			Name: "webhook_deliveries", Columns: deliveryColumns, Also: mayBeAsked, AtOnce: atOnce, Lease: leased, Grace: attemptLimit,
		}, scanDelivery, now),
		subjects: func(_ context.Context, _ application.Application, userID string) (string, error) { return userID, nil },
	}
}

// NameSubjectsBy has users called what f says an application knows them as
// (OpenID Connect Core §8). Only wire calls it.
func (s *Service) NameSubjectsBy(f func(ctx context.Context, a application.Application, userID string) (string, error)) {
	s.subjects = f
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// List returns the endpoints of an application, oldest first.
func (s *Service) List(ctx context.Context, applicationID string) ([]Endpoint, error) {
	if _, err := s.Applications.ByID(ctx, applicationID); err != nil {
		return nil, err
	}
	all, err := s.store.list(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	secrets, err := s.store.secretsOf(ctx, applicationID, s.now())
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Secrets = secrets[all[i].ID]
	}
	return all, nil
}

// Get returns an endpoint with its secrets.
func (s *Service) Get(ctx context.Context, applicationID, id string) (Endpoint, error) {
	e, err := s.find(ctx, applicationID, id)
	if err != nil {
		return Endpoint{}, err
	}
	e.Secrets, err = s.store.secrets(ctx, e.ID, s.now())
	return e, err
}

func (s *Service) find(ctx context.Context, applicationID, id string) (Endpoint, error) {
	if _, err := s.Applications.ByID(ctx, applicationID); err != nil {
		return Endpoint{}, err
	}
	if uuid.Validate(id) != nil {
		return Endpoint{}, ErrNotFound
	}
	return s.store.endpoint(ctx, applicationID, id)
}

// Create adds an endpoint with its first secret, which cannot be had again.
func (s *Service) Create(ctx context.Context, by actor.Actor, applicationID string, n NewEndpoint) (e Endpoint, text string, err error) {
	now := s.clock()
	e = Endpoint{
		ID: secret.UUID(), ApplicationID: applicationID, URL: n.URL, Description: n.Description, EventTypes: n.EventTypes,
		IsEnabled: n.IsEnabled == nil || *n.IsEnabled, CreatedAt: now, UpdatedAt: now,
	}
	if err := e.settle(s.Fetch.Allowed); err != nil {
		return Endpoint{}, "", err
	}
	first, text := s.makeSecret(e.ID, now)
	e.Secrets = []Secret{first}
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.Applications.Lock(ctx, applicationID); err != nil {
			return err
		}
		n, err := s.store.count(ctx, applicationID)
		if err != nil {
			return err
		}
		if n >= MaxEndpoints {
			return ErrTooMany
		}
		if err := s.store.insert(ctx, e); err != nil {
			return err
		}
		if err := s.store.insertSecret(ctx, first); err != nil {
			return err
		}
		return s.record(ctx, by, "webhook.created", e, e.facts())
	})
	return e, text, err
}

// Update changes an endpoint. Enabling it forgives what went wrong.
func (s *Service) Update(ctx context.Context, by actor.Actor, applicationID, id string, c Changes) (Endpoint, error) {
	var e Endpoint
	err := s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, current Endpoint) error {
		e = c.applied(current)
		if err := e.settle(s.Fetch.Allowed); err != nil {
			return err
		}
		e.UpdatedAt = s.clock()
		if e.IsEnabled != current.IsEnabled {
			e.DisabledReason, e.FailingSince, e.failures = "", time.Time{}, 0
		}
		if err := s.store.update(ctx, e); err != nil {
			return err
		}
		if !e.IsEnabled {
			if err := s.store.giveUp(ctx, e.ID, e.UpdatedAt); err != nil {
				return err
			}
		}
		var err error
		if e.Secrets, err = s.store.secrets(ctx, e.ID, e.UpdatedAt); err != nil {
			return err
		}
		return s.record(ctx, by, "webhook.updated", e, map[string]any{"changes": audit.Changes(current.facts(), e.facts())})
	})
	return e, err
}

// Delete removes an endpoint, and what is on its way there.
func (s *Service) Delete(ctx context.Context, by actor.Actor, applicationID, id string) error {
	return s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		if err := s.store.delete(ctx, e.ID); err != nil {
			return err
		}
		return s.record(ctx, by, "webhook.deleted", e, map[string]any{"url": e.URL})
	})
}

// onEndpoint runs fn while it holds the endpoint's row.
func (s *Service) onEndpoint(ctx context.Context, applicationID, id string, fn func(ctx context.Context, e Endpoint) error) error {
	if _, err := s.Applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if uuid.Validate(id) != nil {
		return ErrNotFound
	}
	return s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.lock(ctx, applicationID, id); err != nil {
			return err
		}
		e, err := s.store.endpoint(ctx, applicationID, id)
		if err != nil {
			return err
		}
		return fn(ctx, e)
	})
}

// record adds the application to the details.
func (s *Service) record(ctx context.Context, by actor.Actor, action string, e Endpoint, details map[string]any) error {
	details["applicationId"] = e.ApplicationID
	return s.Audit.Record(ctx, by, audit.Event{Action: action, Target: "webhook", TargetID: e.ID, Details: details})
}
