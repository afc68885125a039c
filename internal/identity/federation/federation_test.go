package federation_test

import (
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func TestSomebodyNewAndBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		b := s.Browser(t)
		to := s.leave(t, b, map[string]any{"loginHint": "ada@example.com", "scopes": []string{"calendar", "email"}})
		q := to.Query()
		if got := to.Scheme + "://" + to.Host + to.Path; got != s.idp.URL+"/authorize" {
			t.Errorf("leaves for %s", got)
		}
		for name, want := range map[string]string{
			"response_type": "code", "client_id": "client-1", "scope": "openid profile email calendar", "login_hint": "ada@example.com",
			"redirect_uri": s.URL + "/api/auth/oauth2/callback/acme", "code_challenge_method": "S256",
		} {
			if q.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, q.Get(name), want)
			}
		}
		if len(q.Get("state")) != 32 || len(q.Get("nonce")) < 16 || len(q.Get("code_challenge")) != 43 {
			t.Errorf("state %q, nonce %q, challenge %q", q.Get("state"), q.Get("nonce"), q.Get("code_challenge"))
		}
		a := s.come(t, b, s.idp.authorize(t, to))
		leadsTo(t, a, "/welcome")
		var session struct {
			User struct {
				ID, Name, Email, Image, Role string
				EmailVerified                bool
			}
		}
		b.Get(t, "/api/auth/get-session").Want(t, 200).Into(t, &session)
		u := session.User
		if u.Name != "Ada Lovelace" || u.Email != "ada@example.com" || !u.EmailVerified || u.Image != "https://pictures.example/ada.png" || u.Role != "user" {
			t.Errorf("signed in as %+v", u)
		}
		if b.Cookie(t, "better-auth.state") != "" {
			t.Error("the state cookie stays")
		}
		form, basic := s.idp.asked[0], s.idp.basic[0]
		if len(form.Get("code_verifier")) != 128 || form.Get("client_secret") != "" || form.Get("redirect_uri") != s.URL+"/api/auth/oauth2/callback/acme" {
			t.Errorf("the token endpoint saw %v", form)
		}
		if basic != "client-1:"+url.QueryEscape("s3cret+/ é") {
			t.Errorf("RFC 6749 2.3.1: the credentials came as %q", basic)
		}

		s.idp.set(func(p *idp) {
			p.claims = map[string]any{"name": "Augusta", "email": "ada@elsewhere.example"} // the subject alone counts
		})
		again := s.Browser(t)
		leadsTo(t, s.visit(t, again, nil), "/dash")
		var back struct {
			User struct{ ID, Name, Email string }
		}
		again.Get(t, "/api/auth/get-session").Want(t, 200).Into(t, &back)
		if back.User.ID != u.ID || back.User.Email != "ada@example.com" || back.User.Name != "Ada Lovelace" {
			t.Errorf("back as %+v", back.User)
		}
		if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'session.started' AND details LIKE '%"fed"%'`); n != 2 {
			t.Errorf("%d sign-ins on record", n)
		}
		if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'account.linked'`); n != 1 {
			t.Errorf("%d accounts linked on record", n)
		}
		if n := s.Count(t, `SELECT count(*) FROM accounts WHERE provider_id = 'credential'`); n != 0 {
			t.Error("an account with a password was made")
		}
	})
}

// A provider may come to vouch for the address of somebody it knows, and for no
// other.
func TestAddressesThatAreVerifiedLater(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		for _, c := range []struct {
			claims map[string]any
			want   int64
		}{
			{map[string]any{"email_verified": false}, 0},
			{map[string]any{"email": "ada@elsewhere.example"}, 0},
			{nil, 1},
		} {
			s.idp.set(func(p *idp) { p.claims = c.claims })
			s.visit(t, s.Browser(t), nil)
			if n := s.Count(t, `SELECT count(*) FROM users WHERE email_verified AND email = 'ada@example.com'`); n != c.want {
				t.Errorf("with %v: %d verified", c.claims, n)
			}
		}
		b := s.Browser(t)
		s.visit(t, b, nil)
		var all []struct {
			ProviderID, AccountID string
			Scopes                []string
		}
		b.Get(t, "/api/auth/list-accounts").Want(t, 200).Into(t, &all)
		if len(all) != 1 || all[0].ProviderID != "acme" || all[0].AccountID != "sub-1" || strings.Join(all[0].Scopes, " ") != "openid email" {
			t.Errorf("listed %+v", all)
		}
		b.Post(t, "/api/auth/unlink-account", map[string]any{"providerId": "acme"}).Want(t, 400, "FAILED_TO_UNLINK_LAST_ACCOUNT")
	})
}

