// Package claims says what a token tells about a user: who they are, their
// roles and permissions in the application, the features of their plan.
package claims

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/protocol/oauth"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// A Set is what is revealed of a user. Absent members are not.
type Set struct {
	Subject       string
	Name          string
	GivenName     string
	FamilyName    string
	Picture       string
	UpdatedAt     int64 // seconds
	Email         string
	EmailVerified *bool
	Phone         string
	Address       string
	Roles         []string // nil when not revealed, empty when there are none
	Permissions   []string
	Features      json.RawMessage

	OrganizationID    string // the organization that the user works for
	OrganizationSlug  string
	OrganizationRoles []string // what the user is there
}

// Asked says what is to be revealed: what the scopes stand for, and claims
// asked for by name (OpenID Connect Core §5.4, §5.5).
type Asked struct {
	Scopes []string
	Names  []string
	// Organization is the id of the one that the user works for. Roles that they
	// have there are told only to whoever is told of it: they are none elsewhere.
	Organization string
}

func (a Asked) revealsOrganization(app application.Application) bool {
	return a.reveals(app, "org_id") || a.reveals(app, "org_slug") || a.reveals(app, "org_roles")
}

// reveals reports whether a claim is asked for. Asking by name reaches no
// further than the scopes that the application may ask for.
func (a Asked) reveals(app application.Application, claim string) bool {
	scope, _ := oauth.ScopeOfClaim(claim)
	if slices.Contains(a.Scopes, scope) {
		return true
	}
	return slices.Contains(a.Names, claim) && slices.Contains(app.AllowedScopes, scope)
}

// Inside leaves out the scopes whose claims the userinfo endpoint alone tells:
// how to reach somebody has no place in every token.
func Inside(scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return s == oauth.ScopeAddress || s == oauth.ScopePhone })
}

// of returns what is asked for and stands in the account itself.
func of(u user.User, app application.Application, asked Asked) Set {
	var s Set
	tell := func(to *string, claim, value string) {
		if asked.reveals(app, claim) {
			*to = value
		}
	}
	given, family := split(u.Name)
	tell(&s.Name, "name", u.Name)
	tell(&s.GivenName, "given_name", given)
	tell(&s.FamilyName, "family_name", family)
	tell(&s.Picture, "picture", u.Image)
	tell(&s.Email, "email", u.Email)
	tell(&s.Phone, "phone_number", u.Phone)
	tell(&s.Address, "address", u.Address)
	if asked.reveals(app, "updated_at") {
		s.UpdatedAt = u.UpdatedAt.Unix()
	}
	if asked.reveals(app, "email_verified") {
		s.EmailVerified = &u.EmailVerified
	}
	return s
}

// split cuts a name at its last space; a name of one word has neither part.
func split(name string) (given, family string) {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return "", ""
	}
	return strings.TrimSpace(name[:i]), name[i+1:]
}

// Add puts the set into a token's claims.
func (s Set) Add(to map[string]any) {
	add := func(name, value string) {
		if value != "" {
			to[name] = value
		}
	}
	to["sub"] = s.Subject
	add("name", s.Name)
	add("given_name", s.GivenName)
	add("family_name", s.FamilyName)
	add("picture", s.Picture)
	add("email", s.Email)
	if s.Phone != "" { // nobody has checked it
		to["phone_number"], to["phone_number_verified"] = s.Phone, false
	}
	if s.Address != "" {
		to["address"] = map[string]string{"formatted": s.Address}
	}
	if s.UpdatedAt != 0 {
		to["updated_at"] = s.UpdatedAt
	}
	if s.EmailVerified != nil {
		to["email_verified"] = *s.EmailVerified
	}
	if s.Roles != nil {
		to["roles"] = s.Roles
	}
	if s.Permissions != nil {
		to["permissions"] = s.Permissions
	}
	if s.Features != nil {
		to["features"] = s.Features
	}
	add("org_id", s.OrganizationID)
	add("org_slug", s.OrganizationSlug)
	if s.OrganizationRoles != nil {
		to["org_roles"] = s.OrganizationRoles
	}
}
