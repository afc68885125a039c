package server_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

const (
	signUpPath  = "/api/auth/sign-up/email"
	signInPath  = "/api/auth/sign-in/email"
	signOutPath = "/api/auth/sign-out"
	sessionPath = "/api/auth/get-session"
	listPath    = "/api/auth/list-sessions"
)

// signedCookie is a cookie's value as contract/better-auth-api.md 0.4 says,
// computed without the service's own code.
func signedCookie(value string) string {
	h := hmac.New(sha256.New, []byte(seed.Secret))
	h.Write([]byte(value))
	signature := base64.StdEncoding.EncodeToString(h.Sum(nil))
	return strings.NewReplacer("%21", "!").Replace(url.QueryEscape(value + "." + signature))
}

// sessionCookies are the Set-Cookie headers but for that of the browser itself.
func sessionCookies(a seed.Answer) []string {
	return slices.DeleteFunc(slices.Clone(a.Header["Set-Cookie"]), func(line string) bool { return strings.HasPrefix(line, "better-auth.known_device=") })
}

// members are the names in a JSON object, sorted.
func members(o map[string]any) string {
	var names []string
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

const (
	userMembers    = "address banExpires banReason banned company createdAt email emailVerified id image isMfaRequired name phone position role twoFactorEnabled updatedAt"
	sessionMembers = "activeOrganizationId createdAt expiresAt id impersonatedBy ipAddress token updatedAt userAgent userId"
)

func TestSignUpSignInSignOut(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		b := w.Browser(t)

		made := b.Post(t, signUpPath, map[string]any{
			"email": "ALICE@EXAMPLE.COM", "password": seed.Password, "name": "Alice Wonder", "phone": "+331", "image": "https://x.example/a.png",
		}).Want(t, 200)
		body := made.Object(t)
		user := body["user"].(map[string]any)
		if members(body) != "token user" || members(user) != userMembers {
			t.Errorf("sign-up answers %s with a user of %s", members(body), members(user))
		}
		if user["email"] != "alice@example.com" || user["emailVerified"] != false || user["role"] != "user" || user["company"] != nil || user["phone"] != "+331" {
			t.Errorf("user %v", user)
		}
		token, _ := body["token"].(string)
		if len(token) != 32 || len(user["id"].(string)) != 32 {
			t.Errorf("token %q, id %q", token, user["id"])
		}
		want := []string{"better-auth.session_token=" + signedCookie(token) + "; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"}
		if got := sessionCookies(made); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("Set-Cookie %q, want %q", got, want)
		}

		current := b.Get(t, sessionPath).Want(t, 200)
		shown := current.Object(t)
		session := shown["session"].(map[string]any)
		if members(shown) != "session user" || members(session) != sessionMembers || members(shown["user"].(map[string]any)) != userMembers {
			t.Errorf("get-session shows %v", shown)
		}
		if session["token"] != token || session["expiresAt"] != "2026-11-30T08:00:00.123Z" || session["createdAt"] != "2026-11-23T08:00:00.123Z" {
			t.Errorf("session %v", session)
		}
		if session["ipAddress"] != "127.0.0.1" || session["userAgent"] == "" || session["activeOrganizationId"] != nil || session["impersonatedBy"] != nil {
			t.Errorf("session %v", session)
		}
		checkSessionJWT(t, w, current, user["id"].(string))

		var list []map[string]any
		b.Get(t, listPath).Want(t, 200).Into(t, &list)
		if len(list) != 1 || members(list[0]) != sessionMembers || list[0]["token"] != token {
			t.Errorf("list-sessions %v", list)
		}

		out := b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
		if string(out.Body) != `{"success":true}` {
			t.Errorf("sign-out answers %s", out.Body)
		}
		cleared := []string{
			"better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
			"better-auth.session_data=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
			"better-auth.dont_remember=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
		}
		if got := out.Header["Set-Cookie"]; fmt.Sprint(got) != fmt.Sprint(cleared) {
			t.Errorf("Set-Cookie %q", got)
		}
		// The old cookie opens nothing any more, wherever it was copied to.
		thief := w.Browser(t)
		old := []string{"Cookie", "better-auth.session_token=" + signedCookie(token)}
		if a := thief.Get(t, sessionPath, old...).Want(t, 200); string(a.Body) != "null" {
			t.Errorf("an ended session still shows %s", a.Body)
		}
		thief.Get(t, listPath, old...).Want(t, 401, "UNAUTHORIZED")
		b.Post(t, signOutPath, map[string]any{}).Want(t, 200)

		in := b.Post(t, signInPath, map[string]any{"email": " Alice@example.com", "password": seed.Password, "callbackURL": "/dash"}).Want(t, 200)
		body = in.Object(t)
		if members(body) != "redirect token url user" || body["redirect"] != true || body["url"] != "/dash" || in.Header.Get("Location") != "/dash" {
			t.Errorf("sign-in with a callbackURL answers %s, Location %q", in.Body, in.Header.Get("Location"))
		}
		in = b.Post(t, signInPath, map[string]any{"email": "alice@example.com", "password": seed.Password, "rememberMe": false}).Want(t, 200)
		body = in.Object(t)
		if members(body) != "redirect token user" || body["redirect"] != false {
			t.Errorf("sign-in answers %s", in.Body)
		}
		want = []string{
			"better-auth.session_token=" + signedCookie(body["token"].(string)) + "; Path=/; HttpOnly; SameSite=Lax",
			"better-auth.dont_remember=" + signedCookie("true") + "; Path=/; HttpOnly; SameSite=Lax",
		}
		if got := sessionCookies(in); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("Set-Cookie %q, want %q", got, want)
		}
		session = b.Get(t, sessionPath).Object(t)["session"].(map[string]any)
		if session["expiresAt"] != "2026-11-24T08:00:00.123Z" {
			t.Errorf("a session of this browser only ends at %v", session["expiresAt"])
		}
		b.Get(t, listPath).Want(t, 200).Into(t, &list)
		if len(list) != 2 {
			t.Errorf("%d sessions after two sign-ins", len(list))
		}
	})
}

