package server

import (
	"crypto/x509"
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

// A Row is a line of the route table, for tests.
type Row struct {
	Pattern, Guard, Origin, Limit, Resume string
	Dialect                               web.Dialect
}

// Rows are the lines of the route table.
func (s *Server) Rows() []Row {
	var rows []Row
	for _, r := range s.routes {
		rows = append(rows, Row{r.pattern, string(r.guard), string(r.origin), r.limit, string(r.resume), r.dialect})
	}
	return rows
}

// ShownCertificate is the client certificate that handlers of a request see.
func (s *Server) ShownCertificate(r *http.Request) *x509.Certificate {
	return web.ClientCertificate(s.withCertificate(r.Context(), r))
}

// ShownChain is what handlers see with it.
func (s *Server) ShownChain(r *http.Request) []*x509.Certificate {
	return web.ClientChain(s.withCertificate(r.Context(), r))
}

// Preferred is the language of an Accept-Language header.
var Preferred = preferred

// Samples are what the document shows where examples name something.
var Samples = samples
