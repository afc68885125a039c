package server_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

const (
	bye         = "https://client.example/bye"
	confirmPath = seed.EndSessionPath + "/confirm"
	logoutEvent = "http://schemas.openid.net/event/backchannel-logout"
)

// A receiver is the back end of an application, to which logout tokens come.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	paths  []string
	answer func(n int) int // status of the n-th request, from 1; nil means 200
	during func()          // happens before a request is answered
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil || req.Method != http.MethodPost || req.Header.Get("Content-Type") != asForm {
			t.Errorf("%s with %q: %v", req.Method, req.Header.Get("Content-Type"), err)
		}
		if len(req.Cookies()) > 0 || req.Header.Get("Authorization") != "" {
			t.Error("a notice carries credentials")
		}
		r.mu.Lock()
		r.bodies, r.paths = append(r.bodies, string(body)), append(r.paths, req.URL.Path)
		status := http.StatusOK
		if r.answer != nil {
			status = r.answer(len(r.bodies))
		}
		during := r.during
		r.mu.Unlock()
		if during != nil {
			during()
		}
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

// count is how many notices have come.
func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.bodies)
}

func (r *receiver) answering(f func(n int) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) last(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.bodies) == 0 {
		t.Fatal("no notice came")
	}
	return r.bodies[len(r.bodies)-1]
}

// A departure is somebody who is signed in to an application and may leave.
type departure struct {
	shop
	receiver *receiver
	app      seed.App
}

// depart opens a service that may post to receivers on this machine.
func depart(t *testing.T, d *db.DB, change ...func(*application.Client)) departure {
	t.Helper()
	p := departure{receiver: receive(t)}
	roots := x509.NewCertPool()
	roots.AddCert(p.receiver.Certificate())
	p.shop = openShop(t, d, func(c *config.Config) { c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, roots })
	client := application.Client{PostLogoutRedirectURIs: []string{bye, bye + "?from=auth"}, BackchannelLogoutURI: p.receiver.URL + "/logout"}
	for _, f := range change {
		f(&client)
	}
	p.app = p.Application(t, application.NewApplication{Slug: "leaving", Name: "Leaving <b>", SkipConsent: true, Client: client})
	p.Access(t, p.app, p.user)
	return p
}

// leave sends the browser to sign out.
func leave(t *testing.T, b *seed.Browser, parameters ...string) seed.Answer {
	t.Helper()
	q := url.Values{}
	for i := 0; i+1 < len(parameters); i += 2 {
		q.Add(parameters[i], parameters[i+1])
	}
	return b.Get(t, seed.EndSessionPath+"?"+q.Encode(), "Origin", "")
}

var hidden = regexp.MustCompile(`<input type="hidden" name="request" value="([^"]*)">`)

// question returns the request that a confirmation page asks about.
func question(t *testing.T, a seed.Answer) string {
	t.Helper()
	match := hidden.FindSubmatch(a.Body)
	if match == nil {
		t.Fatalf("%d is no confirmation page: %s", a.Status, a.Body)
	}
	if a.Header.Get("Location") != "" || len(a.Header["Set-Cookie"]) > 0 {
		t.Errorf("a question that does something: %v", a.Header)
	}
	return html.UnescapeString(string(match[1]))
}

// agree answers a confirmation page with yes.
func agree(t *testing.T, b *seed.Browser, a seed.Answer) seed.Answer {
	t.Helper()
	return b.Form(t, confirmPath, url.Values{"request": {question(t, a)}})
}

func signedIn(t *testing.T, b *seed.Browser) bool {
	t.Helper()
	return string(b.Get(t, "/api/auth/get-session").Body) != "null"
}

