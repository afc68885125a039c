package server_test

import (
	"encoding/base32"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const factorPath = "/api/auth/two-factor/"

// An authenticator is an app on somebody's phone.
type authenticator struct {
	world  *seed.World
	key    []byte
	backup []string
}

// enabled reads what enable answers.
func enabled(t *testing.T, w *seed.World, a seed.Answer) authenticator {
	t.Helper()
	o := a.Want(t, 200).Object(t)
	uri, err := url.Parse(o["totpURI"].(string))
	if err != nil {
		t.Fatal(err)
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(uri.Query().Get("secret"))
	if err != nil || len(key) != 32 {
		t.Fatalf("secret %q", uri.Query().Get("secret"))
	}
	phone := authenticator{world: w, key: key}
	for _, code := range o["backupCodes"].([]any) {
		phone.backup = append(phone.backup, code.(string))
	}
	return phone
}

// code is what the app shows.
func (p authenticator) code() string { return mfa.TOTPAt(p.key, p.world.Clock.Now()) }

// fresh waits until the app shows a code that was not used.
func (p authenticator) fresh(t *testing.T) string {
	t.Helper()
	p.world.Advance(t, 30*time.Second)
	return p.code()
}

// wrong is a code that the app does not show around now.
func (p authenticator) wrong() string {
	var near []string
	for drift := -1; drift <= 1; drift++ {
		near = append(near, mfa.TOTPAt(p.key, p.world.Clock.Now().Add(time.Duration(drift)*30*time.Second)))
	}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !slices.Contains(near, code) {
			return code
		}
	}
}

// enrol gives a user an authenticator app in a browser of theirs.
func enrol(t *testing.T, w *seed.World, b *seed.Browser) authenticator {
	t.Helper()
	phone := enabled(t, w, b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password}))
	b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
	return phone
}

func signIn(t *testing.T, b *seed.Browser, u user.User, more ...any) seed.Answer {
	t.Helper()
	body := map[string]any{"email": u.Email, "password": seed.Password}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return b.Post(t, signInPath, body).Want(t, 200)
}

// pending is a browser in which the password was shown and nothing else.
func pending(t *testing.T, w *seed.World, u user.User, more ...any) *seed.Browser {
	t.Helper()
	b := w.Browser(t)
	a := signIn(t, b, u, more...)
	if o := a.Object(t); o["twoFactorRedirect"] != true || o["token"] != nil || o["user"] != nil {
		t.Fatalf("a password alone is answered %s", a.Body)
	}
	return b
}

func isSignedIn(t *testing.T, b *seed.Browser) bool {
	t.Helper()
	return string(b.Get(t, sessionPath).Want(t, 200).Body) != "null"
}

func waysOf(t *testing.T, b *seed.Browser) string {
	t.Helper()
	o := b.Get(t, factorPath+"challenge").Want(t, 200).Object(t)
	var all []string
	for _, m := range o["methods"].([]any) {
		all = append(all, m.(string))
	}
	return fmt.Sprint(o["enrol"], " ", strings.Join(all, " "))
}

