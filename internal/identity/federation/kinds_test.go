package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/seed"
)

// through follows a provider's own address through to the service.
func (s stage) through(t *testing.T, b *seed.Browser, provider string, answered ...string) (*url.URL, seed.Answer) {
	t.Helper()
	to := b.Post(t, "/api/auth/sign-in/social", map[string]any{"provider": provider, "callbackURL": "/dash", "errorCallbackURL": "/failed"}).Want(t, 200).Location(t)
	return to, s.come(t, b, s.idp.authorize(t, to, answered...))
}

// Where browsers are sent to, as recorded and as the providers document it.
func TestAddressesOfKnownProviders(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, _ *idp) {
		c.Providers = nil
		for _, kind := range []config.ProviderKind{config.Google, config.GitHub, config.LinkedIn, config.Microsoft, config.Apple} {
			c.Providers = append(c.Providers, config.Provider{ID: string(kind), Kind: kind, Name: "x", ClientID: "id", ClientSecret: "s", Tenant: "common", SignUp: config.SignUpAlways})
		}
	})
	for provider, c := range map[string]struct{ at, scope, names string }{
		"github":    {"https://github.com/login/oauth/authorize", "read:user user:email", "response_type client_id state scope redirect_uri code_challenge_method code_challenge"},
		"google":    {"https://accounts.google.com/o/oauth2/v2/auth", "email profile openid", "response_type client_id state scope redirect_uri code_challenge_method code_challenge include_granted_scopes nonce"},
		"linkedin":  {"https://www.linkedin.com/oauth/v2/authorization", "profile email openid", "response_type client_id state scope redirect_uri"},
		"microsoft": {"https://login.microsoftonline.com/common/oauth2/v2.0/authorize", "openid profile email User.Read offline_access", "response_type client_id state scope redirect_uri code_challenge_method code_challenge nonce"},
		"apple":     {"https://appleid.apple.com/auth/authorize", "email name", "response_type client_id state scope redirect_uri response_mode nonce"},
	} {
		a := s.Browser(t).Post(t, "/api/auth/sign-in/social", map[string]any{"provider": provider, "callbackURL": "/", "disableRedirect": true}).Want(t, 200)
		o := a.Object(t)
		to, err := url.Parse(o["url"].(string))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for part := range strings.SplitSeq(to.RawQuery, "&") {
			name, _, _ := strings.Cut(part, "=")
			names = append(names, name)
		}
		if got := to.Scheme + "://" + to.Host + to.Path; got != c.at || to.Query().Get("scope") != c.scope || strings.Join(names, " ") != c.names {
			t.Errorf("%s: %s %q %q", provider, got, to.Query().Get("scope"), names)
		}
		if to.Query().Get("redirect_uri") != s.URL+"/api/auth/callback/"+provider {
			t.Errorf("%s: back to %s", provider, to.Query().Get("redirect_uri"))
		}
		if o["redirect"] != false || a.Header.Get("Location") != "" {
			t.Errorf("%s: %v", provider, o)
		}
		line := a.Header.Get("Set-Cookie")
		if !strings.HasPrefix(line, "better-auth.state="+to.Query().Get("state")+".") || !strings.HasSuffix(line, "; Max-Age=300; Path=/; HttpOnly; SameSite=Lax") {
			t.Errorf("%s: %s", provider, line)
		}
	}
}

