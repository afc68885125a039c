package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A provider is an OpenID provider where somebody signs in each time.
type provider struct {
	*httptest.Server
	key *ecdsa.PrivateKey
	now func() time.Time

	mu     sync.Mutex
	nonces map[string]string // by code
	number int
}

func openProvider(t *testing.T) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, nonces: map[string]string{}}
	mux := http.NewServeMux()
	tell := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/jwks",
			"userinfo_endpoint": p.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		tell(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		subject := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer access-")
		tell(w, map[string]any{"sub": subject, "name": "Ada Martin", "email": subject + "@example.com", "email_verified": true})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		subject := strings.TrimPrefix(r.PostFormValue("refresh_token"), "refresh-")
		if code := r.PostFormValue("code"); code != "" {
			subject = strings.TrimPrefix(code, "code-")
		}
		claims := map[string]any{
			"iss": p.URL, "aud": "client-1", "sub": subject, "iat": p.now().Unix(), "exp": p.now().Add(time.Hour).Unix(),
			"name": "Ada Martin", "email": subject + "@example.com", "email_verified": true,
		}
		if nonce := p.nonces[r.PostFormValue("code")]; nonce != "" {
			claims["nonce"] = nonce
		}
		tell(w, map[string]any{
			"access_token": "access-" + subject, "refresh_token": "refresh-" + subject, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email",
			"id_token": p.sign(claims),
		})
	})
	mux.HandleFunc("GET /logo.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_ = png.Encode(w, image.NewGray(image.Rect(0, 0, 8, 8)))
	})
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	p.Server = httptest.NewTLSServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) sign(claims map[string]any) string {
	payload, _ := json.Marshal(claims)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key, KeyID: "k1"}}, nil)
	if err != nil {
		return err.Error()
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return err.Error()
	}
	text, _ := jws.CompactSerialize()
	return text
}

// admit is what the person does there: a code for the request, of a subject
// nobody was before.
func (p *provider) admit(asked *url.URL) (code, subject string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.number++
	subject = fmt.Sprintf("person-%d", p.number)
	code = "code-" + subject
	p.nonces[code] = asked.Query().Get("nonce")
	return code, subject
}

// A stage is the world in which examples are played, with everything on that an
// example needs.
type stage struct {
	*seed.World
	till *seed.Till
	idp  *provider
	root user.User
}

func openStage(t *testing.T, superadmin bool) *stage {
	t.Helper()
	s := &stage{idp: openProvider(t), till: seed.NewTill(t)}
	s.World = seed.New(t, sqlite(t), func(c *config.Config) {
		c.Providers = []config.Provider{{ID: "acme", Kind: config.OpenIDConnect, Name: "Acme", Issuer: s.idp.URL, ClientID: "client-1", ClientSecret: "secret-1", SignUp: config.SignUpAlways}}
		c.Fetch.AllowLoopback, c.Fetch.RootCAs = true, x509.NewCertPool()
		c.Fetch.RootCAs.AddCert(s.idp.Certificate())
		c.AppLogoURL = s.idp.URL + "/logo.png"
		c.Passwordless = config.Passwordless{Link: true, Code: true}
		c.EmailOTP = true
		c.Registration.Mode = config.RegistrationToken
		c.Registration.Documents = config.DocumentsOpen
		c.Stripe = config.Stripe{SecretKey: "sk_test_1", WebhookSecret: seed.StripeSecret, APIURL: s.till.URL}
	})
	s.Undocumented() // those who play examples compare with what the document will say
	s.idp.now = s.Clock.Now
	if superadmin {
		s.root = s.Superadmin(t)
	}
	return s
}

// A scene is one example with what it needs, made when it is first asked for.
type scene struct {
	*stage
	t        *testing.T
	number   int
	made     map[string]any
	browsers map[string]*seed.Browser
	people   map[string]user.User
	shop     *seed.App
	phone    *authenticator
	device   *seed.Authenticator
}

func (s *stage) scene(t *testing.T, number int) *scene {
	t.Helper()
	return &scene{stage: s, t: t, number: number, made: map[string]any{}, browsers: map[string]*seed.Browser{}, people: map[string]user.User{}}
}

