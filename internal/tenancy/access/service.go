package access

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// What is remembered is cut in two, so that a change of a role touches one
// entry however many users hold it.
const (
	kindMembership = "access"        // by application and user
	kindRights     = "access-rights" // by application
	kindGiven      = "access-given"  // by organization and user
	cachedMembers  = 50_000
	cachedRights   = 5_000
)

// A Service is what one can do with access.
type Service struct {
	db           *db.DB
	store        store
	hub          *cache.Hub
	audit        *audit.Log
	applications *application.Service
	now          func() time.Time
	memberships  *cache.Cache[membership]
	rights       *cache.Cache[rights]
	given        *cache.Cache[given]

	onGrant  []func(ctx context.Context, applicationID, userID string) error
	onRevoke []func(ctx context.Context, applicationID, userID string) error
	onPlan   []func(ctx context.Context, by actor.Actor, applicationID, userID, planID string) error

	onDisallow []func(ctx context.Context, by actor.Actor, organizationID, applicationID string) error
	onChange   []func(ctx context.Context, c Change) error
}

// New returns the service.
func New(database *db.DB, hub *cache.Hub, log *audit.Log, applications *application.Service, now func() time.Time) *Service {
	return &Service{
		db: database, store: store{database}, hub: hub, audit: log, applications: applications, now: now,
		memberships: cache.New[membership](hub, kindMembership, cachedMembers),
		rights:      cache.New[rights](hub, kindRights, cachedRights),
		given:       cache.New[given](hub, kindGiven, cachedMembers),
	}
}

// OnGrant has f run inside the transaction that gives a user access. Only wire
// calls it, as the other two.
func (s *Service) OnGrant(f func(ctx context.Context, applicationID, userID string) error) {
	s.onGrant = append(s.onGrant, f)
}

// OnRevoke has f run inside the transaction that takes access from a user.
func (s *Service) OnRevoke(f func(ctx context.Context, applicationID, userID string) error) {
	s.onRevoke = append(s.onRevoke, f)
}

// OnPlan has f run inside the transaction that puts a member on a plan; an
// empty plan means none.
func (s *Service) OnPlan(f func(ctx context.Context, by actor.Actor, applicationID, userID, planID string) error) {
	s.onPlan = append(s.onPlan, f)
}

// A What says in which way rights changed.
type What int

// The ways.
const (
	Roles   What = iota // somebody's roles, or what a role permits
	Granted             // somebody may enter
	Revoked             // somebody may not any more
)

// A Change is that rights in an application changed: a user's, or without one,
// those of everybody whom the rest is about.
type Change struct {
	What                                          What
	ApplicationID, UserID, OrganizationID, RoleID string
}

// OnChange has f run inside the transaction of every change of rights.
func (s *Service) OnChange(f func(ctx context.Context, c Change) error) {
	s.onChange = append(s.onChange, f)
}

func (s *Service) tell(ctx context.Context, c Change) error {
	for _, f := range s.onChange {
		if err := f(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Of returns what a user may do in an application.
func (s *Service) Of(ctx context.Context, applicationID, userID string) (Access, error) {
	m, err := s.membership(ctx, applicationID, userID)
	if err != nil {
		return Access{}, err
	}
	return s.unite(ctx, applicationID, m)
}

func (s *Service) membership(ctx context.Context, applicationID, userID string) (membership, error) {
	return s.memberships.Get(ctx, key(applicationID, userID), func(ctx context.Context) (membership, error) {
		return s.store.membership(ctx, applicationID, userID)
	})
}

func (s *Service) unite(ctx context.Context, applicationID string, m membership) (Access, error) {
	if len(m.roleIDs)+len(m.within) == 0 {
		return rights{}.of(m), nil
	}
	r, err := s.rights.Get(ctx, applicationID, func(ctx context.Context) (rights, error) {
		return s.store.rights(ctx, applicationID)
	})
	if err != nil {
		return Access{}, err
	}
	return r.of(m), nil
}

func key(place, userID string) string { return place + "|" + userID }

func (s *Service) forgetMember(ctx context.Context, applicationID, userID string) error {
	return s.hub.Invalidate(ctx, kindMembership, key(applicationID, userID))
}

func (s *Service) forgetRights(ctx context.Context, applicationID string) error {
	return s.hub.Invalidate(ctx, kindRights, applicationID)
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// OnApplicationCreated gives a new application its two roles, and every
// superadmin access with the role admin.
func (s *Service) OnApplicationCreated(ctx context.Context, by actor.Actor, a application.Application) error {
	now := s.clock()
	user := Role{ID: secret.UUID(), ApplicationID: a.ID, Name: "user", IsDefault: true, CreatedAt: now}
	admin := Role{ID: secret.UUID(), ApplicationID: a.ID, Name: "admin", CreatedAt: now}
	for _, r := range []Role{user, admin} {
		if err := s.store.insertRole(ctx, r); err != nil {
			return err
		}
	}
	superadmins, err := s.store.superadmins(ctx)
	if err != nil {
		return err
	}
	for _, id := range superadmins {
		if err := s.grant(ctx, by, a.ID, id, admin.ID, now); err != nil {
			return err
		}
	}
	return nil
}

// record adds the application to the details.
func (s *Service) record(ctx context.Context, by actor.Actor, action, target, id, applicationID string, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	details["applicationId"] = applicationID
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: target, TargetID: id, Details: details})
}
