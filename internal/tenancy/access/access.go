// Package access knows who may enter which application, with which roles, and
// what those roles permit there.
package access

import (
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/circle-rd/auth-service/internal/tenancy/application"
)

// Access is what a user may do in an application. Without a row of their own
// (not Listed) a user has what they were given Within the organization they work
// for, if any; with a row that is not Active, neither roles nor permissions. Both
// lists are sorted and never nil.
type Access struct {
	Listed, Active     bool
	Within             bool
	Roles, Permissions []string
}

// A Role is a named set of permissions of an application.
type Role struct {
	ID            string
	ApplicationID string
	Name          string
	Description   string
	IsDefault     bool // given to those who get access without a role
	CreatedAt     time.Time
	PermissionIDs []string // listings only
}

// A NewRole describes a role to create.
type NewRole struct {
	Name, Description string
	IsDefault         bool
}

// RoleChanges are a partial update: nil leaves a value as it is.
type RoleChanges struct {
	Name, Description *string
	IsDefault         *bool
}

// A Permission lets the holders of a role read or write a resource.
type Permission struct {
	ID            string
	ApplicationID string
	Resource      string
	Action        string
	CreatedAt     time.Time
}

// The actions of a permission.
const (
	Read  = "read"
	Write = "write"
)

// Claim returns the permission as tokens name it.
func (p Permission) Claim() string { return claim(p.Resource, p.Action) }

func claim(resource, action string) string {
	if action == Write {
		return resource + ".write"
	}
	return resource
}

// A Member is a user with a row in an application.
type Member struct {
	UserID    string
	Name      string
	Email     string
	IsActive  bool
	PlanID    string // of the subscription that counts now; may be empty
	CreatedAt time.Time
	Roles     []NamedRole // in the order of assignment
}

// A NamedRole is a role as a member holds it.
type NamedRole struct{ ID, Name string }

// MemberChanges are a partial update: nil leaves a value as it is, an empty
// text takes role or plan away.
type MemberChanges struct {
	IsActive       *bool
	RoleID, PlanID *string
}

// A Search selects members; Page counts from 1.
type Search struct {
	Text        string // how words of the name and the address begin
	Page, Limit int
}

const (
	maxRoleName    = 64
	maxDescription = 250
	maxResource    = 128
	maxUserID      = 255
	maxSearch      = 200
)

var resourcePattern = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9._-]*$`)

func isResource(text string) bool {
	return len(text) <= maxResource && resourcePattern.MatchString(text)
}

// isID reports whether there can be a role or permission with an id.
func isID(id string) bool { return uuid.Validate(id) == nil }

// isUserID refuses what no database would look up; users are found there.
func isUserID(id string) bool {
	clean, ok := application.CleanName(id, maxUserID)
	return ok && clean == id
}

// A membership is one user's row in an application, with what they were given
// within an organization.
type membership struct {
	listed, active bool
	roleIDs        []string
	within         []string
}

// rights are what the roles of an application permit, by role id.
type rights map[string]roleRights

type roleRights struct {
	name        string
	permissions []string
}

// of unites the rights of all roles that the member holds.
func (r rights) of(m membership) Access {
	held := func(id string) bool { _, there := r[id]; return there }
	a := Access{
		Listed: m.listed, Active: m.active, Within: slices.ContainsFunc(m.within, held), Roles: []string{}, Permissions: []string{},
	}
	if m.listed && !m.active {
		return a
	}
	for _, id := range slices.Concat(m.roleIDs, m.within) {
		if role, ok := r[id]; ok {
			a.Roles = append(a.Roles, role.name)
			a.Permissions = append(a.Permissions, role.permissions...)
		}
	}
	slices.Sort(a.Roles)
	a.Roles = slices.Compact(a.Roles)
	slices.Sort(a.Permissions)
	a.Permissions = slices.Compact(a.Permissions)
	return a
}
