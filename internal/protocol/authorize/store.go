package authorize

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

type store struct{ db *db.DB }

// kept is a stored request.
type kept struct {
	applicationID string
	parameters    string // form-encoded
	expires       time.Time
}

func (s store) insert(ctx context.Context, digest string, k kept) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO authorization_requests (digest, application_id, parameters, expires_at) VALUES ($1, $2, $3, $4)`,
		digest, k.applicationID, k.parameters, k.expires)
	return err
}

func (s store) find(ctx context.Context, digest string) (kept, error) {
	return db.One(ctx, s.db, func(r db.Row) (kept, error) {
		var k kept
		err := r.Scan(&k.applicationID, &k.parameters, &k.expires)
		return k, err
	}, `SELECT application_id, parameters, expires_at FROM authorization_requests WHERE digest = $1`, digest)
}

// take removes a request for whoever comes first.
func (s store) take(ctx context.Context, digest, applicationID string) error {
	_, err := db.One(ctx, s.db, db.ScanString, `
		DELETE FROM authorization_requests WHERE digest = $1 AND application_id = $2 RETURNING digest`, digest, applicationID)
	return err
}

func (s store) purge(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM authorization_requests WHERE expires_at < $1`, before)
	return err
}