// farewell checks the page that says that it is done.
func farewell(t *testing.T, b *seed.Browser, a seed.Answer) {
	t.Helper()
	a.Want(t, 200)
	if a.Header.Get("Location") != "" || !strings.Contains(string(a.Body), "<h1>You are signed out</h1>") {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	if b.Cookie(t, "better-auth.session_token") != "" || signedIn(t, b) {
		t.Error("still signed in")
	}
}

// claimsOf decodes a JWT without verifying it.
func claimsOf(t *testing.T, jwt string) map[string]any {
	t.Helper()
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is no JWT", jwt)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEndSession(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		state := strings.Repeat("s7+/=&?ü", 48) // 384 characters
		enter := func(t *testing.T) (*seed.Browser, seed.Tokens) {
			t.Helper()
			b := p.SignedIn(t, p.user)
			return b, p.Tokens(t, b, p.app, "openid")
		}

		// conformance: logout/discovery
		t.Run("RP-Initiated Logout 2.1: discovery", func(t *testing.T) {
			o := p.Browser(t).Get(t, "/.well-known/openid-configuration").Object(t)
			if o["end_session_endpoint"] != p.URL+seed.EndSessionPath {
				t.Errorf("end_session_endpoint is %v", o["end_session_endpoint"])
			}
		})

		// conformance: logout/rp-initiated
		t.Run("RP-Initiated Logout 3: a registered address with exactly the state", func(t *testing.T) {
			for _, c := range []struct{ redirect, state, want string }{
				{bye, state, bye + "?state=" + url.QueryEscape(state)},
				{bye, "", bye},
				{bye + "?from=auth", "s", bye + "?from=auth&state=s"},
				{bye + "?from=auth", "", bye + "?from=auth"},
			} {
				b, tokens := enter(t)
				parameters := []string{"id_token_hint", tokens.ID, "post_logout_redirect_uri", c.redirect}
				if c.state != "" {
					parameters = append(parameters, "state", c.state)
				}
				a := leave(t, b, parameters...).Want(t, 302)
				if got := a.Header.Get("Location"); got != c.want {
					t.Errorf("sent to %s, want %s", got, c.want)
				}
				if a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("headers %v", a.Header)
				}
				if b.Cookie(t, "better-auth.session_token") != "" || signedIn(t, b) {
					t.Error("still signed in")
				}
				silent := b.Authorize(t, p.app.Request("openid", "prompt", "none")).Want(t, 302).Location(t)
				if silent.Query().Get("error") != "login_required" {
					t.Errorf("prompt=none leads to %s", silent)
				}
				p.Userinfo(t, tokens.Access).Want(t, 401, "invalid_token")
			}
		})

		t.Run("RP-Initiated Logout 2: by POST, the parameters survive", func(t *testing.T) {
			b, tokens := enter(t)
			form := url.Values{"id_token_hint": {tokens.ID}, "post_logout_redirect_uri": {bye}, "state": {state}}
			a := b.Form(t, seed.EndSessionPath, form, "Origin", "https://client.example", "Sec-Fetch-Site", "cross-site").Want(t, 303)
			a = b.Get(t, a.Header.Get("Location"), "Origin", "").Want(t, 302)
			if got := a.Location(t).Query().Get("state"); got != state || signedIn(t, b) {
				t.Errorf("state %q, signed in %v", got, signedIn(t, b))
			}
		})

		// conformance: logout/bad-post-logout-redirect-uri
		t.Run("RP-Initiated Logout 3: an address that is not registered is asked about and not gone to", func(t *testing.T) {
			b, tokens := enter(t)
			for _, uri := range []string{
				bye + "2", bye + "?a=b", bye + "?from=auth&x=1", bye + "/", bye + "#x", strings.ToUpper(bye), "http://client.example/bye",
				"https://evil.example/", "javascript:alert(1)", "//evil.example", bye + "\r\nX: y", " " + bye, seed.Redirect,
			} {
				a := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", uri, "state", "s")
				a.Want(t, 400)
				question(t, a)
				if strings.Contains(a.Header.Get("Content-Security-Policy"), "evil") {
					t.Errorf("policy %s", a.Header.Get("Content-Security-Policy"))
				}
				if !signedIn(t, b) {
					t.Fatal("signed out without having been asked")
				}
			}
			last := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", "https://evil.example/")
			farewell(t, b, agree(t, b, last))
		})

		// conformance: logout/bad-hint
		t.Run("RP-Initiated Logout 2: a hint that is not ours is asked about and not followed", func(t *testing.T) {
			b, tokens := enter(t)
			for name, hint := range badHints(t, p, tokens) {
				a := leave(t, b, "id_token_hint", hint, "post_logout_redirect_uri", bye, "state", "s")
				if a.Status != 400 {
					t.Errorf("%s: %d", name, a.Status)
				}
				question(t, a)
				if !signedIn(t, b) {
					t.Fatalf("%s signs out", name)
				}
				nobody := p.Browser(t)
				a = leave(t, nobody, "id_token_hint", hint, "post_logout_redirect_uri", bye).Want(t, 400)
				if a.Header.Get("Location") != "" || hidden.Match(a.Body) {
					t.Errorf("%s: %v %s", name, a.Header, a.Body)
				}
			}
			if !signedIn(t, b) {
				t.Error("a bad hint without a cookie signs out")
			}
		})

		t.Run("RP-Initiated Logout 2: an expired hint is fine", func(t *testing.T) {
			b, tokens := enter(t)
			p.Advance(t, 30*time.Hour)
			leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 302)
			if signedIn(t, b) {
				t.Error("still signed in")
			}
		})

		// conformance: logout/no-hint
		t.Run("RP-Initiated Logout 2: without a hint the user is asked", func(t *testing.T) {
			b, _ := enter(t)
			a := leave(t, b, "post_logout_redirect_uri", bye, "state", "s").Want(t, 400)
			farewell(t, b, agree(t, b, a))

			b, _ = enter(t)
			a = leave(t, b, "post_logout_redirect_uri", bye, "state", "s", "client_id", p.app.ClientID()).Want(t, 200)
			if a = agree(t, b, a).Want(t, 303); a.Header.Get("Location") != bye+"?state=s" || signedIn(t, b) {
				t.Errorf("sent to %s", a.Header.Get("Location"))
			}
			a = leave(t, b, "post_logout_redirect_uri", bye, "client_id", p.app.ClientID())
			farewell(t, b, a) // nobody is there to ask, so it is a link
			if !strings.Contains(string(a.Body), `href="`+bye+`"`) {
				t.Errorf("no way back: %s", a.Body)
			}
		})

		// conformance: logout/no-params
		t.Run("RP-Initiated Logout 2: no parameters, only state, no address", func(t *testing.T) {
			for _, parameters := range [][]string{nil, {"state", "s"}, {"logout_hint", p.user.Email, "ui_locales", "en", "more", "x"}} {
				b, _ := enter(t)
				farewell(t, b, agree(t, b, leave(t, b, parameters...).Want(t, 200)))
				farewell(t, b, leave(t, b, parameters...))
			}
			b, tokens := enter(t)
			farewell(t, b, leave(t, b, "id_token_hint", tokens.ID, "state", "s"))
		})

		t.Run("RP-Initiated Logout 2: client_id must be the hint's audience", func(t *testing.T) {
			b, tokens := enter(t)
			question(t, leave(t, b, "id_token_hint", tokens.ID, "client_id", p.conf.ClientID(), "post_logout_redirect_uri", bye).Want(t, 400))
			leave(t, b, "id_token_hint", tokens.ID, "client_id", p.app.ClientID(), "post_logout_redirect_uri", bye).Want(t, 302)
		})

		t.Run("RP-Initiated Logout 2: the hint of another session is asked about", func(t *testing.T) {
			other, tokens := enter(t)
			b, own := enter(t)
			a := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 200)
			question(t, a)
			if !signedIn(t, b) || !signedIn(t, other) {
				t.Fatal("signed out without having been asked")
			}
			if a = agree(t, b, a).Want(t, 303); a.Header.Get("Location") != bye || signedIn(t, b) || signedIn(t, other) {
				t.Errorf("sent to %s, signed in %v %v", a.Header.Get("Location"), signedIn(t, b), signedIn(t, other))
			}
			p.Userinfo(t, own.Access).Want(t, 401)
		})

		t.Run("a hint alone ends its session, as the original's back ends rely on", func(t *testing.T) {
			b, tokens := enter(t)
			leave(t, p.Browser(t), "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye, "state", "s").Want(t, 302)
			if signedIn(t, b) {
				t.Error("still signed in")
			}
			leave(t, p.Browser(t), "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 302)
		})

		t.Run("a disabled client and one that is gone", func(t *testing.T) {
			gone := p.Application(t, application.NewApplication{Slug: "gone", SkipConsent: true, Client: application.Client{PostLogoutRedirectURIs: []string{bye}}})
			p.Access(t, gone, p.user)
			b := p.SignedIn(t, p.user)
			tokens := p.Tokens(t, b, gone, "openid")
			no := false
			p.Update(t, gone, application.Changes{IsActive: &no})
			question(t, leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 400))
			if err := p.Services.Applications.Delete(t.Context(), seed.Console(), gone.ID); err != nil {
				t.Fatal(err)
			}
			farewell(t, b, agree(t, b, leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 400)))
		})

		// conformance: RFC 8252 §7.3
		t.Run("RFC 8252 7.3: any port of a native application's loopback address", func(t *testing.T) {
			client := application.Client{Type: application.TypeNative, PostLogoutRedirectURIs: []string{"http://127.0.0.1/bye", "com.example.app:/bye"}}
			native := p.Application(t, application.NewApplication{Slug: "native", SkipConsent: true, IsPublic: true, Client: client})
			p.Access(t, native, p.user)
			for uri, back := range map[string]bool{
				"http://127.0.0.1:49152/bye": true, "com.example.app:/bye": true, "http://127.0.0.1:49152/": false, "http://localhost:49152/bye": false,
				"http://127.0.0.1:0/bye": false, "http://127.0.0.1.evil.example/bye": false, "http://127.0.0.1:1@evil.example/bye": false,
			} {
				b := p.SignedIn(t, p.user)
				tokens := p.Tokens(t, b, native, "openid")
				a := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", uri, "state", "s")
				if sent := a.Header.Get("Location"); sent != "" != back || back && sent != uri+"?state=s" {
					t.Errorf("%s: %d to %q", uri, a.Status, sent)
				}
			}
			b := p.SignedIn(t, p.user)
			a := leave(t, b, "client_id", native.ClientID(), "post_logout_redirect_uri", "com.example.app:/bye").Want(t, 200)
			if policy := a.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' com.example.app:;") {
				t.Errorf("policy %s", policy)
			}
			agree(t, b, a).Want(t, 303)
			if a = leave(t, b, "client_id", native.ClientID(), "post_logout_redirect_uri", "com.example.app:/bye"); !strings.Contains(string(a.Body), `href="com.example.app:/bye"`) {
				t.Errorf("no way back: %s", a.Body)
			}
		})

		t.Run("repeated and oversized parameters", func(t *testing.T) {
			b, tokens := enter(t)
			for name, q := range map[string]string{
				"address twice":  url.Values{"id_token_hint": {tokens.ID}, "post_logout_redirect_uri": {bye, bye}}.Encode(),
				"hint twice":     url.Values{"id_token_hint": {tokens.ID, tokens.ID}}.Encode(),
				"no encoding":    "id_token_hint=%zz",
				"too long":       "id_token_hint=" + tokens.ID + "&x=" + strings.Repeat("a", 13<<10),
				"state too long": "id_token_hint=" + tokens.ID + "&state=" + strings.Repeat("a", 4097),
			} {
				question(t, b.Get(t, seed.EndSessionPath+"?"+q, "Origin", ""))
				if !signedIn(t, b) {
					t.Fatalf("%s signs out", name)
				}
			}
		})

		t.Run("the audit trail says who ended it", func(t *testing.T) {
			b, tokens := enter(t)
			leave(t, b, "id_token_hint", tokens.ID).Want(t, 200)
			if n := p.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'session.ended' AND target_id = $1 AND actor_id = $2
				AND details LIKE '%end_session%'`, claimsOf(t, tokens.ID)["sid"], p.user.ID); n != 1 {
				t.Errorf("%d events", n)
			}
		})
	})
}

// badHints are what must not pass as an ID token.
func badHints(t *testing.T, p departure, good seed.Tokens) map[string]string {
	t.Helper()
	c := claimsOf(t, good.ID)
	with := func(name string, value any) map[string]any {
		changed := map[string]any{}
		maps.Copy(changed, c)
		changed[name] = value
		if value == nil {
			delete(changed, name)
		}
		return changed
	}
	encoded := func(claims map[string]any) []byte {
		text, err := json.Marshal(claims)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	signed := func(typ string, claims map[string]any) string {
		jwt, err := p.Services.Keys.Sign(t.Context(), keys.RS256, typ, claims)
		if err != nil {
			t.Fatal(err)
		}
		return jwt
	}
	b64 := base64.RawURLEncoding.EncodeToString
	header, rest, _ := strings.Cut(good.ID, ".")
	foreign, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(strings.Repeat("k", 32))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	hmac, err := foreign.Sign(encoded(c))
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := hmac.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	another := seed.New(t, sqlite(t))
	another.OwnKeys(t)
	stranger, err := another.Services.Keys.Sign(t.Context(), keys.RS256, keys.TypeNone, c)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"alg none":             b64([]byte(`{"alg":"none"}`)) + "." + b64(encoded(c)) + ".",
		"alg none, signature":  b64([]byte(`{"alg":"none"}`)) + "." + rest,
		"HS256":                symmetric,
		"foreign key":          stranger,
		"other claims":         header + "." + b64(encoded(with("sub", "someone"))) + good.ID[strings.LastIndex(good.ID, "."):],
		"no signature":         good.ID[:strings.LastIndex(good.ID, ".")+1],
		"cut":                  good.ID[:len(good.ID)-2],
		"garbage":              "zz",
		"other issuer":         signed(keys.TypeNone, with("iss", "https://evil.example")),
		"our issuer, slash":    signed(keys.TypeNone, with("iss", p.URL+"/")),
		"no audience":          signed(keys.TypeNone, with("aud", nil)),
		"audience of back end": signed(keys.TypeNone, with("aud", p.URL)),
		"two audiences":        signed(keys.TypeNone, with("aud", []string{p.app.ClientID(), p.conf.ClientID()})),
		"no sub":               signed(keys.TypeNone, with("sub", nil)),
		"no exp":               signed(keys.TypeNone, with("exp", nil)),
		"no iat":               signed(keys.TypeNone, with("iat", nil)),
		"an access token":      signed(keys.TypeAccessToken, c),
		"a logout token":       signed(keys.TypeLogoutToken, c),
		"another typ":          signed(keys.TypeJWT, c),
		"the opaque token":     good.Access,
	}
}

// The confirmation cannot be given by another site, nor for another session,
// nor be mistaken for another signed query.
func TestEndSessionConfirmation(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		b := p.SignedIn(t, p.user)
		tokens := p.Tokens(t, b, p.app, "openid")
		asked := leave(t, b, "client_id", p.app.ClientID(), "post_logout_redirect_uri", bye, "state", "s").Want(t, 200)
		request := question(t, asked)
		send := func(b *seed.Browser, request string, headers ...string) seed.Answer {
			return b.Form(t, confirmPath, url.Values{"request": {request}}, headers...)
		}
		t.Run("cross-site POST", func(t *testing.T) {
			for _, origin := range []string{"https://evil.example", "null", ""} {
				send(b, request, "Origin", origin).Want(t, 403, "invalid_request")
			}
		})
		t.Run("without a signature, or another", func(t *testing.T) {
			unsigned, _, _ := strings.Cut(request, "&sig=")
			other := b.Authorize(t, p.app.Request("openid", "prompt", "login")).Location(t).RawQuery
			for name, text := range map[string]string{
				"nothing": "", "unsigned": unsigned, "altered": strings.Replace(request, "state=s", "state=t", 1), "login query": other, "garbage": "%zz",
			} {
				if a := send(b, text); a.Status != 200 && a.Status != 400 {
					t.Errorf("%s: %d", name, a.Status)
				} else {
					question(t, a)
				}
			}
		})
		t.Run("as a login query", func(t *testing.T) {
			b.Post(t, "/api/auth/oauth2/consent", map[string]any{"accept": true, "oauth_query": request}).Want(t, 400)
		})
		t.Run("in another session", func(t *testing.T) {
			other := p.SignedIn(t, p.user)
			question(t, send(other, request).Want(t, 200))
			if !signedIn(t, other) {
				t.Error("signed out")
			}
		})
		t.Run("too late", func(t *testing.T) {
			p.Advance(t, 11*time.Minute)
			question(t, send(b, request).Want(t, 200))
		})
		if !signedIn(t, b) {
			t.Fatal("signed out by one of these")
		}
		p.Userinfo(t, tokens.Access).Want(t, 200)

		page := string(asked.Body)
		for _, want := range []string{"Leaving &lt;b&gt;", p.user.Name, p.user.Email, `lang="en"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not hold %q: %s", want, page)
			}
		}
		policy := asked.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self' https://client.example;", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("policy %q lacks %q", policy, want)
			}
		}
		if strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe") || asked.Header.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("headers %v", asked.Header)
		}
		for parameter, want := range map[string]string{"fr-CA en": "Voulez-vous", "de fr": "Voulez-vous", "de": "Do you want", "%": "Do you want"} {
			if a := leave(t, b, "ui_locales", parameter); !strings.Contains(string(a.Body), want) {
				t.Errorf("ui_locales=%s: %s", parameter, a.Body)
			}
		}
		if a := b.Get(t, seed.EndSessionPath, "Accept-Language", "fr"); !strings.Contains(string(a.Body), `<html lang="fr">`) {
			t.Errorf("%s", a.Body)
		}

		again := leave(t, b, "client_id", p.app.ClientID(), "post_logout_redirect_uri", bye, "state", "s")
		agree(t, b, again).Want(t, 303)
		farewell(t, b, b.Form(t, confirmPath, url.Values{"request": {question(t, again)}})) // a second click
	})
}

