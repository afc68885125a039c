package web

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

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
