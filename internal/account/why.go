package account

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// What a rule does to what somebody may do.
const (
	Grants  = "grants"
	Refuses = "refuses"
	Asks    = "asks" // for something more before anything is granted
)

// The rules that decide.
const (
	RuleBanned        = "user_banned"
	RuleLeaving       = "user_leaving"          // the owner has deleted the account; signing in brings it back
	RuleUnverified    = "email_unverified"      // nobody gets in before their address is verified
	RuleDisabled      = "application_disabled"  // for everybody
	RuleRow           = "access_row"            // the application lists the user
	RuleRowDisabled   = "access_row_disabled"   // it lists the user as one to be kept out, administrators too
	RuleEveryone      = "everyone"              // the application admits all
	RuleAdministrator = "administrator"         // administrators enter every application, without roles
	RuleNone          = "no_access_row"         // nothing lets the user in
	RuleOrganization  = "organization"          // a role given in the organization that the user works for
	RuleChoice        = "organization_choice"   // the user says which organization they work for
	RuleFactor        = "second_factor"         // of the application
	RuleFactorOfUser  = "second_factor_of_user" // demanded of the user
	RuleRole          = "role"                  // given to the user by name
	RuleDefaultRole   = "default_role"          // given with the access
	RuleRoleThere     = "organization_role"     // given in the organization that the user works for
	RulePlan          = "plan"                  // the user was put on it
	RuleDefaultPlan   = "default_plan"          // given with the access
	RulePlanEnded     = "plan_ended"            // taken back
	RulePlanExpired   = "plan_expired"
	RuleNoPlan        = "no_plan"
)

// A Reason is one rule that had its part in what somebody may do.
type Reason struct {
	Rule   string
	Effect string
	ID     string    // of the role or the plan
	Name   string    // of it
	Since  time.Time // zero when it is no row
	Until  time.Time // zero when it has no end
	ByKind string    // who gave it, as far as the trail remembers
	ByID   string
	ByName string
}

// A HeldRole is a role with what gave it.
type HeldRole struct {
	ID, Name string
	From     []Reason
}

// A HeldPermission is a permission with the roles that hold it.
type HeldPermission struct {
	Name  string
	Roles []string
}

// A Why is what a user may do in an application, and why.
type Why struct {
	User        user.User
	Application application.Application
	// Organization is the one that the user works for; the zero value when they
	// work for none.
	Organization organization.Membership
	Allowed      bool
	Access       []Reason
	Roles        []HeldRole
	Permissions  []HeldPermission
	Features     json.RawMessage
	Plan         Reason

	holders map[string][]string // names of roles, by permission
}

// Why explains what a user may do in an application. What it says is allowed is
// what the services say that tokens are made by; the rules are read from the
// rows behind it. With an organization it is about what the user may do while
// they work for it; they must be a member.
func (s *Service) Why(ctx context.Context, by actor.Actor, userID, applicationID, organizationID string) (Why, error) {
	var w Why
	var err error
	if w.User, err = s.Users.Get(ctx, by, userID); err != nil {
		return w, err
	}
	if w.Application, err = s.Applications.ByID(ctx, applicationID); err != nil {
		return w, err
	}
	if w.Organization, err = s.worksFor(ctx, organizationID, userID); err != nil {
		return w, err
	}
	held, err := s.Access.In(ctx, applicationID, userID, organizationID)
	if err != nil {
		return w, err
	}
	now := s.now()
	row, err := s.store.row(ctx, applicationID, userID)
	if err != nil {
		return w, err
	}
	gate := s.gate(w.User, w.Application, held, row)
	w.Access = gate
	w.Allowed = !slices.ContainsFunc(gate, func(r Reason) bool { return r.Effect == Refuses })
	given, err := s.given(ctx, userID, applicationID)
	if err != nil {
		return w, err
	}
	if err := s.rolesOf(ctx, &w, held, row, given); err != nil {
		return w, err
	}
	if w.Features, err = s.Subscriptions.Features(ctx, applicationID, userID); err != nil {
		return w, err
	}
	w.Plan, err = s.planOf(ctx, applicationID, userID, row, now)
	for i := range w.Access {
		if r := &w.Access[i]; r.Rule == RuleRow || r.Rule == RuleRowDisabled {
			given.attribute(r, "")
		}
	}
	return w, err
}

