package server_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// amr are the authentication methods that an ID token tells.
func amr(claims map[string]any) []string {
	var all []string
	list, _ := claims["amr"].([]any)
	for _, m := range list {
		all = append(all, m.(string))
	}
	return all
}

// codeIn is the code of an answer that sends the browser back to the
// application.
func codeIn(t *testing.T, a seed.Answer) string {
	t.Helper()
	to := a.Want(t, 302).Location(t)
	if to.Query().Get("code") == "" {
		t.Fatalf("sent to %s", to)
	}
	return to.Query().Get("code")
}

// An application that asks for a second factor gets users to set one up, or to
// show it, and then the flow goes on. The tokens tell what was done.
func TestApplicationThatAsksForASecondFactor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		strict := s.Application(t, application.NewApplication{Slug: "strict", SkipConsent: true, IsMfaRequired: true})
		s.Access(t, strict, s.user)
		b := s.browser

		silent := b.Authorize(t, strict.Request("openid", "prompt", "none")).Want(t, 302).Location(t)
		if got := silent.Query().Get("error"); got != "interaction_required" {
			t.Errorf("prompt=none: %s", silent)
		}
		page := b.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t)
		if page.Path != "/enroll-mfa" || page.Query().Get("sig") == "" {
			t.Fatalf("who has no second factor is sent to %s", page)
		}
		phone := enabled(t, s.World, b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password, "oauth_query": page.RawQuery}))
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.wrong(), "oauth_query": page.RawQuery}).Want(t, 401, "INVALID_CODE")
		code := codeIn(t, b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code(), "oauth_query": page.RawQuery}))
		claims := verifiedJWT(t, s.World, s.Token(t, strict.Exchange(code)).Tokens(t).ID, "RS256", "")
		if got := amr(claims); !slices.Equal(got, []string{"pwd", "otp", "mfa"}) || claims["acr"] != "https://refeds.org/profile/mfa" {
			t.Errorf("amr %v, acr %v", got, claims["acr"])
		}

		other := s.SignedIn(t, s.user) // by password alone
		page = other.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t)
		if page.Path != "/verify-mfa" {
			t.Fatalf("who has a second factor is sent to %s", page)
		}
		if claims := verifiedJWT(t, s.World, s.Tokens(t, other, s.conf, "openid").ID, "RS256", ""); claims["acr"] != "urn:mace:incommon:iap:bronze" || slices.Contains(amr(claims), "mfa") {
			t.Errorf("before it was shown: %v %v", claims["amr"], claims["acr"])
		}
		code = codeIn(t, other.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t), "oauth_query": page.RawQuery}))
		tokens := s.Token(t, strict.Exchange(code)).Tokens(t)
		if claims := verifiedJWT(t, s.World, tokens.ID, "RS256", ""); !slices.Contains(amr(claims), "mfa") {
			t.Errorf("after it was shown: %v", claims["amr"])
		}
		if to := other.Authorize(t, strict.Request("openid", "prompt", "none")).Location(t); to.Query().Get("code") == "" {
			t.Errorf("afterwards without a page: %s", to)
		}

		t.Run("from the very sign-in", func(t *testing.T) {
			b := s.Browser(t)
			page := b.Authorize(t, strict.Request("openid")).Want(t, 302).Location(t)
			waits := signIn(t, b, s.user, "oauth_query", page.RawQuery).Object(t)
			if page.Path != "/login" || waits["twoFactorRedirect"] != true {
				t.Fatalf("%s, then %v", page, waits)
			}
			code := codeIn(t, b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0], "oauth_query": page.RawQuery}))
			s.Token(t, strict.Exchange(code)).Want(t, 200)
		})
		// conformance: OpenID Connect Core §5.5.1.1
		t.Run("OIDC Core 5.5.1.1: an essential acr that one proof does not reach", func(t *testing.T) {
			b := s.SignedIn(t, s.user)
			q := s.conf.Request("openid", "claims", `{"id_token":{"acr":{"essential":true,"values":["https://refeds.org/profile/mfa"]}}}`)
			page := b.Authorize(t, q).Want(t, 302).Location(t)
			if page.Path != "/verify-mfa" {
				t.Fatalf("sent to %s", page)
			}
			code := codeIn(t, b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t), "oauth_query": page.RawQuery}))
			if claims := verifiedJWT(t, s.World, s.Token(t, s.conf.Exchange(code)).Tokens(t).ID, "RS256", ""); claims["acr"] != "https://refeds.org/profile/mfa" {
				t.Errorf("acr %v", claims["acr"])
			}
			low := s.Tokens(t, b, s.conf, "openid", "acr_values", "urn:mace:incommon:iap:bronze")
			if claims := verifiedJWT(t, s.World, low.ID, "RS256", ""); claims["acr"] != "urn:mace:incommon:iap:bronze" {
				t.Errorf("asked for the lower class: %v", claims["acr"])
			}
		})
	})
}

