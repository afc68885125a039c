package registration_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/registration"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A host is a server of somebody else's, on this machine. Its files can change.
type host struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string]file
	asked atomic.Int64
}

type file struct {
	status      int // 0 is 200
	kind, body  string
	cacheHeader string
}

func newHost(t *testing.T) *host {
	t.Helper()
	h := &host{files: map[string]file{}}
	h.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		h.mu.Lock()
		f, known := h.files[r.URL.RequestURI()]
		h.mu.Unlock()
		if !known {
			f.status = http.StatusNotFound
		}
		if f.kind == "" {
			f.kind = "application/json"
		}
		w.Header().Set("Content-Type", f.kind)
		if f.cacheHeader != "" {
			w.Header().Set("Cache-Control", f.cacheHeader)
		}
		if f.status == 0 {
			f.status = http.StatusOK
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *host) serve(path string, f file) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[path] = f
	return h.URL + path
}

// A world is a service that lets clients in as change says, with a host whose
// certificate it trusts.
type world struct {
	*seed.World
	host *host
}

func newWorld(t *testing.T, d *db.DB, change func(r *config.Registration)) world {
	t.Helper()
	h := newHost(t)
	pool := x509.NewCertPool()
	pool.AddCert(h.Certificate())
	return world{seed.New(t, d, func(c *config.Config) {
		c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, pool
		change(&c.Registration)
	}), h}
}

func open(r *config.Registration)   { r.Mode = config.RegistrationOpen }
func closed(r *config.Registration) { r.Mode = config.RegistrationOff }
func byToken(r *config.Registration) {
	r.Mode = config.RegistrationToken
}

// body is the metadata of a client like most, with changes.
func body(changes ...any) map[string]any {
	b := map[string]any{"redirect_uris": []string{seed.Redirect}, "client_name": "Some client"}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == nil {
			delete(b, changes[i].(string))
			continue
		}
		b[changes[i].(string)] = changes[i+1]
	}
	return b
}

func (w world) register(t *testing.T, b map[string]any, token string) seed.Answer {
	t.Helper()
	return w.manage(t, "POST", w.URL+registration.Path, b, token)
}

// manage sends a request as a client does: without cookies or Origin.
func (w world) manage(t *testing.T, method, address string, b any, token string) seed.Answer {
	t.Helper()
	headers := []string{"Origin", ""}
	if token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	path := strings.TrimPrefix(address, w.URL)
	if b == nil {
		return w.Browser(t).Do(t, method, path, "", "", headers...)
	}
	return w.Browser(t).JSON(t, method, path, b, headers...)
}

// A client is what registration answered.
type client struct {
	ID        string   `json:"client_id"`
	Secret    string   `json:"client_secret"`
	Expires   *int64   `json:"client_secret_expires_at"`
	IssuedAt  int64    `json:"client_id_issued_at"`
	Token     string   `json:"registration_access_token"`
	URI       string   `json:"registration_client_uri"`
	Scope     string   `json:"scope"`
	Redirects []string `json:"redirect_uris"`
	Grants    []string `json:"grant_types"`
	Responses []string `json:"response_types"`
	Method    string   `json:"token_endpoint_auth_method"`
	Type      string   `json:"application_type"`
}

func (w world) registered(t *testing.T, b map[string]any, token string) client {
	t.Helper()
	var c client
	w.register(t, b, token).Want(t, 201).Into(t, &c)
	return c
}

