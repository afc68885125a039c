package registration_test

import (
	"log/slog"
	"os"
	"testing"
)

// Refusals are what most tests here are about: they need no log.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
