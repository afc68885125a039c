package token

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
)

// The kinds of tokens that can be exchanged (RFC 8693 §3).
const (
	TypeAccess = "urn:ietf:params:oauth:token-type:access_token"
	TypeJWT    = "urn:ietf:params:oauth:token-type:jwt"
	TypeID     = "urn:ietf:params:oauth:token-type:id_token"
)

// An ExchangeRequest is what a token exchange adds to a token request (RFC 8693
// §2.1).
type ExchangeRequest struct {
	Subject, SubjectType string
	Actor, ActorType     string
	Requested            string   // the kind of token wanted; empty means an access token
	Audiences            []string // by the same names as resources
}

func parseExchange(form oauth.Pairs) ExchangeRequest {
	return ExchangeRequest{
		Subject: form.Get("subject_token"), SubjectType: form.Get("subject_token_type"),
		Actor: form.Get("actor_token"), ActorType: form.Get("actor_token_type"),
		Requested: form.Get("requested_token_type"), Audiences: form.All("audience"),
	}
}

// A Subject is what a live token that is shown here is good for.
type Subject struct {
	Application application.Application // whose token it is
	User        user.User               // zero for client credentials
	Grant       grant.Grant
	Scopes      []string
	Resources   []string           // the protected APIs it is for
	Actors      json.RawMessage    // who acts for the user already; nil when nobody does
	Sender      grant.Confirmation // the key it is bound to
	ExpiresAt   time.Time
}

// ErrSubject means that a token is not live, or not of the kind it is said to be.
var ErrSubject = errors.New("token: not a live token of this kind")

// ReadSubjects hands down what reads the tokens that clients show: it belongs
// to the subject that knows what tokens are worth. Only wire calls it.
func (s *Service) ReadSubjects(by func(ctx context.Context, client application.Application, kind, text string) (Subject, error)) {
	s.subject = by
}

// Refusals of an exchange: RFC 8693 §2.2.2 has one code for all that is wrong
// with the tokens shown.
var (
	errPublicExchange = oauth.Fail(oauth.CodeUnauthorizedClient, "a client without credentials cannot exchange tokens")
	errSubject        = oauth.Fail(oauth.CodeInvalidRequest, "subject_token is not valid here")
	errSubjectUser    = oauth.Fail(oauth.CodeInvalidRequest, "subject_token is not about a user")
	errSubjectKey     = oauth.Fail(oauth.CodeInvalidRequest, "subject_token is bound to another key")
	errActor          = oauth.Fail(oauth.CodeInvalidRequest, "actor_token is not valid here")
	errActorNeeded    = oauth.Fail(oauth.CodeInvalidRequest, "actor_token is required: this client may not take a user's place")
	errActors         = oauth.Fail(oauth.CodeInvalidRequest, "too many parties act for one another already")
)

// check looks at the form of the request alone.
func (r ExchangeRequest) check() *oauth.Error {
	if r.Subject == "" {
		return oauth.Fail(oauth.CodeInvalidRequest, "subject_token is required")
	}
	if !slices.Contains([]string{TypeAccess, TypeJWT, TypeID}, r.SubjectType) {
		return oauth.Fail(oauth.CodeInvalidRequest, "subject_token_type is missing or not supported")
	}
	if r.Actor == "" && r.ActorType != "" {
		return oauth.Fail(oauth.CodeInvalidRequest, "actor_token_type without actor_token")
	}
	if r.Actor != "" && !slices.Contains([]string{TypeAccess, TypeJWT}, r.ActorType) {
		return oauth.Fail(oauth.CodeInvalidRequest, "actor_token_type is missing or not supported")
	}
	if !slices.Contains([]string{"", TypeAccess, TypeJWT}, r.Requested) {
		return oauth.Fail(oauth.CodeInvalidRequest, "requested_token_type is not supported")
	}
	return nil
}

// exchange gives a client an access token for one that it was shown (RFC 8693):
// for the same user, of no more scopes, no longer life and the same grant, so
// that it ends when the other one would. Neither a refresh token nor an ID
// token comes with it.
func (s *Service) exchange(ctx context.Context, app application.Application, r Request) (Response, error) {
	if app.IsPublic {
		return Response{}, errPublicExchange
	}
	if refused := r.Exchange.check(); refused != nil {
		return Response{}, refused
	}
	subject, err := s.subjectOf(ctx, app, r)
	if err != nil {
		return Response{}, err
	}
	act, err := s.actors(ctx, app, subject, r)
	if err != nil {
		return Response{}, err
	}
	if err := s.mayStandFor(ctx, app, subject); err != nil {
		return Response{}, err
	}
	scopes, refused := exchangeScopes(app, subject, r.Scopes)
	if refused != nil {
		return Response{}, refused
	}
	targets, err := s.exchangeTargets(ctx, app, subject, r)
	if err != nil {
		return Response{}, err
	}
	issued := TypeAccess
	if r.Exchange.Requested == TypeJWT {
		if len(targets) == 0 {
			return Response{}, oauth.Fail(oauth.CodeInvalidTarget, "a JWT is for a resource, and none was named")
		}
		issued = TypeJWT
	}
	response, err := s.issue(ctx, issuing{
		app: app, sender: r.sender, grant: subject.Grant, user: subject.User, scopes: scopes, targets: targets,
		exchanged: true, act: act, until: subject.ExpiresAt,
	})
	response.IssuedType = issued
	return response, err
}

