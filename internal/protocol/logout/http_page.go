package logout

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// sources are the distinct places that URIs lead to.
func sources(uris []string) []string {
	var list []string
	for _, uri := range uris {
		if s := web.PolicySource(uri); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

const confirmPath = "/api/auth/oauth2/end-session/confirm"

// shown is everything that a page of this package may hold.
type shown struct {
	Text        texts
	AppName     string
	Application string
	Name, Email string
	Confirm     string // where the form leads
	Field       string
	Request     string
	Problem     *oauth.Error
	RequestID   string
	Return      template.URL
	Returns     bool
	Frames      []string
}

// ask shows the question whether to sign out. The user may have come by a
// request with a mistake, which is told to whoever can repair it.
func (h HTTP) ask(w http.ResponseWriter, r *http.Request, out Outcome) error {
	page := h.page(r, out)
	page.Confirm, page.Field, page.Request = confirmPath, fieldRequest, out.Confirmation
	if _, u, ok := session.From(r.Context()); ok {
		page.Name, page.Email = u.Name, u.Email
	}
	status, actions := http.StatusOK, []string{"'self'"}
	if out.Problem != nil {
		status = http.StatusBadRequest
	}
	if out.Return != "" { // a browser holds redirects of a form to the policy too
		actions = append(actions, web.PolicySource(out.Return))
	}
	return h.write(w, status, page, askTemplate, web.Page{Title: page.Text.AskTitle, Actions: actions})
}

// done tells the user that they are signed out, has the browser sign out of the
// applications that want to be told through it, and leads on.
func (h HTTP) done(w http.ResponseWriter, r *http.Request, out Outcome) error {
	page := h.page(r, out)
	frame := web.Page{Title: page.Text.DoneTitle, Frames: sources(out.Frames)}
	if out.Returns {
		frame.Script, frame.Refresh = leave, out.Return
	}
	return h.write(w, http.StatusOK, page, doneTemplate, frame)
}

// mistake shows a request that nothing can be made of where nobody is signed in.
func (h HTTP) mistake(w http.ResponseWriter, r *http.Request, out Outcome, problem *oauth.Error) error {
	page := h.page(r, out)
	page.Problem = problem
	return h.write(w, http.StatusBadRequest, page, mistakeTemplate, web.Page{Title: page.Text.MistakeTitle})
}

func (h HTTP) page(r *http.Request, out Outcome) shown {
	t := english()
	if web.Language(r, out.Locales...) == "fr" {
		t = french()
	}
	return shown{
		Text: t, AppName: h.appName, Application: out.Application.Name, Problem: out.Problem, RequestID: actor.From(r.Context()).RequestID,
		Return: template.URL(out.Return), Returns: out.Returns, Frames: out.Frames, //nolint:gosec // registered, which no script address can be
	}
}

func (h HTTP) write(w http.ResponseWriter, status int, page shown, body *template.Template, frame web.Page) error {
	var b bytes.Buffer
	if err := body.Execute(&b, page); err != nil {
		return err
	}
	frame.Lang, frame.AppName, frame.Body = page.Text.Lang, h.appName, template.HTML(b.String()) //nolint:gosec // escaped by the template
	return web.WritePage(w, status, frame)
}

// leave goes on when the page has loaded, to which its frames belong, or when
// one of them takes too long.
const leave = `{const go=()=>location.replace(document.getElementById("next").href);addEventListener("load",go);setTimeout(go,` +
	web.RefreshAfter + `000)}`

// Applications are named in both languages by what their administrators call
// them.
type texts struct {
	Lang, AskTitle, AskNobody, AskBy, AskTail, SignedInAs, Yes, No, NotBack string
	DoneTitle, DoneText, Telling, Next, Again                               string
	MistakeTitle, MistakeText, ErrorLabel, RequestLabel, Home               string
}

func english() texts {
	return texts{
		Lang: "en", AskTitle: "Do you want to sign out?",
		AskBy: "asks to sign you out of", AskNobody: "You will be signed out of", AskTail: "and of the applications you entered with it.",
		SignedInAs: "You are signed in as", Yes: "Sign out", No: "Stay signed in",
		NotBack:   "The request to sign you out has a mistake, so you will not be sent back to the application. Its makers can find the reason here:",
		DoneTitle: "You are signed out", DoneText: "You can close this window.", Telling: "Your applications are being told. You will be sent on in a moment.",
		Next: "Continue to", Again: "Sign in again",
		MistakeTitle: "This sign-out cannot go on", MistakeText: "The application that sent you here made a request that we cannot answer safely. You are not signed in here. The application’s makers can find the reason here:",
		ErrorLabel: "Error", RequestLabel: "Request", Home: "Go to the start page",
	}
}

func french() texts {
	return texts{
		Lang: "fr", AskTitle: "Voulez-vous vous déconnecter ?",
		AskBy: "demande à vous déconnecter de", AskNobody: "Vous serez déconnecté de", AskTail: "et des applications ouvertes avec cette session.",
		SignedInAs: "Vous êtes connecté en tant que", Yes: "Se déconnecter", No: "Rester connecté",
		NotBack:   "La demande de déconnexion comporte une erreur : vous ne serez pas renvoyé vers l’application. Ses auteurs en trouveront la raison ici :",
		DoneTitle: "Vous êtes déconnecté", DoneText: "Vous pouvez fermer cette fenêtre.", Telling: "Vos applications sont prévenues. Vous serez redirigé dans un instant.",
		Next: "Continuer vers", Again: "Se reconnecter",
		MistakeTitle: "Cette déconnexion ne peut pas continuer", MistakeText: "L’application qui vous a envoyé ici a fait une demande à laquelle nous ne pouvons pas répondre en toute sécurité. Vous n’êtes pas connecté ici. Ses auteurs en trouveront la raison ici :",
		ErrorLabel: "Erreur", RequestLabel: "Demande", Home: "Aller à la page d’accueil",
	}
}

const problemPart = `<dl><dt>{{.Text.ErrorLabel}}</dt><dd>{{.Problem.Code}}</dd><dd>{{.Problem.Description}}</dd><dt>{{.Text.RequestLabel}}</dt><dd>{{.RequestID}}</dd></dl>`

var askTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("ask").Parse(`<h1>{{.Text.AskTitle}}</h1>
<p>{{if .Application}}<strong>{{.Application}}</strong> {{.Text.AskBy}}{{else}}{{.Text.AskNobody}}{{end}} <strong>{{.AppName}}</strong> {{.Text.AskTail}}</p>
{{if .Email}}<p>{{.Text.SignedInAs}} <strong>{{.Name}}</strong> ({{.Email}}).</p>{{end}}
{{if .Problem}}<p>{{.Text.NotBack}}</p>` + problemPart + `{{end}}
<form method="post" action="{{.Confirm}}"><input type="hidden" name="{{.Field}}" value="{{.Request}}">
<button type="submit">{{.Text.Yes}}</button><a href="/">{{.Text.No}}</a></form>`))

var doneTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("done").Parse(`<h1>{{.Text.DoneTitle}}</h1>
<p>{{if .Returns}}{{.Text.Telling}}{{else}}{{.Text.DoneText}}{{end}}</p>
{{if .Return}}<a id="next" href="{{.Return}}">{{.Text.Next}} {{.Application}}</a>{{else}}<a href="/login">{{.Text.Again}}</a>{{end}}
{{range .Frames}}<iframe src="{{.}}" title="" hidden></iframe>{{end}}`))

var mistakeTemplate = template.Must( //nolint:gochecknoglobals // immutable
	template.New("mistake").Parse(`<h1>{{.Text.MistakeTitle}}</h1><p>{{.Text.MistakeText}}</p>` + problemPart + `<a href="/">{{.Text.Home}}</a>`))
