package subscription

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// Limit returns the limit that the user's plan in an application sets to what a
// key stands for, and whether there is one. Who has no subscription that counts
// now is allowed nothing of what any plan of the application limits: what runs
// out must not become unlimited.
func (s *Service) Limit(ctx context.Context, applicationID, userID, key string) (meter.Limit, bool, error) {
	sub, err := s.subscription(ctx, applicationID, userID)
	if err != nil {
		return meter.Limit{}, false, err
	}
	if sub.status(s.now()) != Active {
		o, err := s.unsold(ctx, applicationID)
		l, limited := o.limits[key]
		return l, limited, err
	}
	o, err := s.offered(ctx, sub.PlanID)
	l, limited := o.limits[key]
	if l.Anchored {
		l.Anchor = sub.CreatedAt
	}
	return l, limited, err
}

// subscription is the user's, whether it counts now or not.
func (s *Service) subscription(ctx context.Context, applicationID, userID string) (Subscription, error) {
	return s.subscriptions.Get(ctx, key(applicationID, userID), func(ctx context.Context) (Subscription, error) {
		return s.store.of(ctx, applicationID, userID)
	})
}

func (s *Service) offered(ctx context.Context, planID string) (offer, error) {
	return s.plans.Get(ctx, planID, func(ctx context.Context) (offer, error) {
		o, err := s.store.offer(ctx, planID)
		o.limits, _ = meter.Limits(o.features)
		return o, err
	})
}

// unsold is what an application gives those who have no plan: nothing of what
// its plans limit.
func (s *Service) unsold(ctx context.Context, applicationID string) (offer, error) {
	return s.plans.Get(ctx, applicationID, func(ctx context.Context) (offer, error) {
		all, err := s.store.allFeatures(ctx, applicationID)
		o := offer{features: none(), limits: map[string]meter.Limit{}}
		for _, features := range all {
			limits, _ := meter.Limits(json.RawMessage(features))
			for key := range limits {
				o.limits[key] = meter.Limit{Window: meter.Lifetime, Hard: true}
			}
		}
		return o, err
	})
}

// misread tells which features look like limits and are none: counted by
// nobody, they would allow everything.
func misread(features json.RawMessage) []fault.Field {
	var fields []fault.Field
	_, wrong := meter.Limits(features)
	for _, name := range wrong {
		fields = append(fields, fault.Field{
			Name: "body.features." + strings.ToValidUTF8(name, "?"),
			Problem: `a limit is {"limit": a number from 0, "window": minute, hour, day, month or lifetime, "mode": hard or soft, ` +
				`"anchor": calendar or subscription} under a key of consumption`,
		})
	}
	return fields
}
