package passwordless_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
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

const (
	linkPath    = "/api/auth/sign-in/magic-link"
	verifyPath  = "/api/auth/magic-link/verify"
	sendPath    = "/api/auth/email-otp/send-verification-otp"
	enterPath   = "/api/auth/sign-in/email-otp"
	sessionPath = "/api/auth/get-session"
	address     = "ada@example.com"
)

func on(c *config.Config) { c.Passwordless = config.Passwordless{Link: true, Code: true} }

// each runs fn in a world where both ways are open.
func each(t *testing.T, fn func(t *testing.T, w *seed.World), change ...func(*config.Config)) {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(before) })
	testdb.Each(t, func(t *testing.T, d *db.DB) { fn(t, seed.New(t, d, append(change, on)...)) })
}

// asked is the link in the mail that a browser asked for.
func asked(t *testing.T, w *seed.World, b *seed.Browser, more ...string) string {
	t.Helper()
	body := map[string]any{"email": address, "callbackURL": "/home", "errorCallbackURL": "/failed?a=b"}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	if a := b.Post(t, linkPath, body).Want(t, 200); string(a.Body) != `{"status":true}`+"\n" && string(a.Body) != `{"status":true}` {
		t.Errorf("answered %s", a.Body)
	}
	return strings.TrimPrefix(w.Mailbox(t).AwaitLink(t, address, verifyPath).String(), w.URL)
}

// typed is the code in the mail that a browser asked for.
func typed(t *testing.T, w *seed.World, b *seed.Browser) string {
	t.Helper()
	b.Post(t, sendPath, map[string]any{"email": address, "type": "sign-in"}).Want(t, 200)
	return w.Mailbox(t).Await(t, address).Code(t)
}

func enter(code string) map[string]any { return map[string]any{"email": address, "otp": code} }

func signedIn(t *testing.T, b *seed.Browser) bool {
	t.Helper()
	return string(b.Get(t, sessionPath).Want(t, 200).Body) != "null"
}

func leads(t *testing.T, a seed.Answer, w *seed.World, to string) {
	t.Helper()
	if got := strings.TrimPrefix(a.Want(t, 302).Header.Get("Location"), w.URL); got != to {
		t.Errorf("leads to %q, want %q", got, to)
	}
}

