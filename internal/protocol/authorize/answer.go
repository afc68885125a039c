package authorize

import (
	"context"
	"encoding/json"
	"time"

	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// stop sends the browser to the page of ours where the step happens, with the
// signed request; or back to the application when no page may be shown.
func (s *Service) stop(ctx context.Context, app application.Application, a Attempt, step Step) (Outcome, error) {
	if a.Request.Asks(oauth.PromptNone) {
		return s.refuse(ctx, app, a, step.silently())
	}
	query := s.query(a)
	if len(query) > maxAddress && a.Reference == "" {
		var err error
		if a.Reference, err = s.keep(ctx, app, a.Request); err != nil {
			return Outcome{}, err
		}
		query = s.query(a)
	}
	return Outcome{Step: step, URL: step.page() + "?" + query}, nil
}

// query is the signed query of a page. A kept request stays here, but for what
// the page shows. A request that asks for a younger sign-in keeps the moment it
// arrived.
func (s *Service) query(a Attempt) string {
	since := s.now()
	if a.dated() {
		since = a.IssuedAt
	}
	pairs := a.Request.Pairs()
	if a.Reference != "" {
		shown := oauth.Request{
			RedirectURI: a.Request.RedirectURI, Scopes: a.Request.Scopes, ScopeAsked: true, Resources: a.Request.Resources,
			LoginHint: a.Request.LoginHint, UILocales: a.Request.UILocales,
		}
		pairs = append(a.references(), shown.Pairs()...)
	}
	if words := a.words(); words != "" {
		pairs = append(pairs, oauth.Pair{Name: paramSettled, Value: words})
	}
	if a.several && a.organization != "" {
		pairs = append(pairs, oauth.Pair{Name: paramOrganization, Value: a.organization})
	}
	if shown := a.consent(); len(shown) > len(a.Request.Scopes) {
		pairs = append(pairs, oauth.Pair{Name: paramConsent, Value: oauth.JoinScope(shown)})
	}
	return oauth.SignQuery(s.Signer, pairs, since)
}

// issue remembers what was granted and sends its code to the application.
func (s *Service) issue(ctx context.Context, app application.Application, a Attempt, v Visitor) (Outcome, error) {
	r := a.Request
	g := grant.Grant{
		ApplicationID: app.ID, UserID: v.User.ID, SessionID: v.Session.ID, OrganizationID: a.organization, Scopes: r.Scopes,
		Resources: r.Resources, Nonce: r.Nonce, AuthTime: v.Session.CreatedAt, Methods: v.Session.Methods, Challenge: r.Challenge, RedirectURI: r.RedirectURI,
		Details: details(app, r, v.Session.Methods),
	}
	g.Details.Impersonator = v.Session.ImpersonatedBy
	code, err := s.grant(ctx, app, a, g)
	if err != nil {
		return Outcome{}, err
	}
	outcome, err := s.answer(ctx, app, a.Request, Reply, oauth.Pairs{{Name: "code", Value: code}})
	outcome.organization = a.organization
	return outcome, err
}

// grant stores a grant and returns its code. A kept request is spent with it:
// of two completions one gets a code.
func (s *Service) grant(ctx context.Context, app application.Application, a Attempt, g grant.Grant) (code string, err error) {
	if a.Reference == "" {
		return s.Grants.Issue(ctx, g)
	}
	err = s.DB.InTx(ctx, func(ctx context.Context) error {
		if err := s.spend(ctx, app, a); err != nil {
			return err
		}
		var err error
		code, err = s.Grants.Issue(ctx, g)
		return err
	})
	return code, err
}

func details(app application.Application, r oauth.Request, methods []string) grant.Details {
	d := grant.Details{DPoPKey: r.DPoPKey, HasMaxAge: r.HasMaxAge || app.Client.RequireAuthTime, RedirectOmitted: r.RedirectOmitted}
	if claims := r.Claims.String(); claims != "" {
		d.Claims = json.RawMessage(claims)
	}
	_, asked := r.Claims.IDToken["acr"]
	if asked || len(r.ACRValues) > 0 || len(app.Client.DefaultACR) > 0 {
		d.ACR = r.ACR(session.Multifactor(methods))
	}
	return d
}

// refuse sends an error to the application.
func (s *Service) refuse(ctx context.Context, app application.Application, a Attempt, e *oauth.Error) (Outcome, error) {
	if err := s.spend(ctx, app, a); err != nil {
		return Outcome{}, err
	}
	return s.answer(ctx, app, a.Request, Refused, oauth.ErrorPairs(e))
}

// answer sends the parameters to the redirect URI in the way that was asked
// for, with state and the issuer (RFC 9207 §2).
func (s *Service) answer(ctx context.Context, app application.Application, r oauth.Request, step Step, parameters oauth.Pairs) (Outcome, error) {
	if r.State != "" {
		parameters = append(parameters, oauth.Pair{Name: "state", Value: r.State})
	}
	form, jwt := r.Mode()
	if jwt {
		token, err := s.signed(ctx, app, parameters)
		if err != nil {
			return Outcome{}, err
		}
		parameters = oauth.Pairs{{Name: "response", Value: token}}
	} else {
		parameters = append(parameters, oauth.Pair{Name: "iss", Value: s.issuer})
	}
	if form {
		return Outcome{Step: step, URL: r.RedirectURI, Form: parameters}, nil
	}
	return Outcome{Step: step, URL: oauth.Reply(r.RedirectURI, parameters)}, nil
}

// signedLife is how long a signed answer may be on its way: as long as its code
// lives, and as much again for clocks that differ.
const signedLife = 2 * grant.CodeLife

// signed makes a JWT of an answer (JWT Secured Authorization Response Mode
// §2.1).
func (s *Service) signed(ctx context.Context, app application.Application, parameters oauth.Pairs) (string, error) {
	c := map[string]any{"iss": s.issuer, "aud": app.ClientID(), "exp": s.now().Add(signedLife).Unix()}
	for _, p := range parameters {
		c[p.Name] = p.Value
	}
	alg := app.Client.AuthorizationAlg
	if alg == "" {
		alg = keys.RS256
	}
	return s.Keys.Sign(ctx, alg, keys.TypeJWT, c)
}

// linkLife is how long the link to a form may take to be followed.
const linkLife = grant.CodeLife

// Where HTTP.Answer serves, and by which parameter it learns what.
const (
	linkPath  = "/api/auth/oauth2/answer"
	linkParam = "form"
)

// A link is a form to post, sealed into an address of ours.
type link struct {
	Use     string      `json:"use"`
	URL     string      `json:"url"`
	Form    oauth.Pairs `json:"form"`
	Expires int64       `json:"exp"`
}

const linkUse = "answer"

// Link returns the address where the outcome happens, for scripts: they can
// send the browser to an address, but cannot make it post a form.
func (s *Service) Link(o Outcome) string {
	if o.Form == nil {
		return o.URL
	}
	text, _ := json.Marshal(link{linkUse, o.URL, o.Form, s.now().Add(linkLife).Unix()}) // texts always marshal
	return linkPath + "?" + oauth.Pairs{{Name: linkParam, Value: s.Sealer.Seal(text)}}.Encode()
}

var errLink = oauth.Fail(oauth.CodeInvalidRequest, "the answer has expired or was altered")

// Open returns the outcome that Link sealed.
func (s *Service) Open(sealed string) (Outcome, error) {
	text, err := s.Sealer.Open(sealed)
	if err != nil {
		return Outcome{}, errLink
	}
	var l link
	if json.Unmarshal(text, &l) != nil {
		return Outcome{}, errLink
	}
	if l.Use != linkUse {
		return Outcome{}, errLink
	}
	if !s.now().Before(time.Unix(l.Expires, 0)) {
		return Outcome{}, errLink
	}
	return Outcome{Step: Reply, URL: l.URL, Form: l.Form}, nil
}
