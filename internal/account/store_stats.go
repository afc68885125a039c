package account

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

func (s store) totals(ctx context.Context, since, now time.Time) (Totals, error) {
	return db.One(ctx, s.db, func(r db.Row) (Totals, error) {
		var t Totals
		err := r.Scan(&t.Users, &t.New, &t.Banned, &t.Unverified, &t.TwoFactor, &t.Passkeys, &t.AnyFactor, &t.MfaRequired, &t.Sessions,
			&t.Organizations, &t.Applications, &t.ActiveApplications)
		return t, err
	}, `SELECT
		(SELECT COUNT(*) FROM users),
		(SELECT COUNT(*) FROM users WHERE created_at >= $1),
		(SELECT COUNT(*) FROM users WHERE banned AND (ban_expires_at IS NULL OR ban_expires_at > $2)),
		(SELECT COUNT(*) FROM users WHERE NOT email_verified),
		(SELECT COUNT(*) FROM users WHERE two_factor_enabled),
		(SELECT COUNT(DISTINCT user_id) FROM passkeys),
		(SELECT COUNT(*) FROM (SELECT id FROM users WHERE two_factor_enabled UNION SELECT user_id FROM passkeys) AS f),
		(SELECT COUNT(*) FROM users WHERE is_mfa_required),
		(SELECT COUNT(*) FROM sessions WHERE expires_at > $2),
		(SELECT COUNT(*) FROM organizations),
		(SELECT COUNT(*) FROM applications),
		(SELECT COUNT(*) FROM applications WHERE is_active)`, since, now)
}

// countedDays are the days that were counted before, by number.
func (s store) countedDays(ctx context.Context, first, last int64) (map[int64]DayCount, error) {
	type row struct {
		day   int64
		count DayCount
	}
	rows, err := db.All(ctx, s.db, func(r db.Row) (row, error) {
		var one row
		err := r.Scan(&one.day, &one.count.SignIns, &one.count.Failures)
		return one, err
	}, `SELECT day, started, refused FROM daily_sign_ins WHERE day BETWEEN $1 AND $2`, first, last)
	all := map[int64]DayCount{}
	for _, one := range rows {
		all[one.day] = one.count
	}
	return all, err
}

// grantCount is how many grants an application got.
type grantCount struct {
	applicationID string
	n             int64
}

func scanGrants(r db.Row) (grantCount, error) {
	var c grantCount
	err := r.Scan(&c.applicationID, &c.n)
	return c, err
}

func byApplication(counts []grantCount, err error) (map[string]int64, error) {
	all := map[string]int64{}
	for _, c := range counts {
		all[c.applicationID] = c.n
	}
	return all, err
}

// countedGrants are those of days that were counted before.
func (s store) countedGrants(ctx context.Context, first, last int64) (map[string]int64, error) {
	return byApplication(db.All(ctx, s.db, scanGrants, `
		SELECT application_id, CAST(SUM(grants) AS BIGINT) FROM daily_grants WHERE day BETWEEN $1 AND $2 GROUP BY application_id`, first, last))
}

func (s store) countGrants(ctx context.Context, from, until time.Time) (map[string]int64, error) {
	return byApplication(db.All(ctx, s.db, scanGrants, `
		SELECT application_id, COUNT(*) FROM grants WHERE created_at >= $1 AND created_at < $2 GROUP BY application_id`, from, until))
}

func (s store) countDay(ctx context.Context, from, until time.Time) (DayCount, error) {
	return db.One(ctx, s.db, func(r db.Row) (DayCount, error) {
		var c DayCount
		err := r.Scan(&c.SignIns, &c.Failures)
		return c, err
	}, `SELECT
		(SELECT COUNT(*) FROM audit_events WHERE action COLLATE "C" = 'session.started' AND at >= $1 AND at < $2),
		(SELECT COUNT(*) FROM audit_events WHERE action COLLATE "C" = 'sign_in.refused' AND at >= $1 AND at < $2)
		+ (SELECT COUNT(*) FROM audit_events WHERE action COLLATE "C" = 'sign_in.throttled' AND at >= $1 AND at < $2)`, from, until)
}

func (s store) saveDay(ctx context.Context, number int64, c DayCount) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO daily_sign_ins (day, started, refused) VALUES ($1, $2, $3)
		ON CONFLICT (day) DO UPDATE SET started = excluded.started, refused = excluded.refused`, number, c.SignIns, c.Failures)
	return err
}

func (s store) saveGrants(ctx context.Context, number int64, applicationID string, n int64) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO daily_grants (day, application_id, grants) VALUES ($1, $2, $3)
		ON CONFLICT (day, application_id) DO UPDATE SET grants = excluded.grants`, number, applicationID, n)
	if errors.Is(err, db.ErrGone) { // it was deleted meanwhile
		return nil
	}
	return err
}

func (s store) application(ctx context.Context, a ApplicationCount) (ApplicationCount, error) {
	return db.One(ctx, s.db, func(r db.Row) (ApplicationCount, error) {
		err := r.Scan(&a.Name, &a.Slug, db.Null(&a.Icon), &a.Users)
		return a, err
	}, `SELECT a.name, a.slug, a.icon, (SELECT COUNT(*) FROM application_users au WHERE au.application_id = a.id AND au.is_active)
		FROM applications a WHERE a.id = $1`, a.ID)
}
