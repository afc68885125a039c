package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
)

// How often each operation is called, and from which seed. TEST_LONG=1 calls
// more often, TEST_SEED otherwise.
const (
	usualRounds = 10
	longRounds  = 400
	usualSeed   = 20261123
)

// Whatever an operation is sent, it answers as the document says: never with a
// 5xx, never in a form or with a code that is not written down. With -update
// codes that were not are.
func TestOpenAPIProperties(t *testing.T) {
	quiet(t)
	d := readDocument(t)
	world, empty := openStage(t, true), openStage(t, false)
	files := readExamples(t)
	rounds, start := usualRounds, uint64(usualSeed)
	if os.Getenv("TEST_LONG") == "1" {
		rounds = longRounds
	}
	if text := os.Getenv("TEST_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		start = n
	}
	number := 1000
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, pattern := range slices.Sorted(maps.Keys(files[file])) {
			op, example := d.at(pattern), files[file][pattern]
			if op == nil || pattern == "GET /openapi.json" {
				continue
			}
			number++
			on := world
			if strings.HasSuffix(pattern, "/api/public/setup") {
				on = empty
			}
			t.Run(pattern, func(t *testing.T) {
				h := fnv.New64()
				_, _ = h.Write([]byte(pattern))
				g := generator{d, rand.New(rand.NewPCG(start, h.Sum64()))}
				s := on.scene(t, number)
				for round := range rounds {
					call := s.attempt(g, op, example, round)
					a := call.send(s, op)
					problem := d.misfit(t, op, a)
					if problem != "" && *update && a.Status < http.StatusInternalServerError && a.Code() != "" {
						example = noted(example, a)
						files[file][pattern] = example
						continue
					}
					if a.Status >= http.StatusInternalServerError || problem != "" {
						t.Errorf("seed %d, round %d: %s %s %q with %s %.300q\n%d %.300s\n%s", start, round, op.method, call.address, call.headers, call.kind, call.body, a.Status, a.Body, problem)
					}
				}
			})
		}
	}
	if *update {
		writeExamples(t, files)
	}
}