// conformance: logout/frontchannel
func TestFrontchannelLogout(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d, func(c *application.Client) {
			c.FrontchannelLogoutURI, c.FrontchannelSession, c.BackchannelLogoutURI = "https://client.example/front?a=1", true, ""
		})
		second := p.Application(t, application.NewApplication{
			Slug: "second", SkipConsent: true, RedirectURIs: []string{"https://second.example:8443/cb"},
			Client: application.Client{FrontchannelLogoutURI: "https://second.example:8443/front"},
		})
		p.Access(t, second, p.user)
		o := p.Browser(t).Get(t, "/.well-known/openid-configuration").Object(t)
		if o["frontchannel_logout_supported"] != true || o["frontchannel_logout_session_supported"] != true {
			t.Errorf("metadata %v", o)
		}

		b := p.SignedIn(t, p.user)
		tokens := p.Tokens(t, b, p.app, "openid")
		p.Tokens(t, b, second, "openid")
		sid, _ := claimsOf(t, tokens.ID)["sid"].(string)
		a := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye, "state", "s").Want(t, 200)
		page := html.UnescapeString(string(a.Body))
		for _, want := range []string{
			`<iframe src="https://client.example/front?a=1&iss=` + url.QueryEscape(p.URL) + `&sid=` + sid + `" title="" hidden>`,
			`<iframe src="https://second.example:8443/front?iss=` + url.QueryEscape(p.URL) + `&sid=` + sid + `" title="" hidden>`,
			`<a id="next" href="` + bye + `?state=s">`, `location.replace(document.getElementById("next").href)`,
			`<meta http-equiv="refresh" content="5;url=` + bye + `?state=s">`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s: %s", want, page)
			}
		}
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "; script-src 'sha256-") || strings.Contains(policy, "unsafe") ||
			!strings.Contains(policy, "; frame-src https://client.example https://second.example:8443;") &&
				!strings.Contains(policy, "; frame-src https://second.example:8443 https://client.example;") {
			t.Errorf("policy %s", policy)
		}
		if signedIn(t, b) {
			t.Error("still signed in")
		}

		b = p.SignedIn(t, p.user)
		tokens = p.Tokens(t, b, p.app, "openid")
		a = leave(t, b, "id_token_hint", tokens.ID)
		farewell(t, b, a)
		if strings.Count(string(a.Body), "<iframe") != 1 || strings.Contains(string(a.Body), "<script") {
			t.Errorf("%s", a.Body)
		}
	})
}

