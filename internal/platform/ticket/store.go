package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

type row struct {
	digest, purpose, subject string
	data                     any
	createdAt, expiresAt     time.Time
}

func (s store) insert(ctx context.Context, r row) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO tickets (digest, purpose, subject, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.digest, r.purpose, r.subject, db.JSON(r.data), r.createdAt, r.expiresAt)
	return err
}

// into scans a ticket and decodes its data.
func into(data any) func(db.Row) (Ticket, error) {
	return func(r db.Row) (Ticket, error) {
		var t Ticket
		var ignored any
		if data == nil {
			data = &ignored
		}
		err := r.Scan(&t.Subject, &t.ExpiresAt, db.JSON(data))
		return t, err
	}
}

func (s store) take(ctx context.Context, purpose, digest string, data any, now time.Time) (Ticket, error) {
	t, err := db.One(ctx, s.db, into(data), `
		DELETE FROM tickets WHERE digest = $1 AND purpose = $2 AND expires_at > $3 RETURNING subject, expires_at, data`, digest, purpose, now)
	return t, absent(err)
}

func (s store) look(ctx context.Context, purpose, digest string, data any, now time.Time) (Ticket, error) {
	t, err := db.One(ctx, s.db, into(data), `
		SELECT subject, expires_at, data FROM tickets WHERE digest = $1 AND purpose = $2 AND expires_at > $3`, digest, purpose, now)
	return t, absent(err)
}

func (s store) late(ctx context.Context, purpose, digest string, now time.Time) (bool, error) {
	return db.One(ctx, s.db, db.ScanBool, `
		SELECT EXISTS (SELECT 1 FROM tickets WHERE digest = $1 AND purpose = $2 AND expires_at <= $3)`, digest, purpose, now)
}

func (s store) revoke(ctx context.Context, purpose, subject string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM tickets WHERE purpose = $1 AND subject = $2`, purpose, subject)
	return err
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM tickets WHERE expires_at < $1`, before)
	return err
}

func absent(err error) error {
	if errors.Is(err, db.ErrNone) {
		return ErrNone
	}
	return err
}
