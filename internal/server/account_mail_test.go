package server_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const (
	requestResetPath     = auth + "request-password-reset"
	resetPath            = auth + "reset-password"
	sendVerificationPath = auth + "send-verification-email"
	verifyEmailPath      = auth + "verify-email"
	changeEmailPath      = auth + "change-email"
	deleteUserPath       = auth + "delete-user"
	deleteCallbackPath   = auth + "delete-user/callback"
)

// manyMails lets a test have as many mails sent to one address as it takes.
func manyMails(c *config.Config) {
	c.RateLimits.Limits["mail"] = config.Limit{Max: 1000, Window: time.Hour}
}

// verifiedOnly is a service with REQUIRE_EMAIL_VERIFICATION.
func verifiedOnly(c *config.Config) { c.RequireEmailVerification = true }

// path is a link of ours as a browser asks for it.
func pathOf(u *url.URL) string { return u.RequestURI() }

// resetToken asks for a reset and returns the token of the mail.
func resetToken(t *testing.T, w *seed.World, email string) string {
	t.Helper()
	w.Browser(t).Post(t, requestResetPath, map[string]any{"email": email}).Want(t, 200)
	for {
		for _, link := range w.Mailbox(t).Await(t, email).Links {
			if token, ok := strings.CutPrefix(link.Path, resetPath+"/"); ok {
				return token
			}
		}
	}
}

