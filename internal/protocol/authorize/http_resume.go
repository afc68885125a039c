package authorize

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

// A Purpose is what an endpoint is for that sets the session's cookie.
type Purpose int

// The purposes.
const (
	ToSignIn   Purpose = iota // it begins a session, or has it prove more
	ToRegister                // it makes accounts, which the application may refuse or welcome
	ToChoose                  // it makes an organization the active one
)

// Resuming wraps an endpoint that sets the session's cookie. When its body
// carries an oauth_query and it did set one, its answer is replaced by where the
// authorization request goes next; the cookies stay.
func (h HTTP) Resuming(next http.Handler, d web.Dialect, purpose Purpose) http.Handler {
	registers := purpose == ToRegister
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			web.Fail(w, r, d, web.ErrTooLarge.Because(err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		query := queryIn(r.Header.Get("Content-Type"), body)
		if query == "" {
			next.ServeHTTP(w, r)
			return
		}
		app, err := h.authorize.Check(r.Context(), query)
		if err == nil && registers && !app.AllowRegister {
			err = ErrRegistrationClosed
		}
		if err != nil {
			web.Fail(w, r, d, err)
			return
		}
		held := &heldAnswer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(held, r)
		token, began := h.cookie.TokenSet(held.header)
		if held.status >= http.StatusBadRequest || !began {
			held.release(w)
			return
		}
		v := Visitor{SignedIn: true}
		if v.Session, v.User, err = h.sessions.Find(r.Context(), token); err != nil {
			web.Fail(w, r, d, err)
			return
		}
		outcome, err := h.authorize.Resume(r.Context(), query, v, func(a *Attempt) {
			a.Created = registers
			a.Chosen = purpose == ToChoose && v.Session.ActiveOrganizationID != ""
		})
		if err != nil {
			web.Fail(w, r, d, err)
			return
		}
		w.Header().Del("Location")
		w.Header().Del("Content-Length")
		if wantsJSON(r) && compromised(held.body.Bytes()) {
			w.Header().Set("Cache-Control", "no-store")
			_ = web.JSON(w, http.StatusOK, warnedJSON{redirectJSON{true, h.authorize.Link(outcome)}, true})
			return
		}
		_ = h.send(w, r, outcome)
	})
}

// warnedJSON leads on somebody who signed in with a password that was in a
// breach, and says so: the answer it replaces did.
type warnedJSON struct {
	redirectJSON
	PasswordCompromised bool `json:"passwordCompromised"`
}

// compromised reports whether an answer to a sign-in warns of the password.
func compromised(answer []byte) bool {
	var warned struct {
		PasswordCompromised bool `json:"passwordCompromised"`
	}
	return json.Unmarshal(answer, &warned) == nil && warned.PasswordCompromised
}

// queryIn returns the oauth_query of a JSON or form body. A body that cannot
// be read is left for the endpoint to refuse.
func queryIn(contentType string, body []byte) string {
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return ""
		}
		return form.Get("oauth_query")
	}
	var carried struct {
		OAuthQuery string `json:"oauth_query"`
	}
	if err := json.Unmarshal(body, &carried); err != nil {
		return ""
	}
	return carried.OAuthQuery
}

// heldAnswer keeps an answer back until it is known whether it is the one to
// send. Headers go straight through.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header         { return a.header }
func (a *heldAnswer) WriteHeader(status int)      { a.status = status }
func (a *heldAnswer) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *heldAnswer) release(w http.ResponseWriter) {
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // the client may have gone
}
