package organization

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// Joinable returns the organizations that the caller may join: those that have
// shown the domain of the caller's address, which must be verified.
func (s *Domains) Joinable(ctx context.Context, by actor.Actor) ([]Joinable, error) {
	u, err := s.users.ByID(ctx, by.UserID)
	if err != nil {
		return nil, err
	}
	d, err := s.open(ctx, u)
	if errors.Is(err, ErrNotFound) {
		return []Joinable{}, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := s.organizations.Membership(ctx, d.OrganizationID, u.ID)
	if errors.Is(err, ErrNotFound) || err == nil && m.Role != "" {
		return []Joinable{}, nil
	}
	if err != nil {
		return nil, err
	}
	status, err := s.store.requestOf(ctx, d.OrganizationID, u.ID)
	return []Joinable{{Organization: m.Organization, Domain: d.Name, Join: d.Join, Request: status}}, err
}

// open returns the domain by which a user may join its organization, or
// ErrNotFound.
func (s *Domains) open(ctx context.Context, u user.User) (Domain, error) {
	if !u.EmailVerified {
		return Domain{}, ErrNotFound
	}
	d, err := s.store.verified(ctx, domainOf(u.Email))
	if errors.Is(err, ErrDomain) {
		return Domain{}, ErrNotFound
	}
	if err == nil && d.Join == JoinOff {
		return Domain{}, ErrNotFound
	}
	return d, err
}

// Join makes the caller a member, or asks that they become one, and reports
// which. An organization that they may not join looks as if there were none.
func (s *Domains) Join(ctx context.Context, by actor.Actor, organizationID string) (member bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		u, err := s.users.ByID(ctx, by.UserID)
		if err != nil {
			return err
		}
		d, err := s.open(ctx, u)
		if err != nil {
			return err
		}
		if d.OrganizationID != organizationID {
			return ErrNotFound
		}
		member = d.Join == JoinAutomatic
		if member {
			_, err = s.admit(ctx, by, "joined", d, u)
			return err
		}
		return s.ask(ctx, by, d, u)
	})
	return member, err
}

// admit makes somebody a member, who is none yet.
func (s *Domains) admit(ctx context.Context, by actor.Actor, action string, d Domain, u user.User) (Member, error) {
	if _, err := s.organizations.store.lock(ctx, d.OrganizationID); err != nil {
		return Member{}, err
	}
	if _, err := s.organizations.store.member(ctx, d.OrganizationID, u.ID); err == nil {
		return Member{}, ErrMemberExists
	} else if !errors.Is(err, ErrMember) {
		return Member{}, err
	}
	if err := s.store.forgetRequest(ctx, d.OrganizationID, u.ID); err != nil {
		return Member{}, err
	}
	role, err := s.invitedAs(ctx, d.OrganizationID, u.Email)
	if err != nil {
		return Member{}, err
	}
	m, err := s.organizations.admit(ctx, d.OrganizationID, u, role)
	if err != nil {
		return Member{}, err
	}
	return m, s.recordFor(ctx, by, action, d, u.ID)
}

// invitedAs is the role that somebody gets who joins: the one they are invited
// in, if they are, for joining answers the invitation.
func (s *Domains) invitedAs(ctx context.Context, organizationID, email string) (string, error) {
	pending, err := s.organizations.store.pendingFor(ctx, organizationID, email)
	if errors.Is(err, db.ErrNone) || err == nil && !s.now().Before(pending.ExpiresAt) {
		return RoleMember, nil
	}
	return pending.Role, err
}

func (s *Domains) ask(ctx context.Context, by actor.Actor, d Domain, u user.User) error {
	m, err := s.organizations.Membership(ctx, d.OrganizationID, u.ID)
	if err != nil {
		return err
	}
	if m.Role != "" {
		return ErrMemberExists
	}
	now := s.clock()
	fresh, err := s.store.ask(ctx, JoinRequest{
		ID: secret.UUID(), OrganizationID: d.OrganizationID, UserID: u.ID, Domain: d.Name, CreatedAt: now,
	})
	if err != nil {
		return err
	}
	if fresh {
		if err := s.recordFor(ctx, by, "join_requested", d, u.ID); err != nil {
			return err
		}
		return s.tellOfRequest(ctx, m.Organization, d, u, now)
	}
	status, err := s.store.requestOf(ctx, d.OrganizationID, u.ID)
	if err == nil && status == RequestRejected {
		return ErrJoinRejected
	}
	return err
}

func (s *Domains) recordFor(ctx context.Context, by actor.Actor, action string, d Domain, userID string) error {
	return s.organizations.record(ctx, by, action, d.OrganizationID, userID, map[string]any{"domain": d.Name})
}

// Requests returns one page of those who wait, or were rejected, oldest first,
// and how many they are.
func (s *Domains) Requests(ctx context.Context, by actor.Actor, organizationID, status string, page, limit int) ([]JoinRequest, int64, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return nil, 0, err
	}
	total, err := s.store.countRequests(ctx, organizationID, status)
	if err != nil {
		return nil, 0, err
	}
	some, err := s.store.requests(ctx, organizationID, status, limit, (page-1)*limit)
	return some, total, err
}

// Approve makes somebody who asked a member, also after they were rejected. Who
// has lost the address meanwhile does not get in.
func (s *Domains) Approve(ctx context.Context, by actor.Actor, organizationID, id string) (Member, error) {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return Member{}, err
	}
	var m Member
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		q, err := s.store.request(ctx, organizationID, id)
		if err != nil {
			return err
		}
		if err := s.store.take(ctx, organizationID, id); err != nil {
			return err
		}
		u, err := s.users.ByID(ctx, q.UserID)
		if err != nil {
			return err
		}
		d, err := s.open(ctx, u)
		if errors.Is(err, ErrNotFound) || err == nil && d.OrganizationID != organizationID {
			return errAddressLost
		}
		if err != nil {
			return err
		}
		m, err = s.admit(ctx, by, "join_approved", d, u)
		return err
	})
	return m, err
}

// Reject keeps somebody who asked out. Asking again changes nothing.
func (s *Domains) Reject(ctx context.Context, by actor.Actor, organizationID, id string) error {
	if _, err := s.organizations.manages(ctx, by, organizationID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		q, err := s.store.request(ctx, organizationID, id)
		if err != nil {
			return err
		}
		userID, err := s.store.reject(ctx, organizationID, id)
		if err != nil {
			return err
		}
		return s.recordFor(ctx, by, "join_rejected", Domain{OrganizationID: organizationID, Name: q.Domain}, userID)
	})
}

// OnVerified lets somebody whose address has just been verified join, if the
// organization that has the domain lets everybody in. That it cannot is no
// reason not to verify the address.
func (s *Domains) OnVerified(ctx context.Context, by actor.Actor, u user.User) error {
	d, err := s.open(ctx, u)
	if errors.Is(err, ErrNotFound) || err == nil && d.Join != JoinAutomatic {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.admit(ctx, by, "joined", d, u)
	if errors.Is(err, ErrMemberExists) || errors.Is(err, ErrFull) {
		return nil
	}
	return err
}
