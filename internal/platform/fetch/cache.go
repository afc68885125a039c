package fetch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/cache"
)

// Keep says for how long a cache holds documents.
type Keep struct {
	Want Want
	// Documents live as long as they say, but no shorter than Floor and no longer
	// than Ceiling. One that does not say lives for Floor.
	Floor, Ceiling time.Duration
	// Failures are remembered for so long, so that a dead server is not asked at
	// every request.
	Failures time.Duration
	// StaleOnError is how long past its end a document still serves when it cannot
	// be fetched again. Zero is never.
	StaleOnError time.Duration
	Entries      int // the most documents and failures to hold
}

// A Cache holds what documents mean, once they were read by a parser. Callers
// that want one document at the same time share one fetch.
type Cache[V any] struct {
	client *Client
	keep   Keep
	parse  func(Document) (V, error)
	now    func() time.Time
	store  cache.Local[entry[V]]

	mu      sync.Mutex
	flights map[string]*flight[V]
}

// An entry is the last outcome, and the last good value if that was a failure.
type entry[V any] struct {
	value   V
	held    bool // value is one
	fetched time.Time
	ends    time.Time // of the outcome's life
	stale   time.Time // until when value serves although err is the outcome
	err     error
}

type flight[V any] struct {
	done  chan struct{}
	entry entry[V]
}

// NewCache returns a cache of what parse makes of documents. A document that
// parse refuses is a failure like any other.
func NewCache[V any](client *Client, keep Keep, parse func(Document) (V, error), now func() time.Time) *Cache[V] {
	return &Cache[V]{
		client: client, keep: keep, parse: parse, now: now,
		store:   cache.NewLocal[entry[V]](keep.Entries, 0),
		flights: map[string]*flight[V]{},
	}
}

// Get returns the value of the document at a URL. A fragment tells versions of
// a document apart (OpenID Connect Core §6.2), so it is part of the key.
func (c *Cache[V]) Get(ctx context.Context, target string) (V, error) {
	e, known := c.store.Get(target)
	if known && c.now().Before(e.ends) {
		return c.answer(e)
	}
	return c.fetch(ctx, target)
}

// Newer returns a value fetched no longer ago than age, for a caller that knows
// the one it has is outdated. Whoever asks more often than that gets what there
// is, so a stranger who makes callers ask cannot make this service fetch more.
func (c *Cache[V]) Newer(ctx context.Context, target string, age time.Duration) (V, error) {
	e, known := c.store.Get(target)
	if known && c.now().Before(e.fetched.Add(age)) {
		return c.answer(e)
	}
	return c.fetch(ctx, target)
}

// Forget drops what is known of a URL.
func (c *Cache[V]) Forget(target string) { c.store.Forget(target) }

func (c *Cache[V]) answer(e entry[V]) (V, error) {
	if e.err == nil || e.held && c.now().Before(e.stale) {
		return e.value, nil
	}
	var none V
	return none, e.err
}

func (c *Cache[V]) fetch(ctx context.Context, target string) (V, error) {
	c.mu.Lock()
	f, running := c.flights[target]
	if !running {
		f = &flight[V]{done: make(chan struct{})}
		c.flights[target] = f
		// One caller's end must not fail those who wait with it; the client's own
		// limit ends the fetch.
		go c.fly(context.WithoutCancel(ctx), target, f)
	}
	c.mu.Unlock()
	select {
	case <-f.done:
		return c.answer(f.entry)
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

func (c *Cache[V]) fly(ctx context.Context, target string, f *flight[V]) {
	before, _ := c.store.Get(target)
	value, life, err := c.load(ctx, target)
	now := c.now()
	if err == nil {
		life = min(max(life, c.keep.Floor), c.keep.Ceiling)
		ends := now.Add(life)
		f.entry = entry[V]{value: value, held: true, fetched: now, ends: ends, stale: ends.Add(c.keep.StaleOnError)}
	} else {
		f.entry = entry[V]{value: before.value, held: before.held, fetched: now, ends: now.Add(c.keep.Failures), stale: before.stale, err: err}
	}
	c.store.Set(target, f.entry)
	c.mu.Lock()
	delete(c.flights, target)
	c.mu.Unlock()
	close(f.done)
}

// load fences the parser: no request's own fence stands around this goroutine,
// and a stranger's document must not end the process.
func (c *Cache[V]) load(ctx context.Context, target string) (value V, life time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("reading the document: %v", p)
		}
	}()
	d, err := c.client.Get(ctx, target, c.keep.Want)
	if err != nil {
		return value, 0, err
	}
	value, err = c.parse(d)
	return value, d.Lifetime, err
}
