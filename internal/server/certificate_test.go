package server_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/wire"
)

// told is a certificate as RFC 9440 writes it.
func told(c *x509.Certificate) string {
	return ":" + base64.StdEncoding.EncodeToString(c.Raw) + ":"
}

// serverWith returns a server without a database and with more settings.
func serverWith(t *testing.T, env map[string]string) *server.Server {
	t.Helper()
	env["BETTER_AUTH_SECRET"] = "nothing is signed with this secret"
	c, err := config.Load(func(name string) (string, bool) { v, ok := env[name]; return v, ok }, func(string) ([]byte, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(c, wire.New(c, nil, time.Now), fstest.MapFS{}, "dev", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// conformance: RFC 9440 §4
func TestClientCertificateOfARequest(t *testing.T) {
	mine := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	proxys := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("proxy")).Leaf
	const proxy, header = "10.0.0.7", "Client-Cert"
	behind := serverWith(t, map[string]string{"CLIENT_CERT_HEADER": header, "TRUSTED_PROXIES": proxy})
	direct := serverWith(t, map[string]string{})
	for name, c := range map[string]struct {
		server *server.Server
		peer   string
		header []string
		tls    *x509.Certificate
		want   *x509.Certificate
	}{
		"none at all":                            {behind, proxy, nil, nil, nil},
		"told by the proxy":                      {behind, proxy, []string{told(mine)}, nil, mine},
		"told by the proxy, IPv4 in IPv6":        {behind, "::ffff:" + proxy, []string{told(mine)}, nil, mine},
		"told by somebody else":                  {behind, "10.0.0.8", []string{told(mine)}, nil, nil},
		"told from nowhere":                      {behind, "@", []string{told(mine)}, nil, nil},
		"told twice":                             {behind, proxy, []string{told(mine), told(mine)}, nil, nil},
		"told in nonsense":                       {behind, proxy, []string{"yes"}, nil, nil},
		"the proxy's own certificate":            {behind, proxy, nil, proxys, nil},
		"told by a proxy with a certificate":     {behind, proxy, []string{told(mine)}, proxys, mine},
		"by a connection past the proxy":         {behind, "192.0.2.1", []string{told(proxys)}, mine, mine},
		"by the connection":                      {direct, "192.0.2.1", nil, mine, mine},
		"told to a server that takes no header":  {direct, "127.0.0.1", []string{told(mine)}, nil, nil},
		"told beside the connection to a server": {direct, "127.0.0.1", []string{told(proxys)}, mine, mine},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
			r.RemoteAddr = "[" + c.peer + "]:443"
			r.Header[header] = c.header
			if c.tls != nil {
				r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{c.tls}}
			}
			got := c.server.ShownCertificate(r)
			if (got == nil) != (c.want == nil) || got != nil && !got.Equal(c.want) {
				t.Errorf("the client is %v", got)
			}
		})
	}
}

// What leads to the root comes beside the certificate, and is read whole or
// not at all.
func TestClientChainOfARequest(t *testing.T) {
	root := testcert.NewAuthority(t, "Root")
	below := root.Below(t, "Issuing")
	mine := below.Issue(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	s := serverWith(t, map[string]string{"CLIENT_CERT_HEADER": "X-Cert", "TRUSTED_PROXIES": "10.0.0.0/24"})
	for name, c := range map[string]struct {
		chain []string
		want  int
	}{
		"with it":    {[]string{told(below.Certificate)}, 2},
		"without":    {nil, 1},
		"twice":      {[]string{told(below.Certificate), told(below.Certificate)}, 0},
		"unreadable": {[]string{"x"}, 0},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.RemoteAddr = "10.0.0.9:1"
		r.Header["X-Cert"], r.Header["X-Cert-Chain"] = []string{told(mine)}, c.chain
		if got := s.ShownChain(r); len(got) != c.want {
			t.Errorf("%s: %d certificates", name, len(got))
		}
	}
}

// conformance: RFC 8705 §3.3
// conformance: RFC 8705 §5
// conformance: fapi2/mtls
func TestDiscoveryOfCertificates(t *testing.T) {
	const own, other = "https://auth.example.com", "https://mtls.example.com"
	methods := func(v any) string { return strings.Join(words(v), " ") }
	for name, c := range map[string]struct {
		env     map[string]string
		offered bool
		alias   string
	}{
		"nobody looks":        {map[string]string{}, false, ""},
		"at another address":  {map[string]string{"MTLS_URL": other, "TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem"}, true, other},
		"at the same address": {map[string]string{"MTLS_URL": own, "TLS_CERT_FILE": "c.pem", "TLS_KEY_FILE": "k.pem"}, true, ""},
		"by a proxy":          {map[string]string{"CLIENT_CERT_HEADER": "Client-Cert", "TRUSTED_PROXIES": "10.0.0.7"}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.env["BETTER_AUTH_URL"] = own
			w := httptest.NewRecorder()
			serverWith(t, c.env).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/.well-known/openid-configuration", nil))
			var m map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
				t.Fatal(err)
			}
			if m["issuer"] != own || m["tls_client_certificate_bound_access_tokens"] != c.offered {
				t.Errorf("%v, bound: %v", m["issuer"], m["tls_client_certificate_bound_access_tokens"])
			}
			for _, endpoint := range []string{"token", "introspection", "revocation"} {
				got := methods(m[endpoint+"_endpoint_auth_methods_supported"])
				if strings.Contains(got, "self_signed_tls_client_auth") != c.offered {
					t.Errorf("%s: %s", endpoint, got)
				}
				if strings.Contains(" "+got, " tls_client_auth") { // nobody is trusted here
					t.Errorf("%s: %s", endpoint, got)
				}
			}
			aliases, _ := m["mtls_endpoint_aliases"].(map[string]any)
			if (len(aliases) > 0) != (c.alias != "") {
				t.Errorf("aliases %v", aliases)
			}
			for endpoint := range m {
				browsers := endpoint == "authorization_endpoint" || endpoint == "end_session_endpoint" || endpoint == "registration_endpoint"
				_, aliased := aliases[endpoint]
				if want := c.alias != "" && strings.HasSuffix(endpoint, "_endpoint") && !browsers; aliased != want {
					t.Errorf("%s is at another address: %v", endpoint, aliased)
				}
			}
			for endpoint, address := range aliases {
				usual, _ := m[endpoint].(string)
				if usual == "" || address != c.alias+strings.TrimPrefix(usual, own) {
					t.Errorf("%s is %v there and %s here", endpoint, address, usual)
				}
			}
		})
	}
}

func words(v any) []string {
	var list []string
	all, _ := v.([]any)
	for _, one := range all {
		text, _ := one.(string)
		list = append(list, text)
	}
	return list
}
