package authorize

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// HTTP answers authorization requests and the pages they lead to.
type HTTP struct {
	authorize *Service
	sessions  *session.Service
	cookie    session.Cookie
	pages     Pages
}

// Pages are those that are written here and need no built user interface.
type Pages struct {
	// Error shows a person an error that no application may be told.
	Error func(w http.ResponseWriter, r *http.Request, status int, code, description string)
	// Form has the browser post fields to an address (Form Post Response Mode).
	Form func(w http.ResponseWriter, r *http.Request, action string, fields oauth.Pairs)
}

// NewHTTP returns the handlers.
func NewHTTP(authorize *Service, sessions *session.Service, cookie session.Cookie, pages Pages) HTTP {
	return HTTP{authorize, sessions, cookie, pages}
}

// Authorize serves GET /api/auth/oauth2/authorize.
func (h HTTP) Authorize(w http.ResponseWriter, r *http.Request) error {
	pairs, ok := oauth.ParsePairs(r.URL.RawQuery)
	if !ok {
		return h.show(w, r, oauth.Fail(oauth.CodeInvalidRequest, "the query cannot be read"))
	}
	outcome, err := h.authorize.Begin(r.Context(), pairs, visitor(r))
	if err != nil {
		return h.show(w, r, err)
	}
	return h.send(w, r, outcome)
}

// AuthorizePost serves POST /api/auth/oauth2/authorize by sending the browser
// to the same request as a GET: only then do its cookies travel when the form
// was posted from elsewhere.
func (h HTTP) AuthorizePost(w http.ResponseWriter, r *http.Request) error {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/x-www-form-urlencoded" {
		return h.show(w, r, oauth.Fail(oauth.CodeInvalidRequest, "the request must be a form"))
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return web.ErrTooLarge.Because(err)
	}
	pairs, ok := oauth.ParsePairs(string(body))
	if !ok {
		return h.show(w, r, oauth.Fail(oauth.CodeInvalidRequest, "the form cannot be read"))
	}
	if len(pairs.Encode()) > maxAddress {
		short, refusal, err := h.authorize.Shorten(r.Context(), pairs)
		if err != nil {
			return h.show(w, r, err)
		}
		if short == nil {
			return h.send(w, r, refusal)
		}
		pairs = short
	}
	http.Redirect(w, r, r.URL.Path+"?"+pairs.Encode(), http.StatusSeeOther) //nolint:gosec // the path is this route's own
	return nil
}

// Answer serves GET /api/auth/oauth2/answer, where scripts send the browser
// that has to post an answer to an application.
func (h HTTP) Answer(w http.ResponseWriter, r *http.Request) error {
	outcome, err := h.authorize.Open(r.URL.Query().Get(linkParam))
	if err != nil {
		return h.show(w, r, err)
	}
	h.pages.Form(w, r, outcome.URL, outcome.Form)
	return nil
}

func visitor(r *http.Request) Visitor {
	s, u, ok := session.From(r.Context())
	return Visitor{Session: s, User: u, SignedIn: ok}
}

// wantsJSON reports whether the caller is a script that cannot follow a
// redirect to another origin.
func wantsJSON(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") == "cors" || strings.Contains(r.Header.Get("Accept"), "application/json")
}

type redirectJSON struct {
	Redirect bool   `json:"redirect"`
	URL      string `json:"url"`
}

// send leads the browser on: by Location, by a form, or, for scripts, in JSON.
func (h HTTP) send(w http.ResponseWriter, r *http.Request, o Outcome) error {
	w.Header().Set("Cache-Control", "no-store")
	if wantsJSON(r) {
		return web.JSON(w, http.StatusOK, redirectJSON{true, h.authorize.Link(o)})
	}
	if o.Form != nil {
		h.pages.Form(w, r, o.URL, o.Form)
		return nil
	}
	w.Header().Set("Location", o.URL)
	w.WriteHeader(http.StatusFound)
	return nil
}

// show tells a person, or a script, of an error.
func (h HTTP) show(w http.ResponseWriter, r *http.Request, err error) error {
	e, ok := errors.AsType[*oauth.Error](err)
	if !ok || wantsJSON(r) {
		return err
	}
	h.pages.Error(w, r, http.StatusBadRequest, e.Code, e.Description)
	return nil
}
