package discovery

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/keys"
)

// HTTP serves the metadata and the key set.
type HTTP struct {
	document []byte
	keys     *keys.Service
}

// NewHTTP returns the handlers for a metadata document.
func NewHTTP(document []byte, signing *keys.Service) HTTP { return HTTP{document, signing} }

// Both documents may be kept a while; the keys no longer than a new key is
// published before it signs.
const (
	cacheMetadata = "public, max-age=300"
	cacheKeys     = "public, max-age=300, must-revalidate"
)

// Metadata serves the two discovery documents, which are the same.
func (h HTTP) Metadata(w http.ResponseWriter, _ *http.Request) error {
	header := w.Header()
	header["Content-Type"] = []string{"application/json; charset=utf-8"}
	header["Cache-Control"] = []string{cacheMetadata}
	readable(header)
	_, _ = w.Write(h.document) // the client may have gone
	return nil
}

// readable lets scripts of any origin read the answer, and the same copy of it
// from any cache. Where the middleware has answered a script's origin already,
// that stands.
func readable(header http.Header) {
	if len(header["Access-Control-Allow-Origin"]) > 0 {
		return
	}
	header["Access-Control-Allow-Origin"] = []string{"*"}
	header["Vary"] = []string{"Origin"}
}

// JWKS serves GET /api/auth/jwks.
func (h HTTP) JWKS(w http.ResponseWriter, r *http.Request) error {
	body, etag, err := h.keys.JWKS(r.Context())
	if err != nil {
		return err
	}
	header := w.Header()
	header["Content-Type"] = []string{"application/json"}
	header["Cache-Control"] = []string{cacheKeys}
	readable(header)
	header["Etag"] = []string{etag}
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = w.Write(body)
	return nil
}
