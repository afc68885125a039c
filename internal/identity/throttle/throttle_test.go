package throttle_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

const victim = "victim@example.com"

// A world is a service with a clock of its own.
type world struct {
	*throttle.Service
	database *db.DB
	at       time.Time
}

func rules() throttle.Rules {
	return throttle.Rules{
		Account: limit.Rate{Max: 3, Window: 30 * time.Minute},
		Device:  limit.Rate{Max: 5, Window: 5 * time.Minute},
		Address: limit.Rate{Max: 5, Window: 100 * time.Second},
		Network: limit.Rate{Max: 20, Window: 100 * time.Second},
		Mail:    limit.Rate{Max: 2, Window: time.Hour},
	}
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{database: d, at: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	w.Service = w.replica()
	_, err := d.Exec(t.Context(), `
		INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
		VALUES ('u1', 'Victim', '`+victim+`', TRUE, 'user', FALSE, FALSE, FALSE, 0, 0), ('u2', 'Other', 'other@example.com', TRUE, 'user', FALSE, FALSE, FALSE, 0, 0)`)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// replica is another process on the same database.
func (w *world) replica() *throttle.Service {
	now := func() time.Time { return w.at }
	return throttle.New(w.database, audit.New(w.database, now), rules(), now)
}

// try is a failed one; it returns the seconds to wait.
func (w *world) try(t *testing.T, by actor.Actor, what throttle.Subject) int {
	t.Helper()
	return seconds(t, w.Service, by, what)
}

func seconds(t *testing.T, s *throttle.Service, by actor.Actor, what throttle.Subject) int {
	t.Helper()
	_, err := s.Allow(t.Context(), by, what)
	if err == nil {
		return 0
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !errors.Is(err, limit.ErrTooMany) || f.RetryAfter < 1 {
		t.Fatal(err)
	}
	return f.RetryAfter
}

func (w *world) count(t *testing.T, query string) int64 {
	t.Helper()
	n, err := db.One(t.Context(), w.database, db.ScanInt, query)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// from is a stranger at an address of a network of their own.
func from(i int) actor.Actor { return actor.Actor{Address: fmt.Sprintf("10.%d.%d.1", i/256, i%256)} }

func TestDelayGrows(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, email := range map[string]string{"somebody": victim, "nobody": "nobody@example.com"} {
			t.Run(name, func(t *testing.T) {
				w := newWorld(t, empty(t, d))
				what, stranger := throttle.Password(email), 0
				next := func() actor.Actor { stranger++; return from(stranger) }
				for range 4 {
					if wait := w.try(t, next(), what); wait != 0 {
						t.Fatalf("told to wait %d s within the budget", wait)
					}
				}
				for _, want := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512} {
					if wait := w.try(t, next(), what); wait != want {
						t.Fatalf("told to wait %d s, want %d", wait, want)
					}
					if wait := w.try(t, next(), throttle.Password(" "+email+" ")); wait != want {
						t.Fatalf("the address written otherwise waits %d s", wait)
					}
					w.at = w.at.Add(time.Duration(want)*time.Second - time.Millisecond)
					if wait := w.try(t, next(), what); wait != 1 {
						t.Fatalf("a millisecond too early: told to wait %d s", wait)
					}
					w.at = w.at.Add(time.Millisecond)
					if wait := w.try(t, next(), what); wait != 0 {
						t.Fatalf("told to wait %d s more", wait)
					}
				}
				tries := 0
				for end := w.at.Add(24 * time.Hour); w.at.Before(end); {
					wait := w.try(t, next(), what)
					if wait == 0 {
						tries++
					}
					if wait > 1200 {
						t.Fatalf("told to wait %d s", wait)
					}
					w.at = w.at.Add(time.Duration(wait) * time.Second)
				}
				if tries < 140 || tries > 150 {
					t.Errorf("%d tries in a day, one in ten minutes would be 144", tries)
				}
				if wait := w.try(t, from(1), throttle.Password("another@example.com")); wait != 0 {
					t.Errorf("another account waits %d s", wait)
				}
				if wait := w.try(t, from(2), throttle.Code("u1")); wait != 0 {
					t.Errorf("another proof waits %d s", wait)
				}
				w.at = w.at.Add(24 * time.Hour)
				for range 4 {
					if wait := w.try(t, next(), what); wait != 0 {
						t.Fatalf("a day later told to wait %d s", wait)
					}
				}
				if n := w.count(t, `SELECT count(*) FROM audit_events WHERE action = 'sign_in.throttled'`); n == 0 {
					t.Error("the trail tells nothing")
				}
			})
		}
	})
}

func empty(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	for _, table := range []string{"throttles", "users", "audit_events"} {
		if _, err := d.Exec(t.Context(), "DELETE FROM "+table); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// Whoever tries in parallel gets as far as one after the other, at two replicas
// too.
func TestTriesAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		replicas := []*throttle.Service{w.Service, w.replica()}
		var admitted atomic.Int64
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				switch _, err := replicas[i%2].Allow(t.Context(), from(i), throttle.Password(victim)); {
				case err == nil:
					admitted.Add(1)
				case !errors.Is(err, limit.ErrTooMany):
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := admitted.Load(); n != 4 {
			t.Errorf("%d tries at once were let through, want 4", n)
		}
		if wait := seconds(t, w.replica(), from(99), throttle.Password(victim)); wait != 1 {
			t.Errorf("after a restart told to wait %d s", wait)
		}
	})
}

func TestGoodTriesAreForgiven(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for range 50 {
			try, err := w.Allow(t.Context(), from(1), throttle.Password(victim))
			if err != nil {
				t.Fatal(err)
			}
			w.Forgive(t.Context(), try)
		}
		// An account of one's own does not open those of others.
		for i := range 6 {
			if wait := w.try(t, from(1), throttle.Password("a"+strconv.Itoa(i)+"@example.com")); wait != 0 {
				t.Fatalf("try %d waits %d s", i, wait)
			}
			if i == 5 {
				break
			}
			own, err := w.Allow(t.Context(), from(1), throttle.Password("own@example.com"))
			if err != nil {
				t.Fatal(err)
			}
			w.Forgive(t.Context(), own)
		}
		if wait := w.try(t, from(1), throttle.Password("a6@example.com")); wait != 1 {
			t.Errorf("the address waits %d s in spite of what it failed at", wait)
		}
	})
}

