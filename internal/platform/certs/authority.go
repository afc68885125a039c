package certs

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// ErrUntrusted means that nobody who is trusted vouches for a certificate.
var ErrUntrusted = errors.New("certs: the certificate is not trusted")

// Authorities are those whose certificates clients may prove themselves with
// (RFC 8705 §2.1). They follow their file.
type Authorities struct{ kept[*x509.CertPool] }

// NewAuthorities reads a file of root certificates.
func NewAuthorities(file string, read func(string) ([]byte, error), now func() time.Time) (*Authorities, error) {
	a := &Authorities{kept[*x509.CertPool]{files: []string{file}, read: read, now: now}}
	a.parse = func(contents [][]byte) (*x509.CertPool, error) {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(contents[0]) {
			return nil, errors.New("no certificate is in it")
		}
		return pool, nil
	}
	if err := a.first(); err != nil {
		return nil, fmt.Errorf("TLS_CLIENT_CA_FILE: %w", err)
	}
	return a, nil
}

// Verify reports whether the first certificate of a chain is good for a client
// now, by way of the others. Revocation lists are not looked at.
func (a *Authorities) Verify(chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return ErrUntrusted
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:min(len(chain), maxChain+1)] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: a.get(), Intermediates: between, CurrentTime: a.now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUntrusted, err)
	}
	return nil
}
