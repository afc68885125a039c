package application_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func TestSeveralSecrets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, first := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		works := func(text string, want bool) {
			t.Helper()
			_, err := f.Authenticate(t.Context(), "app", text)
			if want && err != nil || !want && !errors.Is(err, application.ErrCredentials) {
				t.Errorf("secret %.4s…: %v, want it to work: %v", text, err, want)
			}
		}
		names := func(want string) {
			t.Helper()
			all, err := f.Secrets(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, s := range all {
				got = append(got, s.Name)
			}
			if fmt.Sprintf("%q", got) != want {
				t.Errorf("secrets %q, want %s", got, want)
			}
		}
		add := func(name string, expires time.Time) (application.Secret, string) {
			t.Helper()
			s, text, err := f.AddSecret(t.Context(), root, a.ID, name, expires)
			if err != nil || len(text) != 64 {
				t.Fatalf("%q, %v", text, err)
			}
			return s, text
		}
		works(first, true)
		names(`[""]`)
		c.Advance(time.Millisecond)
		ci, ciText := add(" CI ", time.Time{})
		c.Advance(time.Millisecond)
		brief, briefText := add("brief", c.Now().Add(time.Hour))
		names(`["" "CI" "brief"]`)
		if !ci.ExpiresAt.IsZero() || !brief.ExpiresAt.Equal(c.Now().Add(time.Hour).Truncate(time.Millisecond)) {
			t.Errorf("they end at %v and %v", ci.ExpiresAt, brief.ExpiresAt)
		}
		for _, text := range []string{first, ciText, briefText} {
			works(text, true)
		}
		if n := f.count(t, `SELECT count(*) FROM application_secrets WHERE digest IN ($1, $2, $3)`, first, ciText, briefText); n != 0 {
			t.Error("a secret is stored in clear")
		}
		c.Advance(time.Hour)
		f.poll(t)
		works(briefText, false)
		names(`["" "CI" "brief"]`)
		if err := f.RemoveSecret(t.Context(), root, a.ID, ci.ID); err != nil {
			t.Fatal(err)
		}
		works(ciText, false)
		works(first, true)
		if err := f.RemoveSecret(t.Context(), root, a.ID, ci.ID); !errors.Is(err, application.ErrSecret) {
			t.Errorf("removed twice: %v", err)
		}
		c.Advance(time.Millisecond)
		_, again := add("CI", time.Time{}) // the name is free, and what expired is gone
		names(`["" "CI"]`)
		rotated, err := f.RotateSecret(t.Context(), root, a.ID, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{first, again, rotated} {
			works(text, true)
		}
		c.Advance(time.Minute)
		f.poll(t)
		for _, text := range []string{first, again} {
			works(text, false)
		}
		works(rotated, true)
		all, err := f.Secrets(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all { // the last one too: a stolen secret must go
			if err := f.RemoveSecret(t.Context(), root, a.ID, s.ID); err != nil {
				t.Error(err)
			}
		}
		works(rotated, false)
		works("", false)
		for action, want := range map[string]int64{"application.secret_added": 3, "application.secret_removed": 4, "application.secret_rotated": 1} {
			if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = $1 AND target_id = $2`, action, a.ID); n != want {
				t.Errorf("%d events %s, want %d", n, action, want)
			}
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE details LIKE '%' || CAST($1 AS TEXT) || '%'`, again); n != 0 {
			t.Error("the trail tells a secret")
		}
	})
}

func TestSecretsRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, _ := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		other, _ := f.create(t, application.NewApplication{Slug: "other", Name: "Other"})
		public, _ := f.create(t, application.NewApplication{Slug: "public", Name: "Public", IsPublic: true})
		keyed, _ := f.create(t, application.NewApplication{
			Slug: "keyed", Name: "Keyed", Client: application.Client{AuthMethod: application.AuthPrivateKeyJWT, JWKSURI: "https://keyed.example/jwks"},
		})
		foreign, err := f.Secrets(t.Context(), other.ID)
		if err != nil {
			t.Fatal(err)
		}
		add := func(id, name string, expires time.Time) error {
			_, _, err := f.AddSecret(t.Context(), root, id, name, expires)
			return err
		}
		if err := add(a.ID, "taken", time.Time{}); err != nil {
			t.Fatal(err)
		}
		_, unknown := f.Secrets(t.Context(), "zz")
		for name, got := range map[string][2]error{
			"public":               {add(public.ID, "x", time.Time{}), application.ErrInvalid},
			"with keys":            {add(keyed.ID, "x", time.Time{}), application.ErrInvalid},
			"no name":              {add(a.ID, " ", time.Time{}), application.ErrInvalid},
			"long name":            {add(a.ID, strings.Repeat("a", 101), time.Time{}), application.ErrInvalid},
			"name with NUL":        {add(a.ID, "a\x00", time.Time{}), application.ErrInvalid},
			"name taken":           {add(a.ID, "taken", time.Time{}), application.ErrInvalid},
			"expires now":          {add(a.ID, "x", c.Now()), application.ErrInvalid},
			"expired":              {add(a.ID, "x", c.Now().Add(-time.Hour)), application.ErrInvalid},
			"unknown application":  {add("zz", "x", time.Time{}), application.ErrNotFound},
			"list of nothing":      {unknown, application.ErrNotFound},
			"removal from nothing": {f.RemoveSecret(t.Context(), root, "zz", foreign[0].ID), application.ErrNotFound},
			"removal of no id":     {f.RemoveSecret(t.Context(), root, a.ID, "\x00"), application.ErrSecret},
			"removal of another's": {f.RemoveSecret(t.Context(), root, a.ID, foreign[0].ID), application.ErrSecret},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s: got %v, want %v", name, got[0], got[1])
			}
		}
		if n := f.count(t, `SELECT count(*) FROM application_secrets`); n != 3 {
			t.Errorf("%d secrets", n)
		}
	})
}

