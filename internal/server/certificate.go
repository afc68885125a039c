package server

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/discovery"
)

// withCertificate puts the certificate that the caller showed into ctx. Behind
// a proxy that tells it in a header, the header alone counts: the connection's
// certificate would be the proxy's. From anyone else the header is nothing.
func (s *Server) withCertificate(ctx context.Context, r *http.Request) context.Context {
	if name := s.config.ClientCertHeader; name != "" {
		if addr, ok := peer(r); ok && s.trusts(addr) {
			chain, err := told(r.Header, name)
			if err != nil {
				slog.WarnContext(ctx, "a proxy tells a client certificate that cannot be read", "header", name, "err", err)
			}
			return withChain(ctx, chain)
		}
	}
	if r.TLS == nil {
		return ctx
	}
	return withChain(ctx, r.TLS.PeerCertificates)
}

// certificates tells what clients can do with certificates here.
func (s *Server) certificates() discovery.TLS {
	if !s.config.ClientCertificates() {
		return discovery.TLS{}
	}
	return discovery.TLS{Methods: s.services.Clients.TLSMethods(), Address: s.config.MTLSURL}
}

func withChain(ctx context.Context, chain []*x509.Certificate) context.Context {
	if len(chain) == 0 {
		return ctx
	}
	return web.WithClientCertificate(ctx, chain...)
}

// told reads what a proxy says. A header that comes twice may have been added
// to one that the client brought, so it says nothing.
func told(header http.Header, name string) ([]*x509.Certificate, error) {
	value, err := single(header, name)
	if err != nil {
		return nil, err
	}
	leaf, err := certs.FromHeader(value)
	if leaf == nil || err != nil {
		return nil, err
	}
	value, err = single(header, name+"-Chain")
	if err != nil {
		return nil, err
	}
	rest, err := certs.ChainFromHeader(value)
	if err != nil {
		return nil, err
	}
	return append([]*x509.Certificate{leaf}, rest...), nil
}

func single(header http.Header, name string) (string, error) {
	values := header.Values(name)
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return values[0], nil
	default:
		return "", certs.ErrHeader
	}
}
