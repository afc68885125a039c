package authorize

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// PushedLife is how long a pushed request waits for its user. It is about the
// arrival: whoever came in time signs in at leisure.
const PushedLife = 90 * time.Second

// reference begins the request_uri of what is kept here (RFC 9126 §2.2).
const reference = "urn:ietf:params:oauth:request_uri:"

// afterwards is how long a request is kept past its time for the user who is
// on one of our pages with it.
const afterwards = time.Hour

// maxAddress is the length above which a query is kept here: servers in front
// commonly take request lines of 8 KiB.
const maxAddress = 6 << 10

var (
	errReference    = oauth.Fail(oauth.CodeInvalidRequestURI, "request_uri is unknown, has expired or was used")
	errPushRequired = oauth.Fail(oauth.CodeInvalidRequest, "this client must push its authorization requests")
)

// Push checks an authorization request that a client sent by itself and
// returns the request_uri by which its user brings it (RFC 9126 §2). A DPoP
// proof binds the code to its key (RFC 9449 §10.1).
func (s *Service) Push(ctx context.Context, app application.Application, form oauth.Pairs, shown proof.Request) (string, error) {
	request, doubtful := oauth.ParseRequest(form)
	if doubtful != nil {
		return "", doubtful
	}
	if request.ObjectURI != "" {
		return "", oauth.Fail(oauth.CodeInvalidRequest, "request_uri cannot be pushed")
	}
	if request.ClientID != "" && request.ClientID != app.ClientID() {
		return "", oauth.Fail(oauth.CodeInvalidRequest, "client_id is not the authenticated client")
	}
	request.ClientID = app.ClientID()
	switch {
	case request.Object != "": // RFC 9126 §3: nothing beside it counts
		inside, refused, err := s.unfold(ctx, app, form, true)
		if err != nil {
			return "", err
		}
		if refused != nil {
			return "", refused
		}
		request = inside
	case app.Client.RequireSigned:
		return "", errUnsigned
	}
	if !s.redirects(app, &request) {
		return "", oauth.Fail(oauth.CodeInvalidRequest, "redirect_uri is missing or not registered")
	}
	key, err := s.Proofs.Key(ctx, shown)
	if err != nil {
		return "", err
	}
	if key != "" {
		if request.DPoPKey != "" && request.DPoPKey != key {
			return "", oauth.Fail(oauth.CodeInvalidRequest, "dpop_jkt is not the key of the DPoP proof")
		}
		request.DPoPKey = key
	}
	attempt := Attempt{Request: request}
	refused, err := s.check(ctx, app, &attempt)
	if err != nil {
		return "", err
	}
	if refused != nil {
		return "", refused
	}
	return s.keep(ctx, app, attempt.Request)
}

// keep stores a request and returns the reference to it.
func (s *Service) keep(ctx context.Context, app application.Application, r oauth.Request) (string, error) {
	handle := secret.Token()
	return reference + handle, s.store.insert(ctx, secret.Digest(handle), kept{
		applicationID: app.ID, parameters: r.Pairs().Encode(), expires: s.now().Add(PushedLife),
	})
}

// recall returns the request that a reference of the application stands for.
// On arrival it must not have expired.
func (s *Service) recall(ctx context.Context, app application.Application, uri string, arrival bool) (oauth.Request, error) {
	k, err := s.store.find(ctx, digest(uri))
	if errors.Is(err, db.ErrNone) {
		return oauth.Request{}, errReference
	}
	if err != nil {
		return oauth.Request{}, err
	}
	if k.applicationID != app.ID {
		return oauth.Request{}, errReference
	}
	if arrival && !s.now().Before(k.expires) {
		return oauth.Request{}, errReference
	}
	pairs, _ := oauth.ParsePairs(k.parameters) // encoded here
	request, doubtful := oauth.ParseRequest(pairs)
	if doubtful != nil {
		return oauth.Request{}, doubtful
	}
	return request, nil
}

// spend takes a kept request away, so that no other answer to it is given.
func (s *Service) spend(ctx context.Context, app application.Application, a Attempt) error {
	if a.Reference == "" {
		return nil
	}
	err := s.store.take(ctx, digest(a.Reference), app.ID)
	if errors.Is(err, db.ErrNone) {
		return errReference
	}
	return err
}

func digest(uri string) string { return secret.Digest(strings.TrimPrefix(uri, reference)) }

// Shorten takes a request that is too long for an address and returns one that
// is not, or where its refusal goes.
func (s *Service) Shorten(ctx context.Context, pairs oauth.Pairs) (short oauth.Pairs, refusal Outcome, err error) {
	app, attempt, refused, err := s.read(ctx, pairs)
	if err != nil {
		return nil, Outcome{}, err
	}
	if refused != nil {
		refusal, err = s.refuse(ctx, app, attempt, refused)
		return nil, refusal, err
	}
	if attempt.Reference == "" {
		if attempt.Reference, err = s.keep(ctx, app, attempt.Request); err != nil {
			return nil, Outcome{}, err
		}
	}
	return attempt.references(), Outcome{}, nil
}

// references are the parameters that stand for a kept request.
func (a Attempt) references() oauth.Pairs {
	return oauth.Pairs{{Name: "client_id", Value: a.Request.ClientID}, {Name: "request_uri", Value: a.Reference}}
}

// Purge removes kept requests that nobody can bring any more.
func (s *Service) Purge(ctx context.Context) error {
	return s.store.purge(ctx, s.now().Add(-afterwards))
}