// verified checks a logout token as an application does (Back-Channel Logout
// §2.6) and returns its claims.
func (p departure) verified(t *testing.T, body string) map[string]any {
	t.Helper()
	form, err := url.ParseQuery(body)
	if err != nil {
		t.Fatal(err)
	}
	if len(form) != 1 || len(form["logout_token"]) != 1 {
		t.Fatalf("posted %s", body)
	}
	token := form.Get("logout_token")
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(p.app.IDTokenAlg)})
	if err != nil {
		t.Fatal(err)
	}
	header := jws.Signatures[0].Protected
	if header.ExtraHeaders[jose.HeaderType] != "logout+jwt" {
		t.Errorf("typ %v", header.ExtraHeaders[jose.HeaderType])
	}
	var set jose.JSONWebKeySet
	p.Browser(t).Get(t, "/api/auth/jwks").Into(t, &set)
	if len(set.Key(header.KeyID)) != 1 {
		t.Fatalf("key %s is not published", header.KeyID)
	}
	if _, err := jws.Verify(set.Key(header.KeyID)[0]); err != nil {
		t.Fatal(err)
	}
	c := claimsOf(t, token)
	if names := members(c); names != "aud events exp iat iss jti sid sub" {
		t.Errorf("claims %s", names)
	}
	now := p.Clock.Now().Unix()
	if c["iss"] != p.URL || c["aud"] != p.app.ClientID() || c["iat"] != float64(now) || c["exp"] != float64(now+120) || c["jti"] == "" {
		t.Errorf("claims %v", c)
	}
	if events, err := json.Marshal(c["events"]); err != nil || string(events) != `{"`+logoutEvent+`":{}}` {
		t.Errorf("events %s", events)
	}
	return c
}

