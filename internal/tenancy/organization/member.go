package organization

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type nameKind int

const (
	byMemberID nameKind = iota
	byUserID
	byEmail
)

// A Name is what somebody calls a member by: an id, or an e-mail address.
type Name struct {
	text string
	kind nameKind
}

// MemberID names a member by the id of the membership.
func MemberID(id string) Name { return Name{id, byMemberID} }

// UserID names a member by the id of the account.
func UserID(id string) Name { return Name{id, byUserID} }

// Email names a member by the address of the account.
func Email(address string) Name { return Name{user.FoldEmail(address), byEmail} }

// named finds a member by the first of several names that fits.
func (s *Service) named(ctx context.Context, organizationID string, names []Name) (Member, error) {
	for _, n := range names {
		m, err := s.store.named(ctx, organizationID, n)
		if !errors.Is(err, ErrMember) {
			return m, err
		}
	}
	return Member{}, ErrMember
}

// AddMember makes a user a member, or returns ErrMemberExists.
func (s *Service) AddMember(ctx context.Context, a Authority, organizationID, userID, role string) (Member, error) {
	if !slices.Contains(Roles(), role) {
		return Member{}, ErrRole
	}
	var added Member
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		_, own, err := s.enter(ctx, a, organizationID)
		if err != nil {
			return err
		}
		if !Permits(own, onMember, toCreate) {
			return errMayNotAdd
		}
		if !mayHandle(own, role) {
			return errMayNotAdd
		}
		u, err := s.users.ByID(ctx, userID)
		if err != nil {
			return err
		}
		added, err = s.admit(ctx, organizationID, u, role)
		if err != nil {
			return err
		}
		return s.record(ctx, a.By, "member_added", organizationID, userID, map[string]any{"role": role})
	})
	return added, err
}

// admit gives a user a place in a locked organization. What they were invited to
// is answered by it: who is removed later does not come back by an old mail.
func (s *Service) admit(ctx context.Context, organizationID string, u user.User, role string) (Member, error) {
	if err := s.store.holdUser(ctx, u.ID); err != nil {
		return Member{}, err
	}
	n, err := s.store.countMembers(ctx, organizationID)
	if err != nil {
		return Member{}, err
	}
	if n >= MaxMembers {
		return Member{}, ErrFull
	}
	m := Member{
		ID: secret.ID(), OrganizationID: organizationID, UserID: u.ID, Role: role, CreatedAt: s.clock(),
		Person: Person{ID: u.ID, Name: u.Name, Email: u.Email, Image: u.Image},
	}
	if err := s.store.insertMember(ctx, m); err != nil {
		return Member{}, err
	}
	if err := s.store.closeInvitations(ctx, organizationID, u.Email, Accepted); err != nil {
		return Member{}, err
	}
	return m, s.forgetMember(ctx, organizationID, u.ID)
}

// SetRole gives the member whom the first fitting name names another role.
func (s *Service) SetRole(ctx context.Context, a Authority, organizationID, role string, names ...Name) (Member, error) {
	if !slices.Contains(Roles(), role) {
		return Member{}, ErrRole
	}
	var changed Member
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		_, own, err := s.enter(ctx, a, organizationID)
		if err != nil {
			return err
		}
		if !Permits(own, onMember, toUpdate) {
			return errMayNotChange
		}
		m, err := s.named(ctx, organizationID, names)
		if err != nil {
			return err
		}
		if !mayHandle(own, role) {
			return errMayNotChange
		}
		if !mayHandle(own, m.Role) {
			return errMayNotChange
		}
		if err := s.keepOwner(ctx, m, role); err != nil {
			return err
		}
		before := m.Role
		changed, changed.Role = m, role
		if err := s.store.setRole(ctx, m.ID, role); err != nil {
			return err
		}
		if err := s.forgetMember(ctx, organizationID, m.UserID); err != nil {
			return err
		}
		return s.record(ctx, a.By, "member_role_changed", organizationID, m.UserID, map[string]any{"role": role, "before": before})
	})
	return changed, err
}

// keepOwner refuses to make the only owner of a locked organization anything
// else.
func (s *Service) keepOwner(ctx context.Context, m Member, role string) error {
	if role == RoleOwner {
		return nil
	}
	if err := s.notLast(ctx, m); errors.Is(err, ErrOnlyOwner) {
		return errOwnerStays
	} else if err != nil {
		return err
	}
	return nil
}

func (s *Service) notLast(ctx context.Context, m Member) error {
	if m.Role != RoleOwner {
		return nil
	}
	n, err := s.store.countOtherOwners(ctx, m.OrganizationID, m.UserID)
	if err == nil && n == 0 {
		err = ErrOnlyOwner
	}
	return err
}

