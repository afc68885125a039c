package server_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const deviceGrant = application.GrantDevice

type deviceCodes struct {
	Device   string `json:"device_code"`
	User     string `json:"user_code"`
	Page     string `json:"verification_uri"`
	Complete string `json:"verification_uri_complete"`
	Expires  int    `json:"expires_in"`
	Interval int    `json:"interval"`
}

// A television is a public application that may use the device grant, with a
// user who may enter it.
type television struct {
	*seed.World
	app     seed.App
	user    user.User
	browser *seed.Browser
}

func openTelevision(t *testing.T, d *db.DB) television {
	w := seed.New(t, d)
	app := w.Application(t, application.NewApplication{
		Slug: "tv", Name: "Television", IsPublic: true, AllowedScopes: []string{"openid", "profile", "offline_access", "org"},
		Client: application.Client{GrantTypes: []string{deviceGrant, application.GrantRefresh}},
	})
	u := w.User(t, "Ada Lovelace", "ada@example.com")
	w.Access(t, app, u)
	return television{w, app, u, w.SignedIn(t, u)}
}

func (v television) start(t *testing.T, scope string) deviceCodes {
	t.Helper()
	a := v.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", url.Values{"client_id": {"tv"}, "scope": {scope}}, "User-Agent", "TV/1.0").Want(t, 200)
	var c deviceCodes
	a.Into(t, &c)
	return c
}

func (v television) poll(t *testing.T, c deviceCodes) seed.Answer {
	t.Helper()
	return v.Token(t, url.Values{"grant_type": {deviceGrant}, "client_id": {"tv"}, "device_code": {c.Device}})
}

func (v television) answer(t *testing.T, b *seed.Browser, userCode string, accept bool) seed.Answer {
	t.Helper()
	return b.Post(t, "/api/auth/oauth2/device", map[string]any{"user_code": userCode, "accept": accept})
}

// conformance: RFC 8628 §3
func TestDeviceSignsIn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		v := openTelevision(t, d)
		c := v.start(t, "openid profile offline_access")
		if c.Page != v.Config.BaseURL+"/device" || c.Complete != c.Page+"?user_code="+c.User || c.Expires != 600 || c.Interval != 5 || len(c.User) != 9 || len(c.Device) < 22 {
			t.Fatalf("%+v", c)
		}
		v.poll(t, c).Want(t, 400, "authorization_pending")

		shown := v.browser.Get(t, "/api/auth/oauth2/device?user_code="+url.QueryEscape(strings.ToLower(strings.Replace(c.User, "-", " ", 1)))).Want(t, 200).Object(t)
		if shown["client_name"] != "Television" || shown["user_agent"] != "TV/1.0" || shown["address"] == "" {
			t.Errorf("the user is shown %v", shown)
		}
		if scopes, _ := json.Marshal(shown["scopes"]); string(scopes) != `["openid","profile","offline_access"]` {
			t.Errorf("scopes %s", scopes)
		}
		v.answer(t, v.browser, c.User, true).Want(t, 200)
		v.answer(t, v.browser, c.User, false).Want(t, 400, "invalid_user_code") // the first answer counts

		tokens := v.poll(t, c).Want(t, 200).Tokens(t)
		if tokens.Refresh == "" || tokens.Scope != "openid profile offline_access" {
			t.Errorf("%+v", tokens)
		}
		if claims := verifiedJWT(t, v.World, tokens.ID, "RS256", ""); claims["name"] != "Ada Lovelace" || claims["nonce"] != nil {
			t.Errorf("claims %v", claims)
		}
		v.Userinfo(t, tokens.Access).Want(t, 200)
		v.poll(t, c).Want(t, 400, "invalid_grant")
	})
}

