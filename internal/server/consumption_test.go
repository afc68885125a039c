package server_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const consumptionPath = "/api/consumption"

// A meter is an application that counts what its one user consumes.
type meter struct {
	*seed.World
	app  seed.App
	user user.User
	root *seed.Browser
}

func metered(t *testing.T, d *db.DB, change ...func(*config.Config)) meter {
	t.Helper()
	w := seed.New(t, d, change...)
	m := meter{World: w, root: w.SignedIn(t, w.Superadmin(t)), user: w.User(t, "Olive Auth", "oa@example.com")}
	m.app = w.Application(t, application.NewApplication{Slug: "shop", SkipConsent: true})
	w.Access(t, m.app, m.user)
	return m
}

// ownToken is a token that an application gets for itself.
func ownToken(t *testing.T, w *seed.World, a seed.App, pairs ...string) string {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			form.Set(pairs[i], pairs[i+1])
		}
	}
	token, _ := w.Token(t, a.Authenticated(form)).Want(t, 200).Object(t)["access_token"].(string)
	return token
}

func (m meter) body(value string) string {
	return `{"applicationId":"` + m.app.ID + `","userId":"` + m.user.ID + `","key":"api.calls","value":` + value + `}`
}

// bearer sends what an application's server would.
func (m meter) bearer(t *testing.T, token, method, path, body string) seed.Answer {
	t.Helper()
	return m.Browser(t).Do(t, method, path, asJSON, body, "Origin", "", "Authorization", "Bearer "+token)
}

func (m meter) path() string { return consumptionPath + "/" + m.user.ID + "/" + m.app.ID }

// Known bug 12.
func TestApplicationsRecordTheirOwnConsumption(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		narrow := append(application.Scopes(), "consumption:write")
		m.Update(t, m.app, application.Changes{AllowedScopes: &narrow})
		total := func(a seed.Answer) string {
			aggregate, _ := a.Want(t, 200).Object(t)["aggregate"].(map[string]any)
			text, _ := aggregate["total"].(string)
			return text
		}
		for _, c := range []struct{ form, resource, scope, value, total string }{
			{"opaque", "", "roles", "3", "3"},
			{"opaque, without scopes of its own", "", "", "0.5", "3.5"},
			{"opaque, narrowed", "", "consumption:write", "-1", "2.5"},
			{"JWT", m.URL, "roles", "0.000000001", "2.500000001"},
			{"JWT, narrowed", m.URL, "consumption:write", "1e3", "1002.500000001"},
		} {
			t.Run(c.form, func(t *testing.T) {
				token := ownToken(t, m.World, m.app, "resource", c.resource, "scope", c.scope)
				if strings.Contains(token, ".") != (c.resource != "") {
					t.Fatalf("the token is %s", token)
				}
				if got := total(m.bearer(t, token, "POST", consumptionPath, m.body(c.value))); got != c.total {
					t.Errorf("total %s, want %s", got, c.total)
				}
				if got := total(m.bearer(t, token, "GET", m.path()+"/api.calls", "")); got != c.total {
					t.Errorf("read %s, want %s", got, c.total)
				}
				all, _ := m.bearer(t, token, "GET", m.path(), "").Want(t, 200).Object(t)["aggregates"].([]any)
				if len(all) != 1 {
					t.Errorf("%d aggregates", len(all))
				}
				m.bearer(t, token, "DELETE", m.path()+"/api.calls", "").Want(t, 401, "AUTH_001")
			})
		}
		usage := m.root.Get(t, "/api/admin/applications/"+m.app.ID+"/consumption").Want(t, 200)
		for _, want := range []string{`"userName":"Olive Auth"`, `"userEmail":"oa@example.com"`, `"total":"1002.500000001"`} {
			if !strings.Contains(string(usage.Body), want) {
				t.Errorf("%s lacks %s", usage.Body, want)
			}
		}
		own := m.SignedIn(t, m.user).Get(t, "/api/user/consumption/"+m.app.ID).Want(t, 200)
		if !strings.Contains(string(own.Body), `"total":"1002.500000001"`) {
			t.Errorf("the user sees %s", own.Body)
		}
		m.root.Do(t, "DELETE", m.path()+"/api.calls", "", "").Want(t, 204)
		m.root.Get(t, m.path()+"/api.calls").Want(t, 404, "CONS_003")
	})
}