// Bug 33: users of whom a second factor is demanded do not get in without, and
// those who have none set one up on the way in.
func TestSecondFactorDemandedOfUsers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		u := s.user
		s.Exec(t, `UPDATE users SET is_mfa_required = TRUE WHERE id = $1`, u.ID)
		s.Forget(t, "user", u.ID)
		if to := s.browser.Authorize(t, s.conf.Request("openid")).Location(t); to.Path != "/enroll-mfa" {
			t.Errorf("a session from before the demand is sent to %s", to)
		}
		b := s.Browser(t)
		page := b.Authorize(t, s.conf.Request("openid")).Location(t)
		waits := signIn(t, b, u, "oauth_query", page.RawQuery).Object(t)
		if waits["twoFactorRedirect"] != true || waits["enrol"] != true || isSignedIn(t, b) {
			t.Fatalf("answered %v", waits)
		}
		if got := waysOf(t, b); got != "true totp passkey" {
			t.Errorf("the challenge is %s", got)
		}
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": "123456"}).Want(t, 400, "TOTP_NOT_ENABLED")
		b.Post(t, factorPath+"get-totp-uri", map[string]any{"password": seed.Password}).Want(t, 401)
		enabled(t, s.World, b.Post(t, factorPath+"enable", map[string]any{}))

		thief := pending(t, s.World, u) // with the password alone, before the owner is done
		stolen := enabled(t, s.World, thief.Post(t, factorPath+"enable", map[string]any{}))
		phone := enabled(t, s.World, b.Post(t, factorPath+"enable", map[string]any{}))
		thief.Post(t, factorPath+"verify-totp", map[string]any{"code": stolen.code()}).Want(t, 401, "INVALID_CODE")
		code := codeIn(t, b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code(), "oauth_query": page.RawQuery}))
		if claims := verifiedJWT(t, s.World, s.Token(t, s.conf.Exchange(code)).Tokens(t).ID, "RS256", ""); !slices.Contains(amr(claims), "mfa") {
			t.Errorf("amr %v", claims["amr"])
		}
		thief.Post(t, factorPath+"enable", map[string]any{}).Want(t, 200) // proposes, and changes nothing
		thief.Post(t, factorPath+"verify-totp", map[string]any{"code": stolen.code()}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")

		b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 403, "SECOND_FACTOR_MANDATORY")
		if o := signIn(t, s.Browser(t), u).Object(t); o["twoFactorRedirect"] != true || o["enrol"] != false {
			t.Errorf("after the last factor was not removed: %v", o)
		}
	})
}

func TestPolicyOfTheService(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.MFARequired = "admins" })
		plain, admin := w.User(t, "Ada", "ada@example.com"), w.Admin(t)
		if o := signIn(t, w.Browser(t), plain).Object(t); o["token"] == nil {
			t.Errorf("a plain user: %v", o)
		}
		if o := signIn(t, w.Browser(t), admin).Object(t); o["enrol"] != true {
			t.Errorf("an administrator: %v", o)
		}
	})
	t.Run("of everyone, at registration for an application that welcomes them", func(t *testing.T) {
		testdb.Each(t, func(t *testing.T, d *db.DB) {
			quiet(t)
			w := seed.New(t, d, func(c *config.Config) { c.MFARequired = "all" })
			yes := true
			app := w.Application(t, application.NewApplication{Slug: "open", SkipConsent: true, AllowRegister: &yes, GrantOnRegister: true})
			b := w.Browser(t)
			page := b.Authorize(t, app.Request("openid", "prompt", "create")).Location(t)
			waits := b.Post(t, signUpPath, map[string]any{"name": "New", "email": "new@example.com", "password": seed.Password, "oauth_query": page.RawQuery}).Want(t, 200).Object(t)
			if waits["enrol"] != true || isSignedIn(t, b) {
				t.Fatalf("answered %v", waits)
			}
			phone := enabled(t, w, b.Post(t, factorPath+"enable", map[string]any{}))
			code := codeIn(t, b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code(), "oauth_query": page.RawQuery}))
			w.Token(t, app.Exchange(code)).Want(t, 200)
		})
	})
}

