package organization

import "net/http"

// DocLogo is what the document of the API says of requests for a logo.
type DocLogo struct {
	ID string `path:"id" doc:"The organization"`
}

// Logo serves GET /api/public/organization-logo/{id}.
func (h HTTP) Logo(w http.ResponseWriter, r *http.Request) error {
	image, err := h.organizations.Logo(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	image.ServeHTTP(w, r)
	return nil
}
