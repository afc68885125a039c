package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// parameters checks the answer's parameters in the order in which they travel.
func parameters(t *testing.T, to *url.URL, want ...string) {
	t.Helper()
	var names []string
	for part := range strings.SplitSeq(to.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		names = append(names, name)
	}
	if got := strings.Join(names, " "); got != strings.Join(want, " ") {
		t.Errorf("%s has the parameters %s, want %s", to, got, want)
	}
}

func at(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path }

// contract/oauth-provider.md §3 with the overrides of contract/README.md.
func TestAuthorizeRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive Anne Auth", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf", AllowedScopes: []string{"openid", "profile", "offline_access", "roles"}})
		public := w.Application(t, application.NewApplication{Slug: "pub", IsPublic: true})
		off := w.Application(t, application.NewApplication{Slug: "off"})
		no := false
		w.Update(t, off, application.Changes{IsActive: &no})
		w.Access(t, app, u)
		b := w.SignedIn(t, u)

		// Nothing that came with these may be trusted: a page of ours, or JSON
		// for scripts, with a 4xx; never a redirect.
		for _, c := range []struct {
			name string
			q    url.Values
			code string
		}{
			{"no parameters", url.Values{}, "invalid_client"},
			{"no client_id", app.Request("openid", "client_id", ""), "invalid_client"},
			{"unknown client", app.Request("openid", "client_id", "zz"), "invalid_client"},
			{"client_id is no slug", app.Request("openid", "client_id", "../conf\x00"), "invalid_client"},
			{"disabled client", off.Request("openid"), "client_disabled"},
			{"no redirect_uri", app.Request("openid", "redirect_uri", ""), "invalid_redirect"},
			{"other redirect_uri", app.Request("openid", "redirect_uri", seed.Redirect+"2"), "invalid_redirect"},
			{"redirect_uri with a query", app.Request("openid", "redirect_uri", seed.Redirect+"?a=1"), "invalid_redirect"},
			{"redirect_uri in upper case", app.Request("openid", "redirect_uri", strings.ToUpper(seed.Redirect)), "invalid_redirect"},
			{"javascript redirect_uri", app.Request("openid", "redirect_uri", "javascript:alert(1)"), "invalid_redirect"},
		} {
			t.Run(c.name, func(t *testing.T) {
				page := b.Authorize(t, c.q).Want(t, 400)
				if page.Header.Get("Location") != "" || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
					t.Errorf("answered %v", page.Header)
				}
				if !strings.Contains(string(page.Body), c.code) {
					t.Errorf("the page does not say %s", c.code)
				}
				if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
					t.Errorf("policy %q", policy)
				}
				for _, header := range [][2]string{{"Accept", "application/json"}, {"Sec-Fetch-Mode", "cors"}} {
					a := b.Authorize(t, c.q, header[0], header[1]).Want(t, 400, c.code)
					if got := members(a.Object(t)); got != "error error_description" {
						t.Errorf("JSON of %s", got)
					}
				}
			})
		}
		t.Run("repeated parameter", func(t *testing.T) {
			q := app.Request("openid")
			q.Add("redirect_uri", "https://evil.example/cb")
			page := b.Authorize(t, q).Want(t, 400)
			if page.Header.Get("Location") != "" {
				t.Errorf("redirects to %s", page.Header.Get("Location"))
			}
		})

		// What the application may hear goes to its redirect URI.
		for _, c := range []struct {
			name string
			q    url.Values
			code string
		}{
			{"no response_type", app.Request("openid", "response_type", ""), "invalid_request"},
			{"response_type token", app.Request("openid", "response_type", "token"), "unsupported_response_type"},
			{"response_mode fragment", app.Request("openid", "response_mode", "fragment"), "invalid_request"},
			{"unknown scope", app.Request("openid nope"), "invalid_scope"},
			{"scope not allowed", app.Request("openid email"), "invalid_scope"},
			{"no challenge", app.Request("openid", "code_challenge", "", "code_challenge_method", ""), "invalid_request"},
			{"no challenge, method kept", app.Request("openid", "code_challenge", ""), "invalid_request"},
			{"challenge without method", app.Request("openid", "code_challenge_method", ""), "invalid_request"},
			{"challenge plain", app.Request("openid", "code_challenge_method", "plain"), "invalid_request"},
			{"challenge malformed", app.Request("openid", "code_challenge", "short"), "invalid_request"},
			{"public client, no challenge", public.Request("openid", "code_challenge", "", "code_challenge_method", ""), "invalid_request"},
			{"unknown prompt", app.Request("openid", "prompt", "nope"), "invalid_request"},
			{"prompt none with consent", app.Request("openid", "prompt", "none consent"), "invalid_request"},
			{"max_age is no number", app.Request("openid", "max_age", "soon"), "invalid_request"},
			{"max_age negative", app.Request("openid", "max_age", "-1"), "invalid_request"},
			{"unknown resource", app.Request("openid", "resource", "https://nobody.example"), "invalid_target"},
			{"resource is no URI", app.Request("openid", "resource", "api"), "invalid_target"},
			{"request object", app.Request("openid", "request", "eyJ"), "invalid_request_object"},
			{"request_uri", app.Request("openid", "request_uri", "https://x.example/r"), "invalid_request_uri"},
			{"state too long", app.Request("openid", "state", strings.Repeat("s", 5000)), "invalid_request"},
			{"nonce too long", app.Request("openid", "nonce", strings.Repeat("n", 2000)), "invalid_request"},
			{"nonce with NUL", app.Request("openid", "nonce", "a\x00b"), "invalid_request"},
			{"nonce is not UTF-8", app.Request("openid", "nonce", "a\xffb"), "invalid_request"},
		} {
			t.Run(c.name, func(t *testing.T) {
				to := b.Authorize(t, c.q).Want(t, 302).Location(t)
				if at(to) != seed.Redirect {
					t.Fatalf("sent to %s", to)
				}
				parameters(t, to, "error", "error_description", "state", "iss")
				if q := to.Query(); q.Get("error") != c.code || q.Get("state") != c.q.Get("state") || q.Get("iss") != w.URL {
					t.Errorf("told %v, want %s", q, c.code)
				}
				c.q.Del("state")
				without := b.Authorize(t, c.q).Want(t, 302).Location(t)
				if without.Query().Get("error") != "" {
					parameters(t, without, "error", "error_description", "iss")
				}
			})
		}
		if n := w.Count(t, `SELECT count(*) FROM grants`); n != 0 && n != 1 { // "state too long" without its state succeeds
			t.Errorf("%d grants were made", n)
		}
	})
}