// Bug 32: the answer of the step that turns the second factor on is about the
// session and the user as they are then.
func TestEnrollingAnAuthenticatorApp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.AppName = "Example & Co" })
		u := w.User(t, "Ada", "ada@example.com")
		b := w.SignedIn(t, u)
		old := b.Cookie(t, "better-auth.session_token")
		if got := waysOf(t, b); got != "true totp passkey" {
			t.Errorf("before anything was set up: %s", got)
		}
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": "123456"}).Want(t, 400, "TOTP_NOT_ENABLED")
		b.Post(t, factorPath+"get-totp-uri", map[string]any{"password": seed.Password}).Want(t, 400, "TOTP_NOT_ENABLED")
		b.Post(t, factorPath+"generate-backup-codes", map[string]any{"password": seed.Password}).Want(t, 400, "TWO_FACTOR_NOT_ENABLED")
		b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": "abcde-fghij"}).Want(t, 400, "BACKUP_CODES_NOT_ENABLED")
		b.Post(t, factorPath+"enable", map[string]any{}).Want(t, 400, "VALIDATION_ERROR")
		b.Post(t, factorPath+"enable", map[string]any{"password": "wrong-password"}).Want(t, 400, "INVALID_PASSWORD")
		b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password, "issuer": "two\nlines"}).Want(t, 400, "VALIDATION_ERROR")

		made := b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password})
		phone := enabled(t, w, made)
		uri := made.Object(t)["totpURI"].(string)
		if !strings.HasPrefix(uri, "otpauth://totp/Example%20%26%20Co:ada%40example.com?secret=") || !strings.HasSuffix(uri, "&issuer=Example+%26+Co&digits=6&period=30") {
			t.Errorf("totpURI %s", uri)
		}
		if len(phone.backup) != 10 || len(phone.backup[0]) != 11 || phone.backup[0][5] != '-' {
			t.Errorf("backup codes %q", phone.backup)
		}
		if again := b.Post(t, factorPath+"get-totp-uri", map[string]any{"password": seed.Password}).Want(t, 200).Object(t)["totpURI"]; again != uri {
			t.Errorf("get-totp-uri %s, enable %s", again, uri)
		}
		if on := b.Get(t, sessionPath).Object(t)["user"].(map[string]any)["twoFactorEnabled"]; on != false {
			t.Error("it is on before a code was shown")
		}
		if n := w.Count(t, `SELECT count(*) FROM second_factors WHERE pending LIKE $1`, "%"+string(phone.key)+"%"); n != 0 {
			t.Error("the secret is stored as it is")
		}
		if n := w.Count(t, `SELECT count(*) FROM backup_codes WHERE digest LIKE $1 OR digest LIKE $2`, "%"+phone.backup[0]+"%", "%"+strings.ReplaceAll(phone.backup[0], "-", "")+"%"); n != 0 {
			t.Error("backup codes are stored as they are")
		}

		b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.wrong()}).Want(t, 401, "INVALID_CODE")
		proved := b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
		o := proved.Object(t)
		if members(o) != "token user" || o["user"].(map[string]any)["twoFactorEnabled"] != true {
			t.Errorf("verify-totp answers %s", proved.Body)
		}
		if set := proved.Header["Set-Cookie"]; len(set) != 1 || !strings.HasPrefix(set[0], "better-auth.session_token="+signedCookie(o["token"].(string))) {
			t.Errorf("the token is %v, the cookie %q", o["token"], set)
		}
		current := b.Get(t, sessionPath).Object(t)
		if current["session"].(map[string]any)["token"] != o["token"] || current["user"].(map[string]any)["twoFactorEnabled"] != true {
			t.Errorf("the session is %v", current)
		}
		if a := w.Browser(t).Get(t, sessionPath, "Cookie", "better-auth.session_token="+old); string(a.Body) != "null" {
			t.Errorf("the token from before opens %s", a.Body)
		}
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 401, "INVALID_CODE")
		b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
		if got := waysOf(t, b); got != "false totp backup-code" {
			t.Errorf("once it is set up: %s", got)
		}
		if mailed := w.Mailbox(t).Await(t, u.Email); !strings.Contains(mailed.Text, "authenticator app was added") {
			t.Errorf("the user is told %q", mailed.Text)
		}
		for _, action := range []string{"totp.proposed", "totp.enabled", "session.proved"} {
			if w.Count(t, `SELECT count(*) FROM audit_events WHERE action = $1`, action) == 0 {
				t.Errorf("%s is not in the audit trail", action)
			}
		}
	})
}