func (w world) app(t *testing.T, c client) seed.App {
	t.Helper()
	a, err := w.Services.Applications.ByClientID(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return seed.App{Application: a, Secret: c.Secret}
}

func (w world) initial(t *testing.T, uses int64, life time.Duration) string {
	t.Helper()
	_, text, err := w.Services.Registration.CreateToken(t.Context(), seed.Console(), registration.NewInitialToken{Name: "ci", Uses: uses, Life: life})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// conformance: dynamic/registration
// conformance: RFC 7591 §3.2.1
func TestRegister(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		u := w.User(t, "Olive Auth", "oa@example.com")
		b := body("scope", "openid email offline_access", "grant_types", []string{"authorization_code", "refresh_token"}, "contacts", []string{"a@client.example"},
			"logo_uri", "https://client.example/logo.png", "software_id", "s1", "unknown_member", map[string]any{"a": 1}, "client_name#fr", "Un client",
			"initiate_login_uri", "https://client.example/start", "default_max_age", 3600, "access_token_lifetime", 86400, "refresh_grace", 30, "skip_consent", true)
		answer := w.register(t, b, "").Want(t, 201)
		var c client
		answer.Into(t, &c)
		if answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Pragma") != "no-cache" {
			t.Errorf("it may be kept: %v", answer.Header)
		}
		if len(c.Secret) < 32 || c.Expires == nil || *c.Expires != 0 || c.IssuedAt != w.Clock.Now().Unix() {
			t.Errorf("secret %q, expires %v, issued %d", c.Secret, c.Expires, c.IssuedAt)
		}
		if len(c.Token) < 32 || c.URI != w.URL+registration.Path+"/"+c.ID {
			t.Errorf("management by %q at %q", c.Token, c.URI)
		}
		if c.Method != "client_secret_basic" || c.Type != "web" || !slices.Equal(c.Responses, []string{"code"}) || !slices.Equal(c.Redirects, []string{seed.Redirect}) {
			t.Errorf("defaults: %+v", c)
		}
		echo := answer.Object(t)
		for _, member := range []string{"scope", "grant_types", "contacts", "logo_uri", "client_name", "software_id", "initiate_login_uri", "default_max_age"} {
			if fmt.Sprint(echo[member]) != fmt.Sprint(roundTrip(t, b[member])) {
				t.Errorf("%s comes back as %v", member, echo[member])
			}
		}
		for _, member := range []string{"unknown_member", "client_name#fr", "access_token_lifetime", "refresh_grace", "skip_consent", "admits_everyone"} {
			if _, told := echo[member]; told {
				t.Errorf("%s comes back", member)
			}
		}
		app := w.app(t, c)
		if app.Origin != application.OriginRegistered || app.SkipConsent || !app.RequirePKCE || app.Client.AccessTokenLife != 0 || app.Client.RefreshGrace != 0 {
			t.Errorf("it took rights of its own: %+v", app.Application)
		}
		browser := w.SignedIn(t, u)
		page := browser.Authorize(t, app.Request("openid offline_access")).Want(t, 302).Location(t)
		if page.Path != "/oauth2/consent" {
			t.Fatalf("the user is sent to %s", page)
		}
		code := browser.Consent(t, page, true).Want(t, 200).Location(t).Query().Get("code")
		headers := []string{"Authorization", basic(c.ID, c.Secret)}
		form := app.Exchange(code)
		form.Del("client_id")
		form.Del("client_secret")
		tokens := w.Token(t, form, headers...).Tokens(t)
		if tokens.ID == "" || tokens.Refresh == "" {
			t.Errorf("the flow gave %+v", tokens)
		}
		for table, column := range map[string]string{"registrations": "digest", "application_secrets": "digest"} {
			if n := w.Count(t, `SELECT count(*) FROM `+table+` WHERE `+column+` IN ($1, $2)`, c.Token, c.Secret); n != 0 {
				t.Errorf("%s holds a secret in clear", table)
			}
		}
	})
}

func roundTrip(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	seed.Answer{Body: text}.Into(t, &back)
	return back
}

func basic(id, secret string) string {
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://x.example", http.NoBody)
	r.SetBasicAuth(id, secret)
	return r.Header.Get("Authorization")
}

func TestRegisterPublicAndNative(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		c := w.registered(t, body("token_endpoint_auth_method", "none", "redirect_uris", []string{"http://localhost:8090/callback", "com.example.app:/cb"}, "client_name", nil), "")
		if c.Secret != "" || c.Expires != nil || c.Type != "native" {
			t.Errorf("got %+v", c)
		}
		app := w.app(t, c)
		if !app.IsPublic || !app.RequirePKCE || app.Name == "" {
			t.Errorf("got %+v", app.Application)
		}
		claimed := w.registered(t, body("application_type", "native", "token_endpoint_auth_method", "none"), "") // RFC 8252 §7.2
		if claimed.Type != "native" {
			t.Errorf("got %+v", claimed)
		}
	})
}

