package limit_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/limit"
)

func TestTake(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	l := limit.New(func() time.Time { return at })
	rate := limit.Rate{Max: 3, Window: 9 * time.Second}
	take := func(key string) int { // the seconds to wait
		err := l.Take(key, rate)
		var f *fault.Error
		if err != nil && (!errors.As(err, &f) || !errors.Is(err, limit.ErrTooMany)) {
			t.Fatal(err)
		}
		if f == nil {
			return 0
		}
		return f.RetryAfter
	}
	for range 3 {
		if take("a") != 0 {
			t.Fatal("refused within the limit")
		}
	}
	if wait := take("a"); wait != 3 {
		t.Errorf("told to wait %d seconds", wait)
	}
	if take("b") != 0 {
		t.Error("one key counts for another")
	}
	at = at.Add(2500 * time.Millisecond)
	if wait := take("a"); wait != 1 {
		t.Errorf("told to wait %d seconds", wait)
	}
	at = at.Add(500 * time.Millisecond)
	if take("a") != 0 {
		t.Error("refused after the wait: a refused try counted")
	}
	if take("a") == 0 {
		t.Error("the whole burst came back at once")
	}
	at = at.Add(time.Hour)
	for i := range 4 {
		if refused := take("a") != 0; refused != (i == 3) {
			t.Errorf("request %d after an hour: refused %v", i, refused)
		}
	}
}

// However many keys there are, the busy ones are still held back.
func TestFloodOfKeys(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	l := limit.New(func() time.Time { return at })
	rate := limit.Rate{Max: 1, Window: time.Second}
	for i := range 500_000 {
		if err := l.Take(strconv.Itoa(i), rate); err != nil {
			t.Fatal(err)
		}
		if i%10_000 == 0 {
			at = at.Add(time.Second)
		}
	}
	if err := l.Take("busy", rate); err != nil {
		t.Fatal(err)
	}
	if err := l.Take("busy", rate); !errors.Is(err, limit.ErrTooMany) {
		t.Error("a busy key is not held back")
	}
}
