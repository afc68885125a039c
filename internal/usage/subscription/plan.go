package subscription

import (
	"context"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Plans returns the plans of an application with their prices, oldest first.
func (s *Service) Plans(ctx context.Context, applicationID string) ([]Plan, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return nil, err
	}
	plans, err := s.store.plans(ctx, applicationID, s.now())
	if err != nil {
		return nil, err
	}
	prices, err := s.store.prices(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	for i := range plans {
		plans[i].Prices = prices[plans[i].ID]
	}
	return plans, nil
}

// CreatePlan adds a plan. A new default takes the place of the old one, for
// those who get access from now on.
func (s *Service) CreatePlan(ctx context.Context, by actor.Actor, applicationID string, n NewPlan) (Plan, error) {
	now := s.clock()
	p := Plan{
		ID: secret.UUID(), ApplicationID: applicationID, Name: n.Name, Description: n.Description, StripeProductID: n.StripeProductID,
		Features: n.Features, IsDefault: n.IsDefault, CreatedAt: now, UpdatedAt: now,
	}
	if err := p.settle(); err != nil {
		return Plan{}, err
	}
	if err := s.publishable(ctx, &p); err != nil {
		return Plan{}, err
	}
	err := s.onPlans(ctx, applicationID, func(ctx context.Context) error {
		if p.IsDefault {
			if err := s.store.clearDefault(ctx, applicationID); err != nil {
				return err
			}
		}
		if err := s.store.insertPlan(ctx, p); err != nil {
			return err
		}
		if err := s.tellPlan(ctx, p, PlanCreated); err != nil {
			return err
		}
		return s.recordPlan(ctx, by, "plan.created", p)
	})
	if err != nil && p.StripeProductID != n.StripeProductID && s.sells(ctx) {
		archive(ctx, s.seller.ArchiveProduct, p.StripeProductID)
	}
	return p, err
}

// onPlans runs fn while it holds the application's row, so that rules over
// several plans hold.
func (s *Service) onPlans(ctx context.Context, applicationID string, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.applications.Lock(ctx, applicationID); err != nil {
			return err
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, kindPlan, applicationID) // what all its plans say
	})
}

func (s *Service) onPlan(ctx context.Context, applicationID, planID string, fn func(ctx context.Context, p Plan) error) error {
	return s.onPlans(ctx, applicationID, func(ctx context.Context) error {
		if uuid.Validate(planID) != nil {
			return ErrPlan
		}
		p, err := s.store.plan(ctx, applicationID, planID, s.now())
		if err != nil {
			return err
		}
		if err := fn(ctx, p); err != nil {
			return err
		}
		return s.hub.Invalidate(ctx, kindPlan, planID)
	})
}

// ChangePlan updates a plan; its subscribers have the new features at once.
func (s *Service) ChangePlan(ctx context.Context, by actor.Actor, applicationID, planID string, c PlanChanges) (Plan, error) {
	var p Plan
	err := s.onPlan(ctx, applicationID, planID, func(ctx context.Context, current Plan) error {
		p = c.applied(current)
		if err := p.settle(); err != nil {
			return err
		}
		if p.IsDefault && !current.IsDefault {
			if err := s.store.clearDefault(ctx, applicationID); err != nil {
				return err
			}
		}
		p.UpdatedAt = s.clock()
		if err := s.store.updatePlan(ctx, p); err != nil {
			return err
		}
		changes := audit.Changes(current.facts(), p.facts())
		if len(changes) > 0 {
			if err := s.tellPlan(ctx, p, PlanUpdated); err != nil {
				return err
			}
		}
		return s.recordPlan(ctx, by, "plan.updated", p, changes)
	})
	return p, err
}

// DeletePlan removes a plan that nobody is on now.
func (s *Service) DeletePlan(ctx context.Context, by actor.Actor, applicationID, planID string) error {
	return s.onPlan(ctx, applicationID, planID, func(ctx context.Context, p Plan) error {
		if err := s.store.deletePlan(ctx, p.ID, s.now()); err != nil {
			return err
		}
		if err := s.tellPlan(ctx, p, PlanDeleted); err != nil {
			return err
		}
		return s.recordPlan(ctx, by, "plan.deleted", p)
	})
}

func (s *Service) tellPlan(ctx context.Context, p Plan, change string) error {
	for _, f := range s.onPlanChange {
		if err := f(ctx, p.ApplicationID, p.ID, change); err != nil {
			return err
		}
	}
	return nil
}

// recordPlan tells of changes when there are any.
func (s *Service) recordPlan(ctx context.Context, by actor.Actor, action string, p Plan, changes ...map[string]any) error {
	details := map[string]any{detailApplication: p.ApplicationID, "name": p.Name, "isDefault": p.IsDefault}
	for _, c := range changes {
		details["changes"] = c
	}
	return s.record(ctx, by, action, "plan", p.ID, details)
}

// facts are what the audit trail tells of a plan.
func (p Plan) facts() map[string]any {
	return map[string]any{
		"name": p.Name, "description": p.Description, "stripeProductId": p.StripeProductID, "features": p.Features, "isDefault": p.IsDefault,
	}
}
