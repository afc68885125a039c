package replay_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
)

func TestAValueIsUsedOnceByAnyNumberOfRequests(t *testing.T) {
	testdb.Each(t, func(t *testing.T, database *db.DB) {
		now := time.Now()
		s := replay.New(database, func() time.Time { return now })
		var wg sync.WaitGroup
		var first atomic.Int64
		for range 100 {
			wg.Go(func() {
				switch err := s.Use(t.Context(), "assertion:crm", "id-1", now.Add(time.Minute)); {
				case err == nil:
					first.Add(1)
				case !errors.Is(err, replay.ErrReplay):
					t.Error(err)
				}
			})
			wg.Go(func() { // neighbours in a batch must not be hurt
				if err := s.Use(t.Context(), "assertion:crm", time.Now().String()+t.Name(), now.Add(time.Minute)); err != nil && !errors.Is(err, replay.ErrReplay) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if first.Load() != 1 {
			t.Errorf("the value was taken %d times", first.Load())
		}
		if err := s.Use(t.Context(), "assertion:erp", "id-1", now.Add(time.Minute)); err != nil {
			t.Errorf("another owner's value of the same text: %v", err)
		}
		now = now.Add(time.Hour)
		if err := s.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Use(t.Context(), "assertion:crm", "id-1", now.Add(time.Minute)); err != nil {
			t.Errorf("a value that was forgotten: %v", err)
		}
	})
}
