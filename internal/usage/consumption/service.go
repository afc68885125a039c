package consumption

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/batch"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/meter"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A Service is what one can do with consumption.
type Service struct {
	db           *db.DB
	store        store
	audit        *audit.Log
	applications *application.Service
	accesses     *access.Service
	plans        *subscription.Service
	retention    time.Duration
	now          func() time.Time

	single, bulk *batch.Group[[]*request]
	onThreshold  []func(ctx context.Context, t Threshold) error
}

// Parts are the services that consumption is counted with.
type Parts struct {
	DB           *db.DB
	Audit        *audit.Log
	Applications *application.Service
	Access       *access.Service
	Plans        *subscription.Service
	Retention    time.Duration // how long lines of ledgers stay; zero for ever
}

// New returns the service.
func New(p Parts, now func() time.Time) *Service {
	s := &Service{
		db: p.DB, store: store{p.DB}, audit: p.Audit, applications: p.Applications, accesses: p.Access, plans: p.Plans, retention: p.Retention, now: now,
	}
	s.gather()
	return s
}

// machine reports whether an application calls for itself.
func machine(by actor.Actor) bool { return by.UserID == "" && by.ApplicationID != "" }

// reaches refuses callers but administrators, and the application itself.
func reaches(by actor.Actor, applicationID string) error {
	if by.Admin() {
		return nil
	}
	if machine(by) && by.ApplicationID == applicationID {
		return nil
	}
	return ErrCaller
}

// Of returns what a user has consumed in an application, by key.
func (s *Service) Of(ctx context.Context, by actor.Actor, applicationID, userID string) ([]Total, error) {
	if err := reaches(by, applicationID); err != nil {
		return nil, err
	}
	if !isPair(applicationID, userID) {
		return nil, ErrMember
	}
	return s.store.totals(ctx, applicationID, userID)
}

// One returns how much of one key a user has consumed in an application.
func (s *Service) One(ctx context.Context, by actor.Actor, applicationID, userID, key string) (Total, error) {
	if err := reaches(by, applicationID); err != nil {
		return Total{}, err
	}
	if !isPair(applicationID, userID) || !meter.IsKey(key) {
		return Total{}, ErrRecord
	}
	return s.store.total(ctx, applicationID, userID, key)
}

// Own returns what a user has consumed in an application that they have, or
// had, access to.
func (s *Service) Own(ctx context.Context, applicationID, userID string) ([]Total, error) {
	if uuid.Validate(applicationID) != nil {
		return nil, ErrAccess
	}
	held, err := s.accesses.Of(ctx, applicationID, userID)
	if err != nil {
		return nil, err
	}
	if !held.Listed {
		return nil, ErrAccess
	}
	return s.store.totals(ctx, applicationID, userID)
}

// Delete removes a total with its entries. One that is not there is no error.
func (s *Service) Delete(ctx context.Context, by actor.Actor, applicationID, userID, key string) error {
	if !isPair(applicationID, userID) || !meter.IsKey(key) {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		amount, err := s.store.delete(ctx, applicationID, userID, key)
		if errors.Is(err, ErrRecord) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.record(ctx, by, "consumption.deleted", applicationID, userID, map[string]any{"key": key, "total": amount.String()})
	})
}

// Usage returns a page of what the users of an application have consumed.
func (s *Service) Usage(ctx context.Context, applicationID, cursor string, limit int) (Page, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return Page{}, err
	}
	after, err := parseCursor(cursor)
	if err != nil {
		return Page{}, err
	}
	found, err := s.store.usage(ctx, applicationID, after, limit+1)
	if err != nil {
		return Page{}, err
	}
	page := Page{Usage: found}
	if len(found) > limit {
		page.Usage = found[:limit]
		last := page.Usage[limit-1]
		page.Next = position{last.UserID, last.Key}.cursor()
	}
	return page, nil
}

func (s *Service) record(ctx context.Context, by actor.Actor, action, applicationID, userID string, details map[string]any) error {
	details["applicationId"] = applicationID
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: "user", TargetID: userID, Details: details})
}
