package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
)

// A source counts how often it is asked and answers with that number, or with
// an error while it is down.
type source struct {
	base  string
	asked atomic.Int64
	down  atomic.Bool
	says  string
	cache *fetch.Cache[int]
	clock *testclock.Clock
}

func newSource(t *testing.T, keep fetch.Keep, says string) *source {
	t.Helper()
	s := &source{says: says, clock: testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))}
	base, client := start(t, func(w http.ResponseWriter, r *http.Request) {
		n := s.asked.Add(1)
		if s.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if s.says != "" {
			w.Header().Set("Cache-Control", s.says)
		}
		text("text/plain", strconv.FormatInt(n, 10))(w, r)
	})
	s.base = base
	s.cache = fetch.NewCache(client, keep, func(d fetch.Document) (int, error) { return strconv.Atoi(string(d.Body)) }, s.clock.Now)
	return s
}

func (s *source) expect(t *testing.T, what string, want int) {
	t.Helper()
	if got, err := s.cache.Get(t.Context(), s.base); err != nil || got != want {
		t.Errorf("%s: got %d, %v; want %d", what, got, err, want)
	}
}

func keep() fetch.Keep {
	return fetch.Keep{Floor: time.Minute, Ceiling: time.Hour, Failures: 10 * time.Second, Entries: 10}
}

func TestCacheLifetime(t *testing.T) {
	tests := []struct {
		name, says string
		lives      time.Duration
	}{
		{"as long as it says", "max-age=600", 10 * time.Minute},
		{"no shorter than the floor", "no-store", time.Minute},
		{"no longer than the ceiling", "max-age=86400", time.Hour},
		{"the floor when it does not say", "", time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource(t, keep(), tt.says)
			s.expect(t, "first", 1)
			s.clock.Advance(tt.lives - time.Second)
			s.expect(t, "just before its end", 1)
			s.clock.Advance(time.Second)
			s.expect(t, "at its end", 2)
			s.cache.Forget(s.base)
			s.expect(t, "forgotten", 3)
		})
	}
}

func TestCacheFailures(t *testing.T) {
	s := newSource(t, keep(), "")
	s.down.Store(true)
	for range 3 {
		if _, err := s.cache.Get(t.Context(), s.base); status(err) != 503 {
			t.Fatal(err)
		}
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("a server that is down was asked %d times", n)
	}
	s.down.Store(false)
	s.clock.Advance(10 * time.Second)
	s.expect(t, "after the failure was forgotten", 2)
}

func TestCacheStaleOnError(t *testing.T) {
	t.Run("not asked for", func(t *testing.T) {
		s := newSource(t, keep(), "")
		s.expect(t, "first", 1)
		s.down.Store(true)
		s.clock.Advance(time.Minute)
		if _, err := s.cache.Get(t.Context(), s.base); status(err) != 503 {
			t.Error(err)
		}
	})
	t.Run("asked for", func(t *testing.T) {
		k := keep()
		k.StaleOnError = 5 * time.Minute
		s := newSource(t, k, "")
		s.expect(t, "first", 1)
		s.down.Store(true)
		s.clock.Advance(time.Minute)
		s.expect(t, "while it fails", 1)
		s.expect(t, "while the failure is remembered", 1)
		if n := s.asked.Load(); n != 2 {
			t.Errorf("asked %d times", n)
		}
		s.clock.Advance(5*time.Minute - time.Second)
		s.expect(t, "just before its second end", 1)
		s.clock.Advance(time.Second)
		if _, err := s.cache.Get(t.Context(), s.base); status(err) != 503 {
			t.Errorf("past its second end: %v", err)
		}
		s.down.Store(false)
		s.clock.Advance(10 * time.Second)
		s.expect(t, "up again", 4)
	})
}

// A failure to renew takes nothing away from what is still fresh.
func TestNewer(t *testing.T) {
	s := newSource(t, keep(), "max-age=600")
	newer := func(what string, want int) {
		t.Helper()
		if got, err := s.cache.Newer(t.Context(), s.base, time.Minute); err != nil || got != want {
			t.Errorf("%s: got %d, %v; want %d", what, got, err, want)
		}
	}
	newer("never fetched", 1)
	s.clock.Advance(time.Minute - time.Second)
	newer("asked again too early", 1)
	s.clock.Advance(time.Second)
	newer("a minute later", 2)
	s.expect(t, "the newer one is kept", 2)
	s.down.Store(true)
	s.clock.Advance(time.Minute)
	newer("while it fails", 2)
	newer("while it fails, too early", 2)
	s.expect(t, "still fresh", 2)
	if n := s.asked.Load(); n != 3 {
		t.Errorf("asked %d times", n)
	}
}

func TestCacheSharesFetches(t *testing.T) {
	release := make(chan struct{})
	var asked atomic.Int64
	base, client := start(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		<-release
		text("text/plain", "7")(w, r)
	})
	cache := fetch.NewCache(client, keep(), func(d fetch.Document) (int, error) { return strconv.Atoi(string(d.Body)) }, (&testclock.Clock{}).Now)
	impatient, giveUp := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := cache.Get(impatient, base)
		first <- err
	}()
	for asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	giveUp()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if v, err := cache.Get(t.Context(), base); v != 7 || err != nil {
				t.Error(v, err)
			}
		})
	}
	close(release)
	wg.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestCacheParser(t *testing.T) {
	base, client := start(t, text("text/plain", "x"))
	c := &testclock.Clock{}
	refuses := fetch.NewCache(client, keep(), func(fetch.Document) (int, error) { return 1, errors.New("nonsense") }, c.Now)
	if v, err := refuses.Get(t.Context(), base); err == nil || v != 0 {
		t.Error(v, err)
	}
	panics := fetch.NewCache(client, keep(), func(d fetch.Document) (int, error) { return int(d.Body[9]), nil }, c.Now)
	if _, err := panics.Get(t.Context(), base); err == nil {
		t.Error("a parser that panics has a value")
	}
}

func TestCacheFragmentsTellVersionsApart(t *testing.T) {
	s := newSource(t, keep(), "")
	s.expect(t, "without", 1)
	if v, err := s.cache.Get(t.Context(), s.base+"#v2"); v != 2 || err != nil {
		t.Error(v, err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	k := keep()
	k.Entries = 4
	s := newSource(t, k, "")
	for i := range 100 {
		if _, err := s.cache.Get(t.Context(), s.base+"/"+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	before := s.asked.Load()
	for i := range 100 {
		if _, err := s.cache.Get(t.Context(), s.base+"/"+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if again := s.asked.Load() - before; again < 90 {
		t.Errorf("of 100 documents %d were held", 100-again)
	}
}
