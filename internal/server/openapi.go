package server

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/apitoken"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/platform/idempotent"
	"github.com/circle-rd/auth-service/internal/platform/limit"
	"github.com/circle-rd/auth-service/internal/platform/web"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
)

const (
	mediaHTML         = "text/html"
	schemeSession     = "session"
	schemeAPIToken    = "apiToken"
	tagAccount        = "account"
	tagAdministration = "administration"
	tagService        = "service"
)

// Who may call an operation that looks at more than its route's guard does.
// Clients may also be public, or have their credentials in the form.
//
//nolint:gochecknoglobals // immutable
var (
	optional = []string{"", schemeSession}
	clients  = []string{"clientSecret", "clientCertificate", ""}
)

type docDocument struct {
	Body map[string]any
}

type docOK struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

type docErrorPage struct {
	Error string `query:"error" doc:"The code of the error"`
}

// about is what the document says of the API as a whole.
func about() web.About {
	return web.About{
		Description: "A self-hosted OAuth 2.1 and OpenID Connect provider.\n\n" +
			"Endpoints under /api/admin, /api/user, /api/organizations and /api/public answer errors as {\"error\":{\"code\",\"message\",\"details\"}}, those that Better Auth clients call as {\"message\",\"code\"}, " +
			"the endpoints of OAuth as {\"error\",\"error_description\"}. Writes that carry a cookie must come from a trusted Origin.\n\n" +
			"Programs administer by an API token, which an administrator makes (POST /api/admin/api-tokens) and they send as Authorization: Bearer ast_…, without a cookie or an Origin. " +
			"Each operation that takes one names the scope that the token needs. Who asks too often gets a 429 that says in Retry-After when to ask again. " +
			"Any operation may also answer 500 (SRV_001), or 503 (SRV_002) while the service has more to do than it can; the lists of refusals leave these two out.",
		Tags: []web.Tag{
			{Name: "access", Description: "Who may enter an application, and with which roles and permissions"},
			{Name: tagAccount, Description: "What people do with their own account, sessions and data"},
			{Name: tagAdministration, Description: "Users and their sessions, as Better Auth's admin plugin calls them, and the audit trail"},
			{Name: "applications", Description: "The OAuth clients, and what is around each of them"},
			{Name: "authentication", Description: "Signing up, in and out, as Better Auth clients call it"},
			{Name: "authorization", Description: "The endpoints of OAuth 2.1 and OpenID Connect"},
			{Name: "billing", Description: "Plans that are bought through Stripe"},
			{Name: "consumption", Description: "What users consume, as applications count it"},
			{Name: "discovery", Description: "What this provider offers, and the keys that its tokens are verified with"},
			{Name: "keys", Description: "The keys that sign tokens"},
			{Name: "organizations", Description: "Organizations, their members and invitations, as Better Auth's organization plugin and administrators call them"},
			{Name: "passkeys", Description: "WebAuthn, as Better Auth's passkey plugin calls it"},
			{Name: "plans", Description: "Subscription plans of applications, and who is on which"},
			{Name: "providers", Description: "Signing in with accounts at other providers"},
			{Name: "registration", Description: "Clients that register by themselves (RFC 7591, RFC 7592, Client ID Metadata Documents)"},
			{Name: "resources", Description: "Protected APIs that tokens can be asked for (RFC 8707)"},
			{Name: "second factor", Description: "Authenticator apps, mailed codes, backup codes and trusted devices"},
			{Name: tagService, Description: "The service itself: health, set-up, mail"},
			{Name: "users", Description: "The people who can sign in"},
			{Name: "webhooks", Description: "How applications hear of changes, and ask what there is now"},
		},
		Schemes: map[string]web.Scheme{
			schemeSession:             {Type: "apiKey", In: "cookie", Name: "better-auth.session_token", Description: "Set by signing in. Over https its name begins with __Secure-."},
			schemeAPIToken:            {Type: "http", Scheme: "bearer", Format: apitoken.Prefix + "…", Description: "An API token that an administrator made for a program (RFC 6750 §2.1). It has no more rights than its maker, and of these the ones that its scopes name."},
			"accessToken":             {Type: "http", Scheme: "bearer", Format: "opaque or RFC 9068", Description: "An access token from the token endpoint (RFC 6750)"},
			"dpop":                    {Type: "http", Scheme: "DPoP", Description: "An access token that is bound to a key, with a proof of that key in the header DPoP (RFC 9449)"},
			"clientSecret":            {Type: "http", Scheme: "basic", Description: "client_secret_basic: the client's id and secret, form-encoded (RFC 6749 §2.3.1). They, or a JWT (private_key_jwt), may also be in the form."},
			"clientCertificate":       {Type: "mutualTLS", Description: "tls_client_auth and self_signed_tls_client_auth (RFC 8705)"},
			"initialAccessToken":      {Type: "http", Scheme: "bearer", Description: "Made by an administrator, for clients that register (RFC 7591 §3)"},
			"registrationAccessToken": {Type: "http", Scheme: "bearer", Description: "From the registration, for the client itself (RFC 7592)"},
		},
		Examples: examples,
	}
}

