package subscription

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

func orElse(err, what, instead error) error {
	if errors.Is(err, what) {
		return instead
	}
	return err
}

const columns = `id, application_id, user_id, plan_id, is_active, expires_at, created_at, updated_at`

func scan(r db.Row) (Subscription, error) {
	var s Subscription
	err := r.Scan(&s.ID, &s.ApplicationID, &s.UserID, &s.PlanID, &s.IsActive, &s.ExpiresAt, &s.CreatedAt, &s.UpdatedAt)
	return s, err
}

// of returns the user's subscription, which is the zero value when there is
// none: that is remembered too.
func (s store) of(ctx context.Context, applicationID, userID string) (Subscription, error) {
	found, err := db.One(ctx, s.db, scan, `
		SELECT `+columns+` FROM subscriptions WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	return found, orElse(err, db.ErrNone, nil)
}

// planName is a plan as the audit trail names it.
type planName struct{ id, name string }

// planOf returns the plan of the user's subscription, also of one that counts no
// more; nothing when there is none.
func (s store) planOf(ctx context.Context, applicationID, userID string) (planName, error) {
	p, err := db.One(ctx, s.db, func(r db.Row) (planName, error) {
		var p planName
		err := r.Scan(&p.id, &p.name)
		return p, err
	}, `SELECT p.id, p.name FROM subscriptions s JOIN plans p ON p.id = s.plan_id
		WHERE s.application_id = $1 AND s.user_id = $2`, applicationID, userID)
	return p, orElse(err, db.ErrNone, nil)
}

// put makes sub the user's subscription, in the place of one that counts no
// more. ErrActive says that one counts.
func (s store) put(ctx context.Context, sub Subscription) (Subscription, error) {
	put, err := db.One(ctx, s.db, scan, `
		INSERT INTO subscriptions (`+columns+`) VALUES ($1, $2, $3, $4, TRUE, $5, $6, $6)
		ON CONFLICT (application_id, user_id) DO UPDATE SET plan_id = excluded.plan_id, is_active = TRUE,
			expires_at = excluded.expires_at, created_at = excluded.created_at, updated_at = excluded.updated_at, billed_by = NULL
		WHERE NOT subscriptions.is_active OR subscriptions.expires_at <= $6
		RETURNING `+columns, sub.ID, sub.ApplicationID, sub.UserID, sub.PlanID, sub.ExpiresAt, sub.CreatedAt)
	err = orElse(err, db.ErrGone, ErrUser)
	return put, orElse(err, db.ErrNone, ErrActive)
}

func (s store) delete(ctx context.Context, applicationID, userID string) (bool, error) {
	n, err := s.db.Exec(ctx, `DELETE FROM subscriptions WHERE application_id = $1 AND user_id = $2`, applicationID, userID)
	return n > 0, err
}

// putDefault puts a user without any subscription on the default plan, if
// there is one.
func (s store) putDefault(ctx context.Context, applicationID, userID string, now time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		INSERT INTO subscriptions (`+columns+`)
		SELECT CAST($1 AS TEXT), p.application_id, CAST($3 AS TEXT), p.id, TRUE, NULL, CAST($4 AS BIGINT), CAST($4 AS BIGINT)
		FROM plans p WHERE p.application_id = $2 AND p.is_default
		ON CONFLICT (application_id, user_id) DO NOTHING`, secret.UUID(), applicationID, userID, now)
	return n > 0, err
}

func (s store) members(ctx context.Context, applicationID string) ([]string, error) {
	return db.All(ctx, s.db, db.ScanString, `SELECT user_id FROM application_users WHERE application_id = $1`, applicationID)
}