// checkSessionJWT checks the header set-auth-jwt with the published keys.
func checkSessionJWT(t *testing.T, w *seed.World, a seed.Answer, userID string) {
	t.Helper()
	if a.Header.Get("Access-Control-Expose-Headers") != "set-auth-jwt" {
		t.Error("scripts cannot read set-auth-jwt")
	}
	claims := verifiedJWT(t, w, a.Header.Get("Set-Auth-Jwt"), jose.EdDSA, "")
	now := float64(w.Clock.Now().Unix())
	if claims["sub"] != userID || claims["iss"] != w.URL || claims["aud"] != w.URL || claims["iat"] != now || claims["exp"] != now+900 {
		t.Errorf("set-auth-jwt holds %v", claims)
	}
	for _, private := range []string{"banned", "banReason", "banExpires", "isMfaRequired", "twoFactorEnabled"} {
		if _, told := claims[private]; told {
			t.Errorf("set-auth-jwt tells %s", private)
		}
	}
}

// verifiedJWT checks a JWT's signature with the published key set and returns
// its claims.
func verifiedJWT(t *testing.T, w *seed.World, text string, alg jose.SignatureAlgorithm, typ string) map[string]any {
	t.Helper()
	var set jose.JSONWebKeySet
	w.Browser(t).Get(t, "/api/auth/jwks").Want(t, 200).Into(t, &set)
	jws, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{alg})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	header := jws.Signatures[0].Protected
	if got, _ := header.ExtraHeaders[jose.HeaderType].(string); got != typ {
		t.Errorf("typ %q, want %q", got, typ)
	}
	published := set.Key(header.KeyID)
	if len(published) != 1 {
		t.Fatalf("%d published keys have the id %s", len(published), header.KeyID)
	}
	payload, err := jws.Verify(published[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	seed.Answer{Body: payload}.Into(t, &claims)
	return claims
}

func TestSessionLife(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Life", "life@example.com")
		b := w.SignedIn(t, u)
		expires := func(query string) (string, seed.Answer) {
			t.Helper()
			a := b.Get(t, sessionPath+query).Want(t, 200)
			return a.Object(t)["session"].(map[string]any)["expiresAt"].(string), a
		}
		first, _ := expires("")
		w.Advance(t, 23*time.Hour)
		if at, a := expires(""); at != first || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("renewed after 23 hours: %s %q", at, a.Header.Get("Set-Cookie"))
		}
		w.Advance(t, time.Hour)
		if at, a := expires("?disableRefresh=true"); at != first || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("renewed in spite of disableRefresh: %s", at)
		}
		at, a := expires("")
		if want := w.Clock.Now().Add(7 * 24 * time.Hour).UTC().Format("2006-01-02T15:04:05.000Z"); at != want {
			t.Errorf("after 24 hours it expires at %s, want %s", at, want)
		}
		if cookie := a.Header.Get("Set-Cookie"); !strings.Contains(cookie, "Max-Age=604800") {
			t.Errorf("the renewed cookie is %q", cookie)
		}
		w.Advance(t, 7*24*time.Hour)
		ended := b.Get(t, sessionPath).Want(t, 200)
		if string(ended.Body) != "null" || len(ended.Header["Set-Cookie"]) != 3 {
			t.Errorf("an expired session shows %s and sets %q", ended.Body, ended.Header["Set-Cookie"])
		}
	})
}

