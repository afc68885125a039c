package consumption

import (
	"context"
	"time"
)

// purgedAtOnce is how many lines one statement removes: what is recorded
// meanwhile does not wait for long.
const purgedAtOnce = 2000

// Purge removes the lines of ledgers that are older than the retention, and with
// them what is known of their idempotency keys. Totals, windows, hours and
// credits do not come from lines, and stay.
func (s *Service) Purge(ctx context.Context) error {
	if s.retention == 0 {
		return nil
	}
	before := s.now().Add(-s.retention)
	for {
		removed, err := s.store.purge(ctx, before, purgedAtOnce)
		if err != nil || removed < purgedAtOnce {
			return err
		}
	}
}

// forgotten reports whether the key of what happened at an instant may be known
// no more: then nobody can say whether it was counted.
func (s *Service) forgotten(at, now time.Time) bool {
	return s.retention > 0 && at.Before(now.Add(-s.retention))
}
