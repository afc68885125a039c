package federation

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
)

// Parts are what a sign-in elsewhere needs.
type Parts struct {
	DB      *db.DB
	Users   *user.Service
	SignIn  *signin.Service
	Tickets *ticket.Service
	Fetch   *fetch.Client
	Sealer  secret.Sealer
	Audit   *audit.Log
}

// Requests is what must be known of authorization requests that wait for a
// sign-in. Subjects further down hand it up.
type Requests struct {
	// Hold refuses a signed query that is not good, and returns one that lasts as
	// long as it can.
	Hold func(ctx context.Context, query string) (string, error)
	// Admit runs in the transaction that makes an account for the request: it
	// refuses it, or gives the access that comes with it.
	Admit func(ctx context.Context, by actor.Actor, query, userID string) error
	// Resume returns where the browser goes once its user is signed in.
	Resume func(ctx context.Context, query string, s session.Session, u user.User) (string, error)
}

// A Service lets people in through providers.
type Service struct {
	db        *db.DB
	store     store
	users     *user.Service
	signin    *signin.Service
	tickets   *ticket.Service
	fetch     *fetch.Client
	sealer    secret.Sealer
	audit     *audit.Log
	requests  Requests
	providers []provider
	documents *fetch.Cache[metadata]
	keys      *fetch.Cache[[]jose.JSONWebKey]
	renewing  turns
	baseURL   string
	now       func() time.Time
}

// New returns the service. The providers come in the order in which pages show
// them.
func New(p Parts, providers []config.Provider, baseURL string, now func() time.Time) *Service {
	s := &Service{
		db: p.DB, store: store{p.DB}, users: p.Users, signin: p.SignIn, tickets: p.Tickets, fetch: p.Fetch, sealer: p.Sealer, audit: p.Audit,
		documents: fetch.NewCache(p.Fetch, keepMetadata(), parseMetadata, now),
		keys:      fetch.NewCache(p.Fetch, keepKeys(), parseKeys, now),
		baseURL:   baseURL, now: now,
	}
	for _, c := range providers {
		s.providers = append(s.providers, knows(c))
	}
	return s
}

// Carry has sign-ins go on with authorization requests. Only wire calls it.
func (s *Service) Carry(r Requests) { s.requests = r }

// Providers lists those one may sign in with.
func (s *Service) Providers() []Provider {
	all := make([]Provider, 0, len(s.providers))
	for _, p := range s.providers {
		all = append(all, p.public())
	}
	return all
}

func (s *Service) provider(id string) (provider, bool) {
	for _, p := range s.providers {
		if p.ID == id {
			return p, true
		}
	}
	return provider{}, false
}

// stateLife is how long a browser may stay away.
const stateLife = 10 * time.Minute

const purpose = "federation"

// A Start says how a browser leaves for a provider and where it goes when it
// is back. The addresses were checked by the caller.
type Start struct {
	Provider string
	Callback string // the front page if empty
	NewUser  string // instead of Callback for somebody who is new; Callback if empty
	Error    string // the error page if empty
	Query    string // a signed authorization request that waits
	Scopes   []string
	Hint     string
	SignUp   bool   // make an account where that must be asked for
	LinkTo   string // the id of a signed-in user who links the account; empty to sign in
}

// A Departure is where the browser goes, and the state it must bring back.
type Departure struct{ URL, State string }

// away is what is kept while the browser is away.
type away struct {
	Provider string `json:"provider"`
	Callback string `json:"callback"`
	NewUser  string `json:"newUser,omitempty"`
	Error    string `json:"error,omitempty"`
	Query    string `json:"query,omitempty"`
	SignUp   bool   `json:"signUp,omitempty"`
	LinkTo   string `json:"linkTo,omitempty"`
	Sealed   string `json:"sealed"` // the secrets of the round trip
}

