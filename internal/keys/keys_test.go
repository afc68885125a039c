package keys_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
)

// A fixture is a replica with fresh caches and a clock that stands still.
type fixture struct {
	*keys.Service
	hub *cache.Hub
	at  time.Time
}

func start(t *testing.T, d *db.DB, secrets ...secret.Versioned) *fixture {
	t.Helper()
	f := &fixture{at: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.at }
	f.hub = cache.NewHub(d, now)
	f.Service = keys.New(d, f.hub, audit.New(d, now), secret.NewSealer(secrets...), now)
	f.advance(t, 0)
	return f
}

func (f *fixture) advance(t *testing.T, d time.Duration) {
	t.Helper()
	f.at = f.at.Add(d)
	if err := f.hub.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) ensure(t *testing.T) {
	t.Helper()
	if err := f.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) sign(t *testing.T, alg, typ string) string {
	t.Helper()
	text, err := f.Sign(t.Context(), alg, typ, map[string]any{"sub": "olive"})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (f *fixture) published(t *testing.T) jose.JSONWebKeySet {
	t.Helper()
	body, _, err := f.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(body, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

func kid(t *testing.T, text string) string {
	t.Helper()
	jws, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA})
	if err != nil {
		t.Fatal(err)
	}
	return jws.Signatures[0].Protected.KeyID
}

func bare() secret.Versioned { return secret.Versioned{Version: -1, Text: "a secret"} }

func TestSignAndVerify(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		f.ensure(t) // makes nothing twice
		if n := len(f.published(t).Keys); n != len(keys.Algorithms()) {
			t.Fatalf("%d keys", n)
		}
		for _, alg := range keys.Algorithms() {
			text := f.sign(t, alg, keys.TypeAccessToken)
			var claims struct {
				Sub string `json:"sub"`
			}
			if err := f.Verify(t.Context(), text, keys.TypeAccessToken, &claims); err != nil || claims.Sub != "olive" {
				t.Errorf("%s: %+v, %v", alg, claims, err)
			}
			if err := f.Verify(t.Context(), text, keys.TypeNone, &claims); !errors.Is(err, keys.ErrToken) {
				t.Errorf("%s: an access token passes as something else: %v", alg, err)
			}
			if err := f.Verify(t.Context(), f.sign(t, alg, keys.TypeNone), keys.TypeAccessToken, &claims); !errors.Is(err, keys.ErrToken) {
				t.Errorf("%s: an ID token passes as an access token: %v", alg, err)
			}
			refusesForgeries(t, f, text)
		}
		again := start(t, d, bare()) // a process that has to open the stored keys
		if err := again.Verify(t.Context(), f.sign(t, keys.ES256, keys.TypeNone), keys.TypeNone, &struct{}{}); err != nil {
			t.Error(err)
		}
		other := start(t, d, secret.Versioned{Version: -1, Text: "another secret"})
		if _, err := other.Sign(t.Context(), keys.ES256, keys.TypeNone, 1); !errors.Is(err, secret.ErrSealed) {
			t.Errorf("with another secret: %v", err)
		}
	})
}

// Every kind of JWT is known by its "typ" and passes as no other kind.
//
// conformance: RFC 8725 §3.11
func TestTypes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		types := []string{keys.TypeNone, keys.TypeJWT, keys.TypeAccessToken, keys.TypeLogoutToken, keys.TypeIntrospection}
		for _, typ := range types {
			text := f.sign(t, keys.ES256, typ)
			jws, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.ES256})
			if err != nil {
				t.Fatal(err)
			}
			header, ok := jws.Signatures[0].Protected.ExtraHeaders[jose.HeaderType]
			if ok != (typ != keys.TypeNone) || (ok && header != typ) {
				t.Errorf("%q: the header says %v", typ, header)
			}
			for _, other := range types {
				err := f.Verify(t.Context(), text, other, &struct{}{})
				if typ == other && err != nil {
					t.Errorf("%q: %v", typ, err)
				}
				if typ != other && !errors.Is(err, keys.ErrToken) {
					t.Errorf("%q passes as %q: %v", typ, other, err)
				}
			}
		}
		if _, err := f.Sign(t.Context(), keys.ES256, "mystery+jwt", 1); err == nil {
			t.Error("a type nobody knows is signed")
		}
	})
}

