package application

import (
	"context"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/page"
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
	list := Page{Applications: found}
	if len(found) > search.Limit {
		list.Applications = found[:search.Limit]
		list.Next = search.end(found[search.Limit-1])
	}
	return list, nil
}

// folded is a name as it is searched and ordered.
func folded(name string) string { return strings.ToLower(name) }

// A position is where a page of a list ends. Zero is the beginning.
type position struct {
	value any // in the column that the list is sorted by
	id    string
}

// end is the cursor of the last application of a page.
func (s Search) end(last Detail) string {
	var value string
	switch s.Sort {
	case SortName:
		value = folded(last.Name)
	case SortSlug:
		value = last.Slug
	case SortUpdated:
		value = page.Moment(last.UpdatedAt)
	default:
		value = page.Moment(last.CreatedAt)
	}
	return page.Cursor(s.Sort, value, last.ID)
}

// position reads the cursor, which is one of the same order.
func (s Search) position() (position, error) {
	if s.Cursor == "" {
		return position{}, nil
	}
	parts, ok := page.Position(s.Cursor, 3)
	if !ok || parts[0] != s.Sort || parts[2] == "" {
		return position{}, ErrCursor
	}
	if s.Sort == SortName || s.Sort == SortSlug {
		return position{parts[1], parts[2]}, nil
	}
	at, ok := page.Time(parts[1])
	if !ok {
		return position{}, ErrCursor
	}
	return position{at, parts[2]}, nil
}