// conformance: RFC 7591 §2
func TestRegisterScopes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		for asked, want := range map[string]string{
			"":                                    strings.Join(known("openid", "profile", "email", "address", "phone", "offline_access"), " "),
			"openid roles permissions org email":  "openid email",
			"email openid email something-else":   "email openid",
			"openid profile email offline_access": "openid profile email offline_access",
		} {
			if c := w.registered(t, body("scope", asked), ""); c.Scope != want {
				t.Errorf("asked for %q: got %q, want %q", asked, c.Scope, want)
			}
		}
		w.register(t, body("scope", "roles permissions"), "").Want(t, 400, "invalid_client_metadata")
		raised := newWorld(t, d, func(r *config.Registration) { r.Mode, r.Scopes = config.RegistrationOpen, []string{"openid", "roles"} })
		if c := raised.registered(t, body("scope", "openid roles email"), ""); c.Scope != "openid roles" {
			t.Errorf("with another ceiling: %q", c.Scope)
		}
	})
}

func known(scopes ...string) []string {
	return slices.DeleteFunc(scopes, func(s string) bool { return !slices.Contains(application.Scopes(), s) })
}

func TestRegisterRefuses(t *testing.T) {
	keys := map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}}}
	private := map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}}}
	shared := map[string]any{"keys": []any{map[string]any{"kty": "oct", "k": "GawgguFyGrWKav7AX4VKUg"}}}
	const metadata, redirect = "invalid_client_metadata", "invalid_redirect_uri"
	tests := []struct {
		name string
		body map[string]any
		code string
	}{
		// conformance: dynamic/redirect-uri-fragment
		{"OpenID Connect Registration 2: redirect URI with a fragment", body("redirect_uris", []string{"https://client.example/cb#foobar"}), redirect},
		{"RFC 7591 2: no redirect URI", body("redirect_uris", nil), redirect},
		{"RFC 7591 2: empty redirect URIs", body("redirect_uris", []string{}), redirect},
		{"RFC 7591 2: redirect URIs that are no list", body("redirect_uris", "https://client.example/cb"), redirect},
		{"RFC 7591 5: redirect URI over http", body("redirect_uris", []string{"http://client.example/cb"}), redirect},
		{"RFC 7591 5: redirect URI that is a script", body("redirect_uris", []string{"javascript:alert(1)"}), redirect},
		{"RFC 7591 5: redirect URI with a wildcard", body("redirect_uris", []string{"https://*.client.example/cb"}), redirect},
		// conformance: OpenID Connect Registration §2
		{"OpenID Connect Registration 2: web on localhost", body("application_type", "web", "redirect_uris", []string{"https://localhost/cb"}), redirect},
		{"OpenID Connect Registration 2: web over http", body("application_type", "web", "redirect_uris", []string{"http://127.0.0.1/cb"}), redirect},
		{"OpenID Connect Registration 2: web with a scheme of its own", body("application_type", "web", "redirect_uris", []string{"com.example.app:/cb"}), redirect},
		{"RFC 8252 7.1: scheme without a dot", body("application_type", "native", "redirect_uris", []string{"myapp:/cb"}), redirect},
		{"OpenID Connect Registration 2: native over http elsewhere", body("application_type", "native", "redirect_uris", []string{"http://client.example/cb"}), redirect},
		{"unknown application type", body("application_type", "desktop"), metadata},
		// conformance: RFC 7591 §2
		{"RFC 7591 2: jwks and jwks_uri", body("jwks", keys, "jwks_uri", "https://client.example/jwks"), metadata},
		{"private keys", body("jwks", private), metadata},
		{"shared keys", body("jwks", shared), metadata},
		{"keys that are no set", body("jwks", []any{}), metadata},
		{"private_key_jwt without keys", body("token_endpoint_auth_method", "private_key_jwt"), metadata},
		{"shared key assertions", body("token_endpoint_auth_method", "client_secret_jwt"), metadata},
		// conformance: RFC 7591 §2.1
		{"RFC 7591 2.1: code without its grant type", body("grant_types", []string{"urn:ietf:params:oauth:grant-type:device_code"}, "response_types", []string{"code"}), metadata},
		{"implicit", body("grant_types", []string{"implicit"}), metadata},
		{"response type token", body("response_types", []string{"token"}), metadata},
		{"response type code id_token", body("response_types", []string{"code id_token"}), metadata},
		{"password grant", body("grant_types", []string{"password"}), metadata},
		{"client credentials for anyone", body("grant_types", []string{"authorization_code", "client_credentials"}), metadata},
		{"token exchange", body("grant_types", []string{"authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"}), metadata},
		// conformance: RFC 7591 §2.3
		// conformance: RFC 7591 §3.2.2
		{"RFC 7591 3.2.2: software statement", body("software_statement", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3gifQ.c2ln"), "unapproved_software_statement"},
		{"RFC 7591 3.2.2: software statement that is none", body("software_statement", "nonsense"), "invalid_software_statement"},
		{"encrypted ID tokens", body("id_token_encrypted_response_alg", "RSA-OAEP"), metadata},
		{"encrypted userinfo", body("userinfo_encrypted_response_alg", "RSA-OAEP"), metadata},
		{"unsigned ID tokens", body("id_token_signed_response_alg", "none"), metadata},
		{"ID tokens by secret", body("id_token_signed_response_alg", "HS256"), metadata},
		// conformance: logout/third-party-initiated
		{"OpenID Connect Core 4: initiate_login_uri over http", body("initiate_login_uri", "http://client.example/start"), metadata},
		{"OpenID Connect Registration 5: sector over http", body("sector_identifier_uri", "http://client.example/s"), metadata},
		{"OpenID Connect Registration 5: two hosts without sector", body("subject_type", "pairwise", "redirect_uris", []string{"https://a.example/cb", "https://b.example/cb"}), metadata},
		{"logo that is a script", body("logo_uri", "javascript:alert(1)"), metadata},
		{"logo that is data", body("logo_uri", "data:image/png;base64,AA"), metadata},
		{"client_uri of a wrong type", body("client_uri", 5), metadata},
		{"long name", body("client_name", strings.Repeat("a", 101)), metadata},
		{"name with a control character", body("client_name", "a\u0007b"), metadata},
		{"contacts of a wrong type", body("contacts", "a@client.example"), metadata},
		{"negative age", body("default_max_age", -1), metadata},
	}
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				a := w.register(t, tt.body, "").Want(t, 400, tt.code)
				if description, _ := a.Object(t)["error_description"].(string); description == "" {
					t.Error("it is not told why")
				}
			})
		}
		for _, text := range []string{"", "{", "[]", "null", `"x"`, "5"} {
			w.Browser(t).Do(t, "POST", registration.Path, "application/json", text, "Origin", "").Want(t, 400, "invalid_client_metadata")
		}
		w.Browser(t).Do(t, "POST", registration.Path, "application/x-www-form-urlencoded", "redirect_uris=x", "Origin", "").Want(t, 415)
		if n := w.Count(t, `SELECT (SELECT count(*) FROM applications) + (SELECT count(*) FROM registrations)`); n != 0 {
			t.Errorf("%d rows were left behind", n)
		}
	})
}

