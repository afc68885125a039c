package access

import (
	"context"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/page"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Members returns one page of an application's members, and how many match.
func (s *Service) Members(ctx context.Context, applicationID string, search Search) ([]Member, int64, error) {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return nil, 0, err
	}
	text, ok := application.CleanName(search.Text, maxSearch)
	if !ok && text != "" {
		return nil, 0, ErrInvalid.With(fault.Field{Name: "query.search", Problem: "must have at most 200 characters, none of them a control character"})
	}
	terms, err := user.Terms(text)
	if err != nil {
		return nil, 0, ErrInvalid.With(fault.Field{Name: "query.search", Problem: "must have at most 8 words"})
	}
	offset := (search.Page - 1) * search.Limit
	few := len(terms) > 0 && offset < page.Counted
	members, gathered, err := s.store.members(ctx, applicationID, search, terms, few, s.now())
	if err == nil && gathered == page.Counted { // they are not few
		members, _, err = s.store.members(ctx, applicationID, search, terms, false, s.now())
	}
	if err != nil {
		return nil, 0, err
	}
	if gathered > 0 {
		return members, gathered, nil
	}
	if len(members) < search.Limit && (len(members) > 0 || offset == 0) { // it is the last page
		return members, int64(offset + len(members)), nil
	}
	total, err := s.store.countMembers(ctx, applicationID, terms)
	return members, total, err
}

// Grant lets a user into an application. The role is added to those the user
// has; without one, a user who has none gets the default role.
func (s *Service) Grant(ctx context.Context, by actor.Actor, applicationID, userID, roleID string) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if !isUserID(userID) {
		return ErrUser
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return s.grant(ctx, by, applicationID, userID, roleID, s.clock())
	})
}

func (s *Service) grant(ctx context.Context, by actor.Actor, applicationID, userID, roleID string, now time.Time) error {
	admitted, err := s.store.admit(ctx, applicationID, userID, now)
	if err != nil {
		return err
	}
	added, err := s.addRole(ctx, applicationID, userID, roleID, now)
	if err != nil {
		return err
	}
	for _, f := range s.onGrant {
		if err := f(ctx, applicationID, userID); err != nil {
			return err
		}
	}
	if err := s.forgetMember(ctx, applicationID, userID); err != nil {
		return err
	}
	change := Change{What: Roles, ApplicationID: applicationID, UserID: userID}
	if admitted {
		change.What = Granted
	}
	if admitted || added {
		if err := s.tell(ctx, change); err != nil {
			return err
		}
	}
	return s.record(ctx, by, "user.access_granted", "user", userID, applicationID, map[string]any{"roleId": roleID})
}

func (s *Service) addRole(ctx context.Context, applicationID, userID, roleID string, now time.Time) (bool, error) {
	if roleID == "" {
		return s.store.assignDefault(ctx, applicationID, userID, now)
	}
	if !isID(roleID) {
		return false, ErrRole
	}
	return s.store.assign(ctx, applicationID, userID, roleID, now)
}