// noted is an example with the refusal of an answer.
func noted(e web.Example, a seed.Answer) web.Example {
	var said struct {
		Message     string `json:"message"`
		Description string `json:"error_description"`
		Error       struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	_ = json.Unmarshal(a.Body, &said) // "error" may be a text
	message := said.Message + said.Description + said.Error.Message
	status := strconv.Itoa(a.Status)
	all := map[string]map[string]string{}
	for known, codes := range e.Refusals {
		all[known] = maps.Clone(codes)
	}
	if all[status] == nil {
		all[status] = map[string]string{}
	}
	if _, known := all[status][a.Code()]; !known {
		all[status][a.Code()] = message
	}
	e.Refusals = all
	return e
}

// A call is a request as it is sent.
type call struct {
	browser       *seed.Browser
	address, kind string
	body          string
	headers       []string
}

func (c call) send(s *scene, op *operation) seed.Answer {
	s.t.Helper()
	return c.browser.Do(s.t, op.method, c.address, c.kind, c.body, c.headers...)
}

// attempt makes a call: the example with something changed, or something else
// that the schema allows or forbids.
func (s *scene) attempt(g generator, op *operation, e web.Example, round int) call {
	s.t.Helper()
	c := call{browser: s.caller(op, e.As)}
	e.Answer, e.Refusals = nil, nil
	e = s.filled(e)
	c.address = g.path(op, e, round)
	query := url.Values{}
	for name, value := range e.Query {
		query.Set(name, value)
	}
	for _, p := range op.Parameters {
		switch {
		case p.In == "query" && g.Float64() < 0.4:
			query.Set(p.Name, g.word(p.Schema))
		case p.In == "header" && p.Name != "Authorization" && g.Float64() < 0.2:
			e.Header = maps.Clone(e.Header)
			if e.Header == nil {
				e.Header = map[string]string{}
			}
			e.Header[p.Name] = pick(g, []string{"x", `"x"`, "0", strings.Repeat("a", 3000)})
		}
	}
	if len(query) > 0 {
		c.address += "?" + query.Encode()
	}
	for _, name := range slices.Sorted(maps.Keys(e.Header)) {
		value := e.Header[name]
		if name == "Authorization" && g.Float64() < 0.3 {
			value = pick(g, []string{"Bearer", "Bearer x", "Basic x", "Basic eDp5", "DPoP x", "Bearer ast_x", strings.Repeat("Bearer ", 50)})
		}
		c.headers = append(c.headers, name, value)
	}
	if op.RequestBody != nil {
		c.kind, c.body = g.body(op, e.Body, round)
	}
	return c
}

// A generator makes values that fit a schema, or do not.
type generator struct {
	d *document
	*rand.Rand
}

func pick[T any](g generator, all []T) T { return all[g.IntN(len(all))] }

// path fills the pattern, one parameter sometimes with what does not exist.
func (g generator) path(op *operation, e web.Example, round int) string {
	address := op.path
	for _, name := range slices.Sorted(maps.Keys(e.Path)) {
		value := e.Path[name]
		if round%3 == 2 {
			value = pick(g, []string{"00000000-0000-7000-8000-000000000000", "x", "null", "-1", "é", "a\x00b", "💩", "' OR 1=1 --", "%", "\xff\xfe", strings.Repeat("a", 3000)})
		}
		if !strings.Contains(op.pattern, "...}") || round%3 == 2 {
			value = url.PathEscape(value)
		}
		address = strings.ReplaceAll(address, "{"+name+"}", value)
	}
	return address
}

// word is a value of a parameter.
func (g generator) word(schema map[string]any) string {
	if g.Float64() < 0.5 {
		return pick(g, []string{"", "x", "-1", "0", "1e400", "99999999999999999999", "a\x00b", "\xff", "é💩", strings.Repeat("a", 5000), "null", "%00", "2026-11-23", "true"})
	}
	switch v := g.valid(schema, 0).(type) {
	case string:
		return v
	case []any:
		return "x"
	default:
		return fmt.Sprint(v)
	}
}

// body is what is sent, and as what.
func (g generator) body(op *operation, example json.RawMessage, round int) (kind, body string) {
	kind = asJSON
	m, json := op.RequestBody.Content[kind]
	if !json {
		kind = asForm
		m = op.RequestBody.Content[kind]
	}
	switch {
	case round%10 == 7:
		return pick(g, []string{"text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; =", asForm, asJSON}), pick(g, []string{"", "x", "{", "[]", "null", `"x"`, "a=b&c=%zz", "1e999"})
	case round%10 == 9:
		return kind, `{"a":"` + strings.Repeat("a", 2<<20) + `"}`
	case round%5 == 1:
		return g.encoded(kind, g.valid(m.Schema, 0))
	}
	return g.encoded(kind, g.changed(m.Schema, example))
}

// encoded writes a value as JSON, or an object as a form.
func (g generator) encoded(kind string, v any) (sentAs, body string) {
	if o, object := v.(map[string]any); object && kind == asForm {
		form := url.Values{}
		for name, member := range o {
			form.Set(name, fmt.Sprint(member))
			if g.Float64() < 0.05 {
				form.Add(name, "again")
			}
		}
		return kind, form.Encode()
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return kind, "{}"
	}
	return kind, b.String()
}

// changed is the example with some of the members that the schema knows left
// out or replaced.
func (g generator) changed(schema map[string]any, example json.RawMessage) any {
	o := map[string]any{}
	_ = json.Unmarshal(example, &o) // there may be none
	properties := g.properties(schema)
	names := slices.Sorted(maps.Keys(properties))
	if len(names) == 0 {
		return o
	}
	for range 1 + g.IntN(2) {
		name := pick(g, names)
		switch n := g.IntN(10); {
		case n < 2:
			delete(o, name)
		case n < 5:
			o[name] = g.valid(properties[name], 0)
		default:
			o[name] = g.wrong()
		}
	}
	return o
}

func (g generator) properties(schema map[string]any) map[string]map[string]any {
	all := map[string]map[string]any{}
	properties, _ := g.resolved(schema)["properties"].(map[string]any)
	for name, p := range properties {
		all[name], _ = p.(map[string]any)
	}
	return all
}

func (g generator) resolved(schema map[string]any) map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		return g.d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
	}
	return schema
}

