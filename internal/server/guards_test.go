package server_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
)

// selling has a service sell plans at a till.
func selling(t *testing.T) func(*config.Config) {
	t.Helper()
	till := seed.NewTill(t)
	return func(c *config.Config) {
		c.Stripe = config.Stripe{SecretKey: "sk_test_1", WebhookSecret: seed.StripeSecret, APIURL: till.URL}
		c.Fetch.AllowLoopback = true
	}
}

func TestGuards(t *testing.T) {
	quiet(t)
	w := seed.New(t, sqlite(t), selling(t))
	nobody, user := w.Browser(t), w.SignedIn(t, w.User(t, "Olive", "oa@example.com"))
	administrator := w.SignedIn(t, w.Admin(t))
	for _, r := range unopened(t).Rows() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		send := func(b *seed.Browser) seed.Answer { return b.Do(t, method, filled(pattern), asJSON, "{}") }
		stranger := send(nobody)
		switch r.Guard {
		case "signed in":
			if want := map[bool]string{true: "AUTH_001", false: "UNAUTHORIZED"}[r.Dialect == web.Native]; stranger.Status != 401 || stranger.Code() != want {
				t.Errorf("%s: nobody gets %d %s", r.Pattern, stranger.Status, stranger.Body)
			}
		case "silent":
			if stranger.Status != 401 || len(stranger.Body) > 0 {
				t.Errorf("%s: nobody gets %d %s", r.Pattern, stranger.Status, stranger.Body)
			}
		case "admin":
			if stranger.Status != 401 || stranger.Code() != "AUTH_001" {
				t.Errorf("%s: nobody gets %d %s", r.Pattern, stranger.Status, stranger.Body)
			}
			if a := send(user); a.Status != 403 || a.Code() != "AUTH_001" {
				t.Errorf("%s: a user gets %d %s", r.Pattern, a.Status, a.Body)
			}
			if a := send(administrator); a.Status == 401 || a.Status == 403 {
				t.Errorf("%s: an administrator gets %d %s", r.Pattern, a.Status, a.Body)
			}
		}
	}
	t.Run("only a superadmin makes another", func(t *testing.T) {
		body := map[string]any{"name": "S", "email": "s@example.com", "password": seed.Password, "role": "superadmin"}
		administrator.Post(t, "/api/admin/users", body).Want(t, 403, "AUTH_001")
		w.SignedIn(t, w.Superadmin(t)).Post(t, "/api/admin/users", body).Want(t, 201)
	})
}

func TestRateLimits(t *testing.T) {
	w := seed.New(t, sqlite(t), func(c *config.Config) {
		c.RateLimits.Disabled = false
		c.RateLimits.Limits["token"] = config.Limit{Max: 2, Window: time.Minute}
	})
	b := w.Browser(t)
	wrong := map[string]any{"email": "zz", "password": "x"}
	from := func(address string) []string { return []string{"X-Forwarded-For", address} }
	for range 3 {
		b.Post(t, signInPath, wrong, from("203.0.113.7")...).Want(t, 400)
	}
	a := b.Post(t, signInPath, wrong, from("203.0.113.7")...).Want(t, 429, "TOO_MANY_REQUESTS")
	if a.Header.Get("Retry-After") != "4" || a.Header.Get("X-Retry-After") != "4" {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	// A caller's own words in front of the proxy's do not make it another.
	b.Post(t, signInPath, wrong, from("198.51.100.1, 203.0.113.7")...).Want(t, 429)
	b.Post(t, signInPath, wrong, from("203.0.113.8")...).Want(t, 400)
	b.Post(t, signUpPath, map[string]any{}, from("203.0.113.7")...).Want(t, 400) // each route counts for itself
	for range 3 {
		b.Post(t, signInPath, wrong, from("2001:db8:1:2::1")...)
	}
	b.Post(t, signInPath, wrong, from("2001:db8:1:2:ffff::9")...).Want(t, 429)
	b.Post(t, signInPath, wrong, from("2001:db8:1:3::1")...).Want(t, 400)
	w.Advance(t, 4*time.Second)
	b.Post(t, signInPath, wrong, from("203.0.113.7")...).Want(t, 400)
	b.Post(t, signInPath, wrong, from("203.0.113.7")...).Want(t, 429)
	for range 2 {
		b.Form(t, seed.TokenPath, nil).Want(t, 400)
	}
	refusedToken(t, b.Form(t, seed.TokenPath, nil), 429, "temporarily_unavailable")
	// Machines behind one address count for themselves, however they say who they are.
	for _, client := range []string{"one", "two"} {
		for range 2 {
			b.Form(t, seed.TokenPath, url.Values{"client_id": {client}}).Want(t, 400)
		}
		b.Form(t, seed.TokenPath, url.Values{"client_id": {client}}).Want(t, 429)
		b.Form(t, seed.TokenPath, nil, "Authorization", basic(client, "x")).Want(t, 429)
		b.Form(t, seed.TokenPath, url.Values{"client_assertion": {unsigned(`{"sub":"` + client + `"}`)}}).Want(t, 429)
	}
	long := "https://client.example/" + strings.Repeat("a", 64)
	for range 2 {
		b.Form(t, seed.TokenPath, url.Values{"client_id": {long + "1"}}).Want(t, 400)
	}
	b.Form(t, seed.TokenPath, url.Values{"client_id": {long + "1"}}).Want(t, 429)
	b.Form(t, seed.TokenPath, url.Values{"client_id": {long + "2"}}).Want(t, 400)
	// All of them together have a limit too: names are free.
	refused := 0
	for i := range 20 {
		if b.Form(t, seed.TokenPath, url.Values{"client_id": {strconv.Itoa(i)}}).Status == 429 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("new names go on for ever")
	}
}

func TestPages(t *testing.T) {
	quiet(t)
	w := seed.New(t, sqlite(t))
	b := w.Browser(t)
	for path, title := range map[string]string{
		"/": "console", "/applications": "console", "/applications/1/users": "console", "/index.html": "console",
		"/login": "sign in", "/login?a=b": "sign in", "/register": "sign in", "/oauth2/consent?x=1": "sign in", "/setup": "sign in", "/no-access": "sign in", "/error": "sign in",
		"/select-org?client_id=a&sig=b": "sign in", "/accept-invitation?id=1": "sign in",
	} {
		a := b.Get(t, path).Want(t, 200)
		if !strings.Contains(string(a.Body), "<title>"+title) {
			t.Errorf("%s shows %s", path, a.Body)
		}
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "require-trusted-types-for 'script'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("X-Frame-Options") != "DENY" || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: headers %v", path, a.Header)
		}
	}
	a := b.Get(t, "/assets/a.js", "Accept-Encoding", "gzip").Want(t, 200)
	if string(a.Body) != "gzipped" || a.Header.Get("Content-Encoding") != "gzip" || a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("an asset: %s %v", a.Body, a.Header)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("an asset has the type %s", a.Header.Get("Content-Type"))
	}
	b.Get(t, "/assets/none.js").Want(t, 404)
	b.Get(t, "/.gitkeep").Want(t, 200) // a page of the console, not the file
	page := b.Get(t, "/api/auth/error?error=%3Cscript%3E&error_description=told", "Accept-Language", "fr-CA, en;q=0.5").Want(t, 200)
	if body := string(page.Body); !strings.Contains(body, `<html lang="fr">`) || !strings.Contains(body, "UNKNOWN") || strings.Contains(body, "<script") || strings.Contains(body, "told") {
		t.Errorf("the error page: %s", body)
	}
}
