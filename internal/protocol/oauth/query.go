package oauth

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SignedQueryLife is how long a signed login query may be resumed.
const SignedQueryLife = 10 * time.Minute

// maxQuery bounds what is parsed as a query at all.
const maxQuery = 16 << 10

// A Pair is one parameter.
type Pair struct{ Name, Value string }

// Pairs are parameters in the order in which they travel.
type Pairs []Pair

// Get returns the first value of a name.
func (p Pairs) Get(name string) string {
	for _, pair := range p {
		if pair.Name == name {
			return pair.Value
		}
	}
	return ""
}

// All returns every value of a name.
func (p Pairs) All(name string) []string {
	var all []string
	for _, pair := range p {
		if pair.Name == name {
			all = append(all, pair.Value)
		}
	}
	return all
}

// ParsePairs decodes application/x-www-form-urlencoded text, keeping order and
// repetitions. It reports false for text that is too long or badly encoded.
func ParsePairs(raw string) (Pairs, bool) {
	if len(raw) > maxQuery {
		return nil, false
	}
	var pairs Pairs
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := url.QueryUnescape(name)
		if err != nil {
			return nil, false
		}
		v, err := url.QueryUnescape(value)
		if err != nil {
			return nil, false
		}
		pairs = append(pairs, Pair{n, v})
	}
	return pairs, true
}

// Encode serialises as JavaScript's URLSearchParams does: browsers re-serialise
// the signed query, so what is signed must be what they produce.
func (p Pairs) Encode() string {
	var b strings.Builder
	for i, pair := range p {
		if i > 0 {
			b.WriteByte('&')
		}
		formEscape(&b, pair.Name)
		b.WriteByte('=')
		formEscape(&b, pair.Value)
	}
	return b.String()
}

// formEscape is the WHATWG urlencoded serialiser's percent-encode set, which
// differs from url.QueryEscape in "*" and "~".
func formEscape(b *strings.Builder, text string) {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '*', c == '-', c == '.', c == '_':
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}

// The last two parameters of a signed query.
const (
	paramExpires   = "exp"
	paramSignature = "sig"
)

// A QuerySigner signs texts; secret.Signer is one.
type QuerySigner interface {
	Sign(text string) string
	Verify(text, signature string) bool
}

// SignQuery returns the parameters as a query that proves that this service
// made it at the given moment.
func SignQuery(s QuerySigner, pairs Pairs, now time.Time) string {
	expires := strconv.FormatInt(now.Add(SignedQueryLife).Unix(), 10)
	text := append(slices.Clip(pairs), Pair{paramExpires, expires}).Encode()
	var b strings.Builder
	b.WriteString(text)
	b.WriteString("&" + paramSignature + "=")
	formEscape(&b, s.Sign(text))
	return b.String()
}

// VerifyQuery returns the parameters of a signed query and the moment it was
// made, or false: badly formed, altered, expired.
func VerifyQuery(s QuerySigner, raw string, now time.Time) (Pairs, time.Time, bool) {
	all, ok := ParsePairs(strings.TrimPrefix(raw, "?"))
	if !ok {
		return nil, time.Time{}, false
	}
	var signed Pairs
	var signature string
	for _, p := range all {
		if p.Name == paramSignature {
			if signature != "" {
				return nil, time.Time{}, false
			}
			signature = p.Value
			continue
		}
		signed = append(signed, p)
	}
	if signature == "" || len(signed) == 0 {
		return nil, time.Time{}, false
	}
	if !s.Verify(signed.Encode(), signature) {
		return nil, time.Time{}, false
	}
	last := len(signed) - 1
	if signed[last].Name != paramExpires {
		return nil, time.Time{}, false
	}
	unix, err := strconv.ParseInt(signed[last].Value, 10, 64)
	if err != nil {
		return nil, time.Time{}, false
	}
	expires := time.Unix(unix, 0)
	if expires.Before(now) {
		return nil, time.Time{}, false
	}
	return signed[:last], expires.Add(-SignedQueryLife), true
}
