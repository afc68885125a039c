package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/fault"
)

var errImpersonating = fault.New(fault.Forbidden, "ADM_001", "Not while you act in somebody else's name").InBetterAuth("NOT_ALLOWED_WHILE_IMPERSONATING", 0)

// closedToImpersonators reports whether a route is closed while an
// administrator acts in a user's name: what changes something is, unless it is
// known to be harmless, and what shows secrets or everything at once. The
// admin endpoints refuse by themselves, for nobody has those rights then.
func closedToImpersonators(pattern string) bool {
	method, path, _ := strings.Cut(pattern, " ")
	if method == http.MethodGet || method == http.MethodHead {
		return slices.Contains([]string{
			"/api/user/export",
			"/api/auth/account-info",
			"/api/auth/delete-user/callback",
			"/api/auth/passkey/generate-register-options",
		}, path)
	}
	if strings.HasPrefix(path, "/api/auth/admin/") || strings.HasPrefix(path, "/api/admin/") {
		return false
	}
	return !slices.Contains([]string{
		"/api/auth/sign-out",
		"/api/auth/get-session",
		"/api/auth/update-user",
		"/api/auth/update-session",
		"/api/auth/verify-password",
		"/api/auth/organization/set-active",
		"/api/auth/organization/check-slug",
		"/api/auth/organization/has-permission",
		"/api/auth/oauth2/continue",
		"/api/auth/oauth2/end-session/confirm",
		"/api/user/profile",
	}, path)
}
