// Package actor says who is calling, and from where.
package actor

import "context"

// An Actor is the caller of a request. Without UserID and ApplicationID the
// caller is anonymous.
type Actor struct {
	UserID        string
	Role          string // user, admin or superadmin
	SessionID     string
	ApplicationID string // a machine, by client credentials
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

// Admin reports whether the caller may use the admin API.
func (a Actor) Admin() bool {
	return a.Console || a.Role == RoleAdmin || a.Role == RoleSuperadmin
}

// Kind names the sort of caller in the audit trail.
func (a Actor) Kind() string {
	switch {
	case a.Console:
		return "console"
	case a.System:
		return "system"
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
