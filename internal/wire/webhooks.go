package wire

import (
	"context"

	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

// tellApplications has webhooks written in the transactions of what changes
// entitlements.
func (s *Services) tellApplications() {
	s.Access.OnChange(func(ctx context.Context, c access.Change) error {
		return s.Webhooks.Tell(ctx, webhook.Notice{
			Type: eventOf(c.What), ApplicationID: c.ApplicationID, UserID: c.UserID, OrganizationID: c.OrganizationID, RoleID: c.RoleID,
		})
	})
	s.Organizations.OnLeave(s.Webhooks.OnLeave)
	s.Subscriptions.OnChange(func(ctx context.Context, applicationID, userID string) error {
		return s.Webhooks.Tell(ctx, webhook.Notice{Type: webhook.SubscriptionChanged, ApplicationID: applicationID, UserID: userID})
	})
	s.Subscriptions.OnPlanChange(func(ctx context.Context, applicationID, planID, change string) error {
		return s.Webhooks.Tell(ctx, webhook.Notice{Type: webhook.PlanChanged, ApplicationID: applicationID, PlanID: planID, Change: change})
	})
}

// tellOfUsage has webhooks and mails written in the transactions that reach
// thresholds.
func (s *Services) tellOfUsage() {
	s.Consumption.OnThreshold(s.usageThreshold)
	s.Consumption.OnThreshold(func(ctx context.Context, t consumption.Threshold) error {
		return s.Webhooks.OnThreshold(ctx, t.ApplicationID, t.UserID, webhook.Usage{
			Key: t.Key, Window: string(t.State.Limit.Window), Threshold: t.Percent, Used: t.State.Used.String(),
			Limit: t.State.Limit.Amount.String(), ResetsAt: t.State.ResetsAt,
		})
	})
}

func eventOf(w access.What) string {
	switch w {
	case access.Granted:
		return webhook.AccessGranted
	case access.Revoked:
		return webhook.AccessRevoked
	case access.Roles:
	}
	return webhook.RolesChanged
}
