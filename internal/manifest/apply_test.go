package manifest_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/manifest"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
	"github.com/circle-rd/auth-service/internal/wire"
)

func operator() actor.Actor { return actor.Actor{Console: true, RequestID: "a-run"} }

func parse(t testing.TB, text string) *manifest.Manifest {
	t.Helper()
	m, err := manifest.Parse(source(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return m
}

// apply does what a text says and returns what was done.
func apply(t testing.TB, s *wire.Services, text string, o manifest.Options) *manifest.Report {
	t.Helper()
	report, err := s.Manifest.Apply(t.Context(), operator(), parse(t, text), o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return report
}

// settled fails unless there is nothing left to do, which a second run must find
// and which must leave no trace.
func settled(t testing.TB, w *seed.World, text string, o manifest.Options) {
	t.Helper()
	before := w.Count(t, `SELECT count(*) FROM audit_events`) + w.Count(t, `SELECT count(*) FROM invalidations`)
	if report := apply(t, w.Services, text, o); report.Due() {
		t.Errorf("applied again, this is due:\n%s", report)
	}
	if after := w.Count(t, `SELECT count(*) FROM audit_events`) + w.Count(t, `SELECT count(*) FROM invalidations`); after != before {
		t.Errorf("a run without changes left %d traces", after-before)
	}
}

// refused returns the mistakes that a database finds in a text.
func refused(t testing.TB, s *wire.Services, text string, o manifest.Options) []string {
	t.Helper()
	_, err := s.Manifest.Apply(t.Context(), operator(), parse(t, text), o)
	invalid, ok := errors.AsType[*manifest.InvalidError](err)
	if !ok {
		t.Fatalf("%v is no InvalidError:\n%s", err, text)
	}
	return strings.Split(invalid.Error(), "\n")
}

// What the services refuse is told in the order of the files, whatever the one
// in which it is found.
func TestMistakesOfTwoFiles(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		s := seed.New(t, d).Services
		first, second := source(`applications: [{slug: a, name: A, redirectUris: ["http://a.example/"]}]
organizations: [{slug: o, name: O}]
`), source(`

resources: [{identifier: "https://api", name: A, accessTokenLifetime: -1}]
organizations: [{slug: p, name: P}]
`)
		second.Name = "b.yaml"
		m, err := manifest.Parse(first, second)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Manifest.Apply(t.Context(), operator(), m, manifest.Options{})
		invalid, ok := errors.AsType[*manifest.InvalidError](err)
		if !ok {
			t.Fatalf("%v is no InvalidError", err)
		}
		var places []string
		for _, m := range invalid.Mistakes {
			places = append(places, m.File+":"+strconv.Itoa(m.Line))
		}
		if got := strings.Join(places, " "); got != "a.yaml:1 a.yaml:2 b.yaml:3 b.yaml:4" {
			t.Errorf("told in the order %s:\n%v", got, err)
		}
	})
}

// example is the file of docs/apply.md.
func example(t testing.TB) string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/apply.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(doc), "```yaml\n")
	text, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("docs/apply.md has no example")
	}
	return strings.NewReplacer("${env:SHOP_CLIENT_SECRET}", "${env:SECRET}", "${env:SHOP_URL}", "${env:HOST}").Replace(text)
}

func app(t testing.TB, s *wire.Services, slug string) application.Application {
	t.Helper()
	a, err := s.Applications.ByClientID(t.Context(), slug)
	if err != nil {
		t.Fatal(slug, err)
	}
	return a
}

