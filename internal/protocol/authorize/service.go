package authorize

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// A Service dispatches authorization requests.
type Service struct {
	applications *application.Service
	access       *access.Service
	grants       *grant.Service
	signer       secret.Signer
	resources    *resource.Service
	issuer       string
	now          func() time.Time
}

// New returns the service.
func New(applications *application.Service, accesses *access.Service, grants *grant.Service, signer secret.Signer,
	resources *resource.Service, issuer string, now func() time.Time,
) *Service {
	return &Service{applications, accesses, grants, signer, resources, issuer, now}
}

// What is told on a page of ours, because no redirect URI can be trusted yet.
var (
	errUnknownClient = oauth.Fail(oauth.CodeInvalidClient, "client_id is unknown")
	errDisabled      = oauth.Fail("client_disabled", "client is disabled")
	errRedirect      = oauth.Fail("invalid_redirect", "redirect_uri is not registered for this client")
	errExpired       = oauth.Fail(oauth.CodeInvalidSignature, "the authorization request has expired or was altered")
)

// client returns the application of a request once its redirect URI is known
// to be the application's: before that nothing may be sent there.
func (s *Service) client(ctx context.Context, r oauth.Request) (application.Application, error) {
	app, err := s.applications.ByClientID(ctx, r.ClientID)
	if errors.Is(err, application.ErrNotFound) {
		return app, errUnknownClient
	}
	if err != nil {
		return app, err
	}
	if !app.IsActive {
		return app, errDisabled
	}
	if !oauth.MatchesRedirect(app.RedirectURIs, r.RedirectURI) {
		return app, errRedirect
	}
	return app, nil
}

// Begin takes a request as it comes from the network. An error is for a page
// of ours; what the application should hear is an Outcome.
func (s *Service) Begin(ctx context.Context, pairs oauth.Pairs, v Visitor) (Outcome, error) {
	request, malformed := oauth.ParseRequest(pairs)
	if malformed != nil { // a repeated parameter makes the redirect URI doubtful
		return Outcome{}, malformed
	}
	app, err := s.client(ctx, request)
	if err != nil {
		return Outcome{}, err
	}
	return s.next(ctx, app, Attempt{Request: request, IssuedAt: s.now()}, v)
}

// checkResources asks the registry whether tokens of the application can be for
// the resources (RFC 8707 §2).
func (s *Service) checkResources(ctx context.Context, app application.Application, identifiers []string) (*oauth.Error, error) {
	_, err := s.resources.Targets(ctx, app.ID, identifiers)
	switch {
	case errors.Is(err, resource.ErrUnknown):
		return oauth.Fail(oauth.CodeInvalidTarget, "requested resource is unknown"), nil
	case errors.Is(err, resource.ErrRefused):
		return oauth.Fail(oauth.CodeInvalidTarget, "requested resource is not for this client"), nil
	}
	return nil, err
}

// Resume takes a signed query back from one of our pages. Settle records what
// the visitor did there.
func (s *Service) Resume(ctx context.Context, query string, v Visitor, settle func(*Attempt)) (Outcome, error) {
	app, attempt, err := s.open(ctx, query)
	if err != nil {
		return Outcome{}, err
	}
	if settle != nil {
		settle(&attempt)
	}
	return s.next(ctx, app, attempt, v)
}

// open checks a signed query and looks at its application again.
func (s *Service) open(ctx context.Context, query string) (application.Application, Attempt, error) {
	pairs, issuedAt, ok := oauth.VerifyQuery(s.signer, query, s.now())
	if !ok {
		return application.Application{}, Attempt{}, errExpired
	}
	request, malformed := oauth.ParseRequest(pairs)
	if malformed != nil {
		return application.Application{}, Attempt{}, malformed
	}
	app, err := s.client(ctx, request)
	return app, Attempt{Request: request, IssuedAt: issuedAt}, err
}

// Deny sends the visitor back to the application with a refusal.
func (s *Service) Deny(ctx context.Context, query string) (Outcome, error) {
	_, attempt, err := s.open(ctx, query)
	if err != nil {
		return Outcome{}, err
	}
	return s.refuse(attempt.Request, oauth.Fail(oauth.CodeAccessDenied, "User denied access")), nil
}

// Check reports whether a signed query is good, and for which application.
func (s *Service) Check(ctx context.Context, query string) (application.Application, error) {
	app, _, err := s.open(ctx, query)
	return app, err
}

