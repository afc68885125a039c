package registration_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

func documents(mode config.DocumentMode, hosts ...string) func(*config.Registration) {
	return func(r *config.Registration) { r.Documents, r.Hosts = mode, hosts }
}

const localhost = "127.0.0.1" // where the host of tests stands

// document puts a document on the host, with changes, and returns its address.
func (w world) document(t *testing.T, path string, changes ...any) string {
	t.Helper()
	address := w.host.URL + path
	return w.host.serve(path, file{body: text(t, address, changes...)})
}

func text(t *testing.T, address string, changes ...any) string {
	t.Helper()
	b := body(append([]any{"client_id", address}, changes...)...)
	out, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// request is an authorization request of a document's client.
func request(address, scope string, changes ...string) url.Values {
	return seed.App{Application: application.Application{DocumentURL: address, RedirectURIs: []string{seed.Redirect}}}.Request(scope, changes...)
}

func (w world) refusedPage(t *testing.T, a seed.Answer, what ...string) {
	t.Helper()
	a.Want(t, 400)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || a.Header.Get("Location") != "" {
		t.Fatalf("no page of ours: %v", a.Header)
	}
	for _, part := range what {
		if !strings.Contains(string(a.Body), part) {
			t.Errorf("the page does not say %q: %s", part, a.Body)
		}
	}
}

// conformance: Client ID Metadata Document §3
// conformance: Client ID Metadata Document §4
func TestDocumentFlow(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		u := w.User(t, "Olive Auth", "oa@example.com")
		address := w.document(t, "/client.json", "grant_types", []string{"authorization_code", "refresh_token"}, "logo_uri", "https://client.example/l.png",
			"policy_uri", "https://client.example/p", "tos_uri", "https://client.example/t", "contacts", []string{"a@client.example"},
			"access_token_lifetime", 86400, "scope", "openid email offline_access roles")
		browser := w.SignedIn(t, u)
		page := browser.Authorize(t, request(address, "openid offline_access")).Want(t, 302).Location(t)
		if page.Path != "/oauth2/consent" {
			t.Fatalf("the user is sent to %s", page)
		}
		shown := browser.Get(t, "/api/auth/oauth2/public-client?client_id="+url.QueryEscape(address)).Want(t, 200).Object(t)
		a, err := w.Services.Applications.ByClientID(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		for member, want := range map[string]any{
			"client_id": address, "client_name": "Some client", "client_host": localhost, "unverified": true, "policy_uri": "https://client.example/p",
			"tos_uri": "https://client.example/t", "contacts": []any{"a@client.example"}, "logo_uri": w.URL + "/api/public/logo/" + a.Slug,
		} {
			if fmt.Sprint(shown[member]) != fmt.Sprint(want) {
				t.Errorf("%s is shown as %v", member, shown[member])
			}
		}
		code := browser.Consent(t, page, true).Want(t, 200).Location(t).Query().Get("code")
		app := seed.App{Application: a}
		tokens := w.Token(t, app.Exchange(code)).Tokens(t)
		if told := w.Introspectable(t, tokens.Access); told != address {
			t.Errorf("the token is told to be of %s", told)
		}
		w.Token(t, app.Refresh(tokens.Refresh)).Want(t, 200)
		if !a.IsPublic || a.Origin != application.OriginDocument || a.SkipConsent || a.Client.AccessTokenLife != 0 || a.Client.AuthMethod != "none" {
			t.Errorf("stored %+v", a)
		}
		if !slices.Equal(a.AllowedScopes, []string{"openid", "email", "offline_access"}) {
			t.Errorf("allowed %q", a.AllowedScopes)
		}
		if asked := w.host.asked.Load(); asked != 1 {
			t.Errorf("the document was fetched %d times", asked)
		}
		if meta := w.Browser(t).Get(t, "/.well-known/oauth-authorization-server").Object(t); meta["client_id_metadata_document_supported"] != true {
			t.Error("clients are not told")
		}
		browser.Authorize(t, request(address, "openid", "redirect_uri", "https://other.example/cb")).Want(t, 400)
	})
}

