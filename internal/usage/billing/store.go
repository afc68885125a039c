package billing

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

const columns = `id, user_id, application_id, plan_id, customer_id, status, period_end, ends, problem, bought_at, seen_at`

func scan(r db.Row) (Purchase, error) {
	var p Purchase
	err := r.Scan(&p.ID, db.Null(&p.UserID), db.Null(&p.ApplicationID), db.Null(&p.PlanID), db.Null(&p.CustomerID), &p.Status, &p.PeriodEnd,
		&p.Ends, db.Null(&p.Problem), &p.BoughtAt, &p.SeenAt)
	return p, err
}

// unknown is the status of what nobody has asked Stripe about yet.
const unknown = "unknown"

// ask counts one more question about a purchase and returns its number.
func (s store) ask(ctx context.Context, id string, now time.Time) (int64, error) {
	return db.One(ctx, s.db, db.ScanInt, `
		INSERT INTO billing_purchases (id, status, ends, bought_at, seen_at, asked, answered) VALUES ($1, '`+unknown+`', FALSE, $2, $2, 1, 0)
		ON CONFLICT (id) DO UPDATE SET asked = billing_purchases.asked + 1 RETURNING asked`, id, now)
}

// answer takes what was answered to a question, unless the answer to a later one
// was taken.
func (s store) answer(ctx context.Context, p Purchase, question int64) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE billing_purchases SET user_id = $2, application_id = $3, plan_id = $4, customer_id = $5, status = $6, period_end = $7,
			ends = $8, problem = $9, bought_at = $10, seen_at = $11, answered = $12
		WHERE id = $1 AND answered < $12`,
		p.ID, db.OrNull(p.UserID), db.OrNull(p.ApplicationID), db.OrNull(p.PlanID), db.OrNull(p.CustomerID), p.Status, p.PeriodEnd,
		p.Ends, db.OrNull(p.Problem), p.BoughtAt, p.SeenAt, question)
	return n > 0, err
}

// purchase returns one, or nothing.
func (s store) purchase(ctx context.Context, id string) (Purchase, error) {
	p, err := db.One(ctx, s.db, scan, `SELECT `+columns+` FROM billing_purchases WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Purchase{}, nil
	}
	return p, err
}

// of returns what a user bought of an application, newest first; of all
// applications when none is named.
func (s store) of(ctx context.Context, userID, applicationID string) ([]Purchase, error) {
	return db.All(ctx, s.db, scan, `
		SELECT `+columns+` FROM billing_purchases WHERE user_id = $1 AND ($2 = '' OR application_id = $2) ORDER BY bought_at DESC, id DESC`, userID, applicationID)
}

func (s store) purchases(ctx context.Context, after string, limit int) ([]Purchase, error) {
	return db.All(ctx, s.db, scan, `SELECT `+columns+` FROM billing_purchases WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

func (s store) problems(ctx context.Context, limit int) ([]Purchase, error) {
	return db.All(ctx, s.db, scan, `SELECT `+columns+` FROM billing_purchases WHERE problem IS NOT NULL ORDER BY seen_at DESC LIMIT $1`, limit)
}

func (s store) received(ctx context.Context, eventID string) (bool, error) {
	n, err := db.One(ctx, s.db, db.ScanInt, `SELECT count(*) FROM billing_events WHERE id = $1`, eventID)
	return n > 0, err
}

func (s store) keepEvent(ctx context.Context, eventID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `INSERT INTO billing_events (id, received_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, eventID, now)
	return err
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM billing_events WHERE received_at < $1`, before)
	return err
}

func (s store) customerOf(ctx context.Context, userID string) (string, error) {
	return s.text(ctx, `SELECT customer_id FROM billing_customers WHERE user_id = $1`, userID)
}

func (s store) userOf(ctx context.Context, customerID string) (string, error) {
	return s.text(ctx, `SELECT user_id FROM billing_customers WHERE customer_id = $1`, customerID)
}

func (s store) text(ctx context.Context, query string, args ...any) (string, error) {
	text, err := db.One(ctx, s.db, db.ScanString, query, args...)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return text, err
}

// keepCustomer notes who a customer of Stripe's is. The first one of a user stays.
func (s store) keepCustomer(ctx context.Context, userID, customerID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO billing_customers (user_id, customer_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, userID, customerID, now)
	return err
}
