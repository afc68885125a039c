package server_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/seed/multitude"
)

// What is read otherwise than by lists, searches and details.
var unlisted = map[string]string{
	"GET /api/admin/audit/export": "answers with all there is, by and by",
	"GET /api/user/export":        "answers with all there is of somebody",
	"GET /api/admin/stats":        "counts everything",
	"GET /api/admin/billing":      "shows what is wrong, at most a hundred",
	"GET /api/user/billing":       "the crowd has bought nothing",
	"GET /api/auth/account-info":  "asks another provider",
	"GET /api/auth/oauth2/device": "looks at one code",

	"GET /api/admin/applications/{id}/webhooks/{webhookId}":                         "the crowd has no webhooks",
	"GET /api/admin/applications/{id}/webhooks/{webhookId}/deliveries":              "the crowd has no webhooks",
	"GET /api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}": "the crowd has no webhooks",
}

// Every list, search and detail is among the reads that plans are looked at and
// times are measured of.
func TestReadsAreComplete(t *testing.T) {
	known := map[string]bool{}
	for _, r := range (multitude.Crowd{Users: 100, Applications: 10, Organizations: 10, Events: 10}).Reads() {
		known[r.Pattern] = true
	}
	for _, row := range unopened(t).Rows() {
		method, _, _ := strings.Cut(row.Pattern, " ")
		if method != http.MethodGet || row.Guard == "anyone" || row.Guard == "visitor" {
			continue
		}
		if why := unlisted[row.Pattern]; !known[row.Pattern] && why == "" {
			t.Errorf("%s is no read", row.Pattern)
		}
		delete(known, row.Pattern)
	}
	delete(known, "GET /api/auth/organization/get-invitation")
	for pattern := range known {
		t.Errorf("%s is a read and no route", pattern)
	}
}

// A traced collects the statements of a service, each once.
type traced struct {
	mu   sync.Mutex
	args map[string][]any
	of   map[string]string // who said it first
	now  string
}

func (s *traced) add(query string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.args[query]; !known && s.now != "" {
		s.args[query], s.of[query] = slices.Clone(args), s.now
	}
}

func (s *traced) during(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = what
}

// large is how many rows a table has that nothing may read from end to end. What
// could be an index's work is seen with fewer too: TEST_LONG=1 makes it 10 000.
func large() int {
	if os.Getenv("TEST_LONG") == "1" {
		return 10_000
	}
	return 2000
}

// No list, search or detail reads a large table from end to end: PostgreSQL finds
// an index for each of their statements, even where it would not take it.
func TestPlans(t *testing.T) {
	url := testdb.Postgres(t)
	said := &traced{args: map[string][]any{}, of: map[string]string{}}
	d := openTraced(t, url, said.add)
	w := seed.New(t, d)
	root := w.Superadmin(t)
	many := multitude.Crowd{Users: large(), Applications: large(), Organizations: large(), Events: large(), Root: root.ID, Now: w.Clock.Now()}
	if err := many.Fill(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	crowdIsLikeOurs(t, w, many)

	b := w.SignedIn(t, root)
	b.Post(t, "/api/auth/organization/set-active", map[string]any{"organizationId": many.Organization(0)}).Want(t, 200)
	for _, read := range many.Reads() {
		said.during(read.Pattern + " " + read.Name)
		path := read.Query(1)
		a := b.Get(t, path)
		if read.Next && a.Status == 200 {
			a = b.Get(t, nextPage(t, path, a))
		}
		if a.Status != 200 {
			t.Errorf("%s (%s): %d %s", path, read.Name, a.Status, a.Body)
		}
	}
	said.during("")
	if len(said.args) < 100 {
		t.Errorf("%d statements were seen", len(said.args))
	}

	tables := largeTables(t, d)
	for name := range strings.FieldsSeq("users sessions accounts applications application_users organizations organization_members organization_invitations audit_events consumption_totals user_words grants") {
		if !tables[name] {
			t.Errorf("%s is not large", name)
		}
	}
	planner := openTraced(t, url+separator(url)+"options=-c%20enable_seqscan%3Doff", nil)
	for _, query := range slices.Sorted(maps.Keys(said.args)) {
		plan, err := db.All(t.Context(), planner, db.ScanString, "EXPLAIN "+query, said.args[query]...)
		if err != nil {
			t.Errorf("%v of %s", err, query)
			continue
		}
		for _, line := range plan {
			_, table, scans := strings.Cut(line, "Seq Scan on ")
			table, _, _ = strings.Cut(table, " ")
			if scans && tables[table] {
				t.Errorf("%s reads all of %s:\n%s\n%s", said.of[query], table, query, strings.Join(plan, "\n"))
			}
		}
	}
}

func separator(url string) string {
	if strings.Contains(url, "?") {
		return "&"
	}
	return "?"
}

func openTraced(t *testing.T, url string, trace func(string, []any)) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: url, Trace: trace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func nextPage(t *testing.T, path string, a seed.Answer) string {
	t.Helper()
	cursor, _ := a.Object(t)["nextCursor"].(string)
	if cursor == "" {
		t.Fatalf("%s has no next page", path)
	}
	return path + separator(path) + "cursor=" + cursor
}

func largeTables(t *testing.T, d *db.DB) map[string]bool {
	t.Helper()
	names, err := db.All(t.Context(), d, db.ScanString, `
		SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples >= $1`, large())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	return all
}

// crowdIsLikeOurs makes some of the crowd again as the service does, and compares
// what PostgreSQL derived from them with what the service derives.
func crowdIsLikeOurs(t *testing.T, w *seed.World, many multitude.Crowd) {
	t.Helper()
	said := func(userID string) string {
		words, err := db.All(t.Context(), w.Services.DB, db.ScanString, `SELECT word FROM user_words WHERE user_id = $1 ORDER BY word COLLATE "C"`, userID)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(words, " ")
	}
	for n := range 3 {
		first, last := many.Name(n)
		before := said(many.User(n))
		w.Exec(t, `UPDATE users SET email = email || '.old' WHERE id = $1`, many.User(n))
		u := w.User(t, first+" "+last, many.Email(n))
		if after := said(u.ID); before != after || after == "" {
			t.Errorf("the crowd's words are %q, the service's %q", before, after)
		}
	}
}