func TestALinkSignsInOnceInItsBrowser(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		link := asked(t, w, b)

		other := w.Browser(t)
		a := other.Get(t, link)
		leads(t, a, w, "/api/auth/error?error=OTHER_BROWSER")
		if page := other.Get(t, "/api/auth/error?error=OTHER_BROWSER", "Accept-Language", "fr").Want(t, 200); !strings.Contains(string(page.Body), "autre navigateur") {
			t.Error("the page does not say why")
		}
		if signedIn(t, other) {
			t.Fatal("another browser got in")
		}
		b.Do(t, http.MethodHead, link, "", "").Want(t, 200)

		a = b.Get(t, link)
		leads(t, a, w, "/home")
		if a.Header.Get("Referrer-Policy") != "no-referrer" || a.Header.Get("Cache-Control") != "no-store" || !signedIn(t, b) {
			t.Errorf("not in, or the address leaks: %v", a.Header)
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM sessions WHERE methods = 'otp'`); n != 1 {
			t.Errorf("%d sessions tell how they began", n)
		}
		leads(t, b.Get(t, link), w, "/failed?a=b&error=INVALID_TOKEN")
	})
}

func TestALinkThatLeadsNowhereAnswersInJSON(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		u, err := url.Parse(asked(t, w, b))
		if err != nil {
			t.Fatal(err)
		}
		path := verifyPath + "?token=" + u.Query().Get("token")
		o := b.Get(t, path).Want(t, 200).Object(t)
		if user, ok := o["user"].(map[string]any); !ok || user["email"] != address || user["emailVerified"] != true || o["token"] == "" {
			t.Errorf("%v", o)
		}
		b.Get(t, path).Want(t, 401, "INVALID_TOKEN")
		b.Get(t, verifyPath+"?token=x&callbackURL=https%3A%2F%2Fevil.example").Want(t, 403, "INVALID_CALLBACK_URL")
		b.Get(t, verifyPath+"?token=x&errorCallbackURL=%2F%2Fevil.example").Want(t, 403, "INVALID_CALLBACK_URL")
		b.Post(t, linkPath, map[string]any{"email": address, "callbackURL": "https://evil.example"}).Want(t, 403)
		b.Post(t, linkPath, map[string]any{"email": "nobody"}).Want(t, 400, "INVALID_EMAIL")
	})
}

func TestALateLinkIsToldFromAWrongOne(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		link := asked(t, w, b)
		w.Advance(t, 10*time.Minute)
		leads(t, b.Get(t, link), w, "/failed?a=b&error=EXPIRED_TOKEN")
		code := typed(t, w, b)
		w.Advance(t, 10*time.Minute)
		b.Post(t, enterPath, enter(code)).Want(t, 400, "OTP_EXPIRED")
		w.Advance(t, 25*time.Hour)
		if err := w.Services.Passwordless.Purge(t.Context()); err != nil || w.Count(t, `SELECT COUNT(*) FROM mailed_sign_ins`) != 0 {
			t.Error("it is kept for ever", err)
		}
	})
}

func TestALinkIsTakenOnceByAnyNumberOfRequests(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		link := asked(t, w, b)
		var in atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				a, err := b.Send(t.Context(), http.MethodGet, link, "", nil)
				if err != nil {
					t.Error(err)
				} else if strings.HasSuffix(a.Header.Get("Location"), "/home") {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 || w.Count(t, `SELECT COUNT(*) FROM sessions`) != 1 {
			t.Errorf("it let in %d times", in.Load())
		}
	})
}

func TestACodeSignsInOnceInItsBrowser(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		code := typed(t, w, b)
		w.Browser(t).Post(t, enterPath, enter(code)).Want(t, 400, "INVALID_OTP")
		if n := w.Count(t, `SELECT tries FROM mailed_sign_ins`); n != 0 {
			t.Error("a stranger spent a try")
		}
		o := b.Post(t, enterPath, enter(code)).Want(t, 200).Object(t)
		if user, ok := o["user"].(map[string]any); !ok || user["email"] != address || o["token"] == "" || !signedIn(t, b) {
			t.Errorf("%v", o)
		}
		b.Post(t, enterPath, enter(code)).Want(t, 400, "INVALID_OTP")
		first, second := typed(t, w, b), typed(t, w, b)
		if first != second {
			b.Post(t, enterPath, enter(first)).Want(t, 400, "INVALID_OTP")
		}
		b.Post(t, enterPath, map[string]any{"email": "  ADA@example.com ", "otp": second}).Want(t, 200)
		b.Post(t, sendPath, map[string]any{"email": address, "type": "forget-password"}).Want(t, 400, "INVALID_OTP_TYPE")
		b.Post(t, sendPath, map[string]any{"email": "nobody", "type": "sign-in"}).Want(t, 400, "INVALID_EMAIL")
	})
}

// wrong is a code that is not the given one.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestFiveTriesSpendACode(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		code := typed(t, w, b)
		for range 5 {
			b.Post(t, enterPath, enter(wrong(code))).Want(t, 400, "INVALID_OTP")
		}
		b.Post(t, enterPath, enter(code)).Want(t, 403, "TOO_MANY_ATTEMPTS")
		if signedIn(t, b) {
			t.Error("in all the same")
		}
	})
}

func TestGuessesAtOnceAreNoMoreThanFive(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		b := w.Browser(t)
		code := typed(t, w, b)
		var looked, in atomic.Int64
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				body := `{"email":"` + address + `","otp":"` + wrong(code) + `"}`
				if i%2 == 0 {
					body = `{"email":"` + address + `","otp":"` + code + `"}`
				}
				a, err := b.Send(t.Context(), http.MethodPost, enterPath, "application/json", []byte(body))
				switch {
				case err != nil:
					t.Error(err)
				case a.Status == 200:
					in.Add(1)
				case a.Code() == "INVALID_OTP":
					looked.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() > 1 || w.Count(t, `SELECT COUNT(*) FROM sessions`) != in.Load() || w.Count(t, `SELECT COALESCE(MAX(tries), 0) FROM mailed_sign_ins`) > 5 {
			t.Errorf("%d got in, %d were looked at", in.Load(), looked.Load())
		}
	})
}

// Whether an address has an account shows neither in answers nor in rows.
func TestAnAddressWithoutAnAccountLooksTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		w.User(t, "Ada", address)
		const nobody = "nobody@example.com"
		rows := func() int64 {
			return w.Count(t, `SELECT (SELECT COUNT(*) FROM mails) + (SELECT COUNT(*) FROM mailed_sign_ins) + (SELECT COUNT(*) FROM audit_events)`)
		}
		var made []int64
		var answers []string
		for _, email := range []string{address, nobody} {
			b, before := w.Browser(t), rows()
			a := b.Post(t, linkPath, map[string]any{"email": email, "callbackURL": "/"})
			c := b.Post(t, sendPath, map[string]any{"email": email, "type": "sign-in"})
			made = append(made, rows()-before)
			answers = append(answers, string(a.Body)+string(c.Body)+a.Header.Get("Content-Type"))
			if a.Status != 200 || c.Status != 200 || len(a.Header["Set-Cookie"]) != 1 {
				t.Errorf("%s: %d %d %v", email, a.Status, c.Status, a.Header["Set-Cookie"])
			}
			for range 5 {
				b.Post(t, enterPath, map[string]any{"email": email, "otp": "x"}).Want(t, 400, "INVALID_OTP")
			}
			b.Post(t, enterPath, map[string]any{"email": email, "otp": "x"}).Want(t, 403, "TOO_MANY_ATTEMPTS")
			more := 0
			for ; b.Post(t, sendPath, map[string]any{"email": email, "type": "sign-in"}).Status == 200; more++ {
				if more > 10 {
					t.Fatal("mails go out without end")
				}
			}
			answers[len(answers)-1] += strconv.Itoa(more)
		}
		if made[0] != made[1] || answers[0] != answers[1] {
			t.Errorf("%v %q", made, answers)
		}
		w.Mailbox(t).None(t, nobody)
	})
}

func TestAnAuthorizationRequestGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		u := w.User(t, "Ada", address)
		app := w.Application(t, application.NewApplication{Slug: "skip", SkipConsent: true})
		w.Access(t, app, u)
		query := func(b *seed.Browser) string {
			return b.Authorize(t, app.Request("openid profile")).Want(t, 302).Location(t).RawQuery
		}
		b := w.Browser(t)
		if to := b.Get(t, asked(t, w, b, "oauth_query", query(b))).Want(t, 302).Location(t); to.Query().Get("code") == "" {
			t.Errorf("the link leads to %s", to)
		}
		b = w.Browser(t)
		body := enter(typed(t, w, b))
		body["oauth_query"] = query(b)
		if to := b.Post(t, enterPath, body).Want(t, 302).Location(t); to.Query().Get("code") == "" {
			t.Errorf("the code leads to %s", to)
		}
		b.Post(t, linkPath, map[string]any{"email": address, "oauth_query": "client_id=skip&sig=x"}).Want(t, 400)
		b.Post(t, linkPath, map[string]any{"email": address, "oauth_query": strings.Repeat("x", 20_000)}).Want(t, 400, "INVALID_OAUTH_QUERY")
	})
}

func TestThePolicyStillAsksForASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		u := w.User(t, "Ada", address)
		app := w.Application(t, application.NewApplication{Slug: "skip", SkipConsent: true})
		w.Access(t, app, u)
		b := w.Browser(t)
		leads(t, b.Get(t, asked(t, w, b)), w, "/enroll-mfa?redirectTo=%2Fhome")
		b = w.Browser(t)
		o := b.Post(t, enterPath, enter(typed(t, w, b))).Want(t, 200).Object(t)
		if o["twoFactorRedirect"] != true || o["enrol"] != true || o["token"] != nil {
			t.Errorf("%v", o)
		}
		b = w.Browser(t)
		query := b.Authorize(t, app.Request("openid")).Want(t, 302).Location(t).RawQuery
		if to := b.Get(t, asked(t, w, b, "oauth_query", query)).Want(t, 302).Location(t); to.Path != "/enroll-mfa" || to.Query().Get("client_id") == "" {
			t.Errorf("leads to %s", to)
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM sessions`); n != 0 {
			t.Errorf("%d sessions without a second factor", n)
		}
	}, func(c *config.Config) { c.MFARequired = "all" })
}

