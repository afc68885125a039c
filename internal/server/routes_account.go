package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/identity/self"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/web"
)

// accountRoutes are what people do with their own account and sessions.
func accountRoutes(h handlers) []route {
	const tag = "account"
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: tag, Invalid: user.ErrInvalid} }
	own := func(pattern, limit string, e web.Endpoint) route {
		return route{pattern, signedIn, cookie, web.BetterAuth, limit, never, e}
	}
	public := func(pattern, limit string, e web.Endpoint) route {
		return route{pattern, anyone, cookie, web.BetterAuth, limit, never, e}
	}
	link := func(summary string) web.Doc {
		d := doc(summary)
		d.Also = map[int]string{http.StatusFound: "Leads to callbackURL"}
		return d
	}
	reset := doc("Open the page for a new password by the link of a mail")
	reset.Status = http.StatusFound
	const mails = "password-reset"
	return []route{
		own("POST /api/auth/revoke-session", perAddress, web.Op(h.session.Revoke, doc("End one of the caller's sessions"))),
		own("POST /api/auth/revoke-sessions", perAddress, web.Op(h.session.RevokeAll, doc("End all sessions of the caller, this one too"))),
		own("POST /api/auth/revoke-other-sessions", perAddress, web.Op(h.session.RevokeOthers, doc("End the caller's other sessions"))),
		own("POST /api/auth/update-session", perAddress, web.Op(h.session.Update, doc("Choose the organization that the session is about"))),
		own("POST /api/auth/update-user", perAddress, web.Op(h.self.UpdateUser, doc("Change the caller's profile"))),
		own("POST /api/auth/change-password", perSignIn, web.Op(h.self.ChangePassword, doc("Change the caller's password"))),
		own("POST /api/auth/verify-password", perSignIn, web.Op(h.self.VerifyPassword, doc("Show the caller's password once more"))),
		own("POST /api/auth/change-email", perSignIn, web.Op(h.self.ChangeEmail, doc("Ask for another e-mail address"))),
		own("POST /api/auth/delete-user", perSignIn, web.Op(h.self.DeleteUser, doc("Delete the caller's account"))),
		{"GET /api/auth/delete-user/callback", visitor, open, web.BetterAuth, perAddress, never, web.Described[user.DocLink, self.DocDeleted](h.self.DeleteCallback, link("Delete the caller's account by the link of a mail"))},
		own("GET /api/auth/list-accounts", perAddress, web.Op(h.self.ListAccounts, doc("The ways in which the caller signs in"))),
		own("POST /api/auth/unlink-account", perAddress, web.Op(h.self.Unlink, doc("Take one of these ways away"))),
		public("POST /api/auth/request-password-reset", mails, web.Op(h.users.RequestReset, doc("Ask for a mail to set a new password"))),
		public("GET /api/auth/reset-password/{token}", perAddress, web.Described[user.DocResetLink, struct{}](h.users.OpenReset, reset)),
		public("POST /api/auth/reset-password", perSignIn, web.Op(h.users.Reset, doc("Set a new password by the token of that mail"))),
		public("POST /api/auth/send-verification-email", mails, web.Op(h.users.SendVerification, doc("Ask for a mail to verify an address"))),
		public("GET /api/auth/verify-email", perAddress, web.Described[user.DocLink, user.DocVerified](h.users.Verify, link("Verify an address by the link of a mail"))),
	}
}
