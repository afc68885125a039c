package consumption

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A counter is what one user consumes of one key, with the window of its limit.
// Without a limit it has no series, and its balance only credits.
type counter struct {
	place
	number    int64
	total     meter.Amount
	lines     int64
	series    string
	balance   meter.Balance
	told      string
	heldUntil time.Time
	credits   int64
	updatedAt time.Time

	limited bool
	moved   bool // to other windows, so that what is held must follow
	changed bool
}

// A reservation is an amount that was set aside, and where it was taken from.
type reservation struct {
	id        string
	counter   int64
	amount    meter.Amount
	split     meter.Split
	series    string
	heldIn    time.Time
	expiresAt time.Time
	createdAt time.Time
}

type credit struct {
	meter.Credit
	counter int64
	granted meter.Amount
	note    string
}

type hour struct {
	counter int64
	start   time.Time
}

type counted struct{ amount, charged meter.Amount }

type hourly struct {
	hour
	counted
}

// A ledgered line is one to write.
type ledgered struct {
	counter int64
	Line
	replay string
}

// Books are the counters that a transaction holds, and what it will write.
type books struct {
	now      time.Time
	counters map[place]*counter
	known    map[string]written     // lines there are, by what makes them the only ones
	open     map[string]reservation // by id, those that are asked about

	lines     []ledgered
	hours     map[hour]counted
	full      []hourly // sums that can hold no more
	made      []reservation
	settled   []string
	granted   []credit
	revoked   []string
	used      map[string]meter.Amount // what is left of credits that changed
	crossings []Threshold
}

// decide finds out what comes of a request, after those before it.
func (b *books) decide(r *request) {
	r.line, r.err = Line{}, nil
	if w, ok := b.known[r.replay]; ok && r.replay != "" {
		if r.line = w.Line; !r.repeats(w) {
			r.err = ErrReplay
			if r.settles() {
				r.err = ErrSettled
			}
		}
		return
	}
	c := b.counters[r.place()]
	switch r.kind {
	case kindUse:
		r.err = b.use(c, r)
	case kindReserve:
		r.err = b.reserve(c, r)
	case kindConfirm, kindRelease:
		r.err = b.settle(c, r)
	case kindGrant:
		b.grant(c, r)
	case kindRevoke:
		r.err = b.revoke(c, r)
	}
	if r.err == nil && c.limited {
		b.cross(c)
	}
}

func (b *books) use(c *counter, r *request) error {
	at := r.when(b.now)
	total, ok := c.total.Plus(r.Amount)
	if !ok {
		return errTotal
	}
	split := meter.Split{Charged: r.Amount}
	if c.limited && !at.Before(c.balance.Start) { // what is late belongs to a window that is over
		if r.Enforce && !c.balance.Fits(r.Amount) {
			return c.exceeded(b.now)
		}
		if split, ok = c.balance.Spend(r.Amount); !ok {
			return errTotal
		}
	}
	c.total = total
	b.spent(split.Parts, c)
	b.count(c, at, r.Amount, split.Charged)
	b.write(c, r, Line{Kind: kindUse, Amount: r.Amount, HappenedAt: at, Parts: split.Parts, Reference: r.reservation})
	return nil
}

func (b *books) reserve(c *counter, r *request) error {
	split := meter.Split{Charged: r.Amount}
	if c.limited {
		if !c.balance.Fits(r.Amount) {
			return c.exceeded(b.now)
		}
		var ok bool
		if split, ok = c.balance.Hold(r.Amount); !ok {
			return errTotal
		}
	}
	made := reservation{
		id: r.reservation, counter: c.number, amount: r.Amount, split: split, series: c.series, heldIn: c.balance.Start,
		expiresAt: b.now.Add(r.life), createdAt: b.now,
	}
	b.made = append(b.made, made)
	b.open[made.id] = made
	if c.heldUntil.IsZero() || made.expiresAt.Before(c.heldUntil) {
		c.heldUntil = made.expiresAt
	}
	b.spent(split.Parts, c)
	b.write(c, r, Line{Kind: kindReserve, Amount: r.Amount, HappenedAt: made.expiresAt, Parts: split.Parts, Reference: made.id})
	return nil
}

