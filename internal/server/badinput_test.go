package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/testdb"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/seed"
	"github.com/circle-rd/auth-service/internal/server"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// dialectProblem says what is wrong with the form of a refusal, or "".
func dialectProblem(r server.Row, a seed.Answer) string {
	if a.Status < 400 || a.Status > 499 {
		return fmt.Sprintf("status %d", a.Status)
	}
	if page := strings.HasSuffix(r.Pattern, seed.AuthorizePath) || strings.HasSuffix(r.Pattern, seed.AnswerPath) || strings.Contains(r.Pattern, seed.EndSessionPath); page && strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return "" // a person reads it
	}
	if r.Dialect == web.BetterAuth && a.Status == 404 && len(a.Body) == 0 {
		return ""
	}
	var o map[string]any
	if err := json.Unmarshal(a.Body, &o); err != nil {
		return "no JSON"
	}
	names := members(o)
	oauth := names == "error error_description" || names == "error"
	switch r.Dialect {
	case web.Native:
		inner, _ := o["error"].(map[string]any)
		if n := members(inner); names != "error" || n != "code message" && n != "code details message" {
			return "not the native form"
		}
	case web.BetterAuth:
		if names != "code message" && !oauth {
			return "not Better Auth's form"
		}
	case web.Protocol:
		if _, text := o["error"].(string); !oauth || !text {
			return "not the form of RFC 6749"
		}
	}
	return ""
}

// rows counts every row that bad input could leave behind.
func rows(t *testing.T, w *seed.World) int64 {
	t.Helper()
	var counts []string
	for _, table := range []string{
		"users", "accounts", "sessions", "applications", "application_secrets", "application_users", "roles", "permissions", "role_permissions",
		"user_roles", "plans", "subscriptions", "consents", "grants", "tokens", "setup_links",
		"resources", "resource_applications", "passkeys", "plan_prices", "consumption_totals", "consumption_entries",
		"organizations", "organization_members", "organization_invitations", "webhook_endpoints", "webhook_secrets", "webhook_events", "webhook_deliveries",
	} {
		counts = append(counts, "(SELECT count(*) FROM "+table+")")
	}
	if n := w.Count(t, `SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.role = 'superadmin'`); n != 1 {
		t.Error("the administrator is signed out: nothing got far")
	}
	return w.Count(t, "SELECT "+strings.Join(counts, " + "))
}

// A siege is what a route is attacked with.
type siege struct {
	*seed.World
	root *seed.Browser
	app  seed.App
	user string
	api  string
	org  string
}

func besiege(t *testing.T, d *db.DB) siege {
	t.Helper()
	w := seed.New(t, d, selling(t))
	u := w.User(t, "Olive", "oa@example.com")
	apis, err := w.Services.Resources.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	root := w.Superadmin(t)
	org, _, err := w.Services.Organizations.Create(t.Context(), actor.Actor{UserID: root.ID, Role: root.Role}, organization.NewOrganization{Name: "Acme", Slug: "acme"})
	if err != nil {
		t.Fatal(err)
	}
	return siege{w, w.SignedIn(t, root), w.Application(t, application.NewApplication{Slug: "conf"}), u.ID, apis[0].ID, org.ID}
}

// path fills a pattern with what exists, so that requests get far.
func (s siege) path(pattern string) string {
	if strings.HasPrefix(pattern, "/api/admin/resources/") {
		return strings.Replace(pattern, "{id}", s.api, 1)
	}
	if strings.HasPrefix(pattern, "/api/admin/organizations/") {
		return strings.Replace(pattern, "{id}", s.org, 1)
	}
	if strings.HasPrefix(pattern, "/api/admin/users/") {
		return strings.Replace(pattern, "{id}", s.user, 1)
	}
	return strings.NewReplacer("{id}", s.app.ID, "{appId}", s.app.ID, "{applicationId}", s.app.ID, "{userId}", s.user).Replace(pattern)
}

func (s siege) send(t *testing.T, method, path, kind, body string, headers ...string) seed.Answer {
	t.Helper()
	b := s.root
	if path == signOutPath || strings.HasSuffix(path, "-sessions") && !strings.HasPrefix(path, adminPath) { // the administrator stays
		b = s.Browser(t)
	}
	a := b.Do(t, method, path, kind, body, headers...)
	if a.Status >= 500 {
		t.Errorf("%s %.200s with %.80q as %s: %d %s", method, path, body, kind, a.Status, a.Body)
	}
	return a
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

func kindOf(path string) string {
	if path == "/api/consumption/stream" {
		return "application/x-ndjson"
	}
	return asJSON
}

func TestWrongMethods(t *testing.T) {
	quiet(t)
	s := besiege(t, sqlite(t))
	all := unopened(t).Rows()
	known := map[string]bool{}
	for _, r := range all {
		known[r.Pattern] = true
	}
	for _, r := range all {
		own, pattern, _ := strings.Cut(r.Pattern, " ")
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} {
			if known[method+" "+pattern] || own == method {
				continue
			}
			if method == "DELETE" && strings.HasPrefix(pattern, "/api/consumption/reservations/{id}/") {
				continue // reads as an application, a user and a key
			}
			a := s.send(t, method, filled(pattern), asJSON, "{}")
			if r.Dialect == web.Protocol && (a.Status != 405 || !strings.Contains(a.Header.Get("Allow"), own)) {
				t.Errorf("%s %s: %d, Allow %q", method, pattern, a.Status, a.Header.Get("Allow"))
			}
			if a.Status == 404 && len(a.Body) == 0 && strings.HasPrefix(pattern, "/api/auth/") {
				continue
			}
			if problem := dialectProblem(r, a); problem != "" {
				t.Errorf("%s %s: %s: %d %s", method, pattern, problem, a.Status, a.Body)
			}
		}
	}
}

