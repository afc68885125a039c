package organization

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

// A UsableApplication is one that the organization may use, with the roles that
// its members can be given there.
type UsableApplication struct {
	access.AllowedApplication

	Roles  []access.Role
	Passed bool // by the reseller, who may take it back
}

// Applications returns the applications that an organization may use to those
// who manage it.
func (s *Service) Applications(ctx context.Context, by actor.Actor, organizationID string) ([]UsableApplication, error) {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return nil, err
	}
	allowed, err := s.accesses.AllowedApplications(ctx, organizationID)
	if err != nil {
		return nil, err
	}
	passed, err := s.store.passed(ctx, organizationID)
	if err != nil {
		return nil, err
	}
	usable := make([]UsableApplication, 0, len(allowed))
	for _, a := range allowed {
		roles, err := s.accesses.Roles(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		usable = append(usable, UsableApplication{AllowedApplication: a, Roles: roles, Passed: slices.Contains(passed, a.ID)})
	}
	return usable, nil
}

// RolesOf returns the roles that a member has in applications within the
// organization: their own to members, and everybody's to those who manage it.
func (s *Service) RolesOf(ctx context.Context, by actor.Actor, organizationID, memberID string) ([]access.RoleIn, error) {
	own, err := s.Standing(ctx, by, organizationID)
	if err != nil {
		return nil, err
	}
	if !Manages(own.Role) && memberID != by.UserID && memberID != own.MemberID {
		return nil, ErrForbidden
	}
	return s.accesses.MemberRoles(ctx, organizationID, memberID)
}

// GiveRole gives a member a role of an application that the organization may
// use; one of another application is refused.
func (s *Service) GiveRole(ctx context.Context, by actor.Actor, organizationID, memberID, roleID string) error {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return err
	}
	return s.accesses.AssignMember(ctx, by, organizationID, memberID, roleID)
}

// TakeRole takes such a role from a member, who may not have it.
func (s *Service) TakeRole(ctx context.Context, by actor.Actor, organizationID, memberID, roleID string) error {
	if _, err := s.manages(ctx, by, organizationID); err != nil {
		return err
	}
	return s.accesses.UnassignMember(ctx, by, organizationID, memberID, roleID)
}