// person is somebody of this scene.
func (s *scene) person(name string) user.User {
	s.t.Helper()
	u, known := s.people[name]
	if !known {
		u = s.User(s.t, "Olive Martin", fmt.Sprintf("%s.%d@example.com", name, s.number))
		s.people[name] = u
	}
	return u
}

func (s *scene) app() seed.App {
	s.t.Helper()
	if s.shop == nil {
		a := s.Application(s.t, application.NewApplication{
			Name: "Shop", Slug: fmt.Sprintf("shop-%d", s.number),
			Client: application.Client{GrantTypes: application.GrantTypes(), PostLogoutRedirectURIs: []string{"https://client.example/bye"}},
		})
		s.shop = &a
		s.Access(s.t, a, s.person("olive"))
	}
	return *s.shop
}

// browser is the browser of a kind of caller.
func (s *scene) browser(who string) *seed.Browser {
	s.t.Helper()
	b, known := s.browsers[who]
	if known {
		return b
	}
	if caller, special := callers()[who]; special {
		b = caller(s)
	} else {
		s.t.Fatalf("nobody is called %q; see callers", who)
	}
	s.browsers[who] = b
	return b
}

// callers are who may make the call of an example.
func callers() map[string]func(*scene) *seed.Browser {
	return map[string]func(*scene) *seed.Browser{
		"nobody": func(s *scene) *seed.Browser { return s.Browser(s.t) },
		"admin":  func(s *scene) *seed.Browser { return s.SignedIn(s.t, s.root) },
		"user":   func(s *scene) *seed.Browser { return s.SignedIn(s.t, s.person("olive")) },
		"buyer": func(s *scene) *seed.Browser {
			b := s.browser("subscribed")
			b.Post(s.t, "/api/user/billing/checkout", map[string]any{"priceId": s.text("price")}).Want(s.t, 200)
			return b
		},
		"enrolled": func(s *scene) *seed.Browser {
			b := s.SignedIn(s.t, s.person("olive"))
			phone := enrol(s.t, s.World, b)
			s.phone = &phone
			return b
		},
		"waiting": func(s *scene) *seed.Browser { // for a second factor
			s.browser("enrolled")
			b := s.Browser(s.t)
			signIn(s.t, b, s.person("olive"))
			return b
		},
		"trusting": func(s *scene) *seed.Browser {
			b := s.browser("waiting")
			b.Post(s.t, factorPath+"verify-totp", map[string]any{"code": s.phone.fresh(s.t), "trustDevice": true}).Want(s.t, 200)
			return b
		},
		"keyed": func(s *scene) *seed.Browser {
			b := s.browser("user")
			s.device = s.Authenticator(s.t)
			s.made["passkey"] = b.AddPasskey(s.t, s.device, "Laptop").Want(s.t, 200).Object(s.t)["id"]
			return b
		},
		"mailed": func(s *scene) *seed.Browser {
			b := s.browser("nobody")
			b.Post(s.t, "/api/auth/sign-in/magic-link", map[string]any{"email": s.person("olive").Email}).Want(s.t, 200)
			return b
		},
		"coded": func(s *scene) *seed.Browser {
			b := s.browser("nobody")
			b.Post(s.t, "/api/auth/email-otp/send-verification-otp", map[string]any{"email": s.person("olive").Email, "type": "sign-in"}).Want(s.t, 200)
			return b
		},
		"outgoing": func(s *scene) *seed.Browser { // to a provider
			b := s.browser("nobody")
			to := b.Post(s.t, "/api/auth/sign-in/social", map[string]any{"provider": "acme", "callbackURL": "/account"}).Want(s.t, 200).Location(s.t)
			s.made["providerCode"], s.made["providerAccount"] = s.idp.admit(to)
			s.made["providerState"] = to.Query().Get("state")
			return b
		},
		"linked": func(s *scene) *seed.Browser {
			b := s.browser("user")
			to := b.Post(s.t, "/api/auth/oauth2/link", map[string]any{"providerId": "acme", "callbackURL": "/account"}).Want(s.t, 200).Location(s.t)
			code, subject := s.idp.admit(to)
			b.Get(s.t, "/api/auth/oauth2/callback/acme?"+url.Values{"code": {code}, "state": {to.Query().Get("state")}}.Encode()).Want(s.t, 302)
			s.made["providerAccount"] = subject
			return b
		},
		"connected": func(s *scene) *seed.Browser { // with an application
			b := s.browser("user")
			s.tokens(b)
			return b
		},
		"impersonating": func(s *scene) *seed.Browser {
			b := s.browser("admin")
			b.Post(s.t, "/api/auth/admin/impersonate-user", map[string]any{"userId": s.person("olive").ID}).Want(s.t, 200)
			return b
		},
		"observing": func(s *scene) *seed.Browser {
			s.SignedIn(s.t, s.person("olive"))
			return s.browser("admin")
		},
		"issuing": func(s *scene) *seed.Browser {
			s.value("registrationToken")
			return s.browser("admin")
		},
		"documented": func(s *scene) *seed.Browser {
			s.value("document")
			return s.browser("admin")
		},
		"permitting": func(s *scene) *seed.Browser {
			s.add("roles/"+s.text("role")+"/permissions/"+s.text("permission"), nil)
			return s.browser("admin")
		},
		"assigning": func(s *scene) *seed.Browser {
			s.add("users/"+s.text("member")+"/roles/"+s.text("role"), nil)
			return s.browser("admin")
		},
		"consuming": func(s *scene) *seed.Browser {
			s.browser("admin").Post(s.t, "/api/consumption", map[string]any{"applicationId": s.app().ID, "userId": s.text("member"), "key": "api.calls", "value": 12.5}).Want(s.t, 200)
			return s.browser("admin")
		},
		"metering": func(s *scene) *seed.Browser { // by a plan with a limit
			member, app := s.text("member"), s.app()
			plan := s.add("plans", map[string]any{"name": "Metered", "features": map[string]any{"api.calls": map[string]any{"limit": 10000, "window": "month", "mode": "hard"}}})["id"]
			s.browser("admin").Do(s.t, "PATCH", "/api/admin/applications/"+app.ID+"/users/"+member, asJSON, `{"subscriptionPlanId":"`+plan.(string)+`"}`).Want(s.t, 200)
			return s.browser("nobody")
		},
		"subscribed": func(s *scene) *seed.Browser {
			s.app()
			s.browser("admin").Post(s.t, "/api/consumption", map[string]any{"applicationId": s.app().ID, "userId": s.person("olive").ID, "key": "api.calls", "value": 3}).Want(s.t, 200)
			return s.browser("user")
		},
		"owning": func(s *scene) *seed.Browser { // an organization
			b := s.browser("user")
			b.Post(s.t, "/api/auth/organization/set-active", map[string]any{"organizationId": s.text("organization")}).Want(s.t, 200)
			return b
		},
		"belonging": func(s *scene) *seed.Browser {
			s.value("membership")
			return s.SignedIn(s.t, s.person("mia"))
		},
		"inviting": func(s *scene) *seed.Browser {
			s.value("invitation")
			return s.browser("owning")
		},
		"issuingInvitations": func(s *scene) *seed.Browser {
			s.value("invitation")
			return s.browser("admin")
		},
		"invited": func(s *scene) *seed.Browser {
			u := s.person("otto")
			s.Exec(s.t, `UPDATE users SET email_verified = TRUE WHERE id = $1`, u.ID)
			s.Forget(s.t, "user", u.ID)
			s.value("invitation")
			return s.SignedIn(s.t, u)
		},
		"lending": func(s *scene) *seed.Browser { // an application to an organization
			b := s.browser("admin")
			if a := b.Do(s.t, "PUT", "/api/admin/organizations/"+s.text("organization")+"/applications/"+s.app().ID, "", ""); a.Status >= 300 {
				s.t.Fatalf("answered %d %s", a.Status, a.Body)
			}
			return b
		},
		"rolegiving": func(s *scene) *seed.Browser {
			b := s.browser("lending")
			if a := b.Do(s.t, "PUT", "/api/admin/organizations/"+s.text("organization")+"/members/"+s.text("membership")+"/roles/"+s.text("role"), "", ""); a.Status >= 300 {
				s.t.Fatalf("answered %d %s", a.Status, a.Body)
			}
			return b
		},
		"banning": func(s *scene) *seed.Browser {
			b := s.browser("admin")
			b.Post(s.t, "/api/admin/users/"+s.person("olive").ID+"/disable", map[string]any{}).Want(s.t, 200)
			return b
		},
		"resetting": func(s *scene) *seed.Browser { // factors of somebody who has some
			s.browser("enrolled")
			return s.browser("admin")
		},
		"appointing": func(s *scene) *seed.Browser { // a reseller
			b := s.browser("admin")
			b.JSON(s.t, "PUT", "/api/admin/organizations/"+s.text("organization")+"/reseller", map[string]any{}).Want(s.t, 200)
			return b
		},
		"reselling": func(s *scene) *seed.Browser { // with a client and an application to pass on
			s.browser("appointing")
			s.browser("lending")
			s.value("customer")
			return s.browser("user")
		},
		"passing": func(s *scene) *seed.Browser {
			b := s.browser("reselling")
			b.Do(s.t, "PUT", "/api/organizations/"+s.text("organization")+"/clients/"+s.text("customer")+"/applications/"+s.app().ID, "", "").Want(s.t, 200)
			return b
		},
		"equipped": func(s *scene) *seed.Browser { // with an application for members
			s.browser("lending")
			return s.browser("user")
		},
		"delegating": func(s *scene) *seed.Browser {
			s.browser("rolegiving")
			return s.browser("user")
		},
		"publishing": func(s *scene) *seed.Browser { // the proof of a domain
			s.value("domain")
			s.NameServer().Publish(s.text("record"), s.text("proof"))
			return s.browser("user")
		},
		"joining": func(s *scene) *seed.Browser { // by an address of the domain
			b := s.browser("publishing")
			b.Do(s.t, "POST", "/api/organizations/"+s.text("organization")+"/domains/"+s.text("domain")+"/verify", "", "").Want(s.t, 200)
			u := s.User(s.t, "Nina Martin", "nina@"+s.text("newDomain"))
			s.Exec(s.t, `UPDATE users SET email_verified = TRUE WHERE id = $1`, u.ID)
			s.Forget(s.t, "user", u.ID)
			s.made["newcomer"] = u.ID
			return s.SignedIn(s.t, u)
		},
		"unsubscribing": func(s *scene) *seed.Browser { // the first plan is everybody's
			b := s.browser("admin")
			b.Do(s.t, "DELETE", "/api/admin/applications/"+s.app().ID+"/users/"+s.text("member")+"/subscription", "", "").Want(s.t, 204)
			return b
		},
	}
}