func TestUnknownPaths(t *testing.T) {
	quiet(t)
	s := besiege(t, sqlite(t))
	for _, c := range []struct {
		path   string
		status int
		code   string
	}{
		{"/api/auth/nope", 404, ""},
		{"/api/auth/ok/", 404, ""},
		{"/api/auth//ok", 404, ""},
		{"/api/auth/", 404, ""},
		{"/api/auth/sign-in/email", 404, ""},
		{"/api/auth/a/../ok", 404, ""},
		{"/api/auth", 404, "SRV_001"},
		{"/api", 404, "SRV_001"},
		{"/api/admin/nope", 404, "SRV_001"},
		{"/api/admin/applications/", 404, "SRV_001"},
		{"/api//admin/applications", 404, "SRV_001"},
		{"/.well-known/nope", 404, "SRV_001"},
		{"//evil.example/login", 404, "SRV_001"},
		{"/login/../api/auth/ok", 404, "SRV_001"},
		{"/assets/none.js", 404, ""},
		{"/none.svg", 404, ""},
	} {
		a := s.send(t, "GET", c.path, "", "")
		if a.Status != c.status || a.Code() != c.code || a.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s %s", c.path, a.Status, a.Body, a.Header.Get("Location"))
		}
	}
	a := s.send(t, "POST", "/login", asForm, "a=b").Want(t, 405, "SRV_007")
	if a.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow %q", a.Header.Get("Allow"))
	}
}

// Bodies that no endpoint can read, and how they announce themselves.
func unreadable() map[string][2]string {
	return map[string][2]string{
		"cut JSON":         {asJSON, `{"a":`},
		"no JSON":          {asJSON, `{bad`},
		"two values":       {asJSON, `{}{}`},
		"array":            {asJSON, `[1]`},
		"text":             {asJSON, `"x"`},
		"number":           {asJSON, `1e999`},
		"deep array":       {asJSON, strings.Repeat("[", 20_000)},
		"deep object":      {asJSON, strings.Repeat(`{"a":`, 20_000)},
		"invalid UTF-8":    {asJSON, "{\"\xff\":\"\xfe\"}x"},
		"NUL bytes":        {asJSON, "\x00\x00\x00"},
		"too long":         {asJSON, `{"a":"` + strings.Repeat("a", web.MaxBody) + `"}`},
		"too long a form":  {asForm, "a=" + strings.Repeat("a", web.MaxBody)},
		"text/plain":       {"text/plain", `{}`},
		"multipart":        {"multipart/form-data; boundary=x", "--x--"},
		"xml":              {"application/xml", "<a/>"},
		"bad content type": {"application/json; =", `{}`},
		"bad form":         {asForm, "%zz=%zz"},
	}
}

// Endpoints that read no body, or an optional one, or that answer a form in
// their own way.
func ignoresBody(pattern string) bool {
	return strings.Contains(pattern, "sign-out") || strings.Contains(pattern, "stop-impersonating") || strings.HasSuffix(pattern, "-sessions") && !strings.Contains(pattern, adminPath) || strings.Contains(pattern, "get-session") || strings.HasSuffix(pattern, "userinfo") ||
		strings.HasSuffix(pattern, "/roles/{roleId}") && strings.HasPrefix(pattern, "POST") || strings.HasSuffix(pattern, "/permissions/{permId}") ||
		strings.Contains(pattern, "/webhooks/{webhookId}/") && (strings.HasSuffix(pattern, "/test") || strings.HasSuffix(pattern, "{deliveryId}/replay")) || strings.HasSuffix(pattern, "/reservations/{id}/release") ||
		strings.HasPrefix(pattern, "POST /api/admin/users/{id}/") && !strings.HasSuffix(pattern, "/disable") ||
		strings.HasSuffix(pattern, "/admin/mail/test") || strings.HasPrefix(pattern, "DELETE") || strings.HasPrefix(pattern, "GET")
}