// Introspectable is the client that userinfo's own application is told a token
// belongs to.
func (w world) Introspectable(t *testing.T, token string) string {
	t.Helper()
	held, err := w.Services.Grants.Find(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Services.Applications.ByID(t.Context(), held.Token.ApplicationID)
	if err != nil {
		t.Fatal(err)
	}
	return a.ClientID()
}

func TestDocumentsRefused(t *testing.T) {
	private := map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}}}
	shared := map[string]any{"keys": []any{map[string]any{"kty": "oct", "k": "GawgguFyGrWKav7AX4VKUg"}}}
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		w.Advance(t, time.Hour)
		browser, n := w.Browser(t), 0
		refused := func(name, address, why string) {
			t.Run(name, func(t *testing.T) {
				if n++; n%20 == 0 {
					w.Advance(t, time.Hour) // newcomers of one host are few
				}
				w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "invalid_client", why)
			})
		}
		made := func(name, why string, changes ...any) {
			path := "/" + url.PathEscape(strings.ReplaceAll(name, " ", "-"))
			refused(name, w.document(t, path, changes...), why)
		}
		// conformance: Client ID Metadata Document §4
		made("Client ID Metadata Document 4: client_id of another document", "another document", "client_id", w.host.URL+"/other.json")
		refused("Client ID Metadata Document 4: client_id in another case",
			w.document(t, "/case", "client_id", strings.Replace(w.host.URL, "https", "HTTPS", 1)+"/case"), "another document")
		made("Client ID Metadata Document 4: no client_id", "no client_id", "client_id", nil)
		// conformance: Client ID Metadata Document §4.1
		made("Client ID Metadata Document 4.1: client_secret", "client_secret", "client_secret", "x")
		made("Client ID Metadata Document 4.1: client_secret that is null", "client_secret", "client_secret", json.RawMessage("\"\""))
		made("Client ID Metadata Document 4.1: client_secret_expires_at", "client_secret_expires_at", "client_secret_expires_at", 0)
		for _, method := range []string{"client_secret_basic", "client_secret_post", "client_secret_jwt", "unheard_of"} {
			made("Client ID Metadata Document 4.1: "+method, "token_endpoint_auth_method", "token_endpoint_auth_method", method)
		}
		made("shared keys", "jwks", "token_endpoint_auth_method", "private_key_jwt", "jwks", shared)
		made("private keys", "jwks", "token_endpoint_auth_method", "private_key_jwt", "jwks", private)
		made("private_key_jwt without keys", "jwks", "token_endpoint_auth_method", "private_key_jwt")
		made("no redirect URI", "redirect_uris", "redirect_uris", nil)
		made("redirect URI over http", "redirect_uris", "redirect_uris", []string{"http://client.example/cb"})
		made("redirect URI with a fragment", "redirect_uris", "redirect_uris", []string{"https://client.example/cb#a"})
		made("redirect URI that is a script", "redirect_uris", "redirect_uris", []string{"javascript:alert(1)"})
		made("client credentials", "grant_types", "grant_types", []string{"client_credentials"}, "token_endpoint_auth_method", "private_key_jwt", "jwks", shared)
		made("implicit", "grant_types", "grant_types", []string{"implicit"})
		made("software statement", "software statement", "software_statement", "a.b.c")
		made("scopes beyond the ceiling only", "scope", "scope", "roles org")
		made("name of a wrong type", "JSON object", "client_name", 5)
		for name, f := range map[string]file{
			"no JSON": {body: "hello"}, "an array": {body: "[]"}, "null": {body: "null"}, "nothing": {body: ""}, "not found": {status: 404},
			"an error": {status: 500}, "a redirection": {status: 302}, "success of another kind": {status: 201, body: "{}"},
			"a page": {kind: "text/html", body: "{}"}, "too large": {body: `{"x":"` + strings.Repeat("a", 20<<10) + `"}`},
		} {
			refused("document that is "+name, w.host.serve("/"+url.PathEscape(name), f), "document")
		}
		for name, id := range map[string]string{
			// conformance: Client ID Metadata Document §3
			"Client ID Metadata Document 3: no path": w.host.URL, "Client ID Metadata Document 3: fragment": w.host.URL + "/a#b", "Client ID Metadata Document 3: empty fragment": w.host.URL + "/a#",
			"Client ID Metadata Document 3: user name": strings.Replace(w.host.URL, "https://", "https://u@", 1) + "/a", "Client ID Metadata Document 3: password": strings.Replace(w.host.URL, "https://", "https://u:p@", 1) + "/a",
			"Client ID Metadata Document 3: double dot": w.host.URL + "/a/../b", "Client ID Metadata Document 3: single dot": w.host.URL + "/./b", "Client ID Metadata Document 3: encoded dots": w.host.URL + "/a/%2e%2E/b",
			"Client ID Metadata Document 3: http": strings.Replace(w.host.URL, "https://", "http://", 1) + "/a", "no host": "https:///a", "backslash": w.host.URL + "/a\\b", "space": w.host.URL + "/a b",
			"too long": w.host.URL + "/" + strings.Repeat("a", 1100), "opaque": "https:a",
		} {
			refused(name, id, "client_id")
		}
		// conformance: Client ID Metadata Document §6
		refused("SSRF: an address that is not public", "https://10.0.0.1/client.json", "could not be fetched")
		refused("SSRF: the cloud's own", "https://169.254.169.254/latest/meta-data", "could not be fetched")
		if n := w.Count(t, `SELECT (SELECT count(*) FROM applications) + (SELECT count(*) FROM client_documents)`); n != 0 {
			t.Errorf("%d rows were left behind", n)
		}
	})
}

