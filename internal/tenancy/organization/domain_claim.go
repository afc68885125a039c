package organization

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Domains is what one can do with the domains of organizations.
type Domains struct {
	db            *db.DB
	store         domainStore
	organizations *Service
	users         *user.Service
	resolver      Resolver
	now           func() time.Time
}

// DomainParts are what Domains works with.
type DomainParts struct {
	DB            *db.DB
	Organizations *Service
	Users         *user.Service
	Resolver      Resolver
}

// NewDomains returns the service.
func NewDomains(p DomainParts, now func() time.Time) *Domains {
	return &Domains{
		db: p.DB, store: domainStore{p.DB}, organizations: p.Organizations, users: p.Users, resolver: p.Resolver, now: now,
	}
}

func (s *Domains) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// record notes what happened to a domain, among what happened to its
// organization.
func (s *Domains) record(ctx context.Context, by actor.Actor, action string, d Domain, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	details["domain"] = d.Name
	return s.organizations.record(ctx, by, action, d.OrganizationID, "", details)
}

// List returns the domains of an organization that the caller manages.
func (s *Domains) List(ctx context.Context, by actor.Actor, organizationID string) ([]Domain, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return nil, err
	}
	return s.store.list(ctx, organizationID)
}

// Claim notes that an organization says a domain is its own. Others may say so
// too: only the proof decides.
func (s *Domains) Claim(ctx context.Context, by actor.Actor, organizationID, name, mode string) (Domain, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return Domain{}, err
	}
	name, err := ParseDomain(name)
	if err != nil {
		return Domain{}, err
	}
	d := Domain{
		ID: secret.UUID(), OrganizationID: organizationID, Name: name, Token: secret.ID(), Join: mode, CreatedAt: s.clock(),
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, "organization-domains "+organizationID); err != nil {
			return err
		}
		known, err := s.store.list(ctx, organizationID)
		if err != nil {
			return err
		}
		if len(known) >= maxDomains {
			return ErrDomainLimit
		}
		if err := s.store.insert(ctx, d); err != nil {
			return err
		}
		return s.record(ctx, by, "domain_claimed", d, nil)
	})
	return d, err
}

// Verify looks for the proof. The first organization that shows it has the
// domain for as long as it can go on showing it.
func (s *Domains) Verify(ctx context.Context, by actor.Actor, organizationID, id string) (Domain, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return Domain{}, err
	}
	d, err := s.store.byID(ctx, organizationID, id)
	if err != nil {
		return Domain{}, err
	}
	if err := s.look(ctx, d); err != nil {
		return Domain{}, err
	}
	already, now := d.Verified(), s.clock()
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if d, err = s.store.verify(ctx, organizationID, id, now, now.Add(checkEvery)); err != nil || already {
			return err
		}
		return s.record(ctx, by, "domain_verified", d, nil)
	})
	return d, err
}

// SetJoin says how people with an address at a domain get in.
func (s *Domains) SetJoin(ctx context.Context, by actor.Actor, organizationID, id, mode string) (Domain, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return Domain{}, err
	}
	var d Domain
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		old, err := s.store.byID(ctx, organizationID, id)
		if err != nil {
			return err
		}
		if d, err = s.store.setJoin(ctx, organizationID, id, mode); err != nil || old.Join == mode {
			return err
		}
		return s.record(ctx, by, "domain_changed", d, map[string]any{"from": old.Join, "to": mode})
	})
	return d, err
}

// Remove gives a domain up. Who joined because of it stays.
func (s *Domains) Remove(ctx context.Context, by actor.Actor, organizationID, id string) error {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		d, err := s.store.remove(ctx, organizationID, id)
		if err != nil {
			return err
		}
		return s.record(ctx, by, "domain_removed", d, nil)
	})
}

func refusedDomain(problem string) error {
	return ErrDomainRefused.With(fault.Field{Name: "body.domain", Problem: problem})
}