// RemoveMember ends the membership of whom the first fitting name names, and
// all that it gave, at once.
func (s *Service) RemoveMember(ctx context.Context, a Authority, organizationID string, names ...Name) (Member, error) {
	var removed Member
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		_, own, err := s.enter(ctx, a, organizationID)
		if err != nil {
			return err
		}
		if !Permits(own, onMember, toDelete) {
			return errMayNotRemove
		}
		if removed, err = s.named(ctx, organizationID, names); err != nil {
			return err
		}
		if err := s.notLast(ctx, removed); err != nil {
			return err
		}
		if !mayHandle(own, removed.Role) {
			return errMayNotRemove
		}
		return s.dismiss(ctx, a.By, removed, "member_removed")
	})
	return removed, err
}

// Leave ends the caller's own membership.
func (s *Service) Leave(ctx context.Context, by actor.Actor, organizationID string) (Member, error) {
	var left Member
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if _, _, err := s.enter(ctx, AsMember(by), organizationID); err != nil {
			return err
		}
		var err error
		if left, err = s.store.member(ctx, organizationID, by.UserID); err != nil {
			return err
		}
		if err := s.notLast(ctx, left); err != nil {
			return err
		}
		return s.dismiss(ctx, by, left, "member_left")
	})
	return left, err
}

func (s *Service) dismiss(ctx context.Context, by actor.Actor, m Member, action string) error {
	if err := s.store.removeMember(ctx, m.ID); err != nil {
		return err
	}
	if err := s.ended(ctx, m.OrganizationID, m.UserID); err != nil {
		return err
	}
	return s.record(ctx, by, action, m.OrganizationID, m.UserID, map[string]any{"role": m.Role})
}

// ended tells everybody who must know that a membership is over.
func (s *Service) ended(ctx context.Context, organizationID, userID string) error {
	for _, f := range s.onLeave {
		if err := f(ctx, organizationID, userID); err != nil {
			return err
		}
	}
	return s.forgetMember(ctx, organizationID, userID)
}

// The ways in which a column of members is compared.
const (
	opEqual, opNot                      = "eq", "ne"
	opLess, opAtMost, opMore, opAtLeast = "lt", "lte", "gt", "gte"
	opAmong, opNotAmong                 = "in", "not_in"
	opContains                          = "contains"
	opStartsWith                        = "starts_with"
	opEndsWith                          = "ends_with"

	maxListed = 1000
)

// A MemberSearch selects a page of members. What is empty is not looked at.
type MemberSearch struct {
	Limit, Offset int
	SortBy        string // a member of the JSON; the oldest first when empty
	Descending    bool
	Text          string // beginning of the address or of a word of the name
	Filter        Filter
}

// A Filter compares a member of the JSON.
type Filter struct {
	Field, Operator string
	Values          []string
}

const memberCreated = "m.created_at"

// memberColumn is where a member of the JSON is stored. Only what is named here
// ever gets into a statement.
func memberColumn(name string) (string, bool) {
	column, known := map[string]string{
		"": memberCreated, "createdAt": memberCreated, "role": "m.role", "id": "m.id", "userId": "m.user_id", "organizationId": "m.organization_id",
	}[name]
	return column, known
}

func wrongQuery(name, problem string) error {
	return ErrInvalid.With(fault.Field{Name: "query." + name, Problem: problem})
}

func (f *Filter) check() error {
	if f.Field == "" {
		return nil
	}
	if f.Operator == "" {
		f.Operator = opEqual
	}
	column, known := memberColumn(f.Field)
	if !known {
		return wrongQuery("filterField", "There is no such field")
	}
	many := f.Operator == opAmong || f.Operator == opNotAmong
	if many {
		f.Values = strings.Split(strings.Join(f.Values, ","), ",")
	}
	if len(f.Values) == 0 || len(f.Values) > MaxMembers || len(f.Values) > 1 && !many {
		return wrongQuery("filterValue", "Must be one value, or some of a list")
	}
	if column != memberCreated {
		return nil
	}
	if slices.Contains([]string{opContains, opStartsWith, opEndsWith}, f.Operator) {
		return wrongQuery("filterOperator", "Does not fit the field")
	}
	for _, text := range f.Values {
		if _, ok := parseTime(text); !ok {
			return wrongQuery("filterValue", "Must be a date")
		}
	}
	return nil
}

// Members returns a page of members to one of them, and how many match.
func (s *Service) Members(ctx context.Context, a Authority, organizationID string, f MemberSearch) ([]Member, int64, error) {
	if _, _, err := s.look(ctx, a, organizationID); err != nil {
		return nil, 0, err
	}
	if _, known := memberColumn(f.SortBy); !known {
		return nil, 0, wrongQuery("sortBy", "There is no such field")
	}
	if err := f.Filter.check(); err != nil {
		return nil, 0, err
	}
	if f.Limit == 0 {
		f.Limit = MaxMembers
	}
	f.Limit = min(f.Limit, maxListed)
	return s.store.members(ctx, organizationID, f)
}

// MemberOf returns a member of an organization to another one, or ErrMember.
func (s *Service) MemberOf(ctx context.Context, a Authority, organizationID string, n Name) (Member, error) {
	if _, _, err := s.look(ctx, a, organizationID); err != nil {
		return Member{}, err
	}
	return s.store.named(ctx, organizationID, n)
}
