package user

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
)

// An Account is one way in which a user proves who they are: a password, or an
// account with another provider.
type Account struct {
	ID        string
	UserID    string
	Provider  string // "credential" for the password
	AccountID string // the provider's name of the user
	Scopes    []string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Accounts returns the ways in which a user signs in, oldest first.
func (s *Service) Accounts(ctx context.Context, userID string) ([]Account, error) {
	return s.store.accounts(ctx, userID)
}

// Unlink takes a way in away, but for the last one. Without an accountID any of
// the provider's will do.
func (s *Service) Unlink(ctx context.Context, by actor.Actor, userID, provider, accountID string) error {
	return s.change(ctx, userID, func(ctx context.Context, _ *User) error {
		all, err := s.store.accounts(ctx, userID)
		if err != nil {
			return err
		}
		if len(all) < 2 {
			return ErrLastAccount
		}
		for _, a := range all {
			if a.Provider != provider {
				continue
			}
			if accountID != "" && a.AccountID != accountID {
				continue
			}
			if err := s.store.unlink(ctx, a.ID); err != nil {
				return err
			}
			return s.audit.Record(ctx, by, audit.Event{
				Action: "account.unlinked", Target: "user", TargetID: userID, Details: map[string]any{"provider": provider},
			})
		}
		return ErrAccount
	})
}
