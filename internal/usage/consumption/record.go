package consumption

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

const maxReplay = 255

// Record adds an amount to a total and returns the total. What is recorded at
// once all counts, and shares its way to disk.
func (s *Service) Record(ctx context.Context, by actor.Actor, e Entry) (Recorded, error) {
	r, err := s.prepared(ctx, by, kindUse, e)
	if err != nil {
		return Recorded{}, err
	}
	if err := s.write(ctx, r); err != nil {
		return Recorded{}, err
	}
	return r.recorded()
}

// An Outcome is what came of one of several entries.
type Outcome struct {
	Recorded
	Err error
}

// RecordAll is Record for many entries: each is decided on its own, in their
// order, and has an outcome of its own. An error says that none was recorded.
func (s *Service) RecordAll(ctx context.Context, by actor.Actor, entries []Entry) ([]Outcome, error) {
	outcomes := make([]Outcome, len(entries))
	requests, index := make([]*request, 0, len(entries)), make([]int, 0, len(entries))
	for i, e := range entries {
		r, err := s.prepared(ctx, by, kindUse, e)
		if err != nil && !refused(err) {
			return nil, err
		}
		if err != nil {
			outcomes[i].Err = err
			continue
		}
		requests, index = append(requests, r), append(index, i)
	}
	if err := s.write(ctx, requests...); err != nil {
		return nil, err
	}
	for i, r := range requests {
		o := &outcomes[index[i]]
		o.Recorded, o.Err = r.recorded()
	}
	return outcomes, nil
}

func (r *request) recorded() (Recorded, error) {
	if r.err != nil {
		return Recorded{}, r.err
	}
	return Recorded{Total{r.Key, r.line.Total, r.line.CreatedAt}, r.line.State}, nil
}

// refused reports whether an error is about one entry rather than about us.
func refused(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Kind != fault.Internal && f.Kind != fault.Unavailable
}

// prepared checks what can be checked before anything is held.
func (s *Service) prepared(ctx context.Context, by actor.Actor, kind string, e Entry) (*request, error) {
	if !meter.IsKey(e.Key) {
		return nil, ErrKey
	}
	if err := reaches(by, e.ApplicationID); err != nil {
		return nil, err
	}
	if !isPair(e.ApplicationID, e.UserID) {
		return nil, ErrMember
	}
	r := &request{kind: kind, Entry: e, by: by}
	if err := r.check(s.clock()); err != nil {
		return nil, err
	}
	if r.replay != "" && !r.At.IsZero() && s.forgotten(r.At, s.clock()) {
		return nil, invalid("timestamp", "must not be older than what is remembered of idempotency keys")
	}
	held, err := s.accesses.Of(ctx, e.ApplicationID, e.UserID)
	if err != nil {
		return nil, err
	}
	if !held.Listed {
		return nil, ErrMember
	}
	return r, s.limit(ctx, r)
}

// limit finds the limit that a request is decided by.
func (s *Service) limit(ctx context.Context, r *request) error {
	var err error
	r.limit, r.limited, err = s.plans.Limit(ctx, r.ApplicationID, r.UserID, r.Key)
	return err
}

func (r *request) check(now time.Time) error {
	if key := r.IdempotencyKey; key != "" {
		clean, ok := application.CleanName(key, maxReplay)
		if !ok || clean != key {
			return invalid("idempotencyKey", "must have 1 to 255 printable characters")
		}
		r.replay = replayOf(r.ApplicationID, key)
	}
	if r.At.IsZero() {
		return nil
	}
	r.At = r.At.UTC().Truncate(time.Millisecond)
	switch {
	case r.Enforce:
		return invalid("timestamp", "must be left out with enforce: what is decided is decided now")
	case r.At.After(now.Add(ahead)):
		return invalid("timestamp", "must not be in the future")
	case r.At.Before(meter.Ever()):
		return invalid("timestamp", "must not be before 1970")
	}
	return nil
}

func invalid(name, problem string) error {
	return ErrInvalid.With(fault.Field{Name: "body." + name, Problem: problem})
}

// A Verdict says whether an amount may be consumed now.
type Verdict struct {
	Allowed bool
	Total   meter.Amount
	State   *State // nil without a limit
}

// Check says whether an amount may be consumed, and how much is left. It writes
// nothing: who needs to be sure consumes with Enforce, or reserves.
func (s *Service) Check(ctx context.Context, by actor.Actor, e Entry) (Verdict, error) {
	r, err := s.prepared(ctx, by, "", e)
	if err != nil {
		return Verdict{}, err
	}
	b, err := s.look(ctx, r)
	if err != nil {
		return Verdict{}, err
	}
	c := b.counters[r.place()]
	if !c.limited {
		return Verdict{Allowed: true, Total: c.total}, nil
	}
	state := c.state()
	return Verdict{c.balance.Fits(e.Amount), c.total, &state}, nil
}

// A Reservation is an amount that is set aside.
type Reservation struct {
	ID        string
	Amount    meter.Amount
	ExpiresAt time.Time
	Recorded  // the total, to which it does not count yet
}

// Bounds of how long an amount can be set aside.
const (
	MinLife = time.Second
	MaxLife = 24 * time.Hour
)

// Reserve sets an amount aside that is confirmed or released later, and goes
// back by itself when it is neither. It never goes beyond a hard limit.
func (s *Service) Reserve(ctx context.Context, by actor.Actor, e Entry, life time.Duration) (Reservation, error) {
	if life < MinLife || life > MaxLife {
		return Reservation{}, invalid("expiresIn", "must be from 1 to 86400 seconds")
	}
	if e.Amount.Sign() < 0 {
		return Reservation{}, errPositive
	}
	r, err := s.prepared(ctx, by, kindReserve, e)
	if err != nil {
		return Reservation{}, err
	}
	r.reservation, r.life = secret.UUID(), life
	if err := s.write(ctx, r); err != nil {
		return Reservation{}, err
	}
	recorded, err := r.recorded()
	if err != nil {
		return Reservation{}, err
	}
	return Reservation{r.line.Reference, r.line.Amount, r.line.HappenedAt, recorded}, nil
}

// Confirm consumes what was reserved, or as much of it as was needed; the rest
// goes back. Who confirms again hears the same.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, reservation string, amount *meter.Amount) (Recorded, error) {
	r := &request{kind: kindConfirm, reservation: reservation, by: by, whole: amount == nil}
	if amount != nil {
		if r.Amount = *amount; r.Amount.Sign() < 0 {
			return Recorded{}, errPositive
		}
	}
	return s.settled(ctx, r)
}

// Release gives back what was reserved.
func (s *Service) Release(ctx context.Context, by actor.Actor, reservation string) (Recorded, error) {
	return s.settled(ctx, &request{kind: kindRelease, reservation: reservation, by: by})
}

func (s *Service) settled(ctx context.Context, r *request) (Recorded, error) {
	if uuid.Validate(r.reservation) != nil {
		return Recorded{}, ErrUnknown
	}
	p, err := s.store.placeOf(ctx, r.reservation)
	if err != nil {
		return Recorded{}, err
	}
	if err := reaches(r.by, p.applicationID); err != nil {
		return Recorded{}, ErrUnknown // of another application nobody hears what there is
	}
	r.ApplicationID, r.UserID, r.Key = p.applicationID, p.userID, p.key
	r.replay = settlementOf(r.reservation)
	if err := s.limit(ctx, r); err != nil {
		return Recorded{}, err
	}
	if err := s.write(ctx, r); err != nil {
		return Recorded{}, err
	}
	return r.recorded()
}