func TestCookiesThatOpenNothing(t *testing.T) {
	d := sqlite(t)
	w := seed.New(t, d)
	b := w.SignedIn(t, w.User(t, "Alice", "alice@example.com"))
	good := b.Cookie(t, "better-auth.session_token")
	text, err := url.PathUnescape(good)
	if err != nil {
		t.Fatal(err)
	}
	token, signature, _ := strings.Cut(text, ".")
	if a := b.Get(t, sessionPath); string(a.Body) == "null" {
		t.Fatal("the good cookie opens nothing")
	}
	stranger := w.Browser(t)
	for name, value := range map[string]string{
		"no signature":      token,
		"empty signature":   token + ".",
		"other signature":   url.QueryEscape(token + "." + signature[:43] + "A"),
		"signed otherwise":  url.QueryEscape(strings.ToUpper(token) + "." + signature),
		"cut signature":     url.QueryEscape(text[:len(text)-1]),
		"garbage":           "%zz",
		"nothing":           "",
		"unknown but valid": signedCookie("abcdefghijklmnopqrstuvwxyzABCDEF"),
	} {
		a := stranger.Get(t, sessionPath, "Cookie", "better-auth.session_token="+value)
		if a.Status != 200 || string(a.Body) != "null" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
		stranger.Get(t, listPath, "Cookie", "better-auth.session_token="+value).Want(t, 401, "UNAUTHORIZED")
	}
	if a := stranger.Get(t, sessionPath, "Authorization", "Bearer "+token); string(a.Body) != "null" {
		t.Errorf("a session token as a bearer token opens %s", a.Body)
	}
	if a := stranger.Get(t, sessionPath, "Cookie", "other=1; better-auth.session_token="+good); string(a.Body) == "null" {
		t.Error("a cookie behind another is not read")
	}
}

func TestSignInRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		b := w.Browser(t)
		u := w.User(t, "Alice", "alice@example.com")
		for _, c := range []struct {
			name, path string
			body       map[string]any
			status     int
			code       string
		}{
			{"wrong password", signInPath, map[string]any{"email": u.Email, "password": "nope12345"}, 401, "INVALID_EMAIL_OR_PASSWORD"},
			{"unknown user", signInPath, map[string]any{"email": "none@example.com", "password": "nope12345"}, 401, "INVALID_EMAIL_OR_PASSWORD"},
			{"bad address", signInPath, map[string]any{"email": "zz", "password": "nope12345"}, 400, "INVALID_EMAIL"},
			{"no members", signInPath, map[string]any{}, 400, "VALIDATION_ERROR"},
			{"no password", signInPath, map[string]any{"email": u.Email}, 400, "VALIDATION_ERROR"},
			{"callback elsewhere", signInPath, map[string]any{"email": u.Email, "password": seed.Password, "callbackURL": "https://evil.example/x"}, 403, "INVALID_CALLBACK_URL"},
			{"sign-up: no members", signUpPath, map[string]any{}, 400, "VALIDATION_ERROR"},
			{"sign-up: bad address", signUpPath, map[string]any{"email": "x", "password": seed.Password, "name": "A"}, 400, "VALIDATION_ERROR"},
			{"sign-up: short", signUpPath, map[string]any{"email": "b@example.com", "password": "short", "name": "A"}, 400, "PASSWORD_TOO_SHORT"},
			{"sign-up: long", signUpPath, map[string]any{"email": "b@example.com", "password": strings.Repeat("x", 129), "name": "A"}, 400, "PASSWORD_TOO_LONG"},
			{"sign-up: role", signUpPath, map[string]any{"email": "b@example.com", "password": seed.Password, "name": "A", "role": "admin"}, 400, "FIELD_NOT_ALLOWED"},
			{"sign-up: verified", signUpPath, map[string]any{"email": "b@example.com", "password": seed.Password, "name": "A", "emailVerified": true}, 400, "FIELD_NOT_ALLOWED"},
			{"sign-up: phone is no text", signUpPath, map[string]any{"email": "b@example.com", "password": seed.Password, "name": "A", "phone": 5}, 400, "VALIDATION_ERROR"},
			{"sign-up: empty name", signUpPath, map[string]any{"email": "b@example.com", "password": seed.Password, "name": " "}, 400, "VALIDATION_ERROR"},
			{"sign-up: taken", signUpPath, map[string]any{"email": "Alice@Example.com", "password": seed.Password, "name": "A"}, 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"},
		} {
			t.Run(c.name, func(t *testing.T) {
				a := b.Post(t, c.path, c.body).Want(t, c.status, c.code)
				if len(a.Header["Set-Cookie"]) != 0 {
					t.Errorf("a refusal sets %q", a.Header["Set-Cookie"])
				}
				if got := members(a.Object(t)); got != "code message" {
					t.Errorf("a refusal holds %s", got)
				}
				if strings.Contains(string(a.Body), seed.Password) || strings.Contains(string(a.Body), "nope12345") {
					t.Errorf("the answer repeats the password: %s", a.Body)
				}
			})
		}
		if n := w.Count(t, `SELECT count(*) FROM users`); n != 1 {
			t.Errorf("%d users", n)
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.refused'`); n != 2 {
			t.Errorf("%d refused sign-ins are recorded", n)
		}

		t.Run("banned", func(t *testing.T) {
			signedIn := w.SignedIn(t, u)
			w.Ban(t, u.ID)
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 403, "BANNED_USER")
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": "nope12345"}).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
			if a := signedIn.Get(t, sessionPath); string(a.Body) != "null" {
				t.Errorf("a banned user's session shows %s", a.Body)
			}
			signedIn.Get(t, listPath).Want(t, 401, "UNAUTHORIZED")
		})
		t.Run("ban that has expired", func(t *testing.T) {
			w.Exec(t, `UPDATE users SET ban_expires_at = $2 WHERE id = $1`, u.ID, w.Clock.Now().Add(time.Minute))
			w.Forget(t, "user", u.ID)
			w.Advance(t, time.Minute)
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
		})
	})
}