func TestSignInWithSecondFactor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		phone := enrol(t, w, w.SignedIn(t, u))

		t.Run("a password alone is no session", func(t *testing.T) {
			b := w.SignedIn(t, w.User(t, "Bob", "bob@example.com")) // somebody else's browser
			a := signIn(t, b, u)
			if got := members(a.Object(t)); got != "enrol twoFactorMethods twoFactorRedirect" {
				t.Errorf("answered %s", got)
			}
			set := a.Header["Set-Cookie"]
			if len(set) != 3 || set[0] != "better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax" ||
				!strings.HasPrefix(set[2], "better-auth.two_factor=2fa-") || !strings.HasSuffix(set[2], "; Max-Age=600; Path=/; HttpOnly; SameSite=Lax") {
				t.Errorf("Set-Cookie %q", set)
			}
			if isSignedIn(t, b) || w.Count(t, `SELECT count(*) FROM sessions WHERE user_id = $1`, u.ID) != 1 {
				t.Error("there is a session")
			}
			b.Get(t, listPath).Want(t, 401)
			if got := waysOf(t, b); got != "false totp backup-code" {
				t.Errorf("the challenge is %s", got)
			}
			b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password}).Want(t, 401)
			b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 401)
		})
		t.Run("the code ends it", func(t *testing.T) {
			b := pending(t, w, u, "rememberMe", false)
			cookie := b.Cookie(t, "better-auth.two_factor")
			a := b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
			if set := a.Header["Set-Cookie"]; len(set) != 4 || !strings.HasPrefix(set[1], "better-auth.dont_remember=") || !strings.HasPrefix(set[2], "better-auth.two_factor=; Max-Age=0") {
				t.Errorf("Set-Cookie %q", set)
			}
			if !isSignedIn(t, b) {
				t.Error("there is no session")
			}
			w.Browser(t).Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}, "Cookie", "better-auth.two_factor="+cookie).
				Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
		})
		t.Run("it waits for ten minutes", func(t *testing.T) {
			b := pending(t, w, u)
			w.Advance(t, 10*time.Minute)
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
			b.Get(t, factorPath+"challenge").Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
			if err := w.Services.SignIn.Purge(t.Context()); err != nil || w.Count(t, `SELECT count(*) FROM signin_challenges WHERE expires_at < $1`, w.Clock.Now()) != 0 {
				t.Errorf("expired sign-ins are kept: %v", err)
			}
		})
		t.Run("a cookie that was not signed here", func(t *testing.T) {
			b := w.Browser(t)
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}, "Cookie", "better-auth.two_factor=2fa-aaaaaaaaaaaaaaaaaaaa").
				Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
		})
		t.Run("codes of the steps beside this one", func(t *testing.T) {
			for _, drift := range []time.Duration{-30 * time.Second, 30 * time.Second} {
				w.Advance(t, 2*time.Minute)
				code := mfa.TOTPAt(phone.key, w.Clock.Now().Add(drift))
				pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": code[:3] + " " + code[3:]}).Want(t, 200)
				pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": code}).Want(t, 401, "INVALID_CODE")
			}
			w.Advance(t, 3*time.Minute)
			for _, drift := range []time.Duration{-time.Minute, time.Minute} {
				code := mfa.TOTPAt(phone.key, w.Clock.Now().Add(drift))
				pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": code}).Want(t, 401, "INVALID_CODE")
			}
		})
		t.Run("backup codes", func(t *testing.T) {
			b := pending(t, w, u)
			b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": "aaaaa-bbbbb"}).Want(t, 401, "INVALID_BACKUP_CODE")
			only := b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0], "disableSession": true}).Want(t, 200)
			if members(only.Object(t)) != "user" || len(only.Header["Set-Cookie"]) != 0 || isSignedIn(t, b) {
				t.Errorf("without a session: %s %q", only.Body, only.Header["Set-Cookie"])
			}
			b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0]}).Want(t, 401, "INVALID_BACKUP_CODE")
			b.Post(t, factorPath+"verify-backup-code", map[string]any{"code": strings.ReplaceAll(phone.backup[1], "-", " ")}).Want(t, 200)
			again := b.Post(t, factorPath+"generate-backup-codes", map[string]any{"password": seed.Password}).Want(t, 200).Object(t)
			if again["status"] != true || len(again["backupCodes"].([]any)) != 10 {
				t.Errorf("new codes: %v", again)
			}
			other := pending(t, w, u)
			other.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[2]}).Want(t, 401, "INVALID_BACKUP_CODE")
			other.Post(t, factorPath+"verify-backup-code", map[string]any{"code": again["backupCodes"].([]any)[9]}).Want(t, 200)
		})
		t.Run("banned meanwhile", func(t *testing.T) {
			b := pending(t, w, u)
			w.Ban(t, u.ID)
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 403, "BANNED_USER")
		})
	})
}

