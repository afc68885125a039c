package meter

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// A Limit is how much a plan allows of what a key stands for.
type Limit struct {
	Amount Amount
	Window Window
	Hard   bool // what goes beyond it is refused when asked first, not only told
	// Anchored windows begin with the subscription, the others with the
	// calendar.
	Anchored bool
	Anchor   time.Time // of the subscription; zero unless anchored
	Silent   bool      // no mail is sent about it
}

var keyPattern = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,64}$`)

// IsKey reports whether a text can be the key of what is consumed.
func IsKey(text string) bool { return keyPattern.MatchString(text) }

// Around is the window of the limit that an instant is in.
func (l Limit) Around(at time.Time) (start, end time.Time) { return l.Window.Around(at, l.Anchor) }

// Series names the windows of the limit: what was counted in one series says
// nothing about another.
func (l Limit) Series() string {
	if !l.Anchored || l.Window == Lifetime {
		return string(l.Window)
	}
	return string(l.Window) + "@" + strconv.FormatInt(l.Anchor.UTC().Truncate(time.Hour).Unix(), 10)
}

// limitJSON is a limit among the features of a plan.
type limitJSON struct {
	Limit  *json.RawMessage `json:"limit"`
	Window *Window          `json:"window"`
	Mode   *string          `json:"mode"`
	Anchor *string          `json:"anchor"`
	Notify *bool            `json:"notify"`
}

// Limits returns the limits among the features of a plan, by key, and the names
// of features that are meant to be one and are not: an object with a "limit" and
// a "window" or a "mode" is. Every other JSON is a feature of another kind.
func Limits(features json.RawMessage) (limits map[string]Limit, wrong []string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(features, &members) != nil {
		return nil, nil
	}
	for name, text := range members {
		if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			continue
		}
		var shape map[string]json.RawMessage
		if json.Unmarshal(text, &shape) != nil || shape["limit"] == nil || shape["window"] == nil && shape["mode"] == nil {
			continue
		}
		l, ok := parseLimit(text)
		if !ok || !IsKey(name) {
			wrong = append(wrong, name)
			continue
		}
		if limits == nil {
			limits = map[string]Limit{}
		}
		limits[name] = l
	}
	slices.Sort(wrong)
	return limits, wrong
}

func parseLimit(text json.RawMessage) (Limit, bool) {
	var read limitJSON
	if json.Unmarshal(text, &read) != nil || read.Limit == nil || read.Window == nil || !read.Window.known() {
		return Limit{}, false
	}
	l := Limit{Window: *read.Window, Silent: read.Notify != nil && !*read.Notify}
	var ok bool
	if l.Amount, ok = ParseAmount(string(*read.Limit)); !ok || l.Amount.Sign() < 0 {
		return Limit{}, false
	}
	switch mode := read.Mode; {
	case mode == nil, *mode == "hard": // whoever says nothing is safe
		l.Hard = true
	case *mode != "soft":
		return Limit{}, false
	}
	switch anchor := read.Anchor; {
	case anchor == nil, *anchor == "calendar":
	case *anchor == "subscription":
		l.Anchored = true
	default:
		return Limit{}, false
	}
	return l, true
}