// Nobody but the owner's own browser uses up its budget, and it has one.
func TestKnownDevice(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		device, err := w.Remember(t.Context(), from(1), "u1")
		if err != nil || device.Known || device.Token == "" {
			t.Fatalf("%+v, %v", device, err)
		}
		owner := from(1)
		owner.Device = device.Token
		again, err := w.Remember(t.Context(), owner, "u1")
		if err != nil || !again.Known || again.Token != device.Token {
			t.Fatalf("the second time %+v, %v", again, err)
		}
		for i := range 300 { // among them the owner's own address
			w.try(t, from(i), throttle.Password(victim))
		}
		if w.try(t, from(1), throttle.Password(victim)) == 0 {
			t.Fatal("strangers go on")
		}
		for name, what := range map[string]throttle.Subject{"password": throttle.Password(victim), "code": throttle.Code("u1"), "mailed code": throttle.EmailCode(victim)} {
			for range 6 {
				if wait := w.try(t, owner, what); wait != 0 {
					t.Fatalf("%s: the owner waits %d s", name, wait)
				}
			}
			if wait := w.try(t, owner, what); wait != 1 {
				t.Errorf("%s: a known device goes on for ever", name)
			}
		}
		for i := range 5 { // it is known to one account alone
			if refused := w.try(t, owner, throttle.Password("other@example.com")) != 0; refused != (i == 4) {
				t.Errorf("another account, try %d: refused %v", i, refused)
			}
		}
		for _, forged := range []string{"", "x", device.Token + "x"} {
			by := from(1)
			by.Device = forged
			if w.try(t, by, throttle.Password(victim)) == 0 {
				t.Errorf("the device %q is known", forged)
			}
		}
		if err := w.ForgetDevices(t.Context(), actor.Actor{}, "u1", "reset"); err != nil {
			t.Fatal(err)
		}
		w.at = w.at.Add(time.Hour)
		for i := range 10 {
			w.try(t, from(i+300), throttle.Password(victim))
		}
		if w.try(t, owner, throttle.Password(victim)) == 0 {
			t.Error("a device is known that was forgotten")
		}
	})
}

// A cookie that somebody planted is not theirs to use after a sign-in.
func TestPlantedDevice(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		planted, err := w.Remember(t.Context(), from(1), "u2")
		if err != nil {
			t.Fatal(err)
		}
		both, thief := from(2), from(3)
		both.Device, thief.Device = planted.Token, planted.Token
		device, err := w.Remember(t.Context(), both, "u1")
		if err != nil || device.Known || device.Token == planted.Token {
			t.Fatalf("%+v, %v", device, err)
		}
		if seen, err := w.Remember(t.Context(), thief, "u1"); err != nil || seen.Known {
			t.Errorf("the planted cookie is known to the victim's account: %v", err)
		}
		both.Device = device.Token
		for _, user := range []string{"u1", "u2"} {
			if seen, err := w.Remember(t.Context(), both, user); err != nil || !seen.Known {
				t.Errorf("the browser is not known to %s: %v", user, err)
			}
		}
	})
}