// The recorded shapes of GitHub's answers, and what they make.
func TestGitHub(t *testing.T) {
	const account = `{"login":"octocat","id":583231,"node_id":"MDQ6VXNlcjU4MzIzMQ==","avatar_url":"https://avatars.githubusercontent.com/u/583231?v=4",
		"html_url":"https://github.com/octocat","type":"User","site_admin":false,"name":"The Octocat","company":"@github","blog":"","location":"San Francisco",
		"email":null,"hireable":null,"bio":null,"public_repos":8,"followers":20,"created_at":"2011-01-25T18:44:36Z","updated_at":"2026-11-22T09:11:40Z"}`
	const emails = `[{"email":"octocat@users.noreply.github.com","primary":false,"verified":true,"visibility":null},
		{"email":"old@example.com","primary":false,"verified":false,"visibility":null},
		{"email":"Octocat@GitHub.com","primary":true,"verified":true,"visibility":"public"}]`
	hub := struct {
		account, emails, token string
		emailStatus            int
		seen                   []string
	}{}
	reset := func() {
		hub.account, hub.emails, hub.emailStatus = account, emails, 200
		hub.token = `{"access_token":"gho_16C7e42F292c6912E7710c838347Ae178B4a","token_type":"bearer","scope":"read:user,user:email"}`
	}
	reset()
	mux := http.NewServeMux()
	send := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
	mux.HandleFunc("POST /login/oauth/access_token", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		hub.seen = append(hub.seen, r.Header.Get("Accept"), r.PostForm.Get("client_secret"), r.PostForm.Get("code_verifier"))
		send(w, 200, hub.token)
	})
	mux.HandleFunc("GET /api/v3/user", func(w http.ResponseWriter, r *http.Request) {
		hub.seen = append(hub.seen, r.Header.Get("Authorization"))
		send(w, 200, hub.account)
	})
	mux.HandleFunc("GET /api/v3/user/emails", func(w http.ResponseWriter, _ *http.Request) { send(w, hub.emailStatus, hub.emails) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := play(t, openSQLite(t), func(c *config.Config, _ *idp) {
		c.Providers = []config.Provider{{ID: "github", Kind: config.GitHub, Name: "GitHub", ClientID: "g", ClientSecret: "gs", Issuer: server.URL, SignUp: config.SignUpAlways}}
	})
	b := s.Browser(t)
	to, a := s.through(t, b, "github")
	if to.Path != "/login/oauth/authorize" {
		t.Errorf("leaves for %s", to)
	}
	leadsTo(t, a, "/dash")
	if len(hub.seen) != 4 || hub.seen[0] != "application/json, */*;q=0.5" || hub.seen[1] != "gs" || len(hub.seen[2]) != 128 || hub.seen[3] != "Bearer gho_16C7e42F292c6912E7710c838347Ae178B4a" {
		t.Errorf("GitHub saw %q", hub.seen)
	}
	if got := s.text(t, `SELECT u.email || ' ' || u.name || ' ' || a.account_id || ' ' || a.scope FROM users u JOIN accounts a ON a.user_id = u.id WHERE u.email_verified`); got != "octocat@github.com The Octocat 583231 read:user,user:email" {
		t.Errorf("made %q", got)
	}
	info := b.Get(t, "/api/auth/account-info?accountId=583231").Want(t, 200).Object(t)
	who, data := info["user"].(map[string]any), info["data"].(map[string]any)
	if who["id"] != "583231" || who["email"] != "octocat@github.com" || who["emailVerified"] != true || data["login"] != "octocat" {
		t.Errorf("told %v", info)
	}

	for _, c := range []struct {
		name string
		set  func()
		want string
	}{
		{"a refusal with success", func() {
			hub.token = `{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired.","error_uri":"https://docs.github.com"}`
		}, "/failed?error=invalid_code"},
		{"nobody", func() { hub.account = `{"message":"Requires authentication"}` }, "/failed?error=unable_to_get_user_info"},
		{"no JSON", func() { hub.account = `<html>` }, "/failed?error=unable_to_get_user_info"},
		{"no address", func() { hub.account, hub.emails = `{"id":2,"login":"b","email":null}`, `[]` }, "/failed?error=email_not_found"},
		{"addresses that may not be seen", func() { hub.account, hub.emailStatus = `{"id":3,"login":"c","email":null}`, 404 }, "/failed?error=email_not_found"},
		{"a public address that is not verified, of somebody here", func() {
			hub.account, hub.emails = `{"id":4,"login":"d","email":"octocat@github.com"}`, `[{"email":"octocat@github.com","primary":true,"verified":false}]`
		}, "/failed?error=account_not_linked"},
		{"a public address that is not listed, of somebody here", func() {
			hub.account, hub.emails = `{"id":5,"login":"e","email":"octocat@github.com"}`, `[]`
		}, "/failed?error=account_not_linked"},
		{"a verified address of somebody here", func() {
			hub.account, hub.emails = `{"id":6,"login":"f","email":"x@example.com"}`, `[{"email":"octocat@github.com","primary":true,"verified":true}]`
		}, "/dash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.set()
			defer reset()
			_, a := s.through(t, s.Browser(t), "github")
			leadsTo(t, a, c.want)
		})
	}
	if n := s.Count(t, `SELECT count(*) FROM users`); n != 1 {
		t.Errorf("%d users", n)
	}
}