func TestDocumentGovernance(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		t.Run("off", func(t *testing.T) {
			w := newWorld(t, d, documents(config.DocumentsOff))
			w.refusedPage(t, w.Browser(t).Authorize(t, request(w.document(t, "/off"), "openid")), "invalid_client")
			if w.host.asked.Load() != 0 {
				t.Error("it was fetched")
			}
			if meta := w.Browser(t).Get(t, "/.well-known/oauth-authorization-server").Object(t); meta["client_id_metadata_document_supported"] != false {
				t.Error("clients are told otherwise")
			}
		})
		t.Run("off again", func(t *testing.T) {
			w := newWorld(t, d, documents(config.DocumentsOpen))
			address := w.document(t, "/known")
			w.Browser(t).Authorize(t, request(address, "openid")).Want(t, 302)
			later := newWorld(t, d, documents(config.DocumentsOff))
			later.refusedPage(t, later.Browser(t).Authorize(t, request(address, "openid")), "invalid_client")
		})
		t.Run("allow-list", func(t *testing.T) {
			w := newWorld(t, d, documents(config.DocumentsAllowList, "app.example.com"))
			w.refusedPage(t, w.Browser(t).Authorize(t, request(w.document(t, "/list"), "openid")), "unauthorized_client")
			if w.host.asked.Load() != 0 {
				t.Error("it was fetched")
			}
			w = newWorld(t, d, documents(config.DocumentsAllowList, localhost))
			w.Browser(t).Authorize(t, request(w.document(t, "/list"), "openid")).Want(t, 302)
		})
		t.Run("ask-admin, but for listed hosts", func(t *testing.T) {
			w := newWorld(t, d, documents(config.DocumentsAskAdmin, localhost))
			w.Browser(t).Authorize(t, request(w.document(t, "/listed"), "openid")).Want(t, 302)
		})
	})
}