func TestAuthorizeSteps(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive Anne Auth", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf", RedirectURIs: []string{seed.Redirect, seed.Redirect + "2?x=1"}})
		skipping := w.Application(t, application.NewApplication{Slug: "skip", SkipConsent: true})
		w.Access(t, app, u)
		w.Access(t, skipping, u)
		nobody := w.Browser(t)

		t.Run("nobody is sent to the login page with the signed query", func(t *testing.T) {
			to := nobody.Authorize(t, app.Request("openid profile")).Want(t, 302).Location(t)
			if to.Path != "/login" || to.Host != "" {
				t.Fatalf("sent to %s", to)
			}
			parameters(t, to, "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce", "exp", "sig")
			signedPart, _, _ := strings.Cut(to.RawQuery, "&sig=")
			value, _ := url.QueryUnescape(signedCookie(signedPart))
			if want := value[len(signedPart)+1:]; to.Query().Get("sig") != want {
				t.Errorf("sig %s, want %s", to.Query().Get("sig"), want)
			}
			if to.Query().Get("exp") != "1795421400" {
				t.Errorf("exp %s", to.Query().Get("exp"))
			}
			if !strings.Contains(to.RawQuery, "scope=openid+profile") {
				t.Errorf("the query is not form-encoded: %s", to.RawQuery)
			}
		})
		t.Run("scripts get JSON", func(t *testing.T) {
			for _, header := range [][2]string{{"Accept", "text/html, application/json"}, {"Sec-Fetch-Mode", "cors"}} {
				a := nobody.Authorize(t, app.Request("openid"), header[0], header[1]).Want(t, 200)
				if o := a.Object(t); o["redirect"] != true || !strings.HasPrefix(o["url"].(string), "/login?") {
					t.Errorf("answered %s", a.Body)
				}
			}
		})
		t.Run("without a scope the application's own stand in, at the end", func(t *testing.T) {
			to := nobody.Authorize(t, app.Request("")).Want(t, 302).Location(t)
			parameters(t, to, "response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method", "nonce", "scope", "exp", "sig")
			if got := to.Query().Get("scope"); got != strings.Join(application.Scopes(), " ") {
				t.Errorf("scope %q", got)
			}
		})
		t.Run("POST is sent on as GET", func(t *testing.T) {
			a := nobody.Form(t, seed.AuthorizePath, app.Request("openid"), "Origin", "https://client.example").Want(t, 303)
			if to := a.Location(t); to.Path != seed.AuthorizePath || to.Query().Get("client_id") != "conf" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("prompt none", func(t *testing.T) {
			for name, c := range map[string]struct {
				b    *seed.Browser
				q    url.Values
				code string
			}{
				"nobody":     {nobody, app.Request("openid", "prompt", "none"), "login_required"},
				"no consent": {w.SignedIn(t, u), app.Request("openid", "prompt", "none"), "consent_required"},
				"no org":     {w.SignedIn(t, u), skipping.Request("openid org", "prompt", "none"), "interaction_required"},
				"too old":    {w.SignedIn(t, u), skipping.Request("openid", "prompt", "none", "max_age", "0"), ""},
			} {
				to := c.b.Authorize(t, c.q).Want(t, 302).Location(t)
				if at(to) != seed.Redirect || to.Query().Get("error") != c.code {
					t.Errorf("%s: sent to %s", name, to)
				}
			}
			old := w.SignedIn(t, u)
			w.Advance(t, time.Second)
			to := old.Authorize(t, skipping.Request("openid", "prompt", "none", "max_age", "0")).Want(t, 302).Location(t)
			if to.Query().Get("error") != "login_required" {
				t.Errorf("max_age=0 with an older session: %s", to)
			}
		})
		t.Run("prompt create leads to the registration page", func(t *testing.T) {
			for _, b := range []*seed.Browser{nobody, older(t, w, w.SignedIn(t, u))} {
				if to := b.Authorize(t, app.Request("openid", "prompt", "create")).Want(t, 302).Location(t); to.Path != "/register" {
					t.Errorf("sent to %s", to)
				}
			}
		})
		t.Run("prompt login and max_age ask for a younger sign-in", func(t *testing.T) {
			b := older(t, w, w.SignedIn(t, u))
			for _, changes := range [][]string{{"prompt", "login"}, {"max_age", "0"}, {"prompt", "login consent"}, {"prompt", "select_account"}} {
				to := b.Authorize(t, skipping.Request("openid", changes...)).Want(t, 302).Location(t)
				if to.Path != "/login" || to.Query().Get(changes[0]) != changes[1] {
					t.Errorf("%q: sent to %s", changes, to)
				}
				// Showing the old session to the same request again gets nowhere.
				a := b.Post(t, "/api/auth/oauth2/continue", map[string]any{"postLogin": true, "oauth_query": to.RawQuery}).Want(t, 200)
				if again := a.Location(t); again.Path != "/login" {
					t.Errorf("%q: the old session goes on to %s", changes, again)
				}
				fresh := w.SignedIn(t, u)
				a = fresh.Post(t, "/api/auth/oauth2/continue", map[string]any{"postLogin": true, "oauth_query": to.RawQuery}).Want(t, 200)
				on := a.Location(t)
				if changes[1] == "login consent" && on.Path != "/oauth2/consent" || changes[1] != "login consent" && on.Query().Get("code") == "" {
					t.Errorf("%q: the fresh session goes on to %s", changes, on)
				}
			}
			if to := b.Authorize(t, skipping.Request("openid", "max_age", "60")).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("max_age=60 with a session of a second: %s", to)
			}
		})
		t.Run("prompt select_account is settled by choosing", func(t *testing.T) {
			b := older(t, w, w.SignedIn(t, u))
			to := b.Authorize(t, skipping.Request("openid", "prompt", "select_account")).Want(t, 302).Location(t)
			a := b.Post(t, "/api/auth/oauth2/continue", map[string]any{"selected": true, "oauth_query": to.RawQuery}).Want(t, 200)
			if a.Location(t).Query().Get("code") == "" {
				t.Errorf("goes on to %s", a.Location(t))
			}
			b.Post(t, "/api/auth/oauth2/continue", map[string]any{"oauth_query": to.RawQuery}).Want(t, 400, "invalid_request")
			b.Post(t, "/api/auth/oauth2/continue", map[string]any{"selected": true}).Want(t, 400, "invalid_request")
			nobody.Post(t, "/api/auth/oauth2/continue", map[string]any{"selected": true, "oauth_query": to.RawQuery}).Want(t, 401, "UNAUTHORIZED")
		})
		t.Run("scope org without an organization is a page", func(t *testing.T) {
			if to := w.SignedIn(t, u).Authorize(t, skipping.Request("openid org")).Want(t, 302).Location(t); to.Path != "/select-org" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("skipConsent gives the code at once", func(t *testing.T) {
			to := w.SignedIn(t, u).Authorize(t, skipping.Request("openid")).Want(t, 302).Location(t)
			parameters(t, to, "code", "state", "iss")
			if code := to.Query().Get("code"); len(code) != 32 || strings.ContainsAny(code, "0123456789-_") {
				t.Errorf("code %q", code)
			}
			consent := w.SignedIn(t, u).Authorize(t, skipping.Request("openid", "prompt", "consent")).Want(t, 302).Location(t)
			if consent.Path != "/oauth2/consent" {
				t.Errorf("prompt=consent is sent to %s", consent)
			}
		})
		t.Run("a redirect URI keeps its own query", func(t *testing.T) {
			b := w.SignedIn(t, u)
			page := b.Authorize(t, app.Request("openid", "redirect_uri", seed.Redirect+"2?x=1")).Want(t, 302).Location(t)
			to := b.Consent(t, page, true).Want(t, 200).Location(t)
			if at(to) != seed.Redirect+"2" || !strings.HasPrefix(to.RawQuery, "x=1&code=") {
				t.Errorf("sent to %s", to)
			}
		})
	})
}