// Where an address must be verified first, it must be here too.
func TestNobodyIsLetInBeforeTheirAddressIsVerified(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, _ *idp) {
		c.RequireEmailVerification = true
		c.SMTP.Host, c.SMTP.Port, c.SMTP.From = "127.0.0.1", 9, "auth@example.com"
	})
	s.idp.set(func(p *idp) { p.claims = map[string]any{"email_verified": false} })
	b := s.Browser(t)
	leadsTo(t, s.visit(t, b, nil), "/failed?error=email_not_verified")
	if b.Cookie(t, sessionCookie) != "" {
		t.Error("somebody got in")
	}
	s.idp.set(func(p *idp) { p.claims = nil })
	leadsTo(t, s.visit(t, b, nil), "/dash")
}

func TestProvidersArePublic(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, _ *idp) {
		c.Providers = append(c.Providers, config.Provider{ID: "github", Kind: config.GitHub, Name: "GitHub", ClientID: "g", ClientSecret: "never told"})
	})
	a := s.Browser(t).Get(t, "/api/public/config").Want(t, 200)
	var told struct{ Providers []map[string]any }
	a.Into(t, &told)
	if len(told.Providers) != 2 || told.Providers[0]["id"] != "acme" || told.Providers[0]["name"] != "Acme" || told.Providers[0]["kind"] != "oidc" || told.Providers[1]["kind"] != "github" {
		t.Errorf("told %v", told.Providers)
	}
	if strings.Contains(string(a.Body), "never told") || len(told.Providers[0]) != 3 {
		t.Errorf("too much is told: %s", a.Body)
	}
}

// What is kept of a provider's tokens opens nothing for whoever reads the
// database.
func TestTokensAreSealed(t *testing.T) {
	s := play(t, openSQLite(t))
	s.visit(t, s.Browser(t), nil)
	if n := s.Count(t, `SELECT count(*) FROM accounts WHERE access_token LIKE '%at-%' OR refresh_token LIKE '%rt-%' OR id_token LIKE '%.%'`); n != 0 {
		t.Error("a token stands in the database")
	}
	if n := s.Count(t, `SELECT count(*) FROM accounts WHERE access_token IS NOT NULL AND refresh_token IS NOT NULL AND id_token IS NOT NULL AND scope = 'openid,email'`); n != 1 {
		t.Error("the tokens are not kept")
	}
	b := s.Browser(t)
	to := s.leave(t, b, nil)
	if n := s.Count(t, `SELECT count(*) FROM tickets WHERE data LIKE '%' || $1 || '%' OR digest = $2`, to.Query().Get("nonce"), to.Query().Get("state")); n != 0 {
		t.Error("the secrets of a round trip stand in the database")
	}
}

// Any number of requests may bring one state at once: one gets in.
func TestAStateIsGoodOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		b := s.Browser(t)
		back := s.idp.authorize(t, s.leave(t, b, nil)).RequestURI()
		cookie := "better-auth.state=" + b.Cookie(t, "better-auth.state")
		var in, restart atomic.Int64
		var wg sync.WaitGroup
		for range 20 {
			browser := s.Browser(t)
			wg.Go(func() {
				a, err := browser.Send(t.Context(), "GET", back, "", nil, "Cookie", cookie, "Origin", "")
				switch {
				case err != nil:
					t.Error(err)
				case a.Header.Get("Location") == "/welcome" && strings.Contains(strings.Join(a.Header["Set-Cookie"], "\n"), sessionCookie+"="):
					in.Add(1)
				case strings.HasSuffix(a.Header.Get("Location"), "?error=please_restart_the_process"):
					restart.Add(1)
				default:
					t.Errorf("leads to %s", a.Header.Get("Location"))
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 || restart.Load() != 19 {
			t.Errorf("%d got in, %d must begin again", in.Load(), restart.Load())
		}
		if len(s.idp.asked) != 1 {
			t.Errorf("the code was redeemed %d times", len(s.idp.asked))
		}
	})
}

// The same person may arrive in two tabs at once, and is one user.
func TestTwoArrivalsOfSomebodyNew(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		var wg sync.WaitGroup
		for range 6 {
			b := s.Browser(t)
			back := s.idp.authorize(t, s.leave(t, b, nil)).RequestURI()
			wg.Go(func() {
				a, err := b.Send(t.Context(), "GET", back, "", nil, "Origin", "")
				if to := a.Header.Get("Location"); err != nil || to != "/welcome" && to != "/dash" {
					t.Errorf("leads to %s, %v", to, err)
				}
			})
		}
		wg.Wait()
		if n := s.Count(t, `SELECT count(*) FROM users`); n != 1 {
			t.Errorf("%d users", n)
		}
	})
}