func TestDocumentApproval(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsAskAdmin))
		root, browser := w.SignedIn(t, w.Superadmin(t)), w.Browser(t)
		const path = "/api/admin/client-documents"
		type document struct {
			ID      string `json:"applicationId"`
			Client  string `json:"clientId"`
			Active  bool   `json:"isActive"`
			Pending bool   `json:"isPending"`
		}
		list := func() (all []document) {
			t.Helper()
			var out struct {
				Documents []document `json:"documents"`
			}
			root.Get(t, path).Want(t, 200).Into(t, &out)
			return out.Documents
		}
		first, second, third := w.document(t, "/first"), w.document(t, "/second"), w.document(t, "/third")
		for range 2 {
			w.refusedPage(t, browser.Authorize(t, request(first, "openid")), "client_pending", "waits for approval")
		}
		a := browser.Authorize(t, request(first, "openid"), "Accept-Language", "fr")
		w.refusedPage(t, a, "attend une approbation")
		browser.Authorize(t, request(second, "openid")).Want(t, 400)
		browser.Authorize(t, request(third, "openid")).Want(t, 400)
		all := list()
		if len(all) != 3 || slices.ContainsFunc(all, func(d document) bool { return d.Active || !d.Pending }) {
			t.Fatalf("listed %+v", all)
		}
		id := func(address string) string {
			i := slices.IndexFunc(all, func(d document) bool { return d.Client == address })
			return all[i].ID
		}
		root.Post(t, path+"/"+id(first)+"/approve", map[string]any{}).Want(t, 200)
		browser.Authorize(t, request(first, "openid")).Want(t, 302)
		root.Post(t, path+"/"+id(second)+"/reject", map[string]any{}).Want(t, 200)
		w.refusedPage(t, browser.Authorize(t, request(second, "openid")), "client_disabled")
		root.JSON(t, "PATCH", "/api/admin/applications/"+id(third), map[string]any{"isActive": true}).Want(t, 200)
		browser.Authorize(t, request(third, "openid")).Want(t, 302)
		for _, d := range list() {
			if d.Pending || d.Active != (d.Client != second) {
				t.Errorf("listed %+v", d)
			}
		}
		if asked := w.host.asked.Load(); asked != 3 {
			t.Errorf("documents were fetched %d times", asked)
		}
		own := w.Application(t, application.NewApplication{Slug: "own"})
		root.Post(t, path+"/"+own.ID+"/approve", map[string]any{}).Want(t, 404, "REG_003")
		root.Post(t, path+"/00000000-0000-7000-8000-000000000000/approve", map[string]any{}).Want(t, 404, "APP_002")
		plain := w.SignedIn(t, w.User(t, "U", "u@example.com"))
		plain.Post(t, path+"/"+id(second)+"/approve", map[string]any{}).Want(t, 403)
		plain.Get(t, path).Want(t, 403)
	})
}

