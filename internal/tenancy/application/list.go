package application

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// A Search selects applications. The zero value is the beginning of all of
// them, oldest first.
type Search struct {
	Text       string // beginning of the slug, or of a word of the name
	Sort       string // SortCreated unless given
	Descending bool
	Cursor     string // Next of the page before
	Limit      int    // MaxPage unless given
}

// What applications are sorted by.
const (
	SortCreated = "createdAt"
	SortUpdated = "updatedAt"
	SortName    = "name"
	SortSlug    = "slug"
)

// MaxPage is how many applications a page has at most.
const MaxPage = 1000

const maxSearch = 200

// A Page is part of a list of applications.
type Page struct {
	Applications []Detail
	Next         string // cursor of the next page; empty at the end
}

// List returns a page of the applications that a search selects.
func (s *Service) List(ctx context.Context, search Search) (Page, error) {
	text, ok := CleanName(search.Text, maxSearch)
	if !ok && text != "" {
		return Page{}, ErrInvalid.With(fault.Field{Name: "query.search", Problem: "must have at most 200 characters, none of them a control character"})
	}
	search.Text = folded(text)
	if search.Sort == "" {
		search.Sort = SortCreated
	}
	if search.Limit < 1 || search.Limit > MaxPage {
		search.Limit = MaxPage
	}
	after, err := search.position()
	if err != nil {
		return Page{}, err
	}
	found, err := s.store.list(ctx, search, after, search.Limit+1)
	if err != nil {
		return Page{}, err
	}
	page := Page{Applications: found}
	if len(found) > search.Limit {
		page.Applications = found[:search.Limit]
		page.Next = search.end(page.Applications[search.Limit-1]).String()
	}
	return page, nil
}

// folded is a name as it is searched and ordered.
func folded(name string) string { return strings.ToLower(name) }

// A position is where a page of a list ends. Zero is the beginning.
type position struct {
	Sort string `json:"s"`
	Text string `json:"t,omitempty"` // of name or slug
	At   int64  `json:"a,omitempty"` // of a time, in milliseconds
	ID   string `json:"i"`
}

// end is the position of the last application of a page.
func (s Search) end(last Detail) position {
	p := position{Sort: s.Sort, ID: last.ID}
	switch s.Sort {
	case SortName:
		p.Text = folded(last.Name)
	case SortSlug:
		p.Text = last.Slug
	case SortUpdated:
		p.At = last.UpdatedAt.UnixMilli()
	default:
		p.At = last.CreatedAt.UnixMilli()
	}
	return p
}

// String is the position as a cursor, which says nothing to its reader.
func (p position) String() string {
	text, err := json.Marshal(p)
	if err != nil { // texts and numbers can always be written
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// position reads the cursor, which is one of the same order.
func (s Search) position() (position, error) {
	var p position
	if s.Cursor == "" {
		return p, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s.Cursor)
	if err != nil {
		return p, ErrCursor
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, ErrCursor
	}
	if p.Sort != s.Sort || p.ID == "" {
		return p, ErrCursor
	}
	return p, nil
}