// wrong is a value that is seldom right.
func (g generator) wrong() any {
	return pick(g, []any{
		nil, true, false, -1, 0, 0.1, json.Number("1e308"), json.Number("99999999999999999999"), json.Number("-9223372036854775808"), "", " ", "x", "a\x00b", "é💩\u202e", "\n",
		strings.Repeat("é", 5000), "' OR 1=1 --", "../../etc/passwd", "https://evil.example", "javascript:alert(1)", "2026-02-30T99:00:00Z",
		map[string]any{},
		[]any{},
		[]any{nil},
		[]any{[]any{}},
		map[string]any{"$gt": ""},
		[]any{"x", 1, nil},
		map[string]any{"a": map[string]any{"b": []any{1}}},
	})
}

const maxNesting = 4

// valid is a value that fits a schema.
func (g generator) valid(schema map[string]any, depth int) any {
	schema = g.resolved(schema)
	if all, ok := schema["oneOf"].([]any); ok && len(all) > 0 {
		one, _ := pick(g, all).(map[string]any)
		return g.valid(one, depth)
	}
	if all, ok := schema["enum"].([]any); ok {
		return pick(g, all)
	}
	kind, _ := schema["type"].(string)
	if kinds, several := schema["type"].([]any); several {
		kind, _ = pick(g, kinds).(string)
	}
	switch kind {
	case "string":
		return g.string(schema)
	case "integer", "number":
		return g.number(schema)
	case "boolean":
		return g.IntN(2) == 0
	case "array":
		items, _ := schema["items"].(map[string]any)
		list := []any{}
		for range g.IntN(3) {
			list = append(list, g.valid(items, depth+1))
		}
		return list
	case "object":
		return g.object(schema, depth)
	case "null":
		return nil
	}
	return g.wrong()
}

func (g generator) object(schema map[string]any, depth int) any {
	o := map[string]any{}
	required, _ := schema["required"].([]any)
	properties := g.properties(schema)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		needed := slices.Contains(required, any(name))
		if needed || depth < maxNesting && g.Float64() < 0.3 {
			o[name] = g.valid(properties[name], depth+1)
		}
	}
	if len(properties) == 0 {
		o["a"] = g.wrong()
	}
	return o
}

func (g generator) string(schema map[string]any) string {
	switch schema["format"] {
	case "uuid":
		return "00000000-0000-7000-8000-000000000000"
	case "date-time":
		return pick(g, []string{"2027-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z", "9999-12-31T23:59:59+14:00"})
	case "email":
		return fmt.Sprintf("g%d@example.com", g.IntN(1e9))
	case "uri":
		return "https://x.example/"
	}
	length := 1
	if least, ok := schema["minLength"].(float64); ok {
		length = max(length, int(least))
	}
	if most, ok := schema["maxLength"].(float64); ok && g.IntN(5) == 0 {
		length = int(most)
	}
	return pick(g, []string{strings.Repeat("a", length), strings.Repeat("é", length), strings.Repeat("A1!", length)[:max(length, 1)], "https://x.example/cb", "openid profile", "user", "x@example.com", "0"})
}

func (g generator) number(schema map[string]any) any {
	least, most := -5.0, 1e6
	if v, ok := schema["minimum"].(float64); ok {
		least = v
	}
	if v, ok := schema["maximum"].(float64); ok {
		most = v
	}
	return pick(g, []any{int64(least), int64(most), int64(least + (most-least)*g.Float64())})
}
