package authorize

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/claims"

	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fault"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// Parts are what authorizing needs.
type Parts struct {
	DB            *db.DB
	Factors       *mfa.Service
	Applications  *application.Service
	Access        *access.Service
	Organizations *organization.Service
	Claims        *claims.Service
	Grants        *grant.Service
	Keys          *keys.Service
	Fetch         *fetch.Client
	Clients       *client.Service
	Proofs        *proof.Service
	Resources     *resource.Service
	Signer        secret.Signer
	Sealer        secret.Sealer
}

// A Service dispatches authorization requests.
type Service struct {
	Parts
	store   store
	objects *fetch.Cache[fetched]
	issuer  string
	now     func() time.Time
}

// New returns the service.
func New(p Parts, issuer string, now func() time.Time) *Service {
	return &Service{p, store{p.DB}, fetch.NewCache(p.Fetch, keepObjects(), readObject, now), issuer, now}
}

// What is told on a page of ours, because no redirect URI can be trusted yet.
var (
	errUnknownClient = oauth.Fail(oauth.CodeInvalidClient, "client_id is unknown")
	errDisabled      = oauth.Fail("client_disabled", "client is disabled")
	errRedirect      = oauth.Fail("invalid_redirect", "redirect_uri is not registered for this client")
	errExpired       = oauth.Fail(oauth.CodeInvalidSignature, "the authorization request has expired or was altered")
)

// client returns the active application of a client id.
func (s *Service) client(ctx context.Context, clientID string) (application.Application, error) {
	app, err := s.Applications.Resolve(ctx, clientID)
	if errors.Is(err, application.ErrNotFound) {
		return app, errUnknownClient
	}
	if err == nil && !app.IsActive {
		return app, errDisabled
	}
	return app, err
}

// Begin takes a request as it comes from the network. An error is for a page
// of ours; what the application should hear is an Outcome.
func (s *Service) Begin(ctx context.Context, pairs oauth.Pairs, v Visitor) (Outcome, error) {
	app, attempt, refused, err := s.read(ctx, pairs)
	if err != nil {
		return Outcome{}, err
	}
	if refused != nil {
		return s.refuse(ctx, app, attempt, refused)
	}
	return s.next(ctx, app, attempt, v)
}

// read finds out what is asked, and where the answer may go: until that is
// known, what is wrong is an error.
func (s *Service) read(ctx context.Context, pairs oauth.Pairs) (application.Application, Attempt, *oauth.Error, error) {
	request, doubtful := oauth.ParseRequest(pairs)
	if doubtful != nil {
		return application.Application{}, Attempt{}, nil, doubtful
	}
	app, err := s.client(ctx, request.ClientID)
	if err != nil {
		return app, Attempt{}, nil, err
	}
	attempt := Attempt{Request: request, IssuedAt: s.now()}
	if strings.HasPrefix(request.ObjectURI, reference) {
		attempt.Reference = request.ObjectURI
		if attempt.Request, err = s.recall(ctx, app, request.ObjectURI, true); err == nil && !s.redirects(app, &attempt.Request) {
			err = errRedirect
		}
		return app, attempt, nil, err
	}
	refused, err := s.resolve(ctx, app, &attempt, pairs)
	if err != nil {
		return app, attempt, nil, err
	}
	if !s.redirects(app, &attempt.Request) {
		if refused != nil {
			return app, attempt, nil, refused
		}
		return app, attempt, nil, errRedirect
	}
	return app, attempt, refused, nil
}

// resolve puts what a request object holds in the place of the request that
// carries it, and refuses requests that come in another way than the client
// has bound itself to.
func (s *Service) resolve(ctx context.Context, app application.Application, a *Attempt, pairs oauth.Pairs) (*oauth.Error, error) {
	if app.Client.RequirePAR {
		return errPushRequired, nil
	}
	if a.Request.Object == "" && a.Request.ObjectURI == "" {
		if app.Client.RequireSigned {
			return errUnsigned, nil
		}
		return nil, nil //nolint:nilnil // neither refused nor failed
	}
	request, refused, err := s.unfold(ctx, app, pairs, false)
	if err == nil && refused == nil {
		a.Request = request
	}
	return refused, err
}

