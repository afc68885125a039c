package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/wire"
)

// A message is what came to a receiver.
type message struct {
	path, id, signature string
	at                  time.Time
	body                []byte
	event               struct {
		Type      string         `json:"type"`
		Timestamp string         `json:"timestamp"`
		Data      map[string]any `json:"data"`
	}
}

// A receiver is the back end of an application.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	messages []message
	answer   func(n int, w http.ResponseWriter) // to the n-th message, from 1; nil means 204
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil || req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s with %q: %v", req.Method, req.Header.Get("Content-Type"), err)
		}
		if len(req.Cookies()) > 0 || req.Header.Get("Authorization") != "" {
			t.Error("a message carries credentials")
		}
		m := message{path: req.URL.Path, id: req.Header.Get("Webhook-Id"), signature: req.Header.Get("Webhook-Signature"), body: body}
		seconds, err := strconv.ParseInt(req.Header.Get("Webhook-Timestamp"), 10, 64)
		if err != nil {
			t.Errorf("webhook-timestamp: %v", err)
		}
		m.at = time.Unix(seconds, 0)
		if err := json.Unmarshal(body, &m.event); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		r.mu.Lock()
		r.messages = append(r.messages, m)
		n, answer := len(r.messages), r.answer
		r.mu.Unlock()
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		answer(n, w)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages)
}

func (r *receiver) last(t *testing.T) message {
	t.Helper()
	all := r.all()
	if len(all) == 0 {
		t.Fatal("nothing came")
	}
	return all[len(all)-1]
}

func (r *receiver) answering(f func(n int, w http.ResponseWriter)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func status(code int) func(int, http.ResponseWriter) {
	return func(_ int, w http.ResponseWriter) { w.WriteHeader(code) }
}

// verify is what a receiver does (Standard Webhooks, "Verifying webhook
// authenticity"): any of the signatures will do.
func (m message) verify(t *testing.T, secret string) bool {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		t.Fatalf("a key of %d bytes: %v", len(key), err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(m.id + "." + strconv.FormatInt(m.at.Unix(), 10) + "." + string(m.body)))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return slices.Contains(strings.Split(m.signature, " "), want)
}

// A scene is an application whose back end is told of changes.
type scene struct {
	*seed.World
	hooks    *webhook.Service
	receiver *receiver
	app      seed.App
	user     user.User
	endpoint webhook.Endpoint
	secret   string
}

func open(t *testing.T, d *db.DB, types ...string) *scene {
	t.Helper()
	s := &scene{receiver: receive(t)}
	roots := x509.NewCertPool()
	roots.AddCert(s.receiver.Certificate())
	s.World = seed.New(t, d, func(c *config.Config) { c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, roots })
	s.hooks = s.Services.Webhooks
	s.app = s.Application(t, application.NewApplication{Slug: "shop"})
	s.user = s.User(t, "Olive", "olive@example.com")
	if len(types) == 0 {
		types = []string{webhook.All}
	}
	var err error
	s.endpoint, s.secret, err = s.hooks.Create(t.Context(), seed.Console(), s.app.ID, webhook.NewEndpoint{URL: s.receiver.URL + "/hook", EventTypes: types})
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// happen makes an event.
func (s *scene) happen(t *testing.T) {
	t.Helper()
	must(t, s.hooks.Tell(t.Context(), webhook.Notice{Type: webhook.RolesChanged, ApplicationID: s.app.ID, UserID: s.user.ID}))
}

// deliver makes every attempt that is due.
func (s *scene) deliver(t *testing.T) {
	t.Helper()
	for {
		n, err := s.hooks.DeliverDue(t.Context())
		must(t, err)
		if n == 0 {
			return
		}
	}
}

// only is the one delivery there is.
func (s *scene) only(t *testing.T) webhook.Delivery {
	t.Helper()
	p, err := s.hooks.Deliveries(t.Context(), s.app.ID, s.endpoint.ID, "", "", 10)
	must(t, err)
	if len(p.Deliveries) != 1 {
		t.Fatalf("%d deliveries", len(p.Deliveries))
	}
	return p.Deliveries[0]
}

func (s *scene) now(t *testing.T) webhook.Endpoint {
	t.Helper()
	e, err := s.hooks.Get(t.Context(), s.app.ID, s.endpoint.ID)
	must(t, err)
	return e
}

// replica is another process on the same database.
func (s *scene) replica() *webhook.Service {
	return wire.New(s.Config, s.Services.DB, s.Clock.Now).Webhooks
}

func (s *scene) audited(t *testing.T, action string) int64 {
	t.Helper()
	return s.Count(t, `SELECT count(*) FROM audit_events WHERE action = $1 AND target = 'webhook' AND target_id = $2`, action, s.endpoint.ID)
}

var root = actor.Actor{Console: true}

// undone runs f in a transaction that is given up.
func (s *scene) undone(t *testing.T, f func(ctx context.Context) error) {
	t.Helper()
	undo := errors.New("given up")
	err := s.Services.DB.InTx(t.Context(), func(ctx context.Context) error {
		must(t, f(ctx))
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}