// A document is read again when it is no longer fresh. What an administrator
// settled stays; who relied on what changed is asked anew.
func TestDocumentRefresh(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		u := w.User(t, "Olive Auth", "oa@example.com")
		browser := w.SignedIn(t, u)
		address := w.document(t, "/client.json")
		stored := func() application.Application {
			t.Helper()
			a, err := w.Services.Applications.ByClientID(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		consents := func() int64 { return w.Count(t, `SELECT count(*) FROM consents`) }
		browser.Code(t, seed.App{Application: application.Application{DocumentURL: address, RedirectURIs: []string{seed.Redirect}}}, "openid")
		w.Update(t, seed.App{Application: stored()}, application.Changes{
			AllowedScopes: &[]string{"openid", "roles"}, ClientMembers: map[string]json.RawMessage{"access_token_lifetime": json.RawMessage("120")},
		})
		w.document(t, "/client.json", "client_name", "Another name", "redirect_uris", []string{seed.Redirect})
		browser.Authorize(t, request(address, "openid")).Want(t, 302)
		if stored().Name != "Some client" {
			t.Error("it was read again although it is fresh")
		}
		w.Advance(t, 6*time.Minute)
		browser.Authorize(t, request(address, "openid")).Want(t, 302)
		a := stored()
		if a.Name != "Another name" || !slices.Equal(a.AllowedScopes, []string{"openid", "roles"}) || a.Client.AccessTokenLife != 120 || !a.Client.AdmitsEveryone {
			t.Errorf("read again: %+v", a)
		}
		if consents() != 1 {
			t.Error("a new name took the consent away")
		}
		w.document(t, "/client.json", "client_name", "Another name", "redirect_uris", []string{seed.Redirect, "https://new.example/cb"})
		w.Advance(t, 6*time.Minute)
		page := browser.Authorize(t, request(address, "openid")).Want(t, 302).Location(t)
		if page.Path != "/oauth2/consent" || consents() != 0 {
			t.Errorf("new redirect URIs: sent to %s, %d consents", page.Path, consents())
		}
		if n := w.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'application.document_changed' AND details LIKE '%new.example%'`); n != 1 {
			t.Errorf("%d events", n)
		}
		all, err := w.Services.Registration.Described(t.Context())
		if err != nil || len(all) != 1 || !slices.Equal(all[0].Changed, []string{"redirect_uris"}) || !all[0].ChangedAt.Equal(w.Clock.Now().Truncate(time.Millisecond)) {
			t.Errorf("shown as %+v, %v", all, err)
		}
		t.Run("disabled stays disabled", func(t *testing.T) {
			w.Update(t, seed.App{Application: stored()}, application.Changes{IsActive: new(false)})
			w.document(t, "/client.json", "client_name", "Third name")
			w.Advance(t, 6*time.Minute)
			w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "client_disabled")
			if stored().IsActive {
				t.Error("it is active again")
			}
			w.Update(t, seed.App{Application: stored()}, application.Changes{IsActive: new(true)})
		})
		t.Run("its server is away", func(t *testing.T) {
			w.host.serve("/client.json", file{status: http.StatusServiceUnavailable})
			w.Advance(t, 25*time.Hour)
			browser.Authorize(t, request(address, "openid")).Want(t, 302)
			w.Advance(t, 8*24*time.Hour)
			w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "could not be fetched")
		})
		t.Run("it is taken back", func(t *testing.T) {
			w.document(t, "/client.json")
			w.Advance(t, time.Minute)
			browser.Authorize(t, request(address, "openid")).Want(t, 302)
			w.host.serve("/client.json", file{status: http.StatusNotFound})
			w.Advance(t, 25*time.Hour)
			w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "could not be fetched")
		})
		t.Run("it is spoilt", func(t *testing.T) {
			w.document(t, "/client.json", "redirect_uris", []string{"http://client.example/cb"})
			w.Advance(t, time.Minute)
			w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "redirect_uris")
		})
		t.Run("it becomes confidential", func(t *testing.T) {
			w.document(t, "/client.json", "token_endpoint_auth_method", "private_key_jwt", "jwks_uri", "https://client.example/jwks")
			w.Advance(t, 6*time.Minute)
			w.refusedPage(t, browser.Authorize(t, request(address, "openid")), "administrator")
			if !stored().IsPublic {
				t.Error("it was changed")
			}
		})
	})
}

// Requests that come at once meet one client.
func TestDocumentIsMetOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		address := w.document(t, "/client.json")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if a, err := w.Services.Registration.Resolve(t.Context(), address); err != nil || a.ClientID() != address {
					t.Errorf("%+v, %v", a, err)
				}
			})
		}
		wg.Wait()
		if n := w.Count(t, `SELECT count(*) FROM applications`); n != 1 || w.host.asked.Load() != 1 {
			t.Errorf("%d applications, %d fetches", n, w.host.asked.Load())
		}
	})
}

func TestDocumentNewcomersAreBounded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		known := w.document(t, "/known")
		browser := w.Browser(t)
		browser.Authorize(t, request(known, "openid")).Want(t, 302)
		refused := 0
		for i := range 40 {
			if a := browser.Authorize(t, request(w.document(t, fmt.Sprint("/", i)), "openid")); a.Status != 302 {
				refused++
			}
		}
		if refused != 11 { // 30 an hour, one of them above
			t.Errorf("%d of 40 were refused", refused)
		}
		browser.Authorize(t, request(known, "openid")).Want(t, 302)
	})
}

func TestDocumentPurge(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, documents(config.DocumentsOpen))
		u := w.User(t, "Olive Auth", "oa@example.com")
		tried, used, disabled := w.document(t, "/tried"), w.document(t, "/used"), w.document(t, "/disabled")
		for _, address := range []string{tried, disabled} {
			w.Browser(t).Authorize(t, request(address, "openid")).Want(t, 302)
		}
		w.SignedIn(t, u).Code(t, seed.App{Application: application.Application{DocumentURL: used, RedirectURIs: []string{seed.Redirect}}}, "openid")
		a, err := w.Services.Applications.ByClientID(t.Context(), disabled)
		if err != nil {
			t.Fatal(err)
		}
		w.Update(t, seed.App{Application: a}, application.Changes{IsActive: new(false)})
		asking := newWorld(t, d, documents(config.DocumentsAskAdmin))
		asking.Browser(t).Authorize(t, request(asking.document(t, "/pending"), "openid")).Want(t, 400)
		left := func() int64 { return w.Count(t, `SELECT count(*) FROM client_documents`) }
		for _, step := range []struct {
			pass time.Duration
			want int64
		}{{23 * time.Hour, 4}, {2 * time.Hour, 3}, {40 * 24 * time.Hour, 2}} {
			w.Advance(t, step.pass)
			if err := w.Services.Registration.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if left() != step.want {
				t.Errorf("after %s more %d are left, want %d", step.pass, left(), step.want)
			}
		}
		if _, err := w.Services.Applications.ByClientID(t.Context(), used); err != nil {
			t.Error(err)
		}
	})
}

func TestLogo(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, open)
		const png = "\x89PNG\r\n\x1a\n" + "rest of it"
		n := 0
		logo := func(t *testing.T, f file) seed.Answer {
			t.Helper()
			n++
			app := w.Application(t, application.NewApplication{Slug: fmt.Sprint("app-", n), Icon: w.host.serve(fmt.Sprint("/logo-", n), f)})
			return w.Browser(t).Get(t, app.LogoPath())
		}
		for kind, content := range map[string]string{
			"image/png": png, "image/jpeg": "\xff\xd8\xff\xe0x", "image/gif": "GIF89a...", "image/webp": "RIFF\x00\x00\x00\x00WEBPVP8 ", "image/x-icon": "\x00\x00\x01\x00\x01",
		} {
			a := logo(t, file{kind: "image/anything", body: content}).Want(t, 200)
			if a.Header.Get("Content-Type") != kind || string(a.Body) != content {
				t.Errorf("%s is served as %v", kind, a.Header)
			}
			if !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", a.Header)
			}
		}
		for name, f := range map[string]file{
			"SVG": {kind: "image/svg+xml", body: `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`}, "a page": {kind: "text/html", body: png},
			"a page that says it is an image": {kind: "image/png", body: "<!doctype html><script>alert(1)</script>"}, "too large": {kind: "image/png", body: png + strings.Repeat("a", 128<<10)},
			"not there": {status: 404}, "nothing": {kind: "image/png"}, "RIFF of another kind": {kind: "image/webp", body: "RIFF\x00\x00\x00\x00WAVEfmt "},
		} {
			t.Run(name, func(t *testing.T) { logo(t, f).Want(t, 404, "REG_004") })
		}
		bare := w.Application(t, application.NewApplication{Slug: "bare"})
		inside := w.Application(t, application.NewApplication{Slug: "inside", Icon: "https://10.0.0.1/logo.png"})
		off := w.Application(t, application.NewApplication{Slug: "off", IsActive: new(false), Icon: w.host.serve("/off", file{kind: "image/png", body: png})})
		for _, slug := range []string{bare.Slug, inside.Slug, off.Slug, "nobody"} {
			w.Browser(t).Get(t, application.LogoPath+slug).Want(t, 404, "REG_004")
		}
		before := w.host.asked.Load()
		for range 3 {
			w.Browser(t).Get(t, application.LogoPath+"app-1").Want(t, 200)
		}
		if w.host.asked.Load() != before {
			t.Error("it is fetched for every visitor")
		}
	})
}