type roundTrip struct {
	Verifier string `json:"verifier,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
}

// Begin sends a browser to a provider.
func (s *Service) Begin(ctx context.Context, n Start) (Departure, error) {
	p, known := s.provider(n.Provider)
	if !known {
		return Departure{}, ErrProvider
	}
	scopes, err := p.asking(n.Scopes)
	if err != nil {
		return Departure{}, err
	}
	if n.Query != "" {
		if n.Query, err = s.requests.Hold(ctx, n.Query); err != nil {
			return Departure{}, err
		}
	}
	m, err := s.metadata(ctx, p)
	if err != nil {
		return Departure{}, ErrUnreachable.Because(err)
	}
	trip := roundTrip{}
	e := errand{redirectURI: s.baseURL + p.path(), hint: n.Hint, scopes: scopes}
	if p.pkce && !m.NoPKCE {
		trip.Verifier = secret.Hex(verifierBytes)
		e.challenge = secret.Digest(trip.Verifier) // RFC 7636 §4.2, S256
	}
	if p.nonce {
		trip.Nonce = secret.Token()
		e.nonce = trip.Nonce
	}
	sealed, err := s.seal(trip)
	if err != nil {
		return Departure{}, err
	}
	if n.Callback == "" {
		n.Callback = s.baseURL
	}
	e.state, err = s.tickets.Issue(ctx, ticket.Draft{Purpose: purpose, Subject: n.LinkTo, Life: stateLife, Data: away{
		Provider: p.ID, Callback: n.Callback, NewUser: n.NewUser, Error: n.Error, Query: n.Query, SignUp: n.SignUp, LinkTo: n.LinkTo, Sealed: sealed,
	}})
	return Departure{p.address(m, e), e.state}, err
}

// verifierBytes make a code verifier of the greatest length (RFC 7636 §4.1), as
// the original's.
const verifierBytes = 64

// A Return is what a browser brings back.
type Return struct {
	State  string
	Cookie string // the state it was sent away with, if its cookie says so
	Code   string
	Error  string // instead of a code
	// Description of the error, in the provider's words.
	Description string
	Issuer      string // who answers (RFC 9207); empty when not told
	Person      string // Apple's description of somebody who is new
	Device      string // see signin.Proof
	SignedIn    string // the id of the user whose session the browser has; empty for none
}

// An Arrival is how a sign-in ended, and where the browser goes.
type Arrival struct {
	Result signin.Result // empty after an account was linked
	Linked bool
	URL    string
}

// Complete takes a browser back. A RefusedError goes to a page.
func (s *Service) Complete(ctx context.Context, by actor.Actor, providerID string, r Return) (Arrival, error) {
	a, trip, err := s.claim(ctx, providerID, r)
	if err != nil {
		return Arrival{}, err
	}
	arrival, err := s.arrive(ctx, by, a, trip, r)
	if err == nil {
		return arrival, nil
	}
	f := failure(err)
	f.To, f.Spent = a.Error, true
	s.refused(ctx, by, a, f)
	return Arrival{}, f
}

// claim spends the state of a browser that left from here.
func (s *Service) claim(ctx context.Context, providerID string, r Return) (away, roundTrip, error) {
	var a away
	var trip roundTrip
	if r.State == "" {
		return a, trip, fail(codeNoState, nil)
	}
	_, err := s.tickets.Look(ctx, purpose, r.State, &a)
	if errors.Is(err, ticket.ErrNone) {
		return a, trip, fail(codeRestart, nil)
	}
	if err != nil {
		return a, trip, err
	}
	if !secret.Equal(r.Cookie, r.State) { // another browser left: the state stays good for it
		return a, trip, fail(codeMismatch, nil)
	}
	if a.Provider != providerID { // RFC 9700 §4.4: one provider's answer must not pass for another's
		return a, trip, fail(codeMismatch, nil)
	}
	a = away{}
	if _, err = s.tickets.Take(ctx, purpose, r.State, &a); errors.Is(err, ticket.ErrNone) {
		return a, trip, fail(codeRestart, nil)
	}
	if err != nil {
		return a, trip, err
	}
	return a, trip, s.open(a.Sealed, &trip)
}

// arrive finds out who came back, and lets them in or links their account.
func (s *Service) arrive(ctx context.Context, by actor.Actor, a away, trip roundTrip, r Return) (Arrival, error) {
	p, known := s.provider(a.Provider)
	if !known {
		return Arrival{}, fail(codeNoProvider, nil)
	}
	m, err := s.metadata(ctx, p)
	if err != nil {
		return Arrival{}, fail(codeUnreachable, err)
	}
	if code := p.checkAnswer(m, r.Issuer); code != "" {
		return Arrival{}, fail(code, nil)
	}
	if r.Error != "" {
		return Arrival{}, &RefusedError{Code: r.Error, Description: r.Description}
	}
	if r.Code == "" {
		return Arrival{}, fail(codeNoCode, nil)
	}
	tokens, err := s.exchange(ctx, p, m, r.Code, trip.Verifier)
	if err != nil {
		return Arrival{}, fail(codeInvalidCode, err)
	}
	profile, err := s.profile(ctx, p, m, tokens, trip.Nonce)
	if err != nil {
		return Arrival{}, fail(codeNoUserInfo, err)
	}
	if name := line(nameOf(r.Person)); p.formPost && name != "" {
		profile.Name = name
	}
	if a.LinkTo != "" {
		if a.LinkTo != r.SignedIn { // whoever asked has left meanwhile
			return Arrival{}, fail(codeNotLinking, nil)
		}
		return Arrival{Linked: true, URL: a.Callback}, s.link(ctx, by, p, a.LinkTo, profile, tokens)
	}
	u, created, err := s.settle(ctx, by, p, profile, tokens, wish{query: a.Query, signUp: a.SignUp})
	if err != nil {
		return Arrival{}, err
	}
	result, err := s.finish(ctx, by, u, r.Device)
	if err != nil {
		return Arrival{}, err
	}
	target := a.Callback
	if created && a.NewUser != "" {
		target = a.NewUser
	}
	return Arrival{Result: result, URL: s.onward(ctx, result, a.Query, target)}, nil
}

// finish hands whoever was recognized to the choke point. What they showed
// elsewhere is one factor, whatever the provider says of it.
func (s *Service) finish(ctx context.Context, by actor.Actor, u user.User, device string) (signin.Result, error) {
	return s.signin.Finish(ctx, by, u, signin.Proof{Methods: []string{methodFederated}, Remember: true, Device: device})
}

// checkAnswer compares who answers with who was asked (RFC 9207 §2.4).
func (p provider) checkAnswer(m metadata, issuer string) string {
	if issuer == "" {
		if m.AnswersIssuer {
			return codeNoIssuer
		}
		return ""
	}
	if p.manyTenants(m.Issuer) || !p.speaksOpenID() {
		return ""
	}
	if issuer != m.Issuer {
		return codeIssuer
	}
	return ""
}

// failure is an error as a page learns of it. What is ours is only logged.
func failure(err error) *RefusedError {
	if f, ok := errors.AsType[*RefusedError](err); ok {
		return f
	}
	if errors.Is(err, user.ErrBanned) {
		return &RefusedError{Code: codeBanned, Description: user.ErrBanned.Message, cause: err}
	}
	if code := codeOf(err); code != "" {
		return fail(code, err)
	}
	return fail(codeInternal, err)
}

// refused records who did not get in, and why.
func (s *Service) refused(ctx context.Context, by actor.Actor, a away, f *RefusedError) {
	if f.Code == codeInternal {
		slog.ErrorContext(ctx, "sign-in with a provider failed", "provider", a.Provider, "err", f)
	} else {
		slog.InfoContext(ctx, "sign-in with a provider was refused", "provider", a.Provider, "err", f)
	}
	err := s.audit.Record(ctx, by, audit.Event{
		Action: "sign_in.refused", Target: "provider", TargetID: a.Provider, Details: map[string]any{"reason": shown(f.Code)},
	})
	if err != nil {
		slog.WarnContext(ctx, "refused sign-in was not recorded", "err", err)
	}
}