// Apple wants a JWT as its client's secret, answers by form, and tells the name
// of somebody new beside its answer.
func TestApple(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := play(t, openSQLite(t), func(c *config.Config, p *idp) {
		p.metadata = map[string]any{"token_endpoint_auth_methods_supported": []string{"client_secret_post"}, "userinfo_endpoint": nil}
		c.Providers = []config.Provider{{
			ID: "apple", Kind: config.Apple, Name: "Apple", ClientID: "com.example.web", Issuer: p.URL, SignUp: config.SignUpAlways,
			TeamID: "TEAM123456", KeyID: "KEY1234567", SignKey: key,
		}}
	})
	s.idp.set(func(p *idp) {
		p.claims = map[string]any{"name": nil, "picture": nil, "email": "x7k@privaterelay.appleid.com", "email_verified": "true", "is_private_email": "true"}
	})
	b := s.Browser(t)
	person := `{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"victim@example.com"}`
	to, a := s.through(t, b, "apple", "user", person)
	if to.Query().Get("response_mode") != "form_post" || to.Query().Get("nonce") == "" {
		t.Errorf("leaves with %s", to.RawQuery)
	}
	leadsTo(t, a, "/dash")
	if got := s.text(t, `SELECT email || ' ' || name FROM users WHERE email_verified`); got != "x7k@privaterelay.appleid.com Ada Lovelace" {
		t.Errorf("made %q", got)
	}
	jws, err := jose.ParseSignedCompact(s.idp.asked[0].Get("client_secret"), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := jws.Verify(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	now := float64(s.Clock.Now().Unix())
	if claims["iss"] != "TEAM123456" || claims["sub"] != "com.example.web" || claims["aud"] != s.idp.URL || claims["iat"] != now || claims["exp"] != now+300 || jws.Signatures[0].Protected.KeyID != "KEY1234567" {
		t.Errorf("signed %v with %s", claims, jws.Signatures[0].Protected.KeyID)
	}
	s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-2", "email": "b@example.com", "name": nil} })
	_, a = s.through(t, s.Browser(t), "apple", "user", `{"name":"x"`)
	leadsTo(t, a, "/dash")
	if got := s.text(t, `SELECT name FROM users WHERE email = 'b@example.com'`); got != "b" {
		t.Errorf("somebody without a name is called %q", got)
	}
}

func TestGoogle(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, p *idp) {
		c.Providers = []config.Provider{{ID: "google", Kind: config.Google, Name: "Google", ClientID: "client-1", ClientSecret: "s", Issuer: p.URL, SignUp: config.SignUpAlways}}
	})
	_, a := s.through(t, s.Browser(t), "google")
	leadsTo(t, a, "/dash")
	s.idp.set(func(p *idp) { p.claims = map[string]any{"iss": "accounts.google.com"} }) // whose scheme is https, and the issuer another
	_, a = s.through(t, s.Browser(t), "google")
	leadsTo(t, a, "/failed?error=unable_to_get_user_info")
}

