package meter_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/usage/meter"
)

func TestLimitsAreFeaturesOfAPlan(t *testing.T) {
	limits, wrong := meter.Limits(json.RawMessage(`{
		"api.calls": {"limit": 10000, "window": "month", "mode": "hard"},
		"seats": {"limit": 2.5, "window": "lifetime", "mode": "soft"},
		"exports": {"limit": 0, "window": "day", "anchor": "subscription"},
		"mails": {"limit": 1e2, "window": "minute", "anchor": "calendar", "note": "kept"},
		"max_agents": {"name": "Max Agents", "value": "5", "usage": true},
		"limit": 5, "window": "month", "text": "limit", "list": [{"limit": 1, "window": "day"}], "null": null,
		"speed": {"limit": 5, "unit": "MB/s"}
	}`))
	if len(wrong) > 0 {
		t.Errorf("taken for limits: %q", wrong)
	}
	var told []string
	for key, l := range limits {
		told = append(told, fmt.Sprint(key, " ", l.Amount, " ", l.Series(), " ", l.Hard, " ", l.Anchored))
	}
	slices.Sort(told)
	want := []string{"api.calls 10000 month true false", "exports 0 day@-62135596800 true true", "mails 100 minute true false", "seats 2.5 lifetime false false"}
	if !slices.Equal(told, want) {
		t.Errorf("read %q", told)
	}
}

func TestWhatIsMeantToBeALimitAndIsNone(t *testing.T) {
	for _, feature := range []string{
		`"k": {"limit": 1, "window": "week"}`, `"k": {"limit": -1, "window": "day"}`, `"k": {"limit": "1", "window": "day"}`,
		`"k": {"limit": 1, "mode": "hard"}`, `"k": {"limit": 1, "window": "day", "mode": "firm"}`, `"k": {"limit": 1, "window": "day", "anchor": "moon"}`,
		`"k": {"limit": null, "window": "day"}`, `"k": {"limit": 1e18, "window": "day"}`, `"a key": {"limit": 1, "window": "day"}`,
		`"k": {"limit": 0.0000000001, "window": "day"}`, `"k": {"limit": 1, "window": 5}`, `"k": {"limit": 1, "window": null, "mode": "hard"}`,
	} {
		limits, wrong := meter.Limits(json.RawMessage(`{` + feature + `}`))
		if len(limits) != 0 || len(wrong) != 1 {
			t.Errorf("%s: read %v, wrong %q", feature, limits, wrong)
		}
	}
	for _, text := range []string{"", "null", "[]", "5", "{"} {
		if limits, wrong := meter.Limits(json.RawMessage(text)); len(limits)+len(wrong) != 0 {
			t.Errorf("%s: %v, %q", text, limits, wrong)
		}
	}
}

func FuzzLimits(f *testing.F) {
	f.Add(`{"k":{"limit":1,"window":"day","mode":"soft","anchor":"subscription"}}`)
	f.Add(`{"k":{"limit":1e400,"window":"day"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		limits, wrong := meter.Limits(json.RawMessage(text))
		for key, l := range limits {
			if !meter.IsKey(key) || l.Amount.Sign() < 0 || slices.Contains(wrong, key) {
				t.Fatalf("%q is limited to %s", key, l.Amount)
			}
			if start, end := l.Around(time.UnixMilli(1_764_000_000_000)); !end.IsZero() && !end.After(start) {
				t.Fatalf("%s lasts from %s to %s", l.Series(), start, end)
			}
		}
	})
}
