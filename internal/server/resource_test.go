package server_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

const (
	invoices = "https://invoices.example.com/v1"
	orders   = "https://orders.example.com/"
)

// registered adds two APIs with scopes of their own to a shop, whose
// confidential application may ask for these.
func registered(t *testing.T, s *shop, change ...func(*resource.NewResource)) {
	t.Helper()
	for _, n := range []resource.NewResource{
		{Identifier: invoices, Name: "Invoices", Scopes: []resource.Scope{{Name: "invoices.read", Description: "See your invoices"}}},
		{Identifier: orders, Name: "Orders", Scopes: []resource.Scope{{Name: "orders.read"}}, TokenLife: 5 * time.Minute, SigningAlg: "PS256"},
	} {
		for _, f := range change {
			f(&n)
		}
		if _, err := s.Services.Resources.Create(t.Context(), seed.Console(), n); err != nil {
			t.Fatal(err)
		}
	}
	scopes := append(application.Scopes(), "invoices.read", "orders.read")
	s.Update(t, s.conf, application.Changes{AllowedScopes: &scopes})
}

// conformance: RFC 8707 §2
func TestResourceAtAuthorize(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		registered(t, &s, func(n *resource.NewResource) {
			if n.Identifier == orders {
				n.Applications = []string{s.free.ID}
			}
		})
		for name, values := range map[string][]string{
			"RFC 8707 2: unknown":                       {"https://nobody.example"},
			"RFC 8707 2: relative":                      {"/v1"},
			"RFC 8707 2: fragment":                      {invoices + "#a"},
			"RFC 8707 2: empty fragment":                {invoices + "#"},
			"RFC 8707 2: compared exactly, slash added": {invoices + "/"},
			"RFC 8707 2: compared exactly, slash left":  {orders[:len(orders)-1]},
			"RFC 8707 2: compared exactly, letter case": {"https://Invoices.example.com/v1"},
			"RFC 8707 2: not for this client":           {orders},
			"RFC 8707 2: one of two is not":             {invoices, orders},
		} {
			t.Run(name, func(t *testing.T) {
				q := s.conf.Request("openid")
				q["resource"] = values
				to := s.browser.Authorize(t, q).Want(t, 302).Location(t)
				if at(to) != seed.Redirect || to.Query().Get("error") != "invalid_target" || to.Query().Get("code") != "" {
					t.Errorf("sent to %s", to)
				}
			})
		}
		t.Run("RFC 8707 2: several", func(t *testing.T) {
			q := s.free.Request("openid")
			q["resource"] = []string{invoices, orders}
			code := s.browser.Authorize(t, q).Want(t, 302).Location(t).Query().Get("code")
			claims := verifiedJWT(t, s.World, s.Token(t, s.free.Exchange(code)).Tokens(t).Access, jose.ES256, "at+jwt")
			audience := []any{invoices, orders, s.URL + seed.UserinfoPath}
			if got, _ := claims["aud"].([]any); !slices.Equal(got, audience) {
				t.Errorf("aud %v", claims["aud"])
			}
		})
		t.Run("a scope that the application is not allowed", func(t *testing.T) {
			to := s.browser.Authorize(t, s.free.Request("openid orders.read", "resource", orders)).Want(t, 302).Location(t)
			if to.Query().Get("error") != "invalid_scope" {
				t.Errorf("sent to %s", to)
			}
		})
	})
}

