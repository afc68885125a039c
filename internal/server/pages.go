package server

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/circle-rd/auth-service/internal/actor"
)

// strictPolicy is the content security policy of our own pages: nothing
// inline, nothing from elsewhere.
const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// pages serves the built user interface, and the one page that must work
// without it.
type pages struct {
	files   fs.FS
	built   bool
	appName string
	policy  string // of the error page, which carries its style inside
	started time.Time
}

func newPages(files fs.FS, appName string) (*pages, error) {
	p := &pages{files: files, appName: appName}
	_, err := fs.Stat(files, "index.html")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("user interface: %w", err)
	}
	p.built = err == nil
	p.policy = "default-src 'none'; style-src " + hashSource(pageStyle) + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return p, nil
}

// authPages are the addresses of the sign-in pages; everything else is the
// console's.
func authPage(p string) bool {
	switch p {
	case "/login", "/register", "/setup", "/no-access", "/error", "/forgot-password", "/reset-password",
		"/verify-mfa", "/verify-email", "/accept-invitation", "/device":
		return true
	}
	return strings.HasPrefix(p, "/oauth2/")
}

func (p *pages) serve(w http.ResponseWriter, r *http.Request) {
	if !p.built {
		http.Error(w, "The user interface is not part of this binary. Run make build.", http.StatusNotFound)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case strings.HasPrefix(name, "assets/"):
		p.file(w, r, name, "public, max-age=31536000, immutable")
	case name != "" && path.Ext(name) != "" && !strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "."):
		p.file(w, r, name, "public, max-age=300")
	case r.URL.Path == "/select-org": // until there are organizations to choose from
		p.fail(w, r, http.StatusOK, "organization_required", "This application asks for an organization, and you belong to none.")
	case authPage(r.URL.Path):
		p.document(w, r, "auth.html")
	default:
		p.document(w, r, "index.html")
	}
}

func (p *pages) document(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("Content-Security-Policy", strictPolicy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	p.file(w, r, name, "no-store")
}

// file sends a file in the smallest form that the browser reads. A missing one
// is never answered with a page.
func (p *pages) file(w http.ResponseWriter, r *http.Request, name, keep string) {
	accepted := r.Header.Get("Accept-Encoding")
	for _, form := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if form.coding != "" && !strings.Contains(accepted, form.coding) {
			continue
		}
		f, err := p.files.Open(name + form.suffix)
		if err != nil {
			continue
		}
		defer f.Close() //nolint:errcheck // only read
		content, seekable := f.(io.ReadSeeker)
		info, err := f.Stat()
		if err != nil || info.IsDir() || !seekable {
			break
		}
		h := w.Header()
		h.Set("Cache-Control", keep)
		h.Add("Vary", "Accept-Encoding")
		if form.coding != "" {
			h.Set("Content-Encoding", form.coding)
		}
		http.ServeContent(w, r, name, p.started, content)
		return
	}
	http.Error(w, "Not found", http.StatusNotFound)
}

// fail shows a person an error that no application may be told. It is written
// here, without scripts, so that it works when nothing else does.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, status int, code, description string) {
	texts := match(r.Header.Get("Accept-Language"))
	var b bytes.Buffer
	err := errorTemplate.Execute(&b, struct {
		errorText
		AppName, Code, Description, RequestID string
		Style                                 template.CSS
	}{texts, p.appName, code, description, actor.From(r.Context()).RequestID, pageStyle})
	if err != nil {
		http.Error(w, code, http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client may have gone
}

// match returns the text in the language of ours that the browser prefers.
func match(accepted string) errorText {
	wanted, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil {
		return english()
	}
	_, i, _ := language.NewMatcher([]language.Tag{language.English, language.French}).Match(wanted...)
	if i == 1 {
		return french()
	}
	return english()
}

type errorText struct{ Lang, Title, Intro, CodeLabel, RequestLabel, Home string }

func english() errorText {
	return errorText{"en", "This sign-in cannot go on", "The application that sent you here made a request that we cannot answer safely. Go back to it and try again; if that does not help, tell its makers what is written below.", "Error", "Request", "Go to the start page"}
}

func french() errorText {
	return errorText{"fr", "Cette connexion ne peut pas continuer", "L’application qui vous a envoyé ici a fait une demande à laquelle nous ne pouvons pas répondre en toute sécurité. Retournez-y et réessayez ; si cela ne suffit pas, transmettez à ses auteurs ce qui est écrit ci-dessous.", "Erreur", "Demande", "Aller à la page d’accueil"}
}

const pageStyle = `:root{color-scheme:light dark;--page:#fafafa;--card:#fff;--line:#e4e4e7;--text:#09090b;--muted:#52525b;--accent:#0f766e}
@media (prefers-color-scheme:dark){:root{--page:#09090b;--card:#111114;--line:#27272a;--text:#fff;--muted:#a1a1aa;--accent:#2dd4bf}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--page);color:var(--text);font:16px/1.5 "Inter Variable",system-ui,sans-serif}
main{max-width:448px;width:100%;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
p{margin:0 0 16px;color:var(--muted)}h1{font-size:20px;line-height:28px;margin:0 0 8px}dl{margin:0 0 24px;padding:12px 16px;border:1px solid var(--line);border-radius:8px;font-size:13px}
dt{color:var(--muted)}dd{margin:0 0 8px;font-family:"JetBrains Mono Variable",ui-monospace,monospace;overflow-wrap:anywhere}dd:last-child{margin:0}
a{color:var(--accent);font-weight:600}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
button{padding:8px 16px;border:0;border-radius:8px;background:var(--accent);color:var(--page);font:600 14px/24px "Inter Variable",system-ui,sans-serif;cursor:pointer}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

var errorTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("error").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} · {{.AppName}}</title><style>{{.Style}}</style></head>
<body><main><h1>{{.Title}}</h1><p>{{.Intro}}</p>
<dl><dt>{{.CodeLabel}}</dt><dd>{{.Code}}</dd>{{if .Description}}<dd>{{.Description}}</dd>{{end}}<dt>{{.RequestLabel}}</dt><dd>{{.RequestID}}</dd></dl>
<a href="/">{{.Home}}</a></main></body></html>
`))
