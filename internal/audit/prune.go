package audit

import (
	"context"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
)

const (
	prunedAtOnce = 1000
	day          = 24 * time.Hour
)

// Prune removes sealed entries that are older than the retention, from the
// beginning of the chain up to the first that is not. The last one removed
// leaves its place as the checkpoint from which the rest is verified. What goes
// is told by an entry of its own, and so is what was wrong with it.
func (c *Chain) Prune(ctx context.Context) error {
	if c.retention == 0 {
		return nil
	}
	before := c.now().Add(-c.retention).UTC().Truncate(day) // so that it happens once a day
	for {
		n, err := c.prune(ctx, before)
		if err != nil || n < prunedAtOnce {
			return err
		}
	}
}

func (c *Chain) prune(ctx context.Context, before time.Time) (int, error) {
	n := 0
	err := c.store.db.InTx(ctx, func(ctx context.Context) error {
		base, err := c.store.base(ctx)
		if err != nil {
			return err
		}
		old, err := c.store.older(ctx, base.Seq, before)
		if err != nil || len(old) == 0 {
			return err
		}
		n = len(old)
		var broken Break
		for _, l := range old {
			if broken.How == "" {
				broken = l.broken(base)
			}
			base = Place{l.seq, l.hash}
		}
		if err := c.store.prune(ctx, base); err != nil {
			return err
		}
		details := map[string]any{"entries": n, "upTo": base.Seq, "hash": base.Hash, "before": before.Format(time.RFC3339)}
		if broken.How != "" {
			details["broken"] = map[string]any{"sequence": broken.Seq, "id": broken.ID, "how": broken.How}
			slog.ErrorContext(ctx, "audit entries that retention removed were not what was sealed", "seq", broken.Seq, "how", broken.How)
		}
		return c.log.Record(ctx, actor.Actor{System: true}, Event{Action: "audit.pruned", Target: "audit", Details: details})
	})
	return n, err
}