func TestResetPassword(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		u := w.User(t, "Alice", "alice@example.com")
		app := w.Application(t, application.NewApplication{Slug: "conf", SkipConsent: true})
		w.Access(t, app, u)
		signedIn := w.SignedIn(t, u)
		tokens := w.Tokens(t, signedIn, app, "openid offline_access")
		b := w.Browser(t)
		b.Post(t, requestResetPath, map[string]any{"email": "x"}).Want(t, 400, "VALIDATION_ERROR")
		b.Post(t, requestResetPath, map[string]any{"email": u.Email, "redirectTo": "https://evil.example/"}).Want(t, 403, "INVALID_REDIRECT_URL")
		a := b.Post(t, requestResetPath, map[string]any{"email": "ALICE@example.com", "redirectTo": seed.TrustedOrigin + "/reset?x=1"}).Want(t, 200)
		if want := `{"status":true,"message":"If this email exists in our system, check your email for the reset link"}`; said(a) != want {
			t.Errorf("answered %s", a.Body)
		}
		link := w.Mailbox(t).AwaitLink(t, u.Email, resetPath)
		token := strings.TrimPrefix(link.Path, resetPath+"/")
		if at(link) != w.URL+resetPath+"/"+token || len(token) < 24 {
			t.Errorf("the mail leads to %s", link)
		}

		// The link leads to the page, as often as it is opened, and spends nothing.
		for target, want := range map[string]string{
			"":                                     w.URL + "/api/auth/error?error=INVALID_TOKEN",
			"/reset-password":                      w.URL + "/reset-password?token=" + token,
			seed.TrustedOrigin + "/reset?x=1":      seed.TrustedOrigin + "/reset?x=1&token=" + token,
			link.Query().Get("callbackURL"):        seed.TrustedOrigin + "/reset?x=1&token=" + token,
			seed.TrustedOrigin + "/reset#fragment": seed.TrustedOrigin + "/reset?token=" + token + "#fragment",
		} {
			a := b.Get(t, resetPath+"/"+token+"?callbackURL="+url.QueryEscape(target)).Want(t, 302)
			if got := a.Header.Get("Location"); got != want {
				t.Errorf("%q leads to %s, want %s", target, got, want)
			}
		}
		if a := b.Get(t, resetPath+"/zzz?callbackURL=%2Freset-password").Want(t, 302); a.Header.Get("Location") != w.URL+"/reset-password?error=INVALID_TOKEN" {
			t.Errorf("a bad token leads to %s", a.Header.Get("Location"))
		}
		b.Get(t, resetPath+"/"+token).Want(t, 400, "VALIDATION_ERROR")

		for _, body := range []map[string]any{{"newPassword": newPassword}, {"newPassword": newPassword, "token": "zz"}, {"newPassword": newPassword, "token": ""}} {
			b.Post(t, resetPath, body).Want(t, 400, "INVALID_TOKEN")
		}
		b.Post(t, resetPath, map[string]any{"newPassword": "a", "token": token}).Want(t, 400, "PASSWORD_TOO_SHORT")
		other := resetToken(t, w, u.Email)
		if a := b.Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token}).Want(t, 200); said(a) != `{"status":true}` {
			t.Errorf("answered %s", a.Body)
		}
		b.Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token}).Want(t, 400, "INVALID_TOKEN")
		b.Post(t, resetPath+"?token="+other, map[string]any{"newPassword": newPassword}).Want(t, 400, "INVALID_TOKEN")

		// known-bugs 37: whoever was in is out, applications too.
		if shownUser(t, signedIn) != nil {
			t.Error("a session outlived the reset")
		}
		w.Token(t, app.Refresh(tokens.Refresh)).Want(t, 400, "invalid_grant")
		if mail := w.Mailbox(t).Await(t, u.Email); !strings.Contains(strings.ToLower(mail.Subject), "password") {
			t.Errorf("the notice is about %q", mail.Subject)
		}
		b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 401)
		b.Post(t, signInPath, map[string]any{"email": u.Email, "password": newPassword}).Want(t, 200)
		if shownUser(t, b)["emailVerified"] != true {
			t.Error("who has the mail has the address")
		}
		for action, n := range map[string]int64{"user.password_reset_requested": 2, "user.password_reset": 1, "user.grants_revoked": 1} {
			if got := events(t, w, action, u.ID); got != n {
				t.Errorf("%d entries of %s", got, action)
			}
		}

		t.Run("by the query", func(t *testing.T) {
			b.Post(t, resetPath+"?token="+resetToken(t, w, u.Email), map[string]any{"newPassword": newPassword}).Want(t, 200)
		})
		t.Run("too late", func(t *testing.T) {
			late := resetToken(t, w, u.Email)
			w.Advance(t, time.Hour)
			b.Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": late}).Want(t, 400, "INVALID_TOKEN")
		})
		t.Run("who had no password gets one", func(t *testing.T) {
			w.Exec(t, `DELETE FROM accounts WHERE user_id = $1`, u.ID)
			b.Post(t, resetPath, map[string]any{"newPassword": seed.Password, "token": resetToken(t, w, u.Email)}).Want(t, 200)
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
		})
		t.Run("after the address was changed", func(t *testing.T) {
			token := resetToken(t, w, u.Email)
			w.Exec(t, `UPDATE users SET email = 'new@example.com' WHERE id = $1`, u.ID)
			b.Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token}).Want(t, 400, "INVALID_TOKEN")
		})
		t.Run("after the account was deleted", func(t *testing.T) {
			token := resetToken(t, w, "new@example.com")
			if err := w.Services.Users.Remove(t.Context(), seed.Console(), u.ID); err != nil {
				t.Fatal(err)
			}
			b.Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token}).Want(t, 400, "INVALID_TOKEN")
		})
	})
}

// once runs f 50 times in parallel and returns how often it was right.
func once(t *testing.T, w *seed.World, f func(ctx context.Context, b *seed.Browser) (seed.Answer, error), right func(seed.Answer) bool) int {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	good := 0
	for range 50 {
		b := w.Browser(t)
		wg.Go(func() {
			a, err := f(t.Context(), b)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				t.Error(err)
			case right(a):
				good++
			case a.Status == 503 || a.Status == 400 || a.Status == 401 || a.Status == 302:
			default:
				t.Errorf("answered %d %s %q", a.Status, a.Body, complaints.take())
			}
		})
	}
	wg.Wait()
	return good
}

func TestLinksWorkOnceHoweverManyTryAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d, manyMails)
		u := w.User(t, "Alice", "alice@example.com")
		ok := func(a seed.Answer) bool { return a.Status == 200 }

		token := resetToken(t, w, u.Email)
		n := once(t, w, func(ctx context.Context, b *seed.Browser) (seed.Answer, error) {
			return b.Send(ctx, "POST", resetPath, asJSON, []byte(`{"newPassword":"`+newPassword+`","token":"`+token+`"}`))
		}, ok)
		if n != 1 {
			t.Errorf("one reset token worked %d times", n)
		}

		w.Exec(t, `UPDATE users SET email_verified = FALSE WHERE id = $1`, u.ID)
		w.Mailbox(t).Await(t, u.Email)
		w.Browser(t).Post(t, sendVerificationPath, map[string]any{"email": u.Email}).Want(t, 200)
		link := w.Mailbox(t).AwaitLink(t, u.Email, verifyEmailPath)
		n = once(t, w, func(ctx context.Context, b *seed.Browser) (seed.Answer, error) {
			return b.Send(ctx, "GET", verifyEmailPath+"?token="+link.Query().Get("token"), "", nil)
		}, ok)
		if n != 1 {
			t.Errorf("one link to verify worked %d times", n)
		}

		b := w.SignedIn(t, u)
		b.Post(t, changeEmailPath, map[string]any{"newEmail": "moved@example.com"}).Want(t, 200)
		link = w.Mailbox(t).AwaitLink(t, "moved@example.com", verifyEmailPath)
		n = once(t, w, func(ctx context.Context, b *seed.Browser) (seed.Answer, error) {
			return b.Send(ctx, "GET", verifyEmailPath+"?token="+link.Query().Get("token"), "", nil)
		}, ok)
		if n != 1 {
			t.Errorf("one link to change the address worked %d times", n)
		}

		b.Post(t, deleteUserPath, map[string]any{}).Want(t, 200)
		link = w.Mailbox(t).AwaitLink(t, "moved@example.com", deleteCallbackPath)
		cookie := sessionCookie + "=" + b.Cookie(t, sessionCookie)
		n = once(t, w, func(ctx context.Context, b *seed.Browser) (seed.Answer, error) {
			return b.Send(ctx, "GET", deleteCallbackPath+"?token="+link.Query().Get("token"), "", nil, "Cookie", cookie)
		}, ok)
		if n != 1 {
			t.Errorf("one link to delete an account worked %d times", n)
		}
		if m := w.Mailbox(t).Await(t, "moved@example.com"); !strings.Contains(m.Text, "will be deleted on 30 November 2026") {
			t.Errorf("told %q", m.Text)
		}
	})
}

func TestVerifyEmail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		u := w.User(t, "Alice", "alice@example.com")
		b := w.SignedIn(t, u)
		verified := func() bool { return shownUser(t, b)["emailVerified"] == true }
		link := func(callback string) *url.URL {
			t.Helper()
			a := b.Post(t, sendVerificationPath, map[string]any{"email": u.Email, "callbackURL": callback}).Want(t, 200)
			if said(a) != `{"status":true}` {
				t.Errorf("answered %s", a.Body)
			}
			return w.Mailbox(t).AwaitLink(t, u.Email, verifyEmailPath)
		}
		anonymous := w.Browser(t)
		b.Post(t, sendVerificationPath, map[string]any{"email": "x"}).Want(t, 400, "VALIDATION_ERROR")
		anonymous.Get(t, verifyEmailPath).Want(t, 400, "VALIDATION_ERROR")
		anonymous.Get(t, verifyEmailPath+"?token=zz").Want(t, 401, "INVALID_TOKEN")
		if a := anonymous.Get(t, verifyEmailPath+"?token=zz&callbackURL=%2Fverify%3Fa%3D1").Want(t, 302); a.Header.Get("Location") != "/verify?a=1&error=INVALID_TOKEN" {
			t.Errorf("a bad token leads to %s", a.Header.Get("Location"))
		}
		first := link("/ok")
		if first.Query().Get("callbackURL") != "/ok" || at(first) != w.URL+verifyEmailPath {
			t.Errorf("the mail leads to %s", first)
		}
		anonymous.Do(t, "HEAD", pathOf(first), "", "").Want(t, 200)
		if verified() {
			t.Error("looking at the link verified the address")
		}
		if a := anonymous.Get(t, pathOf(first)).Want(t, 302); a.Header.Get("Location") != "/ok" || len(a.Header["Set-Cookie"]) != 0 {
			t.Errorf("leads to %s and sets %q", a.Header.Get("Location"), a.Header["Set-Cookie"])
		}
		if !verified() {
			t.Error("the address is not verified")
		}
		if a := anonymous.Get(t, pathOf(first)).Want(t, 302); a.Header.Get("Location") != "/ok?error=INVALID_TOKEN" {
			t.Errorf("a replay leads to %s", a.Header.Get("Location"))
		}
		if n := events(t, w, "user.email_verified", u.ID); n != 1 {
			t.Errorf("%d entries in the audit trail", n)
		}
		b.Post(t, sendVerificationPath, map[string]any{"email": u.Email}).Want(t, 200)
		w.Mailbox(t).None(t, u.Email)

		unverify := func() {
			t.Helper()
			w.Exec(t, `UPDATE users SET email_verified = FALSE WHERE id = $1`, u.ID)
			w.Forget(t, "user", u.ID)
		}
		unverify()
		plain := link("")
		if a := anonymous.Get(t, verifyEmailPath+"?token="+plain.Query().Get("token")).Want(t, 200); said(a) != `{"status":true,"user":null}` {
			t.Errorf("answered %s", a.Body)
		}
		unverify()
		late := link("")
		w.Advance(t, 24*time.Hour)
		anonymous.Get(t, verifyEmailPath+"?token="+late.Query().Get("token")).Want(t, 401, "TOKEN_EXPIRED")
		gone := link("")
		if err := w.Services.Users.Remove(t.Context(), seed.Console(), u.ID); err != nil {
			t.Fatal(err)
		}
		anonymous.Get(t, verifyEmailPath+"?token="+gone.Query().Get("token")).Want(t, 401, "USER_NOT_FOUND")
	})
}

