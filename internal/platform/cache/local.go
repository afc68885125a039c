package cache

import (
	"time"

	"github.com/maypok86/otter/v2"
)

// A Local keeps values in this process alone, for those that nothing outside
// it can outdate.
//
// All caches share one instance of the library's generic code: one for each
// type of value made every package that holds a cache slow to compile.
type Local[V any] struct{ store *otter.Cache[string, any] }

// NewLocal returns a cache of at most size values, each for life after it was
// set; no life is until it must make room.
func NewLocal[V any](size int, life time.Duration) Local[V] { return Local[V]{newStore(size, life)} }

func newStore(size int, life time.Duration) *otter.Cache[string, any] {
	o := otter.Options[string, any]{MaximumSize: size}
	if life > 0 {
		o.ExpiryCalculator = otter.ExpiryWriting[string, any](life)
	}
	return otter.Must(&o)
}

// Get returns the value of a key, if it is still there.
func (l Local[V]) Get(key string) (V, bool) {
	v, ok := l.store.GetIfPresent(key)
	if !ok {
		var none V
		return none, false
	}
	return v.(V), true
}

// Set keeps a value.
func (l Local[V]) Set(key string, value V) { l.store.Set(key, value) }

// Forget drops a value.
func (l Local[V]) Forget(key string) { l.store.Invalidate(key) }

// ForgetAll drops every value.
func (l Local[V]) ForgetAll() { l.store.InvalidateAll() }
