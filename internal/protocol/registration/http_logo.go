package registration

import "net/http"

// Logo serves GET /api/public/logo/{clientId}.
func (h HTTP) Logo(w http.ResponseWriter, r *http.Request) error {
	image, err := h.clients.Logo(r.Context(), r.PathValue("clientId"))
	if err != nil {
		return err
	}
	image.ServeHTTP(w, r)
	return nil
}
