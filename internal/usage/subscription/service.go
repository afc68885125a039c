package subscription

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What is remembered is cut in two, so that a change of a plan touches one
// entry however many users are on it.
const (
	kindSubscription = "subscription" // by application and user
	kindPlan         = "plan"         // by plan, and by application for those who have none
	cachedUsers      = 50_000
	cachedPlans      = 5_000
)

// A Service is what one can do with plans and subscriptions.
type Service struct {
	db            *db.DB
	store         store
	hub           *cache.Hub
	audit         *audit.Log
	applications  *application.Service
	now           func() time.Time
	subscriptions *cache.Cache[Subscription]
	plans         *cache.Cache[offer]
	seller        Seller // nil: plans are not sold

	onChange     []func(ctx context.Context, applicationID, userID string) error
	onPlanChange []func(ctx context.Context, applicationID, planID, change string) error
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, applications *application.Service, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: hub, audit: log, applications: applications, now: now,
		subscriptions: cache.New[Subscription](hub, kindSubscription, cachedUsers),
		plans:         cache.New[offer](hub, kindPlan, cachedPlans),
	}
}

// OnChange has f run inside the transaction of every change of a user's
// subscription. Only wire calls it, as the other one.
func (s *Service) OnChange(f func(ctx context.Context, applicationID, userID string) error) {
	s.onChange = append(s.onChange, f)
}

// What can happen to a plan.
const (
	PlanCreated = "created"
	PlanUpdated = "updated"
	PlanDeleted = "deleted"
)

// OnPlanChange has f run inside the transaction of every change of a plan, once
// however many are on it.
func (s *Service) OnPlanChange(f func(ctx context.Context, applicationID, planID, change string) error) {
	s.onPlanChange = append(s.onPlanChange, f)
}

func key(applicationID, userID string) string { return applicationID + "|" + userID }

// Features returns what the user's plan in an application promises: a JSON
// object, empty without a subscription that counts now.
func (s *Service) Features(ctx context.Context, applicationID, userID string) (json.RawMessage, error) {
	h, err := s.Holding(ctx, applicationID, userID)
	return h.Features, err
}

// Holding returns where a user stands with an application: from memory, and yet
// at once after a change.
func (s *Service) Holding(ctx context.Context, applicationID, userID string) (Holding, error) {
	sub, err := s.subscription(ctx, applicationID, userID)
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Status: sub.status(s.now()), ExpiresAt: sub.ExpiresAt, Features: none()}
	if h.Status != Active {
		return h, nil
	}
	plan, err := s.offered(ctx, sub.PlanID)
	h.PlanID, h.PlanName, h.Features = sub.PlanID, plan.name, plan.features
	return h, err
}

// Own returns the applications that a user may enter by a row of their own,
// with the plan they are on in each, by name.
func (s *Service) Own(ctx context.Context, userID string) ([]Own, error) {
	return s.store.own(ctx, userID, s.now())
}

