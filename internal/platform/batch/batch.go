// Package batch lets concurrent writers share one statement, and so one commit
// to disk, without waiting for one another when there is nobody to share with.
package batch

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Most a flush may take, whoever waits for it.
const timeout = 10 * time.Second

// ErrFull means that as many items wait as may.
var ErrFull = errors.New("batch: too many wait")

// A Group gathers what arrives while earlier flushes are on their way. An item
// is never delayed to make a batch larger: as long as a writer is free, it
// leaves at once.
type Group[T any] struct {
	flush    func(context.Context, []T) error
	ofAnItem func(error) bool
	size     int
	most     int // that may wait; none when zero

	mu      sync.Mutex
	free    int
	waiting []*entry[T]
}

type entry[T any] struct {
	ctx  context.Context //nolint:containedctx // a flush runs under the values of its first item's
	item T
	done chan error
}

// New returns a group of so many writers, each of which hands flush no more
// than size items at a time. What flush does must be all or nothing; ofAnItem
// tells the errors that mean "nothing, because of one of these items".
func New[T any](writers, size int, flush func(context.Context, []T) error, ofAnItem func(error) bool) *Group[T] {
	return &Group[T]{flush: flush, ofAnItem: ofAnItem, size: size, free: writers}
}

// Most bounds how many items may wait, so that a database that is slower than
// its callers costs them an error and the process no memory. It returns the
// group.
func (g *Group[T]) Most(waiting int) *Group[T] {
	g.most = waiting
	return g
}

// Do returns when the item's flush has succeeded or failed. When several fail
// because of one of them, each is flushed again alone, so that the error is
// the item's own. A caller that gives up does not take back what it handed
// over.
func (g *Group[T]) Do(ctx context.Context, item T) error {
	// One request's end must not fail the others that share its statement.
	e := &entry[T]{context.WithoutCancel(ctx), item, make(chan error, 1)}
	g.mu.Lock()
	if g.most > 0 && len(g.waiting) >= g.most {
		g.mu.Unlock()
		return ErrFull
	}
	g.waiting = append(g.waiting, e)
	lead := g.free > 0
	if lead {
		g.free--
	}
	g.mu.Unlock()
	if lead {
		g.write()
	}
	select {
	case err := <-e.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write flushes one batch, which holds the caller's own item or was begun by a
// faster writer, and leaves what has gathered meanwhile to another goroutine:
// a caller is answered as soon as its item is safe.
func (g *Group[T]) write() {
	g.mu.Lock()
	n := min(len(g.waiting), g.size)
	if n == 0 {
		g.free++
		g.mu.Unlock()
		return
	}
	mine := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()

	defer func() { go g.write() }()
	g.deliver(mine)
}

func (g *Group[T]) deliver(batch []*entry[T]) {
	items := make([]T, len(batch))
	for i, e := range batch {
		items[i] = e.item
	}
	err := g.try(batch[0].ctx, items)
	if len(batch) == 1 || err == nil || !g.ofAnItem(err) {
		for _, e := range batch {
			e.done <- err
		}
		return
	}
	for i, e := range batch {
		e.done <- g.try(e.ctx, items[i:i+1])
	}
}

func (g *Group[T]) try(ctx context.Context, items []T) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return g.flush(ctx, items)
}
