package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Verb is what becomes of a thing.
type Verb string

// The verbs, as they are printed.
const (
	Add    Verb = "+"
	Edit   Verb = "~"
	Remove Verb = "-"
)

// A Change is what is done to one thing.
type Change struct {
	Verb   Verb
	Kind   string // "application", "role"
	Name   string // "shop", "shop/editor"
	Fields []Field
}

// A Field is a member that changes. Secrets have no values here.
type Field struct {
	Name          string
	Before, After any // nil when there was or is none
	Hidden        bool
}

// A Report is what a run does, or would do.
type Report struct {
	Changes []*Change
	Kept    []string // what would be deleted, had that been asked for
	Notes   []string // what somebody should know about
}

// Due reports whether there is anything to do.
func (r *Report) Due() bool { return len(r.Changes) > 0 }

// Count returns how many things a verb is for.
func (r *Report) Count(v Verb) int {
	n := 0
	for _, c := range r.Changes {
		if c.Verb == v {
			n++
		}
	}
	return n
}

// String tells everything for people to read. It never holds a secret.
func (r *Report) String() string {
	var b strings.Builder
	for _, c := range r.Changes {
		fmt.Fprintf(&b, "%s %s %s\n", c.Verb, c.Kind, shown(c.Name))
		for _, f := range c.Fields {
			f.write(&b, c.Verb)
		}
	}
	for _, name := range r.Kept {
		fmt.Fprintf(&b, "= %s is not in the file and stays; --prune deletes it\n", shown(name))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "! %s\n", shown(note))
	}
	return b.String()
}

const indent = "    "

func (f Field) write(b *strings.Builder, v Verb) {
	b.WriteString(indent + f.Name)
	before, after := list(f.Before), list(f.After)
	switch {
	case f.Hidden:
		b.WriteString(": (not shown)\n")
	case v == Edit && (before != nil || f.Before == nil) && (after != nil || f.After == nil) && (before != nil || after != nil):
		b.WriteString(":\n")
		for _, one := range before {
			if !slices.Contains(after, one) {
				b.WriteString(indent + "  - " + one + "\n")
			}
		}
		for _, one := range after {
			if !slices.Contains(before, one) {
				b.WriteString(indent + "  + " + one + "\n")
			}
		}
		if sameMembers(before, after) {
			b.WriteString(indent + "  in another order\n")
		}
	case v == Add:
		b.WriteString(": " + literal(f.After) + "\n")
	default:
		b.WriteString(": " + literal(f.Before) + " → " + literal(f.After) + "\n")
	}
}

func sameMembers(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// list returns the members of a list as they are shown, and nil for what is none.
func list(v any) []string {
	var members []json.RawMessage
	if text, err := json.Marshal(v); err != nil || json.Unmarshal(text, &members) != nil || members == nil {
		return nil
	}
	shown := make([]string, len(members))
	for i, one := range members {
		shown[i] = literal(one)
	}
	return shown
}

const maxShown = 200

// literal is a value on one line; a long one is cut.
func literal(v any) string {
	if v == nil {
		return "none"
	}
	text := string(canonical(v))
	if text == `""` || text == "null" {
		return "none"
	}
	if utf8.RuneCountInString(text) > maxShown {
		text = string([]rune(text)[:maxShown]) + "…"
	}
	return shown(text)
}

// shown takes from a text what would steer a terminal.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return '�'
		}
		return r
	}, text)
}

// canonical is the JSON of a value with the members of objects in order, so that
// what means the same is written the same.
func canonical(v any) []byte {
	text, err := encode(v)
	if err != nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return text
	}
	if text, err = encode(plain); err != nil {
		return nil
	}
	return text
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func same(a, b any) bool { return bytes.Equal(canonical(a), canonical(b)) }

// edits gathers the members of one thing that change.
type edits struct {
	fields []Field
	all    bool // it is new: whatever is given counts
}

// wanted returns what a member should be, or nil when it is that already or the
// file does not say.
func wanted[T any](e *edits, name string, now T, want *T) *T {
	if want == nil {
		return nil
	}
	if e.all {
		e.fields = append(e.fields, Field{Name: name, After: *want})
		return want
	}
	if same(now, *want) {
		return nil
	}
	e.fields = append(e.fields, Field{Name: name, Before: now, After: *want})
	return want
}

// trimmed is a text as the services store it.
func trimmed(text *string) *string {
	if text == nil {
		return nil
	}
	clean := strings.TrimSpace(*text)
	return &clean
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func isTrue(b *bool) bool { return b != nil && *b }
