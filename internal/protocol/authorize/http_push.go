package authorize

import (
	"net/http"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
)

type pushedJSON struct {
	RequestURI string `json:"request_uri"`
	ExpiresIn  int64  `json:"expires_in"`
}

// Push serves POST /api/auth/oauth2/par.
func (h HTTP) Push(w http.ResponseWriter, r *http.Request) error {
	form, err := client.ReadForm(r)
	if err != nil {
		return err
	}
	app, err := h.authorize.Clients.FromRequest(r, form)
	if err != nil {
		return err
	}
	shown := proof.Of(r)
	uri, err := h.authorize.Push(r.Context(), app, form, shown)
	if err != nil {
		return err
	}
	h.authorize.Proofs.Offer(w, shown)
	w.Header().Set("Cache-Control", "no-store")
	return web.JSON(w, http.StatusCreated, pushedJSON{uri, int64(PushedLife / time.Second)})
}