// worksFor returns what a user is in an organization, or session.ErrNotMember
// when that is nothing.
func (s *Service) worksFor(ctx context.Context, organizationID, userID string) (organization.Membership, error) {
	if organizationID == "" {
		return organization.Membership{}, nil
	}
	m, err := s.Organizations.Membership(ctx, organizationID, userID)
	if err == nil && m.Role == "" {
		err = session.ErrNotMember
	}
	return m, err
}

// gate lists what lets the user in or keeps them out, in the order in which it
// is looked at.
func (s *Service) gate(u user.User, app application.Application, held access.Access, row accessRow) []Reason {
	var all []Reason
	add := func(rule, effect string) { all = append(all, Reason{Rule: rule, Effect: effect}) }
	if u.IsBanned(s.now()) {
		all = append(all, Reason{Rule: RuleBanned, Effect: Refuses, Name: u.BanReason, Until: u.BanExpires})
	}
	if s.Users.KeptOut(u) {
		add(RuleUnverified, Refuses)
	}
	if u.Leaving() {
		all = append(all, Reason{Rule: RuleLeaving, Effect: Asks, Until: u.DeletesAt})
	}
	if !app.IsActive {
		add(RuleDisabled, Refuses)
	}
	switch {
	case held.ShutOut():
		all = append(all, Reason{Rule: RuleRowDisabled, Effect: Refuses, Since: row.createdAt})
	case held.Listed:
		all = append(all, Reason{Rule: RuleRow, Effect: Grants, Since: row.createdAt})
	case held.Within:
		add(RuleOrganization, Grants)
	case app.Client.AdmitsEveryone:
		add(RuleEveryone, Grants)
	case held.Admits(u.Role, app):
		add(RuleAdministrator, Grants)
	default:
		add(RuleNone, Refuses)
	}
	if app.IsMfaRequired {
		add(RuleFactor, Asks)
	}
	if s.Factors.Demands(u) {
		add(RuleFactorOfUser, Asks)
	}
	return all
}

func (s *Service) rolesOf(ctx context.Context, w *Why, held access.Access, row accessRow, given gifts) error {
	w.Roles, w.Permissions = []HeldRole{}, []HeldPermission{}
	if len(held.Roles) == 0 {
		return nil
	}
	roles, err := s.store.roles(ctx, w.Application.ID, w.User.ID)
	if err != nil {
		return err
	}
	for _, r := range roles {
		reason := Reason{Rule: RuleRole, Effect: Grants, Since: r.since}
		if given.byDefault(r, row) {
			reason.Rule = RuleDefaultRole
		}
		given.attribute(&reason, r.id)
		w.hold(r, reason)
	}
	if err := s.rolesThere(ctx, w); err != nil {
		return err
	}
	for _, p := range held.Permissions {
		w.Permissions = append(w.Permissions, HeldPermission{p, w.holders[p]})
	}
	return nil
}

