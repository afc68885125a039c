package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/seed"
)

// An idp is an OpenID provider that says what it is told to say.
type idp struct {
	*httptest.Server
	now func() time.Time

	mu       sync.Mutex
	key      *ecdsa.PrivateKey
	kid      string
	claims   map[string]any // put over those of a good ID token; nil takes one away
	header   map[jose.HeaderKey]any
	forge    func(payload []byte) string // makes the ID token instead
	userinfo map[string]any
	metadata map[string]any // put over those of a good document
	tokens   map[string]any // put over a good answer of the token endpoint
	status   int            // of the token endpoint; 200 when zero
	grants   map[string]url.Values
	given    int
	used     map[string]int // refresh tokens
	asked    []url.Values   // forms that the token endpoint saw
	basic    []string       // credentials that came in the header
	document int            // how often the metadata was fetched
}

func startIDP(t *testing.T) *idp {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{key: key, kid: "k1", now: time.Now, grants: map[string]url.Values{}, used: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.serveMetadata)
	mux.HandleFunc("GET /jwks", p.serveKeys)
	mux.HandleFunc("POST /token", p.serveToken)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer at-") {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(w, http.StatusOK, over(map[string]any{"sub": "sub-1", "name": "Ada Lovelace", "email": "ada@example.com", "email_verified": true}, p.userinfo))
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func over(base, changes map[string]any) map[string]any {
	all := maps.Clone(base)
	for name, v := range changes {
		if v == nil {
			delete(all, name)
			continue
		}
		all[name] = v
	}
	return all
}

func (p *idp) set(f func(p *idp)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
}

func (p *idp) serveMetadata(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.document++
	answer(w, http.StatusOK, over(map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/jwks",
		"userinfo_endpoint": p.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256", "HS256"},
	}, p.metadata))
}

func (p *idp) serveKeys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: p.kid, Algorithm: "ES256", Use: "sig"}}})
}

// authorize is what the person does at the provider: it returns the address
// that the browser is sent back to.
func (p *idp) authorize(t *testing.T, at *url.URL, more ...string) *url.URL {
	t.Helper()
	q := at.Query()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.given++
	code := fmt.Sprintf("code-%d", p.given)
	p.grants[code] = q
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	answered := url.Values{"code": {code}, "state": {q.Get("state")}}
	for i := 0; i+1 < len(more); i += 2 {
		answered.Del(more[i])
		if more[i+1] != "" {
			answered.Set(more[i], more[i+1])
		}
	}
	back.RawQuery = answered.Encode()
	return back
}

func (p *idp) serveToken(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = r.ParseForm()
	p.asked = append(p.asked, r.PostForm)
	if id, password, ok := r.BasicAuth(); ok {
		p.basic = append(p.basic, id+":"+password)
	}
	if p.status != 0 {
		answer(w, p.status, map[string]any{"error": "invalid_grant"})
		return
	}
	access := fmt.Sprintf("at-%d", len(p.asked))
	good := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email", "refresh_token": fmt.Sprintf("rt-%d", len(p.asked))}
	nonce, clientID := "", "client-1"
	switch r.PostForm.Get("grant_type") {
	case "refresh_token":
		if p.used[r.PostForm.Get("refresh_token")]++; p.used[r.PostForm.Get("refresh_token")] > 1 {
			answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
			return
		}
	default:
		q, known := p.grants[r.PostForm.Get("code")]
		delete(p.grants, r.PostForm.Get("code"))
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		if challenge := q.Get("code_challenge"); challenge != "" && challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
			known = false
		}
		if !known || q.Get("redirect_uri") != r.PostForm.Get("redirect_uri") {
			answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
			return
		}
		nonce, clientID = q.Get("nonce"), q.Get("client_id")
	}
	good["id_token"] = p.idToken(clientID, nonce)
	answer(w, http.StatusOK, over(good, p.tokens))
}

// idToken makes an ID token; the caller holds the lock.
func (p *idp) idToken(clientID, nonce string) string {
	now := p.now()
	good := map[string]any{
		"iss": p.URL, "aud": clientID, "sub": "sub-1", "iat": now.Unix(), "exp": now.Add(time.Minute * 5).Unix(),
		"name": "Ada Lovelace", "email": "ada@example.com", "email_verified": true, "picture": "https://pictures.example/ada.png",
	}
	if nonce != "" {
		good["nonce"] = nonce
	}
	payload, _ := json.Marshal(over(good, p.claims))
	if p.forge != nil {
		return p.forge(payload)
	}
	return p.sign(payload)
}

func (p *idp) sign(payload []byte) string {
	o := (&jose.SignerOptions{}).WithType("JWT")
	for name, v := range p.header {
		o.WithHeader(name, v)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: p.key, KeyID: p.kid}}, o)
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

// A stage is a service and the provider that it knows as acme.
type stage struct {
	*seed.World
	idp *idp
}

func acme(p *idp) config.Provider {
	return config.Provider{
		ID: "acme", Kind: config.OpenIDConnect, Name: "Acme", Issuer: p.URL, ClientID: "client-1", ClientSecret: "s3cret+/ é",
		SignUp: config.SignUpAlways,
	}
}

// play sets up a service that knows the provider as acme, unless other providers are
// given.
func play(t *testing.T, d *db.DB, change ...func(c *config.Config, p *idp)) stage {
	t.Helper()
	p := startIDP(t)
	w := seed.New(t, d, func(c *config.Config) {
		c.Fetch.AllowLoopback = true
		c.Providers = []config.Provider{acme(p)}
		for _, f := range change {
			f(c, p)
		}
	})
	p.set(func(p *idp) { p.now = w.Clock.Now })
	return stage{w, p}
}

// leave asks to sign in with acme and returns where the browser goes.
func (s stage) leave(t *testing.T, b *seed.Browser, more map[string]any) *url.URL {
	t.Helper()
	body := map[string]any{"provider": "acme", "callbackURL": "/dash", "errorCallbackURL": "/failed", "newUserCallbackURL": "/welcome"}
	maps.Copy(body, more)
	return b.Post(t, "/api/auth/sign-in/social", body).Want(t, 200).Location(t)
}

// come brings an address of the service to it.
func (s stage) come(t *testing.T, b *seed.Browser, back *url.URL) seed.Answer {
	t.Helper()
	return b.Get(t, back.RequestURI(), "Origin", "").Want(t, 302)
}

// visit is the whole journey.
func (s stage) visit(t *testing.T, b *seed.Browser, more map[string]any) seed.Answer {
	t.Helper()
	return s.come(t, b, s.idp.authorize(t, s.leave(t, b, more)))
}

const sessionCookie = "better-auth.session_token"

// leadsTo fails the test unless an answer sends the browser there.
func leadsTo(t *testing.T, a seed.Answer, want string) {
	t.Helper()
	if got := a.Header.Get("Location"); got != want {
		t.Errorf("leads to %s, want %s", got, want)
	}
}