// subjectOf reads the token to exchange and sees to it that the client may: it
// is the client's own, or for a protected API that lists the client.
func (s *Service) subjectOf(ctx context.Context, app application.Application, r Request) (Subject, error) {
	subject, err := s.subject(ctx, app, r.Exchange.SubjectType, r.Exchange.Subject)
	if errors.Is(err, ErrSubject) {
		return subject, errSubject
	}
	if err != nil {
		return subject, err
	}
	if subject.User.ID == "" {
		return subject, errSubjectUser
	}
	if subject.Application.ID == app.ID {
		if subject.Sender.Bound() && subject.Sender != r.sender {
			return subject, errSubjectKey
		}
		return subject, nil
	}
	near, err := s.Resources.Near(ctx, app.ID, subject.Resources)
	if err != nil {
		return subject, err
	}
	if !near {
		return subject, errSubject
	}
	return subject, nil
}

// actors returns the act claim of the new token (RFC 8693 §4.1): the party of
// the actor token, before those that acted already.
func (s *Service) actors(ctx context.Context, app application.Application, subject Subject, r Request) (json.RawMessage, error) {
	if r.Exchange.Actor == "" {
		if subject.Application.ID != app.ID && !app.Client.Impersonates {
			return nil, errActorNeeded
		}
		return subject.Actors, nil
	}
	actor, err := s.subject(ctx, app, r.Exchange.ActorType, r.Exchange.Actor)
	if errors.Is(err, ErrSubject) {
		return nil, errActor
	}
	if err != nil {
		return nil, err
	}
	if actor.Application.ID != app.ID {
		return nil, errActor
	}
	if actor.Sender.Bound() && actor.Sender != r.sender {
		return nil, errActor
	}
	name := app.ClientID()
	if actor.User.ID != "" {
		if name, err = s.Claims.Subject(ctx, app, actor.User.ID); err != nil {
			return nil, err
		}
	}
	return nest(name, app.ClientID(), subject.Actors)
}

// maxActors is how many parties may act for one another.
const maxActors = 5

type actJSON struct {
	Subject  string   `json:"sub"`
	ClientID string   `json:"client_id"`
	Before   *actJSON `json:"act,omitempty"`
}

func nest(subject, clientID string, before json.RawMessage) (json.RawMessage, error) {
	act := actJSON{Subject: subject, ClientID: clientID}
	if before != nil {
		act.Before = &actJSON{}
		if err := json.Unmarshal(before, act.Before); err != nil {
			return nil, err
		}
	}
	depth := 0
	for a := &act; a != nil; a = a.Before {
		depth++
	}
	if depth > maxActors {
		return nil, errActors
	}
	return json.Marshal(act)
}

// mayStandFor asks what the client's own gates say of the user. They need not
// have access to it, but must not be shut out.
func (s *Service) mayStandFor(ctx context.Context, app application.Application, subject Subject) error {
	held, err := s.Access.Of(ctx, app.ID, subject.User.ID)
	if err != nil {
		return err
	}
	if held.ShutOut() {
		return errSubject
	}
	if app.IsMfaRequired && !session.Multifactor(subject.Grant.Methods) {
		return oauth.Fail(oauth.CodeInvalidRequest, "this application requires a second factor")
	}
	return nil
}

// exchangeScopes returns the scopes of the new token: none that the other one
// has not, none that the client may not ask for.
func exchangeScopes(app application.Application, subject Subject, asked []string) ([]string, *oauth.Error) {
	has := slices.DeleteFunc(slices.Clone(subject.Scopes), func(scope string) bool { return scope == oauth.ScopeOfflineAccess })
	if len(asked) == 0 {
		return slices.DeleteFunc(has, func(scope string) bool { return !slices.Contains(app.AllowedScopes, scope) }), nil
	}
	if len(oauth.Beyond(asked, has)) > 0 {
		return nil, oauth.Fail(oauth.CodeInvalidScope, "scope exceeds that of subject_token")
	}
	if len(oauth.Beyond(asked, app.AllowedScopes)) > 0 {
		return nil, oauth.Fail(oauth.CodeInvalidScope, "scope is not allowed to this client")
	}
	return asked, nil
}

// exchangeTargets returns the protected APIs of the new token: of those that
// the client may ask for, those it names, or else what the other one is for. A
// token of its own it can only narrow.
func (s *Service) exchangeTargets(ctx context.Context, app application.Application, subject Subject, r Request) (resource.Targets, error) {
	asked := slices.Concat(r.Resources, r.Exchange.Audiences)
	bound := subject.Application.ID == app.ID
	granted := subject.Resources
	if len(granted) == 0 && bound {
		granted = subject.Grant.Resources
	}
	if len(asked) == 0 {
		return s.left(ctx, app, subject.Resources)
	}
	return s.targets(ctx, app, asked, granted, bound)
}
