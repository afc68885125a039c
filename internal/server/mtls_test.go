package server_test

import (
	"crypto/x509"
	"encoding/json"
	"maps"
	"net/netip"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// certHeader is where the proxy, which is the test, tells certificates.
const certHeader = "Client-Cert"

// A mutual is a world behind a proxy that asks clients for certificates.
type mutual struct {
	*seed.World
	browser   *seed.Browser
	authority *testcert.Authority
	cert      *x509.Certificate // of the clients
	other     *x509.Certificate // a trusted one, of nobody
	byName    seed.App          // tls_client_auth
	own       seed.App          // self_signed_tls_client_auth
	public    seed.App          // no authentication, tokens bound to its certificate
}

func newMutual(t *testing.T, d *db.DB) mutual {
	t.Helper()
	w := seed.New(t, d, func(c *config.Config) {
		c.ClientCertHeader = certHeader
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	})
	m := mutual{World: w, authority: testcert.NewAuthority(t, "Root")}
	trusted, err := certs.NewAuthorities("ca.pem", func(string) ([]byte, error) { return m.authority.PEM(), nil }, w.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.Services.Clients.Trust(trusted)
	m.cert = m.authority.Issue(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	m.other = m.authority.Issue(t, testcert.ECDSA(t), testcert.ForClient("other")).Leaf
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: m.cert.PublicKey, Certificates: []*x509.Certificate{m.cert}}}})
	if err != nil {
		t.Fatal(err)
	}
	m.byName = m.client(t, "by-name", application.Client{AuthMethod: application.AuthTLS, TLSSubjectDN: "CN=client", CertificateBound: true})
	m.own = m.client(t, "own", application.Client{AuthMethod: application.AuthSelfSignedTLS, JWKS: jwks, CertificateBound: true})
	m.public = m.client(t, "public", application.Client{CertificateBound: true})
	u := w.User(t, "Olive", "oa@example.com")
	for _, app := range []seed.App{m.byName, m.own, m.public} {
		w.Access(t, app, u)
	}
	m.browser = w.SignedIn(t, u)
	return m
}

func (m mutual) client(t *testing.T, slug string, c application.Client) seed.App {
	t.Helper()
	c.GrantTypes = []string{application.GrantCode, application.GrantRefresh, application.GrantClientCredentials}
	if c.AuthMethod == "" {
		c.GrantTypes = c.GrantTypes[:2]
	}
	app := m.Application(t, application.NewApplication{Slug: slug, SkipConsent: true, Client: c, IsPublic: c.AuthMethod == ""})
	app.Secret = ""
	return app
}

// with is the header that tells a certificate; none for nil.
func with(cert *x509.Certificate) []string {
	if cert == nil {
		return nil
	}
	return []string{certHeader, told(cert)}
}

// conformance: fapi2/mtls
func TestMutualTLSAtEveryEndpoint(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := newMutual(t, d)
		for _, app := range []seed.App{m.byName, m.own} {
			for path, form := range map[string]url.Values{
				seed.TokenPath:      {"grant_type": {"client_credentials"}, "resource": {seed.API}},
				seed.IntrospectPath: {"token": {"x"}},
				seed.RevokePath:     {"token": {"x"}},
				seed.PushPath:       app.Request("openid"),
			} {
				form = app.Authenticated(maps.Clone(form))
				send := func(cert *x509.Certificate) seed.Answer {
					return m.Browser(t).Form(t, path, form, append(with(cert), "Origin", "")...)
				}
				t.Run("RFC 8705 2: "+app.Slug+" at "+path, func(t *testing.T) {
					if a := send(m.cert); a.Status != 200 && a.Status != 201 {
						t.Errorf("with its certificate: %d %s", a.Status, a.Body)
					}
					refusedToken(t, send(nil), 401, "invalid_client")
					refusedToken(t, send(m.other), 401, "invalid_client")
				})
			}
		}
		t.Run("RFC 8705 2: client_id is required", func(t *testing.T) {
			refusedToken(t, m.Token(t, url.Values{"grant_type": {"client_credentials"}}, with(m.cert)...), 401, "invalid_client")
		})
	})
}

// From anyone but the proxy the header is nothing.
func TestForgedCertificateHeader(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		m := newMutual(t, d)
		form := m.own.Authenticated(url.Values{"grant_type": {"client_credentials"}, "resource": {seed.API}})
		m.Token(t, form, with(m.cert)...).Tokens(t)
		w := seed.New(t, d, func(c *config.Config) {
			c.ClientCertHeader = certHeader
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}
		})
		refusedToken(t, w.Token(t, form, with(m.cert)...), 401, "invalid_client")
		w = seed.New(t, d, func(c *config.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
		refusedToken(t, w.Token(t, form, with(m.cert)...), 401, "invalid_client")
	})
}