func TestUnreadableBodies(t *testing.T) {
	quiet(t)
	s := besiege(t, sqlite(t)) // none of them gets as far as a database
	before := rows(t, s.World)
	for _, r := range unopened(t).Rows() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		if method == "GET" || method == "DELETE" {
			continue
		}
		for name, c := range unreadable() {
			a := s.send(t, method, filled(s.path(pattern)), c[0], c[1])
			if ignoresBody(r.Pattern) && a.Status < 400 {
				continue
			}
			if (strings.HasSuffix(pattern, "authorize") || strings.HasSuffix(pattern, "end-session")) && a.Status == 303 {
				continue // a GET will tell
			}
			if problem := dialectProblem(r, a); problem != "" {
				t.Errorf("%s, %s: %s: %d %.200s", r.Pattern, name, problem, a.Status, a.Body)
			}
			if strings.Contains(string(a.Body), "aaaaaaaaaa") {
				t.Errorf("%s, %s: the input is echoed", r.Pattern, name)
			}
		}
	}
	if after := rows(t, s.World); after != before {
		t.Errorf("%d rows before, %d after", before, after)
	}
}

// Members of each body that can be read. What the values are replaced by is
// never right for them.
func readable() map[string]map[string]any {
	nobody := "00000000-0000-7000-8000-000000000000"
	return map[string]map[string]any{
		"POST /api/auth/sign-up/email":                                                          {"name": "A", "email": "new@example.com", "password": "short", "phone": "1", "image": "x", "oauth_query": "x", "rememberMe": true, "isMfaRequired": false},
		"POST /api/auth/sign-in/email":                                                          {"email": "none@example", "password": "x", "callbackURL": "/", "rememberMe": true, "oauth_query": ""},
		"POST /api/auth/revoke-session":                                                         {"token": "x"},
		"POST /api/user/billing/checkout":                                                       {"priceId": "00000000-0000-4000-8000-000000000000", "returnTo": "/"},
		"POST /api/user/billing/portal":                                                         {"returnTo": "/"},
		"POST /api/webhooks/stripe":                                                             {"id": "evt_1"},
		"POST /api/auth/update-session":                                                         {"activeOrganizationId": "x"},
		"POST /api/auth/update-user":                                                            {"name": "", "image": "x", "phone": "1", "company": "x", "position": "x", "address": "x", "locale": "en", "isMfaRequired": false, "role": nil},
		"POST /api/auth/change-password":                                                        {"newPassword": "longenough", "currentPassword": "x", "revokeOtherSessions": false},
		"POST /api/auth/verify-password":                                                        {"password": "x"},
		"POST /api/auth/change-email":                                                           {"newEmail": "x", "callbackURL": "/"},
		"POST /api/auth/delete-user":                                                            {"password": "x", "token": "x", "callbackURL": "/"},
		"POST /api/auth/unlink-account":                                                         {"providerId": "x", "accountId": "x"},
		"POST /api/auth/request-password-reset":                                                 {"email": "x", "redirectTo": "/"},
		"POST /api/auth/reset-password":                                                         {"newPassword": "longenough", "token": "x"},
		"POST /api/auth/send-verification-email":                                                {"email": "x", "callbackURL": "/"},
		"POST /api/auth/two-factor/enable":                                                      {"password": "x", "issuer": "x", "oauth_query": ""},
		"POST /api/auth/two-factor/get-totp-uri":                                                {"password": "x", "oauth_query": ""},
		"POST /api/auth/two-factor/verify-totp":                                                 {"code": "x", "trustDevice": true, "oauth_query": ""},
		"POST /api/auth/two-factor/generate-backup-codes":                                       {"password": "x", "oauth_query": ""},
		"POST /api/auth/two-factor/verify-backup-code":                                          {"code": "x", "trustDevice": true, "disableSession": true, "oauth_query": ""},
		"POST /api/auth/two-factor/enable-passkey":                                              {"password": "x"},
		"POST /api/auth/two-factor/disable":                                                     {"password": "x", "oauth_query": ""},
		"POST /api/auth/two-factor/send-otp":                                                    {"trustDevice": true, "oauth_query": ""},
		"POST /api/auth/two-factor/verify-otp":                                                  {"code": "x", "trustDevice": true, "oauth_query": ""},
		"POST /api/auth/passkey/verify-registration":                                            {"response": map[string]any{"id": "x"}, "name": "x", "oauth_query": ""},
		"POST /api/auth/passkey/verify-authentication":                                          {"response": map[string]any{"id": "x"}, "trustDevice": true, "oauth_query": ""},
		"POST /api/auth/passkey/update-passkey":                                                 {"id": "x", "name": "x"},
		"POST /api/auth/passkey/delete-passkey":                                                 {"id": "x"},
		"POST /api/auth/oauth2/consent":                                                         {"accept": true, "scope": "openid", "oauth_query": "a=b&sig=c"},
		"POST /api/auth/oauth2/continue":                                                        {"selected": true, "created": true, "postLogin": true, "oauth_query": "a=b&sig=c"},
		"POST /api/auth/oauth2/device":                                                          {"user_code": "BBBB-BBBB", "accept": true},
		"POST /api/public/setup":                                                                {"token": "x", "name": "A", "email": "new@example.com", "password": "short"},
		"POST /api/admin/applications":                                                          {"name": "", "slug": "new", "client": map[string]any{"application_type": "native"}, "description": "x", "url": "https://x.example", "icon": "https://x.example/i.png", "allowedScopes": []any{"openid"}, "redirectUris": []any{"https://x.example/cb"}, "isPublic": false, "idTokenSignedResponseAlg": "RS256"},
		"PATCH /api/admin/applications/{id}":                                                    {"name": "", "client": map[string]any{"application_type": "native"}, "description": "x", "url": "https://x.example", "icon": "https://x.example/i.png", "allowedScopes": []any{"openid"}, "redirectUris": []any{"https://x.example/cb"}, "isActive": true, "idTokenSignedResponseAlg": "RS256"},
		"POST /api/admin/applications/{id}/rotate-secret":                                       {"graceSeconds": -1},
		"POST /api/admin/applications/{id}/secrets":                                             {"name": "", "expiresAt": "2030-01-01T00:00:00Z"},
		"POST /api/admin/applications/{id}/plans/{planId}/prices":                               {"name": "", "amount": 1, "currency": "usd", "interval": "month", "stripePriceId": "p"},
		"POST /api/consumption":                                                                 {"applicationId": nobody, "userId": "nobody", "key": "k", "value": 1, "timestamp": "2026-01-01T00:00:00Z", "idempotencyKey": "x", "enforce": true},
		"POST /api/admin/applications/{id}/consumption/credits":                                 {"userId": "nobody", "key": "k", "value": 1, "expiresAt": "2100-01-01T00:00:00Z", "note": "x"},
		"POST /api/consumption/stream":                                                          {"applicationId": nobody, "userId": "nobody", "key": "k", "value": 1, "timestamp": "2026-01-01T00:00:00Z", "idempotencyKey": "x", "enforce": true},
		"POST /api/consumption/check":                                                           {"applicationId": nobody, "userId": "nobody", "key": "k", "value": 1},
		"POST /api/consumption/batch":                                                           {"events": []any{}},
		"POST /api/consumption/reservations":                                                    {"applicationId": nobody, "userId": "nobody", "key": "k", "value": 1, "expiresIn": 60, "idempotencyKey": "x"},
		"POST /api/consumption/reservations/{id}/confirm":                                       {"value": 1},
		"POST /api/admin/applications/{id}/users":                                               {"userId": "nobody", "roleId": nobody},
		"PATCH /api/admin/applications/{id}/users/{userId}":                                     {"isActive": true, "roleId": nobody, "subscriptionPlanId": nobody},
		"POST /api/admin/applications/{id}/roles":                                               {"name": "", "description": "x", "isDefault": false},
		"PATCH /api/admin/applications/{id}/roles/{roleId}":                                     {"name": "", "description": "x", "isDefault": false},
		"POST /api/admin/applications/{id}/permissions":                                         {"resource": "-", "action": "read"},
		"POST /api/admin/applications/{id}/roles/{roleId}/permissions":                          {"permissionId": nobody},
		"POST /api/admin/applications/{id}/webhooks":                                            {"url": "nowhere", "description": "x", "eventTypes": []any{"*"}, "isEnabled": true},
		"PATCH /api/admin/applications/{id}/webhooks/{webhookId}":                               {"url": "nowhere", "description": "x", "eventTypes": []any{"*"}, "isEnabled": true},
		"POST /api/admin/applications/{id}/webhooks/{webhookId}/secrets":                        {"overlapSeconds": 60},
		"POST /api/admin/applications/{id}/webhooks/{webhookId}/replay":                         {"from": "2026-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z", "all": true},
		"POST /api/admin/applications/{id}/webhooks/{webhookId}/test":                           {},
		"POST /api/admin/applications/{id}/webhooks/{webhookId}/deliveries/{deliveryId}/replay": {},
		"POST /api/admin/applications/{id}/plans":                                               {"name": "", "description": "x", "features": map[string]any{"a": 1}, "stripeProductId": "p", "isDefault": false},
		"PATCH /api/admin/applications/{id}/plans/{planId}":                                     {"name": "", "description": "x", "features": map[string]any{"a": 1}, "isDefault": false},
		"POST /api/admin/applications/{id}/users/{userId}/subscription":                         {"planId": nobody, "expiresAt": "2030-01-01T00:00:00Z"},
		"POST /api/admin/keys/rotate":                                                           {"algs": []any{"none"}, "atOnce": false},
		"POST /api/admin/api-tokens":                                                            {"name": "", "scopes": []string{"audit:read"}, "expiresInSeconds": 60},
		"POST /api/admin/registration-tokens":                                                   {"name": "", "uses": 1, "expiresInSeconds": 60},
		"POST /api/admin/client-documents/{id}/approve":                                         {},
		"POST /api/admin/client-documents/{id}/reject":                                          {},
		"POST /api/auth/oauth2/register":                                                        {"redirect_uris": []any{"https://x.example/cb"}, "client_name": "x", "jwks": map[string]any{}},
		"PUT /api/auth/oauth2/register/{clientId}":                                              {"client_id": "x", "redirect_uris": []any{"https://x.example/cb"}},
		"POST /api/auth/oauth2/update-consent":                                                  {"id": "x", "update": map[string]any{"scopes": []any{"openid"}}},
		"POST /api/auth/oauth2/delete-consent":                                                  {"id": "x"},
		"POST /api/admin/resources":                                                             {"identifier": "", "name": "", "description": "x", "scopes": []any{map[string]any{"name": "a b", "description": "x"}}, "accessTokenLifetime": 60, "accessTokenSigningAlg": "ES256", "allowedApplications": []any{nobody}, "openScopes": true, "isActive": true},
		"PATCH /api/admin/resources/{id}":                                                       {"name": "", "description": "x", "scopes": []any{map[string]any{"name": "a b", "description": "x"}}, "accessTokenLifetime": 60, "accessTokenSigningAlg": "ES256", "allowedApplications": []any{nobody}, "openScopes": true, "isActive": true},
		"POST /api/admin/mail/test":                                                             {},
		"POST /api/auth/sign-in/magic-link":                                                     {"email": "none@example", "name": "A", "callbackURL": "/", "newUserCallbackURL": "/", "errorCallbackURL": "/", "metadata": map[string]any{}, "oauth_query": "a=b&sig=c"},
		"POST /api/auth/email-otp/send-verification-otp":                                        {"email": "none@example", "type": "sign-in"},
		"POST /api/auth/sign-in/email-otp":                                                      {"email": "none@example.com", "otp": "x", "name": "A", "image": "x", "oauth_query": ""},
		"POST /api/admin/users":                                                                 {"name": "", "email": "new@example.com", "password": "longenough", "invite": false, "role": "user", "isMfaRequired": false, "phone": "1", "company": "x", "position": "x", "address": "x"},
		"PATCH /api/user/profile":                                                               {"name": "", "image": "x", "phone": "1", "company": "x", "position": "x", "address": "x", "locale": "en", "isMfaRequired": true},
		"POST /api/auth/admin/set-role":                                                         {"userId": "nobody", "role": "user"},
		"POST /api/auth/admin/create-user":                                                      {"email": "new@example", "name": "A", "password": "longenough", "role": "user", "data": map[string]any{"phone": "1"}},
		"POST /api/auth/admin/update-user":                                                      {"userId": "nobody", "data": map[string]any{"name": "A", "role": "user"}},
		"POST /api/auth/admin/ban-user":                                                         {"userId": "nobody", "banReason": "x", "banExpiresIn": 60},
		"POST /api/auth/admin/unban-user":                                                       {"userId": "nobody"},
		"POST /api/auth/admin/set-user-password":                                                {"userId": "nobody", "newPassword": "longenough"},
		"POST /api/auth/admin/remove-user":                                                      {"userId": "nobody"},
		"POST /api/auth/admin/has-permission":                                                   {"permissions": map[string]any{"user": []any{"list"}}},
		"POST /api/auth/admin/list-user-sessions":                                               {"userId": "nobody"},
		"POST /api/auth/admin/revoke-user-session":                                              {"sessionToken": "none"},
		"POST /api/auth/admin/revoke-user-sessions":                                             {"userId": "nobody"},
		"POST /api/auth/admin/impersonate-user":                                                 {"userId": "nobody", "reason": "x"},
		"POST /api/auth/sign-out":                                                               {"callbackURL": "/"},
		"POST /api/auth/sign-in/social":                                                         {"provider": "acme", "callbackURL": "/", "scopes": []any{"a"}, "idToken": map[string]any{"token": "a.b.c"}, "oauth_query": "a=b&sig=c", "additionalData": map[string]any{}},
		"POST /api/auth/sign-in/oauth2":                                                         {"providerId": "acme", "callbackURL": "/", "scopes": []any{"a"}, "requestSignUp": true},
		"POST /api/auth/callback/{id}":                                                          {"state": "x", "code": "x", "user": map[string]any{}},
		"POST /api/auth/oauth2/callback/{id}":                                                   {"state": "x", "code": "x", "user": map[string]any{}},
		"POST /api/auth/link-social":                                                            {"provider": "acme", "callbackURL": "/", "idToken": map[string]any{"token": "a.b.c"}},
		"POST /api/auth/oauth2/link":                                                            {"providerId": "acme", "callbackURL": "/", "scopes": []any{"a"}},
		"POST /api/auth/get-access-token":                                                       {"providerId": "acme", "accountId": "x", "userId": "y"},
		"POST /api/auth/refresh-token":                                                          {"providerId": "acme", "accountId": "x", "userId": "y"},
		"POST /api/auth/get-session":                                                            {},
		"POST /api/admin/applications/{id}/users/{userId}/roles/{roleId}":                       {},

		"PUT /api/admin/organizations/{id}/applications/{applicationId}":      {},
		"PUT /api/admin/organizations/{id}/members/{memberId}/roles/{roleId}": {},

		"PATCH /api/admin/users/{id}":                                                 {"name": "", "email": "new@example", "emailVerified": true, "role": "user", "isMfaRequired": false, "image": "x", "phone": "1", "company": "x", "position": "x", "address": "x", "locale": "en"},
		"POST /api/admin/users/{id}/disable":                                          {"reason": "x", "expiresIn": 60},
		"POST /api/admin/users/{id}/enable":                                           {},
		"POST /api/admin/users/{id}/reset-password":                                   {},
		"POST /api/admin/users/{id}/reset-factors":                                    {},
		"PUT /api/admin/organizations/{id}/reseller":                                  {"clientLimit": 0},
		"PUT /api/admin/organizations/{id}/parent":                                    {"parentId": nobody},
		"POST /api/organizations":                                                     {"name": "", "slug": "new", "logo": "https://x.example/l.png", "metadata": map[string]any{}, "parentId": nobody, "join": true},
		"PATCH /api/organizations/{id}":                                               {"name": "", "slug": "new", "logo": "https://x.example/l.png", "metadata": map[string]any{}},
		"POST /api/organizations/{id}/leave":                                          {},
		"POST /api/organizations/{id}/join":                                           {},
		"POST /api/organizations/{id}/members":                                        {"userId": "nobody", "role": "member"},
		"PATCH /api/organizations/{id}/members/{memberId}/role":                       {"role": "member"},
		"PUT /api/organizations/{id}/members/{memberId}/roles/{roleId}":               {},
		"POST /api/organizations/{id}/invitations":                                    {"email": "x", "role": "member"},
		"POST /api/organizations/{id}/invitations/bulk":                               {"emails": []any{"x"}, "role": "member"},
		"POST /api/organizations/{id}/invitations/{invitationId}/resend":              {},
		"POST /api/organizations/{id}/domains":                                        {"domain": "x", "join": "off"},
		"POST /api/organizations/{id}/domains/{domainId}/verify":                      {},
		"PATCH /api/organizations/{id}/domains/{domainId}":                            {"join": "off"},
		"POST /api/organizations/{id}/join-requests/{requestId}/approve":              {},
		"POST /api/organizations/{id}/join-requests/{requestId}/reject":               {},
		"PUT /api/organizations/{id}/clients/{clientId}/applications/{applicationId}": {},
	}
}

