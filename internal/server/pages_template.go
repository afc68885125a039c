package server

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// templatePolicy is for pages of the operator's own: they may hold scripts and
// styles and show pictures of other sites. Where their form leads is not
// restricted, since browsers hold the redirect to an application against it.
const templatePolicy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; " +
	"font-src 'self' https: data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	maxTemplate = 1 << 20
	maxMessage  = 300 // characters of ERROR_MESSAGE: what a query says is anybody's
)

var templateSlug = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// templatePage is the name of the template that may stand in for a page.
func templatePage(path string) string {
	switch path {
	case loginPage, registerPage, "/verify-email", selectPage:
		return path[1:]
	}
	return ""
}

const (
	emailPath    = "/api/auth/sign-in/email"
	signUpPath   = "/api/auth/sign-up/email"
	loginPage    = "/login"
	registerPage = "/register"
	selectPage   = "/select-org"
)

// template serves a page from TEMPLATES_DIR, and reports whether there was one.
func (s *Server) template(w http.ResponseWriter, r *http.Request) bool {
	page := templatePage(r.URL.Path)
	if s.config.TemplatesDir == "" || page == "" {
		return false
	}
	clientID := r.URL.Query().Get("client_id")
	text, err := s.templateText(clientID, page)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil {
		err = s.renderTemplate(w, r, text, clientID)
	}
	if err != nil {
		slog.ErrorContext(r.Context(), "a page of TEMPLATES_DIR was not shown", "page", page, "client_id", clientID, "err", err)
		return false
	}
	return true
}

// templateText reads an application's own page, else the one for all.
func (s *Server) templateText(clientID, page string) (string, error) {
	root, err := os.OpenRoot(s.config.TemplatesDir)
	if err != nil {
		return "", err
	}
	defer root.Close() //nolint:errcheck // only read
	folders := []string{"default"}
	if templateSlug.MatchString(clientID) {
		folders = []string{clientID, "default"}
	}
	for _, folder := range folders {
		f, openErr := root.Open(path.Join(folder, page+".html"))
		if err = openErr; errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		text, err := io.ReadAll(io.LimitReader(f, maxTemplate))
		return string(text), errors.Join(err, f.Close())
	}
	return "", err
}

func (s *Server) renderTemplate(w http.ResponseWriter, r *http.Request, text, clientID string) error {
	allowed, err := s.mayRegister(r, clientID)
	if err != nil {
		return err
	}
	organizations := "[]"
	switch r.URL.Path {
	case registerPage:
		if !allowed {
			sendToLogin(w, r)
			return nil
		}
	case selectPage:
		userID, err := s.signedIn(r)
		if errors.Is(err, session.ErrNone) {
			sendToLogin(w, r)
			return nil
		}
		if err != nil {
			return err
		}
		if organizations, err = s.organizationsJSON(r, userID); err != nil {
			return err
		}
	}
	action := emailPath
	if r.URL.Path == selectPage {
		action = ""
	}
	query := r.URL.Query()
	escaped := html.EscapeString
	page := strings.NewReplacer(
		"{{ACTION_URL}}", action,
		"{{REDIRECT_TO}}", escaped(s.returnTo(query.Get("redirectTo"), query.Get("next"))),
		"{{APP_SLUG}}", escaped(clientID),
		"{{AUTH_URL}}", escaped(s.config.BaseURL),
		"{{ERROR_MESSAGE}}", escaped(clipped(query.Get("error"))),
		"{{OAUTH_QUERY}}", escaped(signedQuery(r.URL.RawQuery)),
		"{{ALLOW_REGISTER}}", strconv.FormatBool(allowed),
		"{{ORGANIZATIONS_JSON}}", organizations,
	).Replace(text)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", templatePolicy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, page) //nolint:gosec // values are escaped above; the browser may have gone
	}
	return nil
}

// signedIn is the id of whose session a browser has, or session.ErrNone.
func (s *Server) signedIn(r *http.Request) (string, error) {
	token, ok := s.cookie.Token(r.Header)
	if !ok {
		return "", session.ErrNone
	}
	_, u, err := s.services.Sessions.Find(r.Context(), token)
	return u.ID, err
}

func (s *Server) mayRegister(r *http.Request, clientID string) (bool, error) {
	if clientID == "" {
		return true, nil
	}
	app, err := s.services.Applications.ByClientID(r.Context(), clientID)
	if errors.Is(err, application.ErrNotFound) {
		return true, nil
	}
	return app.AllowRegister, err
}

// organizationsJSON is for use inside a script element: it closes none.
func (s *Server) organizationsJSON(r *http.Request, userID string) (string, error) {
	type item struct {
		ID   string  `json:"id"`
		Name string  `json:"name"`
		Slug string  `json:"slug"`
		Logo *string `json:"logo"`
	}
	all, err := s.services.Organizations.Of(r.Context(), userID)
	if err != nil {
		return "", err
	}
	items := make([]item, len(all))
	for i, m := range all {
		items[i] = item{ID: m.Organization.ID, Name: m.Organization.Name, Slug: m.Organization.Slug}
		if m.Organization.Logo != "" {
			items[i].Logo = &m.Organization.Logo
		}
	}
	text, err := json.Marshal(items)
	return strings.ReplaceAll(string(text), "/", `\/`), err
}

func sendToLogin(w http.ResponseWriter, r *http.Request) {
	target := loginPage
	if r.URL.RawQuery != "" {
		target += "?" + r.URL.RawQuery
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusFound) //nolint:gosec // a page of ours
}

// returnTo is the first of some addresses that is a path of ours.
func (s *Server) returnTo(wishes ...string) string {
	for _, wish := range wishes {
		if strings.HasPrefix(wish, "/") && s.targetTrusted(wish) {
			return wish
		}
	}
	return "/"
}

// signedQuery is the signed authorization request among what a page was asked
// with, as it was signed; mostly empty.
func signedQuery(raw string) string {
	pairs, ok := oauth.ParsePairs(raw)
	if !ok {
		return ""
	}
	var client, signature bool
	kept := pairs[:0]
	for _, p := range pairs {
		switch p.Name {
		case "error", "redirectTo", "next": // ours, not the request's
			continue
		case "client_id":
			client = true
		case "sig":
			signature = true
		}
		kept = append(kept, p)
	}
	if !client || !signature {
		return ""
	}
	return kept.Encode()
}

func clipped(text string) string {
	for i := range text { // by characters
		if i >= maxMessage {
			return text[:i]
		}
	}
	return text
}
