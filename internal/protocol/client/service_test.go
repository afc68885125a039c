package client_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const (
	issuer        = "https://auth.example.com"
	tokenEndpoint = issuer + "/api/auth/oauth2/token"
	bearer        = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

type world struct {
	clients *client.Service
	apps    *application.Service
	hub     *cache.Hub
	clock   *testclock.Clock
}

func newWorld(t *testing.T, d *db.DB, authorities *x509.CertPool) *world {
	t.Helper()
	w := &world{clock: testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 500_000_000, time.UTC))}
	w.hub = cache.NewHub(d, w.clock.Now)
	w.apps = application.New(d, w.hub, audit.New(d, w.clock.Now), w.clock.Now)
	reach := fetch.New(fetch.Options{AllowLoopback: true, RootCAs: authorities})
	w.clients = client.New(client.Parts{
		Applications: w.apps, Replays: replay.New(d, w.clock.Now), Fetch: reach, FetchInside: reach,
	}, issuer, w.clock.Now)
	return w
}

func (w *world) create(t *testing.T, n application.NewApplication) (app application.Application, clientSecret string) {
	t.Helper()
	n.Name = n.Slug
	app, clientSecret, err := w.apps.Create(t.Context(), actor.Actor{Console: true}, n)
	if err != nil {
		t.Fatal(err)
	}
	return app, clientSecret
}

// authenticate sends a form and returns who it is from, or the refusal.
func (w *world) authenticate(ctx context.Context, form, authorization string) (string, *oauth.Error) {
	p, ok := oauth.ParsePairs(form)
	if !ok {
		return "", oauth.Fail("test", "the form cannot be read")
	}
	credentials, refused := client.Parse(p, authorization)
	if refused != nil {
		return "", refused
	}
	app, err := w.clients.Authenticate(ctx, credentials)
	if err == nil {
		return app.ClientID(), nil
	}
	if refused, ok := errors.AsType[*oauth.Error](err); ok {
		return "", refused
	}
	return "", oauth.Fail("test", "%v", err)
}

// A holder has a private key.
type holder struct {
	jose.JSONWebKey
	alg jose.SignatureAlgorithm
}

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func newHolder(t *testing.T, alg jose.SignatureAlgorithm, kid string) holder {
	t.Helper()
	var private crypto.Signer
	var err error
	switch alg { //nolint:exhaustive // the others are RSA's
	case jose.ES256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case jose.ES384:
		private, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case jose.EdDSA:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	default:
		private = rsaKey()
	}
	if err != nil {
		t.Fatal(err)
	}
	return holder{jose.JSONWebKey{Key: private, KeyID: kid}, alg}
}