// rolesThere adds the roles that the user has in the organization.
func (s *Service) rolesThere(ctx context.Context, w *Why) error {
	there := w.Organization.Organization
	if there.ID == "" {
		return nil
	}
	roles, err := s.store.rolesIn(ctx, there.ID, w.Application.ID, w.User.ID)
	if err != nil || len(roles) == 0 {
		return err
	}
	given, err := s.givenIn(ctx, there.ID, w.User.ID)
	if err != nil {
		return err
	}
	for _, r := range roles {
		reason := Reason{Rule: RuleRoleThere, Effect: Grants, ID: there.ID, Name: there.Name, Since: r.since}
		given.attribute(&reason, r.id)
		w.hold(r, reason)
	}
	slices.SortFunc(w.Roles, func(a, b HeldRole) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return nil
}

// hold adds a role, or one more reason for one that is held anyway.
func (w *Why) hold(r roleRow, reason Reason) {
	if i := slices.IndexFunc(w.Roles, func(h HeldRole) bool { return h.ID == r.id }); i >= 0 {
		w.Roles[i].From = append(w.Roles[i].From, reason)
		return
	}
	w.Roles = append(w.Roles, HeldRole{r.id, r.name, []Reason{reason}})
	if w.holders == nil {
		w.holders = map[string][]string{}
	}
	for _, p := range r.permissions {
		w.holders[p] = append(w.holders[p], r.name)
	}
}

func (s *Service) planOf(ctx context.Context, applicationID, userID string, row accessRow, now time.Time) (Reason, error) {
	p, err := s.store.plan(ctx, applicationID, userID)
	if err != nil {
		return Reason{}, err
	}
	reason := Reason{Rule: RulePlan, Effect: Grants, ID: p.id, Name: p.name, Since: p.since, Until: p.until}
	switch {
	case p.id == "":
		return Reason{Rule: RuleNoPlan, Effect: Refuses}, nil
	case !p.active:
		reason.Rule, reason.Effect = RulePlanEnded, Refuses
	case !p.until.IsZero() && !now.Before(p.until):
		reason.Rule, reason.Effect = RulePlanExpired, Refuses
	case p.isDefault && p.since.Equal(row.createdAt):
		reason.Rule = RuleDefaultPlan
	}
	return reason, nil
}

// gifts are what the trail remembers of how a user got access and roles, newest
// first.
type gifts struct {
	applicationID string
	entries       []audit.Entry
}

// remembered is how far back the trail is read: what is older stays unnamed.
const remembered = 200

func (s *Service) given(ctx context.Context, userID, applicationID string) (gifts, error) {
	page, err := s.Audit.List(ctx, audit.Filter{Target: "user", TargetID: userID, Limit: remembered})
	g := gifts{applicationID: applicationID}
	for _, e := range page.Entries {
		if e.Details["applicationId"] == applicationID {
			g.entries = append(g.entries, e)
		}
	}
	return g, err
}

// givenIn is given for the roles of a user in an organization, whose trail it is.
func (s *Service) givenIn(ctx context.Context, organizationID, userID string) (gifts, error) {
	page, err := s.Audit.List(ctx, audit.Filter{Target: "organization", TargetID: organizationID, Action: "organization.role_", Limit: remembered})
	var g gifts
	for _, e := range page.Entries {
		if e.Details["userId"] == userID {
			g.entries = append(g.entries, e)
		}
	}
	return g, err
}

// byDefault reports whether a role came with the access and was not asked for.
func (g gifts) byDefault(r roleRow, row accessRow) bool {
	if !r.isDefault {
		return false
	}
	for _, e := range g.entries {
		if e.Details["roleId"] == r.id {
			return false
		}
		if e.Action == "user.access_granted" && e.Details["roleId"] == "" {
			return true
		}
	}
	return r.since.Equal(row.createdAt)
}

// attribute names who gave something: a role, or without one the access.
func (g gifts) attribute(r *Reason, roleID string) {
	for _, e := range g.entries {
		var fits bool
		switch {
		case roleID == "":
			fits = e.Action == "user.access_granted" || e.Action == "user.access_changed" && e.Details["isActive"] != nil
		case r.Rule == RuleDefaultRole:
			fits = e.Action == "user.access_granted" && e.Details["roleId"] == ""
		default:
			fits = e.Details["roleId"] == roleID && !strings.HasSuffix(e.Action, ".role_removed")
		}
		if fits {
			r.ByKind, r.ByID, r.ByName = e.ActorKind, e.ActorID, e.ActorName
			return
		}
	}
}
