package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/server"
)

const mailTestPath = "/api/admin/mail/test"

func TestAnAdministratorSeesWhetherMailLeaves(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		root := w.Superadmin(t)
		b, box := w.SignedIn(t, root), w.Mailbox(t)
		if to := b.Post(t, mailTestPath, nil, "Accept-Language", "fr-CA,en;q=0.3").Want(t, 200).Object(t)["to"]; to != root.Email {
			t.Errorf("sent to %v", to)
		}
		if m := box.Await(t, root.Email); m.Header.Get("Content-Language") != "fr" {
			t.Error("it is not in the language of the request")
		}
		w.Exec(t, `UPDATE users SET locale = 'en' WHERE id = $1`, root.ID)
		w.Forget(t, "user", root.ID)
		b.Post(t, mailTestPath, nil, "Accept-Language", "fr").Want(t, 200)
		if m := box.Await(t, root.Email); m.Header.Get("Content-Language") != "en" {
			t.Error("the user's own language does not win")
		}
		if n := w.Count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'mail.tested' AND actor_id = $1`, root.ID); n != 2 {
			t.Errorf("%d recorded", n)
		}
		w.SignedIn(t, w.User(t, "Ann", "ann@example.com")).Post(t, mailTestPath, nil).Want(t, 403, "AUTH_001")

		box.Refuse(func(string) error { return &smtp.SMTPError{Code: 550, Message: "not today"} })
		if a := b.Post(t, mailTestPath, nil).Want(t, 409, "MAIL_002"); !strings.Contains(string(a.Body), "not today") {
			t.Errorf("the server's words are kept back: %s", a.Body)
		}
		if err := w.Services.Mail.Send(t.Context(), mail.Message{To: "gone@example.com", Template: "test"}); err != nil {
			t.Fatal(err)
		}
		box.None(t, "gone@example.com")
		var state struct {
			Enabled bool
			Mails   []struct {
				To, Template, Problem string
				Attempts              int
				FailedAt              *time.Time
				NextAttemptAt         *time.Time
			}
		}
		b.Get(t, "/api/admin/mail").Want(t, 200).Into(t, &state)
		if !state.Enabled || len(state.Mails) != 1 || state.Mails[0].To != "gone@example.com" || state.Mails[0].FailedAt == nil ||
			state.Mails[0].NextAttemptAt != nil || state.Mails[0].Attempts != 1 || !strings.Contains(state.Mails[0].Problem, "not today") {
			t.Errorf("%+v", state)
		}
	})
}

func TestWithoutAMailServerItIsSaid(t *testing.T) {
	w := seed.New(t, sqlite(t), seed.NoMail)
	b := w.SignedIn(t, w.Superadmin(t))
	b.Post(t, mailTestPath, nil).Want(t, 400, "MAIL_001")
	if on := b.Get(t, "/api/admin/mail").Want(t, 200).Object(t)["enabled"]; on != false {
		t.Error(on)
	}
	if on := b.Get(t, "/api/public/config").Want(t, 200).Object(t)["mail"]; on != false {
		t.Error(on)
	}
}

// RFC 9110 12.5.4: the language that weighs most.
func TestTheLanguageOfARequest(t *testing.T) {
	for header, want := range map[string]string{
		"": "en", "fr": "fr", "fr-CA": "fr", "FR": "fr", "de": "en", "de,fr;q=0.5": "fr", "en,fr": "en", "fr,en": "fr", "en;q=0.5,fr;q=0.8": "fr",
		"fr;q=0": "en", "fr;q=0,*": "en", "frr": "en", "fr;q=nan": "en", "fr;q=2": "en", " fr ; q=1": "fr", ",,,fr": "fr", "*": "en", "fr;level=1": "fr",
	} {
		if got := server.Preferred(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func FuzzLanguages(f *testing.F) {
	f.Add("fr-CA;q=0.8,en;q=0.3,*;q=0.1")
	f.Fuzz(func(t *testing.T, header string) {
		if got := server.Preferred(header); got != "en" && got != "fr" {
			t.Errorf("%q: %s", header, got)
		}
	})
}