// refusesForgeries changes a good token in every way that has fooled somebody.
func refusesForgeries(t *testing.T, f *fixture, good string) {
	t.Helper()
	b64 := base64.RawURLEncoding
	parts := strings.Split(good, ".")
	header := func(alg, id string) string {
		return b64.EncodeToString([]byte(`{"alg":"` + alg + `","kid":"` + id + `","typ":"at+jwt"}`))
	}
	own := kid(t, good)
	set := f.published(t)
	public, err := json.Marshal(set.Key(own)[0])
	if err != nil {
		t.Fatal(err)
	}
	hmacSigner, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: public}, (&jose.SignerOptions{}).WithType("at+jwt").WithHeader("kid", own))
	if err != nil {
		t.Fatal(err)
	}
	confused, err := hmacSigner.Sign([]byte(`{"sub":"olive"}`))
	if err != nil {
		t.Fatal(err)
	}
	hmacText, err := confused.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	forgeries := map[string]string{
		"none":                  header("none", own) + "." + parts[1] + ".",
		"HMAC with the public":  hmacText,
		"other payload":         parts[0] + "." + b64.EncodeToString([]byte(`{"sub":"eve"}`)) + "." + parts[2],
		"no signature":          parts[0] + "." + parts[1] + ".",
		"changed signature":     parts[0] + "." + parts[1] + "." + flipped(parts[2]),
		"unknown key":           header(keys.ES256, "nobody") + "." + parts[1] + "." + parts[2],
		"two parts":             parts[0] + "." + parts[1],
		"empty":                 "",
		"far too long":          good + strings.Repeat("A", 20_000),
		"signature of no bytes": parts[0] + "." + parts[1] + "." + b64.EncodeToString(make([]byte, 64)),
	}
	for _, k := range set.Keys {
		if k.KeyID != own {
			forgeries["key of "+k.Algorithm] = header(k.Algorithm, k.KeyID) + "." + parts[1] + "." + parts[2]
			forgeries["algorithm "+k.Algorithm] = header(k.Algorithm, own) + "." + parts[1] + "." + parts[2]
		}
	}
	for name, text := range forgeries {
		if err := f.Verify(t.Context(), text, keys.TypeAccessToken, &struct{}{}); !errors.Is(err, keys.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flipped(text string) string {
	if text[0] == 'A' {
		return "B" + text[1:]
	}
	return "A" + text[1:]
}

// A new key is published before it signs, and an old one until what it signed
// has expired.
func TestRotation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, bare())
		f.ensure(t)
		old := f.sign(t, keys.ES256, keys.TypeNone)
		if err := f.Rotate(t.Context(), actor.Actor{Console: true}, false, keys.ES256); err != nil {
			t.Fatal(err)
		}
		if n := len(f.published(t).Keys); n != 5 {
			t.Errorf("%d keys are published", n)
		}
		f.advance(t, keys.PublishAhead-time.Second)
		if kid(t, f.sign(t, keys.ES256, keys.TypeNone)) != kid(t, old) {
			t.Error("the new key signs before clients can know it")
		}
		f.advance(t, time.Second)
		fresh := f.sign(t, keys.ES256, keys.TypeNone)
		if kid(t, fresh) == kid(t, old) {
			t.Error("the new key does not sign when its time has come")
		}
		for _, text := range []string{old, fresh} {
			if err := f.Verify(t.Context(), text, keys.TypeNone, &struct{}{}); err != nil {
				t.Error(err)
			}
		}
		f.advance(t, keys.KeepAfter+time.Second)
		f.ensure(t)
		if err := f.Verify(t.Context(), old, keys.TypeNone, &struct{}{}); !errors.Is(err, keys.ErrToken) {
			t.Errorf("a retired key still counts: %v", err)
		}
		if n := len(f.published(t).Keys); n != 4 {
			t.Errorf("%d keys are published", n)
		}
	})
}

// What was sealed with an older secret of BETTER_AUTH_SECRETS is read.
func TestSecretsRotate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		before := start(t, d, secret.Versioned{Version: 1, Text: "one"})
		before.ensure(t)
		text := before.sign(t, keys.RS256, keys.TypeNone)
		after := start(t, d, secret.Versioned{Version: 2, Text: "two"}, secret.Versioned{Version: 1, Text: "one"})
		if err := after.Verify(t.Context(), text, keys.TypeNone, &struct{}{}); err != nil {
			t.Error(err)
		}
		if got := after.sign(t, keys.RS256, keys.TypeNone); kid(t, got) != kid(t, text) {
			t.Error("another key signs")
		}
	})
}

// OpenID Connect Core §3.1.3.6 and its appendix A.3 example.
func TestHalfHash(t *testing.T) {
	if got := keys.HalfHash(keys.RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"); got != "77QmUPtjPfzWtF2AnpK9RQ" {
		t.Error(got)
	}
	if got := keys.HalfHash(keys.EdDSA, "x"); len(got) != 43 {
		t.Errorf("half of SHA-512 is %q", got)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("eyJhbGciOiJFUzI1NiJ9.e30.AAAA")
	d, err := db.Open(context.Background(), db.Options{Path: f.TempDir() + "/auth.db"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(context.Background()); err != nil {
		f.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }
	hub := cache.NewHub(d, now)
	if err := hub.Poll(context.Background()); err != nil {
		f.Fatal(err)
	}
	s := keys.New(d, hub, audit.New(d, now), secret.NewSealer(bare()), now)
	if err := s.Ensure(context.Background()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var claims any
		if err := s.Verify(t.Context(), text, keys.TypeAccessToken, &claims); !errors.Is(err, keys.ErrToken) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