// conformance: RFC 8707 §2.2
func TestResourceAtToken(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		registered(t, &s)
		begin := func(scope string, resources ...string) string {
			q := s.conf.Request(scope)
			q["resource"] = resources
			return s.browser.Authorize(t, q).Want(t, 302).Location(t).Query().Get("code")
		}
		const scope = "openid roles offline_access invoices.read orders.read"

		t.Run("RFC 8707 2.2: a token for one API carries its scopes only", func(t *testing.T) {
			tokens := s.Token(t, s.conf.Exchange(begin(scope, invoices, orders), "resource", invoices)).Tokens(t)
			claims := verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")
			if claims["scope"] != "openid roles offline_access invoices.read" || tokens.Scope != claims["scope"] || tokens.ExpiresIn != 3600 {
				t.Errorf("%v, %+v", claims["scope"], tokens)
			}
			next := s.Token(t, s.conf.Refresh(tokens.Refresh, "resource", orders)).Tokens(t)
			claims = verifiedJWT(t, s.World, next.Access, jose.PS256, "at+jwt")
			if claims["scope"] != "openid roles offline_access orders.read" || next.ExpiresIn != 300 || claims["exp"].(float64)-claims["iat"].(float64) != 300 {
				t.Errorf("%v, %+v", claims, next)
			}
			all := s.Token(t, s.conf.Refresh(next.Refresh)).Tokens(t)
			claims = verifiedJWT(t, s.World, all.Access, jose.ES256, "at+jwt")
			if claims["scope"] != scope || all.ExpiresIn != 300 {
				t.Errorf("for both: %v, %+v", claims["scope"], all)
			}
			refusedToken(t, s.Token(t, s.conf.Refresh(all.Refresh, "resource", seed.API)), 400, "invalid_target")
			s.Userinfo(t, all.Access).Want(t, 200)
		})
		t.Run("without a resource the token carries every scope", func(t *testing.T) {
			tokens := s.Token(t, s.conf.Exchange(begin(scope))).Tokens(t)
			if o := s.Introspect(t, s.conf, tokens.Access); tokens.Scope != scope || o["scope"] != scope || o["aud"] != nil {
				t.Errorf("%+v, %v", tokens, o)
			}
		})
		t.Run("RFC 8707 2: client credentials", func(t *testing.T) {
			form := func(scope string, resources ...string) url.Values {
				return s.conf.Authenticated(url.Values{"grant_type": {"client_credentials"}, "scope": {scope}, "resource": resources})
			}
			tokens := s.Token(t, form("invoices.read orders.read", orders)).Tokens(t)
			claims := verifiedJWT(t, s.World, tokens.Access, jose.PS256, "at+jwt")
			if claims["scope"] != "orders.read" || claims["aud"] != orders || tokens.ExpiresIn != 300 {
				t.Errorf("%v, %+v", claims, tokens)
			}
			refusedToken(t, s.Token(t, form("invoices.read", orders, "https://nobody.example")), 400, "invalid_target")
		})
		t.Run("an API that is no longer for the client", func(t *testing.T) {
			list, err := s.Services.Resources.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(list, func(r resource.Resource) bool { return r.Identifier == invoices })
			code, refresh := begin(scope, invoices), s.Token(t, s.conf.Exchange(begin(scope, invoices))).Tokens(t).Refresh
			nobody := []string{}
			if _, err := s.Services.Resources.Update(t.Context(), seed.Console(), list[i].ID, resource.Changes{Applications: &nobody}); err != nil {
				t.Fatal(err)
			}
			refusedToken(t, s.Token(t, s.conf.Exchange(code, "resource", invoices)), 400, "invalid_target")
			refusedToken(t, s.Token(t, s.conf.Refresh(refresh, "resource", invoices)), 400, "invalid_target")
			refusedToken(t, s.Token(t, s.conf.Refresh(refresh)), 400, "invalid_target")
		})
	})
}

// The client's own setting and the API's: the shorter one counts.
func TestResourceTokenLife(t *testing.T) {
	s := openShop(t, sqlite(t))
	registered(t, &s)
	for _, c := range []struct {
		setting  int
		resource string
		want     int64
	}{
		{0, "", 3600}, {0, invoices, 3600}, {0, orders, 300}, {60, invoices, 60}, {60, orders, 60}, {600, orders, 300}, {7200, invoices, 7200},
	} {
		settings := s.conf.Client
		settings.AccessTokenLife = c.setting
		s.Update(t, s.conf, application.Changes{Client: &settings})
		form := s.conf.Authenticated(url.Values{"grant_type": {"client_credentials"}})
		if c.resource != "" {
			form.Set("resource", c.resource)
		}
		if got := s.Token(t, form).Tokens(t); got.ExpiresIn != c.want {
			t.Errorf("%+v: %d", c, got.ExpiresIn)
		}
	}
}

func TestResourceAdministration(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := openShop(t, d)
		root := s.SignedIn(t, s.Superadmin(t))
		const path = "/api/admin/resources"
		s.browser.Get(t, path).Want(t, 403, "AUTH_001")
		list := root.Get(t, path).Want(t, 200).Object(t)["resources"].([]any)
		if len(list) != 2 || list[0].(map[string]any)["origin"] != "environment" || list[0].(map[string]any)["configured"] != true {
			t.Errorf("seeded %v", list)
		}
		configured, _ := list[0].(map[string]any)["id"].(string)
		root.Do(t, "DELETE", path+"/"+configured, "", "").Want(t, 409, "RES_004")

		created := root.Post(t, path, map[string]any{
			"identifier": invoices, "name": "Invoices", "scopes": []any{map[string]any{"name": "invoices.read", "description": "See your invoices"}},
			"accessTokenLifetime": 600, "accessTokenSigningAlg": "EdDSA", "allowedApplications": []string{s.conf.ID},
		}).Want(t, 200+1).Object(t)["resource"].(map[string]any)
		id, _ := created["id"].(string)
		if created["accessTokenLifetime"] != 600.0 || created["origin"] != "admin" || created["configured"] != false || created["isActive"] != true {
			t.Errorf("created %v", created)
		}
		root.Post(t, path, map[string]any{"identifier": invoices, "name": "Again"}).Want(t, 409, "RES_003")
		for _, body := range []map[string]any{
			{"identifier": "invoices", "name": "X"},
			{"name": "X"},
			{"identifier": orders, "name": "X", "accessTokenLifetime": 10},
			{"identifier": orders, "name": "X", "accessTokenLifetime": 1e18},
			{"identifier": orders, "name": "X", "accessTokenSigningAlg": "none"},
			{"identifier": orders, "name": "X", "allowedApplications": []string{"nobody"}},
		} {
			root.Post(t, path, body).Want(t, 400, "RES_001")
		}
		changed := root.JSON(t, "PATCH", path+"/"+id, map[string]any{"allowedApplications": nil, "accessTokenLifetime": nil, "identifier": "https://x.example"}).
			Want(t, 200).Object(t)["resource"].(map[string]any)
		if changed["allowedApplications"] != nil || changed["accessTokenLifetime"] != nil || changed["identifier"] != invoices {
			t.Errorf("changed %v", changed)
		}
		none := root.JSON(t, "PATCH", path+"/"+id, map[string]any{"allowedApplications": []string{}}).Want(t, 200).Object(t)["resource"].(map[string]any)
		if list, is := none["allowedApplications"].([]any); !is || len(list) != 0 {
			t.Errorf("for nobody: %v", none)
		}
		if got := root.Get(t, path+"/"+id).Want(t, 200).Object(t)["resource"].(map[string]any); got["name"] != "Invoices" {
			t.Errorf("shown %v", got)
		}
		scopes := s.Browser(t).Get(t, "/api/public/scopes?scope=openid+invoices.read&resource="+url.QueryEscape(invoices)).Want(t, 200).Object(t)["scopes"].([]any)
		if len(scopes) != 1 || scopes[0].(map[string]any)["description"] != "See your invoices" || scopes[0].(map[string]any)["resource"] != "Invoices" {
			t.Errorf("meanings %v", scopes)
		}
		root.Do(t, "DELETE", path+"/"+id, "", "").Want(t, 204)
		root.Get(t, path+"/"+id).Want(t, 404, "RES_002")
	})
}

