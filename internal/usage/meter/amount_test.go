package meter_test

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/usage/meter"
)

const (
	largest  = "999999999999999999.999999999"
	smallest = "0.000000001"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.0": "0", "0e5": "0", "0e-99999999999999999999": "0", "0.000000000000": "0",
		"3": "3", "3.0": "3", "0.5": "0.5", "-0.5": "-0.5", "-1": "-1", "-1.5": "-1.5", "2.50": "2.5", "10": "10", "100.001": "100.001",
		"1e3": "1000", "1E+3": "1000", "1.25e1": "12.5", "12.5e-1": "1.25", "1e-9": smallest, "100e-11": smallest, "-1e-9": "-" + smallest,
		"0.1": "0.1", "0.30000000000": "0.3", "1e17": "100000000000000000", "0.000001e6": "1", "0.0000000000000001e16": "1",
		largest: largest, "-" + largest: "-" + largest, "999999999999999999": "999999999999999999", "9.99999999999999999e17": "999999999999999999",
	} {
		got, ok := meter.ParseAmount(text)
		if !ok || got.String() != want {
			t.Errorf("%s is %s, %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "-", "+1", ".5", "1.", "01", "-01", "00", "1e", "1e+", "1e1.5", "e1", "1 ", " 1", "1,5", "0x1", "1_000", "NaN", "Infinity", "null", "true", `"1"`, "[]", "{}", "--1", "1-",
		"1e18", "1000000000000000000", "-1000000000000000000", "1e21", "1e400", "1e99999999999999999999", "0.0000000001", "1e-10", "0.30000000000000004", "1.0000000001",
		"1e-400", "1" + strings.Repeat("0", 200), "0." + strings.Repeat("0", 200), "٣",
	} {
		if got, ok := meter.ParseAmount(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func parsed(t *testing.T, text string) meter.Amount {
	t.Helper()
	a, ok := meter.ParseAmount(text)
	if !ok {
		t.Fatalf("%s is no amount", text)
	}
	return a
}

func TestPlus(t *testing.T) {
	for _, c := range [][3]string{
		{"0.1", "0.2", "0.3"},
		{"3", "0.5", "3.5"},
		{"3.5", "-1", "2.5"},
		{"0.5", "-1", "-0.5"},
		{"-0.5", "-0.5", "-1"},
		{"-0.5", "0.5", "0"},
		{"-0.000000001", smallest, "0"},
		{"0.999999999", smallest, "1"},
		{"999999999999999999", "0.999999999", largest},
		{largest, "-" + largest, "0"},
		{"-999999999999999999", "-0.999999999", "-" + largest},
		{"9007199254740992", "1", "9007199254740993"},
	} {
		got, ok := parsed(t, c[0]).Plus(parsed(t, c[1]))
		if !ok || got.String() != c[2] {
			t.Errorf("%s + %s = %s, %v, want %s", c[0], c[1], got, ok, c[2])
		}
	}
	for _, c := range [][2]string{{largest, smallest}, {largest, largest}, {"-" + largest, "-" + smallest}, {"-" + largest, "-" + largest}, {"999999999999999999", "1"}, {"-999999999999999999", "-1"}} {
		if got, ok := parsed(t, c[0]).Plus(parsed(t, c[1])); ok {
			t.Errorf("%s + %s = %s", c[0], c[1], got)
		}
	}
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`)

// What is taken for an amount is worth exactly what is written, and is written
// as something worth the same. What is refused cannot be held.
func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{"0", "-0.5", "1e3", "12.5e-1", largest, "-" + largest, "1e18", "1e-10", "0.30000000000000004", "01", "1.", "1e999"} {
		f.Add(text)
	}
	limit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil))
	nanos := new(big.Rat).SetInt64(1_000_000_000)
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := meter.ParseAmount(text)
		if len(text) > 100 { // nobody should work on it for long, nor this test
			if ok {
				t.Fatalf("%d characters are taken for %s", len(text), got)
			}
			return
		}
		if !number.MatchString(text) {
			if exponent := regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?[eE]`); ok && !exponent.MatchString(text) {
				t.Fatalf("%q is no JSON number, and is taken for %s", text, got)
			}
			return
		}
		worth, good := new(big.Rat).SetString(text)
		if !good {
			t.Fatalf("%q cannot be compared", text)
		}
		if !ok {
			inRange := new(big.Rat).Abs(worth).Cmp(limit) < 0
			if exact := new(big.Rat).Mul(worth, nanos).IsInt(); inRange && exact {
				t.Fatalf("%q is refused", text)
			}
			return
		}
		told, good := new(big.Rat).SetString(got.String())
		if !good || told.Cmp(worth) != 0 {
			t.Fatalf("%q is told as %s", text, got)
		}
		again, ok := meter.ParseAmount(got.String())
		if !ok || again != got {
			t.Fatalf("%s is read as %s, %v", got, again, ok)
		}
		if sum, ok := got.Plus(again); ok {
			told, _ := new(big.Rat).SetString(sum.String())
			if told.Cmp(new(big.Rat).Add(worth, worth)) != 0 {
				t.Fatalf("twice %s is %s", got, sum)
			}
		}
	})
}
