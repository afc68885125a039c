package logout

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

// recipients returns the applications that a session has grants for, whatever
// became of the grants: the applications may have sessions of their own.
func (s store) recipients(ctx context.Context, sessionID string) ([]recipient, error) {
	return db.All(ctx, s.db, func(r db.Row) (recipient, error) {
		var to recipient
		err := r.Scan(&to.applicationID, db.JSON(&to.client))
		return to, err
	}, `SELECT id, client FROM applications
		WHERE id IN (SELECT application_id FROM grants WHERE session_id = $1) ORDER BY id`, sessionID)
}

func (s store) insert(ctx context.Context, d Delivery) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO logout_deliveries (id, application_id, session_id, user_id, created_at, attempts, next_at, lease, problem)
		VALUES ($1, $2, $3, $4, $5, 0, $6, '', '')
		ON CONFLICT (session_id, application_id) DO NOTHING`,
		d.ID, d.ApplicationID, d.SessionID, d.UserID, d.CreatedAt, d.NextAt)
	return err
}

const columns = `id, application_id, session_id, user_id, created_at, attempts, next_at, lease, problem, delivered_at, failed_at`

func scan(r db.Row) (Delivery, error) {
	var d Delivery
	err := r.Scan(&d.ID, &d.ApplicationID, &d.SessionID, &d.UserID, &d.CreatedAt, &d.Attempts, &d.NextAt, &d.lease, &d.Problem,
		&d.DeliveredAt, &d.FailedAt)
	return d, err
}

// claimSession takes the notices of one session that nobody has tried, as the
// queue takes those of all.
func (s store) claimSession(ctx context.Context, sessionID string, now time.Time) ([]Delivery, error) {
	return db.Claim(ctx, s.db, scan, db.Work{
		Table: "logout_deliveries", Due: `session_id = $4 AND attempts = 0 AND next_at <= $1`, Order: `id`, Limit: maxAtLogout,
		Set: `next_at = $2, lease = $3, attempts = attempts + 1`, Returning: columns,
	}, now, now.Add(leased), secret.UUID(), sessionID)
}

// maxAtLogout is how many applications a browser waits for.
const maxAtLogout = 32

// delivered needs no lease: what has arrived has arrived.
func (s store) delivered(ctx context.Context, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE logout_deliveries SET delivered_at = $2, next_at = NULL, failed_at = NULL, problem = '' WHERE id = $1 AND delivered_at IS NULL`, id, now)
	return err
}

func (s store) postponed(ctx context.Context, d Delivery, next time.Time, problem string) error {
	_, err := s.db.Exec(ctx, `
		UPDATE logout_deliveries SET next_at = $3, problem = $4 WHERE id = $1 AND lease = $2 AND next_at IS NOT NULL`, d.ID, d.lease, next, problem)
	return err
}

// failed reports whether the notice was still the caller's to give up.
func (s store) failed(ctx context.Context, d Delivery, now time.Time, problem string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE logout_deliveries SET failed_at = $3, next_at = NULL, problem = $4
		WHERE id = $1 AND lease = $2 AND next_at IS NOT NULL`, d.ID, d.lease, now, problem)
	return n > 0, err
}

const maxListed = 100

func (s store) list(ctx context.Context, applicationID string) ([]Delivery, error) {
	return db.All(ctx, s.db, scan, `
		SELECT `+columns+` FROM logout_deliveries WHERE application_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`, applicationID, maxListed)
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM logout_deliveries WHERE created_at < $1 AND next_at IS NULL`, before)
	return err
}