// Whatever a device or its user must not do.
func TestDeviceRefusals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		v := openTelevision(t, d)
		confidential := v.Application(t, application.NewApplication{Slug: "web"})

		// conformance: RFC 8628 §3.1
		t.Run("RFC 8628 3.1: a client that may not use the grant", func(t *testing.T) {
			v.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", confidential.Authenticated(url.Values{})).Want(t, 400, "unauthorized_client")
			v.Token(t, confidential.Authenticated(url.Values{"grant_type": {deviceGrant}, "device_code": {"x"}})).Want(t, 400, "unauthorized_client")
		})
		t.Run("RFC 8628 3.1: a client that is unknown", func(t *testing.T) {
			v.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", url.Values{"client_id": {"nobody"}}).Want(t, 401, "invalid_client")
		})
		t.Run("RFC 6749 5.2: a scope beyond the client's", func(t *testing.T) {
			v.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", url.Values{"client_id": {"tv"}, "scope": {"openid email"}}).Want(t, 400, "invalid_scope")
		})
		t.Run("RFC 8707 2: a resource nobody knows", func(t *testing.T) {
			v.Browser(t).Form(t, "/api/auth/oauth2/device_authorization", url.Values{"client_id": {"tv"}, "resource": {"https://nobody.example"}}).Want(t, 400, "invalid_target")
		})
		// conformance: RFC 8628 §3.5
		t.Run("RFC 8628 3.5: slow_down makes the pause longer each time", func(t *testing.T) {
			c := v.start(t, "openid")
			v.poll(t, c).Want(t, 400, "authorization_pending")
			v.Advance(t, 2*time.Second)
			v.poll(t, c).Want(t, 400, "slow_down")
			v.Advance(t, 6*time.Second)
			v.poll(t, c).Want(t, 400, "slow_down")
			v.Advance(t, 16*time.Second)
			v.poll(t, c).Want(t, 400, "authorization_pending")
		})
		t.Run("RFC 8628 3.5: expired_token", func(t *testing.T) {
			c := v.start(t, "openid")
			v.Advance(t, 10*time.Minute)
			v.poll(t, c).Want(t, 400, "expired_token")
			v.answer(t, v.browser, c.User, true).Want(t, 400, "invalid_user_code")
		})
		t.Run("RFC 8628 3.5: access_denied, once", func(t *testing.T) {
			c := v.start(t, "openid")
			v.answer(t, v.browser, c.User, false).Want(t, 200)
			v.poll(t, c).Want(t, 400, "access_denied")
			v.poll(t, c).Want(t, 400, "invalid_grant")
		})
		t.Run("RFC 8628 3.4: another client's device code", func(t *testing.T) {
			other := v.Application(t, application.NewApplication{Slug: "radio", IsPublic: true, Client: application.Client{GrantTypes: []string{deviceGrant}}})
			c := v.start(t, "openid")
			v.answer(t, v.browser, c.User, true).Want(t, 200)
			v.Token(t, url.Values{"grant_type": {deviceGrant}, "client_id": {other.Slug}, "device_code": {c.Device}}).Want(t, 400, "invalid_grant")
			v.poll(t, c).Want(t, 200)
		})
		t.Run("a device code that is missing", func(t *testing.T) {
			v.Token(t, url.Values{"grant_type": {deviceGrant}, "client_id": {"tv"}}).Want(t, 400, "invalid_request")
		})
		t.Run("nobody answers without a session", func(t *testing.T) {
			c := v.start(t, "openid")
			v.answer(t, v.Browser(t), c.User, true).Want(t, 401)
			v.Browser(t).Get(t, "/api/auth/oauth2/device?user_code="+c.User).Want(t, 401)
		})
		t.Run("a user without access", func(t *testing.T) {
			stranger := v.SignedIn(t, v.User(t, "Eve", "eve@example.com"))
			c := v.start(t, "openid")
			v.answer(t, stranger, c.User, true).Want(t, 400, "access_denied")
			v.answer(t, v.browser, c.User, true).Want(t, 200) // it did not spend the code
		})
		t.Run("an organization where there is none", func(t *testing.T) {
			c := v.start(t, "openid org")
			v.answer(t, v.browser, c.User, true).Want(t, 400, "organization_required")
		})
		t.Run("a second factor where there was none", func(t *testing.T) {
			c := v.start(t, "openid")
			yes := true
			v.Update(t, v.app, application.Changes{IsMfaRequired: &yes})
			v.answer(t, v.browser, c.User, true).Want(t, 400, "mfa_enrolment_required")
			no := false
			v.Update(t, v.app, application.Changes{IsMfaRequired: &no})
		})
		t.Run("access that is taken between the answer and the poll", func(t *testing.T) {
			u := v.User(t, "Bob", "bob@example.com")
			v.Access(t, v.app, u)
			c := v.start(t, "openid")
			v.answer(t, v.SignedIn(t, u), c.User, true).Want(t, 200)
			v.Revoke(t, v.app, u)
			v.poll(t, c).Want(t, 400, "invalid_grant")
		})
		t.Run("a session that ends between the answer and the poll", func(t *testing.T) {
			u := v.User(t, "Cleo", "cleo@example.com")
			v.Access(t, v.app, u)
			b := v.SignedIn(t, u)
			c := v.start(t, "openid")
			v.answer(t, b, c.User, true).Want(t, 200)
			b.Post(t, "/api/auth/sign-out", map[string]any{}).Want(t, 200)
			v.poll(t, c).Want(t, 400, "invalid_grant")
		})
		t.Run("an application that was disabled", func(t *testing.T) {
			c := v.start(t, "openid")
			no := false
			v.Update(t, v.app, application.Changes{IsActive: &no})
			v.browser.Get(t, "/api/auth/oauth2/device?user_code="+c.User).Want(t, 400, "invalid_user_code")
			v.poll(t, c).Want(t, 401, "invalid_client")
		})
	})
}

// A device code is worth one answer, whoever asks how often.
func TestDeviceCodeIsTakenOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		v := openTelevision(t, d)
		c := v.start(t, "openid")
		v.answer(t, v.browser, c.User, true).Want(t, 200)
		var wg sync.WaitGroup
		var took atomic.Int64
		for range 30 {
			wg.Go(func() {
				if a := v.poll(t, c); a.Status == 200 {
					took.Add(1)
				} else if a.Code() != "invalid_grant" {
					t.Errorf("%d %s", a.Status, a.Body)
				}
			})
		}
		wg.Wait()
		if took.Load() != 1 {
			t.Errorf("%d requests took the grant", took.Load())
		}
	})
}
