package audit

import (
	"bytes"
	"encoding/json"
)

// Changes tells for the details of an event what differs between two states of
// a thing: {"name": {"before": …, "after": …}}. Both states are made of what
// may be told; no secret belongs into them, nor a digest of one.
func Changes(before, after map[string]any) map[string]any {
	changed := map[string]any{}
	for name, is := range after {
		if was := before[name]; !same(was, is) {
			changed[name] = map[string]any{"before": was, "after": is}
		}
	}
	for name, was := range before {
		if _, still := after[name]; !still {
			changed[name] = map[string]any{"before": was, "after": nil}
		}
	}
	return changed
}

// same compares as the trail would store them.
func same(a, b any) bool {
	left, err := json.Marshal(a)
	if err != nil {
		return false
	}
	right, err := json.Marshal(b)
	return err == nil && bytes.Equal(left, right)
}
