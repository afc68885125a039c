package server_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/seed"
)

// Administrators and API tokens are counted each for themselves, wherever they
// call from and whatever they call.
func TestAdministratorsAreCountedEach(t *testing.T) {
	const most = 4
	w := seed.New(t, sqlite(t), func(c *config.Config) {
		c.RateLimits.Disabled = false
		c.RateLimits.Limits["admin"] = config.Limit{Max: most, Window: 40 * time.Second}
	})
	_, root := made(t, w, "Root", "superadmin")
	_, second := made(t, w, "Admin", "admin")
	text, _ := tokenFor(t, root, "applications:read") // the first of root's
	b := w.Browser(t)
	from := func(address string, more ...string) []string { return append(more, "X-Forwarded-For", address) }

	for i := range most - 1 {
		root.Get(t, []string{adminApps, apiTokens, "/api/admin/users"}[i], from("203.0.113."+strconv.Itoa(i))...).Want(t, 200)
	}
	refused := root.Get(t, "/api/admin/stats", from("203.0.113.9")...).Want(t, 429, "AUTH_007")
	if refused.Header.Get("Retry-After") != "10" || refused.Header.Get("X-Retry-After") != "10" {
		t.Errorf("told to wait %q, %q seconds", refused.Header.Get("Retry-After"), refused.Header.Get("X-Retry-After"))
	}
	root.Post(t, adminApps, map[string]any{"name": "Notes", "slug": "notes"}).Want(t, 429, "AUTH_007")
	if n := w.Count(t, `SELECT COUNT(*) FROM applications`); n != 0 {
		t.Error("a refused request was worked on")
	}

	second.Get(t, adminApps).Want(t, 200) // somebody else
	for range most {
		b.Get(t, adminApps, program(text)...).Want(t, 200) // of root's making, and yet not root
	}
	b.Get(t, adminApps, program(text)...).Want(t, 429, "AUTH_007")
	b.Get(t, adminApps, program("ast_x")...).Want(t, 401, "ATK_003")
	b.Get(t, adminApps).Want(t, 401, "AUTH_001")

	w.Advance(t, 10*time.Second)
	root.Get(t, adminApps).Want(t, 200)
	root.Get(t, adminApps).Want(t, 429, "AUTH_007")
	b.Get(t, adminApps, program(text)...).Want(t, 200)
}