// redirects reports whether the answer to the request can be sent where it
// says. OAuth lets a client that has one redirect URI leave it out (RFC 6749
// §3.1.2.3), OpenID Connect does not.
func (s *Service) redirects(app application.Application, r *oauth.Request) bool {
	if r.RedirectURI == "" && len(app.RedirectURIs) == 1 {
		scopes := r.Scopes
		if !r.ScopeAsked {
			scopes = app.AllowedScopes
		}
		if !slices.Contains(scopes, oauth.ScopeOpenID) {
			r.RedirectURI = app.RedirectURIs[0]
			r.RedirectOmitted = true
		}
	}
	return oauth.MatchesRedirect(app.RedirectURIs, r.RedirectURI, app.Native())
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
	outcome, err := s.next(ctx, app, attempt, v)
	if err == nil && attempt.Chosen && outcome.Step == SelectOrganization {
		return Outcome{}, ErrNoOrganization
	}
	return outcome, err
}

// open checks a signed query and looks at its application again.
func (s *Service) open(ctx context.Context, query string) (application.Application, Attempt, error) {
	none := application.Application{}
	pairs, issuedAt, ok := oauth.VerifyQuery(s.Signer, query, s.now())
	if !ok {
		return none, Attempt{}, errExpired
	}
	request, doubtful := oauth.ParseRequest(pairs)
	if doubtful != nil {
		return none, Attempt{}, doubtful
	}
	app, err := s.client(ctx, request.ClientID)
	if err != nil {
		return none, Attempt{}, err
	}
	attempt := Attempt{Request: request, IssuedAt: issuedAt, Reference: request.ObjectURI}
	attempt.settled(pairs.Get(paramSettled))
	attempt.organization = pairs.Get(paramOrganization)
	attempt.several = attempt.organization != ""
	if attempt.Reference != "" {
		if attempt.Request, err = s.recall(ctx, app, attempt.Reference, false); err != nil {
			return none, Attempt{}, err
		}
	}
	if !s.redirects(app, &attempt.Request) {
		return none, Attempt{}, errRedirect
	}
	return app, attempt, nil
}

// Deny sends the visitor back to the application with a refusal.
func (s *Service) Deny(ctx context.Context, query string) (Outcome, error) {
	app, attempt, err := s.open(ctx, query)
	if err != nil {
		return Outcome{}, err
	}
	return s.refuse(ctx, app, attempt, oauth.Fail(oauth.CodeAccessDenied, "User denied access"))
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
	refused, err := s.check(ctx, app, &a)
	if err != nil {
		return Outcome{}, err
	}
	if refused != nil {
		return s.refuse(ctx, app, a, refused)
	}
	subject, err := s.Claims.Subject(ctx, app, v.User.ID)
	if err != nil {
		return Outcome{}, err
	}
	step, known, refused := a.identify(v, subject)
	if refused != nil {
		return s.refuse(ctx, app, a, refused)
	}
	if !known {
		return s.stop(ctx, app, a, step)
	}
	chosen, err := s.organize(ctx, &a, v)
	if err != nil {
		return Outcome{}, err
	}
	held, err := s.Access.In(ctx, app.ID, v.User.ID, a.organization)
	if err != nil {
		return Outcome{}, err
	}
	if held.ShutOut() {
		return s.stop(ctx, app, a, NoAccess)
	}
	if !chosen {
		return s.stop(ctx, app, a, SelectOrganization)
	}
	if !held.Admits(v.User.Role, app) {
		return s.stop(ctx, app, a, NoAccess)
	}
	missing, enrol, err := s.Factors.Missing(ctx, v.User, v.Session.Methods, app.IsMfaRequired || a.mustBeMultifactor())
	if err != nil {
		return Outcome{}, err
	}
	if missing {
		return s.stop(ctx, app, a, factorStep(enrol))
	}
	agreed, err := s.agreed(ctx, app, a, v)
	if err != nil {
		return Outcome{}, err
	}
	if !agreed {
		return s.stop(ctx, app, a, AskConsent)
	}
	return s.issue(ctx, app, a, v)
}