// Microsoft has an issuer for each tenant, and an address there is whatever the
// tenant's administrator entered.
func TestMicrosoft(t *testing.T) {
	const organization, elsewhere, people = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555", "9188040d-6c67-4c5b-b112-36a304b66dad"
	at := func(t *testing.T, tenant string) stage {
		t.Helper()
		return play(t, openSQLite(t), func(c *config.Config, p *idp) {
			p.metadata = map[string]any{"issuer": p.URL + "/{tenantid}/v2.0"}
			c.Providers = []config.Provider{{ID: "microsoft", Kind: config.Microsoft, Name: "Microsoft", ClientID: "client-1", ClientSecret: "s", Issuer: p.URL, Tenant: tenant, SignUp: config.SignUpAlways}}
		})
	}
	said := func(p *idp, tid string, more map[string]any) {
		p.claims = over(map[string]any{"iss": p.URL + "/" + tid + "/v2.0", "tid": tid, "email_verified": nil, "oid": "o-1"}, more)
	}
	for _, c := range []struct {
		name, configured, tid string
		more                  map[string]any
		want                  string
	}{
		{"any tenant", "common", organization, nil, "/dash"},
		{"a person", "common", people, nil, "/dash"},
		{"another issuer than the tenant's", "common", organization, map[string]any{"iss": "https://evil.example/" + organization + "/v2.0"}, "/failed?error=unable_to_get_user_info"},
		{"no tenant", "common", organization, map[string]any{"tid": nil}, "/failed?error=unable_to_get_user_info"},
		{"a tenant that is none", "common", "../evil", nil, "/failed?error=unable_to_get_user_info"},
		{"the template itself", "common", "{tenantid}", nil, "/failed?error=unable_to_get_user_info"},
		{"a person among organizations", "organizations", people, nil, "/failed?error=unable_to_get_user_info"},
		{"an organization among people", "consumers", organization, nil, "/failed?error=unable_to_get_user_info"},
		{"one tenant", organization, organization, nil, "/dash"},
		{"another tenant", organization, elsewhere, nil, "/failed?error=unable_to_get_user_info"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := at(t, c.configured)
			s.idp.set(func(p *idp) { said(p, c.tid, c.more) })
			_, a := s.through(t, s.Browser(t), "microsoft")
			leadsTo(t, a, c.want)
		})
	}
	t.Run("an address that only the tenant vouches for", func(t *testing.T) {
		s := at(t, "common")
		u := s.User(t, "Ada", "ada@example.com")
		s.verified(t, u.ID, true)
		for name, c := range map[string]struct {
			claims map[string]any
			want   string
		}{
			"email alone":               {nil, "/failed?error=account_not_linked"},
			"email_verified":            {map[string]any{"email_verified": true}, "/failed?error=account_not_linked"},
			"xms_edov false":            {map[string]any{"xms_edov": false}, "/failed?error=account_not_linked"},
			"another address verified":  {map[string]any{"verified_primary_email": []string{"eve@example.com"}}, "/failed?error=account_not_linked"},
			"the address verified":      {map[string]any{"sub": "sub-8", "verified_primary_email": []string{"Ada@example.com"}}, "/dash"},
			"owner of the domain known": {map[string]any{"sub": "sub-9", "xms_edov": "1"}, "/dash"},
		} {
			s.idp.set(func(p *idp) { said(p, organization, c.claims) })
			_, a := s.through(t, s.Browser(t), "microsoft")
			if got := a.Header.Get("Location"); got != c.want {
				t.Errorf("%s: leads to %s", name, got)
			}
		}
	})
}

// LinkedIn's ID tokens hold no nonce.
func TestLinkedIn(t *testing.T) {
	s := play(t, openSQLite(t), func(c *config.Config, p *idp) {
		c.Providers = []config.Provider{{ID: "linkedin", Kind: config.LinkedIn, Name: "LinkedIn", ClientID: "client-1", ClientSecret: "s", Issuer: p.URL, SignUp: config.SignUpAlways}}
	})
	to, a := s.through(t, s.Browser(t), "linkedin")
	if to.Query().Has("nonce") || to.Query().Has("code_challenge") {
		t.Errorf("leaves with %s", to.RawQuery)
	}
	leadsTo(t, a, "/dash")
}

