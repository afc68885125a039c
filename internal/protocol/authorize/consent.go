package authorize

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
)

// Decide takes the visitor's agreement: what they allow is remembered and the
// request goes on. An empty scope allows all that was asked for.
func (s *Service) Decide(ctx context.Context, by actor.Actor, query, scope string, v Visitor) (Outcome, error) {
	app, attempt, err := s.open(ctx, query)
	if err != nil {
		return Outcome{}, err
	}
	if allowed := oauth.ParseScope(scope); len(allowed) > 0 {
		if len(oauth.Beyond(allowed, attempt.consent())) > 0 {
			return Outcome{}, oauth.Fail(oauth.CodeInvalidRequest, "Scope not originally requested")
		}
		attempt.narrow(allowed)
	}
	attempt.Consented = true
	outcome, err := s.next(ctx, app, attempt, v)
	if err != nil || outcome.Step != Reply {
		return outcome, err
	}
	return outcome, s.Grants.SaveConsent(ctx, by, grant.Consent{
		UserID: v.User.ID, ApplicationID: app.ID, OrganizationID: outcome.organization, Scopes: attempt.consent(),
	})
}

// narrow leaves of the request what the user allows.
func (a *Attempt) narrow(allowed []string) {
	r := &a.Request
	r.Scopes = slices.DeleteFunc(r.Scopes, func(scope string) bool { return !slices.Contains(allowed, scope) })
	r.ScopeAsked = true
	r.Claims = r.Claims.Within(allowed)
}