func set(t *testing.T, holders ...holder) json.RawMessage {
	t.Helper()
	list := jose.JSONWebKeySet{}
	for _, h := range holders {
		list.Keys = append(list.Keys, h.Public())
	}
	raw, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sign makes a compact JWS; headers are added to those the key implies, and nil
// leaves one out.
func (h holder) sign(t *testing.T, payload any, headers map[jose.HeaderKey]any) string {
	t.Helper()
	o := (&jose.SignerOptions{}).WithType("JWT")
	for name, value := range headers {
		o.WithHeader(name, value)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: h.alg, Key: h.JSONWebKey}, o)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := payload.([]byte)
	if !ok {
		if text, err = json.Marshal(payload); err != nil {
			t.Fatal(err)
		}
	}
	jws, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var counter atomic.Int64

// claims are those of a good assertion, changed by pairs; nil leaves one out.
func (w *world) claims(clientID string, changes map[string]any) map[string]any {
	now := w.clock.Now().Unix()
	c := map[string]any{
		"iss": clientID, "sub": clientID, "aud": issuer, "iat": now, "nbf": now, "exp": now + 60,
		"jti": "id-" + time.Duration(counter.Add(1)).String(),
	}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

func asserted(assertion string) string {
	return "client_assertion_type=" + bearer + "&client_assertion=" + assertion
}

func keyClient(slug string, jwks json.RawMessage) application.NewApplication {
	return application.NewApplication{Slug: slug, Client: application.Client{AuthMethod: application.AuthPrivateKeyJWT, JWKS: jwks}}
}

// strict is a client under the FAPI 2.0 Security Profile.
func strict(n application.NewApplication) application.NewApplication {
	n.Client.RequirePAR, n.Client.DPoPBound = true, true
	return n
}

// Every claim and header of an assertion, tried with a client of FAPI and with
// one of OpenID Connect alone. An empty problem means that it is accepted.
//
// conformance: RFC 7523 §3
// conformance: RFC 7519 §4.1
func TestAssertions(t *testing.T) {
	const whatever = "\x00" // refused, whatever the words
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		h := newHolder(t, jose.ES256, "k1")
		w.create(t, strict(keyClient("fapi", set(t, h))))
		w.create(t, keyClient("plain", set(t, h)))
		w.create(t, keyClient("other", set(t, newHolder(t, jose.ES256, "k1"))))
		at := func(d time.Duration) int64 { return w.clock.Now().Add(d).Unix() }
		for _, tt := range []struct {
			name        string
			change      map[string]any
			fapi, plain string // why it is refused
		}{
			// conformance: dynamic/assertion-audience
			{"OpenID Connect Core 9: a good one", nil, "", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: aud is an array", map[string]any{"aud": []string{issuer}}, "aud must be a single string", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: aud is the token endpoint", map[string]any{"aud": tokenEndpoint}, "aud must be the issuer", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: aud is the PAR endpoint", map[string]any{"aud": issuer + "/api/auth/oauth2/par"}, "aud must be the issuer", ""},
			{"RFC 7523 3: aud names us twice", map[string]any{"aud": []string{issuer, tokenEndpoint}}, "aud must be a single string", ""},
			{"RFC 7523 3: no aud", map[string]any{"aud": nil}, "aud is missing", "aud is missing"},
			{"RFC 7523 3: aud is empty", map[string]any{"aud": []string{}}, "aud is missing", "aud is missing"},
			{"RFC 7523 3: aud is somebody else", map[string]any{"aud": "https://other.example.com"}, "aud must be the issuer", "aud is not this server"},
			{"RFC 7523 3: aud names somebody else, too", map[string]any{"aud": []string{issuer, "https://other.example.com"}}, "aud must be a single string", "aud is not this server"},
			{"RFC 7523 3: aud begins like us", map[string]any{"aud": issuer + ".evil.example"}, "aud must be the issuer", "aud is not this server"},
			{"RFC 7523 3: aud is the issuer with a slash", map[string]any{"aud": issuer + "/"}, "aud must be the issuer", "aud is not this server"},
			{"RFC 7519 4.1.3: aud is a number", map[string]any{"aud": 1}, whatever, whatever},
			{"RFC 7519 4.1.3: aud is null", map[string]any{"aud": json.RawMessage("null")}, whatever, whatever},
			{"RFC 7519 4.1.3: aud holds a number", map[string]any{"aud": []any{issuer, 1}}, whatever, whatever},
			{"RFC 7523 3: no iss", map[string]any{"iss": nil}, "iss is missing", "iss is missing"},
			{"RFC 7523 3: iss is another client", map[string]any{"iss": "other"}, "iss is not the client", "iss is not the client"},
			// conformance: fapi2/client-assertion
			{"RFC 7523 3: no sub", map[string]any{"sub": nil}, "without sub", "without sub"},
			{"RFC 7523 3: sub is empty", map[string]any{"sub": ""}, "without sub", "without sub"},
			{"RFC 7523 3: sub is another client", map[string]any{"sub": "other"}, "no key of the client", "no key of the client"},
			{"RFC 7523 3: sub is no client", map[string]any{"sub": "nobody"}, "client authentication failed", "client authentication failed"},
			{"RFC 7519 4.1.2: sub is a number", map[string]any{"sub": 7}, "without sub", "without sub"},
			{"RFC 7523 3: no exp", map[string]any{"exp": nil}, "exp is missing", "exp is missing"},
			// conformance: fapi2/client-assertion
			{"RFC 7523 3: exp was five minutes ago", map[string]any{"exp": at(-5 * time.Minute)}, "exp is in the past", "exp is in the past"},
			{"RFC 7523 3: exp is now", map[string]any{"exp": at(0)}, "exp is in the past", "exp is in the past"},
			{"RFC 7523 3: exp is in a second", map[string]any{"exp": at(time.Second)}, "", ""},
			{"RFC 7523 3: exp is in an hour", map[string]any{"exp": at(time.Hour)}, "", ""},
			{"RFC 7523 3: exp is in a day", map[string]any{"exp": at(24 * time.Hour)}, "exp is too far", "exp is too far"},
			{"RFC 7519 2: exp has a fraction", map[string]any{"exp": float64(at(time.Minute)) + 0.5}, "", ""},
			{"RFC 7519 4.1.4: exp is a text", map[string]any{"exp": "soon"}, whatever, whatever},
			{"RFC 7519 4.1.4: exp is negative", map[string]any{"exp": -1}, whatever, whatever},
			{"RFC 7519 4.1.4: exp is beyond time", map[string]any{"exp": 1e300}, whatever, whatever},
			{"RFC 7519 4.1.4: exp is null", map[string]any{"exp": json.RawMessage("null")}, whatever, whatever},
			{"RFC 7523 3: neither nbf nor iat", map[string]any{"nbf": nil, "iat": nil}, "", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: iat is 8 seconds ahead", map[string]any{"iat": at(8 * time.Second)}, "", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: nbf is 8 seconds ahead", map[string]any{"nbf": at(8 * time.Second)}, "", ""},
			{"FAPI 2.0 5.3.2.1: iat is 10 seconds ahead", map[string]any{"iat": at(10 * time.Second)}, "", ""},
			{"FAPI 2.0 5.3.2.1: nbf is 10 seconds ahead", map[string]any{"nbf": at(10 * time.Second)}, "", ""},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: iat is 61 seconds ahead", map[string]any{"iat": at(61 * time.Second)}, "iat is in the future", "iat is in the future"},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.3.2.1: nbf is 61 seconds ahead", map[string]any{"nbf": at(61 * time.Second)}, "nbf is in the future", "nbf is in the future"},
			{"RFC 7519 4.1.6: iat is a text", map[string]any{"iat": "now"}, whatever, whatever},
			{"RFC 7519 4.1.5: nbf is a list", map[string]any{"nbf": []int{1}}, whatever, whatever},
			{"OpenID Connect Core 9: no jti", map[string]any{"jti": nil}, "jti is missing", "jti is missing"},
			{"OpenID Connect Core 9: jti is empty", map[string]any{"jti": ""}, "jti is missing", "jti is missing"},
			{"OpenID Connect Core 9: jti is a number", map[string]any{"jti": 1}, whatever, whatever},
			{"OpenID Connect Core 9: jti is huge", map[string]any{"jti": strings.Repeat("a", 513)}, "jti is too long", "jti is too long"},
			{"RFC 7523 3: unknown claims", map[string]any{"foo": map[string]any{"bar": 1}}, "", ""},
			{"RFC 7519 4: names have a case", map[string]any{"exp": nil, "EXP": at(time.Minute)}, "exp is missing", "exp is missing"},
		} {
			for id, want := range map[string]string{"fapi": tt.fapi, "plain": tt.plain} {
				t.Run(tt.name+", "+id, func(t *testing.T) {
					got, refused := w.authenticate(t.Context(), asserted(h.sign(t, w.claims(id, tt.change), nil)), "")
					if want == "" {
						if refused != nil || got != id {
							t.Errorf("refused: %v", refused)
						}
						return
					}
					if refused == nil {
						t.Fatal("accepted")
					}
					if want != whatever && !strings.Contains(refused.Description, want) {
						t.Errorf("refused because %q", refused.Description)
					}
					if refused.Code != oauth.CodeInvalidClient || refused.Status != 401 || refused.Challenge {
						t.Errorf("refused with %+v", refused)
					}
				})
			}
		}
	})
}