func TestOthersRecordNoConsumption(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		other := m.Application(t, application.NewApplication{Slug: "other"})
		m.Access(t, other, m.user)
		token := ownToken(t, m.World, m.app, "scope", "roles")
		refused := func(name, token string) {
			t.Run(name, func(t *testing.T) {
				for _, c := range [][3]string{{"POST", consumptionPath, m.body("1")}, {"GET", m.path(), ""}, {"GET", m.path() + "/api.calls", ""}} {
					m.bearer(t, token, c[0], c[1], c[2]).Want(t, 403, "CONS_004")
				}
			})
		}
		m.bearer(t, token, "POST", consumptionPath, m.body("1")).Want(t, 200)
		refused("another application", ownToken(t, m.World, other, "scope", "roles"))
		refused("a user of the application", m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid roles").Access)
		refused("a user of the application, JWT", m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid roles", "resource", m.URL).Access)
		refused("a refresh token", m.Tokens(t, m.SignedIn(t, m.user), m.app, "openid offline_access").Refresh)
		refused("RFC 9068 4: a token for another audience", ownToken(t, m.World, m.app, "scope", "roles", "resource", seed.API))
		refused("nobody's token", "zz")
		refused("nobody's JWT", "a.b.c")
		refused("an empty token", "")
		a := m.bearer(t, "zz", "POST", consumptionPath, m.body("1"))
		if challenge := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge, `Bearer error="invalid_token"`) {
			t.Errorf("RFC 6750 3: challenged by %q", challenge)
		}
		t.Run("no scheme of a token", func(t *testing.T) {
			m.Browser(t).Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Authorization", "Basic eDp5").Want(t, 403, "CONS_004")
		})
		t.Run("a bearer token beside an administrator's session", func(t *testing.T) {
			m.root.Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Authorization", "Bearer zz").Want(t, 403, "CONS_004")
		})
		t.Run("nobody", func(t *testing.T) {
			m.Browser(t).Do(t, "POST", consumptionPath, asJSON, m.body("1")).Want(t, 403, "CONS_004")
			m.Browser(t).Get(t, m.path()).Want(t, 403, "CONS_004")
			m.Browser(t).Do(t, "DELETE", m.path()+"/api.calls", "", "").Want(t, 401, "AUTH_001")
			m.Browser(t).Get(t, "/api/user/consumption/"+m.app.ID).Want(t, 401, "AUTH_001")
		})
		t.Run("the user", func(t *testing.T) {
			b := m.SignedIn(t, m.user)
			b.Do(t, "POST", consumptionPath, asJSON, m.body("1")).Want(t, 403, "CONS_004")
			b.Get(t, m.path()).Want(t, 403, "CONS_004")
			b.Do(t, "DELETE", m.path()+"/api.calls", "", "").Want(t, 403, "AUTH_001")
			b.Get(t, "/api/admin/applications/"+m.app.ID+"/consumption").Want(t, 403, "AUTH_001")
		})
		no, yes := false, true
		m.Update(t, m.app, application.Changes{IsActive: &no})
		refused("a disabled application", token)
		m.Update(t, m.app, application.Changes{IsActive: &yes})
		m.bearer(t, token, "POST", consumptionPath, m.body("1")).Want(t, 200)
		m.Browser(t).Form(t, seed.RevokePath, m.app.Authenticated(url.Values{"token": {token}}), "Origin", "").Want(t, 200)
		refused("a revoked token", token)
		if n := m.Count(t, `SELECT count(*) FROM consumption_entries`); n != 2 {
			t.Errorf("%d entries", n)
		}
	})
}

// Known bug 62.
func TestConsumptionByCookieNeedsATrustedOrigin(t *testing.T) {
	m := metered(t, sqlite(t))
	m.root.Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Origin", "https://evil.example").Want(t, 403, "AUTH_014")
	m.root.Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Origin", "").Want(t, 403, "AUTH_013")
	m.root.Do(t, "DELETE", m.path()+"/k", "", "", "Origin", "https://evil.example").Want(t, 403, "AUTH_014")
	m.root.Do(t, "POST", consumptionPath, asJSON, m.body("1")).Want(t, 200)
}

