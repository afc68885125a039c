package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"html/template"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Reference answers with the document as a page for people. It is whole as it
// comes: no script, nothing to fetch, and a policy that allows neither.
func (a *API) Reference(w http.ResponseWriter, r *http.Request) error {
	page, err := a.page()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+digestSource(referenceStyle)+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(page) // the browser may have gone
		return nil
	}
	plain, err := gzip.NewReader(bytes.NewReader(page))
	if err != nil {
		return err
	}
	_, _ = io.Copy(w, plain) //nolint:gosec // of our own making
	return nil
}

// What the page shows.
type (
	refPage struct {
		Title, Version string
		Description    []string
		Style          template.CSS
		Groups         []refGroup
		Schemes        []refScheme
	}
	refGroup struct {
		ID, Name, Description string
		Operations            []refOperation
	}
	refScheme    struct{ ID, Name, Description string }
	refOperation struct {
		ID, Method, Path, Summary, Description string
		Security                               []string
		Parameters                             []refField
		Kinds                                  string
		Fields                                 []refField
		Example                                string
		Answers                                []refAnswer
		Refusals                               []refRefusal
	}
	refAnswer struct {
		Status, Meaning, Kinds string
		Fields                 []refField
		Example                string
	}
	refRefusal struct{ Status, Code, Message string }
	refField   struct {
		Depth             int
		Name, Type, About string
		Required          bool
	}
)

