package user

import (
	"context"

	"github.com/circle-rd/auth-service/internal/actor"
)

// An Estate is what a user shares with others, and what has to be settled
// before the account can go.
type Estate struct {
	// Settled returns why the account cannot go yet: without its user, something
	// of others would be nobody's.
	Settled func(ctx context.Context, userID string) error
	// Leave ends the user's part, in the transaction that removes the account. It
	// refuses what Settled does, unless it is too late to ask anybody: then
	// whoever comes next takes over.
	Leave func(ctx context.Context, by actor.Actor, userID string, late bool) error
}

// LeaveTo names what looks after what users share with others. Only wire calls
// it.
func (s *Service) LeaveTo(e Estate) { s.estate = e }

func nothingShared() Estate {
	return Estate{
		Settled: func(context.Context, string) error { return nil },
		Leave:   func(context.Context, actor.Actor, string, bool) error { return nil },
	}
}
