package certs_test

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/testcert"
	"github.com/circle-rd/auth-service/internal/platform/testclock"
)

// A disk is files that change, and a clock that stands still.
type disk struct {
	*testclock.Clock

	mu    sync.Mutex
	files map[string][]byte
}

func newDisk() *disk {
	return &disk{Clock: testclock.New(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)), files: map[string][]byte{}}
}

func (d *disk) write(name string, text []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[name] = text
}

func (d *disk) read(name string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, ok := d.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return text, nil
}

func (d *disk) put(t *testing.T, c tls.Certificate) {
	t.Helper()
	cert, key := testcert.Files(t, c)
	d.write("cert.pem", cert)
	d.write("key.pem", key)
}

func (d *disk) pair(t *testing.T) *certs.Pair {
	t.Helper()
	p, err := certs.NewPair("cert.pem", "key.pem", d.read, d.Now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func never(string) bool  { return false }
func always(string) bool { return true }

// listen accepts connections and tells the client who it showed itself to be.
func listen(t *testing.T, config *tls.Config) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	return listener.Addr().String()
}

func answer(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the client has its answer
	c := conn.(*tls.Conn)
	if err := c.HandshakeContext(context.Background()); err != nil {
		return
	}
	shown := "nobody"
	if chain := c.ConnectionState().PeerCertificates; len(chain) > 0 {
		shown = chain[0].Subject.CommonName
	}
	_, _ = io.WriteString(c, shown)
}

// call connects and returns the state of the connection and the answer.
func call(t *testing.T, address string, config *tls.Config) (tls.ConnectionState, string, error) {
	t.Helper()
	conn, err := (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		return tls.ConnectionState{}, "", err
	}
	defer conn.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(conn)
	return conn.(*tls.Conn).ConnectionState(), string(text), err
}

func trusting(a *testcert.Authority) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(a.Certificate)
	return &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS10} // what old clients offer
}

// conformance: fapi2/tls
func TestVersionsAndSuites(t *testing.T) {
	authority := testcert.NewAuthority(t, "Test Root")
	for name, key := range map[string]crypto.Signer{"RSA": testcert.RSA(t), "ECDSA": testcert.ECDSA(t)} {
		d := newDisk()
		d.put(t, authority.Issue(t, key, testcert.ForLocalhost()))
		address := listen(t, d.pair(t).Config(never))

		t.Run("RFC 9325 3.1.1: TLS 1.3 is preferred, "+name, func(t *testing.T) {
			state, _, err := call(t, address, trusting(authority))
			if err != nil || state.Version != tls.VersionTLS13 {
				t.Errorf("%s: %v", tls.VersionName(state.Version), err)
			}
		})
		for _, old := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
			t.Run("RFC 8996: refuses "+tls.VersionName(old)+", "+name, func(t *testing.T) {
				config := trusting(authority)
				config.MaxVersion = old
				if _, _, err := call(t, address, config); err == nil {
					t.Error("connected")
				}
			})
		}
		for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			if suite.SupportedVersions[0] == tls.VersionTLS13 {
				continue
			}
			want := map[string]bool{
				"TLS_ECDHE_" + name + "_WITH_AES_128_GCM_SHA256": true, "TLS_ECDHE_" + name + "_WITH_AES_256_GCM_SHA384": true,
			}[suite.Name]
			t.Run(fmt.Sprintf("RFC 9325 4.2: %s with %s: %v", suite.Name, name, want), func(t *testing.T) {
				config := trusting(authority)
				config.MaxVersion, config.CipherSuites = tls.VersionTLS12, []uint16{suite.ID}
				state, _, err := call(t, address, config)
				if got := err == nil; got != want {
					t.Errorf("connected: %v, %v", got, err)
				}
				if err == nil && (state.CipherSuite != suite.ID || state.Version != tls.VersionTLS12) {
					t.Errorf("connected with %s", tls.CipherSuiteName(state.CipherSuite))
				}
			})
		}
	}
}

