package mail

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

type store struct{ db *db.DB }

// An item is a row: a mail that waits, was sent or was given up.
type item struct {
	ID        string
	Template  string
	sealed    string
	CreatedAt time.Time
	expiresAt time.Time // zero means never
	Attempts  int64
	NextAt    time.Time // zero when nothing is left to do
	lease     string
	Problem   string
	FailedAt  time.Time
}

const columns = `id, template, sealed, created_at, expires_at, attempts, next_at, lease, problem, failed_at`

func scan(r db.Row) (item, error) {
	var i item
	err := r.Scan(&i.ID, &i.Template, &i.sealed, &i.CreatedAt, &i.expiresAt, &i.Attempts, &i.NextAt, &i.lease, &i.Problem, &i.FailedAt)
	return i, err
}

func (s store) insert(ctx context.Context, i item) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO mails (id, template, sealed, created_at, expires_at, attempts, next_at, lease, problem)
		VALUES ($1, $2, $3, $4, $5, 0, $6, '', '')`, i.ID, i.Template, i.sealed, i.CreatedAt, i.expiresAt, i.NextAt)
	return err
}

func (s store) due(ctx context.Context, now time.Time) (bool, error) {
	_, err := db.One(ctx, s.db, db.ScanString, `SELECT id FROM mails WHERE next_at <= $1 LIMIT 1`, now)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// An attempt counts when it begins, so that a mail at which processes die is
// given up too.
func (s store) claim(ctx context.Context, now time.Time) ([]item, error) {
	return db.Claim(ctx, s.db, scan, db.Work{
		Table: "mails", Due: `next_at <= $1`, Order: `next_at, id`, Limit: atOnce,
		Set: `next_at = $2, lease = $3, attempts = attempts + 1`, Returning: columns,
	}, now, now.Add(leased), secret.UUID())
}

// sent needs no lease: what has left has left.
func (s store) sent(ctx context.Context, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE mails SET sent_at = $2, next_at = NULL, failed_at = NULL, problem = '', sealed = '' WHERE id = $1 AND sent_at IS NULL`, id, now)
	return err
}

func (s store) postponed(ctx context.Context, i item, next time.Time, problem string) error {
	_, err := s.db.Exec(ctx, `
		UPDATE mails SET next_at = $3, problem = $4 WHERE id = $1 AND lease = $2 AND next_at IS NOT NULL`, i.ID, i.lease, next, problem)
	return err
}

// failed reports whether the mail was still the caller's to give up. Left is all
// that stays of it.
func (s store) failed(ctx context.Context, i item, left string, now time.Time, problem string) (bool, error) {
	n, err := s.db.Exec(ctx, `
		UPDATE mails SET failed_at = $3, next_at = NULL, problem = $4, sealed = $5
		WHERE id = $1 AND lease = $2 AND next_at IS NOT NULL`, i.ID, i.lease, now, problem, left)
	return n > 0, err
}

const maxListed = 100

func (s store) troubled(ctx context.Context) ([]item, error) {
	return db.All(ctx, s.db, scan, `
		SELECT `+columns+` FROM mails WHERE problem <> '' ORDER BY created_at DESC, id DESC LIMIT $1`, maxListed)
}

// purge forgets what is done with since before, and pretended mails at once.
func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `
		DELETE FROM mails WHERE next_at IS NULL AND (created_at < $1 OR sent_at IS NULL AND failed_at IS NULL)`, before)
	return err
}
