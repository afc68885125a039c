package proof

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// Of returns what an HTTP request shows.
func Of(r *http.Request) Request {
	shown := Request{Method: r.Method, Path: r.URL.EscapedPath(), DPoP: r.Header["Dpop"]}
	if cert := web.ClientCertificate(r.Context()); cert != nil {
		shown.Certificate = certs.Thumbprint(cert)
	}
	return shown
}

// Offer tells the client the nonce of its next proof, where nonces are in use
// (RFC 9449 §8.2).
func (s *Service) Offer(w http.ResponseWriter, r Request) {
	if s.useNonces && len(r.DPoP) > 0 {
		w.Header().Set("DPoP-Nonce", s.nonces.current(s.now()))
	}
}
