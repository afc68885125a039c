package audit_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

func (f fixture) list(t *testing.T, filter audit.Filter) audit.Page {
	t.Helper()
	if filter.Limit == 0 {
		filter.Limit = 50
	}
	p, err := f.List(t.Context(), filter)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func targets(entries []audit.Entry) []string {
	ids := []string{}
	for _, e := range entries {
		ids = append(ids, e.TargetID)
	}
	return ids
}

// many is a trail in which every filter finds something.
func many(t *testing.T, d *db.DB) fixture {
	t.Helper()
	f := start(d)
	f.record(t, audit.Event{Action: "application.created", Target: "application", TargetID: "app"})
	f.record(t, audit.Event{Action: "role.created", Target: "role", TargetID: "role", Details: map[string]any{"applicationId": "app", "name": "Éditeur"}})
	f.record(t, audit.Event{Action: "organization.created", Target: "organization", TargetID: "acme"})
	f.record(t, audit.Event{Action: "member.added", Target: "user", TargetID: "olive", OrganizationID: "acme", ApplicationID: "app"})
	f.record(t, audit.Event{Action: "member.removed", Target: "user", TargetID: "ada", Details: map[string]any{"organization_id": "acme"}})
	f.recordBy(t, actor.Actor{ApplicationID: "machine", RequestID: "r7"}, audit.Event{Action: "token.used", Target: "token", TargetID: "t1"})
	f.recordBy(t, actor.Actor{UserID: "olive", Impersonator: "root"}, audit.Event{Action: "user.updated", Target: "user", TargetID: "olive"})
	return f
}

func TestFilters(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := many(t, d)
		for name, c := range map[string]struct {
			filter audit.Filter
			want   []string
		}{
			"none":             {audit.Filter{}, []string{"olive", "t1", "ada", "olive", "acme", "role", "app"}},
			"organization":     {audit.Filter{Organization: "acme"}, []string{"ada", "olive", "acme"}},
			"application":      {audit.Filter{Application: "app"}, []string{"olive", "role", "app"}},
			"both":             {audit.Filter{Application: "app", Organization: "acme"}, []string{"olive"}},
			"actor":            {audit.Filter{Actor: "machine"}, []string{"t1"}},
			"actor user":       {audit.Filter{Actor: "olive"}, []string{"olive"}},
			"user":             {audit.Filter{User: "olive"}, []string{"olive", "olive"}},
			"impersonator":     {audit.Filter{User: "root", Action: "user."}, []string{"olive"}},
			"action":           {audit.Filter{Action: "member."}, []string{"ada", "olive"}},
			"target":           {audit.Filter{Target: "user", TargetID: "ada"}, []string{"ada"}},
			"time":             {audit.Filter{From: begin.Add(2 * time.Millisecond), Until: begin.Add(4 * time.Millisecond)}, []string{"acme", "role"}},
			"text":             {audit.Filter{Text: "MEMBER ada"}, []string{"ada"}},
			"text of details":  {audit.Filter{Text: "éditeur"}, []string{"role"}},
			"text of requests": {audit.Filter{Text: "r7"}, []string{"t1"}},
			"text in vain":     {audit.Filter{Text: "member nobody"}, []string{}},
			"text and more":    {audit.Filter{Text: "olive", Application: "app"}, []string{"olive"}},
			"nobody's":         {audit.Filter{Organization: "none"}, []string{}},
		} {
			t.Run(name, func(t *testing.T) {
				if got := targets(f.list(t, c.filter).Entries); !slices.Equal(got, c.want) {
					t.Errorf("found %v, want %v", got, c.want)
				}
			})
		}
	})
}

// Pages join to the whole, whatever is looked for.
func TestCursors(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.fill(t, 2*audit.LookedThrough+100)
		for name, c := range map[string]struct {
			filter audit.Filter
			want   int
		}{
			"everything": {audit.Filter{Limit: 200}, 4100},
			"a word":     {audit.Filter{Limit: 200, Text: `"n":1`}, 1111},
			"one entry":  {audit.Filter{Limit: 10, Text: `"n":17}`}, 1},
			"none":       {audit.Filter{Limit: 10, Text: "absent"}, 0},
		} {
			t.Run(name, func(t *testing.T) {
				seen := map[string]bool{}
				pages := 0
				for {
					p := f.list(t, c.filter)
					for _, e := range p.Entries {
						if seen[e.ID] {
							t.Fatalf("%s is on two pages", e.TargetID)
						}
						seen[e.ID] = true
					}
					pages++
					if c.filter.Cursor = p.Next; p.Next == "" {
						break
					}
				}
				if len(seen) != c.want || pages > 25 {
					t.Errorf("%d entries on %d pages, want %d", len(seen), pages, c.want)
				}
			})
		}
		for _, cursor := range []string{"x", "%%%", "MTIz", "LnZ"} {
			if _, err := f.List(t.Context(), audit.Filter{Limit: 1, Cursor: cursor}); !errors.Is(err, audit.ErrFilter) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	})
}

