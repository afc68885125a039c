package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// A Tag groups operations.
type Tag struct{ Name, Description string }

// A Scheme is a way to prove who calls, in the terms of OpenAPI's security
// schemes.
type Scheme struct{ Type, Scheme, In, Name, Format, Description string }

// A Header is one that callers may send.
type Header struct{ Name, Description string }

// A Refusal is one answer that an operation may give instead of a success.
// Without a code it has no body.
type Refusal struct {
	Status        int
	Code, Message string
}

// An Example is a call that works, what is answered to it, and the codes with
// which its operation refuses others. Its texts may hold ${names}, which the
// document replaces by samples and tests by what exists.
type Example struct {
	As     string            `json:"as,omitempty"` // who calls; for tests
	Path   map[string]string `json:"path,omitempty"`
	Query  map[string]string `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`
	Answer json.RawMessage   `json:"answer,omitempty"`
	// Refusals are messages by status and code.
	Refusals map[string]map[string]string `json:"refusals,omitempty"`
}

type mounted struct {
	op    *huma.Operation
	route Route
	doc   Doc
	body  bool
}

func tags(list []Tag) []*huma.Tag {
	var out []*huma.Tag
	for _, t := range list {
		out = append(out, &huma.Tag{Name: t.Name, Description: t.Description})
	}
	return out
}

func schemes(all map[string]Scheme) map[string]*huma.SecurityScheme {
	out := map[string]*huma.SecurityScheme{}
	for name, s := range all {
		out[name] = &huma.SecurityScheme{Type: s.Type, Scheme: s.Scheme, In: s.In, Name: s.Name, BearerFormat: s.Format, Description: s.Description}
	}
	return out
}

// complete adds to the registered operations what huma does not know.
func (a *API) complete() error {
	examples := map[string]Example{}
	if a.examples != nil {
		var err error
		if examples, err = a.examples(); err != nil {
			return err
		}
	}
	for _, m := range a.mounted {
		m.secure()
		m.introduce()
		m.succeed()
		e := examples[m.route.Pattern]
		if err := a.refuse(m, e); err != nil {
			return fmt.Errorf("%s: %w", m.route.Pattern, err)
		}
		m.show(e)
	}
	return nil
}

// secure says what the caller must show.
func (m mounted) secure() {
	names := m.route.Security
	if len(m.doc.Security) > 0 {
		names = m.doc.Security
	}
	for _, name := range names {
		if name == "" {
			m.op.Security = append(m.op.Security, map[string][]string{})
			continue
		}
		scopes := []string{}
		if scope := m.route.Scopes[name]; scope != "" {
			scopes = append(scopes, scope)
		}
		m.op.Security = append(m.op.Security, map[string][]string{name: scopes})
	}
}