var absurd = []string{
	`"a\u0000b"`, `"\u0000"`, "\"\xff\xfe\"", `"\ud800"`, `1e400`, `-1`, `99999999999999999999999999`, `0.1`, `null`, `true`, `{}`, `[]`, `[null]`, `[[[[]]]]`,
	`"` + strings.Repeat("é", 70_000) + `"`, `"\u202e\u200b"`, `"' OR 1=1 --"`, `"../../etc/passwd"`, `"%00"`, `{"$gt":""}`,
}

// Each member of each body takes each absurd value while the rest stays as it
// is. What is refused leaves nothing behind.
func TestAbsurdMembers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := besiege(t, d)
		before := rows(t, s.World)
		bodies := readable()
		maps.Copy(bodies, readableOrganizations())
		for _, r := range unopened(t).Rows() {
			method, pattern, _ := strings.Cut(r.Pattern, " ")
			body, known := bodies[r.Pattern]
			if !known {
				if r.Dialect != web.Protocol && !ignoresBody(r.Pattern) {
					t.Errorf("%s has no readable body in this test", r.Pattern)
				}
				continue
			}
			path := filled(s.path(pattern))
			for member := range body {
				for _, value := range absurd {
					a := s.send(t, method, path, kindOf(path), replaced(t, body, member, value))
					now := rows(t, s.World)
					if a.Status < 400 { // odd, but right for this member
						before = now
						continue
					}
					if now != before {
						t.Fatalf("%s with %s = %.40s: %d, and %d rows became %d", r.Pattern, member, value, a.Status, before, now)
					}
					if problem := dialectProblem(r, a); problem != "" {
						t.Errorf("%s with %s = %.40s: %s: %d %.200s", r.Pattern, member, value, problem, a.Status, a.Body)
					}
				}
			}
		}
	})
}