// Provider tokens for whoever they belong to.
func TestTokens(t *testing.T) {
	s := play(t, openSQLite(t))
	b := s.Browser(t)
	s.visit(t, b, nil)
	type tokens struct {
		AccessToken, RefreshToken, IDToken, Scope, ProviderID, AccountID string
		AccessTokenExpiresAt                                             time.Time
		Scopes                                                           []string
	}
	get := func(t *testing.T) (got tokens) {
		t.Helper()
		b.Post(t, "/api/auth/get-access-token", map[string]any{"providerId": "acme"}).Want(t, 200).Into(t, &got)
		return got
	}
	if got := get(t); got.AccessToken != "at-1" || got.RefreshToken != "" || strings.Join(got.Scopes, " ") != "openid email" || !got.AccessTokenExpiresAt.Equal(s.Clock.Now().Add(time.Hour).Truncate(time.Millisecond)) || got.IDToken == "" {
		t.Errorf("got %+v", got)
	}
	s.Advance(t, time.Hour-time.Minute)
	if got := get(t); got.AccessToken != "at-1" {
		t.Errorf("renewed before its time: %+v", got)
	}
	s.Advance(t, time.Minute)
	done := make(chan string, 8)
	for range 8 { // a refresh token is good once: callers wait for one another
		go func() {
			a, err := b.Send(t.Context(), "POST", "/api/auth/get-access-token", "application/json", []byte(`{"providerId":"acme","accountId":"sub-1"}`))
			if err != nil {
				done <- err.Error()
				return
			}
			done <- string(a.Body)
		}()
	}
	for range 8 {
		if got := <-done; !strings.Contains(got, `"accessToken":"at-2"`) {
			t.Errorf("got %s", got)
		}
	}
	var got tokens
	b.Post(t, "/api/auth/refresh-token", map[string]any{"providerId": "acme"}).Want(t, 200).Into(t, &got)
	if got.AccessToken != "at-3" || got.RefreshToken != "rt-3" || got.ProviderID != "acme" || got.AccountID != "sub-1" || got.Scope != "openid,email" {
		t.Errorf("got %+v", got)
	}
	info := b.Get(t, "/api/auth/account-info?accountId=sub-1").Want(t, 200).Object(t)
	who := info["user"].(map[string]any)
	if who["id"] != "sub-1" || who["name"] != "Ada Lovelace" || who["email"] != "ada@example.com" || who["emailVerified"] != true || info["data"].(map[string]any)["sub"] != "sub-1" {
		t.Errorf("told %v", info)
	}

	refused := func(name, method, path string, body map[string]any, status int, code string) {
		t.Run(name, func(t *testing.T) { b.JSON(t, method, "/api/auth/"+path, body).Want(t, status, code) })
	}
	refused("another provider", "POST", "get-access-token", map[string]any{"providerId": "zz"}, 400, "PROVIDER_NOT_SUPPORTED")
	refused("the password", "POST", "refresh-token", map[string]any{"providerId": "credential"}, 400, "PROVIDER_NOT_SUPPORTED")
	refused("another account", "POST", "get-access-token", map[string]any{"providerId": "acme", "accountId": "sub-2"}, 400, "ACCOUNT_NOT_FOUND")
	refused("no account named", "GET", "account-info", nil, 400, "ACCOUNT_NOT_FOUND")
	refused("an account of nobody", "GET", "account-info?accountId=zz", nil, 400, "ACCOUNT_NOT_FOUND")
	t.Run("of somebody else", func(t *testing.T) {
		other := s.SignedIn(t, s.User(t, "Bob", "bob@example.com"))
		other.Get(t, "/api/auth/account-info?accountId=sub-1").Want(t, 400, "ACCOUNT_NOT_FOUND")
		other.Post(t, "/api/auth/get-access-token", map[string]any{"providerId": "acme", "accountId": "sub-1"}).Want(t, 400, "ACCOUNT_NOT_FOUND")
		other.Post(t, "/api/auth/refresh-token", map[string]any{"providerId": "acme", "userId": s.owner(t, "sub-1")}).Want(t, 400, "ACCOUNT_NOT_FOUND")
	})
	s.idp.set(func(p *idp) { p.claims = map[string]any{"sub": "sub-2"} })
	refused("Core 12.2: renewed for somebody else", "POST", "refresh-token", map[string]any{"providerId": "acme"}, 400, "FAILED_TO_REFRESH_ACCESS_TOKEN")
	s.idp.set(func(p *idp) { p.claims, p.status = nil, http.StatusBadRequest })
	refused("refused by the provider", "POST", "refresh-token", map[string]any{"providerId": "acme"}, 400, "FAILED_TO_REFRESH_ACCESS_TOKEN")
	s.Advance(t, 2*time.Hour)
	refused("no longer good", "POST", "get-access-token", map[string]any{"providerId": "acme"}, 400, "FAILED_TO_GET_ACCESS_TOKEN")
	s.idp.set(func(p *idp) { p.status, p.userinfo = 0, map[string]any{"sub": "sub-2"} })
	s.Exec(t, `UPDATE accounts SET access_token_expires_at = NULL`)
	refused("told of somebody else", "GET", "account-info?accountId=sub-1", nil, 400, "FAILED_TO_GET_USER_INFO")
	s.Exec(t, `UPDATE accounts SET refresh_token = NULL`)
	refused("no refresh token", "POST", "refresh-token", map[string]any{"providerId": "acme"}, 400, "REFRESH_TOKEN_NOT_FOUND")
	s.Exec(t, `UPDATE accounts SET access_token = NULL`)
	refused("no access token", "GET", "account-info?accountId=sub-1", nil, 400, "ACCESS_TOKEN_NOT_FOUND")
	s.Exec(t, `UPDATE accounts SET provider_id = 'gone' WHERE provider_id = 'acme'`)
	refused("of a provider that is gone", "GET", "account-info?accountId=sub-1", nil, 400, "PROVIDER_NOT_CONFIGURED")
}

func TestProvidersThatRefreshNothing(t *testing.T) {
	s := play(t, openSQLite(t), func(_ *config.Config, p *idp) {
		p.metadata = map[string]any{"grant_types_supported": []string{"authorization_code"}}
	})
	b := s.Browser(t)
	s.visit(t, b, nil)
	b.Post(t, "/api/auth/refresh-token", map[string]any{"providerId": "acme"}).Want(t, 400, "TOKEN_REFRESH_NOT_SUPPORTED")
}
