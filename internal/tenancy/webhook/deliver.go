package webhook

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	// leased is how long a delivery belongs to whoever took it: longer than any
	// attempt lasts.
	leased = 15 * time.Second
	// attemptLimit is what the client for fetching allows, and the time to note it.
	attemptLimit = 8 * time.Second
	// atOnce is how many deliveries one process makes at the same time.
	atOnce = 16

	// disableAfter is how long nothing but failures disables an endpoint: more than
	// all attempts at one delivery take.
	disableAfter = 5 * 24 * time.Hour
	// A failing endpoint is left alone for a while, so that it can recover and does
	// not take the places of others.
	firstBlock   = 5 * time.Second
	longestBlock = 5 * time.Minute

	maxProblem = 300
	maxExcerpt = 1 << 10
	keep       = 30 * 24 * time.Hour
)

// pauses are the waits after each failed attempt, about three days in all.
func pauses() []time.Duration {
	return []time.Duration{
		5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
		20 * time.Hour, 20 * time.Hour,
	}
}

// after returns how long to wait after so many attempts, or false when it was
// the last. What was held up together does not come back together: each waits up
// to a tenth longer.
func after(attempts int64) (time.Duration, bool) {
	list := pauses()
	if attempts < 1 || attempts > int64(len(list)) {
		return 0, false
	}
	pause := list[attempts-1]
	return pause + rand.N(pause/10), true //nolint:gosec // jitter
}

// block is how long an endpoint is left alone after so many failures in a row.
func block(failures int64) time.Duration {
	d := firstBlock
	for range failures - 1 {
		if d *= 2; d >= longestBlock {
			return longestBlock
		}
	}
	return d
}

// Run delivers until ctx ends.
func (s *Service) Run(ctx context.Context) { s.queue.Run(ctx, s.deliver) }

// DeliverDue takes the deliveries that wait, as many as are made at the same
// time, and makes one attempt at each. It returns how many that were.
func (s *Service) DeliverDue(ctx context.Context) (int, error) { return s.queue.Once(ctx, s.deliver) }

// deliver makes one attempt and notes how it went. When ctx ends meanwhile
// nothing is noted: the lease runs out, and another takes over.
func (s *Service) deliver(ctx context.Context, d Delivery) {
	p, err := s.store.parcel(ctx, d, s.now())
	if errors.Is(err, db.ErrNone) { // it was deleted meanwhile
		return
	}
	if err == nil {
		t := s.attempt(ctx, d, p)
		if ctx.Err() != nil {
			return
		}
		err = s.note(ctx, d, p, t)
	}
	if err != nil && ctx.Err() == nil {
		slog.WarnContext(ctx, "webhook: an attempt was not noted", "delivery", d.ID, "err", err)
	}
}

// A parcel is what an attempt needs to know.
type parcel struct {
	endpoint Endpoint
	secrets  []Secret
	payload  string
}

// attempt posts a message with its signatures (Standard Webhooks). Every attempt
// has the id of the event, so that a receiver can tell a repetition.
func (s *Service) attempt(ctx context.Context, d Delivery, p parcel) Attempt {
	began := s.now()
	t := Attempt{At: began}
	keys, err := s.keys(p.secrets)
	if err != nil {
		t.Problem = "its secrets cannot be opened"
		return t
	}
	reply, err := s.Fetch.Send(ctx, fetch.Message{
		URL: p.endpoint.URL, Type: "application/json", Body: []byte(p.payload), Peek: maxExcerpt,
		Header: map[string]string{
			"webhook-id":        d.EventID,
			"webhook-timestamp": strconv.FormatInt(began.Unix(), 10),
			"webhook-signature": sign(d.EventID, began, []byte(p.payload), keys),
		},
	})
	t.Duration = s.now().Sub(began)
	if err != nil {
		t.Problem = printable(err.Error(), maxProblem)
		return t
	}
	t.Status, t.Excerpt = int64(reply.Status), printable(string(reply.Body), maxExcerpt)
	if reply.Status < 200 || reply.Status > 299 {
		t.Problem = "the answer has status " + strconv.Itoa(reply.Status)
	}
	return t
}

// printable makes a text that can be stored and shown of what others said.
func printable(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.ToValidUTF8(text[:min(len(text), limit)], "")
}

const gone = 410

// errTaken means that somebody else has taken the delivery over.
var errTaken = errors.New("webhook: the lease is over")

// note writes down how an attempt went. It holds the endpoint's row before that
// of the delivery, as whoever disables the endpoint does.
func (s *Service) note(ctx context.Context, d Delivery, p parcel, t Attempt) error {
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		if t.Problem == "" {
			if err := s.store.recovered(ctx, d.EndpointID); err != nil {
				return err
			}
			if err := s.store.delivered(ctx, d, s.now(), t); err != nil {
				return err
			}
			return s.store.insertAttempt(ctx, secret.UUID(), d.ID, t)
		}
		return s.noteFailure(ctx, d, p.endpoint, t)
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

func (s *Service) noteFailure(ctx context.Context, d Delivery, e Endpoint, t Attempt) error {
	now, reason := s.clock(), ""
	wait, again := after(d.Attempts)
	if d.Type == Test { // somebody waits for the answer, and has it
		again = false
	} else {
		since, err := s.store.failing(ctx, e.ID, now, now.Add(block(e.failures+1)))
		if errors.Is(err, db.ErrNone) { // it was deleted
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case t.Status == gone:
			reason = ReasonGone
		case now.Sub(since) >= disableAfter:
			reason = ReasonFailing
		}
	}
	mine, err := s.store.undelivered(ctx, d, now, now.Add(wait), again && reason == "", t)
	if err != nil {
		return err
	}
	if !mine {
		return errTaken
	}
	if err := s.store.insertAttempt(ctx, secret.UUID(), d.ID, t); err != nil || reason == "" {
		return err
	}
	return s.disable(ctx, e, now, reason)
}

// disable ends what is sent to an endpoint, until somebody enables it again.
func (s *Service) disable(ctx context.Context, e Endpoint, now time.Time, reason string) error {
	was, err := s.store.disable(ctx, e.ID, now, reason)
	if err != nil || !was {
		return err
	}
	if err := s.store.giveUp(ctx, e.ID, now); err != nil {
		return err
	}
	slog.WarnContext(ctx, "a webhook was disabled", "webhook", e.ID, "application", e.ApplicationID, "reason", reason)
	return s.record(ctx, actor.Actor{System: true}, "webhook.disabled", e, map[string]any{"url": e.URL, "reason": reason})
}

// Purge forgets events that are long past, and what became of them.
func (s *Service) Purge(ctx context.Context) error {
	now := s.now()
	if err := s.store.purge(ctx, now.Add(-keep)); err != nil {
		return err
	}
	if err := s.store.purgeSecrets(ctx, now); err != nil {
		return err
	}
	return s.reseal(ctx)
}