// Who signed, with what, and what else the header says.
//
// conformance: RFC 8725 §3.1
// conformance: RFC 7515 §4.1
func TestAssertionSignatures(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		es, ed, ps, rs := newHolder(t, jose.ES256, "es"), newHolder(t, jose.EdDSA, "ed"), newHolder(t, jose.PS256, "ps"), newHolder(t, jose.RS256, "rs")
		es384 := newHolder(t, jose.ES384, "es384")
		stranger := newHolder(t, jose.ES256, "es")
		encrypts := newHolder(t, jose.ES256, "enc")
		encrypts.Use = "enc"
		forAnother := newHolder(t, jose.PS256, "bound")
		forAnother.Algorithm = "RS256"
		jwks := set(t, es, ed, ps, rs, es384, encrypts, forAnother)
		w.create(t, strict(keyClient("fapi", jwks)))
		w.create(t, keyClient("plain", jwks))
		bound := keyClient("bound", jwks)
		bound.Client.AuthSigningAlg = "ES256"
		w.create(t, bound)
		withSecret := application.NewApplication{Slug: "secret", Client: application.Client{JWKS: jwks}}
		_, clientSecret := w.create(t, withSecret)

		hmac := func(key any) holder {
			return holder{jose.JSONWebKey{Key: key, KeyID: "rs"}, jose.HS256}
		}
		publicDER, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
		if err != nil {
			t.Fatal(err)
		}
		noKid := holder{jose.JSONWebKey{Key: es.Key}, jose.ES256}
		otherKid := holder{jose.JSONWebKey{Key: es.Key, KeyID: "unknown"}, jose.ES256}
		own := stranger.Public()
		ok := func(id string) func(h holder, headers map[jose.HeaderKey]any) string {
			return func(h holder, headers map[jose.HeaderKey]any) string { return h.sign(t, w.claims(id, nil), headers) }
		}
		fapi, plain := ok("fapi"), ok("plain")
		for _, tt := range []struct {
			name, assertion, want string
		}{
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.4.1: PS256", fapi(ps, nil), "fapi"},
			{"FAPI 2.0 5.4.1: ES256", fapi(es, nil), "fapi"},
			{"FAPI 2.0 5.4.1: EdDSA", fapi(ed, nil), "fapi"},
			// conformance: fapi2/client-assertion
			{"FAPI 2.0 5.4.1: RS256", fapi(rs, nil), ""},
			{"OpenID Connect Core 9: RS256", plain(rs, nil), "plain"},
			{"OpenID Connect Core 9: EdDSA", plain(ed, nil), "plain"},
			{"RFC 7518 3.4: ES384", plain(es384, nil), "plain"},
			{"FAPI 2.0 5.4.1: ES384", fapi(es384, nil), ""},
			{"RFC 7518 3.4: ES256 by a key of P-384", plain(holder{jose.JSONWebKey{Key: es.Key, KeyID: "es384"}, jose.ES256}, nil), ""},
			{"OpenID Connect Registration 2: the registered algorithm", ok("bound")(es, nil), "bound"},
			{"OpenID Connect Registration 2: another than the registered algorithm", ok("bound")(ed, nil), ""},
			{"RFC 8725 2.1: the public key as an HMAC secret", plain(hmac(publicDER), nil), ""},
			{"RFC 8725 2.1: the JWK set as an HMAC secret", plain(hmac([]byte(jwks)), nil), ""},
			{"OpenID Connect Core 9: client_secret_jwt", ok("secret")(hmac([]byte(clientSecret)), nil), ""},
			{"RFC 8725 3.2: alg none", strings.Join([]string{"eyJhbGciOiJub25lIn0", strings.Split(plain(es, nil), ".")[1], ""}, "."), ""},
			{"RFC 7515 4.1.4: no kid", plain(noKid, nil), "plain"},
			{"RFC 7515 4.1.4: unknown kid", plain(otherKid, nil), ""},
			{"RFC 7523 3: somebody else's key of the same kid", plain(stranger, nil), ""},
			{"RFC 7515 4.1.3: a key in the header", plain(holder{jose.JSONWebKey{Key: stranger.Key}, jose.ES256}, map[jose.HeaderKey]any{"jwk": own}), ""},
			{"RFC 7515 4.1.2: jku", plain(es, map[jose.HeaderKey]any{"jku": "https://evil.example/jwks"}), ""},
			{"RFC 7515 4.1.5: x5u", plain(es, map[jose.HeaderKey]any{"x5u": "https://evil.example/x5u"}), ""},
			{"RFC 7515 4.1.11: crit", plain(es, map[jose.HeaderKey]any{"crit": []string{"exp"}, "exp": 1}), ""},
			{"RFC 7797 6: b64", plain(es, map[jose.HeaderKey]any{"crit": []string{"b64"}, "b64": true}), ""},
			{"RFC 7517 4.2: a key for encryption", plain(encrypts, nil), ""},
			{"RFC 7517 4.4: a key for another algorithm", plain(forAnother, nil), ""},
			{"RFC 8725 3.11: typ of assertions", plain(es, map[jose.HeaderKey]any{"typ": "client-authentication+jwt"}), "plain"},
			{"RFC 7515 4.1.9: typ written out", plain(es, map[jose.HeaderKey]any{"typ": "application/jwt"}), "plain"},
			{"RFC 8725 3.11: typ of a proof", plain(es, map[jose.HeaderKey]any{"typ": "dpop+jwt"}), ""},
			{"RFC 8725 3.11: typ of a request object", plain(es, map[jose.HeaderKey]any{"typ": "oauth-authz-req+jwt"}), ""},
			{"RFC 7515 5.2: an altered payload", func() string {
				parts, other := strings.Split(plain(es, nil), "."), strings.Split(plain(es, nil), ".")
				return parts[0] + "." + other[1] + "." + parts[2]
			}(), ""},
			{"RFC 7515 5.2: no signature", strings.TrimRight(plain(es, nil), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ""},
			{"RFC 7515 7.1: four parts", plain(es, nil) + ".x", ""},
			{"RFC 7515 7.1: two parts", strings.Join(strings.Split(plain(es, nil), ".")[:2], "."), ""},
			{"RFC 7519 7.2: no object", es.sign(t, []byte(`"plain"`), nil), ""},
			{"RFC 7519 7.2: null", es.sign(t, []byte(`null`), nil), ""},
			{"RFC 7591 2: registered for a secret", ok("secret")(es, nil), ""},
			{"RFC 7523 3: an unknown client", ok("nobody")(es, nil), ""},
		} {
			t.Run(tt.name, func(t *testing.T) {
				got, refused := w.authenticate(t.Context(), asserted(tt.assertion), "")
				if got != tt.want {
					t.Fatalf("got %q, refused: %v", got, refused)
				}
				if tt.want == "" && (refused.Code != oauth.CodeInvalidClient || refused.Status != 401 || refused.Challenge) {
					t.Errorf("refused with %+v", refused)
				}
			})
		}
	})
}

