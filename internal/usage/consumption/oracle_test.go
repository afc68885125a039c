package consumption_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// An oracle remembers all that ever happened to one counter, and adds it up
// again for every answer. It knows fractions, and nothing of windows that roll,
// credits that are counted down, or sums that are kept.
type oracle struct {
	window  meter.Window
	limit   *big.Rat
	charges []charge
	credits []*given
	open    []*setAside
	total   *big.Rat
}

type charge struct {
	at     time.Time
	amount *big.Rat
}

type given struct {
	id      string
	amount  *big.Rat
	expires time.Time
	taken   []*taken
}

// A taken amount may be given back.
type taken struct {
	amount *big.Rat
	back   *big.Rat
}

type setAside struct {
	id      string
	amount  *big.Rat
	charged *big.Rat
	parts   []*taken // in the order in which they were taken
	home    time.Time
	expires time.Time
	settled bool
}

func rat(text string) *big.Rat {
	r, _ := new(big.Rat).SetString(text)
	return r
}

func zero() *big.Rat { return new(big.Rat) }

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

func atLeastNothing(a *big.Rat) *big.Rat {
	if a.Sign() < 0 {
		return zero()
	}
	return a
}

func less(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func (g *given) left(now time.Time) *big.Rat {
	if !g.expires.IsZero() && !g.expires.After(now) {
		return zero()
	}
	left := g.amount
	for _, t := range g.taken {
		left = add(sub(left, t.amount), t.back)
	}
	return left
}

func (o *oracle) start(now time.Time) time.Time {
	start, _ := o.window.Around(now, time.Time{})
	return start
}

func (o *oracle) used(now time.Time) *big.Rat {
	sum := zero()
	for _, c := range o.charges {
		if !c.at.Before(o.start(now)) {
			sum = add(sum, c.amount)
		}
	}
	return sum
}

func (o *oracle) held(now time.Time) *big.Rat {
	sum := zero()
	for _, r := range o.open {
		if !r.settled && r.expires.After(now) && !r.home.Before(o.start(now)) {
			sum = add(sum, r.charged)
		}
	}
	return sum
}

func (o *oracle) credit(now time.Time) *big.Rat {
	sum := zero()
	for _, g := range o.credits {
		sum = add(sum, g.left(now))
	}
	return sum
}

func (o *oracle) remaining(now time.Time) *big.Rat {
	return add(atLeastNothing(sub(sub(o.limit, o.used(now)), o.held(now))), o.credit(now))
}

// take takes an amount from credits, and returns what the plan is charged.
func (o *oracle) take(amount *big.Rat, now time.Time) (*big.Rat, []*taken) {
	slices.SortStableFunc(o.credits, func(a, b *given) int {
		switch {
		case a.expires.Equal(b.expires):
			return 0
		case a.expires.IsZero():
			return 1
		case b.expires.IsZero():
			return -1
		}
		return a.expires.Compare(b.expires)
	})
	var parts []*taken
	for _, g := range o.credits {
		part := less(amount, g.left(now))
		if part.Sign() <= 0 {
			continue
		}
		t := &taken{part, zero()}
		g.taken, parts = append(g.taken, t), append(parts, t)
		amount = sub(amount, part)
	}
	return amount, parts
}

// refuses decides on an entry, and remembers it unless it is refused.
func (o *oracle) refuses(amount *big.Rat, at, now time.Time, enforce bool) bool {
	if enforce && amount.Sign() > 0 && amount.Cmp(o.remaining(now)) > 0 {
		return true
	}
	charged := amount
	if !at.Before(o.start(now)) {
		charged, _ = o.take(amount, now)
	}
	o.charges = append(o.charges, charge{at, charged})
	o.total = add(o.total, amount)
	return false
}

func (o *oracle) reserves(amount *big.Rat, id string, now time.Time, life time.Duration) bool {
	if amount.Cmp(o.remaining(now)) > 0 {
		return false
	}
	charged, parts := o.take(amount, now)
	o.open = append(o.open, &setAside{id: id, amount: amount, charged: charged, parts: parts, home: now, expires: now.Add(life)})
	return true
}

// settle consumes so much of what was set aside; the rest goes back.
func (o *oracle) settle(r *setAside, spent *big.Rat) {
	r.settled = true
	o.total = add(o.total, spent)
	left := spent
	for _, part := range r.parts {
		of := less(left, part.amount)
		left = sub(left, of)
		part.back = sub(part.amount, of)
	}
	if spent.Sign() > 0 {
		o.charges = append(o.charges, charge{r.home, left})
	}
}

// look is what every call begins with: what expired goes back, and what is
// reserved moves to the window of a plan that was not looked at before.
func (o *oracle) look(now time.Time) {
	for _, r := range o.open {
		if !r.settled && !r.expires.After(now) {
			o.settle(r, zero())
		}
	}
}

func (o *oracle) moves(w meter.Window, now time.Time) {
	o.look(now)
	if o.window == w {
		return
	}
	o.window = w
	for _, r := range o.open {
		if !r.settled && r.home.Before(o.start(now)) {
			r.home = o.start(now)
		}
	}
}

func (o *oracle) String() string { return fmt.Sprint(o.window, " ", o.limit.FloatString(9)) }

// A play is one random course of events, told by the service and the oracle.
type play struct {
	fixture
	t      *testing.T
	random *rand.Rand
	oracle *oracle
}

func (p *play) amount(negative bool) string {
	nanos := p.random.Int64N(30_000_000_000)
	if p.random.IntN(3) == 0 {
		nanos = nanos / 1_000_000_000 * 1_000_000_000
	}
	if negative && p.random.IntN(5) == 0 {
		nanos = -nanos
	}
	return new(big.Rat).SetFrac64(nanos, 1_000_000_000).FloatString(9)
}

func (p *play) step() {
	now := p.clock.now()
	p.oracle.look(now)
	switch p.random.IntN(10) {
	case 0, 1, 2:
		text, enforce := p.amount(true), p.random.IntN(2) == 0
		e := p.entry(p.t, "ada", "k", text)
		e.Enforce = enforce
		at := now
		if !enforce && p.random.IntN(3) == 0 {
			at = now.Add(-time.Duration(p.random.Int64N(int64(40 * time.Hour)))).Truncate(time.Millisecond)
			e.At = at
		}
		_, err := p.Record(p.t.Context(), p.machine, e)
		p.agrees("record "+text, err, p.oracle.refuses(rat(text), at, now, enforce))
	case 3, 4:
		text, life := p.amount(false), time.Duration(1+p.random.IntN(7200))*time.Second
		made, err := p.Reserve(p.t.Context(), p.machine, p.entry(p.t, "ada", "k", text), life)
		p.agrees("reserve "+text, err, !p.oracle.reserves(rat(text), made.ID, now, life))
	case 5, 6:
		p.settle(now)
	case 7:
		text := p.amount(false)
		if rat(text).Sign() == 0 {
			return
		}
		var expires time.Time
		if p.random.IntN(2) == 0 {
			expires = now.Add(time.Duration(1+p.random.IntN(5000)) * time.Minute)
		}
		c, err := p.Grant(p.t.Context(), root, consumption.NewCredit{ApplicationID: p.app.ID, UserID: "ada", Key: "k", Amount: parsed(p.t, text), ExpiresAt: expires})
		must(p.t, err)
		p.oracle.credits = append(p.oracle.credits, &given{id: c.ID, amount: rat(text), expires: expires})
	case 8:
		p.pass(time.Duration(p.random.Int64N(int64(5 * time.Hour))))
	case 9:
		if p.random.IntN(4) == 0 {
			p.plan()
		}
	}
}

func (p *play) settle(now time.Time) {
	if len(p.oracle.open) == 0 {
		return
	}
	r := p.oracle.open[p.random.IntN(len(p.oracle.open))]
	if p.random.IntN(2) == 0 {
		_, err := p.Release(p.t.Context(), p.machine, r.id)
		if r.settled {
			return // what was settled is told again or refused; other tests say which
		}
		must(p.t, err)
		p.oracle.settle(r, zero())
		return
	}
	if r.settled {
		return
	}
	spent := r.amount
	var amount *meter.Amount
	if p.random.IntN(2) == 0 {
		spent = less(rat(p.amount(false)), r.amount)
		a := parsed(p.t, spent.FloatString(9))
		amount = &a
	}
	if _, err := p.Confirm(p.t.Context(), p.machine, r.id, amount); err != nil {
		p.t.Fatalf("confirm at %s: %v", now, err)
	}
	p.oracle.settle(r, spent)
}

// plan gives the user another limit, which is looked at at once.
func (p *play) plan() {
	windows := []meter.Window{meter.Hour, meter.Day, meter.Month, meter.Lifetime}
	w, limit := windows[p.random.IntN(len(windows))], 10+p.random.IntN(90)
	p.features(p.t, fmt.Sprintf(`{"k":{"limit":%d,"window":%q}}`, limit, w))
	p.oracle.limit = new(big.Rat).SetInt64(int64(limit))
	now := p.clock.now()
	p.oracle.moves(w, now)
	_, err := p.Record(p.t.Context(), p.machine, p.entry(p.t, "ada", "k", "0"))
	must(p.t, err)
	p.oracle.refuses(zero(), now, now, false)
}

func (p *play) agrees(what string, err error, refused bool) {
	p.t.Helper()
	if err != nil && !errors.Is(err, consumption.ErrLimit) {
		p.t.Fatalf("%s: %v", what, err)
	}
	if (err != nil) != refused {
		p.t.Fatalf("%s: %v, the oracle of %s refuses: %v", what, err, p.oracle, refused)
	}
}

func (p *play) compare(step int) {
	p.t.Helper()
	now := p.clock.now()
	p.oracle.look(now)
	v, err := p.Check(p.t.Context(), p.machine, p.entry(p.t, "ada", "k", "0"))
	must(p.t, err)
	for name, c := range map[string][2]*big.Rat{
		"total":     {rat(v.Total.String()), p.oracle.total},
		"used":      {rat(v.State.Used.String()), p.oracle.used(now)},
		"reserved":  {rat(v.State.Reserved.String()), p.oracle.held(now)},
		"credits":   {rat(v.State.Credits.String()), p.oracle.credit(now)},
		"remaining": {rat(v.State.Remaining.String()), p.oracle.remaining(now)},
	} {
		if c[0].Cmp(c[1]) != 0 {
			p.t.Fatalf("step %d at %s: %s is %s, the oracle of %s says %s", step, now, name, c[0].FloatString(9), p.oracle, c[1].FloatString(9))
		}
	}
}

// Whatever happens in whatever order, decisions and balances are those of an
// oracle that adds everything up again each time.
func TestBalancesAreWhatASlowOracleSays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(2) {
			f := start(t, d)
			p := &play{fixture: f, t: t, random: rand.New(rand.NewPCG(seed, 1)), oracle: &oracle{total: zero(), limit: zero(), window: ""}}
			p.plan()
			for step := range 100 {
				p.step()
				p.compare(step)
			}
			if n := f.count(t, `SELECT count(*) FROM consumption_entries e JOIN consumption_totals t ON t.number = e.counter WHERE e.line > t.lines OR e.line < 1`); n != 0 {
				t.Errorf("%d lines are out of count", n)
			}
			_, err := d.Exec(t.Context(), `DELETE FROM users WHERE id = 'ada'`)
			must(t, err)
			must(t, f.applications.Delete(t.Context(), root, f.app.ID))
		}
	})
}
