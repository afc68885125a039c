package consumption_test

import (
	"errors"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

// Lines go when they are old; what is counted stays, and an event whose key may
// be forgotten is not counted by chance.
func TestRetention(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d)
		f.parts.Retention = 30 * 24 * time.Hour
		kept := consumption.New(f.parts, f.clock.now)
		record := func(key string, at time.Time) error {
			e := f.entry(t, "ada", "api.calls", "1")
			e.IdempotencyKey, e.At = key, at
			_, err := kept.Record(t.Context(), f.machine, e)
			return err
		}
		began := f.clock.now()
		for _, key := range []string{"a", "b", "c"} {
			must(t, record(key, time.Time{}))
		}
		f.pass(20 * 24 * time.Hour)
		must(t, record("d", time.Time{}))
		must(t, kept.Purge(t.Context()))
		if n := f.count(t, `SELECT COUNT(*) FROM consumption_entries`); n != 4 {
			t.Errorf("%d lines before their time", n)
		}
		must(t, record("e", began)) // it is not so old that its key could be forgotten

		f.pass(11 * 24 * time.Hour)
		must(t, f.Purge(t.Context())) // which keeps for ever
		must(t, kept.Purge(t.Context()))
		if n := f.count(t, `SELECT COUNT(*) FROM consumption_entries`); n != 2 {
			t.Errorf("%d lines stay", n)
		}
		f.records(t, "ada", "api.calls", "1", "6")
		if err := record("a", began); !errors.Is(err, consumption.ErrInvalid) {
			t.Errorf("a key that may be forgotten: %v", err)
		}
		page, err := kept.Ledger(t.Context(), f.app.ID, "ada", "api.calls", "", 10)
		must(t, err)
		if len(page.Lines) != 3 || page.Lines[2].Number != 4 || page.Lines[0].Total.String() != "6" {
			t.Errorf("%+v", page.Lines)
		}
	})
}
