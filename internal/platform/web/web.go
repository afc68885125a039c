// Package web is the HTTP that the subjects share: typed operations with their
// OpenAPI description, cookies, and the dialects in which errors are told.
package web

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// MaxBody is how many bytes of a request body are read; more is refused.
const MaxBody = 1 << 20

// An Endpoint answers one route. It learns its dialect when it is mounted.
type Endpoint interface {
	mount(api *API, method, path string, d Dialect) http.Handler
}

// A Doc tells readers of the OpenAPI document, and the validator, about an
// operation.
type Doc struct {
	Summary string
	Tag     string
	Status  int          // of success; 200 when zero
	Invalid *fault.Error // the code for input that does not fit the schema, native dialect only
	// Malformed makes the error for such input where a specification has one of
	// its own.
	Malformed func([]fault.Field) error
	Forms     bool // also takes application/x-www-form-urlencoded
	Hidden    bool // left out of the document
}

// API collects the typed operations and their document.
type API struct {
	huma     huma.API
	adapter  *capture
	document func() ([]byte, error)
}

// NewAPI returns an API without operations. baseURL is the server's public
// address.
func NewAPI(title, version, baseURL string) *API {
	setDialects()
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: title, Version: version},
			Servers: []*huma.Server{{URL: baseURL}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "better-auth.session_token"},
				},
			},
		},
		Formats: map[string]huma.Format{
			"application/json":                  huma.DefaultJSONFormat,
			"application/x-www-form-urlencoded": formFormat,
		},
		DefaultFormat: "application/json",
	}
	config.AllowAdditionalPropertiesByDefault = true
	a := &API{adapter: &capture{}}
	a.huma = huma.NewAPI(config, a.adapter)
	a.document = sync.OnceValues(func() ([]byte, error) {
		return json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	})
	return a
}

// Document returns the OpenAPI 3.1 document of everything mounted so far. The
// first call fixes it.
func (a *API) Document() ([]byte, error) { return a.document() }

// Mount returns the handler for an endpoint at a route. A secured operation is
// documented as needing a session.
func (a *API) Mount(pattern string, d Dialect, secured bool, e Endpoint) http.Handler {
	method, path, _ := strings.Cut(pattern, " ")
	a.adapter.secured = secured
	return e.mount(a, method, path, d)
}

// capture is the huma adapter that hands each operation's handler to Mount.
type capture struct {
	last    http.Handler
	secured bool
}

func (c *capture) Handle(op *huma.Operation, handler func(huma.Context)) {
	c.last = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler(humago.NewContext(op, r, w))
	})
}

func (c *capture) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.last.ServeHTTP(w, r) }

type operation[I, O any] struct {
	fn  func(context.Context, *I) (*O, error)
	doc Doc
}

// Op is the endpoint of a typed operation: I and O describe what is read and
// written in huma's terms (path, query, header, Body).
func Op[I, O any](fn func(context.Context, *I) (*O, error), doc Doc) Endpoint {
	return operation[I, O]{fn, doc}
}

func (o operation[I, O]) mount(api *API, method, path string, d Dialect) http.Handler {
	op := huma.Operation{
		OperationID:   operationID(method, path),
		Method:        method,
		Path:          path,
		Summary:       o.doc.Summary,
		DefaultStatus: o.doc.Status,
		MaxBodyBytes:  MaxBody,
		Hidden:        o.doc.Hidden,
		Metadata:      map[string]any{dialectKey: told{d, o.doc.Invalid, o.doc.Malformed}},
		Responses:     map[string]*huma.Response{"default": d.response(api.huma.OpenAPI().Components.Schemas)},
	}
	if o.doc.Tag != "" {
		op.Tags = []string{o.doc.Tag}
	}
	if api.adapter.secured {
		op.Security = []map[string][]string{{"session": {}}}
	}
	huma.Register(api.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := o.fn(ctx, in)
		if err != nil {
			return nil, d.tell(ctx, err)
		}
		return out, nil
	})
	handler := noStore(api.adapter.last)
	if !hasBody[I]() {
		return handler
	}
	return mediaTypes(handler, d, o.doc.Forms)
}

// noStore keeps answers out of every cache: almost all of them are about
// somebody.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func hasBody[I any]() bool {
	_, ok := reflect.TypeFor[I]().FieldByName("Body")
	return ok
}

func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/{}.-", r) })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

// A Handler answers a request, or returns why it could not.
type Handler func(w http.ResponseWriter, r *http.Request) error

type plain struct{ fn Handler }

// Plain is the endpoint of a handler that reads and writes by itself.
func Plain(fn Handler) Endpoint { return plain{fn} }

func (p plain) mount(_ *API, _, _ string, d Dialect) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p.fn(w, r); err != nil {
			Fail(w, r, d, err)
		}
	})
}

// JSON writes v with the given status.
func JSON(w http.ResponseWriter, code int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body) // the client may have gone
	return nil
}
