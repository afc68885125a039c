package federation_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

func (s stage) verified(t *testing.T, userID string, verified bool) {
	t.Helper()
	s.Exec(t, `UPDATE users SET email_verified = $2 WHERE id = $1`, userID, verified)
	s.Forget(t, "user", userID)
}

func (s stage) owner(t *testing.T, subject string) string {
	t.Helper()
	id, err := db.One(t.Context(), s.Services.DB, db.ScanString, `SELECT user_id FROM accounts WHERE provider_id = 'acme' AND account_id = $1`, subject)
	if err != nil {
		return ""
	}
	return id
}

// An address alone joins two accounts only when both sides verified it: whoever
// entered somebody else's address first, here or there, gets nothing by it.
func TestWhoseAccountAnAddressOpens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		u := s.User(t, "Ada", "ada@example.com")
		for _, c := range []struct {
			name        string
			there, here bool
		}{
			{"verified nowhere", false, false},
			{"verified here alone", false, true},
			{"verified there alone", true, false},
		} {
			t.Run(c.name, func(t *testing.T) {
				s.verified(t, u.ID, c.here)
				s.idp.set(func(p *idp) { p.claims = map[string]any{"email_verified": c.there} })
				b := s.Browser(t)
				leadsTo(t, s.visit(t, b, nil), "/failed?error=account_not_linked")
				if b.Cookie(t, sessionCookie) != "" || s.owner(t, "sub-1") != "" {
					t.Error("the account was opened")
				}
				s.Post(t, s.Browser(t), map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}}).Want(t, 401, "OAUTH_LINK_ERROR")
				if n := s.Count(t, `SELECT count(*) FROM users WHERE email_verified = $1`, c.here); n != 1 {
					t.Error("the account was changed")
				}
			})
		}
		t.Run("said to be verified as text", func(t *testing.T) {
			s.verified(t, u.ID, true)
			s.idp.set(func(p *idp) { p.claims = map[string]any{"email_verified": "no"} })
			leadsTo(t, s.visit(t, s.Browser(t), nil), "/failed?error=account_not_linked")
		})
		t.Run("banned", func(t *testing.T) {
			s.verified(t, u.ID, true)
			s.idp.set(func(p *idp) { p.claims = nil })
			s.Ban(t, u.ID)
			a := s.visit(t, s.Browser(t), nil)
			if to := a.Header.Get("Location"); !strings.HasPrefix(to, "/failed?error=banned&error_description=") {
				t.Errorf("leads to %s", to)
			}
			if s.owner(t, "sub-1") != "" {
				t.Error("an account was linked to a banned user")
			}
			s.Exec(t, `UPDATE users SET banned = FALSE`)
			s.Forget(t, "user", u.ID)
		})
		t.Run("verified on both sides", func(t *testing.T) {
			s.idp.set(func(p *idp) { p.claims = map[string]any{"email": "ADA@example.com"} })
			b := s.Browser(t)
			leadsTo(t, s.visit(t, b, nil), "/dash")
			if s.owner(t, "sub-1") != u.ID || b.Cookie(t, sessionCookie) == "" {
				t.Error("the account is not linked")
			}
			if n := s.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'account.linked' AND target_id = $1`, u.ID); n != 1 {
				t.Errorf("%d links on record", n)
			}
		})
		t.Run("a second person with the address", func(t *testing.T) { // the provider gave the address to somebody else
			s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-2", "email_verified": false} })
			leadsTo(t, s.visit(t, s.Browser(t), nil), "/failed?error=account_not_linked")
		})
		t.Run("banned, known by the subject", func(t *testing.T) {
			s.idp.set(func(p *idp) { p.claims = nil })
			s.Ban(t, u.ID)
			b := s.Browser(t)
			s.visit(t, b, nil)
			if b.Cookie(t, sessionCookie) != "" {
				t.Error("a banned user got in")
			}
		})
	})
}

func TestSignUpMayBeClosed(t *testing.T) {
	for _, c := range []struct {
		mode  config.SignUp
		asked bool
		want  string
	}{
		{config.SignUpNever, false, "/failed?error=signup_disabled"},
		{config.SignUpNever, true, "/failed?error=signup_disabled"},
		{config.SignUpOnAsked, false, "/failed?error=signup_disabled"},
		{config.SignUpOnAsked, true, "/welcome"},
		{config.SignUpAlways, false, "/welcome"},
	} {
		t.Run(string(c.mode), func(t *testing.T) {
			s := play(t, openSQLite(t), func(g *config.Config, _ *idp) { g.Providers[0].SignUp = c.mode })
			a := s.visit(t, s.Browser(t), map[string]any{"requestSignUp": c.asked})
			leadsTo(t, a, c.want)
			if c.want != "/welcome" {
				nobody(t, s, a)
			}
		})
	}
}

// Whoever is signed in may add an account at a provider, whatever its address.
func TestLinking(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := play(t, d)
		u, other := s.User(t, "Ada", "ada@example.com"), s.User(t, "Bob", "bob@example.com")
		s.idp.set(func(p *idp) { p.claims = map[string]any{"email": "other@example.com", "email_verified": false} })
		link := func(t *testing.T, b *seed.Browser) seed.Answer {
			t.Helper()
			a := b.Post(t, "/api/auth/link-social", map[string]any{"provider": "acme", "callbackURL": "/profile", "errorCallbackURL": "/failed"}).Want(t, 200)
			if o := a.Object(t); o["redirect"] != true || o["url"] != a.Header.Get("Location") {
				t.Errorf("answered %s", a.Body)
			}
			return a
		}

		t.Run("signed out meanwhile", func(t *testing.T) {
			b := s.SignedIn(t, u)
			back := s.idp.authorize(t, link(t, b).Location(t))
			b.Post(t, "/api/auth/sign-out", map[string]any{}).Want(t, 200)
			leadsTo(t, s.come(t, b, back), "/failed?error=unable_to_link_account")
			if s.owner(t, "sub-1") != "" {
				t.Error("the account was linked")
			}
		})
		t.Run("somebody else signed in meanwhile", func(t *testing.T) {
			b := s.SignedIn(t, u)
			back := s.idp.authorize(t, link(t, b).Location(t))
			b.Post(t, "/api/auth/sign-in/email", map[string]any{"email": "bob@example.com", "password": seed.Password}).Want(t, 200)
			leadsTo(t, s.come(t, b, back), "/failed?error=unable_to_link_account")
			if s.owner(t, "sub-1") != "" {
				t.Error("the account was linked")
			}
		})
		t.Run("in a session that is not fresh", func(t *testing.T) {
			b := s.SignedIn(t, other)
			s.Exec(t, `UPDATE sessions SET updated_at = $1, created_at = $1 WHERE user_id = $2`, s.Clock.Now().Add(-25*time.Hour), other.ID)
			s.Forget(t, "session", s.text(t, `SELECT token FROM sessions WHERE updated_at = (SELECT min(updated_at) FROM sessions)`))
			for path, body := range map[string]map[string]any{
				"link-social": {"provider": "acme", "callbackURL": "/"}, "oauth2/link": {"providerId": "acme", "callbackURL": "/"},
			} {
				b.Post(t, "/api/auth/"+path, body).Want(t, 403, "SESSION_NOT_FRESH")
			}
			b.Post(t, "/api/auth/link-social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}}).Want(t, 403, "SESSION_NOT_FRESH")
		})
		t.Run("asked by its user", func(t *testing.T) {
			b := s.SignedIn(t, u)
			before := b.Cookie(t, sessionCookie)
			a := s.come(t, b, s.idp.authorize(t, link(t, b).Location(t)))
			leadsTo(t, a, "/profile")
			if s.owner(t, "sub-1") != u.ID || b.Cookie(t, sessionCookie) != before {
				t.Error("the account is not linked, or the session changed")
			}
			back := s.Browser(t)
			leadsTo(t, s.visit(t, back, nil), "/dash") // and it lets them in
			var now struct{ User struct{ ID string } }
			back.Get(t, "/api/auth/get-session").Into(t, &now)
			if now.User.ID != u.ID {
				t.Errorf("signed in as %s", now.User.ID)
			}
		})
		t.Run("again", func(t *testing.T) {
			b := s.SignedIn(t, u)
			leadsTo(t, s.come(t, b, s.idp.authorize(t, link(t, b).Location(t))), "/profile")
			if n := s.Count(t, `SELECT count(*) FROM accounts WHERE provider_id = 'acme'`); n != 1 {
				t.Errorf("%d accounts", n)
			}
		})
		t.Run("what belongs to somebody else", func(t *testing.T) {
			b := s.SignedIn(t, other)
			leadsTo(t, s.come(t, b, s.idp.authorize(t, link(t, b).Location(t))), "/failed?error=account_already_linked_to_different_user")
			b.Post(t, "/api/auth/link-social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}}).Want(t, 401, "LINKING_NOT_ALLOWED")
			if s.owner(t, "sub-1") != u.ID {
				t.Error("the account changed hands")
			}
		})
		t.Run("by ID token, and by the plugin", func(t *testing.T) {
			s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-3"} })
			b := s.SignedIn(t, other)
			a := b.Post(t, "/api/auth/link-social", map[string]any{"provider": "acme", "idToken": map[string]any{"token": s.idToken(t, "")}}).Want(t, 200)
			if o := a.Object(t); o["status"] != true || o["url"] != "" || o["redirect"] != false || s.owner(t, "sub-3") != other.ID {
				t.Errorf("answered %s", a.Body)
			}
			s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-4"} })
			to := b.Post(t, "/api/auth/oauth2/link", map[string]any{"providerId": "acme", "callbackURL": "/profile"}).Want(t, 200).Location(t)
			leadsTo(t, s.come(t, b, s.idp.authorize(t, to)), "/profile")
			if s.owner(t, "sub-4") != other.ID {
				t.Error("the second account is not linked")
			}
		})
		t.Run("two users at once", func(t *testing.T) {
			s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-5"} })
			var linked atomic.Int64
			var wg sync.WaitGroup
			for i := range 8 {
				b := s.SignedIn(t, u)
				if i%2 == 1 {
					b = s.SignedIn(t, other)
				}
				back := s.idp.authorize(t, link(t, b).Location(t)).RequestURI()
				wg.Go(func() {
					a, err := b.Send(t.Context(), "GET", back, "", nil, "Origin", "")
					switch to := a.Header.Get("Location"); {
					case err == nil && to == "/profile":
						linked.Add(1)
					case err != nil || to != "/failed?error=account_already_linked_to_different_user":
						t.Errorf("leads to %s, %v", to, err)
					}
				})
			}
			wg.Wait()
			if linked.Load() == 0 || s.Count(t, `SELECT count(*) FROM accounts WHERE account_id = 'sub-5'`) != 1 {
				t.Errorf("%d links", linked.Load())
			}
		})
	})
}
