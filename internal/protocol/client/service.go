package client

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/platform/certs"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Parts are what authentication needs.
type Parts struct {
	Applications *application.Service
	Replays      *replay.Service
	Fetch        *fetch.Client
	FetchInside  *fetch.Client // for addresses that an administrator chose
}

// A Service authenticates clients and knows their keys.
type Service struct {
	applications *application.Service
	replays      *replay.Service
	documents    *fetch.Cache[[]jose.JSONWebKey] // by jwks_uri
	inside       *fetch.Cache[[]jose.JSONWebKey] // the same for clients of administrators
	authorities  *certs.Authorities              // of clients' certificates; nil when nobody is trusted
	issuer       string
	now          func() time.Time
}

// New returns the service.
func New(p Parts, issuer string, now func() time.Time) *Service {
	parse := func(d fetch.Document) ([]jose.JSONWebKey, error) { return usable(d.Body) }
	return &Service{
		applications: p.Applications, replays: p.Replays, issuer: issuer, now: now,
		documents: fetch.NewCache(p.Fetch, keepKeys(), parse, now), inside: fetch.NewCache(p.FetchInside, keepKeys(), parse, now),
	}
}

// AuthMethods lists how clients may authenticate at the token endpoint.
func AuthMethods() []string {
	return []string{application.AuthBasic, application.AuthPost, application.AuthPrivateKeyJWT, application.AuthNone}
}

// refused is the one answer to a client that proved nothing, so that an unknown
// client and a wrong secret look alike.
func refused(basic bool) error { return oauth.FailClient("client authentication failed", basic) }

// Authenticate returns the client that the credentials belong to. A public
// client has none but its id.
func (s *Service) Authenticate(ctx context.Context, c Credentials) (application.Application, error) {
	if c.ID == "" {
		return application.Application{}, oauth.FailClient("client_id is required", c.Basic)
	}
	app, err := s.prove(ctx, c)
	if err != nil {
		return application.Application{}, err
	}
	if !app.IsActive {
		return application.Application{}, oauth.FailClient("client is disabled", c.Basic)
	}
	return app, nil
}

func (s *Service) prove(ctx context.Context, c Credentials) (application.Application, error) {
	if c.Assertion != "" {
		return s.byAssertion(ctx, c)
	}
	if c.HasSecret {
		return s.bySecret(ctx, c)
	}
	return s.byName(ctx, c)
}

// byName lets in public clients, who have nothing to prove, and those whose
// connection has proved what there is.
func (s *Service) byName(ctx context.Context, c Credentials) (application.Application, error) {
	app, err := s.find(ctx, c.ID)
	if err != nil {
		return app, err
	}
	if showsCertificate(app) {
		return app, s.byCertificate(ctx, app, c.Chain)
	}
	if !app.IsPublic {
		return app, refused(false)
	}
	return app, nil
}

const unavailable = 503

func (s *Service) find(ctx context.Context, clientID string) (application.Application, error) {
	app, err := s.applications.Resolve(ctx, clientID)
	if errors.Is(err, application.ErrNotFound) {
		return app, refused(false)
	}
	if problem, ok := errors.AsType[*oauth.Error](err); ok && problem.Status < unavailable { // of the client's document
		return app, oauth.FailClient(problem.Description, false)
	}
	return app, err
}

func (s *Service) bySecret(ctx context.Context, c Credentials) (application.Application, error) {
	app, err := s.applications.Authenticate(ctx, c.ID, c.Secret)
	if errors.Is(err, application.ErrCredentials) && c.Basic && (c.RawID != c.ID || c.RawSecret != c.Secret) {
		app, err = s.applications.Authenticate(ctx, c.RawID, c.RawSecret)
	}
	if errors.Is(err, application.ErrCredentials) {
		return app, refused(c.Basic)
	}
	if err != nil {
		return app, err
	}
	used := application.AuthPost
	if c.Basic {
		used = application.AuthBasic
	}
	if registered := app.Client.AuthMethod; registered != "" && registered != used {
		return app, refused(c.Basic)
	}
	return app, nil
}

// byAssertion is private_key_jwt (RFC 7523 §2.2, OpenID Connect Core §9).
func (s *Service) byAssertion(ctx context.Context, c Credentials) (application.Application, error) {
	app, err := s.find(ctx, c.ID)
	if err != nil {
		return app, err
	}
	if app.Client.AuthMethod != application.AuthPrivateKeyJWT {
		return app, refused(false)
	}
	signed, err := s.Verify(ctx, app, c.Assertion, SigningAlgs(app, app.Client.AuthSigningAlg))
	if errors.Is(err, ErrKeys) || errors.Is(err, ErrSignature) {
		return app, oauth.FailClient("client_assertion: "+err.Error(), false)
	}
	if err != nil {
		return app, err
	}
	if !isAssertion(signed.Type) {
		return app, oauth.FailClient("client_assertion: typ is that of something else", false)
	}
	claims, err := ParseClaims(signed.Payload)
	if err != nil {
		return app, oauth.FailClient("client_assertion: "+err.Error(), false)
	}
	to := audience{issuer: s.issuer, strict: Demanding(app)}
	if problem := to.check(claims, app.ClientID(), s.now()); problem != "" {
		return app, oauth.FailClient("client_assertion: "+problem, false)
	}
	err = s.replays.Use(ctx, "assertion:"+app.ID, claims.ID, claims.Expires)
	if errors.Is(err, replay.ErrReplay) {
		return app, oauth.FailClient("client_assertion: jti was used before", false)
	}
	return app, err
}

// isAssertion reports whether a typ header is none or one an assertion may
// have; the JWTs that clients sign for other ends have types of their own
// (RFC 8725 §3.11). Types compare without case, and without "application/"
// (RFC 7515 §4.1.9).
func isAssertion(typ string) bool {
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	return slices.Contains([]string{"", "jwt", "client-authentication+jwt"}, typ)
}
