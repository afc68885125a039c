// Package testclock gives tests a time that passes when they say so.
package testclock

import (
	"sync"
	"time"
)

// A Clock stands still unless it is moved. It may be read and moved at the same
// time.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// New returns a clock that shows a moment.
func New(at time.Time) *Clock { return &Clock{at: at} }

// Now is the moment the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
