package application_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// walk returns the slugs of all pages of a search.
func (f fixture) walk(t *testing.T, s application.Search) string {
	t.Helper()
	var slugs []string
	for {
		page, err := f.List(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if s.Limit > 0 && len(page.Applications) > s.Limit {
			t.Fatalf("a page of %d with %d applications", s.Limit, len(page.Applications))
		}
		for _, a := range page.Applications {
			slugs = append(slugs, a.Slug)
		}
		if s.Cursor = page.Next; s.Cursor == "" {
			return strings.Join(slugs, " ")
		}
	}
}

func TestList(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		var first application.Application
		for i, n := range []application.NewApplication{
			{Slug: "z-shop", Name: "Boutique élan"}, {Slug: "wiki", Name: "alpha Wiki"}, {Slug: "a1", Name: "Élan"}, {Slug: "a-2", Name: "alpha"}, {Slug: "a", Name: "100% _odd_"},
		} {
			a, _ := f.create(t, n)
			if i == 0 {
				first = a
			}
			if i != 2 { // two of them are made at once
				c.Advance(time.Second)
			}
		}
		if _, err := f.Update(t.Context(), root, first.ID, application.Changes{Name: new("Boutique Élan")}); err != nil {
			t.Fatal(err)
		}
		ties := strings.Fields(f.walk(t, application.Search{}))
		if got := strings.Join(ties[:2], " ") + " " + ties[4]; got != "z-shop wiki a" {
			t.Errorf("by creation: %q", ties)
		}
		for name, want := range map[string]string{
			application.SortName:    "a a-2 wiki z-shop a1",
			application.SortSlug:    "a a-2 a1 wiki z-shop",
			application.SortUpdated: strings.Join(append(slices.Clone(ties[1:]), ties[0]), " "),
			application.SortCreated: strings.Join(ties, " "),
		} {
			backwards := strings.Fields(want)
			slices.Reverse(backwards)
			for limit := range 7 { // 0 stands for the largest
				if got := f.walk(t, application.Search{Sort: name, Limit: limit}); got != want {
					t.Errorf("by %s, %d a page: %s, want %s", name, limit, got, want)
				}
				if got := f.walk(t, application.Search{Sort: name, Limit: limit, Descending: true}); got != strings.Join(backwards, " ") {
					t.Errorf("by %s backwards, %d a page: %s, want %s", name, limit, got, backwards)
				}
			}
		}
		for text, want := range map[string]string{
			"ÉLAN": "z-shop a1", "alpha": "a-2 wiki", "a": "a a-2 wiki a1", "WIKI": "wiki", "z-": "z-shop", "lan": "", "shop": "", "100%": "a", "%": "", "_": "a", "_odd": "a", `\`: "", "nothing": "", " boutique ": "z-shop",
		} {
			if got := f.walk(t, application.Search{Text: text, Sort: application.SortName, Limit: 1}); got != want {
				t.Errorf("search for %q: %s, want %s", text, got, want)
			}
		}
	})
}

func TestListRefuses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		for i := range 3 {
			f.create(t, application.NewApplication{Slug: fmt.Sprint("app-", i), Name: "App"})
		}
		page, err := f.List(t.Context(), application.Search{Sort: application.SortName, Limit: 1})
		if err != nil || page.Next == "" {
			t.Fatal(page.Next, err)
		}
		for name, s := range map[string]application.Search{
			"no cursor":               {Cursor: "zz"},
			"no base64":               {Cursor: "%%"},
			"nothing in it":           {Cursor: "e30"},
			"a cursor of another way": {Cursor: page.Next, Sort: application.SortSlug},
		} {
			if _, err := f.List(t.Context(), s); !errors.Is(err, application.ErrCursor) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, text := range []string{"a\x00", strings.Repeat("a", 201), "\xff"} {
			if _, err := f.List(t.Context(), application.Search{Text: text}); !errors.Is(err, application.ErrInvalid) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
