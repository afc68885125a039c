package audit_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

func TestSealing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.whole(t, 0)
		for _, n := range []int{1, 9, 11, 1200} {
			f.fill(t, n)
			f.seal(t)
		}
		r := f.whole(t, 1221)
		s, err := f.chain.State(t.Context())
		if err != nil || s.Head != r.Head || s.Head.Seq != 1221 || len(s.Head.Hash) != 64 || s.Unsealed != 0 || !s.Oldest.IsZero() {
			t.Fatalf("%+v, %v", s, err)
		}
		if !s.VerifiedAt.Equal(f.clock.Now()) || s.VerifiedTo != 1221 || s.Broken.How != "" {
			t.Errorf("remembered: %+v", s)
		}
		f.fill(t, 3)
		if s, err = f.chain.State(t.Context()); err != nil || s.Unsealed != 3 || s.Oldest.IsZero() {
			t.Errorf("with a tail: %+v, %v", s, err)
		}
		f.whole(t, 1221)
	})
}

// Who commits late is sealed late: behind entries that are younger.
func TestLateCommitsAreSealed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.clock.Advance(time.Hour)
		f.fill(t, 5)
		f.seal(t)
		early := audit.New(d, func() time.Time { return begin })
		if err := early.Record(t.Context(), actor.Actor{}, audit.Event{Action: "late.committed", Target: "late"}); err != nil {
			t.Fatal(err)
		}
		f.seal(t)
		f.whole(t, 6)
		if n := f.count(t, `SELECT seq FROM audit_events WHERE target = 'late'`); n != 6 {
			t.Errorf("sealed as number %d", n)
		}
	})
}

// A transaction that is open while others are sealed: on PostgreSQL it commits
// an entry whose time and id are older than what is sealed.
func TestEntriesOfOpenTransactionsAreSealedAfterwards(t *testing.T) {
	f := start(postgres(t))
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- f.db.InTx(t.Context(), func(ctx context.Context) error {
			err := f.Record(ctx, actor.Actor{}, audit.Event{Action: "late.committed", Target: "late"})
			close(held)
			<-release
			return err
		})
	}()
	<-held
	f.fill(t, 5)
	f.seal(t)
	f.whole(t, 5)
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	f.seal(t)
	f.whole(t, 6)
}

func postgres(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: testdb.Postgres(t), MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestManyReplicasSealAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		const writers, each = 4, 150
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for i := range each {
					if err := f.Record(t.Context(), actor.Actor{System: true}, audit.Event{Action: "thing.changed", Target: "thing", TargetID: fmt.Sprint(i)}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 4 {
			wg.Go(func() {
				replica := f.replica(0)
				for range 60 {
					if _, err := replica.Seal(t.Context()); err != nil {
						t.Error(err)
						return
					}
					f.clock.Advance(time.Minute) // its lease is over: all of them believe that it is their turn
				}
			})
		}
		wg.Wait()
		f.clock.Advance(time.Minute)
		f.seal(t)
		f.whole(t, writers*each)
	})
}

func TestTheOfficeIsHeldByOne(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		other := f.replica(0)
		f.fill(t, 1)
		f.seal(t)
		f.fill(t, 1)
		if n, err := other.Seal(t.Context()); n != 0 || err != nil {
			t.Fatalf("while the office is held: %d, %v", n, err)
		}
		f.clock.Advance(31 * time.Second)
		if n, err := other.Seal(t.Context()); n != 1 || err != nil {
			t.Fatalf("after the lease: %d, %v", n, err)
		}
		f.fill(t, 1)
		if n, err := f.chain.Seal(t.Context()); n != 0 || err != nil {
			t.Fatalf("who was replaced: %d, %v", n, err)
		}
		f.whole(t, 2)
	})
}

func TestWhoStopsResigns(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.fill(t, 3)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { f.chain.Run(ctx) })
		for f.count(t, `SELECT head_seq FROM audit_chain`) != 3 {
			time.Sleep(time.Millisecond)
		}
		cancel()
		wg.Wait()
		f.fill(t, 1)
		if n, err := f.replica(0).Seal(t.Context()); n != 1 || err != nil {
			t.Errorf("the next one: %d, %v", n, err)
		}
		f.whole(t, 4)
	})
}

