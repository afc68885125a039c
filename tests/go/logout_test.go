package tests_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// A receiver is the back end of an application that hears of logouts.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	away     bool
	refused  int
	sessions map[string]int // how often each was told of
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{sessions: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.away {
			r.refused++
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		r.sessions[sessionOf(t, req.PostFormValue("logout_token"))]++
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) leave(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

func (r *receiver) counts() (refused int, told map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused, maps.Clone(r.sessions)
}

// sessionOf is the sid of a JWT.
func sessionOf(t *testing.T, jwt string) string {
	_, rest, _ := strings.Cut(jwt, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	var c struct {
		SessionID string `json:"sid"`
	}
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || c.SessionID == "" {
		t.Errorf("%q has no sid: %v", jwt, err)
	}
	return c.SessionID
}

// listening makes an application that wants to hear of logouts at r.
func (b *browser) listening(t *testing.T, r *receiver) app {
	t.Helper()
	client := b.application(t, "listening", false)
	text, err := json.Marshal(map[string]any{"client": map[string]any{"backchannel_logout_uri": r.URL + "/logout"}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := b.do(t.Context(), "PATCH", "/api/admin/applications/"+client.id, "application/json", bytes.NewReader(text))
	if must(t, a, err).status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return client
}

// leave enters an application and signs out; it returns the session's id.
func (b *browser) leave(t *testing.T, client app) string {
	t.Helper()
	code, err := b.code(t.Context(), client, "openid")
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.exchange(t.Context(), client, code)
	if err != nil {
		t.Fatal(err)
	}
	a, err := b.post(t.Context(), "/api/auth/sign-out", map[string]any{})
	if must(t, a, err).status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return sessionOf(t, got.ID)
}

// Who signed out is told of although the service was killed before the
// application could hear it.
func TestLogoutNoticesSurviveKill(t *testing.T) {
	eachEngine(t, func(t *testing.T, env []string) {
		r := receive(t)
		s := launch(t, append(env, "FETCH_ALLOW_LOOPBACK=true")...)
		client := s.browser(t).signIn(t).listening(t, r)
		r.leave(true)
		sid := s.browser(t).signIn(t).leave(t, client)
		eventually(t, "a first attempt", func() bool {
			refused, _ := r.counts()
			return refused > 0
		})
		s.kill(t)
		r.leave(false)
		s.start(t)
		eventually(t, "the notice", func() bool {
			_, told := r.counts()
			return told[sid] == 1
		})
		if code := s.stop(t); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
}

// Replicas share the work: each notice goes out once, whichever of them ended
// the session, and also when that one is gone.
func TestReplicasShareLogoutNotices(t *testing.T) {
	r := receive(t)
	env := []string{"DATABASE_URL=" + testdb.Postgres(t), "FETCH_ALLOW_LOOPBACK=true"}
	one := launch(t, env...)
	two := launch(t, append(env, "BETTER_AUTH_URL="+one.url)...)
	client := one.browser(t).signIn(t).listening(t, r)
	want := map[string]bool{}
	for i := range 12 {
		b := one.browser(t).signIn(t)
		if i%2 == 0 {
			b = &browser{b.Client, two.url, one.url}
		}
		want[b.leave(t, client)] = true
	}
	r.leave(true)
	last := one.browser(t).signIn(t).leave(t, client)
	one.kill(t)
	r.leave(false)
	eventually(t, "every notice", func() bool {
		_, told := r.counts()
		return len(told) == len(want)+1 && told[last] == 1
	})
	_, told := r.counts()
	for sid := range want {
		if told[sid] != 1 {
			t.Errorf("%d notices of %s", told[sid], sid)
		}
	}
}
