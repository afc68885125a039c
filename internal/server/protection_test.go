package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// An attack sends wrong passwords from ever new addresses.
type attack struct {
	world   *seed.World
	browser *seed.Browser
	sent    int

	mu       sync.Mutex
	refused  int // 401: the password was looked at
	held     int // 429: it was not
	problems []string
}

// wave sends tries at once.
func (a *attack) wave(ctx context.Context, email string, tries int) {
	var group sync.WaitGroup
	next := make(chan int, tries)
	for range tries {
		a.sent++
		next <- a.sent
	}
	close(next)
	for range 8 {
		group.Go(func() {
			for i := range next {
				body, _ := json.Marshal(map[string]any{"email": email, "password": "guess" + strconv.Itoa(i)})
				answer, err := a.browser.Send(ctx, "POST", signInPath, "application/json", body, "X-Forwarded-For", fmt.Sprintf("45.%d.%d.9", i/256, i%256))
				a.note(answer, err)
			}
		})
	}
	group.Wait()
}

func (a *attack) note(answer seed.Answer, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	problem := ""
	switch {
	case err != nil:
		problem = err.Error()
	case answer.Status == 401 && answer.Code() == "INVALID_EMAIL_OR_PASSWORD":
		a.refused++
	case answer.Status == 429 && answer.Code() == "TOO_MANY_REQUESTS":
		a.held++
		if wait := answer.Header.Get("Retry-After"); wait == "" || wait != answer.Header.Get("X-Retry-After") {
			problem = "told to wait " + wait
		}
	default:
		problem = fmt.Sprintf("%d %s", answer.Status, answer.Body)
	}
	if problem != "" && len(a.problems) < 5 {
		a.problems = append(a.problems, problem)
	}
}

// However many guess, they do not get in, and the owner does.
func TestTenThousandWrongPasswords(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Victim", "victim@example.com")
		good := map[string]any{"email": u.Email, "password": seed.Password}
		owner := w.Browser(t)
		owner.Post(t, signInPath, good).Want(t, 200)
		owner.Post(t, signOutPath, map[string]any{}).Want(t, 200)

		a := &attack{world: w, browser: w.Browser(t)}
		const waves, each = 40, 250
		for i := range waves {
			a.wave(t.Context(), u.Email, each)
			if i%4 == 0 {
				owner.Post(t, signInPath, good, "X-Forwarded-For", "45.0.1.9").Want(t, 200) // an address of the attack
				owner.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			}
			w.Advance(t, time.Minute)
		}
		for _, problem := range a.problems {
			t.Error(problem)
		}
		if a.refused+a.held != waves*each || a.refused < 10 || a.refused > 30 {
			t.Errorf("of %d tries %d were looked at and %d held back", a.sent, a.refused, a.held)
		}
		w.Browser(t).Post(t, signInPath, good, "X-Forwarded-For", "198.51.100.1").Want(t, 429, "TOO_MANY_REQUESTS") // a stranger, whoever it is
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.refused' AND target_id = $1`, u.ID); n != int64(a.refused) {
			t.Errorf("%d refusals are in the trail of the account, want %d", n, a.refused)
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.throttled' AND target_id = $1`, u.ID); n == 0 || n > 10 {
			t.Errorf("the trail tells %d times that the account was attacked", n)
		}

		// Another process on the same database goes on counting.
		second := seed.New(t, d)
		second.Advance(t, w.Clock.Now().Sub(second.Clock.Now()))
		second.Browser(t).Post(t, signInPath, good, "X-Forwarded-For", "198.51.100.2").Want(t, 429)
		second.Browser(t).Post(t, signInPath, good, "X-Forwarded-For", "198.51.100.2", "Cookie", "better-auth.known_device="+owner.Cookie(t, "better-auth.known_device")).Want(t, 200)

		// Whether anybody has the address does not show.
		nobody := &attack{world: w, browser: w.Browser(t)}
		for range 4 {
			nobody.wave(t.Context(), "nobody@example.com", 50)
		}
		if nobody.refused != 11 || nobody.held != 189 {
			t.Errorf("without an account %d tries were looked at, %d held back: %v", nobody.refused, nobody.held, nobody.problems)
		}
	})
}

