package web

import (
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaNames returns what names the types of one document. Types without a name
// of their own are called after what holds them; when another type is called so
// already, a number tells them apart.
func schemaNames() func(t reflect.Type, hint string) string {
	owners := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		name := schemaName(t, hint)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t.Name() != "" {
			return name
		}
		for n, first := 2, name; owners[name] != nil && owners[name] != t; n++ {
			name = first + strconv.Itoa(n)
		}
		owners[name] = t
		return name
	}
}

// schemaName names a type in the OpenAPI document after its subject: user.JSON
// is User, access.roleJSON is AccessRole.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" || t.PkgPath() == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	subject := path.Base(t.PkgPath())
	name := strings.TrimSuffix(t.Name(), "JSON")
	if subject == "web" || strings.HasPrefix(strings.ToLower(name), subject) {
		return capital(name)
	}
	return capital(subject) + capital(name)
}

func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// Settle makes the schemas of answers say which of their objects may be null,
// where a pointer does: huma says it of plain values only. Call it when all is
// mounted. Schemas of requests stay as they are, for they are what is let in.
func (a *API) Settle() {
	schemas := a.huma.OpenAPI().Components.Schemas
	read := map[string]bool{}
	for _, m := range a.mounted {
		if m.op.RequestBody == nil {
			continue
		}
		for _, media := range m.op.RequestBody.Content {
			reach(schemas, media.Schema, read)
		}
	}
	for name, s := range schemas.Map() {
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if read[name] || t == nil {
			continue
		}
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct {
			admitNull(s, t)
		}
	}
}

// admitNull lets members be null that point to an object.
func admitNull(s *huma.Schema, t reflect.Type) {
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := s.Properties[name]
		if p == nil || p.Ref == "" || f.Type.Kind() != reflect.Pointer || strings.Contains(options, "omit") {
			continue
		}
		s.Properties[name] = &huma.Schema{OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}, Description: p.Description}
	}
}

// reach marks the schemas that one refers to.
func reach(schemas huma.Registry, s *huma.Schema, marked map[string]bool) {
	if s == nil {
		return
	}
	if name, refers := strings.CutPrefix(s.Ref, "#/components/schemas/"); refers {
		if marked[name] {
			return
		}
		marked[name] = true
		reach(schemas, schemas.SchemaFromRef(s.Ref), marked)
	}
	reach(schemas, s.Items, marked)
	for _, p := range s.Properties {
		reach(schemas, p, marked)
	}
	for _, one := range s.OneOf {
		reach(schemas, one, marked)
	}
}