func TestRegistrationClosed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, closed)
		a := w.register(t, body(), "").Want(t, 403, "access_denied")
		if a.Object(t)["error_description"] != "Client registration is disabled" {
			t.Errorf("got %s", a.Body)
		}
		w.register(t, body(), w.initial(t, 1, 0)).Want(t, 403, "access_denied")
		if _, told := w.Browser(t).Get(t, "/.well-known/openid-configuration").Object(t)["registration_endpoint"]; told {
			t.Error("clients are told to register")
		}
		w = newWorld(t, d, open)
		if got := w.Browser(t).Get(t, "/.well-known/openid-configuration").Object(t)["registration_endpoint"]; got != w.URL+registration.Path {
			t.Errorf("clients are told to register at %v", got)
		}
	})
}

// conformance: RFC 7591 §3
func TestInitialAccessTokens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, byToken)
		refused := func(t *testing.T, token string) {
			t.Helper()
			a := w.register(t, body(), token).Want(t, 401, "invalid_token")
			if !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("no challenge: %v", a.Header)
			}
		}
		t.Run("RFC 7591 3: none", func(t *testing.T) { refused(t, "") })
		t.Run("RFC 7591 3: unknown", func(t *testing.T) { refused(t, "iat_unknown") })
		t.Run("RFC 7591 3: by another scheme", func(t *testing.T) {
			w.Browser(t).JSON(t, "POST", registration.Path, body(), "Origin", "", "Authorization", "Basic "+w.initial(t, 1, 0)).Want(t, 401)
		})
		t.Run("used up", func(t *testing.T) {
			token := w.initial(t, 2, 0)
			w.register(t, body("redirect_uris", nil), token).Want(t, 400) // costs nothing
			first := w.registered(t, body(), token)
			if second := w.registered(t, body(), token); first.ID == second.ID || first.Token == second.Token || first.Secret == second.Secret {
				t.Error("two clients are one")
			}
			refused(t, token)
		})
		t.Run("expired", func(t *testing.T) {
			token := w.initial(t, 5, time.Hour)
			w.registered(t, body(), token)
			w.Advance(t, time.Hour)
			refused(t, token)
		})
		t.Run("taken back", func(t *testing.T) {
			token := w.initial(t, 5, 0)
			all, err := w.Services.Registration.Tokens(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c := w.registered(t, body(), token)
			if err := w.Services.Registration.DeleteToken(t.Context(), seed.Console(), all[len(all)-1].ID); err != nil {
				t.Fatal(err)
			}
			refused(t, token)
			w.manage(t, "GET", c.URI, nil, c.Token).Want(t, 200)
		})
		t.Run("in open registration too", func(t *testing.T) {
			w := newWorld(t, d, open)
			w.register(t, body(), "iat_unknown").Want(t, 401, "invalid_token")
		})
		t.Run("client credentials", func(t *testing.T) {
			c := w.registered(t, body("grant_types", []string{"client_credentials"}, "redirect_uris", nil, "token_endpoint_auth_method", "client_secret_post"), w.initial(t, 1, 0))
			if len(c.Responses) != 0 {
				t.Errorf("response types %q", c.Responses)
			}
			app := w.app(t, c)
			w.Token(t, app.Authenticated(map[string][]string{"grant_type": {"client_credentials"}, "resource": {seed.API}})).Want(t, 200)
			w.register(t, body("grant_types", []string{"client_credentials"}, "token_endpoint_auth_method", "none"), w.initial(t, 1, 0)).Want(t, 400, "invalid_client_metadata")
		})
		if n := w.Count(t, `SELECT count(*) FROM initial_access_tokens WHERE digest LIKE 'iat%'`); n != 0 {
			t.Error("a token is stored in clear")
		}
	})
}