// conformance: logout/backchannel
func TestBackchannelLogout(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)

		// conformance: logout/discovery
		t.Run("Back-Channel Logout 2.1: discovery", func(t *testing.T) {
			o := p.Browser(t).Get(t, "/.well-known/openid-configuration").Object(t)
			if o["backchannel_logout_supported"] != true || o["backchannel_logout_session_supported"] != true {
				t.Errorf("metadata %v", o)
			}
		})

		t.Run("Back-Channel Logout 2.4: the token, before the redirect", func(t *testing.T) {
			for _, alg := range application.IDTokenAlgs() {
				p.Update(t, p.app, application.Changes{IDTokenAlg: &alg})
				p.app.IDTokenAlg = alg
				b := p.SignedIn(t, p.user)
				tokens := p.Tokens(t, b, p.app, "openid")
				before := p.receiver.count()
				leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 302)
				if p.receiver.count() != before+1 {
					t.Fatalf("%d notices", p.receiver.count()-before)
				}
				id := claimsOf(t, tokens.ID)
				c := p.verified(t, p.receiver.last(t))
				if c["sub"] != id["sub"] || c["sid"] != id["sid"] {
					t.Errorf("%v, ID token %v", c, id)
				}
			}
			if n, err := p.Services.Logout.DeliverDue(t.Context()); n != 0 || err != nil {
				t.Errorf("%d more, %v", n, err)
			}
		})

		t.Run("every way in which a session ends", func(t *testing.T) {
			v := p.Services.Sessions
			for name, end := range map[string]func(b *seed.Browser, sid string) error{
				"sign-out": func(b *seed.Browser, _ string) error {
					b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
					return nil
				},
				"confirmed": func(b *seed.Browser, _ string) error {
					agree(t, b, leave(t, b)).Want(t, 200)
					return nil
				},
				"one by its id": func(_ *seed.Browser, sid string) error {
					return v.EndByID(t.Context(), seed.Console(), sid, session.EndedByRevocation)
				},
				"all of a user": func(*seed.Browser, string) error {
					return v.EndAll(t.Context(), seed.Console(), p.user.ID, "", session.EndedByRevocation)
				},
			} {
				b := p.SignedIn(t, p.user)
				tokens := p.Tokens(t, b, p.app, "openid offline_access")
				p.Tokens(t, b, p.app, "openid")
				p.Tokens(t, b, p.conf, "openid") // which wants to hear of nothing
				before := p.receiver.count()
				if err := end(b, claimsOf(t, tokens.ID)["sid"].(string)); err != nil {
					t.Fatal(err)
				}
				if _, err := p.Services.Logout.DeliverDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				if p.receiver.count() != before+1 {
					t.Errorf("%s: %d notices", name, p.receiver.count()-before)
					continue
				}
				if c := p.verified(t, p.receiver.last(t)); c["sid"] != claimsOf(t, tokens.ID)["sid"] {
					t.Errorf("%s: sid %v", name, c["sid"])
				}
				if signedIn(t, b) {
					t.Errorf("%s: still signed in", name)
				}
				// conformance: OpenID Connect Back-Channel Logout 1.0 §2.7
				p.Token(t, p.app.Refresh(tokens.Refresh)).Tokens(t) // offline access goes on
			}
		})

		t.Run("a pairwise client knows the user by its own name for them", func(t *testing.T) {
			client := p.app.Client
			client.SubjectType = application.SubjectPairwise
			p.Update(t, p.app, application.Changes{Client: &client})
			b := p.SignedIn(t, p.user)
			tokens := p.Tokens(t, b, p.app, "openid")
			leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 302)
			id, c := claimsOf(t, tokens.ID), p.verified(t, p.receiver.last(t))
			if c["sub"] != id["sub"] || c["sid"] != id["sid"] || c["sub"] == p.user.ID {
				t.Errorf("%v, ID token %v", c, id)
			}
			client.SubjectType = ""
			p.Update(t, p.app, application.Changes{Client: &client})
		})

		t.Run("a session that nobody entered an application with", func(t *testing.T) {
			b, before := p.SignedIn(t, p.user), p.receiver.count()
			agree(t, b, leave(t, b)).Want(t, 200)
			if p.receiver.count() != before {
				t.Error("a notice came")
			}
		})

		t.Run("all but one", func(t *testing.T) {
			b, kept := p.SignedIn(t, p.user), p.SignedIn(t, p.user)
			tokens := p.Tokens(t, kept, p.app, "openid")
			if err := p.Services.Sessions.EndAll(t.Context(), seed.Console(), p.user.ID, claimsOf(t, tokens.ID)["sid"].(string), session.EndedByRevocation); err != nil {
				t.Fatal(err)
			}
			if signedIn(t, b) || !signedIn(t, kept) {
				t.Error("the wrong one is left")
			}
		})

		t.Run("what the transaction does not commit is not told", func(t *testing.T) {
			b := p.SignedIn(t, p.user)
			tokens := p.Tokens(t, b, p.app, "openid")
			no := errors.New("no")
			err := d.InTx(t.Context(), func(ctx context.Context) error {
				return errors.Join(p.Services.Sessions.EndByID(ctx, seed.Console(), claimsOf(t, tokens.ID)["sid"].(string), session.EndedByRevocation), no)
			})
			if n, failed := p.Services.Logout.DeliverDue(t.Context()); !errors.Is(err, no) || n != 0 || failed != nil || !signedIn(t, b) {
				t.Errorf("%v, %d, %v", err, n, failed)
			}
		})

		t.Run("a session that lasts longer than its grants", func(t *testing.T) {
			b := p.SignedIn(t, p.user)
			tokens := p.Tokens(t, b, p.app, "openid")
			for range 7 {
				p.Advance(t, 6*24*time.Hour)
				if !signedIn(t, b) {
					t.Fatal("the session was not extended")
				}
				p.Tokens(t, b, p.conf, "openid")
			}
			if err := p.Services.Grants.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			before := p.receiver.count()
			leave(t, b, "id_token_hint", tokens.ID).Want(t, 200)
			if p.receiver.count() != before+1 {
				t.Error("no notice came")
			}
			p.Advance(t, 40*24*time.Hour)
			if err := p.Services.Grants.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := p.Count(t, `SELECT count(*) FROM grants WHERE session_id = $1`, claimsOf(t, tokens.ID)["sid"]); n != 0 {
				t.Errorf("%d grants are kept for nothing", n)
			}
		})
	})
}

