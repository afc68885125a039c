package server

import (
	"net/http"

	"github.com/circle-rd/auth-service/internal/platform/web"
)

// factorRoutes are the endpoints of second factors. Those that a waiting sign-in
// calls look for a session and do not need one.
func factorRoutes(h handlers) []route {
	const (
		base    = "/api/auth/two-factor/"
		limit   = "two-factor"
		devices = "/api/user/trusted-devices"
	)
	doc := func(summary string) web.Doc { return web.Doc{Summary: summary, Tag: "second factor"} }
	return []route{
		{"GET " + base + "challenge", visitor, cookie, web.BetterAuth, perAddress, never, web.Op(h.signin.ShowChallenge, doc("What a sign-in waits for"))},
		{"POST " + base + "enable", visitor, cookie, web.BetterAuth, limit, never, web.Op(h.signin.Enable, doc("Propose an authenticator app"))},
		{"POST " + base + "get-totp-uri", signedIn, cookie, web.BetterAuth, limit, never, web.Op(h.signin.TOTPURI, doc("Show the secret of the authenticator app again"))},
		{"POST " + base + "verify-totp", visitor, cookie, web.BetterAuth, limit, signsIn, web.Op(h.signin.VerifyTOTP, doc("Show a code of the authenticator app"))},
		{"POST " + base + "generate-backup-codes", signedIn, cookie, web.BetterAuth, limit, never, web.Op(h.signin.BackupCodes, doc("Replace the backup codes"))},
		{"POST " + base + "verify-backup-code", visitor, cookie, web.BetterAuth, limit, signsIn, web.Op(h.signin.VerifyBackupCode, doc("Spend a backup code"))},
		{"POST " + base + "enable-passkey", signedIn, cookie, web.BetterAuth, limit, never, web.Op(h.signin.EnablePasskey, doc("Ask for a passkey after the password"))},
		{"POST " + base + "disable", signedIn, cookie, web.BetterAuth, limit, never, web.Op(h.signin.Disable, doc("Ask for no second factor any more"))},
		{"POST " + base + "send-otp", visitor, cookie, web.BetterAuth, limit, never, web.Op(h.signin.SendOTP, doc("Mail a one-time code"))},
		{"POST " + base + "verify-otp", visitor, cookie, web.BetterAuth, limit, signsIn, web.Op(h.signin.VerifyOTP, doc("Show a mailed code"))},

		{"GET " + devices, signedIn, cookie, web.Native, perAddress, never, web.Op(h.factors.ListDevices, doc("Where the caller is asked for no second factor"))},
		{"DELETE " + devices + "/{id}", signedIn, cookie, web.Native, perAddress, never, web.Op(h.factors.RevokeDevice, web.Doc{
			Summary: "Ask for the second factor there again", Tag: "second factor", Status: http.StatusNoContent,
		})},
	}
}
