package web

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const timeFormat = "2006-01-02T15:04:05.000Z"

// A Time is an instant as JavaScript writes it: UTC, always with milliseconds.
// The zero time is null.
type Time time.Time

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	at := time.Time(t)
	if at.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + at.UTC().Format(timeFormat) + `"`), nil
}

// UnmarshalJSON implements json.Unmarshaler; it reads RFC 3339.
func (t *Time) UnmarshalJSON(text []byte) error {
	var at time.Time
	if err := json.Unmarshal(text, &at); err != nil {
		return err
	}
	*t = Time(at)
	return nil
}

// Schema implements huma.SchemaProvider.
func (Time) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Nullable: true}
}
