package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// A Page is a small page that the service writes by itself, so that it works
// when the user interface does not: no assets, and scripts only by digest.
type Page struct {
	Lang    string // "en" or "fr"
	Title   string
	AppName string
	Body    template.HTML // inside main
	// Actions are where its forms may lead, frames what it may show, both as
	// sources of a content security policy. Without any there may be none.
	Actions []string
	Frames  []string
	Script  string // runs when Body has been read
	Refresh string // where browsers without scripts go after RefreshAfter seconds
}

// RefreshAfter is how long a page with Refresh is shown, in seconds.
const RefreshAfter = "5"

// WritePage answers with a page.
func WritePage(w http.ResponseWriter, status int, p Page) error {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		Page
		Style        template.CSS
		Script       template.JS
		RefreshAfter string
	}{p, pageStyle, template.JS(p.Script), RefreshAfter}) //nolint:gosec // written in this program
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy())
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client may have gone
	return nil
}

func (p Page) policy() string {
	sources := func(directive string, list []string) string {
		if len(list) == 0 {
			list = []string{"'none'"}
		}
		return "; " + directive + " " + strings.Join(list, " ")
	}
	policy := "default-src 'none'; style-src " + styleSource()
	if p.Script != "" {
		policy += "; script-src " + digestSource(p.Script)
	}
	if len(p.Frames) > 0 {
		policy += sources("frame-src", p.Frames)
	}
	return policy + "; base-uri 'none'" + sources("form-action", p.Actions) + "; frame-ancestors 'none'"
}

func digestSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// PolicySource names where a URI leads, for a content security policy. That
// knows no numeric addresses in brackets and no hosts of other schemes: then the
// scheme stands alone.
func PolicySource(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" {
		return "'none'"
	}
	web := u.Scheme == "https" || u.Scheme == "http"
	if !web || u.Host == "" || strings.ContainsAny(u.Host, "[];, '\"*") {
		return u.Scheme + ":"
	}
	return u.Scheme + "://" + u.Host
}

var styleSource = sync.OnceValue(func() string { return digestSource(pageStyle) }) //nolint:gochecknoglobals // computed once

// Language returns the language of ours, "en" or "fr", that fits best: first
// what the request asks for (ui_locales, in order of preference), then what the
// browser prefers.
func Language(r *http.Request, asked ...string) string {
	var wanted []language.Tag
	for _, text := range asked {
		if tag, err := language.Parse(text); err == nil {
			wanted = append(wanted, tag)
		}
	}
	if accepted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language")); err == nil {
		wanted = append(wanted, accepted...)
	}
	_, i, confidence := language.NewMatcher([]language.Tag{language.English, language.French}).Match(wanted...)
	if i == 1 && confidence != language.No {
		return "fr"
	}
	return "en"
}

const pageStyle = `:root{color-scheme:light dark;--page:#fafafa;--card:#fff;--line:#e4e4e7;--text:#09090b;--muted:#52525b;--accent:#0f766e;--on:#fff}
@media (prefers-color-scheme:dark){:root{--page:#09090b;--card:#111114;--line:#27272a;--text:#fff;--muted:#a1a1aa;--accent:#2dd4bf;--on:#042f2e}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--page);color:var(--text);font:16px/1.5 "Inter Variable",system-ui,sans-serif}
main{max-width:448px;width:100%;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
p{margin:0 0 16px;color:var(--muted);overflow-wrap:anywhere}strong{color:var(--text)}h1{font-size:20px;line-height:28px;margin:0 0 8px;overflow-wrap:anywhere}dl{margin:0 0 24px;padding:12px 16px;border:1px solid var(--line);border-radius:8px;font-size:13px}
dt{color:var(--muted)}dd{margin:0 0 8px;font-family:"JetBrains Mono Variable",ui-monospace,monospace;overflow-wrap:anywhere}dd:last-child{margin:0}
a{color:var(--accent);font-weight:600}form{display:flex;flex-wrap:wrap;align-items:center;gap:16px;margin:24px 0 0}
button{padding:8px 16px;min-height:40px;border:0;border-radius:8px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
a:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}`

var pageTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("page").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} · {{.AppName}}</title><style>{{.Style}}</style>
{{- if .Refresh}}<noscript><meta http-equiv="refresh" content="{{.RefreshAfter}};url={{.Refresh}}"></noscript>{{end}}</head>
<body><main>{{.Body}}</main>{{if .Script}}<script>{{.Script}}</script>{{end}}</body></html>
`))
