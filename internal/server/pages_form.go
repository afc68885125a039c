package server

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// post has the browser post fields to an application's address, at once where
// scripts run and by a button where they do not. The page may run its own line
// of script and post its form, and nothing else.
func (p *pages) post(w http.ResponseWriter, r *http.Request, action string, fields oauth.Pairs) {
	lang, texts := formTexts(r)
	var b bytes.Buffer
	err := formTemplate.Execute(&b, struct {
		formText
		Action template.URL // a registered redirect URI, whatever its scheme
		Fields oauth.Pairs
	}{texts, template.URL(action), fields}) //nolint:gosec // see Action
	if err == nil {
		w.Header().Set("Referrer-Policy", "strict-origin") // or browsers send "Origin: null", which applications may refuse
		err = web.WritePage(w, http.StatusOK, web.Page{
			Lang: lang, Title: texts.Title, AppName: p.appName, Body: template.HTML(b.String()), //nolint:gosec // escaped by the template
			Actions: formSources(action), Script: formScript,
		})
	}
	if err != nil {
		http.Error(w, "server_error", http.StatusInternalServerError)
	}
}

// formSources allows posting to an address and, because Chromium applies the
// directive to redirects too, to wherever the application goes on from there.
// One that takes its answer at an origin and lives at another could not be
// entered if only the first were named.
func formSources(action string) []string {
	sources := []string{"https:"}
	if scheme, _, _ := strings.Cut(action, ":"); scheme != "https" {
		sources = append(sources, scheme+":")
	}
	return sources
}

type formText struct{ Title, Intro, Button string }

func formTexts(r *http.Request) (lang string, texts formText) {
	if lang = web.Language(r); lang == "fr" {
		return lang, formText{"Retour à l’application", "Vous allez revenir à l’application. Si rien ne se passe, continuez ici.", "Continuer"}
	}
	return lang, formText{"Back to the application", "You are on your way back to the application. If nothing happens, go on here.", "Continue"}
}

const formScript = `document.forms[0].submit()`

var formTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("form").Parse(`<h1>{{.Title}}</h1><p>{{.Intro}}</p>
<form method="post" action="{{.Action}}">{{range .Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">{{end}}<button>{{.Button}}</button></form>`))
