package claims

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// A Service gathers claims.
type Service struct {
	store         store
	access        *access.Service
	organizations *organization.Service
	subscriptions *subscription.Service
	now           func() time.Time
	key           atomic.Pointer[[]byte] // of pairwise subjects; it never changes
}

// New returns the service.
func New(
	database *db.DB, accesses *access.Service, organizations *organization.Service, subscriptions *subscription.Service, now func() time.Time,
) *Service {
	return &Service{store: store{database}, access: accesses, organizations: organizations, subscriptions: subscriptions, now: now}
}

// For returns what is revealed of a user to an application: the same whatever
// token or endpoint tells it.
func (s *Service) For(ctx context.Context, u user.User, app application.Application, asked Asked) (Set, error) {
	set := of(u, app, asked)
	var err error
	if set.Subject, err = s.Subject(ctx, app, u.ID); err != nil {
		return Set{}, err
	}
	organizationID, err := s.organization(ctx, &set, u, app, asked)
	if err != nil {
		return Set{}, err
	}
	roles, permissions := asked.reveals(app, "roles"), asked.reveals(app, "permissions")
	if roles || permissions {
		held, err := s.access.In(ctx, app.ID, u.ID, organizationID)
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

// organization puts what is revealed of the user's organization into the set,
// and returns its id when anything is. Of one that the user has left, nothing is.
func (s *Service) organization(ctx context.Context, set *Set, u user.User, app application.Application, asked Asked) (id string, err error) {
	if asked.Organization == "" || !asked.revealsOrganization(app) {
		return "", nil
	}
	m, err := s.organizations.Membership(ctx, asked.Organization, u.ID)
	if errors.Is(err, organization.ErrNotFound) {
		return "", nil
	}
	if err != nil || m.Role == "" {
		return "", err
	}
	if asked.reveals(app, "org_id") {
		set.OrganizationID = m.Organization.ID
	}
	if asked.reveals(app, "org_slug") {
		set.OrganizationSlug = m.Organization.Slug
	}
	if asked.reveals(app, "org_roles") {
		set.OrganizationRoles = []string{m.Role}
	}
	return m.Organization.ID, nil
}
