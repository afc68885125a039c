package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// post has the browser post fields to an application's address, at once where
// scripts run and by a button where they do not. The page may run its own line
// of script and post to that address, and nothing else.
func (p *pages) post(w http.ResponseWriter, r *http.Request, action string, fields oauth.Pairs) {
	var b bytes.Buffer
	err := formTemplate.Execute(&b, struct {
		formText
		AppName string
		Action  template.URL // a registered redirect URI, whatever its scheme
		Fields  oauth.Pairs
		Style   template.CSS
		Script  template.JS
	}{formTexts(r.Header.Get("Accept-Language")), p.appName, template.URL(action), fields, pageStyle, formScript}) //nolint:gosec // see Action
	if err != nil {
		http.Error(w, "server_error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+hashSource(pageStyle)+"; script-src "+hashSource(formScript)+
		"; form-action "+formSource(action)+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "strict-origin") // or browsers send "Origin: null", which applications may refuse
	_, _ = w.Write(b.Bytes())                 // the client may have gone
}

// hashSource allows one inline text (Content Security Policy 3 §2.3.1).
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// formSource allows posting to the origin of an address, or to its scheme where
// policies cannot name the origin: that of an application on the device, and
// numeric addresses in brackets.
func formSource(action string) string {
	u, err := url.Parse(action)
	if err != nil || u.Scheme == "" {
		return "'none'"
	}
	if web := u.Scheme == "https" || u.Scheme == "http"; !web || u.Host == "" || strings.Contains(u.Host, "[") {
		return u.Scheme + ":"
	}
	return u.Scheme + "://" + u.Host
}

type formText struct{ Lang, Title, Intro, Button string }

func formTexts(accepted string) formText {
	if match(accepted).Lang == "fr" {
		return formText{"fr", "Retour à l’application", "Vous allez revenir à l’application. Si rien ne se passe, continuez ici.", "Continuer"}
	}
	return formText{"en", "Back to the application", "You are on your way back to the application. If nothing happens, go on here.", "Continue"}
}

const formScript = `document.forms[0].submit()`

var formTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("form").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} · {{.AppName}}</title><style>{{.Style}}</style></head>
<body><main><h1>{{.Title}}</h1><p>{{.Intro}}</p>
<form method="post" action="{{.Action}}">{{range .Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">{{end}}<button>{{.Button}}</button></form>
</main><script>{{.Script}}</script></body></html>
`))
