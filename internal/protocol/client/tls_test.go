package client_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// trust makes an authority's certificates good for clients.
func (w *world) trust(t *testing.T, a *testcert.Authority) {
	t.Helper()
	trusted, err := certs.NewAuthorities("ca.pem", func(string) ([]byte, error) { return a.PEM(), nil }, w.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.clients.Trust(trusted)
}

// connect authenticates by a connection with these certificates.
func (w *world) connect(ctx context.Context, clientID string, chain ...*x509.Certificate) *oauth.Error {
	_, err := w.clients.Authenticate(ctx, client.Credentials{ID: clientID, Chain: chain})
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[*oauth.Error](err); ok {
		return refused
	}
	return oauth.Fail("test", "%v", err)
}

func tlsClient(slug string, c application.Client) application.NewApplication {
	return application.NewApplication{Slug: slug, Client: c}
}

func refusedClient(t *testing.T, what string, refused *oauth.Error) {
	t.Helper()
	if refused == nil || refused.Code != oauth.CodeInvalidClient {
		t.Errorf("%s: %v", what, refused)
	}
}

func uri(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// conformance: RFC 8705 §2.1
// conformance: fapi2/mtls
func TestTLSClientAuth(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		root, stranger := testcert.NewAuthority(t, "Root"), testcert.NewAuthority(t, "Root")
		good := func() *x509.Certificate {
			template := testcert.ForClient("client one")
			template.Subject.Organization = []string{"Acme, Inc."}
			template.DNSNames = []string{"other.example", "client.example"}
			template.URIs = []*url.URL{uri(t, "spiffe://example/client")}
			template.IPAddresses = []net.IP{net.ParseIP("192.0.2.7"), net.ParseIP("2001:db8::7")}
			template.EmailAddresses = []string{"client@example.com"}
			return template
		}
		for i, c := range []struct {
			what     string
			client   application.Client
			spoil    func(*x509.Certificate)
			spoilage string
		}{
			{
				"subject",
				application.Client{TLSSubjectDN: `CN=client one,O=Acme\, Inc.`},
				func(c *x509.Certificate) { c.Subject.CommonName = "client two" }, "another name",
			},
			{
				"subject",
				application.Client{TLSSubjectDN: `CN=client one,O=Acme\, Inc.`},
				func(c *x509.Certificate) { c.Subject.Country = []string{"BE"} }, "a longer name",
			},
			{
				"dNSName",
				application.Client{TLSSANDNS: "Client.example"},
				func(c *x509.Certificate) {
					c.DNSNames = []string{"*.example", "xclient.example", "client.example.evil"}
				}, "a wildcard",
			},
			{
				"dNSName",
				application.Client{TLSSANDNS: "client.example"},
				func(c *x509.Certificate) { c.DNSNames, c.Subject.CommonName = nil, "client.example" }, "the name as subject",
			},
			{
				"URI",
				application.Client{TLSSANURI: "spiffe://example/client"},
				func(c *x509.Certificate) { c.URIs = []*url.URL{uri(t, "spiffe://example/client/2")} }, "a longer URI",
			},
			{
				"iPAddress",
				application.Client{TLSSANIP: "192.0.2.7"},
				func(c *x509.Certificate) { c.IPAddresses = c.IPAddresses[1:] }, "another address",
			},
			{
				"iPAddress",
				application.Client{TLSSANIP: "2001:DB8:0::7"},
				func(c *x509.Certificate) { c.IPAddresses = nil }, "no address",
			},
			{
				"rfc822Name",
				application.Client{TLSSANEmail: "client@example.com"},
				func(c *x509.Certificate) { c.EmailAddresses = []string{"eve@example.com"} }, "another address",
			},
		} {
			w.trust(t, root)
			c.client.AuthMethod = application.AuthTLS
			app, _ := w.create(t, tlsClient("client-"+string(rune('a'+i)), c.client))
			id := app.ClientID()
			issue := func(by *testcert.Authority, change func(*x509.Certificate)) *x509.Certificate {
				template := good()
				if change != nil {
					change(template)
				}
				return by.Issue(t, testcert.ECDSA(t), template).Leaf
			}
			if refused := w.connect(t.Context(), id, issue(root, nil)); refused != nil {
				t.Errorf("RFC 8705 2.1.2: %s: %v", c.what, refused)
			}
			below := root.Below(t, "Issuing")
			if refused := w.connect(t.Context(), id, issue(below, nil), below.Certificate); refused != nil {
				t.Errorf("RFC 8705 2.1: %s, by way of another authority: %v", c.what, refused)
			}
			refusedClient(t, "RFC 8705 2.1.2: "+c.what+", "+c.spoilage, w.connect(t.Context(), id, issue(root, c.spoil)))
			refusedClient(t, "RFC 8705 2.1: "+c.what+", by a namesake of the authority", w.connect(t.Context(), id, issue(stranger, nil), stranger.Certificate))
			refusedClient(t, "RFC 8705 2.1: "+c.what+", self-signed", w.connect(t.Context(), id, testcert.SelfSigned(t, testcert.ECDSA(t), good()).Leaf))
			refusedClient(t, "RFC 8705 2.1: "+c.what+", expired", w.connect(t.Context(), id, issue(root, func(c *x509.Certificate) {
				c.NotAfter = w.clock.Now()
				c.NotBefore = c.NotAfter.AddDate(-1, 0, 0)
			})))
			refusedClient(t, "RFC 8705 2: "+c.what+", no certificate", w.connect(t.Context(), id))
			w.clients.Trust(nil)
			refusedClient(t, "RFC 8705 2.1: "+c.what+", nobody is trusted", w.connect(t.Context(), id, issue(root, nil)))
		}
	})
}