// Bug 31: codes are single use, tries are few, and none of that locks the owner
// out.
func TestGuessingCodes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		owner := w.SignedIn(t, u)
		phone := enrol(t, w, owner)
		thief := pending(t, w, u)
		for range 5 {
			thief.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.wrong()}).Want(t, 401, "INVALID_CODE")
		}
		thief.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
		thief.Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0]}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
		pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)

		t.Run("many at once are five", func(t *testing.T) {
			w.Advance(t, 24*time.Hour) // until the account's own limit counts nothing any more
			b := pending(t, w, u)
			looked := parallel(t, 12, func(int) int {
				return status(t, b, factorPath+"verify-totp", map[string]any{"code": phone.wrong()}, "INVALID_CODE")
			})
			if looked != 5 {
				t.Errorf("%d of 12 codes were looked at", looked)
			}
		})
		t.Run("in a session", func(t *testing.T) {
			owner := w.SignedIn(t, u)
			owner.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
			b := w.SignedIn(t, u) // by password alone
			for range 5 {
				b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.wrong()}).Want(t, 401, "INVALID_CODE")
			}
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 429, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE")
			owner.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
			w.Advance(t, 10*time.Minute)
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
			for range 5 {
				b.Post(t, factorPath+"disable", map[string]any{"password": "wrong-password"}).Want(t, 400, "INVALID_PASSWORD")
			}
			b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 429)
		})
	})
}

// parallel runs n calls at once and adds up what they return.
func parallel(t *testing.T, n int, call func(i int) int) int {
	t.Helper()
	var done sync.WaitGroup
	results := make(chan int, n)
	for i := range n {
		done.Go(func() { results <- call(i) })
	}
	done.Wait()
	close(results)
	sum := 0
	for r := range results {
		sum += r
	}
	return sum
}

// status is 1 when the answer is 200, or a refusal with the code if one is
// given.
func status(t *testing.T, b *seed.Browser, path string, body map[string]any, code ...string) int {
	t.Helper()
	a := b.Post(t, path, body)
	if len(code) == 0 && a.Status == http.StatusOK || len(code) > 0 && a.Code() == code[0] {
		return 1
	}
	return 0
}

func TestOneCodeOpensOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		phone := enrol(t, w, w.SignedIn(t, u))
		var browsers []*seed.Browser
		for range 6 {
			browsers = append(browsers, pending(t, w, u))
		}
		code := phone.fresh(t)
		if n := parallel(t, len(browsers), func(i int) int {
			return status(t, browsers[i], factorPath+"verify-totp", map[string]any{"code": code})
		}); n != 1 {
			t.Errorf("one time step opened %d sessions", n)
		}
		for i := range browsers { // one of them has a session by now
			browsers[i] = pending(t, w, u)
		}
		if n := parallel(t, len(browsers), func(i int) int {
			return status(t, browsers[i], factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0]})
		}); n != 1 {
			t.Errorf("one backup code opened %d sessions", n)
		}
		waiting := pending(t, w, u) // of one sign-in, with two good codes
		code = phone.fresh(t)
		if n := parallel(t, 4, func(i int) int {
			if i%2 == 0 {
				return status(t, waiting, factorPath+"verify-totp", map[string]any{"code": code})
			}
			return status(t, waiting, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[i]})
		}); n < 1 {
			t.Errorf("%d of 4 got in", n)
		}
		if n := w.Count(t, `SELECT count(*) FROM sessions WHERE user_id = $1`, u.ID); n != 4 {
			t.Errorf("%d sessions, want the first and one of each three sign-ins", n)
		}
	})
}

