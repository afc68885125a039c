package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A second factor that cannot be shown keeps people out, it does not let them
// through.
func TestSecondFactorFailsClosed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		q := s.conf.Request("openid")
		strict := s.Application(t, application.NewApplication{Slug: "strict", SkipConsent: true, IsMfaRequired: true})
		s.Access(t, strict, s.user)
		stopped := s.browser.Authorize(t, strict.Request("openid"))
		if to := stopped.Location(t); to.Path != "/enroll-mfa" {
			t.Errorf("an application with a second factor answers %s to a session by password", to)
		}
		code := s.browser.Code(t, s.conf, "openid")
		yes := true
		s.Update(t, s.conf, application.Changes{IsMfaRequired: &yes})
		refusedToken(t, s.Token(t, s.conf.Exchange(code)), 400, "invalid_grant")
		s.Exec(t, `UPDATE users SET two_factor_enabled = TRUE WHERE id = $1`, s.user.ID)
		s.Forget(t, "user", s.user.ID)
		b := s.Browser(t)
		pending := b.Post(t, "/api/auth/sign-in/email", map[string]any{"email": s.user.Email, "password": seed.Password}).Want(t, 200).Object(t)
		if pending["twoFactorRedirect"] != true || pending["enrol"] != false || pending["token"] != nil || string(b.Get(t, sessionPath).Body) != "null" {
			t.Errorf("who has a second factor that cannot be found is answered %v", pending)
		}
		b.Post(t, "/api/auth/two-factor/enable", map[string]any{"password": seed.Password}).Want(t, 401)
		if to := s.browser.Authorize(t, q).Location(t); to.Path != "/verify-mfa" {
			t.Errorf("the flag on the account opens the application: %s", to)
		}
	})
}

// What an application may ask for can change while its user reads the consent
// page.
func TestResumedRequestsAreCheckedAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		page := s.browser.Authorize(t, s.conf.Request("openid roles", "prompt", "consent")).Location(t)
		code := s.browser.Code(t, s.conf, "openid roles")
		s.Update(t, s.conf, application.Changes{AllowedScopes: &[]string{"openid", "profile"}})
		answer := s.browser.Consent(t, page, true).Want(t, 200).Object(t)
		if to, _ := answer["url"].(string); !strings.Contains(to, "error=invalid_scope") {
			t.Errorf("consent to a scope that was withdrawn leads to %s", to)
		}
		refusedToken(t, s.Token(t, s.conf.Exchange(code)), 400, "invalid_scope")
	})
}

func TestLoginFormsOfOtherSitesAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		form := url.Values{"email": {s.user.Email}, "password": {seed.Password}}
		for origin, status := range map[string]int{"https://evil.example": 403, "null": 403, "": 200} {
			s.Browser(t).Form(t, "/api/auth/sign-in/email", form, "Origin", origin).Want(t, status)
		}
	})
}

// Two Cookie lines, the first one empty, are still cookies.
func TestOriginRuleSeesEveryCookieLine(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		token := s.SignedIn(t, s.Superadmin(t)).Cookie(t, "better-auth.session_token")
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/api/admin/applications", strings.NewReader(`{"name":"X","slug":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Cookie": {"", "better-auth.session_token=" + token}, "Origin": {"https://evil.example"}, "Content-Type": {"application/json"}}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("answered %d", res.StatusCode)
		}
	})
}

// A cookie that somebody else planted under the same name hides nothing.
func TestPlantedCookieDoesNotSignOut(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		good := s.browser.Cookie(t, "better-auth.session_token")
		for _, line := range []string{
			"better-auth.session_token=planted; better-auth.session_token=" + good,
			"better-auth.session_token=%zz; better-auth.session_token=" + good,
			"better-auth.session_token=" + good + "; better-auth.session_token=planted",
		} {
			if a := s.Browser(t).Get(t, "/api/auth/get-session", "Cookie", line); string(a.Body) == "null" {
				t.Errorf("signed out by %s", line)
			}
		}
		token, _, _ := strings.Cut(good, ".")
		for _, line := range []string{token, token + ".", token + "." + strings.Repeat("A", 43) + "=", good + "x", "." + good, strings.ToLower(good)} {
			if a := s.Browser(t).Get(t, "/api/auth/get-session", "Cookie", "better-auth.session_token="+line); string(a.Body) != "null" {
				t.Errorf("%q opens a session", line)
			}
			s.Browser(t).Get(t, "/api/auth/list-sessions", "Cookie", "better-auth.session_token="+line).Want(t, 401, "UNAUTHORIZED")
		}
		s.Browser(t).Get(t, "/api/auth/list-sessions", "Authorization", "Bearer "+token).Want(t, 401, "UNAUTHORIZED")
	})
}

