package access

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// An AllowedApplication is one that an organization may use.
type AllowedApplication struct {
	ID        string
	Name      string
	Slug      string
	Icon      string
	IsActive  bool
	AllowedAt time.Time
}

// A RoleIn is a role of an application that a member of an organization has
// there.
type RoleIn struct {
	NamedRole
	ApplicationID   string
	ApplicationName string
	ApplicationSlug string
	CreatedAt       time.Time
}

// isOrganizationID refuses what no database would look up; organizations are
// found there.
func isOrganizationID(id string) bool { return isUserID(id) }

// given are the ids of the roles that a member of an organization has there, by
// application.
type given map[string][]string

// In returns what a user may do in an application while they work for an
// organization: what they may do anyway, and what they were given there. Without
// an organization it is Of.
func (s *Service) In(ctx context.Context, applicationID, userID, organizationID string) (Access, error) {
	m, err := s.membership(ctx, applicationID, userID)
	if err != nil {
		return Access{}, err
	}
	if organizationID != "" {
		there, err := s.given.Get(ctx, key(organizationID, userID), func(ctx context.Context) (given, error) {
			return s.store.given(ctx, organizationID, userID)
		})
		if err != nil {
			return Access{}, err
		}
		m.within = there[applicationID]
	}
	return s.unite(ctx, applicationID, m)
}

// ForgetIn has what a user was given in an organization read anew. Whoever ends
// a membership calls it in the same transaction: the rows go by foreign key, and
// tell nobody.
func (s *Service) ForgetIn(ctx context.Context, organizationID, userID string) error {
	return s.hub.Invalidate(ctx, kindGiven, key(organizationID, userID))
}

// AllowedApplications lists the applications that an organization may use, by
// name.
func (s *Service) AllowedApplications(ctx context.Context, organizationID string) ([]AllowedApplication, error) {
	if !isOrganizationID(organizationID) {
		return nil, ErrOrganization
	}
	all, err := s.store.allowed(ctx, organizationID)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return all, s.store.organization(ctx, organizationID)
}

// Allow lets an organization use an application, so that its members can be
// given roles there. By itself it lets nobody in.
func (s *Service) Allow(ctx context.Context, by actor.Actor, organizationID, applicationID string) error {
	if !isOrganizationID(organizationID) {
		return ErrOrganization
	}
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		added, err := s.store.allow(ctx, organizationID, applicationID, s.clock())
		if err != nil || !added {
			return err
		}
		return s.recordIn(ctx, by, "organization.application_allowed", organizationID, map[string]any{"applicationId": applicationID})
	})
}

// OnDisallow has f run inside the transaction that ends that an organization may
// use an application. Only wire calls it.
func (s *Service) OnDisallow(f func(ctx context.Context, by actor.Actor, organizationID, applicationID string) error) {
	s.onDisallow = append(s.onDisallow, f)
}

// Disallow ends that an organization may use an application, and takes from its
// members what they were given there. One that it may not use anyway is no error.
func (s *Service) Disallow(ctx context.Context, by actor.Actor, organizationID, applicationID string) error {
	if !isOrganizationID(organizationID) {
		return ErrOrganization
	}
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.lockAllowed(ctx, organizationID, applicationID)
		if err != nil {
			return err
		}
		if !had {
			return s.store.organization(ctx, organizationID)
		}
		holders, err := s.store.holders(ctx, organizationID, applicationID)
		if err != nil {
			return err
		}
		if err := s.store.disallow(ctx, organizationID, applicationID); err != nil {
			return err
		}
		for _, f := range s.onDisallow {
			if err := f(ctx, by, organizationID, applicationID); err != nil {
				return err
			}
		}
		for _, userID := range holders {
			if err := s.ForgetIn(ctx, organizationID, userID); err != nil {
				return err
			}
		}
		if len(holders) > 0 {
			if err := s.tell(ctx, Change{What: Roles, ApplicationID: applicationID, OrganizationID: organizationID}); err != nil {
				return err
			}
		}
		return s.recordIn(ctx, by, "organization.application_disallowed", organizationID, map[string]any{"applicationId": applicationID, "holders": len(holders)})
	})
}

// OnErase tells the applications in which members of an organization have roles
// that these end. It is called before the organization is deleted, while there
// are any.
func (s *Service) OnErase(ctx context.Context, organizationID string) error {
	applications, err := s.store.held(ctx, organizationID)
	if err != nil {
		return err
	}
	for _, id := range applications {
		if err := s.tell(ctx, Change{What: Roles, ApplicationID: id, OrganizationID: organizationID}); err != nil {
			return err
		}
	}
	return nil
}