func TestWhoIsBannedStaysOut(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		u := w.User(t, "Ada", address)
		b := w.Browser(t)
		link, code := asked(t, w, b), typed(t, w, b)
		w.Ban(t, u.ID)
		leads(t, b.Get(t, link), w, "/failed?a=b&error=BANNED_USER")
		b.Post(t, enterPath, enter(code)).Want(t, 403, "BANNED_USER")
	})
}

// Somebody may have signed up with an address that is not theirs, and wait for
// its owner to come.
func TestTheFirstProofOfAnAddressTakesAwayWhatAStrangerKnew(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		stranger := w.Browser(t)
		stranger.Post(t, "/api/auth/sign-up/email", map[string]any{"name": "Eve", "email": address, "password": seed.Password}).Want(t, 200)
		b := w.Browser(t)
		b.Get(t, asked(t, w, b)).Want(t, 302)
		if !signedIn(t, b) || signedIn(t, stranger) {
			t.Error("the stranger is still in")
		}
		stranger.Post(t, "/api/auth/sign-in/email", map[string]any{"email": address, "password": seed.Password}).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		if n := w.Count(t, `SELECT COUNT(*) FROM users WHERE email_verified`); n != 1 {
			t.Error("the address is not verified")
		}
		w.Exec(t, `DELETE FROM users`)
		admin := w.Admin(t)
		w.Exec(t, `UPDATE users SET email = $2 WHERE id = $1`, admin.ID, address)
		b = w.Browser(t)
		b.Get(t, asked(t, w, b)).Want(t, 302)
		w.Browser(t).Post(t, "/api/auth/sign-in/email", map[string]any{"email": address, "password": seed.Password}).Want(t, 200)
	})
}

func TestAnAddressThatChangedOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w *seed.World) {
		u := w.User(t, "Ada", address)
		b := w.Browser(t)
		link, code := asked(t, w, b), typed(t, w, b)
		w.Exec(t, `UPDATE users SET email = 'countess@example.com' WHERE id = $1`, u.ID)
		w.Forget(t, "user", u.ID)
		leads(t, b.Get(t, link), w, "/failed?a=b&error=INVALID_TOKEN")
		b.Post(t, enterPath, enter(code)).Want(t, 400, "INVALID_OTP")
	})
}

func TestBothWaysAreClosedUnlessOpened(t *testing.T) {
	closed := func(c *config.Config) { c.Passwordless = config.Passwordless{} }
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, change := range map[string][]func(*config.Config){"by default": {closed}, "without a mail server": {on, seed.NoMail}} {
			t.Run(name, func(t *testing.T) {
				w := seed.New(t, d, change...)
				b := w.Browser(t)
				b.Post(t, linkPath, map[string]any{"email": address}).Want(t, 404, "MAGIC_LINK_DISABLED")
				b.Get(t, verifyPath+"?token=x&callbackURL=%2F").Want(t, 404, "MAGIC_LINK_DISABLED")
				b.Post(t, sendPath, map[string]any{"email": address, "type": "sign-in"}).Want(t, 404, "EMAIL_OTP_DISABLED")
				b.Post(t, enterPath, enter("123456")).Want(t, 404, "EMAIL_OTP_DISABLED")
				o := b.Get(t, "/api/public/config").Want(t, 200).Object(t)
				if o["magicLink"] != false || o["emailCode"] != false {
					t.Errorf("%v", o)
				}
			})
		}
		o := seed.New(t, d, on).Browser(t).Get(t, "/api/public/config").Want(t, 200).Object(t)
		if o["magicLink"] != true || o["emailCode"] != true || o["mail"] != true {
			t.Errorf("%v", o)
		}
	})
}
