package meter_test

import (
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/usage/meter"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	instant, err := time.Parse("2006-01-02T15:04:05", text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestWindowsAreWhereCalendarsAndSubscriptionsPutThem(t *testing.T) {
	for _, c := range []struct {
		window                 meter.Window
		anchor, at, start, end string
	}{
		{meter.Minute, "", "2026-11-23T08:15:59", "2026-11-23T08:15:00", "2026-11-23T08:16:00"},
		{meter.Hour, "", "2026-11-23T08:59:59", "2026-11-23T08:00:00", "2026-11-23T09:00:00"},
		{meter.Hour, "2026-01-31T17:20:00", "2026-11-23T08:59:59", "2026-11-23T08:00:00", "2026-11-23T09:00:00"},
		{meter.Day, "", "2026-11-23T00:00:00", "2026-11-23T00:00:00", "2026-11-24T00:00:00"},
		{meter.Day, "2026-01-31T17:20:00", "2026-11-23T16:59:59", "2026-11-22T17:00:00", "2026-11-23T17:00:00"},
		{meter.Day, "2026-01-31T17:20:00", "2026-11-23T17:00:00", "2026-11-23T17:00:00", "2026-11-24T17:00:00"},
		{meter.Month, "", "2026-12-31T23:59:59", "2026-12-01T00:00:00", "2027-01-01T00:00:00"},
		{meter.Month, "", "2024-02-29T12:00:00", "2024-02-01T00:00:00", "2024-03-01T00:00:00"},
		{meter.Month, "2026-01-31T17:20:00", "2026-02-28T16:59:59", "2026-01-31T17:00:00", "2026-02-28T17:00:00"},
		{meter.Month, "2026-01-31T17:20:00", "2026-02-28T17:00:00", "2026-02-28T17:00:00", "2026-03-31T17:00:00"},
		{meter.Month, "2026-01-31T17:20:00", "2026-01-31T17:20:00", "2026-01-31T17:00:00", "2026-02-28T17:00:00"},
		{meter.Month, "2024-01-30T00:00:00", "2024-03-01T00:00:00", "2024-02-29T00:00:00", "2024-03-30T00:00:00"},
		{meter.Month, "2026-05-10T00:00:00", "2026-01-09T23:00:00", "2025-12-10T00:00:00", "2026-01-10T00:00:00"},
		{meter.Lifetime, "2026-01-31T17:20:00", "2026-11-23T08:00:00", "1970-01-01T00:00:00", ""},
	} {
		start, end := c.window.Around(at(t, c.at), at(t, c.anchor))
		if !start.Equal(at(t, c.start)) || !end.Equal(at(t, c.end)) {
			t.Errorf("%s of %s since %q: %s to %s, want %s to %s", c.window, c.at, c.anchor, start, end, c.start, c.end)
		}
	}
}

// Windows leave no gap and do not overlap, whatever the anchor.
func TestWindowsFollowOneAnother(t *testing.T) {
	for _, anchor := range []string{"", "2026-01-31T17:20:00", "2024-02-29T23:59:59", "2026-12-01T00:00:00"} {
		for _, w := range meter.Windows() {
			if w == meter.Lifetime {
				continue
			}
			next := at(t, "2023-12-30T22:00:00")
			next, _ = w.Around(next, at(t, anchor))
			for range 60 {
				start, end := w.Around(next, at(t, anchor))
				last, _ := w.Around(end.Add(-time.Millisecond), at(t, anchor))
				if !start.Equal(next) || !end.After(start) || !last.Equal(start) {
					t.Fatalf("%s since %q: %s to %s after %s", w, anchor, start, end, next)
				}
				next = end
			}
		}
	}
}
