package batch_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/batch"
)

func never(error) bool { return false }

func TestWhatArrivesDuringAFlushSharesTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flushed [][]int
		group := batch.New(1, 3, func(_ context.Context, items []int) error {
			flushed = append(flushed, slices.Clone(items))
			time.Sleep(time.Second)
			return nil
		}, never)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				if err := group.Do(t.Context(), i); err != nil {
					t.Errorf("item %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		want := [][]int{{0}, {1, 2, 3}, {4, 5}}
		if !slices.EqualFunc(flushed, want, slices.Equal) {
			t.Errorf("flushed %v, want %v", flushed, want)
		}
		if err := group.Do(t.Context(), 6); err != nil || len(flushed) != 4 {
			t.Errorf("a late item: %v after %d flushes", err, len(flushed))
		}
	})
}

func TestAnItemsErrorIsItsOwn(t *testing.T) {
	errOdd := errors.New("odd")
	synctest.Test(t, func(t *testing.T) {
		group := batch.New(1, 10, func(_ context.Context, items []int) error {
			time.Sleep(time.Second)
			for _, i := range items {
				if i%2 == 1 {
					return errOdd
				}
			}
			return nil
		}, func(err error) bool { return errors.Is(err, errOdd) })
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				if err := group.Do(t.Context(), i); errors.Is(err, errOdd) != (i%2 == 1) {
					t.Errorf("item %d: %v", i, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestOneCallersEndFailsNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group := batch.New(1, 10, func(ctx context.Context, _ []string) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
				return nil
			}
		}, never)
		gone, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = group.Do(t.Context(), "first") })
		time.Sleep(time.Millisecond)
		wg.Go(func() {
			if err := group.Do(gone, "leaves"); !errors.Is(err, context.Canceled) {
				t.Errorf("who left heard %v", err)
			}
		})
		wg.Go(func() {
			if err := group.Do(t.Context(), "stays"); err != nil {
				t.Errorf("who stayed heard %v", err)
			}
		})
		time.Sleep(time.Millisecond)
		cancel()
		wg.Wait()
	})
}

// A batch whose fate is unknown must not be written twice.
func TestWhatFailedForAllIsNotTriedAgain(t *testing.T) {
	errLost := errors.New("connection lost")
	synctest.Test(t, func(t *testing.T) {
		flushes := 0
		group := batch.New(1, 10, func(context.Context, []int) error {
			flushes++
			time.Sleep(time.Second)
			return errLost
		}, never)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := group.Do(t.Context(), i); !errors.Is(err, errLost) {
					t.Errorf("item %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if flushes > 2 {
			t.Errorf("%d flushes, want 2: the first item's, and everybody else's", flushes)
		}
	})
}

func TestNoMoreWaitThanMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		group := batch.New(1, 1, func(context.Context, []int) error {
			time.Sleep(time.Second)
			return nil
		}, never).Most(2)
		var wg sync.WaitGroup
		refused := 0
		for i := range 5 {
			time.Sleep(time.Millisecond)
			wg.Go(func() {
				switch err := group.Do(t.Context(), i); {
				case errors.Is(err, batch.ErrFull):
					refused++
				case err != nil:
					t.Errorf("item %d: %v", i, err)
				}
			})
			synctest.Wait()
		}
		wg.Wait()
		if refused != 2 {
			t.Errorf("%d were refused, want 2: one was on its way and two waited", refused)
		}
		synctest.Wait()
		if err := group.Do(t.Context(), 6); err != nil {
			t.Errorf("after the crowd: %v", err)
		}
	})
}
