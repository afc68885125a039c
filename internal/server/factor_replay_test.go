package server_test

import (
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/seed"
)

// prepareTwoFactor makes the recorded user, and keeps in step what no replay can
// repeat: codes of a secret of ours, and sign-ins that the script left out.
func prepareTwoFactor(t *testing.T, r *replay, _ []recording) {
	const cookie = "better-auth.two_factor="
	u := r.User(t, "Tfa", "tfa.e7360020@example.com")
	r.session(t, u, "33efqyb2YnMzXgCHrzxc4mTgmZHsAsEG")
	var phone authenticator
	waiting := func(header string) string {
		_, rest, _ := strings.Cut(header, cookie)
		value, _, _ := strings.Cut(rest, ";")
		return value
	}
	r.before = func(step *recording) {
		body, _ := step.Request.Body.(map[string]any)
		if value := waiting(step.Request.Headers["cookie"]); value != "" && r.known[value] == "" {
			b := pending(t, r.World, u)
			r.known[value] = b.Cookie(t, strings.TrimSuffix(cookie, "="))
		}
		if strings.HasSuffix(step.Request.Path, "/verify-totp") && step.Response.Status == 200 {
			body["code"] = phone.fresh(t)
		}
	}
	r.after = func(step recording, got seed.Answer) {
		for _, line := range step.Response.SetCookie {
			for _, ours := range got.Header["Set-Cookie"] {
				if strings.HasPrefix(line, cookie) && strings.HasPrefix(ours, cookie) {
					r.equate(cookieValue(line), cookieValue(ours))
				}
			}
		}
		recorded, _ := step.Response.Body.(map[string]any)
		codes, _ := recorded["backupCodes"].([]any)
		if got.Status != 200 || len(codes) == 0 {
			return
		}
		if recorded["totpURI"] != nil {
			phone = enabled(t, r.World, got)
		}
		for i, ours := range got.Object(t)["backupCodes"].([]any) {
			r.known[codes[i].(string)] = ours.(string)
		}
	}
}
