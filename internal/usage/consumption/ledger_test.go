package consumption_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

func TestARevokedCreditGivesNothingMore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		c := f.grants(t, "5", time.Time{})
		must(t, f.enforced(t, "k", "1"))
		made := f.reserves(t, "2", time.Hour)
		must(t, f.Revoke(t.Context(), root, f.app.ID, c.ID))
		f.finds(t, "k", "0", "true total 1 used 0 reserved 0 credits 0 remaining 10 overage 0")
		_, err := f.Release(t.Context(), f.machine, made.ID)
		must(t, err)
		f.finds(t, "k", "0", "true total 1 used 0 reserved 0 credits 0 remaining 10 overage 0")
		for name, id := range map[string]string{"again": c.ID, "unknown": unknown, "no id": "x"} {
			if err := f.Revoke(t.Context(), root, f.app.ID, id); !errors.Is(err, consumption.ErrRecord) {
				t.Errorf("%s: %v", name, err)
			}
		}
		other := f.application(t, "other")
		if err := f.Revoke(t.Context(), root, other.ID, f.grants(t, "1", time.Time{}).ID); !errors.Is(err, consumption.ErrRecord) {
			t.Errorf("another application's: %v", err)
		}
		all, err := f.Credits(t.Context(), f.app.ID, "ada")
		must(t, err)
		told := map[string]string{}
		for _, c := range all {
			told[c.Granted.String()] = c.Left.String()
		}
		if len(all) != 2 || told["5"] != "0" || told["1"] != "1" {
			t.Errorf("left of the credits: %v", told)
		}
	})
}

func TestALedgerExplainsABalance(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.features(t, `{"k":{"limit":10,"window":"day"}}`)
		f.grants(t, "2", time.Time{})
		must(t, f.enforced(t, "k", "3"))
		must(t, f.confirms(t, f.reserves(t, "4", time.Hour).ID, "1.5"))
		f.reserves(t, "1", time.Minute)
		f.pass(time.Hour)
		f.records(t, "ada", "k", "-0.5", "4")
		var told []string
		total := meter.Amount{}
		cursor := ""
		for {
			page, err := f.Ledger(t.Context(), f.app.ID, "ada", "k", cursor, 2)
			must(t, err)
			for _, l := range page.Lines {
				told = append([]string{fmt.Sprint(l.Number, " ", l.Kind, " ", l.Amount, " of ", l.Total, " left ", l.State.Remaining)}, told...)
				if l.Kind == "use" || l.Kind == "confirm" {
					total, _ = total.Plus(l.Amount)
				}
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		want := []string{
			"1 grant 2 of 0 left 12", "2 use 3 of 3 left 9", "3 reserve 4 of 3 left 5", "4 confirm 1.5 of 4.5 left 7.5",
			"5 reserve 1 of 4.5 left 6.5", "6 expire 1 of 4.5 left 7.5", "7 use -0.5 of 4 left 8",
		}
		if strings.Join(told, "\n") != strings.Join(want, "\n") || total.String() != "4" {
			t.Errorf("the ledger says\n%s\nand in all %s", strings.Join(told, "\n"), total)
		}
		if _, err := f.Ledger(t.Context(), f.app.ID, "ada", "other", "", 10); !errors.Is(err, consumption.ErrRecord) {
			t.Errorf("of nothing: %v", err)
		}
		if _, err := f.Ledger(t.Context(), f.app.ID, "ada", "k", "x", 10); !errors.Is(err, consumption.ErrCursor) {
			t.Errorf("no cursor: %v", err)
		}
	})
}

func TestASeriesHasAPointForEveryInterval(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.member(t, "bob", f.app)
		f.records(t, "ada", "k", "1.5", "1.5")
		f.records(t, "bob", "k", largest, largest)
		f.pass(2 * time.Hour)
		f.records(t, "ada", "k", "-2.75", "-1.25")
		f.pass(40 * 24 * time.Hour) // to January
		f.records(t, "ada", "k", "0.25", "-1")
		from := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
		series := func(user string, interval meter.Window, to time.Time) string {
			points, err := f.Series(t.Context(), consumption.SeriesQuery{ApplicationID: f.app.ID, Key: "k", UserID: user, Interval: interval, From: from, To: to})
			must(t, err)
			var b strings.Builder
			for _, p := range points {
				fmt.Fprint(&b, p.Start.Format("01-02T15"), " ", p.Amount, "; ")
			}
			return b.String()
		}
		for _, c := range []struct {
			user     string
			interval meter.Window
			to       time.Time
			want     string
		}{
			{"ada", meter.Hour, from.Add(3 * time.Hour), "11-23T08 1.5; 11-23T09 0; 11-23T10 -2.75; 11-23T11 0; "},
			{"ada", meter.Day, from.Add(24 * time.Hour), "11-23T00 -1.25; 11-24T00 0; "},
			{"ada", meter.Month, from.AddDate(0, 2, 0), "11-01T00 -1.25; 12-01T00 0; 01-01T00 0.25; "},
			{"", meter.Day, from.Add(15 * time.Hour), "11-23T00 999999999999999998.749999999; "},
			{"", meter.Hour, from.Add(time.Minute), "11-23T08 1000000000000000001.499999999; "},
		} {
			if got := series(c.user, c.interval, c.to); got != c.want {
				t.Errorf("%q by %s: %s, want %s", c.user, c.interval, got, c.want)
			}
		}
		for name, to := range map[string]time.Time{"backwards": from, "too long": from.AddDate(0, 2, 0)} {
			if _, err := f.Series(t.Context(), consumption.SeriesQuery{ApplicationID: f.app.ID, Key: "k", Interval: meter.Hour, From: from, To: to}); !errors.Is(err, consumption.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
