package session

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// DocGet is what the document of the API says of get-session.
type DocGet struct {
	DisableRefresh string `query:"disableRefresh" doc:"true: look, and do not prolong the session"`
}

// DocCurrent is its answer.
type DocCurrent struct {
	JWT  string `header:"Set-Auth-Jwt" doc:"A JWT about the user, for back ends that check it with the key set"`
	Body anyoneJSON
}

// anyoneJSON is null where nobody is signed in.
type anyoneJSON struct{}

// Schema implements huma.SchemaProvider.
func (anyoneJSON) Schema(schemas huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{schemas.Schema(reflect.TypeFor[currentJSON](), true, ""), {Type: "null"}}}
}

// DocRestored is the administrator's own session after an impersonation.
type DocRestored struct {
	Body currentJSON
}
