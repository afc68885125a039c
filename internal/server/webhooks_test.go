package server_test

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// The administration of webhooks: who may do what, and when a secret is seen.
func TestWebhooks(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		back := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
		t.Cleanup(back.Close)
		roots := x509.NewCertPool()
		roots.AddCert(back.Certificate())
		m := metered(t, d, func(c *config.Config) { c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, roots })
		all := "/api/admin/applications/" + m.app.ID + "/webhooks"
		asked := map[string]any{"url": back.URL, "eventTypes": []any{"roles.changed"}}

		m.Browser(t).Post(t, all, asked).Want(t, 401)
		m.SignedIn(t, m.user).Post(t, all, asked).Want(t, 403)
		m.Browser(t).Post(t, all, asked, "Authorization", "Bearer "+ownToken(t, m.World, m.app)).Want(t, 401)
		token := func(scope string) string {
			t.Helper()
			text, _ := m.root.Post(t, "/api/admin/api-tokens", map[string]any{"name": scope, "scopes": []any{scope}}).Want(t, 201).Object(t)["value"].(string)
			return "Bearer " + text
		}
		reading, writing := token("applications:read"), token("applications:write")
		m.Browser(t).Post(t, all, asked, "Authorization", reading, "Origin", "").Want(t, 403, "ATK_004")

		first := m.Browser(t).Post(t, all, asked, "Authorization", writing, "Origin", "", "Idempotency-Key", "one")
		made := first.Want(t, 201).Object(t)
		secret, _ := made["secret"].(string)
		hook, _ := made["webhook"].(map[string]any)
		if !strings.HasPrefix(secret, "whsec_") || hook["isEnabled"] != true {
			t.Fatalf("%s", first.Body)
		}
		again := m.Browser(t).Post(t, all, asked, "Authorization", writing, "Origin", "", "Idempotency-Key", "one").Want(t, 201)
		if string(again.Body) != string(first.Body) {
			t.Errorf("sent twice: %s", again.Body)
		}
		list := m.Browser(t).Get(t, all, "Authorization", reading, "Origin", "").Want(t, 200)
		if n := strings.Count(string(list.Body), back.URL); n != 1 || strings.Contains(string(list.Body), "whsec_") {
			t.Errorf("%d webhooks in %s", n, list.Body)
		}

		one, _ := hook["id"].(string)
		one = all + "/" + one
		answer := m.root.Post(t, one+"/test", map[string]any{}).Want(t, 200).Object(t)
		delivery, _ := answer["delivery"].(map[string]any)
		if delivery["state"] != "failed" || delivery["responseStatus"] != float64(http.StatusTeapot) {
			t.Errorf("test %v", answer)
		}
		m.root.Post(t, one+"/secrets", map[string]any{"overlapSeconds": -1}).Want(t, 400, "HOOK_001")
		rotated := m.root.Post(t, one+"/secrets", map[string]any{}).Want(t, 201).Object(t)
		if value, _ := rotated["value"].(string); !strings.HasPrefix(value, "whsec_") || value == secret {
			t.Errorf("rotated %v", rotated)
		}
		m.root.JSON(t, "PATCH", one, map[string]any{"url": "http://169.254.169.254/"}).Want(t, 400, "HOOK_001")
		m.root.JSON(t, "PATCH", one, map[string]any{"eventTypes": []any{"webhook.test"}}).Want(t, 400, "HOOK_001")
		m.root.JSON(t, "PATCH", one, map[string]any{"isEnabled": false}).Want(t, 200)
		m.root.Post(t, one+"/replay", map[string]any{"from": "2026-11-01T00:00:00Z"}).Want(t, 409, "HOOK_008")
		m.root.Get(t, one+"/deliveries?state=none").Want(t, 400, "HOOK_001")
		m.root.Get(t, one+"/deliveries/x").Want(t, 404, "HOOK_003")
		m.root.Do(t, "DELETE", one, "", "").Want(t, 204)
		m.root.Get(t, one).Want(t, 404, "HOOK_002")
	})
}