// described is a route as the document tells of it: its columns say who may call
// and what stands in front of its endpoint.
func (s *Server) described(r route) web.Route {
	out := web.Route{Pattern: r.pattern, Dialect: r.dialect, Security: []string{""}}
	refuse := func(err error) { out.Refusals = append(out.Refusals, r.dialect.Refusal(err)) }
	method, path, _ := strings.Cut(r.pattern, " ")
	switch r.guard {
	case anyone:
	case visitor:
		out.Security = optional
	case signedIn:
		out.Security = []string{schemeSession}
		refuse(session.ErrNone)
	case silent:
		out.Security = []string{schemeSession}
		out.Refusals = append(out.Refusals, web.Refusal{Status: http.StatusUnauthorized})
	case admin:
		out.Security = []string{schemeSession}
		refuse(session.ErrNone)
		refuse(errForbidden)
		byPrograms(&out)
	case metered:
		out.Security = []string{"accessToken", "dpop", schemeSession}
		refuse(consumption.ErrCaller)
	}
	if r.guard != anyone && r.guard != admin && r.guard != metered && closedToImpersonators(r.pattern) {
		refuse(errImpersonating)
	}
	if r.origin == cookie && !safeMethod(method) {
		refuse(errNoOrigin)
		refuse(errOrigin)
		if r.resume != never {
			refuse(errNavigation)
		}
		if r.dialect == web.BetterAuth && strings.HasPrefix(path, "/api/auth/") {
			for _, err := range []error{signin.ErrCallback, errRedirectTo, errErrorURL, errNewUserURL} {
				refuse(err)
			}
		}
	}
	if r.limit != "" {
		refuse(limit.ErrTooMany)
	}
	return out
}

// byPrograms says of a route for administrators whether API tokens open it, and
// that a request there can be sent again.
func byPrograms(out *web.Route) {
	refuse := func(err error) { out.Refusals = append(out.Refusals, out.Dialect.Refusal(err)) }
	method, path, _ := strings.Cut(out.Pattern, " ")
	refuse(apitoken.ErrUnusable)
	if err := admits(apitoken.Token{Scopes: []string{apitoken.All}}, out.Pattern); err != nil {
		refuse(err)
	} else {
		scope := scopeOf(method, path)
		refuse(apitoken.ErrScope)
		out.Security, out.Scopes = append(out.Security, schemeAPIToken), map[string]string{schemeAPIToken: scope}
		out.Note = "API tokens need the scope " + scope + "."
	}
	if method != http.MethodPost {
		return
	}
	refuse(idempotent.ErrKey)
	refuse(idempotent.ErrUsed)
	refuse(idempotent.ErrBusy)
	out.Headers = append(out.Headers, web.Header{Name: keyHeader, Description: "Chosen by the caller for this request: who sends it again with the same key gets the same answer, and nothing is done twice"})
}

//go:embed examples/*.json
var exampleFiles embed.FS

// examples are a working call of every operation, by the pattern of its route;
// tests make each of these calls.
func examples() (map[string]web.Example, error) {
	files, err := exampleFiles.ReadDir("examples")
	if err != nil {
		return nil, err
	}
	known, err := samples()
	if err != nil {
		return nil, err
	}
	all := map[string]web.Example{}
	for _, f := range files {
		text, err := exampleFiles.ReadFile("examples/" + f.Name())
		if err != nil {
			return nil, err
		}
		if text, err = web.Fill(text, known); err != nil {
			return nil, err
		}
		some := map[string]web.Example{}
		if err := json.Unmarshal(text, &some); err != nil {
			return nil, fmt.Errorf("examples/%s: %w", f.Name(), err)
		}
		maps.Copy(all, some)
	}
	return all, nil
}

//go:embed samples.json
var sampleFile []byte

// samples stand in the document for what a test puts into its examples.
func samples() (map[string]any, error) {
	all := map[string]any{}
	err := json.Unmarshal(sampleFile, &all)
	return all, err
}

// openAPI serves GET /openapi.json.
func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	document, err := s.api.Document()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(document) // the client may have gone
	return nil
}

// reference serves GET /docs, the document for people.
func (s *Server) reference(w http.ResponseWriter, r *http.Request) error {
	return s.api.Reference(w, r)
}
