package meter

import "math/big"

// Text adds up what a statement summed in three parts, none of which can be too
// large for a column: billions, units below them, and nanos.
func Text(billions, units, nanos int64) string {
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