// known-bugs 36, with REQUIRE_EMAIL_VERIFICATION: nobody gets in before their
// address is verified, and signing up tells nobody which addresses are taken.
func TestRequiredVerification(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, verifiedOnly, manyMails)
		b := w.Browser(t)
		const email = "alice@example.com"
		form := map[string]any{"name": "Alice", "email": email, "password": seed.Password, "callbackURL": "/welcome"}
		made := b.Post(t, signUpPath, form).Want(t, 200)
		if o := made.Object(t); o["token"] != nil || members(o["user"].(map[string]any)) != userMembers || len(made.Header["Set-Cookie"]) != 0 {
			t.Errorf("answered %s and sets %q", made.Body, made.Header["Set-Cookie"])
		}
		link := w.Mailbox(t).AwaitLink(t, email, verifyEmailPath)
		signIn := map[string]any{"email": email, "password": seed.Password}
		if a := b.Post(t, signInPath, signIn).Want(t, 403, "EMAIL_NOT_VERIFIED"); len(a.Header["Set-Cookie"]) != 0 {
			t.Errorf("a refusal sets %q", a.Header["Set-Cookie"])
		}
		again := w.Mailbox(t).AwaitLink(t, email, verifyEmailPath)
		b.Post(t, signInPath, map[string]any{"email": email, "password": "nope12345"}).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		w.Mailbox(t).None(t, email)
		if a := b.Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/welcome" {
			t.Errorf("leads to %s", a.Header.Get("Location"))
		}
		b.Post(t, signInPath, signIn).Want(t, 200)
		if a := w.Browser(t).Get(t, pathOf(again)).Want(t, 302); strings.Contains(a.Header.Get("Location"), "error") {
			t.Errorf("another link leads to %s", a.Header.Get("Location"))
		}

		// Once more, with the same address: the same answer, and its owner is told.
		form["password"], form["name"] = newPassword, "Mallory"
		repeated := w.Browser(t).Post(t, signUpPath, form).Want(t, 200)
		fresh := w.Browser(t).Post(t, signUpPath, map[string]any{"name": "Mallory", "email": "new@example.com", "password": newPassword}).Want(t, 200)
		if a, b := masked(repeated), masked(fresh); a != b {
			t.Errorf("a taken address answers %s, a new one %s", a, b)
		}
		told := w.Mailbox(t).Await(t, email)
		w.Browser(t).Post(t, signInPath, map[string]any{"email": email, "password": newPassword}).Want(t, 401)
		token := strings.TrimPrefix(told.Link(t, resetPath).Path, resetPath+"/")
		w.Browser(t).Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": token}).Want(t, 200)
		w.Browser(t).Post(t, signInPath, map[string]any{"email": email, "password": newPassword}).Want(t, 200)

		// Somebody registered the address of another: the owner's password counts.
		w.Mailbox(t).Await(t, "new@example.com")
		w.Browser(t).Post(t, signUpPath, map[string]any{"name": "Nora", "email": "new@example.com", "password": "Nora's own 1"}).Want(t, 200)
		token = strings.TrimPrefix(w.Mailbox(t).AwaitLink(t, "new@example.com", resetPath).Path, resetPath+"/")
		w.Browser(t).Post(t, resetPath, map[string]any{"newPassword": "Nora's own 1", "token": token}).Want(t, 200)
		w.Browser(t).Post(t, signInPath, map[string]any{"email": "new@example.com", "password": newPassword}).Want(t, 401)
		w.Browser(t).Post(t, signInPath, map[string]any{"email": "new@example.com", "password": "Nora's own 1"}).Want(t, 200)
	})
}

