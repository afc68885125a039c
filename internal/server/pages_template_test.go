package server_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// navigation is how a browser asks for a page, or posts a form without scripts.
var navigation = []string{"Accept", "text/html,application/xhtml+xml", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Dest", "document"}

// templateWorld has pages of its own for all, and one for the application shop.
func templateWorld(t *testing.T, d *db.DB) (*seed.World, string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../templates")); err != nil {
		t.Fatal(err)
	}
	writePage(t, filepath.Join(dir, "shop", "login.html"), "shop's own {{APP_SLUG}} {{OAUTH_QUERY}} {{REDIRECT_TO}} {{ERROR_MESSAGE}} {{AUTH_URL}} {{ALLOW_REGISTER}} {{ACTION_URL}}")
	return seed.New(t, d, func(c *config.Config) { c.TemplatesDir = dir }), dir
}

func writePage(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func visit(t *testing.T, b *seed.Browser, address string) string {
	t.Helper()
	a := b.Get(t, address, navigation...).Want(t, 200)
	if kind := a.Header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Fatalf("%s is %s", address, kind)
	}
	return string(a.Body)
}

func TestPagesOfOnesOwn(t *testing.T) {
	w, dir := templateWorld(t, sqlite(t))
	b := w.Browser(t)

	t.Run("an application's own page comes before the one for all", func(t *testing.T) {
		query := "client_id=shop&scope=openid+profile&sig=abc"
		got := visit(t, b, "/login?"+query+"&redirectTo=%2Fprofile%3Fa%3D1&error=%3Cb%3Eno")
		want := "shop's own shop " + strings.ReplaceAll(query, "&", "&amp;") + " /profile?a=1 &lt;b&gt;no " + w.URL + " true /api/auth/sign-in/email"
		if got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		if got := visit(t, b, "/login?client_id=other"); !strings.Contains(got, "<h1>Sign in</h1>") {
			t.Error(got)
		}
		if got := visit(t, b, "/verify-email"); !strings.Contains(got, "<h1>Check your mail</h1>") {
			t.Error(got)
		}
	})

	t.Run("a query that is not signed is not passed on", func(t *testing.T) {
		if got := visit(t, b, "/login?client_id=shop&scope=openid"); !strings.HasPrefix(got, "shop's own shop  / ") {
			t.Error(got)
		}
	})

	t.Run("only addresses of ours are gone to", func(t *testing.T) {
		for _, target := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/%2f/evil.example", "javascript:alert(1)", "evil"} {
			got := visit(t, b, "/login?client_id=shop&redirectTo="+url.QueryEscape(target))
			if !strings.HasPrefix(got, "shop's own shop  /  ") {
				t.Errorf("%s: %s", target, got)
			}
		}
		if got := visit(t, b, "/login?client_id=shop&next=%2Fprofile"); !strings.HasPrefix(got, "shop's own shop  /profile  ") {
			t.Error(got)
		}
	})

	t.Run("a client id leaves the directory by no way", func(t *testing.T) {
		writePage(t, filepath.Join(filepath.Dir(dir), "outside", "login.html"), "secret")
		if err := os.Symlink(filepath.Join(filepath.Dir(dir), "outside"), filepath.Join(dir, "linked")); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"../outside", "..%2Foutside", "/", ".", "shop/../../outside", "linked", "shop%00", "SHOP", strings.Repeat("a", 65)} {
			a := b.Get(t, "/login?client_id="+url.QueryEscape(id), navigation...)
			if strings.Contains(string(a.Body), "secret") || strings.HasPrefix(string(a.Body), "shop's own") {
				t.Errorf("%s shows %.40s", id, a.Body)
			}
		}
	})

	t.Run("they have a policy of their own, and are not framed", func(t *testing.T) {
		a := b.Get(t, "/login", navigation...)
		policy := a.Header.Get("Content-Security-Policy")
		for _, part := range []string{"frame-ancestors 'none'", "connect-src 'self'", "script-src 'self' 'unsafe-inline'", "img-src 'self' https: data:"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s has no %s", policy, part)
			}
		}
		if strings.Contains(policy, "trusted-types") {
			t.Error(policy)
		}
	})

	t.Run("what is not there is ours", func(t *testing.T) {
		if err := os.Remove(filepath.Join(dir, "default", "register.html")); err != nil {
			t.Fatal(err)
		}
		if a := b.Get(t, "/register", navigation...).Want(t, 200); !strings.Contains(a.Header.Get("Content-Security-Policy"), "require-trusted-types-for") {
			t.Error(a.Header.Get("Content-Security-Policy"))
		}
	})
}

func TestTemplatesOfClosedAndChoosingPages(t *testing.T) {
	w, _ := templateWorld(t, sqlite(t))
	w.Application(t, application.NewApplication{Slug: "closed", AllowRegister: new(false)})
	b := w.Browser(t)
	if to := b.Get(t, "/register?client_id=closed&sig=x", navigation...).Want(t, 302).Header.Get("Location"); to != "/login?client_id=closed&sig=x" {
		t.Error(to)
	}
	if to := b.Get(t, "/select-org?client_id=x&sig=y", navigation...).Want(t, 302).Header.Get("Location"); to != "/login?client_id=x&sig=y" {
		t.Error(to)
	}
	u := w.User(t, "Ada", "ada@example.com")
	b = w.SignedIn(t, u)
	w.Exec(t, `INSERT INTO organizations (id, name, slug, logo, metadata, parent_id, is_reseller, created_at, updated_at)
		VALUES ('o1', '</script><b>Acme', 'acme', 'https://cdn.example/l.png', NULL, NULL, FALSE, 1, 1)`)
	w.Exec(t, `INSERT INTO organization_members (id, organization_id, user_id, role, created_at) VALUES ('m1', 'o1', $1, 'member', 1)`, u.ID)
	got := visit(t, b, "/select-org?client_id=x&sig=y")
	want := `[{"id":"o1","name":"\u003c\/script\u003e\u003cb\u003eAcme","slug":"acme","logo":"https:\/\/cdn.example\/l.png"}]`
	if !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got[strings.Index(got, "<script>"):])
	}
}

