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

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/passwordless"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/registration"
)

// strictPolicy is the content security policy of our own pages: nothing
// inline, nothing from elsewhere.
const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const iconFile = "favicon.svg"

// pages serves the built user interface, and the one page that must work
// without it.
type pages struct {
	files   fs.FS
	built   bool
	appName string
	logo    string // instead of the icon that is among the files; mostly empty
	started time.Time
}

func newPages(files fs.FS, appName, logo string) (*pages, error) {
	p := &pages{files: files, appName: appName, logo: logo}
	_, err := fs.Stat(files, "index.html")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("user interface: %w", err)
	}
	p.built = err == nil
	return p, nil
}

// authPages are the addresses of the sign-in pages; everything else is the
// console's.
func authPage(p string) bool {
	switch p {
	case "/login", "/register", "/setup", "/no-access", "/error", "/forgot-password", "/reset-password",
		"/verify-mfa", "/enroll-mfa", "/verify-email", "/accept-invitation", "/select-org", "/device":
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
	case name == iconFile && p.logo != "" && !strings.HasSuffix(p.logo, "/"+iconFile):
		w.Header().Set("Cache-Control", "public, max-age=300")
		http.Redirect(w, r, p.logo, http.StatusFound)
	case strings.HasPrefix(name, "assets/"):
		p.file(w, r, name, "public, max-age=31536000, immutable")
	case name != "" && path.Ext(name) != "" && !strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "."):
		p.file(w, r, name, "public, max-age=300")
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
	texts := english(code)
	lang := web.Language(r)
	if lang == "fr" {
		texts = french(code)
	}
	var b bytes.Buffer
	err := errorTemplate.Execute(&b, struct {
		errorText
		Code, Description, RequestID string
	}{texts, code, description, actor.From(r.Context()).RequestID})
	if err == nil {
		err = web.WritePage(w, status, web.Page{Lang: lang, Title: texts.Title, AppName: p.appName, Body: template.HTML(b.String())}) //nolint:gosec // escaped by the template
	}
	if err != nil {
		http.Error(w, code, http.StatusInternalServerError)
	}
}

type errorText struct{ Title, Intro, CodeLabel, RequestLabel, Home string }

func english(code string) errorText {
	t := errorText{"This sign-in cannot go on", "The application that sent you here made a request that we cannot answer safely. Go back to it and try again; if that does not help, tell its makers what is written below.", "Error", "Request", "Go to the start page"}
	if code == registration.ErrPending.Code {
		t.Title, t.Intro = "This application waits for approval", "You are among the first to use this application here. An administrator must approve it and finds it among those that wait. Try again later."
	}
	if code == passwordless.ErrElsewhere.BetterAuth {
		t.Title, t.Intro = "This link belongs to another browser", "It works only in the browser in which you asked for it, so that nobody else can use it. Open it there; or go to the start page and ask for another one from here."
	}
	return t
}

func french(code string) errorText {
	t := errorText{"Cette connexion ne peut pas continuer", "L’application qui vous a envoyé ici a fait une demande à laquelle nous ne pouvons pas répondre en toute sécurité. Retournez-y et réessayez ; si cela ne suffit pas, transmettez à ses auteurs ce qui est écrit ci-dessous.", "Erreur", "Demande", "Aller à la page d’accueil"}
	if code == registration.ErrPending.Code {
		t.Title, t.Intro = "Cette application attend une approbation", "Vous êtes parmi les premiers à utiliser cette application ici. Un administrateur doit l’approuver ; il la trouve parmi celles en attente. Réessayez plus tard."
	}
	if code == passwordless.ErrElsewhere.BetterAuth {
		t.Title, t.Intro = "Ce lien appartient à un autre navigateur", "Il ne fonctionne que dans le navigateur où vous l’avez demandé, pour que personne d’autre ne puisse s’en servir. Ouvrez-le là-bas, ou allez à la page d’accueil et demandez-en un autre depuis ici."
	}
	return t
}

var errorTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("error").Parse(`<h1>{{.Title}}</h1><p>{{.Intro}}</p>
<dl><dt>{{.CodeLabel}}</dt><dd>{{.Code}}</dd>{{if .Description}}<dd>{{.Description}}</dd>{{end}}<dt>{{.RequestLabel}}</dt><dd>{{.RequestID}}</dd></dl>
<a href="/">{{.Home}}</a>`))