// masked is an answer without the id, the address and the time that tell one
// account from another.
func masked(a seed.Answer) string {
	text := string(a.Body)
	for _, member := range []string{"id", "email", "createdAt", "updatedAt"} {
		_, rest, found := strings.Cut(text, `"`+member+`":"`)
		if value, _, closed := strings.Cut(rest, `"`); found && closed {
			text = strings.ReplaceAll(text, value, strings.Repeat("x", 1))
		}
	}
	headers := []string{}
	for name := range a.Header {
		if !slices.Contains([]string{"Date", "X-Request-Id", "Content-Length"}, name) {
			headers = append(headers, name)
		}
	}
	slices.Sort(headers)
	return strings.Join(headers, " ") + text
}

// Whether an address has an account shows neither in status and body nor in what
// is done for the answer.
func TestNothingTellsWhichAddressesHaveAccounts(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, verifiedOnly, manyMails)
		known, caller := w.User(t, "Alice", "alice@example.com"), w.User(t, "Carol", "carol@example.com")
		w.Exec(t, `UPDATE users SET email_verified = TRUE WHERE id = $1`, caller.ID)
		w.Forget(t, "user", caller.ID)
		users := w.Services.Users
		by := actor.Actor{UserID: caller.ID}
		work := func(f func(ctx context.Context) error) int64 {
			t.Helper()
			ctx, n := db.Counting(t.Context())
			if err := f(ctx); err != nil {
				t.Fatal(err)
			}
			return n.Load()
		}
		for name, c := range map[string]struct {
			path string
			body func(email string) map[string]any
			do   func(ctx context.Context, email string) error
		}{
			"reset": {
				requestResetPath, func(email string) map[string]any { return map[string]any{"email": email} },
				func(ctx context.Context, email string) error {
					return users.RequestReset(ctx, actor.Actor{}, email, "")
				},
			},
			"verification": {
				sendVerificationPath, func(email string) map[string]any { return map[string]any{"email": email} },
				func(ctx context.Context, email string) error {
					return users.RequestVerification(ctx, actor.Actor{}, email, "")
				},
			},
			"change of the address": {
				changeEmailPath, func(email string) map[string]any { return map[string]any{"newEmail": email} },
				func(ctx context.Context, email string) error {
					return users.RequestChange(ctx, by, caller.ID, email, "")
				},
			},
			"sign-up": {
				signUpPath, func(email string) map[string]any {
					return map[string]any{"email": email, "password": newPassword, "name": "A"}
				},
				func(ctx context.Context, email string) error {
					_, err := users.SignUp(ctx, actor.Actor{}, user.NewUser{Name: "A", Email: email, Password: newPassword}, "", nil)
					return err
				},
			},
		} {
			t.Run(name, func(t *testing.T) {
				w.Advance(t, 2*time.Hour) // so that there may be mails again
				b := w.SignedIn(t, caller)
				if name == "sign-up" {
					b = w.Browser(t)
				}
				if a, b := masked(b.Post(t, c.path, c.body(known.Email)).Want(t, 200)), masked(b.Post(t, c.path, c.body(strings.Fields(name)[0]+"-1@example.com")).Want(t, 200)); a != b {
					t.Errorf("a taken address answers %s, an unknown one %s", a, b)
				}
				taken := work(func(ctx context.Context) error { return c.do(ctx, known.Email) })
				free := work(func(ctx context.Context) error { return c.do(ctx, strings.Fields(name)[0]+"-2@example.com") })
				if taken != free || taken == 0 {
					t.Errorf("%d statements for a taken address, %d for an unknown one", taken, free)
				}
			})
		}
	})
}

