package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	// sealedAtOnce is how many entries one transaction numbers.
	sealedAtOnce = 500
	// sealEvery is how often a process looks for entries to seal.
	sealEvery = 2 * time.Second
	// leased is how long the sealer keeps its office without being heard of.
	leased = 30 * time.Second
	// farewell is how long giving the office back may take.
	farewell = 2 * time.Second
)

// A Chain seals the trail behind those who write it: entries get a number and a
// hash that holds the hash of the entry before, in the order in which they are
// seen. One process does so at a time.
type Chain struct {
	store     store
	log       *Log
	retention time.Duration
	holder    string
	now       func() time.Time
}

// NewChain returns the chain of a log. Sealed entries that are older than
// retention go; with zero none ever does.
func NewChain(database *db.DB, log *Log, retention time.Duration, now func() time.Time) *Chain {
	return &Chain{store{database}, log, retention, secret.UUID(), now}
}

// Retention is how long sealed entries stay; zero is for ever.
func (c *Chain) Retention() time.Duration { return c.retention }

// Run seals until ctx ends.
func (c *Chain) Run(ctx context.Context) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	defer c.resign(ctx)
	for {
		n, err := c.Seal(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "audit entries were not sealed", "err", err)
		}
		if n == sealedAtOnce && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// resign lets another process seal at once.
func (c *Chain) resign(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := c.store.resign(ctx, c.holder); err != nil {
		slog.WarnContext(ctx, "another process seals the audit trail only after a while", "err", err)
	}
}

var errOusted = errors.New("audit: another process seals now")

// Seal seals entries that wait, and returns how many. It is none while another
// process holds the office. Whoever dies in it has sealed a batch as a whole or
// not at all.
func (c *Chain) Seal(ctx context.Context) (int, error) {
	waiting, err := c.store.waiting(ctx)
	if err != nil || !waiting {
		return 0, err
	}
	n, err := c.seal(ctx)
	if !errors.Is(err, errOusted) {
		return n, err
	}
	now := c.now()
	mine, err := c.store.claim(ctx, c.holder, now, now.Add(leased))
	if err != nil || !mine {
		return 0, err
	}
	if n, err = c.seal(ctx); errors.Is(err, errOusted) {
		return 0, nil
	}
	return n, err
}

// seal seals a batch in office. The transaction locks the chain: even two who
// think that they hold the office work one after the other.
func (c *Chain) seal(ctx context.Context) (int, error) {
	n := 0
	err := c.store.db.InTx(ctx, func(ctx context.Context) error {
		now := c.now()
		head, err := c.store.hold(ctx, c.holder, now.Add(leased))
		if err != nil {
			return err
		}
		batch, err := c.store.unsealed(ctx, sealedAtOnce)
		if n = len(batch); err != nil || n == 0 {
			return err
		}
		for i := range batch {
			head = Place{head.Seq + 1, batch[i].after(head.Seq+1, head.Hash)}
			batch[i].seq, batch[i].hash = head.Seq, head.Hash
		}
		if err := c.store.seal(ctx, batch); err != nil {
			return err
		}
		return c.store.advance(ctx, head, now)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// SealAll seals what waits now, unless another process does.
func (c *Chain) SealAll(ctx context.Context) error {
	for {
		n, err := c.Seal(ctx)
		if err != nil || n < sealedAtOnce {
			return err
		}
	}
}
