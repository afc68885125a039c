package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
)

func TestDelivery(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(func(_ int, w http.ResponseWriter) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, "thank\x00 you\xff "+strings.Repeat("é", 2000))
		})
		s.happen(t)
		s.deliver(t)
		s.deliver(t)
		all := s.receiver.all()
		if len(all) != 1 || !all[0].verify(t, s.secret) || all[0].verify(t, "whsec_"+strings.Repeat("A", 43)+"=") || !all[0].at.Equal(s.Clock.Now().Truncate(time.Second)) {
			t.Fatalf("came %+v", all)
		}
		got := s.only(t)
		if got.State() != webhook.Delivered || got.Attempts != 1 || got.Status != 202 || got.Problem != "" || got.EventID != all[0].id || !got.NextAt.IsZero() {
			t.Errorf("delivery %+v", got)
		}
		story, err := s.hooks.Delivery(t.Context(), s.app.ID, s.endpoint.ID, got.ID)
		must(t, err)
		if story.Payload != string(all[0].body) || len(story.Tries) != 1 {
			t.Fatalf("story %+v", story)
		}
		if e := story.Tries[0].Excerpt; !strings.HasPrefix(e, "thank  you? é") || len(e) > 1024 || strings.Contains(e, "\ufffd") {
			t.Errorf("excerpt %q", e)
		}
	})
}

// A failing endpoint is asked eleven times in about three days.
func TestRetries(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(status(500))
		s.happen(t)
		began, id := s.Clock.Now(), ""
		var last time.Duration
		for n := 1; n <= 11; n++ {
			s.deliver(t)
			all := s.receiver.all()
			if len(all) != n {
				t.Fatalf("%d attempts, want %d", len(all), n)
			}
			if id == "" {
				id = all[0].id
			}
			m := all[n-1]
			if m.id != id || !m.verify(t, s.secret) || string(m.body) != string(all[0].body) || !m.at.Equal(s.Clock.Now().Truncate(time.Second)) {
				t.Errorf("attempt %d: %+v", n, m)
			}
			got := s.only(t)
			if got.Attempts != int64(n) || got.Status != 500 || got.Problem != "the answer has status 500" {
				t.Errorf("attempt %d: %+v", n, got)
			}
			if n == 11 {
				if got.State() != webhook.Failed {
					t.Errorf("not given up: %+v", got)
				}
				break
			}
			wait := got.NextAt.Sub(s.Clock.Now())
			if got.State() != webhook.Pending || wait < last {
				t.Errorf("attempt %d: waits %s after %s", n, wait, last)
			}
			last = wait * 9 / 10 // what is added by chance aside
			s.Advance(t, wait-time.Millisecond)
			s.deliver(t)
			if len(s.receiver.all()) != n {
				t.Fatalf("attempt %d came early", n+1)
			}
			s.Advance(t, time.Millisecond)
		}
		if all := s.Clock.Now().Sub(began); all < 70*time.Hour || all > 80*time.Hour {
			t.Errorf("given up after %s", all)
		}
		s.Advance(t, 30*time.Hour)
		s.deliver(t)
		if n := len(s.receiver.all()); n != 11 {
			t.Errorf("%d attempts after it was given up", n)
		}
		story, err := s.hooks.Delivery(t.Context(), s.app.ID, s.endpoint.ID, s.only(t).ID)
		must(t, err)
		if len(story.Tries) != 11 {
			t.Errorf("%d attempts in the log", len(story.Tries))
		}
	})
}

func TestRecovery(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(func(n int, w http.ResponseWriter) {
			w.WriteHeader(map[bool]int{true: 503, false: 200}[n < 3])
		})
		s.happen(t)
		s.deliver(t)
		if e := s.now(t); !e.FailingSince.Equal(s.Clock.Now().Truncate(time.Millisecond)) {
			t.Errorf("failing since %s", e.FailingSince)
		}
		s.happen(t) // must wait too: the endpoint is left alone
		s.deliver(t)
		if n := len(s.receiver.all()); n != 1 {
			t.Errorf("%d attempts at once", n)
		}
		for range 4 {
			s.Advance(t, 2*time.Minute)
			s.deliver(t)
		}
		p, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, webhook.Delivered, "", 10)
		must(t, err)
		if e := s.now(t); len(p.Deliveries) != 2 || !e.FailingSince.IsZero() || !e.IsEnabled {
			t.Errorf("%d delivered, %+v", len(p.Deliveries), e)
		}
	})
}

