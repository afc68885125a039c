package consumption

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Service is what one can do with consumption.
type Service struct {
	db           *db.DB
	store        store
	audit        *audit.Log
	applications *application.Service
	accesses     *access.Service
	now          func() time.Time
}

// New returns the service.
func New(database *db.DB, log *audit.Log, applications *application.Service, accesses *access.Service, now func() time.Time) *Service {
	return &Service{db: database, store: store{database}, audit: log, applications: applications, accesses: accesses, now: now}
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

// Record adds an amount to a total and returns the total. The entry and the
// total are written together or not at all, and amounts that are recorded at
// once all count.
func (s *Service) Record(ctx context.Context, by actor.Actor, e Entry) (Total, error) {
	if !isKey(e.Key) {
		return Total{}, ErrKey
	}
	if err := reaches(by, e.ApplicationID); err != nil {
		return Total{}, err
	}
	if !isPair(e.ApplicationID, e.UserID) {
		return Total{}, ErrMember
	}
	held, err := s.accesses.Of(ctx, e.ApplicationID, e.UserID)
	if err != nil {
		return Total{}, err
	}
	if !held.Listed {
		return Total{}, ErrMember
	}
	var total Total
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		now := s.clock()
		before, err := s.store.hold(ctx, e, now)
		if err != nil {
			return err
		}
		after, ok := before.Plus(e.Amount)
		if !ok {
			return ErrValue.Saying("The total would have more than 18 digits before the point")
		}
		total = Total{Key: e.Key, Amount: after, UpdatedAt: now}
		if err := s.store.set(ctx, e, total); err != nil {
			return err
		}
		if err := s.store.insert(ctx, e, secret.UUID(), now); err != nil {
			return err
		}
		if machine(by) {
			return nil // of what an application records, the entry is the trail
		}
		return s.record(ctx, by, "consumption.recorded", e.ApplicationID, e.UserID, map[string]any{
			"key": e.Key, "value": e.Amount.String(), "total": after.String(),
		})
	})
	return total, err
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
	if !isPair(applicationID, userID) || !isKey(key) {
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
	if !isPair(applicationID, userID) || !isKey(key) {
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

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

func (s *Service) record(ctx context.Context, by actor.Actor, action, applicationID, userID string, details map[string]any) error {
	details["applicationId"] = applicationID
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: "user", TargetID: userID, Details: details})
}
