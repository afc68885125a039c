package server_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

const passkeyMembers = "aaguid backedUp counter createdAt credentialID deviceType id lastUsedAt name publicKey transports userId"

// methodsOf are how the only session of a browser came about.
func methodsOf(t *testing.T, w *seed.World, b *seed.Browser) []string {
	t.Helper()
	var shown struct {
		Session struct{ Token string }
	}
	b.Get(t, sessionPath).Want(t, 200).Into(t, &shown)
	s, _, err := w.Services.Sessions.Find(t.Context(), shown.Session.Token)
	if err != nil {
		t.Fatal(err)
	}
	return s.Methods
}

func TestPasskeyJourney(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		b, device := w.SignedIn(t, u), w.Authenticator(t)

		options := b.Get(t, seed.PasskeyCreatePath+"?authenticatorAttachment=platform&name=My%20Key").Want(t, 200)
		creation := options.Object(t)
		want := map[string]string{
			"":                       "attestation authenticatorSelection challenge excludeCredentials extensions hints pubKeyCredParams rp timeout user",
			"rp":                     "id name",
			"user":                   "displayName id name",
			"authenticatorSelection": "authenticatorAttachment requireResidentKey residentKey userVerification",
		}
		for member, names := range want {
			o := creation
			if member != "" {
				o, _ = creation[member].(map[string]any)
			}
			if members(o) != names {
				t.Errorf("options %s have %s", member, members(o))
			}
		}
		rp, shownUser := creation["rp"].(map[string]any), creation["user"].(map[string]any)
		if rp["id"] != "127.0.0.1" || rp["name"] != w.Config.AppName || shownUser["name"] != "My Key" || shownUser["displayName"] != u.Email {
			t.Errorf("options %v", creation)
		}
		if params := fmt.Sprint(creation["pubKeyCredParams"]); params != "[map[alg:-8 type:public-key] map[alg:-7 type:public-key] map[alg:-257 type:public-key]]" {
			t.Errorf("algorithms %s", params)
		}
		cookie := options.Header.Get("Set-Cookie")
		if !strings.HasPrefix(cookie, "better-auth.better-auth-passkey=") || !strings.HasSuffix(cookie, "; Max-Age=300; Path=/; HttpOnly; SameSite=Lax") {
			t.Errorf("Set-Cookie %s", cookie)
		}
		added := b.Post(t, seed.PasskeyAddPath, map[string]any{"response": device.Create(t, options), "name": "Laptop"}).Want(t, 200).Object(t)
		if members(added) != passkeyMembers || added["name"] != "Laptop" || added["credentialID"] != device.ID() || added["userId"] != u.ID ||
			added["deviceType"] != "singleDevice" || added["backedUp"] != false || added["transports"] != "internal,hybrid" || added["counter"] != 0.0 || added["lastUsedAt"] != nil {
			t.Errorf("passkey %v", added)
		}
		if key, err := base64.StdEncoding.DecodeString(added["publicKey"].(string)); err != nil || len(key) != 77 {
			t.Errorf("public key %v: %v", added["publicKey"], err)
		}
		if got := methodsOf(t, w, b); !slices.Equal(got, []string{"pwd", "hwk", "user", "mfa"}) {
			t.Errorf("the session of whoever made it is by %v", got)
		}

		again := b.Get(t, seed.PasskeyCreatePath).Want(t, 200).Object(t)
		if fmt.Sprint(again["excludeCredentials"]) != fmt.Sprintf("[map[id:%s transports:[internal hybrid] type:public-key]]", device.ID()) {
			t.Errorf("excluded are %v", again["excludeCredentials"])
		}
		if again["user"].(map[string]any)["id"] != shownUser["id"] {
			t.Error("an authenticator would not know that the account is the same")
		}

		w.Advance(t, time.Minute)
		visitor := w.Browser(t)
		asked := visitor.Get(t, seed.PasskeyRequestPath).Want(t, 200)
		if o := asked.Object(t); members(o) != "challenge rpId timeout userVerification" || o["userVerification"] != "required" || o["rpId"] != "127.0.0.1" {
			t.Errorf("options %v", o)
		}
		in := visitor.Post(t, seed.PasskeyUsePath, map[string]any{"response": device.Get(t, asked)}).Want(t, 200)
		if o := in.Object(t); members(o) != "session" || members(o["session"].(map[string]any)) != sessionMembers {
			t.Errorf("sign-in answers %v", o)
		}
		if got := sessionCookies(in); len(got) != 1 || !strings.Contains(got[0], "session_token=") || !strings.Contains(got[0], "Max-Age=604800") {
			t.Errorf("Set-Cookie %q", got)
		}
		if got := methodsOf(t, w, visitor); !slices.Equal(got, []string{"hwk", "user", "mfa"}) {
			t.Errorf("signed in by %v", got)
		}

		var list []map[string]any
		visitor.Get(t, seed.PasskeyListPath).Want(t, 200).Into(t, &list)
		if len(list) != 1 || list[0]["counter"] != 1.0 || list[0]["lastUsedAt"] != "2026-11-23T08:01:00.123Z" || list[0]["createdAt"] != "2026-11-23T08:00:00.123Z" {
			t.Errorf("listed are %v", list)
		}
		id := list[0]["id"]
		renamed := visitor.Post(t, seed.PasskeyRenamePath, map[string]any{"id": id, "name": " Desk "}).Want(t, 200).Object(t)
		if members(renamed) != "passkey" || renamed["passkey"].(map[string]any)["name"] != "Desk" {
			t.Errorf("renamed is %v", renamed)
		}
		for _, name := range []string{"", "  ", "a\nb", strings.Repeat("a", 101)} {
			visitor.Post(t, seed.PasskeyRenamePath, map[string]any{"id": id, "name": name}).Want(t, 400, "VALIDATION_ERROR")
		}
		if a := visitor.Post(t, seed.PasskeyRemovePath, map[string]any{"id": id}).Want(t, 200); members(a.Object(t)) != "status" || a.Object(t)["status"] != true {
			t.Errorf("removal answers %s", a.Body)
		}
		w.Browser(t).UsePasskey(t, device).Want(t, 401, "PASSKEY_NOT_FOUND")
		for action, n := range map[string]int64{"passkey.added": 1, "passkey.renamed": 1, "passkey.removed": 1, "passkey.refused": 1} {
			if got := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = $1`, action); got != n {
				t.Errorf("%d events %s, want %d", got, action, n)
			}
		}
	})
}

func TestPasskeysOfOthers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		_, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		stranger := w.SignedIn(t, w.User(t, "Otto", "otto@example.com"))
		var theirs []map[string]any
		owner := w.Browser(t)
		owner.UsePasskey(t, device).Want(t, 200)
		owner.Get(t, seed.PasskeyListPath).Want(t, 200).Into(t, &theirs)

		var own []any
		if stranger.Get(t, seed.PasskeyListPath).Want(t, 200).Into(t, &own); len(own) != 0 {
			t.Errorf("a stranger sees %v", own)
		}
		stranger.Post(t, seed.PasskeyRenamePath, map[string]any{"id": theirs[0]["id"], "name": "Mine"}).Want(t, 401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY")
		stranger.Post(t, seed.PasskeyRemovePath, map[string]any{"id": theirs[0]["id"]}).Want(t, 401)
		stranger.Post(t, seed.PasskeyRenamePath, map[string]any{"id": "zz", "name": "Mine"}).Want(t, 404, "PASSKEY_NOT_FOUND")
		stranger.Post(t, seed.PasskeyRemovePath, map[string]any{"id": "zz"}).Want(t, 404, "PASSKEY_NOT_FOUND")
		stranger.AddPasskey(t, device, "Mine").Want(t, 400, "PREVIOUSLY_REGISTERED")
		anonymous := w.Browser(t)
		anonymous.Get(t, seed.PasskeyListPath).Want(t, 401, "UNAUTHORIZED")
		anonymous.Get(t, seed.PasskeyCreatePath).Want(t, 401, "UNAUTHORIZED")
		anonymous.Post(t, seed.PasskeyAddPath, map[string]any{"response": map[string]any{}}).Want(t, 401, "UNAUTHORIZED")
		anonymous.Post(t, seed.PasskeyRemovePath, map[string]any{"id": "zz"}).Want(t, 401, "UNAUTHORIZED")
		if owner.Get(t, seed.PasskeyListPath).Want(t, 200).Into(t, &theirs); len(theirs) != 1 || theirs[0]["name"] != "Laptop" {
			t.Errorf("the owner has %v", theirs)
		}
	})
}

// What a stolen, old or strange answer of an authenticator does not do.
func TestPasskeySignInRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		other, _ := w.PasskeyUser(t, "Otto", "otto@example.com")
		stranger := w.Authenticator(t)
		stranger.UserHandle = []byte(u.ID)
		copied := func(change func(a *seed.Authenticator)) *seed.Authenticator {
			a := *device
			a.Key.Counter = 1000
			change(&a)
			return &a
		}
		for name, c := range map[string]struct {
			device *seed.Authenticator
			change func(answer map[string]any)
			status int
			code   string
		}{
			"unknown credential":                                        {stranger, nil, 401, "PASSKEY_NOT_FOUND"},
			"WebAuthn 7.2 step 6: no handle":                            {copied(func(a *seed.Authenticator) { a.UserHandle = nil }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 6: wrong handle":                         {copied(func(a *seed.Authenticator) { a.UserHandle = []byte(other.ID) }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 13: wrong origin":                        {copied(func(a *seed.Authenticator) { a.Site.Origin = "https://evil.example" }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 15: wrong rpId":                          {copied(func(a *seed.Authenticator) { a.Site.ID = "evil.example" }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 16: not present":                         {copied(func(a *seed.Authenticator) { a.UserNotPresent = true }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 17: not verified":                        {copied(func(a *seed.Authenticator) { a.UserNotVerified = true }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 18: backed up though that is impossible": {copied(func(a *seed.Authenticator) { a.BackupState = true }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 19: backup became possible":              {copied(func(a *seed.Authenticator) { a.BackupEligible = true }), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 21: another key": {copied(func(a *seed.Authenticator) {
				a.Key.Key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2).Key
			}), nil, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 21: no signature": {copied(func(*seed.Authenticator) {}), func(answer map[string]any) {
				answer["response"].(map[string]any)["signature"] = ""
			}, 400, "AUTHENTICATION_FAILED"},
			"WebAuthn 7.2 step 11: made for registration": {copied(func(*seed.Authenticator) {}), func(answer map[string]any) {
				inner := answer["response"].(map[string]any)
				text, _ := base64.RawURLEncoding.DecodeString(inner["clientDataJSON"].(string))
				inner["clientDataJSON"] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), "webauthn.get", "webauthn.create", 1)))
			}, 400, "AUTHENTICATION_FAILED"},
			"two ids":        {copied(func(*seed.Authenticator) {}), func(answer map[string]any) { answer["id"] = stranger.ID() }, 400, "AUTHENTICATION_FAILED"},
			"no answer":      {copied(func(*seed.Authenticator) {}), func(answer map[string]any) { clear(answer) }, 400, "AUTHENTICATION_FAILED"},
			"endless answer": {copied(func(*seed.Authenticator) {}), func(answer map[string]any) { answer["more"] = strings.Repeat("a", 64<<10) }, 400, "AUTHENTICATION_FAILED"},
		} {
			t.Run(name, func(t *testing.T) {
				b := w.Browser(t)
				answer := c.device.Get(t, b.Get(t, seed.PasskeyRequestPath).Want(t, 200))
				if c.change != nil {
					c.change(answer)
				}
				a := b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, c.status, c.code)
				if a.Header.Get("Set-Cookie") != "" || string(b.Get(t, sessionPath).Body) != "null" {
					t.Error("somebody is signed in")
				}
			})
		}
		t.Run("no challenge", func(t *testing.T) {
			b := w.Browser(t)
			answer := device.Get(t, b.Get(t, seed.PasskeyRequestPath))
			w.Browser(t).Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("another browser's challenge", func(t *testing.T) {
			victim, thief := w.Browser(t), w.Browser(t)
			answer := device.Get(t, victim.Get(t, seed.PasskeyRequestPath))
			thief.Get(t, seed.PasskeyRequestPath)
			thief.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "AUTHENTICATION_FAILED")
		})
		t.Run("the challenge of a registration", func(t *testing.T) {
			b := w.SignedIn(t, w.User(t, "Oscar", "oscar@example.com"))
			answer := device.Get(t, b.Get(t, seed.PasskeyCreatePath).Want(t, 200))
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("expired challenge", func(t *testing.T) {
			b := w.Browser(t)
			answer := device.Get(t, b.Get(t, seed.PasskeyRequestPath))
			w.Advance(t, 5*time.Minute)
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("a failed try spends the challenge", func(t *testing.T) {
			b := w.Browser(t)
			options := b.Get(t, seed.PasskeyRequestPath)
			wrong := copied(func(a *seed.Authenticator) { a.Site.Origin = "https://evil.example" })
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": wrong.Get(t, options)}).Want(t, 400, "AUTHENTICATION_FAILED")
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": device.Get(t, options)}).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("replayed answer", func(t *testing.T) {
			b := w.Browser(t)
			answer := device.Get(t, b.Get(t, seed.PasskeyRequestPath))
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 200)
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "CHALLENGE_NOT_FOUND")
			fresh := w.Browser(t)
			fresh.Get(t, seed.PasskeyRequestPath)
			fresh.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}).Want(t, 400, "AUTHENTICATION_FAILED")
		})
		t.Run("page of another site", func(t *testing.T) {
			b := w.Browser(t)
			answer := device.Get(t, b.Get(t, seed.PasskeyRequestPath))
			b.Post(t, seed.PasskeyUsePath, map[string]any{"response": answer}, "Origin", "https://evil.example").Want(t, 403, "INVALID_ORIGIN")
		})
		t.Run("banned user", func(t *testing.T) {
			w.Ban(t, u.ID)
			w.Browser(t).UsePasskey(t, device).Want(t, 403, "BANNED_USER")
		})
	})
}

func TestPasskeyRegistrationRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		b := w.SignedIn(t, u)
		for name, change := range map[string]func(a *seed.Authenticator){
			"WebAuthn 7.1 step 9: wrong origin":  func(a *seed.Authenticator) { a.Site.Origin = "https://evil.example" },
			"WebAuthn 7.1 step 14: wrong rpId":   func(a *seed.Authenticator) { a.Site.ID = "evil.example" },
			"WebAuthn 7.1 step 15: not present":  func(a *seed.Authenticator) { a.UserNotPresent = true },
			"WebAuthn 7.1 step 18: backup state": func(a *seed.Authenticator) { a.BackupState = true },
			"WebAuthn 7.1 step 25: endless id":   func(a *seed.Authenticator) { a.Key.ID = make([]byte, 1024) },
		} {
			t.Run(name, func(t *testing.T) {
				a := w.Authenticator(t)
				change(a)
				b.AddPasskey(t, a, "").Want(t, 400, "FAILED_TO_VERIFY_REGISTRATION")
			})
		}
		t.Run("replayed answer", func(t *testing.T) {
			owner := w.SignedIn(t, w.User(t, "Otto", "otto@example.com"))
			answer := map[string]any{"response": w.Authenticator(t).Create(t, owner.Get(t, seed.PasskeyCreatePath))}
			owner.Post(t, seed.PasskeyAddPath, answer).Want(t, 200)
			owner.Post(t, seed.PasskeyAddPath, answer).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("another user's challenge", func(t *testing.T) {
			victim := w.SignedIn(t, w.User(t, "Vera", "vera@example.com"))
			answer := w.Authenticator(t).Create(t, victim.Get(t, seed.PasskeyCreatePath))
			stolen := victim.Cookie(t, "better-auth.better-auth-passkey")
			sessionToken := b.Cookie(t, "better-auth.session_token")
			w.Browser(t).Post(t, seed.PasskeyAddPath, map[string]any{"response": answer},
				"Cookie", "better-auth.session_token="+sessionToken+"; better-auth.better-auth-passkey="+stolen).Want(t, 400, "CHALLENGE_NOT_FOUND")
		})
		t.Run("an answer that nothing can be read from", func(t *testing.T) {
			b.Get(t, seed.PasskeyCreatePath).Want(t, 200)
			b.Post(t, seed.PasskeyAddPath, map[string]any{"response": map[string]any{"id": "x", "rawId": "x", "type": "public-key", "response": map[string]any{}}}).
				Want(t, 400, "FAILED_TO_VERIFY_REGISTRATION")
		})
		t.Run("names", func(t *testing.T) {
			for _, name := range []string{"a\x00b", "a\nb", strings.Repeat("é", 101)} {
				b.AddPasskey(t, w.Authenticator(t), name).Want(t, 400)
			}
		})
		t.Run("a session that is not fresh", func(t *testing.T) {
			w.Advance(t, 25*time.Hour)
			b.Get(t, seed.PasskeyCreatePath).Want(t, 403, "SESSION_NOT_FRESH")
			b.Post(t, seed.PasskeyAddPath, map[string]any{"response": map[string]any{}}).Want(t, 403, "SESSION_NOT_FRESH")
		})
		if n := w.Count(t, `SELECT COUNT(*) FROM passkeys WHERE user_id = $1`, u.ID); n != 0 {
			t.Errorf("%d passkeys were kept", n)
		}
	})
}

// Whoever has a factor adds and removes others only after showing one.
func TestPasskeysChangeAfterStepUp(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		b := w.SignedIn(t, u)
		var list []map[string]any
		b.Get(t, seed.PasskeyListPath).Want(t, 200).Into(t, &list)
		remove := map[string]any{"id": list[0]["id"]}
		b.Get(t, seed.PasskeyCreatePath).Want(t, 403, "SECOND_FACTOR_REQUIRED")
		b.Post(t, seed.PasskeyAddPath, map[string]any{"response": map[string]any{}}).Want(t, 403, "SECOND_FACTOR_REQUIRED")
		b.Post(t, seed.PasskeyRemovePath, remove).Want(t, 403, "SECOND_FACTOR_REQUIRED")

		stolen := b.Cookie(t, "better-auth.session_token")
		options := b.Get(t, seed.PasskeyRequestPath).Want(t, 200)
		o := options.Object(t)
		if o["userVerification"] != "preferred" || fmt.Sprint(o["allowCredentials"]) != fmt.Sprintf("[map[id:%s transports:[internal hybrid] type:public-key]]", device.ID()) {
			t.Errorf("options %v", o)
		}
		device.UserNotVerified, device.UserHandle = true, nil // as security keys do that hold nothing themselves
		a := b.Post(t, seed.PasskeyUsePath, map[string]any{"response": device.Get(t, options)}).Want(t, 200)
		if members(a.Object(t)) != "session" {
			t.Errorf("answered %s", a.Body)
		}
		if got := methodsOf(t, w, b); !session.Multifactor(got) || !slices.Contains(got, "pwd") || !slices.Contains(got, "hwk") {
			t.Errorf("the session is by %v", got)
		}
		if a := w.Browser(t).Get(t, sessionPath, "Cookie", "better-auth.session_token="+stolen); string(a.Body) != "null" {
			t.Error("a token that was known before rises with the session")
		}
		b.AddPasskey(t, w.Authenticator(t), "Second").Want(t, 200)
		b.Post(t, seed.PasskeyRemovePath, remove).Want(t, 200)

		t.Run("by another user's passkey", func(t *testing.T) {
			_, foreign := w.PasskeyUser(t, "Otto", "otto@example.com")
			b := w.SignedIn(t, u)
			b.UsePasskey(t, foreign).Want(t, 400, "AUTHENTICATION_FAILED")
			if got := methodsOf(t, w, b); session.Multifactor(got) {
				t.Errorf("the session is by %v", got)
			}
		})
	})
}

// A copy of a security key shows by its counter.
func TestClonedPasskey(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		_, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		device.Key.Counter = 41
		w.Browser(t).UsePasskey(t, device).Want(t, 200)
		for _, counter := range []uint32{0, 1, 40, 41} {
			device.Key.Counter, device.Still = counter, true
			w.Browser(t).UsePasskey(t, device).Want(t, 400, "AUTHENTICATION_FAILED")
			device.Still = false
			device.Key.Counter = 41
			if n := w.Count(t, `SELECT COUNT(*) FROM passkeys WHERE counter = 42`); n != 1 {
				t.Errorf("%d became the counter", counter)
			}
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'passkey.clone_suspected'`); n != 4 {
			t.Errorf("%d suspicions are on record", n)
		}
		device.Key.Counter = 42
		w.Browser(t).UsePasskey(t, device).Want(t, 200)

		_, uncounted := w.PasskeyUser(t, "Otto", "otto@example.com")
		uncounted.Still = true
		for range 2 { // those that many devices share count nothing
			w.Browser(t).UsePasskey(t, uncounted).Want(t, 200)
		}
	})
}

