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
	mount(api *API, r Route) http.Handler
}

// A Doc tells readers of the OpenAPI document, and the validator, about an
// operation.
type Doc struct {
	Summary     string
	Description string
	Tag         string
	Status      int // of success; 200 when zero
	// Media are the types of a success that is not, or not only, JSON.
	Media []string
	// Also are other successes, which have no body: what each status means.
	Also map[int]string
	// Security names the schemes of which the caller uses one, "" standing for
	// none. Without any, the route's guard says it.
	Security []string

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
	mounted  []mounted
	examples func() (map[string]Example, error)
	document func() ([]byte, error)
	page     func() ([]byte, error)
}

// About is what the document says of the API as a whole.
type About struct {
	Description string
	Tags        []Tag
	Schemes     map[string]Scheme
	// Examples are by the patterns of routes; they are read when the document is
	// first asked for.
	Examples func() (map[string]Example, error)
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
				Schemas:         huma.NewMapRegistry("#/components/schemas/", schemaNames()),
				SecuritySchemes: map[string]*huma.SecurityScheme{},
				Examples:        map[string]*huma.Example{},
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
		if err := a.complete(); err != nil {
			return nil, err
		}
		return json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	})
	a.page = sync.OnceValues(a.reference)
	return a
}

// Describe says what the document tells of the API as a whole.
func (a *API) Describe(about About) {
	doc := a.huma.OpenAPI()
	doc.Info.Description, doc.Tags = about.Description, tags(about.Tags)
	doc.Components.SecuritySchemes = schemes(about.Schemes)
	a.examples = about.Examples
}

// Document returns the OpenAPI 3.1 document of everything mounted so far. The
// first call fixes it.
func (a *API) Document() ([]byte, error) { return a.document() }

// A Route is where an endpoint is mounted, and what the document says of
// whatever stands in front of it.
type Route struct {
	Pattern  string
	Dialect  Dialect
	Security []string // as in Doc
	// Scopes are what a scheme must allow for the route, by its name.
	Scopes   map[string]string
	Refusals []Refusal
	Headers  []Header // that whatever stands in front reads
	// Note is added to what the operation says of itself.
	Note string
}

// At returns the handler for an endpoint at a route.
func (a *API) At(r Route, e Endpoint) http.Handler { return e.mount(a, r) }

// Mount is At for a route with nothing in front but, if secured, a session.
func (a *API) Mount(pattern string, d Dialect, secured bool, e Endpoint) http.Handler {
	r := Route{Pattern: pattern, Dialect: d, Security: []string{""}}
	if secured {
		r.Security = []string{"session"}
	}
	return a.At(r, e)
}

// capture is the huma adapter that hands each operation's handler to Mount.
type capture struct {
	last      http.Handler
	operation *huma.Operation
}

func (c *capture) Handle(op *huma.Operation, handler func(huma.Context)) {
	c.operation = op
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

func (o operation[I, O]) mount(api *API, r Route) http.Handler {
	d := r.Dialect
	register(api, r, o.doc, func(ctx context.Context, in *I) (*O, error) {
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

// register tells huma of an operation and remembers it for the document.
func register[I, O any](api *API, r Route, doc Doc, fn func(context.Context, *I) (*O, error)) {
	method, path, _ := strings.Cut(r.Pattern, " ")
	op := huma.Operation{
		OperationID:   operationID(method, path),
		Method:        method,
		Path:          strings.ReplaceAll(path, "...}", "}"),
		Summary:       doc.Summary,
		Description:   doc.Description,
		DefaultStatus: doc.Status,
		MaxBodyBytes:  MaxBody,
		Hidden:        doc.Hidden,
		Metadata:      map[string]any{dialectKey: told{r.Dialect, doc.Invalid, doc.Malformed}},
		Responses:     map[string]*huma.Response{"default": {Description: "Refused", Content: r.Dialect.content(api.huma.OpenAPI().Components.Schemas)}},
	}
	if doc.Tag != "" {
		op.Tags = []string{doc.Tag}
	}
	huma.Register(api.huma, op, fn)
	m := mounted{api.adapter.operation, r, doc, hasBody[I]()}
	if f, ok := reflect.TypeFor[O]().FieldByName("Body"); ok && f.Type.Kind() == reflect.Pointer {
		media := m.success().Content[mediaJSON]
		media.Schema = &huma.Schema{OneOf: []*huma.Schema{media.Schema, {Type: "null"}}}
	}
	api.mounted = append(api.mounted, m)
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

// Plain is the endpoint of a handler that reads and writes by itself and is no
// part of the document: files and pages.
func Plain(fn Handler) Endpoint { return plain{fn} }

func (p plain) mount(_ *API, r Route) http.Handler { return failing(p.fn, r.Dialect) }

func failing(fn Handler, d Dialect) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := fn(w, r); err != nil {
			Fail(w, r, d, err)
		}
	})
}

type documented[I, O any] struct {
	fn  Handler
	doc Doc
}

// Described is the endpoint of a handler that reads and writes by itself. I and O
// say for the document, in huma's terms, what that is; nothing else looks at
// them.
func Described[I, O any](fn Handler, doc Doc) Endpoint { return documented[I, O]{fn, doc} }

func (e documented[I, O]) mount(api *API, r Route) http.Handler {
	register(api, r, e.doc, func(context.Context, *I) (*O, error) { return new(O), nil })
	return failing(e.fn, r.Dialect)
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
