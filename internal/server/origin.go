package server

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// Refusals of requests that another site may have caused.
var (
	errNoOrigin    = fault.New(fault.Forbidden, "AUTH_013", "Missing or null Origin").InBetterAuth("MISSING_OR_NULL_ORIGIN", 0)
	errOrigin      = fault.New(fault.Forbidden, "AUTH_014", "Invalid origin").InBetterAuth("INVALID_ORIGIN", 0)
	errNavigation  = fault.New(fault.Forbidden, "AUTH_015", "Cross-site navigation login blocked. This request appears to be a CSRF attack.").InBetterAuth("CROSS_SITE_NAVIGATION_LOGIN_BLOCKED", 0)
	errRedirectTo  = fault.New(fault.Forbidden, "AUTH_017", "Invalid redirectURL").InBetterAuth("INVALID_REDIRECT_URL", 0)
	errErrorURL    = fault.New(fault.Forbidden, "AUTH_018", "Invalid errorCallbackURL").InBetterAuth("INVALID_ERROR_CALLBACK_URL", 0)
	errNewUserURL  = fault.New(fault.Forbidden, "AUTH_019", "Invalid newUserCallbackURL").InBetterAuth("INVALID_NEW_USER_CALLBACK_URL", 0)
	relativeTarget = regexp.MustCompile(`^/[\w\-.+/@]*(\?[\w\-.+/=&%@]*)?$`)
)

func safeMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// sameOrigin is the contract's origin rule: a write that carries cookies must
// come from a trusted page, and so must a sign-in sent by any browser.
func (s *Server) sameOrigin(next http.Handler, r route) http.Handler {
	entrance := r.resume != never
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if safeMethod(req.Method) {
			next.ServeHTTP(w, req)
			return
		}
		if err := s.checkOrigin(req, entrance); err != nil {
			web.Fail(w, req, r.dialect, err)
			return
		}
		if r.dialect == web.BetterAuth {
			if err := s.checkTargets(req); err != nil {
				web.Fail(w, req, r.dialect, err)
				return
			}
		}
		next.ServeHTTP(w, req)
	})
}

func (s *Server) checkOrigin(r *http.Request, entrance bool) error {
	header := r.Header
	if strings.Join(header["Cookie"], "") == "" {
		browser := header.Get("Sec-Fetch-Site") != "" || header.Get("Sec-Fetch-Mode") != "" || header.Get("Sec-Fetch-Dest") != ""
		if isForm(r) && header.Get("Origin") != "" { // a page of any site can post a form, and old browsers say no more
			browser = true
		}
		if !entrance || !browser {
			return nil
		}
		if header.Get("Sec-Fetch-Site") == "cross-site" && header.Get("Sec-Fetch-Mode") == "navigate" {
			return errNavigation
		}
	}
	origin := header.Get("Origin")
	if origin == "" {
		if u, err := url.Parse(header.Get("Referer")); err == nil && u.Host != "" {
			origin = u.Scheme + "://" + u.Host
		}
	}
	if origin == "" || origin == "null" {
		return errNoOrigin
	}
	if !s.trusted[origin] {
		return errOrigin
	}
	return nil
}

func isForm(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/x-www-form-urlencoded"
}

// checkTargets looks at every address that a body or query asks to be sent to.
func (s *Server) checkTargets(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return web.ErrTooLarge.Because(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked struct {
		Callback any `json:"callbackURL"`
		Redirect any `json:"redirectTo"`
		Error    any `json:"errorCallbackURL"`
		NewUser  any `json:"newUserCallbackURL"`
	}
	if isForm(r) {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return web.ErrMalformed.Because(err)
		}
		asked.Callback = form.Get("callbackURL")
	} else {
		_ = json.Unmarshal(body, &asked) // what cannot be read is for the endpoint to refuse
	}
	if q := r.URL.Query().Get("callbackURL"); q != "" && !s.targetTrusted(q) {
		return signin.ErrCallback
	}
	for _, t := range []struct {
		value any
		err   error
	}{
		{asked.Callback, signin.ErrCallback},
		{asked.Redirect, errRedirectTo},
		{asked.Error, errErrorURL},
		{asked.NewUser, errNewUserURL},
	} {
		if text, ok := t.value.(string); ok && text != "" && !s.targetTrusted(text) {
			return t.err
		}
	}
	return nil
}

// targetTrusted reports whether a browser may be sent to the address: a path of
// ours, or a page of a trusted origin.
func (s *Server) targetTrusted(target string) bool {
	if strings.HasPrefix(target, "/") {
		lower := strings.ToLower(target)
		if strings.HasPrefix(lower, "//") || strings.HasPrefix(lower, `/\`) || strings.HasPrefix(lower, "/%2f") || strings.HasPrefix(lower, "/%5c") {
			return false
		}
		return relativeTarget.MatchString(target)
	}
	u, err := url.Parse(target)
	return err == nil && u.User == nil && s.trusted[u.Scheme+"://"+u.Host]
}