// x5c is a key set with a certificate, the key's own.
func x5c(t *testing.T, list ...*x509.Certificate) json.RawMessage {
	t.Helper()
	var set jose.JSONWebKeySet
	for _, cert := range list {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: cert.PublicKey, Certificates: []*x509.Certificate{cert}})
	}
	return marshalled(t, set)
}

func marshalled(t *testing.T, v any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// conformance: RFC 8705 §2.2
// conformance: fapi2/mtls
func TestSelfSignedTLSClientAuth(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		key := testcert.ECDSA(t)
		mine := testcert.SelfSigned(t, key, testcert.ForClient("client")).Leaf
		sameKey := testcert.SelfSigned(t, key, testcert.ForClient("client")).Leaf
		other := testcert.SelfSigned(t, testcert.RSA(t), testcert.ForClient("client")).Leaf
		third := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
		sum := sha256.Sum256(other.Raw)
		var list jose.JSONWebKeySet
		list.Keys = append(list.Keys,
			jose.JSONWebKey{Key: mine.PublicKey, Certificates: []*x509.Certificate{mine}},
			jose.JSONWebKey{Key: other.PublicKey, CertificateThumbprintSHA256: sum[:]},
			jose.JSONWebKey{Key: third.PublicKey})
		app, _ := w.create(t, tlsClient("own", application.Client{AuthMethod: application.AuthSelfSignedTLS, JWKS: marshalled(t, list)}))
		neighbour, _ := w.create(t, tlsClient("neighbour", application.Client{AuthMethod: application.AuthSelfSignedTLS, JWKS: x5c(t, third)}))
		for what, cert := range map[string]*x509.Certificate{"x5c": mine, "x5t#S256": other} {
			if refused := w.connect(t.Context(), app.ClientID(), cert); refused != nil {
				t.Errorf("RFC 8705 2.2: %s: %v", what, refused)
			}
			refusedClient(t, "RFC 8705 2.2: another client's "+what, w.connect(t.Context(), neighbour.ClientID(), cert))
		}
		root := testcert.NewAuthority(t, "Root")
		w.trust(t, root)
		issued := root.Issue(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
		refusedClient(t, "RFC 8705 2.2: no certificate", w.connect(t.Context(), app.ClientID()))
		refusedClient(t, "RFC 8705 2.2: another certificate of a registered key", w.connect(t.Context(), app.ClientID(), sameKey))
		refusedClient(t, "RFC 8705 2.2: a registered key without its certificate", w.connect(t.Context(), app.ClientID(), third))
		refusedClient(t, "RFC 8705 2.2: a trusted authority's", w.connect(t.Context(), app.ClientID(), issued, root.Certificate))
		refusedClient(t, "RFC 8705 2.2: a registered one behind another", w.connect(t.Context(), app.ClientID(), issued, mine))
	})
}