// Bug 31: setting the app up anew takes nothing away before the new one is
// proved, and is not done in a session that has not shown the old one.
func TestReEnrollingKeepsTheWorkingSecret(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		b := w.SignedIn(t, u)
		phone := enrol(t, w, b)

		thief := w.SignedIn(t, u) // with the password alone
		for _, path := range []string{"enable", "get-totp-uri", "generate-backup-codes", "disable"} {
			thief.Post(t, factorPath+path, map[string]any{"password": seed.Password}).Want(t, 403, "SECOND_FACTOR_REQUIRED")
		}
		renewed := enabled(t, w, b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password}))
		pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": renewed.fresh(t)}).Want(t, 401, "INVALID_CODE")
		pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": phone.code()}).Want(t, 200)
		pending(t, w, u).Post(t, factorPath+"verify-backup-code", map[string]any{"code": renewed.backup[0]}).Want(t, 401, "INVALID_BACKUP_CODE")
		pending(t, w, u).Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[0]}).Want(t, 200)
		thief.Post(t, factorPath+"verify-totp", map[string]any{"code": renewed.code()}).Want(t, 403, "SECOND_FACTOR_REQUIRED")

		b.Post(t, factorPath+"verify-totp", map[string]any{"code": renewed.code()}).Want(t, 200)
		pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 401, "INVALID_CODE")
		pending(t, w, u).Post(t, factorPath+"verify-totp", map[string]any{"code": renewed.code()}).Want(t, 200)
		pending(t, w, u).Post(t, factorPath+"verify-backup-code", map[string]any{"code": phone.backup[1]}).Want(t, 401, "INVALID_BACKUP_CODE")
		pending(t, w, u).Post(t, factorPath+"verify-backup-code", map[string]any{"code": renewed.backup[1]}).Want(t, 200)

		t.Run("a session that is not fresh", func(t *testing.T) {
			w.Advance(t, 24*time.Hour)
			b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password}).Want(t, 403, "SESSION_NOT_FRESH")
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": renewed.code()}).Want(t, 200)
			b.Post(t, factorPath+"enable", map[string]any{"password": seed.Password}).Want(t, 200)
		})
	})
}

