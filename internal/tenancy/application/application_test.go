package application_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

var root = actor.Actor{UserID: "root", Role: actor.RoleSuperadmin, RequestID: "r1", Address: "192.0.2.1"}

// A fixture is a replica of the service with fresh caches.
type fixture struct {
	*application.Service
	db    *db.DB
	hub   *cache.Hub
	clock *testclock.Clock
}

func start(t *testing.T, d *db.DB, c *testclock.Clock) fixture {
	t.Helper()
	hub := cache.NewHub(d, c.Now)
	f := fixture{application.New(d, hub, audit.New(d, c.Now), c.Now), d, hub, c}
	f.poll(t)
	return f
}

func (f fixture) poll(t *testing.T) {
	t.Helper()
	if err := f.hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func newClock() *testclock.Clock {
	return testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 123_456_789, time.UTC))
}

func (f fixture) create(t *testing.T, n application.NewApplication) (application.Application, string) {
	t.Helper()
	a, text, err := f.Create(t.Context(), root, n)
	if err != nil {
		t.Fatal(err)
	}
	return a, text
}

func (f fixture) count(t *testing.T, query string, args ...any) int64 {
	t.Helper()
	n, err := db.One(t.Context(), f.db, db.ScanInt, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCreate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		var seen []string
		f.OnCreate(func(ctx context.Context, by actor.Actor, a application.Application) error {
			seen = append(seen, by.UserID+" "+a.Slug)
			_, err := d.Exec(ctx, `INSERT INTO roles (id, application_id, name, is_default, created_at) VALUES ('r-'||$1, $1, 'user', TRUE, 1)`, a.ID)
			return err
		})
		a, text := f.create(t, application.NewApplication{Slug: "shop-1", Name: "  Shop  ", Description: "Sells\nthings"})
		if len(text) != 64 || strings.Trim(text, "0123456789abcdef") != "" {
			t.Errorf("secret %q is not 64 hexadecimal digits", text)
		}
		if a.Name != "Shop" || !a.IsActive || !a.AllowRegister || !a.RequirePKCE || a.IsPublic || a.SkipConsent || a.IDTokenAlg != "RS256" {
			t.Errorf("defaults: %+v", a)
		}
		if fmt.Sprint(a.AllowedScopes, a.RedirectURIs) != "[openid profile email] []" {
			t.Errorf("lists: %q %q", a.AllowedScopes, a.RedirectURIs)
		}
		if fmt.Sprint(seen) != "[root shop-1]" {
			t.Errorf("OnCreate saw %q", seen)
		}
		read, err := f.ByClientID(t.Context(), "shop-1")
		if err != nil || fmt.Sprint(read) != fmt.Sprint(a) {
			t.Errorf("read back %+v, %v; want %+v", read, err, a)
		}
		if read, err = f.ByID(t.Context(), a.ID); err != nil || read.Slug != "shop-1" {
			t.Errorf("ByID: %+v, %v", read, err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'application.created' AND actor_id = 'root' AND target_id = $1`, a.ID); n != 1 {
			t.Errorf("%d audit events", n)
		}
		if _, _, err := f.Create(t.Context(), root, application.NewApplication{Slug: "shop-1", Name: "Other"}); !errors.Is(err, application.ErrSlugTaken) {
			t.Errorf("same slug: %v", err)
		}
		detail, err := f.Detail(t.Context(), a.ID)
		if err != nil || detail.UserCount != 0 || detail.PlanCount != 0 || detail.Name != "Shop" {
			t.Errorf("detail %+v, %v", detail, err)
		}
	})
}

func TestCreateLeavesNothingWhenAHookFails(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		broken := errors.New("broken")
		f.OnCreate(func(context.Context, actor.Actor, application.Application) error { return broken })
		if _, text, err := f.Create(t.Context(), root, application.NewApplication{Slug: "a", Name: "A"}); !errors.Is(err, broken) || text != "" {
			t.Fatalf("%q, %v", text, err)
		}
		for _, table := range []string{"applications", "application_secrets", "audit_events"} {
			if n := f.count(t, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	d := testdbSQLite(t)
	f := start(t, d, newClock())
	good := application.NewApplication{Slug: "ok", Name: "Ok"}
	with := func(change func(n *application.NewApplication)) application.NewApplication {
		n := good
		change(&n)
		return n
	}
	for name, c := range map[string]struct {
		n     application.NewApplication
		field string
	}{
		"empty slug":      {with(func(n *application.NewApplication) { n.Slug = "" }), "body.slug"},
		"slug upper case": {with(func(n *application.NewApplication) { n.Slug = "Ab" }), "body.slug"},
		"slug newline":    {with(func(n *application.NewApplication) { n.Slug = "ab\n" }), "body.slug"},
		"long slug":       {with(func(n *application.NewApplication) { n.Slug = strings.Repeat("a", 65) }), "body.slug"},
		"blank name":      {with(func(n *application.NewApplication) { n.Name = " \t " }), "body.name"},
		"long name":       {with(func(n *application.NewApplication) { n.Name = strings.Repeat("é", 101) }), "body.name"},
		"name with NUL":   {with(func(n *application.NewApplication) { n.Name = "a\x00b" }), "body.name"},
		"name not UTF-8":  {with(func(n *application.NewApplication) { n.Name = "a\xff" }), "body.name"},
		"description NUL": {with(func(n *application.NewApplication) { n.Description = "a\x00" }), "body.description"},
		"long text":       {with(func(n *application.NewApplication) { n.Description = strings.Repeat("a", 501) }), "body.description"},
		"url script":      {with(func(n *application.NewApplication) { n.URL = "javascript:alert(1)" }), "body.url"},
		"url relative":    {with(func(n *application.NewApplication) { n.URL = "zz" }), "body.url"},
		"icon data":       {with(func(n *application.NewApplication) { n.Icon = "data:image/png;base64,AA" }), "body.icon"},
		"icon user info":  {with(func(n *application.NewApplication) { n.Icon = "https://a:b@x.example/i.png" }), "body.icon"},
		"unknown scope":   {with(func(n *application.NewApplication) { n.AllowedScopes = []string{"openid", "nope"} }), "body.allowedScopes[1]"},
		"unknown alg":     {with(func(n *application.NewApplication) { n.IDTokenAlg = "none" }), "body.idTokenSignedResponseAlg"},
		"bad redirect": {with(func(n *application.NewApplication) {
			n.RedirectURIs = []string{"https://x.example/cb", "http://x.example/cb"}
		}), "body.redirectUris[1]"},
		"51 redirects": {with(func(n *application.NewApplication) {
			for i := range 51 {
				n.RedirectURIs = append(n.RedirectURIs, fmt.Sprintf("https://x.example/%d", i))
			}
		}), "body.redirectUris"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := f.Create(t.Context(), root, c.n)
			var refusal *fault.Error
			if !errors.As(err, &refusal) || refusal.Code != "APP_001" || len(refusal.Fields) != 1 || refusal.Fields[0].Name != c.field {
				t.Errorf("got %v %+v, want APP_001 about %s", err, refusal, c.field)
			}
		})
	}
}

func testdbSQLite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestRedirectURIs(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	a, _ := f.create(t, application.NewApplication{Slug: "a", Name: "A"})
	try := func(uri string) error {
		_, err := f.Update(t.Context(), root, a.ID, application.Changes{RedirectURIs: &[]string{uri}})
		return err
	}
	for _, uri := range []string{
		"https://x.example/cb", "https://x.example", "https://x.example:8443/cb?a=1&b=%20", "https://xn--bcher-kva.example/cb",
		"https://192.0.2.7/cb", "https://[2001:db8::1]:444/cb", "http://localhost/cb", "http://localhost:9999/cb", "http://LOCALHOST:1/cb",
		"http://127.0.0.1:9999/cb2?x=1", "http://127.8.9.10/cb", "http://[::1]:3000/cb", "com.example.app:/cb", "com.example.app://cb",
		"com.example.my-app:/oauth/cb?x=1", "https://x.example/" + strings.Repeat("a", 2000-len("https://x.example/")),
	} {
		if err := try(uri); err != nil {
			t.Errorf("%.60q refused: %v", uri, err)
		}
	}
	for _, uri := range []string{
		"", " ", "zz", "not a url", "/cb", "//x.example/cb", "http://x.example/cb", "http://10.0.0.1/cb", "http://localhost.evil.example/cb",
		"http://127.0.0.1.evil.example/cb", "http://0.0.0.0/cb", "https://x.example/cb#f", "https://x.example/cb#", "https://u@x.example/cb",
		"https://u:p@x.example/cb", "https://@x.example/cb", "http://localhost@evil.example/cb", "https://", "https:///cb", "https:x.example/cb",
		"https://x.example:/cb", "https://x.example:0/cb", "https://x.example:65536/cb", "https://x.example:a/cb", "https://*.example/cb",
		"https://x..example/cb", "https://x.example\\@evil.example/cb", "https://x.example/c b", "https://x.example/cb\n", "https://x.example/\x00",
		"https://exämple.test/cb", "https://x%2eexample/cb", "https://[fe80::1%25eth0]/cb", "https://[::1/cb",
		"javascript:alert(1)", "javascript://x.example/%0aalert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "myapp:/cb",
		"myapp://cb", "urn:ietf:wg:oauth:2.0:oob", "com.example.app:cb", ".com:/cb", "com.:/cb", "ftp://x.example/", "ws://x.example/",
		"https://x.example/" + strings.Repeat("a", 2001-len("https://x.example/")),
	} {
		if err := try(uri); !errors.Is(err, application.ErrInvalid) {
			t.Errorf("%.60q: got %v, want a refusal", uri, err)
		}
	}
}

func TestUpdate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f, other := start(t, d, c), start(t, d, c)
		var changes []string
		f.OnChange(func(_ context.Context, id string) error { changes = append(changes, id); return nil })
		a, _ := f.create(t, application.NewApplication{Slug: "app", Name: "App", URL: "https://x.example", Description: "d"})
		for _, one := range []fixture{f, other} { // both remember it now
			if _, err := one.ByID(t.Context(), a.ID); err != nil {
				t.Fatal(err)
			}
		}
		c.Advance(100 * time.Millisecond)
		none := ""
		got, err := f.Update(t.Context(), root, a.ID, application.Changes{
			Name: new("App 2"), URL: &none, IsActive: new(false), AllowedScopes: &[]string{"openid", "roles", "openid"},
			RedirectURIs: &[]string{"https://x.example/cb", "https://x.example/cb"}, IDTokenAlg: new("EdDSA"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != "App 2" || got.URL != "" || got.Description != "d" || got.IsActive || got.IDTokenAlg != "EdDSA" ||
			fmt.Sprint(got.AllowedScopes, got.RedirectURIs) != "[openid roles] [https://x.example/cb]" {
			t.Errorf("updated: %+v", got)
		}
		if !got.CreatedAt.Equal(a.CreatedAt) || !got.UpdatedAt.After(a.UpdatedAt) {
			t.Errorf("times: created %v, updated %v", got.CreatedAt, got.UpdatedAt)
		}
		if now, err := f.ByClientID(t.Context(), "app"); err != nil || now.IsActive || now.Name != "App 2" {
			t.Errorf("at once: %+v, %v", now, err)
		}
		if then, err := other.ByClientID(t.Context(), "app"); err != nil || !then.IsActive {
			t.Errorf("the other replica did not answer from memory: %+v, %v", then, err)
		}
		other.poll(t)
		if then, err := other.ByID(t.Context(), a.ID); err != nil || then.IsActive {
			t.Errorf("the other replica after its poll: %+v, %v", then, err)
		}
		if fmt.Sprint(changes) != fmt.Sprint([]string{a.ID}) {
			t.Errorf("OnChange saw %q", changes)
		}
		if same, err := f.Update(t.Context(), root, a.ID, application.Changes{}); err != nil || same.Name != "App 2" {
			t.Errorf("empty update: %+v, %v", same, err)
		}
		if _, err := f.Update(t.Context(), root, a.ID, application.Changes{Name: new(" ")}); !errors.Is(err, application.ErrInvalid) {
			t.Errorf("blank name: %v", err)
		}
	})
}

func TestUpdateKeepsOlderRules(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	a, _ := f.create(t, application.NewApplication{Slug: "old", Name: "Old"})
	if _, err := f.db.Exec(t.Context(), `UPDATE applications SET allowed_scopes = '["nope"]', redirect_uris = '["not a url"]'`); err != nil {
		t.Fatal(err)
	}
	got, err := f.Update(t.Context(), root, a.ID, application.Changes{IsActive: new(false)})
	if err != nil || fmt.Sprint(got.AllowedScopes, got.RedirectURIs, got.IsActive) != "[nope] [not a url] false" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := f.Update(t.Context(), root, a.ID, application.Changes{AllowedScopes: &[]string{"nope"}}); !errors.Is(err, application.ErrInvalid) {
		t.Errorf("the same scopes given anew: %v", err)
	}
}

func TestPublic(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a, text := f.create(t, application.NewApplication{Slug: "spa", Name: "Spa", IsPublic: true, RequirePKCE: new(false)})
		if text != "" || !a.RequirePKCE {
			t.Errorf("secret %q, PKCE %v", text, a.RequirePKCE)
		}
		if got, err := f.Update(t.Context(), root, a.ID, application.Changes{RequirePKCE: new(false)}); err != nil || !got.RequirePKCE {
			t.Errorf("PKCE of a public application was switched off: %v", err)
		}
		if _, err := f.Authenticate(t.Context(), "spa", ""); err != nil {
			t.Errorf("without a secret: %v", err)
		}
		if _, err := f.Authenticate(t.Context(), "spa", "x"); !errors.Is(err, application.ErrCredentials) {
			t.Errorf("with a secret: %v", err)
		}
		_, err := f.RotateSecret(t.Context(), root, a.ID, 0)
		var refusal *fault.Error
		if !errors.As(err, &refusal) || refusal.Code != "APP_001" || refusal.Message != "Public clients do not have a client secret" {
			t.Errorf("rotate: %v", err)
		}
	})
}

func TestSecrets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, first := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		works := func(text string, want bool) {
			t.Helper()
			got, err := f.Authenticate(t.Context(), "app", text)
			if want && (err != nil || got.ID != a.ID) || !want && !errors.Is(err, application.ErrCredentials) {
				t.Errorf("secret %.4s…: %v, want it to work: %v", text, err, want)
			}
		}
		rotate := func(grace time.Duration) string {
			t.Helper()
			text, err := f.RotateSecret(t.Context(), root, a.ID, grace)
			if err != nil || len(text) != 64 {
				t.Fatalf("%q, %v", text, err)
			}
			return text
		}
		works(first, true)
		works("", false)
		works(strings.ToUpper(first), false)
		second := rotate(time.Hour)
		works(first, true)
		works(second, true)
		third := rotate(time.Minute)
		c.Advance(time.Minute)
		f.poll(t)
		works(first, false)
		works(second, false)
		works(third, true)
		fourth := rotate(0)
		works(third, false)
		works(fourth, true)
		if n := f.count(t, `SELECT count(*) FROM application_secrets`); n != 1 {
			t.Errorf("%d secrets are kept", n)
		}
		for _, grace := range []time.Duration{-time.Second, application.MaxGrace + time.Second} {
			if _, err := f.RotateSecret(t.Context(), root, a.ID, grace); !errors.Is(err, application.ErrInvalid) {
				t.Errorf("grace %v: %v", grace, err)
			}
		}
		if _, err := f.Authenticate(t.Context(), "nobody", "x"); !errors.Is(err, application.ErrCredentials) {
			t.Errorf("unknown client: %v", err)
		}
		if n := f.count(t, `SELECT count(*) FROM application_secrets WHERE digest = $1`, fourth); n != 0 {
			t.Error("a secret is stored in clear")
		}
	})
}

func TestAuthenticateAsksNoDatabase(t *testing.T) {
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	f := start(t, d, newClock())
	_, text := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
	if _, err := f.Authenticate(t.Context(), "app", text); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Authenticate(t.Context(), "app", text); err != nil {
		t.Errorf("second time: %v", err)
	}
}

func TestDelete(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a, text := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		for _, statement := range []string{
			`INSERT INTO users (id, name, email, email_verified, role, banned, two_factor_enabled, is_mfa_required, created_at, updated_at)
				VALUES ('u', 'U', 'u@example.com', TRUE, 'user', FALSE, FALSE, FALSE, 1, 1)`,
			`INSERT INTO application_users SELECT id, 'u', TRUE, 1 FROM applications`,
			`INSERT INTO roles SELECT 'r', id, 'r', NULL, TRUE, 1 FROM applications`,
			`INSERT INTO permissions SELECT 'p', id, 'docs', 'read', 1 FROM applications`,
			`INSERT INTO role_permissions SELECT id, 'r', 'p' FROM applications`,
			`INSERT INTO user_roles SELECT id, 'u', 'r', 1 FROM applications`,
			`INSERT INTO plans SELECT 'f', id, 'free', NULL, NULL, '{}', TRUE, 1, 1 FROM applications`,
			`INSERT INTO subscriptions SELECT 's', id, 'u', 'f', TRUE, NULL, 1, 1, NULL FROM applications`,
		} {
			if _, err := d.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.Authenticate(t.Context(), "app", text); err != nil {
			t.Fatal(err)
		}
		if err := f.Delete(t.Context(), root, a.ID); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"applications", "application_secrets", "application_users", "roles", "permissions", "role_permissions", "user_roles", "plans", "subscriptions"} {
			if n := f.count(t, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
		if _, err := f.Authenticate(t.Context(), "app", text); !errors.Is(err, application.ErrCredentials) {
			t.Errorf("authenticate: %v", err)
		}
		again, _ := f.create(t, application.NewApplication{Slug: "app", Name: "Again"})
		if _, err := f.ByID(t.Context(), a.ID); !errors.Is(err, application.ErrNotFound) {
			t.Errorf("the old id finds %v", err)
		}
		if now, err := f.ByClientID(t.Context(), "app"); err != nil || now.ID != again.ID {
			t.Errorf("the slug finds %+v, %v", now, err)
		}
	})
}

func TestUnknown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		for _, id := range []string{"", "zz", "00000000-0000-0000-0000-000000000000", "\x00", "\xff", strings.Repeat("a", 9000)} {
			_, byID := f.ByID(t.Context(), id)
			_, bySlug := f.ByClientID(t.Context(), id)
			_, detail := f.Detail(t.Context(), id)
			_, update := f.Update(t.Context(), root, id, application.Changes{Name: new("x")})
			_, rotate := f.RotateSecret(t.Context(), root, id, 0)
			for i, err := range []error{byID, bySlug, detail, update, rotate, f.Delete(t.Context(), root, id), f.Lock(t.Context(), id)} {
				if !errors.Is(err, application.ErrNotFound) {
					t.Errorf("id %.20q, call %d: %v", id, i, err)
				}
			}
		}
	})
}
