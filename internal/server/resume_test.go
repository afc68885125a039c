package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// contract/oauth-provider.md §4.
func TestResumeByOAuthQuery(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf"})
		skipping := w.Application(t, application.NewApplication{Slug: "skip", SkipConsent: true})
		w.Access(t, app, u)
		w.Access(t, skipping, u)
		query := func(a seed.App, changes ...string) string {
			t.Helper()
			return w.Browser(t).Authorize(t, a.Request("openid profile", changes...)).Want(t, 302).Location(t).RawQuery
		}
		credentials := func(query string) map[string]any {
			return map[string]any{"email": u.Email, "password": seed.Password, "oauth_query": query}
		}

		t.Run("sign-in goes on to consent", func(t *testing.T) {
			b := w.Browser(t)
			body := credentials(query(app))
			body["callbackURL"] = "/"
			a := b.Post(t, signInPath, body).Want(t, 302)
			if to := a.Location(t); to.Path != "/oauth2/consent" || to.Query().Get("sig") == "" {
				t.Errorf("sent to %s", to)
			}
			if len(a.Body) != 0 || b.Cookie(t, "better-auth.session_token") == "" {
				t.Errorf("body %q, cookie %q", a.Body, b.Cookie(t, "better-auth.session_token"))
			}
		})
		t.Run("scripts are told where in JSON", func(t *testing.T) {
			a := w.Browser(t).Post(t, signInPath, credentials(query(skipping)), "Sec-Fetch-Mode", "cors").Want(t, 200)
			o := a.Object(t)
			if members(o) != "redirect url" || o["redirect"] != true || !strings.HasPrefix(o["url"].(string), seed.Redirect+"?code=") {
				t.Errorf("answered %s", a.Body)
			}
		})
		t.Run("forms too", func(t *testing.T) {
			form := url.Values{"email": {u.Email}, "password": {seed.Password}, "oauth_query": {query(skipping)}}
			if to := w.Browser(t).Form(t, signInPath, form).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("prompt login is satisfied by it", func(t *testing.T) {
			if to := w.Browser(t).Post(t, signInPath, credentials(query(skipping, "prompt", "login"))).Want(t, 302).Location(t); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("wrong password is the normal error", func(t *testing.T) {
			body := credentials(query(app))
			body["password"] = "badbadbad"
			w.Browser(t).Post(t, signInPath, body).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		})
		t.Run("an endpoint that begins no session ignores it", func(t *testing.T) {
			w.Browser(t).Post(t, signOutPath, map[string]any{"oauth_query": query(app)}).Want(t, 200)
		})
		t.Run("invalid_signature", func(t *testing.T) {
			good := query(app)
			other, _, _ := strings.Cut(query(skipping), "&sig=")
			_, sig, _ := strings.Cut(good, "&sig=")
			for name, bad := range map[string]string{
				"scope widened":   strings.Replace(good, "scope=openid+profile", "scope=openid+profile+email", 1),
				"other request":   other + "&sig=" + sig,
				"no signature":    strings.Replace(good, "&sig=", "&gis=", 1),
				"two signatures":  good + "&sig=" + sig,
				"parameter added": good + "&prompt=none",
				"reordered":       strings.Replace(strings.Replace(good, "response_type=code&", "", 1), "&exp=", "&response_type=code&exp=", 1),
				"garbage":         "zz",
				"bad encoding":    "%zz=1&sig=x",
				"far too long":    strings.Repeat("a=b&", 8000) + good,
			} {
				a := w.Browser(t).Post(t, signInPath, credentials(bad))
				if a.Status != 400 || a.Code() != "invalid_signature" || len(a.Header["Set-Cookie"]) != 0 {
					t.Errorf("%s: %d %s", name, a.Status, a.Body)
				}
			}
			w.Advance(t, 10*time.Minute-time.Second)
			w.Browser(t).Post(t, signInPath, credentials(good)).Want(t, 302)
			w.Advance(t, 2*time.Second)
			w.Browser(t).Post(t, signInPath, credentials(good)).Want(t, 400, "invalid_signature")
		})
		t.Run("a question mark in front is forgiven", func(t *testing.T) {
			w.Browser(t).Post(t, signInPath, credentials("?"+query(app))).Want(t, 302)
		})
		t.Run("a disabled application is refused", func(t *testing.T) {
			no := false
			off := w.Application(t, application.NewApplication{Slug: "off"})
			q := query(off)
			w.Update(t, off, application.Changes{IsActive: &no})
			w.Browser(t).Post(t, signInPath, credentials(q)).Want(t, 400, "client_disabled")
		})
	})
}

func TestRegistrationOnBehalfOfAnApplication(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		no := false
		closed := w.Application(t, application.NewApplication{Slug: "closed", AllowRegister: &no})
		openApp := w.Application(t, application.NewApplication{Slug: "open", SkipConsent: true})
		granting := w.Application(t, application.NewApplication{Slug: "granting", SkipConsent: true, GrantOnRegister: true})
		register := func(a seed.App, email string, changes ...string) (*seed.Browser, seed.Answer) {
			t.Helper()
			b := w.Browser(t)
			query := b.Authorize(t, a.Request("openid roles features", changes...)).Want(t, 302).Location(t).RawQuery
			return b, b.Post(t, signUpPath, map[string]any{"email": email, "password": seed.Password, "name": "New", "oauth_query": query})
		}
		_, a := register(closed, "a@example.com")
		a.Want(t, 403, "REGISTRATION_DISABLED")
		if n := w.Count(t, `SELECT count(*) FROM users`); n != 0 {
			t.Errorf("%d users after a refused registration", n)
		}
		_, a = register(openApp, "b@example.com")
		if to := a.Want(t, 302).Location(t); to.Path != "/no-access" {
			t.Errorf("without access: sent to %s", to)
		}
		b, a := register(granting, "c@example.com", "prompt", "create")
		to := a.Want(t, 302).Location(t)
		tokens := w.Token(t, granting.Exchange(to.Query().Get("code"))).Tokens(t)
		claims := verifiedJWT(t, w, tokens.ID, "RS256", "")
		if got := claims["roles"]; len(got.([]any)) != 1 || got.([]any)[0] != "user" {
			t.Errorf("roles %v", got)
		}
		if n := w.Count(t, `SELECT count(*) FROM subscriptions s JOIN plans p ON p.id = s.plan_id WHERE p.name = 'free'`); n != 1 {
			t.Errorf("%d subscriptions to the default plan", n)
		}
		if a := b.Get(t, sessionPath); string(a.Body) == "null" {
			t.Error("the new user is not signed in")
		}
		// Access already settled is left alone by a later sign-in.
		_, a = register(granting, "c@example.com")
		a.Want(t, 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")
	})
}

// Whoever registers through an application that welcomes everyone, and must
// verify their address first, finds its door open afterwards.
func TestRegistrationOnBehalfOfAnApplicationWithVerification(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, verifiedOnly, manyMails)
		no := false
		granting := w.Application(t, application.NewApplication{Slug: "granting", SkipConsent: true, GrantOnRegister: true})
		closed := w.Application(t, application.NewApplication{Slug: "closed", AllowRegister: &no})
		const email = "new@example.com"
		register := func(a seed.App) seed.Answer {
			t.Helper()
			b := w.Browser(t)
			query := b.Authorize(t, a.Request("openid roles")).Want(t, 302).Location(t).RawQuery
			return b.Post(t, signUpPath, map[string]any{"email": email, "password": seed.Password, "name": "New", "oauth_query": query})
		}
		register(closed).Want(t, 403, "REGISTRATION_DISABLED")
		first := register(granting).Want(t, 200)
		link := w.Mailbox(t).AwaitLink(t, email, verifyEmailPath)
		again := register(granting).Want(t, 200)
		if masked(first) != masked(again) {
			t.Errorf("a new address answers %s, a known one %s", masked(first), masked(again))
		}
		if n := w.Count(t, `SELECT count(*) FROM users`); n != 1 {
			t.Errorf("%d accounts, want one", n)
		}
		b := w.Browser(t)
		b.Get(t, pathOf(link)).Want(t, 302)
		b.Post(t, signInPath, map[string]any{"email": email, "password": seed.Password}).Want(t, 200)
		to := b.Authorize(t, granting.Request("openid roles")).Want(t, 302).Location(t)
		claims := verifiedJWT(t, w, w.Token(t, granting.Exchange(to.Query().Get("code"))).Tokens(t).ID, "RS256", "")
		if fmt.Sprint(claims["roles"]) != "[user]" {
			t.Errorf("sent to %s with roles %v", to, claims["roles"])
		}
	})
}

