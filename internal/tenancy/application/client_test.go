package application_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

var makeKeys = sync.OnceValue(func() map[string]any {
	weak, _ := rsa.GenerateKey(rand.Reader, 1024)
	strong, _ := rsa.GenerateKey(rand.Reader, 2048)
	curve, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, edwards, _ := ed25519.GenerateKey(rand.Reader)
	return map[string]any{"weak": &weak.PublicKey, "rsa": &strong.PublicKey, "ec": &curve.PublicKey, "ed": edwards.Public(), "private": curve, "shared": []byte("0123456789abcdef")}
})

func keySet(t *testing.T, names ...string) json.RawMessage {
	t.Helper()
	set := jose.JSONWebKeySet{}
	for _, name := range names {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: makeKeys()[name], KeyID: name})
	}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// refusedMember is the one member that an error names.
func refusedMember(t *testing.T, err error) string {
	t.Helper()
	var refusal *fault.Error
	if err == nil || !errors.As(err, &refusal) || refusal.Code != "APP_001" || len(refusal.Fields) == 0 {
		return fmt.Sprint("no refusal: ", err)
	}
	return strings.TrimPrefix(refusal.Fields[0].Name, "body.")
}

func TestClientSettings(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	rsaKeys := keySet(t, "rsa", "ec", "ed")
	n := 0
	create := func(c application.Client, public bool, redirects ...string) error {
		n++
		_, _, err := f.Create(t.Context(), root, application.NewApplication{
			Slug: fmt.Sprint("app-", n), Name: "App", Client: c, IsPublic: public, RedirectURIs: redirects,
		})
		return err
	}
	for name, c := range map[string]application.Client{
		"nothing":            {},
		"native":             {Type: "native"},
		"all grants":         {GrantTypes: application.GrantTypes()},
		"basic":              {AuthMethod: application.AuthBasic},
		"key":                {AuthMethod: application.AuthPrivateKeyJWT, JWKS: rsaKeys, AuthSigningAlg: "PS256"},
		"key elsewhere":      {AuthMethod: application.AuthPrivateKeyJWT, JWKSURI: "https://client.example/jwks"},
		"tls":                {AuthMethod: application.AuthTLS, TLSSubjectDN: "CN=client,O=Example"},
		"tls by name":        {AuthMethod: application.AuthTLS, TLSSANDNS: "client.example", CertificateBound: true},
		"tls by address":     {AuthMethod: application.AuthTLS, TLSSANIP: "2001:db8::1"},
		"tls by URI":         {AuthMethod: application.AuthTLS, TLSSANURI: "spiffe://example/client"},
		"tls by mail":        {AuthMethod: application.AuthTLS, TLSSANEmail: "c@example.com"},
		"tls self-signed":    {AuthMethod: application.AuthSelfSignedTLS, JWKS: rsaKeys},
		"signed requests":    {RequireSigned: true, RequestObjectAlg: "ES256", JWKS: rsaKeys, RequirePAR: true, DPoPBound: true},
		"request uris":       {RequestURIs: []string{"https://client.example/r", "https://client.example/r#GkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM"}},
		"signed answers":     {AuthorizationAlg: "PS256", UserinfoAlg: "RS256", IntrospectionAlg: "EdDSA"},
		"pairwise":           {SubjectType: "pairwise"},
		"pairwise sector":    {SubjectType: "pairwise", SectorIdentifier: "https://client.example/sector"},
		"ages":               {DefaultMaxAge: new(0), RequireAuthTime: true, DefaultACR: []string{"urn:mace:incommon:iap:bronze"}},
		"third-party login":  {InitiateLoginURI: "https://client.example/login"},
		"logout":             {PostLogoutRedirectURIs: []string{"https://client.example/bye", "http://127.0.0.1/bye"}, BackchannelLogoutURI: "https://other.example/b", FrontchannelLogoutURI: "https://CLIENT.example:443/f"},
		"logout on loopback": {BackchannelLogoutURI: "http://localhost:8080/b"},
		"people":             {Contacts: []string{"a@example.com"}, PolicyURI: "https://client.example/p", TermsURI: "https://client.example/t", SoftwareID: "x", SoftwareVersion: "1.0"},
		"lifetimes":          {AccessTokenLife: 60, IDTokenLife: 86400, RefreshTokenLife: 400 * 86400, RefreshGrace: 30},
		"everyone":           {AdmitsEveryone: true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := create(c, false, "https://client.example/cb"); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("public", func(t *testing.T) {
		if err := create(application.Client{AuthMethod: "none", DPoPBound: true}, true, "https://client.example/cb"); err != nil {
			t.Error(err)
		}
	})
}

func TestClientSettingsRefused(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	keys := keySet(t, "rsa")
	long := "https://client.example/" + strings.Repeat("a", 2000)
	tests := []struct {
		name   string
		client application.Client
		public bool
		member string
	}{
		{"unknown type", application.Client{Type: "desktop"}, false, "client.application_type"},
		{"unknown grant", application.Client{GrantTypes: []string{"authorization_code", "implicit"}}, false, "client.grant_types[1]"},
		{"client credentials without credentials", application.Client{GrantTypes: []string{"client_credentials"}}, true, "client.grant_types[0]"},
		{"shared key assertions", application.Client{AuthMethod: "client_secret_jwt"}, false, "client.token_endpoint_auth_method"},
		{"none, yet confidential", application.Client{AuthMethod: "none"}, false, "client.token_endpoint_auth_method"},
		{"a secret, yet public", application.Client{AuthMethod: "client_secret_post"}, true, "client.token_endpoint_auth_method"},
		// conformance: RFC 7591 §2
		{"RFC 7591 2: jwks and jwks_uri at once", application.Client{JWKS: keys, JWKSURI: "https://client.example/jwks"}, false, "client.jwks"},
		{"private_key_jwt without keys", application.Client{AuthMethod: "private_key_jwt"}, false, "client.token_endpoint_auth_method"},
		{"assertion algorithm of a secret client", application.Client{AuthSigningAlg: "RS256"}, false, "client.token_endpoint_auth_signing_alg"},
		{"assertions without signature", application.Client{AuthMethod: "private_key_jwt", JWKS: keys, AuthSigningAlg: "none"}, false, "client.token_endpoint_auth_signing_alg"},
		{"assertions by secret", application.Client{AuthMethod: "private_key_jwt", JWKS: keys, AuthSigningAlg: "HS256"}, false, "client.token_endpoint_auth_signing_alg"},
		// conformance: RFC 8705 §2.1.2
		{"RFC 8705 2.1.2: no subject", application.Client{AuthMethod: "tls_client_auth"}, false, "client.token_endpoint_auth_method"},
		// conformance: RFC 8705 §2.1.2
		{"RFC 8705 2.1.2: two subjects", application.Client{AuthMethod: "tls_client_auth", TLSSANDNS: "a.example", TLSSANIP: "192.0.2.1"}, false, "client.token_endpoint_auth_method"},
		{"subject without its method", application.Client{TLSSANDNS: "a.example"}, false, "client.tls_client_auth_san_dns"},
		{"subject that is no name", application.Client{AuthMethod: "tls_client_auth", TLSSubjectDN: "client"}, false, "client.tls_client_auth_subject_dn"},
		{"RFC 8705 2.1.2: subject as other programs write it", application.Client{AuthMethod: "tls_client_auth", TLSSubjectDN: "/C=BE/CN=client"}, false, "client.tls_client_auth_subject_dn"},
		{"subject that is no address", application.Client{AuthMethod: "tls_client_auth", TLSSANIP: "client"}, false, "client.tls_client_auth_san_ip"},
		{"subject that is no host", application.Client{AuthMethod: "tls_client_auth", TLSSANDNS: "*.example"}, false, "client.tls_client_auth_san_dns"},
		{"subject that is no URI", application.Client{AuthMethod: "tls_client_auth", TLSSANURI: "client"}, false, "client.tls_client_auth_san_uri"},
		// conformance: RFC 8705 §2.2.2
		{"RFC 8705 2.2.2: self-signed without keys", application.Client{AuthMethod: "self_signed_tls_client_auth"}, false, "client.token_endpoint_auth_method"},
		{"keys over http", application.Client{JWKSURI: "http://client.example/jwks"}, false, "client.jwks_uri"},
		{"keys with a fragment", application.Client{JWKSURI: "https://client.example/jwks#a"}, false, "client.jwks_uri"},
		{"keys with a password", application.Client{JWKSURI: "https://u:p@client.example/jwks"}, false, "client.jwks_uri"},
		{"keys at a long address", application.Client{JWKSURI: long}, false, "client.jwks_uri"},
		{"signed requests without keys", application.Client{RequireSigned: true}, false, "client.require_signed_request_object"},
		{"request objects without signature", application.Client{RequestObjectAlg: "none"}, false, "client.request_object_signing_alg"},
		{"request objects by secret", application.Client{RequestObjectAlg: "HS256"}, false, "client.request_object_signing_alg"},
		{"request uri over http", application.Client{RequestURIs: []string{"https://a.example/", "http://a.example/"}}, false, "client.request_uris[1]"},
		{"many request uris", application.Client{RequestURIs: make([]string, 21)}, false, "client.request_uris"},
		// conformance: JARM §3
		{"JARM 3: answers without signature", application.Client{AuthorizationAlg: "none"}, false, "client.authorization_signed_response_alg"},
		{"userinfo without signature", application.Client{UserinfoAlg: "none"}, false, "client.userinfo_signed_response_alg"},
		{"introspection without signature", application.Client{IntrospectionAlg: "none"}, false, "client.introspection_signed_response_alg"},
		{"unknown subjects", application.Client{SubjectType: "private"}, false, "client.subject_type"},
		// conformance: OpenID Connect Registration §5
		{"OpenID Connect Registration 5: sector over http", application.Client{SectorIdentifier: "http://client.example/s"}, false, "client.sector_identifier_uri"},
		{"negative age", application.Client{DefaultMaxAge: new(-1)}, false, "client.default_max_age"},
		{"acr with a space", application.Client{DefaultACR: []string{"a b"}}, false, "client.default_acr_values[0]"},
		{"many acr", application.Client{DefaultACR: make([]string, 11)}, false, "client.default_acr_values"},
		// conformance: logout/third-party-initiated
		{"OpenID Connect Core 4: initiate_login_uri over http", application.Client{InitiateLoginURI: "http://client.example/login"}, false, "client.initiate_login_uri"},
		{"logout elsewhere over http", application.Client{PostLogoutRedirectURIs: []string{"http://client.example/"}}, false, "client.post_logout_redirect_uris[0]"},
		{"logout with a fragment", application.Client{PostLogoutRedirectURIs: []string{"https://client.example/#a"}}, false, "client.post_logout_redirect_uris[0]"},
		{"many logout uris", application.Client{PostLogoutRedirectURIs: make([]string, 51)}, false, "client.post_logout_redirect_uris"},
		// conformance: OpenID Connect Back-Channel Logout §2.2
		{"OpenID Connect Back-Channel Logout 2.2: fragment", application.Client{BackchannelLogoutURI: "https://client.example/b#f"}, false, "client.backchannel_logout_uri"},
		{"back-channel over http with a fragment", application.Client{BackchannelLogoutURI: "http://client.example/b#f"}, false, "client.backchannel_logout_uri"},
		{"back-channel into an application", application.Client{BackchannelLogoutURI: "com.example:/b"}, false, "client.backchannel_logout_uri"},
		{"front-channel over http", application.Client{FrontchannelLogoutURI: "http://client.example/f"}, false, "client.frontchannel_logout_uri"},
		// conformance: OpenID Connect Front-Channel Logout §2
		{"OpenID Connect Front-Channel Logout 2: another host", application.Client{FrontchannelLogoutURI: "https://other.example/f"}, false, "client.frontchannel_logout_uri"},
		{"OpenID Connect Front-Channel Logout 2: another port", application.Client{FrontchannelLogoutURI: "https://client.example:8443/f"}, false, "client.frontchannel_logout_uri"},
		{"contact that is no address", application.Client{Contacts: []string{"a@example.com", "nobody"}}, false, "client.contacts[1]"},
		{"many contacts", application.Client{Contacts: make([]string, 11)}, false, "client.contacts"},
		{"policy as script", application.Client{PolicyURI: "javascript:alert(1)"}, false, "client.policy_uri"},
		{"terms as data", application.Client{TermsURI: "data:text/html,x"}, false, "client.tos_uri"},
		{"software with NUL", application.Client{SoftwareID: "a\x00"}, false, "client.software_id"},
		{"long software version", application.Client{SoftwareVersion: strings.Repeat("a", 256)}, false, "client.software_version"},
		{"short access", application.Client{AccessTokenLife: 9}, false, "client.access_token_lifetime"},
		{"long access", application.Client{AccessTokenLife: 86401}, false, "client.access_token_lifetime"},
		{"negative refresh", application.Client{RefreshTokenLife: -1}, false, "client.refresh_token_lifetime"},
		{"long refresh", application.Client{RefreshTokenLife: 400*86400 + 1}, false, "client.refresh_token_lifetime"},
		{"long id", application.Client{IDTokenLife: 86401}, false, "client.id_token_lifetime"},
		{"long grace", application.Client{RefreshGrace: 31}, false, "client.refresh_grace"},
		{"public grace", application.Client{RefreshGrace: 1}, true, "client.refresh_grace"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := f.Create(t.Context(), root, application.NewApplication{
				Slug: "app", Name: "App", Client: tt.client, IsPublic: tt.public, RedirectURIs: []string{"https://client.example/cb"},
			})
			if got := refusedMember(t, err); got != tt.member {
				t.Errorf("refused %s, want %s", got, tt.member)
			}
		})
	}
}

func TestPlainBackChannelIsForAdministrators(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	inside := application.Client{BackchannelLogoutURI: "http://crm:3000/logout"}
	n := application.NewApplication{Slug: "crm", Name: "CRM", Client: inside, RedirectURIs: []string{"https://client.example/cb"}}
	if _, _, err := f.Create(t.Context(), root, n); err != nil {
		t.Errorf("an administrator: %v", err)
	}
	n.Slug, n.Origin = "guest", application.OriginRegistered
	_, _, err := f.Create(t.Context(), root, n)
	if got := refusedMember(t, err); got != "client.backchannel_logout_uri" {
		t.Errorf("a client that registered itself: refused %q", got)
	}
}

func TestPairwiseNeedsOneSector(t *testing.T) {
	f := start(t, testdbSQLite(t), newClock())
	two := []string{"https://a.example/cb", "https://b.example/cb"}
	pairwise := application.Client{SubjectType: application.SubjectPairwise}
	// conformance: OpenID Connect Registration §5
	t.Run("OpenID Connect Core 8.1: two hosts without sector_identifier_uri", func(t *testing.T) {
		_, _, err := f.Create(t.Context(), root, application.NewApplication{Slug: "two", Name: "Two", Client: pairwise, RedirectURIs: two})
		if got := refusedMember(t, err); got != "client.subject_type" {
			t.Error(got)
		}
	})
	t.Run("a second host later", func(t *testing.T) {
		a, _ := f.create(t, application.NewApplication{Slug: "later", Name: "Later", Client: pairwise, RedirectURIs: two[:1]})
		_, err := f.Update(t.Context(), root, a.ID, application.Changes{RedirectURIs: &two})
		if got := refusedMember(t, err); got != "redirectUris" {
			t.Error(got)
		}
	})
}

func TestParseKeys(t *testing.T) {
	tests := []struct {
		name, set string
		keys      int // 0 is a refusal
	}{
		{"three kinds", string(keySet(t, "rsa", "ec", "ed")), 3},
		{"unknown kinds are left out", `{"keys":[{"kty":"XYZ"},{"kty":"EC","crv":"secp256k1"},` + strings.TrimPrefix(string(keySet(t, "ec")), `{"keys":[`), 1},
		{"one private", string(keySet(t, "rsa", "private")), 0},
		{"one shared", string(keySet(t, "rsa", "shared")), 0},
		{"private member in an unknown kind", `{"keys":[{"kty":"XYZ","d":"a"}]}`, 0},
		{"weak", string(keySet(t, "weak")), 0},
		{"point off the curve", `{"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}]}`, 0},
		{"none", `{"keys":[]}`, 0},
		{"none known", `{"keys":[{"kty":"XYZ"}]}`, 0},
		{"no list", `{}`, 0},
		{"a key, no set", `{"kty":"RSA"}`, 0},
		{"array", `[]`, 0},
		{"text", `"x"`, 0},
		{"kty of a wrong type", `{"keys":[{"kty":5}]}`, 0},
		{"many", `{"keys":[` + strings.Repeat(`{"kty":"XYZ"},`, 20) + `{"kty":"XYZ"}]}`, 0},
		{"large", `{"keys":[],"x":"` + strings.Repeat("a", application.MaxKeySet) + `"}`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, err := application.ParseKeys([]byte(tt.set))
			if len(set.Keys) != tt.keys || (err == nil) != (tt.keys > 0) {
				t.Errorf("%d keys, %v; want %d", len(set.Keys), err, tt.keys)
			}
		})
	}
}