func TestAddressesAndNetworks(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		account := 0
		spray := func(address string) int {
			account++
			return w.try(t, actor.Actor{Address: address}, throttle.Password("p"+strconv.Itoa(account)+"@example.com"))
		}
		until := func(address func(i int) string) int { // how many are let through
			for i := range 100 {
				if spray(address(i)) != 0 {
					return i
				}
			}
			return 100
		}
		if n := until(func(int) string { return "203.0.113.9" }); n != 6 {
			t.Errorf("an address sprays %d accounts", n)
		}
		if n := until(func(i int) string { return "198.51.100." + strconv.Itoa(i) }); n != 21 {
			t.Errorf("a network sprays %d accounts", n)
		}
		if n := until(func(i int) string { return "2001:db8:1:" + strconv.Itoa(i) + "::" }); n != 21 {
			t.Errorf("a customer's networks of IPv6 spray %d accounts", n)
		}
		if wait := spray("203.0.113.10"); wait != 0 {
			t.Errorf("a neighbour waits %d s", wait)
		}
		if wait := spray("2001:db8:2::"); wait != 0 {
			t.Errorf("another customer waits %d s", wait)
		}
	})
}

func TestMails(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for i := range 3 {
			if wait := w.try(t, from(i), throttle.Mail(victim)); wait != 0 {
				t.Fatalf("mail %d waits %d s", i, wait)
			}
		}
		if w.try(t, from(9), throttle.Mail(victim)) == 0 {
			t.Error("mails go on")
		}
		if wait := w.try(t, from(1), throttle.Password(victim)); wait != 0 {
			t.Errorf("mails keep the owner out for %d s", wait)
		}
	})
}

// A transaction that fails would take the count back.
func TestNotInATransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		err := d.InTx(t.Context(), func(ctx context.Context) error {
			_, err := w.Allow(ctx, from(1), throttle.Password(victim))
			return err
		})
		if err == nil {
			t.Error("counted in a transaction")
		}
	})
}

func TestPurge(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for i := range 20 {
			w.try(t, from(i), throttle.Password(victim))
			w.try(t, from(i), throttle.Password(strconv.Itoa(i)+"@example.com"))
		}
		purge := func() {
			t.Helper()
			if err := w.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		purge()
		if w.try(t, from(40), throttle.Password(victim)) == 0 {
			t.Error("an account is forgotten that waits")
		}
		for range 120 { // a program that keeps no cookies
			w.at = w.at.Add(time.Second)
			if _, err := w.Remember(t.Context(), from(1), "u1"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.Remember(t.Context(), from(1), "u2"); err != nil {
			t.Fatal(err)
		}
		purge()
		if n := w.count(t, `SELECT count(*) FROM known_devices WHERE user_id = 'u1'`); n != 100 {
			t.Errorf("%d devices of one account", n)
		}
		w.at = w.at.Add(24 * time.Hour)
		purge()
		if n := w.count(t, `SELECT count(*) FROM throttles`); n != 0 {
			t.Errorf("%d rows a day later", n)
		}
		w.at = w.at.Add(throttle.DeviceLife)
		purge()
		if n := w.count(t, `SELECT count(*) FROM known_devices`); n != 0 {
			t.Errorf("%d devices that were not seen for long", n)
		}
	})
}

// Replicas whose clocks differ a little do not take each other's tries for ones
// to come.
func TestClocksThatDiffer(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		early := func() time.Time { return w.at.Add(-5 * time.Second) }
		behind := throttle.New(d, audit.New(d, early), rules(), early)
		for range 10 {
			for _, s := range []*throttle.Service{w.Service, behind} {
				try, err := s.Allow(t.Context(), from(1), throttle.Password(victim))
				if err != nil {
					t.Fatal(err)
				}
				s.Forgive(t.Context(), try)
			}
		}
		for i, s := range []*throttle.Service{w.Service, behind, w.Service, behind, behind} {
			if wait := seconds(t, s, from(i), throttle.Password(victim)); (wait != 0) != (i == 4) {
				t.Errorf("try %d waits %d s", i, wait)
			}
		}
	})
}
