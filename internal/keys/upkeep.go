package keys

import (
	"context"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
)

// Upkeep does what is due: it replaces the keys that have signed for as long as
// they should, seals anew what an older secret sealed, erases the private
// halves of retired keys, and forgets keys that are published no longer. With
// every at zero nothing is replaced. Any number of replicas may call it at any
// time: each thing is done once.
func (s *Service) Upkeep(ctx context.Context, every time.Duration) error {
	rows, err := s.store.list(ctx)
	if err != nil {
		return err
	}
	if s.due(rows, every).none() {
		return nil
	}
	var done chores
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Lock(ctx, cacheKind); err != nil {
			return err
		}
		rows, err := s.store.list(ctx) // another replica may have been faster
		if err != nil {
			return err
		}
		done = s.due(rows, every)
		if done.none() {
			return nil
		}
		return s.carryOut(ctx, &done)
	})
	if err == nil {
		done.log(ctx)
	}
	return err
}

// The chores are what has to be done to the stored keys.
type chores struct {
	rotate  []rotation
	reseal  []Key
	erase   []string
	expired bool

	unreadable []string // of reseal: no configured secret opens them
}

type rotation struct {
	alg   string
	signs time.Time
}

func (c chores) none() bool {
	return len(c.rotate) == 0 && len(c.reseal) == 0 && len(c.erase) == 0 && !c.expired
}

// due looks through the keys, newest first.
func (s *Service) due(rows []stored, every time.Duration) chores {
	now := s.now()
	var work chores
	seen := map[string]bool{}
	for _, row := range rows {
		k := row.key
		newest := !seen[k.Alg]
		seen[k.Alg] = true
		switch {
		case !k.published(now):
			work.expired = true
			continue
		case k.sealed != "" && k.retired(now.Add(-eraseAfter)):
			work.erase = append(work.erase, k.KID)
			continue
		case k.sealed != "" && s.sealer.Stale(k.sealed):
			work.reseal = append(work.reseal, k)
		}
		if signs, ok := succession(k, every, now); ok && newest {
			work.rotate = append(work.rotate, rotation{k.Alg, signs})
		}
	}
	return work
}

// succession says when the successor of the newest key signs, once it is time
// to publish one.
func succession(k Key, every time.Duration, now time.Time) (signs time.Time, due bool) {
	if every <= 0 {
		return time.Time{}, false
	}
	signs = k.SignsAt.Add(every)
	if now.Before(signs.Add(-ScheduledAhead)) {
		return time.Time{}, false
	}
	if earliest := now.Add(ScheduledAhead); signs.Before(earliest) { // long overdue, or just switched on
		signs = earliest
	}
	return signs, true
}

func (s *Service) carryOut(ctx context.Context, work *chores) error {
	for _, k := range work.reseal {
		plain, err := s.sealer.Open(k.sealed)
		if err != nil { // the other keys must not wait for this one
			work.unreadable = append(work.unreadable, k.KID)
			continue
		}
		if err := s.store.seal(ctx, k.KID, s.sealer.Seal(plain)); err != nil {
			return err
		}
	}
	for _, kid := range work.erase {
		if err := s.store.seal(ctx, kid, ""); err != nil {
			return err
		}
	}
	for _, r := range work.rotate {
		at := turn{signs: r.signs, withdrawn: r.signs.Add(KeepAfter), reason: "schedule"}
		if err := s.replace(ctx, actor.Actor{System: true}, r.alg, at); err != nil {
			return err
		}
	}
	if err := s.store.purge(ctx, s.now()); err != nil {
		return err
	}
	return s.hub.Invalidate(ctx, cacheKind, ringKey)
}

func (c chores) log(ctx context.Context) {
	for _, r := range c.rotate {
		slog.InfoContext(ctx, "signing key published by schedule", "alg", r.alg, "signs_at", r.signs)
	}
	if n := len(c.reseal) - len(c.unreadable); n > 0 {
		slog.InfoContext(ctx, "signing keys sealed with the newest secret", "count", n)
	}
	if len(c.unreadable) > 0 {
		slog.WarnContext(ctx, "signing keys are sealed with a secret that is not configured", "kids", c.unreadable)
	}
}
