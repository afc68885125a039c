package consumption

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/batch"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// Concurrent requests share a transaction, and so its way to disk. Two may be on
// their way at once; calls that bring many entries have a way of their own, for
// they would make single ones wait. What waits is bounded.
const (
	writers      = 4
	together     = 64
	waiting      = 4096
	bulkWriters  = 4
	bulkWaiting  = 64
	retrySeconds = 1
)

// gather makes the service's groups.
func (s *Service) gather() {
	flush := func(ctx context.Context, items [][]*request) error { return s.apply(ctx, slices.Concat(items...)) }
	s.single = batch.New(writers, together, flush, ofOne).Most(waiting)
	s.bulk = batch.New(bulkWriters, 1, flush, ofOne).Most(bulkWaiting)
}

// ofOne reports whether a transaction failed for one of its requests: a user who
// went meanwhile, a key that another transaction took. It wrote nothing then.
func ofOne(err error) bool {
	return !errors.Is(err, db.ErrUnavailable) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// write has requests decided and written, each on its own: afterwards each has
// its line or its error. An error says that nothing was written.
func (s *Service) write(ctx context.Context, requests ...*request) error {
	if len(requests) == 0 {
		return nil
	}
	var err error
	switch {
	case db.InTransaction(ctx):
		return s.apply(ctx, requests)
	case len(requests) == 1:
		err = s.single.Do(ctx, requests)
	default:
		err = s.bulk.Do(ctx, requests)
	}
	switch {
	case errors.Is(err, batch.ErrFull):
		return db.ErrUnavailable.Because(err).After(retrySeconds)
	case err == nil || !ofOne(err):
		return err
	case errors.Is(err, db.ErrTaken), errors.Is(err, db.ErrGone):
	default:
		return err
	}
	if len(requests) > 1 { // find whose fault it is
		half := len(requests) / 2
		if err := s.write(ctx, requests[:half]...); err != nil {
			return err
		}
		return s.write(ctx, requests[half:]...)
	}
	if errors.Is(err, db.ErrGone) {
		requests[0].err = ErrMember
		return nil
	}
	requests[0].err = ErrReplay // the key was taken for another counter at this moment
	return nil
}

// apply is one transaction: it holds the counters of the requests, decides one
// request after the other, and writes what came of them.
func (s *Service) apply(ctx context.Context, requests []*request) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		b, err := s.hold(ctx, requests)
		if err != nil {
			return err
		}
		for _, r := range requests {
			b.decide(r)
		}
		if err := s.store.write(ctx, b); err != nil {
			return err
		}
		for _, t := range b.crossings {
			if err := s.tell(ctx, t); err != nil {
				return err
			}
		}
		return s.trail(ctx, requests)
	})
}

// hold opens the books at what requests are about, and keeps everybody else from
// it until the transaction ends.
func (s *Service) hold(ctx context.Context, requests []*request) (*books, error) {
	places := placesOf(requests)
	counters, err := s.store.lock(ctx, places, s.clock())
	if err != nil {
		return nil, err
	}
	return s.open(ctx, requests, counters)
}

// look opens the books without holding anything: what they tell may be over at
// once.
func (s *Service) look(ctx context.Context, requests ...*request) (*books, error) {
	counters, err := s.store.counters(ctx, placesOf(requests), "")
	if err != nil {
		return nil, err
	}
	for _, p := range placesOf(requests) {
		if counters[p] == nil {
			counters[p] = &counter{place: p}
			counters[p].balance.Start = meter.Ever()
		}
	}
	return s.open(ctx, requests, counters)
}

func placesOf(requests []*request) []place {
	places := make([]place, len(requests))
	for i, r := range requests {
		places[i] = r.place()
	}
	slices.SortFunc(places, place.compare)
	return slices.Compact(places)
}

