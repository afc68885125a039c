package organization

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// UsualClients is how many clients a reseller may have unless it is told
// otherwise; MostClients is the largest number it can be told.
const (
	UsualClients = 100
	MostClients  = 10_000
)

const maxSearch = 200

// GrantReseller gives an organization the right to have clients: that many, or
// UsualClients when limit is zero. Given again, it changes the number.
func (s *Service) GrantReseller(ctx context.Context, by actor.Actor, organizationID string, limit int64) (Organization, error) {
	var org Organization
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if org, _, err = s.enter(ctx, AsAdministrator(by), organizationID); err != nil {
			return err
		}
		if org.ParentID != "" {
			return ErrTiers
		}
		old, err := s.store.clientLimit(ctx, organizationID)
		if err != nil || org.IsReseller && old == limit {
			return err
		}
		org.IsReseller, org.UpdatedAt = true, s.clock()
		if err := s.store.setReseller(ctx, organizationID, true, limit, org.UpdatedAt); err != nil {
			return err
		}
		if err := s.forgetOrganization(ctx, organizationID); err != nil {
			return err
		}
		return s.record(ctx, by, "reseller_granted", organizationID, "", map[string]any{"clientLimit": allowance(limit)})
	})
	return org, err
}

func allowance(limit int64) int64 {
	if limit == 0 {
		return UsualClients
	}
	return limit
}

// ClientLimit returns how many clients an organization may have if it is a
// reseller.
func (s *Service) ClientLimit(ctx context.Context, organizationID string) (int64, error) {
	limit, err := s.store.clientLimit(ctx, organizationID)
	return allowance(limit), err
}

// RevokeReseller takes the right away, and with it at once what it opened: its
// people manage the clients no more, and these lose the applications that they
// have from it. The clients and their members stay, and are its clients again
// if it gets the right back.
func (s *Service) RevokeReseller(ctx context.Context, by actor.Actor, organizationID string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		org, _, err := s.enter(ctx, AsAdministrator(by), organizationID)
		if err != nil || !org.IsReseller {
			return err
		}
		if err := s.store.setReseller(ctx, organizationID, false, 0, s.clock()); err != nil {
			return err
		}
		if err := s.closeClients(ctx, by, organizationID); err != nil {
			return err
		}
		if err := s.forgetOrganization(ctx, organizationID); err != nil {
			return err
		}
		return s.record(ctx, by, "reseller_revoked", organizationID, "", nil)
	})
}

// closeClients takes from the clients of an organization what they have from
// it.
func (s *Service) closeClients(ctx context.Context, by actor.Actor, organizationID string) error {
	clients, err := s.store.clientIDs(ctx, organizationID)
	if err != nil {
		return err
	}
	for _, id := range clients {
		if err := s.closeClient(ctx, by, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) closeClient(ctx context.Context, by actor.Actor, clientID string) error {
	if err := s.forgetOrganization(ctx, clientID); err != nil {
		return err
	}
	applications, err := s.store.passed(ctx, clientID)
	if err != nil {
		return err
	}
	for _, applicationID := range applications {
		if err := s.takeBack(ctx, by, clientID, applicationID); err != nil {
			return err
		}
	}
	return nil
}

// takeBack ends that a client uses an application because its reseller lets it.
func (s *Service) takeBack(ctx context.Context, by actor.Actor, clientID, applicationID string) error {
	had, err := s.store.unpass(ctx, clientID, applicationID)
	if err != nil || !had {
		return err
	}
	return s.accesses.Disallow(ctx, by, clientID, applicationID)
}

// SetParent makes an organization the client of a reseller, or of nobody. What
// it had from the reseller before ends.
func (s *Service) SetParent(ctx context.Context, by actor.Actor, organizationID, parentID string) (Organization, error) {
	var org Organization
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if org, _, err = s.enter(ctx, AsAdministrator(by), organizationID); err != nil || org.ParentID == parentID {
			return err
		}
		if parentID != "" {
			if err := s.canHold(ctx, org, parentID); err != nil {
				return err
			}
		}
		if err := s.closeClient(ctx, by, organizationID); err != nil {
			return err
		}
		old := org.ParentID
		org.ParentID, org.UpdatedAt = parentID, s.clock()
		if err := s.store.setParent(ctx, organizationID, parentID, org.UpdatedAt); err != nil {
			return err
		}
		if err := s.forgetOrganization(ctx, organizationID); err != nil {
			return err
		}
		return s.record(ctx, by, "reseller_changed", organizationID, "", map[string]any{"from": old, "to": parentID})
	})
	return org, err
}

// canHold refuses a client that has clients or may have some, so that there are
// never more than two tiers, and never a circle. Two that are made each other's
// clients at once lock each other out, and one of them starts again.
func (s *Service) canHold(ctx context.Context, org Organization, parentID string) error {
	if org.IsReseller || org.ID == parentID {
		return ErrTiers
	}
	clients, err := s.store.countClients(ctx, org.ID)
	if err != nil {
		return err
	}
	if clients > 0 {
		return ErrTiers
	}
	return s.roomFor(ctx, parentID)
}

