package claims

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A Service gathers claims.
type Service struct {
	store         store
	access        *access.Service
	subscriptions *subscription.Service
	now           func() time.Time
	key           atomic.Pointer[[]byte] // of pairwise subjects; it never changes
}

// New returns the service.
func New(database *db.DB, accesses *access.Service, subscriptions *subscription.Service, now func() time.Time) *Service {
	return &Service{store: store{database}, access: accesses, subscriptions: subscriptions, now: now}
}

// For returns what is revealed of a user to an application: the same whatever
// token or endpoint tells it.
func (s *Service) For(ctx context.Context, u user.User, app application.Application, asked Asked) (Set, error) {
	set := of(u, app, asked)
	var err error
	if set.Subject, err = s.Subject(ctx, app, u.ID); err != nil {
		return Set{}, err
	}
	roles, permissions := asked.reveals(app, "roles"), asked.reveals(app, "permissions")
	if roles || permissions {
		held, err := s.access.Of(ctx, app.ID, u.ID)
		if err != nil {
			return Set{}, err
		}
		if roles {
			set.Roles = append([]string{}, held.Roles...)
		}
		if permissions {
			set.Permissions = append([]string{}, held.Permissions...)
		}
	}
	if asked.reveals(app, "features") {
		if set.Features, err = s.subscriptions.Features(ctx, app.ID, u.ID); err != nil {
			return Set{}, err
		}
	}
	return set, nil
}