// The method a client is registered for binds it.
//
// conformance: RFC 7591 §2
func TestMethods(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		h := newHolder(t, jose.ES256, "k1")
		secrets := map[string]string{}
		for slug, method := range map[string]string{
			"any": "", "basic": application.AuthBasic, "post": application.AuthPost, "key": application.AuthPrivateKeyJWT,
			"tls": application.AuthTLS, "self": application.AuthSelfSignedTLS,
		} {
			n := keyClient(slug, set(t, h))
			n.Client.AuthMethod = method
			if method == application.AuthTLS {
				n.Client.TLSSANDNS = "client.example.com"
			}
			_, secrets[slug] = w.create(t, n)
		}
		w.create(t, application.NewApplication{Slug: "public", IsPublic: true})
		w.create(t, application.NewApplication{Slug: "none", IsPublic: true, Client: application.Client{AuthMethod: application.AuthNone}})

		accepts := map[string]string{
			"any": "basic post", "basic": "basic", "post": "post", "key": "assertion", "tls": "", "self": "", "public": "name", "none": "name",
		}
		for slug, methods := range accepts {
			for method, send := range map[string]func() (string, *oauth.Error){
				"basic": func() (string, *oauth.Error) {
					return w.authenticate(t.Context(), "", basic(slug+":"+secrets[slug]))
				},
				"post": func() (string, *oauth.Error) {
					return w.authenticate(t.Context(), "client_id="+slug+"&client_secret="+secrets[slug], "")
				},
				"assertion": func() (string, *oauth.Error) {
					return w.authenticate(t.Context(), "client_id="+slug+"&"+asserted(h.sign(t, w.claims(slug, nil), nil)), "")
				},
				"name": func() (string, *oauth.Error) { return w.authenticate(t.Context(), "client_id="+slug, "") },
			} {
				if secrets[slug] == "" && (method == "basic" || method == "post") {
					secrets[slug] = "guess"
				}
				t.Run("RFC 7591 2: "+slug+" by "+method, func(t *testing.T) {
					got, refused := send()
					if strings.Contains(" "+methods+" ", " "+method+" ") {
						if got != slug {
							t.Errorf("refused: %v", refused)
						}
						return
					}
					if refused == nil || refused.Code != oauth.CodeInvalidClient || refused.Status != 401 {
						t.Fatalf("got %q, %+v", got, refused)
					}
					if refused.Challenge != (method == "basic") {
						t.Errorf("challenged: %v", refused.Challenge)
					}
				})
			}
		}
	})
}

