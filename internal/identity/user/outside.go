package user

import (
	"context"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// CreateOutside stores an account that has no password: its owner proves who
// they are elsewhere. It returns ErrTaken when the address has an account.
func (s *Service) CreateOutside(ctx context.Context, by actor.Actor, n NewUser) (User, error) {
	n.Email, n.Name, n.Role = FoldEmail(n.Email), strings.TrimSpace(n.Name), actor.RoleUser
	n.Password = secret.ID() // only to pass the rules; it is stored nowhere
	if err := n.Validate(); err != nil {
		return User{}, err
	}
	now := s.now()
	u := User{
		ID: secret.ID(), Name: n.Name, Email: n.Email, EmailVerified: n.EmailVerified, Image: n.Image, Role: n.Role,
		CreatedAt: now, UpdatedAt: now,
	}
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.insertUser(ctx, u); err != nil {
			return err
		}
		if err := s.audit.Record(ctx, by, audit.Event{
			Action: "user.created", Target: "user", TargetID: u.ID, Details: map[string]any{"role": u.Role},
		}); err != nil {
			return err
		}
		return s.tellVerified(ctx, by, u)
	})
	return u, err
}

// Vouch marks an address as verified because a provider that knows the user says
// so. Nothing happens if it is not the account's.
func (s *Service) Vouch(ctx context.Context, by actor.Actor, id, email string) (User, error) {
	var now User
	err := s.change(ctx, id, func(ctx context.Context, u *User) error {
		defer func() { now = *u }()
		if u.Email != email {
			return nil
		}
		return s.verify(ctx, by, u)
	})
	return now, err
}
