package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/identity/federation"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// federationRoutes let people in through providers, and look after the accounts
// they have there.
func federationRoutes(h handlers) []route {
	const tag = "providers"
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: tag, Status: http.StatusOK} }
	back, posted := doc("Where a provider sends the browser back to"), doc("The same, by a form")
	back.Status, posted.Status = http.StatusFound, http.StatusSeeOther
	return []route{
		{"POST /api/auth/sign-in/social", anyone, cookie, web.BetterAuth, perSignIn, never, web.Op(h.federation.Social, doc("Sign in with a provider"))},
		{"POST /api/auth/sign-in/oauth2", anyone, cookie, web.BetterAuth, perSignIn, never, web.Op(h.federation.OAuth2, doc("Sign in with a generic provider"))},
		{"GET /api/auth/callback/{id}", visitor, open, web.BetterAuth, perAddress, never, web.Described[federation.DocCallback, struct{}](h.federation.Callback, back)},
		{"POST /api/auth/callback/{id}", anyone, open, web.BetterAuth, perAddress, never, web.Described[federation.DocCallbackForm, struct{}](h.federation.CallbackPost, posted)},
		{"GET /api/auth/oauth2/callback/{id}", visitor, open, web.BetterAuth, perAddress, never, web.Described[federation.DocCallback, struct{}](h.federation.Callback, back)},
		{"POST /api/auth/oauth2/callback/{id}", anyone, open, web.BetterAuth, perAddress, never, web.Described[federation.DocCallbackForm, struct{}](h.federation.CallbackPost, posted)},
		{"POST /api/auth/link-social", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.federation.LinkSocial, doc("Link an account at a provider"))},
		{"POST /api/auth/oauth2/link", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.federation.OAuth2Link, doc("Link an account at a generic provider"))},
		{"GET /api/auth/account-info", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.federation.Info, doc("What a provider says of the caller"))},
		{"POST /api/auth/get-access-token", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.federation.AccessToken, doc("An access token of the caller's at a provider"))},
		{"POST /api/auth/refresh-token", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.federation.Refresh, doc("Renew the caller's tokens at a provider"))},
	}
}