// reference makes the page, compressed.
func (a *API) reference() ([]byte, error) {
	if _, err := a.document(); err != nil { // completes the operations
		return nil, err
	}
	doc := a.huma.OpenAPI()
	page := refPage{
		Title: doc.Info.Title, Version: doc.Info.Version, Description: strings.Split(doc.Info.Description, "\n\n"), Style: template.CSS(referenceStyle), //nolint:gosec // written in this program
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.SecuritySchemes)) {
		page.Schemes = append(page.Schemes, refScheme{"scheme-" + name, name, doc.Components.SecuritySchemes[name].Description})
	}
	groups := map[string][]refOperation{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && len(op.Tags) > 0 {
				groups[op.Tags[0]] = append(groups[op.Tags[0]], a.describe(op))
			}
		}
	}
	for _, t := range doc.Tags {
		if len(groups[t.Name]) > 0 {
			page.Groups = append(page.Groups, refGroup{"tag-" + strings.ReplaceAll(t.Name, " ", "-"), t.Name, t.Description, groups[t.Name]})
		}
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := referenceTemplate.Execute(z, page); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (a *API) describe(op *huma.Operation) refOperation {
	o := refOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description}
	for _, s := range op.Security {
		o.Security = append(o.Security, slices.Sorted(maps.Keys(s))...)
	}
	for _, p := range op.Parameters {
		about := p.Description
		if p.Example != nil {
			about = strings.TrimSpace(about + " Example: " + inline(p.Example))
		}
		o.Parameters = append(o.Parameters, refField{Name: p.Name, Type: a.typeOf(p.Schema) + ", in " + p.In, About: about, Required: p.Required})
	}
	if op.RequestBody != nil {
		o.Kinds, o.Fields, o.Example = a.content(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[status]
		if n, err := strconv.Atoi(status); err != nil || n < http.StatusBadRequest {
			if err == nil {
				answer := refAnswer{Status: status, Meaning: r.Description}
				answer.Kinds, answer.Fields, answer.Example = a.content(r.Content)
				o.Answers = append(o.Answers, answer)
			}
			continue
		}
		o.Refusals = append(o.Refusals, a.refusals(status, r)...)
	}
	return o
}

func (a *API) refusals(status string, r *huma.Response) []refRefusal {
	var list []refRefusal
	if media := r.Content[mediaJSON]; media != nil {
		for _, code := range slices.Sorted(maps.Keys(media.Examples)) {
			name := strings.TrimPrefix(media.Examples[code].Ref, "#/components/examples/")
			list = append(list, refRefusal{status, code, a.huma.OpenAPI().Components.Examples[name].Summary})
		}
	}
	if len(list) == 0 {
		list = append(list, refRefusal{Status: status, Message: r.Description})
	}
	return list
}

func (a *API) content(all map[string]*huma.MediaType) (kinds string, fields []refField, example string) {
	names := slices.Sorted(maps.Keys(all))
	for _, name := range names {
		media := all[name]
		if len(fields) == 0 && media.Schema != nil {
			fields = a.fields(media.Schema, 0)
		}
		if example == "" && media.Example != nil {
			example = indented(media.Example)
		}
	}
	return strings.Join(names, ", "), fields, example
}

const maxDepth = 4

// fields lists the members of a schema, those of members below them.
func (a *API) fields(s *huma.Schema, depth int) []refField {
	s = a.resolved(s)
	for len(s.OneOf) > 0 {
		s = a.resolved(s.OneOf[0])
	}
	if s.Items != nil {
		return a.fields(s.Items, depth)
	}
	var list []refField
	if depth > maxDepth {
		return list
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		member := s.Properties[name]
		list = append(list, refField{depth, name, a.typeOf(member), a.resolved(member).Description + member.Description, slices.Contains(s.Required, name)})
		list = append(list, a.fields(member, depth+1)...)
	}
	return list
}

func (a *API) resolved(s *huma.Schema) *huma.Schema {
	if s.Ref == "" {
		return s
	}
	return a.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
}

// typeOf is a schema in a few words.
func (a *API) typeOf(s *huma.Schema) string {
	s = a.resolved(s)
	var words string
	switch {
	case len(s.OneOf) > 0:
		var each []string
		for _, one := range s.OneOf {
			each = append(each, a.typeOf(one))
		}
		words = strings.Join(each, " or ")
	case len(s.Enum) > 0:
		var each []string
		for _, v := range s.Enum {
			each = append(each, inline(v))
		}
		words = strings.Join(each, " | ")
	case s.Items != nil:
		words = "list of " + a.typeOf(s.Items)
	case s.Type == "":
		words = "anything"
	default:
		words = s.Type
	}
	if s.Format != "" && s.Format != "int64" && s.Format != "double" {
		words += " (" + s.Format + ")"
	}
	if s.Nullable {
		words += " or null"
	}
	return words + bounds(s)
}

func bounds(s *huma.Schema) string {
	var words string
	if s.Minimum != nil {
		words += ", at least " + strconv.FormatFloat(*s.Minimum, 'f', -1, 64)
	}
	if s.Maximum != nil {
		words += ", at most " + strconv.FormatFloat(*s.Maximum, 'f', -1, 64)
	}
	if s.MinLength != nil && *s.MinLength > 0 {
		words += ", not empty"
	}
	if s.MaxLength != nil {
		words += ", up to " + strconv.Itoa(*s.MaxLength) + " characters"
	}
	return words
}

func inline(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func indented(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}

const referenceStyle = `:root{color-scheme:light dark;--page:light-dark(#fafafa,#09090b);--card:light-dark(#fff,#111114);--line:light-dark(#e4e4e7,#27272a);--text:light-dark(#09090b,#fafafa);--muted:light-dark(#52525b,#a1a1aa);--accent:light-dark(#0f766e,#2dd4bf)}
*{box-sizing:border-box}html{scroll-behavior:smooth}@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 "Inter Variable",system-ui,sans-serif}
a{color:var(--accent)}a:focus-visible,summary:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:16px;background:var(--card);padding:8px 16px}
header,main,nav{max-width:1080px;margin:0 auto;padding:0 24px}header{padding-top:40px}h1{font-size:28px;line-height:36px;margin:0}h2{font-size:20px;margin:40px 0 4px}h3{font-size:14px;margin:20px 0 6px}
p{margin:0 0 12px;color:var(--muted);overflow-wrap:anywhere}nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:16px 0 0;padding:0}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:8px 0}summary{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;padding:10px 16px;cursor:pointer}
summary code{font-weight:600;overflow-wrap:anywhere}summary span{color:var(--muted)}.method{min-width:56px;color:var(--accent);font:600 12px/1.5 ui-monospace,monospace}
.operation{padding:0 16px 16px;border-top:1px solid var(--line)}code,pre{font:13px/1.5 "JetBrains Mono Variable",ui-monospace,monospace}
pre{margin:0;padding:12px;overflow:auto;max-height:420px;background:var(--page);border:1px solid var(--line);border-radius:6px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--muted)}
td code{overflow-wrap:anywhere}.d1 code{margin-left:16px}.d2 code{margin-left:32px}.d3 code{margin-left:48px}.d4 code{margin-left:64px}.needed{color:var(--accent);font-size:12px}dt{font-weight:600}dd{margin:0 0 8px;color:var(--muted)}footer{height:64px}`

var referenceTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("reference").Parse(`{{define "fields"}}<div class="scroll"><table><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">About</th></tr></thead><tbody>
{{range .}}<tr class="d{{.Depth}}"><td><code>{{.Name}}</code>{{if .Required}} <span class="needed">required</span>{{end}}</td><td>{{.Type}}</td><td>{{.About}}</td></tr>
{{end}}</tbody></table></div>{{end}}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>API reference · {{.Title}}</title><style>{{.Style}}</style></head>
<body><a class="skip" href="#operations">Skip to the operations</a>
<header><h1>{{.Title}} API</h1><p>Version {{.Version}} · <a href="/openapi.json">OpenAPI 3.1 document</a></p>{{range .Description}}<p>{{.}}</p>{{end}}</header>
<nav aria-label="Groups"><ul>{{range .Groups}}<li><a href="#{{.ID}}">{{.Name}}</a></li>{{end}}<li><a href="#proofs">how callers prove who they are</a></li></ul></nav>
<main id="operations">{{range .Groups}}<section aria-labelledby="{{.ID}}"><h2 id="{{.ID}}">{{.Name}}</h2><p>{{.Description}}</p>
{{range .Operations}}<details><summary><span class="method">{{.Method}}</span><code>{{.Path}}</code><span>{{.Summary}}</span></summary>
<div class="operation" id="{{.ID}}">{{with .Description}}<p>{{.}}</p>{{end}}
<h3>Who may call</h3><p>{{range $i, $s := .Security}}{{if $i}} or {{end}}<a href="#scheme-{{$s}}">{{$s}}</a>{{else}}Anyone{{end}}</p>
{{with .Parameters}}<h3>Parameters</h3>{{template "fields" .}}{{end}}
{{if .Kinds}}<h3>Body <code>{{.Kinds}}</code></h3>{{with .Fields}}{{template "fields" .}}{{end}}{{with .Example}}<h3>Example</h3><pre tabindex="0"><code>{{.}}</code></pre>{{end}}{{end}}
{{range .Answers}}<h3>{{.Status}} {{.Meaning}} {{with .Kinds}}<code>{{.}}</code>{{end}}</h3>{{with .Fields}}{{template "fields" .}}{{end}}{{with .Example}}<h3>Example</h3><pre tabindex="0"><code>{{.}}</code></pre>{{end}}{{end}}
{{with .Refusals}}<h3>Refusals</h3><div class="scroll"><table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Message</th></tr></thead><tbody>{{range .}}<tr><td>{{.Status}}</td><td><code>{{.Code}}</code></td><td>{{.Message}}</td></tr>
{{end}}</tbody></table></div>{{end}}</div></details>
{{end}}</section>{{end}}
<section aria-labelledby="proofs"><h2 id="proofs">How callers prove who they are</h2><dl>{{range .Schemes}}<dt id="{{.ID}}">{{.Name}}</dt><dd>{{.Description}}</dd>{{end}}</dl></section></main><footer></footer></body></html>
`))
