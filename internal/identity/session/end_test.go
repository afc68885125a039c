package session_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

var ends = regexp.MustCompile(`(?is)\bDELETE\s+FROM\s+(sessions|users)\b|\bUPDATE\s+sessions\s+SET\s+[^` + "`" + `]*\bexpires_at\b`)

// Whoever must hear of the end of a session is told by the service's one way to
// end it. A statement elsewhere, or one that deletes users and with them their
// sessions, would tell nobody: it is called after EndAll, in the same
// transaction, and then listed here.
func TestNothingElseEndsSessions(t *testing.T) {
	var found []string
	err := filepath.WalkDir(filepath.Join("..", ".."), func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		for _, statement := range ends.FindAllString(string(text), -1) {
			words := strings.ToUpper(strings.Join(strings.Fields(statement)[:3], " "))
			found = append(found, filepath.ToSlash(file)+": "+words)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"../../identity/session/store.go: DELETE FROM SESSIONS",  // remove
		"../../identity/session/store.go: DELETE FROM SESSIONS",  // purge, long after they expired
		"../../identity/session/store.go: UPDATE SESSIONS SET",   // extend
		"../../identity/user/store_change.go: DELETE FROM USERS", // remove, after expel
	}
	slices.Sort(found)
	if !slices.Equal(found, want) {
		t.Errorf("sessions end in %q, want %q", found, want)
	}
}

func TestEnd(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		v := w.Services.Sessions
		u, other := w.User(t, "Olive", "oa@example.com"), w.User(t, "Otto", "otto@example.com")
		begin := func(userID string) session.Session {
			t.Helper()
			s, err := v.Start(t.Context(), actor.Actor{}, session.Start{UserID: userID, Remember: true})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		lives := func(s session.Session) bool {
			t.Helper()
			_, _, err := v.Find(t.Context(), s.Token)
			if err != nil && !errors.Is(err, session.ErrNone) {
				t.Fatal(err)
			}
			return err == nil
		}
		var told []string
		var refusal error
		v.OnEnd(func(ctx context.Context, ended session.Session) error {
			if !db.InTransaction(ctx) {
				t.Error("told outside the transaction")
			}
			told = append(told, ended.ID)
			return refusal
		})
		by := seed.Console()
		for name, end := range map[string]func(s session.Session) error{
			"by token": func(s session.Session) error { return v.End(t.Context(), by, s.Token, session.EndedBySignOut) },
			"by id":    func(s session.Session) error { return v.EndByID(t.Context(), by, s.ID, session.EndedByRevocation) },
			"all": func(s session.Session) error {
				return v.EndAll(t.Context(), by, s.UserID, "", session.EndedByRevocation)
			},
		} {
			s, stays := begin(u.ID), begin(other.ID)
			told, refusal = nil, errors.New("no")
			if err := end(s); !errors.Is(err, refusal) || !lives(s) {
				t.Errorf("%s, refused: %v, lives %v", name, err, lives(s))
			}
			told, refusal = nil, nil
			if err := end(s); err != nil || lives(s) || !lives(stays) || !slices.Equal(told, []string{s.ID}) {
				t.Errorf("%s: %v, lives %v and %v, told of %v", name, err, lives(s), lives(stays), told)
			}
			if err := end(s); err != nil || len(told) != 1 {
				t.Errorf("%s, again: %v, told of %v", name, err, told)
			}
			if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'session.ended' AND target_id = $1`, s.ID); n != 1 {
				t.Errorf("%s: %d events", name, n)
			}
		}
		first, second, kept := begin(u.ID), begin(u.ID), begin(u.ID)
		told = nil
		if err := v.EndAll(t.Context(), by, u.ID, kept.ID, session.EndedByRevocation); err != nil {
			t.Fatal(err)
		}
		slices.Sort(told)
		want := []string{first.ID, second.ID}
		slices.Sort(want)
		if lives(first) || lives(second) || !lives(kept) || !slices.Equal(told, want) {
			t.Errorf("told of %v, want %v", told, want)
		}

		told = nil // expiry is nobody's wish
		w.Advance(t, session.Life+25*time.Hour)
		if err := v.Purge(t.Context()); err != nil || len(told) > 0 {
			t.Errorf("%v, told of %v", err, told)
		}
		if n := w.Count(t, `SELECT count(*) FROM sessions`); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
	})
}
