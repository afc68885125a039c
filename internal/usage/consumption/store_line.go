package consumption

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A storedState is a state as a line keeps it: short, for there are many.
type storedState struct {
	Limit     meter.Amount `json:"l"`
	Window    meter.Window `json:"w"`
	Soft      bool         `json:"s,omitempty"`
	Used      meter.Amount `json:"u"`
	Reserved  meter.Amount `json:"r"`
	Credits   meter.Amount `json:"c"`
	Remaining meter.Amount `json:"n"`
	Overage   meter.Amount `json:"o"`
	ResetsAt  int64        `json:"e,omitempty"`
}

func stored(state *State) (any, error) {
	if state == nil {
		return nil, nil //nolint:nilnil // NULL
	}
	s := storedState{
		Limit: state.Limit.Amount, Window: state.Limit.Window, Soft: !state.Limit.Hard, Used: state.Used, Reserved: state.Reserved,
		Credits: state.Credits, Remaining: state.Remaining, Overage: state.Overage,
	}
	if !state.ResetsAt.IsZero() {
		s.ResetsAt = state.ResetsAt.UnixMilli()
	}
	text, err := json.Marshal(s)
	return string(text), err
}

func restored(text string) (*State, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // without a limit
	}
	var s storedState
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, err
	}
	state := &State{
		Limit: meter.Limit{Amount: s.Limit, Window: s.Window, Hard: !s.Soft}, Used: s.Used, Reserved: s.Reserved, Credits: s.Credits,
		Remaining: s.Remaining, Overage: s.Overage,
	}
	if s.ResetsAt != 0 {
		state.ResetsAt = time.UnixMilli(s.ResetsAt).UTC()
	}
	return state, nil
}

const lineColumns = `e.line, e.kind, e.units, e.nanos, e.total_units, e.total_nanos, e.happened_at, e.created_at, e.state, e.parts, e.reference`

func (l *Line) scan(r db.Row, more ...any) error {
	units, nanos := l.Amount.Columns()
	totalUnits, totalNanos := l.Total.Columns()
	var state string
	err := r.Scan(append([]any{
		&l.Number, &l.Kind, units, nanos, totalUnits, totalNanos, &l.HappenedAt, &l.CreatedAt, db.Null(&state), db.JSON(&l.Parts), db.Null(&l.Reference),
	}, more...)...)
	if err != nil {
		return err
	}
	l.State, err = restored(state)
	return err
}

// written finds the lines there are of requests that may have one only.
func (s store) written(ctx context.Context, replays []string, known map[string]written) error {
	type found struct {
		replay string
		written
	}
	return inPieces(replays, func(piece []string) error {
		all, err := db.All(ctx, s.db, func(r db.Row) (found, error) {
			var f found
			err := f.scan(r, &f.replay, &f.applicationID, &f.userID, &f.key)
			return f, err
		}, `SELECT `+lineColumns+`, e.replay, t.application_id, t.user_id, t.key
			FROM consumption_entries e JOIN consumption_totals t ON t.number = e.counter
			WHERE e.replay IS NOT NULL AND e.replay IN (`+parameters(1, len(piece))+`)`, anys(piece)...)
		for _, f := range all {
			known[f.replay] = f.written
		}
		return err
	})
}

func parameters(first, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "$" + strconv.Itoa(first+i)
	}
	return strings.Join(all, ", ")
}

func anys[T any](all []T) []any {
	out := make([]any, len(all))
	for i, v := range all {
		out[i] = v
	}
	return out
}

// write writes what was decided.
func (s store) write(ctx context.Context, b *books) error {
	changed := slices.DeleteFunc(slices.Collect(maps.Values(b.counters)), func(c *counter) bool { return !c.changed })
	if err := s.update(ctx, changed); err != nil {
		return err
	}
	for _, c := range changed {
		if c.moved {
			if err := s.moveHeld(ctx, c); err != nil {
				return err
			}
		}
	}
	if err := s.insertLines(ctx, b.lines); err != nil {
		return err
	}
	hours := make([]hourly, 0, len(b.hours))
	for h, sums := range b.hours {
		hours = append(hours, hourly{h, sums})
	}
	if err := s.addHours(ctx, hours); err != nil {
		return err
	}
	for _, h := range b.full {
		if err := s.addHours(ctx, []hourly{h}); err != nil {
			return err
		}
	}
	return s.writeCredits(ctx, b)
}

func (s store) insertLines(ctx context.Context, lines []ledgered) error {
	const columns = 13
	return inPieces(lines, func(piece []ledgered) error {
		args := make([]any, 0, columns*len(piece))
		for i := range piece {
			l := &piece[i]
			units, nanos := l.Amount.Stored()
			totalUnits, totalNanos := l.Total.Stored()
			state, err := stored(l.State)
			if err != nil {
				return err
			}
			args = append(args, l.counter, l.Number, l.Kind, units, nanos, totalUnits, totalNanos, l.HappenedAt, l.CreatedAt, state,
				partsOrNull(l.Parts), db.OrNull(l.Reference), db.OrNull(l.replay))
		}
		_, err := s.db.Exec(ctx, `
			INSERT INTO consumption_entries (counter, line, kind, units, nanos, total_units, total_nanos, happened_at, created_at, state, parts, reference, replay)
			VALUES `+values(len(piece), columns), args...)
		return err
	})
}

func partsOrNull(parts []meter.Part) any {
	if len(parts) == 0 {
		return nil
	}
	return db.JSON(parts)
}
