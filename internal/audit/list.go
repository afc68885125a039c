package audit

import (
	"context"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/page"
)

// ErrFilter means that the trail cannot be searched for what was asked.
var ErrFilter = fault.New(fault.Invalid, "SRV_004", "The request cannot be read").InBetterAuth("VALIDATION_ERROR", 0)

// An Entry is an event as the trail keeps it.
type Entry struct {
	ID           string
	At           time.Time
	Action       string
	ActorKind    string
	ActorID      string
	Impersonator string // the administrator who acted in the actor's name
	Target       string
	TargetID     string
	UserID       string // whom it concerns
	RequestID    string
	Address      string

	OrganizationID string
	ApplicationID  string
	Details        map[string]any

	Place Place // zero until it is sealed

	ActorName string // of a user who still exists
	UserName  string

	details string // as they are stored
}

// holds reports whether every word occurs somewhere in an entry.
func (e Entry) holds(words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(strings.Join([]string{
		e.Action, e.ActorKind, e.ActorID, e.ActorName, e.Impersonator, e.Target, e.TargetID, e.UserID, e.UserName, e.OrganizationID,
		e.ApplicationID, e.RequestID, e.Address, e.details,
	}, "\n"))
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// A Filter selects entries. What is empty is not looked at.
type Filter struct {
	User     string // who did it, in whose name it was done, or whom it concerns
	Actor    string // who did it: user, application or token
	Action   string // the beginning of it, e.g. "session."
	Target   string // kind of thing
	TargetID string // of a Target
	From     time.Time
	Until    time.Time // exclusive
	Text     string    // words that all occur in it
	Cursor   string    // Next of the page before
	Limit    int

	Organization string // where it happened
	Application  string
}

// A Page is part of the trail, newest first.
type Page struct {
	Entries []Entry
	// Next is the cursor of the next page; empty at the end. A search for words
	// may have one after a page that is not full, see LookedThrough.
	Next string
}

// LookedThrough is how many entries a page of a search for words looks at: it
// costs the same however large the trail is, and goes on with the next page.
const LookedThrough = 2000

// inOneGo is how many entries are read by one statement.
const inOneGo = 500

// List returns the entries that a filter selects.
func (l *Log) List(ctx context.Context, f Filter) (Page, error) {
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return Page{}, err
	}
	trail, limit, words := Page{}, f.Limit, strings.Fields(strings.ToLower(f.Text))
	f.Limit++
	if len(words) > 0 {
		f.Limit = inOneGo
	}
	var end position
	for looked := 0; looked < LookedThrough; looked += f.Limit {
		found, err := l.store.list(ctx, f, after)
		if err != nil {
			return Page{}, err
		}
		for _, e := range found {
			after = position{e.At, e.ID}
			if !e.holds(words) {
				continue
			}
			if len(trail.Entries) == limit {
				trail.Next = end.cursor()
				return trail, nil
			}
			trail.Entries, end = append(trail.Entries, e), after
		}
		if len(found) < f.Limit {
			return trail, nil
		}
	}
	trail.Next = after.cursor()
	return trail, nil
}

// Each hands every entry that a filter selects to visit, newest first. It holds
// no transaction, so it may take as long as it likes.
func (l *Log) Each(ctx context.Context, f Filter, visit func(Entry) error) error {
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return err
	}
	words := strings.Fields(strings.ToLower(f.Text))
	f.Limit = inOneGo
	for {
		found, err := l.store.list(ctx, f, after)
		if err != nil {
			return err
		}
		for _, e := range found {
			after = position{e.At, e.ID}
			if !e.holds(words) {
				continue
			}
			if err := visit(e); err != nil {
				return err
			}
		}
		if len(found) < f.Limit {
			return nil
		}
	}
}

// A position is where a page ends. Zero is the beginning.
type position struct {
	at time.Time
	id string
}

func (p position) cursor() string { return page.Cursor(page.Moment(p.at), p.id) }

// parseCursor reads what cursor wrote.
func parseCursor(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	refused := ErrFilter.With(fault.Field{Name: "query.cursor", Problem: "Not a cursor of this list"})
	parts, ok := page.Position(text, 2)
	if !ok || parts[1] == "" {
		return position{}, refused
	}
	at, ok := page.Time(parts[0])
	if !ok {
		return position{}, refused
	}
	return position{at, parts[1]}, nil
}
