package server_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const auditPath = "/api/admin/audit"

func TestAuditTrailOverHTTP(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d, func(c *config.Config) { c.AuditRetention = 365 * 24 * time.Hour })
		_, root := made(t, w, "Root", "superadmin")
		_, olive := made(t, w, "Olive", "user")
		app := w.Application(t, application.NewApplication{Slug: "notes", Name: "=1+1"})
		root.Post(t, "/api/admin/applications/"+app.ID+"/roles", map[string]any{"name": "editor"}).Want(t, 201)
		for _, path := range []string{"", "/verify", "/export"} {
			w.Browser(t).Get(t, auditPath+path).Want(t, 401)
			olive.Get(t, auditPath+path).Want(t, 403, "AUTH_001")
		}

		var state struct {
			SealedUpTo, Unsealed int64
			HeadHash             *string
			RetentionDays        *float64
			Checkpoint           any
			LastVerification     *struct {
				UpTo        int64
				Whole       bool
				FirstBroken *struct {
					Sequence int64
					Problem  string
				}
			}
		}
		root.Get(t, auditPath+"/verify").Want(t, 200).Into(t, &state)
		if state.SealedUpTo != 0 || state.HeadHash != nil || state.Unsealed == 0 || state.LastVerification != nil || *state.RetentionDays != 365 {
			t.Errorf("before anything is sealed: %+v", state)
		}
		seal(t, w)
		if err := w.Services.Chain.Upkeep(t.Context()); err != nil {
			t.Fatal(err)
		}
		root.Get(t, auditPath+"/verify").Want(t, 200).Into(t, &state)
		sealed := state.SealedUpTo
		if sealed == 0 || len(*state.HeadHash) != 64 || state.Unsealed != 0 || state.LastVerification.UpTo != sealed || !state.LastVerification.Whole {
			t.Errorf("sealed: %+v", state)
		}

		t.Run("search", func(t *testing.T) {
			var page struct {
				Events []struct {
					Action, TargetID string
					ApplicationID    *string
					Sequence         *int64
					Hash             *string
				}
			}
			root.Get(t, auditPath+"?application="+app.ID+"&text=CREATED").Want(t, 200).Into(t, &page)
			for _, e := range page.Events {
				if *e.ApplicationID != app.ID || e.Sequence == nil || len(*e.Hash) != 64 {
					t.Errorf("%+v", e)
				}
			}
			if len(page.Events) != 2 { // the application and its role
				t.Errorf("%d events", len(page.Events))
			}
			root.Get(t, auditPath+"?organization=none").Want(t, 200).Into(t, &page)
			if len(page.Events) != 0 {
				t.Errorf("%d events of an organization that is none", len(page.Events))
			}
		})

		t.Run("export", func(t *testing.T) {
			a := root.Get(t, auditPath+"/export?format=csv&application="+app.ID).Want(t, 200)
			if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || !strings.Contains(a.Header.Get("Content-Disposition"), `"audit.csv"`) {
				t.Errorf("%v", a.Header)
			}
			rows, err := csv.NewReader(strings.NewReader(string(a.Body))).ReadAll()
			if err != nil || len(rows) < 3 {
				t.Errorf("%d rows, %v", len(rows), err)
			}
			a = root.Get(t, auditPath+"/export?action=application.created").Want(t, 200)
			if kind := a.Header.Get("Content-Type"); kind != "application/x-ndjson" || strings.Count(string(a.Body), "\n") != 1 {
				t.Errorf("%s: %s", kind, a.Body)
			}
			if a = root.Get(t, auditPath+"/export?action=absent.").Want(t, 200); len(a.Body) != 0 || a.Header.Get("Content-Type") != "application/x-ndjson" {
				t.Errorf("nothing: %v %s", a.Header, a.Body)
			}
			root.Get(t, auditPath+"/export?format=xml").Want(t, 400, "SRV_004")
			root.Get(t, auditPath+"/export?from=yesterday").Want(t, 400, "SRV_004")
			root.Get(t, auditPath+"/export?user=%00").Want(t, 400, "SRV_004")
			if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'audit.exported' AND actor_kind = 'user' AND request_id <> ''`); n != 3 {
				t.Errorf("%d exports are in the trail", n)
			}
		})

		t.Run("tampering is told", func(t *testing.T) {
			w.Exec(t, `UPDATE audit_events SET details = '{}' WHERE seq = 2`)
			w.Advance(t, 25*time.Hour)
			if err := w.Services.Chain.Upkeep(t.Context()); err != nil {
				t.Fatal(err)
			}
			root.Get(t, auditPath+"/verify").Want(t, 200).Into(t, &state)
			if v := state.LastVerification; v.Whole || v.FirstBroken.Sequence != 2 || v.FirstBroken.Problem != "changed" {
				t.Errorf("%+v", v)
			}
		})
	})
}

func seal(t *testing.T, w *seed.World) {
	t.Helper()
	if err := w.Services.Chain.SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
}
