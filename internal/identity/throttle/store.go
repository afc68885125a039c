package throttle

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// list writes placeholders from $first on.
func list(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	return b.String()
}

// next returns when all of the budgets allow a try; now at the earliest.
func (s store) next(ctx context.Context, digests []string, now time.Time) (time.Time, error) {
	args := []any{}
	for _, digest := range digests {
		args = append(args, digest)
	}
	all, err := db.All(ctx, s.db, func(r db.Row) (time.Time, error) {
		var t time.Time
		err := r.Scan(&t)
		return t, err
	}, `SELECT next_at FROM throttles WHERE digest IN (`+list(1, len(digests))+`)`, args...)
	latest := now
	for _, t := range all {
		if t.After(latest) {
			latest = t
		}
	}
	return latest, err
}

// How a try changes a row: t is what is stored, excluded what is new. Spans that
// passed are whole ones, so that what is left of one is not lost.
const (
	spans  = `(CASE WHEN excluded.at > t.at THEN (excluded.at - t.at) / excluded.span ELSE 0 END)`
	level  = `(CASE WHEN t.level > ` + spans + ` THEN t.level - ` + spans + ` ELSE 0 END + 1)`
	over   = `(` + level + ` - excluded.free)`
	second = `CAST(1000 AS BIGINT)`
	delay  = `(` + second + ` << CAST(` + over + ` - 1 AS INTEGER))`
	most   = `2 * excluded.span`

	count = `
		ON CONFLICT (digest) DO UPDATE SET
			level = ` + level + `,
			at = CASE WHEN t.level > ` + spans + ` THEN t.at + ` + spans + ` * excluded.span ELSE excluded.at END,
			next_at = CASE
				WHEN ` + over + ` <= 0 THEN 0
				WHEN ` + over + ` > 30 THEN excluded.at + ` + most + `
				WHEN ` + delay + ` > ` + most + ` THEN excluded.at + ` + most + `
				ELSE excluded.at + ` + delay + ` END,
			free = excluded.free, span = excluded.span
		WHERE t.next_at <= excluded.at
		RETURNING digest, level, next_at`
)

// count adds a try to every budget that allows one now, and returns these.
func (s store) count(ctx context.Context, budgets []budget, now time.Time) (map[string]budget, error) {
	var b strings.Builder
	args := []any{}
	for i, one := range sorted(budgets) {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + list(len(args)+1, 6) + ")")
		args = append(args, one.digest, 1, now, 0, one.rate.Max, (one.rate.Window / time.Duration(one.rate.Max)).Milliseconds())
	}
	rows, err := db.All(ctx, s.db, func(r db.Row) (budget, error) {
		var one budget
		err := r.Scan(&one.digest, &one.level, &one.next)
		return one, err
	}, `INSERT INTO throttles AS t (digest, level, at, next_at, free, span) VALUES `+b.String()+count, args...)
	counted := map[string]budget{}
	for _, one := range rows {
		counted[one.digest] = one
	}
	return counted, err
}

func (s store) forgive(ctx context.Context, digests []string) error {
	args := []any{}
	for _, digest := range digests {
		args = append(args, digest)
	}
	_, err := s.db.Exec(ctx, `
		UPDATE throttles SET level = level - 1, next_at = 0 WHERE digest IN (`+list(1, len(digests))+`) AND level > 0`, args...)
	return err
}

func (s store) purge(ctx context.Context, now time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM throttles WHERE next_at < $1 AND at + level * span < $1`, now)
	return err
}

func (s store) knows(ctx context.Context, digest, userID string, since time.Time) (bool, error) {
	return found(db.One(ctx, s.db, db.ScanString, `
		SELECT user_id FROM known_devices WHERE digest = $1 AND user_id = $2 AND seen_at > $3`, digest, userID, since))
}

func (s store) knowsEmail(ctx context.Context, digest, email string, since time.Time) (bool, error) {
	return found(db.One(ctx, s.db, db.ScanString, `
		SELECT d.user_id FROM known_devices d JOIN users u ON u.id = d.user_id
		WHERE d.digest = $1 AND u.email = $2 AND d.seen_at > $3`, digest, email, since))
}

func found(_ string, err error) (bool, error) {
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func (s store) userID(ctx context.Context, email string) (string, error) {
	return db.One(ctx, s.db, db.ScanString, `SELECT id FROM users WHERE email = $1`, email)
}

// seen renews a known device, and reports whether it is one.
func (s store) seen(ctx context.Context, digest, userID string, now, since time.Time) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE known_devices SET seen_at = $1 WHERE digest = $2 AND user_id = $3 AND seen_at > $4`, now, digest, userID, since)
	return n > 0, err
}

func (s store) rename(ctx context.Context, digest, to string) error {
	_, err := s.db.Exec(ctx, `UPDATE known_devices SET digest = $1 WHERE digest = $2`, to, digest)
	return err
}

func (s store) know(ctx context.Context, digest, userID string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO known_devices (digest, user_id, created_at, seen_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (digest, user_id) DO UPDATE SET seen_at = excluded.seen_at`, digest, userID, now, now)
	return err
}

// stranger reports whether an account is known in no browser.
func (s store) stranger(ctx context.Context, userID string) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `SELECT digest FROM known_devices WHERE user_id = $1 LIMIT 1`, userID)
	if errors.Is(err, db.ErrNone) {
		return true, nil
	}
	return false, err
}

func (s store) forget(ctx context.Context, userID string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM known_devices WHERE user_id = $1`, userID)
	return err
}

func (s store) purgeDevices(ctx context.Context, before time.Time, most int) error {
	if _, err := s.db.Exec(ctx, `DELETE FROM known_devices WHERE seen_at <= $1`, before); err != nil {
		return err
	}
	_, err := s.db.Exec(ctx, `
		DELETE FROM known_devices WHERE (digest, user_id) IN (
			SELECT digest, user_id FROM (
				SELECT digest, user_id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY seen_at DESC, digest) AS place FROM known_devices
			) ranked WHERE place > $1)`, most)
	return err
}