// The recorded hash of samples/storage-crypto.json must open its account, and
// is then replaced by one of ours.
func TestBetterAuthPasswordHash(t *testing.T) {
	const recorded = "b8a4bffd633d26195e9bafe737596850:e65f6645e1a98f32836b312ddd4829075dc02f5d72d16fa9a4ab50337437e582c871d0d88ab17012739ebd61750dbcc4398c52bae74b82a4176ad24ab7c682f7"
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Imported", "imported@example.com")
		w.Exec(t, `UPDATE accounts SET password = $2 WHERE user_id = $1`, u.ID, recorded)
		b := w.Browser(t)
		b.Post(t, signInPath, map[string]any{"email": u.Email, "password": "wrong-password"}).Want(t, 401, "INVALID_EMAIL_OR_PASSWORD")
		if n := w.Count(t, `SELECT count(*) FROM accounts WHERE password = $1`, recorded); n != 1 {
			t.Error("a refused sign-in replaced the hash")
		}
		for range 2 {
			b.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
		}
		if n := w.Count(t, `SELECT count(*) FROM accounts WHERE password LIKE '$argon2id$v=19$m=64,t=1,p=1$%'`); n != 1 {
			t.Error("the hash was not replaced")
		}
	})
}

func TestForms(t *testing.T) {
	d := sqlite(t)
	w := seed.New(t, d)
	b := w.Browser(t)
	b.Form(t, signUpPath, url.Values{"email": {"form@example.com"}, "password": {seed.Password}, "name": {"Form"}, "rememberMe": {"false"}}).Want(t, 200)
	if b.Cookie(t, "better-auth.dont_remember") == "" {
		t.Error("rememberMe=false of a form is not read")
	}
	b.Form(t, signInPath, url.Values{"email": {"form@example.com"}, "password": {seed.Password}}).Want(t, 200)
	b.Do(t, http.MethodPost, signInPath, "text/plain", "x").Want(t, 415, "UNSUPPORTED_MEDIA_TYPE")
	b.Form(t, seed.ConsentPath, url.Values{"accept": {"true"}}).Want(t, 415, "UNSUPPORTED_MEDIA_TYPE")
}

func TestGetSessionByPost(t *testing.T) {
	w := seed.New(t, sqlite(t))
	w.Browser(t).Post(t, sessionPath, map[string]any{}).Want(t, 405, "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED")
}

func sqlite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}
