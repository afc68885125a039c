package user

import (
	"context"
	"log/slog"
	"math"
	"sync/atomic"
	"time"
)

// Accounts that came from the original keep its scrypt hashes until their first
// sign-in here, and these cost another time than ours. An address that nobody
// has must therefore cost the one or the other as often as addresses do that
// somebody has, and always the same: decoys choose which.
type decoys struct {
	share atomic.Uint64 // of imported hashes among all, as the bits of a float64
	due   atomic.Int64  // when it is counted again, in Unix nanoseconds
}

const recount = 10 * time.Minute

// decoy returns a hash that nothing opens, of the kind that the address's
// account would have.
func (s *Service) decoy(email string) string {
	share := math.Float64frombits(s.decoys.share.Load())
	legacy := share > 0 && s.policy.Decoy != nil && s.policy.Decoy(email) < share
	return s.hasher.Decoy(legacy)
}

// count looks how many hashes are imported ones, now and then. It is called for
// every try, so that the time it takes tells nothing.
func (s *Service) count(ctx context.Context) {
	now := s.now()
	due := s.decoys.due.Load()
	if now.UnixNano() < due || !s.decoys.due.CompareAndSwap(due, now.Add(recount).UnixNano()) {
		return
	}
	imported, all, err := s.store.hashes(ctx)
	if err != nil {
		slog.WarnContext(ctx, "imported passwords were not counted", "err", err)
		return
	}
	if all > 0 {
		s.decoys.share.Store(math.Float64bits(float64(imported) / float64(all)))
	}
}