// add makes something of the application's as an administrator does.
func (s *scene) add(path string, body any) map[string]any {
	s.t.Helper()
	a := s.browser("admin").Post(s.t, "/api/admin/applications/"+s.app().ID+"/"+path, body)
	if a.Status >= 300 {
		s.t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	o := a.Object(s.t)
	for _, v := range o { // {"role":{…}}
		if inner, ok := v.(map[string]any); ok && inner["id"] != nil {
			return inner
		}
	}
	return o
}

func (s *scene) tokens(b *seed.Browser) seed.Tokens {
	s.t.Helper()
	tokens := s.Tokens(s.t, b, s.app(), "openid profile email offline_access roles")
	s.made["accessToken"], s.made["refreshToken"] = tokens.Access, tokens.Refresh
	return tokens
}

func (s *scene) text(name string) string {
	s.t.Helper()
	text, ok := s.value(name).(string)
	if !ok {
		s.t.Fatalf("${%s} is no text", name)
	}
	return text
}

// value is what an example's ${name} stands for.
func (s *scene) value(name string) any {
	s.t.Helper()
	if v, known := s.made[name]; known {
		return v
	}
	provide, known := values()[name]
	if !known {
		s.t.Fatalf("nothing stands for ${%s}: add it to values, and a sample to samples.json", name)
	}
	v := provide(s)
	if _, known := s.made[name]; !known {
		s.made[name] = v
	}
	return s.made[name]
}

// values makes what examples name.
func values() map[string]func(*scene) any {
	link := func(who, part, name string) func(*scene) any { // of a mail that the caller's browser caused
		return func(s *scene) any {
			s.browser(who)
			return s.Mailbox(s.t).AwaitLink(s.t, s.person("olive").Email, part).Query().Get(name)
		}
	}
	after := func(who, name string) func(*scene) any { // made on the way there
		return func(s *scene) any {
			s.browser(who)
			return s.made[name]
		}
	}
	all := map[string]func(*scene) any{
		"issuer":        func(s *scene) any { return s.URL },
		"provider":      func(s *scene) any { return s.idp.URL },
		"password":      func(*scene) any { return seed.Password },
		"otherPassword": func(*scene) any { return "An0ther!one" },
		"verifier":      func(*scene) any { return seed.Verifier },
		"challenge":     func(*scene) any { return seed.Challenge() },
		"newEmail":      func(s *scene) any { return fmt.Sprintf("new.%d@example.com", s.number) },
		"newSlug":       func(s *scene) any { return fmt.Sprintf("new-shop-%d", s.number) },
		"newIdentifier": func(s *scene) any { return fmt.Sprintf("https://documents-%d.example.com", s.number) },

		"application": func(s *scene) any { return s.app().ID },
		"client":      func(s *scene) any { return s.app().Slug },
		"secret":      func(s *scene) any { return s.app().Secret },
		"clientAuth": func(s *scene) any {
			return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(s.app().Slug)+":"+url.QueryEscape(s.app().Secret)))
		},
		"user":     func(s *scene) any { return s.person("olive").ID },
		"email":    func(s *scene) any { return s.person("olive").Email },
		"stranger": func(s *scene) any { return s.person("otto").ID },
		"admin":    func(s *scene) any { return s.root.ID },
		"member": func(s *scene) any {
			s.Access(s.t, s.app(), s.person("mia"))
			return s.person("mia").ID
		},
		"role":      func(s *scene) any { return s.add("roles", map[string]any{"name": "writer"})["id"] },
		"otherRole": func(s *scene) any { return s.add("roles", map[string]any{"name": "reader"})["id"] },
		"permission": func(s *scene) any {
			return s.add("permissions", map[string]any{"resource": "orders", "action": "read"})["id"]
		},
		"plan": func(s *scene) any {
			return s.add("plans", map[string]any{"name": "Team", "features": map[string]any{"seats": 5}})["id"]
		},
		"resourceIdentifier": func(s *scene) any {
			id := fmt.Sprintf("https://api-%d.example.com", s.number)
			a := s.browser("admin").Post(s.t, "/api/admin/resources", map[string]any{
				"identifier": id, "name": "Documents", "scopes": []any{map[string]any{"name": "documents.read", "description": "Read your documents"}},
			}).Want(s.t, 201)
			o := a.Object(s.t)
			if inner, nested := o["resource"].(map[string]any); nested {
				o = inner
			}
			s.made["resource"] = o["id"]
			return id
		},
		"resource": func(s *scene) any {
			s.value("resourceIdentifier")
			return s.made["resource"]
		},
		"sessionToken": func(s *scene) any {
			s.SignedIn(s.t, s.person("olive"))
			list, err := s.Services.Sessions.List(s.t.Context(), s.person("olive").ID)
			if err != nil || len(list) == 0 {
				s.t.Fatalf("no session: %v", err)
			}
			s.made["session"] = list[0].ID
			return list[0].Token
		},
		"session": func(s *scene) any {
			s.value("sessionToken")
			return s.made["session"]
		},

		"magicToken": link("mailed", "/magic-link/verify", "token"),
		"mailedCode": func(s *scene) any {
			s.browser("coded")
			return s.Mailbox(s.t).Await(s.t, s.person("olive").Email).Code(s.t)
		},
		"totp":       func(s *scene) any { s.browser("waiting"); return s.phone.fresh(s.t) },
		"backupCode": func(s *scene) any { s.browser("waiting"); return s.phone.backup[0] },
		"factorCode": factorCode,
		"passkey":    after("keyed", "passkey"),
		"assertion":  assertion,
		"attestation": func(s *scene) any {
			return s.Authenticator(s.t).Create(s.t, s.browser("user").Get(s.t, seed.PasskeyCreatePath).Want(s.t, 200))
		},
		"trustedDevice": func(s *scene) any {
			var list struct {
				Devices []struct{ ID string } `json:"devices"`
			}
			s.browser("trusting").Get(s.t, "/api/user/trusted-devices").Want(s.t, 200).Into(s.t, &list)
			return list.Devices[0].ID
		},

		"providerCode":    after("outgoing", "providerCode"),
		"providerState":   after("outgoing", "providerState"),
		"providerAccount": after("linked", "providerAccount"),

		"resetToken": func(s *scene) any {
			s.Browser(s.t).Post(s.t, "/api/auth/request-password-reset", map[string]any{"email": s.person("olive").Email, "redirectTo": "/reset-password"}).Want(s.t, 200)
			link := s.Mailbox(s.t).AwaitLink(s.t, s.person("olive").Email, "reset-password")
			if token := link.Query().Get("token"); token != "" {
				return token
			}
			return link.Path[strings.LastIndex(link.Path, "/")+1:]
		},
		"verificationToken": func(s *scene) any {
			u := s.person("olive")
			s.Exec(s.t, `UPDATE users SET email_verified = FALSE WHERE id = $1`, u.ID)
			s.Forget(s.t, "user", u.ID)
			s.Browser(s.t).Post(s.t, "/api/auth/send-verification-email", map[string]any{"email": u.Email}).Want(s.t, 200)
			return s.Mailbox(s.t).AwaitLink(s.t, u.Email, "verify-email").Query().Get("token")
		},
		"deletionToken": func(s *scene) any {
			s.browser("user").Post(s.t, "/api/auth/delete-user", map[string]any{}).Want(s.t, 200)
			return s.Mailbox(s.t).AwaitLink(s.t, s.person("olive").Email, "token=").Query().Get("token")
		},

		"authorizationCode": func(s *scene) any {
			return s.SignedIn(s.t, s.person("olive")).Code(s.t, s.app(), "openid profile email offline_access")
		},
		"accessToken":  after("connected", "accessToken"),
		"refreshToken": after("connected", "refreshToken"),
		"connected": func(s *scene) any {
			s.browser("connected")
			return s.app().ID
		},
		"consent": func(s *scene) any {
			var list []struct{ ID string }
			s.browser("connected").Get(s.t, "/api/auth/oauth2/get-consents").Want(s.t, 200).Into(s.t, &list)
			return list[0].ID
		},
		"consentQuery": func(s *scene) any {
			return s.browser("user").Authorize(s.t, s.app().Request("openid profile")).Want(s.t, 302).Location(s.t).RawQuery
		},
		"createQuery": func(s *scene) any {
			return s.browser("user").Authorize(s.t, s.app().Request("openid profile", "prompt", "create")).Want(s.t, 302).Location(s.t).RawQuery
		},
		"answerForm": func(s *scene) any {
			b := s.browser("user")
			page := b.Authorize(s.t, s.app().Request("openid", "response_mode", "form_post")).Want(s.t, 302).Location(s.t)
			return b.Consent(s.t, page, true).Want(s.t, 200).Location(s.t).Query().Get("form")
		},
		"userCode": func(s *scene) any {
			a := s.Browser(s.t).Form(s.t, "/api/auth/oauth2/device_authorization", s.app().Authenticated(url.Values{"scope": {"openid profile"}}), "User-Agent", "Television/1.0", "Origin", "")
			return a.Want(s.t, 200).Object(s.t)["user_code"]
		},
		"confirmation": func(s *scene) any {
			page := s.browser("user").Get(s.t, seed.EndSessionPath+"?client_id="+s.app().Slug).Want(s.t, 200)
			return hidden.FindStringSubmatch(string(page.Body))[1]
		},

		"registrationToken": func(s *scene) any {
			o := s.browser("admin").Post(s.t, "/api/admin/registration-tokens", map[string]any{"name": "Partners", "uses": 5}).Want(s.t, 201).Object(s.t)
			s.made["initialToken"] = o["value"]
			return o["token"].(map[string]any)["id"]
		},
		"initialToken": func(s *scene) any {
			s.value("registrationToken")
			return s.made["initialToken"]
		},
		"registered": func(s *scene) any {
			o := s.Browser(s.t).Post(s.t, "/api/auth/oauth2/register", map[string]any{
				"client_name": "Some client", "redirect_uris": []string{seed.Redirect}, "token_endpoint_auth_method": "client_secret_basic",
			}, "Authorization", "Bearer "+s.text("initialToken"), "Origin", "").Want(s.t, 201).Object(s.t)
			s.made["registrationAccess"] = o["registration_access_token"]
			return o["client_id"]
		},
		"registrationAccess": func(s *scene) any {
			s.value("registered")
			return s.made["registrationAccess"]
		},
		"document": func(s *scene) any {
			id := s.app().ID
			s.Exec(s.t, `UPDATE applications SET origin = $2, document_url = $3, is_active = FALSE WHERE id = $1`, id, application.OriginDocument, fmt.Sprintf("https://client-%d.example/client.json", s.number))
			s.Exec(s.t, `INSERT INTO client_documents (application_id, digest, pending, fetched_at, changed_at, changed) VALUES ($1, 'x', TRUE, $2, NULL, '[]')`, id, s.Clock.Now().UnixMilli())
			s.Forget(s.t, "application", s.app().Slug)
			return id
		},
		"withLogo": func(s *scene) any {
			slug := fmt.Sprintf("pictured-%d", s.number)
			s.Application(s.t, application.NewApplication{Slug: slug, Icon: s.idp.URL + "/logo.png"})
			return slug
		},
		"organization": func(s *scene) any {
			o := s.browser("admin").Post(s.t, "/api/admin/organizations", map[string]any{
				"name": "Acme", "slug": fmt.Sprintf("acme-%d", s.number), "ownerId": s.person("olive").ID,
			}).Want(s.t, 201).Object(s.t)["organization"].(map[string]any)
			return o["id"]
		},
		"emblazoned": func(s *scene) any { // an organization with a logo
			id := s.text("organization")
			s.browser("admin").JSON(s.t, "PATCH", "/api/admin/organizations/"+id, map[string]any{"logo": s.idp.URL + "/logo.png"}).Want(s.t, 200)
			return id
		},
		"membership": func(s *scene) any {
			o := s.browser("admin").Post(s.t, "/api/admin/organizations/"+s.text("organization")+"/members", map[string]any{"userId": s.person("mia").ID}).Want(s.t, 201)
			return o.Object(s.t)["member"].(map[string]any)["id"]
		},
		"invitation": func(s *scene) any {
			o := s.browser("admin").Post(s.t, "/api/admin/organizations/"+s.text("organization")+"/invitations", map[string]any{"email": s.person("otto").Email}).Want(s.t, 201)
			return o.Object(s.t)["invitation"].(map[string]any)["id"]
		},
		"hookAddress": func(s *scene) any { return s.idp.URL + "/hook" },
		"webhook": func(s *scene) any {
			return s.add("webhooks", map[string]any{"url": s.idp.URL + "/hook", "eventTypes": []any{"roles.changed"}})["id"]
		},
		"webhookSecret": func(s *scene) any {
			path := "webhooks/" + s.text("webhook")
			s.add(path+"/secrets", map[string]any{})
			o := s.browser("admin").Get(s.t, "/api/admin/applications/"+s.app().ID+"/"+path).Want(s.t, 200).Object(s.t)
			return o["webhook"].(map[string]any)["secrets"].([]any)[0].(map[string]any)["id"]
		},
		"delivery":     func(s *scene) any { return s.add("webhooks/"+s.text("webhook")+"/test", map[string]any{})["id"] },
		"machineToken": func(s *scene) any { return ownToken(s.t, s.World, s.app()) },
		"reservation": func(s *scene) any {
			made := s.browser("admin").Post(s.t, "/api/consumption/reservations", map[string]any{
				"applicationId": s.app().ID, "userId": s.text("member"), "key": "api.calls", "value": 100,
			}).Want(s.t, 200)
			return made.Object(s.t)["id"]
		},
		"credit": func(s *scene) any {
			return s.add("consumption/credits", map[string]any{"userId": s.text("member"), "key": "api.calls", "value": 500})["id"]
		},
		"secretId": func(s *scene) any {
			return s.add("secrets", map[string]any{"name": "Batch jobs"})["id"]
		},
		"price": func(s *scene) any {
			return s.add("plans/"+s.text("plan")+"/prices", map[string]any{"name": "Monthly", "amount": 1900})["id"]
		},
		"stripeEvent":     func(*scene) any { return "evt_1NG8Du2eZvKYlo2CUI79vXWy" },
		"stripeSignature": func(*scene) any { return "" }, // made of the body
		"apiTokenId": func(s *scene) any {
			o := s.browser("admin").Post(s.t, apiTokens, map[string]any{"name": "Deployment pipeline", "scopes": []string{"users:read"}}).Want(s.t, 201).Object(s.t)
			return o["token"].(map[string]any)["id"]
		},
		"colleague": func(s *scene) any { // of the reseller's
			s.value("membership")
			return s.person("mia").ID
		},
		"customer": func(s *scene) any { // of the reseller, which the organization is
			s.browser("appointing")
			a := s.browser("user").Post(s.t, "/api/organizations", map[string]any{
				"name": "Quay", "slug": fmt.Sprintf("quay-%d", s.number), "parentId": s.text("organization"), "join": true,
			})
			return a.Want(s.t, 201).Object(s.t)["organization"].(map[string]any)["id"]
		},
		"reseller": func(s *scene) any {
			b := s.browser("admin")
			o := b.Post(s.t, "/api/admin/organizations", map[string]any{"name": "Reseller", "slug": fmt.Sprintf("reseller-%d", s.number)}).Want(s.t, 201).Object(s.t)
			id, _ := o["organization"].(map[string]any)["id"].(string)
			b.JSON(s.t, "PUT", "/api/admin/organizations/"+id+"/reseller", map[string]any{}).Want(s.t, 200)
			return id
		},
		"newDomain": func(s *scene) any { return fmt.Sprintf("acme-%d.example", s.number) },
		"domain": func(s *scene) any {
			o := s.browser("user").Post(s.t, "/api/organizations/"+s.text("organization")+"/domains", map[string]any{"domain": s.text("newDomain"), "join": "approval"})
			d := o.Want(s.t, 201).Object(s.t)["domain"].(map[string]any)
			record, _ := d["record"].(map[string]any)
			s.made["record"], s.made["proof"] = record["name"], record["value"]
			return d["id"]
		},
		"joinRequest": func(s *scene) any {
			at := "/api/organizations/" + s.text("organization")
			s.browser("joining").Do(s.t, "POST", at+"/join", "", "").Want(s.t, 200)
			var list struct{ Requests []struct{ ID string } }
			s.browser("user").Get(s.t, at+"/join-requests").Want(s.t, 200).Into(s.t, &list)
			return list.Requests[0].ID
		},
		"setupToken": func(s *scene) any {
			token, err := s.Services.Setup.Token(s.t.Context())
			if err != nil {
				s.t.Fatal(err)
			}
			return token
		},
	}
	return all
}

var mailedDigits = regexp.MustCompile(`(?m)^ +[0-9]{6}\r?$`)

func factorCode(s *scene) any {
	s.browser("waiting").Post(s.t, factorPath+"send-otp", map[string]any{}).Want(s.t, 200)
	for {
		m := s.Mailbox(s.t).Await(s.t, s.person("olive").Email)
		if mailedDigits.MatchString(m.Text) {
			return m.Code(s.t)
		}
	}
}

func assertion(s *scene) any {
	s.browser("keyed")
	return s.device.Get(s.t, s.browser("nobody").Get(s.t, seed.PasskeyRequestPath).Want(s.t, 200))
}