// A form of a page without scripts leads where a script would go, and back to
// its page with the reason.
func TestPlainForms(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := templateWorld(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		app := w.Application(t, application.NewApplication{Slug: "shop", SkipConsent: true})
		w.Access(t, app, u)
		form := func(changes ...string) url.Values {
			f := url.Values{"email": {u.Email}, "password": {seed.Password}, "callbackURL": {"/profile"}}
			for i := 0; i < len(changes); i += 2 {
				f.Set(changes[i], changes[i+1])
			}
			return f
		}
		post := func(t *testing.T, b *seed.Browser, address string, f url.Values, from string) string {
			t.Helper()
			a := b.Form(t, address, f, append([]string{"Origin", w.URL, "Referer", w.URL + from}, navigation...)...).Want(t, 303)
			return a.Header.Get("Location")
		}

		t.Run("in", func(t *testing.T) {
			b := w.Browser(t)
			if to := post(t, b, "/api/auth/sign-in/email", form(), "/login"); to != "/profile" {
				t.Error(to)
			}
			b.Get(t, "/api/user/profile").Want(t, 200)
		})
		t.Run("in, without a target", func(t *testing.T) {
			f := form()
			f.Del("callbackURL")
			if to := post(t, w.Browser(t), "/api/auth/sign-in/email", f, "/login"); to != "/" {
				t.Error(to)
			}
		})
		t.Run("a failure keeps the query", func(t *testing.T) {
			b := w.Browser(t)
			to := post(t, b, "/api/auth/sign-in/email", form("password", "wrong"), "/login?client_id=shop&sig=a%2Bb&error=old")
			if to != "/login?client_id=shop&sig=a%2Bb&error=Invalid+email+or+password" {
				t.Error(to)
			}
			if got := visit(t, b, to); !strings.Contains(got, "client_id=shop&amp;sig=a%2Bb / Invalid email or password") {
				t.Error(got)
			}
		})
		t.Run("through an authorization request", func(t *testing.T) {
			b := w.Browser(t)
			login := b.Authorize(t, app.Request("openid")).Want(t, 302).Location(t)
			if login.Path != "/login" {
				t.Fatal(login)
			}
			wrong := post(t, b, "/api/auth/sign-in/email", form("password", "wrong", "oauth_query", login.RawQuery), login.RequestURI())
			text := visit(t, b, wrong)
			_, query, _ := strings.Cut(text, "shop's own shop ")
			query, _, _ = strings.Cut(query, " ")
			query = strings.ReplaceAll(query, "&amp;", "&")
			if query != login.RawQuery {
				t.Errorf("the page passes on\n%s instead of\n%s", query, login.RawQuery)
			}
			to := post(t, b, "/api/auth/sign-in/email", form("oauth_query", query), wrong)
			if !strings.HasPrefix(to, seed.Redirect+"?code=") {
				t.Error(to)
			}
		})
		t.Run("an application that takes its answer by a form", func(t *testing.T) {
			b := w.Browser(t)
			login := b.Authorize(t, app.Request("openid", "response_mode", "form_post")).Want(t, 302).Location(t)
			a := b.Form(t, "/api/auth/sign-in/email", form("oauth_query", login.RawQuery), append([]string{"Origin", w.URL}, navigation...)...).Want(t, 200)
			if !strings.Contains(string(a.Body), `action="`+seed.Redirect+`"`) {
				t.Errorf("%s", a.Body)
			}
		})
		t.Run("a second factor", func(t *testing.T) {
			second := w.User(t, "Bea", "bea@example.com")
			own := w.SignedIn(t, second)
			enrol(t, w, own)
			to := post(t, w.Browser(t), "/api/auth/sign-in/email", form("email", second.Email), "/login")
			if to != "/verify-mfa?redirectTo=%2Fprofile" {
				t.Error(to)
			}
		})
		t.Run("a new account", func(t *testing.T) {
			f := url.Values{"name": {"Cyd"}, "email": {"cyd@example.com"}, "password": {"short"}, "callbackURL": {"/profile"}}
			b := w.Browser(t)
			if to := post(t, b, "/api/auth/sign-up/email", f, "/register"); to != "/register?error=Password+too+short" {
				t.Error(to)
			}
			f.Set("password", seed.Password)
			if to := post(t, b, "/api/auth/sign-up/email", f, "/register"); to != "/profile" {
				t.Error(to)
			}
			b.Get(t, "/api/user/profile").Want(t, 200)
		})
		t.Run("forms of other sites are refused", func(t *testing.T) {
			a := w.Browser(t).Form(t, "/api/auth/sign-in/email", form(), "Origin", "https://evil.example", "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "cross-site")
			a.Want(t, http.StatusForbidden)
			if len(a.Header["Set-Cookie"]) > 0 {
				t.Error(a.Header["Set-Cookie"])
			}
		})
		t.Run("programs get JSON", func(t *testing.T) {
			w.Browser(t).Form(t, "/api/auth/sign-in/email", form()).Want(t, 200).Object(t)
			w.Browser(t).Form(t, "/api/auth/sign-in/email", form("password", "wrong")).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		})
	})
}
