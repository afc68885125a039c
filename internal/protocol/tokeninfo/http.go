package tokeninfo

import (
	"io"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// HTTP answers userinfo, introspection and revocation.
type HTTP struct {
	info    *Service
	clients *client.Service
}

// NewHTTP returns the handlers.
func NewHTTP(info *Service, clients *client.Service) HTTP { return HTTP{info, clients} }

// Userinfo serves GET and POST /api/auth/oauth2/userinfo.
func (h HTTP) Userinfo(w http.ResponseWriter, r *http.Request) error {
	shown, err := ShownBy(r)
	if err != nil {
		return err
	}
	h.info.Proofs.Offer(w, shown.Proof)
	answer, err := h.info.Userinfo(r.Context(), shown)
	if err != nil {
		return err
	}
	return tell(w, answer, "application/jwt")
}

// ShownBy finds the access token of a request: in the header, with or without
// the word Bearer as the original takes it, or in a posted form (RFC 6750 §2.1,
// §2.2, RFC 9449 §7.1).
func ShownBy(r *http.Request) (Shown, error) {
	shown := Shown{Scheme: proof.SchemeBearer, Proof: proof.Of(r)}
	headers := r.Header.Values("Authorization")
	if len(headers) > 1 {
		return Shown{}, oauth.Fail(oauth.CodeInvalidRequest, "more than one Authorization header")
	}
	if len(headers) == 1 {
		scheme, rest, spaced := strings.Cut(headers[0], " ")
		switch {
		case !spaced:
			shown.Token = scheme
		case strings.EqualFold(scheme, proof.SchemeBearer), strings.EqualFold(scheme, proof.SchemeDPoP):
			shown.Scheme, shown.Token = scheme, strings.TrimSpace(rest)
		default:
			return Shown{}, oauth.FailToken("the authorization scheme is not supported")
		}
	}
	if r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := client.ReadForm(r)
		if err != nil {
			return Shown{}, err
		}
		posted := form.Get("access_token")
		if posted != "" && shown.Token != "" {
			return Shown{}, oauth.Fail(oauth.CodeInvalidRequest, "the access token must be sent in one way only")
		}
		if posted != "" {
			shown.Token = posted
		}
	}
	if shown.Token == "" {
		return Shown{}, &oauth.Error{
			Code: oauth.CodeInvalidRequest, Description: "authorization header not found", Status: http.StatusUnauthorized, Bearer: true, DPoP: true,
		}
	}
	return shown, nil
}

// client authenticates the caller of introspection or revocation and returns
// the token it shows.
func (h HTTP) client(r *http.Request) (application.Application, string, error) {
	form, err := client.ReadForm(r)
	if err != nil {
		return application.Application{}, "", err
	}
	app, err := h.clients.FromRequest(r, form)
	if err != nil {
		return app, "", err
	}
	text := form.Get("token")
	if text == "" {
		return app, "", oauth.Fail(oauth.CodeInvalidRequest, "token is required")
	}
	return app, text, nil
}

// Introspect serves POST /api/auth/oauth2/introspect. Public clients cannot
// authenticate, so they cannot introspect.
func (h HTTP) Introspect(w http.ResponseWriter, r *http.Request) error {
	app, text, err := h.client(r)
	if err != nil {
		return err
	}
	if app.IsPublic {
		return oauth.FailClient("missing required credentials", false)
	}
	answer := Answer{}
	if answer.Claims, err = h.info.Introspect(r.Context(), app, text); err != nil {
		return err
	}
	if wantsJWT(r, app) {
		if answer.JWT, err = h.info.SignIntrospection(r.Context(), app, answer.Claims); err != nil {
			return err
		}
	}
	return tell(w, answer, introspectionJWT)
}

const introspectionJWT = "application/" + keys.TypeIntrospection

// wantsJWT reports whether an introspection is answered by a JWT: to whoever
// asks for one (RFC 9701 §4), and to clients that registered for it and do not
// ask for JSON.
func wantsJWT(r *http.Request, app application.Application) bool {
	accepted := strings.ToLower(strings.Join(r.Header.Values("Accept"), ","))
	if strings.Contains(accepted, introspectionJWT) {
		return true
	}
	return app.Client.IntrospectionAlg != "" && !strings.Contains(accepted, "application/json")
}

// tell writes an answer, never to be kept.
func tell(w http.ResponseWriter, a Answer, signedAs string) error {
	w.Header().Set("Cache-Control", "no-store")
	if a.JWT == "" {
		return web.JSON(w, http.StatusOK, a.Claims)
	}
	w.Header().Set("Content-Type", signedAs)
	_, _ = io.WriteString(w, a.JWT) // the client may have gone
	return nil
}

// Revoke serves POST /api/auth/oauth2/revoke: 200 for every token, live or not.
func (h HTTP) Revoke(w http.ResponseWriter, r *http.Request) error {
	app, text, err := h.client(r)
	if err != nil {
		return err
	}
	by := actor.From(r.Context())
	by.ApplicationID = app.ID
	if err := h.info.Revoke(r.Context(), by, app, text); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	return nil
}