// A cookie of a known device is nothing without its signature, and nothing to
// another account.
func TestKnownDeviceCookie(t *testing.T) {
	w := seed.New(t, sqlite(t))
	mallory, victim := w.User(t, "Mallory", "mallory@example.com"), w.User(t, "Victim", "victim@example.com")
	b := w.Browser(t)
	in := b.Post(t, signInPath, map[string]any{"email": mallory.Email, "password": seed.Password}).Want(t, 200)
	line := ""
	for _, l := range in.Header["Set-Cookie"] {
		if strings.HasPrefix(l, "better-auth.known_device=") {
			line = l
		}
	}
	if !strings.HasSuffix(line, "; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax") {
		t.Errorf("Set-Cookie %q", line)
	}
	a := &attack{world: w, browser: w.Browser(t)}
	a.wave(t.Context(), victim.Email, 30)
	own := b.Cookie(t, "better-auth.known_device")
	for _, cookie := range []string{own, own + "x", strings.Split(own, ".")[0], ""} {
		w.Browser(t).Post(t, signInPath, map[string]any{"email": victim.Email, "password": seed.Password}, "Cookie", "better-auth.known_device="+cookie).
			Want(t, 429, "TOO_MANY_REQUESTS")
	}
	b.Post(t, signInPath, map[string]any{"email": mallory.Email, "password": seed.Password}).Want(t, 200)
	if b.Cookie(t, "better-auth.known_device") != own {
		t.Error("the browser has another name at every sign-in")
	}
}

// Bug 30: the limits of the original counted by a header that anybody could
// write, or not at all without it, and only in production.
func TestLimitsHoldInEveryEnvironmentWithoutForwardedAddresses(t *testing.T) {
	for _, env := range []config.Env{config.Development, config.Test, config.Production} {
		t.Run(string(env), func(t *testing.T) {
			w := seed.New(t, sqlite(t), func(c *config.Config) {
				c.Env, c.RateLimits.Disabled, c.TrustedProxies = env, false, nil
			})
			b := w.Browser(t)
			status := func(headers ...string) int {
				return b.Post(t, signInPath, map[string]any{"email": "zz", "password": "x"}, headers...).Status
			}
			for range 3 {
				if got := status(); got != 400 {
					t.Fatalf("answered %d within the limit", got)
				}
			}
			for i := range 5 {
				if got := status("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i)); got != 429 {
					t.Errorf("a caller's own X-Forwarded-For makes it another: %d", got)
				}
			}
			if got := status(); got != 429 {
				t.Errorf("without the header: %d", got)
			}
		})
	}
}

