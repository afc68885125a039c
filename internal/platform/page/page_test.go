package page_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/page"
)

func TestCursorsComeBack(t *testing.T) {
	for _, position := range [][]string{{""}, {"a", "b"}, {`"`, "é", "\U0010FFFF"}, {strings.Repeat("x", 500), "1"}} {
		got, ok := page.Position(page.Cursor(position...), len(position))
		if !ok || !slices.Equal(got, position) {
			t.Errorf("%q came back as %q", position, got)
		}
	}
}

func TestForeignCursorsAreRefused(t *testing.T) {
	for _, cursor := range []string{
		"", "x", "%", page.Cursor("a"), page.Cursor("a", "b", "c"), page.Cursor("a", "b\x00"), strings.Repeat("A", 5000),
		base64.RawURLEncoding.EncodeToString([]byte("[1,2]")), base64.RawURLEncoding.EncodeToString([]byte("null")),
		base64.RawURLEncoding.EncodeToString([]byte("[\"\xff\",\"a\"]")),
	} {
		if got, ok := page.Position(cursor, 2); ok {
			t.Errorf("%.30q was read as %q", cursor, got)
		}
	}
}

func FuzzPosition(f *testing.F) {
	f.Add(page.Cursor("a", "b"))
	f.Add("W10")
	f.Fuzz(func(t *testing.T, cursor string) {
		position, ok := page.Position(cursor, 2)
		if !ok {
			return
		}
		again, ok := page.Position(page.Cursor(position...), 2)
		if !ok || !slices.Equal(again, position) {
			t.Errorf("%q was read as %q, which comes back as %q", cursor, position, again)
		}
	})
}
