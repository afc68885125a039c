package web

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// An Optional is a member of a partial update that may be left out, or be null
// to clear what is stored.
type Optional[T any] struct{ value *T }

// Get returns nil for a member that was left out, and a pointer to the zero
// value for null.
func (o Optional[T]) Get() *T { return o.value }

// UnmarshalJSON implements json.Unmarshaler; it is not called for a member
// that was left out.
func (o *Optional[T]) UnmarshalJSON(text []byte) error {
	o.value = new(T)
	return json.Unmarshal(text, o.value)
}

// Schema implements huma.SchemaProvider.
func (Optional[T]) Schema(schemas huma.Registry) *huma.Schema {
	s := *schemas.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

// OrNull is how JSON shows a text that may be missing: null when it is empty.
func OrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
