package server_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/wire"
)

// unopened is a server without a database: enough for what it says of itself.
func unopened(t *testing.T) *server.Server {
	t.Helper()
	c, err := config.Load(func(name string) (string, bool) {
		if name == "BETTER_AUTH_SECRET" {
			return "nothing is signed with this secret", true
		}
		return "", false
	}, func(string) ([]byte, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(c, wire.New(c, nil, time.Now), fstest.MapFS{}, "dev", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The console's client is generated from docs/openapi.json, which is what
// "auth-service openapi" prints without configuration.
func TestOpenAPIDocument(t *testing.T) {
	document, err := unopened(t).OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../../docs/openapi.json", append(document, '\n'))
}
