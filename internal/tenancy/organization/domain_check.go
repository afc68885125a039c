package organization

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
)

// A Resolver asks the DNS. *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

const (
	lookFor   = 10 * time.Second
	wakeEvery = 10 * time.Minute
	checkSome = 20
)

// NewResolver asks the name server at an address, or without one those of the
// machine. Where names inside a network are not those outside, the server
// should be one outside: who has a name inside has not shown anything.
func NewResolver(server string) *net.Resolver {
	r := &net.Resolver{PreferGo: true}
	if server != "" {
		r.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server)
		}
	}
	return r
}

// look returns nil when the proof is there, ErrDomainProof when it is not, and
// ErrResolver when nobody could tell.
func (s *Domains) look(ctx context.Context, d Domain) error {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	texts, err := s.resolver.LookupTXT(ctx, d.Record()+".") // the dot keeps search domains out
	if missing, ok := errors.AsType[*net.DNSError](err); ok && missing.IsNotFound {
		return ErrDomainProof.Because(err)
	}
	if err != nil {
		return ErrResolver.Because(err)
	}
	if !d.proven(texts) {
		return ErrDomainProof
	}
	return nil
}

// Run looks at verified domains again until ctx ends.
func (s *Domains) Run(ctx context.Context) {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	for {
		if err := s.CheckDue(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "domains were not looked at", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// CheckDue looks at every domain whose time has come.
func (s *Domains) CheckDue(ctx context.Context) error {
	for {
		now := s.clock()
		some, err := s.store.due(ctx, now, now.Add(checkAgain), checkSome)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, d := range some {
			if err := s.check(ctx, d); err != nil {
				return err
			}
		}
	}
}

// check looks at one domain. That the DNS cannot be asked costs nothing but the
// next try, for which the lease has set the time.
func (s *Domains) check(ctx context.Context, d Domain) error {
	err := s.look(ctx, d)
	now := s.clock()
	switch {
	case err == nil:
		return s.store.found(ctx, d.ID, now, now.Add(checkEvery))
	case errors.Is(err, ErrDomainProof):
		return s.miss(ctx, d, now)
	default:
		slog.InfoContext(ctx, "domain could not be looked at", "domain", d.Name, "err", err)
		return ctx.Err()
	}
}

// miss counts a check that found no proof. After too many in a row the domain
// is only claimed again, and free for whoever can prove it.
func (s *Domains) miss(ctx context.Context, d Domain, now time.Time) error {
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		d, err := s.store.missed(ctx, d.ID, now, now.Add(checkFailed))
		if err != nil {
			return err
		}
		service := actor.Actor{System: true}
		if d.Failures < maxFailures {
			return s.record(ctx, service, "domain_check_failed", d, map[string]any{"failures": d.Failures})
		}
		if err := s.store.lose(ctx, d.ID); err != nil {
			return err
		}
		if err := s.record(ctx, service, "domain_lost", d, nil); err != nil {
			return err
		}
		return s.tellOfLoss(ctx, d)
	})
	if errors.Is(err, ErrDomain) { // given up meanwhile
		return nil
	}
	return err
}
