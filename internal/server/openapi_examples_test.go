package server_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/server"
)

// An operation is what tests read of one in the document.
type operation struct {
	pattern, path string // of the route, and in the document
	method        string
	security      string                // the first way to prove who calls; "" for none
	OperationID   string                `json:"operationId"`
	Summary       string                `json:"summary"`
	Description   string                `json:"description"`
	Tags          []string              `json:"tags"`
	Security      []map[string][]string `json:"security"`
	Parameters    []struct {
		Name     string         `json:"name"`
		In       string         `json:"in"`
		Required bool           `json:"required"`
		Schema   map[string]any `json:"schema"`
		Example  any            `json:"example"`
	} `json:"parameters"`
	RequestBody *struct {
		Required bool             `json:"required"`
		Content  map[string]media `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]media `json:"content"`
	} `json:"responses"`
}

type media struct {
	Schema   map[string]any `json:"schema"`
	Example  any            `json:"example"`
	Examples map[string]any `json:"examples"`
}

// A document is the OpenAPI document, ready to check values with.
type document struct {
	Tags []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"tags"`
	Paths      map[string]map[string]*operation `json:"paths"`
	Components struct {
		Schemas         map[string]map[string]any `json:"schemas"`
		SecuritySchemes map[string]any            `json:"securitySchemes"`
	} `json:"components"`

	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

func readDocument(t *testing.T) *document {
	t.Helper()
	text, err := unopened(t).OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	d := &document{compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	if err := json.Unmarshal(text, d); err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(documentURL, whole); err != nil {
		t.Fatal(err)
	}
	for path, item := range d.Paths {
		for method, op := range item {
			op.method, op.path = strings.ToUpper(method), path
			if len(op.Security) > 0 {
				for name := range op.Security[0] {
					op.security = name
				}
			}
		}
	}
	return d
}

const documentURL = "https://auth.example.com/openapi.json"

// at is the operation of a route, or nil.
func (d *document) at(pattern string) *operation {
	method, path, _ := strings.Cut(pattern, " ")
	op := d.Paths[strings.ReplaceAll(path, "...}", "}")][strings.ToLower(method)]
	if op != nil {
		op.pattern = pattern
	}
	return op
}

// schema compiles the schema of a place in the document.
func (d *document) schema(t *testing.T, steps ...string) *jsonschema.Schema {
	t.Helper()
	pointer := ""
	for _, s := range steps {
		pointer += "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(s))
	}
	if s := d.schemas[pointer]; s != nil {
		return s
	}
	s, err := d.compiler.Compile(documentURL + "#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	d.schemas[pointer] = s
	return s
}

// misfit says how an answer differs from what the document says of the
// operation, or "".
func (d *document) misfit(t *testing.T, op *operation, a seed.Answer) string {
	t.Helper()
	status := strconv.Itoa(a.Status)
	told, known := op.Responses[status]
	if !known {
		return fmt.Sprintf("%d %s is not in the document", a.Status, a.Code())
	}
	kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	if len(a.Body) == 0 {
		return ""
	}
	m, known := told.Content[kind]
	if !known && a.Status == http.StatusBadRequest && kind == "text/html" && strings.Contains(op.path, "/oauth2/") {
		return "" // a person reads it
	}
	if !known {
		if _, image := told.Content["image/*"]; image && strings.HasPrefix(kind, "image/") {
			return ""
		}
		return fmt.Sprintf("%d of the type %s is not in the document", a.Status, kind)
	}
	if kind != asJSON {
		return ""
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body))
	if err != nil {
		return "no JSON: " + err.Error()
	}
	if err := d.schema(t, "paths", op.path, strings.ToLower(op.method), "responses", status, "content", kind, "schema").Validate(value); err != nil {
		return err.Error()
	}
	if code := a.Code(); a.Status >= http.StatusBadRequest && m.Examples[code] == nil {
		return fmt.Sprintf("%d %s is not in the document; list it under refusals in examples/%s.json", a.Status, code, fileOf(op))
	}
	return ""
}

func fileOf(op *operation) string {
	if len(op.Tags) == 0 {
		return "service"
	}
	return strings.ReplaceAll(op.Tags[0], " ", "-")
}

// pages answer no JSON and are no part of the document.
var pages = []string{"GET /docs"}

// Every route that answers JSON is in the document, with all that whoever calls
// it needs to know.
func TestOpenAPIIsComplete(t *testing.T) {
	d := readDocument(t)
	told := map[string]string{}
	for _, tag := range d.Tags {
		told[tag.Name] = tag.Description
	}
	if text, err := unopened(t).OpenAPI(); err != nil || bytes.Contains(text, []byte("${")) {
		t.Errorf("a ${name} has no sample in samples.json: %s", placeholder.Find(text))
	}
	inTable := map[*operation]bool{}
	for _, r := range unopened(t).Rows() {
		if slices.Contains(pages, r.Pattern) {
			continue
		}
		op := d.at(r.Pattern)
		if op == nil {
			t.Errorf("%s is not in the document: use web.Op or web.Described for it", r.Pattern)
			continue
		}
		inTable[op] = true
		for _, problem := range gaps(d, op, r.Guard, told) {
			t.Errorf("%s %s", r.Pattern, problem)
		}
	}
	for _, item := range d.Paths {
		for _, op := range item {
			if !inTable[op] {
				t.Errorf("%s %s is in the document and no route", op.method, op.path)
			}
		}
	}
}

// gaps lists what the document keeps back about an operation.
func gaps(d *document, op *operation, guard string, tags map[string]string) []string {
	var all []string
	missing := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	where := "internal/server/examples/" + fileOf(op) + ".json"
	if op.Summary == "" {
		missing("has no Summary in its web.Doc")
	}
	if len(op.Tags) != 1 || tags[op.Tags[0]] == "" {
		missing("has the tags %q; it needs one that about in openapi.go describes", op.Tags)
	}
	if len(op.Security) == 0 {
		missing("does not say who may call it")
	}
	for _, s := range op.Security {
		for name := range s {
			if d.Components.SecuritySchemes[name] == nil {
				missing("needs the unknown security scheme %s", name)
			}
		}
	}
	for _, p := range op.Parameters {
		if (p.In == "path" || p.Required) && p.Example == nil {
			missing("has no example for %s in %s; add it to %s", p.Name, p.In, where)
		}
	}
	if op.RequestBody != nil {
		for kind, m := range op.RequestBody.Content {
			if m.Example == nil && op.RequestBody.Required {
				missing(`has no example of its body as %s; add "body" to %s`, kind, where)
			}
		}
	}
	successes, refusals := 0, 0
	for status, r := range op.Responses {
		if status == "default" {
			continue
		}
		if status >= "400" {
			refusals++
			continue
		}
		successes++
		if m, answered := r.Content[asJSON]; answered && m.Example == nil && op.pattern != "POST /api/auth/get-session" && op.pattern != "GET /openapi.json" {
			missing(`has no example of its answer %s; run go test ./internal/server -run OpenAPI -update, which makes the call that %s describes and writes it down`, status, where)
		}
	}
	if successes == 0 {
		missing("has no success")
	}
	if refusals == 0 && guard != "anyone" {
		missing("lists no refusal with its code")
	}
	return all
}

// The examples of the document are calls that work: each of them is made, and
// its answer fits the schema. With -update the answers are written down.
func TestOpenAPIExamples(t *testing.T) {
	quiet(t)
	d := readDocument(t)
	world, empty := openStage(t, true), openStage(t, false)
	files := readExamples(t)
	if *update {
		obvious(t, d, files)
	}
	number := 0
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, pattern := range slices.Sorted(maps.Keys(files[file])) {
			op, example := d.at(pattern), files[file][pattern]
			if op == nil {
				t.Errorf("%s has an example for %s, which is no route", file, pattern)
				continue
			}
			number++
			on := world
			if strings.HasSuffix(pattern, "/api/public/setup") {
				on = empty
			}
			t.Run(pattern, func(t *testing.T) {
				s := on.scene(t, number)
				a := s.play(op, example)
				if want := success(op); !slices.Contains(want, a.Status) {
					if *update && len(example.Answer) == 0 && len(example.Query)+len(example.Body) == 0 {
						delete(files[file], pattern)
						t.Skipf("answered %d: describe a call that works", a.Status)
					}
					t.Fatalf("answered %d %.400s, the document says %v", a.Status, a.Body, want)
				}
				if problem := d.misfit(t, op, a); problem != "" {
					t.Fatalf("%s\n%.600s", problem, a.Body)
				}
				if strings.HasPrefix(a.Header.Get("Content-Type"), asJSON) {
					files[file][pattern] = s.keep(d, op, example, a)
				}
			})
		}
	}
	if *update {
		writeExamples(t, files)
	}
}

func success(op *operation) []int {
	var all []int
	for status := range op.Responses {
		if n, err := strconv.Atoi(status); err == nil && n < http.StatusBadRequest {
			all = append(all, n)
		}
	}
	if op.pattern == "POST /api/auth/get-session" {
		return []int{http.StatusMethodNotAllowed} // it exists to say so
	}
	return all
}

const examplesDirectory = "examples"

func readExamples(t *testing.T) map[string]map[string]web.Example {
	t.Helper()
	names, err := filepath.Glob(examplesDirectory + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]web.Example{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		some := map[string]web.Example{}
		if err := json.Unmarshal(text, &some); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = some
	}
	return all
}

// obvious gives operations that nobody has described an example where no words
// are needed for one: they read, and a path leads to what they read.
func obvious(t *testing.T, d *document, all map[string]map[string]web.Example) {
	t.Helper()
	for _, r := range unopened(t).Rows() {
		op := d.at(r.Pattern)
		if op == nil || op.method != http.MethodGet {
			continue
		}
		name, e := examplesDirectory+"/"+fileOf(op)+".json", web.Example{Path: usualPath(r.Pattern)}
		if _, known := all[name][r.Pattern]; known {
			continue
		}
		playable := true
		for _, value := range e.Path {
			if values()[strings.Trim(value, "${}")] == nil {
				playable = false
			}
		}
		if !playable {
			continue
		}
		if all[name] == nil {
			all[name] = map[string]web.Example{}
		}
		all[name][r.Pattern] = e
	}
}

// usualPath fills what most patterns mean by their parameters.
func usualPath(pattern string) map[string]string {
	path := map[string]string{}
	for _, match := range segments.FindAllStringSubmatch(pattern, -1) {
		name, value := match[1], map[string]string{"roleId": "role", "permId": "permission", "planId": "plan", "userId": "member", "appId": "application"}[match[1]]
		switch {
		case value != "":
		case strings.Contains(pattern, "/api/admin/applications/"):
			value = "application"
		case strings.Contains(pattern, "/api/admin/users/"):
			value = "user"
		case strings.Contains(pattern, "/organizations/"):
			value = "organization"
		default:
			value = name
		}
		path[name] = "${" + value + "}"
	}
	if len(path) == 0 {
		return nil
	}
	return path
}

var segments = regexp.MustCompile(`\{(\w+)`)

func writeExamples(t *testing.T, files map[string]map[string]web.Example) {
	t.Helper()
	for name, examples := range files {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(examples); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var placeholder = regexp.MustCompile(`\$\{(\w+)\}`)

// filled is an example with what exists.
func (s *scene) filled(e web.Example) web.Example {
	s.t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, match := range placeholder.FindAllSubmatch(text, -1) {
		s.value(string(match[1]))
	}
	if text, err = web.Fill(text, s.made); err != nil {
		s.t.Fatal(err)
	}
	var out web.Example
	if err := json.Unmarshal(text, &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// caller is who makes the calls of an operation.
func (s *scene) caller(op *operation, as string) *seed.Browser {
	s.t.Helper()
	switch {
	case as != "":
	case strings.HasPrefix(op.path, "/api/admin/"), strings.HasPrefix(op.path, "/api/auth/admin/"):
		as = "admin"
	case op.security == "session":
		as = "user"
	default:
		as = "nobody"
	}
	return s.browser(as)
}

// play makes the call of an example.
func (s *scene) play(op *operation, e web.Example) seed.Answer {
	s.t.Helper()
	b := s.caller(op, e.As)
	e.Answer, e.Refusals = nil, nil
	e = s.filled(e)
	address, query, headers := op.path, url.Values{}, []string{}
	for _, name := range slices.Sorted(maps.Keys(e.Path)) {
		value := url.PathEscape(e.Path[name])
		if strings.Contains(op.pattern, "...}") {
			value = e.Path[name]
		}
		address = strings.ReplaceAll(address, "{"+name+"}", value)
	}
	for name, value := range e.Query {
		query.Set(name, value)
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	kind, body := "", string(e.Body)
	if len(e.Body) > 0 {
		switch content := op.RequestBody.Content; {
		case takes(content, asJSON):
			kind = asJSON
		case takes(content, asLines):
			kind, body = asLines, linesOf(s.t, e.Body)
		default:
			kind, body = asForm, formOfObject(s.t, e.Body).Encode()
		}
	}
	for name, value := range e.Header {
		if name == "Stripe-Signature" {
			value = s.till.Sign([]byte(body), s.Clock.Now())
		}
		headers = append(headers, name, value)
	}
	return b.Do(s.t, op.method, address, kind, body, headers...)
}

func takes(content map[string]media, kind string) bool {
	_, there := content[kind]
	return there
}

const asLines = "application/x-ndjson"

// linesOf are the lines of an example: it has them as a text.
func linesOf(t *testing.T, text []byte) string {
	t.Helper()
	var lines string
	if err := json.Unmarshal(text, &lines); err != nil {
		t.Fatal(err)
	}
	return lines
}

func formOfObject(t *testing.T, text []byte) url.Values {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for name, v := range o {
		form.Set(name, fmt.Sprint(v))
	}
	return form
}

// keep returns the example with the answer written down, unless the one that is
// there still fits.
func (s *scene) keep(d *document, op *operation, e web.Example, a seed.Answer) web.Example {
	s.t.Helper()
	if op.pattern == "GET /openapi.json" || a.Status >= http.StatusBadRequest {
		return e // the document does not hold itself, and refusals have examples of their own
	}
	var recorded, live any
	if len(e.Answer) > 0 {
		old := seed.Answer{Status: a.Status, Header: a.Header, Body: e.Answer}
		samples, err := server.Samples()
		if err != nil {
			s.t.Fatal(err)
		}
		if old.Body, err = web.Fill(e.Answer, samples); err != nil { // as the document shows it
			s.t.Fatal(err)
		}
		problem := d.misfit(s.t, op, old)
		if json.Unmarshal(e.Answer, &recorded) == nil && json.Unmarshal(a.Body, &live) == nil && problem == "" && s.sameMembers(recorded, live) {
			return e
		}
		if !*update {
			s.t.Errorf("the answer in the document is out of date (%s); run go test ./internal/server -run OpenAPI -update\n%.400s", problem, a.Body)
			return e
		}
	}
	e.Answer = s.anonymous(a.Body)
	return e
}

// sameMembers compares the outermost members only: those below may depend on
// what else there is.
func (s *scene) sameMembers(a, b any) bool {
	x, isObject := a.(map[string]any)
	y, isObject2 := b.(map[string]any)
	return isObject == isObject2 && (!isObject || members(x) == members(y))
}

var (
	uuids    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	jwts     = regexp.MustCompile(`eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`)
	secretly = regexp.MustCompile(`"(clientSecret|client_secret|secret|token|access_token|refresh_token|registration_access_token|device_code|challenge|accessToken|refreshToken|publicKey|credentialID|value)":( ?)"[^"]{16,}"`)
	numbered = regexp.MustCompile(`\b(olive|otto|mia|new)\.\d+@`)
	shops    = regexp.MustCompile(`\b(shop|api|documents|client|pictured|acme|quay|reseller)-\d+\b`)
	shown    = regexp.MustCompile(`"ast_[0-9A-Za-z]+"`)
	plainIDs = regexp.MustCompile(`"[A-Za-z0-9]{32}"`)
	opaque   = regexp.MustCompile(`[A-Za-z0-9_%-]{40,}`)
)

// anonymous is an answer as the document shows it: without what differs from one
// run to the next.
func (s *scene) anonymous(body []byte) json.RawMessage {
	s.t.Helper()
	text := string(shortened(s.t, body))
	s.value("issuer")
	s.value("provider")
	for name, who := range map[string]string{"user": "olive", "stranger": "otto", "member": "mia"} {
		if u, known := s.people[who]; known {
			s.made[name] = u.ID
		}
	}
	s.made["admin"] = s.root.ID
	names := slices.SortedFunc(maps.Keys(s.made), func(a, b string) int {
		x, _ := s.made[a].(string)
		y, _ := s.made[b].(string)
		return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(a, b))
	})
	for _, name := range names {
		if value, ok := s.made[name].(string); ok && len(value) >= 6 {
			text = strings.ReplaceAll(text, value, "${"+name+"}")
		}
	}
	text = uuids.ReplaceAllString(text, "$${id}")
	text = jwts.ReplaceAllString(text, "$${jwt}")
	text = shown.ReplaceAllString(text, `"$${apiToken}"`)
	text = secretly.ReplaceAllString(text, `"$1":$2"$${opaque}"`)
	text = numbered.ReplaceAllString(text, "$1@")
	text = plainIDs.ReplaceAllString(text, `"$${opaque}"`)
	text = shops.ReplaceAllString(text, "$1")
	text = opaque.ReplaceAllStringFunc(text, func(found string) string {
		if strings.Trim(found, "abcdefghijklmnopqrstuvwxyz_-") == "" {
			return found
		}
		return "${opaque}"
	})
	return json.RawMessage(text)
}

const shownItems = 2

// shortened keeps the first items of long lists of objects, and every member
// where it was.
func shortened(t *testing.T, text []byte) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var b bytes.Buffer
	if err := copyShort(d, &b); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return b.Bytes()
}

func copyShort(d *json.Decoder, b *bytes.Buffer) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	opening, nested := token.(json.Delim)
	if !nested {
		text, err := json.Marshal(token)
		b.Write(text)
		return err
	}
	b.WriteString(opening.String())
	for n := 0; d.More(); n++ {
		start := b.Len()
		if n > 0 {
			b.WriteByte(',')
		}
		if opening == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			text, err := json.Marshal(name)
			if err != nil {
				return err
			}
			b.Write(text)
			b.WriteByte(':')
		}
		before := b.Len()
		if err := copyShort(d, b); err != nil {
			return err
		}
		if opening == '[' && n >= shownItems && b.Bytes()[before] == '{' {
			b.Truncate(start)
		}
	}
	closing, err := d.Token()
	if err == nil {
		b.WriteString(closing.(json.Delim).String())
	}
	return err
}