// What one endpoint holds up does not hold up another.
func TestOneFailsAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		away := receive(t)
		_, _, err := s.hooks.Create(t.Context(), root, s.app.ID, webhook.NewEndpoint{URL: s.receiver.URL + "/good", EventTypes: []string{webhook.All}})
		must(t, err)
		away.Close()
		s.receiver.answering(func(int, http.ResponseWriter) {})
		for range 40 {
			s.happen(t)
		}
		s.Exec(t, `UPDATE webhook_endpoints SET url = $2 WHERE id = $1`, s.endpoint.ID, away.URL) // nobody listens there any more
		for range 20 {
			_, err := s.hooks.DeliverDue(t.Context())
			must(t, err)
		}
		if n := len(s.receiver.all()); n != 40 {
			t.Errorf("%d of 40 arrived", n)
		}
		if e := s.now(t); e.FailingSince.IsZero() {
			t.Error("the other does not fail")
		}
	})
}

// Two processes on one database deliver everything once each.
func TestTwoWorkers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		const events = 120
		for range events {
			s.happen(t)
		}
		var all sync.WaitGroup
		for _, w := range []*webhook.Service{s.hooks, s.replica()} {
			for range 2 {
				all.Go(func() {
					for {
						n, err := w.DeliverDue(t.Context())
						if err != nil {
							t.Error(err)
						}
						if n == 0 || err != nil {
							return
						}
					}
				})
			}
		}
		all.Wait()
		s.deliver(t) // what a worker saw held by another
		times := map[string]int{}
		for _, m := range s.receiver.all() {
			times[m.id]++
		}
		for id, n := range times {
			if n != 1 {
				t.Errorf("%s came %d times", id, n)
			}
		}
		if len(times) != events {
			t.Errorf("%d of %d arrived", len(times), events)
		}
	})
}

// A process that dies between taking a delivery and noting the answer leaves it
// to another, and the receiver can tell that it has seen the message.
func TestKilledMeanwhile(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		arrived, release := make(chan struct{}), make(chan struct{})
		s.receiver.answering(func(n int, w http.ResponseWriter) {
			if n == 1 {
				close(arrived)
				<-release
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		s.happen(t)
		var dying sync.WaitGroup
		dying.Go(func() {
			if _, err := s.hooks.DeliverDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
		<-arrived
		other := s.replica()
		if n, err := other.DeliverDue(t.Context()); err != nil || n != 0 {
			t.Errorf("%d taken from who holds it, %v", n, err)
		}
		s.Advance(t, 16*time.Second)
		if n, err := other.DeliverDue(t.Context()); err != nil || n != 1 {
			t.Errorf("%d taken over, %v", n, err)
		}
		all := s.receiver.all()
		if len(all) != 2 || all[0].id != all[1].id || string(all[0].body) != string(all[1].body) || !all[1].verify(t, s.secret) {
			t.Errorf("came %+v", all)
		}
		close(release) // the dead one comes back, and has nothing to say any more
		dying.Wait()
		if got := s.only(t); got.State() != webhook.Delivered || got.Attempts != 2 {
			t.Errorf("delivery %+v", got)
		}
		if e := s.now(t); !e.FailingSince.IsZero() {
			t.Errorf("failing since %s", e.FailingSince)
		}
	})
}

func TestGone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(status(410))
		s.happen(t)
		s.deliver(t)
		if e := s.now(t); e.IsEnabled || e.DisabledReason != webhook.ReasonGone || s.audited(t, "webhook.disabled") != 1 {
			t.Errorf("endpoint %+v", e)
		}
		if got := s.only(t); got.State() != webhook.Failed {
			t.Errorf("delivery %+v", got)
		}
	})
}

func TestFailingForLong(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(status(500))
		s.happen(t)
		s.deliver(t)
		s.Advance(t, 4*24*time.Hour)
		s.happen(t)
		s.deliver(t)
		if e := s.now(t); !e.IsEnabled {
			t.Error("disabled too early")
		}
		s.Advance(t, 24*time.Hour)
		s.happen(t)
		s.deliver(t)
		e := s.now(t)
		if e.IsEnabled || e.DisabledReason != webhook.ReasonFailing || s.audited(t, "webhook.disabled") != 1 {
			t.Fatalf("endpoint %+v", e)
		}
		p, err := s.hooks.Deliveries(t.Context(), s.app.ID, e.ID, webhook.Failed, "", 10)
		must(t, err)
		if len(p.Deliveries) != 3 {
			t.Errorf("%d given up", len(p.Deliveries))
		}
		before := len(s.receiver.all())
		s.happen(t) // kept for later
		s.Advance(t, time.Hour)
		s.deliver(t)
		if len(s.receiver.all()) != before {
			t.Error("a disabled endpoint was asked")
		}

		s.receiver.answering(nil)
		e, err = s.hooks.Update(t.Context(), root, s.app.ID, e.ID, webhook.Changes{IsEnabled: new(true)})
		must(t, err)
		if !e.IsEnabled || e.DisabledReason != "" || !e.FailingSince.IsZero() {
			t.Errorf("enabled %+v", e)
		}
		count, more, err := s.hooks.ReplayRange(t.Context(), root, s.app.ID, e.ID, webhook.Range{From: s.Clock.Now().Add(-10 * 24 * time.Hour)})
		must(t, err)
		s.deliver(t)
		if count != 4 || more || len(s.receiver.all()) != before+4 {
			t.Errorf("%d replayed, %d came", count, len(s.receiver.all())-before)
		}
	})
}