// AssignIn gives a member of an organization a role of an application that the
// organization may use. One that they have is no error.
func (s *Service) AssignIn(ctx context.Context, by actor.Actor, applicationID, organizationID, userID, roleID string) error {
	if err := s.checkIn(applicationID, organizationID, userID, roleID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		allowed, err := s.store.lockAllowed(ctx, organizationID, applicationID)
		if err != nil {
			return err
		}
		if !allowed {
			return ErrNotAllowed
		}
		if _, err := s.store.role(ctx, applicationID, roleID); err != nil {
			return err
		}
		added, err := s.store.assignIn(ctx, applicationID, organizationID, userID, roleID, s.clock())
		if err != nil || !added {
			return err
		}
		return s.changedIn(ctx, by, "organization.role_added", applicationID, organizationID, userID, roleID)
	})
}

// UnassignIn takes a role from a member of an organization, who may not have it.
func (s *Service) UnassignIn(ctx context.Context, by actor.Actor, applicationID, organizationID, userID, roleID string) error {
	if err := s.checkIn(applicationID, organizationID, userID, roleID); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.unassignIn(ctx, applicationID, organizationID, userID, roleID)
		if err != nil || !had {
			return err
		}
		return s.changedIn(ctx, by, "organization.role_removed", applicationID, organizationID, userID, roleID)
	})
}

func (s *Service) checkIn(applicationID, organizationID, userID, roleID string) error {
	if !isOrganizationID(organizationID) {
		return ErrOrganization
	}
	if !isID(applicationID) {
		return ErrNotAllowed
	}
	if !isUserID(userID) {
		return ErrMember
	}
	if !isID(roleID) {
		return ErrRole
	}
	return nil
}

func (s *Service) changedIn(ctx context.Context, by actor.Actor, action, applicationID, organizationID, userID, roleID string) error {
	if err := s.ForgetIn(ctx, organizationID, userID); err != nil {
		return err
	}
	if err := s.tell(ctx, Change{What: Roles, ApplicationID: applicationID, UserID: userID, OrganizationID: organizationID}); err != nil {
		return err
	}
	return s.recordIn(ctx, by, action, organizationID, map[string]any{"applicationId": applicationID, "userId": userID, "roleId": roleID})
}

// RolesIn returns the roles that members of an organization have there, by user
// and in the order of assignment: of the users named, or of everyone.
func (s *Service) RolesIn(ctx context.Context, organizationID string, userIDs ...string) (map[string][]RoleIn, error) {
	if !isOrganizationID(organizationID) {
		return nil, ErrOrganization
	}
	return s.store.rolesIn(ctx, organizationID, userIDs)
}

// MemberRoles returns the roles of one member, named by their id as a member or
// as a user.
func (s *Service) MemberRoles(ctx context.Context, organizationID, memberID string) ([]RoleIn, error) {
	userID, err := s.member(ctx, organizationID, memberID)
	if err != nil {
		return nil, err
	}
	all, err := s.RolesIn(ctx, organizationID, userID)
	return all[userID], err
}

// AssignMember is AssignIn for a member named as for MemberRoles; the role says
// of which application it is.
func (s *Service) AssignMember(ctx context.Context, by actor.Actor, organizationID, memberID, roleID string) error {
	userID, role, err := s.memberAndRole(ctx, organizationID, memberID, roleID)
	if err != nil {
		return err
	}
	return s.AssignIn(ctx, by, role.ApplicationID, organizationID, userID, role.ID)
}

// UnassignMember is UnassignIn for a member named as for MemberRoles.
func (s *Service) UnassignMember(ctx context.Context, by actor.Actor, organizationID, memberID, roleID string) error {
	userID, role, err := s.memberAndRole(ctx, organizationID, memberID, roleID)
	if err != nil {
		return err
	}
	return s.UnassignIn(ctx, by, role.ApplicationID, organizationID, userID, role.ID)
}

func (s *Service) memberAndRole(ctx context.Context, organizationID, memberID, roleID string) (userID string, role Role, err error) {
	if userID, err = s.member(ctx, organizationID, memberID); err != nil {
		return "", Role{}, err
	}
	if !isID(roleID) {
		return "", Role{}, ErrRole
	}
	role, err = s.store.roleByID(ctx, roleID)
	return userID, role, err
}

// member returns whose id a member's or user's is, in an organization that
// there is.
func (s *Service) member(ctx context.Context, organizationID, memberID string) (string, error) {
	if !isOrganizationID(organizationID) {
		return "", ErrOrganization
	}
	if err := s.store.organization(ctx, organizationID); err != nil {
		return "", err
	}
	if !isUserID(memberID) {
		return "", ErrMember
	}
	return s.store.member(ctx, organizationID, memberID)
}

func (s *Service) recordIn(ctx context.Context, by actor.Actor, action, organizationID string, details map[string]any) error {
	return s.audit.Record(ctx, by, audit.Event{Action: action, Target: "organization", TargetID: organizationID, Details: details})
}