func TestPasskeyBackupAndModel(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		b, device := w.SignedIn(t, u), w.Authenticator(t)
		device.BackupEligible = true
		device.AAGUID = [16]byte{0xea, 0x9b, 0x8d, 0x66, 0x4d, 0x01, 0x1d, 0x21, 0x3c, 0xe4, 0xb6, 0xb4, 0x8c, 0xb5, 0x75, 0xd4}
		device.Transports = []string{"hybrid", "internal", "internal", "pigeon"}
		added := b.AddPasskey(t, device, "").Want(t, 200).Object(t)
		if added["name"] != "Google Password Manager" || added["aaguid"] != "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4" || added["deviceType"] != "multiDevice" ||
			added["backedUp"] != false || added["transports"] != "hybrid,internal" {
			t.Errorf("passkey %v", added)
		}
		device.BackupState = true
		visitor := w.Browser(t)
		visitor.UsePasskey(t, device).Want(t, 200)
		var list []map[string]any
		visitor.Get(t, seed.PasskeyListPath).Into(t, &list)
		if list[0]["backedUp"] != true {
			t.Errorf("listed are %v", list)
		}
		if got := methodsOf(t, w, visitor); !slices.Equal(got, []string{"swk", "user", "mfa"}) {
			t.Errorf("signed in by %v", got)
		}
		for i, c := range []struct {
			transports []string
			name       string
		}{{[]string{"usb", "nfc"}, "Security key"}, {[]string{"internal"}, "Passkey"}, {nil, "Passkey"}} {
			a := w.Authenticator(t)
			a.Transports = c.transports
			if p := visitor.AddPasskey(t, a, "").Want(t, 200).Object(t); p["name"] != c.name {
				t.Errorf("%d: called %v, want %s", i, p["name"], c.name)
			}
		}
	})
}

