package server_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
)

var metadataPaths = []string{
	"/.well-known/openid-configuration",
	"/.well-known/openid-configuration/api/auth",
	"/.well-known/oauth-authorization-server",
	"/.well-known/oauth-authorization-server/api/auth",
	"/api/auth/.well-known/openid-configuration",
	"/api/auth/.well-known/oauth-authorization-server",
}

// All forms under which clients look for the metadata of the issuer, or of the
// address that the original's clients know, hold the same.
//
// conformance: all/discovery
// conformance: RFC 8414 §3.1
func TestDiscovery(t *testing.T) {
	s := unopened(t)
	for _, path := range metadataPaths {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/json; charset=utf-8" || w.Header().Get("Cache-Control") == "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s cannot be read by scripts", path)
		}
		var b bytes.Buffer
		if err := json.Indent(&b, w.Body.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/discovery.golden.json", append(b.Bytes(), '\n'))
	}
}

// conformance: all/jwks
func TestJWKS(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := seed.New(t, d)
		b := w.Browser(t)
		answer := b.Get(t, "/api/auth/jwks").Want(t, 200)
		var set jose.JSONWebKeySet
		answer.Into(t, &set)
		algs := map[string]bool{}
		for _, k := range set.Keys {
			if !k.Valid() || !k.IsPublic() || k.Use != "sig" || k.KeyID == "" {
				t.Errorf("key %+v", k)
			}
			algs[k.Algorithm] = true
		}
		for _, alg := range []string{"RS256", "PS256", "ES256", "EdDSA"} {
			if !algs[alg] {
				t.Errorf("no key for %s", alg)
			}
		}
		if bytes.Contains(answer.Body, []byte(`"d":`)) {
			t.Error("a private key is published")
		}
		tag := answer.Header.Get("Etag")
		if again := b.Get(t, "/api/auth/jwks", "If-None-Match", tag); tag == "" || again.Status != 304 || len(again.Body) != 0 {
			t.Errorf("with %s: %d %s", tag, again.Status, again.Body)
		}
	})
}
