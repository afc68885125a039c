package organization

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/picture"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

// What is remembered is cut in two, so that a change of an organization touches
// one entry however many members it has.
const (
	kindOrganization = "organization"        // by id
	kindMember       = "organization-member" // by organization and user
	cachedOrgs       = 10_000
	cachedMembers    = 50_000
)

// Parts are what the service works with.
type Parts struct {
	DB       *db.DB
	Hub      *cache.Hub
	Audit    *audit.Log
	Throttle *throttle.Service
	Users    *user.Service
	Sessions *session.Service
	Access   *access.Service
	Mail     *mail.Mailer
	Pictures *picture.Gallery
}

// A Service is what one can do with organizations.
type Service struct {
	db       *db.DB
	store    store
	hub      *cache.Hub
	audit    *audit.Log
	throttle *throttle.Service
	users    *user.Service
	sessions *session.Service
	accesses *access.Service
	mail     *mail.Mailer
	pictures *picture.Gallery
	baseURL  string
	now      func() time.Time

	organizations *cache.Cache[Organization]
	members       *cache.Cache[Member] // the zero value for who is none

	onLeave []func(ctx context.Context, organizationID, userID string) error
}

// New returns the service. The base URL is where the links of invitations lead.
func New(p Parts, baseURL string, now func() time.Time) *Service {
	return &Service{
		db: p.DB, store: store{p.DB}, hub: p.Hub, audit: p.Audit, throttle: p.Throttle, users: p.Users, sessions: p.Sessions, accesses: p.Access, mail: p.Mail, pictures: p.Pictures,
		baseURL: baseURL, now: now,
		organizations: cache.New[Organization](p.Hub, kindOrganization, cachedOrgs),
		members:       cache.New[Member](p.Hub, kindMember, cachedMembers),
	}
}

// OnLeave has f run inside the transaction that ends a membership, after its row
// is gone: when a member leaves or is removed, and once for each member when the
// organization or the account is deleted. Only wire calls it.
func (s *Service) OnLeave(f func(ctx context.Context, organizationID, userID string) error) {
	s.onLeave = append(s.onLeave, f)
}

// ByID returns an organization, or ErrNotFound.
func (s *Service) ByID(ctx context.Context, id string) (Organization, error) {
	return s.organizations.Get(ctx, id, func(ctx context.Context) (Organization, error) { return s.store.byID(ctx, id) })
}

// BySlug returns an organization, or ErrNotFound.
func (s *Service) BySlug(ctx context.Context, slug string) (Organization, error) {
	return s.store.bySlug(ctx, slug)
}

// Membership returns what a user is in an organization, or ErrNotFound when
// there is no such organization. Ask for it whenever a membership is relied on:
// it is remembered, and forgotten at once.
func (s *Service) Membership(ctx context.Context, organizationID, userID string) (Membership, error) {
	org, err := s.ByID(ctx, organizationID)
	if err != nil {
		return Membership{}, err
	}
	m, err := s.members.Get(ctx, memberKey(organizationID, userID), func(ctx context.Context) (Member, error) {
		m, err := s.store.member(ctx, organizationID, userID)
		if errors.Is(err, ErrMember) {
			return Member{}, nil
		}
		return m, err
	})
	return Membership{Organization: org, MemberID: m.ID, Role: m.Role}, err
}

// Of returns the organizations of a user, by name.
func (s *Service) Of(ctx context.Context, userID string) ([]Membership, error) {
	return s.store.membershipsOf(ctx, userID)
}

// Admits refuses an organization that a user is no member of; an unknown one is
// refused alike.
func (s *Service) Admits(ctx context.Context, userID, organizationID string) error {
	m, err := s.Membership(ctx, organizationID, userID)
	if errors.Is(err, ErrNotFound) || err == nil && m.Role == "" {
		return session.ErrNotMember
	}
	return err
}

func memberKey(organizationID, userID string) string { return organizationID + "|" + userID }

func (s *Service) forgetMember(ctx context.Context, organizationID, userID string) error {
	return s.hub.Invalidate(ctx, kindMember, memberKey(organizationID, userID))
}

func (s *Service) forgetOrganization(ctx context.Context, id string) error {
	return s.hub.Invalidate(ctx, kindOrganization, id)
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// enter locks an organization until the transaction ends, and returns the role
// in which the caller acts there. Everything that changes something begins here.
func (s *Service) enter(ctx context.Context, a Authority, organizationID string) (Organization, string, error) {
	org, err := s.store.lock(ctx, organizationID)
	if errors.Is(err, ErrNotFound) && !a.whole {
		err = a.stranger()
	}
	if err != nil {
		return Organization{}, "", err
	}
	role, err := s.roleIn(ctx, a, organizationID)
	return org, role, err
}

// look is enter for whoever only reads.
func (s *Service) look(ctx context.Context, a Authority, organizationID string) (Organization, string, error) {
	org, err := s.ByID(ctx, organizationID)
	if errors.Is(err, ErrNotFound) && !a.whole {
		err = a.stranger()
	}
	if err != nil {
		return Organization{}, "", err
	}
	role, err := s.roleIn(ctx, a, organizationID)
	return org, role, err
}

func (s *Service) roleIn(ctx context.Context, a Authority, organizationID string) (string, error) {
	if a.whole {
		if !a.By.Admin() {
			return "", ErrForbidden
		}
		return RoleOwner, nil
	}
	if a.manager {
		return s.standing(ctx, a.By, organizationID)
	}
	m, err := s.Membership(ctx, organizationID, a.By.UserID)
	if err == nil && m.Role == "" {
		err = session.ErrNotMember
	}
	return m.Role, err
}

// record adds an event about an organization to the trail.
func (s *Service) record(ctx context.Context, by actor.Actor, action, organizationID, userID string, details map[string]any) error {
	if userID != "" {
		if details == nil {
			details = map[string]any{}
		}
		details["user_id"] = userID
	}
	return s.audit.Record(ctx, by, audit.Event{Action: "organization." + action, Target: "organization", TargetID: organizationID, UserID: userID, Details: details})
}