// replaced is the body as JSON with one member's text put in as it is.
func replaced(t *testing.T, body map[string]any, member, value string) string {
	t.Helper()
	var parts []string
	for name, v := range body {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if name == member {
			text = []byte(value)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", name, text))
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ",") + "}"
}

// Text that is right but for characters that PostgreSQL cannot store.
func TestTextThatCannotBeStored(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := besiege(t, d)
		before := rows(t, s.World)
		const nul = "a\x00b"
		for _, c := range []struct {
			method, path string
			body         map[string]any
		}{
			{"POST", signUpPath, map[string]any{"name": nul, "email": "n@example.com", "password": seed.Password}},
			{"POST", signUpPath, map[string]any{"name": "N", "email": "n@example.com", "password": seed.Password, "phone": nul}},
			{"POST", signUpPath, map[string]any{"name": "N", "email": nul + "@example.com", "password": seed.Password}},
			{"POST", "/api/admin/users", map[string]any{"name": nul, "email": "n@example.com", "password": seed.Password}},
			{"POST", "/api/admin/applications", map[string]any{"name": nul, "slug": "n"}},
			{"POST", "/api/admin/applications", map[string]any{"name": "N", "slug": "n", "description": nul}},
			{"POST", "/api/admin/applications", map[string]any{"name": "N", "slug": "n", "redirectUris": []string{"https://x.example/" + nul}}},
			{"PATCH", "/api/admin/applications/" + s.app.ID, map[string]any{"name": nul}},
			{"POST", "/api/admin/applications/" + s.app.ID + "/roles", map[string]any{"name": nul}},
			{"POST", "/api/admin/applications/" + s.app.ID + "/roles", map[string]any{"name": "r", "description": nul}},
			{"POST", "/api/admin/applications/" + s.app.ID + "/permissions", map[string]any{"resource": nul, "action": "read"}},
			{"POST", "/api/admin/applications/" + s.app.ID + "/users", map[string]any{"userId": nul}},
		} {
			a := s.root.JSON(t, c.method, c.path, c.body)
			if a.Status < 400 || a.Status > 499 {
				t.Errorf("%s %v: %d %s", c.path, c.body, a.Status, a.Body)
			}
		}
		s.root.Post(t, signInPath, map[string]any{"email": "oa@example.com", "password": nul}).Want(t, 401)
		if after := rows(t, s.World); after != before {
			t.Errorf("%d rows before, %d after", before, after)
		}
	})
}

