package web

import (
	"context"
	"crypto/x509"
)

type chainKey struct{}

// WithClientCertificate returns a context that carries the certificate a client
// showed, with what leads to its root behind it. Only middleware calls it: it
// vouches for the client holding the certificate's key.
func WithClientCertificate(ctx context.Context, chain ...*x509.Certificate) context.Context {
	return context.WithValue(ctx, chainKey{}, chain)
}

// ClientCertificate returns the certificate the caller proved to hold the key
// of, or nil. Nobody has vouched for what is written in it.
func ClientCertificate(ctx context.Context) *x509.Certificate {
	if chain := ClientChain(ctx); len(chain) > 0 {
		return chain[0]
	}
	return nil
}

// ClientChain returns the caller's certificate and those that came with it.
func ClientChain(ctx context.Context) []*x509.Certificate {
	chain, _ := ctx.Value(chainKey{}).([]*x509.Certificate)
	return chain
}