func (b *books) settle(c *counter, r *request) error {
	held, ok := b.open[r.reservation]
	if !ok {
		return ErrUnknown
	}
	spent := r.Amount
	switch {
	case r.kind == kindRelease:
		spent = meter.Amount{}
	case r.whole:
		spent = held.amount
	case spent.Compare(held.amount) > 0:
		return errBeyond
	}
	total, ok := c.total.Plus(spent)
	if !ok {
		return errTotal
	}
	used, back := held.split.Settle(spent)
	if !b.unhold(c, held, used, back) {
		return errTotal
	}
	delete(b.open, held.id)
	line := Line{Kind: r.kind, Amount: spent, HappenedAt: b.now, Parts: back.Parts, Reference: held.id}
	if r.kind == kindRelease {
		line.Amount = held.amount
	} else {
		c.total = total
		line.HappenedAt = held.createdAt
		if held.heldIn.After(held.createdAt) {
			line.HappenedAt = held.heldIn
		}
		b.count(c, line.HappenedAt, spent, used.Charged)
	}
	b.write(c, r, line)
	return nil
}

// unhold ends a reservation: what was used is charged, and the rest goes back to
// where it came from. A window that is over gets nothing back, nor does a credit
// that has expired.
func (b *books) unhold(c *counter, held reservation, used, back meter.Split) bool {
	if c.series != "" && held.series == c.series && held.heldIn.Equal(c.balance.Start) {
		after, ok := c.balance.Used.Plus(used.Charged)
		if !ok {
			return false
		}
		rest, ok := c.balance.Held.Minus(held.split.Charged)
		if !ok {
			return false
		}
		c.balance.Used, c.balance.Held = after, rest
	}
	for _, p := range back.Parts {
		for i := range c.balance.Credits {
			if credit := &c.balance.Credits[i]; credit.ID == p.Credit {
				credit.Left, _ = credit.Left.Plus(p.Amount) // it was part of it
			}
		}
	}
	b.spent(back.Parts, c)
	b.settled = append(b.settled, held.id)
	return true
}

// expire ends a reservation that nobody settled in time.
func (b *books) expire(c *counter, held reservation) {
	_, back := held.split.Settle(meter.Amount{})
	b.unhold(c, held, meter.Split{}, back)
	r := &request{replay: settlementOf(held.id)}
	b.write(c, r, Line{Kind: kindExpire, Amount: held.amount, HappenedAt: held.expiresAt, Parts: back.Parts, Reference: held.id})
}

func (b *books) grant(c *counter, r *request) {
	given := credit{
		Credit:  meter.Credit{ID: r.reservation, Left: r.Amount, ExpiresAt: r.expires},
		counter: c.number, granted: r.Amount, note: r.note,
	}
	b.granted = append(b.granted, given)
	c.balance.Credits = append(c.balance.Credits, given.Credit)
	meter.SortCredits(c.balance.Credits)
	c.recount()
	b.write(c, r, Line{Kind: kindGrant, Amount: r.Amount, HappenedAt: b.now, Reference: r.reservation})
}

// revoke ends a credit. It expires, so that what reservations hold of it does not
// come back to it.
func (b *books) revoke(c *counter, r *request) error {
	i := slices.IndexFunc(c.balance.Credits, func(found meter.Credit) bool { return found.ID == r.reservation })
	if i < 0 {
		return errCredit
	}
	left := c.balance.Credits[i].Left
	c.balance.Credits = slices.Delete(c.balance.Credits, i, i+1)
	c.recount()
	delete(b.used, r.reservation)
	b.revoked = append(b.revoked, r.reservation)
	b.write(c, r, Line{Kind: kindRevoke, Amount: left, HappenedAt: b.now, Parts: []meter.Part{{Credit: r.reservation, Amount: left}}, Reference: r.reservation})
	return nil
}

// spent notes what is left of credits that gave or got something back.
func (b *books) spent(parts []meter.Part, c *counter) {
	for _, p := range parts {
		for _, credit := range c.balance.Credits {
			if credit.ID == p.Credit {
				b.used[credit.ID] = credit.Left
			}
		}
	}
	if len(parts) > 0 {
		c.recount()
	}
}

