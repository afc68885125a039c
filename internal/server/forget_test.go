package server_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/wire"
)

// replica starts the service once more on the same database.
func replica(t *testing.T, w *seed.World, d *db.DB) *wire.Services {
	t.Helper()
	other := wire.New(w.Config, d, w.Clock.Now)
	poll(t, other)
	return other
}

func poll(t *testing.T, s *wire.Services) {
	t.Helper()
	if err := s.Hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// look asks a replica whether a token is live, and counts what it asks of the
// database.
func look(t *testing.T, s *wire.Services, token string) (live bool, trips int64) {
	t.Helper()
	ctx, n := db.Counting(t.Context())
	_, err := s.TokenInfo.Find(ctx, token)
	if err != nil && !errors.Is(err, tokeninfo.ErrDead) {
		t.Fatal(err)
	}
	return err == nil, n.Load()
}

// A holder is one user with a token of one application, known to nobody else.
type holder struct {
	*seed.World
	app     seed.App
	user    user.User
	browser *seed.Browser
	token   string
}

// Whatever ends a token ends it at once: on the replica that took the change
// before it answers, on every other with its next look at the invalidations,
// four times a second. Until then both answer from memory.
func TestTokensEndAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		there := replica(t, w, d)
		here := w.Services
		n := 0
		run := func(name, scope string, end func(ctx context.Context, t *testing.T, h holder) error, again func(ctx context.Context, h holder) error, lives bool) {
			for form, resource := range map[string]string{"opaque": "", "JWT": seed.API} {
				t.Run(name+", "+form, func(t *testing.T) {
					n++
					h := holder{World: w, app: w.Application(t, application.NewApplication{Slug: fmt.Sprint("app-", n), SkipConsent: true})}
					h.user = w.User(t, "Olive Auth", fmt.Sprintf("olive%d@example.com", n))
					w.Access(t, h.app, h.user)
					h.browser = w.SignedIn(t, h.user)
					h.token = w.Tokens(t, h.browser, h.app, scope, "resource", resource).Access
					poll(t, there)
					for _, replica := range []*wire.Services{here, there} {
						look(t, replica, h.token)
						if live, trips := look(t, replica, h.token); !live || trips != 0 {
							t.Fatalf("live %v after %d round trips", live, trips)
						}
					}
					if err := end(t.Context(), t, h); err != nil {
						t.Fatal(err)
					}
					if live, _ := look(t, here, h.token); live {
						t.Error("it lives on where the change was made")
					}
					if live, trips := look(t, there, h.token); !live || trips != 0 {
						t.Errorf("live %v after %d round trips where nothing is known of the change", live, trips)
					}
					poll(t, there)
					if live, _ := look(t, there, h.token); live {
						t.Error("it lives on elsewhere")
					}
					if again == nil {
						return
					}
					if err := again(t.Context(), h); err != nil {
						t.Fatal(err)
					}
					poll(t, there)
					for _, replica := range []*wire.Services{here, there} {
						if live, _ := look(t, replica, h.token); live != lives {
							t.Errorf("live %v after the change was undone", live)
						}
					}
				})
			}
		}
		active := func(is bool) func(context.Context, holder) error {
			return func(ctx context.Context, h holder) error {
				_, err := here.Applications.Update(ctx, seed.Console(), h.app.ID, application.Changes{IsActive: &is})
				return err
			}
		}
		admitted := func(is bool) func(context.Context, holder) error {
			return func(ctx context.Context, h holder) error {
				return here.Access.Change(ctx, seed.Console(), h.app.ID, h.user.ID, access.MemberChanges{IsActive: &is})
			}
		}
		simply := func(f func(context.Context, holder) error) func(context.Context, *testing.T, holder) error {
			return func(ctx context.Context, _ *testing.T, h holder) error { return f(ctx, h) }
		}
		run("RFC 7009 §2.1 the token is revoked", offline, simply(func(ctx context.Context, h holder) error {
			return here.TokenInfo.Revoke(ctx, seed.Console(), h.app.Application, h.token)
		}), nil, false)
		run("its grant is revoked", offline, simply(func(ctx context.Context, h holder) error {
			found, err := here.TokenInfo.Find(ctx, h.token)
			if err != nil {
				return err
			}
			return here.Grants.Revoke(ctx, seed.Console(), found.Grant.ID, "test")
		}), nil, false)
		run("the browser session ends", "openid profile", func(_ context.Context, t *testing.T, h holder) error {
			h.browser.Post(t, signOutPath, map[string]any{}).Want(t, 200)
			return nil
		}, nil, false)
		run("access is taken away", offline, simply(func(ctx context.Context, h holder) error {
			return here.Access.Revoke(ctx, seed.Console(), h.app.ID, h.user.ID)
		}), func(ctx context.Context, h holder) error {
			return here.Access.Grant(ctx, seed.Console(), h.app.ID, h.user.ID, "")
		}, false)
		run("access is suspended", offline, simply(admitted(false)), admitted(true), true)
		run("the application is disabled", offline, simply(active(false)), active(true), true)
		run("the application is deleted", offline, simply(func(ctx context.Context, h holder) error {
			return here.Applications.Delete(ctx, seed.Console(), h.app.ID)
		}), nil, false)
		run("the user is banned", offline, func(_ context.Context, t *testing.T, h holder) error {
			h.Ban(t, h.user.ID)
			return nil
		}, nil, false)
		run("the user is deleted", offline, func(_ context.Context, t *testing.T, h holder) error {
			h.Exec(t, `DELETE FROM users WHERE id = $1`, h.user.ID)
			h.Forget(t, "user", h.user.ID)
			return nil
		}, nil, false)
	})
}

// A token that was never seen costs one question to the database, one that was
// seen none, and neither does the client that asks.
func TestIntrospectionRoundTrips(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		own := s.Token(t, s.conf.Authenticated(map[string][]string{"grant_type": {"client_credentials"}})).Tokens(t).Access
		for name, token := range map[string]string{
			"opaque": s.Tokens(t, s.browser, s.conf, everything).Access, "JWT": s.Tokens(t, s.browser, s.conf, everything, "resource", seed.API).Access, "the client's own": own,
		} {
			t.Run(name, func(t *testing.T) {
				ask := func(services *wire.Services) int64 {
					t.Helper()
					ctx, n := db.Counting(t.Context())
					app, err := services.Clients.Authenticate(ctx, client.Credentials{ID: s.conf.Slug, Secret: s.conf.Secret, HasSecret: true})
					if err != nil {
						t.Fatal(err)
					}
					told, err := services.TokenInfo.Introspect(ctx, app, token)
					if err != nil || told["active"] != true {
						t.Fatal(told, err)
					}
					return n.Load()
				}
				if trips := ask(s.Services); trips > 1 {
					t.Errorf("%d round trips for a token never seen", trips)
				}
				if trips := ask(s.Services); trips != 0 {
					t.Errorf("%d round trips for a token just seen", trips)
				}
			})
		}
	})
}
