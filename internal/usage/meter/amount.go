package meter

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// An Amount is a decimal number with up to 18 digits before the point and 9
// after it, exact. The zero value is 0.
type Amount struct {
	units int64 // rounded down, so that nanos counts upwards from it
	nanos int64 // 0 to 999 999 999
}

const (
	wholeDigits = 18
	nanoDigits  = 9
	nano        = 1_000_000_000
	bound       = 1_000_000_000_000_000_000 // no amount reaches it, nor its negative

	maxNumber   = 100 // characters of a number worth looking at
	maxExponent = 1000
)

// ParseAmount reads a number as JSON writes it (RFC 8259 §6), and reports
// whether it is one that an amount can hold.
func ParseAmount(text string) (Amount, bool) {
	if len(text) > maxNumber {
		return Amount{}, false
	}
	n, ok := readNumber(text)
	if !ok {
		return Amount{}, false
	}
	// What is left of the digits begins and ends with one that counts.
	digits := strings.TrimLeft(n.digits, "0")
	point := n.point - (len(n.digits) - len(digits))
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return Amount{}, true
	}
	if point > wholeDigits || len(digits)-point > nanoDigits {
		return Amount{}, false
	}
	var whole, fraction string
	switch {
	case point >= len(digits):
		whole = digits + strings.Repeat("0", point-len(digits))
	case point > 0:
		whole, fraction = digits[:point], digits[point:]
	default:
		fraction = strings.Repeat("0", -point) + digits
	}
	a := Amount{number(whole), number(fraction + strings.Repeat("0", nanoDigits-len(fraction)))}
	if n.negative {
		a = a.negated()
	}
	return a, true
}

// A decimal is a number taken apart: its digits, and how many of them stand
// before the point; fewer than none when zeros follow it.
type decimal struct {
	negative bool
	digits   string
	point    int
}

func readNumber(text string) (decimal, bool) {
	var n decimal
	text, n.negative = strings.CutPrefix(text, "-")
	whole, text := leadingDigits(text)
	if whole == "" || len(whole) > 1 && whole[0] == '0' {
		return n, false
	}
	fraction := ""
	if rest, pointed := strings.CutPrefix(text, "."); pointed {
		if fraction, text = leadingDigits(rest); fraction == "" {
			return n, false
		}
	}
	exponent := 0
	if text != "" {
		if text[0] != 'e' && text[0] != 'E' {
			return n, false
		}
		var ok bool
		if exponent, ok = readExponent(text[1:]); !ok {
			return n, false
		}
	}
	n.digits, n.point = whole+fraction, len(whole)+exponent
	return n, true
}

func leadingDigits(text string) (digits, rest string) {
	end := 0
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	return text[:end], text[end:]
}

// readExponent bounds the exponent: beyond it a number is out of reach of any
// digits before it, unless it is zero.
func readExponent(text string) (int, bool) {
	negative := strings.HasPrefix(text, "-")
	if negative || strings.HasPrefix(text, "+") {
		text = text[1:]
	}
	digits, rest := leadingDigits(text)
	if digits == "" || rest != "" {
		return 0, false
	}
	exponent, err := strconv.Atoi(digits)
	if err != nil || exponent > maxExponent {
		exponent = maxExponent
	}
	if negative {
		exponent = -exponent
	}
	return exponent, true
}

// number is what at most 18 digits say; none say 0.
func number(digits string) int64 {
	var n int64
	for i := range len(digits) {
		n = 10*n + int64(digits[i]-'0')
	}
	return n
}

func (a Amount) negated() Amount {
	if a.nanos == 0 {
		return Amount{units: -a.units}
	}
	return Amount{-a.units - 1, nano - a.nanos}
}

// Plus returns the sum, and reports whether an amount can hold it.
func (a Amount) Plus(b Amount) (Amount, bool) {
	sum := Amount{a.units + b.units, a.nanos + b.nanos} // at most twice the bound: int64 reaches further
	if sum.nanos >= nano {
		sum.units, sum.nanos = sum.units+1, sum.nanos-nano
	}
	if sum.units >= bound || sum.units < -bound {
		return Amount{}, false
	}
	if sum.units == -bound && sum.nanos == 0 {
		return Amount{}, false
	}
	return sum, true
}

// Minus returns the difference, and reports whether an amount can hold it.
func (a Amount) Minus(b Amount) (Amount, bool) { return a.Plus(b.negated()) }

// less is the difference, or the largest or smallest amount where none can hold
// it: what is told of a balance has to stop somewhere.
func (a Amount) less(b Amount) Amount {
	d, ok := a.Minus(b)
	switch {
	case ok:
		return d
	case b.Sign() < 0:
		return Amount{bound - 1, nano - 1}
	default:
		return Amount{-bound, 1}
	}
}

// Sum adds amounts up, whatever their order: only the whole has to be one.
func Sum(all []Amount) Amount {
	var high, low Amount // of both signs
	for _, a := range all {
		if a.Sign() < 0 {
			low = low.less(a.negated())
		} else {
			high = high.less(a.negated())
		}
	}
	return high.less(low.negated())
}

// Compare tells which amount is the larger, as cmp.Compare does.
func (a Amount) Compare(b Amount) int {
	return cmp.Or(cmp.Compare(a.units, b.units), cmp.Compare(a.nanos, b.nanos))
}

// Sign is -1, 0 or 1 as the amount is negative, nothing or positive.
func (a Amount) Sign() int { return a.Compare(Amount{}) }

func smaller(a, b Amount) Amount {
	if b.Compare(a) < 0 {
		return b
	}
	return a
}

func larger(a, b Amount) Amount {
	if b.Compare(a) > 0 {
		return b
	}
	return a
}

// Stored is the amount as two columns hold it: units, and nanos counting
// upwards from them.
func (a Amount) Stored() (units, nanos int64) { return a.units, a.nanos }

// Columns are where a statement's answer puts the two.
func (a *Amount) Columns() (units, nanos *int64) { return &a.units, &a.nanos }

// MarshalJSON implements json.Marshaler: amounts are told as text, which no
// reader rounds.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// UnmarshalJSON implements json.Unmarshaler; it reads what MarshalJSON wrote,
// and numbers.
func (a *Amount) UnmarshalJSON(text []byte) error {
	parsed, ok := ParseAmount(strings.Trim(string(text), `"`))
	if !ok {
		return errAmount
	}
	*a = parsed
	return nil
}

var errAmount = errors.New("meter: not an amount")

// String writes the amount as a decimal number without an exponent and without
// zeros that say nothing.
func (a Amount) String() string {
	sign := ""
	if a.units < 0 {
		sign, a = "-", a.negated()
	}
	if a.nanos == 0 {
		return sign + strconv.FormatInt(a.units, 10)
	}
	return sign + strconv.FormatInt(a.units, 10) + "." + strings.TrimRight(fmt.Sprintf("%09d", a.nanos), "0")
}
