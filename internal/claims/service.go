package claims

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A Service gathers claims.
type Service struct {
	access        *access.Service
	subscriptions *subscription.Service
}

// New returns the service.
func New(accesses *access.Service, subscriptions *subscription.Service) *Service {
	return &Service{accesses, subscriptions}
}

// For returns what the scopes reveal of a user to an application: the same
// whatever token or endpoint tells it.
func (s *Service) For(ctx context.Context, u user.User, applicationID string, scopes []string) (Set, error) {
	set := of(u, scopes)
	if slices.Contains(scopes, "roles") || slices.Contains(scopes, "permissions") {
		held, err := s.access.Of(ctx, applicationID, u.ID)
		if err != nil {
			return Set{}, err
		}
		if slices.Contains(scopes, "roles") {
			set.Roles = append([]string{}, held.Roles...)
		}
		if slices.Contains(scopes, "permissions") {
			set.Permissions = append([]string{}, held.Permissions...)
		}
	}
	if slices.Contains(scopes, "features") {
		features, err := s.subscriptions.Features(ctx, applicationID, u.ID)
		if err != nil {
			return Set{}, err
		}
		set.Features = features
	}
	return set, nil
}