func TestAbsurdPathsQueriesAndHeaders(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := besiege(t, d)
		segments := []string{"%00", "%ff%fe", "a%00b", "%2e%2e", "..%2f..", "%25", "'%20OR%201=1", strings.Repeat("a", 5000), "00000000-0000-0000-0000-00000000000g", "null", "%F0%9F%92%A9"}
		queries := []string{
			"page=1e400", "page=-1", "page=0", "page=99999999999999999999", "page=1000000&limit=100", "limit=0", "limit=1e9", "limit=x", "search=%00", "search=%ff", "search=" + strings.Repeat("a", 10_000),
			"page=1&page=2", "client_id=%00", "client_id=a&client_id=b", "disableRefresh=%00", "error=%00&error_description=%ff", "error=<script>", "%zz=%zz", "a=%zz", ";=;&&==&", strings.Repeat("a=b&", 3000), "search=%25%5C_",
		}
		for _, r := range unopened(t).Rows() {
			method, pattern, _ := strings.Cut(r.Pattern, " ")
			for i := range strings.Count(pattern, "{") {
				for _, segment := range segments {
					a := s.send(t, method, s.oneSegment(pattern, i, segment), asJSON, "{}")
					if a.Status == 204 && (r.Pattern == "DELETE /api/admin/applications/{id}/users/{userId}" || strings.HasPrefix(r.Pattern, "DELETE /api/consumption/")) {
						continue // whoever has no access has none afterwards, and what was not consumed is forgotten
					}
					if a.Status == 200 && r.Pattern == "GET /api/consumption/{userId}/{applicationId}" {
						continue // whoever is not there has consumed nothing
					}
					if a.Status == 404 && strings.Contains(strings.ReplaceAll(segment, "%2e", "."), "..") {
						continue // it names no route
					}
					if a.Status == 302 && strings.Contains(pattern, "/callback/") {
						continue // a page tells
					}
					if problem := dialectProblem(r, a); problem != "" {
						t.Errorf("%s with segment %.30q: %s: %d %.200s", r.Pattern, segment, problem, a.Status, a.Body)
					}
				}
			}
			if method != "GET" {
				continue
			}
			for _, query := range queries {
				a := s.send(t, method, filled(s.path(pattern))+"?"+query, "", "")
				if a.Status < 400 {
					continue
				}
				if problem := dialectProblem(r, a); problem != "" {
					t.Errorf("%s?%.40s: %s: %d %.200s", r.Pattern, query, problem, a.Status, a.Body)
				}
			}
			for name, value := range map[string]string{
				"Authorization": "Bearer \xff\xfe", "Cookie": "better-auth.session_token=%00.\xff; =; ;;", "Origin": "\xff", "X-Forwarded-For": "a, , 999.1.1.1, ::zz",
				"Accept-Language": strings.Repeat("zz-", 2000), "Accept-Encoding": "\xff", "If-None-Match": strings.Repeat("x", 9000), "X-Setup-Token": "\xff",
				"User-Agent": strings.Repeat("é\xff", 3000), "Referer": "http://[::1", "Content-Type": "\xff", "Accept": strings.Repeat("*/*,", 2000),
			} {
				s.send(t, method, filled(s.path(pattern)), "", "", name, value)
			}
		}
	})
}

