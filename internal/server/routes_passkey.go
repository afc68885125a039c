package server

import "github.com/circle-rd/auth-service/internal/platform/web"

// passkeyRoutes are the endpoints of Better Auth's passkey plugin. Those that
// visitors may call look for a sign-in that waits for a second factor too.
func passkeyRoutes(h handlers) []route {
	const base = "/api/auth/passkey/"
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: "passkeys"} }
	return []route{
		{"GET " + base + "generate-register-options", visitor, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.PasskeyCreation, doc("What an authenticator needs to make a passkey"))},
		{"POST " + base + "verify-registration", visitor, cookie, web.BetterAuth, perAddress, signsIn, web.Op(h.signin.PasskeyAdd, doc("Add a passkey that was made"))},
		{"GET " + base + "generate-authenticate-options", visitor, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.PasskeyRequest, doc("What an authenticator needs to use a passkey"))},
		{"POST " + base + "verify-authentication", visitor, cookie, web.BetterAuth, perAddress, signsIn, web.Op(h.signin.PasskeyUse, doc("Sign in or prove more by a passkey"))},
		{"GET " + base + "list-user-passkeys", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.PasskeyList, doc("The caller's passkeys"))},
		{"POST " + base + "update-passkey", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.PasskeyRename, doc("Give a passkey another name"))},
		{"POST " + base + "delete-passkey", signedIn, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.PasskeyRemove, doc("Remove a passkey"))},
	}
}
