package authorize

import (
	"context"
	"slices"

	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
)

// ErrNoOrganization tells whoever goes on after choosing that nothing is chosen.
var ErrNoOrganization = organization.ErrNoneActive.Saying("Please select an organization before continuing.")

// organize settles for which organization the visitor lets the application in,
// and reports whether the request can go on with it. Only the scope asks for one
// whatever it takes; claims of that scope are voluntary (OpenID Connect Core
// §5.5.1).
func (s *Service) organize(ctx context.Context, a *Attempt, v Visitor) (settled bool, err error) {
	if !slices.Contains(a.consent(), oauth.ScopeOrg) {
		a.organization = ""
		return true, nil
	}
	of, err := s.Organizations.Of(ctx, v.User.ID)
	if err != nil {
		return false, err
	}
	a.choose(of, v.Session.ActiveOrganizationID)
	return a.organization != "" || !a.Request.Wants(oauth.ScopeOrg), nil
}

// choose takes the organization that the visitor just chose; else the one they
// chose before on the way of this request; else, of several, none by itself: who
// works for more than one is asked each time, or could never change. Where
// nobody can be asked, the active one it is.
func (a *Attempt) choose(of []organization.Membership, active string) {
	among := func(id string) bool {
		return slices.ContainsFunc(of, func(m organization.Membership) bool { return m.Organization.ID == id })
	}
	a.several = len(of) > 1
	before := a.organization
	a.organization = ""
	switch {
	case a.Chosen && among(active):
		a.organization = active
	case among(before):
		a.organization = before
	case a.several && a.Request.Wants(oauth.ScopeOrg) && !a.Request.Asks(oauth.PromptNone):
	case among(active):
		a.organization = active
	}
}
