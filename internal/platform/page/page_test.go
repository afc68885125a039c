package page_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

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

func TestMomentsComeBack(t *testing.T) {
	for _, at := range []time.Time{time.UnixMilli(0), time.Date(2026, 11, 23, 8, 0, 0, 123_000_000, time.UTC), time.UnixMilli(-1)} {
		if got, ok := page.Time(page.Moment(at)); !ok || !got.Equal(at) {
			t.Errorf("%v came back as %v", at, got)
		}
	}
	for _, part := range []string{"", "x", "1.5", "99999999999999999999"} {
		if got, ok := page.Time(part); ok {
			t.Errorf("%q was read as %v", part, got)
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
