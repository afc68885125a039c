package audit

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
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
	Details      map[string]any
	RequestID    string
	Address      string

	ActorName string // of a user who still exists
	UserName  string
}

// A Filter selects entries. What is empty is not looked at.
type Filter struct {
	User     string // who did it, in whose name it was done, or whom it concerns
	Action   string // the beginning of it, e.g. "session."
	Target   string // kind of thing
	TargetID string // of a Target
	From     time.Time
	Until    time.Time // exclusive
	Cursor   string    // Next of the page before
	Limit    int
}

// A Page is part of the trail, newest first.
type Page struct {
	Entries []Entry
	Next    string // cursor of the next page; empty at the end
}

// List returns the entries that a filter selects.
func (l *Log) List(ctx context.Context, f Filter) (Page, error) {
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return Page{}, err
	}
	limit := f.Limit
	f.Limit++
	found, err := l.store.list(ctx, f, after)
	if err != nil {
		return Page{}, err
	}
	page := Page{Entries: found}
	if len(found) > limit {
		page.Entries = found[:limit]
		last := page.Entries[limit-1]
		page.Next = position{last.At, last.ID}.String()
	}
	return page, nil
}

// A position is where a page ends. Zero is the beginning.
type position struct {
	at time.Time
	id string
}

// String is the position as a cursor, which says nothing to its reader.
func (p position) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(p.at.UnixMilli(), 10) + "." + p.id))
}

// parseCursor reads what String wrote.
func parseCursor(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	refused := ErrFilter.With(fault.Field{Name: "query.cursor", Problem: "Not a cursor of this list"})
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return position{}, refused
	}
	at, id, found := strings.Cut(string(raw), ".")
	if !found || id == "" {
		return position{}, refused
	}
	millis, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return position{}, refused
	}
	return position{time.UnixMilli(millis), id}, nil
}
