package authorize

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
)

// HTTP answers authorization requests and the pages they lead to.
type HTTP struct {
	authorize *Service
	access    *access.Service
	sessions  *session.Service
	cookie    session.Cookie
	page      ErrorPage
}

// An ErrorPage shows a person an error that no application may be told.
type ErrorPage func(w http.ResponseWriter, r *http.Request, status int, code, description string)

// NewHTTP returns the handlers.
func NewHTTP(authorize *Service, accesses *access.Service, sessions *session.Service, cookie session.Cookie, page ErrorPage) HTTP {
	return HTTP{authorize, accesses, sessions, cookie, page}
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
	return send(w, r, outcome)
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
	http.Redirect(w, r, r.URL.Path+"?"+pairs.Encode(), http.StatusSeeOther) //nolint:gosec // the path is this route's own
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

// send leads the browser on, by Location or, for scripts, in JSON.
func send(w http.ResponseWriter, r *http.Request, o Outcome) error {
	w.Header().Set("Cache-Control", "no-store")
	if wantsJSON(r) {
		return web.JSON(w, http.StatusOK, redirectJSON{true, o.URL})
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
	h.page(w, r, http.StatusBadRequest, e.Code, e.Description)
	return nil
}
