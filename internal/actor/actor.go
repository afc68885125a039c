// Package actor says who is calling, and from where.
package actor

import (
	"context"
	"slices"
	"strings"
)

// An Actor is the caller of a request. Without UserID and ApplicationID the
// caller is anonymous.
type Actor struct {
	UserID        string
	Role          string // a role, or several with commas between them
	SessionID     string
	Impersonator  string // the administrator who acts in the user's name; mostly empty
	ApplicationID string // a machine, by client credentials
	TokenID       string // a program, by an API token; Role is what it may
	Console       bool   // the operator at the command line
	System        bool   // the service itself, by schedule

	Address   string // the caller's network address, trusted proxies taken off
	UserAgent string
	RequestID string
	Language  string // "en" or "fr": what the caller prefers, for mails that the request causes
	Device    string // token of the browser, where it was signed in to before; says nothing about who calls
}

// The roles of a user in the service itself.
const (
	RoleUser       = "user"
	RoleAdmin      = "admin"
	RoleSuperadmin = "superadmin"
)

// Roles are the roles that exist.
func Roles() []string { return []string{RoleUser, RoleAdmin, RoleSuperadmin} }

// HasRole reports whether a role is on a list that has commas between its
// members: whoever has several has what each of them gives.
func HasRole(list, role string) bool {
	return slices.Contains(strings.Split(list, ","), role)
}

// Administers reports whether a list of roles has one of an administrator.
func Administers(list string) bool {
	return HasRole(list, RoleAdmin) || HasRole(list, RoleSuperadmin)
}

// Admin reports whether the caller may use the admin API. Nobody may in another
// one's name.
func (a Actor) Admin() bool {
	return a.Console || a.Impersonator == "" && Administers(a.Role)
}

// Superadmin reports whether the caller may touch superadmins.
func (a Actor) Superadmin() bool {
	return a.Console || a.Impersonator == "" && HasRole(a.Role, RoleSuperadmin)
}

// Kind names the sort of caller in the audit trail.
func (a Actor) Kind() string {
	switch {
	case a.Console:
		return "console"
	case a.System:
		return "system"
	case a.TokenID != "":
		return "token"
	case a.UserID != "":
		return "user"
	case a.ApplicationID != "":
		return "application"
	default:
		return "anonymous"
	}
}

// ID identifies the caller within its kind; empty when anonymous.
func (a Actor) ID() string {
	if a.TokenID != "" {
		return a.TokenID
	}
	if a.UserID != "" {
		return a.UserID
	}
	return a.ApplicationID
}

type key struct{}

// With returns a context that carries a. Only guards and middleware call it.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns the caller. Only http files call it.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}
