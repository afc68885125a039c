package webhook

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/page"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// A Page is part of the log of an endpoint, newest first.
type Page struct {
	Deliveries []Delivery
	Next       string // leads to the next page; empty on the last
}

// A position is where a page of the log ended.
type position struct {
	at time.Time
	id string
}

func (p position) String() string { return page.Cursor(strconv.FormatInt(p.at.UnixMilli(), 10), p.id) }

func parseCursor(cursor string, now time.Time) (position, error) {
	if cursor == "" {
		return position{now.Add(time.Hour), ""}, nil
	}
	parts, ok := page.Position(cursor, 2)
	if !ok {
		return position{}, ErrCursor
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return position{}, ErrCursor
	}
	return position{time.UnixMilli(at), parts[1]}, nil
}

// Deliveries returns a page of what was sent to an endpoint, in one state or,
// empty, in any.
func (s *Service) Deliveries(ctx context.Context, applicationID, id, state, cursor string, limit int) (Page, error) {
	e, err := s.find(ctx, applicationID, id)
	if err != nil {
		return Page{}, err
	}
	if _, known := states()[state]; !known {
		return Page{}, ErrInvalid.With(fault.Field{Name: "query.state", Problem: "must be pending, delivered or failed"})
	}
	before, err := parseCursor(cursor, s.now())
	if err != nil {
		return Page{}, err
	}
	found, err := s.store.deliveries(ctx, e.ID, state, before, limit+1)
	if err != nil {
		return Page{}, err
	}
	p := Page{Deliveries: found}
	if len(found) > limit {
		p.Deliveries = found[:limit]
		last := p.Deliveries[limit-1]
		p.Next = position{last.CreatedAt, last.ID}.String()
	}
	return p, nil
}

// Delivery returns what was sent, and how each attempt went.
func (s *Service) Delivery(ctx context.Context, applicationID, id, deliveryID string) (Story, error) {
	e, err := s.find(ctx, applicationID, id)
	if err != nil {
		return Story{}, err
	}
	return s.story(ctx, e.ID, deliveryID)
}

func (s *Service) story(ctx context.Context, endpointID, deliveryID string) (Story, error) {
	if uuid.Validate(deliveryID) != nil {
		return Story{}, ErrDelivery
	}
	var all Story
	var err error
	if all.Delivery, err = s.store.delivery(ctx, endpointID, deliveryID); err != nil {
		return Story{}, err
	}
	if all.Payload, err = s.store.payload(ctx, all.EventID); err != nil {
		return Story{}, err
	}
	all.Tries, err = s.store.attempts(ctx, deliveryID)
	return all, err
}

// Replay has one delivery made once more, whatever became of it.
func (s *Service) Replay(ctx context.Context, by actor.Actor, applicationID, id, deliveryID string) (Story, error) {
	var all Story
	err := s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		if !e.IsEnabled {
			return ErrDisabled
		}
		found, err := s.story(ctx, e.ID, deliveryID)
		if err != nil {
			return err
		}
		if err := s.store.again(ctx, found.ID, s.clock()); err != nil {
			return err
		}
		if all, err = s.story(ctx, e.ID, deliveryID); err != nil {
			return err
		}
		s.queue.Wake(ctx)
		return s.record(ctx, by, "webhook.replayed", e, map[string]any{"deliveryId": found.ID, "type": found.Type})
	})
	return all, err
}

// A Range selects what happened from a time on and before another.
type Range struct {
	From, Until time.Time // zero Until: now
	All         bool      // also what has arrived
}

// maxMissed is how many events that an endpoint was never told of one replay
// brings.
const maxMissed = 10_000

// ReplayRange has what happened in a time sent once more: what did not arrive,
// and what the endpoint chooses now but was not told, because it was disabled or
// had not chosen it. It returns how much that is; when more says so, the same
// replay brings the rest.
func (s *Service) ReplayRange(ctx context.Context, by actor.Actor, applicationID, id string, r Range) (count int64, more bool, err error) {
	now := s.clock()
	if r.Until.IsZero() || r.Until.After(now) {
		r.Until = now.Add(time.Millisecond)
	}
	if !r.From.Before(r.Until) {
		return 0, false, ErrInvalid.With(fault.Field{Name: "body.from", Problem: "must be before until, and in the past"})
	}
	err = s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		if !e.IsEnabled {
			return ErrDisabled
		}
		var err error
		if count, err = s.store.allAgain(ctx, e.ID, now, r.From, r.Until, r.All); err != nil {
			return err
		}
		missed, err := s.store.missed(ctx, e, r.From, r.Until, maxMissed+1)
		if err != nil {
			return err
		}
		if more = len(missed) > maxMissed; more {
			missed = missed[:maxMissed]
		}
		for _, v := range missed {
			if err := s.store.insertDelivery(ctx, Delivery{
				ID: secret.UUID(), EventID: v.ID, EndpointID: e.ID, Type: v.Type, CreatedAt: v.CreatedAt, NextAt: now,
			}); err != nil {
				return err
			}
		}
		count += int64(len(missed))
		s.queue.Wake(ctx)
		return s.record(ctx, by, "webhook.replayed", e, map[string]any{
			"from": r.From.UTC().Format(time.RFC3339), "until": r.Until.UTC().Format(time.RFC3339), "all": r.All, "deliveries": count,
		})
	})
	return count, more, err
}

// Try sends a test to an endpoint at once, also to a disabled one, and returns
// how it went. Nothing is sent a second time.
func (s *Service) Try(ctx context.Context, by actor.Actor, applicationID, id string) (Story, error) {
	var d Delivery
	err := s.onEndpoint(ctx, applicationID, id, func(ctx context.Context, e Endpoint) error {
		v, err := s.event(e.ApplicationID, Test, dataJSON{WebhookID: e.ID})
		if err != nil {
			return err
		}
		d = Delivery{
			ID: secret.UUID(), EventID: v.ID, EndpointID: e.ID, Type: Test, CreatedAt: v.CreatedAt, Attempts: 1, NextAt: v.CreatedAt.Add(leased),
			lease: secret.UUID(),
		}
		if err := s.store.insertEvent(ctx, v); err != nil {
			return err
		}
		if err := s.store.insertDelivery(ctx, d); err != nil {
			return err
		}
		return s.record(ctx, by, "webhook.tested", e, map[string]any{"deliveryId": d.ID})
	})
	if err != nil {
		return Story{}, err
	}
	s.deliver(context.WithoutCancel(ctx), d) // noted even if nobody waits for the answer: else it would be sent again
	return s.story(ctx, d.EndpointID, d.ID)
}
