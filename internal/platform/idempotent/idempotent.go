// Package idempotent answers a request that was sent twice as it was answered
// once: by the Idempotency-Key that its sender gave it.
package idempotent

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
)

const (
	// Kept is how long an answer can be had again.
	Kept = 24 * time.Hour
	// leased is how long a request may be worked on: longer than any lasts.
	leased    = time.Minute
	maxKey    = 255
	retryNext = 1 // seconds
)

// Refusals of requests with a key.
var (
	ErrKey  = fault.New(fault.Invalid, "IDM_001", "Idempotency-Key must have 1 to 255 printable characters")
	ErrUsed = fault.New(fault.Invalid, "IDM_002", "The Idempotency-Key was used for another request").WithStatus(422)
	ErrBusy = fault.New(fault.Conflict, "IDM_003", "A request with this Idempotency-Key is being worked on")
)

// An Answer is what a request was answered. It may hold secrets that are shown
// once, so it is stored sealed.
type Answer struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
}

// A Claim is the right to work on a request.
type Claim struct{ id, holder string }

// A Service remembers answers.
type Service struct {
	store  store
	sealer secret.Sealer
	signer secret.Signer
	now    func() time.Time
}

// New returns the service.
func New(database *db.DB, sealer secret.Sealer, signer secret.Signer, now func() time.Time) *Service {
	return &Service{store{database}, sealer, signer, now}
}

// Begin lets one of those who send a request with the same key work on it. The
// others get its answer, or ErrBusy until there is one; ErrUsed when their
// request is another one.
func (s *Service) Begin(ctx context.Context, caller, key, request string) (Claim, *Answer, error) {
	if !validKey(key) {
		return Claim{}, nil, ErrKey
	}
	now := s.now()
	claim := Claim{secret.Digest(caller + "\n" + key), secret.UUID()}
	// A digest would let whoever reads the table guess passwords in requests.
	fingerprint := s.signer.Sign("idempotent\n" + request)
	taken, err := s.store.take(ctx, claim, fingerprint, now)
	if err != nil {
		return Claim{}, nil, err
	}
	if taken {
		return claim, nil, nil
	}
	a, err := s.answer(ctx, claim.id, fingerprint)
	return Claim{}, a, err
}

func (s *Service) answer(ctx context.Context, id, fingerprint string) (*Answer, error) {
	r, err := s.store.byID(ctx, id)
	busy := *ErrBusy
	busy.RetryAfter = retryNext
	switch {
	case errors.Is(err, db.ErrNone): // given up at this moment
		return nil, &busy
	case err != nil:
		return nil, err
	case !secret.Equal(r.fingerprint, fingerprint):
		return nil, ErrUsed
	case r.sealed == "":
		return nil, &busy
	}
	plain, err := s.sealer.Open(r.sealed)
	if err != nil { // sealed by a secret that is configured no longer
		return nil, ErrUsed.Because(err)
	}
	a := &Answer{}
	return a, json.Unmarshal(plain, a)
}

// Finish remembers the answer for who sends the request again.
func (s *Service) Finish(ctx context.Context, c Claim, a Answer) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return s.store.finish(ctx, c, s.sealer.Seal(plain))
}

// Forget gives a request up that had no effect: it may be sent again.
func (s *Service) Forget(ctx context.Context, c Claim) error { return s.store.forget(ctx, c) }

// Purge removes answers that cannot be had any more.
func (s *Service) Purge(ctx context.Context) error { return s.store.purge(ctx, s.now()) }

func validKey(key string) bool {
	for _, c := range []byte(key) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}