// older lets a second pass, so that the browser's session is no longer fresh.
func older(t *testing.T, w *seed.World, b *seed.Browser) *seed.Browser {
	t.Helper()
	w.Advance(t, 2*time.Second)
	return b
}

func TestWhoMayEnter(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u, administrator := w.User(t, "Olive", "oa@example.com"), w.Admin(t)
		app := w.Application(t, application.NewApplication{Slug: "conf", SkipConsent: true})
		step := func(b *seed.Browser, changes ...string) *url.URL {
			t.Helper()
			return b.Authorize(t, app.Request("openid", changes...)).Want(t, 302).Location(t)
		}
		b, boss := w.SignedIn(t, u), w.SignedIn(t, administrator)
		if to := step(b); to.Path != "/no-access" || to.Query().Get("client_id") != "conf" {
			t.Errorf("without access: %s", to)
		}
		if to := step(b, "prompt", "none"); at(to) != seed.Redirect || to.Query().Get("error") != "access_denied" {
			t.Errorf("without access, prompt=none: %s", to)
		}
		if to := step(boss); to.Query().Get("code") == "" {
			t.Errorf("an administrator without a row: %s", to)
		}
		w.Access(t, app, u)
		if to := step(b); to.Query().Get("code") == "" {
			t.Errorf("with access: %s", to)
		}
		root := w.SignedIn(t, w.Superadmin(t))
		deactivate := func(id string) {
			root.JSON(t, "PATCH", "/api/admin/applications/"+app.ID+"/users/"+id, map[string]any{"isActive": false}).Want(t, 200)
		}
		deactivate(u.ID)
		if to := step(b); to.Path != "/no-access" {
			t.Errorf("with an inactive row: %s", to)
		}
		w.Access(t, app, administrator)
		deactivate(administrator.ID)
		if to := step(boss); to.Path != "/no-access" {
			t.Errorf("an administrator with an inactive row: %s", to)
		}
		yes := true
		w.Update(t, app, application.Changes{IsMfaRequired: &yes})
		if to := step(root); to.Path != "/enroll-mfa" {
			t.Errorf("an application that needs a second factor, from a superadmin without: %s", to)
		}
	})
}

// Whoever was not shut out by name enters an application that admits everyone,
// and what they got dies when they are shut out.
func TestAdmitsEveryone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "all", SkipConsent: true, Client: application.Client{AdmitsEveryone: true}})
		b := w.SignedIn(t, u)
		first := w.Tokens(t, b, app, "openid offline_access roles")
		w.Userinfo(t, first.Access).Want(t, 200)
		second := w.Token(t, app.Refresh(first.Refresh)).Tokens(t)
		w.Access(t, app, u)
		root := w.SignedIn(t, w.Superadmin(t))
		root.JSON(t, "PATCH", "/api/admin/applications/"+app.ID+"/users/"+u.ID, map[string]any{"isActive": false}).Want(t, 200)
		if to := b.Authorize(t, app.Request("openid")).Want(t, 302).Location(t); to.Path != "/no-access" {
			t.Errorf("shut out by name: %s", to)
		}
		w.Userinfo(t, second.Access).Want(t, 401, "invalid_token")
		refusedToken(t, w.Token(t, app.Refresh(second.Refresh)), 400, "invalid_grant")
	})
}