// What a stranger can learn from a refusal.
func TestRefusalsLookAlike(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		w.create(t, application.NewApplication{Slug: "crm"})
		for _, header := range []bool{true, false} {
			var seen []oauth.Error
			for _, id := range []string{"crm", "nobody", "NOT A SLUG", "https://unknown.example/client.json"} {
				form, authorization := "client_id="+id+"&client_secret=wrong", ""
				if header {
					form, authorization = "", basic(strings.ReplaceAll(id, ":", "%3A")+":wrong")
				}
				_, refused := w.authenticate(t.Context(), form, authorization)
				if refused == nil {
					t.Fatal(id)
				}
				seen = append(seen, *refused)
			}
			for _, one := range seen {
				if one != seen[0] || one.Challenge != header {
					t.Errorf("%+v and %+v differ", one, seen[0])
				}
			}
		}
	})
}

// An assertion is good for one request.
func TestIdentifiersAreUsedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		h := newHolder(t, jose.ES256, "k1")
		w.create(t, keyClient("one", set(t, h)))
		w.create(t, keyClient("two", set(t, h)))
		assertion := asserted(h.sign(t, w.claims("one", map[string]any{"jti": "same"}), nil))
		// conformance: fapi2/client-assertion
		// conformance: RFC 7523 §3
		t.Run("RFC 7523 3: jti by many at once", func(t *testing.T) {
			var accepted atomic.Int64
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					switch _, refused := w.authenticate(t.Context(), assertion, ""); {
					case refused == nil:
						accepted.Add(1)
					case !strings.Contains(refused.Description, "jti was used before"):
						t.Error(refused)
					}
				})
			}
			wg.Wait()
			if n := accepted.Load(); n != 1 {
				t.Errorf("accepted %d times", n)
			}
		})
		t.Run("RFC 7523 3: jti in another assertion", func(t *testing.T) {
			again := asserted(h.sign(t, w.claims("one", map[string]any{"jti": "same"}), nil))
			if _, refused := w.authenticate(t.Context(), again, ""); refused == nil {
				t.Error("accepted")
			}
		})
		t.Run("another client's jti", func(t *testing.T) {
			if _, refused := w.authenticate(t.Context(), asserted(h.sign(t, w.claims("two", map[string]any{"jti": "same"}), nil)), ""); refused != nil {
				t.Error(refused)
			}
		})
		t.Run("a refused assertion spends nothing", func(t *testing.T) {
			early := h.sign(t, w.claims("one", map[string]any{"jti": "early", "nbf": w.clock.Now().Add(2 * time.Minute).Unix(), "exp": w.clock.Now().Add(10 * time.Minute).Unix()}), nil)
			if _, refused := w.authenticate(t.Context(), asserted(early), ""); refused == nil {
				t.Fatal("accepted")
			}
			w.clock.Advance(2 * time.Minute)
			if _, refused := w.authenticate(t.Context(), asserted(early), ""); refused != nil {
				t.Error(refused)
			}
		})
	})
}