// contract/oauth-provider.md §5; consent adds up (known-bugs 23).
func TestConsent(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf"})
		w.Access(t, app, u)
		b := w.SignedIn(t, u)
		page := b.Authorize(t, app.Request("openid profile email")).Want(t, 302).Location(t)
		if page.Path != "/oauth2/consent" {
			t.Fatalf("sent to %s", page)
		}

		t.Run("refusals", func(t *testing.T) {
			w.Browser(t).Post(t, seed.ConsentPath, map[string]any{"accept": true, "oauth_query": page.RawQuery}).Want(t, 401, "UNAUTHORIZED")
			a := b.Post(t, seed.ConsentPath, map[string]any{"accept": true}).Want(t, 400, "invalid_request")
			if a.Object(t)["error_description"] != "missing oauth query" {
				t.Errorf("answered %s", a.Body)
			}
			b.Post(t, seed.ConsentPath, map[string]any{"oauth_query": page.RawQuery}).Want(t, 400, "VALIDATION_ERROR")
			a = b.Consent(t, page, true, "scope", "openid roles").Want(t, 400, "invalid_request")
			if a.Object(t)["error_description"] != "Scope not originally requested" {
				t.Errorf("answered %s", a.Body)
			}
			tampered := *page
			tampered.RawQuery = strings.Replace(page.RawQuery, "st8", "st9", 1)
			b.Consent(t, &tampered, true).Want(t, 400, "invalid_signature")
			b.Consent(t, &tampered, false).Want(t, 400, "invalid_signature")
			if n := w.Count(t, `SELECT count(*) FROM consents`) + w.Count(t, `SELECT count(*) FROM grants`); n != 0 {
				t.Errorf("%d rows after refusals", n)
			}
		})
		t.Run("deny", func(t *testing.T) {
			to := b.Consent(t, page, false).Want(t, 200).Location(t)
			if q := to.Query(); at(to) != seed.Redirect || q.Get("error") != "access_denied" || q.Get("state") != "st8" || q.Get("iss") != w.URL {
				t.Errorf("sent to %s", to)
			}
		})
		step := func(scope string) *url.URL {
			t.Helper()
			return b.Authorize(t, app.Request(scope)).Want(t, 302).Location(t)
		}
		t.Run("narrower scope", func(t *testing.T) {
			to := b.Consent(t, page, true, "scope", "openid profile").Want(t, 200).Location(t)
			if tokens := w.Token(t, app.Exchange(to.Query().Get("code"))).Tokens(t); tokens.Scope != "openid profile" {
				t.Errorf("scope %q", tokens.Scope)
			}
			if to := step("openid profile email"); to.Path != "/oauth2/consent" {
				t.Errorf("more than was consented to: sent to %s", to)
			}
			if to := step("openid"); to.Query().Get("code") == "" {
				t.Errorf("less than was consented to: sent to %s", to)
			}
		})
		t.Run("consents add up", func(t *testing.T) {
			b.Consent(t, step("openid email"), true).Want(t, 200)
			if to := step("openid profile email"); to.Query().Get("code") == "" {
				t.Errorf("sent to %s", to)
			}
			if n := w.Count(t, `SELECT count(*) FROM consents`); n != 1 {
				t.Errorf("%d consents", n)
			}
		})
		t.Run("consent is asked of each user", func(t *testing.T) {
			other := w.User(t, "Other", "other@example.com")
			w.Access(t, app, other)
			if to := w.SignedIn(t, other).Authorize(t, app.Request("openid")).Want(t, 302).Location(t); to.Path != "/oauth2/consent" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("access taken while the page was open", func(t *testing.T) {
			page := b.Authorize(t, app.Request("openid", "prompt", "consent")).Want(t, 302).Location(t)
			w.Revoke(t, app, u)
			if to := b.Consent(t, page, true).Want(t, 200).Location(t); to.Path != "/no-access" {
				t.Errorf("sent to %s", to)
			}
		})
	})
}

func TestPublicClient(t *testing.T) {
	w := seed.New(t, sqlite(t))
	u := w.User(t, "Olive", "oa@example.com")
	w.Application(t, application.NewApplication{Slug: "conf", Name: "The Shop", URL: "https://shop.example", Icon: "https://shop.example/i.png"})
	off := w.Application(t, application.NewApplication{Slug: "off"})
	no := false
	w.Update(t, off, application.Changes{IsActive: &no})
	const path = "/api/auth/oauth2/public-client"
	b := w.SignedIn(t, u)
	o := b.Get(t, path+"?client_id=conf").Want(t, 200).Object(t)
	if members(o) != "client_id client_name client_uri logo_uri redirect_uris" || o["client_name"] != "The Shop" || len(o["redirect_uris"].([]any)) != 0 {
		t.Errorf("answered %v", o)
	}
	b.Get(t, path+"?client_id=zz").Want(t, 404, "not_found")
	b.Get(t, path+"?client_id=off").Want(t, 404, "not_found")
	b.Get(t, path).Want(t, 400, "VALIDATION_ERROR")
	w.Browser(t).Get(t, path+"?client_id=conf").Want(t, 401, "UNAUTHORIZED")
}
