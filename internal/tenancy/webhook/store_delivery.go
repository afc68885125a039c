package webhook

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

const deliveryColumns = `id, event_id, endpoint_id, type, created_at, attempts, next_at, lease, problem, status, duration, attempted_at, delivered_at, failed_at`

func scanDelivery(r db.Row) (Delivery, error) {
	var d Delivery
	var took int64
	err := r.Scan(&d.ID, &d.EventID, &d.EndpointID, &d.Type, &d.CreatedAt, &d.Attempts, &d.NextAt, &d.lease, &d.Problem, &d.Status, &took,
		&d.AttemptedAt, &d.DeliveredAt, &d.FailedAt)
	d.Duration = time.Duration(took) * time.Millisecond
	return d, err
}

// mayBeAsked is the condition under which an endpoint is sent anything at all.
const mayBeAsked = `endpoint_id IN (SELECT id FROM webhook_endpoints WHERE is_enabled AND (blocked_until IS NULL OR blocked_until <= $1))`

func (s store) insertEvent(ctx context.Context, e event) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO webhook_events (id, application_id, type, payload, created_at) VALUES ($1, $2, $3, $4, $5)`,
		e.ID, e.ApplicationID, e.Type, e.Payload, e.CreatedAt)
	return err
}

func (s store) insertDelivery(ctx context.Context, d Delivery) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO webhook_deliveries (id, event_id, endpoint_id, type, created_at, attempts, next_at, lease, problem, status, duration)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, 0) ON CONFLICT (event_id, endpoint_id) DO NOTHING`,
		d.ID, d.EventID, d.EndpointID, d.Type, d.CreatedAt, d.Attempts, d.NextAt, d.lease)
	return err
}

// parcel reads what an attempt needs: the endpoint as it is now, and what was
// written when it happened.
func (s store) parcel(ctx context.Context, d Delivery, now time.Time) (parcel, error) {
	p, err := db.One(ctx, s.db, func(r db.Row) (parcel, error) {
		var p parcel
		err := r.Scan(append(p.endpoint.fields(), &p.payload)...)
		return p, err
	}, `SELECT `+qualified("e", endpointColumns)+`, v.payload
		FROM webhook_endpoints e JOIN webhook_events v ON v.application_id = e.application_id
		WHERE e.id = $1 AND v.id = $2`, d.EndpointID, d.EventID)
	if err != nil {
		return parcel{}, err
	}
	p.secrets, err = s.secrets(ctx, d.EndpointID, now)
	return p, err
}

func qualified(alias, columns string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}

// delivered needs no lease: what has arrived has arrived.
func (s store) delivered(ctx context.Context, d Delivery, now time.Time, t Attempt) error {
	_, err := s.db.Exec(ctx, `
		UPDATE webhook_deliveries SET delivered_at = $2, next_at = NULL, failed_at = NULL, problem = '', status = $3, duration = $4, attempted_at = $5
		WHERE id = $1 AND delivered_at IS NULL`, d.ID, now, t.Status, t.Duration.Milliseconds(), t.At)
	return err
}

// undelivered reports whether the delivery was still the caller's to put off or,
// unless again, to give up.
func (s store) undelivered(ctx context.Context, d Delivery, now, next time.Time, again bool, t Attempt) (bool, error) {
	var failed time.Time
	if !again {
		next, failed = time.Time{}, now
	}
	n, err := s.db.Exec(ctx, `
		UPDATE webhook_deliveries SET next_at = $3, failed_at = $4, problem = $5, status = $6, duration = $7, attempted_at = $8
		WHERE id = $1 AND lease = $2 AND next_at IS NOT NULL`,
		d.ID, d.lease, next, failed, t.Problem, t.Status, t.Duration.Milliseconds(), t.At)
	return n > 0, err
}

func (s store) insertAttempt(ctx context.Context, id, deliveryID string, t Attempt) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO webhook_attempts (id, delivery_id, at, status, duration, problem, excerpt) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, deliveryID, t.At, t.Status, t.Duration.Milliseconds(), t.Problem, t.Excerpt)
	return err
}

