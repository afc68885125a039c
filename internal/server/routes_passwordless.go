package server

import "github.com/circle-rd/auth-service/internal/platform/web"

// passwordlessRoutes are the ways in that go by mail, as the plugins magicLink
// and emailOTP of Better Auth clients call them.
func passwordlessRoutes(h handlers) []route {
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: "authentication"} }
	return []route{
		{"POST /api/auth/sign-in/magic-link", anyone, cookie, web.BetterAuth, "password-reset", never, web.Op(h.mailed.SendLink, doc("Mail a link to sign in with"))},
		{"GET /api/auth/magic-link/verify", anyone, open, web.BetterAuth, perSignIn, never, web.Plain(h.mailed.OpenLink)},
		{"POST /api/auth/email-otp/send-verification-otp", anyone, cookie, web.BetterAuth, "password-reset", never, web.Op(h.mailed.SendCode, doc("Mail a code to sign in with"))},
		{"POST /api/auth/sign-in/email-otp", anyone, cookie, web.BetterAuth, perSignIn, signsIn, web.Op(h.mailed.EnterCode, doc("Sign in with a mailed code"))},
	}
}
