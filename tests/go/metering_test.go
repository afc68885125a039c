package tests_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// A metered application records what its one user consumes.
type metered struct {
	app
	userID, token string
}

func (b *browser) metered(t *testing.T) metered {
	t.Helper()
	ctx := t.Context()
	client := b.application(t, "metered", false)
	a, err := b.get(ctx, "/api/auth/get-session")
	var me struct {
		User struct{ ID string }
	}
	if err := must(t, a, err).into(&me); err != nil {
		t.Fatal(err)
	}
	if a, err := b.post(ctx, "/api/admin/applications/"+client.id+"/users", map[string]any{"userId": me.User.ID}); must(t, a, err).status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	own, err := b.token(ctx, client.with(url.Values{"grant_type": {"client_credentials"}}))
	if err != nil {
		t.Fatal(err)
	}
	return metered{client, me.User.ID, own.Access}
}

// limited has the plan of everybody allow so many calls a day.
func (b *browser) limited(t *testing.T, m metered, limit int) {
	t.Helper()
	plans := "/api/admin/applications/" + m.id + "/plans"
	a, err := b.get(t.Context(), plans)
	var all struct {
		Plans []struct{ ID string }
	}
	if err := must(t, a, err).into(&all); err != nil || len(all.Plans) != 1 {
		t.Fatalf("%v: %s", err, a.body)
	}
	text, err := json.Marshal(map[string]any{"features": map[string]any{"api.calls": map[string]any{"limit": limit, "window": "day"}}})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := b.do(t.Context(), "PATCH", plans+"/"+all.Plans[0].ID, "application/json", bytes.NewReader(text)); must(t, a, err).status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
}

// call makes a call with the application's token.
func (m metered) call(ctx context.Context, b *browser, path string, body map[string]any) (answer, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return answer{}, err
	}
	return b.do(ctx, "POST", "/api/consumption"+path, "application/json", bytes.NewReader(text), "Authorization", "Bearer "+m.token)
}

func (m metered) event(more map[string]any) map[string]any {
	body := map[string]any{"applicationId": m.id, "userId": m.userID, "key": "api.calls", "value": 1}
	maps.Copy(body, more)
	return body
}

func (m metered) total(t *testing.T, b *browser) string {
	t.Helper()
	a, err := b.get(t.Context(), "/api/consumption/"+m.userID+"/"+m.id+"/api.calls", "Authorization", "Bearer "+m.token)
	var read struct {
		Aggregate struct{ Total string }
	}
	if err := must(t, a, err).into(&read); err != nil {
		t.Fatal(err)
	}
	return read.Aggregate.Total
}

// ledger counts the lines that explain the balance, and looks for gaps.
func (m metered) ledger(t *testing.T, admin *browser) int {
	t.Helper()
	path := "/api/admin/applications/" + m.id + "/consumption/ledger?limit=1000&key=api.calls&userId=" + m.userID
	count, cursor, above := 0, "", 0
	for {
		a, err := admin.get(t.Context(), path+cursor)
		var page struct {
			Lines      []struct{ Line int }
			NextCursor string
		}
		if err := must(t, a, err).into(&page); err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			if above > 0 && l.Line != above-1 {
				t.Errorf("line %d follows line %d", above, l.Line)
			}
			above = l.Line
		}
		if count += len(page.Lines); page.NextCursor == "" {
			return count
		}
		cursor = "&cursor=" + url.QueryEscape(page.NextCursor)
	}
}

// Events that were answered are counted once, and so are those that were not and
// are sent again by their keys, however often the service is killed.
func TestMeteringSurvivesKills(t *testing.T) {
	rounds := 3
	if os.Getenv("TEST_LONG") != "" {
		rounds = 50
	}
	killed := func(t *testing.T, database string) {
		s := launch(t, database)
		meterUnderFire(t, s, rounds, func() {
			s.kill(t)
			s.start(t)
		})
	}
	t.Run("sqlite", func(t *testing.T) { killed(t, "DATABASE_URL=") })
	t.Run("postgres", func(t *testing.T) { killed(t, "DATABASE_URL="+startCluster(t).url) })
}

// The same when PostgreSQL is killed instead.
func TestMeteringSurvivesKillsOfPostgreSQL(t *testing.T) {
	rounds := 1
	if os.Getenv("TEST_LONG") != "" {
		rounds = 10
	}
	c := startCluster(t)
	s := launch(t, "DATABASE_URL="+c.url)
	meterUnderFire(t, s, rounds, func() {
		c.kill(t)
		c.control(t, "-l", filepath.Join(c.dir, "server.log"), "start")
		eventually(t, "the service to recover", func() bool { return status(t, s.url+"/health") == 200 })
	})
}