// An address that leads inside is not asked, whatever name it has.
func TestAddresses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		strict := s.Config
		strict.Fetch.AllowLoopback = false
		s.hooks = s.with(strict)
		for _, url := range []string{
			"", "nowhere", "http://example.com/hook", "ftp://example.com/", "https://10.0.0.1/hook", "https://169.254.169.254/latest/meta-data/",
			"https://127.0.0.1/hook", "https://[::1]/hook", "https://[::ffff:10.0.0.1]/", "https://user:password@example.com/", "https://example.com:22/",
			"https://example.com/#part", "https://example.com/a b", "https://example.com/\x00", "javascript:alert(1)", "https://" + strings.Repeat("a", 3000),
		} {
			if _, _, err := s.hooks.Create(t.Context(), root, s.app.ID, webhook.NewEndpoint{URL: url, EventTypes: []string{webhook.All}}); !is(err, webhook.ErrInvalid) {
				t.Errorf("%.60q: %v", url, err)
			}
			if _, err := s.hooks.Update(t.Context(), root, s.app.ID, s.endpoint.ID, webhook.Changes{URL: &url}); !is(err, webhook.ErrInvalid) {
				t.Errorf("changed to %.60q: %v", url, err)
			}
		}
		_, err := s.hooks.Update(t.Context(), root, s.app.ID, s.endpoint.ID, webhook.Changes{URL: new("https://localhost/hook")})
		must(t, err) // a name: where it leads is seen when it is asked
		s.happen(t)
		s.deliver(t)
		if got := s.only(t); got.State() != webhook.Pending || got.Status != 0 || !strings.Contains(got.Problem, "not public") {
			t.Errorf("delivery %+v", got)
		}
	})
}

func TestRedirections(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.receiver.answering(func(_ int, w http.ResponseWriter) {
			w.Header().Set("Location", s.receiver.URL+"/elsewhere")
			w.WriteHeader(http.StatusTemporaryRedirect)
		})
		s.happen(t)
		s.deliver(t)
		if got, n := s.only(t), len(s.receiver.all()); got.State() != webhook.Pending || got.Status != 307 || n != 1 {
			t.Errorf("%d requests, delivery %+v", n, got)
		}
	})
}

func TestTest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, webhook.PlanChanged)
		story, err := s.hooks.Try(t.Context(), root, s.app.ID, s.endpoint.ID)
		must(t, err)
		m := s.receiver.last(t)
		if story.State() != webhook.Delivered || m.event.Type != webhook.Test || !m.verify(t, s.secret) || m.event.Data["webhookId"] != s.endpoint.ID {
			t.Errorf("%s, %+v", m.body, story)
		}
		_, err = s.hooks.Update(t.Context(), root, s.app.ID, s.endpoint.ID, webhook.Changes{IsEnabled: new(false)})
		must(t, err)
		s.receiver.answering(status(401))
		story, err = s.hooks.Try(t.Context(), root, s.app.ID, s.endpoint.ID)
		must(t, err)
		if story.State() != webhook.Failed || story.Status != 401 || len(story.Tries) != 1 {
			t.Errorf("%+v", story)
		}
		s.Advance(t, time.Hour)
		s.deliver(t)
		if n := len(s.receiver.all()); n != 2 {
			t.Errorf("%d messages", n)
		}
		if e := s.now(t); !e.FailingSince.IsZero() || s.audited(t, "webhook.tested") != 2 {
			t.Errorf("%+v", e)
		}
	})
}

