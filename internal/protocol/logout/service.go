package logout

import (
	"context"
	"errors"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/outbox"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Parts are the services that logging out needs.
type Parts struct {
	Sessions     *session.Service
	Applications *application.Service
	Keys         *keys.Service
	Fetch        *fetch.Client
	FetchInside  *fetch.Client // for addresses that an administrator chose
	Audit        *audit.Log
	Signer       secret.Signer
	// Subject is what an application knows a user as (OpenID Connect Core §8).
	Subject func(ctx context.Context, a application.Application, userID string) (string, error)
}

// A Service is what one can do about logging out.
type Service struct {
	Parts
	db     *db.DB
	store  store
	issuer string
	now    func() time.Time
	queue  *outbox.Queue[Delivery]
}

// New returns the service. The issuer is the service's base URL.
func New(database *db.DB, parts Parts, issuer string, now func() time.Time) *Service {
	queue := outbox.New(database, outbox.Table{Name: "logout_deliveries", Columns: columns, AtOnce: atOnce, Lease: leased}, scan, now)
	return &Service{Parts: parts, db: database, store: store{database}, issuer: issuer, now: now, queue: queue}
}

// Begin answers a logout request that came with a browser. Where it is sure
// that the request is about this browser's session it ends that at once;
// otherwise the user is asked (RP-Initiated Logout §2). Only an ID token of
// ours makes it sure, and only a registered address is returned to.
//
// A browser in which nobody is signed in has nobody to ask: then the ID token
// ends the session it was issued in, as back ends rely on.
func (s *Service) Begin(ctx context.Context, by actor.Actor, raw string, v Visitor) (Outcome, error) {
	r, p, err := s.read(ctx, raw)
	problem, mistaken := errors.AsType[*oauth.Error](err)
	switch {
	case err != nil && !mistaken:
		return Outcome{}, err
	case mistaken && !v.SignedIn:
		return Outcome{Locales: r.Locales}, problem
	case mistaken:
		return Outcome{Confirmation: s.ask(r.pairs, v), Problem: problem, Locales: r.Locales}, nil
	case !v.SignedIn && p.hint.SessionID == "":
		return p.outcome(), nil
	case !v.SignedIn:
		return s.end(ctx, by, p, p.hint.SessionID)
	case p.hint.SessionID == v.Session.ID:
		return s.end(ctx, by, p, v.Session.ID)
	}
	out := p.outcome()
	out.Confirmation = s.ask(r.pairs, v)
	return out, nil
}

// Confirm answers the user's yes to a request that Begin asked them about. What
// was asked in another session, or too long ago, is asked again.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, confirmation string, v Visitor) (Outcome, error) {
	pairs, agreed := s.agreed(confirmation, v)
	if !agreed {
		return s.Begin(ctx, by, pairs.Encode(), v)
	}
	_, p, err := s.read(ctx, pairs.Encode())
	if _, mistaken := errors.AsType[*oauth.Error](err); err != nil && !mistaken { // of mistakes they were told before they agreed
		return Outcome{}, err
	}
	p.agreed = true
	sessions := []string{v.Session.ID}
	if p.hint.SessionID != "" && p.hint.SessionID != v.Session.ID {
		sessions = append(sessions, p.hint.SessionID)
	}
	return s.end(ctx, by, p, sessions...)
}

// read parses and checks a request. Its mistakes are *oauth.Error.
func (s *Service) read(ctx context.Context, raw string) (Request, plan, error) {
	r, problem := ParseRequest(raw)
	if problem != nil {
		return r, plan{locales: r.Locales}, problem
	}
	p, err := s.plan(ctx, r)
	p.locales = r.Locales
	return r, p, err
}

// A plan is what a request without mistakes amounts to.
type plan struct {
	hint        hint // zero without one
	application application.Application
	redirect    string
	agreed      bool // the user said yes
	locales     []string
}

// plan checks everything that a request claims. Its mistakes are *oauth.Error.
func (s *Service) plan(ctx context.Context, r Request) (plan, error) {
	var p plan
	clientID := r.ClientID
	if r.Hint != "" {
		h, err := s.readHint(ctx, r.Hint)
		if errors.Is(err, errHint) {
			return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "id_token_hint is not an ID token of this service")
		}
		if err != nil {
			return plan{}, err
		}
		if clientID != "" && clientID != h.Audience {
			return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "id_token_hint was issued to another client than client_id names")
		}
		p.hint, clientID = h, h.Audience
	}
	if clientID != "" {
		a, err := s.Applications.ByClientID(ctx, clientID)
		if errors.Is(err, application.ErrNotFound) {
			return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "the client is not known")
		}
		if err != nil {
			return plan{}, err
		}
		if !a.IsActive {
			return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "the client is disabled")
		}
		p.application = a
	}
	if r.RedirectURI == "" {
		return p, nil
	}
	if clientID == "" {
		return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "post_logout_redirect_uri needs id_token_hint or client_id")
	}
	if !registered(p.application, r.RedirectURI) {
		return plan{}, oauth.Fail(oauth.CodeInvalidRequest, "post_logout_redirect_uri is not registered")
	}
	p.redirect = withState(r.RedirectURI, r.State)
	return p, nil
}

// outcome returns the browser by itself only to an application that proved to
// be one the user came from, or that the user agreed to return to.
func (p plan) outcome() Outcome {
	return Outcome{
		Application: p.application, Return: p.redirect, Locales: p.locales,
		Returns: p.redirect != "" && (p.hint.Audience != "" || p.agreed),
	}
}

// paramSession binds a confirmation to the session in which it was asked for.
const paramSession = "session"

// A purpose keeps what is signed here from passing as another signed query.
type purpose struct{ secret.Signer }

const confirming = "logout confirmation\n"

// Sign implements oauth.QuerySigner.
func (p purpose) Sign(text string) string { return p.Signer.Sign(confirming + text) }

// Verify implements oauth.QuerySigner.
func (p purpose) Verify(text, signature string) bool {
	return p.Signer.Verify(confirming+text, signature)
}

func (s *Service) ask(pairs oauth.Pairs, v Visitor) string {
	asked := append(oauth.Pairs{{Name: paramSession, Value: v.Session.ID}}, pairs...)
	return oauth.SignQuery(purpose{s.Signer}, asked, s.now())
}

// agreed returns the request that a confirmation holds, and whether it was
// asked in this session.
func (s *Service) agreed(confirmation string, v Visitor) (oauth.Pairs, bool) {
	pairs, _, ok := oauth.VerifyQuery(purpose{s.Signer}, confirmation, s.now())
	if !ok {
		pairs, _ = oauth.ParsePairs(confirmation)
		return pairs, false
	}
	return pairs, v.SignedIn && pairs.Get(paramSession) == v.Session.ID
}