// conformance: RFC 9728 §3
// conformance: RFC 9728 §3.3
func TestResourceMetadata(t *testing.T) {
	s := openShop(t, sqlite(t))
	registered(t, &s)
	const path = "/.well-known/oauth-protected-resource"
	local := s.URL + "/apis/a%20b"
	if _, err := s.Services.Resources.Create(t.Context(), seed.Console(), resource.NewResource{Identifier: local, Name: "Beside us"}); err != nil {
		t.Fatal(err)
	}
	b := s.Browser(t)
	for request, identifier := range map[string]string{
		path:                     s.URL,
		path + seed.UserinfoPath: s.URL + seed.UserinfoPath,
		path + "/apis/a%20b":     local,
		path + "?resource=" + url.QueryEscape(invoices): invoices,
		path + "?resource=" + url.QueryEscape(orders):   orders,
		path + "?resource=" + url.QueryEscape(seed.API): seed.API,
	} {
		a := b.Get(t, request, "Origin", "").Want(t, 200)
		o := a.Object(t)
		servers, _ := o["authorization_servers"].([]any)
		if o["resource"] != identifier || len(servers) != 1 || servers[0] != s.URL {
			t.Errorf("%s: %s", request, a.Body)
		}
		if a.Header.Get("Content-Type") != "application/json" || a.Header.Get("Access-Control-Allow-Origin") != "*" || a.Header.Get("Cache-Control") == "no-store" {
			t.Errorf("%s: %v", request, a.Header)
		}
	}
	o := b.Get(t, path+"?resource="+url.QueryEscape(invoices)).Want(t, 200).Object(t)
	if own := b.Get(t, path+seed.UserinfoPath).Want(t, 200).Object(t); own["dpop_signing_alg_values_supported"] == nil || o["dpop_signing_alg_values_supported"] != nil {
		t.Errorf("metadata of userinfo %v, of another %v", own, o)
	}
	if scopes, _ := o["scopes_supported"].([]any); len(scopes) != 1 || scopes[0] != "invoices.read" || o["resource_name"] != "Invoices" {
		t.Errorf("metadata %v", o)
	}
	for _, unknown := range []string{path + "/nope", path + "?resource=", path + "?resource=https://nobody.example", path + "?resource=" + url.QueryEscape(invoices+"/")} {
		b.Get(t, unknown).Want(t, 404)
	}

	t.Run("RFC 9728 5.1: userinfo tells where its metadata is", func(t *testing.T) {
		want := `resource_metadata="` + s.URL + path + seed.UserinfoPath + `"`
		for _, headers := range [][]string{nil, {"Authorization", "Bearer nonsense"}} {
			a := b.Get(t, seed.UserinfoPath, headers...).Want(t, 401)
			for _, challenge := range a.Header.Values("WWW-Authenticate") {
				if !strings.HasSuffix(challenge, ", "+want) {
					t.Errorf("challenge %q", challenge)
				}
			}
			if a.Header.Get("WWW-Authenticate") == "" || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", a.Header)
			}
		}
	})
	t.Run("a client that follows the metadata of userinfo gets a token for it", func(t *testing.T) {
		tokens := s.Tokens(t, s.browser, s.conf, "openid email", "resource", s.URL+seed.UserinfoPath)
		claims := verifiedJWT(t, s.World, tokens.Access, jose.ES256, "at+jwt")
		if claims["aud"] != s.URL+seed.UserinfoPath {
			t.Errorf("aud %v", claims["aud"])
		}
		s.Userinfo(t, tokens.Access).Want(t, 200)
	})
}
