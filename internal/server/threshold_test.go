package server_test

import (
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// An inbox is an application's server that hears webhooks.
type inbox struct {
	*httptest.Server
	mu    sync.Mutex
	heard []string
}

func newInbox(t *testing.T) (*inbox, func(*config.Config)) {
	t.Helper()
	i := &inbox{}
	i.Server = httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		i.heard = append(i.heard, string(body))
	}))
	t.Cleanup(i.Close)
	roots := x509.NewCertPool()
	roots.AddCert(i.Certificate())
	return i, func(c *config.Config) { c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, roots }
}

// take returns what was heard since it was last called.
func (i *inbox) take() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.heard
	i.heard = nil
	return all
}

// When 80 % and all of a limit are used, the application and the user hear of it
// once in a window.
func TestThresholdsAreTold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		back, reachable := newInbox(t)
		m := metered(t, d, reachable)
		token := ownToken(t, m.World, m.app)
		m.Exec(t, `UPDATE users SET locale = 'fr' WHERE id = $1`, m.user.ID)
		m.Forget(t, "user", m.user.ID)
		plans := "/api/admin/applications/" + m.app.ID + "/plans"
		plan, _ := m.root.Get(t, plans).Want(t, 200).Object(t)["plans"].([]any)[0].(map[string]any)
		id, _ := plan["id"].(string)
		allow := func(limit map[string]any) {
			t.Helper()
			limit["window"] = "day"
			m.root.JSON(t, "PATCH", plans+"/"+id, map[string]any{"features": map[string]any{"api.calls": limit}}).Want(t, 200)
		}
		allow(map[string]any{"limit": 10, "mode": "soft"})
		m.root.Post(t, "/api/admin/applications/"+m.app.ID+"/webhooks", map[string]any{"url": back.URL, "eventTypes": []any{"usage.threshold"}}).Want(t, 201)
		use := func(value string) {
			t.Helper()
			m.bearer(t, token, "POST", consumptionPath, m.body(value)).Want(t, 200)
			if _, err := m.Services.Webhooks.DeliverDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		hooked := func(percent int) {
			t.Helper()
			heard := back.take()
			if len(heard) != 1 {
				t.Fatalf("%d webhooks: %q", len(heard), heard)
			}
			for _, part := range []string{`"type":"usage.threshold"`, `"userId":"` + m.user.ID + `"`, fmt.Sprintf(`"threshold":%d`, percent), `"limit":"10"`} {
				if !strings.Contains(heard[0], part) {
					t.Errorf("%s lacks %s", heard[0], part)
				}
			}
		}
		silence := func() {
			t.Helper()
			if heard := back.take(); len(heard) > 0 {
				t.Errorf("heard %q", heard)
			}
			m.Mailbox(t).None(t, m.user.Email)
		}

		use("7")
		silence()
		use("1")
		hooked(80)
		letter := m.Mailbox(t).Await(t, m.user.Email)
		if letter.Subject != "80 % de votre forfait shop utilisés pour api.calls" {
			t.Errorf("%q", letter.Subject)
		}
		use("1")
		silence()
		use("5")
		hooked(100)
		if letter := m.Mailbox(t).Await(t, m.user.Email); letter.Subject != "Votre forfait shop est épuisé pour api.calls" {
			t.Errorf("%q", letter.Subject)
		}
		use("50")
		silence()

		m.Advance(t, 24*time.Hour)
		token = ownToken(t, m.World, m.app)
		use("20") // both at once: the application hears of each, the user of the last
		if heard := back.take(); len(heard) != 2 {
			t.Errorf("heard %q", heard)
		}
		if letter := m.Mailbox(t).Await(t, m.user.Email); !strings.Contains(letter.Subject, "épuisé") {
			t.Errorf("%q", letter.Subject)
		}
		silence()

		m.Advance(t, 24*time.Hour)
		token = ownToken(t, m.World, m.app)
		allow(map[string]any{"limit": 10, "mode": "soft", "notify": false})
		use("9")
		hooked(80)
		silence()
	})
}
