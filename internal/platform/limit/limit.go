// Package limit slows down callers who ask too often.
//
// It is the generic cell rate algorithm in memory: a burst of Max, then one
// more for each Max-th part of the window. Replicas count for themselves.
package limit

import (
	"hash/maphash"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// ErrTooMany means that the caller must wait.
var ErrTooMany = fault.New(fault.Limited, "AUTH_007", "Too many requests. Please try again later.").InBetterAuth("TOO_MANY_REQUESTS", 0)

// A Rate allows Max requests in a Window.
type Rate struct {
	Max    int
	Window time.Duration
}

const (
	shards   = 64
	maxShard = 4096 // keys; beyond it the longest idle are forgotten first
)

// A Limiter counts by key.
type Limiter struct {
	now    func() time.Time
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu   sync.Mutex
	free map[string]int64 // when the key's bucket is empty again, in nanoseconds
}

// New returns a limiter that has seen nobody.
func New(now func() time.Time) *Limiter {
	l := &Limiter{now: now, seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].free = map[string]int64{}
	}
	return l
}

// Take counts a request of a key, or returns ErrTooMany with the seconds to
// wait. A refused request does not count.
func (l *Limiter) Take(key string, r Rate) error {
	s := &l.shards[maphash.String(l.seed, key)%shards]
	now := l.now().UnixNano()
	step := int64(r.Window) / int64(r.Max)
	s.mu.Lock()
	defer s.mu.Unlock()
	at := max(s.free[key], now)
	if wait := at + step - now - int64(r.Window); wait > 0 {
		return ErrTooMany.After(int(math.Ceil(float64(wait) / float64(time.Second))))
	}
	if len(s.free) >= maxShard {
		s.forget(now)
	}
	s.free[key] = at + step
	return nil
}

// forget drops the idle keys and, when that is not enough, any: a flood of
// keys must not fill the memory.
func (s *shard) forget(now int64) {
	for key, at := range s.free {
		if at <= now {
			delete(s.free, key)
		}
	}
	for key := range s.free {
		if len(s.free) < maxShard/2 {
			return
		}
		delete(s.free, key)
	}
}

// Network is the neighbourhood of an address that one customer may own; what is
// no address stays as it is.
func Network(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return address
	}
	return prefix.String()
}
