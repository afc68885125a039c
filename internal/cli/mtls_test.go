package cli_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/wire"
)

// A caller is a client's connection, with or without a certificate.
type caller struct {
	client *http.Client
	host   string // of the service
}

func newCaller(t *testing.T, root *testcert.Authority, host, port string, cert *tls.Certificate) caller {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(root.Certificate)
	config := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	if cert != nil {
		config.Certificates = []tls.Certificate{*cert}
	}
	transport := &http.Transport{TLSClientConfig: config, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+port)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return caller{&http.Client{Transport: transport}, "https://" + host + ":" + port}
}

func (c caller) post(t *testing.T, path string, form url.Values) (status int, answer map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.host+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := c.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	return res.StatusCode, answer
}

// create makes an application before the service runs.
func create(t *testing.T, dir, slug string, c application.Client) {
	t.Helper()
	database, err := db.Open(t.Context(), db.Options{Path: dir + "/auth-service.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close() //nolint:errcheck // the next to open it tells
	if err := database.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	services := wire.New(config.Config{Secret: "nothing is signed with this secret"}, database, time.Now)
	c.GrantTypes = []string{application.GrantClientCredentials}
	c.CertificateBound = true
	_, _, err = services.Applications.Create(t.Context(), actor.Actor{Console: true}, application.NewApplication{Name: slug, Slug: slug, Client: c})
	if err != nil {
		t.Fatal(err)
	}
}

// Clients with certificates, over real connections: asked for one at the
// address for it and nowhere else.
//
// conformance: RFC 8705 §2
// conformance: RFC 8705 §5
// conformance: fapi2/mtls
func TestServeMutualTLS(t *testing.T) {
	dir := t.TempDir()
	port := freePort(t)
	root, clients := testcert.NewAuthority(t, "Servers"), testcert.NewAuthority(t, "Clients")
	server := testcert.ForLocalhost()
	server.DNSNames = append(server.DNSNames, "mtls.localhost")
	cert, key := testcert.Files(t, root.Issue(t, testcert.RSA(t), server))
	for file, text := range map[string][]byte{"cert.pem": cert, "key.pem": key, "ca.pem": clients.PEM()} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("own"))
	below := clients.Below(t, "Issuing")
	issued := below.Issue(t, testcert.RSA(t), testcert.ForClient("issued"))
	other := below.Issue(t, testcert.ECDSA(t), testcert.ForClient("other"))
	sum := sha256.Sum256(own.Leaf.Raw)
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: own.Leaf.PublicKey, CertificateThumbprintSHA256: sum[:]}}})
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	create(t, data, "own", application.Client{AuthMethod: application.AuthSelfSignedTLS, JWKS: jwks})
	create(t, data, "issued", application.Client{AuthMethod: application.AuthTLS, TLSSubjectDN: "CN=issued"})
	serve(t, map[string]string{
		"DATA_DIR": data, "LOG_LEVEL": "error", "PORT": port, "MTLS_URL": "https://mtls.localhost:" + port,
		"TLS_CERT_FILE": filepath.Join(dir, "cert.pem"), "TLS_KEY_FILE": filepath.Join(dir, "key.pem"), "TLS_CLIENT_CA_FILE": filepath.Join(dir, "ca.pem"),
	})

	const token, introspect = "/api/auth/oauth2/token", "/api/auth/oauth2/introspect"
	for slug, mine := range map[string]tls.Certificate{"own": own, "issued": issued} {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {slug}}
		right := newCaller(t, root, "mtls.localhost", port, &mine)
		status, answer := right.post(t, token, form)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %v", slug, status, answer)
		}
		text, _ := answer["access_token"].(string)
		_, told := right.post(t, introspect, url.Values{"client_id": {slug}, "token": {text}})
		cnf, _ := told["cnf"].(map[string]any)
		if told["active"] != true || cnf["x5t#S256"] != certs.Thumbprint(mine.Leaf) {
			t.Errorf("%s: introspection tells %v", slug, told)
		}
		for what, wrong := range map[string]caller{
			"no certificate":                      newCaller(t, root, "mtls.localhost", port, nil),
			"another certificate":                 newCaller(t, root, "mtls.localhost", port, &other),
			"the certificate where nobody asks":   newCaller(t, root, "localhost", port, &mine),
			"a certificate of its name, own make": newCaller(t, root, "mtls.localhost", port, new(testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient(slug)))),
		} {
			if status, answer := wrong.post(t, token, form); status != http.StatusUnauthorized || answer["error"] != "invalid_client" {
				t.Errorf("%s with %s: %d %v", slug, what, status, answer)
			}
		}
	}
}