// Clients are asked where they should be, and may go without.
//
// conformance: RFC 8705 §5
func TestClientCertificatesAreOptional(t *testing.T) {
	authority, stranger := testcert.NewAuthority(t, "Test Root"), testcert.NewAuthority(t, "Unknown Root")
	d := newDisk()
	server := testcert.ForLocalhost()
	server.DNSNames = append(server.DNSNames, "mtls.localhost")
	d.put(t, authority.Issue(t, testcert.ECDSA(t), server))
	address := listen(t, d.pair(t).Config(func(host string) bool { return host == "mtls.localhost" }))
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for name, c := range map[string]struct {
			host string
			cert *tls.Certificate
			want string
		}{
			"asked, none":            {"mtls.localhost", nil, "nobody"},
			"asked, of an authority": {"mtls.localhost", new(stranger.Issue(t, testcert.ECDSA(t), testcert.ForClient("issued"))), "issued"},
			"asked, self-signed":     {"mtls.localhost", new(testcert.SelfSigned(t, testcert.RSA(t), testcert.ForClient("own"))), "own"},
			"asked in capitals":      {"MTLS.localhost", new(testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("own"))), "own"},
			"not asked":              {"localhost", new(testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("own"))), "nobody"},
		} {
			config := trusting(authority)
			config.ServerName, config.MinVersion, config.MaxVersion = c.host, version, version
			if c.cert != nil {
				config.Certificates = []tls.Certificate{*c.cert}
			}
			if _, got, err := call(t, address, config); err != nil || got != c.want {
				t.Errorf("%s, %s: %q, %v", tls.VersionName(version), name, got, err)
			}
		}
	}
}

// A certificate of which the client does not hold the key is no certificate.
func TestPossession(t *testing.T) {
	authority := testcert.NewAuthority(t, "Test Root")
	d := newDisk()
	d.put(t, authority.Issue(t, testcert.ECDSA(t), testcert.ForLocalhost()))
	address := listen(t, d.pair(t).Config(always))
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		stolen := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("victim"))
		stolen.PrivateKey = testcert.ECDSA(t)
		config := trusting(authority)
		config.MinVersion, config.MaxVersion, config.Certificates = version, version, []tls.Certificate{stolen}
		if _, got, err := call(t, address, config); err == nil {
			t.Errorf("%s: connected as %q", tls.VersionName(version), got)
		}
	}
}

// New files count without a restart; what cannot be used does not.
func TestReload(t *testing.T) {
	authority := testcert.NewAuthority(t, "Test Root")
	issue := func(name string) tls.Certificate {
		template := testcert.ForLocalhost()
		template.Subject.CommonName = name
		return authority.Issue(t, testcert.ECDSA(t), template)
	}
	d := newDisk()
	d.put(t, issue("first"))
	address := listen(t, d.pair(t).Config(never))
	expect := func(when, want string) {
		t.Helper()
		state, _, err := call(t, address, trusting(authority))
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if got := state.PeerCertificates[0].Subject.CommonName; got != want {
			t.Errorf("%s: the server is %q, not %q", when, got, want)
		}
	}
	expect("at the start", "first")

	second := issue("second")
	cert, key := testcert.Files(t, second)
	d.write("cert.pem", cert)
	d.Advance(time.Minute)
	expect("with half of the new files", "first")
	d.write("key.pem", key)
	d.Advance(time.Minute)
	expect("with both", "second")

	d.write("cert.pem", []byte("nonsense"))
	d.Advance(time.Minute)
	expect("with a broken file", "second")
	d.mu.Lock()
	delete(d.files, "cert.pem")
	d.mu.Unlock()
	d.Advance(time.Minute)
	expect("without a file", "second")
	d.put(t, issue("third"))
	expect("before it is time to look", "second")
	d.Advance(time.Second)
	expect("in the end", "third")
}