// A process that is killed leaves batches that are sealed as a whole, and an
// office that another one takes over.
func TestKilledWhileSealing(t *testing.T) {
	for name, where := range map[string]func(*testing.T) (string, db.Options){
		"sqlite": func(t *testing.T) (string, db.Options) {
			path := testdb.SQLite(t)
			return path, db.Options{Path: path, Synchronous: "NORMAL"}
		},
		"postgres": func(t *testing.T) (string, db.Options) {
			url := testdb.Postgres(t)
			return url, db.Options{URL: url, MaxConns: 4}
		},
	} {
		t.Run(name, func(t *testing.T) {
			where, o := where(t)
			d, err := db.Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			f := start(d)
			total := int64(0)
			for range 3 {
				f.fill(t, 4000)
				total += 4000
				before := f.count(t, `SELECT head_seq FROM audit_chain`)
				child := exec.CommandContext(t.Context(), os.Args[0])
				child.Env = append(os.Environ(), sealing+"="+where)
				child.Stderr = os.Stderr
				if err := child.Start(); err != nil {
					t.Fatal(err)
				}
				for f.count(t, `SELECT head_seq FROM audit_chain`) == before {
					time.Sleep(time.Millisecond)
				}
				if err := child.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = child.Wait() // killed
				head := f.count(t, `SELECT head_seq FROM audit_chain`)
				f.whole(t, head)
				f.clock.Advance(time.Hour)
				f.seal(t)
				f.whole(t, total)
				f.exec(t, `UPDATE audit_chain SET held_until = NULL`) // the clock of the next child stands at the beginning
			}
		})
	}
}

func TestTamperingIsFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			tamper []string
			want   audit.Break
		}{
			"changed details":         {[]string{`UPDATE audit_events SET details = '{"n":7}' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed time":            {[]string{`UPDATE audit_events SET at = at + 1 WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed id":              {[]string{`UPDATE audit_events SET id = 'x' WHERE seq = 4`}, audit.Break{Seq: 4, ID: "x", How: audit.BrokenChanged}},
			"changed actor":           {[]string{`UPDATE audit_events SET actor_id = 'somebody' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed impersonator":    {[]string{`UPDATE audit_events SET impersonator_id = 'x' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed organization":    {[]string{`UPDATE audit_events SET organization_id = 'x' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"text moved to a member":  {[]string{`UPDATE audit_events SET action = 'thing.change', actor_kind = 'dsystem' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed hash":            {[]string{`UPDATE audit_events SET hash = 'f' WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"removed":                 {[]string{`DELETE FROM audit_events WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenMissing}},
			"removed at the start":    {[]string{`DELETE FROM audit_events WHERE seq < 3`}, audit.Break{Seq: 1, How: audit.BrokenMissing}},
			"taken out of the chain":  {[]string{`UPDATE audit_events SET seq = NULL, hash = NULL WHERE seq = 4`}, audit.Break{Seq: 4, How: audit.BrokenMissing}},
			"cut tail":                {[]string{`DELETE FROM audit_events WHERE seq > 7`}, audit.Break{Seq: 8, How: audit.BrokenMissing}},
			"cut tail and head":       {[]string{`DELETE FROM audit_events WHERE seq > 7`, `UPDATE audit_chain SET head_seq = 7`}, audit.Break{Seq: 7, How: audit.BrokenChanged}},
			"everything removed":      {[]string{`DELETE FROM audit_events`}, audit.Break{Seq: 1, How: audit.BrokenMissing}},
			"removed and closed up":   {[]string{`DELETE FROM audit_events WHERE seq = 4`, `UPDATE audit_events SET seq = seq + 100 WHERE seq > 4`, `UPDATE audit_events SET seq = seq - 101 WHERE seq > 100`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"swapped":                 {[]string{`UPDATE audit_events SET seq = 99 WHERE seq = 4`, `UPDATE audit_events SET seq = 4 WHERE seq = 5`, `UPDATE audit_events SET seq = 5 WHERE seq = 99`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"swapped with its hash":   {[]string{`UPDATE audit_events SET seq = 99 WHERE seq = 4`, `UPDATE audit_events SET seq = 4, hash = (SELECT hash FROM audit_events WHERE seq = 99) WHERE seq = 5`, `UPDATE audit_events SET seq = 5 WHERE seq = 99`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"inserted":                {[]string{`UPDATE audit_events SET seq = seq + 100 WHERE seq > 4`, `UPDATE audit_events SET seq = seq - 99 WHERE seq > 100`, inserted("5")}, audit.Break{Seq: 5, ID: "forged", How: audit.BrokenChanged}},
			"inserted twice":          {[]string{`DROP INDEX audit_events_seq`, inserted("5")}, audit.Break{Seq: 5, How: audit.BrokenAdded}},
			"appended":                {[]string{inserted("11")}, audit.Break{Seq: 11, ID: "forged", How: audit.BrokenAdded}},
			"put before":              {[]string{inserted("0")}, audit.Break{ID: "forged", How: audit.BrokenAdded}},
			"changed head":            {[]string{`UPDATE audit_chain SET head_hash = 'f'`}, audit.Break{Seq: 10, How: audit.BrokenChanged}},
			"forged checkpoint":       {[]string{`DELETE FROM audit_events WHERE seq <= 3`, `UPDATE audit_chain SET base_seq = 3, base_hash = 'f'`}, audit.Break{Seq: 4, How: audit.BrokenChanged}},
			"changed before the last": {[]string{`UPDATE audit_events SET address = 'x' WHERE seq = 10`}, audit.Break{Seq: 10, How: audit.BrokenChanged}},
		} {
			t.Run(name, func(t *testing.T) {
				f := start(d)
				f.fill(t, 10)
				f.clock.Advance(time.Hour)
				f.seal(t)
				f.whole(t, 10)
				back := errors.New("back")
				err := f.db.InTx(t.Context(), func(ctx context.Context) error {
					for _, statement := range c.tamper {
						if _, err := d.Exec(ctx, statement); err != nil {
							return err
						}
					}
					r, err := f.chain.Verify(ctx, audit.Place{})
					if err != nil {
						return err
					}
					if c.want.ID == "" {
						r.Broken.ID = ""
					}
					if r.Broken != c.want {
						t.Errorf("found %+v, want %+v", r.Broken, c.want)
					}
					if s, err := f.chain.State(ctx); err != nil || s.Broken.How != c.want.How || s.Broken.Seq != c.want.Seq {
						t.Errorf("remembered %+v, %v", s, err)
					}
					return back
				})
				if !errors.Is(err, back) {
					t.Fatal(err)
				}
				f.exec(t, `DELETE FROM audit_events`)
				f.exec(t, `UPDATE audit_chain SET base_seq = 0, base_hash = '', head_seq = 0, head_hash = '', holder = '', held_until = NULL`)
			})
		}
	})
}

func inserted(seq string) string {
	return `INSERT INTO audit_events (id, at, action, actor_kind, actor_id, target, target_id, details, request_id, address, seq, hash)
		VALUES ('forged', 1, 'a.b', 'system', '', 't', '', '{}', '', '', ` + seq + `, 'f')`
}

// Who can write the database can compute a whole chain anew; what was noted
// elsewhere gives them away.
func TestAnotherChainIsFoundByWhatIsKnown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.fill(t, 10)
		f.seal(t)
		known := f.whole(t, 10).Head
		f.fill(t, 10)
		f.seal(t)
		if r, err := f.chain.Verify(t.Context(), known); err != nil || !r.Whole() || r.Checked != 20 {
			t.Fatalf("%+v, %v", r, err)
		}
		f.exec(t, `UPDATE audit_events SET seq = NULL, hash = NULL`)
		f.exec(t, `UPDATE audit_events SET details = '{"n":"forged"}' WHERE target_id = '2'`)
		f.exec(t, `UPDATE audit_chain SET head_seq = 0, head_hash = ''`)
		f.seal(t)
		f.whole(t, 20)
		if r, err := f.chain.Verify(t.Context(), known); err != nil || r.Broken.Seq != 10 || r.Broken.How != audit.BrokenChanged {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := f.chain.Verify(t.Context(), audit.Place{Seq: 21, Hash: known.Hash}); !errors.Is(err, audit.ErrKnown) {
			t.Errorf("beyond the head: %v", err)
		}
	})
}

func TestRetention(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		const kept = 30 * 24 * time.Hour
		f.fill(t, 1500)
		f.seal(t)
		first := f.whole(t, 1500).Head
		f.fill(t, 2) // never sealed, so never removed
		f.clock.Advance(40 * 24 * time.Hour)
		if err := f.chain.Prune(t.Context()); err != nil { // keeps for ever
			t.Fatal(err)
		}
		f.whole(t, 1500)
		pruning := f.replica(kept)
		if err := pruning.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		s, err := f.chain.State(t.Context())
		if err != nil || s.Base != first || s.Head != first {
			t.Fatalf("%+v, %v", s, err)
		}
		if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'thing.changed'`); n != 2 {
			t.Errorf("%d are left", n)
		}
		if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'audit.pruned' AND actor_kind = 'system' AND details LIKE '%"hash":"`+first.Hash+`"%'`); n != 1 {
			t.Errorf("%d entries tell of it", n)
		}
		f.seal(t)
		r := f.whole(t, 4)
		if r.Base != first || r.Head.Seq != 1504 {
			t.Errorf("%+v", r)
		}
		t.Run("the rest stays verifiable", func(t *testing.T) {
			if r, err := f.chain.Verify(t.Context(), first); err != nil || !r.Whole() {
				t.Errorf("from the checkpoint: %+v, %v", r, err)
			}
			if r, err := f.chain.Verify(t.Context(), audit.Place{Seq: first.Seq, Hash: strings.Repeat("0", 64)}); err != nil || r.Whole() {
				t.Errorf("from another checkpoint: %+v, %v", r, err)
			}
			if _, err := f.chain.Verify(t.Context(), audit.Place{Seq: 3, Hash: first.Hash}); !errors.Is(err, audit.ErrKnown) {
				t.Errorf("before the checkpoint: %v", err)
			}
		})
		t.Run("entries that are late wait for those before them", func(t *testing.T) {
			// The two old ones stand behind nothing young, so they go; the
			// entries about pruning are young.
			if err := pruning.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.seal(t)
			if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'thing.changed'`); n != 0 {
				t.Errorf("%d are left", n)
			}
			early := audit.New(d, func() time.Time { return begin })
			if err := early.Record(t.Context(), actor.Actor{}, audit.Event{Action: "late.committed", Target: "late"}); err != nil {
				t.Fatal(err)
			}
			f.seal(t)
			if err := pruning.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'late.committed'`); n != 1 {
				t.Error("removed out of its place")
			}
			if r := f.verify(t); !r.Whole() {
				t.Errorf("%+v", r)
			}
		})
		t.Run("what was changed before it went is told", func(t *testing.T) {
			f.clock.Advance(40 * 24 * time.Hour)
			f.exec(t, `UPDATE audit_events SET target = 'forged' WHERE action = 'late.committed'`)
			if err := pruning.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := f.count(t, `SELECT COUNT(*) FROM audit_events WHERE action = 'audit.pruned' AND details LIKE '%"how":"changed"%'`); n != 1 {
				t.Errorf("%d entries tell of it", n)
			}
			f.seal(t)
			if r := f.verify(t); !r.Whole() {
				t.Errorf("%+v", r)
			}
		})
	})
}

func TestUpkeepVerifiesOnceADay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		f.fill(t, 3)
		f.seal(t)
		upkeep := func() time.Time {
			t.Helper()
			if err := f.chain.Upkeep(t.Context()); err != nil {
				t.Fatal(err)
			}
			s, err := f.chain.State(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return s.VerifiedAt
		}
		first := upkeep()
		if first.IsZero() {
			t.Fatal("not looked at")
		}
		f.clock.Advance(23 * time.Hour)
		if at := upkeep(); !at.Equal(first) {
			t.Errorf("looked at again at %s", at)
		}
		f.clock.Advance(2 * time.Hour)
		if at := upkeep(); !at.Equal(f.clock.Now()) {
			t.Errorf("looked at last at %s", at)
		}
	})
}

// Retention works while somebody verifies.
func TestVerifyingWhilePruning(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(d)
		for range 4 {
			f.fill(t, 1000)
			f.clock.Advance(24 * time.Hour)
		}
		f.seal(t)
		f.clock.Advance(30 * 24 * time.Hour)
		var wg sync.WaitGroup
		wg.Go(func() {
			for days := 33; days > 28; days-- {
				if err := f.replica(time.Duration(days) * 24 * time.Hour).Prune(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
		for range 10 {
			if r := f.verify(t); !r.Whole() {
				t.Errorf("%+v", r)
			}
		}
		wg.Wait()
		if r := f.verify(t); !r.Whole() || r.Base.Seq != 4000 {
			t.Errorf("%+v", r)
		}
	})
}