// check looks at the request with what is known now of its application, and
// finds out whom it is about.
func (s *Service) check(ctx context.Context, app application.Application, a *Attempt) (*oauth.Error, error) {
	r := &a.Request
	refused := r.Check(oauth.Client{
		Scopes: app.AllowedScopes, RequirePKCE: app.RequirePKCE, Public: app.IsPublic,
		MayCode: app.Allows(application.GrantCode), MayRefresh: app.Allows(application.GrantRefresh), DefaultMaxAge: app.Client.DefaultMaxAge,
	})
	if refused != nil {
		return refused, nil
	}
	refused, err := s.checkResources(ctx, app, r.Resources)
	if err != nil || refused != nil {
		return refused, err
	}
	if classes, essential := r.Claims.MustHaveACR(); essential && !slices.ContainsFunc(classes, oauth.OffersACR) {
		return oauth.Fail(oauth.CodeUnmetAuthentication, "no requested authentication context class is offered"), nil
	}
	a.subjects = r.Claims.Subjects()
	if r.IDTokenHint == "" {
		return nil, nil //nolint:nilnil // neither refused nor failed
	}
	subject, err := s.hinted(ctx, app, r.IDTokenHint)
	if errors.Is(err, keys.ErrToken) {
		return oauth.Fail(oauth.CodeInvalidRequest, "id_token_hint is no ID token of this client"), nil
	}
	a.subjects = append(a.subjects, subject)
	return nil, err
}

// hinted returns the user that an ID token of ours is about. One that has
// expired still names them (OpenID Connect Core §3.1.2.1).
func (s *Service) hinted(ctx context.Context, app application.Application, token string) (string, error) {
	var c struct {
		Issuer   string          `json:"iss"`
		Subject  string          `json:"sub"`
		Audience json.RawMessage `json:"aud"`
	}
	if err := s.Keys.Verify(ctx, token, keys.TypeNone, &c); err != nil {
		return "", err
	}
	if c.Issuer != s.issuer {
		return "", keys.ErrToken
	}
	if !slices.Contains(audience(c.Audience), app.ClientID()) {
		return "", keys.ErrToken
	}
	return c.Subject, nil
}

// audience reads aud in either of its forms (RFC 7519 §4.1.3).
func audience(raw json.RawMessage) []string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// checkResources asks the registry whether tokens of the application can be for
// the resources (RFC 8707 §2).
func (s *Service) checkResources(ctx context.Context, app application.Application, identifiers []string) (*oauth.Error, error) {
	_, err := s.Resources.Targets(ctx, app.ID, identifiers)
	switch {
	case errors.Is(err, resource.ErrUnknown):
		return oauth.Fail(oauth.CodeInvalidTarget, "requested resource is unknown"), nil
	case errors.Is(err, resource.ErrRefused):
		return oauth.Fail(oauth.CodeInvalidTarget, "requested resource is not for this client"), nil
	}
	return nil, err
}

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
	c, err := s.Grants.Consent(ctx, v.User.ID, app.ID, a.organization)
	return len(c.Scopes) > 0 && c.Covers(a.consent()), err
}

// ErrRegistrationClosed refuses a sign-up on behalf of an application that
// does not let people register.
var ErrRegistrationClosed = fault.New(fault.Forbidden, "APP_006", "This application does not accept registrations").
	InBetterAuth("REGISTRATION_DISABLED", 0)

// PublicClient returns an active application, or an error that does not tell
// an unknown one from a disabled one.
func (s *Service) PublicClient(ctx context.Context, clientID string) (application.Application, error) {
	app, err := s.Applications.ByClientID(ctx, clientID)
	if errors.Is(err, application.ErrNotFound) {
		return app, errNoClient
	}
	if err == nil && !app.IsActive {
		return app, errNoClient
	}
	return app, err
}

// logo is where a page finds the application's logo on this service.
func (s *Service) logo(app application.Application) string {
	if strings.HasPrefix(app.Icon, s.issuer+"/") {
		return app.Icon
	}
	if app.Icon == "" {
		return ""
	}
	return s.issuer + app.LogoPath()
}
