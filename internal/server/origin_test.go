package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/seed"
)

// Every row of contract/better-auth-api.md 0.5.
func TestOriginRules(t *testing.T) {
	w := seed.New(t, sqlite(t))
	u := w.User(t, "Alice", "alice@example.com")
	wrong := map[string]any{"email": u.Email, "password": "nope12345"}
	const cookie = "other=1"
	reaches := func(status int) bool { return status == 401 || status == 200 }
	for _, c := range []struct {
		name    string
		path    string
		headers []string
		code    string // empty: the request reaches its endpoint
	}{
		{"1 cookie, our origin", signInPath, []string{"Cookie", cookie}, ""},
		{"1 cookie, trusted origin", signInPath, []string{"Cookie", cookie, "Origin", seed.TrustedOrigin}, ""},
		{"1 cookie, no origin", signInPath, []string{"Cookie", cookie, "Origin", ""}, "MISSING_OR_NULL_ORIGIN"},
		{"1 cookie, null origin", signInPath, []string{"Cookie", cookie, "Origin", "null"}, "MISSING_OR_NULL_ORIGIN"},
		{"1 cookie, other origin", signInPath, []string{"Cookie", cookie, "Origin", "https://evil.example"}, "INVALID_ORIGIN"},
		{"1 cookie, our origin with another scheme", signInPath, []string{"Cookie", cookie, "Origin", strings.Replace(w.URL, "http:", "https:", 1)}, "INVALID_ORIGIN"},
		{"1 cookie, trusted origin as a prefix", signInPath, []string{"Cookie", cookie, "Origin", seed.TrustedOrigin + ".evil.example"}, "INVALID_ORIGIN"},
		{"1 cookie, our referer", signInPath, []string{"Cookie", cookie, "Origin", "", "Referer", w.URL + "/login?x=1"}, ""},
		{"1 cookie, other referer", signInPath, []string{"Cookie", cookie, "Origin", "", "Referer", "https://evil.example/" + w.URL}, "INVALID_ORIGIN"},
		{"1 sign-out is no exception", signOutPath, []string{"Cookie", cookie, "Origin", "https://evil.example"}, "INVALID_ORIGIN"},
		{"2 no cookie, no origin", signInPath, []string{"Origin", ""}, ""},
		{"2 no cookie, other origin", signInPath, []string{"Origin", "https://evil.example"}, ""},
		{"2 browser, cross-site navigation", signInPath, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED"},
		{"2 browser, cross-site navigation to sign-up", signUpPath, []string{"Origin", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED"},
		{"2 browser, other origin", signInPath, []string{"Origin", "https://evil.example", "Sec-Fetch-Mode", "cors"}, "INVALID_ORIGIN"},
		{"2 browser, no origin", signInPath, []string{"Origin", "", "Sec-Fetch-Dest", "empty"}, "MISSING_OR_NULL_ORIGIN"},
		{"2 browser, our origin", signInPath, []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"}, ""},
		{"2 sign-out without cookie is not an entrance", signOutPath, []string{"Origin", "https://evil.example", "Sec-Fetch-Mode", "cors"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.Browser(t).Post(t, c.path, wrong, c.headers...)
			if c.code == "" {
				if !reaches(a.Status) {
					t.Errorf("answered %d %s", a.Status, a.Body)
				}
				return
			}
			a.Want(t, 403, c.code)
		})
	}
	t.Run("1 every route that writes with cookies", func(t *testing.T) {
		for _, r := range unopened(t).Rows() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if r.Origin != "cookie" || method == http.MethodGet {
				continue
			}
			a := w.Browser(t).JSON(t, method, filled(path), map[string]any{}, "Cookie", cookie, "Origin", "https://evil.example")
			if want := map[string]string{"better-auth": "INVALID_ORIGIN", "native": "AUTH_014", "protocol": "invalid_request"}[dialectName(r.Dialect)]; a.Status != 403 || a.Code() != want {
				t.Errorf("%s: %d %s", r.Pattern, a.Status, a.Body)
			}
		}
	})
}

// filled replaces the parameters of a pattern by an id that nothing has.
func filled(path string) string {
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		path = before + "00000000-0000-7000-8000-000000000000" + after
	}
	return path
}

func TestRedirectTargets(t *testing.T) {
	w := seed.New(t, sqlite(t))
	b := w.Browser(t)
	for target, trusted := range map[string]bool{
		"/": true, "/dash": true, "/dash?tab=a&x=%20": true, "/a/@me": true,
		w.URL + "/x": true, seed.TrustedOrigin + "/x": true,
		"//evil.example": false, `/\evil.example`: false, "/%2Fevil.example": false, "/%5Cevil.example": false, "/%2fevil": false,
		"https://evil.example": false, "javascript:alert(1)": false, "data:text/html,x": false, "evil.example": false,
		w.URL + ".evil.example": false, "http://" + strings.TrimPrefix(w.URL, "http://") + "@evil.example/": false,
		seed.TrustedOrigin + "@evil.example": false, "/a\nb": false, " https://evil.example": false,
	} {
		for member, code := range map[string]string{
			"callbackURL": "INVALID_CALLBACK_URL", "redirectTo": "INVALID_REDIRECT_URL",
			"errorCallbackURL": "INVALID_ERROR_CALLBACK_URL", "newUserCallbackURL": "INVALID_NEW_USER_CALLBACK_URL",
		} {
			a := b.Post(t, signOutPath, map[string]any{member: target})
			if trusted && a.Status != 200 || !trusted && (a.Status != 403 || a.Code() != code) {
				t.Errorf("%s %q: %d %s", member, target, a.Status, a.Body)
			}
		}
	}
	b.Post(t, signOutPath+"?callbackURL=https%3A%2F%2Fevil.example", map[string]any{}).Want(t, 403, "INVALID_CALLBACK_URL")
}

func TestCrossOriginReading(t *testing.T) {
	w := seed.New(t, sqlite(t))
	b := w.Browser(t)
	for _, c := range []struct{ method, path, origin, allowed, credentials string }{
		{"GET", "/api/auth/ok", seed.TrustedOrigin, seed.TrustedOrigin, "true"},
		{"GET", "/api/auth/ok", "https://evil.example", "", ""},
		{"GET", "/api/admin/applications", "https://evil.example", "", ""},
		{"OPTIONS", signInPath, seed.TrustedOrigin, seed.TrustedOrigin, "true"},
		{"OPTIONS", signInPath, "https://evil.example", "", ""},
		{"OPTIONS", seed.TokenPath, "https://spa.example", "*", ""},
		{"POST", seed.TokenPath, "https://spa.example", "*", ""},
		{"GET", seed.UserinfoPath, "https://spa.example", "*", ""},
		{"GET", "/.well-known/openid-configuration", "https://spa.example", "*", ""},
		{"POST", seed.IntrospectPath, "https://spa.example", "", ""},
	} {
		headers := []string{"Origin", c.origin}
		if c.method == "OPTIONS" {
			headers = append(headers, "Access-Control-Request-Method", "POST")
		}
		a := b.Do(t, c.method, c.path, "", "", headers...)
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != c.allowed || a.Header.Get("Access-Control-Allow-Credentials") != c.credentials {
			t.Errorf("%s %s from %s: Allow-Origin %q, Allow-Credentials %q", c.method, c.path, c.origin, got, a.Header.Get("Access-Control-Allow-Credentials"))
		}
		if c.method == "OPTIONS" && (a.Status != 204 || len(a.Body) != 0) {
			t.Errorf("preflight of %s: %d %s", c.path, a.Status, a.Body)
		}
		if !strings.Contains(strings.Join(a.Header["Vary"], ","), "Origin") {
			t.Errorf("%s %s: the answer does not vary by Origin", c.method, c.path)
		}
	}
}

// On https every cookie is Secure and says so in its name, and SESSION_DOMAIN
// shares it.
func TestSecureCookies(t *testing.T) {
	w := seed.New(t, sqlite(t), func(c *config.Config) {
		c.BaseURL, c.SessionDomain = "https://auth.example.com", "example.com"
	})
	u := w.User(t, "Alice", "alice@example.com")
	a := w.Browser(t).Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}, "Origin", "https://auth.example.com").Want(t, 200)
	token := a.Object(t)["token"].(string)
	want := "__Secure-better-auth.session_token=" + signedCookie(token) + "; Max-Age=604800; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax"
	if got := a.Header.Get("Set-Cookie"); got != want {
		t.Errorf("Set-Cookie %q, want %q", got, want)
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("https without Strict-Transport-Security")
	}
	b := w.Browser(t)
	if a := b.Get(t, sessionPath, "Cookie", "__Secure-better-auth.session_token="+signedCookie(token)); string(a.Body) == "null" {
		t.Error("the secure cookie is not read")
	}
	if a := b.Get(t, sessionPath, "Cookie", "better-auth.session_token="+signedCookie(token)); string(a.Body) != "null" {
		t.Error("a cookie without the prefix is read")
	}
}
