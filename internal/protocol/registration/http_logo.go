package registration

import (
	"net/http"
	"strconv"
)

// Logo serves GET /api/public/logo/{clientId}. Nothing in such a file is let
// act, whatever a browser takes it for.
func (h HTTP) Logo(w http.ResponseWriter, r *http.Request) error {
	image, err := h.clients.Logo(r.Context(), r.PathValue("clientId"))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", image.Type)
	header.Set("Content-Length", strconv.Itoa(len(image.Data)))
	header.Set("Cache-Control", "public, max-age=3600")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	_, _ = w.Write(image.Data) // the browser may have gone
	return nil
}
