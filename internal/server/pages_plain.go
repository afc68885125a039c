package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// plainly leads a browser on that posts the form of a page without scripts: to
// where a script would go after the answer, or back to the page with the reason
// in the query. What scripts and programs ask is answered as ever.
func (s *Server) plainly(next http.Handler, r route) http.Handler {
	_, address, _ := strings.Cut(r.pattern, " ")
	if address != emailPath && address != signUpPath {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !isForm(req) || !navigates(req) || !s.trusted[req.Header.Get("Origin")] {
			next.ServeHTTP(w, req)
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			web.Fail(w, req, r.dialect, web.ErrTooLarge.Because(err))
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		if err != nil {
			web.Fail(w, req, r.dialect, web.ErrMalformed.Because(err))
			return
		}
		held := &heldBack{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(held, req)
		h := w.Header()
		if held.status < http.StatusBadRequest && strings.HasPrefix(h.Get("Content-Type"), mediaHTML) { // posts the answer to the application
			w.WriteHeader(held.status)
			_, _ = w.Write(held.body.Bytes()) // the browser may have gone
			return
		}
		target := h.Get("Location")
		if held.status < http.StatusMultipleChoices || held.status >= http.StatusBadRequest {
			target = s.plainTarget(req, form, address, held)
		}
		h.Del("Content-Type")
		h.Del("Content-Length")
		h.Set("Cache-Control", "no-store")
		h.Set("Location", target)
		w.WriteHeader(http.StatusSeeOther)
	})
}

// navigates reports whether a browser goes to the answer, and no script reads it.
func navigates(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), mediaHTML)
}

// plainTarget is where a form leads that was not answered with a redirection.
func (s *Server) plainTarget(r *http.Request, form url.Values, address string, held *heldBack) string {
	var answer struct {
		Message     string `json:"message"`
		Description string `json:"error_description"`
		Second      bool   `json:"twoFactorRedirect"`
		Enrol       bool   `json:"enrol"`
		Token       string `json:"token"`
		URL         string `json:"url"`
	}
	_ = json.Unmarshal(held.body.Bytes(), &answer) // what is missing is empty
	switch {
	case held.status >= http.StatusBadRequest:
		if answer.Message == "" {
			answer.Message = answer.Description
		}
		return s.formPage(r, form, address, answer.Message)
	case answer.Second && answer.Enrol:
		return "/enroll-mfa" + s.carried(form)
	case answer.Second:
		return "/verify-mfa" + s.carried(form)
	case answer.Token == "":
		return "/verify-email" + s.carried(form)
	case answer.URL != "":
		return answer.URL
	}
	return s.returnTo(form.Get("callbackURL"))
}

// carried is the query with which pages of ours go on.
func (s *Server) carried(form url.Values) string {
	if query := form.Get("oauth_query"); query != "" {
		return "?" + query
	}
	if target := s.returnTo(form.Get("callbackURL")); target != "/" {
		return "?" + oauth.Pairs{{Name: "redirectTo", Value: target}}.Encode()
	}
	return ""
}

// formPage is the page a form was on, which says why it failed.
func (s *Server) formPage(r *http.Request, form url.Values, address, problem string) string {
	page, query := loginPage, strings.TrimPrefix(s.carried(form), "?")
	if address == signUpPath {
		page = registerPage
	}
	if from, err := url.Parse(r.Header.Get("Referer")); err == nil && from.Scheme+"://"+from.Host == s.config.BaseURL {
		if from.Path == loginPage || from.Path == registerPage {
			page, query = from.Path, from.RawQuery
		}
	}
	pairs, _ := oauth.ParsePairs(query) // none when it cannot be read
	kept := oauth.Pairs{}
	for _, p := range pairs {
		if p.Name != "error" {
			kept = append(kept, p)
		}
	}
	return page + "?" + append(kept, oauth.Pair{Name: "error", Value: problem}).Encode()
}
