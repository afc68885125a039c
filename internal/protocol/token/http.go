package token

import (
	"net/http"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
)

// HTTP answers the token endpoint.
type HTTP struct{ tokens *Service }

// NewHTTP returns the handler.
func NewHTTP(tokens *Service) HTTP { return HTTP{tokens} }

type responseJSON struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int64  `json:"expires_in"`
	ExpiresAt    int64  `json:"expires_at"`
	TokenType    string `json:"token_type"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	IDToken      string `json:"id_token,omitempty"`
	IssuedType   string `json:"issued_token_type,omitempty"`
}

// Token serves POST /api/auth/oauth2/token.
func (h HTTP) Token(w http.ResponseWriter, r *http.Request) error {
	form, err := client.ReadForm(r)
	if err != nil {
		return err
	}
	request, refused := ParseRequest(form, r.Header.Get("Authorization"))
	if refused != nil {
		return refused
	}
	request.Client.Chain = web.ClientChain(r.Context())
	request.Proof = proof.Of(r)
	h.tokens.Proofs.Offer(w, request.Proof)
	out, err := h.tokens.Exchange(r.Context(), actor.From(r.Context()), request)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
	return web.JSON(w, http.StatusOK, responseJSON{
		AccessToken: out.AccessToken, ExpiresIn: int64(out.ExpiresIn / time.Second), ExpiresAt: out.ExpiresAt.Unix(), TokenType: out.Type,
		RefreshToken: out.RefreshToken, Scope: strings.Join(out.Scopes, " "), IDToken: out.IDToken,
		IssuedType: out.IssuedType,
	})
}