// introduce adds what the route says besides the operation.
func (m mounted) introduce() {
	m.op.Description = strings.TrimSpace(m.op.Description + "\n\n" + m.route.Note)
	for _, h := range m.route.Headers {
		m.op.Parameters = append(m.op.Parameters, &huma.Param{Name: h.Name, In: "header", Description: h.Description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
}

// succeed adds the successes that are no JSON.
func (m mounted) succeed() {
	main := m.success()
	for _, kind := range m.doc.Media {
		if main.Content == nil {
			main.Content = map[string]*huma.MediaType{}
		}
		main.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	for status, meaning := range m.doc.Also {
		m.op.Responses[strconv.Itoa(status)] = &huma.Response{Description: meaning}
	}
	if m.doc.Forms {
		content := m.op.RequestBody.Content
		content[mediaForm] = &huma.MediaType{Schema: content[mediaJSON].Schema}
	}
}

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

func (m mounted) success() *huma.Response { return m.op.Responses[strconv.Itoa(m.op.DefaultStatus)] }

// refuse lists the refusals of the route, of reading, and of the operation
// itself, each with its code and an example.
func (a *API) refuse(m mounted, e Example) error {
	all := slices.Clone(m.route.Refusals)
	if m.body || len(m.op.Parameters) > 0 {
		all = append(all, m.unreadable())
	}
	if m.body {
		all = append(all, m.route.Dialect.Refusal(ErrTooLarge), m.route.Dialect.Refusal(ErrMediaType))
	}
	for status, codes := range e.Refusals {
		n, err := strconv.Atoi(status)
		if err != nil {
			return err
		}
		for code, message := range codes {
			all = append(all, Refusal{n, code, message})
		}
	}
	slices.SortFunc(all, func(x, y Refusal) int { return strings.Compare(x.Code+x.Message, y.Code+y.Message) })
	for _, r := range all {
		a.add(m, r)
	}
	return nil
}

// unreadable is the refusal of input that does not fit the schema.
func (m mounted) unreadable() Refusal {
	t := told{m.route.Dialect, m.doc.Invalid, m.doc.Malformed}
	return m.route.Dialect.Refusal(found(t, http.StatusBadRequest, "Required", nil))
}

func (a *API) add(m mounted, r Refusal) {
	status := strconv.Itoa(r.Status)
	res := m.op.Responses[status]
	if res == nil {
		res = &huma.Response{Description: http.StatusText(r.Status)}
		m.op.Responses[status] = res
	}
	if r.Code == "" {
		return
	}
	d := m.route.Dialect
	if r.Code == strings.ToLower(r.Code) { // the codes of OAuth, whatever the route's own dialect
		d = Protocol
	}
	schema := d.content(a.huma.OpenAPI().Components.Schemas)[mediaJSON].Schema
	if res.Content == nil {
		res.Content = map[string]*huma.MediaType{}
	}
	media := res.Content[mediaJSON]
	if media == nil {
		media = &huma.MediaType{Schema: schema, Examples: map[string]*huma.Example{}}
		res.Content[mediaJSON] = media
	}
	media.Schema = either(media.Schema, schema)
	if media.Examples == nil {
		media.Examples = map[string]*huma.Example{}
	}
	if media.Examples[r.Code] == nil {
		media.Examples[r.Code] = &huma.Example{Ref: a.example(d, r)}
	}
}

// either is the schema of answers in more than one dialect.
func either(known, more *huma.Schema) *huma.Schema {
	for _, s := range append([]*huma.Schema{known}, known.OneOf...) {
		if s.Ref == more.Ref {
			return known
		}
	}
	if len(known.OneOf) > 0 {
		return &huma.Schema{OneOf: append(slices.Clone(known.OneOf), more)}
	}
	return &huma.Schema{OneOf: []*huma.Schema{known, more}}
}

// example keeps one example of each refusal among the components, and returns
// the reference to it. A code that is told in other words elsewhere has several.
func (a *API) example(d Dialect, r Refusal) string {
	all := a.huma.OpenAPI().Components.Examples
	prefix := map[Dialect]string{Native: "Native.", BetterAuth: "BetterAuth.", Protocol: "Protocol."}[d]
	name := prefix + r.Code
	for n := 2; ; n++ {
		known := all[name]
		if known == nil {
			all[name] = &huma.Example{Summary: r.Message, Value: d.refusal(r)}
		}
		if known == nil || known.Summary == r.Message {
			return "#/components/examples/" + name
		}
		name = prefix + r.Code + "." + strconv.Itoa(n)
	}
}

func (d Dialect) refusal(r Refusal) any {
	switch d {
	case BetterAuth:
		return betterAuthError{Message: r.Message, Code: r.Code}
	case Protocol:
		return protocolError{Error: r.Code, Description: r.Message}
	case Native:
	}
	var body nativeError
	body.Error.Code, body.Error.Message = r.Code, r.Message
	return body
}

// Refusal is how the dialect tells an error.
func (d Dialect) Refusal(err error) Refusal {
	e, _ := d.reply(err)
	r := Refusal{Status: e.status}
	switch body := e.body.(type) {
	case nativeError:
		r.Code, r.Message = body.Error.Code, body.Error.Message
	case betterAuthError:
		r.Code, r.Message = body.Code, body.Message
	case protocolError:
		r.Code, r.Message = body.Error, body.Description
	default: // an answer of its own
		var own protocolError
		if text, err := json.Marshal(body); err == nil && json.Unmarshal(text, &own) == nil {
			r.Code, r.Message = own.Error, own.Description
		}
	}
	return r
}

// show puts the example into parameters, body and answer.
func (m mounted) show(e Example) {
	for _, p := range m.op.Parameters {
		from := map[string]map[string]string{"path": e.Path, "query": e.Query, "header": e.Header}[p.In]
		text, given := from[p.Name]
		if !given {
			continue
		}
		p.Example = parameter(p.Schema, text)
	}
	if m.op.RequestBody != nil && len(e.Body) > 0 {
		for _, media := range m.op.RequestBody.Content {
			media.Example = e.Body
		}
	}
	if media := m.success().Content[mediaJSON]; media != nil && len(e.Answer) > 0 {
		media.Example = e.Answer
	}
}

// parameter is a text as the value that the schema of a parameter describes.
func parameter(s *huma.Schema, text string) any {
	switch s.Type {
	case huma.TypeInteger, huma.TypeNumber, huma.TypeBoolean:
		return json.RawMessage(text)
	case huma.TypeArray:
		return strings.Split(text, ",")
	}
	return text
}

// Fill replaces the ${names} in a JSON text by values. A text that is nothing but
// a name becomes the value itself, whatever its type.
func Fill(text []byte, values map[string]any) ([]byte, error) {
	for name, v := range values {
		mark := []byte("${" + name + "}")
		if !bytes.Contains(text, mark) {
			continue
		}
		value, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		text = bytes.ReplaceAll(text, append(append([]byte{'"'}, mark...), '"'), value)
		if _, words := v.(string); words {
			text = bytes.ReplaceAll(text, mark, value[1:len(value)-1])
		}
	}
	return text, nil
}