// The key is looked at first, then the value, then the rest.
func TestConsumptionSaysWhatIsWrongFirst(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d)
		app, member := `"applicationId":"`+m.app.ID+`"`, `"userId":"`+m.user.ID+`"`
		for body, code := range map[string]string{
			`{}`:                                     "CONS_001",
			`{` + app + `,` + member + `,"value":1}`: "CONS_001",
			`{` + app + `,` + member + `,"key":5,"value":1}`:              "CONS_001",
			`{` + app + `,` + member + `,"key":"bad key!","value":"x"}`:   "CONS_001",
			`{` + app + `,` + member + `,"key":"bad key!"}`:               "CONS_001",
			`{` + app + `,` + member + `,"key":"k"}`:                      "CONS_002",
			`{` + app + `,` + member + `,"key":"k","value":"1"}`:          "CONS_002",
			`{` + app + `,` + member + `,"key":"k","value":null}`:         "CONS_002",
			`{` + app + `,` + member + `,"key":"k","value":1e21}`:         "CONS_002",
			`{` + app + `,` + member + `,"key":"k","value":1e400}`:        "CONS_002",
			`{` + app + `,` + member + `,"key":"k","value":0.0000000001}`: "CONS_002",
			`{"applicationId":"x","userId":5,"key":"k","value":1e18}`:     "CONS_002",
			`{"applicationId":"x",` + member + `,"key":"k","value":1}`:    "APP_001",
			`{` + app + `,"key":"k","value":1}`:                           "APP_001",
			`{bad`:                                                        "APP_001",
			``:                                                            "APP_001",
		} {
			a := m.root.Do(t, "POST", consumptionPath, asJSON, body).Want(t, 400, code)
			if !strings.Contains(string(a.Body), `"details"`) {
				t.Errorf("%s: no details: %s", body, a.Body)
			}
		}
		m.root.Do(t, "POST", consumptionPath, asJSON, `{`+app+`,"userId":"ghost","key":"k","value":1}`).Want(t, 404, "CONS_003")
		m.root.Get(t, consumptionPath+"/"+m.user.ID+"/zz").Want(t, 404, "CONS_003")
		m.root.Get(t, consumptionPath+"/"+m.user.ID+"/zz/k").Want(t, 404, "CONS_003")
		stranger := m.Application(t, application.NewApplication{Slug: "stranger"})
		m.SignedIn(t, m.user).Get(t, "/api/user/consumption/"+stranger.ID).Want(t, 403, "APP_005")
		m.SignedIn(t, m.user).Get(t, "/api/user/consumption/zz").Want(t, 403, "APP_005")
	})
}

// A token that is bound to a key records nothing for whoever only found it.
func TestConsumptionWithABoundToken(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := metered(t, d, func(c *config.Config) { c.DPoPNonce = true })
		key := seed.NewKey(t, "ES256")
		form := m.app.Authenticated(url.Values{"grant_type": {"client_credentials"}, "scope": {"roles"}})
		nonce := m.Token(t, form, m.TokenProof(t, key)...).Want(t, 400, "use_dpop_nonce").Header.Get("DPoP-Nonce")
		token := m.Token(t, form, m.TokenProof(t, key, "nonce", nonce)...).Tokens(t).Access
		show := func(changes ...any) seed.Answer {
			proof := key.Proof(t, "POST", m.URL+consumptionPath, m.Clock.Now(), append([]any{"ath", seed.HashOf(token)}, changes...)...)
			return m.Browser(t).Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Origin", "", "Authorization", "DPoP "+token, "DPoP", proof)
		}
		t.Run("RFC 9449 7.2: as a bearer token", func(t *testing.T) {
			m.bearer(t, token, "POST", consumptionPath, m.body("1")).Want(t, 403, "CONS_004")
		})
		t.Run("RFC 9449 7.1: without a proof", func(t *testing.T) {
			m.Browser(t).Do(t, "POST", consumptionPath, asJSON, m.body("1"), "Origin", "", "Authorization", "DPoP "+token).Want(t, 403, "CONS_004")
		})
		t.Run("RFC 9449 4.3: a proof for another address", func(t *testing.T) {
			show("nonce", nonce, "htu", m.URL+seed.UserinfoPath).Want(t, 403, "CONS_004")
		})
		t.Run("RFC 9449 9: a nonce is asked for", func(t *testing.T) {
			a := show().Want(t, 401, "use_dpop_nonce")
			if challenge := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge, "DPoP ") || a.Header.Get("DPoP-Nonce") == "" {
				t.Errorf("challenged by %q", challenge)
			}
		})
		t.Run("with a good proof", func(t *testing.T) {
			show("nonce", nonce).Want(t, 200)
		})
		if n := m.Count(t, `SELECT count(*) FROM consumption_entries`); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}