func TestChangeEmail(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		u, other := w.User(t, "Alice", "alice@example.com"), w.User(t, "Otto", "otto@example.com")
		b := w.SignedIn(t, u)
		const moved = "alice.wonder@example.com"
		b.Post(t, changeEmailPath, map[string]any{"newEmail": "n"}).Want(t, 400, "VALIDATION_ERROR")
		b.Post(t, changeEmailPath, map[string]any{"newEmail": "Alice@example.com"}).Want(t, 400, "EMAIL_IS_THE_SAME")
		w.Browser(t).Post(t, changeEmailPath, map[string]any{"newEmail": moved}).Want(t, 401, "UNAUTHORIZED")

		free := b.Post(t, changeEmailPath, map[string]any{"newEmail": moved, "callbackURL": "/profile"}).Want(t, 200)
		link := w.Mailbox(t).AwaitLink(t, moved, verifyEmailPath)
		if notice := w.Mailbox(t).Await(t, u.Email); !strings.Contains(notice.Text, "wants it to have the address "+moved) {
			t.Errorf("the present address is told %q", notice.Text)
		}
		if shownUser(t, b)["email"] != u.Email {
			t.Error("the address changed before it was proved")
		}
		reset := resetToken(t, w, u.Email)
		if a := w.Browser(t).Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/profile" {
			t.Errorf("leads to %s", a.Header.Get("Location"))
		}
		if got := shownUser(t, b); got["email"] != moved || got["emailVerified"] != true {
			t.Errorf("the user is %v", got)
		}
		if notice := w.Mailbox(t).Await(t, u.Email); !strings.Contains(notice.Text, moved) {
			t.Errorf("the old address is told %q", notice.Text)
		}
		if a := w.Browser(t).Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/profile?error=INVALID_TOKEN" {
			t.Errorf("a replay leads to %s", a.Header.Get("Location"))
		}
		w.Browser(t).Post(t, resetPath, map[string]any{"newPassword": newPassword, "token": reset}).Want(t, 400, "INVALID_TOKEN")
		w.Browser(t).Post(t, signInPath, map[string]any{"email": moved, "password": seed.Password}).Want(t, 200)
		w.Browser(t).Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 401)

		taken := b.Post(t, changeEmailPath, map[string]any{"newEmail": other.Email}).Want(t, 200)
		if string(taken.Body) != string(free.Body) {
			t.Errorf("a taken address answers %s, a free one %s", taken.Body, free.Body)
		}
		w.Mailbox(t).None(t, other.Email)

		// Somebody else gets the address before the link is opened.
		b.Post(t, changeEmailPath, map[string]any{"newEmail": "late@example.com"}).Want(t, 200)
		link = w.Mailbox(t).AwaitLink(t, "late@example.com", verifyEmailPath)
		w.User(t, "Late", "late@example.com")
		w.Browser(t).Get(t, verifyEmailPath+"?token="+link.Query().Get("token")).Want(t, 401, "INVALID_TOKEN")
		if got := shownUser(t, b); got["email"] != moved {
			t.Errorf("the user is %v", got)
		}
		if n := events(t, w, "user.email_changed", u.ID); n != 1 {
			t.Errorf("%d entries in the audit trail", n)
		}
	})
}