func TestTrustedDevices(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Ada", "ada@example.com")
		phone := enrol(t, w, w.SignedIn(t, u))
		b := pending(t, w, u)
		a := b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t), "trustDevice": true}).Want(t, 200)
		var names []string
		for _, line := range a.Header["Set-Cookie"] {
			name, _, _ := strings.Cut(line, "=")
			names = append(names, name)
			if strings.HasSuffix(name, "trust_device") && !strings.Contains(line, "; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax") {
				t.Errorf("Set-Cookie %s", line)
			}
		}
		if got := strings.Join(names, " "); got != "better-auth.session_token better-auth.two_factor better-auth.trust_device better-auth.known_device better-auth.dont_remember" {
			t.Errorf("the cookies are %s", got)
		}
		first := b.Cookie(t, "better-auth.trust_device")
		in := signIn(t, b, u)
		if in.Object(t)["token"] == nil || !isSignedIn(t, b) {
			t.Fatalf("on a trusted device: %s", in.Body)
		}
		second := b.Cookie(t, "better-auth.trust_device")
		if second == first || second == "" {
			t.Error("the cookie of the device is not another after use")
		}
		thief := w.Browser(t)
		if o := thief.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}, "Cookie", "better-auth.trust_device="+first).Want(t, 200).Object(t); o["twoFactorRedirect"] != true {
			t.Errorf("a spent cookie: %v", o)
		}
		other := w.User(t, "Bob", "bob@example.com")
		enrol(t, w, w.SignedIn(t, other))
		if o := thief.Post(t, signInPath, map[string]any{"email": other.Email, "password": seed.Password}, "Cookie", "better-auth.trust_device="+second).Want(t, 200).Object(t); o["twoFactorRedirect"] != true {
			t.Errorf("somebody else's device: %v", o)
		}
		if n := w.Count(t, `SELECT count(*) FROM trusted_devices WHERE digest LIKE 'trust-device-%'`); n != 0 {
			t.Error("the cookies are stored as they are")
		}

		const devices = "/api/user/trusted-devices"
		list := func(b *seed.Browser) []any {
			t.Helper()
			return b.Get(t, devices).Want(t, 200).Object(t)["devices"].([]any)
		}
		w.Browser(t).Get(t, devices).Want(t, 401)
		if all := list(b); len(all) != 1 || members(all[0].(map[string]any)) != "createdAt expiresAt id ipAddress lastUsedAt userAgent" {
			t.Fatalf("devices %v", all)
		}
		id := list(b)[0].(map[string]any)["id"].(string)
		bob := w.SignedIn(t, other)
		bob.JSON(t, "DELETE", devices+"/"+id, nil).Want(t, 404, "MFA_010")
		b.JSON(t, "DELETE", devices+"/"+id, nil).Want(t, 204)
		b.JSON(t, "DELETE", devices+"/"+id, nil).Want(t, 404, "MFA_010")
		if o := signIn(t, b, u).Object(t); o["twoFactorRedirect"] != true {
			t.Errorf("a device that is not trusted any more: %v", o)
		}

		t.Run("trust ends after 30 days without use", func(t *testing.T) {
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t), "trustDevice": true}).Want(t, 200)
			w.Advance(t, 29*24*time.Hour)
			if o := signIn(t, b, u).Object(t); o["token"] == nil {
				t.Errorf("after 29 days: %v", o)
			}
			w.Advance(t, 30*24*time.Hour)
			if o := signIn(t, b, u).Object(t); o["twoFactorRedirect"] != true {
				t.Errorf("after 30 more: %v", o)
			}
		})
		t.Run("it is no second factor for an application that asks for one", func(t *testing.T) {
			strict := w.Application(t, application.NewApplication{Slug: "strict", SkipConsent: true, IsMfaRequired: true})
			w.Access(t, strict, u)
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t), "trustDevice": true}).Want(t, 200)
			signIn(t, b, u)
			if to := b.Authorize(t, strict.Request("openid")).Location(t); to.Path != "/verify-mfa" {
				t.Errorf("sent to %s", to)
			}
		})
		t.Run("it ends with the password", func(t *testing.T) {
			waits := pending(t, w, u)
			if n := w.Count(t, `SELECT count(*) FROM trusted_devices WHERE user_id = $1`, u.ID); n == 0 {
				t.Error("no device is trusted")
			}
			b.Post(t, "/api/auth/change-password", map[string]any{"currentPassword": seed.Password, "newPassword": "another good one"}).Want(t, 200)
			b.Post(t, "/api/auth/change-password", map[string]any{"currentPassword": "another good one", "newPassword": seed.Password}).Want(t, 200)
			if n := w.Count(t, `SELECT count(*) FROM trusted_devices WHERE user_id = $1`, u.ID); n != 0 {
				t.Errorf("%d devices are trusted", n)
			}
			waits.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 401, "INVALID_TWO_FACTOR_COOKIE")
		})
		t.Run("it ends with the second factor", func(t *testing.T) {
			b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 403, "SECOND_FACTOR_REQUIRED")
			b.Post(t, factorPath+"verify-totp", map[string]any{"code": phone.fresh(t)}).Want(t, 200)
			off := b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 200)
			if string(off.Body) != `{"status":true}`+"\n" && string(off.Body) != `{"status":true}` || len(off.Header["Set-Cookie"]) != 1 {
				t.Errorf("disable answers %s %q", off.Body, off.Header["Set-Cookie"])
			}
			if n := w.Count(t, `SELECT count(*) FROM trusted_devices WHERE user_id = $1`, u.ID); n != 0 {
				t.Errorf("%d devices are trusted", n)
			}
			if o := signIn(t, w.Browser(t), u).Object(t); o["token"] == nil {
				t.Errorf("without a second factor: %v", o)
			}
			b.Post(t, factorPath+"disable", map[string]any{"password": seed.Password}).Want(t, 200)
		})
	})
}
