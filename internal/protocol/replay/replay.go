// Package replay remembers what may be shown only once: the identifiers of
// assertions and proofs, until they would have expired anyway.
package replay

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/batch"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

// ErrReplay means that the value was shown before.
var ErrReplay = errors.New("replay: value was used before")

// A Service remembers values.
type Service struct {
	store store
	uses  *batch.Group[use]
	now   func() time.Time
}

type use struct {
	digest string
	until  time.Time
}

// Several requests share one statement; see grant.Service.Remember.
const (
	writers   = 2
	batchSize = 256
)

// New returns the service.
func New(database *db.DB, now func() time.Time) *Service {
	s := &Service{store: store{database}, now: now}
	s.uses = batch.New(writers, batchSize, s.store.insert, func(err error) bool { return errors.Is(err, db.ErrTaken) })
	return s
}

// Use spends a value within a scope that names its kind and its owner, such as
// "assertion:" and a client id: who comes second hears ErrReplay. Until is when
// the value would be refused for its age; it is forgotten some time later.
func (s *Service) Use(ctx context.Context, scope, value string, until time.Time) error {
	u := use{secret.Digest(scope + "\x00" + value), until}
	var err error
	if db.InTransaction(ctx) {
		err = s.store.insert(ctx, []use{u})
	} else {
		err = s.uses.Do(ctx, u)
	}
	if errors.Is(err, db.ErrTaken) {
		return ErrReplay
	}
	return err
}

// Purge forgets what expired.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-time.Minute))
}