// roomFor locks a reseller and refuses one more client than it may have.
func (s *Service) roomFor(ctx context.Context, parentID string) error {
	parent, err := s.store.lock(ctx, parentID)
	if err != nil {
		return err
	}
	if !parent.IsReseller {
		return ErrNotReseller
	}
	limit, err := s.store.clientLimit(ctx, parentID)
	if err != nil {
		return err
	}
	clients, err := s.store.countClients(ctx, parentID)
	if err != nil {
		return err
	}
	if clients >= allowance(limit) {
		return ErrClientLimit
	}
	return nil
}

// mayCreate refuses those who may not make organizations, and returns whose
// client a new one is. Administrators of the service make such that are
// nobody's; owners and admins of a reseller make its clients, the ones of the
// organization that their session is about unless they name another.
func (s *Service) mayCreate(ctx context.Context, by actor.Actor, parentID string) (string, error) {
	if parentID == "" {
		if by.Admin() {
			return "", nil
		}
		active, err := s.activeReseller(ctx, by)
		if err == nil && active == "" {
			err = errMayNotCreate
		}
		return active, err
	}
	org, err := s.manages(ctx, by, parentID)
	if err != nil {
		return "", err
	}
	if !org.IsReseller {
		return "", ErrNotReseller
	}
	return parentID, nil
}

// activeReseller returns the organization that the caller's session is about, if
// it is a reseller and the caller manages it as a member.
func (s *Service) activeReseller(ctx context.Context, by actor.Actor) (string, error) {
	if by.SessionID == "" {
		return "", nil
	}
	current, _, err := s.sessions.ByID(ctx, by.SessionID)
	if errors.Is(err, session.ErrNone) || err == nil && current.ActiveOrganizationID == "" {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	m, err := s.Membership(ctx, current.ActiveOrganizationID, by.UserID)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !m.Organization.IsReseller {
		return "", nil
	}
	if !Manages(m.Role) {
		return "", nil
	}
	return m.Organization.ID, nil
}

// Clients returns one page of the clients of a reseller, by name, and how many
// match.
func (s *Service) Clients(ctx context.Context, by actor.Actor, organizationID, text string, page, limit int) ([]Listed, int64, error) {
	org, err := s.manages(ctx, by, organizationID)
	if err != nil {
		return nil, 0, err
	}
	if !org.IsReseller {
		return nil, 0, ErrNotReseller
	}
	text, ok := application.CleanName(text, maxSearch)
	if !ok && text != "" {
		return nil, 0, ErrInvalid.With(fault.Field{Name: "query.search", Problem: "must have at most 200 characters, none of them a control character"})
	}
	total, err := s.store.countMatchingClients(ctx, organizationID, text)
	if err != nil {
		return nil, 0, err
	}
	some, err := s.store.clients(ctx, organizationID, text, limit, (page-1)*limit)
	return some, total, err
}

// client returns a client of an organization that the caller manages, or
// ErrNotFound.
func (s *Service) client(ctx context.Context, by actor.Actor, organizationID, clientID string) error {
	org, err := s.manages(ctx, by, organizationID)
	if err != nil {
		return err
	}
	if !org.IsReseller {
		return ErrNotReseller
	}
	c, err := s.ByID(ctx, clientID)
	if err != nil {
		return err
	}
	if c.ParentID != organizationID {
		return ErrNotFound
	}
	return nil
}

// Pass lets a client use an application that its reseller may use itself.
func (s *Service) Pass(ctx context.Context, by actor.Actor, organizationID, clientID, applicationID string) error {
	if err := s.client(ctx, by, organizationID, clientID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		org, err := s.store.lock(ctx, organizationID) // the right cannot end meanwhile
		if err != nil {
			return err
		}
		if !org.IsReseller {
			return ErrNotReseller
		}
		own, err := s.uses(ctx, organizationID, applicationID)
		if err != nil {
			return err
		}
		if !own {
			return application.ErrNotFound
		}
		already, err := s.uses(ctx, clientID, applicationID)
		if err != nil || already {
			return err
		}
		if err := s.store.pass(ctx, clientID, applicationID, s.clock()); err != nil {
			return err
		}
		return s.accesses.Allow(ctx, by, clientID, applicationID)
	})
}

func (s *Service) uses(ctx context.Context, organizationID, applicationID string) (bool, error) {
	all, err := s.accesses.AllowedApplications(ctx, organizationID)
	for _, a := range all {
		if a.ID == applicationID {
			return true, err
		}
	}
	return false, err
}

// TakeBack ends what Pass began. What an administrator allowed the client stays.
func (s *Service) TakeBack(ctx context.Context, by actor.Actor, organizationID, clientID, applicationID string) error {
	if err := s.client(ctx, by, organizationID, clientID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.takeBack(ctx, by, clientID, applicationID) })
}

// OnDisallow takes an application from the clients of an organization that may
// use it no more, where they have it from there.
func (s *Service) OnDisallow(ctx context.Context, by actor.Actor, organizationID, applicationID string) error {
	if _, err := s.store.lock(ctx, organizationID); err != nil { // what is being passed on is seen then
		return err
	}
	if _, err := s.store.unpass(ctx, organizationID, applicationID); err != nil {
		return err
	}
	clients, err := s.store.passedOn(ctx, organizationID, applicationID)
	if err != nil {
		return err
	}
	for _, id := range clients {
		if err := s.takeBack(ctx, by, id, applicationID); err != nil {
			return err
		}
	}
	return nil
}