func TestStartWithBadFiles(t *testing.T) {
	authority := testcert.NewAuthority(t, "Test Root")
	good := authority.Issue(t, testcert.ECDSA(t), testcert.ForLocalhost())
	cert, key := testcert.Files(t, good)
	_, other := testcert.Files(t, authority.Issue(t, testcert.ECDSA(t), testcert.ForLocalhost()))
	for name, c := range map[string]struct{ cert, key []byte }{
		"no key":             {cert, nil},
		"no certificate":     {nil, key},
		"another key":        {cert, other},
		"exchanged":          {key, cert},
		"empty certificate":  {[]byte{}, key},
		"cut in the middle":  {cert[:len(cert)/4], key},
		"certificate as key": {cert, cert},
	} {
		d := newDisk()
		if c.cert != nil {
			d.write("cert.pem", c.cert)
		}
		if c.key != nil {
			d.write("key.pem", c.key)
		}
		if _, err := certs.NewPair("cert.pem", "key.pem", d.read, d.Now); err == nil {
			t.Errorf("%s: starts", name)
		}
	}
}

// conformance: RFC 8705 §2.1
func TestAuthorities(t *testing.T) {
	root, stranger := testcert.NewAuthority(t, "Root"), testcert.NewAuthority(t, "Root")
	below := root.Below(t, "Issuing")
	d := newDisk()
	d.write("ca.pem", root.PEM())
	a, err := certs.NewAuthorities("ca.pem", d.read, d.Now)
	if err != nil {
		t.Fatal(err)
	}
	client := func(by *testcert.Authority, change func(*x509.Certificate)) *x509.Certificate {
		template := testcert.ForClient("client")
		if change != nil {
			change(template)
		}
		return by.Issue(t, testcert.ECDSA(t), template).Leaf
	}
	own := testcert.SelfSigned(t, testcert.ECDSA(t), testcert.ForClient("client")).Leaf
	far := []*x509.Certificate{client(below, nil)}
	for range 20 {
		far = append(far, client(stranger, nil))
	}
	for name, c := range map[string]struct {
		chain []*x509.Certificate
		good  bool
	}{
		"by the root":                {[]*x509.Certificate{client(root, nil)}, true},
		"by way of another":          {[]*x509.Certificate{client(below, nil), below.Certificate}, true},
		"with the root in the chain": {[]*x509.Certificate{client(root, nil), root.Certificate}, true},
		"the way is missing":         {[]*x509.Certificate{client(below, nil)}, false},
		"by a namesake":              {[]*x509.Certificate{client(stranger, nil), stranger.Certificate}, false},
		"self-signed":                {[]*x509.Certificate{own, root.Certificate}, false},
		"nothing":                    {nil, false},
		"the way is too far":         {append(far, below.Certificate), false},
		"expired": {[]*x509.Certificate{client(root, func(c *x509.Certificate) {
			c.NotAfter = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		})}, false},
		"not yet": {[]*x509.Certificate{client(root, func(c *x509.Certificate) {
			c.NotBefore = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		})}, false},
		"for servers": {[]*x509.Certificate{client(root, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		})}, false},
	} {
		err := a.Verify(c.chain)
		if c.good && err != nil || !c.good && !errors.Is(err, certs.ErrUntrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.write("ca.pem", stranger.PEM())
	d.Advance(time.Minute)
	if err := a.Verify([]*x509.Certificate{client(root, nil)}); !errors.Is(err, certs.ErrUntrusted) {
		t.Errorf("after the root was taken away: %v", err)
	}
	if err := a.Verify([]*x509.Certificate{client(stranger, nil)}); err != nil {
		t.Errorf("after another came: %v", err)
	}
	for _, text := range []string{"", "nonsense"} {
		d.write("bad.pem", []byte(text))
		if _, err := certs.NewAuthorities("bad.pem", d.read, d.Now); err == nil {
			t.Errorf("%q is a file of authorities", text)
		}
	}
}