func (p departure) state(t *testing.T, sid string) (attempts int64, state string) {
	t.Helper()
	list, err := p.Services.Logout.Deliveries(t.Context(), p.app.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.SessionID != sid {
			continue
		}
		switch {
		case !d.DeliveredAt.IsZero():
			return d.Attempts, "delivered"
		case !d.FailedAt.IsZero():
			return d.Attempts, "failed"
		}
		return d.Attempts, "pending"
	}
	return 0, "unknown"
}

// gone ends a session that has a grant, without delivering anything.
func (p departure) gone(t *testing.T) (sid string) {
	t.Helper()
	b := p.SignedIn(t, p.user)
	sid, _ = claimsOf(t, p.Tokens(t, b, p.app, "openid").ID)["sid"].(string)
	b.Post(t, signOutPath, map[string]any{}).Want(t, 200)
	return sid
}

func (p departure) deliver(t *testing.T) int {
	t.Helper()
	n, err := p.Services.Logout.DeliverDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLogoutRetries(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		wants := func(t *testing.T, sid string, attempts int64, state string) {
			t.Helper()
			if n, s := p.state(t, sid); n != attempts || s != state {
				t.Errorf("%d attempts, %s; want %d, %s", n, s, attempts, state)
			}
		}
		t.Run("until the application is back", func(t *testing.T) {
			p.receiver.answering(func(n int) int { return map[int]int{1: 503, 2: 302, 3: 400}[n] })
			b := p.SignedIn(t, p.user)
			tokens := p.Tokens(t, b, p.app, "openid")
			sid := claimsOf(t, tokens.ID)["sid"].(string)
			leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye).Want(t, 302)
			wants(t, sid, 1, "pending")
			first := p.receiver.last(t)
			p.receiver.answering(func(n int) int { return map[int]int{2: 302, 3: 400, 4: 204}[n] })
			for i, pause := range []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute} {
				p.Advance(t, pause-time.Second)
				if p.deliver(t) != 0 {
					t.Error("tried too early")
				}
				p.Advance(t, time.Second)
				if p.deliver(t) != 1 || p.receiver.count() != i+2 {
					t.Errorf("%d notices after %d pauses", p.receiver.count(), i+1)
				}
			}
			wants(t, sid, 4, "delivered")
			if c := p.verified(t, p.receiver.last(t)); c["sid"] != sid || p.receiver.last(t) == first {
				t.Errorf("%v", c)
			}
			p.Advance(t, 24*time.Hour)
			if p.deliver(t) != 0 {
				t.Error("delivered twice")
			}
		})
		t.Run("not for ever", func(t *testing.T) {
			p.receiver.answering(func(int) int { return 500 })
			sid, before := p.gone(t), p.receiver.count()
			for range 20 {
				p.deliver(t)
				p.Advance(t, 4*time.Hour)
			}
			wants(t, sid, 9, "failed")
			if n := p.receiver.count() - before; n != 9 {
				t.Errorf("%d notices", n)
			}
			if n := p.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'logout_notice.failed' AND target_id = $1`, p.app.ID); n != 1 {
				t.Errorf("%d events", n)
			}
			p.receiver.answering(nil)
		})
		t.Run("no longer when the application wants none", func(t *testing.T) {
			sid, before := p.gone(t), p.receiver.count()
			address := p.app.Client.BackchannelLogoutURI
			changed := p.app.Client
			changed.BackchannelLogoutURI = ""
			p.Update(t, p.app, application.Changes{Client: &changed})
			p.deliver(t)
			wants(t, sid, 1, "failed")
			changed.BackchannelLogoutURI = address
			p.Update(t, p.app, application.Changes{Client: &changed})
			if p.receiver.count() != before {
				t.Error("a notice came")
			}
		})
		t.Run("the admin API shows them, and they are kept a month", func(t *testing.T) {
			p.Advance(t, time.Hour)
			root := p.SignedIn(t, p.Superadmin(t))
			path := "/api/admin/applications/" + p.app.ID + "/logout-deliveries"
			var shown struct {
				Deliveries []struct {
					State, Problem, SessionID, UserID string
					Attempts                          int64
					NextAttemptAt, DeliveredAt        *time.Time
				}
			}
			root.Get(t, path).Want(t, 200).Into(t, &shown)
			if len(shown.Deliveries) != 3 {
				t.Fatalf("%+v", shown)
			}
			latest, first := shown.Deliveries[0], shown.Deliveries[2]
			if latest.State != "failed" || !strings.Contains(latest.Problem, "backchannel_logout_uri") || latest.UserID != p.user.ID {
				t.Errorf("%+v", latest)
			}
			if first.State != "delivered" || first.Problem != "" || first.Attempts != 4 || first.DeliveredAt == nil || first.NextAttemptAt != nil {
				t.Errorf("%+v", first)
			}
			root.Get(t, strings.Replace(path, p.app.ID, "00000000-0000-7000-8000-000000000000", 1)).Want(t, 404)
			p.SignedIn(t, p.user).Get(t, path).Want(t, 403)
			pending := p.gone(t)
			p.Advance(t, 31*24*time.Hour)
			if err := p.Services.Logout.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			wants(t, pending, 0, "pending")
			if n := p.Count(t, `SELECT count(*) FROM logout_deliveries`); n != 1 {
				t.Errorf("%d are kept", n)
			}
		})
	})
}

// A browser does not wait for an application that is not there, and hears
// nothing of it.
func TestLogoutWithoutReceiver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		p.receiver.Close()
		b := p.SignedIn(t, p.user)
		tokens := p.Tokens(t, b, p.app, "openid")
		a := leave(t, b, "id_token_hint", tokens.ID, "post_logout_redirect_uri", bye, "state", "s").Want(t, 302)
		if a.Header.Get("Location") != bye+"?state=s" {
			t.Errorf("sent to %s", a.Header.Get("Location"))
		}
		if n, state := p.state(t, claimsOf(t, tokens.ID)["sid"].(string)); n != 1 || state != "pending" {
			t.Errorf("%d attempts, %s", n, state)
		}
	})
}

// A lease that its holder lost: the process was killed in the middle of an
// attempt, or another took over because it was slow.
func TestLogoutLeases(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		t.Run("a process that dies", func(t *testing.T) {
			sid := p.gone(t)
			dying, kill := context.WithCancel(t.Context())
			p.receiver.during = kill
			if _, err := p.Services.Logout.DeliverDue(dying); err != nil {
				t.Fatal(err)
			}
			p.receiver.during = nil
			if p.deliver(t) != 0 {
				t.Error("the lease is not kept")
			}
			p.Advance(t, 31*time.Second)
			if p.deliver(t) != 1 || p.receiver.count() != 2 {
				t.Errorf("%d notices", p.receiver.count())
			}
			if n, state := p.state(t, sid); n != 2 || state != "delivered" {
				t.Errorf("%d attempts, %s", n, state)
			}
		})
		t.Run("a process that is slow and fails does not undo what another did", func(t *testing.T) {
			sid, before := p.gone(t), p.receiver.count()
			p.receiver.answering(func(n int) int {
				if n == before+1 {
					return 500
				}
				return 200
			})
			p.receiver.during = func() {
				p.receiver.mu.Lock()
				p.receiver.during = nil
				p.receiver.mu.Unlock()
				p.Advance(t, 31*time.Second)
				p.deliver(t)
			}
			p.deliver(t)
			if n, state := p.state(t, sid); n != 2 || state != "delivered" || p.receiver.count() != before+2 {
				t.Errorf("%d attempts, %s, %d notices", n, state, p.receiver.count()-before)
			}
			p.Advance(t, time.Hour)
			if p.deliver(t) != 0 {
				t.Error("delivered once more")
			}
		})
	})
}

// Many workers, on many replicas, deliver each notice once.
func TestLogoutWorkersShare(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		const sessions, workers = 60, 8
		want := map[string]bool{}
		b := p.SignedIn(t, p.user)
		p.Tokens(t, b, p.app, "openid")
		for range sessions {
			want[p.gone(t)] = true
		}
		var group sync.WaitGroup
		failures := make(chan error, workers)
		for range workers {
			group.Go(func() {
				for {
					n, err := p.Services.Logout.DeliverDue(t.Context())
					if err != nil {
						failures <- err
					}
					if n == 0 || err != nil {
						return
					}
				}
			})
		}
		group.Wait()
		for p.deliver(t) > 0 { // what was locked when the last of them looked
			continue
		}
		close(failures)
		for err := range failures {
			t.Error(err)
		}
		got := map[string]int{}
		for _, body := range p.receiver.bodies {
			got[p.verified(t, body)["sid"].(string)]++
		}
		for sid := range want {
			if got[sid] != 1 {
				t.Errorf("%d notices of %s", got[sid], sid)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d sessions, want %d", len(got), len(want))
		}
		if n := p.Count(t, `SELECT count(*) FROM logout_deliveries WHERE delivered_at IS NULL OR attempts <> 1`); n != 0 {
			t.Errorf("%d are not done, or were tried again", n)
		}
	})
}

// The same session ended from many sides at once is told once.
func TestLogoutOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		p := depart(t, d)
		b := p.SignedIn(t, p.user)
		tokens := p.Tokens(t, b, p.app, "openid")
		sid := claimsOf(t, tokens.ID)["sid"].(string)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				a, err := p.Browser(t).Send(t.Context(), "GET", seed.EndSessionPath+"?id_token_hint="+tokens.ID, "", nil)
				if err != nil || a.Status != 200 {
					t.Errorf("%d %v", a.Status, err)
				}
			})
			group.Go(func() {
				if err := p.Services.Sessions.EndByID(t.Context(), actor.Actor{}, sid, session.EndedBySignOut); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		p.deliver(t)
		if p.receiver.count() != 1 {
			t.Errorf("%d notices", p.receiver.count())
		}
		if n := p.Count(t, `SELECT count(*) FROM audit_events WHERE action = 'session.ended' AND target_id = $1`, sid); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}
