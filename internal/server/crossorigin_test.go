package server_test

import (
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/seed"
)

// holds reports whether a header lists a name.
func holds(a seed.Answer, header, name string) bool {
	for part := range strings.SplitSeq(a.Header.Get(header), ",") {
		if strings.EqualFold(strings.TrimSpace(part), name) {
			return true
		}
	}
	return false
}

// Which routes scripts of any origin may read is a decision of its own: what a
// client in a browser calls, and nothing else.
//
// conformance: CORS (Fetch Standard)
func TestSharedRoutes(t *testing.T) {
	isShared := map[string]bool{}
	for _, r := range unopened(t).Rows() {
		_, path, _ := strings.Cut(r.Pattern, " ")
		isShared[path] = r.Origin == "shared"
		if r.Origin == "shared" && r.Guard != "anyone" {
			t.Errorf("%s is for scripts of any origin and looks at cookies", r.Pattern)
		}
	}
	want := []string{
		seed.TokenPath, seed.UserinfoPath, seed.RevokePath, "/api/auth/jwks", "/api/auth/oauth2/register", "/api/auth/oauth2/register/{clientId}",
		"/api/auth/oauth2/device_authorization", "/api/auth/oauth2/par", entitlementsPath,
	}
	for path, shared := range isShared {
		expected := strings.Contains(path, "/.well-known/")
		for _, w := range want {
			expected = expected || path == w
		}
		if shared != expected {
			t.Errorf("%s: for scripts of any origin: %v", path, shared)
		}
	}
}

// conformance: CORS (Fetch Standard)
func TestCrossOriginSharing(t *testing.T) {
	quiet(t)
	w := seed.New(t, sqlite(t), selling(t))
	b := w.Browser(t)
	const spa = "https://spa.example"
	for _, r := range unopened(t).Rows() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		path := filled(pattern)
		if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/.well-known/") {
			continue
		}
		preflight := []string{"Access-Control-Request-Method", method, "Access-Control-Request-Headers", "authorization,content-type,dpop"}
		asked := b.Do(t, "OPTIONS", path, "", "", append(preflight, "Origin", spa)...)
		if asked.Status != 204 || len(asked.Body) != 0 {
			t.Errorf("preflight of %s: %d %s", r.Pattern, asked.Status, asked.Body)
		}
		got := b.Do(t, method, path, "", "", "Origin", spa)
		for _, a := range []seed.Answer{asked, got} {
			if a.Header.Get("Access-Control-Allow-Credentials") != "" || r.Origin == "shared" && a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s with %s: cookies travel: %v", r.Pattern, spa, a.Header)
			}
			if !holds(a, "Vary", "Origin") {
				t.Errorf("%s: the answer does not vary by Origin", r.Pattern)
			}
			if origin := a.Header.Get("Access-Control-Allow-Origin"); (origin == "*") != (r.Origin == "shared") || origin != "*" && origin != "" {
				t.Errorf("%s: Allow-Origin %q", r.Pattern, origin)
			}
		}
		if r.Origin != "shared" {
			continue
		}
		for _, name := range []string{"Authorization", "Content-Type", "DPoP"} {
			if !holds(asked, "Access-Control-Allow-Headers", name) {
				t.Errorf("%s: scripts cannot send %s", r.Pattern, name)
			}
		}
		if !holds(asked, "Access-Control-Allow-Methods", method) || asked.Header.Get("Access-Control-Max-Age") == "" {
			t.Errorf("preflight of %s: %v", r.Pattern, asked.Header)
		}
		for _, name := range []string{"DPoP-Nonce", "WWW-Authenticate"} {
			if !holds(got, "Access-Control-Expose-Headers", name) {
				t.Errorf("%s: scripts cannot read %s", r.Pattern, name)
			}
		}
		own := b.Do(t, "OPTIONS", path, "", "", append(preflight, "Origin", seed.TrustedOrigin)...)
		if own.Header.Get("Access-Control-Allow-Origin") != seed.TrustedOrigin || own.Header.Get("Access-Control-Allow-Credentials") != "true" ||
			!holds(own, "Access-Control-Allow-Headers", "DPoP") {
			t.Errorf("%s from a trusted origin: %v", r.Pattern, own.Header)
		}
	}
}

// Where no Origin is told, documents may be kept for everyone.
func TestSharedDocumentsWithoutOrigin(t *testing.T) {
	b := seed.New(t, sqlite(t)).Browser(t)
	for _, path := range append(metadataPaths, "/api/auth/jwks") {
		a := b.Get(t, path, "Origin", "").Want(t, 200)
		if a.Header.Get("Access-Control-Allow-Origin") != "*" || !holds(a, "Vary", "Origin") {
			t.Errorf("%s: %v", path, a.Header)
		}
	}
}
