package client

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Trust sets the authorities whose certificates clients may prove themselves
// with. Without them tls_client_auth is not offered. Call it before the service
// is used.
func (s *Service) Trust(a *certs.Authorities) { s.authorities = a }

// TLSMethods lists how clients may authenticate by certificate, once the
// service knows whom to trust.
func (s *Service) TLSMethods() []string {
	if s.authorities == nil {
		return []string{application.AuthSelfSignedTLS}
	}
	return []string{application.AuthTLS, application.AuthSelfSignedTLS}
}

// showsCertificate reports whether a client proves itself by its connection.
func showsCertificate(app application.Application) bool {
	return app.Client.AuthMethod == application.AuthTLS || app.Client.AuthMethod == application.AuthSelfSignedTLS
}

// byCertificate is mutual TLS (RFC 8705 §2): the connection has proved that the
// client holds the certificate's key.
func (s *Service) byCertificate(ctx context.Context, app application.Application, chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return oauth.FailClient("a client certificate is required", false)
	}
	if app.Client.AuthMethod == application.AuthSelfSignedTLS {
		return s.bySelfSigned(ctx, app, chain[0])
	}
	if s.authorities == nil {
		return oauth.FailClient("tls_client_auth is not offered here", false)
	}
	if err := s.authorities.Verify(chain); err != nil {
		return oauth.FailClient("the client certificate is not trusted", false)
	}
	if !names(app.Client, chain[0]) {
		return oauth.FailClient("the client certificate is another's", false)
	}
	return nil
}

// bySelfSigned looks for the certificate among the client's keys (RFC 8705
// §2.2). What the client registered is what counts: not who issued it, not its
// dates.
func (s *Service) bySelfSigned(ctx context.Context, app application.Application, cert *x509.Certificate) error {
	set, err := s.Keys(ctx, app)
	if err == nil && !registered(set, cert) && app.Client.JWKSURI != "" {
		set, err = s.NewerKeys(ctx, app)
	}
	if errors.Is(err, ErrKeys) {
		return oauth.FailClient(err.Error(), false)
	}
	if err != nil {
		return err
	}
	if !registered(set, cert) {
		return oauth.FailClient("the client certificate is not registered", false)
	}
	return nil
}

// registered reports whether a key set names a certificate, as it is or by its
// thumbprint (RFC 7517 §4.7 and §4.9).
func registered(set []jose.JSONWebKey, cert *x509.Certificate) bool {
	for _, key := range set {
		if len(key.Certificates) > 0 && key.Certificates[0].Equal(cert) {
			return true
		}
		if len(key.CertificateThumbprintSHA256) > 0 && base64.RawURLEncoding.EncodeToString(key.CertificateThumbprintSHA256) == certs.Thumbprint(cert) {
			return true
		}
	}
	return false
}

// names reports whether a certificate carries the one name its client
// registered (RFC 8705 §2.1.2). Names must be whole: a wildcard stands for
// nobody, and two names for none.
func names(c application.Client, cert *x509.Certificate) bool {
	var found []bool
	if c.TLSSubjectDN != "" {
		name, err := certs.ParseName(c.TLSSubjectDN)
		found = append(found, err == nil && name.IsSubjectOf(cert))
	}
	if c.TLSSANDNS != "" {
		found = append(found, slices.ContainsFunc(cert.DNSNames, func(name string) bool { return strings.EqualFold(name, c.TLSSANDNS) }))
	}
	if c.TLSSANURI != "" {
		found = append(found, slices.ContainsFunc(cert.URIs, func(u *url.URL) bool { return u.String() == c.TLSSANURI }))
	}
	if c.TLSSANIP != "" {
		found = append(found, holdsAddress(cert, c.TLSSANIP))
	}
	if c.TLSSANEmail != "" {
		found = append(found, slices.Contains(cert.EmailAddresses, c.TLSSANEmail))
	}
	return len(found) == 1 && found[0]
}

func holdsAddress(cert *x509.Certificate, text string) bool {
	want, err := netip.ParseAddr(text)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(cert.IPAddresses, func(ip net.IP) bool {
		got, ok := netip.AddrFromSlice(ip)
		return ok && got.Unmap() == want.Unmap()
	})
}
