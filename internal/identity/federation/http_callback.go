package federation

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// The parameters of an answer. Whatever else comes along is left out.
func answered() []string {
	return []string{"code", "state", "iss", "error", "error_description", "user"}
}

const (
	maxAnswer      = 8 << 10
	maxDescription = 300
)

// CallbackPost serves POST /api/auth/callback/{id} by sending the browser to the
// same answer as a GET: only then does it show its cookies when the form came
// from elsewhere.
func (h HTTP) CallbackPost(w http.ResponseWriter, r *http.Request) error {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/x-www-form-urlencoded" {
		return web.ErrMediaType
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return web.ErrTooLarge.Because(err)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return web.ErrMalformed.Because(err)
	}
	kept := url.Values{}
	for _, name := range answered() {
		if value := form.Get(name); value != "" {
			kept.Set(name, value)
		} else if value := r.URL.Query().Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	query := kept.Encode()
	if len(query) > maxAnswer {
		return web.ErrTooLarge
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", h.baseURL+r.URL.EscapedPath()+"?"+query)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Callback serves GET /api/auth/callback/{id}, where providers send browsers
// back to.
func (h HTTP) Callback(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	cookie, _ := h.cookies.Read(r.Header, stateCookie)
	back := Return{
		State: query.Get("state"), Cookie: cookie, Code: query.Get("code"), Issuer: query.Get("iss"), Person: query.Get("user"),
		Error: query.Get("error"), Description: query.Get("error_description"), Device: h.signin.Device(signin.Carried{Cookie: strings.Join(r.Header["Cookie"], "; ")}),
	}
	if _, u, ok := session.From(ctx); ok {
		back.SignedIn = u.ID
	}
	arrival, err := h.federation.Complete(ctx, actor.From(ctx), r.PathValue("id"), back)
	if err != nil {
		return h.turnAway(w, r, err)
	}
	w.Header().Add("Set-Cookie", h.cookies.Cleared(stateCookie))
	if !arrival.Linked {
		for _, line := range h.signin.Cookies(arrival.Result) {
			w.Header().Add("Set-Cookie", line)
		}
	}
	h.send(w, arrival.URL)
	return nil
}

// turnAway sends a browser to the page that tells why it did not get in.
func (h HTTP) turnAway(w http.ResponseWriter, r *http.Request, err error) error {
	f, ok := errors.AsType[*RefusedError](err)
	if !ok {
		slog.ErrorContext(r.Context(), "sign-in with a provider failed", "err", err)
		f = fail(codeInternal, err)
	}
	if f.Spent {
		w.Header().Add("Set-Cookie", h.cookies.Cleared(stateCookie))
	}
	if f.Code == codeNoState { // as the original names it
		h.send(w, h.baseURL+ErrorPage+"?state="+codeNoState)
		return nil
	}
	h.send(w, h.explained(f))
	return nil
}

// explained is the address of the page that tells of a failure. The provider's
// own words go to pages of the client only, which asked for them.
func (h HTTP) explained(f *RefusedError) string {
	to := f.To
	if to == "" {
		to = h.baseURL + ErrorPage
	}
	separator := "?"
	if strings.Contains(to, "?") {
		separator = "&"
	}
	to += separator + "error=" + url.QueryEscape(shown(f.Code))
	if f.Description != "" && f.To != "" {
		description := []rune(strings.ToValidUTF8(f.Description, ""))
		to += "&error_description=" + url.QueryEscape(string(description[:min(len(description), maxDescription)]))
	}
	return to
}

func (h HTTP) send(w http.ResponseWriter, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the code
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}