// Change updates a member. A new role takes the place of all others.
func (s *Service) Change(ctx context.Context, by actor.Actor, applicationID, userID string, c MemberChanges) error {
	return s.onMember(ctx, applicationID, userID, func(ctx context.Context) error {
		before, err := s.store.membership(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		details := map[string]any{}
		if c.IsActive != nil {
			details["isActive"] = *c.IsActive
			if err := s.store.setActive(ctx, applicationID, userID, *c.IsActive); err != nil {
				return err
			}
		}
		if c.RoleID != nil {
			details["roleId"] = *c.RoleID
			if err := s.replaceRoles(ctx, applicationID, userID, *c.RoleID); err != nil {
				return err
			}
		}
		if c.PlanID != nil {
			details["subscriptionPlanId"] = *c.PlanID
			for _, f := range s.onPlan {
				if err := f(ctx, by, applicationID, userID, *c.PlanID); err != nil {
					return err
				}
			}
		}
		after, err := s.store.membership(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		details["changes"] = audit.Changes(before.facts(), after.facts())
		if err := s.tellMember(ctx, applicationID, userID, before, after); err != nil {
			return err
		}
		return s.record(ctx, by, "user.access_changed", "user", userID, applicationID, details)
	})
}

// tellMember tells what of a member's rights is not as before.
func (s *Service) tellMember(ctx context.Context, applicationID, userID string, before, after membership) error {
	c := Change{ApplicationID: applicationID, UserID: userID}
	switch {
	case after.active && !before.active:
		c.What = Granted
	case before.active && !after.active:
		c.What = Revoked
	case !slices.Equal(slices.Sorted(slices.Values(before.roleIDs)), slices.Sorted(slices.Values(after.roleIDs))):
		c.What = Roles
	default:
		return nil
	}
	return s.tell(ctx, c)
}

// facts are what the audit trail tells of a member.
func (m membership) facts() map[string]any {
	return map[string]any{"isActive": m.active, "roleIds": slices.Sorted(slices.Values(m.roleIDs))}
}

func (s *Service) replaceRoles(ctx context.Context, applicationID, userID, roleID string) error {
	if err := s.store.unassignAll(ctx, applicationID, userID); err != nil || roleID == "" {
		return err
	}
	_, err := s.addRole(ctx, applicationID, userID, roleID, s.clock())
	return err
}

// onMember runs fn while it holds the member's row, then has it forgotten.
func (s *Service) onMember(ctx context.Context, applicationID, userID string, fn func(ctx context.Context) error) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if !isUserID(userID) {
		return ErrUser
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.lockMember(ctx, applicationID, userID); err != nil {
			return err
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return s.forgetMember(ctx, applicationID, userID)
	})
}

// AddRole gives a member one more role.
func (s *Service) AddRole(ctx context.Context, by actor.Actor, applicationID, userID, roleID string) error {
	if !isID(roleID) {
		return ErrRole
	}
	return s.onMember(ctx, applicationID, userID, func(ctx context.Context) error {
		added, err := s.store.assign(ctx, applicationID, userID, roleID, s.clock())
		if err != nil {
			return err
		}
		if added {
			if err := s.tell(ctx, Change{What: Roles, ApplicationID: applicationID, UserID: userID}); err != nil {
				return err
			}
		}
		return s.record(ctx, by, "user.role_added", "user", userID, applicationID, map[string]any{"roleId": roleID})
	})
}

// RemoveRole takes a role from a member, who may not have it.
func (s *Service) RemoveRole(ctx context.Context, by actor.Actor, applicationID, userID, roleID string) error {
	if !isID(roleID) {
		return ErrRole
	}
	return s.onMember(ctx, applicationID, userID, func(ctx context.Context) error {
		had, err := s.store.unassign(ctx, applicationID, userID, roleID)
		if err != nil {
			return err
		}
		if had {
			if err := s.tell(ctx, Change{What: Roles, ApplicationID: applicationID, UserID: userID}); err != nil {
				return err
			}
		}
		return s.record(ctx, by, "user.role_removed", "user", userID, applicationID, map[string]any{"roleId": roleID})
	})
}

// Revoke takes access from a user, and with it roles and subscription. A user
// without access is no error.
func (s *Service) Revoke(ctx context.Context, by actor.Actor, applicationID, userID string) error {
	if _, err := s.applications.ByID(ctx, applicationID); err != nil {
		return err
	}
	if !isUserID(userID) {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		had, err := s.store.deleteMember(ctx, applicationID, userID)
		if err != nil {
			return err
		}
		for _, f := range s.onRevoke {
			if err := f(ctx, applicationID, userID); err != nil {
				return err
			}
		}
		if !had {
			return nil
		}
		if err := s.forgetMember(ctx, applicationID, userID); err != nil {
			return err
		}
		if err := s.tell(ctx, Change{What: Revoked, ApplicationID: applicationID, UserID: userID}); err != nil {
			return err
		}
		return s.record(ctx, by, "user.access_revoked", "user", userID, applicationID, nil)
	})
}