func TestInitialAccessTokenUsesAreCounted(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, byToken)
		const uses, tries = 3, 12
		token := w.initial(t, uses, 0)
		text, err := json.Marshal(body())
		if err != nil {
			t.Fatal(err)
		}
		var made, refused atomic.Int64
		var wg sync.WaitGroup
		for range tries {
			b := w.Browser(t)
			wg.Go(func() {
				a, err := b.Send(t.Context(), "POST", registration.Path, "application/json", text, "Origin", "", "Authorization", "Bearer "+token)
				switch {
				case err != nil:
					t.Error(err)
				case a.Status == 201:
					made.Add(1)
				case a.Status == 401:
					refused.Add(1)
				default:
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		wg.Wait()
		if made.Load() != uses || refused.Load() != tries-uses {
			t.Errorf("%d clients, %d refusals", made.Load(), refused.Load())
		}
		if n := w.Count(t, `SELECT count(*) FROM registrations`); n != uses {
			t.Errorf("%d registrations", n)
		}
	})
}

// conformance: dynamic/sector-identifier
// conformance: dynamic/sector-identifier
// conformance: OpenID Connect Registration §5
func TestSector(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		redirects := []string{"https://a.example/cb", "https://b.example/cb"}
		good := w.host.serve("/good", file{body: `["https://b.example/cb","https://c.example/cb","https://a.example/cb"]`})
		c := w.registered(t, body("redirect_uris", redirects, "subject_type", "pairwise", "sector_identifier_uri", good), "")
		if app := w.app(t, c); !app.Pairwise() || app.Client.SectorIdentifier != good {
			t.Errorf("got %+v", app.Client)
		}
		for name, uri := range map[string]string{
			"one is missing": w.host.serve("/missing", file{body: `["https://a.example/cb"]`}),
			"not exact":      w.host.serve("/inexact", file{body: `["https://a.example/cb","https://b.example/cb/"]`}),
			"no list":        w.host.serve("/object", file{body: `{"redirect_uris":["https://a.example/cb"]}`}),
			"not of strings": w.host.serve("/numbers", file{body: `[1,2]`}),
			"no JSON":        w.host.serve("/page", file{kind: "text/html", body: `["https://a.example/cb","https://b.example/cb"]`}),
			"not there":      w.host.URL + "/nothing",
			"no server":      "https://127.0.0.1:1/x",
		} {
			t.Run("OpenID Connect Registration 5: "+name, func(t *testing.T) {
				w.register(t, body("redirect_uris", redirects, "sector_identifier_uri", uri), "").Want(t, 400, "invalid_client_metadata")
			})
		}
	})
}