// A passkey that another service made for the same address: what it calls the
// user is not known here.
func TestPasskeyWithUnknownHandle(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		w.Exec(t, `UPDATE passkeys SET user_handle = '' WHERE user_id = $1`, u.ID)
		for _, handle := range []string{"", "something random"} {
			device.UserHandle = []byte(handle)
			b := w.Browser(t)
			b.UsePasskey(t, device).Want(t, 200)
			if got := b.Get(t, sessionPath).Object(t)["user"].(map[string]any)["id"]; got != u.ID {
				t.Errorf("signed in as %v", got)
			}
		}
	})
}

func TestPasskeySignInSwitchedOff(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.PasskeySignIn = false })
		u, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		w.Browser(t).Get(t, seed.PasskeyRequestPath).Want(t, 403, "PASSKEY_SIGN_IN_DISABLED")
		w.SignedIn(t, u).UsePasskey(t, device).Want(t, 200)
		if o := w.Browser(t).Get(t, "/api/public/config").Want(t, 200).Object(t); o["passkeys"] != false {
			t.Errorf("pages are told %v", o)
		}
	})
}

func TestOneChallengeIsUsedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		_, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		parallel := func(name string, b *seed.Browser, path string, answer map[string]any) {
			t.Helper()
			const tries = 20
			body, err := json.Marshal(map[string]any{"response": answer})
			if err != nil {
				t.Fatal(err)
			}
			cookies := "better-auth.session_token=" + b.Cookie(t, "better-auth.session_token") + "; better-auth.better-auth-passkey=" + b.Cookie(t, "better-auth.better-auth-passkey")
			answers, errs := make([]seed.Answer, tries), make([]error, tries)
			var group sync.WaitGroup
			for i := range tries {
				racer := w.Browser(t)
				group.Go(func() {
					answers[i], errs[i] = racer.Send(t.Context(), "POST", path, asJSON, body, "Cookie", cookies)
				})
			}
			group.Wait()
			won := 0
			for i, a := range answers {
				switch {
				case errs[i] != nil:
					t.Fatal(errs[i])
				case a.Status == 200:
					won++
				case !slices.Contains([]string{"CHALLENGE_NOT_FOUND", "UNAUTHORIZED", "SECOND_FACTOR_REQUIRED"}, a.Code()): // the winner has a factor, and the session a new token
					t.Errorf("%s: %d %s", name, a.Status, a.Body)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d of %d succeeded", name, won, tries)
			}
		}
		visitor := w.Browser(t)
		parallel("sign-in", visitor, seed.PasskeyUsePath, device.Get(t, visitor.Get(t, seed.PasskeyRequestPath).Want(t, 200)))
		owner := w.SignedIn(t, w.User(t, "Otto", "otto@example.com"))
		parallel("registration", owner, seed.PasskeyAddPath, w.Authenticator(t).Create(t, owner.Get(t, seed.PasskeyCreatePath).Want(t, 200)))
		if n := w.Count(t, `SELECT COUNT(*) FROM passkeys`); n != 2 {
			t.Errorf("%d passkeys", n)
		}
	})
}

