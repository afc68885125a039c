package consumption

import "context"

// A Sum is what all users of an application have consumed of one key.
type Sum struct {
	ApplicationID   string
	ApplicationName string
	ApplicationSlug string
	Key             string
	Users           int64  // who have consumed any
	Total           string // a decimal number; it may have more digits than an Amount
}

// Sums returns what was consumed of the keys that most users consume. It reads
// every total there is: whoever shows it often remembers it for a while.
func (s *Service) Sums(ctx context.Context, limit int) ([]Sum, error) {
	return s.store.sums(ctx, limit)
}