// conformance: RFC 7592 §2
func TestManage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		c, other := w.registered(t, body("scope", "openid email"), ""), w.registered(t, body(), "")
		for name, token := range map[string]string{"none": "", "unknown": "x", "another client's": other.Token, "the client's secret": c.Secret} {
			for _, method := range []string{"GET", "PUT", "DELETE"} {
				t.Run("RFC 7592 2: "+method+" with a token that is "+name, func(t *testing.T) {
					var b any
					if method == "PUT" {
						b = body("client_id", c.ID)
					}
					a := w.manage(t, method, c.URI, b, token).Want(t, 401, "invalid_token")
					if !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
						t.Errorf("no challenge: %v", a.Header)
					}
				})
			}
		}
		var read client
		w.manage(t, "GET", c.URI, nil, c.Token).Want(t, 200).Into(t, &read)
		if read.ID != c.ID || read.Token != c.Token || read.URI != c.URI || read.Secret != "" || read.Scope != "openid email" {
			t.Errorf("read %+v", read)
		}
		for name, b := range map[string]map[string]any{
			"RFC 7592 2.2: without client_id":                 body(),
			"RFC 7592 2.2: client_id of another":              body("client_id", other.ID),
			"RFC 7592 2.2: client_secret that is not the own": body("client_id", c.ID, "client_secret", other.Secret),
			"RFC 7592 2.2: registration_access_token":         body("client_id", c.ID, "registration_access_token", c.Token),
			"RFC 7592 2.2: registration_client_uri":           body("client_id", c.ID, "registration_client_uri", c.URI),
			"RFC 7592 2.2: client_secret_expires_at":          body("client_id", c.ID, "client_secret_expires_at", 0),
			"RFC 7592 2.2: client_id_issued_at":               body("client_id", c.ID, "client_id_issued_at", 1),
			"public now":                                      body("client_id", c.ID, "token_endpoint_auth_method", "none"),
			"more than before":                                body("client_id", c.ID, "scope", "profile"),
			"client credentials now":                          body("client_id", c.ID, "grant_types", []string{"client_credentials"}),
		} {
			// conformance: RFC 7592 §2.2
			t.Run(name, func(t *testing.T) { w.manage(t, "PUT", c.URI, b, c.Token).Want(t, 400, "invalid_client_metadata") })
		}
		w.manage(t, "PUT", c.URI, body("client_id", c.ID, "redirect_uris", []string{"https://x.example/#f"}), c.Token).Want(t, 400, "invalid_redirect_uri")
		w.Update(t, w.app(t, c), application.Changes{ClientMembers: map[string]json.RawMessage{"access_token_lifetime": json.RawMessage("120")}})
		var changed client
		w.manage(t, "PUT", c.URI, body("client_id", c.ID, "client_secret", c.Secret, "client_name", "New name", "scope", "openid email profile",
			"redirect_uris", []string{"https://new.example/cb"}, "contacts", nil, "token_exchange_impersonation", true), c.Token).Want(t, 200).Into(t, &changed)
		if changed.Token == c.Token || changed.Scope != "openid email" || changed.Secret != "" || !slices.Equal(changed.Redirects, []string{"https://new.example/cb"}) {
			t.Errorf("changed %+v", changed)
		}
		app := w.app(t, c)
		if app.Name != "New name" || app.Client.AccessTokenLife != 120 || !app.Client.AdmitsEveryone || app.Client.Impersonates {
			t.Errorf("stored %+v", app.Application)
		}
		w.manage(t, "GET", c.URI, nil, c.Token).Want(t, 401, "invalid_token") // the token was replaced
		w.manage(t, "GET", c.URI, nil, changed.Token).Want(t, 200)
		t.Run("disabled by an administrator", func(t *testing.T) {
			w.Update(t, app, application.Changes{IsActive: new(false)})
			w.manage(t, "GET", c.URI, nil, changed.Token).Want(t, 403, "access_denied")
			w.manage(t, "PUT", c.URI, body("client_id", c.ID), changed.Token).Want(t, 403, "access_denied")
			w.manage(t, "DELETE", c.URI, nil, changed.Token).Want(t, 403, "access_denied")
			w.Update(t, app, application.Changes{IsActive: new(true)})
		})
		// conformance: RFC 7592 §2.3
		if a := w.manage(t, "DELETE", c.URI, nil, changed.Token).Want(t, 204); len(a.Body) != 0 {
			t.Errorf("got %s", a.Body)
		}
		w.manage(t, "GET", c.URI, nil, changed.Token).Want(t, 401, "invalid_token")
		if _, err := w.Services.Applications.ByClientID(t.Context(), c.ID); err == nil {
			t.Error("the client is still known")
		}
		w.manage(t, "GET", other.URI, nil, other.Token).Want(t, 200)
	})
}

