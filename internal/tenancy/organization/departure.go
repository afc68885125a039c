package organization

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// What becomes of an organization when the account of a member goes.
type fate int

const (
	goesOn   fate = iota // others look after it
	ends                 // nobody is left in it
	inherits             // an heir becomes its owner
	orphaned             // nobody is left in it, but others depend on it
)

// An heir is the member who takes over when another one goes.
type heir struct {
	Member

	stays bool // has not deleted their account as well
}

// A departure is one member's way out of one organization.
type departure struct {
	org  Organization
	as   Member
	heir heir // of a fate that inherits
	fate fate
	// blocked is when others have to be asked first.
	blocked bool
}

// Settled returns ErrOwnerGoes, naming the organizations, when others would be
// left without an owner if the account of a user were deleted.
func (s *Service) Settled(ctx context.Context, userID string) error {
	of, err := s.store.membershipsOf(ctx, userID)
	if err != nil {
		return err
	}
	var blocked []Organization
	for _, m := range of {
		d, err := s.departure(ctx, m.Organization, Member{ID: m.MemberID, OrganizationID: m.Organization.ID, UserID: userID, Role: m.Role})
		if err != nil {
			return err
		}
		if d.blocked {
			blocked = append(blocked, m.Organization)
		}
	}
	return ownerGoes(blocked)
}

// LeaveAll ends every membership of a user whose account goes, in the caller's
// transaction, and with it the organizations in which nobody else is. When it is
// late, whoever was the only owner is followed by the oldest admin, or else the
// oldest member; otherwise it returns what Settled does.
func (s *Service) LeaveAll(ctx context.Context, by actor.Actor, userID string, late bool) error {
	of, err := s.store.membershipsOf(ctx, userID)
	if err != nil {
		return err
	}
	slices.SortFunc(of, func(a, b Membership) int { return strings.Compare(a.Organization.ID, b.Organization.ID) }) // rows are locked in one order
	var all []departure
	var blocked []Organization
	for _, m := range of {
		org, err := s.store.lock(ctx, m.Organization.ID)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		as, err := s.store.member(ctx, org.ID, userID)
		if errors.Is(err, ErrMember) {
			continue
		}
		if err != nil {
			return err
		}
		d, err := s.departure(ctx, org, as)
		if err != nil {
			return err
		}
		if d.blocked && !late {
			blocked = append(blocked, org)
		}
		all = append(all, d)
	}
	if err := ownerGoes(blocked); err != nil {
		return err
	}
	for _, d := range all {
		if err := s.depart(ctx, by, d); err != nil {
			return err
		}
	}
	return nil
}

// departure finds out what becomes of an organization without a member.
func (s *Service) departure(ctx context.Context, org Organization, as Member) (departure, error) {
	d := departure{org: org, as: as}
	if as.Role != RoleOwner {
		return d, nil
	}
	var err error
	d.heir, err = s.store.heir(ctx, org.ID, as.UserID)
	if errors.Is(err, ErrMember) {
		return s.alone(ctx, d)
	}
	if err != nil {
		return d, err
	}
	if d.heir.Role == RoleOwner { // one who stays, if anybody does
		return d, nil
	}
	d.fate, d.blocked = inherits, d.heir.stays
	return d, nil
}

// alone is a departure of the only member. An organization that a reseller looks
// after goes on without any, as it began; one that has clients is not taken from
// them.
func (s *Service) alone(ctx context.Context, d departure) (departure, error) {
	if d.org.ParentID != "" {
		parent, err := s.store.byID(ctx, d.org.ParentID)
		if err != nil {
			return d, err
		}
		if parent.IsReseller {
			return d, nil
		}
	}
	clients, err := s.store.countClients(ctx, d.org.ID)
	if err != nil {
		return d, err
	}
	d.fate = ends
	if clients > 0 {
		d.fate, d.blocked = orphaned, true
	}
	return d, nil
}

func (s *Service) depart(ctx context.Context, by actor.Actor, d departure) error {
	if d.fate == ends {
		return s.erase(ctx, by, d.org)
	}
	if d.fate == inherits {
		if err := s.store.setRole(ctx, d.heir.ID, RoleOwner); err != nil {
			return err
		}
		if err := s.forgetMember(ctx, d.org.ID, d.heir.UserID); err != nil {
			return err
		}
		if err := s.record(ctx, by, "member_role_changed", d.org.ID, d.heir.UserID, map[string]any{
			"role": RoleOwner, "before": d.heir.Role, "reason": "the only owner's account was deleted",
		}); err != nil {
			return err
		}
	}
	return s.dismiss(ctx, by, d.as, "member_left")
}

// mostNamed is how many organizations a refusal names in its sentence; the
// details name them all.
const mostNamed = 5

func ownerGoes(blocked []Organization) error {
	if len(blocked) == 0 {
		return nil
	}
	slices.SortFunc(blocked, func(a, b Organization) int { return strings.Compare(a.Slug, b.Slug) })
	var names []string
	var fields []fault.Field
	for _, org := range blocked {
		names = append(names, org.Name)
		fields = append(fields, fault.Field{Name: "organizations." + org.ID, Problem: org.Name + " has no other owner"})
	}
	if len(names) > mostNamed {
		names = append(names[:mostNamed], "…")
	}
	return ErrOwnerGoes.Saying("Give these organizations another owner, or delete them, before the account is deleted: " + strings.Join(names, ", ")).With(fields...)
}