// What a client publishes for everybody may hold what is of no use here.
//
// conformance: RFC 7517 §5
func TestUsableKeys(t *testing.T) {
	good := strings.TrimSuffix(strings.TrimPrefix(string(keySet(t, "ec")), `{"keys":[`), `]}`)
	const bad = `{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"},{"kty":"RSA"},{"kty":5},{},[],1,null,`
	for name, tt := range map[string]struct {
		set  string
		keys int // -1 is a refusal
	}{
		"one key":                               {`{"keys":[` + good + `]}`, 1},
		"no key":                                {`{"keys":[]}`, 0},
		"RFC 7517 5: unknown members":           {`{"keys":[` + good + `],"a":1}`, 1},
		"RFC 7517 5: unknown kinds of keys":     {`{"keys":[{"kty":"XYZ"},{"kty":"OKP","crv":"X25519","x":"AAAA"},` + good + `]}`, 1},
		"RFC 7517 5: damaged keys":              {`{"keys":[` + bad + good + `]}`, 1},
		"RFC 7517 5: weak keys":                 {string(keySet(t, "weak", "ed")), 1},
		"RFC 7517 9.3: a private key":           {string(keySet(t, "private", "ed")), 1},
		"RFC 7517 9.3: a shared key":            {string(keySet(t, "shared", "ed")), 1},
		"RFC 7517 5: keys is missing":           {`{}`, -1},
		"RFC 7517 5: keys is null":              {`{"keys":null}`, -1},
		"RFC 7517 5: keys is an object":         {`{"keys":{}}`, -1},
		"RFC 7517 5: a key alone is not a set":  {good, -1},
		"RFC 7517 5: not JSON":                  {`<html>`, -1},
		"RFC 7517 5: something after the value": {`{"keys":[` + good + `]}x`, -1},
		"more keys than anybody has":            {`{"keys":[` + strings.Repeat(good+",", 20) + good + `]}`, -1},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := application.UsableKeys([]byte(tt.set))
			if tt.keys < 0 && err == nil || tt.keys >= 0 && (err != nil || len(set.Keys) != tt.keys) {
				t.Errorf("%d keys, %v; want %d", len(set.Keys), err, tt.keys)
			}
		})
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"oct","k":"AA"},{"kty":"RSA","n":"AA","e":"AQAB"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		set, err := application.ParseKeys(text)
		if err != nil && len(set.Keys) > 0 {
			t.Fatal("keys beside an error")
		}
		for _, k := range set.Keys {
			if !k.IsPublic() || !k.Valid() {
				t.Fatalf("a key that is not public: %v", k.Key)
			}
		}
		usable, usableErr := application.UsableKeys(text)
		if err == nil && (usableErr != nil || len(usable.Keys) != len(set.Keys)) {
			t.Fatalf("%d keys may be registered, %d used: %v", len(set.Keys), len(usable.Keys), usableErr)
		}
		for _, k := range usable.Keys {
			if !k.IsPublic() || !k.Valid() {
				t.Fatalf("a key that is not public: %v", k.Key)
			}
		}
	})
}