// oneSegment fills all parameters with what exists but for one.
func (s siege) oneSegment(pattern string, which int, segment string) string {
	parts := strings.Split(pattern, "/")
	n := 0
	for i, p := range parts {
		if !strings.HasPrefix(p, "{") {
			continue
		}
		if n == which {
			parts[i] = segment
		}
		n++
	}
	return filled(s.path(strings.Join(parts, "/")))
}

func TestHeaderTooLarge(t *testing.T) {
	s := besiege(t, sqlite(t))
	for _, r := range unopened(t).Rows() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		a, err := s.root.Send(t.Context(), method, filled(pattern), "", nil, "X-Large", strings.Repeat("a", 64<<10))
		if err == nil && a.Status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%s: %d", r.Pattern, a.Status)
		}
	}
}

// The endpoints that read forms, with each parameter absurd and repeated.
func TestAbsurdForms(t *testing.T) {
	testdb.Each(t, func(t *testing.T, d *db.DB) {
		quiet(t)
		s := besiege(t, d)
		before := rows(t, s.World)
		forms := map[string]url.Values{
			"POST " + seed.TokenPath:      s.app.Exchange("zz"),
			"POST " + seed.IntrospectPath: s.app.Authenticated(url.Values{"token_type_hint": {"x"}}),
			"POST " + seed.RevokePath:     s.app.Authenticated(url.Values{"token_type_hint": {"x"}}),
			"GET " + seed.AuthorizePath:   s.app.Request("nope", "max_age", "1", "prompt", "none", "resource", seed.API, "response_mode", "query", "ui_locales", "en"),
		}
		refresh := s.app.Refresh("zz", "scope", "openid")
		for _, r := range unopened(t).Rows() {
			form, known := forms[r.Pattern]
			if !known {
				continue
			}
			for name, values := range form {
				for _, absurd := range []string{"\x00", "a\x00b", "\xff\xfe", strings.Repeat("a", 9000), " ", "\n", "'", "💩", "%00", values[0] + "\x00"} {
					changed := cloned(form)
					changed.Set(name, absurd)
					s.sendForm(t, r, changed)
				}
				twice := cloned(form)
				twice.Add(name, values[0])
				s.sendForm(t, r, twice)
			}
		}
		for name := range refresh {
			for _, absurd := range []string{"\x00", "\xff", strings.Repeat("a", 9000)} {
				changed := cloned(refresh)
				changed.Set(name, absurd)
				if a := s.Token(t, changed); a.Status < 400 || a.Status > 499 {
					t.Errorf("%s = %.20q: %d %s", name, absurd, a.Status, a.Body)
				}
			}
		}
		if after := rows(t, s.World); after != before {
			t.Errorf("%d rows before, %d after", before, after)
		}
	})
}