func TestDeleteUser(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, manyMails)
		u := w.User(t, "Alice", "alice@example.com")
		signIn := func() *seed.Browser {
			t.Helper()
			b := w.Browser(t)
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
			return b
		}
		exists := func() bool { return w.Count(t, `SELECT count(*) FROM users WHERE id = $1`, u.ID) == 1 }
		purge := func() {
			t.Helper()
			if err := w.Services.Users.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		b, elsewhere := signIn(), signIn()
		w.Browser(t).Post(t, deleteUserPath, map[string]any{}).Want(t, 401, "UNAUTHORIZED")
		b.Post(t, deleteUserPath, map[string]any{"password": "wrong"}).Want(t, 400, "INVALID_PASSWORD")
		b.Post(t, deleteUserPath, map[string]any{"token": "zz"}).Want(t, 401, "INVALID_TOKEN")

		// By password, and back by signing in.
		a := b.Post(t, deleteUserPath, map[string]any{"password": seed.Password}).Want(t, 200)
		if said(a) != `{"success":true,"message":"User deleted"}` || b.Cookie(t, sessionCookie) != "" {
			t.Errorf("answered %s and sets %q", a.Body, a.Header["Set-Cookie"])
		}
		if shownUser(t, elsewhere) != nil {
			t.Error("a session outlived the account")
		}
		w.Advance(t, 167*time.Hour)
		purge()
		if !exists() {
			t.Fatal("the account went before its time")
		}
		b = signIn()
		w.Advance(t, 2*time.Hour)
		purge()
		if !exists() {
			t.Fatal("the account went though its owner came back")
		}

		// By mail.
		if a := b.Post(t, deleteUserPath, map[string]any{"callbackURL": "/bye"}).Want(t, 200); said(a) != `{"success":true,"message":"Verification email sent"}` {
			t.Errorf("answered %s", a.Body)
		}
		link := w.Mailbox(t).AwaitLink(t, u.Email, deleteCallbackPath)
		if a := w.Browser(t).Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/bye?error=UNAUTHORIZED" {
			t.Errorf("without a session it leads to %s", a.Header.Get("Location"))
		}
		w.Browser(t).Get(t, deleteCallbackPath+"?token="+link.Query().Get("token")).Want(t, 401, "UNAUTHORIZED")
		other := w.SignedIn(t, w.User(t, "Otto", "otto@example.com"))
		if a := other.Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/bye?error=INVALID_TOKEN" {
			t.Errorf("in another's session it leads to %s", a.Header.Get("Location"))
		}
		b.Do(t, "HEAD", pathOf(link), "", "").Want(t, 200)
		if a := b.Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/bye" || b.Cookie(t, sessionCookie) != "" {
			t.Errorf("leads to %s and sets %q", a.Header.Get("Location"), a.Header["Set-Cookie"])
		}
		b = signIn()
		if a := b.Get(t, pathOf(link)).Want(t, 302); a.Header.Get("Location") != "/bye?error=INVALID_TOKEN" {
			t.Errorf("a replay leads to %s", a.Header.Get("Location"))
		}

		// And nobody comes back in time.
		b.Post(t, deleteUserPath, map[string]any{"password": seed.Password}).Want(t, 200)
		w.Advance(t, 168*time.Hour)
		purge()
		if exists() {
			t.Error("the account is still there")
		}
		w.Browser(t).Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		for action, n := range map[string]int64{"user.deletion_scheduled": 3, "user.restored": 2, "user.deleted": 1, "user.deletion_requested": 1} {
			if got := events(t, w, action, u.ID); got != n {
				t.Errorf("%d entries of %s, want %d", got, action, n)
			}
		}

		stale := w.SignedIn(t, w.User(t, "Stella", "stella@example.com"))
		w.Exec(t, `UPDATE sessions SET remember = FALSE, updated_at = updated_at - 86400000, expires_at = expires_at + 86400000`)
		poll(t, w.Services)
		w.Exec(t, `UPDATE sessions SET updated_at = updated_at - 1`)
		for _, s := range []string{"stella@example.com"} {
			u, err := w.Services.Users.ByEmail(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			all, err := w.Services.Sessions.List(t.Context(), u.ID)
			if err != nil || len(all) != 1 {
				t.Fatal(err, all)
			}
			w.Forget(t, "session", all[0].Token)
		}
		stale.Post(t, deleteUserPath, map[string]any{}).Want(t, 403, "SESSION_NOT_FRESH")
	})
}

