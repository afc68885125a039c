package web

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Words is a member that is one text or a list of them.
type Words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *Words) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte{'['}) {
		return json.Unmarshal(text, (*[]string)(w))
	}
	var one string
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*w = Words{one}
	return nil
}

// Schema implements huma.SchemaProvider.
func (Words) Schema(schemas huma.Registry) *huma.Schema {
	one := schemas.Schema(reflect.TypeFor[string](), true, "")
	return &huma.Schema{OneOf: []*huma.Schema{one, {Type: huma.TypeArray, Items: one}}}
}