// roles are those of an application, each with its permissions; the default has
// a star.
func roles(t testing.TB, s *wire.Services, slug string) map[string]string {
	t.Helper()
	id := app(t, s, slug).ID
	held, err := s.Access.Roles(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	permissions, err := s.Access.Permissions(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range held {
		var claims []string
		for _, p := range permissions {
			if slices.Contains(r.PermissionIDs, p.ID) {
				claims = append(claims, p.Claim())
			}
		}
		slices.Sort(claims)
		name := r.Name
		if r.IsDefault {
			name += "*"
		}
		all[name] = strings.Join(claims, " ")
	}
	return all
}

func plans(t testing.TB, s *wire.Services, slug string) map[string]subscription.Plan {
	t.Helper()
	held, err := s.Subscriptions.Plans(t.Context(), app(t, s, slug).ID)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]subscription.Plan{}
	for _, p := range held {
		all[p.Name] = p
	}
	return all
}

// The example of the documentation: to plan it changes nothing, to apply it does
// all of it, and to apply it again does nothing.
func TestExample(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s, text := w.Services, example(t)
		w.User(t, "Ada", "ada@example.com")
		before := w.Count(t, `SELECT count(*) FROM audit_events`)
		planned := apply(t, s, text, manifest.Options{Plan: true})
		if _, err := s.Applications.ByClientID(t.Context(), "shop"); !errors.Is(err, application.ErrNotFound) || w.Count(t, `SELECT count(*) FROM audit_events`) != before {
			t.Fatalf("a plan left something behind: %v", err)
		}
		done := apply(t, s, text, manifest.Options{})
		if !done.Due() || planned.String() != done.String() {
			t.Errorf("planned:\n%s\ndone:\n%s", planned, done)
		}
		if strings.Contains(done.String(), aSecret) || !strings.Contains(done.String(), "value: (not shown)") {
			t.Errorf("the secret is told:\n%s", done)
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE actor_kind = 'console' AND request_id = 'a-run'`); n < int64(len(done.Changes)) {
			t.Errorf("%d changes and %d entries in the trail", len(done.Changes), n)
		}
		settled(t, w, text, manifest.Options{})

		shop := app(t, s, "shop")
		if shop.Name != "Shop" || shop.URL != "https://shop.example.com" || shop.RedirectURIs[0] != "https://shop.example.com/callback" || shop.Client.AccessTokenLife != 600 {
			t.Errorf("%+v", shop)
		}
		if _, err := s.Applications.Authenticate(t.Context(), "shop", aSecret); err != nil {
			t.Errorf("the chosen secret: %v", err)
		}
		if held, err := s.Applications.Secrets(t.Context(), shop.ID); err != nil || len(held) != 1 || held[0].Name != "production" {
			t.Errorf("secrets: %+v %v", held, err)
		}
		got := roles(t, s, "shop")
		if got["customer*"] != "orders" || got["clerk"] != "orders orders.write" {
			t.Errorf("roles: %v", got)
		}
		team := plans(t, s, "shop")["team"]
		if string(team.Features) != `{"seats":25,"support":"mail"}` || len(team.Prices) != 2 || !plans(t, s, "shop")["basic"].IsDefault {
			t.Errorf("plans: %+v", team)
		}
		if targets, err := s.Resources.Targets(t.Context(), shop.ID, []string{"https://api.shop.example.com"}); err != nil || len(targets) != 1 {
			t.Errorf("the resource for the application that it names: %v", err)
		}
		if _, err := s.Resources.Targets(t.Context(), app(t, s, "shop-app").ID, []string{"https://api.shop.example.com"}); err == nil {
			t.Error("the resource is open to an application that it does not name")
		}
		acme, err := s.Organizations.BySlug(t.Context(), "acme")
		if err != nil || !acme.IsReseller {
			t.Errorf("%+v %v", acme, err)
		}
		customer, err := s.Organizations.BySlug(t.Context(), "acme-customer")
		if err != nil || customer.ParentID != acme.ID {
			t.Errorf("%+v %v", customer, err)
		}
		if usable, err := s.Access.AllowedApplications(t.Context(), acme.ID); err != nil || len(usable) != 1 || usable[0].Slug != "shop" {
			t.Errorf("%+v %v", usable, err)
		}
	})
}

const base = `
applications:
  - slug: a
    name: A
    description: Words
    redirectUris: ["https://a.example/1", "https://a.example/2"]
    client: {default_max_age: 60, contacts: [a@example.com]}
    secrets: [{name: one, value: "${env:SECRET}"}]
    permissions: ["x:read", "x:write"]
    roles:
      - {name: r, isDefault: true, permissions: ["x:read", "x:write"]}
    plans:
      - {name: p, description: Words, features: {n: 1}, isDefault: true, prices: [{name: m, amount: 100}]}
resources:
  - {identifier: "https://api.a", name: API, description: Words, scopes: [{name: one}], accessTokenLifetime: 120, allowedApplications: [a]}
organizations:
  - {slug: o, name: O, owner: ada@example.com, logo: "https://o.example/logo.png", metadata: {k: 1}, isReseller: true, clientLimit: 5, applications: [a]}
  - {slug: c, name: C, owner: ada@example.com, parent: o}
`

// Each change is told, done, and done once.
func TestChanges(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		w.User(t, "Ada", "ada@example.com")
		apply(t, s, base, manifest.Options{})
		settled(t, w, base, manifest.Options{})
		for _, tt := range []struct {
			name, text, want string
		}{
			{"a text", "applications: [{slug: a, name: B}]", "~ application a\n    name: \"A\" → \"B\"\n"},
			{"a text is cleared", "applications: [{slug: a, description: null}]", "~ application a\n    description: \"Words\" → none\n"},
			{"a list", `applications: [{slug: a, redirectUris: ["https://a.example/2", "https://a.example/3"]}]`, "~ application a\n    redirectUris:\n      - \"https://a.example/1\"\n      + \"https://a.example/3\"\n"},
			{"an order", `applications: [{slug: a, redirectUris: ["https://a.example/3", "https://a.example/2"]}]`, "~ application a\n    redirectUris:\n      in another order\n"},
			{"a setting of the client", "applications: [{slug: a, client: {default_max_age: 0, require_auth_time: false}}]", "~ application a\n    client.default_max_age: 60 → 0\n"},
			{"a setting is reset", "applications: [{slug: a, client: {default_max_age: null, contacts: null}}]", "~ application a\n    client.contacts:\n      - \"a@example.com\"\n    client.default_max_age: 0 → none\n"},
			{"a switch", "applications: [{slug: a, isActive: false, skipConsent: true}]", "~ application a\n    isActive: true → false\n    skipConsent: false → true\n"},
			{"a secret", "applications: [{slug: a, secrets: [{name: one, value: '${file:secret.txt}'}]}]", "~ secret a/one\n    value: (not shown)\n"},
			{"one more secret", "applications: [{slug: a, secrets: [{name: one, value: '${file:secret.txt}'}, {name: two, value: '${env:SECRET}', expiresAt: 2030-01-01T00:00:00Z}]}]", "+ secret a/two\n    value: (not shown)\n    expiresAt: \"2030-01-01T00:00:00Z\"\n"},
			{"a permission is taken from a role", "applications: [{slug: a, roles: [{name: r, permissions: ['x:read']}]}]", "~ role a/r\n    permissions:\n      - \"x:write\"\n= role a/user is not in the file and stays; --prune deletes it\n= role a/admin is not in the file and stays; --prune deletes it\n"},
			{"another default role", "applications: [{slug: a, roles: [{name: admin, isDefault: true}, {name: r, isDefault: false}, {name: user}]}]", "~ role a/admin\n    isDefault: false → true\n"},
			{"features", "applications: [{slug: a, plans: [{name: p, features: {n: 12345678901234567890, m: 1.50}}, {name: free}]}]", "~ plan a/p\n    features: {\"n\":1} → {\"m\":1.50,\"n\":12345678901234567890}\n"},
			{"an amount", "applications: [{slug: a, plans: [{name: p, prices: [{name: m, amount: 200}]}, {name: free}]}]", "~ price a/p/m (usd, month)\n    amount: 100 → 200\n"},
			{"the price of Stripe", "applications: [{slug: a, plans: [{name: p, prices: [{name: m, amount: 200, stripePriceId: price_1}]}, {name: free}]}]", "~ price a/p/m (usd, month)\n    stripePriceId: none → \"price_1\"\n"},
			{"an amount that Stripe does not know", "applications: [{slug: a, plans: [{name: p, prices: [{name: m, amount: 300}]}, {name: free}]}]", "~ price a/p/m (usd, month)\n    amount: 200 → 300\n    stripePriceId: \"price_1\" → none\n"},
			{"another default plan", "applications: [{slug: a, plans: [{name: p, isDefault: false}, {name: free, isDefault: true}]}]", "~ plan a/p\n    isDefault: true → false\n~ plan a/free\n    isDefault: false → true\n"},
			{"scopes", `resources: [{identifier: "https://api.a", scopes: [{name: one, description: One}]}]`, "~ resource https://api.a\n    scopes:\n      - {\"name\":\"one\"}\n      + {\"description\":\"One\",\"name\":\"one\"}\n"},
			{"a lifetime and all applications", `resources: [{identifier: "https://api.a", accessTokenLifetime: null, allowedApplications: null, description: null}]`, "~ resource https://api.a\n    description: \"Words\" → none\n    accessTokenLifetime: 120 → 0\n    allowedApplications: [\"a\"] → \"all\"\n"},
			{"no application", `resources: [{identifier: "https://api.a", allowedApplications: []}]`, "~ resource https://api.a\n    allowedApplications: \"all\" → none\n"},
			{"an organization", "organizations: [{slug: o, name: P, logo: null, metadata: {k: 2}, clientLimit: 6, isReseller: true}]", "~ organization o\n    name: \"O\" → \"P\"\n    logo: \"https://o.example/logo.png\" → none\n    metadata: {\"k\":1} → {\"k\":2}\n    clientLimit: 5 → 6\n"},
			{"nobody's client", "organizations: [{slug: c, parent: null}]", "~ organization c\n    parent: \"o\" → none\n"},
			{"resellers change places", "organizations: [{slug: o, isReseller: false, parent: c}, {slug: c, isReseller: true}]", "~ organization o\n    isReseller: true → false\n    parent: none → \"c\"\n~ organization c\n    isReseller: false → true\n"},
			{"a scope with the resource that defines it", `{applications: [{slug: a, allowedScopes: [openid, new]}], resources: [{identifier: "https://b", name: B, scopes: [{name: new}]}]}`, "+ resource https://b\n    name: \"B\"\n    scopes: [{\"name\":\"new\"}]\n~ application a\n    allowedScopes:\n      - \"profile\"\n      - \"email\"\n      + \"new\"\n"},
			{"an application and the resource that names it", `{applications: [{slug: n, name: N, isPublic: true}], resources: [{identifier: "https://n", name: N, allowedApplications: [n]}]}`, "+ resource https://n\n    name: \"N\"\n    allowedApplications: [\"n\"]\n+ application n\n    name: \"N\"\n    isPublic: true\n"},
			{"no secret", `applications: [{slug: m, name: M}]`, "+ application m\n    name: \"M\"\n! application m has no client secret: add one to the file, or make one in the console\n"},
		} {
			planned := apply(t, s, tt.text, manifest.Options{Plan: true})
			done := apply(t, s, tt.text, manifest.Options{})
			if done.String() != tt.want || planned.String() != tt.want {
				t.Errorf("%s: planned\n%s\ndone\n%s\nwant\n%s", tt.name, planned, done, tt.want)
			}
			settled(t, w, tt.text, manifest.Options{})
		}
		a := app(t, s, "a")
		if a.Name != "B" || a.Description != "" || a.IsActive || a.Client.DefaultMaxAge != nil {
			t.Errorf("%+v", a)
		}
		if _, err := s.Applications.Authenticate(t.Context(), "a", "fedcba9876543210fedcba9876543210"); err != nil {
			t.Errorf("the new secret: %v", err)
		}
		if got := roles(t, s, "a"); got["r"] != "x" || len(got) != 3 {
			t.Errorf("roles: %v", got)
		}
		if p := plans(t, s, "a")["p"]; string(p.Features) != `{"m":1.50,"n":12345678901234567890}` || len(p.Prices) != 1 || p.Prices[0].Amount != 300 || p.Prices[0].StripePriceID != "" {
			t.Errorf("plan: %+v", p)
		}
		if held, err := s.Applications.Secrets(t.Context(), app(t, s, "m").ID); err != nil || len(held) != 0 {
			t.Errorf("a secret that nobody knows: %v %v", held, err)
		}
	})
}

// Only what the file has a list of, or names as absent, is ever deleted, and
// nothing without being asked to.
// Two prices may have one key, and a file can tell of only one of them: what it
// does not tell of stays, or the export of a plan would remove a price of it.
func TestPruneKeepsPricesOfOneKey(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		const text = "applications: [{slug: a, name: A, url: \"https://a.example\", plans: [{name: p, prices: [{name: m, amount: 100}]}]}]"
		apply(t, s, text, manifest.Options{})
		plan := plans(t, s, "a")["p"]
		for name, amount := range map[string]int64{"m": 250, "n": 300} {
			if _, err := s.Subscriptions.AddPrice(t.Context(), operator(), app(t, s, "a").ID, plan.ID, subscription.NewPrice{Name: name, Amount: amount}); err != nil {
				t.Fatal(err)
			}
		}
		report := apply(t, s, text, manifest.Options{Prune: true})
		if report.Count(manifest.Remove) != 2 {
			t.Errorf("other than the price of another key and the plan of every new application is removed:\n%s", report)
		}
		var amounts []int64
		for _, p := range plans(t, s, "a")["p"].Prices {
			amounts = append(amounts, p.Amount)
		}
		slices.Sort(amounts)
		if !slices.Equal(amounts, []int64{100, 250}) {
			t.Errorf("prices of %v are left", amounts)
		}
		settled(t, w, text, manifest.Options{Prune: true})
	})
}

func TestPrune(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		w.User(t, "Ada", "ada@example.com")
		apply(t, s, base, manifest.Options{})
		apply(t, s, "applications: [{slug: other, name: Other, isPublic: true}]", manifest.Options{})

		const lists = `
applications:
  - slug: a
    secrets: []
    permissions: ["x:read"]
    roles: [{name: user, isDefault: true, permissions: ["x:read"]}]
    plans: [{name: free, isDefault: true, prices: []}]
organizations:
  - {slug: o, applications: []}
  - {slug: c, absent: true}
resources:
  - {identifier: "https://api.a", absent: true}
  - {identifier: "https://never.there", absent: true}
`
		kept := apply(t, s, lists, manifest.Options{})
		if kept.Count(manifest.Remove) != 0 || len(kept.Kept) != 8 {
			t.Errorf("without --prune:\n%s", kept)
		}
		settled(t, w, lists, manifest.Options{})
		pruned := apply(t, s, lists, manifest.Options{Prune: true})
		want := []string{
			"secret a/one", "role a/admin", "role a/r", "permission a/x:write", "plan a/p", "use of application o/a", "organization c", "resource https://api.a",
		}
		var got []string
		for _, c := range pruned.Changes {
			if c.Verb != manifest.Remove {
				t.Errorf("%s %s %s", c.Verb, c.Kind, c.Name)
			}
			got = append(got, c.Kind+" "+c.Name)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("deleted %q, want %q", got, want)
		}
		settled(t, w, lists, manifest.Options{Prune: true})
		app(t, s, "other") // which the file does not name

		const gone = "applications: [{slug: a, absent: true}]"
		if report := apply(t, s, gone, manifest.Options{Prune: true, Plan: true}); report.Count(manifest.Remove) != 1 {
			t.Errorf("planned:\n%s", report)
		}
		app(t, s, "a")
		apply(t, s, gone, manifest.Options{Prune: true})
		if _, err := s.Applications.ByClientID(t.Context(), "a"); !errors.Is(err, application.ErrNotFound) {
			t.Errorf("the absent application: %v", err)
		}
		settled(t, w, gone, manifest.Options{Prune: true})
	})
}

// What a service refuses is told at its place, and nothing of the rest is done.
func TestRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		ada := w.User(t, "Ada", "ada@example.com")
		apply(t, s, base, manifest.Options{})
		held, err := s.Access.Roles(t.Context(), app(t, s, "a").ID)
		if err != nil {
			t.Fatal(err)
		}
		w.Access(t, seed.App{Application: app(t, s, "a")}, ada)
		w.Exec(t, `UPDATE applications SET origin = 'registered' WHERE slug = $1`, w.Application(t, application.NewApplication{Slug: "self"}).Slug)
		given := slices.IndexFunc(held, func(r access.Role) bool { return r.IsDefault })
		if given < 0 {
			t.Fatal("no default role")
		}
		before := w.Count(t, `SELECT count(*) FROM audit_events`)
		for name, tt := range map[string]struct {
			text  string
			prune bool
			want  []string
		}{
			"members of an application": {
				"applications:\n  - slug: a\n    name: ''\n    redirectUris:\n      - https://ok.example\n      - http://bad.example\n    client: {refresh_grace: 99}\n", false,
				[]string{"a.yaml:3:11: applications[0].name: must have", "a.yaml:6:9: applications[0].redirectUris[1]: must use https", "a.yaml:7:29: applications[0].client.refresh_grace: must be between"},
			},
			"mistakes of several things": {
				"applications:\n  - slug: a\n    roles: [{name: ''}]\n  - slug: B!\n    name: B\nresources:\n  - identifier: nothing\n", false,
				[]string{"a.yaml:3:20: applications[0].roles[0].name: must have", "a.yaml:4:11: applications[1].slug: must be", "a.yaml:7:17: resources[0].identifier: must be absolute", "a.yaml:7:5: resources[0].name: must have"},
			},
			"a new application without a name":     {"applications: [{slug: z}]", false, []string{"a.yaml:1:16: applications[0].name: must have"}},
			"a scope that nothing defines":         {"applications: [{slug: a, allowedScopes: [openid, nonsense]}]", false, []string{"a.yaml:1:50: applications[0].allowedScopes[1]: is not a known scope"}},
			"public for good":                      {"applications: [{slug: a, isPublic: true}]", false, []string{"a.yaml:1:36: applications[0].isPublic: cannot be changed"}},
			"a client that registered":             {"applications: [{slug: self, name: X}]", false, []string{"a.yaml:1:23: applications[0].slug: is a client that registered itself"}},
			"a short secret":                       {"applications: [{slug: a, secrets: [{name: x, value: '${env:HOST}'}]}]", false, []string{"a.yaml:1:53: applications[0].secrets[0].value: must have 32 to 256"}},
			"a permission that is not":             {"applications: [{slug: a, roles: [{name: r, permissions: ['y:read']}]}]", false, []string{"a.yaml:1:58: applications[0].roles[0].permissions[0]: is no permission"}},
			"a role that somebody has":             {"applications: [{slug: a, roles: []}]", true, []string{"a.yaml:1:33: applications[0].roles: Cannot delete role assigned to active users (PERM_006)"}},
			"a plan that somebody is on":           {"applications: [{slug: a, plans: []}]", true, []string{"a.yaml:1:33: applications[0].plans: Plan has active subscribers, cannot delete (SUB_003)"}},
			"a price of nothing":                   {"applications: [{slug: a, plans: [{name: p, prices: [{name: m, amount: 0}]}]}]", false, []string{"a.yaml:1:71: applications[0].plans[0].prices[0].amount: must be between"}},
			"features too large":                   {"applications: [{slug: a, plans: [{name: p, features: {x: " + strings.Repeat("y", 5000) + "}}]}]", false, []string{"a.yaml:1:54: applications[0].plans[0].features: must be a JSON object"}},
			"an unknown application":               {"resources: [{identifier: 'https://api.a', allowedApplications: [a, nobody]}]", false, []string{"a.yaml:1:68: resources[0].allowedApplications[1]: is no application"}},
			"an absent application":                {"{organizations: [{slug: o, applications: [a]}], applications: [{slug: a, absent: true}]}", true, []string{"a.yaml:1:43: organizations[0].applications[0]: is an application that should be absent"}},
			"a lifetime":                           {"resources: [{identifier: 'https://api.a', accessTokenLifetime: 5}]", false, []string{"a.yaml:1:64: resources[0].accessTokenLifetime: must be between"}},
			"a configured resource":                {"resources: [{identifier: '" + seed.API + "', absent: true}]", true, []string{"a.yaml:1:13: resources[0]: The resource is listed in OAUTH_VALID_AUDIENCES"}},
			"a scope loses its meaning":            {"{applications: [{slug: b, name: B, isPublic: true, allowedScopes: [one]}], resources: [{identifier: 'https://api.a', absent: true}]}", true, []string{"a.yaml:1:68: applications[0].allowedScopes[0]: is a scope that nothing defines any more"}},
			"an organization without owner":        {"organizations: [{slug: n, name: N}]", false, []string{"a.yaml:1:17: organizations[0]: needs owner"}},
			"an owner who is not":                  {"organizations: [{slug: n, name: N, owner: eve@example.com}]", false, []string{"a.yaml:1:43: organizations[0].owner: is the address of no account"}},
			"a parent that is not":                 {"organizations: [{slug: c, parent: nobody}]", false, []string{"a.yaml:1:35: organizations[0].parent: is no organization"}},
			"a parent that is no reseller":         {"organizations: [{slug: n, name: N, owner: ada@example.com, parent: c}]", false, []string{"a.yaml:1:68: organizations[0].parent: "}},
			"a reseller that is a client":          {"organizations: [{slug: c, isReseller: true}]", false, []string{"a.yaml:1:39: organizations[0].isReseller: "}},
			"a limit":                              {"organizations: [{slug: o, isReseller: true, clientLimit: 10001}]", false, []string{"a.yaml:1:58: organizations[0].clientLimit: must be between"}},
			"the slug and logo of an organization": {"organizations: [{slug: A!, name: N, owner: ada@example.com}]", false, []string{"a.yaml:1:24: organizations[0].slug: Must have"}},
		} {
			got := refused(t, s, tt.text, manifest.Options{Prune: tt.prune})
			if len(got) != len(tt.want) || slices.ContainsFunc(tt.want, func(want string) bool {
				return !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) })
			}) {
				t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			if strings.Contains(strings.Join(got, ""), "bad.example") {
				t.Errorf("%s: a value is told", name)
			}
		}
		if after := w.Count(t, `SELECT count(*) FROM audit_events`); after != before {
			t.Errorf("refused runs left %d entries in the trail", after-before)
		}
	})
}

// Of runs at the same time, one does everything and the others find it done.
func TestParallelRuns(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		w.User(t, "Ada", "ada@example.com")
		const runs = 6
		reports, errs := make([]*manifest.Report, runs), make([]error, runs)
		var wg sync.WaitGroup
		for i := range runs {
			m := parse(t, base)
			wg.Go(func() {
				reports[i], errs[i] = wire.New(w.Config, d, w.Clock.Now).Manifest.Apply(t.Context(), operator(), m, manifest.Options{Prune: i%2 == 0})
			})
		}
		wg.Wait()
		made := 0
		for i := range runs {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			made += reports[i].Count(manifest.Add)
		}
		if want := strings.Count(apply(t, w.Services, base, manifest.Options{Plan: true}).String(), "+ "); want != 0 {
			t.Errorf("%d things are missing", want)
		}
		if n := w.Count(t, `SELECT count(*) FROM applications WHERE slug = 'a'`); n != 1 || made != 10 {
			t.Errorf("%d applications; %d things were made in all, want 10", n, made)
		}
	})
}

// A server that runs meanwhile forgets what it remembers.
func TestRunningServersForget(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		w.User(t, "Ada", "ada@example.com")
		apply(t, w.Services, base, manifest.Options{})
		w.Advance(t, 0)
		if !app(t, w.Services, "a").IsActive { // remembered from here on
			t.Fatal("not active")
		}
		elsewhere := wire.New(w.Config, d, w.Clock.Now)
		apply(t, elsewhere, "applications: [{slug: a, isActive: false, secrets: [{name: one, value: '${file:secret.txt}'}]}]", manifest.Options{})
		if err := w.Services.Hub.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if app(t, w.Services, "a").IsActive {
			t.Error("the server still takes the application for active")
		}
		if _, err := w.Services.Applications.Authenticate(t.Context(), "a", aSecret); !errors.Is(err, application.ErrCredentials) {
			t.Errorf("the server still takes the old secret: %v", err)
		}
	})
}

// What is exported asks for what there is: here nothing, and everything in an
// empty database.
func TestExport(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		w.User(t, "Ada", "ada@example.com")
		apply(t, s, base, manifest.Options{})
		apply(t, s, example(t), manifest.Options{})
		const odd = `
applications:
  - slug: odd
    name: '${env:HOST} is $${env:HOST}'
    description: "two\nlines: # \"no\" comment"
    isPublic: true
    plans:
      - {name: 'yes', features: {"${x}": "$${y}", date: 2020-01-01, e: 1e3, big: 123456789012345678901234567890, n: null, t: "true", c: "\x07", deep: [[], {}]}}
    client: {software_version: "1.0", jwks: {keys: [{kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0}]}}
`
		apply(t, s, odd, manifest.Options{})
		settled(t, w, odd, manifest.Options{})
		w.Exec(t, `UPDATE applications SET origin = 'registered' WHERE slug = $1`, w.Application(t, application.NewApplication{Slug: "self"}).Slug)
		text, err := s.Manifest.Export(t.Context(), operator())
		if err != nil {
			t.Fatal(err)
		}
		settled(t, w, string(text), manifest.Options{})
		for _, never := range []string{aSecret, "self", "secrets"} {
			if strings.Contains(string(text), never) {
				t.Errorf("the export has %q", never)
			}
		}
		if name := app(t, s, "odd").Name; name != "https://shop.example.com is ${env:HOST}" {
			t.Errorf("name %q", name)
		}

		path := testdb.SQLite(t)
		fresh, err := db.Open(t.Context(), db.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		defer fresh.Close() //nolint:errcheck // the test is over
		other := seed.New(t, fresh)
		other.User(t, "Ada", "ada@example.com")
		apply(t, other.Services, string(text), manifest.Options{Prune: true})
		again, err := other.Services.Manifest.Export(t.Context(), operator())
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(text) {
			t.Errorf("exported from the copy:\n%s\nwant\n%s", again, text)
		}
	})
}

// A member who has a role through the organization loses it by nothing but
// pruning, and a client keeps what its reseller may have passed on.
func TestUsesOfApplications(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		s := w.Services
		ada := w.User(t, "Ada", "ada@example.com")
		apply(t, s, base, manifest.Options{})
		client, err := s.Organizations.BySlug(t.Context(), "c")
		if err != nil {
			t.Fatal(err)
		}
		reseller, err := s.Organizations.BySlug(t.Context(), "o")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Organizations.Pass(t.Context(), actor.Actor{UserID: ada.ID}, reseller.ID, client.ID, app(t, s, "a").ID); err != nil {
			t.Fatal(err)
		}
		const nothing = "organizations: [{slug: c, applications: []}]"
		if report := apply(t, s, nothing, manifest.Options{Prune: true}); report.Due() {
			t.Errorf("a passed application is deleted:\n%s", report)
		}
		const own = "organizations: [{slug: o, applications: []}]"
		if report := apply(t, s, own, manifest.Options{}); report.Due() || len(report.Kept) != 1 {
			t.Errorf("without --prune:\n%s", report)
		}
		apply(t, s, own, manifest.Options{Prune: true})
		for _, org := range []organization.Organization{reseller, client} {
			if usable, err := s.Access.AllowedApplications(t.Context(), org.ID); err != nil || len(usable) != 0 {
				t.Errorf("%s may use %v %v", org.Slug, usable, err)
			}
		}
	})
}