// next is the dispatcher: the one place to read what a request goes through.
// It checks the request each time it comes by: what the application may ask
// for can have changed while its user was on one of our pages.
func (s *Service) next(ctx context.Context, app application.Application, a Attempt, v Visitor) (Outcome, error) {
	if e := a.Request.Check(oauth.Client{
		Scopes: app.AllowedScopes, RequirePKCE: app.RequirePKCE, Public: app.IsPublic,
	}); e != nil {
		return s.refuse(a.Request, e), nil
	}
	refused, err := s.checkResources(ctx, app, a.Request.Resources)
	if err != nil {
		return Outcome{}, err
	}
	if refused != nil {
		return s.refuse(a.Request, refused), nil
	}
	r := a.Request
	silent := r.Asks(oauth.PromptNone)
	if !v.SignedIn {
		switch {
		case silent:
			return s.refuse(r, oauth.Fail(oauth.CodeLoginRequired, "authentication required")), nil
		case r.Asks(oauth.PromptCreate):
			return s.visit(Register, a), nil
		}
		return s.visit(SignIn, a), nil
	}
	signedInAt := v.Session.CreatedAt
	switch {
	case a.mustRegister(signedInAt):
		return s.visit(Register, a), nil
	case a.mustSignIn(signedInAt) && silent:
		return s.refuse(r, oauth.Fail(oauth.CodeLoginRequired, "a recent sign-in is required")), nil
	case a.mustSignIn(signedInAt), a.mustChoose(signedInAt):
		return s.visit(SignIn, a), nil
	}
	held, err := s.access.Of(ctx, app.ID, v.User.ID)
	if err != nil {
		return Outcome{}, err
	}
	if !held.Admits(v.User.Role, app) {
		if silent {
			return s.refuse(r, errNoAccess), nil
		}
		return s.visit(NoAccess, a), nil
	}
	if app.IsMfaRequired && !session.Multifactor(v.Session.Methods) {
		return s.refuse(r, oauth.Fail(oauth.CodeAccessDenied, "this application requires a second factor")), nil
	}
	if r.Wants(oauth.ScopeOrg) && v.Session.ActiveOrganizationID == "" {
		if silent {
			return s.refuse(r, oauth.Fail(oauth.CodeInteractionRequired, "End-User interaction is required")), nil
		}
		return s.visit(SelectOrganization, a), nil
	}
	agreed, err := s.agreed(ctx, app, a, v)
	if err != nil {
		return Outcome{}, err
	}
	if !agreed {
		if silent {
			return s.refuse(r, oauth.Fail(oauth.CodeConsentRequired, "End-User consent is required")), nil
		}
		return s.visit(AskConsent, a), nil
	}
	return s.issue(ctx, app, r, v)
}

var errNoAccess = oauth.Fail(oauth.CodeAccessDenied, "the user has no access to this application")

func (s *Service) agreed(ctx context.Context, app application.Application, a Attempt, v Visitor) (bool, error) {
	if a.Consented {
		return true, nil
	}
	if a.Request.Asks(oauth.PromptConsent) {
		return false, nil
	}
	if app.SkipConsent {
		return true, nil
	}
	c, err := s.grants.Consent(ctx, v.User.ID, app.ID, v.Session.ActiveOrganizationID)
	return len(c.Scopes) > 0 && c.Covers(a.Request.Scopes), err
}

func (s *Service) issue(ctx context.Context, app application.Application, r oauth.Request, v Visitor) (Outcome, error) {
	g := grant.Grant{
		ApplicationID: app.ID, UserID: v.User.ID, SessionID: v.Session.ID, Scopes: r.Scopes, Resources: r.Resources, Nonce: r.Nonce,
		AuthTime: v.Session.CreatedAt, Methods: v.Session.Methods, Challenge: r.Challenge, RedirectURI: r.RedirectURI,
	}
	if r.Wants(oauth.ScopeOrg) {
		g.OrganizationID = v.Session.ActiveOrganizationID
	}
	code, err := s.grants.Issue(ctx, g)
	if err != nil {
		return Outcome{}, err
	}
	answer := oauth.Pairs{{Name: "code", Value: code}}
	if r.State != "" {
		answer = append(answer, oauth.Pair{Name: "state", Value: r.State})
	}
	answer = append(answer, oauth.Pair{Name: "iss", Value: s.issuer})
	return Outcome{Reply, oauth.Reply(r.RedirectURI, answer)}, nil
}

// visit sends the browser to a page of ours with the signed request. A request
// that asks for a younger sign-in keeps the moment it arrived.
func (s *Service) visit(step Step, a Attempt) Outcome {
	since := s.now()
	if a.dated() {
		since = a.IssuedAt
	}
	return Outcome{step, step.page() + "?" + oauth.SignQuery(s.signer, a.Request.Pairs(), since)}
}

func (s *Service) refuse(r oauth.Request, e *oauth.Error) Outcome {
	return Outcome{Refused, oauth.ReplyError(r.RedirectURI, r.State, s.issuer, e)}
}

// ErrRegistrationClosed refuses a sign-up on behalf of an application that
// does not let people register.
var ErrRegistrationClosed = fault.New(fault.Forbidden, "APP_006", "This application does not accept registrations").
	InBetterAuth("REGISTRATION_DISABLED", 0)

// PublicClient returns an active application, or an error that does not tell
// an unknown one from a disabled one.
func (s *Service) PublicClient(ctx context.Context, clientID string) (application.Application, error) {
	app, err := s.applications.ByClientID(ctx, clientID)
	if errors.Is(err, application.ErrNotFound) {
		return app, errNoClient
	}
	if err == nil && !app.IsActive {
		return app, errNoClient
	}
	return app, err
}