// A test that its sender does not wait for is over as well.
func TestTestThatNobodyWaitsFor(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		ctx, leave := context.WithCancel(t.Context())
		s.receiver.answering(func(_ int, w http.ResponseWriter) {
			leave()
			w.WriteHeader(http.StatusNoContent)
		})
		_, _ = s.hooks.Try(ctx, root, s.app.ID, s.endpoint.ID)
		s.Advance(t, time.Hour)
		s.deliver(t)
		if d := s.only(t); d.State() != webhook.Delivered || len(s.receiver.all()) != 1 {
			t.Errorf("%d messages, %+v", len(s.receiver.all()), d)
		}
	})
}

func TestReplay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for range 3 {
			s.happen(t)
			s.Advance(t, time.Minute)
		}
		s.deliver(t)
		p, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, "", "", 10)
		must(t, err)
		first := p.Deliveries[2]
		story, err := s.hooks.Replay(t.Context(), root, s.app.ID, s.endpoint.ID, first.ID)
		must(t, err)
		if story.State() != webhook.Pending {
			t.Errorf("%+v", story)
		}
		_, err = s.hooks.Replay(t.Context(), root, s.app.ID, s.endpoint.ID, first.ID) // it waits anyway
		must(t, err)
		s.deliver(t)
		if all := s.receiver.all(); len(all) != 4 || all[3].id != first.EventID {
			t.Errorf("came %+v", all)
		}
		story, err = s.hooks.Delivery(t.Context(), s.app.ID, s.endpoint.ID, first.ID)
		must(t, err)
		if story.State() != webhook.Delivered || len(story.Tries) != 2 {
			t.Errorf("%+v", story)
		}
		ask := func(r webhook.Range, want int64) {
			t.Helper()
			got, _, err := s.hooks.ReplayRange(t.Context(), root, s.app.ID, s.endpoint.ID, r)
			if err != nil || got != want {
				t.Errorf("%d replayed, want %d, %v", got, want, err)
			}
			s.deliver(t)
		}
		ask(webhook.Range{From: p.Deliveries[1].CreatedAt}, 0) // all has arrived
		ask(webhook.Range{From: p.Deliveries[1].CreatedAt, All: true}, 2)
		ask(webhook.Range{From: first.CreatedAt, Until: p.Deliveries[1].CreatedAt, All: true}, 1)
		if n := len(s.receiver.all()); n != 7 {
			t.Errorf("%d messages", n)
		}
		if _, _, err := s.hooks.ReplayRange(t.Context(), root, s.app.ID, s.endpoint.ID, webhook.Range{From: s.Clock.Now().Add(time.Hour)}); !is(err, webhook.ErrInvalid) {
			t.Errorf("the future: %v", err)
		}
		_, err = s.hooks.Update(t.Context(), root, s.app.ID, s.endpoint.ID, webhook.Changes{IsEnabled: new(false)})
		must(t, err)
		if _, err := s.hooks.Replay(t.Context(), root, s.app.ID, s.endpoint.ID, first.ID); !is(err, webhook.ErrDisabled) {
			t.Errorf("while disabled: %v", err)
		}
	})
}

func TestLog(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for i := range 25 {
			s.happen(t)
			if i%3 == 0 {
				s.Advance(t, time.Second)
			}
		}
		seen, cursor := map[string]bool{}, ""
		var last webhook.Delivery
		for pages := 1; ; pages++ {
			p, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, webhook.Pending, cursor, 10)
			must(t, err)
			for _, one := range p.Deliveries {
				if seen[one.ID] || !last.CreatedAt.IsZero() && one.CreatedAt.After(last.CreatedAt) {
					t.Errorf("%s again, or out of order", one.ID)
				}
				seen[one.ID], last = true, one
			}
			if cursor = p.Next; cursor == "" {
				if pages != 3 || len(seen) != 25 {
					t.Errorf("%d on %d pages", len(seen), pages)
				}
				break
			}
		}
		for _, cursor := range []string{"x", "W10", "WyJhIiwiYiJd"} {
			if _, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, "", cursor, 10); !is(err, webhook.ErrCursor) {
				t.Errorf("%q: %v", cursor, err)
			}
		}
		if _, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, "TRUE; DROP", "", 10); !is(err, webhook.ErrInvalid) {
			t.Errorf("a state that is none: %v", err)
		}
		s.deliver(t)
		s.Advance(t, 31*24*time.Hour)
		s.happen(t)
		must(t, s.hooks.Purge(t.Context()))
		for table, want := range map[string]int64{"webhook_events": 1, "webhook_deliveries": 1, "webhook_attempts": 0} {
			if n := s.Count(t, fmt.Sprintf(`SELECT count(*) FROM %s`, table)); n != want {
				t.Errorf("%d rows in %s", n, table)
			}
		}
	})
}
