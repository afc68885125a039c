package authorize

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// objectAge is how old the document behind an address may be that should hold
// another version: strangers who make up versions cannot have it fetched more
// often.
const objectAge = 5 * time.Second

func keepObjects() fetch.Keep {
	return fetch.Keep{
		Want:  fetch.Want{MaxBytes: 32 << 10},
		Floor: objectAge, Ceiling: 10 * time.Minute, Failures: 2 * objectAge, Entries: 1000,
	}
}

// A fetched request object has a version: the hash that clients put in the
// fragment of its address (OpenID Connect Core §6.2).
type fetched struct{ token, version string }

func readObject(d fetch.Document) (fetched, error) {
	return fetched{strings.TrimSpace(string(d.Body)), secret.Digest(string(d.Body))}, nil
}

var (
	errUnsigned  = oauth.Fail(oauth.CodeInvalidRequest, "this client must sign its authorization requests")
	errObjectURI = oauth.Fail(oauth.CodeInvalidRequestURI, "request_uri is not registered for this client")
)

// How far the clock of a client may be ahead, and what bounds the life of
// request objects of clients that must send them (FAPI 2.0 Message Signing
// §5.3.1).
const (
	clockSkew  = 30 * time.Second
	objectLife = time.Hour
)

// unfold returns the request that a request object holds (RFC 9101 §6). Alone,
// only the object counts; otherwise parameters beside it fill in what it does
// not say, as OpenID Connect Core §6.1 has it.
func (s *Service) unfold(ctx context.Context, app application.Application, around oauth.Pairs, alone bool) (oauth.Request, *oauth.Error, error) {
	token, refused, err := s.object(ctx, app, around)
	if refused != nil || err != nil {
		return oauth.Request{}, refused, err
	}
	inside, refused, err := s.opened(ctx, app, token)
	if refused != nil || err != nil {
		return oauth.Request{}, refused, err
	}
	if id := inside.Get("client_id"); id != "" && id != app.ClientID() {
		return oauth.Request{}, oauth.Fail(oauth.CodeInvalidRequestObject, "client_id of the request object is another client"), nil
	}
	asked, said := around.Get("response_type"), inside.Get("response_type")
	if asked != "" && said != "" && asked != said {
		return oauth.Request{}, oauth.Fail(oauth.CodeInvalidRequestObject, "response_type differs from that of the request object"), nil
	}
	if alone || app.Client.RequireSigned {
		around = nil
	}
	around = slices.DeleteFunc(slices.Clone(around), func(p oauth.Pair) bool { return p.Name == "request" || p.Name == "request_uri" })
	merged := inside.Over(around).Over(oauth.Pairs{{Name: "client_id", Value: app.ClientID()}})
	request, doubtful := oauth.ParseRequest(merged)
	return request, doubtful, nil
}

// object returns the request object of a request, fetching it where that only
// says where it is. Addresses must be registered: nobody else decides what this
// service fetches (RFC 9101 §10.4).
func (s *Service) object(ctx context.Context, app application.Application, around oauth.Pairs) (string, *oauth.Error, error) {
	uri := around.Get("request_uri")
	if uri == "" {
		return around.Get("request"), nil, nil
	}
	if around.Get("request") != "" {
		return "", oauth.Fail(oauth.CodeInvalidRequest, "request and request_uri exclude each other"), nil
	}
	base, version, _ := strings.Cut(uri, "#")
	known := slices.ContainsFunc(app.Client.RequestURIs, func(registered string) bool {
		registered, _, _ = strings.Cut(registered, "#")
		return registered == base
	})
	if !known {
		return "", errObjectURI, nil
	}
	held, err := s.objects.Get(ctx, base)
	if err == nil && version != "" && version != held.version {
		held, err = s.objects.Newer(ctx, base, objectAge)
	}
	if err != nil {
		if ctx.Err() != nil {
			return "", nil, err
		}
		return "", oauth.Fail(oauth.CodeInvalidRequestURI, "the request object cannot be fetched"), nil
	}
	return held.token, nil, nil
}

// opened verifies a request object and returns its parameters.
func (s *Service) opened(ctx context.Context, app application.Application, token string) (oauth.Pairs, *oauth.Error, error) {
	algs := client.SigningAlgs(app, app.Client.RequestObjectAlg)
	if app.Client.RequireSigned && app.Client.RequestObjectAlg == "" { // FAPI 2.0 Security Profile §5.4.1
		algs = slices.DeleteFunc(algs, func(alg string) bool { return alg == keys.RS256 })
	}
	signed, err := s.Clients.Verify(ctx, app, token, algs)
	if errors.Is(err, client.ErrSignature) || errors.Is(err, client.ErrKeys) {
		return nil, oauth.Fail(oauth.CodeInvalidRequestObject, "%s", err), nil
	}
	if err != nil {
		return nil, nil, err
	}
	if !objectType(signed.Type) {
		return nil, oauth.Fail(oauth.CodeInvalidRequestObject, "typ is not that of a request object"), nil
	}
	c, err := client.ParseClaims(signed.Payload)
	if err != nil {
		return nil, oauth.Fail(oauth.CodeInvalidRequestObject, "the request object cannot be read"), nil
	}
	if problem := s.objectProblem(app, c); problem != "" {
		return nil, oauth.Fail(oauth.CodeInvalidRequestObject, "%s", problem), nil
	}
	pairs, refused := oauth.ObjectPairs(c.All)
	return pairs, refused, nil
}

// objectType reports whether a JWT of a type can be a request object: one of
// its own (RFC 9101 §10.8), or one that does not say.
func objectType(typ string) bool {
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	return typ == "" || typ == "jwt" || typ == "oauth-authz-req+jwt"
}

// objectProblem says why a request object whose signature is good does not
// count, or nothing.
func (s *Service) objectProblem(app application.Application, c client.Claims) string {
	now := s.now()
	if _, given := c.All["iss"]; given && c.Issuer != app.ClientID() {
		return "iss is not the client"
	}
	_, addressed := c.All["aud"]
	if addressed && !slices.Contains(c.Audience, s.issuer) {
		return "aud is not this server"
	}
	if !c.Expires.IsZero() && !c.Expires.After(now) {
		return "exp is in the past"
	}
	if c.NotBefore.After(now.Add(clockSkew)) {
		return "nbf is in the future"
	}
	if !app.Client.RequireSigned {
		return ""
	}
	if !addressed {
		return "aud is missing"
	}
	if c.Expires.IsZero() {
		return "exp is missing"
	}
	if c.NotBefore.IsZero() {
		return "nbf is missing"
	}
	if c.NotBefore.Before(now.Add(-objectLife)) {
		return "nbf is too long ago"
	}
	if c.Expires.After(c.NotBefore.Add(objectLife)) {
		return "exp is too long after nbf"
	}
	return ""
}
