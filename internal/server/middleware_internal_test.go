package server

import (
	"context"
	"log/slog"
	"testing"
)

func TestLevelOfAnAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		ended  error
		want   slog.Level
	}{
		{"what went well", 200, nil, slog.LevelDebug},
		{"what the client did wrong", 404, nil, slog.LevelInfo},
		{"what we did wrong", 500, nil, slog.LevelError},
		{"what took too long", 503, context.DeadlineExceeded, slog.LevelError},
		{"what nobody waits for", 500, context.Canceled, slog.LevelInfo},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := levelOf(c.status, c.ended); got != c.want {
				t.Errorf("%d, %v: %s, want %s", c.status, c.ended, got, c.want)
			}
		})
	}
}