// Bug 38: whose ban is over is not told that they are banned.
func TestBanThatIsOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		w.Ban(t, u.ID)
		w.Exec(t, `UPDATE users SET ban_expires_at = $2, ban_reason = 'spam' WHERE id = $1`, u.ID, w.Clock.Now().Add(time.Minute))
		w.Forget(t, "user", u.ID)
		b := w.Browser(t)
		b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 403, "BANNED_USER")
		w.Advance(t, time.Minute)
		o := signIn(t, b, u).Object(t)["user"].(map[string]any)
		if o["banned"] != false || o["banReason"] != nil || o["banExpires"] != nil {
			t.Errorf("the first sign-in answers %v", o)
		}
		if o := b.Get(t, sessionPath).Object(t)["user"].(map[string]any); o["banned"] != false {
			t.Errorf("the session shows %v", o)
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'user.unbanned' AND target_id = $1`, u.ID); n != 1 {
			t.Errorf("%d entries in the audit trail", n)
		}
	})
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

func TestCodesByMail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.EmailOTP = true })
		u := w.User(t, "Ada", "ada@example.com")
		mailed := func(b *seed.Browser) string {
			t.Helper()
			b.Post(t, factorPath+"send-otp", map[string]any{}).Want(t, 200)
			for {
				if code := sixDigits.FindString(w.Mailbox(t).Await(t, u.Email).Text); code != "" {
					return code
				}
			}
		}
		b := w.SignedIn(t, u)
		b.Post(t, factorPath+"verify-otp", map[string]any{"code": "123456"}).Want(t, 400, "OTP_HAS_EXPIRED")
		b.Post(t, factorPath+"verify-otp", map[string]any{"code": mailed(b)}).Want(t, 200)
		if got := waysOf(t, b); got != "false otp" {
			t.Errorf("once it is set up: %s", got)
		}
		in := pending(t, w, u)
		code := mailed(in)
		pending(t, w, u).Post(t, factorPath+"verify-otp", map[string]any{"code": code}).Want(t, 400, "OTP_HAS_EXPIRED")
		if n := parallel(t, 3, func(int) int { return status(t, in, factorPath+"verify-otp", map[string]any{"code": code}) }); n != 1 {
			t.Errorf("one code opened %d sessions", n)
		}
		in = pending(t, w, u)
		code = mailed(in)
		w.Advance(t, 3*time.Minute)
		in.Post(t, factorPath+"verify-otp", map[string]any{"code": code}).Want(t, 400, "OTP_HAS_EXPIRED")
		for range 4 {
			in.Post(t, factorPath+"send-otp", map[string]any{}).Want(t, 200)
		}
		in.Post(t, factorPath+"send-otp", map[string]any{}).Want(t, 429)
		if n := w.Count(t, `SELECT count(*) FROM factor_codes WHERE digest = $1`, code); n != 0 {
			t.Error("codes are stored as they are")
		}
	})
	t.Run("where none are offered", func(t *testing.T) {
		d := sqlite(t)
		w := seed.New(t, d)
		b := w.SignedIn(t, w.User(t, "Ada", "ada@example.com"))
		b.Post(t, factorPath+"send-otp", map[string]any{}).Want(t, 400, "OTP_NOT_CONFIGURED")
		b.Do(t, "POST", factorPath+"send-otp", "", "").Want(t, 400, "OTP_NOT_CONFIGURED")
		b.Post(t, factorPath+"verify-otp", map[string]any{"code": "123456"}).Want(t, 400, "OTP_HAS_EXPIRED")
	})
}

// The first superadmin meets the policy too.
func TestSetUpUnderAPolicy(t *testing.T) {
	d := sqlite(t)
	w := seed.New(t, d, func(c *config.Config) { c.MFARequired = "admins" })
	token, err := w.Services.Setup.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := w.Browser(t)
	made := b.Post(t, "/api/public/setup", map[string]any{"token": token, "name": "Root", "email": "root@example.com", "password": seed.Password}).Want(t, 201)
	if o := made.Object(t); o["enrol"] != true || isSignedIn(t, b) {
		t.Fatalf("answered %s", made.Body)
	}
	phone := enabled(t, w, b.Post(t, factorPath+"enable", map[string]any{}))
	b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
	b.Get(t, "/api/admin/users").Want(t, 200)
}

// A device gets nothing from a user who has not shown the second factor.
func TestDevicesAndSecondFactors(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		v := openTelevision(t, d)
		phone := enrol(t, v.World, v.browser)
		b := v.SignedIn(t, v.user) // by password alone
		yes := true
		v.Update(t, v.app, application.Changes{IsMfaRequired: &yes})
		c := v.start(t, "openid")
		v.answer(t, b, c.User, true).Want(t, 400, "mfa_required")
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
		v.answer(t, b, c.User, true).Want(t, 200)
		v.Advance(t, 10*time.Second)
		if claims := verifiedJWT(t, v.World, v.poll(t, c).Tokens(t).ID, "RS256", ""); !strings.Contains(strings.Join(amr(claims), " "), "otp mfa") {
			t.Errorf("amr %v", claims["amr"])
		}
	})
}