// A sign-in elsewhere is one factor: whoever must show a second one is asked.
func TestTheSecondFactorIsNotSkipped(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		s.idp.set(func(p *idp) { p.claims = map[string]any{"amr": []string{"mfa", "hwk"}} })
		s.visit(t, s.Browser(t), nil)
		s.Exec(t, `UPDATE users SET is_mfa_required = TRUE`)
		s.Forget(t, "user", s.text(t, `SELECT id FROM users`))
		b := s.Browser(t)
		a := s.visit(t, b, map[string]any{"callbackURL": "/dash?tab=1"})
		leadsTo(t, a, "/enroll-mfa?redirectTo=%2Fdash%3Ftab%3D1")
		if b.Cookie(t, sessionCookie) != "" || b.Cookie(t, "better-auth.two_factor") == "" {
			t.Error("a session began, or nothing waits")
		}
		if got := b.Get(t, "/api/auth/get-session").Want(t, 200); string(got.Body) != "null" {
			t.Errorf("signed in: %s", got.Body)
		}
		var waiting struct{ Enrol bool }
		b.Get(t, "/api/auth/two-factor/challenge").Want(t, 200).Into(t, &waiting)
		if !waiting.Enrol {
			t.Error("the sign-in does not wait for a factor to be set up")
		}

		s.idp.set(func(p *idp) { p.tokens = map[string]any{"refresh_token": nil} })
		token := s.idToken(t, "")
		answer := s.Browser(t).Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": token}}).Want(t, 200)
		if o := answer.Object(t); o["twoFactorRedirect"] != true || o["enrol"] != true || o["token"] != nil {
			t.Errorf("by ID token: %s", answer.Body)
		}
	})
}

func TestAnAuthorizationRequestGoesOn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		app := s.Application(t, application.NewApplication{Slug: "shop", AllowRegister: new(true), GrantOnRegister: true, SkipConsent: true})
		query := func(b *seed.Browser) string {
			return b.Authorize(t, app.Request("openid")).Want(t, 302).Location(t).RawQuery
		}
		b := s.Browser(t)
		to := s.visit(t, b, map[string]any{"oauth_query": query(b)}).Location(t)
		if !strings.HasPrefix(to.String(), app.RedirectURIs[0]) || to.Query().Get("code") == "" || to.Query().Get("state") != "st8" {
			t.Errorf("leads to %s", to)
		}

		t.Run("after a time elsewhere", func(t *testing.T) {
			b := s.Browser(t)
			held := query(b)
			s.Advance(t, 9*time.Minute)
			left := s.leave(t, b, map[string]any{"oauth_query": held})
			s.Advance(t, 4*time.Minute)
			if to := s.come(t, b, s.idp.authorize(t, left)).Location(t); to.Query().Get("code") == "" {
				t.Errorf("leads to %s", to)
			}
		})
		t.Run("behind the second factor", func(t *testing.T) {
			s.Exec(t, `UPDATE users SET is_mfa_required = TRUE`)
			s.Forget(t, "user", s.text(t, `SELECT id FROM users`))
			b := s.Browser(t)
			to := s.visit(t, b, map[string]any{"oauth_query": query(b)}).Location(t)
			if to.Path != "/enroll-mfa" || to.Query().Get("client_id") != app.ClientID() || to.Query().Get("sig") == "" {
				t.Errorf("leads to %s", to)
			}
			s.Exec(t, `UPDATE users SET is_mfa_required = FALSE`)
			s.Forget(t, "user", s.text(t, `SELECT id FROM users`))
		})
		t.Run("by ID token", func(t *testing.T) {
			b := s.Browser(t)
			a := b.Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}, "oauth_query": query(b)})
			if o := a.Want(t, 200).Object(t); o["redirect"] != true || !strings.HasPrefix(o["url"].(string), app.RedirectURIs[0]) {
				t.Errorf("answered %s", a.Body)
			}
		})
		t.Run("one that is not ours", func(t *testing.T) {
			s.Browser(t).Post(t, "/api/auth/sign-in/social", map[string]any{"provider": "acme", "oauth_query": "client_id=shop&exp=99999999999&sig=x"}).Want(t, 400, "invalid_signature")
		})
		t.Run("of an application that takes nobody new", func(t *testing.T) {
			s.Update(t, app, application.Changes{AllowRegister: new(bool)})
			s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-2", "email": "new@example.com"} })
			b := s.Browser(t)
			leadsTo(t, s.visit(t, b, map[string]any{"oauth_query": query(b)}), "/failed?error=signup_disabled")
			b = s.Browser(t)
			s.Post(t, b, map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}, "oauth_query": query(b)}).Want(t, 401, "OAUTH_LINK_ERROR")
			if n := s.Count(t, `SELECT count(*) FROM users`); n != 1 {
				t.Errorf("%d users", n)
			}
			s.idp.set(func(p *idp) { p.claims = nil })
			b = s.Browser(t)
			if to := s.visit(t, b, map[string]any{"oauth_query": query(b)}).Location(t); to.Query().Get("code") == "" {
				t.Errorf("somebody known is sent to %s", to)
			}
		})
	})
}

func (s stage) Post(t *testing.T, b *seed.Browser, body map[string]any) seed.Answer {
	t.Helper()
	return b.Post(t, "/api/auth/sign-in/social", body)
}

func (s stage) text(t *testing.T, query string) string {
	t.Helper()
	text, err := db.One(t.Context(), s.Services.DB, db.ScanString, query)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (s stage) idToken(t *testing.T, nonce string) string {
	t.Helper()
	s.idp.mu.Lock()
	defer s.idp.mu.Unlock()
	return s.idp.idToken("client-1", nonce)
}

func openSQLite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}
