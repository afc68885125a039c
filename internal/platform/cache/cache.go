// Package cache keeps answers in memory and forgets them in time.
//
// Every write that can take a right away or change an answer adds a row to a
// small table in its own transaction. The process that wrote forgets when it
// commits; the others read the table several times a second. Whoever cannot
// read it for a second answers from the database until it can. So a change
// counts on its own replica before it is acknowledged, and on every other
// within a second.
package cache

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	poll    = 250 * time.Millisecond
	stale   = time.Second      // without a successful poll for so long, caches are bypassed
	life    = 30 * time.Second // of an entry
	overlap = life + 10*time.Second
	keep    = 10 * overlap // of an invalidation row
)

// A Hub carries invalidations between the caches of all replicas.
type Hub struct {
	db    *db.DB
	now   func() time.Time
	fresh atomic.Pointer[time.Time] // when the last successful poll began

	mu    sync.Mutex
	kinds map[string]forgetter
	seen  map[string]time.Time // rows already acted upon
}

type forgetter interface {
	forget(key string)
	forgetAll()
}

// NewHub returns a hub whose caches are bypassed until Run polls.
func NewHub(database *db.DB, now func() time.Time) *Hub {
	return &Hub{db: database, now: now, kinds: map[string]forgetter{}, seen: map[string]time.Time{}}
}

// Invalidate makes every replica forget keys of a kind, once the transaction of
// ctx commits.
func (h *Hub) Invalidate(ctx context.Context, kind string, keys ...string) error {
	for some := range slices.Chunk(keys, rowsPerInsert) {
		if err := h.invalidate(ctx, kind, some); err != nil {
			return err
		}
	}
	return nil
}

// rowsPerInsert keeps a statement within SQLite's limits.
const rowsPerInsert = 100

func (h *Hub) invalidate(ctx context.Context, kind string, keys []string) error {
	var b strings.Builder
	b.WriteString(`INSERT INTO invalidations (id, kind, key, at) VALUES `)
	ids, args := make([]string, len(keys)), []any{kind}
	for i, key := range keys {
		if i > 0 {
			b.WriteString(", ")
		}
		n := strconv.Itoa(len(args) + 1)
		b.WriteString(`($` + n + `, $1, $` + strconv.Itoa(len(args)+2) + `, ` + h.db.Clock() + `)`)
		ids[i] = secret.UUID()
		args = append(args, ids[i], key)
	}
	now := h.now()
	if _, err := h.db.Exec(ctx, b.String(), args...); err != nil {
		return err
	}
	db.AfterCommit(ctx, func() {
		h.mu.Lock()
		for _, id := range ids {
			h.seen[id] = now
		}
		c := h.kinds[kind]
		h.mu.Unlock()
		if c == nil {
			return
		}
		for _, key := range keys {
			c.forget(key)
		}
	})
	return nil
}

// Run polls until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for n := 0; ; n++ {
		if err := h.Poll(ctx); err != nil && ctx.Err() == nil && n%40 == 0 {
			slog.WarnContext(ctx, "caches are bypassed: invalidations cannot be read", "err", err)
		}
		if n%240 == 0 {
			h.purge(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

type invalidation struct{ id, kind, key string }

// Poll reads the table once and forgets what it says.
func (h *Hub) Poll(ctx context.Context) error {
	began := h.now()
	wasStale := !h.Fresh()
	ctx, cancel := context.WithTimeout(ctx, stale)
	defer cancel()
	rows, err := db.All(ctx, h.db, func(r db.Row) (invalidation, error) {
		var i invalidation
		err := r.Scan(&i.id, &i.kind, &i.key)
		return i, err
	}, `SELECT id, kind, key FROM invalidations WHERE at > `+h.db.Clock()+` - $1`, overlap.Milliseconds())
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if wasStale { // entries may have outlived rows that were never read
		for _, c := range h.kinds {
			c.forgetAll()
		}
	}
	for _, i := range rows {
		if _, done := h.seen[i.id]; done {
			continue
		}
		h.seen[i.id] = began
		if c := h.kinds[i.kind]; c != nil {
			c.forget(i.key)
		}
	}
	for id, at := range h.seen {
		if began.Sub(at) > 2*overlap {
			delete(h.seen, id)
		}
	}
	h.fresh.Store(&began)
	return nil
}

// Fresh reports whether caches may answer.
func (h *Hub) Fresh() bool {
	polled := h.fresh.Load()
	return polled != nil && h.now().Sub(*polled) < stale
}

func (h *Hub) purge(ctx context.Context) {
	if _, err := h.db.Exec(ctx, `DELETE FROM invalidations WHERE at < `+h.db.Clock()+` - $1`, keep.Milliseconds()); err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "old invalidations were not removed", "err", err)
	}
}

// A Cache holds values of one kind.
type Cache[V any] struct {
	hub   *Hub
	store Local[V]
	epoch atomic.Uint64 // counts forgettings: a fill that began before one is dropped
}

// New returns a cache for a kind; at most size entries are kept.
func New[V any](h *Hub, kind string, size int) *Cache[V] {
	c := &Cache[V]{hub: h, store: NewLocal[V](size, life)}
	h.mu.Lock()
	h.kinds[kind] = c
	h.mu.Unlock()
	return c
}

// Get returns the value of a key, from memory or by load. Inside a transaction
// it always loads: what the transaction wrote is only in the database, and must
// not be remembered before it is committed.
func (c *Cache[V]) Get(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	if v, ok := c.Lookup(ctx, key); ok {
		return v, nil
	}
	keep := c.Filling(ctx)
	v, err := load(ctx)
	if err == nil {
		keep(key, v)
	}
	return v, err
}

// Lookup returns the value of a key if it is in memory and may be used.
func (c *Cache[V]) Lookup(ctx context.Context, key string) (V, bool) {
	if !c.hub.Fresh() || db.InTransaction(ctx) {
		var none V
		return none, false
	}
	return c.store.Get(key)
}

// Filling is for a caller who reads what several caches hold in one query: it
// is called before the query, and what it returns puts values in afterwards,
// unless anything was forgotten meanwhile.
func (c *Cache[V]) Filling(ctx context.Context) (keep func(key string, v V)) {
	if !c.hub.Fresh() || db.InTransaction(ctx) {
		return func(string, V) {}
	}
	epoch := c.epoch.Load()
	return func(key string, v V) {
		if !c.hub.Fresh() || c.epoch.Load() != epoch {
			return
		}
		c.store.Set(key, v)
		if c.epoch.Load() != epoch { // forgotten between the check and the set
			c.store.Forget(key)
		}
	}
}

func (c *Cache[V]) forget(key string) {
	c.epoch.Add(1)
	c.store.Forget(key)
}

func (c *Cache[V]) forgetAll() {
	c.epoch.Add(1)
	c.store.ForgetAll()
}