func TestDeleteUserAtOnceAndTheLastSuperadmin(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.DeletionGrace = 0 })
		u, root := w.User(t, "Alice", "alice@example.com"), w.Superadmin(t)
		w.SignedIn(t, u).Post(t, deleteUserPath, map[string]any{"password": seed.Password}).Want(t, 200)
		if n := w.Count(t, `SELECT count(*) FROM users WHERE id = $1`, u.ID); n != 0 {
			t.Error("the account is still there")
		}
		w.SignedIn(t, root).Post(t, deleteUserPath, map[string]any{"password": seed.Password}).Want(t, 400, "LAST_SUPERADMIN")

		// Of two that go at the same time, one stays.
		second, err := w.Services.Users.CreateBy(t.Context(), seed.Console(), user.NewUser{Name: "Second", Email: "second@example.com", Password: seed.Password, Role: actor.RoleSuperadmin})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, id := range []string{root.ID, second.ID} {
			wg.Go(func() { _, _ = w.Services.Users.Delete(t.Context(), seed.Console(), id) })
		}
		wg.Wait()
		if n := w.Count(t, `SELECT count(*) FROM users WHERE role = 'superadmin'`); n != 1 {
			t.Errorf("%d superadmins are left", n)
		}
	})
}

// Without mail, what needs it is refused for every address alike.
func TestWithoutMail(t *testing.T) {
	quiet(t)
	w := seed.New(t, sqlite(t), seed.NoMail)
	u := w.User(t, "Alice", "alice@example.com")
	b := w.SignedIn(t, u)
	for _, email := range []string{u.Email, "none@example.com"} {
		b.Post(t, requestResetPath, map[string]any{"email": email}).Want(t, 400, "RESET_PASSWORD_DISABLED")
		b.Post(t, sendVerificationPath, map[string]any{"email": email}).Want(t, 400, "VERIFICATION_EMAIL_NOT_ENABLED")
		b.Post(t, changeEmailPath, map[string]any{"newEmail": email}).Want(t, 400, "CHANGE_EMAIL_DISABLED")
	}
	b.Post(t, deleteUserPath, map[string]any{}).Want(t, 400, "MAIL_NOT_CONFIGURED")
	b.Post(t, changePasswordPath, map[string]any{"currentPassword": seed.Password, "newPassword": newPassword}).Want(t, 200)
	b.Post(t, deleteUserPath, map[string]any{"password": newPassword}).Want(t, 200)
}

// Nobody's mailbox is filled by whoever knows the address, and a session that
// was taken over is no place to guess the password in.
func TestMailsAndGuessesInASessionAreLimited(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Alice", "alice@example.com")
		for _, email := range []string{u.Email, "none@example.com"} {
			asked := 0
			for ; asked < 20; asked++ {
				path := []string{requestResetPath, sendVerificationPath}[asked%2]
				if a := w.Browser(t).Post(t, path, map[string]any{"email": email}); a.Status != 200 {
					a.Want(t, 429, "TOO_MANY_REQUESTS")
					break
				}
			}
			if want := w.Config.RateLimits.Limits["mail"].Max + 1; asked != want { // the one beyond makes the next wait
				t.Errorf("%s was written to %d times, want %d", email, asked, want)
			}
		}
		b := w.SignedIn(t, u)
		guesses := 0
		for ; guesses < 30; guesses++ {
			path, body := verifyPasswordPath, map[string]any{"password": "bad"}
			if guesses%2 == 1 {
				path, body = changePasswordPath, map[string]any{"currentPassword": "bad", "newPassword": newPassword}
			}
			if a := b.Post(t, path, body); a.Status != 400 {
				a.Want(t, 429, "TOO_MANY_REQUESTS")
				break
			}
		}
		if want := w.Config.RateLimits.Limits["failed-device"].Max + 1; guesses != want {
			t.Errorf("%d guesses in one session, want %d", guesses, want)
		}
		b.Post(t, deleteUserPath, map[string]any{"password": seed.Password}).Want(t, 429, "TOO_MANY_REQUESTS")
		w.SignedIn(t, u).Post(t, verifyPasswordPath, map[string]any{"password": seed.Password}).Want(t, 200)
	})
}