// open reads what deciding needs. The time is read once the counters are held,
// so that it never runs backwards along a ledger.
func (s *Service) open(ctx context.Context, requests []*request, counters map[place]*counter) (*books, error) {
	b := &books{
		now: s.clock(), counters: counters, known: map[string]written{}, open: map[string]reservation{}, hours: map[hour]counted{},
		used: map[string]meter.Amount{},
	}
	var replays, reservations []string
	var purses, late []*counter
	for _, r := range requests {
		c := counters[r.place()]
		c.limited, c.balance.Limit = r.limited, r.limit
		if r.replay != "" {
			replays = append(replays, r.replay)
		}
		if r.settles() {
			reservations = append(reservations, r.reservation)
		}
		overdue := !c.heldUntil.IsZero() && !c.heldUntil.After(b.now)
		if overdue && !slices.Contains(late, c) {
			late = append(late, c)
		}
		if c.credits > 0 || r.settles() || overdue || r.kind == kindGrant || r.kind == kindRevoke {
			purses = append(purses, c)
		}
	}
	if err := s.store.written(ctx, replays, b.known); err != nil {
		return nil, err
	}
	if err := s.purses(ctx, b, purses); err != nil {
		return nil, err
	}
	if err := s.store.reservations(ctx, reservations, b.open); err != nil {
		return nil, err
	}
	for _, c := range counters {
		if c.turn(b.now) {
			continue
		}
		if err := s.find(ctx, c, b); err != nil {
			return nil, err
		}
	}
	return b, s.expire(ctx, b, late)
}

func (s *Service) purses(ctx context.Context, b *books, owners []*counter) error {
	if len(owners) == 0 {
		return nil
	}
	byNumber := map[int64]*counter{}
	for _, c := range owners {
		byNumber[c.number] = c
	}
	credits, err := s.store.credits(ctx, slices.Sorted(maps.Keys(byNumber)), b.now)
	if err != nil {
		return err
	}
	for _, found := range credits {
		c := byNumber[found.counter]
		c.balance.Credits = append(c.balance.Credits, found.Credit)
	}
	for _, c := range byNumber {
		meter.SortCredits(c.balance.Credits)
		c.recount()
	}
	return nil
}

// expire gives back what was reserved and not settled in time.
func (s *Service) expire(ctx context.Context, b *books, late []*counter) error {
	for _, c := range late {
		due, next, err := s.store.overdue(ctx, c.number, b.now)
		if err != nil {
			return err
		}
		for _, held := range due {
			b.expire(c, held)
			delete(b.open, held.id)
		}
		c.heldUntil, c.changed = next, true
	}
	return nil
}

// find finds what the window of a limit holds that is counted in it for the first
// time: what was charged in its hours, and what is reserved.
func (s *Service) find(ctx context.Context, c *counter, b *books) error {
	if c.lines == 0 {
		return nil
	}
	var err error
	if c.balance.Limit.Window != meter.Minute { // hours say nothing about minutes: the first one begins with nothing
		if c.balance.Used, err = s.store.charged(ctx, c.number, c.balance.Start); err != nil {
			return err
		}
	}
	for id, held := range b.open {
		if held.counter == c.number {
			held.series, held.heldIn = c.series, c.balance.Start
			b.open[id] = held
		}
	}
	c.balance.Held, err = s.store.held(ctx, c.number, b.now)
	return err
}

// trail records what people did; of what an application records, the ledger is
// the trail.
func (s *Service) trail(ctx context.Context, requests []*request) error {
	for _, r := range requests {
		if r.err != nil || machine(r.by) {
			continue
		}
		details := map[string]any{"key": r.Key, "value": r.line.Amount.String(), "total": r.line.Total.String()}
		action := "consumption.recorded"
		switch r.kind {
		case kindReserve:
			action = "consumption.reserved"
		case kindConfirm:
			action = "consumption.confirmed"
		case kindRelease:
			action = "consumption.released"
		case kindGrant:
			action = "consumption.granted"
		case kindRevoke:
			action = "consumption.revoked"
		}
		if r.reservation != "" {
			details["reference"] = r.reservation
		}
		if err := s.record(ctx, r.by, action, r.ApplicationID, r.UserID, details); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
