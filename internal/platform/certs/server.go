package certs

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// A Pair is the service's certificate with its key. It follows its files.
type Pair struct{ kept[*tls.Certificate] }

// NewPair reads a certificate with what leads to its root, and its key.
func NewPair(certFile, keyFile string, read func(string) ([]byte, error), now func() time.Time) (*Pair, error) {
	p := &Pair{kept[*tls.Certificate]{files: []string{certFile, keyFile}, read: read, now: now}}
	p.parse = func(contents [][]byte) (*tls.Certificate, error) {
		pair, err := tls.X509KeyPair(contents[0], contents[1])
		if err != nil {
			return nil, err
		}
		if now().After(pair.Leaf.NotAfter) {
			slog.Warn("the certificate has expired; clients will refuse it", "file", certFile, "expired_at", pair.Leaf.NotAfter)
		}
		return &pair, nil
	}
	if err := p.first(); err != nil {
		return nil, fmt.Errorf("TLS_CERT_FILE and TLS_KEY_FILE: %w", err)
	}
	return p, nil
}

// Config is how the service speaks TLS: 1.3, or 1.2 with the suites that BCP
// 195 (RFC 9325 §4.2) recommends and no other. Clients whose connection names a
// host that ask approves may show a certificate; it is not looked at here
// beyond the proof that they hold its key, as each client has its own rules.
func (p *Pair) Config(ask func(host string) bool) *tls.Config {
	quiet := &tls.Config{
		MinVersion: tls.VersionTLS12,
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		},
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return p.get(), nil },
	}
	// No list of authorities goes with the request: it would keep clients with
	// certificates of their own making from showing them.
	asking := quiet.Clone()
	asking.ClientAuth = tls.RequestClientCert
	quiet.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if ask(strings.ToLower(strings.TrimSuffix(hello.ServerName, "."))) {
			return asking, nil
		}
		return nil, nil //nolint:nilnil // the configuration that asked goes on
	}
	return quiet
}
