package account

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Parts are the subjects that an account is seen through.
type Parts struct {
	Users         *user.Service
	Sessions      *session.Service
	Factors       *mfa.Service
	Passkeys      *mfa.Passkeys
	Applications  *application.Service
	Access        *access.Service
	Organizations *organization.Service
	Subscriptions *subscription.Service
	Consumption   *consumption.Service
	Claims        *claims.Service
	Grants        *grant.Service
	Audit         *audit.Log
}

// A Service is what people can do with what is theirs.
type Service struct {
	Parts
	store store
	used  used
	now   func() time.Time
}

// New returns the service.
func New(database *db.DB, p Parts, now func() time.Time) *Service {
	return &Service{Parts: p, store: store{database}, now: now}
}

// Connected lists the applications that a user let in. One that was deleted
// meanwhile is none.
func (s *Service) Connected(ctx context.Context, userID string) ([]Connected, error) {
	connections, err := s.Grants.Connections(ctx, userID)
	if err != nil {
		return nil, err
	}
	all := make([]Connected, 0, len(connections))
	for _, c := range connections {
		app, err := s.Applications.ByID(ctx, c.ApplicationID)
		if errors.Is(err, application.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, Connected{app, c})
	}
	return all, nil
}

// Disconnect lets an application in no more: what it has of the caller is worth
// nothing from now on, and it has to ask again.
func (s *Service) Disconnect(ctx context.Context, by actor.Actor, applicationID string) error {
	err := s.Grants.Disconnect(ctx, by, applicationID)
	if errors.Is(err, grant.ErrNoConsent) {
		return ErrNotConnected
	}
	return err
}

// An Export is all that is kept about a user, but what proves who they are.
type Export struct {
	User        user.User
	Logins      []Login
	Sessions    []session.Session
	Factors     []string
	Passkeys    []mfa.Credential
	Devices     []mfa.Device
	Connected   []Connected
	Memberships []Membership
	// Organizations are those that the user belongs to, with the roles that they
	// have there, by organization.
	Organizations []organization.Membership
	RolesThere    map[string][]access.RoleIn
	Audit         []audit.Own
	AuditWhole    bool // no older entries were left out
}

const (
	exportedPage = 200
	maxExported  = 10_000
)

// Export collects it, and remembers that it was asked for.
func (s *Service) Export(ctx context.Context, by actor.Actor) (Export, error) {
	var e Export
	var err error
	if e.User, err = s.Users.ByID(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Logins, err = s.store.logins(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Sessions, err = s.Sessions.List(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Factors, err = s.Factors.Methods(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Passkeys, err = s.Passkeys.List(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Devices, err = s.Factors.Devices(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Connected, err = s.Connected(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Memberships, err = s.store.memberships(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.Organizations, err = s.Organizations.Of(ctx, by.UserID); err != nil {
		return e, err
	}
	if e.RolesThere, err = s.rolesThereOf(ctx, by.UserID, e.Organizations); err != nil {
		return e, err
	}
	for filter := (audit.Filter{User: by.UserID, Limit: exportedPage}); ; {
		page, err := s.Audit.List(ctx, filter)
		if err != nil {
			return e, err
		}
		for _, entry := range page.Entries {
			e.Audit = append(e.Audit, entry.SeenBy(by.UserID))
		}
		filter.Cursor, e.AuditWhole = page.Next, page.Next == ""
		if page.Next == "" || len(e.Audit) >= maxExported {
			break
		}
	}
	return e, s.Audit.Record(ctx, by, audit.Event{Action: "user.exported", Target: "user", TargetID: by.UserID})
}

// rolesThereOf returns the roles of a user in their organizations, by
// organization.
func (s *Service) rolesThereOf(ctx context.Context, userID string, of []organization.Membership) (map[string][]access.RoleIn, error) {
	all := map[string][]access.RoleIn{}
	for _, m := range of {
		roles, err := s.Access.RolesIn(ctx, m.Organization.ID, userID)
		if err != nil {
			return nil, err
		}
		all[m.Organization.ID] = roles[userID]
	}
	return all, nil
}