// The address that is checked is the address that is used, however JSON spells
// it.
func TestCallbackIsCheckedAsItIsUsed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		credentials := `"email":"` + s.user.Email + `","password":"` + seed.Password + `"`
		for _, body := range []string{
			`{` + credentials + `,"callbackURL":"https://evil.example/x","callbackURL":null}`,
			`{` + credentials + `,"callbackURL":"https://evil.example/x","CallbackURL":null}`,
			`{` + credentials + `,"CALLBACKURL":"https://evil.example/x"}`,
		} {
			a := s.Browser(t).Do(t, http.MethodPost, "/api/auth/sign-in/email", "application/json", body)
			if a.Status != http.StatusForbidden || a.Header.Get("Location") != "" {
				t.Errorf("%s: answered %d, Location %q", body, a.Status, a.Header.Get("Location"))
			}
		}
		form := url.Values{"email": {s.user.Email}, "password": {seed.Password}, "callbackurl": {"https://evil.example/x"}}
		s.Browser(t).Form(t, "/api/auth/sign-in/email", form).Want(t, 403, "INVALID_CALLBACK_URL")
	})
}

// A set-up link that was printed once must not wait for the day there is no
// superadmin.
func TestSetupLinkEnds(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		v := w.Services.Setup
		token, err := v.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		body := map[string]any{"token": token, "name": "Eve", "email": "eve@example.com", "password": seed.Password}
		if _, err := v.Bootstrap(t.Context(), "root@example.com", seed.Password); err != nil {
			t.Fatal(err)
		}
		w.Exec(t, `UPDATE users SET role = 'user'`)
		w.Browser(t).Post(t, "/api/public/setup", body).Want(t, 404, "USR_004")

		if token, err = v.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Advance(t, 24*time.Hour)
		body["token"] = token
		w.Browser(t).Post(t, "/api/public/setup", body).Want(t, 404, "USR_004")
		if body["token"], err = v.Token(t.Context()); err != nil || body["token"] == token {
			t.Fatalf("a day later the link is the same (%v)", err)
		}
		w.Browser(t).Post(t, "/api/public/setup", body).Want(t, 201)
		w.Browser(t).Post(t, "/api/public/setup", body).Want(t, 404, "USR_004")
	})
}

// A token of an application that had the client id before is none of the new
// one's.
func TestClientIDUsedAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		old := s.Token(t, s.conf.Authenticated(url.Values{"grant_type": {"client_credentials"}, "resource": {seed.API}})).Tokens(t)
		if err := s.Services.Applications.Delete(t.Context(), seed.Console(), s.conf.ID); err != nil {
			t.Fatal(err)
		}
		s.Advance(t, time.Second)
		again := s.Application(t, application.NewApplication{Slug: s.conf.Slug})
		if s.Introspect(t, again, old.Access)["active"] != false {
			t.Error("a token of the application before it is active")
		}
	})
}

func TestAnswersAboutPeopleAreNotKept(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		for path, a := range map[string]seed.Answer{
			"list-sessions": s.browser.Get(t, "/api/auth/list-sessions"),
			"get-session":   s.browser.Get(t, "/api/auth/get-session"),
			"sign-in":       s.Browser(t).Post(t, "/api/auth/sign-in/email", map[string]any{"email": s.user.Email, "password": seed.Password}),
			"applications":  s.SignedIn(t, s.Superadmin(t)).Get(t, "/api/admin/applications"),
		} {
			if got := a.Header.Get("Cache-Control"); a.Status != http.StatusOK || got != "no-store" {
				t.Errorf("%s: %d with Cache-Control %q", path, a.Status, got)
			}
		}
	})
}

// Nobody writes on our pages by a link.
func TestErrorPageShowsNobodysWords(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		a := seed.New(t, d).Browser(t).Get(t, "/api/auth/error?error=x&error_description=Call+us+now")
		if a.Status != http.StatusOK || strings.Contains(string(a.Body), "Call us now") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
}
