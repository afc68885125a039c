// Package testcert makes certificates for tests.
package testcert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// An Authority issues certificates.
type Authority struct {
	Certificate *x509.Certificate
	key         crypto.Signer
}

// NewAuthority returns an authority that nobody knows yet.
func NewAuthority(t testing.TB, name string) *Authority {
	t.Helper()
	made := sign(t, ECDSA(t), nil, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return &Authority{made.Leaf, made.PrivateKey.(crypto.Signer)}
}

// Below returns an authority that this one vouches for.
func (a *Authority) Below(t testing.TB, name string) *Authority {
	t.Helper()
	made := sign(t, ECDSA(t), a, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return &Authority{made.Leaf, made.PrivateKey.(crypto.Signer)}
}

// PEM is the authority's certificate as a file holds it.
func (a *Authority) PEM() []byte { return block("CERTIFICATE", a.Certificate.Raw) }

// Issue returns a certificate for a key, as the template says.
func (a *Authority) Issue(t testing.TB, key crypto.Signer, template *x509.Certificate) tls.Certificate {
	t.Helper()
	return sign(t, key, a, template)
}

// SelfSigned returns a certificate that only its own key vouches for.
func SelfSigned(t testing.TB, key crypto.Signer, template *x509.Certificate) tls.Certificate {
	t.Helper()
	return sign(t, key, nil, template)
}

// ForLocalhost is the template of a server on this machine.
func ForLocalhost() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// ForClient is the template of a client's certificate.
func ForClient(name string) *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
}

// ECDSA makes a P-256 key.
func ECDSA(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// RSA makes a key of 2048 bits.
func RSA(t testing.TB) crypto.Signer {
	t.Helper()
	const bits = 2048
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Files returns a certificate and its key as PEM.
func Files(t testing.TB, c tls.Certificate) (cert, key []byte) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range c.Certificate {
		cert = append(cert, block("CERTIFICATE", one)...)
	}
	return cert, block("PRIVATE KEY", der)
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func sign(t testing.TB, key crypto.Signer, by *Authority, template *x509.Certificate) tls.Certificate {
	t.Helper()
	made := *template
	const serialBits = 120
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		t.Fatal(err)
	}
	made.SerialNumber = serial
	if made.NotBefore.IsZero() {
		made.NotBefore = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if made.NotAfter.IsZero() {
		made.NotAfter = time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	parent, signer := &made, key
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &made, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	out := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	if by != nil {
		out.Certificate = append(out.Certificate, by.Certificate.Raw)
	}
	return out
}
