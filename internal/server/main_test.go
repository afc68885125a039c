package server_test

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"
)

// logged keeps what the service complains about.
type logged struct {
	slog.Handler
	mu    sync.Mutex
	lines []string
}

func (l *logged) Handle(ctx context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l.mu.Lock()
	l.lines = append(l.lines, line)
	l.mu.Unlock()
	return nil
}

func (l *logged) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

// take returns the complaints since the last time.
func (l *logged) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

var complaints = &logged{Handler: slog.DiscardHandler}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(complaints))
	os.Exit(m.Run())
}

// quiet fails the test when the service complains of anything while it runs:
// a panic, an unexpected error, a 500.
func quiet(t *testing.T) {
	t.Helper()
	complaints.take()
	t.Cleanup(func() {
		for _, line := range complaints.take() {
			t.Errorf("the service complains: %s", line)
		}
	})
}