// giveUp ends what is on its way to an endpoint that was disabled.
func (s store) giveUp(ctx context.Context, endpointID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE webhook_deliveries SET failed_at = $2, next_at = NULL, problem = 'the webhook was disabled'
		WHERE endpoint_id = $1 AND next_at IS NOT NULL`, endpointID, now)
	return err
}

// states are the conditions by which deliveries are searched.
func states() map[string]string {
	return map[string]string{
		"":        `TRUE`,
		Pending:   `next_at IS NOT NULL`,
		Delivered: `delivered_at IS NOT NULL`,
		Failed:    `failed_at IS NOT NULL`,
	}
}

func (s store) deliveries(ctx context.Context, endpointID, state string, before position, limit int) ([]Delivery, error) {
	return db.All(ctx, s.db, scanDelivery, `
		SELECT `+deliveryColumns+` FROM webhook_deliveries
		WHERE endpoint_id = $1 AND (created_at, id) < ($2, $3) AND `+states()[state]+`
		ORDER BY created_at DESC, id DESC LIMIT $4`, endpointID, before.at, before.id, limit)
}

func (s store) delivery(ctx context.Context, endpointID, id string) (Delivery, error) {
	d, err := db.One(ctx, s.db, scanDelivery, `
		SELECT `+deliveryColumns+` FROM webhook_deliveries WHERE endpoint_id = $1 AND id = $2`, endpointID, id)
	return d, orElse(err, db.ErrNone, ErrDelivery)
}

func (s store) payload(ctx context.Context, eventID string) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `SELECT payload FROM webhook_events WHERE id = $1`, eventID)
}

func (s store) attempts(ctx context.Context, deliveryID string) ([]Attempt, error) {
	return db.All(ctx, s.db, func(r db.Row) (Attempt, error) {
		var t Attempt
		var took int64
		err := r.Scan(&t.At, &t.Status, &took, &t.Problem, &t.Excerpt)
		t.Duration = time.Duration(took) * time.Millisecond
		return t, err
	}, `SELECT at, status, duration, problem, excerpt FROM webhook_attempts WHERE delivery_id = $1 ORDER BY at, id`, deliveryID)
}

const anew = `SET next_at = $2, attempts = 0, lease = '', problem = '', delivered_at = NULL, failed_at = NULL`

// again has a delivery made once more. One that waits anyway is left as it is.
func (s store) again(ctx context.Context, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE webhook_deliveries `+anew+` WHERE id = $1 AND next_at IS NULL`, id, now)
	return err
}

// allAgain has the deliveries of a time made once more: those that did not
// arrive, or all.
func (s store) allAgain(ctx context.Context, endpointID string, now, from, until time.Time, all bool) (int64, error) {
	which := ` AND delivered_at IS NULL`
	if all {
		which = ``
	}
	return s.db.Exec(ctx, `
		UPDATE webhook_deliveries `+anew+`
		WHERE endpoint_id = $1 AND next_at IS NULL AND type <> '`+Test+`' AND created_at >= $3 AND created_at < $4`+which, endpointID, now, from, until)
}

// missed lists the events of a time that an endpoint would have been told now.
func (s store) missed(ctx context.Context, e Endpoint, from, until time.Time, limit int) ([]event, error) {
	args := []any{e.ApplicationID, e.ID, from, until, limit}
	types := ` AND type <> '` + Test + `'`
	if !slices.Contains(e.EventTypes, All) {
		places := make([]string, len(e.EventTypes))
		for i, t := range e.EventTypes {
			args = append(args, t)
			places[i] = "$" + strconv.Itoa(len(args))
		}
		types = ` AND type IN (` + strings.Join(places, ", ") + `)`
	}
	return db.All(ctx, s.db, func(r db.Row) (event, error) {
		var v event
		err := r.Scan(&v.ID, &v.Type, &v.CreatedAt)
		return v, err
	}, `SELECT id, type, created_at FROM webhook_events
		WHERE application_id = $1 AND created_at >= $3 AND created_at < $4
			AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = webhook_events.id AND d.endpoint_id = $2)`+types+`
		ORDER BY created_at, id LIMIT $5`, args...)
}

// purge takes deliveries and attempts along.
func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM webhook_events WHERE created_at < $1`, before)
	return err
}