// changed has a subscription read anew, and tells everybody who must know.
func (s *Service) changed(ctx context.Context, applicationID, userID string) error {
	for _, f := range s.onChange {
		if err := f(ctx, applicationID, userID); err != nil {
			return err
		}
	}
	return s.hub.Invalidate(ctx, kindSubscription, key(applicationID, userID))
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// OnApplicationCreated gives a new application its plan, and puts everyone who
// already has access on it.
func (s *Service) OnApplicationCreated(ctx context.Context, _ actor.Actor, a application.Application) error {
	now := s.clock()
	free := Plan{ID: secret.UUID(), ApplicationID: a.ID, Name: "free", Features: none(), IsDefault: true, CreatedAt: now, UpdatedAt: now}
	if err := s.store.insertPlan(ctx, free); err != nil {
		return err
	}
	members, err := s.store.members(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, userID := range members {
		if err := s.OnGrant(ctx, a.ID, userID); err != nil {
			return err
		}
	}
	return nil
}

// OnGrant puts a user who got access on the default plan, unless they have a
// subscription, even one that counts no more.
func (s *Service) OnGrant(ctx context.Context, applicationID, userID string) error {
	put, err := s.store.putDefault(ctx, applicationID, userID, s.clock())
	if err != nil || !put {
		return err
	}
	return s.changed(ctx, applicationID, userID)
}

// OnRevoke ends the subscription of a user who lost access.
func (s *Service) OnRevoke(ctx context.Context, applicationID, userID string) error {
	had, err := s.store.delete(ctx, applicationID, userID)
	if err != nil || !had {
		return err
	}
	return s.changed(ctx, applicationID, userID)
}

// SetPlan puts a user on a plan, whatever they were on; an empty plan ends the
// subscription.
func (s *Service) SetPlan(ctx context.Context, by actor.Actor, applicationID, userID, planID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.planOf(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		had, err := s.store.delete(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		if planID != "" {
			_, err = s.subscribe(ctx, by, applicationID, userID, planID, before, time.Time{})
			return err
		}
		if !had {
			return nil
		}
		return s.ended(ctx, by, applicationID, userID, before)
	})
}

// Subscribe puts a user who has no subscription that counts on a plan, until
// it expires; zero means never.
func (s *Service) Subscribe(ctx context.Context, by actor.Actor, applicationID, userID, planID string, expires time.Time) (Subscription, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return Subscription{}, err
	}
	if !isUserID(userID) {
		return Subscription{}, ErrUser
	}
	var sub Subscription
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.planOf(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		sub, err = s.subscribe(ctx, by, applicationID, userID, planID, before, expires)
		return err
	})
	return sub, err
}

// subscribe puts a user on a plan; before is the one they were on.
func (s *Service) subscribe(ctx context.Context, by actor.Actor, applicationID, userID, planID string, before planName, expires time.Time) (Subscription, error) {
	now := s.clock()
	if uuid.Validate(planID) != nil {
		return Subscription{}, ErrPlan
	}
	p, err := s.store.plan(ctx, applicationID, planID, now)
	if err != nil {
		return Subscription{}, err
	}
	sub, err := s.store.put(ctx, Subscription{
		ID: secret.UUID(), ApplicationID: applicationID, UserID: userID, PlanID: planID, ExpiresAt: expires, CreatedAt: now,
	})
	if err != nil {
		return Subscription{}, err
	}
	if err := s.changed(ctx, applicationID, userID); err != nil {
		return Subscription{}, err
	}
	details := map[string]any{detailApplication: applicationID, "planId": planID, "plan": p.Name}
	if before.id != "" {
		details["previousPlanId"], details["previousPlan"] = before.id, before.name
	}
	return sub, s.record(ctx, by, "user.subscribed", "user", userID, details)
}

// Unsubscribe ends a user's subscription.
func (s *Service) Unsubscribe(ctx context.Context, by actor.Actor, applicationID, userID string) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if !isUserID(userID) {
		return ErrPlan
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		before, err := s.store.planOf(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		had, err := s.store.delete(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		if !had {
			return ErrPlan
		}
		return s.ended(ctx, by, applicationID, userID, before)
	})
}

func (s *Service) ended(ctx context.Context, by actor.Actor, applicationID, userID string, before planName) error {
	if err := s.changed(ctx, applicationID, userID); err != nil {
		return err
	}
	return s.record(ctx, by, "user.unsubscribed", "user", userID, map[string]any{
		detailApplication: applicationID, "planId": before.id, "plan": before.name,
	})
}

// detailApplication is where entries of the audit trail name the application.
const detailApplication = "applicationId"

func isUserID(id string) bool {
	clean, ok := application.CleanName(id, maxUserID)
	return ok && clean == id
}

func (s *Service) record(ctx context.Context, by actor.Actor, action, target, id string, details map[string]any) error {
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: target, TargetID: id, Details: details})
}
