package authorize

import (
	"context"
	"net/http"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

var errNoQuery = oauth.Fail(oauth.CodeInvalidRequest, "missing oauth query")

// ConsentRequest is the visitor's answer on the consent page.
type ConsentRequest struct {
	Body struct {
		Accept     bool   `json:"accept"`
		Scope      string `json:"scope,omitempty" doc:"The scopes allowed; all that were asked for when absent"`
		OAuthQuery string `json:"oauth_query,omitempty" doc:"The page's signed query"`
	}
}

// RedirectResponse says where the browser goes next.
type RedirectResponse struct{ Body redirectJSON }

func (h HTTP) redirect(o Outcome, err error) (*RedirectResponse, error) {
	if err != nil {
		return nil, err
	}
	return &RedirectResponse{Body: redirectJSON{true, h.authorize.Link(o)}}, nil
}

// Consent serves POST /api/auth/oauth2/consent.
func (h HTTP) Consent(ctx context.Context, in *ConsentRequest) (*RedirectResponse, error) {
	if in.Body.OAuthQuery == "" {
		return nil, errNoQuery
	}
	if !in.Body.Accept {
		return h.redirect(h.authorize.Deny(ctx, in.Body.OAuthQuery))
	}
	s, u, ok := session.From(ctx)
	return h.redirect(h.authorize.Decide(ctx, actor.From(ctx), in.Body.OAuthQuery, in.Body.Scope, Visitor{s, u, ok}))
}

// ContinueRequest says what the visitor did on the page a request led to.
type ContinueRequest struct {
	Body struct {
		Selected   bool   `json:"selected,omitempty"`
		Created    bool   `json:"created,omitempty"`
		PostLogin  bool   `json:"postLogin,omitempty"`
		OAuthQuery string `json:"oauth_query,omitempty"`
	}
}

// Continue serves POST /api/auth/oauth2/continue.
func (h HTTP) Continue(ctx context.Context, in *ContinueRequest) (*RedirectResponse, error) {
	b := in.Body
	if !b.Selected && !b.Created && !b.PostLogin {
		return nil, oauth.Fail(oauth.CodeInvalidRequest, "Missing parameters")
	}
	if b.OAuthQuery == "" {
		return nil, errNoQuery
	}
	s, u, ok := session.From(ctx)
	return h.redirect(h.authorize.Resume(ctx, b.OAuthQuery, Visitor{s, u, ok}, func(a *Attempt) {
		a.Selected, a.Created, a.Chosen = b.Selected, b.Created, b.PostLogin
	}))
}

// PublicClientRequest names an application.
type PublicClientRequest struct {
	ClientID string `query:"client_id" required:"true"`
}

// PublicClientResponse is what anyone may know of an application.
type PublicClientResponse struct {
	Body struct {
		ClientID     string   `json:"client_id"`
		ClientName   string   `json:"client_name"`
		ClientURI    string   `json:"client_uri,omitempty"`
		LogoURI      string   `json:"logo_uri,omitempty" doc:"On this service, which fetches it"`
		Contacts     []string `json:"contacts,omitempty" nullable:"false"`
		TermsURI     string   `json:"tos_uri,omitempty"`
		PolicyURI    string   `json:"policy_uri,omitempty"`
		RedirectURIs []string `json:"redirect_uris"`
		Host         string   `json:"client_host,omitempty" doc:"Where the client's metadata document stands"`
		Unverified   bool     `json:"unverified,omitempty" doc:"The client says all this of itself; no administrator vouches for it"`
	}
}

var errNoClient = &oauth.Error{Code: "not_found", Description: "client not found", Status: http.StatusNotFound}

// PublicClient serves GET /api/auth/oauth2/public-client.
func (h HTTP) PublicClient(ctx context.Context, in *PublicClientRequest) (*PublicClientResponse, error) {
	app, err := h.authorize.PublicClient(ctx, in.ClientID)
	if err != nil {
		return nil, err
	}
	out := &PublicClientResponse{}
	b := &out.Body
	b.ClientID, b.ClientName, b.ClientURI, b.RedirectURIs = app.ClientID(), app.Name, app.URL, []string{}
	b.Contacts, b.TermsURI, b.PolicyURI = app.Client.Contacts, app.Client.TermsURI, app.Client.PolicyURI
	b.LogoURI, b.Host, b.Unverified = h.authorize.logo(app), app.Host(), !app.Verified()
	return out, nil
}
