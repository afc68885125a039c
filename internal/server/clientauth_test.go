package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// unsigned is a JWT nobody signed, with this payload.
func unsigned(payload string) string {
	return "eyJhbGciOiJFUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".AAAA"
}

// A signer is an application that authenticates with its own key.
type signer struct {
	seed.App
	world *seed.World
	key   jose.JSONWebKey
	count int
}

func newSigner(t *testing.T, w *seed.World, slug string) *signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &signer{world: w, key: jose.JSONWebKey{Key: private, KeyID: "k1"}}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{s.key.Public()}})
	if err != nil {
		t.Fatal(err)
	}
	s.App = w.Application(t, application.NewApplication{
		Slug: slug, SkipConsent: true,
		Client: application.Client{
			AuthMethod: application.AuthPrivateKeyJWT, JWKS: set,
			GrantTypes: []string{application.GrantCode, application.GrantRefresh, application.GrantClientCredentials},
		},
	})
	return s
}

// assert adds a fresh assertion to a form.
func (s *signer) assert(t *testing.T, form url.Values) url.Values {
	t.Helper()
	sign, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: s.key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.count++
	payload, err := json.Marshal(map[string]any{
		"iss": s.ClientID(), "sub": s.ClientID(), "aud": s.world.URL, "exp": s.world.Clock.Now().Add(time.Minute).Unix(), "jti": strconv.Itoa(s.count),
	})
	if err != nil {
		t.Fatal(err)
	}
	jws, err := sign.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", token)
	return form
}

// Every endpoint that authenticates clients takes an assertion, and takes it
// once among all of them.
//
// conformance: fapi2/client-assertion
// conformance: RFC 7523 §2.2
func TestPrivateKeyJWT(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		w := seed.New(t, d)
		s, other := newSigner(t, w, "signer"), newSigner(t, w, "other")
		u := w.User(t, "Olive", "oa@example.com")
		w.Access(t, s.App, u)
		b := w.Browser(t)
		send := func(path string, form url.Values) seed.Answer { return b.Form(t, path, form, "Origin", "") }

		code := w.SignedIn(t, u).Code(t, s.App, "openid offline_access")
		exchange := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {seed.Redirect}, "code_verifier": {seed.Verifier}}
		t.Run("RFC 7591 2: the secret of a client registered for its key", func(t *testing.T) {
			withSecret := url.Values{"grant_type": {"client_credentials"}, "client_id": {"signer"}, "client_secret": {s.Secret}}
			refusedToken(t, send(seed.TokenPath, withSecret), 401, "invalid_client")
			a := send(seed.TokenPath, url.Values{"grant_type": {"client_credentials"}, "client_id": {"signer"}})
			refusedToken(t, a, 401, "invalid_client")
			if a.Header.Get("WWW-Authenticate") != "" {
				t.Error("challenged although no header was tried")
			}
			a = b.Form(t, seed.TokenPath, url.Values{"grant_type": {"client_credentials"}}, "Authorization", basic("signer", s.Secret), "Origin", "")
			refusedToken(t, a, 401, "invalid_client")
			if a.Header.Get("WWW-Authenticate") == "" {
				t.Error("not challenged although the header was tried")
			}
		})
		t.Run("RFC 6749 4.1.3: the code of another client", func(t *testing.T) {
			stolen := url.Values{"grant_type": {"authorization_code"}, "code": {w.SignedIn(t, u).Code(t, s.App, "openid")}, "redirect_uri": {seed.Redirect}, "code_verifier": {seed.Verifier}}
			refusedToken(t, send(seed.TokenPath, other.assert(t, stolen)), 400, "invalid_grant")
		})
		tokens := send(seed.TokenPath, s.assert(t, exchange)).Tokens(t)
		t.Run("RFC 7523 3: jti at another endpoint", func(t *testing.T) {
			form := s.assert(t, url.Values{"token": {tokens.Access}})
			if active := send(seed.IntrospectPath, form).Want(t, 200).Object(t)["active"]; active != true {
				t.Errorf("active %v", active)
			}
			refusedToken(t, send(seed.RevokePath, form), 401, "invalid_client")
			refusedToken(t, send(seed.IntrospectPath, form), 401, "invalid_client")
		})
		t.Run("a refresh", func(t *testing.T) {
			form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens.Refresh}}
			refusedToken(t, send(seed.TokenPath, form), 401, "invalid_client")
			tokens = send(seed.TokenPath, s.assert(t, form)).Tokens(t)
		})
		t.Run("client credentials", func(t *testing.T) {
			send(seed.TokenPath, s.assert(t, url.Values{"grant_type": {"client_credentials"}, "scope": {"roles"}})).Tokens(t)
		})
		t.Run("RFC 7009 2.1: revocation", func(t *testing.T) {
			refusedToken(t, send(seed.RevokePath, url.Values{"token": {tokens.Access}}), 401, "invalid_client")
			send(seed.RevokePath, s.assert(t, url.Values{"token": {tokens.Access}})).Want(t, 200)
			if active := send(seed.IntrospectPath, s.assert(t, url.Values{"token": {tokens.Access}})).Want(t, 200).Object(t)["active"]; active != false {
				t.Errorf("active %v", active)
			}
		})
	})
}
