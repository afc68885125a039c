package account

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// endedByReset is why sessions end with the factors that they were proved by.
const endedByReset = "factors_reset"

// An Entry is an application that lists a user.
type Entry struct {
	ApplicationID string
	Name          string
	Slug          string
	Icon          string
	Enabled       bool // the application itself
	IsActive      bool // the user's row
	PlanID        string
	Plan          string // that counts now
	Roles         []access.NamedRole
	CreatedAt     time.Time
}

// A Detail is what those who administer an account see of it first.
type Detail struct {
	User       user.User
	LastSignIn time.Time
	Logins     []Login
	Factors    []string
	Sessions   int64
	Entries    []Entry
}

// Detail returns an account with what belongs to it.
func (s *Service) Detail(ctx context.Context, by actor.Actor, userID string) (Detail, error) {
	var d Detail
	var err error
	if d.User, err = s.Users.Get(ctx, by, userID); err != nil {
		return d, err
	}
	if d.LastSignIn, err = s.Users.LastSignIn(ctx, userID); err != nil {
		return d, err
	}
	if d.Logins, err = s.store.logins(ctx, userID); err != nil {
		return d, err
	}
	if d.Factors, err = s.Factors.Methods(ctx, userID); err != nil {
		return d, err
	}
	if d.Sessions, err = s.store.countSessions(ctx, userID, s.now()); err != nil {
		return d, err
	}
	d.Entries, err = s.store.entries(ctx, userID, s.now())
	return d, err
}

// Entries lists the applications that list a user, by name.
func (s *Service) Entries(ctx context.Context, by actor.Actor, userID string) ([]Entry, error) {
	if _, err := s.Users.Get(ctx, by, userID); err != nil {
		return nil, err
	}
	return s.store.entries(ctx, userID, s.now())
}

// OrganizationsOf lists the organizations of a user, with what they are there.
func (s *Service) OrganizationsOf(ctx context.Context, by actor.Actor, userID string) ([]organization.Membership, error) {
	if _, err := s.Users.Get(ctx, by, userID); err != nil {
		return nil, err
	}
	return s.Organizations.Of(ctx, userID)
}

// Factors is what a user can show besides a password.
type Factors struct {
	User        user.User
	Methods     []string
	Demanded    bool // of the user, by an administrator or by policy
	BackupCodes int64
	Passkeys    []mfa.Credential
	Devices     []mfa.Device
}

// FactorsOf returns the factors of a user.
func (s *Service) FactorsOf(ctx context.Context, by actor.Actor, userID string) (Factors, error) {
	var f Factors
	var err error
	if f.User, err = s.Users.Get(ctx, by, userID); err != nil {
		return f, err
	}
	f.Demanded = s.Factors.Demands(f.User)
	if f.Methods, err = s.Factors.Methods(ctx, userID); err != nil {
		return f, err
	}
	if f.BackupCodes, err = s.Factors.BackupCodes(ctx, userID); err != nil {
		return f, err
	}
	if f.Passkeys, err = s.Passkeys.List(ctx, userID); err != nil {
		return f, err
	}
	f.Devices, err = s.Factors.Devices(ctx, userID)
	return f, err
}

// ResetFactors takes every second factor from somebody who lost theirs, and
// signs them out. The administrator's own session must be fresh and have shown
// a second factor if they have one: whoever merely found their browser open
// must not open other people's accounts.
func (s *Service) ResetFactors(ctx context.Context, by actor.Actor, current session.Session, admin user.User, userID string) error {
	if !user.May(by, "user", "update") {
		return user.ErrMayNotUpdate
	}
	if userID == by.UserID {
		return ErrOwnFactors
	}
	if err := s.Factors.MayChange(ctx, current, admin); err != nil {
		return err
	}
	return s.Users.Administer(ctx, by, userID, func(ctx context.Context, by actor.Actor, target user.User) error {
		if err := s.Factors.Reset(ctx, by, target); err != nil {
			return err
		}
		return s.Sessions.EndAll(ctx, by, target.ID, "", endedByReset)
	})
}
