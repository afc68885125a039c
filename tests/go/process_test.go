package tests_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// What a client was answered must be there after kill -9 and a new start.
func TestKillDuringLoad(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killDuringLoad(t, "DATABASE_URL=") })
	t.Run("postgres", func(t *testing.T) { killDuringLoad(t, "DATABASE_URL="+startCluster(t).url) })
}

// An acknowledged is what one worker was answered.
type acknowledged struct {
	access   []string
	families []string // the last refresh token of each, none of them in flight
	browsers []*browser
}

func killDuringLoad(t *testing.T, database string) {
	rounds := 2
	if os.Getenv("TEST_LONG") != "" {
		rounds = 25
	}
	s := launch(t, database)
	root := s.browser(t).signIn(t)
	client := root.application(t, "load", false)
	const workers = 6
	for round := range rounds {
		all := make([]acknowledged, workers)
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for i := range all {
			group.Go(func() { all[i] = load(ctx, t, s, root, client, fmt.Sprintf("r%dw%d", round, i)) })
		}
		time.Sleep(1500 * time.Millisecond)
		s.kill(t)
		stop()
		group.Wait()
		s.start(t)

		count := map[string]int{}
		for _, a := range all {
			for _, token := range a.access {
				count["access tokens"]++
				if got, err := root.userinfo(t.Context(), token); err != nil || got != 200 {
					t.Errorf("an answered access token gets %d, %v", got, err)
				}
			}
			for _, token := range a.families {
				count["refresh tokens"]++
				if _, err := root.refresh(t.Context(), client, token); err != nil {
					t.Errorf("an answered refresh token: %v", err)
				}
			}
			for _, b := range a.browsers {
				count["sessions"]++
				if in, err := b.signedIn(t.Context()); err != nil || !in {
					t.Errorf("an answered session: %v, %v", in, err)
				}
			}
		}
		t.Logf("round %d: %v survived", round, count)
		for _, what := range []string{"access tokens", "refresh tokens", "sessions"} {
			if count[what] == 0 {
				t.Errorf("round %d: no %s were answered before the kill", round, what)
			}
		}
	}
}

// load signs up, authorizes, exchanges and refreshes until the service is gone.
func load(ctx context.Context, t *testing.T, s *service, root *browser, client app, name string) acknowledged {
	var done acknowledged
	b := s.browser(t)
	a, err := b.post(ctx, "/api/auth/sign-up/email", map[string]any{"name": name, "email": name + "@example.com", "password": password})
	if err != nil || a.status != 200 {
		return done
	}
	done.browsers = append(done.browsers, b)
	for {
		code, err := root.code(ctx, client, "openid offline_access")
		if err != nil {
			return done
		}
		first, err := root.exchange(ctx, client, code)
		if err != nil {
			return done
		}
		done.access = append(done.access, first.Access)
		second, err := root.refresh(ctx, client, first.Refresh)
		if err != nil { // spent or not, nobody was told
			return done
		}
		done.access = append(done.access, second.Access)
		done.families = append(done.families, second.Refresh)
	}
}

// SIGTERM lets running requests finish, and the process ends with 0.
func TestGracefulStop(t *testing.T) {
	eachEngine(t, func(t *testing.T, env []string) {
		s := launch(t, env...)
		const callers = 6 // each waits for a password hash, one after the other
		answers := make(chan error, callers)
		for i := range callers {
			b := s.browser(t)
			go func() {
				a, err := b.post(t.Context(), "/api/auth/sign-up/email", map[string]any{
					"name": "N", "email": fmt.Sprintf("n%d@example.com", i), "password": password,
				})
				if err == nil && a.status != 200 {
					err = fmt.Errorf("%w %d: %s", errStatus, a.status, a.body)
				}
				answers <- err
			}()
		}
		if err := <-answers; err != nil {
			t.Fatal(err)
		}
		if code := s.stop(t); code != 0 {
			t.Errorf("exit code %d", code)
		}
		for range callers - 1 {
			if err := <-answers; err != nil {
				t.Errorf("a running request was dropped: %v", err)
			}
		}
	})
}

// Two replicas on one database: what is taken away on one is gone on the other.
func TestReplicas(t *testing.T) {
	database := "DATABASE_URL=" + testdb.Postgres(t)
	one := launch(t, database)
	two := launch(t, database, "BETTER_AUTH_URL="+one.url)

	here := one.browser(t).signIn(t)
	there := &browser{here.Client, two.url, one.url} // the same cookies: they know no ports
	client := here.application(t, "shop", false)
	ctx := t.Context()

	user := one.browser(t)
	a, err := user.post(ctx, "/api/auth/sign-up/email", map[string]any{"name": "N", "email": "n@example.com", "password": password})
	var made struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
	}
	if err := must(t, a, err).into(&made); err != nil {
		t.Fatal(err)
	}
	access := "/api/admin/applications/" + client.id + "/users"
	if a, err := here.post(ctx, access, map[string]any{"userId": made.User.ID}); must(t, a, err).status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	code, err := user.code(ctx, client, "openid offline_access")
	if err != nil {
		t.Fatal(err)
	}
	held, err := there.exchange(ctx, client, code)
	if err != nil {
		t.Fatal(err)
	}
	userThere := &browser{user.Client, two.url, one.url}
	for range 20 { // both replicas remember
		for _, b := range []*browser{user, userThere} {
			if in, err := b.signedIn(ctx); err != nil || !in {
				t.Fatalf("signed in: %v, %v", in, err)
			}
			if got, err := b.userinfo(ctx, held.Access); err != nil || got != 200 {
				t.Fatalf("userinfo %d, %v", got, err)
			}
		}
	}

	t.Run("access revoked", func(t *testing.T) {
		if a, err := here.do(ctx, "DELETE", access+"/"+made.User.ID, "", nil); must(t, a, err).status != 204 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if got, err := user.userinfo(ctx, held.Access); err != nil || got != 401 {
			t.Errorf("on the replica that was told: %d, %v", got, err)
		}
		began := time.Now()
		eventually(t, "the other replica to refuse the token", func() bool {
			got, err := userThere.userinfo(ctx, held.Access)
			return err == nil && got == 401
		})
		t.Logf("seen on the other replica after %s", time.Since(began).Round(time.Millisecond))
	})
	t.Run("signed out", func(t *testing.T) {
		kept := userThere.copied(t) // a browser that does not hear of it
		if in, err := kept.signedIn(ctx); err != nil || !in {
			t.Fatalf("signed in: %v, %v", in, err)
		}
		if a, err := user.post(ctx, "/api/auth/sign-out", map[string]any{}); must(t, a, err).status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		began := time.Now()
		eventually(t, "the other replica to end the session", func() bool {
			in, err := kept.signedIn(ctx)
			return err == nil && !in
		})
		t.Logf("seen on the other replica after %s", time.Since(began).Round(time.Millisecond))
	})
}
