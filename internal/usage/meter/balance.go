// Package meter knows how consumption is counted: exact amounts, windows,
// limits, and what is left of them. It is pure; consumption keeps the books.
package meter

import (
	"math/big"
	"slices"
	"time"
)

// A Balance is what a limit's window holds at a time.
type Balance struct {
	Limit   Limit
	Start   time.Time
	End     time.Time // zero: never
	Used    Amount    // of what the plan allows; credits took the rest
	Held    Amount    // of the same, by reservations that are open
	Credits []Credit  // that have not expired, in the order in which they are used
}

// A Credit is an amount that somebody has beside what the plan allows.
type Credit struct {
	ID        string
	Left      Amount
	ExpiresAt time.Time // zero: never
}

// A Part is what a credit gave.
type Part struct {
	Credit string `json:"credit"`
	Amount Amount `json:"amount"`
}

// A Split says where an amount was taken from.
type Split struct {
	Charged Amount // to what the plan allows
	Parts   []Part
}

// SortCredits brings credits into the order in which they are used: what expires
// first goes first.
func SortCredits(credits []Credit) {
	slices.SortFunc(credits, func(a, b Credit) int {
		switch {
		case a.ExpiresAt.Equal(b.ExpiresAt):
		case a.ExpiresAt.IsZero():
			return 1
		case b.ExpiresAt.IsZero():
			return -1
		default:
			return a.ExpiresAt.Compare(b.ExpiresAt)
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
}

// Allowance is what is left of what the plan allows; nothing once it is used up.
func (b *Balance) Allowance() Amount {
	return larger(Amount{}, b.Limit.Amount.less(b.Used).less(b.Held))
}

// Credit is what is left of all credits.
func (b *Balance) Credit() Amount {
	all := make([]Amount, len(b.Credits))
	for i, c := range b.Credits {
		all[i] = c.Left
	}
	return Sum(all)
}

// Left is what may be consumed before the limit is reached.
func (b *Balance) Left() Amount { return b.Allowance().less(b.Credit().negated()) }

// Over is by how much the limit is exceeded.
func (b *Balance) Over() Amount {
	return larger(Amount{}, b.Used.less(b.Held.negated()).less(b.Limit.Amount))
}

// Fits reports whether an amount stays within the limit. A soft limit holds
// nothing back.
func (b *Balance) Fits(a Amount) bool {
	return !b.Limit.Hard || a.Sign() <= 0 || a.Compare(b.Left()) <= 0
}

// split takes an amount from credits first, and says what remains for the plan.
func (b *Balance) split(a Amount) Split {
	var s Split
	for i := range b.Credits {
		c := &b.Credits[i]
		if a.Sign() <= 0 {
			break
		}
		part := smaller(a, c.Left)
		if part.Sign() == 0 {
			continue
		}
		a, c.Left = a.less(part), c.Left.less(part)
		s.Parts = append(s.Parts, Part{c.ID, part})
	}
	s.Charged = a
	return s
}

// Spend takes an amount, whether it fits or not. A negative one gives back to
// the plan alone. It reports whether the sum can still be held, and changes
// nothing otherwise.
func (b *Balance) Spend(a Amount) (Split, bool) {
	after := *b
	after.Credits = slices.Clone(b.Credits)
	s := after.split(a)
	var ok bool
	if after.Used, ok = b.Used.Plus(s.Charged); !ok {
		return Split{}, false
	}
	*b = after
	return s, true
}

// Hold sets an amount that fits aside until it is settled.
func (b *Balance) Hold(a Amount) (Split, bool) {
	after := *b
	after.Credits = slices.Clone(b.Credits)
	s := after.split(a)
	var ok bool
	if after.Held, ok = b.Held.Plus(s.Charged); !ok {
		return Split{}, false
	}
	*b = after
	return s, true
}

// Settle divides what was held by what was consumed of it, credits first: what
// was spent, and what goes back to where it came from.
func (s Split) Settle(spent Amount) (used, back Split) {
	for _, p := range s.Parts {
		part := smaller(spent, p.Amount)
		spent = spent.less(part)
		if part.Sign() > 0 {
			used.Parts = append(used.Parts, Part{p.Credit, part})
		}
		if rest := p.Amount.less(part); rest.Sign() > 0 {
			back.Parts = append(back.Parts, Part{p.Credit, rest})
		}
	}
	used.Charged, back.Charged = spent, s.Charged.less(spent)
	return used, back
}

// Reached is the highest of the shares, in percent, of the limit that are used.
func (b *Balance) Reached(shares ...int64) int64 {
	if b.Limit.Amount.Sign() == 0 {
		return 0
	}
	var highest int64
	used := new(big.Int).Mul(b.Used.big(), big.NewInt(100))
	for _, share := range shares {
		if mark := new(big.Int).Mul(b.Limit.Amount.big(), big.NewInt(share)); used.Cmp(mark) >= 0 {
			highest = max(highest, share)
		}
	}
	return highest
}

func (a Amount) big() *big.Int {
	n := new(big.Int).Mul(big.NewInt(a.units), big.NewInt(nano))
	return n.Add(n, big.NewInt(a.nanos))
}
