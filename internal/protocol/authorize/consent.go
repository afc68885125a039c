package authorize

import (
	"context"

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
		if len(oauth.Beyond(allowed, attempt.Request.Scopes)) > 0 {
			return Outcome{}, oauth.Fail(oauth.CodeInvalidRequest, "Scope not originally requested")
		}
		attempt.Request.Scopes = allowed
	}
	attempt.Consented = true
	outcome, err := s.next(ctx, app, attempt, v)
	if err != nil || outcome.Step != Reply {
		return outcome, err
	}
	return outcome, s.grants.SaveConsent(ctx, by, grant.Consent{
		UserID: v.User.ID, ApplicationID: app.ID, OrganizationID: v.Session.ActiveOrganizationID, Scopes: attempt.Request.Scopes,
	})
}
