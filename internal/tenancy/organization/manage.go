package organization

import (
	"context"
	"errors"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
)

// AsManager is the right of whoever calls as a member of the organization, or
// as owner or admin of the reseller whose client it is: they have the same role
// in both. To anybody else it looks as if there were no such organization.
func AsManager(by actor.Actor) Authority { return Authority{By: by, manager: true} }

// stranger is what somebody is told who has no part in an organization.
func (a Authority) stranger() error {
	if a.manager {
		return ErrNotFound
	}
	return session.ErrNotMember
}

// standing is the role in which somebody manages an organization: the stronger
// of the one they have as a member, if any, and the one they have through its
// reseller.
func (s *Service) standing(ctx context.Context, by actor.Actor, organizationID string) (string, error) {
	m, err := s.Membership(ctx, organizationID, by.UserID)
	if err != nil {
		return "", err
	}
	outer, err := s.outer(ctx, by, m.Organization)
	if err != nil {
		return "", err
	}
	role := stronger(m.Role, outer)
	if role == "" {
		return "", ErrNotFound
	}
	return role, nil
}

func stronger(one, other string) string {
	for _, role := range Roles() {
		if role == one || role == other {
			return role
		}
	}
	return ""
}

// outer is the role that somebody has in a client through its reseller. It ends
// at once with the right of the reseller, the bond, or the membership there.
func (s *Service) outer(ctx context.Context, by actor.Actor, org Organization) (string, error) {
	if org.ParentID == "" {
		return "", nil
	}
	above, err := s.Membership(ctx, org.ParentID, by.UserID)
	if errors.Is(err, ErrNotFound) { // deleted meanwhile
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if !above.Organization.IsReseller {
		return "", nil
	}
	if !Manages(above.Role) {
		return "", nil
	}
	return above.Role, nil
}

// manages lets only owners and admins pass, for what they alone may see and do.
func (s *Service) manages(ctx context.Context, by actor.Actor, organizationID string) (Organization, error) {
	org, role, err := s.look(ctx, AsManager(by), organizationID)
	if err != nil {
		return Organization{}, err
	}
	if !Manages(role) {
		return Organization{}, ErrForbidden
	}
	return org, nil
}

// Standing returns an organization with the role in which the caller manages or
// belongs to it, or ErrNotFound. Without a member's id they manage it for its
// reseller.
func (s *Service) Standing(ctx context.Context, by actor.Actor, organizationID string) (Membership, error) {
	_, role, err := s.look(ctx, AsManager(by), organizationID)
	if err != nil {
		return Membership{}, err
	}
	m, err := s.Membership(ctx, organizationID, by.UserID)
	m.Role = role
	return m, err
}

// OwnInvitations returns all invitations of an organization that the caller
// manages.
func (s *Service) OwnInvitations(ctx context.Context, by actor.Actor, organizationID string) ([]Invitation, error) {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return nil, err
	}
	return s.Invitations(ctx, AsManager(by), organizationID)
}

// ResendOwn is Resend for an organization that the caller manages.
func (s *Service) ResendOwn(ctx context.Context, by actor.Actor, organizationID, id string) (Invitation, error) {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return Invitation{}, err
	}
	return s.Resend(ctx, AsManager(by), organizationID, id)
}

// CancelOwn is Cancel for an organization that the caller manages.
func (s *Service) CancelOwn(ctx context.Context, by actor.Actor, organizationID, id string) error {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return err
	}
	_, err := s.Cancel(ctx, AsManager(by), organizationID, id)
	return err
}

// Bring makes somebody of a reseller a member of one of its clients, at once:
// they need no invitation to where their organization sends them.
func (s *Service) Bring(ctx context.Context, by actor.Actor, organizationID, userID, role string) (Member, error) {
	org, err := s.manages(ctx, by, organizationID)
	if err != nil {
		return Member{}, err
	}
	outer, err := s.outer(ctx, by, org)
	if err != nil {
		return Member{}, err
	}
	if outer == "" {
		return Member{}, errMayNotAdd
	}
	sent, err := s.Membership(ctx, org.ParentID, userID)
	if err != nil {
		return Member{}, err
	}
	if sent.Role == "" {
		return Member{}, ErrMember
	}
	return s.AddMember(ctx, AsManager(by), organizationID, userID, role)
}

// Activity returns what happened in an organization, newest first, to those who
// manage it.
func (s *Service) Activity(ctx context.Context, by actor.Actor, organizationID, action, cursor string, limit int) (audit.Page, error) {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return audit.Page{}, err
	}
	return s.audit.List(ctx, audit.Filter{Target: onOrganization, TargetID: organizationID, Action: action, Cursor: cursor, Limit: limit})
}
