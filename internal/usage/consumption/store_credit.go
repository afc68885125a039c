package consumption

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// credits returns those of counters that have not expired, used up or not.
func (s store) credits(ctx context.Context, counters []int64, now time.Time) ([]credit, error) {
	var all []credit
	slices.Sort(counters)
	err := inPieces(slices.Compact(counters), func(piece []int64) error {
		some, err := db.All(ctx, s.db, func(r db.Row) (credit, error) {
			var c credit
			units, nanos := c.Left.Columns()
			err := r.Scan(&c.ID, &c.counter, units, nanos, &c.ExpiresAt)
			return c, err
		}, `SELECT id, counter, left_units, left_nanos, expires_at FROM consumption_credits
			WHERE (expires_at IS NULL OR expires_at > $1) AND counter IN (`+parameters(2, len(piece))+`)`, append([]any{now}, anys(piece)...)...)
		all = append(all, some...)
		return err
	})
	return all, err
}

const reservationColumns = `id, counter, units, nanos, charged_units, charged_nanos, parts, series, held_in, expires_at, created_at`

func scanReservation(r db.Row) (reservation, error) {
	var v reservation
	units, nanos := v.amount.Columns()
	chargedUnits, chargedNanos := v.split.Charged.Columns()
	err := r.Scan(&v.id, &v.counter, units, nanos, chargedUnits, chargedNanos, db.JSON(&v.split.Parts), &v.series, &v.heldIn, &v.expiresAt, &v.createdAt)
	return v, err
}

// reservations finds those that are open.
func (s store) reservations(ctx context.Context, ids []string, open map[string]reservation) error {
	return inPieces(ids, func(piece []string) error {
		all, err := db.All(ctx, s.db, scanReservation, `
			SELECT `+reservationColumns+` FROM consumption_reservations WHERE id IN (`+parameters(1, len(piece))+`)`, anys(piece)...)
		for _, v := range all {
			open[v.id] = v
		}
		return err
	})
}

// placeOf is where a reservation was made, open or not.
func (s store) placeOf(ctx context.Context, reservation string) (place, error) {
	p, err := db.One(ctx, s.db, func(r db.Row) (place, error) {
		var p place
		err := r.Scan(&p.applicationID, &p.userID, &p.key)
		return p, err
	}, `SELECT t.application_id, t.user_id, t.key FROM consumption_totals t WHERE t.number IN (
			SELECT counter FROM consumption_reservations WHERE id = $1
			UNION SELECT counter FROM consumption_entries WHERE replay IS NOT NULL AND replay = $2)`, reservation, settlementOf(reservation))
	return p, orElse(err, db.ErrNone, ErrUnknown)
}

// overdue returns the reservations of a counter that have expired, and when the
// next one will.
func (s store) overdue(ctx context.Context, counter int64, now time.Time) (due []reservation, next time.Time, err error) {
	due, err = db.All(ctx, s.db, scanReservation, `
		SELECT `+reservationColumns+` FROM consumption_reservations WHERE counter = $1 AND expires_at <= $2 ORDER BY expires_at, id`, counter, now)
	if err != nil {
		return nil, time.Time{}, err
	}
	next, err = db.One(ctx, s.db, func(r db.Row) (time.Time, error) {
		var at time.Time
		err := r.Scan(&at)
		return at, err
	}, `SELECT MIN(expires_at) FROM consumption_reservations WHERE counter = $1 AND expires_at > $2`, counter, now)
	return due, next, err
}

// held is what open reservations keep of a plan.
func (s store) held(ctx context.Context, counter int64, now time.Time) (meter.Amount, error) {
	all, err := db.All(ctx, s.db, scanAmount, `
		SELECT charged_units, charged_nanos FROM consumption_reservations WHERE counter = $1 AND expires_at > $2`, counter, now)
	return meter.Sum(all), err
}

// moveHeld has what is reserved held in the window that a counter moved to.
func (s store) moveHeld(ctx context.Context, c *counter) error {
	_, err := s.db.Exec(ctx, `UPDATE consumption_reservations SET series = $2, held_in = $3 WHERE counter = $1`,
		c.number, c.series, c.balance.Start.UnixMilli())
	return err
}

func (s store) writeCredits(ctx context.Context, b *books) error {
	for _, v := range b.made {
		units, nanos := v.amount.Stored()
		chargedUnits, chargedNanos := v.split.Charged.Stored()
		_, err := s.db.Exec(ctx, `
			INSERT INTO consumption_reservations (`+reservationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			v.id, v.counter, units, nanos, chargedUnits, chargedNanos, partsOrNull(v.split.Parts), v.series, v.heldIn.UnixMilli(), v.expiresAt, v.createdAt)
		if err != nil {
			return err
		}
	}
	err := inPieces(b.settled, func(piece []string) error {
		_, err := s.db.Exec(ctx, `DELETE FROM consumption_reservations WHERE id IN (`+parameters(1, len(piece))+`)`, anys(piece)...)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range b.granted {
		units, nanos := c.granted.Stored()
		_, err := s.db.Exec(ctx, `
			INSERT INTO consumption_credits (id, counter, granted_units, granted_nanos, left_units, left_nanos, note, expires_at, created_at)
			VALUES ($1, $2, $3, $4, $3, $4, $5, $6, $7)`, c.ID, c.counter, units, nanos, db.OrNull(c.note), c.ExpiresAt, b.now)
		if err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.used)) {
		units, nanos := b.used[id].Stored()
		if _, err := s.db.Exec(ctx, `UPDATE consumption_credits SET left_units = $2, left_nanos = $3 WHERE id = $1`, id, units, nanos); err != nil {
			return err
		}
	}
	return inPieces(b.revoked, func(piece []string) error {
		_, err := s.db.Exec(ctx, `UPDATE consumption_credits SET left_units = 0, left_nanos = 0, expires_at = $1 WHERE id IN (`+parameters(2, len(piece))+`)`,
			append([]any{b.now}, anys(piece)...)...)
		return err
	})
}
