package cli

import (
	"crypto/tls"
	"net/netip"
	"net/url"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/wire"
)

// encryption returns how connections are encrypted here, or nil when a proxy
// does it.
func (p *Program) encryption(c config.Config) (*tls.Config, error) {
	if !c.TLS.Enabled() {
		return nil, nil //nolint:nilnil // plain connections need no configuration
	}
	pair, err := certs.NewPair(c.TLS.CertFile, c.TLS.KeyFile, p.ReadFile, time.Now)
	if err != nil {
		return nil, err
	}
	return pair.Config(asksAt(c.MTLSURL)), nil
}

// asksAt returns for which host names clients are asked for a certificate:
// that of the address, or any when connections to it name none.
func asksAt(address string) func(host string) bool {
	if address == "" {
		return func(string) bool { return false }
	}
	u, err := url.Parse(address)
	if err != nil {
		return func(string) bool { return false }
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return func(host string) bool { return host == "" }
	}
	return func(host string) bool { return host == u.Hostname() }
}

// trustClients says whose certificates clients may prove themselves with.
func (p *Program) trustClients(c config.Config, services *wire.Services) error {
	if c.TLS.ClientCAFile == "" || !c.ClientCertificates() {
		return nil
	}
	authorities, err := certs.NewAuthorities(c.TLS.ClientCAFile, p.ReadFile, time.Now)
	if err != nil {
		return err
	}
	services.Clients.Trust(authorities)
	return nil
}