// Clients that prove themselves by a key have no secret to lose.
func TestKeyClientsHaveNoSecret(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		a, text := f.create(t, application.NewApplication{Slug: "a", Name: "A", Client: application.Client{
			AuthMethod: application.AuthPrivateKeyJWT, JWKS: keySet(t, "ec"),
		}})
		if text != "" || f.count(t, `SELECT count(*) FROM application_secrets`) != 0 {
			t.Errorf("it has the secret %q", text)
		}
		if _, err := f.RotateSecret(t.Context(), root, a.ID, 0); !errors.Is(err, application.ErrInvalid) {
			t.Errorf("it gets a secret: %v", err)
		}
	})
}

func TestHTTPClient(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		f := start(t, d, newClock())
		c := serve(f)
		settings := func(t *testing.T, text string) string {
			t.Helper()
			var got struct {
				Application struct {
					Client json.RawMessage `json:"client"`
				} `json:"application"`
			}
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatal(err)
			}
			return string(got.Application.Client)
		}
		code, text := c.raw(t, "POST", "", `{"name":"A","slug":"a","redirectUris":["https://a.example/cb"],"client":{"application_type":"native","dpop_bound_access_tokens":true,
			"default_max_age":0,"post_logout_redirect_uris":["https://a.example/bye"],"unknown_member":1}}`)
		if want := `{"application_type":"native","dpop_bound_access_tokens":true,"default_max_age":0,"post_logout_redirect_uris":["https://a.example/bye"]}`; code != 201 || settings(t, text) != want {
			t.Errorf("created: %d %s", code, text)
		}
		a, err := f.ByClientID(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		one := "/" + a.ID
		for _, step := range []struct{ body, want string }{
			{`{"name":"B"}`, `{"application_type":"native","dpop_bound_access_tokens":true,"default_max_age":0,"post_logout_redirect_uris":["https://a.example/bye"]}`},
			{`{"client":{}}`, `{"application_type":"native","dpop_bound_access_tokens":true,"default_max_age":0,"post_logout_redirect_uris":["https://a.example/bye"]}`},
			{`{"client":{"dpop_bound_access_tokens":false,"default_max_age":null,"contacts":["a@a.example"]}}`, `{"application_type":"native","post_logout_redirect_uris":["https://a.example/bye"],"contacts":["a@a.example"]}`},
			{`{"client":{"application_type":null,"APPLICATION_TYPE":"native","contacts":null,"post_logout_redirect_uris":null}}`, `{}`},
			{`{"client":{"jwks":` + string(keySet(t, "ed")) + `}}`, `{"jwks":` + string(keySet(t, "ed")) + `}`},
		} {
			if code, text := c.raw(t, "PATCH", one, step.body); code != 200 || settings(t, text) != step.want {
				t.Errorf("%s: %d %s", step.body, code, text)
			}
		}
		if n := f.count(t, `SELECT count(*) FROM audit_events WHERE action = 'application.updated' AND details LIKE '%"client.contacts","client.default_max_age","client.dpop_bound_access_tokens"]%'`); n != 1 {
			t.Errorf("%d events name what changed", n)
		}
		for _, client := range []string{
			`5`, `[]`, `"x"`, `{"application_type":"x"}`, `{"application_type":5}`, `{"jwks":5}`, `{"jwks":"x"}`, `{"contacts":"a@a.example"}`, `{"contacts":[5]}`,
			`{"default_max_age":"1"}`, `{"default_max_age":1.5}`, `{"dpop_bound_access_tokens":"yes"}`, `{"initiate_login_uri":"http://a.example"}`,
			`{"contacts":["\u0000@a.example"]}`, `{"jwks_uri":"\ud800"}`,
		} {
			c.refused(t, "PATCH", one, `{"client":`+client+`}`, 400, "APP_001")
			c.refused(t, "POST", "", `{"name":"C","slug":"c","client":`+client+`}`, 400, "APP_001")
		}
		_, text = c.raw(t, "PATCH", one, `{"client":{"contacts":["a@a.example","secret value"]}}`)
		if want := `"details":[{"field":"body.client.contacts[1]","problem":"must be an e-mail address"}]`; !strings.Contains(text, want) {
			t.Errorf("got %s, want %s", text, want)
		}
	})
}
