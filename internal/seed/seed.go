// Package seed gives tests a whole service, behind a real listener and on a
// real database, with whom and what a journey needs in one line each.
package seed

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/wire"
)

// Secret is the service's secret, the one of the recorded samples.
const Secret = "peer-secret-0123456789abcdef0123456789abcdef"

// Password is everyone's.
const Password = "Passw0rd!one"

// API is a protected API that tokens may be asked for; OtherAPI is another.
const (
	API      = "https://api.example.com"
	OtherAPI = "https://other.example.com"
)

// A World is a service with a database of its own.
type World struct {
	Services *wire.Services
	Config   config.Config
	Clock    *testclock.Clock
	URL      string // where it listens; the issuer too

	mailbox   *Mailbox
	transport transport // of all browsers: a test may have thousands
	names     *NameServer

	undocumented atomic.Bool // see Undocumented
}

// New starts a service for as long as the test runs. Rate limits are off unless
// change turns them on.
func New(t testing.TB, d *db.DB, change ...func(*config.Config)) *World {
	t.Helper()
	w := &World{Clock: testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 123_000_000, time.UTC))}
	c, err := config.Load(func(name string) (string, bool) {
		v, ok := map[string]string{
			"BETTER_AUTH_SECRET":    Secret,
			"OAUTH_VALID_AUDIENCES": API + "," + OtherAPI,
			"RATE_LIMITS":           "off",
			"CORS_ORIGINS":          TrustedOrigin,
		}[name]
		return v, ok
	}, func(string) ([]byte, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	c.PasswordHash = config.PasswordHash{Memory: 64, Passes: 1} // nobody attacks these
	w.listen(t, d, c, change)
	return w
}

// Advance moves the clock on. The caches of the service go on working.
func (w *World) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	w.Clock.Advance(d)
	if err := w.Services.Hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Console is the operator at the command line.
func Console() actor.Actor { return actor.Actor{Console: true} }

// User makes an account with Password.
func (w *World) User(t testing.TB, name, email string) user.User {
	t.Helper()
	return w.account(t, user.NewUser{Name: name, Email: email})
}

// Superadmin makes an account that may administer everything.
func (w *World) Superadmin(t testing.TB) user.User {
	t.Helper()
	return w.account(t, user.NewUser{Name: "Root", Email: "root@example.com", Role: actor.RoleSuperadmin})
}

// Admin makes an account that may administer, but is no superadmin.
func (w *World) Admin(t testing.TB) user.User {
	t.Helper()
	return w.account(t, user.NewUser{Name: "Admin", Email: "admin@example.com", Role: actor.RoleAdmin})
}

func (w *World) account(t testing.TB, n user.NewUser) user.User {
	t.Helper()
	n.Password = Password
	u, err := w.Services.Users.CreateBy(t.Context(), Console(), n)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Ban bans a user as an administrator would.
func (w *World) Ban(t testing.TB, userID string) {
	t.Helper()
	w.Exec(t, `UPDATE users SET banned = TRUE WHERE id = $1`, userID)
	w.Forget(t, "user", userID)
}

// Exec changes what no endpoint changes yet.
func (w *World) Exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := w.Services.DB.Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// Forget makes the caches forget a key after Exec.
func (w *World) Forget(t testing.TB, kind, key string) {
	t.Helper()
	err := w.Services.DB.InTx(t.Context(), func(ctx context.Context) error {
		return w.Services.Hub.Invalidate(ctx, kind, key)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Count is the number that a query returns.
func (w *World) Count(t testing.TB, query string, args ...any) int64 {
	t.Helper()
	n, err := db.One(t.Context(), w.Services.DB, db.ScanInt, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// An App is an application with its credentials.
type App struct {
	application.Application
	Secret string // empty for public applications
}

// Redirect is the address applications have unless others are given.
const Redirect = "https://client.example/cb"

// Application makes an application. Without scopes it is allowed all of them,
// without redirect URIs it has Redirect.
func (w *World) Application(t testing.TB, n application.NewApplication) App {
	t.Helper()
	if n.Name == "" {
		n.Name = n.Slug
	}
	if n.AllowedScopes == nil {
		n.AllowedScopes = application.Scopes()
	}
	if n.RedirectURIs == nil {
		n.RedirectURIs = []string{Redirect}
	}
	a, clientSecret, err := w.Services.Applications.Create(t.Context(), Console(), n)
	if err != nil {
		t.Fatal(err)
	}
	return App{a, clientSecret}
}

// Update changes an application.
func (w *World) Update(t testing.TB, a App, c application.Changes) {
	t.Helper()
	if _, err := w.Services.Applications.Update(t.Context(), Console(), a.ID, c); err != nil {
		t.Fatal(err)
	}
}

// Access lets a user into an application, with its default role.
func (w *World) Access(t testing.TB, a App, u user.User) {
	t.Helper()
	if err := w.Services.Access.Grant(t.Context(), Console(), a.ID, u.ID, ""); err != nil {
		t.Fatal(err)
	}
}

// Revoke takes a user's access away.
func (w *World) Revoke(t testing.TB, a App, u user.User) {
	t.Helper()
	if err := w.Services.Access.Revoke(t.Context(), Console(), a.ID, u.ID); err != nil {
		t.Fatal(err)
	}
}

// session begins a session without a password being hashed.
func (w *World) session(t testing.TB, u user.User) session.Session {
	t.Helper()
	s, err := w.Services.Sessions.Start(t.Context(), actor.Actor{UserAgent: "seed", Address: "127.0.0.1"}, session.Start{
		UserID: u.ID, Remember: true, Methods: []string{"pwd"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
