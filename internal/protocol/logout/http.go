package logout

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// HTTP answers logout requests. Its pages are written here: signing out must
// work in any browser, and the pages that load frames of applications need a
// policy of their own.
type HTTP struct {
	logout  *Service
	cookie  session.Cookie
	appName string
}

// NewHTTP returns the handlers.
func NewHTTP(logout *Service, cookie session.Cookie, appName string) HTTP {
	return HTTP{logout, cookie, appName}
}

// EndSession serves GET /api/auth/oauth2/end-session.
func (h HTTP) EndSession(w http.ResponseWriter, r *http.Request) error {
	out, err := h.logout.Begin(r.Context(), actor.From(r.Context()), r.URL.RawQuery, visitor(r))
	return h.show(w, r, out, err)
}

// EndSessionPost serves POST /api/auth/oauth2/end-session by sending the browser
// to the same request as a GET: only then do its cookies travel when the form
// was posted from elsewhere.
func (h HTTP) EndSessionPost(w http.ResponseWriter, r *http.Request) error {
	if !isForm(r) {
		return h.show(w, r, Outcome{}, errForm())
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return web.ErrTooLarge.Because(err)
	}
	form, ok := oauth.ParsePairs(string(body))
	if !ok {
		return h.show(w, r, Outcome{}, errForm())
	}
	query := form.Encode()
	if len(query) > maxRequest {
		return h.show(w, r, Outcome{}, oauth.Fail(oauth.CodeInvalidRequest, "the request is too long"))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, r.URL.Path+"?"+query, http.StatusSeeOther) //nolint:gosec // the path is this route's own
	return nil
}

// Confirm serves POST /api/auth/oauth2/end-session/confirm: the user's yes.
func (h HTTP) Confirm(w http.ResponseWriter, r *http.Request) error {
	if !isForm(r) {
		return h.show(w, r, Outcome{}, errForm())
	}
	if err := r.ParseForm(); err != nil {
		return h.show(w, r, Outcome{}, errForm())
	}
	out, err := h.logout.Confirm(r.Context(), actor.From(r.Context()), r.PostForm.Get(fieldRequest), visitor(r))
	return h.show(w, r, out, err)
}

// fieldRequest carries the signed request through the confirmation page.
const fieldRequest = "request"

func errForm() error {
	return oauth.Fail(oauth.CodeInvalidRequest, "the request must be a form that can be read")
}

func isForm(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/x-www-form-urlencoded"
}

func visitor(r *http.Request) Visitor {
	s, _, ok := session.From(r.Context())
	return Visitor{Session: s, SignedIn: ok}
}

// show answers with what comes next: a question, a redirect, a page.
func (h HTTP) show(w http.ResponseWriter, r *http.Request, out Outcome, err error) error {
	problem, mistaken := errors.AsType[*oauth.Error](err)
	switch {
	case mistaken && !strings.Contains(r.Header.Get("Accept"), "application/json"):
		return h.mistake(w, r, out, problem)
	case err != nil:
		return err
	case out.Confirmation != "":
		return h.ask(w, r, out)
	}
	w.Header()["Set-Cookie"] = h.cookie.Clear()
	if !out.Returns || len(out.Frames) > 0 {
		return h.done(w, r, out)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", out.Return)
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusSeeOther)
	} else {
		w.WriteHeader(http.StatusFound)
	}
	return nil
}
