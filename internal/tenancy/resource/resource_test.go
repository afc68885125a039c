package resource_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

const (
	api     = "https://api.example.com"
	other   = "urn:example:other"
	console = "https://auth.example.com"
)

var root = actor.Actor{UserID: "root", Role: actor.RoleSuperadmin, RequestID: "r1", Address: "192.0.2.1"}

func moment() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

// A fixture is a replica of the service with fresh caches.
type fixture struct {
	*resource.Service
	db   *db.DB
	hub  *cache.Hub
	apps *application.Service
}

func start(t *testing.T, d *db.DB, configured ...string) fixture {
	t.Helper()
	hub := cache.NewHub(d, moment)
	log := audit.New(d, moment)
	f := fixture{resource.New(d, hub, log, resource.Settings{
		Configured: configured, Own: []resource.Resource{{Identifier: console, Name: "Own"}}, Reserved: application.Scopes(),
	}, moment), d, hub, application.New(d, hub, log, moment)}
	f.apps.DefineScopes(f.UndefinedScopes, f.OpenScopes)
	if err := hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f fixture) create(t *testing.T, n resource.NewResource) resource.Resource {
	t.Helper()
	r, err := f.Create(t.Context(), root, n)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (f fixture) app(t *testing.T, slug string) string {
	t.Helper()
	a, _, err := f.apps.Create(t.Context(), root, application.NewApplication{Slug: slug, Name: slug})
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
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
		f := start(t, d)
		id := f.app(t, "shop")
		r := f.create(t, resource.NewResource{
			Identifier: api, Name: " Invoices ", Description: "All\nof them", Scopes: []resource.Scope{{"invoices.read", " See invoices "}, {"invoices.write", ""}},
			TokenLife: 10 * time.Minute, SigningAlg: "PS256", Applications: []string{id, id},
		})
		got, err := f.ByID(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != "Invoices" || got.Scopes[0].Description != "See invoices" || !slices.Equal(got.Applications, []string{id}) ||
			got.TokenLife != 10*time.Minute || got.SigningAlg != "PS256" || !got.IsActive || got.Origin != resource.OriginAdmin || got.Configured {
			t.Errorf("stored %+v", got)
		}
		plain := f.create(t, resource.NewResource{Identifier: other, Name: "Other"})
		if plain.Applications != nil || plain.SigningAlg != "ES256" || plain.TokenLife != 0 {
			t.Errorf("defaults %+v", plain)
		}
		if _, err := f.Create(t.Context(), root, resource.NewResource{Identifier: api, Name: "Again"}); !errors.Is(err, resource.ErrTaken) {
			t.Errorf("a second one: %v", err)
		}
		if _, err := f.Create(t.Context(), root, resource.NewResource{Identifier: api + "/x", Name: "X", Applications: []string{"nobody"}}); !errors.Is(err, resource.ErrInvalid) {
			t.Errorf("for an unknown application: %v", err)
		}
		list, err := f.List(t.Context())
		if err != nil || len(list) != 2 || !slices.Equal(list[0].Applications, []string{id}) || list[1].Applications != nil {
			t.Errorf("list %+v, %v", list, err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'resource.created' AND actor_id = 'root'`); n != 2 {
			t.Errorf("%d events", n)
		}
	})
}

func TestRefusals(t *testing.T) {
	f := start(t, sqlite(t))
	ok := resource.NewResource{Identifier: api, Name: "A"}
	for _, c := range []struct {
		name, field string
		change      func(n *resource.NewResource)
	}{
		{"RFC 8707 2: no identifier", "identifier", func(n *resource.NewResource) { n.Identifier = "" }},
		{"RFC 8707 2: relative", "identifier", func(n *resource.NewResource) { n.Identifier = "/invoices" }},
		{"RFC 8707 2: fragment", "identifier", func(n *resource.NewResource) { n.Identifier = api + "#a" }},
		{"RFC 8707 2: empty fragment", "identifier", func(n *resource.NewResource) { n.Identifier = api + "#" }},
		{"user information", "identifier", func(n *resource.NewResource) { n.Identifier = "https://a:b@api.example.com" }},
		{"a space", "identifier", func(n *resource.NewResource) { n.Identifier = api + "/a b" }},
		{"a quote", "identifier", func(n *resource.NewResource) { n.Identifier = api + `/"` }},
		{"beyond ASCII", "identifier", func(n *resource.NewResource) { n.Identifier = api + "/é" }},
		{"a scheme alone", "identifier", func(n *resource.NewResource) { n.Identifier = "https:" }},
		{"too long", "identifier", func(n *resource.NewResource) { n.Identifier = api + "/" + strings.Repeat("a", 2000) }},
		{"no name", "name", func(n *resource.NewResource) { n.Name = " " }},
		{"a name with a line", "name", func(n *resource.NewResource) { n.Name = "a\nb" }},
		{"a long description", "description", func(n *resource.NewResource) { n.Description = strings.Repeat("é", 501) }},
		{"RFC 6749 3.3: scope with a space", "scopes[0].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{Name: "a b"}} }},
		{"RFC 6749 3.3: scope with a quote", "scopes[0].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{Name: `a"`}} }},
		{"RFC 6749 3.3: scope with a backslash", "scopes[0].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{Name: `a\`}} }},
		{"no scope name", "scopes[0].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{}} }},
		{"a scope of the service", "scopes[0].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{Name: "offline_access"}} }},
		{"a scope twice", "scopes[1].name", func(n *resource.NewResource) { n.Scopes = []resource.Scope{{Name: "a"}, {Name: "a"}} }},
		{"too many scopes", "scopes", func(n *resource.NewResource) { n.Scopes = make([]resource.Scope, 201) }},
		{"a short life", "accessTokenLifetime", func(n *resource.NewResource) { n.TokenLife = 59 * time.Second }},
		{"a long life", "accessTokenLifetime", func(n *resource.NewResource) { n.TokenLife = 24*time.Hour + time.Second }},
		{"a life of parts of seconds", "accessTokenLifetime", func(n *resource.NewResource) { n.TokenLife = time.Hour + time.Millisecond }},
		{"RFC 9068 2.1: alg none", "accessTokenSigningAlg", func(n *resource.NewResource) { n.SigningAlg = "none" }},
		{"a symmetric algorithm", "accessTokenSigningAlg", func(n *resource.NewResource) { n.SigningAlg = "HS256" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := ok
			c.change(&n)
			_, err := f.Create(t.Context(), root, n)
			refused, is := errors.AsType[*fault.Error](err)
			if !is || refused.Code != "RES_001" || !slices.ContainsFunc(refused.Fields, func(f fault.Field) bool { return f.Name == "body."+c.field }) {
				t.Errorf("%v %+v", err, refused)
			}
		})
	}
	if n := f.count(t, `SELECT count(*) FROM resources`); n != 0 {
		t.Errorf("%d resources", n)
	}
}

func TestUpdateAndDelete(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f, replica := start(t, d), start(t, d)
		id := f.app(t, "shop")
		r := f.create(t, resource.NewResource{Identifier: api, Name: "A", Applications: []string{}})
		if _, err := f.Targets(t.Context(), id, []string{api}); !errors.Is(err, resource.ErrRefused) {
			t.Errorf("for nobody: %v", err)
		}
		if _, err := replica.Targets(t.Context(), id, []string{api}); !errors.Is(err, resource.ErrRefused) {
			t.Errorf("for nobody: %v", err)
		}
		allowed, scopes, life := []string{id}, []resource.Scope{{Name: "a"}}, 2*time.Minute
		if _, err := f.Update(t.Context(), root, r.ID, resource.Changes{Applications: &allowed, Scopes: &scopes, TokenLife: &life}); err != nil {
			t.Fatal(err)
		}
		targets, err := f.Targets(t.Context(), id, []string{api})
		if err != nil || len(targets) != 1 || targets[0].TokenLife != life || !targets[0].Defines("a") {
			t.Errorf("%+v, %v", targets, err)
		}
		if err := replica.hub.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := replica.Targets(t.Context(), id, []string{api}); err != nil {
			t.Errorf("on another replica: %v", err)
		}
		var all []string
		no := false
		got, err := f.Update(t.Context(), root, r.ID, resource.Changes{Applications: &all, IsActive: &no})
		if err != nil || got.Applications != nil || got.IsActive || len(got.Scopes) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := f.Targets(t.Context(), id, []string{api}); !errors.Is(err, resource.ErrUnknown) {
			t.Errorf("inactive: %v", err)
		}
		if err := f.Delete(t.Context(), root, r.ID); err != nil {
			t.Fatal(err)
		}
		if err := f.Delete(t.Context(), root, r.ID); !errors.Is(err, resource.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		if _, err := f.Update(t.Context(), root, r.ID, resource.Changes{IsActive: &no}); !errors.Is(err, resource.ErrNotFound) {
			t.Errorf("changed when gone: %v", err)
		}
		for _, id := range []string{"", "zz", "\x00"} {
			if _, err := f.ByID(t.Context(), id); !errors.Is(err, resource.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE target = 'resource' AND target_id = $1`, r.ID); n != 4 {
			t.Errorf("%d events", n)
		}
	})
}

// An application that is deleted leaves the lists.
func TestApplicationDeleted(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		id := f.app(t, "shop")
		r := f.create(t, resource.NewResource{Identifier: api, Name: "A", Applications: []string{id}})
		if err := f.apps.Delete(t.Context(), root, id); err != nil {
			t.Fatal(err)
		}
		got, err := f.ByID(t.Context(), r.ID)
		if err != nil || got.Applications == nil || len(got.Applications) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// Replicas that start together add each configured resource once.
func TestSeed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		var group sync.WaitGroup
		for range 8 {
			f := start(t, d, api, other)
			group.Go(func() {
				if left, err := f.Seed(t.Context(), actor.Actor{Console: true}); err != nil || len(left) != 0 {
					t.Errorf("%v, %v", left, err)
				}
			})
		}
		group.Wait()
		f := start(t, d, api)
		list, err := f.List(t.Context())
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'resource.created'`); n != 2 {
			t.Errorf("%d events", n)
		}
		for _, r := range list {
			if r.Origin != resource.OriginEnvironment || r.Configured != (r.Identifier == api) || r.Applications != nil {
				t.Errorf("%+v", r)
			}
		}
		left, err := f.Seed(t.Context(), actor.Actor{Console: true})
		if err != nil || !slices.Equal(left, []string{other}) {
			t.Errorf("no longer configured: %v, %v", left, err)
		}
		if _, err := f.Targets(t.Context(), "any", []string{other}); err != nil {
			t.Errorf("what is no longer configured stays: %v", err)
		}
		i := slices.IndexFunc(list, func(r resource.Resource) bool { return r.Configured })
		name, no := "Changed", false
		if _, err := f.Update(t.Context(), root, list[i].ID, resource.Changes{Name: &name, IsActive: &no}); err != nil {
			t.Fatal(err)
		}
		if err := f.Delete(t.Context(), root, list[i].ID); !errors.Is(err, resource.ErrConfigured) {
			t.Errorf("what would come back is deleted: %v", err)
		}
		if _, err := f.Seed(t.Context(), actor.Actor{Console: true}); err != nil {
			t.Fatal(err)
		}
		if got, err := f.ByID(t.Context(), list[i].ID); err != nil || got.Name != name || got.IsActive {
			t.Errorf("a start undid a change: %+v, %v", got, err)
		}
		if err := f.Delete(t.Context(), root, list[1-i].ID); err != nil {
			t.Error(err)
		}
	})
}

func TestScopesOfResources(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		r := f.create(t, resource.NewResource{Identifier: api, Name: "A", Scopes: []resource.Scope{{"read", "Read A"}, {"only", ""}}})
		f.create(t, resource.NewResource{Identifier: other, Name: "B", Scopes: []resource.Scope{{"read", "Read B"}}})
		a, _, err := f.apps.Create(t.Context(), root, application.NewApplication{Slug: "shop", Name: "Shop", AllowedScopes: []string{"openid", "read", "only"}})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = f.apps.Create(t.Context(), root, application.NewApplication{Slug: "bad", Name: "Bad", AllowedScopes: []string{"openid", "readd"}})
		if refused, is := errors.AsType[*fault.Error](err); !is || refused.Code != "APP_001" || refused.Fields[0].Name != "body.allowedScopes[1]" {
			t.Errorf("a scope that nothing defines: %v", err)
		}
		none := []resource.Scope{}
		if _, err := f.Update(t.Context(), root, r.ID, resource.Changes{Scopes: &none}); err != nil {
			t.Fatal(err)
		}
		name, scopes := "Shop 2", []string{"openid", "only"}
		if _, err := f.apps.Update(t.Context(), root, a.ID, application.Changes{Name: &name}); err != nil {
			t.Errorf("a scope that is no longer defined stands in the way of a name: %v", err)
		}
		if _, err := f.apps.Update(t.Context(), root, a.ID, application.Changes{AllowedScopes: &scopes}); !errors.Is(err, application.ErrInvalid) {
			t.Errorf("a scope that is no longer defined: %v", err)
		}
		meanings, err := f.Meanings(t.Context(), []string{"openid", "read", "nope"}, nil)
		if err != nil || len(meanings) != 1 || meanings[0].Scope.Description != "Read B" {
			t.Errorf("%+v, %v", meanings, err)
		}
		if meanings, err := f.Meanings(t.Context(), []string{"read"}, []string{api}); err != nil || len(meanings) != 0 {
			t.Errorf("at another resource: %+v, %v", meanings, err)
		}
	})
}

// What clients may be allowed that no administrator made.
func TestOpenScopes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		open := func() string {
			t.Helper()
			scopes, err := f.OpenScopes(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(scopes, " ")
		}
		f.create(t, resource.NewResource{Identifier: other, Name: "B", Scopes: []resource.Scope{{Name: "b"}}})
		r := f.create(t, resource.NewResource{Identifier: api, Name: "A", Scopes: []resource.Scope{{Name: "a"}, {Name: "c"}}, OpenScopes: true})
		if got := open(); got != "a c" {
			t.Errorf("open: %q", got)
		}
		for origin, want := range map[string]string{application.OriginRegistered: "openid a c", application.OriginDocument: "openid a c", application.OriginAdmin: "openid"} {
			n := application.NewApplication{Slug: "made-by-" + origin, Name: "A", Origin: origin, AllowedScopes: []string{"openid"}}
			if origin == application.OriginDocument {
				n.DocumentURL = "https://agent.example/client.json"
			}
			a, _, err := f.apps.Create(t.Context(), root, n)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // from the database, and from memory
				got, err := f.apps.ByClientID(t.Context(), a.ClientID())
				if err != nil || strings.Join(got.AllowedScopes, " ") != want {
					t.Errorf("%s: %v, %v", origin, got.AllowedScopes, err)
				}
			}
			if d, err := f.apps.Detail(t.Context(), a.ID); err != nil || strings.Join(d.AllowedScopes, " ") != "openid" {
				t.Errorf("%s: an administrator is shown %v, %v", origin, d.AllowedScopes, err)
			}
		}
		no := false
		if _, err := f.Update(t.Context(), root, r.ID, resource.Changes{IsActive: &no}); err != nil {
			t.Fatal(err)
		}
		if got := open(); got != "" {
			t.Errorf("open at an inactive API: %q", got)
		}
		yes := true
		if got, err := f.Update(t.Context(), root, r.ID, resource.Changes{IsActive: &yes, OpenScopes: &no}); err != nil || got.OpenScopes {
			t.Errorf("%+v, %v", got, err)
		}
		if got := open(); got != "" {
			t.Errorf("open though closed: %q", got)
		}
	})
}

func TestTargets(t *testing.T) {
	f := start(t, sqlite(t))
	f.create(t, resource.NewResource{Identifier: api, Name: "A", Scopes: []resource.Scope{{Name: "a"}}, TokenLife: 5 * time.Minute, SigningAlg: "EdDSA"})
	f.create(t, resource.NewResource{Identifier: other, Name: "B", Scopes: []resource.Scope{{Name: "b"}}, TokenLife: 2 * time.Hour, SigningAlg: "RS256"})
	of := func(identifiers ...string) resource.Targets {
		t.Helper()
		targets, err := f.Targets(t.Context(), "any", identifiers)
		if err != nil {
			t.Fatal(err)
		}
		return targets
	}
	for _, c := range []struct {
		name    string
		targets resource.Targets
		life    time.Duration
		alg     string
		scopes  string
	}{
		{"none", of(), time.Hour, "ES256", "openid a b gone"},
		{"one", of(api), 5 * time.Minute, "EdDSA", "openid a"},
		{"one that allows more", of(other), 2 * time.Hour, "RS256", "openid b"},
		{"two that differ", of(other, api, other), 5 * time.Minute, "ES256", "openid a b"},
		{"the service itself", of(console), time.Hour, "ES256", "openid"},
		{"the service and one that allows more", of(console, other), time.Hour, "ES256", "openid b"},
	} {
		scopes := strings.Join(c.targets.Narrow([]string{"openid", "a", "b", "gone"}, application.Scopes()), " ")
		if c.targets.Life(time.Hour) != c.life || c.targets.SigningAlg() != c.alg || scopes != c.scopes {
			t.Errorf("%s: %s, %s, %s", c.name, c.targets.Life(time.Hour), c.targets.SigningAlg(), scopes)
		}
	}
	if got := of(other, api, other).Identifiers(); !slices.Equal(got, []string{other, api}) {
		t.Errorf("identifiers %v", got)
	}
	for _, identifier := range []string{"", api + "/", strings.ToUpper(api), "https://api.example.com:443", api + "\x00"} {
		if _, err := f.Targets(t.Context(), "any", []string{api, identifier}); !errors.Is(err, resource.ErrUnknown) {
			t.Errorf("%q: %v", identifier, err)
		}
	}
}

func sqlite(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: testdb.SQLite(t), Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}