// preparePasskeys makes the account that the recordings are about, and a device
// that answers our challenges instead of the recorded ones.
func preparePasskeys(t *testing.T, r *replay, script []recording) {
	r.session(t, r.User(t, "Pk", "pk.e7360020@example.com"), "sLf7VirVinc0deuwEHkdlWfvN5Q6fH2K")
	device, stranger := r.Authenticator(t), r.Authenticator(t)
	device.Site.Origin, stranger.Site.Origin = r.Config.BaseURL, r.Config.BaseURL
	sessions := map[string]bool{} // the recorded cookies of sessions by password
	for _, step := range script {
		_, rest, _ := strings.Cut(step.Request.Headers["cookie"], "better-auth.session_token=")
		value, _, _ := strings.Cut(rest, ";")
		sessions[value] = value != "" && !strings.HasPrefix(step.Name, "session after")
	}
	var last map[string]any
	var lastCookie string
	r.before = func(step *recording) {
		body, _ := step.Request.Body.(map[string]any)
		response, _ := body["response"].(map[string]any)
		inner, _ := response["response"].(map[string]any)
		if inner["clientDataJSON"] == nil {
			return
		}
		if strings.HasSuffix(step.Name, "replay") {
			body["response"], step.Request.Headers["cookie"] = last, lastCookie
			return
		}
		path, answer := seed.PasskeyRequestPath, device.Get
		a := *device
		switch step.Name {
		case "verify-registration ok":
			path, answer = seed.PasskeyCreatePath, device.Create
		case "verify-authentication unknown credential":
			answer = stranger.Get
		case "verify-authentication wrong origin":
			a.Site.Origin = "https://evil.example"
			answer = a.Get
		case "verify-authentication counter rollback":
			a.Still, a.Key.Counter = true, 1
			answer = a.Get
		}
		options := r.Browser(t).Get(t, path, "Cookie", r.ours(step.Request.Headers["cookie"]))
		body["response"] = answer(t, options)
		cookies := strings.Split(r.ours(step.Request.Headers["cookie"]), "; ")
		for i, c := range cookies {
			if name, _, _ := strings.Cut(c, "="); strings.HasSuffix(name, "better-auth-passkey") {
				cookies[i] = name + "=" + cookieValue(options.Header.Get("Set-Cookie"))
			}
		}
		step.Request.Headers["cookie"] = strings.Join(cookies, "; ")
		last, lastCookie = body["response"].(map[string]any), step.Request.Headers["cookie"]
	}
	r.after = func(step recording, got seed.Answer) {
		if step.Name != "verify-registration ok" {
			return
		}
		for _, line := range got.Header["Set-Cookie"] { // the session proves more and goes on under another token
			if strings.HasPrefix(line, "better-auth.session_token=") {
				for value, byPassword := range sessions {
					if byPassword {
						r.equate(value, cookieValue(line))
					}
				}
			}
		}
	}
}
