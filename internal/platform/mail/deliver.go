package mail

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
	"unicode"
)

const (
	// atOnce is how many mails one process hands over at the same time.
	atOnce = 4
	// leased is how long a mail belongs to whoever took it: longer than any
	// attempt lasts.
	leased = 3 * time.Minute
	// lookEvery is how often a process looks for mails that others left.
	lookEvery = 5 * time.Second
	// grace is how long an attempt may go on when the process is told to stop.
	grace = 10 * time.Second

	firstPause  = 10 * time.Second
	longest     = 2 * time.Hour
	maxAttempts = 20 // more than a day
	maxProblem  = 300
)

// pause is the wait after so many attempts: three times as long each time, and
// up to a fifth more so that mails held up together do not come back together.
func pause(attempts int64) time.Duration {
	d := firstPause
	for range attempts - 1 {
		if d *= 3; d >= longest {
			d = longest
			break
		}
	}
	return d + rand.N(d/5) //nolint:gosec // jitter
}

// Run hands mail over until ctx ends.
func (m *Mailer) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		n, err := m.DeliverDue(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "mail cannot be looked after", "err", err)
		}
		if n == atOnce && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-m.wake:
		}
	}
}

// DeliverDue takes mails that wait, as many as are handed over at the same time,
// and makes one attempt at each. It returns how many that were.
func (m *Mailer) DeliverDue(ctx context.Context) (int, error) {
	if !m.Leaves() {
		return 0, nil
	}
	now := m.now()
	due, err := m.store.due(ctx, now)
	if err != nil || !due {
		return 0, err
	}
	claimed, err := m.store.claim(ctx, now)
	if err != nil {
		return 0, err
	}
	// An attempt that was begun is finished and noted, or the mail would leave
	// twice; the lease covers what does not end in time.
	unhurried, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	defer stop()
	var all sync.WaitGroup
	for _, i := range claimed {
		all.Go(func() { m.deliver(unhurried, i) })
	}
	all.Wait()
	return len(claimed), nil
}

// errExpired ends the attempts: what the mail says no longer holds.
var errExpired = errors.New("it could not be sent while it was of use")

// deliver makes one attempt and notes how it went.
func (m *Mailer) deliver(ctx context.Context, i item) {
	msg, err := m.open(i)
	if err == nil && !i.expiresAt.IsZero() && !m.now().Before(i.expiresAt) {
		err = errExpired
	}
	if err != nil {
		err = final{err}
	} else {
		err = m.transmit(ctx, i.ID, i.CreatedAt, msg)
	}
	if ctx.Err() != nil && err != nil {
		return // the lease runs out, and another takes over
	}
	if err := m.note(ctx, i, msg, err); err != nil {
		slog.WarnContext(ctx, "an attempt to send a mail was not noted", "mail", i.ID, "err", err)
	}
}

func (m *Mailer) note(ctx context.Context, i item, msg Message, problem error) error {
	now := m.now()
	if problem == nil {
		return m.store.sent(ctx, i.ID, now)
	}
	text := describe(problem, msg.To)
	if !errors.As(problem, new(final)) && i.Attempts < maxAttempts {
		slog.WarnContext(ctx, "a mail was not taken and will be tried again", "mail", i.ID, "template", i.Template, "attempts", i.Attempts, "problem", text)
		return m.store.postponed(ctx, i, now.Add(pause(i.Attempts)), text)
	}
	left := ""
	if msg.To != "" {
		var err error
		if left, err = m.seal(Message{To: msg.To}); err != nil {
			return err
		}
	}
	mine, err := m.store.failed(ctx, i, left, now, text)
	if err == nil && mine {
		slog.WarnContext(ctx, "a mail was given up", "mail", i.ID, "template", i.Template, "attempts", i.Attempts, "problem", text)
	}
	return err
}

// describe puts a problem into one line that names no recipient.
func describe(problem error, to string) string {
	text := problem.Error()
	if to != "" {
		text = strings.ReplaceAll(text, to, "…")
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.ToValidUTF8(text[:min(len(text), maxProblem)], "")
}

// A final problem stays however often the mail is tried.
type final struct{ error }

// Unwrap returns the problem.
func (f final) Unwrap() error { return f.error }