// A key in place of a secret, and back: the new secret comes with the answer.
func TestManageAuthenticationMethod(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		jwks := map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}}
		c := w.registered(t, body("token_endpoint_auth_method", "private_key_jwt", "jwks", jwks), "")
		if c.Secret != "" || c.Expires != nil {
			t.Errorf("a client with keys has the secret %q", c.Secret)
		}
		var back client
		w.manage(t, "PUT", c.URI, body("client_id", c.ID, "token_endpoint_auth_method", "client_secret_post"), c.Token).Want(t, 200).Into(t, &back)
		if back.Secret == "" || back.Expires == nil {
			t.Fatalf("got %+v", back)
		}
		if _, err := w.Services.Applications.Authenticate(t.Context(), c.ID, back.Secret); err != nil {
			t.Error(err)
		}
	})
}

// Of updates that come at once with one token, one is carried out.
func TestRegistrationAccessTokenIsReplacedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		c := w.registered(t, body(), "")
		text, err := json.Marshal(body("client_id", c.ID))
		if err != nil {
			t.Fatal(err)
		}
		var done atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			b := w.Browser(t)
			wg.Go(func() {
				a, err := b.Send(t.Context(), "PUT", strings.TrimPrefix(c.URI, w.URL), "application/json", text, "Origin", "", "Authorization", "Bearer "+c.Token)
				switch {
				case err != nil:
					t.Error(err)
				case a.Status == 200:
					done.Add(1)
				case a.Status != 401:
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		wg.Wait()
		if done.Load() != 1 {
			t.Errorf("%d updates", done.Load())
		}
	})
}