// Certificates follow the document at jwks_uri.
//
// conformance: RFC 8705 §2.2.2
func TestSelfSignedCertificatesAtAnAddress(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		server, pool := newKeyServer(t)
		w := newWorld(t, d, pool)
		first := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
		second := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
		server.publish(x5c(t, first))
		app, _ := w.create(t, tlsClient("remote", application.Client{AuthMethod: application.AuthSelfSignedTLS, JWKSURI: server.URL}))
		if refused := w.connect(t.Context(), app.ClientID(), first); refused != nil {
			t.Fatal(refused)
		}
		refusedClient(t, "not published yet", w.connect(t.Context(), app.ClientID(), second))
		server.publish(x5c(t, second))
		w.clock.Advance(2 * 60e9)
		if refused := w.connect(t.Context(), app.ClientID(), second); refused != nil {
			t.Errorf("the new certificate: %v", refused)
		}
		refusedClient(t, "the old one", w.connect(t.Context(), app.ClientID(), first))
		asked := server.count()
		refusedClient(t, "at once again", w.connect(t.Context(), app.ClientID(), first))
		if server.count() != asked {
			t.Error("a stranger's connection makes the service fetch")
		}
	})
}

// A certificate changes nothing for a client that proves itself in another
// way, and a client with certificates has no other way.
func TestCertificatesAndOtherMethods(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, nil)
		root := testcert.NewAuthority(t, "Root")
		w.trust(t, root)
		cert := root.Issue(t, testcert.ECDSA(t), &x509.Certificate{Subject: pkix.Name{CommonName: "client"}}).Leaf
		keyed := newHolder(t, jose.ES256, "k")
		secretly, text := w.create(t, application.NewApplication{Slug: "secretly"})
		public, _ := w.create(t, application.NewApplication{Slug: "public", IsPublic: true})
		asserting, _ := w.create(t, keyClient("asserting", set(t, keyed)))
		byName, _ := w.create(t, tlsClient("by-name", application.Client{AuthMethod: application.AuthTLS, TLSSubjectDN: "CN=client"}))

		for _, app := range []application.Application{secretly, asserting} {
			refusedClient(t, "RFC 6749 3.2.1: "+app.Slug+" by its certificate alone", w.connect(t.Context(), app.ClientID(), cert))
		}
		if refused := w.connect(t.Context(), public.ClientID(), cert); refused != nil {
			t.Errorf("a public client that shows a certificate: %v", refused)
		}
		with := func(c client.Credentials) error {
			c.Chain = []*x509.Certificate{cert}
			_, err := w.clients.Authenticate(t.Context(), c)
			return err
		}
		if err := with(client.Credentials{ID: secretly.ClientID(), Secret: text, HasSecret: true}); err != nil {
			t.Errorf("a secret over mutual TLS: %v", err)
		}
		for what, c := range map[string]client.Credentials{
			"a made-up secret":     {ID: byName.ClientID(), Secret: "x", HasSecret: true},
			"somebody's secret":    {ID: byName.ClientID(), Secret: text, HasSecret: true},
			"somebody's assertion": {ID: byName.ClientID(), Assertion: keyed.sign(t, w.claims(byName.ClientID(), nil), nil)},
		} {
			refused, _ := errors.AsType[*oauth.Error](with(c))
			refusedClient(t, what, refused)
		}
		if refused := w.connect(t.Context(), byName.ClientID(), cert); refused != nil {
			t.Errorf("by name: %v", refused)
		}
	})
}