// The address of a caller is the last one that no trusted proxy vouches for.
func TestForwardedAddress(t *testing.T) {
	prefixes := func(list ...string) []netip.Prefix {
		var out []netip.Prefix
		for _, text := range list {
			out = append(out, netip.MustParsePrefix(text))
		}
		return out
	}
	local := prefixes("127.0.0.0/8")
	for name, c := range map[string]struct {
		trusted   []netip.Prefix
		forwarded []string
		want      string
	}{
		"no header":                   {local, nil, "127.0.0.1"},
		"nobody is trusted":           {nil, []string{"203.0.113.7"}, "127.0.0.1"},
		"another is trusted":          {prefixes("10.0.0.0/8"), []string{"203.0.113.7"}, "127.0.0.1"},
		"one hop":                     {local, []string{"203.0.113.7"}, "203.0.113.7"},
		"the caller's own words":      {local, []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		"two trusted hops":            {prefixes("127.0.0.0/8", "10.0.0.0/8"), []string{"198.51.100.1, 203.0.113.7, 10.1.2.3"}, "203.0.113.7"},
		"two lines":                   {prefixes("127.0.0.0/8", "10.0.0.0/8"), []string{"198.51.100.1, 203.0.113.7", "10.1.2.3"}, "203.0.113.7"},
		"a hop that is not trusted":   {local, []string{"203.0.113.7, 10.1.2.3"}, "10.1.2.3"},
		"trusted hops alone":          {prefixes("127.0.0.0/8", "10.0.0.0/8"), []string{"10.1.2.3"}, "10.1.2.3"},
		"no address":                  {local, []string{"203.0.113.7, unknown"}, "127.0.0.1"},
		"with a port":                 {local, []string{"203.0.113.7:4711"}, "203.0.113.7"},
		"IPv6 by its network":         {local, []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"},
		"IPv6 with a port":            {local, []string{"[2001:db8:1:2:3:4:5:6]:4711"}, "2001:db8:1:2::"},
		"IPv4 in IPv6":                {local, []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		"a proxy that has IPv6 alone": {prefixes("127.0.0.0/8", "fd00::/8"), []string{"2001:db8:1:2:3:4:5:6, fd00::1"}, "2001:db8:1:2::"},
	} {
		t.Run(name, func(t *testing.T) {
			w := seed.New(t, sqlite(t), func(conf *config.Config) { conf.TrustedProxies = c.trusted })
			body := map[string]any{"name": "Address", "email": "address@example.com", "password": seed.Password}
			b := w.Browser(t)
			b.Lines(t, "POST", signUpPath, body, "X-Forwarded-For", c.forwarded).Want(t, 200)
			if got := b.Get(t, sessionPath).Object(t)["session"].(map[string]any)["ipAddress"]; got != c.want {
				t.Errorf("the caller's address is %v, want %s", got, c.want)
			}
		})
	}
}

// No route lets more through than the original did, where guesses are at stake.
func TestLimitsOfRoutes(t *testing.T) {
	limits := seed.New(t, sqlite(t)).Config.RateLimits.Limits
	for prefix, most := range map[string]config.Limit{
		"/api/auth/sign-in":                 {Max: 3, Window: 10 * time.Second},
		"/api/auth/sign-up":                 {Max: 3, Window: 10 * time.Second},
		"/api/auth/change-password":         {Max: 3, Window: 10 * time.Second},
		"/api/auth/change-email":            {Max: 3, Window: 10 * time.Second},
		"/api/auth/two-factor/":             {Max: 3, Window: 10 * time.Second},
		"/api/auth/request-password-reset":  {Max: 3, Window: 60 * time.Second},
		"/api/auth/send-verification-email": {Max: 3, Window: 60 * time.Second},
		"/api/auth/":                        {Max: 100, Window: 10 * time.Second},
	} {
		for _, r := range unopened(t).Rows() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if !strings.HasPrefix(path, prefix) || method == "GET" && prefix != "/api/auth/" {
				continue
			}
			if r.Limit == "" && r.Pattern == "GET /api/auth/get-session" {
				continue // asked for with every page, and free of any effect
			}
			if r.Dialect != web.BetterAuth { // the protocol's endpoints are called by machines
				continue
			}
			rate, known := limits[r.Limit]
			if !known || rate.Max > most.Max || rate.Window < most.Window {
				t.Errorf("%s is limited by %q: %v", r.Pattern, r.Limit, rate)
			}
		}
	}
}

func TestPasswordPolicy(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, func(c *config.Config) { c.AppName = "Circle Accounts" })
		admin := w.SignedIn(t, w.Admin(t))
		for i, c := range []struct{ name, email, password, code string }{
			{"Ann", "ann@example.com", "1234567", "PASSWORD_TOO_SHORT"},
			{"Ann", "ann@example.com", strings.Repeat("x", 129), "PASSWORD_TOO_LONG"},
			{"Ann", "ann@example.com", "ééééééé", "PASSWORD_TOO_SHORT"},
			{"Ann", "ann@example.com", "Password1", "PASSWORD_COMPROMISED"},
			{"Ann", "ann@example.com", "iloveyou", "PASSWORD_COMPROMISED"},
			{"Marianne Dupont", "md@example.com", "mariannedupont", "PASSWORD_TOO_GUESSABLE"},
			{"Marianne Dupont", "md@example.com", "Marianne2026!", "PASSWORD_TOO_GUESSABLE"},
			{"Marianne Dupont", "md@example.com", "!DUPONT!2026", "PASSWORD_TOO_GUESSABLE"},
			{"Ann", "zebrafinch@example.com", "zebrafinch1", "PASSWORD_TOO_GUESSABLE"},
			{"Ann", "zebra.finch@example.com", "ZebraFinch99", "PASSWORD_TOO_GUESSABLE"},
			{"Ann", "ann@example.com", "circleaccounts", "PASSWORD_TOO_GUESSABLE"},
			{"Ann", "ann@example.com", "ＣｉｒｃｌｅAccounts1", "PASSWORD_TOO_GUESSABLE"},
			{"Ann", "ann@example.com", "annannann", "PASSWORD_TOO_GUESSABLE"},
			{"Marianne Dupont", "md1@example.com", "marianne prefers long sentences", ""},
			{"Li", "li@example.com", "liliane-and-lili-went-home", ""},
			{"Ann", "ann1@example.com", "aaaaaaab-kx", ""},
			{"Ann", "ann2@example.com", strings.Repeat("x", 126) + "yz", ""},
			{"Ann", "ann3@example.com", "        z", ""},
		} {
			body := map[string]any{"name": c.name, "email": c.email, "password": c.password}
			if c.code == "" {
				w.Browser(t).Post(t, signUpPath, body).Want(t, 200)
				continue
			}
			w.Browser(t).Post(t, signUpPath, body).Want(t, 400, c.code)
			want := "AUTH_009"
			if len(c.password) > 128 || len(c.password) < 8 {
				want = "USR_003"
			}
			if i != 2 { // its bytes are enough for the schema
				admin.Post(t, "/api/admin/users", body).Want(t, 400, want)
			}
		}
	})
}