// A keyServer publishes a client's keys.
type keyServer struct {
	*httptest.Server
	mu    sync.Mutex
	body  []byte
	asked int
}

func (s *keyServer) publish(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body = body
}

func (s *keyServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func newKeyServer(t *testing.T) (*keyServer, *x509.CertPool) {
	t.Helper()
	s := &keyServer{}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked++
		if s.body == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Cache-Control", "max-age=3600")
		_, _ = w.Write(s.body)
	}))
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s, pool
}

// Keys are fetched where the client publishes them, and again for a key that is
// unknown.
//
// conformance: dynamic/jwks-uri
func TestKeysAtAnAddress(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		server, pool := newKeyServer(t)
		w := newWorld(t, d, pool)
		n := keyClient("remote", nil)
		n.Client.JWKSURI = server.URL + "/jwks"
		w.create(t, n)
		first, second := newHolder(t, jose.ES256, "first"), newHolder(t, jose.ES256, "second")
		try := func(what string, h holder, want string) {
			t.Helper()
			_, refused := w.authenticate(t.Context(), asserted(h.sign(t, w.claims("remote", nil), nil)), "")
			if want == "" && refused != nil {
				t.Errorf("%s: %v", what, refused)
			}
			if want != "" && (refused == nil || !strings.Contains(refused.Description, want)) {
				t.Errorf("%s: %v", what, refused)
			}
		}
		try("nothing is published", first, "jwks_uri")
		try("the failure is remembered", first, "jwks_uri")
		server.publish(set(t, first))
		w.clock.Advance(time.Minute)
		try("OpenID Connect Registration 2: keys at jwks_uri", first, "")
		try("remembered", first, "")
		if n := server.count(); n != 2 {
			t.Errorf("asked %d times", n)
		}
		server.publish(set(t, first, second))
		try("OpenID Connect Core 10.1.1: a new key within a minute", second, "none fits")
		if n := server.count(); n != 2 {
			t.Errorf("an unknown key made the server ask %d times", n)
		}
		w.clock.Advance(time.Minute)
		try("OpenID Connect Core 10.1.1: a new key after a minute", second, "")
		try("the old key", first, "")
		for range 5 {
			try("an unknown key", newHolder(t, jose.ES256, "third"), "none fits")
		}
		if n := server.count(); n != 3 {
			t.Errorf("asked %d times", n)
		}
		server.publish(nil)
		w.clock.Advance(time.Hour)
		try("the server is down", second, "")
		w.clock.Advance(time.Hour)
		try("the server has been down for long", second, "jwks_uri")
		server.publish([]byte(`{"keys":1}`))
		w.clock.Advance(time.Minute)
		try("nonsense", second, "jwks_uri")
	})
}

// An assertion for a client that does not exist, or that has no keys there, is
// no reason to ask anybody.
func TestNothingIsFetchedForStrangers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		server, pool := newKeyServer(t)
		w := newWorld(t, d, pool)
		n := keyClient("secret", nil)
		n.Client.JWKSURI, n.Client.AuthMethod = server.URL, application.AuthBasic
		w.create(t, n)
		h := newHolder(t, jose.ES256, "k")
		for _, id := range []string{"secret", "nobody", server.URL} {
			if _, refused := w.authenticate(t.Context(), asserted(h.sign(t, w.claims(id, nil), nil)), ""); refused == nil {
				t.Error(id)
			}
		}
		if server.count() != 0 {
			t.Error("something was fetched")
		}
	})
}

func TestDisabledClients(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		h := newHolder(t, jose.ES256, "k1")
		off := false
		n := keyClient("off", set(t, h))
		n.IsActive = &off
		w.create(t, n)
		_, refused := w.authenticate(t.Context(), asserted(h.sign(t, w.claims("off", nil), nil)), "")
		if refused == nil || refused.Description != "client is disabled" || refused.Status != 401 {
			t.Errorf("got %+v", refused)
		}
	})
}
