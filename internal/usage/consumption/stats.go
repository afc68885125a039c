package consumption

import (
	"context"
	"math/big"
)

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

// sumOf adds up what a statement summed in three parts, none of which can be too
// large for a column: billions, units below them, and nanos.
func sumOf(billions, units, nanos int64) string {
	n := new(big.Int).Mul(big.NewInt(billions), big.NewInt(nano))
	n.Add(n, big.NewInt(units))
	n.Add(n, big.NewInt(nanos/nano)) // nanos are never negative
	rest := nanos % nano
	sign := ""
	if n.Sign() < 0 {
		sign = "-"
		n.Neg(n)
		if rest > 0 {
			n.Sub(n, big.NewInt(1))
			rest = nano - rest
		}
	}
	if rest == 0 {
		return sign + n.String()
	}
	return sign + n.String() + Amount{nanos: rest}.String()[1:]
}
