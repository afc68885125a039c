// Package outbox works off what was written in the transaction of a change and
// must leave the service: rows of a table, each held by one worker at a time,
// and tried again until it has arrived or is given up.
//
// A table has the columns id, next_at (NULL when nothing is left to do), lease
// and attempts. What becomes of a row after an attempt is its owner's to write,
// under the lease.
package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A Table says where the rows are and how they are worked off.
type Table struct {
	Name    string
	Columns string // that are read of a claimed row
	// Also is a further condition under which a row waits; $1 is the time.
	Also string
	// AtOnce is how many rows one process works on at the same time.
	AtOnce int
	// Lease is how long a row belongs to whoever took it: longer than any attempt
	// lasts.
	Lease time.Duration
	// Grace is how long an attempt may go on when the process is told to stop.
	Grace time.Duration
}

// lookEvery is how often a process looks for rows that others left.
const lookEvery = 5 * time.Second

// A Queue hands the rows of a table to whoever knows what to do with them.
type Queue[T any] struct {
	db    *db.DB
	table Table
	scan  func(db.Row) (T, error)
	now   func() time.Time
	wake  chan struct{} // there may be work
}

// New returns the queue of a table, whose columns scan reads.
func New[T any](database *db.DB, table Table, scan func(db.Row) (T, error), now func() time.Time) *Queue[T] {
	return &Queue[T]{db: database, table: table, scan: scan, now: now, wake: make(chan struct{}, 1)}
}

// Wake has waiting rows looked at without delay, once the transaction of ctx
// commits.
func (q *Queue[T]) Wake(ctx context.Context) {
	db.AfterCommit(ctx, func() { stir(q.wake) })
}

func stir(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // whoever listens has been told
	}
}

// Run gives rows to attempt until ctx ends. A row that takes long holds up no
// other.
func (q *Queue[T]) Run(ctx context.Context, attempt func(context.Context, T)) {
	unhurried, end := q.unhurried(ctx)
	defer end()
	var running sync.WaitGroup
	defer running.Wait()
	taken, freed := make(chan struct{}, q.table.AtOnce), make(chan struct{}, 1)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		free := cap(taken) - len(taken) // nobody else takes places
		items, err := q.take(ctx, free)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "what waits to be sent cannot be looked after", "of", q.table.Name, "err", err)
		}
		for _, item := range items {
			taken <- struct{}{}
			running.Go(func() {
				defer func() {
					<-taken
					stir(freed)
				}()
				attempt(unhurried, item)
			})
		}
		more := freed
		if len(items) < free {
			more = nil
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-q.wake:
		case <-more:
		}
	}
}

// Once takes the rows that wait, as many as are worked on at the same time, and
// returns when one attempt at each is over. It tells how many that were.
func (q *Queue[T]) Once(ctx context.Context, attempt func(context.Context, T)) (int, error) {
	items, err := q.take(ctx, q.table.AtOnce)
	if err != nil {
		return 0, err
	}
	unhurried, end := q.unhurried(ctx)
	defer end()
	var running sync.WaitGroup
	for _, item := range items {
		running.Go(func() { attempt(unhurried, item) })
	}
	running.Wait()
	return len(items), nil
}

// unhurried is ctx with the grace added to its end: an attempt that was begun
// should be finished and noted, or it will be made twice.
func (q *Queue[T]) unhurried(ctx context.Context) (context.Context, context.CancelFunc) {
	if q.table.Grace <= 0 {
		return context.WithCancel(ctx)
	}
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(q.table.Grace, cancel) })
	return late, func() {
		stop()
		cancel()
	}
}
