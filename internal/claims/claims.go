// Package claims says what a token tells about a user: who they are, their
// roles and permissions in the application, the features of their plan.
package claims

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/circle-rd/auth-service/internal/identity/user"
)

// A Set is what the scopes of a grant reveal. Absent members are not revealed.
type Set struct {
	Subject       string
	Name          string
	GivenName     string
	FamilyName    string
	Picture       string
	UpdatedAt     int64 // seconds
	Email         string
	EmailVerified *bool
	Roles         []string // nil when not revealed, empty when there are none
	Permissions   []string
	Features      json.RawMessage
}

// Of returns what the scopes reveal of a user without looking anything up.
func of(u user.User, scopes []string) Set {
	s := Set{Subject: u.ID}
	if slices.Contains(scopes, "profile") {
		s.Name, s.Picture, s.UpdatedAt = u.Name, u.Image, u.UpdatedAt.Unix()
		s.GivenName, s.FamilyName = split(u.Name)
	}
	if slices.Contains(scopes, "email") {
		verified := u.EmailVerified
		s.Email, s.EmailVerified = u.Email, &verified
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
}