func cloned(form url.Values) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = slices.Clone(values)
	}
	return out
}

func (s siege) sendForm(t *testing.T, r server.Row, form url.Values) {
	t.Helper()
	method, path, _ := strings.Cut(r.Pattern, " ")
	if method == "GET" {
		a := s.send(t, method, path+"?"+form.Encode(), "", "")
		if a.Status == 302 && a.Location(t).Query().Get("error") != "" || a.Status == 400 {
			return
		}
		t.Errorf("%s?%.200s: %d %s", path, form.Encode(), a.Status, a.Header.Get("Location"))
		return
	}
	a := s.send(t, method, path, asForm, form.Encode())
	if problem := dialectProblem(r, a); problem != "" {
		t.Errorf("%s with %.200s: %s: %d %.200s", r.Pattern, form.Encode(), problem, a.Status, a.Body)
	}
}

// A body that ends before its announced length is the client's mistake.
func TestBodyCutShort(t *testing.T) {
	quiet(t)
	s := besiege(t, sqlite(t))
	for _, path := range []string{signInPath, seed.TokenPath, "/api/admin/applications"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, io.MultiReader(strings.NewReader(`{"a"`), brokenReader{}))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = 100
		r.Header.Set("Content-Type", asJSON)
		if res, err := http.DefaultClient.Do(r); err == nil {
			if res.StatusCode >= 500 {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
			_ = res.Body.Close()
		}
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
