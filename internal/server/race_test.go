package server_test

import (
	"net/url"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/wire"
)

const racers = 200

// race sends the same form many times at once and returns the one success; all
// others must be invalid_grant.
func race(t *testing.T, s shop, form url.Values) seed.Tokens {
	t.Helper()
	b := s.Browser(t)
	answers := make([]seed.Answer, racers)
	errs := make([]error, racers)
	start := make(chan struct{})
	body := []byte(form.Encode())
	var group sync.WaitGroup
	for i := range racers {
		group.Go(func() {
			<-start
			answers[i], errs[i] = b.Send(t.Context(), "POST", seed.TokenPath, "application/x-www-form-urlencoded", body)
		})
	}
	close(start)
	group.Wait()
	var won []seed.Answer
	for i, a := range answers {
		switch {
		case errs[i] != nil:
			t.Fatal(errs[i])
		case a.Status == 200:
			won = append(won, a)
		case a.Status != 400 || a.Code() != "invalid_grant":
			t.Errorf("answered %d %s", a.Status, a.Body)
		}
	}
	if len(won) != 1 {
		t.Fatalf("%d of %d succeeded", len(won), racers)
	}
	return won[0].Tokens(t)
}

// Whoever shows a code or a public client's refresh token a second time may
// have stolen it: exactly one request is answered, and what it got is dead.
func TestRaces(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		dead := func(won seed.Tokens, a seed.App) {
			t.Helper()
			s.Userinfo(t, won.Access).Want(t, 401, "invalid_token")
			refusedToken(t, s.Token(t, a.Refresh(won.Refresh)), 400, "invalid_grant")
		}
		t.Run("one code", func(t *testing.T) {
			for _, a := range []seed.App{s.conf, s.public} {
				dead(race(t, s, a.Exchange(s.browser.Code(t, a, "openid offline_access"))), a)
			}
		})
		t.Run("one code for a JWT", func(t *testing.T) {
			won := race(t, s, s.public.Exchange(s.browser.Code(t, s.public, "openid offline_access", "resource", seed.API)))
			dead(won, s.public)
		})
		t.Run("one refresh token of a public client", func(t *testing.T) {
			first := s.Tokens(t, s.browser, s.public, "openid offline_access")
			dead(race(t, s, s.public.Refresh(first.Refresh)), s.public)
			s.Userinfo(t, first.Access).Want(t, 401, "invalid_token")
		})
	})
}

func TestSetupRace(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		token, err := w.Services.Setup.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		const callers = 6 // each hashes a password
		statuses := make([]int, callers)
		var group sync.WaitGroup
		for i := range callers {
			b := w.Browser(t)
			group.Go(func() {
				body := `{"token":"` + token + `","name":"Root","email":"root` + string(rune('a'+i)) + `@example.com","password":"` + seed.Password + `"}`
				a, err := b.Send(t.Context(), "POST", "/api/public/setup", "application/json", []byte(body))
				if err != nil {
					t.Error(err)
				}
				statuses[i] = a.Status
			})
		}
		group.Wait()
		count := map[int]int{}
		for _, status := range statuses {
			count[status]++
		}
		if count[201] != 1 || count[404] != callers-1 {
			t.Errorf("answered %v", count)
		}
		if n := w.Count(t, `SELECT count(*) FROM users`); n != 1 {
			t.Errorf("%d users", n)
		}
	})
}

// Several replicas that start at once make one superadmin and one set of keys.
func TestReplicasStartTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		const replicas = 4
		tokens := make([]string, replicas)
		started := make([]*wire.Services, replicas)
		var group sync.WaitGroup
		for i := range replicas {
			group.Go(func() {
				started[i] = wire.New(w.Config, d, w.Clock.Now)
				if err := started[i].Keys.Ensure(t.Context()); err != nil {
					t.Error(err)
				}
				var err error
				if tokens[i], err = started[i].Setup.Token(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait() // the link ends with the first superadmin
		for _, services := range started {
			group.Go(func() {
				needLink, err := services.Setup.Bootstrap(t.Context(), "root@example.com", seed.Password)
				if err != nil || needLink {
					t.Errorf("needs a link: %v, %v", needLink, err)
				}
			})
		}
		group.Wait()
		if n := w.Count(t, `SELECT count(*) FROM users WHERE role = 'superadmin' AND name = 'Superadmin' AND email = 'root@example.com'`); n != 1 {
			t.Errorf("%d superadmins", n)
		}
		if n := w.Count(t, `SELECT count(*) FROM signing_keys`); n != 4 {
			t.Errorf("%d signing keys", n)
		}
		for _, token := range tokens {
			if token != tokens[0] || len(token) != 43 {
				t.Errorf("set-up tokens %q", tokens)
			}
		}
	})
}

func TestSetup(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		b := w.Browser(t)
		const path = "/api/public/setup"
		needed := func() any { return b.Get(t, "/api/public/config").Want(t, 200).Object(t)["setupNeeded"] }
		if needed() != true {
			t.Error("an empty service needs no set-up")
		}
		b.Get(t, path).Want(t, 404, "USR_004")
		token, err := w.Services.Setup.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.Get(t, path, "X-Setup-Token", token+"x").Want(t, 404, "USR_004")
		if o := b.Get(t, path, "X-Setup-Token", token).Want(t, 200).Object(t); members(o) != "appName valid" || o["valid"] != true {
			t.Errorf("answered %v", o)
		}
		body := map[string]any{"token": token, "name": "Root", "email": "root@example.com", "password": "short"}
		b.Post(t, path, body).Want(t, 400, "AUTH_009")
		body["password"] = seed.Password
		made := b.Post(t, path, body).Want(t, 201).Object(t)["user"].(map[string]any)
		if made["role"] != "superadmin" || made["emailVerified"] != true {
			t.Errorf("made %v", made)
		}
		b.Get(t, "/api/admin/applications").Want(t, 200)
		body["email"] = "second@example.com"
		w.Browser(t).Post(t, path, body).Want(t, 404, "USR_004")
		w.Browser(t).Get(t, path, "X-Setup-Token", token).Want(t, 404, "USR_004")
		if needed() != false {
			t.Error("set-up is still needed")
		}
	})
}
