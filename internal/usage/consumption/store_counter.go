package consumption

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

func (p place) compare(q place) int {
	if c := strings.Compare(p.applicationID, q.applicationID); c != 0 {
		return c
	}
	if c := strings.Compare(p.userID, q.userID); c != 0 {
		return c
	}
	return strings.Compare(p.key, q.key)
}

// sizes are how many rows a statement may have: few texts, so that engines keep
// them prepared.
func sizes() []int { return []int{500, 250, 100, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1} }

// inPieces has f called with all rows, as many at a time as a statement may have.
func inPieces[T any](rows []T, f func([]T) error) error {
	for _, size := range sizes() {
		for len(rows) >= size {
			if err := f(rows[:size]); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

// values is the text of so many rows, their parameters numbered from 1.
// Types are needed where no column gives one.
func values(rows, columns int, types ...string) string {
	var b strings.Builder
	b.Grow(rows * columns * 8)
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for column := range columns {
			if column > 0 {
				b.WriteString(", ")
			}
			p := "$" + strconv.Itoa(1+row*columns+column)
			if len(types) > 0 {
				p = "CAST(" + p + " AS " + types[column] + ")"
			}
			b.WriteString(p)
		}
		b.WriteByte(')')
	}
	return b.String()
}

const counterColumns = `number, application_id, user_id, key, units, nanos, lines, series, starts_at, used_units, used_nanos,
	held_units, held_nanos, told, held_until, credits, updated_at`

func scanCounter(r db.Row) (*counter, error) {
	c := &counter{}
	units, nanos := c.total.Columns()
	usedUnits, usedNanos := c.balance.Used.Columns()
	heldUnits, heldNanos := c.balance.Held.Columns()
	err := r.Scan(&c.number, &c.applicationID, &c.userID, &c.key, units, nanos, &c.lines, &c.series, &c.balance.Start, usedUnits, usedNanos,
		heldUnits, heldNanos, &c.told, &c.heldUntil, &c.credits, &c.updatedAt)
	return c, err
}

// counters returns those that exist. The end of the statement says whether they
// are held.
func (s store) counters(ctx context.Context, places []place, end string) (map[place]*counter, error) {
	found := make(map[place]*counter, len(places))
	err := inPieces(places, func(piece []place) error {
		args := make([]any, 0, 3*len(piece))
		for _, p := range piece {
			args = append(args, p.applicationID, p.userID, p.key)
		}
		some, err := db.All(ctx, s.db, scanCounter, `
			SELECT `+counterColumns+` FROM consumption_totals
			WHERE (application_id, user_id, key) IN (VALUES `+values(len(piece), 3)+`)
			ORDER BY application_id COLLATE "C", user_id COLLATE "C", key`+end, args...)
		for _, c := range some {
			found[c.place] = c
		}
		return err
	})
	return found, err
}

// lock returns the counters of places, which it begins with 0, and keeps everyone
// else from them until the transaction ends. Whoever locks several does it in the
// same order.
func (s store) lock(ctx context.Context, places []place, now time.Time) (map[place]*counter, error) {
	found, err := s.counters(ctx, places, s.db.ForUpdate())
	if err != nil || len(found) == len(places) {
		return found, err
	}
	var missing []place
	for _, p := range places {
		if found[p] == nil {
			missing = append(missing, p)
		}
	}
	err = inPieces(missing, func(piece []place) error {
		args := make([]any, 0, 5*len(piece))
		for _, p := range piece {
			args = append(args, rand.Int64(), p.applicationID, p.userID, p.key, now) //nolint:gosec // a name, no secret
		}
		var b strings.Builder
		for i := range piece {
			if i > 0 {
				b.WriteString(", ")
			}
			n := func(j int) string { return "$" + strconv.Itoa(5*i+j) }
			b.WriteString("(" + n(1) + ", " + n(2) + ", " + n(3) + ", " + n(4) + ", 0, 0, 0, '', 0, 0, 0, 0, 0, '', 0, " + n(5) + ", " + n(5) + ")")
		}
		_, err := s.db.Exec(ctx, `
			INSERT INTO consumption_totals (number, application_id, user_id, key, units, nanos, lines, series, starts_at, used_units, used_nanos,
				held_units, held_nanos, told, credits, created_at, updated_at) VALUES `+b.String()+`
			ON CONFLICT (application_id, user_id, key) DO NOTHING`, args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.counters(ctx, places, s.db.ForUpdate())
}

const bigint, text = "BIGINT", "TEXT"

// update writes counters as they are now.
func (s store) update(ctx context.Context, changed []*counter) error {
	const columns = 14
	return inPieces(changed, func(piece []*counter) error {
		args := make([]any, 0, columns*len(piece))
		for _, c := range piece {
			units, nanos := c.total.Stored()
			usedUnits, usedNanos := c.balance.Used.Stored()
			heldUnits, heldNanos := c.balance.Held.Stored()
			args = append(args, c.number, units, nanos, c.lines, c.series, c.balance.Start.UnixMilli(), usedUnits, usedNanos, heldUnits, heldNanos,
				c.told, c.heldUntil, c.credits, c.updatedAt)
		}
		_, err := s.db.Exec(ctx, `
			UPDATE consumption_totals SET units = v.column2, nanos = v.column3, lines = v.column4, series = v.column5, starts_at = v.column6,
				used_units = v.column7, used_nanos = v.column8, held_units = v.column9, held_nanos = v.column10, told = v.column11,
				held_until = v.column12, credits = v.column13, updated_at = v.column14
			FROM (VALUES `+values(len(piece), columns, bigint, bigint, bigint, bigint, text, bigint, bigint, bigint, bigint, bigint, text, bigint, bigint, bigint)+`) AS v
			WHERE consumption_totals.number = v.column1`, args...)
		return err
	})
}

// addHours adds to what was consumed in hours. Amounts are added by the database:
// whoever does holds the counter.
func (s store) addHours(ctx context.Context, sums []hourly) error {
	const columns = 6
	return inPieces(sums, func(piece []hourly) error {
		args := make([]any, 0, columns*len(piece))
		for _, h := range piece {
			units, nanos := h.amount.Stored()
			chargedUnits, chargedNanos := h.charged.Stored()
			args = append(args, h.counter, h.start.UnixMilli(), units, nanos, chargedUnits, chargedNanos)
		}
		_, err := s.db.Exec(ctx, `
			INSERT INTO consumption_hours (counter, starts_at, units, nanos, charged_units, charged_nanos) VALUES `+values(len(piece), columns)+`
			ON CONFLICT (counter, starts_at) DO UPDATE SET
				units = consumption_hours.units + excluded.units + (consumption_hours.nanos + excluded.nanos) / 1000000000,
				nanos = (consumption_hours.nanos + excluded.nanos) % 1000000000,
				charged_units = consumption_hours.charged_units + excluded.charged_units
					+ (consumption_hours.charged_nanos + excluded.charged_nanos) / 1000000000,
				charged_nanos = (consumption_hours.charged_nanos + excluded.charged_nanos) % 1000000000`, args...)
		return err
	})
}

// charged is what was charged to a plan since the beginning of an hour.
func (s store) charged(ctx context.Context, counter int64, since time.Time) (meter.Amount, error) {
	all, err := db.All(ctx, s.db, scanAmount, `
		SELECT charged_units, charged_nanos FROM consumption_hours WHERE counter = $1 AND starts_at >= $2`, counter, since.UnixMilli())
	return meter.Sum(all), err
}