// However many ask at once, an application has no more secrets than it may.
// A secret that was made elsewhere takes the place of the one of its name, and
// given once more it changes nothing.
func TestChosenSecrets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, first := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		one, two := strings.Repeat("a", application.MinChosen), strings.Repeat("~", application.MaxChosen)
		choose := func(name, text string, expires time.Time, want bool) {
			t.Helper()
			changed, err := f.ChooseSecret(t.Context(), root, a.ID, application.ChosenSecret{Name: name, Text: text, ExpiresAt: expires})
			if err != nil || changed != want {
				t.Errorf("changed: %v, want %v, %v", changed, want, err)
			}
		}
		works := func(want ...string) {
			t.Helper()
			for _, text := range []string{first, one, two} {
				_, err := f.Authenticate(t.Context(), "app", text)
				if err != nil && !errors.Is(err, application.ErrCredentials) {
					t.Fatal(err)
				}
				if slices.Contains(want, text) != (err == nil) {
					t.Errorf("secret %.4s…: %v", text, err)
				}
			}
		}
		choose(" main ", one, time.Time{}, true)
		choose("main", one, time.Time{}, false)
		works(first, one)
		choose("main", two, time.Time{}, true)
		works(first, two)
		choose("main", two, c.Now().Add(time.Hour), true) // until another time
		choose("main", two, c.Now().Add(time.Hour), false)
		choose("other", one, time.Time{}, true)
		works(first, one, two)
		c.Advance(time.Hour)
		works(first, one)
		choose("main", two, time.Time{}, true)
		works(first, one, two)

		held, err := f.Secrets(t.Context(), a.ID)
		if err != nil || len(held) != 3 {
			t.Errorf("%+v, %v", held, err)
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'application.secret_replaced'`); n != 2 {
			t.Errorf("%d secrets were replaced", n)
		}
		for _, text := range []string{one, two} {
			if n := f.count(t, `SELECT count(*) FROM application_secrets WHERE digest LIKE '%`+text+`%'`); n != 0 {
				t.Error("a secret is stored as it is")
			}
		}
	})
}

func TestChosenSecretsRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		f := start(t, d, c)
		a, first := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		public, _ := f.create(t, application.NewApplication{Slug: "spa", Name: "SPA", IsPublic: true})
		good := application.ChosenSecret{Name: "main", Text: strings.Repeat("a", application.MinChosen)}
		for name, tt := range map[string]struct {
			id     string
			change func(*application.ChosenSecret)
			want   error
		}{
			"no name":       {a.ID, func(c *application.ChosenSecret) { c.Name = " " }, application.ErrInvalid},
			"short":         {a.ID, func(c *application.ChosenSecret) { c.Text = c.Text[1:] }, application.ErrInvalid},
			"long":          {a.ID, func(c *application.ChosenSecret) { c.Text = strings.Repeat("a", application.MaxChosen+1) }, application.ErrInvalid},
			"a space":       {a.ID, func(c *application.ChosenSecret) { c.Text += " " }, application.ErrInvalid},
			"no ASCII":      {a.ID, func(c *application.ChosenSecret) { c.Text += "é" }, application.ErrInvalid},
			"dead":          {a.ID, func(s *application.ChosenSecret) { s.ExpiresAt = c.Now() }, application.ErrInvalid},
			"public":        {public.ID, func(*application.ChosenSecret) {}, application.ErrInvalid},
			"no such thing": {"00000000-0000-7000-8000-000000000000", func(*application.ChosenSecret) {}, application.ErrNotFound},
		} {
			chosen := good
			tt.change(&chosen)
			if changed, err := f.ChooseSecret(t.Context(), root, tt.id, chosen); changed || !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, %v", name, changed, err)
			}
		}
		for n := range application.MaxSecrets {
			good.Name = fmt.Sprint(n)
			changed, err := f.ChooseSecret(t.Context(), root, a.ID, good)
			if last := n == application.MaxSecrets-1; errors.Is(err, application.ErrSecrets) != last || changed == last {
				t.Errorf("secret %d: %v, %v", n+2, changed, err)
			}
		}
		if _, err := f.Authenticate(t.Context(), "app", first); err != nil {
			t.Error(err)
		}
	})
}

func TestParallelSecretsStayWithinTheLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a, _ := f.create(t, application.NewApplication{Slug: "app", Name: "App"})
		results := make([]error, application.MaxSecrets+5)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { _, _, results[i] = f.AddSecret(t.Context(), root, a.ID, fmt.Sprint("s", i), time.Time{}) })
		}
		wg.Wait()
		refused := 0
		for _, err := range results {
			if errors.Is(err, application.ErrSecrets) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if n := f.count(t, `SELECT count(*) FROM application_secrets`); n != application.MaxSecrets || refused != 6 {
			t.Errorf("%d secrets, %d refused", n, refused)
		}
	})
}