// kill ends the server without warning. Its processes end when they see that it
// is gone; what they share stays in use until then.
func (c *cluster) kill(t *testing.T) {
	t.Helper()
	file := filepath.Join(c.dir, "data", "postmaster.pid")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	children, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for _, child := range children {
		stat, err := os.ReadFile(child)
		if err != nil { // it has ended
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest)
		id, err := strconv.Atoi(filepath.Base(filepath.Dir(child)))
		if err == nil && len(fields) > 1 && fields[1] == line {
			_ = syscall.Kill(id, syscall.SIGKILL)
		}
	}
	eventually(t, "PostgreSQL to be gone", func() bool { return syscall.Kill(pid, 0) != nil })
}

func meterUnderFire(t *testing.T, s *service, rounds int, strike func()) {
	t.Helper()
	root := s.browser(t).signIn(t)
	m := root.metered(t)
	const workers = 16
	program := s.browser(t)
	sent := 0
	for round := range rounds {
		ctx, stop := context.WithCancel(t.Context())
		var mu sync.Mutex
		var answered int
		var unanswered []string
		var group sync.WaitGroup
		for i := range workers {
			group.Go(func() {
				for n := 0; ; n++ {
					key := fmt.Sprintf("r%d-w%d-%d", round, i, n)
					a, err := m.call(ctx, program, "", m.event(map[string]any{"idempotencyKey": key}))
					mu.Lock()
					if err == nil && a.status == http.StatusOK {
						answered++
						mu.Unlock()
						continue
					}
					unanswered = append(unanswered, key)
					mu.Unlock()
					return
				}
			})
		}
		time.Sleep(time.Duration(300+rand.IntN(500)) * time.Millisecond)
		strike()
		stop()
		group.Wait()
		if answered == 0 {
			t.Fatalf("round %d: nothing was answered", round)
		}
		for _, key := range unanswered {
			eventually(t, "an event to be recorded", func() bool {
				a, err := m.call(t.Context(), program, "", m.event(map[string]any{"idempotencyKey": key}))
				if err == nil && a.status != http.StatusOK && a.status != http.StatusServiceUnavailable {
					t.Fatalf("%d %s", a.status, a.body)
				}
				return err == nil && a.status == http.StatusOK
			})
		}
		sent += answered + len(unanswered)
		t.Logf("round %d: %d answered, %d sent again", round, answered, len(unanswered))
		if got := m.total(t, program); got != strconv.Itoa(sent) {
			t.Fatalf("round %d: %s are counted of %d", round, got, sent)
		}
	}
	if lines := m.ledger(t, root); lines != sent {
		t.Errorf("%d lines explain %d events", lines, sent)
	}
}

// However many ask at once, and of however many replicas: a limit of N admits N.
func TestReplicasAdmitExactlyTheLimit(t *testing.T) {
	const (
		clients = 64
		limit   = 500
	)
	database := "DATABASE_URL=" + testdb.Postgres(t)
	first := launch(t, database)
	replicas := []*service{first, launch(t, database, "BETTER_AUTH_URL="+first.url), launch(t, database, "BETTER_AUTH_URL="+first.url)}
	root := first.browser(t).signIn(t)
	m := root.metered(t)
	root.limited(t, m, limit)
	programs := make([]*browser, len(replicas))
	for i, r := range replicas {
		programs[i] = r.browser(t)
	}
	post := func(i int, path string, body map[string]any) answer {
		a, err := m.call(t.Context(), programs[i%len(programs)], path, body)
		if err != nil {
			t.Error(err)
		}
		return a
	}
	refused := func(a answer) {
		if a.status != http.StatusTooManyRequests || !strings.Contains(string(a.body), "CONS_005") {
			t.Errorf("%d %s", a.status, a.body)
		}
	}

	// Half of what is asked for is consumed at once, a quarter confirmed and a
	// quarter given back; until each client was refused.
	var mu sync.Mutex
	var consumed int
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			for n := i; ; n++ {
				if n%2 == 0 {
					a := post(n/2, "", m.event(map[string]any{"enforce": true}))
					if a.status != http.StatusOK {
						refused(a)
						return
					}
					mu.Lock()
					consumed++
					mu.Unlock()
					continue
				}
				a := post(n/2, "/reservations", m.event(nil))
				var held struct{ ID string }
				if err := a.into(&held); err != nil {
					refused(a)
					return
				}
				settle := "/release"
				if n%4 == 1 {
					settle = "/confirm"
				}
				if a := post(n/2+1, "/reservations/"+held.ID+settle, map[string]any{}); a.status >= 300 {
					t.Errorf("%s: %d %s", settle, a.status, a.body)
					return
				}
				if settle == "/confirm" {
					mu.Lock()
					consumed++
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	if consumed > limit {
		t.Errorf("%d were admitted of %d", consumed, limit)
	}
	// What was held when others were refused is free again.
	for ; ; consumed++ {
		a := post(consumed, "", m.event(map[string]any{"enforce": true}))
		if a.status != http.StatusOK {
			refused(a)
			break
		}
	}
	if consumed != limit {
		t.Errorf("%d were admitted of %d", consumed, limit)
	}
	if got := m.total(t, programs[0]); got != strconv.Itoa(limit) {
		t.Errorf("%s are counted of %d", got, limit)
	}
}
