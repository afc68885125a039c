package server

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	purgeEvery  = time.Hour
	upkeepEvery = time.Hour
)

// Background runs what goes on without requests until ctx ends, and returns
// when all of it has stopped.
func (s *Server) Background(ctx context.Context) {
	var jobs sync.WaitGroup
	jobs.Go(func() { s.services.Hub.Run(ctx) })
	jobs.Go(func() { s.purge(ctx) })
	jobs.Go(func() { s.services.Logout.Run(ctx) })
	jobs.Go(func() { s.services.Webhooks.Run(ctx) })
	jobs.Go(func() { s.services.Mail.Run(ctx) })
	jobs.Go(func() { s.services.Chain.Run(ctx) })
	jobs.Go(func() { s.keepTrail(ctx) })
	jobs.Go(func() { s.services.Domains.Run(ctx) })
	jobs.Go(func() { s.keepKeys(ctx) })
	jobs.Go(func() { s.services.Billing.Run(ctx) })
	jobs.Wait()
}

// keepKeys rotates signing keys when it is time, and seals them anew after a
// change of the secret.
func (s *Server) keepKeys(ctx context.Context) {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		if err := s.services.Keys.Upkeep(ctx, s.config.KeyRotation); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "signing keys were not looked after", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// keepTrail removes audit entries when it is time, and looks whether the others
// are what was sealed.
func (s *Server) keepTrail(ctx context.Context) {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		if err := s.services.Chain.Upkeep(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "the audit trail was not looked after", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// purge removes what has long expired.
func (s *Server) purge(ctx context.Context) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for name, job := range map[string]func(context.Context) error{
			"tickets":  s.services.Tickets.Purge,
			"mails":    s.services.Mail.Purge,
			"mailed":   s.services.Passwordless.Purge,
			"sign-ins": s.services.SignIn.Purge,
			"factors":  s.services.Factors.Purge,
			"tries":    s.services.Throttle.Purge,
			"accounts": s.services.Users.Purge,
			"sessions": s.services.Sessions.Purge,
			"tokens":   s.services.APITokens.Purge,
			"answers":  s.services.Idempotent.Purge,
			"grants":   s.services.Grants.Purge,
			"replays":  s.services.Replays.Purge,
			"requests": s.services.Authorize.Purge,
			"devices":  s.services.Devices.Purge,
			"logouts":  s.services.Logout.Purge,
			"webhooks": s.services.Webhooks.Purge,
			"clients":  s.services.Registration.Purge,
			"days":     s.services.Account.CountDays,
			"ledgers":  s.services.Consumption.Purge,
			"events":   s.services.Billing.Purge,
		} {
			if err := job(ctx); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "expired rows were not removed", "of", name, "err", err)
			}
		}
	}
}