func (c *counter) recount() {
	before := c.credits
	c.credits = 0
	for _, credit := range c.balance.Credits {
		if credit.Left.Sign() > 0 {
			c.credits++
		}
	}
	c.changed = c.changed || c.credits != before
}

// count adds to the hour in which something was consumed.
func (b *books) count(c *counter, at time.Time, amount, charged meter.Amount) {
	at = at.Truncate(time.Hour)
	h := hour{c.number, at}
	sum := b.hours[h]
	whole, fits := sum.amount.Plus(amount)
	part, fitsToo := sum.charged.Plus(charged)
	if !fits || !fitsToo { // what is added later can bring the total back from beyond an amount
		b.full = append(b.full, hourly{h, sum})
		whole, part = amount, charged
	}
	b.hours[h] = counted{whole, part}
}

func (b *books) write(c *counter, r *request, l Line) {
	c.lines++
	c.changed = true
	if l.Kind == kindUse || l.Kind == kindConfirm {
		c.updatedAt = b.now
	}
	l.Number, l.Total, l.CreatedAt = c.lines, c.total, b.now
	if c.limited {
		state := c.state()
		l.State = &state
	}
	r.line = l
	b.lines = append(b.lines, ledgered{c.number, l, r.replay})
	if r.replay != "" {
		b.known[r.replay] = written{c.place, l}
	}
}

func (c *counter) state() State {
	b := &c.balance
	return State{
		Limit: b.Limit, Used: b.Used, Reserved: b.Held, Credits: b.Credit(), Remaining: b.Left(), Overage: b.Over(), ResetsAt: b.End,
	}
}

func (c *counter) exceeded(now time.Time) error {
	e := &ExceededError{State: c.state()}
	if end := c.balance.End; !end.IsZero() {
		e.RetryAfter = max(1, int((end.Sub(now)+time.Second-1)/time.Second))
	}
	return e
}

// Thresholds are the shares of a limit, in percent, that are told when they are
// reached, once in a window.
func thresholds() []int64 { return []int64{80, 100} }

// cross notes which thresholds are reached that were not told before. Another
// limit is another matter.
func (b *books) cross(c *counter) {
	limit := c.balance.Limit.Amount.String()
	var before int64
	if share, of, _ := strings.Cut(c.told, " "); of == limit {
		before, _ = strconv.ParseInt(share, 10, 64) // we wrote it
	}
	reached := c.balance.Reached(thresholds()...)
	if reached <= before {
		return
	}
	for _, share := range thresholds() {
		if share > before && share <= reached {
			b.crossings = append(b.crossings, Threshold{
				ApplicationID: c.applicationID, UserID: c.userID, Key: c.key, Percent: share, State: c.state(), At: b.now,
			})
		}
	}
	c.told, c.changed = strconv.FormatInt(reached, 10)+" "+limit, true
}

// turn brings a counter into the window of its limit that is now. Windows never
// go back, whatever the clocks of two replicas say. It reports whether the
// window is of another series than before: then what it holds must be found.
func (c *counter) turn(now time.Time) (found bool) {
	if !c.limited {
		if c.series != "" {
			c.series, c.told, c.changed = "", "", true
			c.balance = meter.Balance{Start: meter.Ever(), Credits: c.balance.Credits}
		}
		return true
	}
	l := c.balance.Limit
	start, end := l.Around(now)
	switch {
	case c.series != l.Series():
		c.series, c.told, c.changed, c.moved = l.Series(), "", true, true
		c.balance.Start, c.balance.End = start, end
		c.balance.Used, c.balance.Held = meter.Amount{}, meter.Amount{}
		return false
	case start.After(c.balance.Start):
		c.told, c.changed = "", true
		c.balance.Start, c.balance.End = start, end
		c.balance.Used, c.balance.Held = meter.Amount{}, meter.Amount{}
	default:
		_, c.balance.End = l.Around(c.balance.Start)
	}
	return true
}