func TestExportNDJSON(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.fill(t, 1200)
		f.record(t, audit.Event{Action: "thing.named", Target: "thing", TargetID: "x", OrganizationID: "acme", Details: map[string]any{"name": "a\nb<é>"}})
		f.seal(t)
		var out bytes.Buffer
		if err := f.Export(t.Context(), actor.Actor{UserID: "root"}, audit.NDJSON, audit.Filter{Action: "thing."}, &out); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 1201 {
			t.Fatalf("%d lines", len(lines))
		}
		var first struct {
			Sequence       int64  `json:"sequence"`
			Hash           string `json:"hash"`
			At             string `json:"at"`
			OrganizationID string `json:"organizationId"`
			Details        struct {
				Name string `json:"name"`
			} `json:"details"`
		}
		if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
			t.Fatal(err)
		}
		if first.Sequence != 1201 || len(first.Hash) != 64 || first.OrganizationID != "acme" || first.Details.Name != "a\nb<é>" || first.At != "2026-05-04T03:02:02.201Z" {
			t.Errorf("%s", lines[0])
		}
		if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'audit.exported' AND actor_id = 'root' AND details = '{"action":"thing.","format":"ndjson"}'`); n != 1 {
			t.Errorf("%d entries tell of it", n)
		}
		if err := f.Export(t.Context(), actor.Actor{}, "xml", audit.Filter{}, &out); !errors.Is(err, audit.ErrFilter) {
			t.Errorf("another format: %v", err)
		}
	})
}

// What anybody may write into the trail, such as a name, must not become a
// formula on the computer of who reads it.
func TestExportCSV(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		evil := []string{`=HYPERLINK("https://evil.example","x")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "plain", `quote " and, comma`, "two\nlines", ""}
		for _, text := range evil {
			f.record(t, audit.Event{Action: "thing.named", Target: "thing", TargetID: text})
		}
		var out bytes.Buffer
		if err := f.Export(t.Context(), actor.Actor{Console: true}, audit.CSV, audit.Filter{Target: "thing"}, &out); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != len(evil)+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		column := slices.Index(rows[0], "target_id")
		for i, row := range rows[1:] {
			text := evil[len(evil)-1-i]
			want := text
			if strings.ContainsAny(text, "=+-@＝") && !strings.HasPrefix(text, "plain") {
				want = "'" + text
			}
			if got := row[column]; got != want {
				t.Errorf("%q became %q", text, got)
			}
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("a cell begins with %q", cell[:1])
				}
			}
		}
	})
}

// The index of each filter serves it, however large the trail is.
func TestFiltersUseIndexes(t *testing.T) {
	f := start(postgres(t))
	f.fill(t, 10_000)
	f.seal(t)
	f.exec(t, `UPDATE audit_events SET organization_id = 'o' || (seq % 100), application_id = 'a' || (seq % 100), actor_id = 'u' || (seq % 100)`)
	f.exec(t, `ANALYZE audit_events`)
	f.exec(t, `VACUUM audit_events`)
	for name, where := range map[string]string{
		"organization": `organization_id <> '' AND organization_id = 'o7' ORDER BY at DESC, id DESC LIMIT 51`,
		"application":  `application_id <> '' AND application_id = 'a7' ORDER BY at DESC, id DESC LIMIT 51`,
		"actor":        `actor_id = 'u7' ORDER BY at DESC, id DESC LIMIT 51`,
		"everything":   `TRUE ORDER BY at DESC, id DESC LIMIT 51`,
		"unsealed":     `seq IS NULL ORDER BY at, id LIMIT 500`,
		"links":        `seq >= 10 AND (seq, id) > (10, 'x') AND seq <= 5000 ORDER BY seq, id LIMIT 1000`,
	} {
		plan, err := db.All(t.Context(), f.db, db.ScanString, `EXPLAIN SELECT * FROM audit_events WHERE `+where)
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}