func TestRegistrationLimit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := world{World: seed.New(t, d, func(c *config.Config) {
			open(&c.Registration)
			c.RateLimits.Disabled = false
			c.RateLimits.Limits["register"] = config.Limit{Max: 3, Window: time.Hour}
		})}
		for range 3 {
			w.registered(t, body(), "")
		}
		w.register(t, body(), "").Want(t, 429)
	})
}

func TestPurge(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		u := w.User(t, "Olive Auth", "oa@example.com")
		unused, used, disabled := w.registered(t, body(), ""), w.registered(t, body(), ""), w.registered(t, body(), "")
		machine := w.registered(t, body("grant_types", []string{"authorization_code", "client_credentials"}), w.initial(t, 1, 0))
		admins := w.Application(t, application.NewApplication{Slug: "own"})
		w.SignedIn(t, u).Code(t, w.app(t, used), "openid")
		w.Update(t, w.app(t, disabled), application.Changes{IsActive: new(false)})
		left := func() int64 { return w.Count(t, `SELECT count(*) FROM applications`) }
		purge := func() {
			t.Helper()
			if err := w.Services.Registration.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.Advance(t, 30*24*time.Hour-time.Minute)
		if purge(); left() != 5 {
			t.Errorf("%d are left too early", left())
		}
		w.Advance(t, 2*time.Minute)
		if purge(); left() != 4 {
			t.Errorf("%d are left", left())
		}
		for _, id := range []string{used.ID, disabled.ID, machine.ID, admins.Slug} {
			if _, err := w.Services.Applications.ByClientID(t.Context(), id); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		w.manage(t, "GET", unused.URI, nil, unused.Token).Want(t, 401)
		never := newWorld(t, d, func(r *config.Registration) { r.Mode, r.Unused = config.RegistrationOpen, 0 })
		never.registered(t, body(), "")
		never.Advance(t, 1000*24*time.Hour)
		if err := never.Services.Registration.Purge(t.Context()); err != nil || left() != 5 {
			t.Errorf("%d are left, %v", left(), err)
		}
	})
}

func TestTokenAPI(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, byToken)
		root := w.SignedIn(t, w.Superadmin(t))
		const path = "/api/admin/registration-tokens"
		var made struct {
			Token struct {
				ID       string `json:"id"`
				UsesLeft int64  `json:"usesLeft"`
			} `json:"token"`
			Value string `json:"value"`
		}
		root.Post(t, path, map[string]any{"name": "ci", "uses": 2, "expiresInSeconds": 3600}).Want(t, 201).Into(t, &made)
		w.registered(t, body(), made.Value)
		list := root.Get(t, path).Want(t, 200)
		if strings.Contains(string(list.Body), made.Value) || !strings.Contains(string(list.Body), `"usesLeft":1`) {
			t.Errorf("listed %s", list.Body)
		}
		root.Do(t, "DELETE", path+"/"+made.Token.ID, "", "").Want(t, 204)
		root.Do(t, "DELETE", path+"/"+made.Token.ID, "", "").Want(t, 404, "REG_002")
		w.register(t, body(), made.Value).Want(t, 401)
		for _, b := range []map[string]any{{}, {"name": ""}, {"name": "a\u0000"}, {"name": "a", "uses": 0.5}, {"name": "a", "uses": -1}, {"name": "a", "uses": 10001}, {"name": "a", "expiresInSeconds": -1}, {"name": "a", "expiresInSeconds": 31622401}} {
			root.Post(t, path, b).Want(t, 400, "REG_001")
		}
		plain := w.SignedIn(t, w.User(t, "U", "u@example.com"))
		plain.Post(t, path, map[string]any{"name": "x"}).Want(t, 403)
		plain.Get(t, path).Want(t, 403)
		w.Browser(t).Get(t, path).Want(t, 401)
	})
}
