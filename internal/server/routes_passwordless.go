package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/identity/passwordless"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// passwordlessRoutes are the ways in that go by mail, as the plugins magicLink
// and emailOTP of Better Auth clients call them.
func passwordlessRoutes(h handlers) []route {
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: "authentication"} }
	link := doc("Sign in by the link of a mail")
	link.Also = map[int]string{http.StatusFound: "Leads to callbackURL, to the page for the second factor, or to errorCallbackURL"}
	return []route{
		{"POST /api/auth/sign-in/magic-link", anyone, cookie, web.BetterAuth, "password-reset", never, web.Op(h.mailed.SendLink, doc("Mail a link to sign in with"))},
		{"GET /api/auth/magic-link/verify", anyone, open, web.BetterAuth, perSignIn, never, web.Described[passwordless.DocLink, passwordless.DocOpened](h.mailed.OpenLink, link)},
		{"POST /api/auth/email-otp/send-verification-otp", anyone, cookie, web.BetterAuth, "password-reset", never, web.Op(h.mailed.SendCode, doc("Mail a code to sign in with"))},
		{"POST /api/auth/sign-in/email-otp", anyone, cookie, web.BetterAuth, perSignIn, signsIn, web.Op(h.mailed.EnterCode, doc("Sign in with a mailed code"))},
	}
}
