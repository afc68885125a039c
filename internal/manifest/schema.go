package manifest

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

const definitions = "#/$defs/"

// schemas describes documents; what it returns is both what files are held to
// and what editors get.
func schemas() (huma.Registry, *huma.Schema) {
	all := huma.NewMapRegistry(definitions, huma.DefaultSchemaNamer)
	return all, all.Schema(reflect.TypeFor[document](), false, "")
}

// Schema returns the JSON Schema (2020-12) of the files.
func Schema() ([]byte, error) {
	all, top := schemas()
	parts := map[string]*huma.Schema{}
	for name, part := range all.Map() {
		if part != top && name != "Client" { // whose members stand where they are used
			parts[name] = part
		}
	}
	return json.MarshalIndent(struct {
		Dialect     string                  `json:"$schema"`
		Title       string                  `json:"title"`
		Type        string                  `json:"type"`
		Additional  any                     `json:"additionalProperties"`
		Properties  map[string]*huma.Schema `json:"properties"`
		Definitions map[string]*huma.Schema `json:"$defs"`
	}{"https://json-schema.org/draft/2020-12/schema", "auth-service apply", top.Type, top.AdditionalProperties, top.Properties, parts}, "", "  ")
}
