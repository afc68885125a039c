package account

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Refusal is what the user or the application would hear in the place of
// tokens.
type Refusal struct{ Error, Description string }

// A Preview is what tokens would tell an application about a user now. Nothing
// is issued for it.
type Preview struct {
	Scopes  []string
	Refusal Refusal  // zero when there would be tokens
	Rule    string   // of the Reason that refuses
	Asks    []string // rules that must be met before there are tokens
	// What is revealed beside the members of every token. Without the scope
	// openid there are neither ID token nor userinfo.
	IDToken, AccessToken, Userinfo map[string]any
}

// Preview tells what the tokens of a user for an application would hold, with
// the scopes given or, without any, all that the application may ask for; with an
// organization, those that it gets when the user works for that one.
func (s *Service) Preview(ctx context.Context, by actor.Actor, userID, applicationID, organizationID, scope string) (Preview, error) {
	w, err := s.Why(ctx, by, userID, applicationID, organizationID)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Scopes: oauth.ParseScope(scope)}
	if len(p.Scopes) == 0 {
		p.Scopes = slices.Clone(w.Application.AllowedScopes)
	}
	works := slices.Contains(p.Scopes, oauth.ScopeOrg)
	if !works && organizationID != "" { // nobody is let in for an organization then
		if w, err = s.Why(ctx, by, userID, applicationID, ""); err != nil {
			return Preview{}, err
		}
	}
	for _, r := range w.Access {
		if r.Effect == Asks {
			p.Asks = append(p.Asks, r.Rule)
		}
	}
	if works && organizationID == "" {
		p.Asks = append(p.Asks, RuleChoice)
	}
	if p.Refusal, p.Rule = refusal(w, p.Scopes); p.Refusal.Error != "" {
		return p, nil
	}
	if p.AccessToken, err = s.told(ctx, w, claims.Inside(p.Scopes)); err != nil {
		return Preview{}, err
	}
	if !slices.Contains(p.Scopes, oauth.ScopeOpenID) {
		return p, nil
	}
	if p.IDToken, err = s.told(ctx, w, claims.Inside(p.Scopes)); err != nil {
		return Preview{}, err
	}
	p.Userinfo, err = s.told(ctx, w, p.Scopes)
	return p, err
}

func (s *Service) told(ctx context.Context, w Why, scopes []string) (map[string]any, error) {
	set, err := s.Claims.For(ctx, w.User, w.Application, claims.Asked{Scopes: scopes, Organization: w.Organization.Organization.ID})
	if err != nil {
		return nil, err
	}
	all := map[string]any{}
	set.Add(all)
	return all, nil
}

// refusal is what the authorization endpoint would say, in its order.
func refusal(w Why, scopes []string) (Refusal, string) {
	refuses := func(rules ...string) string {
		for _, r := range w.Access {
			if r.Effect == Refuses && slices.Contains(rules, r.Rule) {
				return r.Rule
			}
		}
		return ""
	}
	if rule := refuses(RuleDisabled); rule != "" {
		return Refusal{"client_disabled", "client is disabled"}, rule
	}
	if !w.Application.Allows(application.GrantCode) {
		return Refusal{oauth.CodeUnauthorizedClient, "the client may not use this grant type"}, ""
	}
	if beyond := oauth.Beyond(scopes, w.Application.AllowedScopes); len(beyond) > 0 {
		return Refusal{oauth.CodeInvalidScope, "the application may not ask for one of the scopes"}, ""
	}
	if rule := refuses(RuleBanned, RuleUnverified); rule != "" {
		return Refusal{oauth.CodeLoginRequired, "the user cannot sign in"}, rule
	}
	if rule := refuses(RuleRowDisabled, RuleNone); rule != "" {
		return Refusal{oauth.CodeAccessDenied, "the user has no access to this application"}, rule
	}
	return Refusal{}, ""
}
