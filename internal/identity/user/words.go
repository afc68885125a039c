package user

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxWord  = 64 // bytes that are kept of a word
	maxTerms = 8
)

// folded makes texts alike that differ in case or accents alone.
func folded(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return strings.ToLower(plain)
}

// short cuts a word at the end of a character.
func short(word string) string {
	if len(word) <= maxWord {
		return word
	}
	cut := maxWord
	for !utf8.RuneStart(word[cut]) {
		cut--
	}
	return word[:cut]
}

// words are what an account is found by, each once: what spaces separate in
// the name and the whole address, and the parts of both.
func words(name, email string) []string {
	var all []string
	for _, whole := range append(strings.Fields(folded(name)), folded(email)) {
		all = append(all, short(whole))
		for _, part := range strings.FieldsFunc(whole, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
			all = append(all, short(part))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// A Term is how a word must begin.
type Term string

// Terms reads a search: accounts must have a word for each term.
func Terms(search string) ([]Term, error) {
	if !plain(search, "") {
		return nil, ErrSearch
	}
	fields := strings.Fields(folded(search))
	if len(fields) > maxTerms {
		return nil, ErrSearch.Saying("Too many words are looked for")
	}
	var all []Term
	for _, field := range fields {
		all = append(all, Term(short(field)))
	}
	return all, nil
}
