package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"time"
)

// form names the canonical form of an entry; another form needs another name.
const form = "auth-service audit 1"

// A link is an entry as the chain sees it: its place, its hash, and every other
// column as it is stored.
type link struct {
	seq    int64
	hash   string
	id     string
	at     int64
	fields []string // in the order of linked
}

// after returns the hash of an entry at a place behind an entry with the given
// hash: SHA-256 over the canonical form, in which every value stands behind its
// length in bytes, so that no two entries have the same.
func (l link) after(seq int64, previous string) string {
	h := sha256.New()
	write := func(value string) {
		_, _ = io.WriteString(h, strconv.Itoa(len(value))+":"+value+",") // a hash takes everything
	}
	write(form)
	write(previous)
	write(strconv.FormatInt(seq, 10))
	write(l.id)
	write(strconv.FormatInt(l.at, 10))
	for _, value := range l.fields {
		write(value)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A Place is where an entry stands in the chain, with its hash.
type Place struct {
	Seq  int64
	Hash string
}

// What can be wrong with an entry.
const (
	BrokenChanged = "changed" // it is not what was sealed, or not where it was
	BrokenMissing = "missing" // it was removed
	BrokenAdded   = "added"   // nobody sealed it there
)

// A Break is the first entry of the chain that is not as it was sealed.
type Break struct {
	Seq int64
	ID  string // empty for an entry that is missing
	How string
}

// A State is what is known of the chain without looking at its entries.
type State struct {
	Base     Place // the last entry that retention removed; zero while there is none
	Head     Place // the last sealed entry
	SealedAt time.Time

	VerifiedAt time.Time // zero: never
	VerifiedTo int64
	Broken     Break // what VerifiedAt found; without How nothing

	Unsealed int64 // how many entries wait, up to MostCounted
	Oldest   time.Time
}

// MostCounted is where waiting entries are no longer counted.
const MostCounted = 10_000

// A Report is what a look at every sealed entry found.
type Report struct {
	Base    Place
	Head    Place // as far as was looked
	Checked int64
	Broken  Break // without How the chain is whole
}

// Whole reports whether every entry is as it was sealed.
func (r Report) Whole() bool { return r.Broken.How == "" }