// Who has a password that came into the hands of others gets in, and is told.
func TestCompromisedPasswordAtSignIn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		old := seed.New(t, d, func(c *config.Config) { c.Breached.List = false })
		body := map[string]any{"name": "Old", "email": "old@example.com", "password": "sunshine1"}
		old.Browser(t).Post(t, signUpPath, body).Want(t, 200)
		told := func(w *seed.World) any {
			return w.Browser(t).Post(t, signInPath, body).Want(t, 200).Object(t)["passwordCompromised"]
		}
		if told(old) != nil {
			t.Error("told without a list")
		}
		w := seed.New(t, d)
		for range 3 {
			if told(w) != true {
				t.Error("not told")
			}
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'password.compromised'`); n != 1 {
			t.Errorf("the trail tells it %d times", n)
		}
		for box := w.Mailbox(t); !strings.Contains(box.Await(t, "old@example.com").Text, "stolen passwords"); { // among those of new browsers
		}
		w.User(t, "New", "new@example.com")
		fine := map[string]any{"email": "new@example.com", "password": seed.Password}
		if got := w.Browser(t).Post(t, signInPath, fine).Want(t, 200).Object(t)["passwordCompromised"]; got != nil {
			t.Error("told of a good password")
		}

		b := w.Browser(t)
		id, _ := b.Post(t, signInPath, body).Want(t, 200).Object(t)["user"].(map[string]any)["id"].(string)
		app := w.Application(t, application.NewApplication{Slug: "skip", SkipConsent: true})
		w.Access(t, app, user.User{ID: id})
		query := w.Browser(t).Authorize(t, app.Request("openid")).Want(t, 302).Location(t).RawQuery
		waits := map[string]any{"email": body["email"], "password": body["password"], "oauth_query": query}
		led := w.Browser(t).Post(t, signInPath, waits, "Sec-Fetch-Mode", "cors").Want(t, 200).Object(t)
		if url, _ := led["url"].(string); led["passwordCompromised"] != true || !strings.HasPrefix(url, seed.Redirect+"?code=") {
			t.Errorf("an authorization request goes on with %v", led)
		}
		warned := func() any { return b.Get(t, "/api/user/profile").Want(t, 200).Object(t)["passwordCompromised"] }
		if warned() != true {
			t.Error("the profile does not tell")
		}
		w.Advance(t, time.Second)
		b.Post(t, changePasswordPath, map[string]any{"currentPassword": body["password"], "newPassword": seed.Password}).Want(t, 200)
		if warned() != false {
			t.Error("the profile tells of a password that was replaced")
		}

		late := map[string]any{"name": "Late", "email": "late@example.com", "password": "sunshine1"}
		holder := old.Browser(t)
		holder.Post(t, signUpPath, late).Want(t, 200)
		holder.Post(t, updateUserPath, map[string]any{"isMfaRequired": true}).Want(t, 200)
		if half := w.Browser(t).Post(t, signInPath, late).Want(t, 200).Object(t); half["twoFactorRedirect"] != true || half["passwordCompromised"] != true {
			t.Errorf("half a sign-in answers %v", half)
		}
	})
}

// Whoever knows the password could begin sign-ins without end, and guess five
// codes at each.
func TestCodesOverManySignIns(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d, everybodyNeedsTwo)
		u, device := w.PasskeyUser(t, "Olive", "oa@example.com")
		owner, _ := waiting(t, w, u)
		show := func(b *seed.Browser) seed.Answer {
			return b.Post(t, seed.PasskeyUsePath, map[string]any{"response": device.Get(t, b.Get(t, seed.PasskeyRequestPath).Want(t, 200))})
		}
		show(owner).Want(t, 200)
		if owner.Cookie(t, "better-auth.known_device") == "" {
			t.Fatal("a sign-in with two steps leaves the browser unknown")
		}
		owner.Post(t, signOutPath, map[string]any{}).Want(t, 200)

		looked, held := 0, 0
		for i := range 12 {
			b, _ := waiting(t, w, u)
			if b.Cookie(t, "better-auth.known_device") != "" {
				t.Fatal("a browser is known before its sign-in is finished")
			}
			for j := range 5 {
				a := b.Post(t, verifyTOTPPath, map[string]any{"code": "000000"}, "X-Forwarded-For", fmt.Sprintf("45.0.%d.9", 5*i+j))
				if a.Status == 200 {
					t.Fatal("a guess gets in")
				}
				if a.Status == 429 {
					held++
				} else {
					looked++
				}
			}
		}
		if looked != 11 || held != 49 {
			t.Errorf("%d codes were looked at, %d held back", looked, held)
		}
		owner.Post(t, signInPath, map[string]any{"email": u.Email, "password": seed.Password}).Want(t, 200)
		show(owner).Want(t, 200)
	})
}

// Nobody has an address flooded with mail, and the answer does not tell whether
// it has an account.
func TestMailsToOneAddress(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		for _, path := range []string{"/api/auth/request-password-reset", "/api/auth/send-verification-email"} {
			for _, email := range []string{u.Email, "nobody@example.com"} {
				w.Exec(t, `DELETE FROM throttles`)
				var statuses []int
				for i := range 8 {
					body := map[string]any{"email": email}
					statuses = append(statuses, w.Browser(t).Post(t, path, body, "X-Forwarded-For", fmt.Sprintf("45.0.%d.9", i)).Status)
				}
				if fmt.Sprint(statuses) != "[200 200 200 200 200 200 429 429]" {
					t.Errorf("%s for %s is answered %v", path, email, statuses)
				}
			}
		}
	})
}

// Whoever took a browser over does not guess the password in it.
func TestPasswordGuessedInASession(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		u := w.User(t, "Olive", "oa@example.com")
		thief, owner := w.SignedIn(t, u), w.SignedIn(t, u)
		looked, held := 0, 0
		for i := range 20 {
			a := thief.Post(t, "/api/auth/verify-password", map[string]any{"password": "guess" + strconv.Itoa(i)}, "X-Forwarded-For", fmt.Sprintf("45.0.%d.9", i))
			switch a.Status {
			case 400:
				looked++
			case 429:
				held++
			default:
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		if looked != 11 || held != 9 {
			t.Errorf("%d guesses were looked at, %d held back", looked, held)
		}
		thief.Post(t, "/api/auth/verify-password", map[string]any{"password": seed.Password}).Want(t, 429, "TOO_MANY_REQUESTS")
		for range 15 {
			owner.Post(t, "/api/auth/verify-password", map[string]any{"password": seed.Password}).Want(t, 200)
		}
		owner.Post(t, "/api/auth/change-password", map[string]any{"currentPassword": seed.Password, "newPassword": "Password1"}).Want(t, 400, "PASSWORD_COMPROMISED")
		owner.Post(t, "/api/auth/change-password", map[string]any{"currentPassword": seed.Password, "newPassword": "olive-2026"}).Want(t, 400, "PASSWORD_TOO_GUESSABLE")
	})
}
